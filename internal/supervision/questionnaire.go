package supervision

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"renmian/internal/errs"
)

// Question is one question of a questionnaire (调查问卷): one of some options, or a text where there are none.
type Question struct {
	Text    string   `json:"text"`
	Options []string `json:"options,omitempty"`
}

// Answer is what was answered to one question: the number of an option from 1, 0 for none, or a text.
type Answer struct {
	Choice int    `json:"c,omitempty"`
	Text   string `json:"t,omitempty"`
}

const (
	maxQuestions = 40
	maxText      = 500 // characters of one answer
	sheetLen     = 16 << 10
)

// ParseQuestions reads questions as they are typed, one a line: 题目：选项、选项、选项, or 题目 alone for an open one.
func ParseQuestions(text string) (all []Question, err error) {
	wrong := func(format string, args ...any) error {
		return errs.Form(errs.Field{Name: "questions", Message: fmt.Sprintf(format, args...)})
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		q := Question{Text: line}
		if before, after, ok := strings.Cut(strings.ReplaceAll(line, ":", "："), "："); ok {
			q.Text = strings.TrimSpace(before)
			for _, o := range strings.FieldsFunc(after, func(r rune) bool { return r == '、' || r == '，' || r == ',' }) {
				if o = strings.TrimSpace(o); o != "" {
					q.Options = append(q.Options, o)
				}
			}
			if q.Text == "" || len(q.Options) < 2 || len(q.Options) > 10 {
				return nil, wrong("“%s”：选择题请写成“题目：选项、选项”，选项 2 至 10 个。", line)
			}
			if sorted := slices.Sorted(slices.Values(q.Options)); len(slices.Compact(sorted)) != len(q.Options) {
				return nil, wrong("“%s”有相同的选项。", q.Text)
			}
		}
		all = append(all, q)
	}
	if len(all) == 0 || len(all) > maxQuestions {
		return nil, wrong("请写 1 至 %d 道题，每行一道。", maxQuestions)
	}
	return all, nil
}

// QuestionLines writes questions as ParseQuestions reads them.
func QuestionLines(all []Question) string {
	lines := make([]string, len(all))
	for i, q := range all {
		lines[i] = q.Text
		if len(q.Options) > 0 {
			lines[i] += "：" + strings.Join(q.Options, "、")
		}
	}
	return strings.Join(lines, "\n")
}

// SealSheet writes one person's answers in a form that has one length whatever was answered, so that the length of what
// lies in the urn tells nothing.
func SealSheet(questions []Question, answers []Answer) ([]byte, error) {
	if len(answers) != len(questions) {
		return nil, errs.New(errs.Invalid, "问卷已经更新，请重新打开后填写。")
	}
	given := false
	for i, a := range answers {
		given = given || a.Choice > 0 || a.Text != ""
		if a.Choice < 0 || a.Choice > len(questions[i].Options) || a.Text != "" && len(questions[i].Options) > 0 {
			return nil, errs.New(errs.Invalid, "收到的答案不在问卷的选项之内，请重新打开后填写。")
		}
		if utf8.RuneCountInString(a.Text) > maxText {
			return nil, errs.Form(errs.Field{Name: fmt.Sprintf("q%d", i), Message: fmt.Sprintf("请不超过 %d 字。", maxText)})
		}
	}
	if !given {
		return nil, errs.Form(errs.Field{Name: "q0", Message: "请至少回答一道题。"})
	}
	plain, err := json.Marshal(answers)
	if err != nil || len(plain) > sheetLen {
		return nil, errs.New(errs.Invalid, "填写的内容太长，请缩短后再提交。")
	}
	return append(plain, slices.Repeat([]byte{' '}, sheetLen-len(plain))...), nil
}

// OpenSheet reads what SealSheet wrote.
func OpenSheet(questions []Question, plain []byte) (answers []Answer, err error) {
	if err := json.Unmarshal(plain, &answers); err != nil || len(answers) != len(questions) {
		return nil, errors.New("not a sheet of this questionnaire")
	}
	return answers, nil
}

// Answered is what was answered to one question by all: how often each option was chosen, and the texts, sorted.
type Answered struct {
	Counts []int
	Blank  int
	Texts  []string
}
