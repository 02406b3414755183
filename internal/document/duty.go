package document

import (
	"strings"

	"renmian/internal/calendar"
)

// DutyCall is the yearly call for duty reports with the list of who is called (述职通知)〔业务参考 4.1〕.
func DutyCall(c County, year int, on, due calendar.Day, headings []string, note string, people [][2]string) Document {
	d := Document{
		Name:      itoa(year) + "年述职通知",
		Title:     []string{c.Short(), "关于报送" + itoa(year) + "年述职报告的通知"},
		Addressee: "有关任命人员：",
		Sign:      []string{c.Committee},
		Date:      on.String(),
	}
	d.para("根据本县人民代表大会常务委员会任免和任后监督办法，请于" + due.String() + "以前提交" + itoa(year) + "年书面述职报告。")
	d.head("一、述职内容")
	d.para(strings.Join(headings, "；") + "。任职时作出供职承诺的，对承诺逐项说明兑现情况。")
	d.head("二、报送方式")
	d.para("有账号的，登录系统填写提交；没有账号的，报送本人签名的书面报告。")
	if note != "" {
		d.head("三、其他要求")
		d.para(ended(note))
	}
	rows := make([][]string, len(people))
	for i, p := range people {
		rows[i] = []string{itoa(i + 1), SpacedName(p[0]), p[1]}
	}
	d.table([]string{"序号", "姓名", "职务"}, rows)
	return d
}

// DutyReportPaper is one duty report as it is printed and bound.
type DutyReportPaper struct {
	Year         int
	Name, Office string
	FiledOn      calendar.Day
	Sections     []Promise
	Promises     []PromiseKept
	OnPaper      bool // only the signed paper is kept
	Opinion      string
}

// PromiseKept is one promise with how far it was kept.
type PromiseKept struct{ Heading, Promise, Kept, Text string }

// DutyReport sets a duty report (述职报告).
func DutyReport(p DutyReportPaper) Document {
	d := Document{
		Name:     p.Name + "述职报告",
		Title:    []string{itoa(p.Year) + "年度述职报告"},
		SubTitle: "（" + SpacedName(p.Name) + "　" + p.Office + "）",
		Sign:     []string{SpacedName(p.Name)},
		Date:     p.FiledOn.String(),
	}
	for i, s := range p.Sections {
		d.head(Numeral(i+1) + "、" + s.Heading)
		for line := range strings.Lines(s.Text) {
			d.para(strings.TrimSpace(line))
		}
	}
	if len(p.Promises) > 0 {
		d.head(Numeral(len(p.Sections)+1) + "、供职承诺逐项说明")
		for i, k := range p.Promises {
			d.subhead("（" + Numeral(i+1) + "）" + k.Heading + "：" + k.Kept)
			d.para("承诺：" + ended(k.Promise))
			d.para("兑现情况：" + ended(k.Text))
		}
	}
	if p.OnPaper {
		d.para("本人书面提交，签名原件存于任职档案。")
	}
	if p.Opinion != "" {
		d.Note = "（审查意见：" + p.Opinion + "）"
	}
	return d
}

// DutySummary is the committee's review report on a year's duty reports (审查报告)〔SB-11〕.
func DutySummary(c County, year int, text string, on calendar.Day, rows [][]string) Document {
	d := Document{Name: itoa(year) + "年述职报告审查报告", Title: []string{c.Short(), "关于" + itoa(year) + "年任命人员述职报告审查情况的报告"}, Sign: []string{c.Committee}}
	if !on.IsZero() {
		d.Date = on.String()
	}
	d.Blocks = append(d.Blocks, BodyBlocks(text, false)...)
	if len(rows) > 0 {
		d.head("附：逐人审查意见")
		d.table([]string{"序号", "姓名", "职务", "审查意见"}, rows)
	}
	return d
}

// DutyReceipt tells an appointee that the report was received (述职报告回执).
func DutyReceipt(c County, year int, name, office string, edition int, at string) Document {
	d := Document{Name: "述职报告回执", Title: []string{"述职报告回执"}, Sign: []string{c.Committee}}
	d.para(SpacedName(name) + "（" + office + "）：")
	d.para("你提交的" + itoa(year) + "年度述职报告（第" + itoa(edition) + "稿）已于" + at + "收到。")
	return d
}

// DutyFigures are the numbers of a year's duty reports.
type DutyFigures struct {
	Called, Filed, Late, Chosen, Excused int
	Due                                  calendar.Day
}

// DutySummaryDraft is what a review report begins with; the committee writes on from it.
func DutySummaryDraft(year int, f DutyFigures) string {
	text := "主任、各位副主任、各位委员：\n现将" + itoa(year) + "年任命人员述职报告的审查情况报告如下。\n一、提交情况\n" +
		itoa(year) + "年应提交述职报告" + itoa(f.Called) + "人，已提交" + itoa(f.Filed) + "人"
	if f.Late > 0 {
		text += "，逾期未交" + itoa(f.Late) + "人"
	}
	if f.Excused > 0 {
		text += "；另有" + itoa(f.Excused) + "人准予免交"
	}
	text += "。提交期限为" + f.Due.String() + "。\n二、审查情况\n工委对已提交的报告逐份审查，内容齐全，对任职时的供职承诺作了逐项说明。\n三、存在的问题\n\n四、建议\n"
	if f.Chosen > 0 {
		text += "主任会议确定" + itoa(f.Chosen) + "人在常委会会议上口头述职。"
	}
	return text
}
