package exam

import (
	"strings"
	"testing"
)

func TestMayReview(t *testing.T) {
	for _, tt := range []struct {
		name             string
		state            ItemState
		sentBack         bool
		author, reviewer int64
		why              string
	}{
		{"another person", Draft, false, 1, 2, ""},
		{"a question of the starting bank", Draft, false, 0, 2, ""},
		{"the author", Draft, false, 1, 1, "两人分别担任"},
		{"sent back and not changed", Draft, true, 1, 2, "改好以后再审"},
		{"reviewed before", Reviewed, false, 1, 2, "已经审定"},
		{"retired", Retired, false, 1, 2, "已经停用"},
	} {
		if why := MayReview(tt.state, tt.sentBack, tt.author, tt.reviewer); (why == "") != (tt.why == "") || !strings.Contains(why, tt.why) {
			t.Errorf("%s: %q, want %q", tt.name, why, tt.why)
		}
	}
	for state, retire := range map[ItemState]bool{Draft: true, Reviewed: true, Retired: false} {
		if (MayRetire(state) == "") != retire || (MayRestore(state) == "") == retire {
			t.Errorf("%s: retire %q, restore %q", state, MayRetire(state), MayRestore(state))
		}
	}
}

func TestNear(t *testing.T) {
	bank := []Item{
		{ID: 1, Stem: "中华人民共和国的一切权力属于（　　）。", Options: []string{"人民", "公民", "国家", "政府"}},
		{ID: 2, Stem: "国家公职人员就职时应当公开进行（　　）。", Options: []string{"宪法宣誓", "述职", "公示", "考试"}},
	}
	s := NewStock(bank)
	near := s.Near(Item{Stem: "中华人民共和国一切权力属于（ ）", Options: []string{"人民", "公民", "国家", "政府"}})
	if len(near) != 1 || near[0].ID != 1 || near[0].Share != likeness(bank[0].Text(), "中华人民共和国一切权力属于 人民 公民 国家 政府") {
		t.Errorf("near %+v", near)
	}
	if near := s.Near(bank[0]); len(near) != 0 {
		t.Errorf("an item is like itself: %+v", near)
	}
	if near := s.Near(Item{Stem: bank[1].Stem, Options: bank[1].Options}); len(near) != 1 || near[0].Share != 1 {
		t.Errorf("the same words: %+v", near)
	}
}

// BenchmarkNear looks one question up in a bank of 100,000.
func BenchmarkNear(b *testing.B) {
	all, err := StartingBank()
	if err != nil {
		b.Fatal(err)
	}
	var items []Item
	for len(items) < 100_000 {
		for _, l := range all {
			for _, i := range l.Items {
				i.ID = int64(len(items) + 1)
				items = append(items, i)
			}
		}
	}
	s := NewStock(items)
	for b.Loop() {
		s.Near(Item{Stem: items[7].Stem})
	}
}
