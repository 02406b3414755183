package supervision

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

func TestCheckPlanItem(t *testing.T) {
	for _, tt := range []struct {
		name string
		item PlanItem
		want string // the field that is wrong
	}{
		{"a work report, DZ-18", PlanItem{Kind: SpecialWorkReport, Title: "听取养老服务工作报告", Month: 6}, ""},
		{"a field study, SN-20", PlanItem{Kind: FieldStudy, Title: "调研农村供水", Month: 3}, ""},
		{"a petition cannot be planned", PlanItem{Kind: Petition, Title: "信访", Month: 3}, "kind"},
		{"without a title", PlanItem{Kind: LawInspection, Month: 3}, "title"},
		{"in no month", PlanItem{Kind: LawInspection, Title: "检查", Month: 13}, "month"},
		{"an oral report by nobody", PlanItem{Kind: DutyReport, Title: "口头述职", Month: 3}, "person"},
		{"a review of no unit, ZJ-09", PlanItem{Kind: WorkReview, Title: "工作评议", Month: 3}, "organ"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := CheckPlanItem(tt.item)
			if got := fieldNames(err); got != tt.want {
				t.Errorf("fields %q, want %q", got, tt.want)
			}
		})
	}
}

func fieldNames(err error) string {
	var names []string
	for _, f := range errs.Fields(err) {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

// Nobody is forgotten over the term: ZJ-09, SB-17.
func TestSpread(t *testing.T) {
	day := func(n int) calendar.Day { return calendar.Date(2024, 1, n) }
	got := Spread([]Candidate{
		{ID: 1, Since: day(5), Last: day(20)}, {ID: 2, Since: day(9)}, {ID: 3, Since: day(2)}, {ID: 4, Since: day(1), Last: day(10)}, {ID: 5, Since: day(2)},
	})
	var ids []int64
	for _, c := range got {
		ids = append(ids, c.ID)
	}
	if want := []int64{3, 5, 2, 4, 1}; !slices.Equal(ids, want) { // never first, the longest in office; then the longest ago
		t.Errorf("spread %v, want %v", ids, want)
	}
	for _, tt := range [][3]int{{0, 3, 0}, {10, 5, 2}, {11, 5, 3}, {3, 1, 3}, {4, 0, 4}} {
		if got := Share(tt[0], tt[1]); got != tt[2] {
			t.Errorf("Share(%d, %d) = %d, want %d", tt[0], tt[1], got, tt[2])
		}
	}
	if m := SpreadMonths(4); !slices.Equal(m, []int{2, 4, 7, 9}) {
		t.Errorf("months %v", m)
	}
}

// The same seed gives the same draw before any witness, whatever the order of the pool.
func TestDraw(t *testing.T) {
	pool := []int64{11, 12, 13, 14, 15, 16, 17, 18}
	first := Draw(pool, 3, "0123456789abcdef0123456789abcdef")
	turned := slices.Clone(pool)
	slices.Reverse(turned)
	if again := Draw(turned, 3, "0123456789abcdef0123456789abcdef"); !slices.Equal(first, again) || len(first) != 3 {
		t.Errorf("drawn %v, then %v", first, again)
	}
	hits := map[int64]int{}
	for i := range 4000 {
		for _, id := range Draw(pool, 2, strings.Repeat("x", i%7)+string(rune('a'+i%26))+string(rune('A'+i/26%58))+string(rune('0'+i/1500))) {
			hits[id]++
		}
	}
	for _, id := range pool {
		if n := hits[id]; n < 700 || n > 1300 { // 1000 each on average
			t.Errorf("%d was drawn %d times of 4000", id, n)
		}
	}
	if got := Draw(pool, 20, "s"); len(got) != len(pool) {
		t.Errorf("%d drawn of 8", len(got))
	}
}

func TestPlanFindings(t *testing.T) {
	twice := PlanItem{Kind: PerformanceReview, Title: "甲述职评议", PersonID: 7, Month: 3}
	other := PlanItem{Kind: DutyReport, Title: "甲口头述职", PersonID: 7, Month: 9}
	if got := PlanFindings([]PlanItem{twice, other}); len(got) != 0 {
		t.Errorf("a review and an oral report: %v", got)
	}
	twice2 := twice
	twice2.Month = 10
	if got := PlanFindings([]PlanItem{twice, other, twice2}); len(got) != 1 || !strings.Contains(got[0], "重复") {
		t.Errorf("the same person reviewed twice: %v", got)
	}
	var crowd []PlanItem
	for range 8 {
		crowd = append(crowd, PlanItem{Kind: SpecialWorkReport, Title: "报告", Month: 11})
	}
	if got := PlanFindings(crowd); len(got) != 1 || !strings.Contains(got[0], "十一月") { // 少而精 DZ-18
		t.Errorf("all in one month: %v", got)
	}
}
