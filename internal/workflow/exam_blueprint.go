package workflow

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
)

// blueprintSheet are the columns of a spreadsheet that says what a paper is made of (命题细目表), a row for each
// kind, law and difficulty.
var blueprintSheet = []document.Column{
	{Key: "kind", Header: "题型", Aliases: []string{"类型", "试题类型", "题目类型"}, Required: true, Choices: []string{"单项选择题", "多项选择题", "判断题", "填空题", "简答题", "论述题"}},
	{Key: "law", Header: "法规", Aliases: []string{"法律", "法律法规", "法规名称", "考试内容", "考查内容", "专题"}, Hint: "简称或者全称；不限的留空。"},
	{Key: "level", Header: "难度", Aliases: []string{"难易度", "难易程度"}, Hint: "1 容易、2 较易、3 中等、4 较难、5 难，写数字或者文字；不限的留空。"},
	{Key: "count", Header: "题数", Aliases: []string{"题量", "数量", "题目数量", "小题数"}, Required: true, Hint: "这一行几题。"},
	{Key: "points", Header: "每题分值", Aliases: []string{"分值", "每小题分值", "单题分值", "每题分数"}, Required: true, Hint: "同一题型的各行相同；各行合计 100 分。"},
}

// WriteBlueprintTemplate writes the empty spreadsheet of a blueprint (下载细目表模板).
func WriteBlueprintTemplate(w io.Writer) error {
	return document.WriteTemplate(w, "命题细目表", blueprintSheet)
}

// sums reports whether a row adds up others: it says so, or names nothing at the end of the table.
func sums(row document.Row, last bool) bool {
	v := row.Values
	for _, name := range []string{v["kind"], v["law"]} {
		if slices.Contains([]string{"合计", "总计", "小计"}, strings.Join(strings.Fields(name), "")) {
			return true
		}
	}
	return last && v["kind"]+v["law"]+v["level"] == ""
}

// unlimited are the words for a law or a difficulty that does not matter.
var unlimited = []string{"不限", "全部", "-", "—", "/"}

// ReadBlueprint reads a spreadsheet that says what a paper is made of. Rows of the same kind, law and difficulty
// add up; a row without law and difficulty only counts for its kind. The form with a row for each law and a column
// for each kind (双向细目表) is read as well.
func ReadBlueprint(data []byte) (policy.Blueprint, error) {
	wrong := func(format string, args ...any) error {
		return errs.Form(errs.Field{Name: "sheet", Message: fmt.Sprintf(format, args...)})
	}
	report, err := document.ReadRows(data, blueprintSheet)
	add := addBlueprintRow
	if errs.KindOf(err) == errs.Invalid { // perhaps the other form
		if cross, other := document.ReadRows(data, crossSheet()); other == nil && len(cross.Rows[0].Values) > 1 { // it has a kind besides the law
			report, err, add = cross, nil, addCrossRow
		}
	}
	if errs.KindOf(err) == errs.Invalid {
		return policy.Blueprint{}, wrong("%s", errs.Message(err))
	} else if err != nil {
		return policy.Blueprint{}, err
	}
	var b policy.Blueprint
	var problems []string
	for i, row := range report.Rows {
		if sums(row, i == len(report.Rows)-1) {
			continue
		}
		if said := add(&b, row); said != "" {
			problems = append(problems, fmt.Sprintf("第 %d 行：%s", row.Number, said))
		}
	}
	for _, x := range b.Sections {
		if x.Points == 0 && len(problems) == 0 {
			problems = append(problems, "没有写"+x.Kind.Label()+"的每题分值，请加一行“每题分值”。")
		}
	}
	b.Sections = slices.DeleteFunc(b.Sections, func(x policy.Section) bool { return x.Count == 0 })
	switch n := len(problems); {
	case n > 5:
		return b, wrong("%s 还有 %d 行也有问题。", strings.Join(problems[:5], " "), n-5)
	case n > 0:
		return b, wrong("%s", strings.Join(problems, " "))
	case len(b.Sections) == 0:
		return b, wrong("细目表中没有题型和题数，请填写后重新上传。")
	}
	return b, nil
}

func addBlueprintRow(b *policy.Blueprint, row document.Row) (problem string) {
	v := row.Values
	for _, p := range row.Problems {
		problem += p.Text
	}
	if problem != "" {
		return problem
	}
	kind := exam.ReadKind(v["kind"])
	if kind == "" {
		return "没有“" + v["kind"] + "”这种题型，请写单项选择题、多项选择题、判断题、填空题、简答题或者论述题。"
	}
	count, ok := sheetNumber(v["count"])
	if !ok || count != math.Trunc(count) || count < 1 || count > 200 {
		return "题数“" + v["count"] + "”请填 1 至 200 的整数。"
	}
	points, ok := sheetNumber(v["points"])
	if !ok || points <= 0 || points > 100 {
		return "每题分值“" + v["points"] + "”请填数字，如 1 或者 1.5。"
	}
	c := policy.CellPart{Kind: kind, Law: exam.LawNamed(v["law"]).Short, Level: exam.ReadDifficulty(v["level"]), Min: int(count)}
	if slices.Contains(unlimited, c.Law) {
		c.Law = ""
	}
	if c.Level == 0 && v["level"] != "" && !slices.Contains(unlimited, v["level"]) {
		return "难度“" + v["level"] + "”请写 1 至 5，或者容易、较易、中等、较难、难。"
	}
	switch i := slices.IndexFunc(b.Sections, func(x policy.Section) bool { return x.Kind == kind }); {
	case i < 0:
		b.Sections = append(b.Sections, policy.Section{Kind: kind, Count: c.Min, Points: points})
	case b.Sections[i].Points != points:
		return fmt.Sprintf("%s每题 %g 分，前面写的是 %g 分，同一题型的每题分值应当相同。", kind.Label(), points, b.Sections[i].Points)
	default:
		b.Sections[i].Count += c.Min
	}
	if c.Law == "" && c.Level == 0 {
		return ""
	}
	same := func(x policy.CellPart) bool { return x.Kind == c.Kind && x.Law == c.Law && x.Level == c.Level }
	if i := slices.IndexFunc(b.Cells, same); i >= 0 {
		b.Cells[i].Min += c.Min
	} else {
		b.Cells = append(b.Cells, c)
	}
	return ""
}

// crossSheet are the columns of the other form: a row for each law, its number of questions under each kind, and a row
// of the points.
func crossSheet() []document.Column {
	columns := []document.Column{{Key: "law", Header: "法规", Aliases: blueprintSheet[1].Aliases, Required: true}}
	for _, o := range policy.QuestionKind("").Options() {
		long := strings.TrimSuffix(o.Label, "题")
		short := strings.TrimSuffix(strings.Replace(long, "项", "", 1), "择")
		columns = append(columns, document.Column{Key: o.Value, Header: o.Label, Aliases: []string{long, short, short + "题"}})
	}
	return columns
}

func addCrossRow(b *policy.Blueprint, row document.Row) (problem string) {
	isPoints := slices.Contains(blueprintSheet[4].Aliases, row.Values["law"]) || row.Values["law"] == blueprintSheet[4].Header
	law := exam.LawNamed(row.Values["law"]).Short
	if slices.Contains(unlimited, law) {
		law = ""
	}
	for _, p := range row.Problems {
		problem += p.Text
	}
	for _, o := range policy.QuestionKind("").Options() {
		text, kind := row.Values[o.Value], policy.QuestionKind(o.Value)
		if text == "" || text == "0" || slices.Contains(unlimited, text) {
			continue
		}
		n, ok := sheetNumber(text)
		if !ok || n <= 0 || n > 200 || !isPoints && n != math.Trunc(n) {
			problem += o.Label + "“" + text + "”请填数字。"
			continue
		}
		i := slices.IndexFunc(b.Sections, func(x policy.Section) bool { return x.Kind == kind })
		if i < 0 {
			i = len(b.Sections)
			b.Sections = append(b.Sections, policy.Section{Kind: kind})
		}
		switch {
		case isPoints:
			b.Sections[i].Points = n
		case law == "":
			b.Sections[i].Count += int(n)
		default:
			b.Sections[i].Count += int(n)
			b.Cells = append(b.Cells, policy.CellPart{Law: law, Kind: kind, Min: int(n)})
		}
	}
	return problem
}

// sheetNumber reads a number of a cell, also in full width and with its unit behind it.
func sheetNumber(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimRight(document.HalfWidth(text), "题道分 "), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}
