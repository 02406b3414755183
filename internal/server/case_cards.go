package server

import (
	"fmt"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/web/staff"
	"renmian/web/ui"
)

// caseCards shows the evidence of a case, a card for each step the case has and the reader may look into.
func caseCards(c appointment.Case, p policy.Policy, today calendar.Day, who authz.Actor) []staff.CaseCard {
	cards := []staff.CaseCard{reviewCard(c, p)}
	if c.Action.Begins() {
		cards = append(cards, inquiryCard(c))
	}
	if s := appointment.ExamStateOf(c, p, today); s.State != appointment.ExamNotRequired {
		cards = append(cards, examCard(c, p, s))
	}
	if appointment.CommitmentRequired(c, p) {
		cards = append(cards, commitmentCard(c))
	}
	cards = append(cards, meetingCard(c))
	if c.Vote != nil && c.Vote.Adopted {
		cards = append(cards, outcomeCard(c, p))
	}
	for n := range cards {
		if !who.Has(authz.RoleClerk) {
			cards[n].Card.Link.Label = "查看"
		}
		for i := range cards[n].Summary {
			cards[n].Summary[i].Href = open(who, cards[n].Summary[i].Href)
		}
	}
	return slices.DeleteFunc(cards, func(card staff.CaseCard) bool { return open(who, card.Card.Link.Href) == "" })
}

func evidenceCard(id, title, link, href string, summary ui.Summary, empty string) staff.CaseCard {
	card := staff.CaseCard{Card: ui.Card{ID: id, Title: title, Link: ui.Link{Label: link, Href: href}}, Summary: summary}
	if len(summary) == 0 {
		card.Empty = empty
	}
	return card
}

var findingTags = map[string]ui.Tag{
	"pass":    {State: ui.Done, Label: "通过"},
	"correct": {State: ui.Stop, Label: "须补正"},
	"explain": {State: ui.Doing, Label: "已说明"},
}

func reviewCard(c appointment.Case, p policy.Policy) staff.CaseCard {
	found := map[policy.Gate]appointment.Finding{}
	for _, f := range c.Findings {
		found[f.Gate] = f
	}
	var s ui.Summary
	for _, g := range p.Review.Gates {
		item := ui.Item{Key: g.Label() + "关", Value: "未审", Tag: ui.Tag{}}
		if f, ok := found[g]; ok {
			item.Value, item.Tag = f.Text, findingTags[f.Result]
		}
		s = append(s, item)
	}
	if c.Report != nil {
		s = append(s, ui.Item{Key: "初审意见", Value: c.Report.Opinion, Note: c.Report.On.String()})
	}
	return evidenceCard("review", "材料初审", "初审", casePath(c.ID)+"/review", s, "")
}

var conclusions = map[string]string{"fit": "适宜提请", "doubt": "有待了解", "unfit": "不宜提请"}

func inquiryCard(c appointment.Case) staff.CaseCard {
	var s ui.Summary
	for _, i := range c.Investigations {
		s = append(s, ui.Item{Key: "任前考察", Value: conclusions[i.Conclusion], Note: i.On.String()})
	}
	if n := len(c.Consultations); n > 0 {
		s = append(s, ui.Item{Key: "任前沟通", Value: fmt.Sprintf("%d 次", n), Note: c.Consultations[n-1].On.String()})
	}
	if n := c.Publicity; n != nil {
		item := ui.Item{Key: "任前公示", Value: n.From.String() + "至" + n.To.String(), Href: fmt.Sprintf("/publicity/%d", n.ID)}
		if n.Unverified > 0 {
			item.Note = fmt.Sprintf("%d 件意见待核实", n.Unverified)
		}
		s = append(s, item)
	}
	return evidenceCard("inquiry", "考察公示", "登记", casePath(c.ID)+"/inquiry", s, "尚无考察、沟通、公示记录。")
}

func examCard(c appointment.Case, p policy.Policy, state appointment.ExamStanding) staff.CaseCard {
	var s ui.Summary
	for _, e := range c.Exams {
		item := ui.Item{Key: fmt.Sprintf("第 %d 次", e.Attempt), Value: fmt.Sprintf("%g 分", e.Score), Note: e.On.String()}
		switch {
		case e.Absent && e.Confirmed:
			item.Value, item.Tag = "缺考", ui.Tag{State: ui.Stop, Label: "缺考"}
		case !e.Confirmed: // as on the page of the exam: the second person shall not know the score
			item.Value, item.Tag = "", ui.Tag{State: ui.Todo, Label: "待核对"}
		case e.Cancelled:
			item.Value, item.Tag = "成绩取消", ui.Tag{State: ui.Stop, Label: "不合格"}
		case p.Exam.Passed(e.Score):
			item.Tag = ui.Tag{State: ui.Done, Label: p.Exam.Grade(e.Score)}
		default:
			item.Tag = ui.Tag{State: ui.Stop, Label: "不合格"}
		}
		s = append(s, item)
	}
	if state.State == appointment.ExamWaived {
		s = append(s, ui.Item{Key: "免试", Value: policy.Waiver(state.Note).Label()})
	}
	return evidenceCard("exam", "任前法律考试", "登记", casePath(c.ID)+"/exam", s, fmt.Sprintf("尚未考试，及格线 %g 分。", p.Exam.PassMark))
}

func commitmentCard(c appointment.Case) staff.CaseCard {
	var s ui.Summary
	for _, m := range c.Commitments {
		item := ui.Item{Key: fmt.Sprintf("第 %d 稿", m.Edition), Value: m.On.String() + "提交", Tag: ui.Tag{State: ui.Todo, Label: "待审核"}}
		switch m.Judged {
		case "sufficient":
			item.Tag = ui.Tag{State: ui.Done, Label: "符合要求"}
		case "returned":
			item.Tag = ui.Tag{State: ui.Stop, Label: "退回重写"}
		}
		s = append(s, item)
	}
	return evidenceCard("commitment", "供职承诺", "查看", casePath(c.ID)+"/commitment", s, "拟任人员尚未提交。")
}

var chairsDecisions = map[string]string{"to_committee": "同意提请常委会会议审议", "hold": "暂缓", "return": "退回", "end": "不予提请"}

func meetingCard(c appointment.Case) staff.CaseCard {
	var s ui.Summary
	if h := c.Chairs; h != nil {
		item := ui.Item{Key: "主任会议", Value: "已列入议程", Note: h.On.String(), Href: fmt.Sprintf("/chairs/%d", h.MeetingID)}
		if h.Decision != "" {
			item.Value = chairsDecisions[h.Decision]
		}
		if h.Speaks {
			item.Lines = []string{"确定到会作供职发言"}
		}
		s = append(s, item)
	}
	if a := c.Agenda; a != nil {
		s = append(s, ui.Item{Key: "常委会会议", Value: fmt.Sprintf("%s第 %d 项", meetingName(a.MeetingNumber), a.Position),
			Note: a.MeetingOn.String(), Href: fmt.Sprintf("/meetings/%d", a.MeetingID)})
		if !a.DeliveredOn.IsZero() {
			s = append(s, ui.Item{Key: "材料送达", Value: a.DeliveredOn.String(), Note: fmt.Sprintf("会前 %d 日", a.MeetingOn.Sub(a.DeliveredOn))})
		}
	}
	return evidenceCard("meeting", "会议", "会议安排", clearedAt(c, "agenda"), s, "尚未列入会议。")
}

func outcomeCard(c appointment.Case, p policy.Policy) staff.CaseCard {
	var s ui.Summary
	if appointment.CertificateDue(c, p) {
		item := ui.Item{Key: "任命书", Value: "未制作"}
		if c.Certificate != nil {
			item.Value, item.Note = c.Certificate.Number, "未颁发"
			if !c.Certificate.HandedOn.IsZero() {
				item.Note = c.Certificate.HandedOn.String() + "颁发"
			}
		}
		s = append(s, item)
	}
	if appointment.OathDue(c, p) {
		item := ui.Item{Key: "宪法宣誓", Value: "未进行"}
		switch {
		case c.Oath != nil && c.Oath.Sworn:
			item.Value = c.Oath.On.String()
		case c.Oath != nil:
			item.Value = "缺席，待补誓"
		}
		s = append(s, item)
	}
	published := ui.Item{Key: "公布", Value: "未公布"}
	if n := c.Notice; n != nil && !n.PublishedOn.IsZero() {
		published.Value, published.Href = n.PublishedOn.String(), fmt.Sprintf("/notices/%d", n.ID)
	}
	s = append(s, published, ui.Item{Key: "通知提请机关", Value: orDash(c.OrganNotified.String())})
	for _, f := range c.Filings {
		item := ui.Item{Key: "备案", Value: "报" + f.Recipient, Note: f.Due.String() + "前"}
		if !f.Done.IsZero() {
			item.Note = f.Done.String() + "已报"
		}
		s = append(s, item)
	}
	return evidenceCard("outcome", "颁证、宣誓、公布、备案", "办理", clearedAt(c, "notice"), s, "")
}

// caseLinks are the further acts and papers the reader may go to.
func caseLinks(c appointment.Case, p policy.Policy, who authz.Actor) ui.Tasks {
	var t ui.Tasks
	add := func(label, href, hint string) {
		if open(who, href) != "" {
			t = append(t, ui.Task{Label: label, Href: href, Hint: hint})
		}
	}
	proposal := fmt.Sprintf("/proposals/%d", c.Proposal.ID)
	add("提请件与附件", proposal, "")
	if who.Has(authz.RoleClerk, authz.RoleExaminer, authz.RoleChair, authz.RoleOperator) {
		if c.Form != nil {
			add("干部任免审批表", casePath(c.ID)+"/form", "查阅留有记录")
		}
		if c.Report != nil {
			add("初审报告", casePath(c.ID)+"/review/report", "打印")
		}
		if c.Action.Disciplinary() {
			add("登记申辩", casePath(c.ID)+"/defence", "监督法第六十二条")
		}
		add("任职档案", dossierPath(c.Person.ID), "查阅留有记录")
	}
	asked := c.Withdrawal != nil && c.Withdrawal.State == "asked"
	switch {
	case c.Stage.Over() || c.Vote != nil:
	case asked && authz.Can(who, authz.DecideWithdrawal):
		add("决定是否同意撤回", casePath(c.ID)+"/withdraw", c.Withdrawal.Reason)
	case !asked && authz.Can(who, authz.WithdrawCase) && who.OrganID == c.Proposal.OrganID:
		add("撤回", casePath(c.ID)+"/withdraw", "须在交付表决之前")
	}
	return t
}
