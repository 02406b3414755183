package document

import (
	"strings"

	"renmian/internal/calendar"
)

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
	Organiser    string // 组织机构，依本县办法
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
	if s.Organiser != "" {
		d.para("组织机构：" + ended(s.Organiser))
	}
	rows := make([][]string, len(scores))
	for i, x := range scores {
		rows[i] = []string{itoa(i + 1), SpacedName(x.Name), x.Proposed, yesNo(x.Attempt > 1, "补考", "首次"), x.Score, x.Grade}
	}
	d.table([]string{"序号", "姓名", "拟任职务", "考次", "成绩", "等次"}, rows)
	d.fillIn("登记：　　　　　　　　核对：")
	return d
}

// ScoreLine is one question of a score sheet.
type ScoreLine struct {
	Position           int
	Kind, Stem         string
	Answer, Key, Cites string
	Earned, Full       string
}

// ScoreSheetOf is one candidate's marked paper.
type ScoreSheetOf struct {
	Sitting                             ExamSitting
	Name, Proposed, Paper, Total, Grade string
	Lines                               []ScoreLine
	Corrections                         []string // 第5题由5分更正为7分：漏判
}

// ScoreSheet is a candidate's marked paper with every answer, key and article (任前法律知识考试成绩明细).
func ScoreSheet(c County, x ScoreSheetOf) Document {
	d := Document{Name: "成绩明细", Number: "场次：" + x.Sitting.Number, Title: []string{c.Short(), "任前法律知识考试成绩明细"},
		Sign: []string{c.Committee}, Date: x.Sitting.On.String()}
	d.para("姓名：" + x.Name + "。拟任职务：" + ended(x.Proposed) + "试卷：" + ended(x.Paper))
	d.para("成绩：" + x.Total + "分，" + x.Grade + "（及格线" + x.Sitting.PassMark + "分）。")
	var rows [][]string
	for _, l := range x.Lines {
		answer := l.Answer
		if answer == "" {
			answer = "（没有作答）"
		}
		rows = append(rows, []string{itoa(l.Position), l.Stem, answer, l.Key, l.Cites, l.Earned + "/" + l.Full})
	}
	d.table([]string{"题号", "题目", "作答", "标准答案", "依据", "得分"}, rows)
	if len(x.Corrections) > 0 {
		d.head("成绩更正")
		for _, k := range x.Corrections {
			d.para(ended(k))
		}
	}
	return d
}

// ExamShare is a part of a whole with its name: a law and the part of its points that was earned.
type ExamShare struct{ Name, Rate string }

// ExamFigures is what the report on a sitting counts.
type ExamFigures struct {
	Called, Sat, Absent, Cancelled, Passed int
	PassRate, Mean, Highest, Lowest        string
	Bands                                  []ExamShare // 优秀 3人
	Laws                                   []ExamShare // the weakest first
}

// ExamReport reports a sitting to the chairpersons' meeting or to the committee (任前法律知识考试情况报告)
// 〔业务参考 3；R3 第十条〕.
func ExamReport(c County, to string, s ExamSitting, f ExamFigures, scores []ExamScore) Document {
	d := Document{Name: "考试情况报告", Title: []string{"关于拟任命人员任前法律知识考试", "情况的报告"}, Addressee: to + "：", Sign: []string{c.Committee}, Date: s.On.String()}
	d.para("根据" + c.Short() + "人事任免办法，" + s.On.String() + "在" + s.Place + organised(s.Organiser) + "任前法律知识考试。现将有关情况报告如下：")
	d.head("一、基本情况")
	d.para("本次考试为" + yesNo(s.OpenBook, "开卷", "闭卷") + "计算机考试，满分100分，" + s.PassMark + "分及格。应考" + itoa(f.Called) + "人，实考" + itoa(f.Sat) + "人" +
		counted("，缺考", f.Absent) + counted("，因违纪取消成绩", f.Cancelled) + "。客观题由系统按标准答案判分，主观题由阅卷人员匿名评阅，成绩由两人先后锁定、核对。")
	d.head("二、考试结果")
	if f.Sat > 0 {
		bands := make([]string, len(f.Bands))
		for i, b := range f.Bands {
			bands[i] = b.Name + b.Rate
		}
		d.para(
			"及格" + itoa(
				f.Passed,
			) + "人，及格率" + f.PassRate + "；平均" + f.Mean + "分，最高" + f.Highest + "分，最低" + f.Lowest + "分。按等次分：" + ended(
				strings.Join(bands, "，"),
			),
		)
	}
	rows := make([][]string, len(scores))
	for i, x := range scores {
		rows[i] = []string{itoa(i + 1), SpacedName(x.Name), x.Proposed, yesNo(x.Attempt > 1, "补考", "首次"), x.Score, x.Grade}
	}
	d.table([]string{"序号", "姓名", "拟任职务", "考次", "成绩", "等次"}, rows)
	if len(f.Laws) > 0 {
		d.head("三、答题情况")
		laws := make([]string, len(f.Laws))
		for i, l := range f.Laws {
			laws[i] = "《" + l.Name + "》" + l.Rate
		}
		d.para("各部法规的得分率由低到高为：" + ended(strings.Join(laws, "、")))
	}
	d.para("特此报告。")
	return d
}

// organised is who held the exam: the body that the county's rules name 〔DZ-04、ZY-04〕.
func organised(by string) string {
	if by == "" {
		return "组织了"
	}
	return "由" + by + "组织了"
}

func counted(what string, n int) string {
	if n == 0 {
		return ""
	}
	return what + itoa(n) + "人"
}
