package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
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

// deliberationTable lists opinions; on the page of their matter, where there is less room, the number stands in the place of the
// matter's title.
func deliberationTable(all []store.DeliberationOpinion, within bool, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "审议意见", HideCaption: true, Empty: "没有审议意见。",
		Columns: []ui.Column{{Label: "审议意见"}, {Label: "研究处理机关"}, {Label: "文号", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, o := range all {
		due := ui.Cell{Text: "—"}
		if !o.Due().IsZero() {
			due.Text = o.Due().ISO()
		}
		if late := o.SentLate(); late > 0 {
			due.Note = fmt.Sprintf("交办逾期 %d 天", late)
		}
		t.Rows = append(t.Rows, ui.Row{
			Href: supervision.OpinionPath(o.ID),
			Cells: []ui.Cell{
				{Text: o.Title, Note: yesNo(within, o.Number, o.MatterTitle)},
				{Text: o.Organ},
				{Text: cmp.Or(o.Number, "—")},
				due,
				{Tag: opinionStageTag(o.Opinion, today)},
			},
		})
	}
	if within {
		return withoutColumn(t, 2)
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
	page.Tables = []ui.Table{deliberationTable(all, false, s.today())}
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
		Heading: ui.Heading{Over: cmp.Or(x.Number, "审议意见"), Title: x.Title, Tag: opinionStageTag(x.Opinion, today)}}
	line := staff.Panel{Card: ui.Card{Title: "进度"}, Buttons: []ui.Button{{Label: "打印审议意见", Href: path + "/print", Kind: ui.Plain}}}
	if due := x.Due(); !due.IsZero() {
		line.Text = []string{yesNo(x.Stage == supervision.OpinionSent, "研究处理情况的报告", "交办") + "：" + dueWords(due, today) + "。"}
	}
	if late := x.SentLate(); late > 0 {
		line.Text = append(line.Text, fmt.Sprintf("按本县办法应在%s前交办，逾期 %d 天交办。", x.SendDue, late))
	}
	for i, p := range x.replies {
		if late := x.AnsweredLate(p.FiledOn); late > 0 && i == len(x.replies)-1 {
			line.Text = append(line.Text, fmt.Sprintf("研究处理情况应在%s前报告，逾期 %d 天报告。", x.DueOn, late))
		}
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
	page.Panels = append(page.Panels, body) // read before it is answered
	page.Panels = append(page.Panels, s.deliberationActs(who, x, p, rated, t.lostFile(r, "files"))...)
	for i := len(x.replies) - 1; i >= 0; i-- {
		page.Panels = append(page.Panels, replyPanel(x, x.replies[i]))
	}
	page.Panels = append(page.Panels, withEvents(staff.Panel{Card: ui.Card{Title: "办理过程", ID: "chain"}}, deliberationEvents(x)))
	facts := staff.Panel{
		Card: ui.Card{Title: "基本情况"},
		Summary: ui.Summary{
			{Key: "来自", Value: cmp.Or(x.MatterTitle, "常委会会议"), Note: x.MatterKind.Label(), Href: s.matterHref(r, x.MatterKind, x.MatterID)},
			{Key: "研究处理机关", Value: x.Organ},
		},
	}
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
		page.Aside = append(page.Aside, staff.Panel{
			Card: ui.Card{Title: "由此发出"},
			Buttons: []ui.Button{{Label: "发出整改要求", Href: withQuery(matterFilesPath(x.MatterID)+"/rectify", "opinion", idText(x.ID)), Kind: ui.Plain},
				{Label: "报送反馈", Href: withQuery(matterFilesPath(x.MatterID)+"/dispatch", "opinion", idText(x.ID)), Kind: ui.Plain}},
		})
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
		all = append(all, dossierEvent{day: x.SentOn, what: "交办", text: "交" + x.Organ + "研究处理", note: joinHint(x.Number, lateNote(x.SentOn, x.SendDue)), order: 3})
	}
	for i, p := range x.replies {
		late := ""
		if i == len(x.replies)-1 && x.AnsweredLate(p.FiledOn) > 0 {
			late = lateNote(p.FiledOn, x.DueOn)
		}
		all = append(all,
			dossierEvent{day: p.FiledOn, what: "反馈", text: fmt.Sprintf("报告研究处理情况（第 %d 次）", p.Edition),
				note: joinHint(yesNo(p.OnPaper, "纸质", ""), late), order: 4})
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
	q := staff.Panel{
		Card:  ui.Card{Title: fmt.Sprintf("研究处理情况的报告（第 %d 次）", p.Edition), Tag: tag},
		Text:  []string{p.FiledOn.String() + "，" + p.FiledBy + yesNo(p.OnPaper, "代收纸质件", "报送") + "；报告前征求了" + p.Consulted + "的意见。"},
		Prose: strings.Split(unixLines(p.Body), "\n"),
	}
	for _, f := range p.Files {
		q.Buttons = append(q.Buttons,
			ui.Button{Label: "附件：" + f.Title, Href: fmt.Sprintf("%s/files/%d", supervision.OpinionPath(x.ID), f.FileID), Kind: ui.Plain})
	}
	return q
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
