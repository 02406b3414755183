package server

import (
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/web/ui"
)

// mostYears is how many years a table of the paper has room for; beyond that it gives the sums alone.
const mostYears = 7

// statisticsReport sets the figures of a term or of some years as a paper: the term's report on appointments,
// to read, print or edit as .docx. TM-29, SB-18
func (s *Server) statisticsReport(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewStatistics); err != nil {
		return err
	}
	q, err := s.askedFor(r)
	if err != nil {
		return err
	}
	all, taken, err := s.counted(r, q)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	p := termReport{county: county, q: q, all: all, taken: taken, today: s.today()}
	if q.whole() && authz.Can(who, authz.ViewDuty) {
		until := q.filter.To.Add(1)
		if tomorrow := s.today().Add(1); tomorrow.Before(until) {
			until = tomorrow
		}
		f, err := s.db.FiguresBetween(r.Context(), q.filter.From, until)
		if err != nil {
			return err
		}
		p.after = figureLines(f, visibleKinds(who))
	}
	return s.renderPapers(w, r, ui.Link{Label: "统计", Href: q.query(statisticsPath)}, p.paper())
}

// whole says whether nothing but the days was chosen.
func (q asked) whole() bool {
	return q.filter == store.DecidedFilter{From: q.filter.From, To: q.filter.To}
}

// termReport is what the paper is set from.
type termReport struct {
	county document.County
	q      asked
	all    []appointment.Decided
	taken  []appointment.Examined
	after  []document.FigureLine // 任后监督
	today  calendar.Day

	blocks []document.Block
	heads  int
	parts  int
}

func (p *termReport) head(text string) {
	p.heads, p.parts = p.heads+1, 0
	p.blocks = append(p.blocks, document.Block{Style: document.Head, Text: document.Numeral(p.heads) + "、" + text})
}

func (p *termReport) say(format string, args ...any) {
	p.blocks = append(p.blocks, document.Block{Style: document.Para, Text: fmt.Sprintf(format, args...)})
}

func (p *termReport) table(t ui.Table) {
	if len(t.Rows) == 0 {
		return
	}
	out := &document.Table{}
	for _, c := range t.Columns {
		out.Header = append(out.Header, c.Label)
	}
	for _, row := range t.Rows {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		out.Rows = append(out.Rows, cells)
	}
	p.parts++
	p.blocks = append(p.blocks, document.Block{Style: document.SubHead, Text: "（" + document.Numeral(p.parts) + "）" + t.Caption},
		document.Block{Style: document.Grid, Table: out})
}

// figures are tables by the names of figures.
func (p *termReport) figures(names ...string) {
	for _, name := range names {
		f, _ := appointment.FigureOf(name)
		p.table(figureTable(f, p.all, p.columns(), noList))
	}
}

func noList(string, string, string, ...string) string { return "" }

// columns are the years that the paper's tables show.
func (p *termReport) columns() asked {
	q := p.q
	if len(q.years()) > mostYears {
		q.from = q.to + 1
	}
	return q
}

// piled names the parts of a figure with their numbers: 任命12人次，免去3人次.
func piled(name, unit string, all []appointment.Decided) string {
	f, _ := appointment.FigureOf(name)
	var said []string
	for _, x := range f.Piles {
		if n := len(f.Pick(all, x.Key, 0)); n > 0 {
			said = append(said, fmt.Sprintf("%s%d%s", x.Label, n, unit))
		}
	}
	return strings.Join(said, "，")
}

func (p *termReport) paper() document.Document {
	scope := fmt.Sprintf("%d年至%d年", p.q.from, p.q.to)
	if p.q.term.ID != 0 {
		scope = document.County{Term: p.q.term.Number}.TermName()
	}
	p.decisions(scope)
	p.votes()
	p.time()
	p.exams()
	p.composition()
	p.supervision()
	return document.Document{Name: "人事任免工作情况", Title: []string{p.county.StandingCommittee(), scope + "人事任免工作情况"}, Blocks: p.blocks,
		Sign: []string{p.county.StandingCommittee()}, Date: p.today.String()}
}

func (p *termReport) decisions(scope string) {
	p.head("任免情况")
	kind, _ := appointment.FigureOf("kind")
	counted := kind.Pick(p.all, "", 0)
	meetings := map[int64]bool{}
	for _, d := range p.all {
		meetings[d.MeetingID] = true
	}
	text := fmt.Sprintf("%s，常委会在%d次会议上任免国家机关工作人员%d人次，涉及%d人", scope, len(meetings), len(counted), appointment.Persons(counted))
	if parts := piled("kind", "人次", p.all); parts != "" {
		text += "。其中" + parts
	}
	assessor, _ := appointment.FigureOf("assessor")
	p.say("%s。另任免人民陪审员%d人次。", text, len(assessor.Pick(p.all, "", 0)))
	p.figures("kind", "category", "group", "assessor")
	split := func(d appointment.Decided) portion {
		return portion{key: d.MeetingID, label: document.County{Term: d.Term}.TermName() + "第" + document.Numeral(d.Meeting) + "次会议"}
	}
	p.table(splitTable("按届次和会议", "会议", p.all, noList, split))
	p.table(splitTable("按提请机关", "提请机关", p.all, noList, func(d appointment.Decided) portion { return portion{key: d.OrganID, label: d.Organ} }))
}

func (p *termReport) votes() {
	approval, _ := appointment.FigureOf("approval")
	voted := approval.Pick(p.all, "", 0)
	if len(voted) == 0 {
		return
	}
	p.head("表决情况")
	deferred, _ := appointment.FigureOf("deferred")
	percent, _ := appointment.Turnout(p.all)
	p.say("交付表决%d人次，未通过%d人次，暂不付表决或者撤回%d人次；平均参加表决的占全体组成人员的%.1f%%。按赞成票占全体组成人员的比例，%s。",
		len(voted), len(approval.Pick(p.all, "rejected", 0)), len(deferred.Pick(p.all, "", 0)), percent, piled("approval", "人次", p.all))
	p.figures("approval", "deferred")
}

func (p *termReport) time() {
	days, n := appointment.DaysToNotice(p.all)
	if n == 0 {
		return
	}
	p.head("办理时间")
	p.say("已公布的%d人次，从提请到公布平均%.1f日。", n, days)
	p.figures("notice")
}

func (p *termReport) exams() {
	if len(p.taken) == 0 {
		return
	}
	p.head("任前法律知识考试")
	count := func(name string) int { f, _ := appointment.ExamFigureOf(name); return f.Count(p.taken, 0) }
	e := appointment.CountExams(p.taken, 0)
	text := fmt.Sprintf("组织任前法律知识考试%d场，%d人、%d人次应考，缺考%d人次，及格%d人次", count(appointment.ExamSittings), count("persons"), count("called"), count("absent"),
		count("passed"))
	if rate, ok := e.PassRate(); ok {
		text += fmt.Sprintf("，及格率%.1f%%，平均%.1f分", 100*rate, e.Average())
	}
	p.say("%s。", text)
	p.table(examTable(p.taken, p.columns(), false))
}

func (p *termReport) composition() {
	sex, _ := appointment.FigureOf("sex")
	n := len(sex.Pick(p.all, "", 0))
	if n == 0 {
		return
	}
	p.head("任命人员构成")
	p.say("任命和代理的%d人次中，性别：%s；年龄：%s；民族：%s；学历：%s；政治面貌：%s。", n, piled("sex", "人次", p.all), piled("age", "人次", p.all), piled("ethnicity", "人次", p.all),
		piled("education", "人次", p.all), piled("party", "人次", p.all))
	p.figures("sex", "age", "ethnicity", "education", "party")
}

// supervision tells what followed the appointments: oath, reports, reviews, ratings, rectification.
func (p *termReport) supervision() {
	if len(p.after) == 0 {
		return
	}
	p.head("任后监督")
	group := ui.Table{}
	flush := func() {
		p.table(group)
		group = ui.Table{Columns: []ui.Column{{Label: "项目"}, {Label: "数字"}, {Label: "单位"}}}
	}
	for _, x := range p.after {
		if x.Group == figuresDecided {
			continue // told above
		}
		if x.Group != group.Caption {
			flush()
			group.Caption = x.Group
		}
		group.Rows = append(group.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Label}, {Text: x.Value}, {Text: x.Unit}}})
	}
	flush()
	p.say("人次按每人每次计；人数和人次分列。")
}
