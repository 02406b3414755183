package document

import (
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// MeetingNotice calls the members to a meeting (会议通知). opens is the hour, such as 上午9时; contact is
// the office's own telephone line.
func MeetingNotice(c County, s Session, number, opens string, items []string, observers []string, contact string, on calendar.Day) Document {
	d := Document{
		Name:      "会议通知",
		Number:    number,
		Title:     []string{c.StandingCommittee(), "关于召开" + c.TermName() + "人大常委会" + s.Ordinal() + "的通知"},
		Addressee: "常委会各位组成人员：",
		Sign:      []string{c.Short() + "办公室"},
		Date:      on.String(),
		Copies:    strings.Join(observers, "，"),
	}
	d.para("经主任会议决定，" + c.Full(s) + "于" + s.Day.String() + opens + "在" + s.Place + "举行。现将有关事项通知如下。")
	d.head("一、会议建议议程")
	for i, it := range items {
		d.para(itoa(i+1) + ". " + ended(it))
	}
	if len(observers) > 0 {
		d.head("二、列席人员")
		d.para(strings.Join(observers, "；") + "。")
	}
	d.head(yesNo(len(observers) > 0, "三", "二") + "、有关要求")
	d.para("请阅读会议材料，按时出席会议。不能出席的，请在会议举行前书面请假。")
	if contact != "" {
		d.para("联系：" + contact)
	}
	return d
}

// Agenda is the agenda of a meeting (议程). personnel are the cases in lawful order; other the remaining items.
func Agenda(c County, s Session, other []string, personnel []Decision) Document {
	d := Document{
		Name:     "会议议程",
		Title:    []string{c.StandingCommittee(), s.Ordinal() + "议程"},
		SubTitle: "（" + s.Day.String() + c.Full(s) + "全体会议通过）",
	}
	n := 0
	for _, it := range other {
		n++
		d.para(Numeral(n) + "、" + ended(it))
	}
	if len(personnel) > 0 {
		n++
		d.para(Numeral(n) + "、审议人事任免案。")
		for i, it := range personnel {
			d.add(Entry, "（"+Numeral(i+1)+"）"+it.Sentence()+yesNo(i == len(personnel)-1, "。", "；"))
		}
	}
	return d
}

// Attendance is who was there, as papers state it.
type Attendance struct {
	Members   int // 应到
	Present   []string
	OnLeave   []string
	Absent    []string
	Observers []string // 列席
	Listeners []string // 旁听
	Rests     []string // 休会, 10时20分至10时35分
	Groups    []string // 分组审议: 召集人, 成员, 列席
}

// Result is how one case was decided.
type Result struct {
	Item                           Decision
	Secret                         bool
	For, Against, Abstain, Invalid int
	NotCast                        int
	Uncast                         string // what that is called in this way of voting, 未投 when empty
	Adopted                        bool
}

func (r Result) verdict() string { return yesNo(r.Adopted, "通过", "未通过") }

// Minutes is the record of a meeting (会议纪要). counts says whether the county writes each person's
// votes into it; spoken are the main points of deliberation, followed what came after the votes.
func Minutes(
	c County,
	s Session,
	presider string,
	a Attendance,
	items []string,
	spoken []string,
	results []Result,
	counts bool,
	followed []string,
	clerk string,
) Document {
	d := Document{
		Name:  "会议纪要",
		Title: []string{c.StandingCommittee(), s.Ordinal() + "纪要"},
		Sign:  []string{c.Short() + "办公室"},
		Date:  s.Day.String(),
	}
	d.para("时间：" + s.Day.String())
	d.para("地点：" + s.Place)
	d.para("主持：" + presider)
	d.para("出席：" + strings.Join(a.Present, "、") + "（应到" + itoa(a.Members) + "人，实到" + itoa(len(a.Present)) + "人）")
	if len(a.OnLeave) > 0 {
		d.para("请假：" + strings.Join(a.OnLeave, "、"))
	}
	if len(a.Absent) > 0 {
		d.para("缺席：" + strings.Join(a.Absent, "、"))
	}
	if len(a.Observers) > 0 {
		d.para("列席：" + strings.Join(a.Observers, "、"))
	}
	if len(a.Listeners) > 0 {
		d.para("旁听：" + strings.Join(a.Listeners, "、"))
	}
	for _, g := range a.Groups {
		d.para("分组审议：" + g)
	}
	if len(a.Rests) > 0 {
		d.para("休会：" + strings.Join(a.Rests, "；"))
	}
	d.head("一、会议议程")
	for i, it := range items {
		d.para(itoa(i+1) + ". " + ended(it))
	}
	d.head("二、审议情况")
	for _, x := range spoken {
		d.para(ended(x))
	}
	d.head("三、表决结果")
	for _, r := range results {
		text := r.Item.Sentence() + "，" + r.verdict()
		if counts {
			text += "（赞成" + itoa(r.For) + "，反对" + itoa(r.Against) + "，弃权" + itoa(r.Abstain)
			if r.Invalid > 0 {
				text += "，无效" + itoa(r.Invalid)
			}
			if r.NotCast > 0 {
				text += "，" + yesNo(r.Uncast == "", "未投", r.Uncast) + itoa(r.NotCast)
			}
			text += "）"
		}
		d.para(ended(text))
	}
	if len(followed) > 0 {
		d.head("四、颁发任命书和宪法宣誓")
		for _, x := range followed {
			d.para(ended(x))
		}
	}
	d.fillIn("记录：" + clerk + "　　　　签发：")
	return d
}

// OathRoll is the list of those who take the oath (宣誓名册). text is the legal wording.
func OathRoll(c County, on calendar.Day, place, organiser, form, leader, text string, takers []Decision) Document {
	d := Document{
		Name:  "宣誓名册",
		Title: []string{c.StandingCommittee(), "宪法宣誓名册"},
		Date:  on.String(),
	}
	d.para("时间：" + on.String() + "　地点：" + place)
	d.para("组织：" + organiser + "　形式：" + form)
	if leader != "" {
		d.para("领誓人：" + leader)
	}
	d.head("誓词")
	d.para(text)
	rows := make([][]string, len(takers))
	for i, t := range takers {
		rows[i] = []string{itoa(i + 1), SpacedName(t.Person.Name), t.Office, ""}
	}
	d.head("宣誓人")
	d.table([]string{"序号", "姓名", "职务", "签名"}, rows)
	return d
}

// Certificate is the certificate of appointment (任命书). It is signed by the chairperson, or who acts as
// one, and dated the day of adoption; government offices are worded 决定任命 〔业务参考 6.2〕. Below stands
// the office in the second language of the county's papers.
func Certificate(c County, s Session, number string, x Decision, duty, signer string, lang policy.Language) Document {
	d := Document{
		Name:      "任命书",
		Number:    number,
		Title:     []string{"任命书"},
		Second:    lang.Printed(lang.Certificate),
		Addressee: x.Person.Name + "：",
		Sign:      []string{duty + "　" + SpacedName(signer)},
		Date:      s.Day.String(),
	}
	switch {
	case x.Action.Acting(): // only where the county gives certificates for acting
		d.para(c.Full(s) + "决定由你代理" + x.Office + "职务。")
	case x.Action.Decides():
		d.para(c.Full(s) + "决定任命你为" + x.Office + "。")
	default:
		d.para("根据" + c.Full(s) + "决定，任命你为" + x.Office + "。")
	}
	d.para(lang.Printed(x.Second))
	return d
}

// NameScale is how much larger the name on a certificate is than the rest.
const NameScale = 1.6

// CertificateSheet is a certificate as it is handed over, word by word as it was registered.
type CertificateSheet struct {
	Title, Number string
	Second        string   // 标题的民族文字
	To            string   // 姓名
	Body          []string // paragraphs
	Signed        []string // 主任 and name
	Date          string
	Stamp         string // 校样, 作废
}

// Texts is every piece of text in the order in which it is read.
func (c CertificateSheet) Texts() []string {
	var out []string
	for _, t := range []string{c.Stamp, c.Title, c.Second, c.Number, c.To + "："} {
		if t != "" {
			out = append(out, t)
		}
	}
	return append(append(append(out, c.Body...), c.Signed...), c.Date)
}
