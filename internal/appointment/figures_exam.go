package appointment

import (
	"slices"

	"renmian/internal/calendar"
)

// Examined is one confirmed result of an exam with what is counted of it. Every figure of exams is the number of a
// list of these 〔V23〕.
type Examined struct {
	CaseID, PersonID, SittingID int64
	Sitting                     string // 编号
	Person, Sex, Office         string
	Attempt                     int
	On                          calendar.Day
	Score                       float64
	Absent, Cancelled, Passed   bool
}

// ExamFigure is one number about exams: of which results it is made, and what is counted of them.
type ExamFigure struct {
	Name, Label, Unit string
	of                func(Examined) bool
	distinct          func(Examined) int64 // counted once each; nil counts every result
}

// ExamSittings is the figure of batches; its list is of sittings.
const ExamSittings = "sittings"

func anyResult(Examined) bool { return true }

// ExamFigures are counted in this order: those who were called are the absent, those who passed and those who failed.
var ExamFigures = []ExamFigure{
	{ExamSittings, "场次", "场", anyResult, func(e Examined) int64 { return e.SittingID }},
	{"persons", "应考人数", "人", anyResult, func(e Examined) int64 { return e.PersonID }},
	{"called", "应考人次", "人次", anyResult, nil},
	{"absent", "缺考", "人次", func(e Examined) bool { return e.Absent }, nil},
	{"passed", "及格", "人次", func(e Examined) bool { return e.Passed }, nil},
	{"failed", "不及格和成绩取消", "人次", func(e Examined) bool { return !e.Absent && !e.Passed }, nil},
}

// ExamFigureOf finds a figure by its name.
func ExamFigureOf(name string) (ExamFigure, bool) {
	i := slices.IndexFunc(ExamFigures, func(f ExamFigure) bool { return f.Name == name })
	if i < 0 {
		return ExamFigure{}, false
	}
	return ExamFigures[i], true
}

// Pick lists the results of a figure, in a year unless that is zero.
func (f ExamFigure) Pick(all []Examined, year int) []Examined {
	var out []Examined
	for _, e := range all {
		if f.of(e) && (year == 0 || e.On.Year() == year) {
			out = append(out, e)
		}
	}
	return out
}

// Count is the number that a figure shows.
func (f ExamFigure) Count(all []Examined, year int) int {
	picked := f.Pick(all, year)
	if f.distinct == nil {
		return len(picked)
	}
	seen := map[int64]bool{}
	for _, e := range picked {
		seen[f.distinct(e)] = true
	}
	return len(seen)
}

// ExamCount sums the results of a year, or of all.
type ExamCount struct {
	Called, Absent, Passed int
	points                 float64
}

// CountExams sums the results of a year, of all for zero.
func CountExams(all []Examined, year int) (c ExamCount) {
	for _, e := range all {
		if year != 0 && e.On.Year() != year {
			continue
		}
		c.Called++
		switch {
		case e.Absent:
			c.Absent++
		case e.Passed:
			c.Passed++
		}
		c.points += e.Score
	}
	return c
}

// Sat is how many came.
func (c ExamCount) Sat() int { return c.Called - c.Absent }

// PassRate is the share of those who came that passed; there is none when nobody came.
func (c ExamCount) PassRate() (share float64, ok bool) {
	if c.Sat() == 0 {
		return 0, false
	}
	return float64(c.Passed) / float64(c.Sat()), true
}

// Average is the mean score of those who came.
func (c ExamCount) Average() float64 {
	if c.Sat() == 0 {
		return 0
	}
	return c.points / float64(c.Sat())
}
