package document

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ExamPaper is one printed paper of the law exam.
type ExamPaper struct {
	Number   string // of the set
	Title    string // 政府类任前法律知识考试试卷
	Label    string // A
	Year     int
	OpenBook bool
	Minutes  int
	Sections []ExamSection
	Check    string // first signs of the check value of the sealed set; empty for a draft
}

// ExamSection is one part of a paper (大题).
type ExamSection struct {
	Kind      string // 单项选择题
	Points    float64
	Hint      string // how to answer
	Long      bool   // answered in sentences
	Questions []ExamQuestion
}

// ExamQuestion is one question as it is printed.
type ExamQuestion struct {
	Number  int // numbered through the paper
	Stem    string
	Options []string // without letters
	Answer  string   // AC, 对, or the words of the blanks
	Blanks  int
	Points  []string // 要点, each with its points
	Cites   string
	Note    string
}

// who is what a candidate writes within the sealed line.
var sealedFields = []string{"考生姓名", "拟任职务", "准考证号", "考场", "座号"}

func (x ExamPaper) head(name string, c County) Document {
	d := Document{Name: name, Small: true, Title: []string{c.Name + "人大常委会", strconv.Itoa(x.Year) + "年" + x.Title}}
	d.SubTitle = "（" + x.Label + " 卷）"
	if name != "试卷" {
		d.SubTitle = "（" + x.Label + " 卷　" + name + "）"
	}
	d.Number = "试卷编号：" + x.Number + x.Label
	if x.Check == "" {
		d.Number += "（草稿，未经审定，不得使用）"
	} else {
		d.Note = "封存校验值 " + x.Check
	}
	return d
}

// numbered is 一、单项选择题（每题 1 分，共 30 分。每题只有一个正确答案）.
func (s ExamSection) numbered(i int) string {
	n := float64(len(s.Questions))
	return fmt.Sprintf("%s、%s（%d 题，每题 %g 分，共 %g 分。%s）", Numeral(i+1), s.Kind, len(s.Questions), s.Points, n*s.Points, s.Hint)
}

func (x ExamPaper) total() float64 {
	sum := 0.0
	for _, s := range x.Sections {
		sum += float64(len(s.Questions)) * s.Points
	}
	return sum
}

// scores is the table in which the points of each part are added up (得分栏).
func (x ExamPaper) scores(d *Document) {
	header, blank, markers := []string{"题号"}, []string{"得分"}, []string{"评卷人"}
	for i := range x.Sections {
		header, blank, markers = append(header, Numeral(i+1)), append(blank, ""), append(markers, "")
	}
	d.table(append(header, "总分", "核分人"), [][]string{append(blank, "", ""), append(markers, "", "")})
}

// QuestionPaper is the paper as candidates get it (试卷).
func (x ExamPaper) QuestionPaper(c County) Document {
	d := x.head("试卷", c)
	d.Sealed = sealedFields
	d.para(fmt.Sprintf("注意事项：1. 本卷满分 %g 分，考试时间 %d 分钟，%s考试。2. 请在密封线内填写姓名等各项，密封线内不要答题。3. 答案写在答题纸上，写在试卷上的无效；考试结束，试卷和答题纸一并交回。",
		x.total(), x.Minutes, yesNo(x.OpenBook, "开卷", "闭卷")))
	for i, s := range x.Sections {
		d.head(s.numbered(i))
		for _, q := range s.Questions {
			d.add(Question, itoa(q.Number)+". "+q.Stem)
			for _, line := range optionLines(q.Options) {
				d.add(Choice, line)
			}
		}
	}
	return d
}

// optionLines sets options side by side when they are short: four on a line, two, or one.
func optionLines(options []string) []string {
	longest := 0
	for _, o := range options {
		longest = max(longest, utf8.RuneCountInString(o))
	}
	onLine := 1
	switch {
	case longest <= 6:
		onLine = 4
	case longest <= 15:
		onLine = 2
	}
	var lines []string
	for i, o := range options {
		text := string(rune('A'+i)) + ". " + o
		if i%onLine == 0 {
			lines = append(lines, text)
			continue
		}
		last := &lines[len(lines)-1]
		*last += strings.Repeat("　", max(1, longest+2-utf8.RuneCountInString(options[i-1]))) + text
	}
	return lines
}

// AnswerSheet is where candidates write (答题纸).
func (x ExamPaper) AnswerSheet(c County) Document {
	d := x.head("答题纸", c)
	d.Sealed = sealedFields
	x.scores(&d)
	for i, s := range x.Sections {
		d.add(Scored, s.numbered(i))
		switch {
		case s.Long:
			for _, q := range s.Questions {
				d.add(Question, itoa(q.Number)+". ")
				d.add(Lines, itoa(max(6, int(s.Points)+4)))
			}
		case len(s.Questions) > 0 && s.Questions[0].Blanks > 0:
			for _, q := range s.Questions {
				d.add(Question, itoa(q.Number)+". "+strings.Repeat("________________　　", q.Blanks))
			}
		default:
			const across = 10
			for from := 0; from < len(s.Questions); from += across {
				header, blank := []string{"题号"}, []string{"答案"}
				for at := from; at < from+across; at++ {
					number := "—"
					if at < len(s.Questions) {
						number = itoa(s.Questions[at].Number)
					}
					header, blank = append(header, number), append(blank, "")
				}
				d.table(header, [][]string{blank})
			}
		}
	}
	return d
}

// AnswerKey is what markers mark by (参考答案和评分标准).
func (x ExamPaper) AnswerKey(c County) Document {
	d := x.head("参考答案和评分标准", c)
	for i, s := range x.Sections {
		d.head(s.numbered(i))
		if !s.Long {
			rows := make([][]string, len(s.Questions))
			for j, q := range s.Questions {
				rows[j] = []string{itoa(q.Number), q.Answer, q.Cites, q.Note}
			}
			d.table([]string{"题号", "答案", "依据", "说明"}, rows)
			continue
		}
		for _, q := range s.Questions {
			d.add(Question, itoa(q.Number)+". "+q.Stem)
			for _, p := range q.Points {
				d.add(Choice, p)
			}
			d.add(Choice, "依据："+ended(q.Cites)+q.Note)
		}
	}
	return d
}
