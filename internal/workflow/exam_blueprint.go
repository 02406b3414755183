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

// BlueprintSheet is what was read from a spreadsheet that says what a paper is made of, with its report row by row.
type BlueprintSheet struct {
	Blueprint policy.Blueprint
	Rows      []BlueprintRow
}

// BlueprintRow is one row of it.
type BlueprintRow struct {
	Row      int
	Name     string // the kind, or the law in a row for each law
	Says     string // what it asks for
	Problems []errs.Finding
}

// Wrong counts the rows that cannot be taken over.
func (x BlueprintSheet) Wrong() (n int) {
	for _, r := range x.Rows {
		if len(r.Problems) > 0 {
			n++
		}
	}
	return n
}

// ReadBlueprint reads a spreadsheet that says what a paper is made of. Rows of the same kind, law and difficulty
// add up; a row without law and difficulty only counts for its kind. The form with a row for each law and a column
// for each kind (双向细目表) is read as well. What is wrong with a row is in its report; an error is about the file.
func ReadBlueprint(data []byte) (BlueprintSheet, error) {
	report, err := document.ReadRows(data, blueprintSheet)
	add := (*BlueprintSheet).addRow
	if errs.KindOf(err) == errs.Invalid { // perhaps the other form
		if cross, other := document.ReadRows(data, crossSheet()); other == nil && len(cross.Rows[0].Values) > 1 { // it has a kind besides the law
			report, err, add = cross, nil, (*BlueprintSheet).addCrossRow
		}
	}
	if errs.KindOf(err) == errs.Invalid {
		return BlueprintSheet{}, errs.Form(errs.Field{Name: "sheet", Message: errs.Message(err)})
	} else if err != nil {
		return BlueprintSheet{}, err
	}
	var x BlueprintSheet
	for i, row := range report.Rows {
		if !sums(row, i == len(report.Rows)-1) {
			x.Rows = append(x.Rows, add(&x, row))
		}
	}
	x.pointless()
	x.Blueprint.Sections = slices.DeleteFunc(x.Blueprint.Sections, func(s policy.Section) bool { return s.Count == 0 })
	if len(x.Blueprint.Sections) == 0 && x.Wrong() == 0 {
		return x, errs.Form(errs.Field{Name: "sheet", Message: "细目表中没有题型和题数，请填写后重新上传。"})
	}
	return x, nil
}

// pointless finds the kinds of a table of laws by kinds that have questions without points.
func (x *BlueprintSheet) pointless() {
	for _, s := range x.Blueprint.Sections {
		if s.Points != 0 || s.Count == 0 {
			continue
		}
		i := slices.IndexFunc(x.Rows, func(r BlueprintRow) bool { return strings.Contains(r.Says, s.Kind.Label()) })
		x.Rows[i].Problems = append(x.Rows[i].Problems, errs.Finding{Column: s.Kind.Label(),
			Text: "没有写" + s.Kind.Label() + "的每题分值，请加一行“每题分值”，在这一列填分数，如 2。"})
	}
}

func (x *BlueprintSheet) addRow(row document.Row) BlueprintRow {
	v, b := row.Values, &x.Blueprint
	r := BlueprintRow{Row: row.Number, Name: v["kind"], Problems: row.Problems}
	wrong := func(key, format string, args ...any) {
		i := slices.IndexFunc(blueprintSheet, func(c document.Column) bool { return c.Key == key })
		r.Problems = append(r.Problems, errs.Finding{Column: blueprintSheet[i].Header, Text: fmt.Sprintf(format, args...)})
	}
	kind := exam.ReadKind(v["kind"])
	if kind == "" && v["kind"] != "" {
		wrong("kind", "没有“%s”这种题型，请写单项选择题、多项选择题、判断题、填空题、简答题或者论述题。", v["kind"])
	}
	count, ok := sheetNumber(v["count"])
	if v["count"] != "" && (!ok || count != math.Trunc(count) || count < 1 || count > 200) {
		wrong("count", "“%s”请填 1 至 200 的整数。", v["count"])
	}
	points, ok := sheetNumber(v["points"])
	if v["points"] != "" && (!ok || points <= 0 || points > 100) {
		wrong("points", "“%s”请填数字，如 1 或者 1.5。", v["points"])
	}
	c := policy.CellPart{Kind: kind, Law: exam.LawNamed(v["law"]).Short, Level: exam.ReadDifficulty(v["level"]), Min: int(count)}
	if slices.Contains(unlimited, c.Law) {
		c.Law = ""
	}
	if c.Level == 0 && v["level"] != "" && !slices.Contains(unlimited, v["level"]) {
		wrong("level", "“%s”请写 1 至 5，或者容易、较易、中等、较难、难；不限的留空。", v["level"])
	}
	if len(r.Problems) > 0 {
		return r
	}
	switch i := slices.IndexFunc(b.Sections, func(s policy.Section) bool { return s.Kind == kind }); {
	case i < 0:
		b.Sections = append(b.Sections, policy.Section{Kind: kind, Count: c.Min, Points: points})
	case b.Sections[i].Points != points:
		wrong("points", "%s每题 %g 分，前面写的是 %g 分，同一题型的每题分值应当相同。", kind.Label(), points, b.Sections[i].Points)
		return r
	default:
		b.Sections[i].Count += c.Min
	}
	r.Says = fmt.Sprintf("%s%s%s %d 题，每题 %g 分", titled(c.Law), exam.LevelLabel(c.Level), kind.Label(), c.Min, points)
	if c.Law == "" && c.Level == 0 {
		return r
	}
	same := func(x policy.CellPart) bool { return x.Kind == c.Kind && x.Law == c.Law && x.Level == c.Level }
	if i := slices.IndexFunc(b.Cells, same); i >= 0 {
		b.Cells[i].Min += c.Min
	} else {
		b.Cells = append(b.Cells, c)
	}
	return r
}

func titled(law string) string {
	if law == "" {
		return ""
	}
	return "《" + law + "》"
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

func (x *BlueprintSheet) addCrossRow(row document.Row) BlueprintRow {
	b, name := &x.Blueprint, row.Values["law"]
	r := BlueprintRow{Row: row.Number, Name: name, Problems: row.Problems}
	isPoints := slices.Contains(blueprintSheet[4].Aliases, name) || name == blueprintSheet[4].Header
	law := exam.LawNamed(name).Short
	if slices.Contains(unlimited, law) {
		law = ""
	}
	var says []string
	for _, o := range policy.QuestionKind("").Options() {
		text, kind := row.Values[o.Value], policy.QuestionKind(o.Value)
		if text == "" || text == "0" || slices.Contains(unlimited, text) {
			continue
		}
		n, ok := sheetNumber(text)
		if !ok || n <= 0 || n > 200 || !isPoints && n != math.Trunc(n) {
			r.Problems = append(r.Problems,
				errs.Finding{Column: o.Label, Text: "“" + text + "”请填" + map[bool]string{true: "分数，如 1 或者 1.5。", false: "题数，1 至 200 的整数；没有的留空。"}[isPoints]})
			continue
		}
		i := slices.IndexFunc(b.Sections, func(s policy.Section) bool { return s.Kind == kind })
		if i < 0 {
			i = len(b.Sections)
			b.Sections = append(b.Sections, policy.Section{Kind: kind})
		}
		if isPoints {
			b.Sections[i].Points = n
			says = append(says, fmt.Sprintf("%s每题 %g 分", o.Label, n))
			continue
		}
		b.Sections[i].Count += int(n)
		says = append(says, fmt.Sprintf("%s %g 题", o.Label, n))
		if law != "" {
			b.Cells = append(b.Cells, policy.CellPart{Law: law, Kind: kind, Min: int(n)})
		}
	}
	r.Says = strings.Join(says, "，")
	return r
}

// sheetNumber reads a number of a cell, also in full width and with its unit behind it.
func sheetNumber(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimRight(document.HalfWidth(text), "题道分 "), 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}
