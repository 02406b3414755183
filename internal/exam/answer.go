package exam

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Limits of what a candidate may write, in characters.
const (
	MaxText  = 20000 // 简答、论述
	MaxBlank = 200   // 填空, each
)

// Given brings an answer as it was sent into the form that is kept, and refuses what cannot be an answer to
// the question. Nothing given is an empty Answer.
func Given(q Question, a Answer) (Answer, error) {
	for _, text := range a {
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
			return nil, wrong(q, "的答案中有不能保存的字符，请删去后再试。")
		}
	}
	switch q.Kind {
	case policy.SingleChoice, policy.MultipleChoice:
		return chosen(q, a)
	case policy.TrueFalse:
		if len(a) == 0 || len(a) == 1 && a[0] == "" {
			return Answer{}, nil
		}
		if len(a) != 1 || a[0] != "对" && a[0] != "错" {
			return nil, wrong(q, "请选择“对”或“错”。")
		}
		return a, nil
	case policy.FillIn:
		return filled(q, a)
	}
	return text(q, a)
}

func chosen(q Question, a Answer) (Answer, error) {
	given := Answer{}
	for i := range q.Options {
		if letter := Letter(i); slices.Contains(a, letter) {
			given = append(given, letter)
		}
	}
	for _, x := range a {
		if x != "" && !slices.Contains(given, x) {
			return nil, wrong(q, "没有“%s”这个选项，请重新选择。", x)
		}
	}
	if q.Kind == policy.SingleChoice && len(given) > 1 {
		return nil, wrong(q, "是单项选择，只能选一项。")
	}
	return given, nil
}

func filled(q Question, a Answer) (Answer, error) {
	if len(a) > len(q.Key) {
		return nil, wrong(q, "只有 %d 个空，请重新填写。", len(q.Key))
	}
	given := make(Answer, len(q.Key))
	empty := true
	for i, x := range a {
		if utf8.RuneCountInString(x) > MaxBlank {
			return nil, wrong(q, "第 %d 空过长，每空至多 %d 字，请删减。", i+1, MaxBlank)
		}
		given[i] = x
		empty = empty && strings.TrimSpace(x) == ""
	}
	if empty {
		return Answer{}, nil
	}
	return given, nil
}

func text(q Question, a Answer) (Answer, error) {
	whole := strings.ReplaceAll(strings.Join(a, "\n"), "\r\n", "\n")
	if n := utf8.RuneCountInString(whole); n > MaxText {
		return nil, wrong(q, "已写 %d 字，超过 %d 字的上限，没有保存。请删减后再保存，原文仍在答题框中。", n, MaxText)
	}
	if strings.TrimSpace(whole) == "" {
		return Answer{}, nil
	}
	return Answer{whole}, nil
}

// AnswerField names the field of a question in a form.
func AnswerField(position int) string { return fmt.Sprintf("answer-%d", position) }

func wrong(q Question, format string, args ...any) error {
	return errs.Form(errs.Field{Name: AnswerField(q.Position), Message: fmt.Sprintf("第 %d 题", q.Position) + fmt.Sprintf(format, args...)})
}
