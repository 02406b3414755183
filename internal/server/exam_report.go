package server

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// reportData is an exam on computers whose results are confirmed.
type reportData struct {
	markingData
	marked  []exam.Sheet
	totals  []float64
	scores  []document.ExamScore
	figures exam.Figures
	sheets  []store.ExamSheet
}

// reportOf reads the exam in the address for its report, which is made from confirmed results.
func (s *Server) reportOf(r *http.Request) (d reportData, err error) {
	if d.markingData, err = s.markingOf(r, 0, 0); err != nil {
		return d, err
	}
	if _, confirmed := d.count(); confirmed == 0 {
		return d, errs.New(errs.Conflict, "成绩还没有核对。锁定并核对以后形成考试情况报告。")
	}
	if d.sheets, err = s.db.ExamSheets(r.Context(), d.s.ID); err != nil {
		return d, err
	}
	absent, cancelled := 0, 0
	for _, sheet := range d.sheets {
		switch {
		case sheet.Points != nil:
			d.marked = append(d.marked, exam.Sheet{Questions: d.papers[sheet.PaperID], Points: sheet.Points})
			d.totals = append(d.totals, sheet.Total)
		case sheet.State == exam.EntryCancelled:
			cancelled++
		default:
			absent++
		}
	}
	d.figures = exam.SumUp(d.totals, absent, cancelled, d.rules.PassMark, d.grade, d.grades())
	rules, err := s.policiesOf(r, d.sittingData)
	if err != nil {
		return d, err
	}
	for _, c := range d.all {
		if !c.ConfirmedAt.IsZero() {
			d.scores = append(d.scores, document.ExamScore{
				Name:     c.Person,
				Proposed: c.Office,
				Attempt:  c.Attempt,
				Score:    resultWords(c.ExamResult),
				Grade:    gradeWords(c.ExamResult, rules[c.CaseID]),
			})
		}
	}
	return d, nil
}

func (d reportData) grade(total float64) string {
	if !d.rules.Passed(total) {
		return "不合格"
	}
	return d.rules.Grade(total)
}

// grades lists the county's grades from the lowest.
func (d reportData) grades() []string {
	names := []string{"不合格"}
	for _, b := range slices.SortedFunc(slices.Values(d.rules.Bands), func(a, b policy.Band) int { return cmp.Compare(a.From, b.From) }) {
		if !slices.Contains(names, b.Label) {
			names = append(names, b.Label)
		}
	}
	return names
}

func percent(share float64) string { return strconv.Itoa(int(math.Round(100*share))) + "%" }

// figuresSheet is the style of bars, and of values side by side.
const figuresSheet = "css/figures.css"

// examReport shows how an exam came out (考试情况).
func (s *Server) examReport(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reportOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:   s.frame(r, "考试情况", examsCrumb, d.crumb()),
		Panels:  []staff.Panel{d.summaryPanel(), d.spreadPanel(), d.lawPanel(), d.itemPanel(r.URL.Query().Get("items") == "all")},
		Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "考试情况", Lead: d.s.HeldOn.String() + "，" + d.s.Place},
	}
	page.Frame.Sheets = []string{figuresSheet}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func (d reportData) summaryPanel() staff.Panel {
	f, path := d.figures, sittingPath(d.s.ID)
	x := staff.Panel{
		Card: ui.Card{Title: "总体情况"},
		Stats: ui.Stats{{Label: "应考", Value: strconv.Itoa(f.Called), Unit: "人"}, {Label: "实考", Value: strconv.Itoa(f.Sat), Unit: "人"},
			{
				Label: "及格率",
				Value: percent(f.PassRate()),
				Note:  fmt.Sprintf("%d 人及格", f.Passed),
			}, {Label: "平均分", Value: inPoints(f.Mean), Note: "最高 " + inPoints(f.Highest) + "，最低 " + inPoints(f.Lowest)}},
	}
	if f.Absent+f.Cancelled > 0 {
		x.Summary = ui.Summary{{Key: "缺考", Value: fmt.Sprintf("%d 人", f.Absent)}, {Key: "取消成绩", Value: fmt.Sprintf("%d 人", f.Cancelled)}}
	}
	switch d.rules.Report {
	case policy.ScoreMeeting:
		x.Buttons = append(x.Buttons, ui.Button{Label: "报告主任会议", Href: path + "/report/chairs"},
			ui.Button{Label: "报告常委会会议", Href: path + "/report/meeting", Kind: ui.Plain})
	case policy.ScoreChairs:
		x.Buttons = append(x.Buttons, ui.Button{Label: "报告主任会议", Href: path + "/report/chairs"})
	default:
		x.Text = []string{"按本县办法，成绩只作初审依据，不另行报告会议。"}
	}
	x.Buttons = append(x.Buttons, ui.Button{Label: "打印成绩单", Href: path + "/scores", Kind: ui.Plain},
		ui.Button{Label: "导出成绩（.xlsx）", Href: path + "/report/export", Kind: ui.Plain},
		ui.Button{Label: "逐人查看", Href: markingPath(d.s.ID) + "#totals", Kind: ui.Plain})
	return x
}

// spreadPanel shows how many reached each grade, and each ten points.
func (d reportData) spreadPanel() staff.Panel {
	grades := ui.Bars{Caption: "等次分布", Names: "等次", Figures: "人数"}
	for _, b := range d.figures.Bands {
		grades.Bars = append(grades.Bars, ui.Bar{Label: b.Label, Share: part(b.Count, d.figures.Sat), Text: fmt.Sprintf("%d 人", b.Count)})
	}
	tens := ui.Bars{Caption: "分数分布", Names: "分数", Figures: "人数"}
	for _, t := range exam.Tens(d.totals) {
		tens.Bars = append(tens.Bars, ui.Bar{Label: t.Label, Share: part(t.Count, d.figures.Sat), Text: fmt.Sprintf("%d 人", t.Count)})
	}
	return staff.Panel{Card: ui.Card{Title: "成绩分布", ID: "spread"}, Charts: []ui.Bars{grades, tens}}
}

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// lawPanel shows what part of each law's points was earned.
func (d reportData) lawPanel() staff.Panel {
	chart := ui.Bars{Caption: "各部法规得分率，由低到高", Names: "法规", Figures: "得分率"}
	for _, l := range exam.ByLaw(d.marked) {
		chart.Bars = append(chart.Bars, ui.Bar{Label: l.Name, Share: l.Rate(), Text: percent(l.Rate())})
	}
	return staff.Panel{Card: ui.Card{Title: "按法规", ID: "laws"}, Charts: []ui.Bars{chart}}
}

// itemsShown is how many questions the report shows of several papers unless all are asked for.
const itemsShown = 20

// itemPanel shows how the questions did, the worst first; all of them when asked.
func (d reportData) itemPanel(all bool) staff.Panel {
	items := exam.ByItem(d.marked)
	slices.SortStableFunc(items, func(a, b exam.ItemFigures) int { return cmp.Compare(a.Rate, b.Rate) })
	chart := ui.Bars{Caption: "各题得分率，由低到高", Names: "题目", Figures: "得分率"}
	panel := staff.Panel{Card: ui.Card{Title: "按题目", ID: "items"}}
	if len(items) > itemsShown && !all {
		chart.Caption = fmt.Sprintf("得分率最低的 %d 题", itemsShown)
		panel.Buttons = []ui.Button{
			{Label: fmt.Sprintf("查看全部 %d 题", len(items)), Kind: ui.Plain, Href: withQuery(sittingPath(d.s.ID)+"/report", "items", "all") + "#items"},
		}
		items = items[:itemsShown]
	}
	for n, i := range items {
		note := fmt.Sprintf("%s　%d 人答", i.Cites, i.Used)
		if i.Used >= exam.Discriminates {
			note += "　区分度 " + strconv.FormatFloat(i.Discrimination, 'f', 2, 64)
		}
		chart.Bars = append(chart.Bars, ui.Bar{Label: fmt.Sprintf("%d. %s", n+1, clip(i.Stem, 36)), Note: note, Share: i.Rate, Text: percent(i.Rate)})
	}
	panel.Text, panel.Charts = []string{
		fmt.Sprintf("区分度是得分最高的 27%% 与最低的 27%% 的考生在这道题上得分率之差，满 %d 人作答才计算；低于 0.2 的题目，请在题库中复查。", exam.Discriminates),
	}, []ui.Bars{
		chart,
	}
	return panel
}

// printExamReport is the report to a meeting to print (考试情况报告); the county's rules say to which.
func (s *Server) printExamReport(to string) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.reportOf(r)
		if err != nil {
			return err
		}
		issuer, err := s.county(r.Context())
		if err != nil {
			return err
		}
		addressee := "主任会议"
		if to == "meeting" {
			addressee = issuer.Short()
		}
		if d.rules.Report == policy.ScoreNone || d.rules.Report == policy.ScoreChairs && to == "meeting" {
			return errs.New(errs.NotFound, "按本县办法，成绩不报告%s。", addressee)
		}
		f := document.ExamFigures{
			Called:    d.figures.Called,
			Sat:       d.figures.Sat,
			Absent:    d.figures.Absent,
			Cancelled: d.figures.Cancelled,
			Passed:    d.figures.Passed,
			PassRate:  percent(d.figures.PassRate()),
			Mean:      inPoints(d.figures.Mean),
			Highest:   inPoints(d.figures.Highest),
			Lowest:    inPoints(d.figures.Lowest),
		}
		for _, b := range d.figures.Bands {
			f.Bands = append(f.Bands, document.ExamShare{Name: b.Label, Rate: fmt.Sprintf("%d人", b.Count)})
		}
		for _, l := range exam.ByLaw(d.marked) {
			f.Laws = append(f.Laws, document.ExamShare{Name: l.Name, Rate: percent(l.Rate())})
		}
		return s.renderPapers(w, r, ui.Link{Label: "考试情况", Href: sittingPath(d.s.ID) + "/report"},
			document.ExamReport(issuer, addressee, examSittingOf(d.s, d.rules), f, d.scores))
	}
}

// exportScores is a spreadsheet of the confirmed results (导出成绩).
func (s *Server) exportScores(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewScoreSheet); err != nil {
		return err
	}
	d, err := s.reportOf(r)
	if err != nil {
		return err
	}
	var rows [][]string
	for n, c := range d.all {
		row := []string{strconv.Itoa(n + 1), c.Number, c.Person, c.Sex, c.Office, c.Organ, attemptWords(c.Attempt), "", "", "", "", "", ""}
		if k := slices.IndexFunc(d.sheets, func(x store.ExamSheet) bool { return x.CaseID == c.CaseID }); k >= 0 {
			sheet := d.sheets[k]
			row[7], row[8] = fmt.Sprintf("%s %d 号", sheet.Room, sheet.Seat), sheet.Paper
			if sheet.Points != nil {
				objective := objectivePart(d.papers[sheet.PaperID], sheet.Points)
				row[9], row[10] = inPoints(objective), inPoints(exam.Total([]float64{sheet.Total, -objective}))
			}
		}
		if !c.ConfirmedAt.IsZero() {
			row[11], row[12] = resultWords(c.ExamResult), yesNo(c.Absent || c.Cancelled, "不合格", d.grade(c.Score))
		}
		rows = append(rows, row)
	}
	spreadsheet(w, "考试成绩（"+d.s.Number+"）.xlsx")
	return document.WriteRows(w, "考试成绩", []string{"序号", "任免案", "姓名", "性别", "拟任职务", "机关", "考次", "座位", "试卷", "客观题", "主观题", "成绩", "等次"}, rows)
}
