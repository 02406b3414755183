package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const suggestionsPath = supervisionPath + "/suggestions"

var suggestionsCrumb = ui.Link{Label: "代表建议", Href: suggestionsPath}

func suggestionPath(id int64) string { return fmt.Sprintf("%s/%d", suggestionsPath, id) }

var suggestionStages = [][2]string{{supervision.SuggestionReceived, "待交办"}, {supervision.SuggestionHandling, "办理中"}, {supervision.SuggestionReplied, "待评价"},
	{supervision.SuggestionAgain, "重新办理"}, {supervision.SuggestionClosed, "办结"}}

func suggestionStage(stage string) string {
	for _, x := range suggestionStages {
		if x[0] == stage {
			return x[1]
		}
	}
	return ""
}

func suggestionTag(x store.Suggestion, today calendar.Day) ui.Tag {
	tag := ui.Tag{State: ui.Doing, Label: suggestionStage(x.Stage)}
	switch {
	case x.Stage == supervision.SuggestionClosed:
		tag = ui.Tag{State: ui.Done, Label: x.Result.Label()}
	case x.Stage == supervision.SuggestionReceived:
		tag.State = ui.Todo
	case (x.Stage == supervision.SuggestionHandling || x.Stage == supervision.SuggestionAgain) && x.DueOn.Before(today):
		tag = ui.Tag{State: ui.Stop, Label: "逾期"}
	}
	return tag
}

// officeOf is the organ an account sees the matters of; zero for staff and members, who see all.
func officeOf(who authz.Actor) int64 {
	if who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleOperator, authz.RoleMember) {
		return 0
	}
	return cmp.Or(who.OrganID, -1)
}

// suggestions lists deputies' suggestions with the rates (代表建议); an organ sees those it and its units handle.
func (s *Server) suggestions(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewInquiries); err != nil {
		return err
	}
	q := r.URL.Query()
	sessions, err := s.db.SuggestionSessions(r.Context())
	if err != nil {
		return err
	}
	f := store.SuggestionFilter{
		Session: q.Get("session"),
		Stage:   q.Get("stage"),
		Key:     q.Get("key") != "",
		Search:  strings.TrimSpace(q.Get("q")),
		Limit:   listSize(r) + 1,
		OrganID: officeOf(who),
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if f.OrganID == 0 {
		f.OrganID, _ = strconv.ParseInt(q.Get("organ"), 10, 64)
	}
	if q.Get("late") != "" {
		f.Late = s.today()
	}
	all, err := s.db.Suggestions(r.Context(), f)
	if err != nil {
		return err
	}
	figures, err := s.db.SuggestionFigures(r.Context(), f.Session, f.OrganID, s.today())
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "代表建议", supervisionCrumb), Tabs: supervisionTabsAt(who, suggestionsPath),
		Heading: ui.Heading{Title: "代表建议", Lead: "代表建议、批评和意见从交办、办理、答复到代表评价，全程在这里。自交办起三个月内答复，难度大的六个月〔代表法 第五十一条〕。"},
		Filter:  ui.Filter{Action: suggestionsPath, Label: "查找"}, Stats: suggestionStats(f, figures)}
	if authz.Can(who, authz.EnterSuggestion) {
		page.Buttons = []ui.Button{{Label: "登记建议", Href: suggestionsPath + "/new"}, {Label: "从表格导入", Href: suggestionsPath + "/import", Kind: ui.Plain},
			{Label: "交办会", Href: withQuery(suggestionsPath+"/hand", "session", f.Session), Kind: ui.Plain}}
	}
	if len(sessions) > 0 && officeOf(who) == 0 {
		page.Buttons = append(page.Buttons,
			ui.Button{Label: "办理情况报告", Href: withQuery(suggestionsPath+"/report", "session", cmp.Or(f.Session, reportSession(sessions))), Kind: ui.Plain})
	}
	page.Fields, err = s.suggestionFields(r, f, sessions)
	if err != nil {
		return err
	}
	if len(q) > 0 {
		page.Filter.Clear = suggestionsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(suggestionsPath, "session", f.Session, "stage", f.Stage, "organ", q.Get("organ"), "key", q.Get("key"), "late",
			q.Get("late"), "q", f.Search, "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{s.suggestionTable(all)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// suggestionStats are the two rates and what they are made of, so that they can be checked.
func suggestionStats(f store.SuggestionFilter, x supervision.SuggestionFigures) ui.Stats {
	at := func(pairs ...string) string {
		return withQuery(suggestionsPath, append([]string{"session", f.Session}, pairs...)...)
	}
	return ui.Stats{
		{
			Label: "建议",
			Value: strconv.Itoa(x.Total),
			Unit:  "件",
			Href:  at(),
			Note:  fmt.Sprintf("待交办 %d，办理中 %d，重新办理 %d，待评价 %d，办结 %d", x.Received, x.Handling, x.Again, x.Replied, x.Closed()),
		},
		{Label: "办结率", Value: supervision.Percent(x.CompletionRate()), Note: fmt.Sprintf("已答复 %d 件 / %d 件", x.Answered(), x.Total)},
		{
			Label: "代表满意率",
			Value: supervision.Percent(x.SatisfactionRate()),
			Note:  fmt.Sprintf("满意 %d、基本满意 %d、不满意 %d；逾期未反馈 %d 不计", x.Satisfied, x.Mostly, x.Dissatisfied, x.Silent),
		},
		{Label: "逾期", Value: strconv.Itoa(x.Late), Unit: "件", Href: at("late", "1")},
		{Label: "督办件", Value: strconv.Itoa(x.Key), Unit: "件", Href: at("key", "1")},
	}
}

func (s *Server) suggestionFields(r *http.Request, f store.SuggestionFilter, sessions []string) ([]templ.Component, error) {
	session := ui.Select{Name: "session", Label: "会议", Optional: true, Prompt: "-", Options: []ui.Option{{Label: "全部", Chosen: f.Session == ""}}}
	for _, x := range sessions {
		session.Options = append(session.Options, ui.Option{Value: x, Label: x, Chosen: x == f.Session})
	}
	stage := ui.Select{Name: "stage", Label: "进度", Optional: true, Prompt: "-", Options: []ui.Option{{Label: "全部", Chosen: f.Stage == ""}}}
	for _, x := range suggestionStages {
		stage.Options = append(stage.Options, ui.Option{Value: x[0], Label: x[1], Chosen: x[0] == f.Stage})
	}
	fields := []templ.Component{ui.Text{Name: "q", Label: "题目、代表或者编号", Optional: true, Width: ui.Medium, Value: f.Search}, session, stage}
	if officeOf(actor(r)) == 0 {
		organs, err := s.organOptions(r.Context(), is(idText(f.OrganID)))
		if err != nil {
			return nil, err
		}
		fields = append(fields, ui.Select{
			Name:     "organ",
			Label:    "承办单位",
			Optional: true,
			Prompt:   "-",
			Options:  append([]ui.Option{{Label: "全部", Chosen: f.OrganID == 0}}, organs...),
		})
	}
	return append(fields, ui.Check{Name: "key", Label: "只看督办件", Checked: f.Key}, ui.Check{Name: "late", Label: "只看逾期的", Checked: !f.Late.IsZero()}), nil
}

func (s *Server) suggestionTable(all []store.Suggestion) ui.Table {
	t := ui.Table{Caption: "代表建议", HideCaption: true, Empty: "没有符合条件的代表建议。",
		Columns: []ui.Column{{Label: "建议"}, {Label: "代表"}, {Label: "主办单位"}, {Label: "答复期限", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, x := range all {
		note := x.Session + " 第 " + strconv.Itoa(x.Number) + " 号"
		if x.KeyLeader != "" {
			note += "　督办件"
		}
		t.Rows = append(t.Rows, ui.Row{Href: suggestionPath(x.ID), Cells: []ui.Cell{{Text: x.Title, Note: note}, {Text: x.Deputies, Note: x.Delegation},
			{Text: cmp.Or(x.LeadName, "未定")}, {Text: x.DueOn.ISO()}, {Tag: suggestionTag(x, s.today())}}})
	}
	return t
}

// newSuggestion is where a suggestion is entered by hand.
func (s *Server) newSuggestion(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.EnterSuggestion); err != nil {
		return err
	}
	return s.showNewSuggestion(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewSuggestion(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "new"
	last, err := s.db.Suggestions(r.Context(), store.SuggestionFilter{Limit: 1})
	if err != nil {
		return err
	}
	session, number := "", ""
	if len(last) > 0 {
		session, number = last[0].Session, strconv.Itoa(last[0].Number+1)
	}
	lead, joint, err := s.handlerFields(r.Context(), act, t, 0)
	if err != nil {
		return err
	}
	begun, err := s.startedFrom(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "登记建议", supervisionCrumb, suggestionsCrumb), Problems: t.problems, Heading: ui.Heading{Title: "登记代表建议"}}
	text := func(name, label, otherwise string, width ui.Width) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Width: width}, otherwise)
	}
	received, delegation := text("received_on", "收到日期", s.today().ISO(), ui.Medium), text("delegation", "代表团", "", ui.Medium)
	received.Type, delegation.Optional = ui.Date, true
	n := text("number", "编号", number, ui.Short)
	n.Type = ui.Number
	lead.Optional = true
	page.Panels = []staff.Panel{
		actPanel("", suggestionsPath, nil, ui.Button{Label: "登记"}, text("session", "提出建议的会议", session, ui.Wide), n, text("title", "题目", "", ui.Wide),
			text("deputies", "代表", "", ui.Wide), delegation, text("category", "类别", "", ui.Medium),
			t.area(act, ui.Area{Name: "text", Label: "内容", Rows: 8}, ""), received, lead, joint),
	}
	page.Panels[0].Forms[0].Fields = append(page.Panels[0].Forms[0].Fields, itemField(begun)...)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// handlerFields choose the leading unit and those beside it.
func (s *Server) handlerFields(ctx context.Context, act string, t typed, lead int64) (ui.Select, ui.Checks, error) {
	organs, err := s.organOptions(ctx, is(t.value(act, "lead", idText(lead))))
	if err != nil {
		return ui.Select{}, ui.Checks{}, err
	}
	joint := ui.Checks{Name: "joint", Label: "协办单位", Columns: true, Folded: true, Optional: true, Error: t.wrong(act, "joint")}
	for _, o := range organs {
		joint.Options = append(joint.Options, ui.Option{Value: o.Value, Label: o.Label, Chosen: t.chosen(act, "joint", o.Value, false)})
	}
	return ui.Select{Name: "lead", Label: "主办单位", Options: organs, Width: ui.Wide, Error: t.wrong(act, "lead")}, joint, nil
}

// enterSuggestion registers a suggestion (登记代表建议).
func (s *Server) enterSuggestion(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.SuggestionForm{
		Session:    f.value("session"),
		Number:     f.number("number"),
		Title:      f.value("title"),
		Deputies:   f.value("deputies"),
		Delegation: f.value("delegation"),
		Category: f.value(
			"category",
		),
		Text:       f.value("text"),
		ReceivedOn: f.day("received_on"),
		LeadID:     f.id("lead"),
		Joint:      formIDs(r, "joint"),
		PlanItemID: formID(r, "item"),
	}
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.EnterSuggestion(r.Context(), actor(r), x)
		return err
	})
	return s.answer(w, r, "new", err, "已登记，请交承办单位办理。", suggestionPath(id), s.showNewSuggestion)
}

// handingOver is where suggestions are handed over together (交办会).
func (s *Server) handingOver(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.HandSuggestion); err != nil {
		return err
	}
	return s.showHandingOver(w, r, http.StatusOK, typed{})
}

func (s *Server) showHandingOver(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "hand"
	all, err := s.db.Suggestions(r.Context(), store.SuggestionFilter{Session: r.URL.Query().Get("session"), Stage: supervision.SuggestionReceived, Limit: 300})
	if err != nil {
		return err
	}
	choice := ui.Checks{Name: "suggestion", Label: "建议", Error: t.wrong(act, "suggestion")}
	undecided := 0
	for _, x := range all {
		if x.LeadID == 0 {
			undecided++
			continue
		}
		choice.Options = append(
			choice.Options,
			ui.Option{Value: idText(x.ID), Label: fmt.Sprintf("第 %d 号　%s", x.Number, x.Title), Hint: "主办：" + x.LeadName + "；交办期限 " + x.HandBy.ISO(),
				Chosen: t.chosen(act, "suggestion", idText(x.ID), true)},
		)
	}
	page := staff.BoardPage{Frame: s.frame(r, "交办会", supervisionCrumb, suggestionsCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "交办代表建议", Lead: "一次交办已经定了主办单位的建议。交办以后，说明不属职责、联系代表和答复的期限开始计算。"}}
	p := actPanel("", suggestionsPath+"/hand", nil, ui.Button{Label: "交办"}, choice,
		t.text(act, ui.Text{Name: "handed_on", Label: "交办日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
		t.text(act, ui.Text{Name: "handed_at", Label: "交办会", Hint: "召开交办会的，写明时间、地点和参加单位。", Optional: true, Width: ui.Wide}, ""))
	if len(choice.Options) == 0 {
		p.Forms, p.Text = nil, []string{"没有可以一并交办的建议。"}
	}
	if undecided > 0 {
		p.Text = append(p.Text, fmt.Sprintf("还有 %d 件没有定主办单位，请逐件打开交办。", undecided))
		p.Buttons = []ui.Button{{Label: "查看待交办的建议", Href: withQuery(suggestionsPath, "stage", supervision.SuggestionReceived), Kind: ui.Plain}}
	}
	page.Panels = []staff.Panel{p}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// handSuggestions hands over together (交办).
func (s *Server) handSuggestions(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	ids := formIDs(r, "suggestion")
	x := workflow.HandForm{HandedOn: f.day("handed_on"), HandedAt: f.value("handed_at")}
	err := f.err(func() error { return s.flow.HandSuggestions(r.Context(), actor(r), ids, x) })
	return s.answer(w, r, "hand", err, fmt.Sprintf("已交办 %d 件。", len(ids)), suggestionsPath, s.showHandingOver)
}
