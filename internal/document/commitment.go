package document

import (
	"strings"

	"renmian/internal/calendar"
)

// Promise is what a commitment says under one heading.
type Promise struct{ Heading, Text string }

// Commitment is a filed commitment on paper (供职承诺书)〔ZY-06、SB-07〕.
func Commitment(c County, x Decision, promises []Promise, on calendar.Day) Document {
	d := Document{Name: "供职承诺书", Title: []string{"供职承诺书"}, Addressee: c.StandingCommittee() + "：", Sign: []string{"承诺人：" + x.Person.Name}, Date: on.String()}
	d.para("本人拟任" + x.Office + "。如获任命，郑重承诺如下。")
	for i, p := range promises {
		d.head(Numeral(i+1) + "、" + p.Heading)
		for _, line := range strings.Split(p.Text, "\n") {
			d.para(strings.TrimSpace(line))
		}
	}
	return d
}
