package appointment

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// introduceBlockers: what must be there before the meeting takes the case up.
func introduceBlockers(c Case, p policy.Policy, today calendar.Day) []Blocker {
	var out []Blocker
	if p.Exam.Before == policy.StopVote {
		out = append(out, ExamBlockers(c, p, today)...)
	}
	out = append(out, commitmentBlockers(c, p)...)
	if c.AfterCase.ID != 0 && !c.AfterCase.Adopted {
		out = append(out, Blocker{Key: "after", Text: "须先表决其任副职的议案", Basis: organicLaw + "第五十条第（十三）项", By: PartyOperator})
	}
	a := c.Agenda
	if a == nil {
		return append(out, Blocker{Key: "agenda", Text: "未列入常委会会议议程", Basis: organicLaw + "第五十一条", By: PartyOperator})
	}
	if a.DeliveredOn.IsZero() {
		out = append(out, Blocker{Key: "materials", Text: "会议材料未送达组成人员",
			Hint:  fmt.Sprintf("应在会前 %d 日送达", p.Materials.DaysBefore),
			Basis: countyRule + "（材料送达）", By: PartyOperator, Due: a.MeetingOn.Add(-p.Materials.DaysBefore)})
	}
	if a.MeetingState != "open" {
		out = append(out, Blocker{Key: "meeting", Text: "会议尚未开始", Hint: fmt.Sprintf("第%d次会议，%s", a.MeetingNumber, a.MeetingOn),
			Basis: organicLaw + "第五十一条", By: PartyOperator, Due: a.MeetingOn})
	}
	return out
}

// voteBlockers: 说明、供职发言、询问、审议 before 表决 〔本县任免办法；业务参考 2.4〕, then the count and its
// announcement. Quorum is checked against the attendance when the round is opened.
func voteBlockers(c Case, p policy.Policy) []Blocker {
	a := c.Agenda
	if a == nil {
		return []Blocker{{Key: "agenda", Text: "未列入常委会会议议程", Basis: organicLaw + "第五十一条", By: PartyOperator}}
	}
	switch a.ItemState {
	case "voting":
		return []Blocker{{Key: "count", Text: "正在表决，等候计票", Basis: organicLaw + "第五十一条", By: PartyOperator}}
	case "counted":
		return []Blocker{{Key: "announce", Text: "表决结果未宣布", Basis: countyRule + "（表决）", By: PartyChair}}
	}
	var out []Blocker
	add := func(key, text, basis string) {
		out = append(out, Blocker{Key: key, Text: text, Basis: basis, By: PartyOperator})
	}
	if c.Withdrawal != nil && c.Withdrawal.State == "asked" {
		out = append(out, Blocker{Key: "withdraw-consent", Text: "提请机关请求撤回，待主任会议决定", Basis: countyRule + "（撤回）", By: PartyChair})
	}
	if !a.Presented {
		add("presentation", "提请人未作说明", countyRule+"（到会说明）")
	}
	if SpeechRequired(c, p) && p.Commitment.SpeechTiming == policy.BeforeVote {
		switch a.Speech {
		case "":
			add("speech", "未作供职发言", countyRule+"（供职发言）")
		case "judged_poor":
			add("speech", "供职发言不合要求，"+p.Commitment.OnFail.Label(), countyRule+"（供职发言）")
		}
	}
	if p.Deliberation.NomineeLeaves && c.Action.Begins() && !a.NomineeLeft {
		add("leaves", "审议时本人须回避，未登记离场", countyRule+"（审议）")
	}
	if a.Deliberated == 0 {
		add("deliberation", "审议情况未记录", organicLaw+"第五十一条")
	} else if !a.GroupsHeard(p) {
		text := "分组审议意见未齐"
		for n, g := range a.Silent {
			text += map[bool]string{true: "，还缺", false: "、"}[n == 0] + fmt.Sprintf("第 %d 组", g)
		}
		add("deliberation", text, countyRule+"（审议）")
	}
	if a.Unanswered > 0 {
		add("questions", fmt.Sprintf("有 %d 个询问未答复", a.Unanswered), countyRule+"（询问）")
	}
	if a.Unresolved > 0 && p.Deliberation.UnansweredSuspends {
		add("questions", fmt.Sprintf("有 %d 个问题没有说清，应暂不付表决", a.Unresolved), countyRule+"（审议）")
	}
	if c.Action.Disciplinary() && c.Defences == 0 {
		basis := "监督法第六十二条"
		if c.Action == policy.Recall {
			basis = "选举法第五十一条"
		}
		add("defence", "本人申辩未登记（到会、书面或放弃）", basis)
	}
	return out
}

// GroupsHeard reports whether every group that was arranged has reported to the plenary; where none were, at
// least two groups must have 〔本县任免办法 审议〕.
func (a Agenda) GroupsHeard(p policy.Policy) bool {
	return p.Deliberation.Mode != policy.InGroups || a.Groups >= 2 && len(a.Silent) == 0
}

// SpeechRequired reports whether the nominee speaks to the meeting 〔本县任免办法 供职发言〕.
func SpeechRequired(c Case, p policy.Policy) bool {
	switch p.Commitment.Speech {
	case policy.WhomAll:
		return c.Action.Begins()
	case policy.WhomSelected:
		return c.Action.Begins() && c.Chairs != nil && c.Chairs.Speaks
	}
	return false
}

// CertificateDue reports whether an adopted case carries a certificate V14. Whether an acting head gets
// one is the county's choice, since the office itself is filled by election and never carries any.
func CertificateDue(c Case, p policy.Policy) bool {
	return p.Certificate.Issues(c.Action) && (c.Office.Certificate || c.Action.Acting())
}

// OathDue reports whether the standing committee holds an oath for an adopted case 〔宪法 第二十七条；
// 宪法宣誓决定〕.
func OathDue(c Case, p policy.Policy) bool {
	return c.Office.Oath && p.Oath.Sworn(c.Action, c.Office.Group)
}

// closeBlockers: 颁证、宣誓、公布、通知、备案.
func closeBlockers(c Case, p policy.Policy) []Blocker {
	var out []Blocker
	decided := calendar.Day{}
	if c.Vote != nil {
		decided = c.Vote.On
	}
	add := func(key, text, basis string, by Party, due calendar.Day) {
		out = append(out, Blocker{Key: key, Text: text, Basis: basis, By: by, Due: due})
	}
	if SpeechRequired(c, p) && p.Commitment.SpeechTiming == policy.AfterVote && (c.Agenda == nil || c.Agenda.Speech == "") {
		add("speech", "未作供职发言", countyRule+"（供职发言）", PartyOperator, decided)
	}
	if CertificateDue(c, p) {
		switch {
		case c.Certificate == nil:
			add("certificate", "任命书未制作", countyRule+"（任命书）", PartyClerk, decided)
		case c.Certificate.HandedOn.IsZero():
			add("certificate", "任命书未颁发", countyRule+"（任命书）", PartyClerk, decided)
		}
	}
	if OathDue(c, p) && (c.Oath == nil || !c.Oath.Sworn) {
		text, due := "未进行宪法宣誓", p.OathDue(decided)
		if c.Oath != nil {
			text = "缺席宣誓，待补誓" // V18
		}
		add("oath", text, "宪法第二十七条", PartyClerk, due)
	}
	due := p.PublicationDue(decided)
	if c.Notice == nil || c.Notice.PublishedOn.IsZero() {
		add("notice", "任免名单未公布", countyRule+"（公布）", PartyClerk, due)
	}
	if c.OrganNotified.IsZero() {
		add("organ", "未书面通知提请机关", countyRule+"（公布）", PartyClerk, due)
	}
	for _, f := range c.Filings {
		if f.Done.IsZero() {
			add("filing-"+f.Recipient, "未报"+f.Recipient+"备案", organicLaw+"第五十条", PartyClerk, f.Due)
		}
	}
	return out
}

// FilingsDue lists whom an adopted case is reported to V19: what the post catalogue says of an
// appointment, and a resignation of an elected office to the congress 〔地方组织法 第三十二条〕.
func FilingsDue(c Case) []string {
	switch {
	case c.Action == policy.AcceptResignation && c.Office.FilledBy == FilledByElect:
		return []string{"本级人民代表大会"}
	case c.Action.Begins() && c.Office.Filing != "":
		return strings.Split(c.Office.Filing, "；")
	}
	return nil
}
