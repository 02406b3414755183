package document

import (
	"strconv"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Decision is one adopted item as it stands in the list.
type Decision struct {
	Action policy.Action
	Group  policy.Group
	Person Person
	Office string
	Second string // the office in the second language
}

// Sentence is the decision in running text, without closing punctuation.
func (d Decision) Sentence() string { return d.sentence(d.Person.Name) }

func (d Decision) sentence(who string) string {
	office := d.Office
	switch d.Action {
	case policy.AcceptResignation:
		return "接受" + who + "辞去" + office + "职务的请求"
	case policy.Dismiss:
		return "撤销" + who + "的" + office + "职务"
	case policy.Recall:
		return "罢免" + who + "的" + office + "职务"
	case policy.DecideActing:
		return "决定" + who + "代理" + office + "职务"
	case policy.ElectActing:
		return "推选" + who + "代理" + office + "职务"
	}
	if d.Action.Ends() {
		return d.Action.Label() + who + "的" + office + "职务"
	}
	return d.Action.Label() + who + "为" + office
}

// Section is the part of the list that concerns one kind of organ.
type Section struct {
	Group   policy.Group
	Head    string // 示例县人民政府
	Lines   []string
	Seconds []string // the offices of the lines in the second language
}

// listOrder is the order of actions within one organ: what frees an office stands before what fills it.
var listOrder = []policy.Action{policy.AcceptResignation, policy.Dismiss, policy.Recall, policy.Remove, policy.DecideRemove,
	policy.DecideActing, policy.ElectActing, policy.ApproveAppoint, policy.Appoint, policy.DecideAppoint, policy.Pass}

// Sections groups decisions by organ, endings first, each line closed by ； and the last by 。 〔业务参考 6.2〕.
func Sections(c County, list []Decision) []Section {
	var out []Section
	for _, g := range policy.Groups() {
		s := Section{Group: g, Head: c.organ(g)}
		for _, a := range listOrder {
			for _, d := range list {
				if d.Group == g && d.Action == a {
					s.Lines = append(s.Lines, d.sentence(d.Person.Noted())+"；")
					s.Seconds = append(s.Seconds, d.Second)
				}
			}
		}
		if n := len(s.Lines); n > 0 {
			last := []rune(s.Lines[n-1])
			s.Lines[n-1] = string(last[:len(last)-1]) + "。"
			out = append(out, s)
		}
	}
	return out
}

func (c County) organ(g policy.Group) string {
	switch g {
	case policy.Government:
		return c.Name + "人民政府"
	case policy.Supervision:
		return c.Name + "监察委员会"
	case policy.Court:
		return c.Name + "人民法院"
	case policy.Procuratorate:
		return c.Name + "人民检察院"
	}
	return c.StandingCommittee()
}

// PersonnelList is the list of appointments and removals a meeting adopted (任免名单).
func PersonnelList(c County, s Session, list []Decision, lang policy.Language) Document {
	d := Document{
		Name:     "任免名单",
		Title:    []string{c.StandingCommittee(), "任免名单"},
		Second:   lang.Printed(lang.List),
		SubTitle: "（" + s.Day.String() + c.Full(s) + "通过）",
	}
	sections := Sections(c, list)
	for i, sec := range sections {
		if len(sections) > 1 {
			d.head(Numeral(i+1) + "、" + sec.Head)
		}
		for j, line := range sec.Lines {
			d.add(Entry, line)
			d.add(Entry, lang.Printed(sec.Seconds[j]))
		}
	}
	return d
}

// AnnouncementNumber is the number of an announcement within the term: 〔十八届〕第3号.
func (c County) AnnouncementNumber(n int) string {
	return "〔" + Numeral(c.Term) + "届〕第" + itoa(n) + "号"
}

// Announcement makes papers that a meeting adopted public (公告) on a day: the list and the decisions,
// by their full titles.
func Announcement(c County, s Session, number string, papers []string, on calendar.Day) Document {
	d := Document{
		Name:   "公告",
		Title:  []string{c.StandingCommittee(), "公告"},
		Number: number,
		Sign:   []string{c.StandingCommittee()},
		Date:   on.String(),
	}
	d.para("《" + strings.Join(papers, "》《") + "》已于" + s.Day.String() + "由" + c.Full(s) + "通过，现予公布。")
	d.Attachments = papers
	return d
}

// ResignationDecision accepts one resignation. Those whom the congress elected resign under
// 〔地方组织法 第三十二条〕 and the decision is reported to the congress; others whom the standing committee
// appointed resign under the county's rules.
func ResignationDecision(c County, s Session, p Person, office string, elected bool) Document {
	d := Document{
		Name:     "接受辞职的决定",
		Title:    []string{c.StandingCommittee(), "关于接受" + p.Name + "辞去" + office + "职务的请求的决定"},
		SubTitle: "（" + s.Day.String() + c.Full(s) + "通过）",
	}
	basis, filing := "根据人事任免的有关规定，", ""
	if elected {
		basis = "根据《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》第三十二条的规定，"
		filing = "，报" + c.Name + "人民代表大会备案"
	}
	d.para(basis + c.Full(s) + "决定：接受" + p.Name + "辞去" + office + "职务的请求" + filing + "。")
	return d
}

// DismissalDecision removes a person from office as a sanction 〔监督法 第六十条、第六十二条〕.
func DismissalDecision(c County, s Session, p Person, office string) Document {
	d := Document{
		Name:     "撤职的决定",
		Title:    []string{c.StandingCommittee(), "关于撤销" + p.Name + office + "职务的决定"},
		SubTitle: "（" + s.Day.String() + c.Full(s) + "通过）",
	}
	d.para("根据《中华人民共和国各级人民代表大会常务委员会监督法》第六十条的规定，" + c.Full(s) + "审议了撤职案，以无记名投票方式表决，决定：撤销" +
		p.Name + "的" + office + "职务。")
	return d
}

// OrganNotice tells the proposing organ on a day what was decided about its proposal (任免通知). number is
// the paper's number and proposal the organ's own document number. Where the county's papers carry a second
// language, each office stands below its line in it.
func OrganNotice(c County, s Session, on calendar.Day, number, organ, proposal string, adopted, rejected []Decision, lang policy.Language) Document {
	d := Document{
		Name:      "任免通知",
		RedHead:   c.RedHead(),
		Number:    number,
		Title:     []string{c.StandingCommittee(), "关于人事任免事项的通知"},
		Second:    lang.Printed(lang.Notice),
		Addressee: organ + "：",
		Sign:      []string{c.StandingCommittee()},
		Date:      on.String(),
	}
	d.para("你单位" + cite(proposal) + "提请的人事任免事项，" + s.Day.String() + c.Full(s) + "已审议并表决，现将结果通知如下。")
	for _, sec := range Sections(c, adopted) {
		for i, line := range sec.Lines {
			d.add(Entry, line)
			d.add(Entry, lang.Printed(sec.Seconds[i]))
		}
	}
	if len(adopted) > 0 {
		d.para("以上职务任免自" + s.Day.String() + "通过之日起生效，请按规定办理到职、离职手续。")
	}
	for _, x := range rejected {
		d.para("提请" + x.Sentence() + "一项，未获全体组成人员过半数赞成，未通过。")
	}
	return d
}

// FilingReport reports decisions to those who must know (备案报告).
func FilingReport(c County, s Session, on calendar.Day, number, to string, list []Decision) Document {
	d := Document{
		Name:      "备案报告",
		RedHead:   c.RedHead(),
		Number:    number,
		Title:     []string{c.StandingCommittee(), "关于人事任免事项的备案报告"},
		Addressee: to + "：",
		Sign:      []string{c.StandingCommittee()},
		Date:      on.String(),
	}
	d.para(s.Day.String() + "，" + c.Full(s) + "通过下列人事任免事项，现报请备案。")
	for _, sec := range Sections(c, list) {
		for _, line := range sec.Lines {
			d.add(Entry, line)
		}
	}
	return d
}

// cite sets a document number in brackets, nothing when there is none.
func cite(number string) string {
	if number == "" {
		return ""
	}
	return "（" + number + "）"
}

// EndedBy is an office that ended by itself: by the holder's death, or because it was abolished.
type EndedBy struct {
	Name, Title string
	Death       bool
	Organ, Into string // the abolished organ, and the one it was merged into
	Day         calendar.Day
}

func (e EndedBy) sentence() string {
	switch {
	case e.Death:
		return e.Title + e.Name + "已于" + e.Day.String() + "去世，其职务自行终止。"
	case e.Into != "":
		return e.Organ + "已于" + e.Day.String() + "并入" + e.Into + "，" + e.Name + "的" + e.Title + "职务自行终止。"
	case strings.HasPrefix(e.Title, e.Organ):
		return e.Organ + "已于" + e.Day.String() + "撤销，" + e.Name + "的" + e.Title + "职务自行终止。"
	}
	return e.Title + "职务已于" + e.Day.String() + "撤销，" + e.Name + "的职务自行终止。"
}

// EndingAnnouncement makes public whose offices ended by themselves, without a removal 〔业务参考 2.10〕.
func EndingAnnouncement(c County, ended []EndedBy) Document {
	d := Document{Name: "公告", Title: []string{c.StandingCommittee(), "关于职务自行终止的公告"}, Sign: []string{c.StandingCommittee()}}
	for _, e := range ended {
		d.para(e.sentence())
	}
	d.para("现予公告。")
	return d
}
