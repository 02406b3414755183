package document

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
)

// Ledger is what the paper of a rectification says (整改台账).
type Ledger struct {
	Title     string
	Subject   string
	Source    string
	OpenedOn  calendar.Day
	PlanDue   calendar.Day
	ReportDue calendar.Day
	Findings  []string
	Events    [][3]string // 日期、环节、情况
	Result    string      // empty while it is under way
	Today     calendar.Day
}

// RectificationLedger sets the ledger of a rectification: what was found, what was done, how it ended.
func RectificationLedger(c County, x Ledger) Document {
	d := Document{Name: "整改台账", Title: []string{c.Short(), "整改台账"}, SubTitle: "（" + x.Title + "）", Sign: []string{c.Committee}, Date: x.Today.String()}
	d.head("一、整改要求")
	d.para(fmt.Sprintf("整改单位（人）：%s。由来：%s。%s发出，整改方案期限%s，整改报告期限%s。", x.Subject, x.Source, x.OpenedOn, x.PlanDue, x.ReportDue))
	d.head("二、问题清单")
	for i, f := range x.Findings {
		d.para(fmt.Sprintf("%d．%s", i+1, f))
	}
	d.head("三、办理过程")
	rows := make([][]string, len(x.Events))
	for i, e := range x.Events {
		rows[i] = e[:]
	}
	d.table([]string{"日期", "环节", "情况"}, rows)
	d.head("四、结果")
	if x.Result == "" {
		x.Result = "正在办理。"
	}
	d.para(x.Result)
	return d
}

// Letter is an official letter that is written freely: a dispatch (报送反馈) or a deliberation opinion (审议意见).
type Letter struct {
	Name      string
	Number    string
	Title     string
	Recipient string
	Body      string
	On        calendar.Day
	Note      string
}

// OfficialLetter sets a letter of the standing committee.
func OfficialLetter(c County, x Letter) Document {
	d := Document{Name: x.Name, RedHead: c.RedHead(), Number: x.Number, Title: []string{x.Title}, Addressee: x.Recipient + "：",
		Sign: []string{c.StandingCommittee()}, Date: x.On.String(), Note: x.Note}
	for _, line := range strings.Split(strings.ReplaceAll(x.Body, "\r\n", "\n"), "\n") {
		d.para(strings.TrimSpace(line))
	}
	return d
}
