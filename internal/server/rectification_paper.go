package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// rectFileForm is where a plan or report is written: it keeps itself while it is typed, and begins with what was returned.
func (s *Server) rectFileForm(x rectOf, clerk bool, t typed) staff.PanelForm {
	const act = "paper"
	kind, path := x.Wants(), supervision.RectificationPath(x.ID)
	form := staff.PanelForm{Form: ui.Form{Action: path + "/papers", Guard: true, Files: true},
		Buttons: []ui.Button{{Label: yesNo(clerk, "登记", "报送") + kind.Label()}}}
	form.Form.Version, form.Form.Autosave = strconv.Itoa(x.draft.Version), path+"/draft"
	last, body := x.draft.Answers, x.draft.Body
	for _, p := range x.papers {
		if p.Kind == kind && p.Judged == "returned" && x.draft.SavedAt.IsZero() { // what was returned is the beginning
			last, body = p.Answers, p.Body
		}
	}
	form.Fields = append(form.Fields, ui.Hidden{Name: "kind", Value: string(kind)})
	hint := map[supervision.PaperKind]string{supervision.PlanPaper: "写明措施、责任人和完成时间。", supervision.ReportPaper: "写明做了什么、结果怎样；没有完成的写明原因和打算。"}[kind]
	for i, f := range x.findings {
		name, was := fmt.Sprintf("answer%d", i), ""
		if i < len(last) {
			was = last[i]
		}
		form.Fields = append(form.Fields,
			t.area(act, ui.Area{Name: name, Label: fmt.Sprintf("问题 %d：%s", i+1, f), Hint: hint, Rows: 4}, was))
	}
	form.Fields = append(form.Fields, t.area(act, ui.Area{Name: "body", Label: "总的情况", Optional: true, Rows: 3}, body))
	if clerk {
		form.Fields = append(form.Fields, t.text(act, ui.Text{Name: "filed_on", Label: "收到日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()))
	}
	form.Fields = append(form.Fields, ui.Files{Name: "files", Label: "附件", Optional: true, Multiple: true, Error: t.wrong(act, "files")})
	return form
}

// readRectAnswers reads the answers to the findings, in their order.
func readRectAnswers(r *http.Request) (all []string) {
	for i := 0; r.PostForm.Has(fmt.Sprintf("answer%d", i)); i++ {
		all = append(all, unixLines(r.PostFormValue(fmt.Sprintf("answer%d", i))))
	}
	return all
}

// draftRectification keeps a plan or report while it is typed (自动保存); the answer tells the draft's new version.
func (s *Server) draftRectification(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	d := store.RectificationDraft{Kind: supervision.PaperKind(r.PostFormValue("kind")), Body: unixLines(r.PostFormValue("body")), Version: formVersion(r)}
	d.Answers = readRectAnswers(r)
	version, err := s.flow.DraftRectification(r.Context(), actor(r), id, d)
	if err != nil {
		return err
	}
	w.Header().Set("X-Version", strconv.Itoa(version))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// fileRectification hands in a plan or report (报送整改材料).
func (s *Server) fileRectification(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "paper", "已报送。", func(id int64, f *fields) error {
		x := workflow.RectificationPaperForm{Kind: supervision.PaperKind(f.value("kind")), Body: f.value("body"), FiledOn: f.day("filed_on")}
		x.Answers = readRectAnswers(r)
		var err error
		if x.Files, err = uploads(r, "files"); err != nil {
			return err
		}
		return f.err(func() error { return s.flow.FileRectification(r.Context(), actor(r), id, x) })
	})
}

func (s *Server) judgeRectification(w http.ResponseWriter, r *http.Request) error {
	accepted := r.PostFormValue("decision") == "accept"
	return s.onRect(w, r, "judge", yesNo(accepted, "已接收。", "已退回。"), func(id int64, f *fields) error {
		return s.flow.JudgeRectification(r.Context(), actor(r), id, accepted, f.value("judgement"))
	})
}
