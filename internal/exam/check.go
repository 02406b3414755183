package exam

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Letters name the options of a choice, in their order.
const Letters = "ABCDEFGH"

// maxText is how many characters a stem, an option or an explanation may have.
const maxText = 2000

// Letter names the option at a place, A for 0.
func Letter(i int) string { return Letters[i : i+1] }

var blanks = regexp.MustCompile(`_{3,}`)

// Blanks counts the blanks of a fill-in, each written ____.
func Blanks(stem string) int { return len(blanks.FindAllString(stem, -1)) }

// Point is one marking point of a short answer or an essay (要点).
type Point struct {
	Text   string
	Points float64 // of ten
}

var pointMark = regexp.MustCompile(`^(.*?)[〔（(]\s*([0-9]+(?:\.5)?)\s*分[〕）)]$`)

// MarkingPoints reads the key of a short answer or an essay; ok is false when an entry does not end in
// its points.
func (k Key) MarkingPoints() (points []Point, ok bool) {
	for _, line := range k {
		m := pointMark.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil || strings.TrimSpace(m[1]) == "" {
			return nil, false
		}
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil || n <= 0 {
			return nil, false
		}
		points = append(points, Point{strings.TrimSpace(m[1]), n})
	}
	return points, len(points) > 0
}

// Check returns what is wrong with an item, by the names of the form's fields; nothing when it may be
// reviewed. Each question cites an article, and its key fits its kind.
func (i Item) Check() []errs.Field {
	var out []errs.Field
	bad := func(name, format string, args ...any) {
		out = append(out, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if !i.Kind.Valid() {
		bad("kind", "请选择题型。")
	}
	if i.Law == "" {
		bad("law", "请选择法规。")
	}
	if _, ok := ArticleOrdinal(i.Article); !ok {
		bad("article", "请写条文序号，如“第五十一条”。")
	}
	switch {
	case strings.TrimSpace(i.Stem) == "":
		bad("stem", "请填写题干。")
	case utf8.RuneCountInString(i.Stem) > maxText:
		bad("stem", "题干不超过 %d 字。", maxText)
	}
	if utf8.RuneCountInString(i.Note) > maxText {
		bad("note", "说明不超过 %d 字。", maxText)
	}
	if i.Difficulty < 1 || i.Difficulty > 5 {
		bad("difficulty", "请选择难度，1 容易至 5 难。")
	}
	if len(i.Groups) == 0 || slices.ContainsFunc(i.Groups, func(g policy.Group) bool { return !g.Valid() }) {
		bad("groups", "请选择适用的机关。")
	}
	return append(out, i.checkKey()...)
}

func (i Item) checkKey() []errs.Field {
	key := func(format string, args ...any) []errs.Field {
		return []errs.Field{{Name: "answer", Message: fmt.Sprintf(format, args...)}}
	}
	switch i.Kind {
	case policy.SingleChoice, policy.MultipleChoice:
		return i.checkChoice()
	case policy.TrueFalse:
		if len(i.Key) != 1 || i.Key[0] != True && i.Key[0] != False {
			return key("请选择“对”或者“错”。")
		}
	case policy.FillIn:
		n := Blanks(i.Stem)
		switch {
		case n == 0:
			return []errs.Field{{Name: "stem", Message: "填空题的空写成四个下划线 ____ 。"}}
		case n != len(i.Key):
			return key("题干有 %d 个空，答案有 %d 个，请逐空写答案，用“；”隔开。", n, len(i.Key))
		case slices.ContainsFunc(i.Key, func(k string) bool { return slices.Contains(Alternatives(k), "") }):
			return key("每个空都要有答案。")
		}
	case policy.ShortAnswer, policy.Essay:
		points, ok := i.Key.MarkingPoints()
		if !ok {
			return key("每行一个要点，末尾写分值，如“……〔2分〕”。")
		}
		total := 0.0
		for _, p := range points {
			total += p.Points
		}
		if math.Abs(total-10) > 0.01 {
			return key("各要点的分值合计应为 10 分，现在是 %g 分。", total)
		}
	}
	return nil
}

func (i Item) checkChoice() []errs.Field {
	var out []errs.Field
	bad := func(name, format string, args ...any) {
		out = append(out, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if n := len(i.Options); n < 3 || n > len(Letters) {
		bad("option_A", "选项应为 3 至 %d 个。", len(Letters))
		return out
	}
	for n, o := range i.Options {
		name := "option_" + Letter(n)
		switch {
		case strings.TrimSpace(o) == "":
			bad(name, "选项 %s 没有内容；中间不要空着。", Letter(n))
		case utf8.RuneCountInString(o) > maxText:
			bad(name, "选项不超过 %d 字。", maxText)
		case slices.Index(i.Options, o) < n:
			bad(name, "选项 %s 与选项 %s 相同。", Letter(n), Letter(slices.Index(i.Options, o)))
		}
	}
	for n, k := range i.Key {
		switch at := strings.Index(Letters, k); {
		case len(k) != 1 || at < 0 || at >= len(i.Options):
			bad("answer", "答案“%s”不在选项之中。", k)
			return out
		case slices.Index(i.Key, k) < n:
			bad("answer", "答案“%s”重复。", k)
			return out
		}
	}
	switch {
	case i.Kind == policy.SingleChoice && len(i.Key) != 1:
		bad("answer", "单项选择题选一个答案。")
	case i.Kind == policy.MultipleChoice && len(i.Key) < 2:
		bad("answer", "多项选择题至少有两个答案。")
	}
	return out
}
