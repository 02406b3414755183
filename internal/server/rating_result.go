package server

import (
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

// showRating shows one rating: where it stands, its counts by group, the years before, and what was made of it.
func (s *Server) showRating(w http.ResponseWriter, r *http.Request, status int, t store.Rating, was typed) error {
	who := actor(r)
	page := staff.BoardPage{
		Frame:    s.frame(r, t.Title, supervisionCrumb, ratingsCrumb),
		Problems: was.problems,
		Heading:  ui.Heading{Over: t.Object.Label(), Title: t.Title, Tag: ratingTag(t)},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/figures.css")
	page.Frame.Invalid = len(was.problems) > 0
	facts := staff.Panel{Card: ui.Card{Title: "测评情况", ID: "rating"}, Summary: ui.Summary{
		{Key: "所属事项", Value: t.Matter, Note: t.Kind.Label(), Href: matterPath(t.Kind, t.MatterID)},
		{Key: "测评对象", Value: ratingSubjectName(t)}, {Key: "结果公开范围", Value: t.Publish.Label()}}}
	if t.AfterID != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "复评", Value: "原来的测评", Href: ratingPath(t.AfterID)})
	}
	if t.Repeated != 0 {
		facts.Summary = append(facts.Summary, ui.Item{Key: "已安排复评", Value: "复评", Href: ratingPath(t.Repeated)})
	}
	if t.Dropped != "" {
		facts.Summary = append(facts.Summary, ui.Item{Key: "取消的理由", Value: t.Dropped})
	}
	switch {
	case t.State == supervision.RatingPlanned:
		facts.Text = []string{"会上由会务人员开始测评；几个对象可以在一场里同时测评，每人每项一张票，互不关联。"}
		if authz.Can(who, authz.OpenRating) {
			facts.Buttons = append(facts.Buttons, ui.Button{Label: "开始测评", Href: withQuery(ratingsPath+"/rounds/new", "rating", idText(t.ID))})
		}
		if authz.Can(who, authz.DropRating) {
			facts.Buttons = append(facts.Buttons, ui.Button{Label: "取消测评", Kind: ui.Plain, Href: ratingPath(t.ID) + "/drop"})
		}
	case t.RoundID != 0:
		facts.Buttons = append(facts.Buttons, ui.Button{Label: "打开这一场测评", Kind: ui.Plain, Href: ratingRoundPath(t.RoundID)})
	}
	page.Panels = []staff.Panel{facts}
	if t.State == supervision.RatingAnnounced {
		more, err := s.ratingResult(r.Context(), who, t, was)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, more...)
	}
	page.Panels = append(page.Panels, rulesPanel("结果规则", t.Scale))
	return s.render(w, r, status, staff.Board(page))
}

// ratingResult shows what was announced, the years before, and what follows.
func (s *Server) ratingResult(ctx context.Context, who authz.Actor, t store.Rating, was typed) ([]staff.Panel, error) {
	counts, err := s.db.RatingCounts(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	v, err := supervision.DecideRating(t.Scale, t.Blank, counts)
	if err != nil {
		return nil, err
	}
	chart, err := s.gradesOf(ctx, t)
	if err != nil {
		return nil, err
	}
	result := staff.Panel{Card: ui.Card{Title: "结果", ID: "result", Tag: ratingTag(t)}, Text: []string{verdictWords(t, v, counts)}, Grades: []ui.Grades{chart},
		Table: countTable(t, supervision.ShowGroups(counts)), Buttons: []ui.Button{{Label: "测评汇总表", Kind: ui.Plain, Href: ratingPath(t.ID) + "/paper"}}}
	follow := staff.Panel{Card: ui.Card{Title: "结果处理", ID: "decision"}}
	proposed := supervision.Proposed(t.Next)
	switch {
	case t.Decision != "":
		follow.Summary = ui.Summary{{Key: "规则建议", Value: proposed.Label()}, {Key: "决定", Value: t.Decision.Label()}, {Key: "理由", Value: t.DecisionReason},
			{Key: "决定人", Value: t.DecidedBy, Note: t.DecidedOn.ISO()}}
		follow.Buttons = decisionLinks(who, t)
	case authz.Can(who, authz.DecideRating):
		follow.Text = []string{"按规则建议：" + proposed.Label() + "。规则只作建议，由主任会议决定，可以另作处理，须写明理由。"}
		follow.Forms = []staff.PanelForm{ratingDecisionForm(t, was)}
	default:
		follow.Text = []string{"按规则建议：" + proposed.Label() + "。等候主任会议决定。"}
	}
	panels := []staff.Panel{result, follow}
	if t.Publish == policy.PublishPublic {
		panels = append(panels, ratingPublication(who, t))
	}
	return panels, nil
}

// ratingPublication is how far the result of a public rating is on its way to the public site.
func ratingPublication(who authz.Actor, t store.Rating) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "向社会公布", ID: "publication"}}
	switch {
	case t.NoticeID != 0:
		p.Text = []string{"已经起草公布稿。"}
		if authz.Can(who, authz.ViewPublishing) {
			p.Buttons = []ui.Button{{Label: "打开公布稿", Kind: ui.Plain, Href: draftPath(t.NoticeID)}}
		}
	case authz.Can(who, authz.PublishResult):
		p.Text = []string{"按已宣布的结果起草公布稿：写明测评对象、可以显示的各组票数和等次，不足五票的组不写票数。由另一人校核后，在公众网站“评议结果”栏公布。"}
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: ratingPath(t.ID) + "/publish"}, Buttons: []ui.Button{{Label: "起草公布稿"}}}}
	default:
		p.Text = []string{"公布稿由人事代表工委起草，尚未起草。"}
	}
	return p
}

func ratingDecisionForm(t store.Rating, was typed) staff.PanelForm {
	const act = "decide"
	options := ui.Radios{Name: "decision", Label: "怎样处理", Error: was.wrong(act, "decision")}
	for _, d := range supervision.Decisions(t.PersonID != 0) {
		label := d.Label()
		if d == supervision.Proposed(t.Next) {
			label += "（规则建议）"
		}
		options.Options = append(options.Options, ui.Option{Value: string(d), Label: label, Chosen: was.value(act, "decision", "") == string(d)})
	}
	fields := []templ.Component{options, was.area(act, ui.Area{Name: "reason", Label: "理由", Rows: 3}, ""),
		was.area(act, ui.Area{Name: "findings", Label: "问题清单", Optional: true, Rows: 4, Hint: "限期整改的，每行写一个问题。"}, "")}
	return staff.PanelForm{Form: ui.Form{Action: ratingPath(t.ID) + "/decide", Guard: true}, Fields: fields, Buttons: []ui.Button{{Label: "决定"}}}
}

// verdictWords says by which rule the result follows; sums are left out where they would give a hidden group away.
func verdictWords(t store.Rating, v supervision.RatingVerdict, counts []supervision.GroupCount) string {
	rule := t.Scale.Rules[v.Rule]
	hidden := slices.ContainsFunc(supervision.ShowGroups(counts), func(g supervision.Shown) bool { return g.Decides && (g.Hidden || len(g.Merged) > 0) })
	if len(rule.Sum) == 0 || hidden {
		return fmt.Sprintf("结果为“%s”（规则第 %d 条：%s）。", v.Result, v.Rule+1, ruleWords(rule))
	}
	return fmt.Sprintf("%s票共 %d 票，%s %d，适用规则第 %d 条（%s），结果为“%s”。", strings.Join(rule.Sum, "、"), v.Sum, v.Of.Label(), v.Base, v.Rule+1, ruleWords(rule), v.Result)
}

// countTable shows the counts of each group that may be shown.
func countTable(t store.Rating, shown []supervision.Shown) ui.Table {
	table := ui.Table{
		Caption: "各组票数",
		Columns: []ui.Column{{Label: "测评人员组"}, {Label: "发出", Numeric: true, Narrow: true}, {Label: "收回", Numeric: true, Narrow: true}},
	}
	for _, g := range t.Scale.Grades {
		table.Columns = append(table.Columns, ui.Column{Label: g, Numeric: true, Narrow: true})
	}
	table.Columns = append(table.Columns, ui.Column{Label: "不选", Numeric: true, Narrow: true}, ui.Column{Label: "无效", Numeric: true, Narrow: true})
	for _, g := range shown {
		note := "只作参考"
		if g.Decides {
			note = "计入结果"
		}
		if len(g.Merged) > 0 {
			note = strings.Join(g.Merged, "、") + "各不足五票，合并统计"
		}
		row := ui.Row{Cells: []ui.Cell{{Text: g.Label, Note: note}}}
		if g.Hidden {
			row.Cells = append(row.Cells, ui.Cell{Text: "—"}, ui.Cell{Text: "不足五票，不显示"})
			for range len(t.Scale.Grades) + 2 {
				row.Cells = append(row.Cells, ui.Cell{Text: "—"})
			}
			table.Rows = append(table.Rows, row)
			continue
		}
		for _, n := range append(append([]int{g.Issued, g.Returned}, g.Marks...), g.Blank, g.Invalid) {
			row.Cells = append(row.Cells, ui.Cell{Text: strconv.Itoa(n)})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// gradesOf draws a rating and those of the same subject of the two years before on one scale, the groups that decide
// only.
func (s *Server) gradesOf(ctx context.Context, t store.Rating) (g ui.Grades, err error) {
	all := []store.Rating{t}
	switch {
	case t.PersonID != 0:
		all, err = s.db.RatingsOfPerson(ctx, t.PersonID)
	case t.OrganID != 0:
		all, err = s.db.RatingsOfOrgan(ctx, t.OrganID)
	}
	if err != nil {
		return g, err
	}
	all = slices.DeleteFunc(all, func(x store.Rating) bool {
		return x.Object != t.Object || !slices.Equal(x.Scale.Grades, t.Scale.Grades) || x.AnnouncedOn.After(t.AnnouncedOn) ||
			x.ID > t.ID && x.AnnouncedOn == t.AnnouncedOn
	})
	if len(all) > 3 {
		all = all[len(all)-3:]
	}
	g = ui.Grades{Label: ratingSubjectName(t) + "历次测评", Grades: t.Scale.Grades}
	var rule policy.ResultRule // the last that asks for nothing: what falls short of it has a consequence
	for _, x := range t.Scale.Rules {
		if len(x.Sum) > 0 && x.Base == policy.BaseTotal && (x.Next == policy.NextNone || x.Next == "") {
			rule = x
		}
	}
	if len(rule.Sum) > 0 {
		g.MarkSay = fmt.Sprintf("竖线：全体组成人员的 %d/%d，%s票合计", rule.Num, rule.Den, strings.Join(rule.Sum, "、"))
	}
	for _, x := range all {
		counts, err := s.db.RatingCounts(ctx, x.ID)
		if err != nil {
			return g, err
		}
		if bar, ok := gradeBar(x, counts); ok {
			if g.MarkSay != "" {
				bar.Mark = 1000 * rule.Num / rule.Den
			}
			g.Bars = append(g.Bars, bar)
		}
	}
	return g, nil
}

// gradeBar is the bar of one rating; none where a group that decides is not to be shown.
func gradeBar(t store.Rating, counts []supervision.GroupCount) (ui.GradeBar, bool) {
	bar := ui.GradeBar{Label: t.AnnouncedOn.String(), Counts: make([]int, len(t.Scale.Grades)), Tag: ratingTag(t)}
	for _, x := range supervision.ShowGroups(counts) {
		if !x.Decides {
			continue
		}
		if x.Hidden || len(x.Merged) > 0 {
			return bar, false
		}
		bar.Base += x.Invited
		for i, n := range x.Marks {
			bar.Counts[i] += n
		}
		bar.Note = strings.TrimPrefix(bar.Note+"，"+fmt.Sprintf("%s %d 人，收回 %d 票", x.Label, x.Invited, x.Returned), "，")
	}
	bar.Other = bar.Base
	for _, n := range bar.Counts {
		bar.Other -= n
	}
	return bar, true
}

// decideRating decides what follows from a result (决定测评结果的处理).
func (s *Server) decideRating(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.RatingDecision{Decision: supervision.Decision(f.value("decision")), Reason: f.value("reason")}
	for line := range strings.Lines(f.value("findings")) {
		if line = strings.TrimSpace(line); line != "" {
			x.Problems = append(x.Problems, line)
		}
	}
	err = s.flow.DecideRating(r.Context(), actor(r), t.ID, x)
	return s.answer(w, r, "decide", err, "已决定。", ratingPath(t.ID)+"#decision", func(w http.ResponseWriter, r *http.Request, status int, was typed) error {
		return s.showRating(w, r, status, t, was)
	})
}

// publishRating drafts the notice that makes a result public (起草测评结果的公布稿).
func (s *Server) publishRating(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	notice, err := s.flow.PublishRating(r.Context(), actor(r), t.ID)
	return s.answer(w, r, "publish", err, "公布稿已经起草，请另一人校核。", draftPath(notice), func(w http.ResponseWriter, r *http.Request, status int, was typed) error {
		return s.showRating(w, r, status, t, was)
	})
}

// askDropRating asks for the reason why a rating is not held.
func (s *Server) askDropRating(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	return s.showDropRating(w, r, http.StatusOK, t, typed{})
}

func (s *Server) showDropRating(w http.ResponseWriter, r *http.Request, status int, t store.Rating, was typed) error {
	if err := authz.Check(actor(r), authz.DropRating); err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "取消测评", supervisionCrumb, ratingsCrumb, ui.Link{Label: t.Title, Href: ratingPath(t.ID)}), Problems: was.problems,
		Heading: ui.Heading{Over: t.Title, Title: "取消测评"}}
	page.Frame.Invalid = len(was.problems) > 0
	page.Panels = []staff.Panel{{Text: []string{"取消后不再测评，记录和理由保留。"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: ratingPath(t.ID) + "/drop"},
		Fields: []templ.Component{
			was.area("drop", ui.Area{Name: "reason", Label: "取消的理由", Rows: 3}, ""),
		},
		Buttons: []ui.Button{{Label: "取消这次测评", Kind: ui.Danger}, {Label: "返回", Kind: ui.Plain, Href: ratingPath(t.ID)}}}}}}
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) dropRating(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	err = s.flow.DropRating(r.Context(), actor(r), t.ID, r.PostFormValue("reason"))
	return s.answer(w, r, "drop", err, "已取消。", ratingPath(t.ID), func(w http.ResponseWriter, r *http.Request, status int, was typed) error {
		return s.showDropRating(w, r, status, t, was)
	})
}

// decisionLinks lead to what was decided. A rectification has its second rating planned on its own page, where the result
// is taken over.
func decisionLinks(who authz.Actor, t store.Rating) (all []ui.Button) {
	link := func(label, href string) {
		if href != "" {
			all = append(all, ui.Button{Label: label, Kind: ui.Plain, Href: href})
		}
	}
	means := func(m supervision.Means) string {
		href := removalLink(who, t.MatterID, t.PersonID)
		if href == "" {
			return ""
		}
		return href + "&means=" + string(m)
	}
	switch t.Decision {
	case supervision.DecideRectify:
		link("整改事项", withQuery(supervisionPath+"/rectifications", "q", ratingSubjectName(t)))
	case supervision.DecideReport:
		if authz.Can(who, authz.PlanRating) && t.Repeated == 0 {
			link("安排复评", withQuery(newRatingPath(t.MatterID), "after", idText(t.ID)))
		}
	case supervision.DecideSuggest:
		if who.Has(authz.RoleChair) { // the chairpersons' meeting and nobody else 〔DZ-15〕
			link("提出免职建议", means(supervision.SuggestRemoval))
		}
	case supervision.DecideDismiss:
		link("提出撤职案", means(supervision.Dismissal))
	}
	return all
}
