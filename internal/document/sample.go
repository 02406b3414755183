package document

import (
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// TemplateSample is a paper of a kind with names made up, on which a county sees how its template is filled in.
func TemplateSample(name string, c County, lang policy.Language) Document {
	on := calendar.Date(2026, 3, 27)
	s := Session{No: 36, Day: on}
	person := Person{Name: "张样例"}
	appoint := Decision{
		Action: policy.Appoint,
		Group:  policy.Government,
		Person: person,
		Office: c.Name + "教育局局长",
		Second: lang.Printed("（" + lang.Second + "：教育局局长）"),
	}
	remove := Decision{Action: policy.Remove, Group: policy.Government, Person: Person{Name: "李示范"}, Office: c.Name + "教育局局长"}
	switch name {
	case "任命书":
		return Certificate(c, s, c.Word+"任〔2026〕1号", appoint, "主任", "王样本", lang)
	case "公告":
		return Announcement(c, s, c.AnnouncementNumber(3), []string{c.StandingCommittee() + "任免名单"}, on)
	case "接受辞职的决定":
		return ResignationDecision(c, s, person, c.Name+"副县长", true)
	case "撤职的决定":
		return DismissalDecision(c, s, person, c.Name+"教育局局长")
	case "任免通知":
		return OrganNotice(c, s, on, c.Word+"人发〔2026〕5号", c.Name+"人民政府", c.Word+"政〔2026〕8号", []Decision{remove, appoint}, nil, lang)
	case "受理单":
		return Receipt(
			c,
			Proposal{
				Number:   c.Word + "人收〔2026〕2号",
				DocNo:    c.Word + "政〔2026〕8号",
				Organ:    c.Name + "人民政府",
				Signer:   "县长　赵示例",
				Received: on.Add(-20),
				Due:      on.Add(-15),
				Meeting: c.Full(
					s,
				),
				Items:  []Decision{remove, appoint},
				Papers: []Paper{{Name: "提请议案", Wanted: true, Have: true}, {Name: "干部任免审批表", Wanted: true, Have: true}},
			},
			"孙经办",
		)
	}
	return PersonnelList(c, s, []Decision{remove, appoint}, lang)
}
