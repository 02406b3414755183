package workflow_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/workflow"
)

// A blueprint of the county's own spreadsheet says what a paper is made of; what cannot be read is told by row.
func TestReadBlueprint(t *testing.T) {
	read := func(rows ...[]string) (workflow.BlueprintSheet, error) {
		t.Helper()
		var b bytes.Buffer
		if err := document.WriteRows(&b, "细目表", rows[0], rows[1:]); err != nil {
			t.Fatal(err)
		}
		return workflow.ReadBlueprint(b.Bytes())
	}
	header := []string{"序号", "考试内容", "题型", "难易程度", "题　量", "分值（每题）"}
	got, err := read(header,
		[]string{"1", "《中华人民共和国宪法》（2018年修正）", "单选题", "容易", "１０", "２分"},
		[]string{"2", "监督法", "单项选择题", "", "20题", "2"},
		[]string{"3", "监督法", "单选", "不限", "5", "2"},
		[]string{"", "", "", "", "", ""},
		[]string{"4", "—", "论述题", "", "1", "30"},
		[]string{"合计", "", "", "", "36", "100"})
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Blueprint{Sections: []policy.Section{{Kind: policy.SingleChoice, Count: 35, Points: 2}, {Kind: policy.Essay, Count: 1, Points: 30}},
		Cells: []policy.CellPart{{Law: "宪法", Kind: policy.SingleChoice, Level: 1, Min: 10}, {Law: "监督法", Kind: policy.SingleChoice, Min: 25}}}
	if !reflect.DeepEqual(got.Blueprint, want) {
		t.Errorf("read %+v, want %+v", got.Blueprint, want)
	}
	got, err = read([]string{"法律法规", "单选题", "多项选择题", "论述", "合计"}, []string{"宪法", "１０", "5", "", "15"}, []string{"监督法", "20", "—", "0", "20"},
		[]string{"不限", "", "", "1", "1"}, []string{"每题分值", "2", "4", "20", ""}, []string{"合 计", "60", "20", "20", "100"})
	want = policy.Blueprint{
		Sections: []policy.Section{
			{Kind: policy.SingleChoice, Count: 30, Points: 2},
			{Kind: policy.MultipleChoice, Count: 5, Points: 4},
			{Kind: policy.Essay, Count: 1, Points: 20},
		},
		Cells: []policy.CellPart{
			{Law: "宪法", Kind: policy.SingleChoice, Min: 10},
			{Law: "宪法", Kind: policy.MultipleChoice, Min: 5},
			{Law: "监督法", Kind: policy.SingleChoice, Min: 20},
		},
	}
	if err != nil || !reflect.DeepEqual(got.Blueprint, want) {
		t.Errorf("laws by kinds: %v, read %+v, want %+v", err, got, want)
	}
	plain := []string{"题型", "法规", "难度", "题数", "每题分值"}
	for _, tt := range []struct {
		name         string
		rows         [][]string
		row          int
		column, says string
	}{
		{"a kind nobody knows", [][]string{plain, {"材料题", "", "", "1", "10"}}, 2, "题型", "没有“材料题”这种题型，请写单项选择题"},
		{"half a question", [][]string{plain, {"单选", "", "", "1.5", "10"}}, 2, "题数", "“1.5”请填 1 至 200 的整数"},
		{"points in words", [][]string{plain, {"单选", "", "", "1", "两分"}}, 2, "每题分值", "“两分”请填数字"},
		{"a difficulty nobody knows", [][]string{plain, {"单选", "宪法", "极难", "1", "2"}}, 2, "难度", "“极难”请写 1 至 5"},
		{"one kind with two values", [][]string{plain, {"单选", "宪法", "", "1", "2"}, {"单选", "监督法", "", "1", "3"}}, 3, "每题分值", "单项选择题每题 3 分，前面写的是 2 分"},
		{"no number of questions", [][]string{plain, {"单选", "", "", "", "2"}, {"多选", "", "", "1", "2"}}, 2, "题数", "请填写题数"},
		{"laws by kinds without points", [][]string{{"法规", "单选题"}, {"宪法", "10"}}, 2, "单项选择题", "请加一行“每题分值”"},
		{"laws by kinds in words", [][]string{{"法规", "单选题"}, {"宪法", "十"}, {"每题分值", "2"}}, 2, "单项选择题", "“十”请填题数"},
		{"points by kinds in words", [][]string{{"法规", "单选题"}, {"宪法", "10"}, {"每题分值", "二"}}, 3, "单项选择题", "“二”请填分数"},
	} {
		got, err := read(tt.rows...)
		at := slices.IndexFunc(got.Rows, func(r workflow.BlueprintRow) bool { return r.Row == tt.row })
		if err != nil || at < 0 ||
			!slices.ContainsFunc(got.Rows[at].Problems, func(f errs.Finding) bool { return f.Column == tt.column && strings.Contains(f.Text, tt.says) }) {
			t.Errorf("%s: %v, rows %+v", tt.name, err, got.Rows)
		}
	}
	got, err = read(plain, []string{"甲", "", "极难", "零", "两分"}, []string{"单选", "宪法", "", "10", "2"}, []string{"乙", "", "", "1", "1"})
	if err != nil || got.Wrong() != 2 || len(got.Rows[0].Problems) != 4 || got.Rows[1].Says != "《宪法》单项选择题 10 题，每题 2 分" {
		t.Errorf("each cell that is wrong is told: %v, %+v", err, got.Rows)
	}
	for _, tt := range []struct {
		name string
		rows [][]string
		says string
	}{
		{"sums only", [][]string{plain, {"合计", "", "", "50", ""}}, "没有题型和题数"},
		{"no points beside a law", [][]string{{"法规", "题型", "题数"}, {"宪法", "单选", "1"}}, "还缺这几列：每题分值"},
		{"no points", [][]string{{"题型", "题数"}, {"单选", "1"}}, "还缺这几列：每题分值"},
	} {
		if _, err := read(tt.rows...); errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Fields(err)[0].Message, tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
