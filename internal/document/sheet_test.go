package document

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"renmian/internal/errs"
)

var roster = []Column{
	{Key: "name", Header: "姓名", Required: true, Clean: CleanName},
	{Key: "sex", Header: "性别", Choices: []string{"男", "女"}, Clean: CleanChoice("男", "女")},
	{Key: "born", Header: "出生年月", Clean: CleanMonth},
	{Key: "office", Header: "职务", Required: true, Hint: "职务名录中的全称。"},
	{Key: "since", Header: "任职日期", Required: true, Clean: CleanDay},
	{Key: "id", Header: "身份证号"},
}

// asStored is a number in the very form in which office programs write it.
type asStored string

// workbook writes values as a person typing into a spreadsheet would: numbers stay numbers.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
		for j, v := range r {
			if raw, ok := v.(asStored); ok {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if err := f.SetCellDefault("Sheet1", cell, string(raw)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadRows(t *testing.T) {
	data := workbook(t,
		[]any{"示例县任命人员名册"},
		[]any{"序号", "姓 名", "性别", "出生年月", "*职务", "任职日期", "身份证号"},
		[]any{1, "田　野", "女", 198503, "示例县教育局局长", 46348, "53262119850312002X"},
		[]any{},
		[]any{2, "石", "男性", "1985.13", "", "2026-02-30", asStored("5.3262119850312E+17")},
	)
	report, err := ReadRows(data, roster)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(report.Ignored, []string{"序号"}) || len(report.Rows) != 2 || problems(report) != 6 {
		t.Fatalf("report: ignored %v, rows %+v", report.Ignored, report.Rows)
	}
	want := map[string]string{"name": "田野", "sex": "女", "born": "1985.03", "office": "示例县教育局局长", "since": "2026-11-22", "id": "53262119850312002X"}
	if r := report.Rows[0]; r.Number != 3 || len(r.Problems) != 0 || !reflect.DeepEqual(r.Values, want) {
		t.Errorf("clean row: %+v", r)
	}
	var headers []string
	for _, p := range report.Rows[1].Problems {
		headers = append(headers, p.Column)
	}
	if got := strings.Join(headers, " "); report.Rows[1].Number != 5 || got != "姓名 性别 出生年月 职务 任职日期 身份证号" {
		t.Errorf("row %d: %s", report.Rows[1].Number, got)
	}
}

// A spreadsheet that nobody made from the template: a cover sheet, a title, headings in two rows with merged cells,
// full-width letters and remarks in them, columns in another order, cells merged over rows, blank rows.
func TestReadRowsOfAnotherMaker(t *testing.T) {
	bank := []Column{{Key: "law", Header: "法规", Required: true}, {Key: "stem", Header: "题干", Aliases: []string{"题目"}, Required: true},
		{Key: "options", Header: "选项"}, {Key: "A", Header: "A", Aliases: []string{"选项A"}}, {Key: "B", Header: "B", Aliases: []string{"选项B"}},
		{Key: "key", Header: "答案", Required: true}}
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetCellStr("Sheet1", "A1", "题库说明：请各单位核对。"))
	_, err := f.NewSheet("题库")
	must(err)
	for cell, row := range map[string][]any{
		"A1": {"示例县任前考试题库"},
		"A2": {"序号", "题　目：", "选项", nil, "答案（大写字母）", "＊法规", "备注"},
		"C3": {"Ａ", "Ｂ"},
		"A4": {1, "甲题", "一", "二", "Ａ", "宪法"},
		"A6": {2, "乙题", "三", "四", "Ｂ"},
		"A7": {3, "丙题", "五", "六", "Ａ", "监督法"},
	} {
		must(f.SetSheetRow("题库", cell, &row))
	}
	for _, m := range [][2]string{{"A1", "G1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "D2"}, {"E2", "E3"}, {"F2", "F3"}, {"F4", "F6"}} {
		must(f.MergeCell("题库", m[0], m[1]))
	}
	var b bytes.Buffer
	must(f.Write(&b))
	report, err := ReadRows(b.Bytes(), bank)
	must(err)
	var got []string
	for _, r := range report.Rows {
		got = append(got, fmt.Sprintf("%d %s %s %s%s %s", r.Number, r.Values["law"], r.Values["stem"], r.Values["A"], r.Values["B"], r.Values["key"]))
	}
	if want := "4 宪法 甲题 一二 Ａ|6 宪法 乙题 三四 Ｂ|7 监督法 丙题 五六 Ａ"; strings.Join(got, "|") != want || problems(report) != 0 {
		t.Errorf("read %q, %d problems", got, problems(report))
	}
}

// Merged cells are looked for only where that costs little memory.
func TestLargestSheet(t *testing.T) {
	data := workbook(t, []any{"姓名", "职务", "任职日期"})
	small := largestSheet(data)
	old, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range old.File {
		if err := z.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, _ := z.Create("xl/worksheets/sheet9.xml")
	_, _ = w.Write(make([]byte, maxMerged+1))
	_ = z.Close()
	if large := largestSheet(b.Bytes()); small == 0 || small > maxMerged || large <= maxMerged {
		t.Errorf("a small workbook has %d bytes, a large one %d", small, large)
	}
}

func TestHeadingsThatMeanTheSame(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"*法 规", "法规"}, {"＊法规：", "法规"}, {"难度（1至5）", "难度"}, {"选项（Ａ）", "选项A"}, {"选项(b)", "选项B"}, {"（法规）", "(法规)"}, {"　题干　", "题干"},
	} {
		if got := heading(tt.in); got != tt.want {
			t.Errorf("%s reads %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestReadRowsRefuses(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	for range 65 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	var zipped bytes.Buffer
	z = zip.NewWriter(&zipped)
	_, _ = z.Create("readme.txt")
	_ = z.Close()
	for _, tt := range []struct {
		name string
		data []byte
		says string
	}{
		{"empty", nil, "不是 .xlsx"},
		{"text", []byte("姓名,职务"), "不是 .xlsx"},
		{"old format", []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1}, ".xls"},
		{"too big", make([]byte, maxSheet+1), "8 MB"},
		{"unfolds beyond measure", bomb.Bytes(), "64 MB"},
		{"another archive", zipped.Bytes(), "打不开"},
		{"no heading", workbook(t, []any{"甲", "乙"}), "没有找到表头"},
		{"a heading without a column", workbook(t, []any{"名册"}, []any{"姓名", "性别", "职务"}, []any{"田野", "女", "局长"}), "第 2 行是表头，但还缺这几列：任职日期"},
		{"all rows empty", workbook(t, []any{"姓名", "职务", "任职日期"}, []any{}, []any{" ", ""}), "没有内容"},
		{"heading twice", workbook(t, []any{"姓名", "职务", "任职日期", "姓名"}), "出现了两次"},
		{"heading only", workbook(t, []any{"姓名", "职务", "任职日期"}), "没有内容"},
	} {
		if _, err := ReadRows(tt.data, roster); errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Message(err), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestTemplateIsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := WriteTemplate(&b, "名册", roster); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRows(b.Bytes(), roster); !strings.Contains(errs.Message(err), "没有内容") {
		t.Errorf("the empty template has its headings and no rows: %v", err)
	}
}

func TestWriteRowsRunsNoFormula(t *testing.T) {
	const formula = `=HYPERLINK("http://example.org","点我")`
	var b bytes.Buffer
	if err := WriteRows(&b, "任命人员", []string{"姓名", "职务", "任职日期"}, [][]string{{formula, "+1", "2026-11-22"}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := f.GetSheetName(0)
	if got, _ := f.GetCellFormula(name, "A2"); got != "" {
		t.Errorf("cell holds the formula %s", got)
	}
	if got, _ := f.GetCellValue(name, "A2"); got != formula {
		t.Errorf("cell holds %s", got)
	}
	if kind, _ := f.GetCellType(name, "B2"); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
		t.Errorf("+1 is stored as type %v, not as text", kind)
	}
}

func TestCleaners(t *testing.T) {
	for _, tt := range []struct {
		name     string
		clean    Cleaner
		in, want string
		problem  bool
	}{
		{"ISO day", CleanDay, "2026-11-22", "2026-11-22", false},
		{"slashes", CleanDay, "2026/1/2", "2026-01-02", false},
		{"dots", CleanDay, "2026.11.2", "2026-11-02", false},
		{"Chinese", CleanDay, "2026年11月22日", "2026-11-22", false},
		{"digits", CleanDay, "20261122", "2026-11-22", false},
		{"full-width", CleanDay, "２０２６-11-22", "2026-11-22", false},
		{"with midnight", CleanDay, "2026-11-22 00:00:00", "2026-11-22", false},
		{"day number", CleanDay, "46348", "2026-11-22", false},
		{"no such day", CleanDay, "2026-02-29", "2026-02-29", true},
		{"words", CleanDay, "去年", "去年", true},
		{"month digits", CleanMonth, "198503", "1985.03", false},
		{"month", CleanMonth, "1985年11月", "1985.11", false},
		{"short month", CleanMonth, "1985.3", "1985.03", false},
		{"month thirteen", CleanMonth, "1985.13", "1985.13", true},
		{"spaced name", CleanName, "田　野", "田野", false},
		{"one character", CleanName, "田", "田", true},
	} {
		if got, problem := tt.clean(tt.in); got != tt.want || (problem != "") != tt.problem {
			t.Errorf("%s: %q, %q", tt.name, got, problem)
		}
	}
}

func problems(r Report) (n int) {
	for _, row := range r.Rows {
		n += len(row.Problems)
	}
	return n
}
