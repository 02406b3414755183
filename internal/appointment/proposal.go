package appointment

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Draft is a proposal as its organ has filled it in, with its cases.
type Draft struct {
	Proposal
	Title  string
	Signer string
	Cases  []Case
	Idle   []string // persons with a form and nothing asked for them
}

// IntakeDeadline is the last day on which a proposal for the meeting is in time. V10
func IntakeDeadline(meeting calendar.Day, p policy.Policy) calendar.Day {
	return meeting.Add(-p.Intake.DaysBefore)
}

// SubmitBlockers returns all reasons the organ's proposal cannot be handed in on the day today:
// particulars, signer V06, deadline V10, and for each case its documents V11 and lawfulness.
func SubmitBlockers(d Draft, p policy.Policy, today calendar.Day) []Blocker {
	var out []Blocker
	add := func(key, basis, format string, args ...any) {
		out = append(out, Blocker{Key: key, Text: fmt.Sprintf(format, args...), Basis: basis, By: PartyOrgan})
	}
	if d.DocumentNo == "" {
		add("document_no", countyRule+"（提请）", "未填提请文件的发文字号")
	}
	if d.Title == "" {
		add("title", countyRule+"（提请）", "未填议案标题")
	}
	if d.MeetingID == 0 {
		add("meeting", countyRule+"（提请）", "未选拟提请审议的常委会会议")
	} else if late := IntakeDeadline(d.MeetingOn, p); handedIn(d, today).After(late) || !today.Before(d.MeetingOn) {
		switch {
		case !today.Before(d.MeetingOn):
			add("meeting", countyRule+"（提请时限）", "所选会议已到期，请改选以后的会议")
		case p.Intake.Late == policy.RefuseLate:
			add("late", countyRule+"（提请时限）", "已过提请截止日%s（会议前 %d 日），请改选以后的会议", late, p.Intake.DaysBefore)
		case d.LateReason == "":
			add("late_reason", countyRule+"（提请时限）", "已过提请截止日%s，须书面说明迟交理由", late)
		}
	}
	// 议案由机关正职签署；正职缺位的由代理正职签署 V06
	switch {
	case d.Mover == MoverMembers:
	case d.Signer == "":
		add("signer", organicLaw+"第五十条", "未填签署人")
	case d.SignerDuty != "chief" && d.SignerDuty != "acting_chief":
		add("signer", organicLaw+"第五十条", "议案应由机关正职签署，正职缺位的由代理正职签署；主持工作的副职不是法定提名人")
	}
	if len(d.Cases) == 0 {
		add("cases", countyRule+"（提请）", "未填任免人员")
	}
	for _, name := range d.Idle {
		add("cases", countyRule+"（提请）", "%s：未填任免事项", name)
	}
	for _, c := range d.Cases {
		c.Proposal = d.Proposal
		for _, b := range append(documentBlockers(c, p), lawBlockers(c, p)...) {
			b.Key, b.Text = fmt.Sprintf("case-%d-%s", c.ID, b.Key), c.Person.Name+"："+b.Text
			out = append(out, b)
		}
	}
	return out
}

// handedIn is the day that counts against the deadline: a proposal sent back for correction was in
// time when it was first.
func handedIn(d Draft, today calendar.Day) calendar.Day {
	if d.SubmittedOn.IsZero() {
		return today
	}
	return d.SubmittedOn
}
