package server

import (
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/workflow"
	"renmian/web/ui"
)

const ordersPath = "/exams/papers/new"

// orderSheet offers to fill the order in from a spreadsheet.
func orderSheet(t typed) (form ui.Form, fields []templ.Component, buttons []ui.Button) {
	return ui.Form{Action: ordersPath, Files: true},
		[]templ.Component{ui.Files{Name: "sheet", Label: "命题细目表", Accept: ".xlsx",
			Hint: ".xlsx 表格，每行写题型、题数、每题分值，以及法规和难度（不限的留空）；也可以每行一部法规、每列一种题型，另有一行每题分值。填入以后可以再改。", Error: t.wrong("sheet", "sheet")}},
		[]ui.Button{{Label: "填入", Kind: ui.Plain}, {Label: "下载细目表模板", Href: ordersPath + "/template", Kind: ui.Plain}}
}

// orderTemplate gives the empty spreadsheet of a blueprint.
func (s *Server) orderTemplate(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AssemblePapers); err != nil {
		return err
	}
	spreadsheet(w, "命题细目表模板.xlsx")
	return workflow.WriteBlueprintTemplate(w)
}

// readOrderSheet shows the order filled in from an uploaded blueprint; nothing is kept until the papers are made.
func (s *Server) readOrderSheet(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.AssemblePapers); err != nil {
		return err
	}
	name, data, err := uploaded(r, "sheet")
	if err == nil {
		b, wrong := workflow.ReadBlueprint(data)
		if wrong == nil {
			return s.showOrderOf(w, r, http.StatusOK, b, name, typed{})
		}
		err = wrong
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showOrder(w, r, http.StatusUnprocessableEntity, refused(r, "sheet", err))
	}
	return err
}
