package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const deliberationsPath = supervisionPath + "/opinions"

var deliberationCrumb = ui.Link{Label: "审议意见", Href: deliberationsPath}

func opinionStageTag(o supervision.Opinion, today calendar.Day) ui.Tag {
	switch late := o.Overdue(today); {
	case late > 0:
		return ui.Tag{State: ui.Stop, Label: fmt.Sprintf("逾期 %d 天", late)}
	case !o.Open():
		return ui.Tag{State: ui.Done, Label: o.Stage.Label()}
	case o.Stage == supervision.OpinionSent:
		return ui.Tag{State: ui.Todo, Label: o.Stage.Label()}
	}
	return ui.Tag{State: ui.Doing, Label: o.Stage.Label()}
}

func deliberationTable(all []store.DeliberationOpinion, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "审议意见", HideCaption: true, Empty: "没有审议意见。",
		Columns: []ui.Column{{Label: "审议意见"}, {Label: "研究处理机关"}, {Label: "文号", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, o := range all {
		due := "—"
		if !o.Due().IsZero() {
			due = o.Due().ISO()
		}
		t.Rows = append(t.Rows, ui.Row{Href: supervision.OpinionPath(o.ID), Cells: []ui.Cell{{Text: o.Title, Note: o.MatterTitle}, {Text: o.Organ}, {Text: orText(o.Number, "—")}, {Text: due}, {Tag: opinionStageTag(o.Opinion, today)}}})
	}
	return t
}

// deliberations lists deliberation opinions (审议意见)〔ZJ-17〕.
func (s *Server) deliberations(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMatters); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.DeliberationOpinionFilter{Who: who, Open: q.Get("open") != "", Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if q.Get("late") != "" {
		f.Late = s.today()
	}
	all, err := s.db.DeliberationOpinions(r.Context(), f)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "审议意见", supervisionCrumb), Tabs: supervisionTabsAt(who, deliberationsPath),
		Heading: ui.Heading{Title: "审议意见", Lead: "听取报告后交有关机关研究处理的意见：交办、反馈、听取、测评、通报和公布。"}, Filter: ui.Filter{Action: deliberationsPath, Label: "查找"},
		Fields: []templ.Component{ui.Text{Name: "q", Label: "标题、机关、文号或者拼音首字母", Width: ui.Medium, Optional: true, Value: f.Search},
			ui.Check{Name: "open", Label: "只看未办结的", Checked: f.Open}, ui.Check{Name: "late", Label: "只看逾期的", Checked: !f.Late.IsZero()}},
		Tables: nil}
	if f.Search != "" || f.Open || !f.Late.IsZero() {
		page.Filter.Clear = deliberationsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(deliberationsPath, "q", f.Search, "open", q.Get("open"), "late", q.Get("late"), "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{deliberationTable(all, s.today())}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

type deliberationOf struct {
	store.DeliberationOpinion
	replies []store.OpinionReply
	notes   []store.FollowupNote
}

func (s *Server) deliberationOf(r *http.Request) (x deliberationOf, err error) {
	if err := authz.Check(actor(r), authz.ViewMatters); err != nil {
		return x, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, err
	}
	if x.DeliberationOpinion, err = s.db.DeliberationOpinionFor(r.Context(), actor(r), id); err != nil {
		return x, err
	}
	if x.replies, err = s.db.OpinionReplies(r.Context(), id); err != nil {
		return x, err
	}
	x.notes, err = s.db.FollowupNotes(r.Context(), 0, id)
	return x, err
}

// deliberation shows one opinion from the draft to its end, and what may be done now.
func (s *Server) deliberation(w http.ResponseWriter, r *http.Request) error {
	return s.showDeliberation(w, r, http.StatusOK, typed{})
}

func (s *Server) showDeliberation(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	who, today, path := actor(r), s.today(), supervision.OpinionPath(x.ID)
	_, p, err := s.db.PolicyOn(r.Context(), today)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, x.Title, supervisionCrumb, deliberationCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: orText(x.Number, "审议意见"), Title: x.Title, Tag: opinionStageTag(x.Opinion, today)}}
	line := staff.Panel{Card: ui.Card{Title: "进度"}, Buttons: []ui.Button{{Label: "打印审议意见", Href: path + "/print", Kind: ui.Plain}}}
	if due := x.Due(); !due.IsZero() {
		line.Text = []string{dueWords(due, today)}
	}
	state := ui.StageDone
	for _, st := range supervision.OpinionStages() {
		if st == supervision.OpinionSought && x.SoughtOn.IsZero() && x.Stage != st {
			continue
		}
		stage := ui.Stage{Label: st.Step(), State: state}
		if st == x.Stage {
			if state = ui.StageLater; st != supervision.OpinionClosed {
				stage.State = ui.StageNow
			}
		}
		line.Stages = append(line.Stages, stage)
	}
	body := staff.Panel{Card: ui.Card{Title: "审议意见", ID: "text"}, Prose: strings.Split(unixLines(x.Body), "\n")}
	if x.SentOn.IsZero() && authz.Can(who, authz.ChangeDeliberation) {
		body.Buttons = []ui.Button{{Label: "修改", Href: path + "/edit", Kind: ui.Plain}}
	}
	rated, err := s.db.RatingAbout(r.Context(), 0, x.ID)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, line)
	if rated.ID != 0 {
		page.Panels = append(page.Panels, ratedPanel("满意度测评", who, rated))
	}
	page.Panels = append(page.Panels, s.deliberationActs(who, x, p, rated, t.lostFile(r, "files"))...)
	page.Panels = append(page.Panels, body)
	for i := len(x.replies) - 1; i >= 0; i-- {
		page.Panels = append(page.Panels, replyPanel(x, x.replies[i]))
	}
	page.Panels = append(page.Panels, withEvents(staff.Panel{Card: ui.Card{Title: "办理过程", ID: "chain"}}, deliberationEvents(x)))
	facts := staff.Panel{Card: ui.Card{Title: "基本情况"}, Summary: ui.Summary{{Key: "来自", Value: orText(x.MatterTitle, "常委会会议"), Note: x.MatterKind.Label(), Href: s.matterHref(r, x.MatterKind, x.MatterID)}, {Key: "研究处理机关", Value: x.Organ}}}
	for _, f := range []struct {
		key string
		day calendar.Day
	}{{"交办期限", x.SendDue}, {"交办", x.SentOn}, {"反馈期限", x.DueOn}, {"向代表通报", x.DeputiesOn}, {"向社会公布", x.PublishedOn}, {"办结", x.ClosedOn}} {
		if !f.day.IsZero() {
			facts.Summary = append(facts.Summary, ui.Item{Key: f.key, Value: f.day.String()})
		}
	}
	if x.Result != "" {
		facts.Summary = append(facts.Summary, ui.Item{Key: "结果", Value: x.Result})
	}
	page.Aside = []staff.Panel{facts}
	if authz.Can(who, authz.SendDispatch) && !x.SentOn.IsZero() {
		page.Aside = append(page.Aside, staff.Panel{Buttons: []ui.Button{{Label: "发出整改要求", Href: withQuery(matterFilesPath(x.MatterID)+"/rectify", "opinion", idText(x.ID)), Kind: ui.Plain},
			{Label: "报送反馈", Href: withQuery(matterFilesPath(x.MatterID)+"/dispatch", "opinion", idText(x.ID)), Kind: ui.Plain}}})
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func deliberationEvents(x deliberationOf) []dossierEvent {
	all := []dossierEvent{{day: x.DraftedOn, what: "起草", text: "起草审议意见", order: 1}}
	if !x.SoughtOn.IsZero() {
		all = append(all, dossierEvent{day: x.SoughtOn, what: "征求意见", text: "征求" + x.SoughtFrom + "的意见", note: x.SoughtReply, order: 2})
	}
	if !x.SentOn.IsZero() {
		all = append(all, dossierEvent{day: x.SentOn, what: "交办", text: "交" + x.Organ + "研究处理", note: x.Number, order: 3})
	}
	for _, p := range x.replies {
		all = append(all, dossierEvent{day: p.FiledOn, what: "反馈", text: fmt.Sprintf("报告研究处理情况（第 %d 次）", p.Edition), note: yesNo(p.OnPaper, "纸质", ""), order: 4})
		if !p.HeardOn.IsZero() {
			text := yesNo(p.Passed, "报告通过", "报告没有通过，须再次报告")
			if p.Grade != "" {
				text = "测评结果：" + p.Grade + "，" + text
			}
			all = append(all, dossierEvent{day: p.HeardOn, what: "听取", text: text, note: p.Verdict, order: 5})
		}
	}
	all = append(all, noteEvents(x.notes)...)
	for _, e := range []dossierEvent{{day: x.DeputiesOn, what: "通报", text: "审议意见和研究处理情况向代表通报", order: 7}, {day: x.PublishedOn, what: "公布", text: "审议意见和研究处理情况向社会公布", order: 8},
		{day: x.ClosedOn, what: "办结", text: x.Result, order: 9}} {
		if !e.day.IsZero() {
			all = append(all, e)
		}
	}
	sortEvents(all)
	return all
}

func replyPanel(x deliberationOf, p store.OpinionReply) staff.Panel {
	tag := ui.Tag{State: ui.Doing, Label: "待听取"}
	if !p.HeardOn.IsZero() {
		tag = ui.Tag{State: ui.Done, Label: "通过"}
		if !p.Passed {
			tag = ui.Tag{State: ui.Stop, Label: "没有通过"}
		}
	}
	q := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("研究处理情况的报告（第 %d 次）", p.Edition), Tag: tag}, Text: []string{p.FiledOn.String() + "，" + p.FiledBy + yesNo(p.OnPaper, "代收纸质件", "报送") + "；报告前征求了" + p.Consulted + "的意见。"},
		Prose: strings.Split(unixLines(p.Body), "\n")}
	for _, f := range p.Files {
		q.Buttons = append(q.Buttons, ui.Button{Label: "附件：" + f.Title, Href: fmt.Sprintf("%s/files/%d", supervision.OpinionPath(x.ID), f.FileID), Kind: ui.Plain})
	}
	return q
}

// deliberationActs are what may be done now.
func (s *Server) deliberationActs(who authz.Actor, x deliberationOf, p policy.Policy, rated store.Rating, t typed) []staff.Panel {
	var all []staff.Panel
	path := supervision.OpinionPath(x.ID)
	clerk := authz.Can(who, authz.SendDeliberation)
	day := func(act, name, label string) ui.Text {
		return ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium, Value: t.value(act, name, s.today().ISO()), Error: t.wrong(act, name)}
	}
	area := func(act, name, label string, optional bool) ui.Area {
		return ui.Area{Name: name, Label: label, Optional: optional, Rows: 4, Value: t.value(act, name, ""), Error: t.wrong(act, name)}
	}
	add := func(title, act string, button string, fields ...templ.Component) {
		all = append(all, staff.Panel{Card: ui.Card{Title: title}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/" + act, Guard: true, Files: act == "reply"}, Fields: fields, Buttons: []ui.Button{{Label: button}}}}})
	}
	if x.Stage == supervision.OpinionSent && (clerk || authz.Can(who, authz.FileOpinionReply)) {
		fields := []templ.Component{area("reply", "body", "研究处理情况", false),
			ui.Text{Name: "consulted", Label: "报告前征求意见的人大工作机构", Width: ui.Wide, Hint: "如“县人大常委会农业农村工作委员会”。", Value: t.value("reply", "consulted", ""), Error: t.wrong("reply", "consulted")}}
		if clerk {
			fields = append(fields, day("reply", "filed_on", "收到日期"))
		}
		add(yesNo(clerk, "代收纸质报告", "报告研究处理情况"), "reply", yesNo(clerk, "登记报告", "报送报告"), append(fields, ui.Files{Name: "files", Label: "附件", Optional: true, Multiple: true, Error: t.wrong("reply", "files")})...)
	}
	if !clerk {
		return all
	}
	switch x.Stage {
	case supervision.OpinionDraft, supervision.OpinionSought:
		if x.Stage == supervision.OpinionDraft {
			add("征求工作机构意见", "seek", "登记征求意见", ui.Text{Name: "from", Label: "工作机构", Width: ui.Wide, Value: t.value("seek", "from", ""), Error: t.wrong("seek", "from")}, day("seek", "held_on", "日期"), area("seek", "reply", "工作机构的意见", true))
		} else if x.SoughtReply == "" {
			add("工作机构的意见", "seek", "登记意见", area("seek", "reply", x.SoughtFrom+"的意见", false))
		}
		add("交办", "send", "交办审议意见", ui.Text{Name: "number", Label: "文号", Width: ui.Medium, Value: t.value("send", "number", ""), Error: t.wrong("send", "number")},
			ui.Check{Name: "audit", Label: "属于预算、决算、审计方面", Hint: fmt.Sprintf("反馈期限一般为 %d 个月，这一类为 %d 个月。", p.Supervision.Opinion.Months, p.Supervision.Opinion.AuditMonths), Checked: t.value("send", "audit", "") != ""})
	case supervision.OpinionAnswered:
		fields := []templ.Component{day("hear", "held_on", "听取日期")}
		balloted := rated.State == supervision.RatingAnnounced && !rated.AnnouncedOn.Before(x.replies[len(x.replies)-1].FiledOn)
		if p.Supervision.Opinion.Rated && !balloted && (rated.ID == 0 || rated.State == supervision.RatingAnnounced) {
			all = append(all, staff.Panel{Card: ui.Card{Title: "满意度测评"}, Text: []string{"可以安排无记名测评，宣布的结果决定报告是否通过；在会上以其他方式测评的，直接登记听取情况。"},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/rating"}, Buttons: []ui.Button{{Label: "安排无记名测评", Kind: ui.Plain}}}}})
		}
		if balloted {
			fields = append(fields, ui.Text{Name: "grade", Label: "测评结果", ReadOnly: true, Width: ui.Medium, Value: rated.Result, Hint: "以宣布的结果为准。"})
		} else if p.Supervision.Opinion.Rated {
			options := plainOptions(p.Supervision.Rating.Work.Grades)
			for i := range options {
				options[i].Chosen = t.value("hear", "grade", "") == options[i].Value
			}
			fields = append(fields, ui.Radios{Name: "grade", Label: "测评结果", Options: options, Inline: true, Hint: "最末等次的，报告不通过，须再次报告。", Error: t.wrong("hear", "grade")})
		} else {
			fields = append(fields, ui.Check{Name: "passed", Label: "会议同意这个报告", Checked: t.value("hear", "passed", "") != ""})
		}
		add("听取研究处理情况的报告", "hear", "登记听取情况", append(fields, area("hear", "verdict", "会议意见", true))...)
	case supervision.OpinionHeard:
		add("办结", "close", "办结审议意见", area("close", "result", "办理结果", false))
	}
	if x.Open() && !x.SentOn.IsZero() {
		at := func(d calendar.Day, name string) ui.Text {
			f := ui.Text{Name: name, Label: map[string]string{"deputies": "向代表通报的日期", "published": "向社会公布的日期"}[name], Type: ui.Date, Width: ui.Medium, Optional: true, Value: t.value("publish", name, d.ISO()), Error: t.wrong("publish", name)}
			return f
		}
		all = append(all, staff.Panel{Card: ui.Card{Title: "其他办理"}, Folded: []staff.PanelFold{
			{Title: "登记通报和公布", Open: t.act == "publish" || x.Stage == supervision.OpinionHeard, Text: "审议意见和研究处理情况向人大代表通报，并向社会公布。〔监督法 第十七条〕", Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/publish", Guard: true},
				Fields: []templ.Component{at(x.DeputiesOn, "deputies"), at(x.PublishedOn, "published")}, Buttons: []ui.Button{{Label: "登记通报和公布", Kind: ui.Plain}}}}},
			s.noteFold(path, false, t), s.noteFold(path, true, t)}})
	}
	return all
}

func (s *Server) onDeliberation(w http.ResponseWriter, r *http.Request, act, done string, do func(id int64, f *fields) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(id, typedIn(r)), done, supervision.OpinionPath(id), s.showDeliberation)
}

func (s *Server) seekDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "seek", "已登记。", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error {
			return s.flow.SeekDeliberation(r.Context(), actor(r), id, f.value("from"), on, f.value("reply"))
		})
	})
}

func (s *Server) sendDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "send", "审议意见已交办。", func(id int64, f *fields) error {
		return s.flow.SendDeliberation(r.Context(), actor(r), id, f.value("number"), f.yes("audit"))
	})
}

func (s *Server) replyDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "reply", "报告已收到。", func(id int64, f *fields) error {
		x := workflow.OpinionReplyForm{Body: f.value("body"), Consulted: f.value("consulted"), FiledOn: f.day("filed_on")}
		var err error
		if x.Files, err = uploads(r, "files"); err != nil {
			return err
		}
		return f.err(func() error { return s.flow.FileOpinionReply(r.Context(), actor(r), id, x) })
	})
}

func (s *Server) hearDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "hear", "听取情况已登记。", func(id int64, f *fields) error {
		x := workflow.HearingForm{HeardOn: f.day("held_on"), Grade: f.value("grade"), Passed: f.yes("passed"), Verdict: f.value("verdict")}
		return f.err(func() error { return s.flow.HearOpinionReply(r.Context(), actor(r), id, x) })
	})
}

func (s *Server) planOpinionRating(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "rating", "测评已安排，可以到测评页面开始。", func(id int64, _ *fields) error {
		_, err := s.flow.PlanOpinionRating(r.Context(), actor(r), id)
		return err
	})
}

func (s *Server) publishDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "publish", "通报和公布已登记。", func(id int64, f *fields) error {
		deputies, published := f.day("deputies"), f.day("published")
		return f.err(func() error {
			return s.flow.PublishDeliberation(r.Context(), actor(r), id, deputies, published)
		})
	})
}

func (s *Server) closeDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "close", "已办结。", func(id int64, f *fields) error {
		return s.flow.CloseDeliberation(r.Context(), actor(r), id, f.value("result"))
	})
}

func (s *Server) noteDeliberation(check bool) func(w http.ResponseWriter, r *http.Request) error {
	act, done := "urge", "催办已登记。"
	if check {
		act, done = "check", "跟踪检查已登记。"
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.onDeliberation(w, r, act, done, func(id int64, f *fields) error {
			x := followupForm(f, check)
			return f.err(func() error { return s.flow.FollowOpinion(r.Context(), actor(r), id, x) })
		})
	}
}

func (s *Server) deliberationFile(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	var files []store.MatterFile
	for _, p := range x.replies {
		files = append(files, p.Files...)
	}
	return s.sendOneOf(w, r, files)
}

// printDeliberation is the opinion as an official letter.
func (s *Server) printDeliberation(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	on := x.SentOn
	if on.IsZero() {
		on = s.today()
	}
	return s.renderPapers(w, r, ui.Link{Label: x.Title, Href: supervision.OpinionPath(x.ID)},
		document.OfficialLetter(county, document.Letter{Name: "审议意见", Number: x.Number, Title: x.Title, Recipient: x.Organ, Body: x.Body, On: on}))
}

// newDeliberation is the form of an opinion on what a matter was about (起草审议意见).
func (s *Server) newDeliberation(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	return s.showDeliberationForm(w, r, http.StatusOK, m, store.DeliberationOpinion{}, typed{})
}

func (s *Server) editDeliberation(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	return s.showDeliberationForm(w, r, http.StatusOK, store.Matter{ID: x.MatterID, Kind: x.MatterKind, Title: x.MatterTitle}, x.DeliberationOpinion, typed{})
}

func (s *Server) showDeliberationForm(w http.ResponseWriter, r *http.Request, status int, m store.Matter, x store.DeliberationOpinion, t typed) error {
	const act = "opine"
	if err := authz.Check(actor(r), authz.DraftDeliberation); err != nil {
		return err
	}
	form := staff.PanelForm{Form: ui.Form{Action: matterFilesPath(m.ID) + "/opine", Guard: true}, Buttons: []ui.Button{{Label: "保存草稿"}, {Label: "返回", Href: matterPath(m.Kind, m.ID), Kind: ui.Plain}}}
	title := "起草审议意见"
	if x.ID != 0 {
		title = "修改审议意见"
		form.Form.Action, form.Form.Version, form.Buttons[1].Href = supervision.OpinionPath(x.ID), strconv.Itoa(x.Version), supervision.OpinionPath(x.ID)
	} else {
		options, err := s.matterOrganOptions(r, m, t.value(act, "organ", ""))
		if err != nil {
			return err
		}
		form.Fields = append(form.Fields, ui.Select{Name: "organ", Label: "研究处理机关", Options: options, Error: t.wrong(act, "organ")})
	}
	form.Fields = append(form.Fields, ui.Text{Name: "title", Label: "标题", Width: ui.Wide, Value: t.value(act, "title", orText(x.Title, "关于"+m.Title+"的审议意见")), Error: t.wrong(act, "title")},
		ui.Area{Name: "body", Label: "审议意见", Rows: 10, Value: t.value(act, "body", x.Body), Error: t.wrong(act, "body")})
	page := staff.BoardPage{Frame: s.frame(r, title, supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems, Heading: ui.Heading{Over: m.Title, Title: title},
		Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// matterOrganOptions offers the units of a matter.
func (s *Server) matterOrganOptions(r *http.Request, m store.Matter, chosen string) (out []ui.Option, err error) {
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	for _, g := range organs {
		out = append(out, ui.Option{Value: idText(g.OrganID), Label: g.Name, Chosen: chosen == idText(g.OrganID)})
	}
	return out, err
}

func (s *Server) draftDeliberation(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	id, err := s.flow.DraftDeliberation(r.Context(), actor(r), m.ID, workflow.DeliberationForm{OrganID: f.id("organ"), Title: f.value("title"), Body: f.value("body")})
	return s.answer(w, r, "opine", err, "草稿已保存，请征求工作机构意见后交办。", supervision.OpinionPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showDeliberationForm(w, r, status, m, store.DeliberationOpinion{}, t)
	})
}

func (s *Server) changeDeliberation(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	err = s.flow.ChangeDeliberation(r.Context(), actor(r), x.ID, formVersion(r), workflow.DeliberationForm{Title: f.value("title"), Body: f.value("body")})
	return s.answer(w, r, "opine", err, "修改已保存。", supervision.OpinionPath(x.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		x.Version = formVersion(r)
		return s.showDeliberationForm(w, r, status, store.Matter{ID: x.MatterID, Kind: x.MatterKind, Title: x.MatterTitle}, x.DeliberationOpinion, t)
	})
}
