package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (s *Server) reviewDetail(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r, supervision.ReviewKinds...)
	if err != nil {
		return err
	}
	return s.showMatterReview(w, r, http.StatusOK, m, typed{})
}

// reviewView is what the page of a review is built of.
type reviewView struct {
	m       store.Matter
	v       store.PerformanceReview
	o       store.ReviewOpinion
	state   supervision.Review
	signers []store.Signer
	who     authz.Actor
	t       typed
	inside  bool // staff and members; the reviewed see the opinion and what is announced
	mine    bool // may act for the reviewed

	rules     policy.Rectification
	today     calendar.Day
	rectified bool // the problems of the opinion are asked to be put right
}

// showMatterReview shows a review: where it stands, what each phase brought, and what may be done now.
func (s *Server) showMatterReview(w http.ResponseWriter, r *http.Request, status int, m store.Matter, t typed) error {
	ctx := r.Context()
	x := reviewView{m: m, who: actor(r), t: t, inside: authz.Can(actor(r), authz.ViewRatings)}
	var err error
	if x.v, err = s.db.Review(ctx, m.ID); err != nil {
		return err
	}
	if x.o, err = s.db.ReviewOpinion(ctx, m.ID); err != nil {
		return err
	}
	if x.state, err = s.flow.ReviewState(ctx, m); err != nil {
		return err
	}
	if x.signers, err = s.db.ReviewSigners(ctx, m.ID); err != nil {
		return err
	}
	if err := s.reviewSending(r, &x); err != nil {
		return err
	}
	ratings, err := s.db.RatingsOfMatter(ctx, m.ID)
	if err != nil {
		return err
	}
	crumbs := []ui.Link{supervisionCrumb}
	if x.inside {
		crumbs = append(crumbs, reviewsCrumb)
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, m.Title, crumbs...),
		Problems: t.problems,
		Heading:  ui.Heading{Over: m.Kind.Label() + " · " + strconv.Itoa(m.Year) + " 年", Title: m.Title, Tag: reviewTag(m)},
	}
	page.Frame.Invalid = len(t.problems) > 0
	people, err := s.db.MatterPeople(ctx, m.ID)
	if err != nil {
		return err
	}
	organs, err := s.db.MatterOrgans(ctx, m.ID)
	if err != nil {
		return err
	}
	if !x.inside {
		if !x.o.SentOn.IsZero() {
			page.Panels = append(page.Panels, x.opinionPanel())
		} else {
			page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "评议"}, Text: []string{"评议正在进行，评议意见书发出后在这里签收和答复。"}})
		}
		page.Panels = append(page.Panels, ratingsPanel(x.who, m, ratings))
		return s.render(w, r, status, staff.Board(page))
	}
	page.Panels = append(page.Panels, x.phasePanel(), x.preparePanel(s.today()))
	if x.state.Phase != supervision.ReviewPrepare {
		records, err := s.db.MatterRecords(ctx, m.ID)
		if err != nil {
			return err
		}
		forms, err := s.db.QuestionnairesOf(ctx, m.ID)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, matterRecordsPanel(m, records))
		if x.state.Phase == supervision.ReviewSurvey && authz.Can(x.who, authz.RecordMatter) {
			methods, err := s.recordMethods(ctx, m)
			if err != nil {
				return err
			}
			page.Panels = append(page.Panels, s.matterRecordForm(m, methods, t))
		}
		page.Panels = append(page.Panels, questionnairesPanel(x.who, m, forms), x.surveyPanel(s.today()))
	}
	page.Panels = append(page.Panels, ratingsPanel(x.who, m, ratings))
	if x.state.Phase != supervision.ReviewPrepare && x.state.Phase != supervision.ReviewSurvey {
		speeches, err := s.db.ReviewSpeeches(ctx, m.ID)
		if err != nil {
			return err
		}
		_, p, err := s.db.PolicyOn(ctx, s.today())
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, x.hearingPanel(speeches, p.Supervision.Review.Minutes, s.today()), x.opinionPanel())
	}
	if err := s.followingPanels(r, m, &page); err != nil {
		return err
	}
	page.Aside = []staff.Panel{matterPeoplePanel(x.who, people, organs)}
	return s.render(w, r, status, staff.Board(page))
}

// reviewSending reads who may act for the reviewed, and what is asked of them and by when.
func (s *Server) reviewSending(r *http.Request, x *reviewView) error {
	x.today = s.today()
	_, p, err := s.db.PolicyOn(r.Context(), x.today)
	if err != nil {
		return err
	}
	x.rules = p.Supervision.Rectification
	x.mine = x.who.Has(authz.RoleClerk) || x.state.PersonID != 0 && x.who.PersonID == x.state.PersonID
	if !x.mine && x.state.PersonID == 0 && x.state.OrganID != 0 {
		if x.mine, err = s.actsFor(r, x.state.OrganID); err != nil {
			return err
		}
	}
	all, err := s.db.Rectifications(r.Context(), store.RectificationFilter{Who: x.who, MatterID: x.m.ID, Limit: 100})
	for _, a := range all {
		x.rectified = x.rectified || a.Source == supervision.FromReviewOpinion
	}
	return err
}

func (x reviewView) form(act, button string, kind ui.Kind, fields ...templ.Component) staff.PanelForm {
	return staff.PanelForm{
		Form:    ui.Form{Action: matterReviewPath(x.m.ID) + "/" + act, Guard: len(fields) > 0},
		Fields:  fields,
		Buttons: []ui.Button{{Label: button, Kind: kind}},
	}
}

func (x reviewView) area(act, name, label, value string, rows int, optional bool) ui.Area {
	return x.t.area(act, ui.Area{Name: name, Label: label, Rows: rows, Optional: optional}, value)
}

func (x reviewView) day(act, name, label string, value calendar.Day, optional bool) ui.Text {
	text := ""
	if !value.IsZero() {
		text = value.ISO()
	}
	return x.t.text(act, ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium, Optional: optional}, text)
}

// phasePanel is the line of phases, what is missing, and the step into the next.
func (x reviewView) phasePanel() staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "进度", ID: "phase"}}
	past := true
	for _, v := range supervision.ReviewPhases {
		stage := ui.Stage{Label: v.Label(), State: ui.StageLater}
		switch {
		case v == x.state.Phase && v != supervision.ReviewClosed:
			stage.State, past = ui.StageNow, false
		case past:
			stage.State = ui.StageDone
		}
		if v == x.state.Phase {
			past = false
		}
		p.Stages = append(p.Stages, stage)
	}
	if x.m.Outcome != "" {
		p.Summary = ui.Summary{{Key: "办结情况", Value: x.m.Outcome, Note: x.m.ClosedOn.ISO()}}
		return p
	}
	missing := x.state.Missing()
	for _, text := range missing {
		p.Blockers.Reasons = append(p.Blockers.Reasons, ui.Reason{Text: text})
	}
	p.Blockers.Title = "转入" + x.state.Next().Label() + "之前还须完成"
	if len(missing) == 0 && authz.Can(x.who, authz.AdvanceReview) {
		label := "转入" + x.state.Next().Label() + "阶段"
		if x.state.Next() == supervision.ReviewClosed {
			p.Forms = []staff.PanelForm{x.form("advance", "办结", ui.Primary, x.area("advance", "outcome", "办结情况", "", 3, false))}
		} else {
			p.Forms = []staff.PanelForm{x.form("advance", label, ui.Primary)}
		}
	}
	return p
}

// preparePanel is the plan and what was done to prepare.
func (x reviewView) preparePanel(today calendar.Day) staff.Panel {
	v := x.v
	p := staff.Panel{
		Card:    ui.Card{Title: "准备", ID: "prepare"},
		Summary: ui.Summary{{Key: "对象确定方式", Value: v.Selection.Label()}, {Key: "评议内容", Value: strings.Join(v.Headings, "、")}},
	}
	add := func(key, value, note string) {
		if value != "" {
			p.Summary = append(p.Summary, ui.Item{Key: key, Value: value, Note: note})
		}
	}
	add("评议主题", v.Theme, "")
	add("评议方案", v.Plan, "")
	add("评议领导小组", v.Leaders, "")
	add("调查组", v.Team, "")
	if !v.ApprovedOn.IsZero() {
		add("主任会议通过", v.ApprovedOn.String(), v.ApprovedBy)
	}
	if !v.MobilisedOn.IsZero() {
		add("动员会", v.Mobilisation, v.MobilisedOn.String())
	}
	if !v.NoticedOn.IsZero() {
		add("公告征求意见", v.Notice, v.NoticedOn.String())
	}
	if x.state.Phase != supervision.ReviewPrepare {
		return p
	}
	if v.ApprovedOn.IsZero() && authz.Can(x.who, authz.PlanReview) {
		p.Forms = append(p.Forms, x.form("plan", "保存方案", ui.Plain,
			x.t.text("plan", ui.Text{Name: "theme", Label: "评议主题", Optional: true, Width: ui.Wide, Hint: "围绕群众关心的热点确定〔SB-26〕。"}, v.Theme),
			x.area("plan", "headings", "评议内容，每行一项", strings.Join(v.Headings, "\n"), 6, false), x.area("plan", "plan", "评议方案", v.Plan, 6, false),
			x.area("plan", "leaders", "评议领导小组", v.Leaders, 3, false), x.area("plan", "team", "调查组", v.Team, 3, true)))
	}
	if x.state.Planned && v.ApprovedOn.IsZero() && authz.Can(x.who, authz.ApproveReview) {
		p.Forms = append(p.Forms, x.form("approve", "主任会议通过评议方案", ui.Primary))
	}
	if !v.ApprovedOn.IsZero() && authz.Can(x.who, authz.MobiliseReview) {
		p.Forms = append(p.Forms, x.form(
			"mobilise",
			"登记动员会",
			ui.Plain,
			x.day("mobilise", "mobilised_on", "动员会日期", cmpDay(v.MobilisedOn, today), false),
			x.area(
				"mobilise",
				"mobilisation",
				"动员会情况",
				v.Mobilisation,
				4,
				false,
			),
			x.area("mobilise", "notice", "公告征求意见的内容", v.Notice, 3, true),
			x.day("mobilise", "noticed_on", "公告日期", v.NoticedOn, true),
		))
	}
	return p
}

func cmpDay(d, otherwise calendar.Day) calendar.Day {
	if d.IsZero() {
		return otherwise
	}
	return d
}

// surveyPanel is the survey report with who signed it.
func (x reviewView) surveyPanel(today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "调查报告", ID: "survey"}}
	if x.v.Report != "" {
		p.Prose = paragraphs(x.v.Report)
		p.Table = ui.Table{Caption: "参加调查的人员", Columns: []ui.Column{{Label: "姓名", Narrow: true}, {Label: "职务"}, {Label: "签字", Narrow: true}}}
		for _, g := range x.signers {
			signed := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "待签字"}}
			if !g.SignedOn.IsZero() {
				signed = ui.Cell{Text: g.SignedOn.ISO()}
			}
			p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: g.Name}, {Text: g.Duty}, signed}})
		}
		p.Buttons = []ui.Button{{Label: "打印调查报告", Kind: ui.Plain, Href: matterReviewPath(x.m.ID) + "/report"}}
	} else {
		p.Text = []string{"调查报告还没有写成。"}
	}
	if x.state.Phase == supervision.ReviewSurvey && authz.Can(x.who, authz.ReportSurvey) {
		var lines []string
		for _, g := range x.signers {
			line := g.Name + "，" + g.Duty
			if !g.SignedOn.IsZero() {
				line += "，" + g.SignedOn.ISO()
			}
			lines = append(lines, line)
		}
		signers := x.area("survey", "signers", "参加调查的人员", strings.Join(lines, "\n"), 5, false)
		signers.Hint = "每行一人：姓名，职务，签字日期。还没有签字的不写日期。"
		p.Forms = []staff.PanelForm{x.form("survey", "保存调查报告", ui.Plain, x.area("survey", "report", "调查报告", x.v.Report, 12, false), signers)}
	}
	return p
}

func paragraphs(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// hearingPanel is the report of the reviewed, speeches, questions and answers.
func (x reviewView) hearingPanel(speeches []store.ReviewSpeech, limit int, today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "述职和审议", ID: "hearing"}, Table: ui.Table{Caption: "发言和询问", Empty: "还没有登记发言和询问。",
		Columns: []ui.Column{{Label: "种类", Narrow: true}, {Label: "发言人", Narrow: true}, {Label: "内容"}, {Label: "答复"}}}}
	if !x.v.SpokenOn.IsZero() {
		note := fmt.Sprintf("%s，用时 %d 分钟（限 %d 分钟）", x.v.SpokenOn, x.v.MinutesUsed, limit)
		if limit > 0 && x.v.MinutesUsed > limit {
			note += "，超时"
		}
		p.Summary = ui.Summary{{Key: "述职", Value: x.v.Speech, Note: note}}
	}
	for _, v := range speeches {
		row := []ui.Cell{
			{Text: map[string]string{"speech": "发言", "question": "询问"}[v.Kind]},
			{Text: v.Speaker},
			{Text: v.Text},
			{Text: v.Answer, Note: v.Answerer},
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: row})
	}
	if x.state.Phase != supervision.ReviewHeld || !authz.Can(x.who, authz.HearReview) {
		return p
	}
	kind := ui.Radios{Name: "kind", Label: "种类", Inline: true, Error: x.t.wrong("speech", "kind")}
	for _, o := range []struct{ v, label string }{{"speech", "审议发言"}, {"question", "询问"}} {
		kind.Options = append(kind.Options, ui.Option{Value: o.v, Label: o.label, Chosen: x.t.value("speech", "kind", "speech") == o.v})
	}
	minutes := x.t.text("hear", ui.Text{Name: "minutes", Label: "用时", Type: ui.Number, Unit: "分钟", Width: ui.Short, Hint: fmt.Sprintf("限时 %d 分钟。", limit)}, "")
	p.Folded = []staff.PanelFold{
		{
			Title: "登记述职",
			Open:  x.v.SpokenOn.IsZero() || x.t.act == "hear",
			Forms: []staff.PanelForm{
				x.form("hear", "登记述职", ui.Plain, x.day("hear", "spoken_on", "日期", cmpDay(x.v.SpokenOn, today), false), minutes,
					x.area("hear", "speech", "述职要点", x.v.Speech, 4, false)),
			},
		},
		{Title: "登记发言或者询问", Open: x.t.act == "speech", Forms: []staff.PanelForm{x.form("speech", "登记", ui.Plain, kind,
			x.t.text("speech", ui.Text{Name: "speaker", Label: "发言人", Width: ui.Medium}, ""), x.area("speech", "text", "内容：成绩、不足、建议", "", 3, false),
			x.t.text("speech", ui.Text{Name: "answerer", Label: "答复人", Optional: true, Width: ui.Medium}, ""), x.area("speech", "answer", "答复", "", 3, true))}}}
	return p
}
