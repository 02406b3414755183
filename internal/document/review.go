package document

import "renmian/internal/calendar"

// ReviewOpinion is the opinion on the reviewed (评议意见书) under its headings 〔业务参考 6.2〕.
func ReviewOpinion(c County, number, to, title string, parts []Promise, on, due calendar.Day) Document {
	d := Document{
		Name:      "评议意见书",
		Number:    number,
		Title:     []string{c.Short(), "评议意见书"},
		Addressee: to + "：",
		Sign:      []string{c.StandingCommittee()},
		Date:      on.String(),
	}
	if to == "" {
		d.Addressee = ""
	}
	d.para("根据本县评议工作办法，现将“" + title + "”的评议意见书印发给你，请认真研究，于" + due.String() + "前书面答复。")
	for i, p := range parts {
		d.head(Numeral(i+1) + "、" + p.Heading)
		d.para(ended(p.Text))
	}
	return d
}

// SurveyReport is the report of a survey (调查报告), signed by those who took part.
func SurveyReport(c County, title string, report []string, signers [][2]string, on calendar.Day) Document {
	d := Document{Name: "调查报告", Title: []string{c.Short(), "关于“" + title + "”的调查报告"}, Date: on.String()}
	for _, p := range report {
		d.para(p)
	}
	rows := make([][]string, len(signers))
	for i, s := range signers {
		rows[i] = []string{itoa(i + 1), SpacedName(s[0]), s[1], ""}
	}
	d.head("参加调查的人员")
	d.table([]string{"序号", "姓名", "职务", "签字"}, rows)
	return d
}
