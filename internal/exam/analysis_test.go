package exam

import (
	"math"
	"testing"
)

func sheet(points ...float64) Sheet {
	all := []Question{{ItemID: 1, Cites: "《宪法》第二条", Points: 2}, {ItemID: 2, Cites: "《监督法》第一条", Points: 2}, {ItemID: 3, Cites: "《宪法》第三条", Points: 2}}
	return Sheet{Questions: all[:len(points)], Points: points}
}

func TestByLaw(t *testing.T) {
	got := ByLaw([]Sheet{sheet(2, 0, 2), sheet(2, 1, 1)})
	if len(got) != 2 || got[0].Name != "监督法" || got[0].Rate() != 0.25 || got[1].Name != "宪法" || got[1].Rate() != 0.875 {
		t.Errorf("ByLaw = %+v; want 监督法 0.25 first, then 宪法 0.875", got)
	}
}

func TestByItem(t *testing.T) {
	var sheets []Sheet
	for n := range 20 { // the first question parts strong from weak, the second goes the wrong way, the third says nothing
		if strong := n < 10; strong {
			sheets = append(sheets, sheet(2, 0, 1))
		} else {
			sheets = append(sheets, sheet(0, 1, 1))
		}
	}
	got := ByItem(sheets)
	for i, want := range []struct{ rate, discrimination float64 }{{0.5, 1}, {0.25, -0.5}, {0.5, 0}} {
		if got[i].Used != 20 || math.Abs(got[i].Rate-want.rate) > 1e-9 || math.Abs(got[i].Discrimination-want.discrimination) > 1e-9 {
			t.Errorf("item %d: %+v; want %+v", i+1, got[i], want)
		}
	}
	if few := ByItem(sheets[5:14]); few[0].Discrimination != 0 {
		t.Errorf("nine sheets give a discrimination of %g; want none", few[0].Discrimination)
	}
}

// 石台：60 以下不合格，60–79 合格，80–89 良好，90 以上优秀〔业务参考 3 E6〕
func TestSumUp(t *testing.T) {
	grade := func(x float64) string {
		switch {
		case x >= 90:
			return "优秀"
		case x >= 80:
			return "良好"
		case x >= 60:
			return "合格"
		}
		return "不合格"
	}
	f := SumUp([]float64{59.9, 60, 89.5, 90}, 1, 1, 60, grade, []string{"不合格", "合格", "良好", "优秀"})
	if f.Called != 6 || f.Sat != 4 || f.Passed != 3 || f.PassRate() != 0.75 || f.Mean != 74.9 || f.Highest != 90 || f.Lowest != 59.9 {
		t.Errorf("SumUp = %+v", f)
	}
	for i, b := range f.Bands {
		if b.Count != 1 {
			t.Errorf("band %d %s: %d; want 1", i, b.Label, b.Count)
		}
	}
	if none := SumUp(nil, 2, 0, 60, grade, nil); none.PassRate() != 0 || none.Called != 2 || none.Mean != 0 {
		t.Errorf("nobody sat: %+v", none)
	}
}

func TestTens(t *testing.T) {
	got := Tens([]float64{0, 59.9, 60, 69.9, 70, 89.5, 90, 100})
	for i, want := range []int{2, 2, 1, 1, 2} {
		if got[i].Count != want {
			t.Errorf("%s: %d; want %d", got[i].Label, got[i].Count, want)
		}
	}
}
