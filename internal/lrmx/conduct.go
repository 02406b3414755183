package lrmx

import (
	"regexp"
	"slices"
	"strings"
)

// Rewards is 奖惩情况: the text, and the items it could be split into.
type Rewards struct {
	Text  string   `json:"text"`
	Items []Reward `json:"items,omitempty"`
}

// Reward is one sentence of 奖惩情况: when, approved by whom, and what. Only Text is set when the
// sentence has another form.
type Reward struct {
	Date      Date   `json:"date,omitzero"`
	Authority string `json:"authority,omitempty"`
	Name      string `json:"name,omitempty"`
	Text      string `json:"text"`
}

// String returns the text of the box.
func (r Rewards) String() string { return r.Text }

var (
	none         = regexp.MustCompile(`^[（(]?\s*无\s*[）)]?[。.]?$`)
	itemEnd      = regexp.MustCompile(`[；;\n]`)
	rewardForm   = regexp.MustCompile(`^([^，,]+)[，,]([^，,]+)[，,](.+)$`)
	rewardVerb   = regexp.MustCompile(`^(?:被?授予|荣获|获得?|被评为|评为|给予)`)
	approvedBy   = regexp.MustCompile(`^(?:经|由|被)?(.+?)(?:批准|决定|授予|评为|表彰)?$`)
	trailingStop = "。；;，, "
)

func parseRewards(s string) (Rewards, bool) {
	text := manyLines(s)
	if none.MatchString(text) {
		return Rewards{Text: "无"}, true
	}
	r := Rewards{Text: text}
	for _, part := range itemEnd.Split(text, -1) {
		part = strings.Trim(strings.TrimSpace(part), trailingStop)
		if part == "" {
			continue
		}
		item := Reward{Text: part}
		if m := rewardForm.FindStringSubmatch(part); m != nil {
			if d, ok := ParseDate(m[1]); ok {
				item.Date, item.Name = d, rewardVerb.ReplaceAllString(m[3], "")
				item.Authority = approvedBy.FindStringSubmatch(strings.TrimSpace(m[2]) + "")[1]
			}
		}
		r.Items = append(r.Items, item)
	}
	return r, true
}

// Assessments is 年度考核结果: the text, and the grades found in it.
type Assessments struct {
	Text  string       `json:"text"`
	Years []Assessment `json:"years,omitempty"` // by year
}

// Assessment is the grade of one year.
type Assessment struct {
	Year  int    `json:"year"`
	Grade string `json:"grade"`
}

// String returns the text of the box.
func (a Assessments) String() string { return a.Text }

// The grades stand longest first: 称职 is inside 基本称职 and 不称职.
var assessmentToken = regexp.MustCompile(`(\d{4})\s*年?度?\s*(?:-+|[—–－~～]+|至)\s*(\d{4})|(\d{4})|` +
	`(不确定等次|不进行考核|不定等次|未定等次|未参加考核|基本称职|基本合格|不称职|不合格|优秀|称职|合格)`)

// parseAssessments gives every grade to the years named since the grade before. A text that begins
// with a grade (优秀：2023、2024年) gives the years that follow to it.
func parseAssessments(s string) (Assessments, bool) {
	text := manyLines(s)
	if none.MatchString(text) {
		return Assessments{Text: "无"}, true
	}
	a := Assessments{Text: text}
	var years []int
	grade, gradeFirst := "", false
	give := func() {
		for _, y := range years {
			a.set(y, grade)
		}
		years = nil
	}
	for i, m := range assessmentToken.FindAllStringSubmatch(asciiDigits(text), -1) {
		switch {
		case m[4] != "":
			if gradeFirst {
				give()
			}
			gradeFirst = gradeFirst || i == 0
			grade = m[4]
			if !gradeFirst {
				give()
			}
		case m[3] != "":
			years = append(years, number([]rune(m[3]), 0, 4))
		default:
			from, to := number([]rune(m[1]), 0, 4), number([]rune(m[2]), 0, 4)
			for y := from; y <= to && y < from+50; y++ {
				years = append(years, y)
			}
		}
	}
	if gradeFirst {
		give()
	}
	slices.SortFunc(a.Years, func(x, y Assessment) int { return x.Year - y.Year })
	return a, true
}

func (a *Assessments) set(year int, grade string) {
	if year < 1949 || year > 2100 {
		return
	}
	for i := range a.Years {
		if a.Years[i].Year == year {
			a.Years[i].Grade = grade
			return
		}
	}
	a.Years = append(a.Years, Assessment{year, grade})
}

func asciiDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if v, ok := digit(r); ok {
			return rune('0' + v)
		}
		return r
	}, s)
}
