package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

var myCrumb = ui.Link{Label: "我的任免事项", Href: "/my"}

// myCommitments is where nominees write their commitments.
const myCommitments = "/my/commitment/"

func myCommitmentPath(caseID int64) string { return myCommitments + idText(caseID) }

// my shows a nominee what is asked of them, by when, and how the own case goes (我的任免事项).
func (s *Server) my(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewOwnCases); err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "我的任免事项"), Heading: ui.Heading{Title: "我的任免事项", Lead: "需要您办的事、考试安排和办理进度。"}}
	var cases []appointment.Case
	if who.PersonID != 0 {
		var err error
		if cases, err = s.db.OwnCases(r.Context(), who.PersonID); err != nil {
			return err
		}
	}
	for _, c := range cases {
		p, err := s.db.Policy(r.Context(), c.PolicyID)
		if err != nil {
			return err
		}
		records, err := s.db.ExamRecords(r.Context(), c.ID)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, ownPanels(c, p, records, s.today())...)
	}
	duties, err := s.ownDutyPanels(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	page.Panels = append(duties, page.Panels...)
	if exams, err := s.ownExamsOf(r); err != nil {
		return err
	} else if len(exams) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "考试成绩"}, Text: []string{"成绩已经核对，可以查看每一题的作答、标准答案和依据的法条。"},
			Buttons: []ui.Button{{Label: "查看考试成绩", Href: ownExamsPath, Kind: ui.Plain}}})
	}
	if who.PersonID != 0 {
		rects, err := s.db.Rectifications(r.Context(), store.RectificationFilter{Who: who, PersonID: who.PersonID, Limit: pageSize})
		if err != nil {
			return err
		}
		if len(rects) > 0 {
			page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "整改", ID: "rectifications"}, Table: rectTable(rects, s.today())})
		}
	}
	if len(page.Panels) == 0 {
		page.Panels = []staff.Panel{{Text: []string{"现在没有与您有关的任免事项。账号没有关联本人的，请联系系统管理员。"}}}
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// ownPanels show a nominee the own case: what to do, and how it goes; nothing of what was said about it.
func ownPanels(c appointment.Case, p policy.Policy, records []store.ExamRecord, today calendar.Day) []staff.Panel {
	todo := staff.Panel{Card: ui.Card{Title: caseTitle(c.Person.Name, c.Action, c.Office.Title), Tag: stageTag(c.Stage)}, Tasks: ownTasks(c, p, records, today)}
	if len(todo.Tasks) == 0 {
		todo.Text = []string{"现在没有需要您办的事。"}
	}
	x := staff.Panel{Card: ui.Card{Title: "办理进度"}}
	for _, st := range appointment.Steps(c, p, today) {
		stage := ui.Stage{Label: st.Label, State: stageStates[st.Status]}
		if st.Key == appointment.StepExam || st.Key == appointment.StepCommitment {
			stage.Note = st.Note
		}
		x.Stages = append(x.Stages, stage)
	}
	if appointment.ExamStateOf(c, p, today).State != appointment.ExamNotRequired {
		x.Summary = append(x.Summary, examItems(c, p, records, today)...)
	}
	if appointment.CommitmentRequired(c, p) {
		item := ui.Item{Key: "供职承诺", Value: commitmentTag(c, p).Label}
		if len(c.Commitments) > 0 {
			item.Href = myCommitmentPath(c.ID)
		}
		x.Summary = append(x.Summary, item)
	}
	if !c.Proposal.MeetingOn.IsZero() && !c.Stage.Over() {
		x.Summary = append(x.Summary, ui.Item{Key: "拟提请的会议", Value: c.Proposal.MeetingOn.String()})
	}
	return []staff.Panel{todo, x}
}

func examTask(e store.ExamRecord, today calendar.Day, href string) ui.Task {
	return ui.Task{Label: "参加任前法律考试", Hint: e.HeldOn.String() + " " + e.StartsAt + "，" + e.Place + "，" + bookWords(e.OpenBook), Href: href,
		Tag: ui.Tag{State: ui.Todo, Label: daysTo(e.HeldOn, today)}}
}

// ownTasks are what the nominee has to do.
func ownTasks(c appointment.Case, p policy.Policy, records []store.ExamRecord, today calendar.Day) ui.Tasks {
	var tasks ui.Tasks
	for _, e := range records {
		if e.ResultID == 0 && !e.HeldOn.Before(today) {
			tasks = append(tasks, examTask(e, today, ""))
		}
	}
	if appointment.MayFile(c, p) == "" {
		t := ui.Task{Label: "填写供职承诺", Href: myCommitmentPath(c.ID), Hint: p.Commitment.Before.Label() + "提交", Tag: ui.Tag{State: ui.Todo, Label: "待填写"}}
		if last := appointment.LastCommitment(c); last != nil {
			t.Label, t.Hint, t.Tag.Label = "修改供职承诺", "已退回，请看审核意见后修改", "待修改"
		}
		tasks = append(tasks, t)
	}
	return tasks
}

// examItems tell the nominee the exam's date and the confirmed results.
func examItems(c appointment.Case, p policy.Policy, records []store.ExamRecord, today calendar.Day) ui.Summary {
	standing := appointment.ExamStateOf(c, p, today)
	label := standing.State.Label()
	if standing.State == appointment.ExamUnconfirmed {
		label = "正在阅卷"
	}
	s := ui.Summary{{Key: "任前法律考试", Value: label, Note: fmt.Sprintf("及格线 %g 分", p.Exam.PassMark)}}
	for _, e := range records {
		item := ui.Item{Key: e.HeldOn.String(), Value: e.Place}
		switch {
		case !e.ConfirmedAt.IsZero() && (e.Absent || e.Cancelled):
			item.Value = resultWords(e.ExamResult)
		case !e.ConfirmedAt.IsZero():
			item.Value = resultWords(e.ExamResult) + " 分（" + gradeWords(e.ExamResult, p) + "）"
		case e.ResultID != 0:
			item.Value = "成绩核对中"
		}
		s = append(s, item)
	}
	if !standing.MakeupBy.IsZero() {
		s = append(s, ui.Item{Key: "补考截止", Value: standing.MakeupBy.String()})
	}
	return s
}

// ownCommitment reads the signed-in nominee's own case with its commitment.
func (s *Server) ownCommitment(r *http.Request) (d commitmentData, err error) {
	if err := authz.Check(actor(r), authz.DraftCommitment); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	if d.c, err = s.db.Case(r.Context(), id); err != nil {
		return d, err
	}
	if who := actor(r); who.PersonID == 0 || who.PersonID != d.c.Person.ID || d.c.Stage == appointment.StageIntake {
		return d, errs.New(errs.NotFound, "查无此任免案，或不属于您本人。")
	}
	if d.policy, err = s.db.Policy(r.Context(), d.c.PolicyID); err != nil {
		return d, err
	}
	if d.filed, err = s.db.Commitments(r.Context(), id); err != nil {
		return d, err
	}
	d.draft, err = s.db.CommitmentDraft(r.Context(), id)
	return d, err
}

// answers is what the form begins with: the draft, or the edition that was returned.
func (d commitmentData) answers() []appointment.Answer {
	if d.draft.Version > 0 || len(d.filed) == 0 {
		return d.draft.Answers
	}
	return d.filed[len(d.filed)-1].Answers
}

// myCommitment is the form of the own commitment, or what was filed (供职承诺).
func (s *Server) myCommitment(w http.ResponseWriter, r *http.Request) error {
	return s.showMyCommitment(w, r, http.StatusOK, typed{})
}

func (s *Server) showMyCommitment(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	page := newMyCommitmentPage(d, t)
	page.Frame = s.frame(r, "供职承诺", myCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newMyCommitmentPage(d commitmentData, t typed) staff.BoardPage {
	const act = "commitment"
	path := myCommitmentPath(d.c.ID)
	page := staff.BoardPage{
		Problems: t.problems,
		Heading:  ui.Heading{Over: caseTitle(d.c.Person.Name, d.c.Action, d.c.Office.Title), Title: "供职承诺", Tag: commitmentTag(d.c, d.policy)},
	}
	if why := appointment.MayFile(d.c, d.policy); why != "" {
		page.Panels = append(page.Panels, staff.Panel{Text: []string{why}})
	} else {
		page.Heading.Lead = "请逐项写明，内容要具体、能检查。填写时自动保存，可以分几次完成；核对后提交，提交的每一稿都保留。"
		form := staff.PanelForm{Form: ui.Form{Action: path, Version: strconv.Itoa(d.draft.Version), Autosave: path + "/draft", Guard: true},
			Fields: answerFields(d.policy, d.answers(), act, t, false), Buttons: []ui.Button{{Label: "核对内容"}, {Label: "返回", Href: "/my", Kind: ui.Plain}}}
		panel := staff.Panel{Forms: []staff.PanelForm{form}}
		if last := len(d.filed) - 1; last >= 0 {
			panel.Blockers = ui.Blockers{Title: fmt.Sprintf("第 %d 稿已退回，请按审核意见修改", d.filed[last].Edition), Reasons: []ui.Reason{{Text: d.filed[last].Judgement}}}
		}
		if !d.draft.SavedAt.IsZero() {
			panel.Text = []string{"上次保存：" + minute(d.draft.SavedAt)}
		}
		page.Panels = append(page.Panels, panel)
	}
	for i := len(d.filed) - 1; i >= 0; i-- {
		page.Panels = append(page.Panels, editionPanel(d.filed[i], path, false))
	}
	return page
}

// draftCommitment saves the draft while it is typed (自动保存); the answer tells the draft's new version.
func (s *Server) draftCommitment(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	version, err := s.flow.DraftCommitment(r.Context(), actor(r), d.c.ID, formVersion(r), readAnswers(r, d.policy))
	if err != nil {
		return err
	}
	w.Header().Set("X-Version", strconv.Itoa(version))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// saveCommitment keeps what was typed and leads on to checking it.
func (s *Server) saveCommitment(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	answers := readAnswers(r, d.policy)
	_, err = s.flow.DraftCommitment(r.Context(), actor(r), d.c.ID, formVersion(r), answers)
	if errs.KindOf(err) == errs.Conflict && d.draft.Version != formVersion(r) && appointment.MayFile(d.c, d.policy) == "" {
		// Another device was faster: what was typed here stays, and the next sending goes over it.
		t := refused(r, "commitment", nil)
		t.problems = ui.Problems{{Message: "另一台设备在" + minute(d.draft.SavedAt) + "保存过不同的内容。如以本页内容为准，请再按一次“核对内容”；否则请刷新本页。"}}
		return s.showMyCommitment(w, r, http.StatusConflict, t)
	}
	if err == nil {
		err = appointment.CheckAnswers("answer", answers)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showMyCommitment(w, r, http.StatusUnprocessableEntity, refused(r, "commitment", err))
	} else if err != nil {
		return err
	}
	return seeOther(w, r, myCommitmentPath(d.c.ID)+"/check")
}

// checkCommitment shows the draft once more before it is filed (核对).
func (s *Server) checkCommitment(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	path := myCommitmentPath(d.c.ID)
	if d.draft.Version == 0 || appointment.MayFile(d.c, d.policy) != "" {
		return seeOther(w, r, path)
	}
	panel := staff.Panel{Card: ui.Card{Title: "承诺内容"}}
	for i, a := range appointment.CommitmentForm(d.policy, d.draft.Answers) {
		panel.Summary = append(panel.Summary, ui.Item{Key: a.Heading, Value: a.Text, Change: fmt.Sprintf("%s#f-answer%d", path, i)})
	}
	panel.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/file", Version: strconv.Itoa(d.draft.Version)},
		Buttons: []ui.Button{{Label: "提交供职承诺"}, {Label: "返回修改", Href: path, Kind: ui.Plain}}}}
	page := staff.BoardPage{Frame: s.frame(r, "核对供职承诺", myCrumb, ui.Link{Label: "供职承诺", Href: path}),
		Heading: ui.Heading{
			Over:  caseTitle(d.c.Person.Name, d.c.Action, d.c.Office.Title),
			Title: "核对供职承诺",
			Lead:  "提交后不能修改；审核退回的，可以在原稿上修改后再次提交。任命后，承诺内容按本县办法公布，接受监督。",
		},
		Panels: []staff.Panel{panel}}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// fileCommitment files the draft that was checked (提交供职承诺).
func (s *Server) fileCommitment(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	if d.draft.Version == 0 || d.draft.Version != formVersion(r) {
		if why := appointment.MayFile(d.c, d.policy); why != "" {
			return errs.New(errs.Conflict, "%s", why)
		}
		return errs.New(errs.Conflict, "草稿已在另一台设备上修改，请回到供职承诺页重新核对。")
	}
	edition, err := s.flow.FileCommitment(r.Context(), actor(r), d.c.ID, d.draft.Answers)
	if errs.KindOf(err) == errs.Invalid {
		return s.showMyCommitment(w, r, http.StatusUnprocessableEntity, typed{problems: problems(err)})
	}
	return s.answer(w, r, "file", err, fmt.Sprintf("第 %d 稿已提交。", edition), myCommitmentPath(d.c.ID), s.showMyCommitment)
}

// myCommitmentPaper is one of the own editions to print.
func (s *Server) myCommitmentPaper(w http.ResponseWriter, r *http.Request) error {
	d, err := s.ownCommitment(r)
	if err != nil {
		return err
	}
	return s.printEdition(w, r, d, ui.Link{Label: "供职承诺", Href: myCommitmentPath(d.c.ID)})
}
