package server

import (
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
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
		sheet, wrong := workflow.ReadBlueprint(data)
		switch {
		case wrong != nil:
			err = wrong
		case sheet.Wrong() > 0:
			return s.showOrderReport(w, r, name, sheet)
		default:
			return s.showOrderOf(w, r, http.StatusOK, sheet.Blueprint, name, typed{})
		}
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showOrder(w, r, http.StatusUnprocessableEntity, refused(r, "sheet", err))
	}
	return err
}

// showOrderReport tells row by row why a blueprint cannot be filled in (命题细目表核对报告); it can be sent again here.
func (s *Server) showOrderReport(w http.ResponseWriter, r *http.Request, file string, sheet workflow.BlueprintSheet) error {
	x := sheetReport{title: "命题细目表核对报告", fileName: file, uploaded: uploadedBy(actor(r).Name, s.db.Now()), state: store.RosterChecked,
		unit: "行", about: "题型或者法规", whole: true, unkept: true}
	for _, l := range sheet.Rows {
		x.rows = append(x.rows, sheetRow{number: l.Row, about: ui.Cell{Text: orDash(l.Name)}, problems: l.Problems, done: ui.Cell{Text: orDash(l.Says)}})
	}
	page := x.page()
	form, fields, buttons := orderSheet(typed{})
	form.Action = withQuery(ordersPath, "group", string(orderGroup(r)))
	buttons = append(buttons, ui.Button{Label: "返回组卷", Href: form.Action, Kind: ui.Plain})
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "重新上传"}, Forms: []staff.PanelForm{{Form: form, Fields: fields, Buttons: buttons}}})
	page.Frame = s.frame(r, "命题细目表核对报告", examsCrumb, papersCrumb, ui.Link{Label: "组卷", Href: form.Action})
	page.Frame.Invalid = true
	return s.render(w, r, http.StatusUnprocessableEntity, staff.Board(page))
}
