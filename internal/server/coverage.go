package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

const coveragePath = "/supervision/coverage"

// coverMeans are the ways in which an appointee is covered in a term 〔V21、SB-17〕.
var coverMeans = []struct {
	key, label, none string
	on               func(c store.Covered) calendar.Day
}{
	{"duty", "书面述职", "本届未书面述职", func(c store.Covered) calendar.Day { return c.FiledOn }},
	{"oral", "口头述职", "本届未口头述职", func(c store.Covered) calendar.Day { return c.HeardOn }},
	{"review", "述职评议", "本届未评议", func(c store.Covered) calendar.Day { return c.Reviewed }},
	{"rating", "测评", "本届未测评", func(c store.Covered) calendar.Day { return c.Rated }},
}

// coverage shows who was covered in this term by which means, and who was not (本届监督覆盖).
func (s *Server) coverage(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDuty); err != nil {
		return err
	}
	term, all, err := s.covered(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	missing, search := q.Get("missing"), strings.TrimSpace(q.Get("q"))
	after, _ := strconv.Atoi(q.Get("after"))
	page := staff.BoardPage{Frame: s.frame(r, "本届监督覆盖", supervisionCrumb), Tabs: supervisionTabsAt(who, coveragePath),
		Heading: ui.Heading{Title: "本届监督覆盖", Lead: "第" + document.Numeral(term.Number) + "届以来，现任任命人员述职、评议、测评的覆盖情况；县人大选举的人员和人大机关的人员不在其中。"}}
	chart := coverageChart(all)
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "覆盖情况", ID: "chart"}, Figures: []templ.Component{chart}}}
	list := staff.Panel{Card: ui.Card{Title: "名单", ID: "list"}, Table: ui.Table{Caption: "名单", HideCaption: true, Empty: "没有符合条件的人员。",
		Columns: []ui.Column{
			{Label: "姓名", Narrow: true},
			{Label: "职务"},
			{Label: "任职起", Narrow: true},
			{Label: "书面述职", Narrow: true},
			{Label: "口头述职", Narrow: true},
			{Label: "评议", Narrow: true},
			{Label: "测评", Narrow: true},
		}}}
	shown := slices.DeleteFunc(slices.Clone(all), func(c store.Covered) bool {
		if c.Place <= after || search != "" && !strings.Contains(c.Name, search) && !strings.Contains(c.Office, search) {
			return true
		}
		for _, m := range coverMeans {
			if m.key == missing && !m.on(c).IsZero() {
				return true
			}
		}
		return false
	})
	next := ""
	if len(shown) > listSize(r) {
		shown = shown[:listSize(r)]
		next = withQuery(coveragePath, "missing", missing, "q", search, "after", strconv.Itoa(shown[listSize(r)-1].Place))
	}
	for _, c := range shown {
		row := ui.Row{Href: open(who, personPath(c.PersonID)), Cells: []ui.Cell{{Text: listName(c.Name, c.Sex)}, {Text: c.Office}, {Text: c.Since.ISO()}}}
		for _, m := range coverMeans {
			cell := ui.Cell{Text: m.on(c).ISO()}
			if m.key == "duty" && c.Filed > 0 {
				cell.Note = strconv.Itoa(c.Filed) + " 份"
			}
			if m.on(c).IsZero() {
				cell = ui.Cell{Text: "—"}
			}
			row.Cells = append(row.Cells, cell)
		}
		list.Table.Rows = append(list.Table.Rows, row)
	}
	if next != "" {
		list.Buttons = []ui.Button{{Label: "下一页", Href: next + "#list", Kind: ui.Plain}}
	}
	page.Panels = append(page.Panels, coverageFilter(missing, search), list)
	page.Frame.Sheets = []string{planSheet}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// covered reads who counts: those who report at all by the county's rules.
func (s *Server) covered(r *http.Request) (term store.Term, all []store.Covered, err error) {
	if term, err = s.db.CurrentTerm(r.Context(), s.today()); err != nil {
		return term, nil, err
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return term, nil, err
	}
	all, err = s.db.Coverage(r.Context(), term.StartsOn, s.today())
	return term, slices.DeleteFunc(all, func(c store.Covered) bool {
		return supervision.CycleOf(c.Post, p.Supervision.DutyReport) == policy.CycleOff
	}), err
}

func coverageChart(all []store.Covered) ui.Shares {
	chart := ui.Shares{ID: "coverage", Caption: "本届监督覆盖", Names: "方式", Done: "已覆盖", Open: "尚未"}
	for _, m := range coverMeans {
		n := 0
		for _, c := range all {
			if !m.on(c).IsZero() {
				n++
			}
		}
		x := ui.Share{Label: m.label, Done: n, All: len(all)}
		if n < len(all) {
			x.Href = withQuery(coveragePath, "missing", m.key) + "#list"
		}
		chart.Rows = append(chart.Rows, x)
	}
	return chart
}

func coverageFilter(missing, search string) staff.Panel {
	choice := ui.Select{Name: "missing", Label: "只看", Optional: true, Prompt: "-", Options: []ui.Option{{Value: "", Label: "全部", Chosen: missing == ""}}}
	for _, m := range coverMeans {
		choice.Options = append(choice.Options, ui.Option{Value: m.key, Label: m.none, Chosen: m.key == missing})
	}
	p := staff.Panel{
		Filter:  &ui.Filter{Action: coveragePath, Label: "查找"},
		Choices: []templ.Component{ui.Text{Name: "q", Label: "姓名或者职务", Width: ui.Medium, Optional: true, Value: search}, choice},
	}
	if missing != "" || search != "" {
		p.Filter.Clear = coveragePath
	}
	return p
}
