package server

import (
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

const (
	plansPath = "/supervision/plan"
	planSheet = "css/plan.css"
)

var plansCrumb = ui.Link{Label: "年度监督计划", Href: plansPath}

func planPath(year int) string { return fmt.Sprintf("%s/%d", plansPath, year) }

func planItemPath(x store.PlanItem) string {
	return fmt.Sprintf("%s/items/%d", planPath(x.Year), x.ID)
}

func planCrumb(year int) ui.Link {
	return ui.Link{Label: fmt.Sprintf("%d 年", year), Href: planPath(year)}
}

var planTags = map[supervision.PlanStage]ui.State{supervision.PlanDraft: ui.Doing, supervision.PlanSubmitted: ui.Todo, supervision.PlanApproved: ui.Todo,
	supervision.PlanPublished: ui.Done}

func planTag(p store.Plan) ui.Tag {
	return ui.Tag{State: planTags[p.Stage()], Label: p.Stage().Label()}
}

// plans lists the years' plans and begins a new one.
func (s *Server) plans(w http.ResponseWriter, r *http.Request) error {
	return s.showPlans(w, r, http.StatusOK, typed{})
}

func (s *Server) showPlans(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPlans); err != nil {
		return err
	}
	all, err := s.db.Plans(r.Context())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "年度监督计划", supervisionCrumb), Tabs: supervisionTabsAt(who, plansPath), Problems: t.problems,
		Heading: ui.Heading{Title: "年度监督计划", Lead: "每年的监督计划由主任会议通过，并向社会公布。计划的每一项都通向它的办理。"}}
	list := staff.Panel{Table: ui.Table{Caption: "年度监督计划", HideCaption: true, Empty: "还没有编制过计划。",
		Columns: []ui.Column{
			{Label: "年度"},
			{Label: "情况", Narrow: true},
			{Label: "通过", Narrow: true},
			{Label: "事项", Numeric: true},
			{Label: "在办", Numeric: true},
			{Label: "办结", Numeric: true},
		}}}
	for _, p := range all {
		list.Table.Rows = append(list.Table.Rows, ui.Row{Href: planPath(p.Year), Cells: []ui.Cell{{Text: fmt.Sprintf("%d 年度监督计划", p.Year)}, {Tag: planTag(p)},
			{Text: p.ApprovedOn.ISO()}, {Text: strconv.Itoa(p.Items)}, {Text: strconv.Itoa(p.Under)}, {Text: strconv.Itoa(p.Done)}}})
	}
	page.Panels = []staff.Panel{list}
	if authz.Can(who, authz.DraftPlan) {
		next := s.today().Year()
		if slices.ContainsFunc(all, func(p store.Plan) bool { return p.Year == next }) {
			next++
		}
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "编制计划"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: plansPath},
			Fields: []templ.Component{
				t.text("plan", ui.Text{Name: "year", Label: "年度", Type: ui.Number, Width: ui.Short}, strconv.Itoa(next)),
			},
			Buttons: []ui.Button{{Label: "开始编制"}}}}})
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// draftPlan begins a plan (编制年度监督计划).
func (s *Server) draftPlan(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	year := f.number("year")
	err := s.flow.DraftPlan(r.Context(), actor(r), year)
	return s.answer(w, r, "plan", err, "已建立，请添加事项。", planPath(year), s.showPlans)
}

func (s *Server) planOf(r *http.Request) (p store.Plan, items []store.PlanItem, err error) {
	if err := authz.Check(actor(r), authz.ViewPlans); err != nil {
		return p, nil, err
	}
	year, err := pathID(r, "year")
	if err != nil {
		return p, nil, err
	}
	if p, err = s.db.PlanOf(r.Context(), int(year)); err != nil {
		return p, nil, err
	}
	items, err = s.db.PlanItems(r.Context(), p.ID)
	return p, items, err
}

// planPage shows a year's plan as a board of months (按月看板) with the year at a glance (年历).
func (s *Server) planPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPlan(w, r, http.StatusOK, typed{})
}

func (s *Server) showPlan(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	p, items, err := s.planOf(r)
	if err != nil {
		return err
	}
	who := actor(r)
	draws, err := s.db.PlanDraws(r.Context(), p.ID)
	if err != nil {
		return err
	}
	kind := supervision.Kind(r.URL.Query().Get("kind"))
	page := newPlanPage(p, items, kind, who, s.today(), t)
	if len(draws) > 0 {
		page.After = append(page.After, drawsPanel(draws))
	}
	page.Frame = s.frame(r, page.Heading.Title, supervisionCrumb, plansCrumb)
	page.Frame.Sheets = []string{planSheet}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Plan(page))
}

func newPlanPage(p store.Plan, items []store.PlanItem, kind supervision.Kind, who authz.Actor, today calendar.Day, t typed) staff.PlanPage {
	path := planPath(p.Year)
	page := staff.PlanPage{Problems: t.problems, Heading: ui.Heading{Title: fmt.Sprintf("%d 年度监督计划", p.Year), Tag: planTag(p)}}
	page.Before = append(page.Before, planFacts(p, items, who, today))
	page.Before = append(page.Before, planDecision(p, who, today, t)...)
	page.Filter = ui.Filter{Action: path}
	options := []ui.Option{{Value: "", Label: "全部", Chosen: kind == ""}}
	for _, k := range supervision.PlanKinds {
		options = append(options, ui.Option{Value: string(k), Label: supervision.PlanLabel(k), Chosen: k == kind})
	}
	page.Fields = []templ.Component{ui.Select{Name: "kind", Label: "种类", Options: options, Optional: true, Prompt: "-"}}
	if kind != "" {
		page.Filter.Clear = path
	}
	editable := authz.Can(who, authz.DraftPlan) && p.Stage() != supervision.PlanSubmitted
	for m := 1; m <= 12; m++ {
		x := staff.PlanMonth{Name: fmt.Sprintf("%d 月", m), Now: p.Year == today.Year() && m == int(monthOf(today))}
		if editable {
			x.Add = ui.Link{Label: fmt.Sprintf("在 %d 月添加", m), Href: withQuery(path+"/items/new", "month", strconv.Itoa(m))}
		}
		for _, i := range items {
			if i.Month == m && (kind == "" || i.Kind == kind) {
				x.Items = append(x.Items, planLine(p, i, today))
			}
		}
		page.Months = append(page.Months, x)
	}
	page.Year = yearTable(p, items, today)
	return page
}

func monthOf(d calendar.Day) int {
	_, m, _ := d.Date()
	return int(m)
}

// planLine is an item on the board: what became of it.
func planLine(p store.Plan, i store.PlanItem, today calendar.Day) staff.PlanLine {
	x := staff.PlanLine{Title: i.Title, Href: planItemPath(i), Kind: supervision.PlanLabel(i.Kind), Tag: planItemTag(p, i, today)}
	switch {
	case i.Dropped != "":
		x.Note = "取消：" + i.Dropped
	case i.FirstMonth != 0:
		x.Note = fmt.Sprintf("原定 %d 月，调整：%s", i.FirstMonth, i.Reason)
	case i.Added:
		x.Note = "调整增加：" + i.Reason
	}
	if supervision.Many(i.Kind) && i.Matters > 0 {
		x.Kind += "，" + batchWords(i)
	}
	return x
}

func planItemTag(p store.Plan, i store.PlanItem, today calendar.Day) ui.Tag {
	switch {
	case i.Dropped != "":
		return ui.Tag{State: ui.Stop, Label: "已取消"}
	case !i.ClosedOn.IsZero():
		return ui.Tag{State: ui.Done, Label: "办结"}
	case i.MatterID != 0:
		return ui.Tag{State: ui.Doing, Label: "在办"}
	case p.ApprovedOn.IsZero():
		return ui.Tag{State: ui.Idle, Label: "拟列入"}
	case i.Year*12+i.Month < today.Year()*12+monthOf(today):
		return ui.Tag{State: ui.Stop, Label: "逾期未启动"}
	case i.Year*12+i.Month <= today.Year()*12+monthOf(today)+1:
		return ui.Tag{State: ui.Todo, Label: "待启动"}
	}
	return ui.Tag{State: ui.Idle, Label: "未到"}
}

// yearTable is the year at a glance (年历): how many of each kind in each month.
func yearTable(p store.Plan, items []store.PlanItem, today calendar.Day) ui.Table {
	t := ui.Table{Caption: "年历", Columns: []ui.Column{{Label: "种类"}}, Empty: "还没有事项。"}
	for m := 1; m <= 12; m++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d月", m), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	var sums [13]int
	row := func(label string, counts [13]int) {
		cells := []ui.Cell{{Text: label}}
		for m := 1; m <= 12; m++ {
			text := "·"
			if counts[m] > 0 {
				text = strconv.Itoa(counts[m])
			}
			cells = append(cells, ui.Cell{Text: text})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: strconv.Itoa(counts[0])})})
	}
	for _, k := range supervision.PlanKinds {
		var counts [13]int
		for _, i := range items {
			if i.Kind == k && i.Dropped == "" {
				counts[i.Month]++
				counts[0]++
			}
		}
		for m, n := range counts {
			sums[m] += n
		}
		if counts[0] > 0 {
			row(supervision.PlanLabel(k), counts)
		}
	}
	if sums[0] > 0 {
		row("合计", sums)
	}
	return t
}

// planFacts tell how far the plan is, what the chairpersons should know, and what may be done with it.
func planFacts(p store.Plan, items []store.PlanItem, who authz.Actor, today calendar.Day) staff.Panel {
	path := planPath(p.Year)
	x := staff.Panel{
		Card: ui.Card{Title: "计划"},
		Stats: ui.Stats{{Label: "事项", Value: strconv.Itoa(p.Items), Unit: "项"}, {Label: "在办", Value: strconv.Itoa(p.Under), Unit: "项"},
			{Label: "办结", Value: strconv.Itoa(p.Done), Unit: "项"}},
	}
	if !p.ApprovedOn.IsZero() {
		x.Summary = append(x.Summary, ui.Item{Key: "主任会议通过", Value: p.ApprovedOn.String(), Note: p.ApprovedBy})
	}
	if !p.PublishedAt.IsZero() {
		x.Summary = append(x.Summary, ui.Item{Key: "向社会公布", Value: minute(p.PublishedAt), Href: publicPlanPath(p.Year)})
	}
	if p.Returned != "" {
		x.Summary = append(x.Summary, ui.Item{Key: "主任会议退回", Value: p.Returned})
	}
	if p.ApprovedOn.IsZero() {
		for _, text := range supervision.PlanFindings(judged(items)) {
			x.Blockers.Reasons = append(x.Blockers.Reasons, ui.Reason{Text: text})
		}
		x.Blockers.Title = "请斟酌"
	}
	if p.Items > 0 {
		x.Buttons = []ui.Button{{Label: "打印", Href: path + "/print", Kind: ui.Plain}}
	}
	if p.Year == today.Year() {
		x.Buttons = append(x.Buttons, ui.Button{Label: "看本月", Href: "#now", Kind: ui.Plain})
	}
	switch {
	case !authz.Can(who, authz.DraftPlan) || p.Stage() == supervision.PlanSubmitted:
	case p.Stage() == supervision.PlanDraft:
		x.Buttons = append([]ui.Button{{Label: "添加事项", Href: path + "/items/new"}, {Label: "均衡建议", Href: path + "/propose", Kind: ui.Plain},
			{Label: "抽签", Href: path + "/draw", Kind: ui.Plain}}, x.Buttons...)
	default:
		x.Buttons = append([]ui.Button{{Label: "调整增加", Href: path + "/items/new", Kind: ui.Plain}}, x.Buttons...)
	}
	return x
}

func judged(items []store.PlanItem) []supervision.PlanItem {
	var out []supervision.PlanItem
	for _, i := range items {
		if i.Dropped == "" {
			out = append(out, i.PlanItem)
		}
	}
	return out
}

// planDecision is the next step of a plan, for whom it is.
func planDecision(p store.Plan, who authz.Actor, today calendar.Day, t typed) []staff.Panel {
	path := planPath(p.Year)
	switch stage := p.Stage(); {
	case stage == supervision.PlanDraft && authz.Can(who, authz.SubmitPlan) && p.Items > 0:
		return []staff.Panel{{Card: ui.Card{Title: "提请主任会议"}, Text: []string{"提请以后不能再改，主任会议退回的可以修改后再提请。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/submit"}, Buttons: []ui.Button{{Label: "提请主任会议通过", Kind: ui.Plain}}}}}}
	case stage == supervision.PlanSubmitted && authz.Can(who, authz.ApprovePlan):
		return []staff.Panel{{Card: ui.Card{Title: "主任会议审议", ID: "decide"}, Text: []string{"〔监督法 第六十三条〕年度监督计划由主任会议通过并向社会公布。通过以后的调整须写明理由。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/approve"}, Fields: []templ.Component{
				t.text("approve", ui.Text{Name: "held_on", Label: "通过日期", Type: ui.Date, Width: ui.Medium}, today.ISO())},
				Buttons: []ui.Button{{Label: "主任会议通过"}}}},
			Folded: []staff.PanelFold{{Title: "退回修改", Open: t.act == "return", Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/return"},
				Fields: []templ.Component{
					t.area("return", ui.Area{Name: "reason", Label: "意见", Rows: 3}, ""),
				},
				Buttons: []ui.Button{{Label: "退回", Kind: ui.Plain}}}}}}}}
	case stage == supervision.PlanSubmitted:
		return []staff.Panel{{Text: []string{p.SubmittedOn.String() + "已提请主任会议，等候通过。"}}}
	case stage == supervision.PlanApproved && authz.Can(who, authz.PublishPlan):
		return []staff.Panel{{Card: ui.Card{Title: "向社会公布"}, Text: []string{"公布后任何人都可以在公开网站看到；以后的调整连同理由随之公布。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/publish"}, Buttons: []ui.Button{{Label: "公布计划"}}}}}}
	}
	return nil
}

// planAct carries out one step of a plan.
func (s *Server) planAct(act, done string, do func(r *http.Request, f *fields, year int) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		year, err := pathID(r, "year")
		if err != nil {
			return err
		}
		f := typedIn(r)
		err = f.err(func() error { return do(r, f, int(year)) })
		return s.answer(w, r, act, err, done, planPath(int(year)), s.showPlan)
	}
}

func (s *Server) submitPlan(r *http.Request, _ *fields, year int) error {
	return s.flow.SubmitPlan(r.Context(), actor(r), year)
}

func (s *Server) approvePlan(r *http.Request, f *fields, year int) error {
	on := f.day("held_on")
	return f.err(func() error { return s.flow.ApprovePlan(r.Context(), actor(r), year, on) })
}

func (s *Server) returnPlan(r *http.Request, f *fields, year int) error {
	return s.flow.ReturnPlan(r.Context(), actor(r), year, f.value("reason"))
}

func (s *Server) publishPlan(r *http.Request, _ *fields, year int) error {
	return s.flow.PublishPlan(r.Context(), actor(r), year)
}

func drawsPanel(draws []store.PlanDraw) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "抽签记录", ID: "draws"}, Text: []string{"抽签的种子和全部候选一并保存，用同一种子可以当众重复同样的结果。"},
		Table: ui.Table{
			Caption:     "抽签记录",
			HideCaption: true,
			Columns:     []ui.Column{{Label: "时间", Narrow: true}, {Label: "抽取"}, {Label: "结果"}, {Label: "监督人"}, {Label: "种子"}},
		}}
	for _, d := range draws {
		x.Table.Rows = append(
			x.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: minute(d.At)}, {Text: fmt.Sprintf("%s，%d 中抽 %d", supervision.PlanLabel(d.Kind), len(d.Pool), len(d.Drawn))},
				{Text: d.Names, Note: "抽签人 " + d.By}, {Text: d.Witness}, {Text: strings.ToUpper(d.Seed[:8]), Note: d.Seed[8:]}}},
		)
	}
	return x
}
