package document

import "renmian/internal/calendar"

// PlanPaper is a year's supervision plan as it is printed.
type PlanPaper struct {
	Year       int
	ApprovedOn calendar.Day
	Items      []PlanLine
}

// PlanLine is one item, in the order of the months.
type PlanLine struct {
	Month                   int
	Kind, Title, Lead, Note string
}

// SupervisionPlan is the plan of the year (年度监督计划), adopted by the chairpersons' meeting 〔监督法 第六十三条〕.
func SupervisionPlan(c County, p PlanPaper) Document {
	d := Document{Name: itoa(p.Year) + "年度监督计划", Title: []string{c.Short(), itoa(p.Year) + "年度监督计划"}}
	if p.ApprovedOn.IsZero() {
		d.SubTitle = "（草案）"
	} else {
		d.SubTitle = "（" + p.ApprovedOn.String() + c.Short() + "主任会议通过）"
	}
	d.para("根据《中华人民共和国各级人民代表大会常务委员会监督法》和本县实际，制定本计划。")
	rows := make([][]string, len(p.Items))
	for i, x := range p.Items {
		rows[i] = []string{itoa(i + 1), itoa(x.Month) + "月", x.Kind, x.Title, x.Lead, x.Note}
	}
	d.table([]string{"序号", "时间", "种类", "事项", "承办", "备注"}, rows)
	return d
}
