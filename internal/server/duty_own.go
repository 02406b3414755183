package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// ownDuty reads the signed-in appointee's own report with its draft.
func (s *Server) ownDuty(r *http.Request) (x dutyData, draft store.DutyDraft, err error) {
	who := actor(r)
	if err := authz.Check(who, authz.DraftDuty); err != nil {
		return x, draft, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, draft, err
	}
	m, err := s.db.Matter(r.Context(), id)
	if err == nil && m.Kind != supervision.DutyReport {
		err = errs.New(errs.NotFound, "查无此述职报告，或不属于您本人。")
	}
	if err != nil {
		return x, draft, err
	}
	if x, err = s.readDuty(r, m); err != nil {
		return x, draft, err
	}
	if who.PersonID == 0 || x.d.PersonID != who.PersonID {
		return x, draft, errs.New(errs.NotFound, "查无此述职报告，或不属于您本人。")
	}
	draft, err = s.db.DutyDraft(r.Context(), id)
	if err == nil && draft.Version == 0 { // a returned report is written on
		draft.Sections, draft.Answers = x.last().Sections, x.last().Answers
	}
	return x, draft, err
}

// myDuty is the form of the own report, or what was filed (述职报告).
func (s *Server) myDuty(w http.ResponseWriter, r *http.Request) error {
	return s.showMyDuty(w, r, http.StatusOK, typed{})
}

func (s *Server) showMyDuty(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	t = t.lostFile(r, "files")
	x, draft, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	page := newMyDutyPage(x, draft, t)
	page.Heading.Tag = dutyTag(x.d, s.today())
	if x.d.Stage == supervision.DutyReviewed || x.d.Stage == supervision.DutyFiled {
		page.Heading.Tag = ui.Tag{State: ui.Done, Label: "已提交"} // what the committee thinks of it is not told here
	}
	page.Frame = s.frame(r, page.Heading.Title, myCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newMyDutyPage(x dutyData, draft store.DutyDraft, t typed) staff.BoardPage {
	const act = "duty"
	path := workflow.OwnDutyPath(x.d.MatterID)
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: x.d.Office, Title: fmt.Sprintf("%d 年度述职报告", x.d.Year)}}
	if x.d.May(supervision.DutyFile) {
		due := x.d.DueOn
		if x.d.Stage == supervision.DutyReturned {
			due = x.d.SupplementBy
		}
		page.Heading.Lead = "请在" + due.String() + "以前提交。填写时自动保存，可以分几次完成；核对后提交，提交的每一稿都保留。"
		if x.last().Returned != "" {
			page.Panels = append(page.Panels, staff.Panel{Blockers: ui.Blockers{Title: "已退回补充，请按以下意见修改", Reasons: []ui.Reason{{Text: x.last().Returned}}}})
		}
		if len(x.d.Promises) > 0 {
			page.Panels = append(page.Panels, promisesPanel(x.d))
		}
		page.Panels = append(page.Panels, attachmentsPanel(x, t))
		form := staff.PanelForm{Form: ui.Form{Action: path, Version: strconv.Itoa(draft.Version), Autosave: path + "/draft", Guard: true},
			Fields: dutyFields(x.d, draft.Sections, draft.Answers, act, t,
				false), Buttons: []ui.Button{{Label: "核对内容"}, {Label: "返回", Href: "/my", Kind: ui.Plain}}}
		panel := staff.Panel{Card: ui.Card{Title: "报告内容", ID: "report"}, Forms: []staff.PanelForm{form}}
		if !draft.SavedAt.IsZero() {
			panel.Text = []string{"上次保存：" + minute(draft.SavedAt)}
		}
		page.Panels = append(page.Panels, panel)
	} else if x.d.Stage == supervision.DutyExcused {
		page.Panels = append(page.Panels, staff.Panel{Text: []string{"已准予免交：" + x.d.Excuse}})
	}
	if text := oralText(x.d); text != "" {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "口头述职"}, Text: []string{"主任会议确定您在常委会会议上口头述职。" + text + "。"}})
	}
	page.Panels = append(page.Panels, x.editions(path, false)...)
	if len(x.filings) > 0 {
		last := &page.Panels[len(page.Panels)-len(x.filings)]
		last.Buttons = append(last.Buttons, ui.Button{Label: "回执", Href: path + "/receipt", Kind: ui.Plain})
	}
	return page
}

// promisesPanel shows what was promised beside what is to be said about it.
func promisesPanel(d store.DutyReport) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "您的供职承诺", ID: "promises"}, Text: []string{"任职时的承诺如下，请在报告最后逐项说明兑现情况。"}}
	for _, x := range d.Promises {
		p.Summary = append(p.Summary, ui.Item{Key: x.Heading, Value: x.Text})
	}
	return p
}

func attachmentsPanel(x dutyData, t typed) staff.Panel {
	path := workflow.OwnDutyPath(x.d.MatterID)
	p := staff.Panel{Card: ui.Card{Title: "附件", ID: "files"}}
	var drops []staff.PanelForm
	for _, a := range x.files {
		if a.Edition != 0 {
			continue
		}
		p.Summary = append(p.Summary, ui.Item{Key: "待提交", Value: a.Name, Href: fmt.Sprintf("%s/files/%d", path, a.FileID)})
		drops = append(drops, staff.PanelForm{
			Form:    ui.Form{Action: fmt.Sprintf("%s/files/%d/drop", path, a.FileID)},
			Buttons: []ui.Button{{Label: "撤下“" + a.Name + "”", Kind: ui.Plain}},
		})
	}
	p.Folded = []staff.PanelFold{{
		Title: "添加附件",
		Open:  t.act == "files",
		Text:  "附件随报告一并提交，可以不加。正文请在下面各栏填写。",
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/files", Files: true},
			Fields: []templ.Component{
				ui.Files{Name: "files", Label: "文件", Multiple: true, Hint: "PDF、Word、图片，每个 20 MB 以内。", Error: t.wrong("files", "files")},
			}, Buttons: []ui.Button{{Label: "上传附件", Kind: ui.Plain}}}},
	}}
	if len(drops) > 0 {
		p.Folded = append(p.Folded, staff.PanelFold{Title: "撤下附件", Forms: drops})
	}
	return p
}

// draftDuty saves the draft while it is typed (自动保存); the answer tells the draft's new version.
func (s *Server) draftDuty(w http.ResponseWriter, r *http.Request) error {
	x, _, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	sections, answers := readDutyForm(r, x.d)
	version, err := s.flow.DraftDuty(r.Context(), actor(r), x.d.MatterID, formVersion(r), sections, answers)
	if err != nil {
		return err
	}
	w.Header().Set("X-Version", strconv.Itoa(version))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// saveDuty keeps what was typed and leads on to checking it.
func (s *Server) saveDuty(w http.ResponseWriter, r *http.Request) error {
	x, draft, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	sections, answers := readDutyForm(r, x.d)
	_, err = s.flow.DraftDuty(r.Context(), actor(r), x.d.MatterID, formVersion(r), sections, answers)
	if errs.KindOf(err) == errs.Conflict && draft.Version != formVersion(r) && x.d.May(supervision.DutyFile) {
		// Another device was faster: what was typed here stays, and the next sending goes over it.
		t := refused(r, "duty", nil)
		t.problems = ui.Problems{{Message: "另一台设备在" + minute(draft.SavedAt) + "保存过不同的内容。如以本页内容为准，请再按一次“核对内容”；否则请刷新本页。"}}
		return s.showMyDuty(w, r, http.StatusConflict, t)
	}
	if err == nil {
		_, draft, err = s.ownDuty(r)
	}
	if err == nil {
		err = supervision.CheckDutyReport(draft.Sections, draft.Answers)
	}
	return s.answer(w, r, "duty", err, "", workflow.OwnDutyPath(x.d.MatterID)+"/check", s.showMyDuty)
}

// attachDuty puts files to the draft.
func (s *Server) attachDuty(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	files, err := uploads(r, "files")
	if err != nil {
		return err
	}
	return s.answer(w, r, "files", s.flow.AttachToDuty(r.Context(), actor(r), id, files), "附件已上传。", workflow.OwnDutyPath(id)+"#files", s.showMyDuty)
}

// detachDuty takes a file off the draft.
func (s *Server) detachDuty(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	file, err := pathID(r, "file")
	if err != nil {
		return err
	}
	return s.answer(w, r, "drop", s.flow.DetachFromDuty(r.Context(), actor(r), id, file), "附件已撤下。", workflow.OwnDutyPath(id)+"#files", s.showMyDuty)
}

// checkDuty shows the draft once more before it is filed (核对).
func (s *Server) checkDuty(w http.ResponseWriter, r *http.Request) error {
	x, draft, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	path := workflow.OwnDutyPath(x.d.MatterID)
	if draft.Version == 0 || !x.d.May(supervision.DutyFile) {
		return seeOther(w, r, path)
	}
	panel := staff.Panel{Card: ui.Card{Title: "报告内容"}, Table: keptTable(draft.Answers)}
	for i, a := range draft.Sections {
		panel.Summary = append(panel.Summary, ui.Item{Key: a.Heading, Value: a.Text, Change: fmt.Sprintf("%s#f-section%d", path, i)})
	}
	for _, a := range x.files {
		if a.Edition == 0 {
			panel.Summary = append(panel.Summary, ui.Item{Key: "附件", Value: a.Name, Change: path + "#files"})
		}
	}
	panel.Forms = []staff.PanelForm{{
		Form:    ui.Form{Action: path + "/file", Version: strconv.Itoa(draft.Version)},
		Buttons: []ui.Button{{Label: "提交述职报告"}, {Label: "返回修改", Href: path, Kind: ui.Plain}},
	}}
	title := fmt.Sprintf("%d 年度述职报告", x.d.Year)
	page := staff.BoardPage{Frame: s.frame(r, "核对述职报告", myCrumb, ui.Link{Label: title, Href: path}), Panels: []staff.Panel{panel},
		Heading: ui.Heading{Over: title, Title: "核对述职报告", Lead: "提交后不能修改；退回补充的，可以在原稿上修改后再次提交。报告汇编后印发常委会组成人员。"}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// fileDuty files the draft that was checked (提交述职报告).
func (s *Server) fileDuty(w http.ResponseWriter, r *http.Request) error {
	x, draft, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	path := workflow.OwnDutyPath(x.d.MatterID)
	if draft.Version == 0 || draft.Version != formVersion(r) {
		if _, err := x.d.Move(supervision.DutyFile); err != nil {
			return err
		}
		return errs.New(errs.Conflict, "草稿已在另一台设备上修改，请回到述职报告页重新核对。")
	}
	_, err = s.flow.FileDuty(r.Context(), actor(r), x.d.MatterID, draft.Sections, draft.Answers)
	return s.answer(w, r, "duty", err, "述职报告已提交。", path+"/receipt", s.showMyDuty)
}

// dutyReceipt tells that the report was received (回执).
func (s *Server) dutyReceipt(w http.ResponseWriter, r *http.Request) error {
	x, _, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	f := x.last()
	if f.Edition == 0 {
		return errs.New(errs.NotFound, "述职报告还没有提交。")
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "述职报告", Href: workflow.OwnDutyPath(x.d.MatterID)},
		document.DutyReceipt(county, x.d.Year, x.d.Person, x.d.Office, f.Edition, minute(f.FiledAt)))
}

// printMyDuty is the own report to print.
func (s *Server) printMyDuty(w http.ResponseWriter, r *http.Request) error {
	x, _, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	return s.renderDuty(w, r, x, ui.Link{Label: "述职报告", Href: workflow.OwnDutyPath(x.d.MatterID)})
}

// myDutyFile sends the appointee an attachment of the own report.
func (s *Server) myDutyFile(w http.ResponseWriter, r *http.Request) error {
	x, _, err := s.ownDuty(r)
	if err != nil {
		return err
	}
	return s.sendDutyFile(w, r, x, false)
}

// ownDutyPanels show an appointee the own duty reports, the open one first.
func (s *Server) ownDutyPanels(ctx context.Context, personID int64) ([]staff.Panel, error) {
	if personID == 0 {
		return nil, nil
	}
	all, err := s.db.DutyReportsOf(ctx, personID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	p := staff.Panel{Card: ui.Card{Title: "述职报告", ID: "duty"}}
	for _, d := range all {
		task := ui.Task{Label: fmt.Sprintf("%d 年度述职报告", d.Year), Href: workflow.OwnDutyPath(d.MatterID), Tag: ui.Tag{State: ui.Done, Label: "已提交"}}
		switch {
		case d.May(supervision.DutyFile):
			due := d.DueOn
			if d.Stage == supervision.DutyReturned {
				due = d.SupplementBy
			}
			task.Hint, task.Tag = due.String()+"以前提交", dutyTag(d, s.today())
		case d.Stage == supervision.DutyExcused:
			task.Tag = ui.Tag{State: ui.Idle, Label: "免予提交"}
		case oralText(d) != "":
			task.Hint = "口头述职：" + oralText(d)
		}
		p.Tasks = append(p.Tasks, task)
	}
	return []staff.Panel{p}, nil
}
