package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const reviewsPath = supervisionPath + "/reviews"

var reviewsCrumb = ui.Link{Label: "评议", Href: reviewsPath}

func matterReviewPath(id int64) string { return fmt.Sprintf("%s/%d", reviewsPath, id) }

func init() {
	for _, k := range supervision.ReviewKinds {
		matterForms[k] = reviewsPath + "/new"
	}
}

// reviews lists the reviews of a year (评议).
func (s *Server) reviews(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRatings); err != nil {
		return err
	}
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	kind, search := supervision.Kind(q.Get("kind")), strings.TrimSpace(q.Get("q"))
	f := store.MatterFilter{Kinds: supervision.ReviewKinds, Year: year, Search: search, Before: before, Limit: listSize(r) + 1}
	if slices.Contains(supervision.ReviewKinds, kind) {
		f.Kinds = []supervision.Kind{kind}
	}
	all, err := s.db.Matters(r.Context(), f)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "评议", supervisionCrumb), Tabs: supervisionTabsAt(who, reviewsPath),
		Heading: ui.Heading{Title: "评议", Lead: "述职评议评人，工作评议评单位，专项工作评议评一项工作。依据本县办法开展：准备、调查、评议、整改四个阶段。"},
		Filter:  ui.Filter{Action: reviewsPath, Label: "查找"}}
	if authz.Can(who, authz.OpenReview) {
		page.Buttons = []ui.Button{{Label: "启动评议", Href: reviewsPath + "/new"}}
	}
	options := []ui.Option{{Label: "全部", Chosen: kind == ""}}
	for _, k := range supervision.ReviewKinds {
		options = append(options, ui.Option{Value: string(k), Label: k.Label(), Chosen: k == kind})
	}
	page.Fields = []templ.Component{ui.Text{Name: "q", Label: "名称或者拼音首字母", Width: ui.Medium, Optional: true, Value: search},
		ui.Select{Name: "kind", Label: "种类", Options: options, Optional: true, Prompt: "-"},
		ui.Text{Name: "year", Label: "年度", Width: ui.Short, Optional: true, Value: q.Get("year")}}
	if search != "" || kind != "" || year != 0 {
		page.Filter.Clear = reviewsPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(reviewsPath, "q", search, "kind", string(kind), "year", q.Get("year"), "before", idText(all[listSize(r)-1].ID))
	}
	t := ui.Table{Caption: "评议", HideCaption: true, Empty: "没有符合条件的评议。",
		Columns: []ui.Column{
			{Label: "评议"},
			{Label: "种类", Narrow: true},
			{Label: "对象"},
			{Label: "年度", Numeric: true, Narrow: true},
			{Label: "阶段", Narrow: true},
		}}
	for _, m := range all {
		t.Rows = append(t.Rows, ui.Row{
			Href: matterReviewPath(m.ID),
			Cells: []ui.Cell{
				{Text: m.Title},
				{Text: m.Kind.Label()},
				{Text: cmp.Or(m.People, m.Organs)},
				{Text: strconv.Itoa(m.Year)},
				{Tag: reviewTag(m)},
			},
		})
	}
	page.Tables = []ui.Table{t}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func reviewTag(m store.Matter) ui.Tag {
	p := supervision.ReviewPhase(m.Stage)
	if p == supervision.ReviewClosed {
		return ui.Tag{State: ui.Done, Label: p.Label()}
	}
	return ui.Tag{State: ui.Doing, Label: p.Label()}
}

func (s *Server) newReview(w http.ResponseWriter, r *http.Request) error {
	return s.showNewReview(w, r, http.StatusOK, typed{})
}

// showNewReview asks who, which unit or what is reviewed; from the year's plan it is filled in.
func (s *Server) showNewReview(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.OpenReview); err != nil {
		return err
	}
	const act = "open"
	ctx := r.Context()
	_, p, err := s.db.PolicyOn(ctx, s.today())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	kind := supervision.Kind(t.value(act, "kind", q.Get("kind")))
	var item store.PlanItem
	if id, _ := strconv.ParseInt(t.value(act, "item", q.Get("item")), 10, 64); id != 0 {
		if item, err = s.db.PlanItem(ctx, id); err != nil {
			return err
		}
		kind = supervision.Kind(t.value(act, "kind", string(item.Kind)))
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "启动评议", supervisionCrumb, reviewsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Title: "启动评议", Lead: "评议依据本县办法，不是法定程序。"},
	}
	page.Frame.Invalid = len(t.problems) > 0
	kinds := ui.Radios{Name: "kind", Label: "评议什么", Error: t.wrong(act, "kind")}
	hints := map[supervision.Kind]string{
		supervision.PerformanceReview: "评议一名任命人员",
		supervision.WorkReview:        "评议一个单位，含垂直管理部门和市管单位",
		supervision.TopicReview:       "评议一项工作",
	}
	for _, k := range supervision.ReviewKinds {
		kinds.Options = append(kinds.Options, ui.Option{Value: string(k), Label: k.Label(), Hint: hints[k], Chosen: k == kind})
	}
	people := ui.Select{Name: "person", Label: "评议对象或者责任人", Optional: true, Prompt: "不选", Hint: "述职评议必选。", Error: t.wrong(act, "person")}
	if people.Options, err = s.reviewable(ctx, t.value(act, "person", idText(item.PersonID))); err != nil {
		return err
	}
	organs, err := s.db.Organs(ctx, false)
	if err != nil {
		return err
	}
	units := ui.Select{
		Name:     "organ",
		Label:    "评议的单位或者承办单位",
		Optional: true,
		Prompt:   "不选",
		Hint:     "工作评议必选。没有列出的垂直管理部门、市管单位，请先在机关名册登记。",
		Error:    t.wrong(act, "organ"),
	}
	organ := t.value(act, "organ", idText(item.OrganID))
	for _, o := range organs {
		if o.Kind != "congress" {
			units.Options = append(units.Options, ui.Option{Value: idText(o.ID), Label: o.Name, Chosen: organ == idText(o.ID)})
		}
	}
	selection := ui.Radios{Name: "selection", Label: "对象怎样确定", Inline: true, Error: t.wrong(act, "selection")}
	for _, v := range []policy.Selection{policy.ByPlan, policy.ByFocus, policy.ByDraw} {
		selection.Options = append(selection.Options,
			ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "selection", string(p.Supervision.Review.Selection)) == string(v)})
	}
	form := staff.PanelForm{Form: ui.Form{Action: reviewsPath, Guard: true}, Fields: []templ.Component{kinds, people, units,
		t.text(act, ui.Text{Name: "topic", Label: "评议的工作", Optional: true, Width: ui.Wide, Hint: "专项工作评议必填，如“农村人居环境整治”。"}, ""),
		t.text(act, ui.Text{Name: "title", Label: "名称", Optional: true, Width: ui.Wide, Hint: "不填的，按对象和种类命名。"}, item.Title), selection,
		t.text(act, ui.Text{Name: "lead", Label: "承办机构", Optional: true, Width: ui.Wide},
			item.Lead)}, Buttons: []ui.Button{{Label: "启动评议"}, {Label: "返回", Kind: ui.Plain, Href: reviewsPath}}}
	if item.ID != 0 {
		form.Fields = append(form.Fields, ui.Hidden{Name: "item", Value: idText(item.ID)})
	}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	return s.render(w, r, status, staff.Board(page))
}

// reviewable offers who may be reviewed, by organ: those in office, first of the government, without the committee's own members.
func (s *Server) reviewable(ctx context.Context, chosen string) (out []ui.Option, err error) {
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return nil, err
	}
	members, err := s.db.Members(ctx, term.ID, s.today())
	if err != nil {
		return nil, err
	}
	seen := map[int64]bool{}
	for _, m := range members {
		seen[m.PersonID] = true
	}
	holders, err := s.db.HoldersOn(ctx, s.today())
	if err != nil {
		return nil, err
	}
	var congress []ui.Option
	for _, h := range holders {
		if h.PersonID == 0 || h.OfficeID == 0 || seen[h.PersonID] {
			continue
		}
		seen[h.PersonID] = true
		o := ui.Option{Value: idText(h.PersonID), Label: h.Name + "　" + h.Title, Group: groupNames[h.Group], Chosen: chosen == idText(h.PersonID)}
		if h.Group == policy.Congress {
			congress = append(congress, o)
		} else {
			out = append(out, o)
		}
	}
	return append(out, congress...), nil
}

// openReview begins a review (启动评议).
func (s *Server) openReview(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.ReviewForm{
		Kind:      supervision.Kind(f.value("kind")),
		PersonID:  formID(r, "person"),
		OrganID:   formID(r, "organ"),
		Topic:     f.value("topic"),
		Title:     f.value("title"),
		Selection: policy.Selection(f.value("selection")),
		Lead:      f.value("lead"),
		ItemID:    formID(r, "item"),
	}
	id, err := s.flow.OpenReview(r.Context(), actor(r), x)
	return s.answer(w, r, "open", err, "评议已启动，请制定评议方案。", matterReviewPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showNewReview(w, r, status, t)
	})
}
