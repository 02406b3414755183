package document

import (
	"fmt"

	"renmian/internal/calendar"
)

// Inquiry is a special inquiry as it is printed (专题询问): the plan with its questions, and the record once it was held.
type Inquiry struct {
	Title, Reason, Form string
	PlannedOn           calendar.Day
	Scope, Content      string
	SurveyDue           calendar.Day
	Units               string
	HeldOn              calendar.Day
	Minutes             int
	PresidedBy, Present string
	Questions           []InquiryQuestion
}

// InquiryQuestion is one question with what was answered.
type InquiryQuestion struct {
	Asker, Unit, Text, Answerer, Answer string
	Further                             [][3]string // 追问人、追问、答复
}

// Paper is the plan before the inquiry and the record after it.
func (x Inquiry) Paper(c County) Document {
	d := Document{Name: "专题询问方案", Title: []string{x.Title, "方案"}, Sign: []string{c.StandingCommittee()}, Date: x.PlannedOn.String()}
	if !x.HeldOn.IsZero() {
		d.Name, d.Title[1], d.Date = "专题询问记录", "记录", x.HeldOn.String()
		d.para(fmt.Sprintf("时间：%s，历时 %d 小时 %d 分钟", x.HeldOn, x.Minutes/60, x.Minutes%60))
		d.para("主持人：" + x.PresidedBy)
		if x.Present != "" {
			d.para("参加：" + x.Present)
		}
	}
	d.para(x.Reason)
	d.head("一、询问安排")
	d.para("在" + x.Form + "上进行，应询单位：" + x.Units + "。")
	if x.Scope != "" {
		d.para(fmt.Sprintf("询问前开展调研。范围：%s；内容：%s；%s以前完成。", x.Scope, x.Content, x.SurveyDue))
	}
	d.head("二、问题")
	for i, q := range x.Questions {
		d.subhead(fmt.Sprintf("（%s）%s", Numeral(i+1), q.Text))
		d.para("询问人：" + q.Asker + "；应询单位：" + q.Unit)
		if q.Answer != "" {
			d.para("答复（" + q.Answerer + "）：" + q.Answer)
		}
		for _, f := range q.Further {
			d.para(f[0] + "追问：" + f[1] + "答复：" + f[2])
		}
	}
	return d
}
