package document

import "renmian/internal/calendar"

// ExamScore is one line of the score list.
type ExamScore struct {
	Name, Proposed string
	Attempt        int
	Score          string // 92.5, 缺考
	Grade          string // 合格、优秀 …
}

// ExamSitting is one exam as its score list names it.
type ExamSitting struct {
	Number       string
	On           calendar.Day
	Place, Paper string
	OpenBook     bool
	Invigilators string
	PassMark     string
}

// ScoreList is the list of results of one sitting (任前法律知识考试成绩单); only confirmed results stand on it.
func ScoreList(c County, s ExamSitting, scores []ExamScore) Document {
	d := Document{Name: "考试成绩单", Number: "场次：" + s.Number, Title: []string{c.Short(), "任前法律知识考试成绩单"},
		Sign: []string{c.Committee}, Date: s.On.String()}
	d.para("考试时间：" + s.On.String() + "。考试地点：" + ended(s.Place))
	d.para("试卷：" + s.Paper + "（" + yesNo(s.OpenBook, "开卷", "闭卷") + "）。及格线：" + s.PassMark + "分。监考：" + ended(s.Invigilators))
	rows := make([][]string, len(scores))
	for i, x := range scores {
		rows[i] = []string{itoa(i + 1), SpacedName(x.Name), x.Proposed, yesNo(x.Attempt > 1, "补考", "首次"), x.Score, x.Grade}
	}
	d.table([]string{"序号", "姓名", "拟任职务", "考次", "成绩", "等次"}, rows)
	d.fillIn("登记：　　　　　　　　核对：")
	return d
}
