package server

import (
	"fmt"

	"renmian/internal/appointment"
	"renmian/web/ui"
)

// charts draw what the tables say: lengths in one ink beside their numbers, so that they are read in black and white.
func charts(all []appointment.Decided, taken []appointment.Examined, q asked) []ui.Bars {
	kind, _ := appointment.FigureOf("kind")
	years := ui.Bars{Caption: "各年任免人次", Names: "年度", Figures: "人次"}
	most := 0
	for _, y := range q.years() {
		most = max(most, len(kind.Pick(all, "", y)))
	}
	for _, y := range q.years() {
		n := len(kind.Pick(all, "", y))
		years.Bars = append(years.Bars, ui.Bar{Label: fmt.Sprintf("%d年", y), Share: share(n, most), Text: fmt.Sprintf("%d 人次", n)})
	}
	out := []ui.Bars{figureBars("kind", "任免人次", all)}
	if len(years.Bars) > 1 && most > 0 {
		out = append(out, years)
	}
	for _, x := range [][2]string{{"group", "机关类别"}, {"approval", "赞成票占全体组成人员的比例"}, {"notice", "提请到公布"}, {"sex", "任命人员的性别"}, {"age", "任命时年龄"},
		{"ethnicity", "任命人员的民族"}, {"education", "任命人员的学历"}, {"party", "任命人员的政治面貌"}} {
		out = append(out, figureBars(x[0], x[1], all))
	}
	passed := ui.Bars{Caption: "考试及格率", Names: "年度", Figures: "及格率"}
	for _, y := range q.years() {
		e := appointment.CountExams(taken, y)
		if rate, ok := e.PassRate(); ok {
			passed.Bars = append(passed.Bars,
				ui.Bar{Label: fmt.Sprintf("%d年", y), Share: rate, Text: fmt.Sprintf("%.1f%%", 100*rate), Note: fmt.Sprintf("%d 人次", e.Sat())})
		}
	}
	var shown []ui.Bars
	for _, b := range append(out, passed) {
		if len(b.Bars) > 0 {
			shown = append(shown, b)
		}
	}
	return shown
}

// figureBars shows how a figure divides.
func figureBars(name, caption string, all []appointment.Decided) ui.Bars {
	f, _ := appointment.FigureOf(name)
	b := ui.Bars{Caption: caption, Names: f.Head, Figures: "人次"}
	total := len(f.Pick(all, "", 0))
	for _, p := range f.Piles {
		if n := len(f.Pick(all, p.Key, 0)); n > 0 {
			b.Bars = append(b.Bars,
				ui.Bar{Label: p.Label, Share: share(n, total), Text: fmt.Sprintf("%d 人次", n), Note: fmt.Sprintf("%.1f%%", 100*share(n, total))})
		}
	}
	return b
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}
