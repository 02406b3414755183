package server

import (
	"testing"

	"renmian/internal/store"
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
	if len(p.Table.Rows) != len(want) || len(p.Charts[0].Bars) != 3 || p.Charts[0].Bars[0].Share != 0.75 {
		t.Errorf("%d rows, chart %+v", len(p.Table.Rows), p.Charts)
	}
	if none := ratedYears(nil, 2025, 2026); len(none.Table.Rows) != 0 {
		t.Errorf("nothing was rated: %+v", none.Table.Rows)
	}
}
