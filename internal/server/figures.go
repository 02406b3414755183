package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// figuresDecided heads what a report to the congress tells of appointments.
const figuresDecided = "人事任免"

const figuresPath = "/supervision/figures"

// figures shows supervision in numbers by year; each figure opens its list (监督统计)〔SB-18、TM-29〕.
func (s *Server) figures(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDuty); err != nil {
		return err
	}
	term, all, err := s.covered(r)
	if err != nil {
		return err
	}
	today := s.today()
	from := term.StartsOn.Year()
	if monthOf(term.StartsOn) == 12 {
		from++ // elected at the year's end, its first year is the next
	}
	kinds := visibleKinds(who)
	counts, err := s.db.MatterCounts(r.Context(), kinds, from, today.Year())
	if err != nil {
		return err
	}
	calls, err := s.db.DutyCalls(r.Context(), today)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "监督统计", supervisionCrumb), Tabs: supervisionTabsAt(who, figuresPath),
		Heading: ui.Heading{Title: "监督统计", Lead: "本届以来各年的监督事项。各数字点开即为名单，名单件数与数字一致。"}}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "监督事项，按种类和年度"}, Table: matterYears(counts, kinds, from, today.Year())},
		{Card: ui.Card{Title: "述职报告"}, Table: dutyYears(calls)},
		{Card: ui.Card{Title: "本届覆盖", Link: ui.Link{Label: "名单", Href: coveragePath}}, Figures: []templ.Component{coverageChart(all)}},
		{Card: ui.Card{Title: "向代表大会报告的数字"}, Text: []string{"年度和本届工作报告要用的任免、考试、述职、评议、测评、整改数字，可以打印。"}, Buttons: []ui.Button{
			{Label: fmt.Sprintf("%d 年", today.Year()), Href: withQuery(figuresPath+"/report", "year", strconv.Itoa(today.Year())), Kind: ui.Plain},
			{Label: fmt.Sprintf("%d 年", today.Year()-1), Href: withQuery(figuresPath+"/report", "year", strconv.Itoa(today.Year()-1)), Kind: ui.Plain},
			{Label: "本届", Href: figuresPath + "/report", Kind: ui.Plain}}}}
	if authz.Can(who, authz.ViewRatings) {
		rated, err := s.db.RatingResults(r.Context(), from, today.Year())
		if err != nil {
			return err
		}
		if p := ratedYears(rated, from, today.Year()); len(p.Table.Rows) > 0 {
			page.Panels = slices.Insert(page.Panels, 3, p)
		}
	}
	page.Frame.Sheets = []string{planSheet, figuresSheet}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// matterYears counts matters by kind and year; the sums are sums of what is shown. V23
func matterYears(counts []store.MatterCount, kinds []supervision.Kind, from, to int) ui.Table {
	t := ui.Table{Caption: "监督事项，按种类和年度", HideCaption: true, Columns: []ui.Column{{Label: "种类"}}, Empty: "还没有监督事项。"}
	for y := from; y <= to; y++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d年", y), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	sums := map[int]int{}
	line := func(label string, k supervision.Kind, by map[int]int) {
		cells, total := []ui.Cell{{Text: label}}, 0
		for y := from; y <= to; y++ {
			total += by[y]
			c := ui.Cell{Text: strconv.Itoa(by[y])}
			if by[y] > 0 {
				c.Href = withQuery(supervisionPath, "kind", string(k), "year", strconv.Itoa(y))
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: strconv.Itoa(total)})})
	}
	for _, k := range kinds {
		by := map[int]int{}
		for _, c := range counts {
			if c.Kind == k {
				by[c.Year] += c.Count
				sums[c.Year] += c.Count
			}
		}
		if len(by) > 0 {
			line(k.Label(), k, by)
		}
	}
	if len(sums) > 0 {
		line("合计", "", sums)
	}
	return t
}

// scales are the usual scales of ratings, each from the best grade to the worst; grades of a county's own follow as one more.
var scales = []ratedScale{{"优秀到不称职", []string{"优秀", "称职", "基本称职", "不称职"}}, {"满意到不满意", []string{"满意", "基本满意", "不满意"}}}

// ratedScale is a scale with its name in the figures.
type ratedScale struct {
	name   string
	grades []string
}

// scalesWith are the scales with the grades of a county's own.
func scalesWith(counts []store.ResultCount) []ratedScale {
	own := ratedScale{name: "本县的等次"}
	for _, c := range counts {
		if !slices.ContainsFunc(append(slices.Clone(scales), own), func(s ratedScale) bool { return slices.Contains(s.grades, c.Result) }) {
			own.grades = append(own.grades, c.Result)
		}
	}
	return append(slices.Clone(scales), own)
}

// stacked draws the results on one scale, a bar for each year with any.
func (s ratedScale) stacked(by map[string]map[int]int, from, to int) (g ui.Grades) {
	g = ui.Grades{Label: "测评结果：" + s.name, Grades: s.grades, Bare: true}
	for y := from; y <= to; y++ {
		bar := ui.GradeBar{Label: fmt.Sprintf("%d年", y)}
		for _, grade := range s.grades {
			bar.Counts, bar.Base = append(bar.Counts, by[grade][y]), bar.Base+by[grade][y]
		}
		if bar.Note = fmt.Sprintf("%d 项", bar.Base); bar.Base > 0 {
			g.Bars = append(g.Bars, bar)
		}
	}
	return g
}

// ratedYears counts the results of ratings (满意度); each number opens its list, and the parts add up. V23
func ratedYears(counts []store.ResultCount, from, to int) staff.Panel {
	t := ui.Table{Caption: "测评结果，按等次和年度", HideCaption: true, Columns: []ui.Column{{Label: "结果"}}}
	for y := from; y <= to; y++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d年", y), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "合计", Numeric: true})
	by, all := map[string]map[int]int{}, map[int]int{}
	for _, c := range counts {
		if by[c.Result] == nil {
			by[c.Result] = map[int]int{}
		}
		by[c.Result][c.Year] += c.Count
		all[c.Year] += c.Count
	}
	line := func(label, result string, years map[int]int) {
		sum := 0
		row := ui.Row{Cells: []ui.Cell{{Text: label}}}
		for y := from; y <= to; y++ {
			sum += years[y]
			c := ui.Cell{Text: strconv.Itoa(years[y])}
			if years[y] > 0 {
				c.Href = withQuery(ratingsPath, "state", string(supervision.RatingAnnounced), "year", strconv.Itoa(y), "result", result)
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(row.Cells, ui.Cell{Text: strconv.Itoa(sum)})})
	}
	p := staff.Panel{Card: ui.Card{Title: "测评结果，按等次和年度"}}
	for _, scale := range scalesWith(counts) {
		for _, grade := range scale.grades {
			if years := by[grade]; years != nil {
				line(grade, grade, years)
			}
		}
		if g := scale.stacked(by, from, to); len(g.Bars) > 0 {
			p.Grades = append(p.Grades, g)
		}
	}
	if len(t.Rows) > 1 {
		line("合计", "", all)
	}
	p.Table = t
	return p
}

// dutyYears counts the duty reports of each call.
func dutyYears(calls []store.DutyCall) ui.Table {
	t := ui.Table{
		Caption:     "述职报告，按年度",
		HideCaption: true,
		Empty:       "还没有发出过述职通知。",
		Columns: []ui.Column{{Label: "年度"}, {Label: "应提交", Numeric: true}, {Label: "已提交", Numeric: true},
			{Label: "逾期未交", Numeric: true}, {Label: "已审查", Numeric: true}, {Label: "口头述职", Numeric: true}},
	}
	for _, c := range slices.Backward(calls) {
		path := dutyCallPath(c.Year)
		cell := func(n int, show string) ui.Cell {
			x := ui.Cell{Text: strconv.Itoa(n)}
			if n > 0 {
				x.Href = withQuery(path, "show", show)
			}
			return x
		}
		t.Rows = append(t.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: fmt.Sprintf("%d年", c.Year), Href: path},
				cell(c.Want(), "owed"),
				cell(c.Filed, "handed"),
				cell(c.Late, "late"),
				cell(c.Judged, string(supervision.DutyReviewed)),
				cell(c.Chosen, "oral"),
			},
		})
	}
	return t
}

// figuresReport is the paper with the figures of a year, or of the term, for the report to the congress.
func (s *Server) figuresReport(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDuty); err != nil {
		return err
	}
	term, err := s.db.CurrentTerm(r.Context(), s.today())
	if err != nil {
		return err
	}
	from, until, span := term.StartsOn, s.today().Add(1), fmt.Sprintf("第%s届", document.Numeral(term.Number))
	if y, _ := strconv.Atoi(r.URL.Query().Get("year")); y >= 1979 && y <= s.today().Year() {
		from, span = calendar.Date(y, 1, 1), fmt.Sprintf("%d年", y)
		if end := calendar.Date(y+1, 1, 1); end.Before(until) {
			until = end
		}
	}
	f, err := s.db.FiguresBetween(r.Context(), from, until)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "监督统计", Href: figuresPath},
		document.CongressFigures(county, span, from, until.Add(-1), figureLines(f, visibleKinds(who))))
}

func figureLines(f store.TermFigures, kinds []supervision.Kind) []document.FigureLine {
	var out []document.FigureLine
	add := func(group, label string, n int, unit string) {
		out = append(out, document.FigureLine{Group: group, Label: label, Value: strconv.Itoa(n), Unit: unit})
	}
	const decided, exam, duty, other = figuresDecided, "任前考试、任命书和宣誓", "述职、评议、测评和整改", "其他监督"
	add(decided, "常委会会议", f.Meetings, "次")
	add(decided, "其中表决人事任免的", f.Personnel, "次")
	add(decided, "研究人事任免的主任会议", f.Chairs, "次")
	add(decided, "任命", f.Appointed, "人次")
	add(decided, "免职、接受辞职", f.Removed, "人次")
	add(decided, "任免合计", f.Appointed+f.Removed, "人次")
	add(decided, "人民陪审员任免（另计）", f.Assessors, "人次")
	add(decided, "撤职", f.Dismissed, "人次")
	add(decided, "罢免、撤换", f.Recalled, "人次")
	add(decided, "表决未通过", f.Rejected, "人次")
	add(exam, "任前法律考试", f.Sittings, "场")
	add(exam, "参加考试", f.Examined, "人次")
	add(exam, "颁发任命书", f.Certificates, "份")
	add(exam, "宪法宣誓", f.Sworn, "人次")
	add(duty, "书面述职", f.DutyFiled, "人次")
	add(duty, "其中逾期提交", f.DutyLate, "人次")
	add(duty, "口头述职", f.DutyHeard, "人次")
	add(duty, "述职评议", f.Reviews, "人次")
	add(duty, "书面述职和述职评议合计", f.DutyAndReviews(), "人次")
	add(duty, "工作评议、专项工作评议", f.WorkReviews, "项")
	add(duty, "测评", f.Ratings, "项")
	add(duty, "其中对人测评", f.RatedPersons, "人次")
	add(duty, "整改", f.Rectified, "项")
	add(duty, "其中已完成", f.RectifyDone, "项")
	add(other, "审计报告已备案的人员", f.Audited, "人")
	add(other, "审计报告已备案的部门", f.AuditedUnits, "个")
	for _, k := range kinds {
		switch k {
		case supervision.DutyReport, supervision.PerformanceReview, supervision.WorkReview, supervision.TopicReview:
		default:
			add(other, k.Label(), f.Matters[k], "件")
		}
	}
	return out
}
