package document

import "renmian/internal/calendar"

// FigureLine is one figure of a report to the congress with its unit.
type FigureLine struct{ Group, Label, Value, Unit string }

// CongressFigures are the figures of a work report to the congress (向代表大会报告的数字)〔TM-29、SB-18〕.
func CongressFigures(c County, span string, from, until calendar.Day, lines []FigureLine) Document {
	d := Document{
		Name:     "向代表大会报告的数字",
		Title:    []string{c.Short(), "工作报告有关数字"},
		SubTitle: "（" + span + "，" + from.String() + "至" + until.String() + "）",
		Sign:     []string{c.Committee},
	}
	group, n := "", 0
	var rows [][]string
	flush := func() {
		if len(rows) > 0 {
			d.table([]string{"项目", "数字", "单位"}, rows)
			rows = nil
		}
	}
	for _, x := range lines {
		if x.Group != group {
			flush()
			group, n = x.Group, n+1
			d.head(Numeral(n) + "、" + group)
		}
		rows = append(rows, []string{x.Label, x.Value, x.Unit})
	}
	flush()
	d.para("人次按每人每次计；人数和人次分列。述职、评议、测评依本县办法开展。")
	return d
}
