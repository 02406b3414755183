package server

import (
	"reflect"
	"testing"

	"renmian/internal/store"
	"renmian/web/ui"
)

// The results of ratings add up by grade and by year, in the order in which they are told. V23
func TestRatedYears(t *testing.T) {
	p := ratedYears(
		[]store.ResultCount{
			{Result: "不满意", Year: 2026, Count: 1},
			{Result: "满意", Year: 2025, Count: 2},
			{Result: "满意", Year: 2026, Count: 4},
			{Result: "一般", Year: 2025, Count: 1},
		},
		2025,
		2026,
	)
	want := [][]string{{"满意", "2", "4", "6"}, {"不满意", "0", "1", "1"}, {"一般", "1", "0", "1"}, {"合计", "3", "5", "8"}}
	for i, row := range p.Table.Rows {
		for k, c := range row.Cells {
			if i >= len(want) || c.Text != want[i][k] || (k > 0 && k < 3) != (c.Href != "") && c.Text != "0" {
				t.Errorf("row %d, cell %d: %+v, want %v", i, k, c, want)
			}
		}
	}
	if len(p.Table.Rows) != len(want) {
		t.Errorf("%d rows, want %d", len(p.Table.Rows), len(want))
	}
	bars := []ui.GradeBar{{Label: "2025年", Note: "2 项", Base: 2, Counts: []int{2, 0, 0}}, {Label: "2026年", Note: "5 项", Base: 5, Counts: []int{4, 0, 1}}}
	own := []ui.GradeBar{{Label: "2025年", Note: "1 项", Base: 1, Counts: []int{1}}}
	if len(p.Grades) != 2 || !reflect.DeepEqual(p.Grades[0].Bars, bars) || !reflect.DeepEqual(p.Grades[1].Bars, own) {
		t.Errorf("bars %+v, want %+v and, for the grade that is on no usual scale, %+v", p.Grades, bars, own)
	}
	if none := ratedYears(nil, 2025, 2026); len(none.Table.Rows) != 0 {
		t.Errorf("nothing was rated: %+v", none.Table.Rows)
	}
}
