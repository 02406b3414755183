package document

import (
	"strings"

	"renmian/internal/calendar"
)

// Profile is what the public may read of a nominee: never identity number, address or family V25.
type Profile struct {
	Name, Sex, Ethnicity string
	Born                 calendar.Day // the month counts
	Party                string       // as registered: a month of joining, or the name of a party
	Education, Degree    string
	WorkSince            calendar.Day // the month counts
	PresentPost          string
	Proposed             string // 决定任命示例县财政局局长
	Resume               []ProfilePeriod
}

// ProfilePeriod is one line of the résumé.
type ProfilePeriod struct {
	From, To string // 2003.07
	Open     bool   // until now
	Text     string
}

// Text words the profile as a notice has it, one paragraph a line.
func (p Profile) Text() string {
	parts := []string{p.Name}
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(p.Sex)
	add(p.Ethnicity)
	add(monthOf(p.Born, "出生"))
	add(p.Education)
	add(p.Degree)
	add(partyWords(p.Party))
	add(monthOf(p.WorkSince, "参加工作"))
	if p.PresentPost != "" {
		add("现任" + p.PresentPost)
	}
	add("拟" + p.Proposed)
	lines := []string{ended(strings.Join(parts, "，"))}
	for i, r := range p.Resume {
		if i == 0 {
			lines = append(lines, "简历：")
		}
		to := r.To
		if r.Open {
			to = "至今"
		}
		span := r.From
		if to != "" {
			span += "—" + to
		}
		lines = append(lines, strings.TrimSpace(span+"　"+r.Text))
	}
	return strings.Join(lines, "\n")
}

func monthOf(d calendar.Day, what string) string {
	if d.IsZero() {
		return ""
	}
	y, m, _ := d.Date()
	return itoa(y) + "年" + itoa(int(m)) + "月" + what
}

// partyWords: forms give the month of joining the Party, or the name of another party.
func partyWords(party string) string {
	if party != "" && party[0] >= '0' && party[0] <= '9' {
		return "中共党员"
	}
	return party
}

// PublicityPerson is one nominee on the paper form of a notice.
type PublicityPerson struct {
	Profile string
	Score   string // 任前法律考试成绩, empty when not published
}

// PublicityNotice is a 任前公示 as it is posted.
type PublicityNotice struct {
	Title     string
	Body      string
	From, To  calendar.Day
	Office    string
	Telephone string
	Online    string // address where opinions are taken, empty for none
	Persons   []PublicityPerson
}

// PublicityBody is what a notice says before the persons, when nobody words it otherwise.
func PublicityBody(c County) string {
	return "为广泛听取意见，接受社会监督，根据" + c.Short() + "人事任免办法的规定，现将拟提请任命人员的基本情况予以公示。"
}

// Paper is the notice on the official sheet.
func (n PublicityNotice) Paper(c County) Document {
	d := Document{Name: "任前公示", Title: []string{n.Title}, Sign: []string{c.StandingCommittee(), n.Office}, Date: n.From.String()}
	d.para(n.Body)
	for i, p := range n.Persons {
		for j, line := range strings.Split(p.Profile, "\n") {
			if j == 0 {
				line = itoa(i+1) + ". " + line
			}
			d.para(line)
		}
		if p.Score != "" {
			d.para("任前法律知识考试：" + ended(p.Score))
		}
	}
	d.para("公示期自" + n.From.String() + "起至" + n.To.String() + "止。")
	d.para("公示期间，如对上述人选有意见，可以当面、来信、来电或者通过网上提交的方式向" + n.Office + "反映，受理电话：" + n.Telephone + "。")
	d.para("反映意见应当实事求是，提倡署真实姓名和联系方式，以便核实和反馈；匿名反映的，请提供可以核查的线索。反映人的信息依法保密。")
	return d
}

// VerifiedOpinion is one opinion in the report on a notice; the person who gave it is not named.
type VerifiedOpinion struct {
	Receipt    string
	About      string // the nominee, empty for all
	How        string // 网上提交、来信 …
	Anonymous  bool
	Text       string
	Found      string
	Conclusion string
}

// PublicityReport is the draft of the report on a notice to the Party committee and the chairpersons'
// meeting (公示情况报告)〔AN-03〕.
func PublicityReport(c County, n PublicityNotice, names []string, opinions []VerifiedOpinion) string {
	var lines []string
	lines = append(lines, n.From.String()+"至"+n.To.String()+"，"+c.Committee+"对"+strings.Join(names, "、")+"等"+itoa(len(names))+"名拟任人员进行了任前公示。")
	if len(names) == 1 {
		lines[0] = n.From.String() + "至" + n.To.String() + "，" + c.Committee + "对拟任人员" + names[0] + "进行了任前公示。"
	}
	if len(opinions) == 0 {
		return strings.Join(append(lines, "公示期间没有收到意见。"), "\n")
	}
	lines = append(lines, "公示期间共收到意见"+itoa(len(opinions))+"件，均已核实，情况如下：")
	for i, o := range opinions {
		about := o.About
		if about == "" {
			about = "全部人选"
		}
		lines = append(lines, itoa(i+1)+". （"+o.Receipt+"，"+o.How+"，"+yesNo(o.Anonymous, "匿名", "署名")+"）反映对象："+about+"。反映内容："+
			ended(o.Text)+"核实情况："+ended(o.Found)+"结论："+ended(o.Conclusion))
	}
	return strings.Join(lines, "\n")
}

// PublicityReportPaper is the finished report on the official sheet.
func PublicityReportPaper(c County, title, text string, on calendar.Day) Document {
	d := Document{Name: "公示情况报告", Title: []string{c.Committee, "关于" + title + "情况的报告"}, Addressee: "主任会议：",
		Sign: []string{c.Committee}, Date: on.String()}
	for _, line := range strings.Split(text, "\n") {
		d.para(strings.TrimSpace(line))
	}
	return d
}
