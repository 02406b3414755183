package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/calendar"
)

// Proposal is what an organ handed in, as the papers of intake name it.
type Proposal struct {
	Number   string // 收件编号
	DocNo    string // 提请机关文号
	Title    string // 议案标题
	Organ    string
	Signer   string // 签署人及职务
	Received calendar.Day
	Due      calendar.Day // 提请截止日
	Meeting  string       // 拟提请的会议
	Items    []Decision
	Papers   []Paper
}

// Paper is one line of the checklist of documents.
type Paper struct {
	Name   string
	Wanted bool // 应交
	Have   bool // 已交
	Note   string
}

func (p Proposal) itemRows() [][]string {
	rows := make([][]string, len(p.Items))
	for i, it := range p.Items {
		rows[i] = []string{itoa(i + 1), SpacedName(it.Person.Name), it.Action.Label(), it.Office}
	}
	return rows
}

var itemHeader = []string{"序号", "姓名", "任免事项", "职务"}

// Receipt confirms that a proposal was handed in (议案受理单).
func Receipt(c County, p Proposal, clerk string) Document {
	d := Document{
		Name:   "受理单",
		Number: p.Number,
		Title:  []string{c.Short(), "人事任免议案受理单"},
		Sign:   []string{c.Committee},
		Date:   p.Received.String(),
	}
	d.para("提请机关：" + p.Organ + cite(p.DocNo))
	d.para("签署人：" + p.Signer)
	d.para("拟提请会议：" + p.Meeting)
	d.para("收件日期：" + p.Received.String() + "，提请截止日：" + p.Due.String() + "。" + lateness(p.Received, p.Due))
	d.head("一、任免事项")
	d.table(itemHeader, p.itemRows())
	d.head("二、材料清单")
	rows := make([][]string, 0, len(p.Papers))
	for _, x := range p.Papers {
		rows = append(rows, []string{x.Name, yesNo(x.Wanted, "应交", "可交"), yesNo(x.Have, "已收", "未收"), x.Note})
	}
	d.table([]string{"材料", "要求", "收件情况", "备注"}, rows)
	d.fillIn("经办人：" + clerk + "　　　　提请机关送件人：")
	return d
}

func lateness(received, due calendar.Day) string {
	if late := received.Sub(due); !due.IsZero() && late > 0 {
		return fmt.Sprintf("迟于截止日 %d 日。", late)
	}
	return "在期限内。"
}

func yesNo(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// CorrectionLetter asks an organ to correct its proposal or returns it (补正通知、退回函). grounds are the
// findings, each a sentence; due is the day to hand in corrections by, zero when the case is returned
// for good.
func CorrectionLetter(c County, number string, p Proposal, grounds []string, on, due calendar.Day) Document {
	d := Document{
		Name:      "补正通知",
		Number:    number,
		Title:     []string{c.Short(), "关于补正人事任免议案材料的通知"},
		Addressee: p.Organ + "：",
		Sign:      []string{c.Committee},
		Date:      on.String(),
	}
	if due.IsZero() {
		d.Name, d.Title[1] = "退回函", "关于退回人事任免议案的函"
	}
	d.para("你单位" + cite(p.DocNo) + "提请的人事任免议案收悉。经初步审查，有下列问题：")
	for i, g := range grounds {
		d.para(Numeral(i+1) + "、" + ended(g))
	}
	if due.IsZero() {
		d.para("现予退回。请按照有关规定办理后重新提请。")
	} else {
		d.para("请于" + due.String() + "前核实更正，并将更正后的材料报送我委。逾期未补正的，不列入本次会议议程。")
	}
	return d
}

// Bill drafts the organ's bill out of what it entered (提请议案) 〔业务参考 6.2〕. The organ gives it its number and
// seal, and hands the signed paper in.
func Bill(c County, p Proposal, on calendar.Day) Document {
	d := Document{
		Name:      "提请议案",
		Number:    p.DocNo,
		Title:     []string{p.Organ, cmp.Or(p.Title, "关于提请"+billed(p.Items)+"职务的议案")},
		Addressee: c.StandingCommittee() + "：",
		Sign:      []string{p.Organ},
		Date:      on.String(),
	}
	if p.Signer != "" {
		d.Sign = append(d.Sign, p.Signer)
	}
	d.para("根据《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》第五十条的规定，现提请：")
	for _, sec := range Sections(c, p.Items) {
		for _, line := range sec.Lines {
			d.add(Entry, asked.Replace(line))
		}
	}
	d.para("请予审议。")
	d.Attachments = append(d.Attachments, "人选的基本情况")
	return d
}

// asked words a decision as what is asked for: the committee decides, the organ asks.
var asked = strings.NewReplacer("决定任命", "任命", "决定免去", "免去")

// billed names what a bill asks for and at most three people: 任免甲、乙、丙等5名同志.
func billed(items []Decision) string {
	verb := "任免"
	if !slices.ContainsFunc(items, func(d Decision) bool { return d.Action.Ends() }) {
		verb = "任命"
	} else if !slices.ContainsFunc(items, func(d Decision) bool { return d.Action.Begins() }) {
		verb = "免去"
	}
	var people []string
	for _, it := range items {
		if !slices.Contains(people, it.Person.Name) {
			people = append(people, it.Person.Name)
		}
	}
	if n := len(people); n > 3 {
		return verb + strings.Join(people[:3], "、") + "等" + itoa(n) + "名同志"
	}
	return verb + strings.Join(people, "、") + "同志"
}

// Finding is one gate of the preliminary review with what was found.
type Finding struct {
	Gate   string // 任职资格
	Result string // 合格、需补正、不合格
	Detail string
}

// Reviewed is one case in the review report.
type Reviewed struct {
	Item       Decision
	Findings   []Finding
	Conditions []string // 考试、承诺、公示、考察的情况，各一句
	Opinion    string   // 初审意见
}

// ReviewReport is the report on the preliminary review to the chairpersons' meeting (初审报告).
func ReviewReport(c County, number string, p Proposal, cases []Reviewed, on calendar.Day) Document {
	d := Document{
		Name:      "初审报告",
		Number:    number,
		Title:     []string{c.Committee, "关于人事任免议案的初审报告"},
		Addressee: "主任会议：",
		Sign:      []string{c.Committee},
		Date:      on.String(),
	}
	d.para(p.Received.String() + "，" + p.Organ + cite(p.DocNo) + "提请任免" + itoa(len(cases)) + "项。我委按照本县人事任免办法进行了初审，现将情况报告如下。")
	d.head("一、提请情况")
	d.table(itemHeader, p.itemRows())
	d.head("二、审查情况")
	for i, r := range cases {
		d.subhead("（" + Numeral(i+1) + "）" + r.Item.Person.Name + "，提请" + r.Item.Sentence())
		for _, f := range r.Findings {
			d.para(f.Gate + "：" + ended(strings.TrimSuffix(f.Result+"。"+f.Detail, "。")))
		}
		for _, s := range r.Conditions {
			d.para(ended(s))
		}
	}
	d.head("三、初审意见")
	for i, r := range cases {
		d.para(itoa(i+1) + ". " + r.Item.Person.Name + "：" + ended(r.Opinion))
	}
	d.para("以上报告，请予审议。")
	return d
}

// ChairsDecision is what the chairpersons' meeting decided about one case.
type ChairsDecision struct {
	Item     Decision
	Decision string // 提请常委会会议审议、暂缓提请、退回提请机关
	Reason   string
	Speaks   bool // 确定为供职发言人选
}

// ChairsMinutes is the minutes of a chairpersons' meeting on personnel (主任会议纪要).
func ChairsMinutes(c County, no int, on calendar.Day, place, presider string, present, attending []string, cases []ChairsDecision) Document {
	d := Document{
		Name:  "主任会议纪要",
		Title: []string{c.Short(), c.TermName() + "第" + Numeral(no) + "次主任会议纪要"},
		Sign:  []string{c.Short() + "办公室"},
		Date:  on.String(),
	}
	d.para(on.String() + "，" + presider + "在" + place + "主持召开" + c.TermName() + "第" + Numeral(no) + "次主任会议，听取提请机关的说明和" + c.Committee + "的初审报告，研究人事任免事项。会议决定如下。")
	var speakers []string
	for i, x := range cases {
		text := Numeral(i+1) + "、提请" + x.Item.Sentence() + "：" + x.Decision
		if x.Reason != "" {
			text += "。理由：" + x.Reason
		}
		d.para(ended(text))
		if x.Speaks {
			speakers = append(speakers, x.Item.Person.Name)
		}
	}
	if len(speakers) > 0 {
		d.para("会议确定" + strings.Join(speakers, "、") + "在常委会会议上作供职发言。")
	}
	d.para("出席：" + strings.Join(present, "、"))
	if len(attending) > 0 {
		d.para("列席：" + strings.Join(attending, "、"))
	}
	return d
}
