package appointment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

func TestEarlierExamCounts(t *testing.T) {
	years := policy.Default().Exam
	years.Validity, years.ValidYears = policy.ValidYears, 3
	for _, tt := range []struct {
		name    string
		exam    policy.Exam
		earlier EarlierExam
		want    ExamState
	}{
		{"R1 passed in this term", policy.Default().Exam, EarlierExam{On: today.Add(-400), Score: 70, InTerm: true}, ExamPassed},
		{"R1 passed in an earlier term", policy.Default().Exam, EarlierExam{On: today.Add(-2000), Score: 70}, ExamNotSat},
		{"failed before", policy.Default().Exam, EarlierExam{On: today.Add(-40), Score: 59.5, InTerm: true}, ExamNotSat},
		{"three years, on the last day", years, EarlierExam{On: calendar.Date(2023, 11, 10), Score: 70}, ExamPassed},
		{"three years and a day", years, EarlierExam{On: calendar.Date(2023, 11, 9), Score: 70, InTerm: true}, ExamNotSat},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			c.Exams, c.EarlierExam, p.Exam = nil, &tt.earlier, tt.exam
			if got := ExamStateOf(c, p, today).State; got != tt.want {
				t.Errorf("state %q, want %q", got, tt.want)
			}
		})
	}
}

// refusals runs a table of rules that answer with a sentence or nothing.
type refusal struct {
	name   string
	change func(*Case, *policy.Policy)
	want   string // part of the sentence; empty when allowed
}

func checkRefusals(t *testing.T, rule func(Case, policy.Policy) string, rows []refusal) {
	t.Helper()
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			c, p := nominee(), policy.Default()
			tt.change(&c, &p)
			switch got := rule(c, p); {
			case tt.want == "" && got != "":
				t.Errorf("refused: %s", got)
			case tt.want != "" && !strings.Contains(got, tt.want):
				t.Errorf("said %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMayRecordExam(t *testing.T) {
	failed := func(c *Case) { c.Exams = []Exam{{Attempt: 1, On: today.Add(-1), Score: 50, Confirmed: true}} }
	checkRefusals(t, func(c Case, p policy.Policy) string { return MayRecordExam(c, p, today) }, []refusal{
		{"TM-06 not sat", func(c *Case, _ *policy.Policy) { c.Exams = nil }, ""},
		{"before acceptance", func(c *Case, _ *policy.Policy) { c.Exams, c.Stage = nil, StageIntake }, "受理之后"},
		{"after the vote", func(c *Case, _ *policy.Policy) { c.Exams, c.Stage = nil, StageAdopted }, "会议审议之前"},
		{"ST-02 a deferred case sits again", func(c *Case, p *policy.Policy) {
			failed(c)
			c.Stage, p.Exam.FailPolicy = StageHeld, policy.FailDefer
		}, ""},
		{"not required", func(c *Case, _ *policy.Policy) { c.Exams, c.Office.Exam = nil, false }, "不需要"},
		{"waived", func(c *Case, _ *policy.Policy) { c.Exams, c.Waiver = nil, &Waiver{Ground: "internal"} }, "免试"},
		{"score not confirmed", func(c *Case, _ *policy.Policy) { c.Exams[0].Confirmed = false }, "尚未核对"},
		{"passed", func(*Case, *policy.Policy) {}, "已合格"},
		{"DZ-06 make-up", func(c *Case, _ *policy.Policy) { failed(c) }, ""},
		{"make-up on the day of the exam", func(c *Case, _ *policy.Policy) { failed(c); c.Exams[0].On = today }, "之后"},
		{"SB-05 no make-up", func(c *Case, p *policy.Policy) { failed(c); p.Exam.FailPolicy = policy.FailBlock }, "不予提请"},
	})
}

func TestMayWaive(t *testing.T) {
	checkRefusals(t, func(c Case, p policy.Policy) string { return MayWaive(c, p, policy.WaiveInternal, today) }, []refusal{
		{"E3 moved within the organ", func(c *Case, _ *policy.Policy) { c.Exams = nil }, ""},
		{"not a ground of this county", func(c *Case, p *policy.Policy) { c.Exams, p.Exam.Waivers = nil, nil }, "没有规定"},
		{"already waived", func(c *Case, _ *policy.Policy) { c.Exams, c.Waiver = nil, &Waiver{} }, "已准予"},
		{"passed", func(*Case, *policy.Policy) {}, "已合格"},
		{"failed once", func(c *Case, _ *policy.Policy) { c.Exams[0].Score = 10 }, "以考试成绩为准"},
		{"not required", func(c *Case, _ *policy.Policy) { c.Exams, c.Office.Exam = nil, false }, "无须免试"},
		{"at the meeting", func(c *Case, _ *policy.Policy) { c.Exams, c.Stage = nil, StageDeliberation }, "不能再"},
	})
}

func TestMayPublicize(t *testing.T) {
	checkRefusals(t, func(c Case, p policy.Policy) string { return MayPublicize(c, p, today) }, []refusal{
		{"in review", func(*Case, *policy.Policy) {}, ""},
		{"before acceptance", func(c *Case, _ *policy.Policy) { c.Stage = StageIntake }, "初审期间"},
		{"after review", func(c *Case, _ *policy.Policy) { c.Stage = StageChairs }, "初审期间"},
		{"county has none", func(_ *Case, p *policy.Policy) { p.Publicity.Mode = policy.Off }, "不作任前公示"},
		{"R4 only courts and procuratorates", func(_ *Case, p *policy.Policy) { p.Publicity.Groups = []policy.Group{policy.Court} }, "不作任前公示"},
		{"a removal", func(c *Case, _ *policy.Policy) { c.Action = policy.DecideRemove }, "不作任前公示"},
		{"published before", func(c *Case, _ *policy.Policy) { c.Publicity = &Publicity{ID: 1} }, "不能重复"},
		{"AN-02 score shown but not sat", func(c *Case, p *policy.Policy) { c.Exams, p.Publicity.ShowExamScore = nil, true }, "须附"},
		{"AN-02 score shown and passed", func(_ *Case, p *policy.Policy) { p.Publicity.ShowExamScore = true }, ""},
	})
	c, p := nominee(), policy.Default()
	if got := PublishedScore(c, p, today); got != "" {
		t.Errorf("score %q published where the county does not", got)
	}
	p.Publicity.ShowExamScore = true
	if got := PublishedScore(c, p, today); got != "92分" {
		t.Errorf("AN-02 published score %q", got)
	}
}

func TestPublicityEnd(t *testing.T) {
	p := policy.Default()
	for _, tt := range []struct {
		name string
		from calendar.Day
		days int
		h    calendar.Holidays
		want calendar.Day
	}{
		{"a week from Monday", calendar.Date(2026, time.November, 9), 5, nil, calendar.Date(2026, time.November, 13)},
		{"over a week-end", calendar.Date(2026, time.November, 12), 5, nil, calendar.Date(2026, time.November, 18)},
		{"from a Saturday", calendar.Date(2026, time.November, 14), 5, nil, calendar.Date(2026, time.November, 20)},
		{"over a holiday", calendar.Date(2026, time.November, 9), 5,
			calendar.Holidays{calendar.Date(2026, time.November, 11): true}, calendar.Date(2026, time.November, 16)},
		{"one day", calendar.Date(2026, time.November, 9), 1, nil, calendar.Date(2026, time.November, 9)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Publicity.WorkingDays = tt.days
			if got := PublicityEnd(p, tt.h, tt.from); got != tt.want {
				t.Errorf("ends %s, want %s", got, tt.want)
			}
		})
	}
}

func TestPublicityOnADay(t *testing.T) {
	p := policy.Default()
	p.Retention.PublicityPageDays = 30
	from, to := today, today.Add(6)
	for _, tt := range []struct {
		day   calendar.Day
		state PublicityState
		shown bool
	}{
		{from.Add(-1), PublicityAhead, true}, {from, PublicityRunning, true}, {to, PublicityRunning, true},
		{to.Add(1), PublicityOver, true}, {to.Add(30), PublicityOver, true}, {to.Add(31), PublicityOver, false},
	} {
		if got := PublicityStateOn(from, to, tt.day); got != tt.state {
			t.Errorf("on %s %q, want %q", tt.day, got, tt.state)
		}
		if got := PublicityShown(to, p, tt.day); got != tt.shown {
			t.Errorf("on %s shown %t", tt.day, got)
		}
	}
}

func TestMayFile(t *testing.T) {
	checkRefusals(t, MayFile, []refusal{
		{"TM-11 nothing filed", func(*Case, *policy.Policy) {}, ""},
		{"the county asks for none", func(_ *Case, p *policy.Policy) { p.Commitment.Written = policy.WhomNone }, "不要求"},
		{"only those who speak, and this one does not", func(_ *Case, p *policy.Policy) { p.Commitment.Written = policy.WhomSelected }, "不要求"},
		{"before acceptance", func(c *Case, _ *policy.Policy) { c.Stage = StageIntake }, "受理之后"},
		{"after the vote", func(c *Case, _ *policy.Policy) { c.Stage = StageAdopted }, "表决之前"},
		{"waits for judgement", func(c *Case, _ *policy.Policy) { c.Commitments = []Commitment{{Edition: 1}} }, "正在审核"},
		{"judgement is not asked for", func(c *Case, p *policy.Policy) {
			c.Commitments, p.Commitment.JudgeRequired = []Commitment{{Edition: 1}}, false
		}, "不需要再交"},
		{"returned", func(c *Case, _ *policy.Policy) { c.Commitments = []Commitment{{Edition: 1, Judged: "returned"}} }, ""},
		{"sufficient", func(c *Case, _ *policy.Policy) { c.Commitments = []Commitment{{Edition: 1, Judged: "sufficient"}} }, "已审核合格"},
	})
}

func TestMayJudgeAndEnd(t *testing.T) {
	returned := func(c *Case) { c.Commitments = []Commitment{{Edition: 1, Judged: "returned"}} }
	checkRefusals(t, func(c Case, _ policy.Policy) string { return MayJudge(c) }, []refusal{
		{"filed", func(c *Case, _ *policy.Policy) { c.Commitments = []Commitment{{Edition: 1}} }, ""},
		{"nothing filed", func(*Case, *policy.Policy) {}, "尚未提交"},
		{"judged", func(c *Case, _ *policy.Policy) { returned(c) }, "不能重复"},
		{"after the vote", func(c *Case, _ *policy.Policy) { c.Commitments, c.Stage = []Commitment{{Edition: 1}}, StageAdopted }, "不能再"},
	})
	checkRefusals(t, MayEndForCommitment, []refusal{
		{"WN-12 this county lets them promise again", func(c *Case, _ *policy.Policy) { returned(c) }, "重新承诺"},
		{"WN-12 this county ends it", func(c *Case, p *policy.Policy) { returned(c); p.Commitment.OnFail = policy.EndProcedure }, ""},
		{"not judged", func(c *Case, p *policy.Policy) {
			c.Commitments, p.Commitment.OnFail = []Commitment{{Edition: 1}}, policy.EndProcedure
		}, "没有审核"},
	})
}

func TestCommitmentForm(t *testing.T) {
	p := policy.Default()
	p.Commitment.Headings = []string{"目标", "措施"}
	form := CommitmentForm(p, []Answer{{"措施", "乙"}, {"旧项", "丙"}})
	if want := []Answer{{"目标", ""}, {"措施", "乙"}}; !slices.Equal(form, want) {
		t.Errorf("form %v, want %v", form, want)
	}
	err := CheckAnswers("answer", []Answer{{"目标", "甲"}, {"措施", " \n"}, {"打算", strings.Repeat("字", MaxAnswer+1)}})
	var names []string
	for _, f := range errs.Fields(err) {
		names = append(names, f.Name)
	}
	if !slices.Equal(names, []string{"answer1", "answer2"}) {
		t.Errorf("SB-07 refused fields %v", names)
	}
	if err := CheckAnswers("answer", []Answer{{"目标", "甲"}}); err != nil {
		t.Error(err)
	}
}
