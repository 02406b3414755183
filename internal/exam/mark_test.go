package exam

import (
	"testing"

	"renmian/internal/policy"
)

func TestMark(t *testing.T) {
	single := Question{Kind: policy.SingleChoice, Points: 1, Key: Key{"B"}}
	multiple := Question{Kind: policy.MultipleChoice, Points: 2, Key: Key{"A", "C", "D"}}
	odd := Question{Kind: policy.MultipleChoice, Points: 1.5, Key: Key{"A", "C"}}
	fill := Question{Kind: policy.FillIn, Points: 3, Key: Key{"三分之二｜2/3", "过半数｜半数以上"}}
	for _, tt := range []struct {
		name    string
		q       Question
		a       Answer
		partial bool
		want    float64
	}{
		{"single right", single, Answer{"B"}, false, 1},
		{"single wrong", single, Answer{"A"}, true, 0},
		{"single unanswered", single, nil, true, 0},
		{"single with two answers", single, Answer{"A", "B"}, true, 0},
		{"true or false", Question{Kind: policy.TrueFalse, Points: 1, Key: Key{"错"}}, Answer{"错"}, false, 1},
		{"multiple all right, in any order", multiple, Answer{"D", "A", "C"}, false, 2},
		{"multiple lacking one earns nothing", multiple, Answer{"A", "C"}, false, 0},
		{"multiple lacking one earns half where the county says so", multiple, Answer{"A", "C"}, true, 1},
		{"half is rounded to a tenth", odd, Answer{"A"}, true, 0.8},
		{"multiple with a wrong one earns nothing", multiple, Answer{"A", "B"}, true, 0},
		{"multiple with all options ticked earns nothing", multiple, Answer{"A", "B", "C", "D"}, true, 0},
		{"the same option twice is one option", multiple, Answer{"A", "A", "A"}, false, 0},
		{"multiple unanswered", multiple, nil, true, 0},
		{"fill-in both", fill, Answer{"三分之二", "过半数"}, false, 3},
		{"fill-in by an alternative, full width and spaces", fill, Answer{" ２／３ ", "半数 以上。"}, false, 3},
		{"fill-in one of two", fill, Answer{"二分之一", "过半数"}, false, 1.5},
		{"fill-in left empty", fill, Answer{"", ""}, false, 0},
		{"an essay waits for a person", Question{Kind: policy.Essay, Points: 10, Key: Key{"x"}}, Answer{"x"}, false, 0},
	} {
		if got := Mark(tt.q, tt.a, tt.partial); got != tt.want {
			t.Errorf("%s: Mark = %g; want %g", tt.name, got, tt.want)
		}
	}
}

// 主观题双评，差值超限复核〔业务参考 3；SB-20、SN-04 阅卷〕
func TestSettle(t *testing.T) {
	for _, tt := range []struct {
		name   string
		given  []float64
		double bool
		want   Settled
	}{
		{"nothing yet", nil, true, Settled{Next: 1}},
		{"one of two", []float64{7}, true, Settled{Next: 2}},
		{"one alone where the county marks once", []float64{7}, false, Settled{Points: 7}},
		{"close: the mean", []float64{7, 8}, true, Settled{Points: 7.5}},
		{"exactly at the limit", []float64{5, 8}, true, Settled{Points: 6.5}},
		{"over the limit", []float64{4.9, 8}, true, Settled{Next: 3}},
		{"over the limit, the higher first", []float64{8, 4.9}, true, Settled{Next: 3}},
		{"the third decides", []float64{3, 8, 6}, true, Settled{Points: 6}},
		{"the mean in tenths", []float64{7, 7.5}, true, Settled{Points: 7.3}},
	} {
		if got := Settle(tt.given, tt.double, 3); got != tt.want {
			t.Errorf("%s: Settle(%v) = %+v; want %+v", tt.name, tt.given, got, tt.want)
		}
	}
}

func TestValidPoints(t *testing.T) {
	q := Question{Points: 10}
	for points, want := range map[float64]bool{0: true, 10: true, 7.5: true, 0.1: true, -0.5: false, 10.5: false, 7.25: false} {
		if got := ValidPoints(points, q); got != want {
			t.Errorf("ValidPoints(%g of 10) = %v; want %v", points, got, want)
		}
	}
}

func TestTotal(t *testing.T) {
	if got := Total([]float64{0.1, 0.2, 0.3, 7.4}); got != 8 {
		t.Errorf("Total = %v; want 8 exactly", got)
	}
}

// 雷同卷检查〔业务参考 3 考务〕
func TestAlike(t *testing.T) {
	var questions []Question
	a, b, c := map[int]Answer{}, map[int]Answer{}, map[int]Answer{}
	for n := 1; n <= 10; n++ {
		questions = append(questions, Question{Position: n, Kind: policy.SingleChoice, Points: 1, Key: Key{"A"}})
		a[n], b[n], c[n] = Answer{"B"}, Answer{"B"}, Answer{"C"}
	}
	a[1], b[1] = Answer{"A"}, Answer{"A"} // both right says nothing
	b[2] = nil                            // unanswered says nothing
	questions = append(questions, Question{Position: 11, Kind: policy.Essay, Points: 10})
	a[11], b[11] = Answer{"同一篇"}, Answer{"同一篇"}
	if same, wrong := Alike(questions, a, b); same != 8 || wrong != 8 || !TooAlike(same, wrong) {
		t.Errorf("copied sheet: %d of %d; want 8 of 8, too alike", same, wrong)
	}
	if same, wrong := Alike(questions, a, c); same != 0 || wrong != 9 || TooAlike(same, wrong) {
		t.Errorf("own mistakes: %d of %d; want 0 of 9", same, wrong)
	}
	if TooAlike(4, 4) {
		t.Error("four common mistakes are chance")
	}
}

func TestMarkingPoints(t *testing.T) {
	got, ok := Question{Key: Key{"公开进行〔4分〕", "左手抚按宪法〔6分〕"}, Points: 15}.MarkingPoints()
	if !ok || got[0] != (Point{"公开进行", 6}) || got[1] != (Point{"左手抚按宪法", 9}) {
		t.Errorf("%+v, %v; want 6 and 9 of 15", got, ok)
	}
	if _, ok := (Question{Key: Key{"没有分值"}, Points: 15}).MarkingPoints(); ok {
		t.Error("points read where none are named")
	}
}
