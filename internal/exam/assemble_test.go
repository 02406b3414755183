package exam

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"renmian/internal/policy"
)

var (
	testLaws  = []string{"宪法", "地方组织法", "监督法", "代表法"}
	testKinds = []policy.QuestionKind{policy.SingleChoice, policy.TrueFalse, policy.Essay}
)

// stem makes a text that is like no other number's.
func stem(n int64) string {
	var b strings.Builder
	for i := range int64(14) {
		b.WriteRune(rune(0x4e00 + draw(n, 99, i)%20000))
	}
	return b.String()
}

func testItem(id int64, law string, kind policy.QuestionKind, level int) Item {
	it := Item{ID: id, Kind: kind, Law: law, Article: "第二条", Stem: stem(id), Key: Key{"对"}, Groups: []policy.Group{policy.Court},
		Difficulty: level, State: Reviewed}
	if kind == policy.SingleChoice {
		it.Options, it.Key = []string{"甲" + stem(id)[:9], "乙", "丙", "丁"}, Key{"B"}
	}
	return it
}

// orders draws a bank and an order, both small, so that papers are possible as often as not; across lets
// near-duplicates lie under different laws.
func orders(t *rapid.T, across bool) ([]Item, Order) {
	var bank []Item
	n := rapid.Int64Range(10, 60).Draw(t, "items")
	for id := int64(1); id <= n; id++ {
		it := testItem(id, rapid.SampledFrom(testLaws).Draw(t, "law"), rapid.SampledFrom(testKinds).Draw(t, "kind"), rapid.IntRange(1, 5).Draw(t, "level"))
		switch rapid.IntRange(0, 19).Draw(t, "what") {
		case 0:
			it.State = Draft
		case 1:
			it.Unsure = true
		case 2:
			it.Practice = true
		case 3:
			it.Groups = []policy.Group{policy.Government}
		case 4, 5:
			if id > 1 { // a near-duplicate, perhaps under another law
				like := bank[rapid.IntRange(0, int(id)-2).Draw(t, "like")]
				it.Kind, it.Stem, it.Options, it.Key, it.Difficulty = like.Kind, like.Stem+"吗", like.Options, like.Key, like.Difficulty
				if !across {
					it.Law = like.Law
				}
			}
		}
		bank = append(bank, it)
	}
	var b policy.Blueprint
	for _, k := range testKinds {
		if n := rapid.IntRange(0, 8).Draw(t, "count"); n > 0 {
			b.Sections = append(b.Sections, policy.Section{Kind: k, Count: n, Points: float64(rapid.IntRange(1, 6).Draw(t, "points")) / 2})
		}
	}
	if len(b.Sections) == 0 {
		b.Sections = []policy.Section{{Kind: policy.TrueFalse, Count: 3, Points: 1}}
	}
	left := b.Questions()
	for _, l := range testLaws {
		n := rapid.IntRange(0, min(3, left)).Draw(t, "min")
		if left -= n; n > 0 {
			b.Laws = append(b.Laws, policy.LawPart{Law: l, Min: n})
		}
	}
	if rapid.Bool().Draw(t, "levels") {
		x := b.Sections[0]
		b.Cells = append(b.Cells, policy.CellPart{Kind: x.Kind, Level: rapid.IntRange(1, 5).Draw(t, "level"), Min: rapid.IntRange(1, x.Count).Draw(t, "min")})
	}
	o := Order{Blueprint: b, Group: policy.Court, Labels: []string{"A", "B", "C"}[:rapid.IntRange(1, 3).Draw(t, "papers")],
		Seed: rapid.Int64().Draw(t, "seed"), Tolerance: 0.3}
	return bank, o
}

func count(qs []Question, law string, kind policy.QuestionKind, level int) int {
	n := 0
	for _, q := range qs {
		if (law == "" || strings.HasPrefix(q.Cites, "《"+law+"》")) && (kind == "" || q.Kind == kind) && (level == 0 || q.Difficulty == level) {
			n++
		}
	}
	return n
}

// checkPaper is what holds for every paper, whatever the bank.
func checkPaper(t *rapid.T, bank []Item, o Order, qs []Question) {
	at := 0
	for i, x := range o.Blueprint.Sections {
		for range x.Count {
			if q := qs[at]; q.Section != i+1 || q.Kind != x.Kind || q.Points != x.Points || q.Position != at+1 {
				t.Fatalf("question %d is %+v, want section %d %+v", at+1, q, i+1, x)
			}
			at++
		}
	}
	if at != len(qs) {
		t.Fatalf("%d questions, want %d", len(qs), at)
	}
	for _, l := range o.Blueprint.Laws {
		if n := count(qs, l.Law, "", 0); n < l.Min {
			t.Fatalf("%d questions of %s, want %d", n, l.Law, l.Min)
		}
	}
	for _, c := range o.Blueprint.Cells {
		if n := count(qs, c.Law, c.Kind, c.Level); n < c.Min {
			t.Fatalf("%d questions of %+v", n, c)
		}
	}
	for i, q := range qs {
		it := bank[q.ItemID-1]
		if !it.Usable() || !slices.Contains(it.Groups, o.Group) {
			t.Fatalf("item %+v may not stand on a paper", it)
		}
		if len(q.Key) != len(it.Key) || len(it.Options) > 0 && q.Options[q.Key[0][0]-'A'] != it.Options[it.Key[0][0]-'A'] {
			t.Fatalf("key of %+v is not that of %+v", q, it)
		}
		for _, other := range qs[:i] {
			if a, b := bank[other.ItemID-1], it; a.ID == b.ID || likeness(a.Text(), b.Text()) >= NearDuplicate {
				t.Fatalf("items %d and %d are alike", a.ID, b.ID)
			}
		}
	}
}

func TestAssembleHolds(t *testing.T) {
	papers, gaps := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		bank, o := orders(t, true)
		a := Assemble(bank, o)
		if len(a.Gaps) > 0 {
			gaps++
			if a.Papers != nil {
				t.Fatalf("papers in spite of gaps %+v", a.Gaps)
			}
			return
		}
		papers++
		seen := map[int64]bool{}
		repeats := false
		for _, p := range a.Papers {
			checkPaper(t, bank, o, p)
			for _, q := range p {
				repeats = repeats || seen[q.ItemID]
				seen[q.ItemID] = true
			}
		}
		if repeats != (len(a.Shared) > 0) {
			t.Fatalf("items stand on two papers: %v, but what lacks is %+v", repeats, a.Shared)
		}
		if math.Abs(a.Spread-Spread(a.Papers)) > 1e-9 || len(a.Papers) != len(o.Labels) {
			t.Fatalf("spread %v of %d papers", a.Spread, len(a.Papers))
		}
		slices.Reverse(bank) // the order of the bank decides nothing
		if again := Assemble(bank, o); !reflect.DeepEqual(a, again) {
			t.Fatal("the same seed gives other papers")
		}
	})
	if papers == 0 || gaps == 0 {
		t.Fatalf("%d papers and %d gaps: the draw does not test both", papers, gaps)
	}
}

// add puts exactly the missing items into the bank.
func add(bank []Item, gaps []Gap) []Item {
	for _, g := range gaps {
		for range g.Lacks {
			law, level := g.Law, g.Difficulty
			if law == "" {
				law = "法官法"
			}
			bank = append(bank, testItem(int64(len(bank)+1), law, g.Kind, max(level, 1)))
		}
	}
	return bank
}

func TestGapsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		across := rapid.Bool().Draw(t, "across")
		bank, o := orders(t, across)
		a := Assemble(bank, o)
		if len(a.Gaps) == 0 {
			if len(a.Shared) > 0 && !across {
				if b := Assemble(add(bank, a.Shared), o); len(b.Shared) > 0 || len(b.Gaps) > 0 {
					t.Fatalf("with %+v added items still stand on two papers: %+v", a.Shared, b.Shared)
				}
			}
			return
		}
		if b := Assemble(add(slices.Clone(bank), a.Gaps), o); len(b.Gaps) > 0 {
			t.Fatalf("with %+v added there still lack %+v", a.Gaps, b.Gaps)
		}
		a.Gaps[0].Lacks-- // one fewer is not enough
		if b := Assemble(add(bank, a.Gaps), o); len(b.Gaps) == 0 {
			t.Fatalf("one item fewer than %+v is enough", a.Gaps)
		}
	})
}

// A bank with plenty of everything makes papers of the same weight, all different.
func TestPapersAreEven(t *testing.T) {
	var bank []Item
	for id := int64(1); id <= 400; id++ {
		bank = append(bank, testItem(id, testLaws[draw(id, 1)%4], testKinds[draw(id, 2)%3], int(draw(id, 3)%5)+1))
	}
	rapid.Check(t, func(t *rapid.T) {
		o := Order{Group: policy.Court, Labels: []string{"A", "B", "C"}, Seed: rapid.Int64().Draw(t, "seed"), Tolerance: 0.05,
			Blueprint: policy.Blueprint{Sections: []policy.Section{{Kind: policy.SingleChoice, Count: 30, Points: 1},
				{Kind: policy.TrueFalse, Count: 20, Points: 2}, {Kind: policy.Essay, Count: 3, Points: 10}},
				Laws: []policy.LawPart{{Law: "宪法", Min: 6}, {Law: "监督法", Min: 6}}}}
		a := Assemble(bank, o)
		if len(a.Gaps)+len(a.Shared) > 0 || a.Spread > o.Tolerance+1e-9 {
			t.Fatalf("gaps %v, shared %v, spread %v", a.Gaps, a.Shared, a.Spread)
		}
		for _, law := range testLaws {
			low, high := 99, 0
			for _, p := range a.Papers {
				low, high = min(low, count(p, law, "", 0)), max(high, count(p, law, "", 0))
			}
			if high-low > 1 {
				t.Fatalf("%s: %d questions on one paper, %d on another", law, low, high)
			}
		}
		o.Seed++
		if b := Assemble(bank, o); reflect.DeepEqual(a.Papers, b.Papers) {
			t.Fatal("another seed gives the same papers")
		}
	})
}

func TestShuffleKeepsTheKey(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options []string
		stays   bool
	}{
		{"plain options", []string{"一", "二", "三", "四"}, false},
		{"all of the above", []string{"一", "二", "三", "以上都对"}, true},
		{"options named by letter", []string{"一", "二", "A和B", "四"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			moved := false
			for seed := range int64(50) {
				it := Item{ID: 7, Kind: policy.MultipleChoice, Options: tt.options, Key: Key{"A", "C"}}
				options, key := shuffle(it, seed, 0)
				moved = moved || !slices.Equal(options, tt.options)
				var right []string
				for i, o := range options {
					if slices.Contains(key, Letter(i)) {
						right = append(right, o)
					}
				}
				slices.Sort(right)
				if want := []string{tt.options[0], tt.options[2]}; len(right) != 2 || !slices.Contains(right, want[0]) || !slices.Contains(right, want[1]) ||
					!slices.IsSorted(key) {
					t.Fatalf("options %v, key %v", options, key)
				}
			}
			if moved == tt.stays {
				t.Errorf("moved: %v", moved)
			}
		})
	}
}

func TestSubstitutes(t *testing.T) {
	bank := []Item{testItem(1, "宪法", policy.TrueFalse, 2), testItem(2, "宪法", policy.TrueFalse, 2), testItem(3, "宪法", policy.TrueFalse, 2),
		testItem(4, "宪法", policy.TrueFalse, 3), testItem(5, "监督法", policy.TrueFalse, 2), testItem(6, "宪法", policy.TrueFalse, 2),
		testItem(7, "宪法", policy.TrueFalse, 2), testItem(8, "宪法", policy.TrueFalse, 2)}
	bank[5].Unsure = true
	bank[6].Stem = bank[1].Stem + "吗" // like the other question of the paper
	papers := [][]Question{{bank[0].AsQuestion(Question{Position: 1}, 1), bank[1].AsQuestion(Question{Position: 2}, 1)},
		{bank[2].AsQuestion(Question{Position: 1}, 1)}}
	got := fmt.Sprint(ids(Substitutes(bank, policy.Court, papers, 0, 1)))
	if got != "[8]" {
		t.Errorf("substitutes %s, want the one unused item of the cell", got)
	}
	if got := ids(Substitutes(bank, policy.Court, papers, 0, 2)); !slices.Equal(got, []int64{7, 8}) {
		t.Errorf("substitutes %v: an item may be replaced by one like it", got)
	}
}

func ids(items []Item) []int64 {
	var all []int64
	for _, it := range items {
		all = append(all, it.ID)
	}
	return all
}

func TestSimilar(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		alike bool
	}{
		{"县级人大常委会会议至少几个月举行一次？", "县级人大常委会会议，至少几个月举行一次", true},
		{"根据宪法，人民行使国家权力的机关是（　　）。", "根据宪法，国家机构实行的原则是（　　）。", false},
		{"", "", true},
		{"甲", "乙", false},
	} {
		if got := likeness(tt.a, tt.b); (got >= NearDuplicate) != tt.alike || got != likeness(tt.b, tt.a) {
			t.Errorf("likeness(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}

func likeness(a, b string) float64 { return alike(pairs(a), pairs(b)) }
