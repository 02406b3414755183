package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const rectificationsPath = supervisionPath + "/rectifications"

var rectificationCrumb = ui.Link{Label: "整改", Href: rectificationsPath}

func rectTag(x supervision.Rectification, today calendar.Day) ui.Tag {
	switch late := x.Overdue(today); {
	case late > 0:
		return ui.Tag{State: ui.Stop, Label: fmt.Sprintf("逾期 %d 天", late)}
	case x.Result == supervision.RectFailed:
		return ui.Tag{State: ui.Stop, Label: x.Result.Label()}
	case x.Result == supervision.RectLeft:
		return ui.Tag{State: ui.Idle, Label: x.Result.Label()}
	case !x.Open():
		return ui.Tag{State: ui.Done, Label: x.Result.Label()}
	case x.Wants() != "":
		return ui.Tag{State: ui.Todo, Label: x.Stage.Label()}
	}
	return ui.Tag{State: ui.Doing, Label: x.Stage.Label()}
}

func rectTable(all []store.Rectification, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "整改事项", HideCaption: true, Empty: "没有整改事项。",
		Columns: []ui.Column{{Label: "整改事项"}, {Label: "整改单位（人）"}, {Label: "由来", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "情况", Narrow: true}}}
	for _, x := range all {
		due := ui.Cell{Text: "—"}
		if !x.Due().IsZero() {
			due = ui.Cell{Text: x.Due().ISO(), Note: x.Wants().Label()}
		} else if !x.Open() {
			due = ui.Cell{Text: x.ClosedOn.ISO(), Note: "销号"}
		}
		t.Rows = append(t.Rows, ui.Row{
			Href: supervision.RectificationPath(x.ID),
			Cells: []ui.Cell{
				{Text: x.Title, Note: x.MatterTitle},
				{Text: x.Subject},
				{Text: x.Source.Label()},
				due,
				{Tag: rectTag(x.Rectification, today)},
			},
		})
	}
	return t
}

// rectifications lists rectifications with the age of those under way (整改): staff all, an organ and an appointee their own.
func (s *Server) rectifications(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMatters); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.RectificationFilter{
		Who:    who,
		Open:   q.Get("open") != "",
		Stage:  supervision.RectificationStage(q.Get("stage")),
		Search: strings.TrimSpace(q.Get("q")),
		Limit:  listSize(r) + 1,
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	if q.Get("late") != "" {
		f.Late = s.today()
	}
	all, err := s.db.Rectifications(r.Context(), f)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "整改", supervisionCrumb), Tabs: supervisionTabsAt(who, rectificationsPath),
		Heading: ui.Heading{Title: "整改", Lead: "从问题到销号：整改要求、方案、报告、检查、复评和结果，一件一页。"}, Filter: ui.Filter{Action: rectificationsPath, Label: "查找"}}
	stages := []ui.Option{{Value: "", Label: "全部", Chosen: f.Stage == ""}}
	for _, st := range supervision.RectificationStages() {
		stages = append(stages, ui.Option{Value: string(st), Label: st.Label(), Chosen: st == f.Stage})
	}
	page.Fields = []templ.Component{ui.Text{Name: "q", Label: "事项、单位、姓名或者拼音首字母", Width: ui.Medium, Optional: true, Value: f.Search},
		ui.Select{Name: "stage", Label: "进度", Options: stages, Optional: true, Prompt: "-"},
		ui.Check{Name: "open", Label: "只看未销号的", Checked: f.Open}, ui.Check{Name: "late", Label: "只看逾期的", Checked: !f.Late.IsZero()}}
	if f.Search != "" || f.Stage != "" || f.Open || !f.Late.IsZero() {
		page.Filter.Clear = rectificationsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(rectificationsPath, "q", f.Search, "stage", string(f.Stage), "open", q.Get("open"), "late", q.Get("late"), "before",
			idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{rectTable(all, s.today())}
	if page.Filter.Clear == "" && f.Before == 0 {
		open, err := s.db.Rectifications(r.Context(), store.RectificationFilter{Who: who, Open: true, Limit: 30})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			page.Frame.Sheets = append(page.Frame.Sheets, figuresSheet)
			page.Figures = []templ.Component{rectAges(open, s.today())}
		}
	}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// rectAges draws how long each rectification under way has taken, and how far it is beyond its day (整改时长).
func rectAges(open []store.Rectification, today calendar.Day) ui.Ages {
	a := ui.Ages{Caption: "整改时长（未销号）", Names: "整改事项", Unit: "天"}
	for _, x := range open {
		row := ui.Age{
			Label: x.Subject,
			Note:  x.Title,
			Href:  supervision.RectificationPath(x.ID),
			Spent: today.Sub(x.OpenedOn),
			State: rectTag(x.Rectification, today).Label,
		}
		if due := x.Due(); !due.IsZero() {
			row.Limit = due.Sub(x.OpenedOn)
		}
		a.Rows = append(a.Rows, row)
	}
	return a
}

// rectOf is one rectification with everything its page shows.
type rectOf struct {
	draft store.RectificationDraft // what the reader has written so far
	store.Rectification
	findings   []string
	papers     []store.RectificationPaper
	extensions []store.RectificationExtension
	notes      []store.FollowupNote
	left       bool // the person holds no office any more
}

// waiting is the paper that waits to be judged.
func (x rectOf) waiting() *store.RectificationPaper {
	if n := len(x.papers); n > 0 && x.papers[n-1].Judged == "" {
		return &x.papers[n-1]
	}
	return nil
}

func (s *Server) rectificationOf(r *http.Request) (x rectOf, err error) {
	if err := authz.Check(actor(r), authz.ViewMatters); err != nil {
		return x, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, err
	}
	return s.rectificationByID(r, id)
}

func (s *Server) rectificationByID(r *http.Request, id int64) (x rectOf, err error) {
	ctx := r.Context()
	if x.Rectification, err = s.db.RectificationFor(ctx, actor(r), id); err != nil {
		return x, err
	}
	if x.findings, err = s.db.RectificationFindings(ctx, id); err != nil {
		return x, err
	}
	if x.papers, err = s.db.RectificationPapers(ctx, id); err != nil {
		return x, err
	}
	if x.extensions, err = s.db.RectificationExtensions(ctx, id); err != nil {
		return x, err
	}
	if x.draft, err = s.db.RectificationDraft(ctx, id, actor(r).AccountID, x.Wants()); err != nil {
		return x, err
	}
	if x.notes, err = s.db.FollowupNotes(ctx, id, 0); err != nil || x.PersonID == 0 || !x.Open() {
		return x, err
	}
	held, err := s.db.TenuresOf(ctx, x.PersonID)
	x.left = !slices.ContainsFunc(held, func(t store.Tenure) bool { return t.EndsOn.IsZero() })
	return x, err
}

// rectification shows one rectification from the findings to the closing, and what may be done now.
func (s *Server) rectification(w http.ResponseWriter, r *http.Request) error {
	return s.showRectification(w, r, http.StatusOK, typed{})
}

func (s *Server) showRectification(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.rectificationOf(r)
	if err != nil {
		return err
	}
	who, today := actor(r), s.today()
	_, p, err := s.db.PolicyOn(r.Context(), today)
	if err != nil {
		return err
	}
	var sent []store.Dispatch
	if x.MatterID != 0 { // else the reader does not know of the matter
		if sent, err = s.db.Dispatches(r.Context(), store.DispatchFilter{Who: who, MatterID: x.MatterID, Limit: pageSize}); err != nil {
			return err
		}
	}
	page := staff.BoardPage{Frame: s.frame(r, x.Title, supervisionCrumb, rectificationCrumb), Problems: t.problems,
		Heading: ui.Heading{Over: "整改 · " + x.Source.Label(), Title: x.Title, Tag: rectTag(x.Rectification.Rectification, today)}}
	line := staff.Panel{Card: ui.Card{Title: "进度"}, Stages: rectStageLine(x)}
	if due := x.Due(); !due.IsZero() {
		line.Text = []string{fmt.Sprintf("%s：%s。", x.Wants().Label(), dueWords(due, today))}
	}
	line.Buttons = []ui.Button{{Label: "打印整改台账", Href: supervision.RectificationPath(x.ID) + "/print", Kind: ui.Plain}}
	page.Panels = append(page.Panels, line)
	rated, err := s.db.RatingAbout(r.Context(), x.ID, 0)
	if err != nil {
		return err
	}
	if rated.ID != 0 {
		page.Panels = append(page.Panels, ratedPanel("复评", who, rated))
	}
	page.Panels = append(page.Panels, s.rectActs(who, x, p, rated, t.lostFile(r, "files"))...)
	page.Panels = append(page.Panels, rectFindingsPanel(x), rectChainPanel(x))
	for i := len(x.papers) - 1; i >= 0; i-- {
		page.Panels = append(page.Panels, rectPaperPanel(x, x.papers[i]))
	}
	facts := staff.Panel{Card: ui.Card{Title: "整改要求"}, Summary: ui.Summary{
		{Key: "由来", Value: cmp.Or(x.MatterTitle, x.Source.Label()), Note: x.MatterKind.Label(), Href: s.matterHref(r, x.MatterKind, x.MatterID)}}}
	if x.PersonID != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "整改人", Value: listName(x.Subject, x.Sex), Href: open(who, personPath(x.PersonID))})
	} else {
		facts.Summary = append(facts.Summary, ui.Item{Key: "整改单位", Value: x.Subject})
	}
	if x.OpinionID != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "审议意见", Value: "查看", Href: supervision.OpinionPath(x.OpinionID)})
	}
	facts.Summary = append(facts.Summary, ui.Item{Key: "发出", Value: x.OpenedOn.String()}, ui.Item{Key: "整改方案期限", Value: x.PlanDue.String()},
		ui.Item{Key: "整改报告期限", Value: x.ReportDue.String()}, ui.Item{Key: "复评", Value: yesNo(x.Rerate, "需要复评", "未要求"), Note: x.RerateNote})
	page.Aside = []staff.Panel{facts}
	if may := authz.Can(who, authz.SendDispatch); may || len(sent) > 0 {
		feedback := dispatchPanel(sent)
		if may {
			feedback.Buttons = []ui.Button{
				{Label: "报送反馈", Href: withQuery(matterFilesPath(x.MatterID)+"/dispatch", "rectification", idText(x.ID)), Kind: ui.Plain},
			}
		}
		page.Aside = append(page.Aside, feedback)
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}
