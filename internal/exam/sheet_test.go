package exam

import (
	"slices"
	"testing"

	"renmian/internal/policy"
)

// Spreadsheets of other makers: options in one cell or with their letters, blanks in brackets, words in full width.
func TestSheetsOfAnotherMaker(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		whole string
		want  []string
	}{
		{"each in its cell", []string{"甲", "乙", "丙", ""}, "", []string{"甲", "乙", "丙"}},
		{"a gap stays to be reported", []string{"甲", "", "丙"}, "", []string{"甲", "", "丙"}},
		{"with their letters", []string{"A.甲", "Ｂ、乙", "(C) 丙"}, "", []string{"甲", "乙", "丙"}},
		{"a letter that belongs to the text", []string{"A级", "B.级", "C"}, "", []string{"A级", "B.级", "C"}},
		{"in one cell", []string{"", "", ""}, "A.甲　B.乙；C.丙", []string{"甲", "乙", "丙"}},
		{"in lines", nil, "A、甲乙\nB、丙C.丁\nC、戊", []string{"甲乙", "丙", "丁\nC、戊"}},
		{"in lines without letters", nil, "甲\n\n乙\n丙", []string{"甲", "乙", "丙"}},
		{"nothing", nil, " ", nil},
	} {
		if got := SheetOptions(tt.cells, tt.whole); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for in, want := range map[string]string{"国家实行（　　），建设（ ）国家。": "国家实行____，建设____国家。", "实行＿＿＿，建设__国家": "实行____，建设____国家", "县（市）长____": "县（市）长____"} {
		if got := SheetStem(policy.FillIn, in); got != want {
			t.Errorf("%s reads %s", in, got)
		}
	}
	if in := "根本制度是（　　）。"; SheetStem(policy.SingleChoice, in) != in {
		t.Error("the brackets of a choice stay")
	}
	if ReadDifficulty("３级") != 3 || ReadDifficulty("６") != 0 {
		t.Error("a difficulty in full width")
	}
	if got := ReadKey(policy.TrueFalse, "ｔ"); !slices.Equal(got, Key{True}) {
		t.Errorf("true in full width is %q", got)
	}
	if got := ReadKey(policy.MultipleChoice, "Ｄ、ａ"); !slices.Equal(got, Key{"A", "D"}) {
		t.Errorf("letters in full width are %q", got)
	}
	groups, ok := ReadGroups("政府类、监察委员会\n人民法院")
	if !ok || !slices.Equal(groups, []policy.Group{policy.Government, policy.Supervision, policy.Court}) {
		t.Errorf("groups %v", groups)
	}
	if groups, ok := ReadGroups("通用"); !ok || len(groups) != len(policy.Groups()) {
		t.Errorf("all groups %v", groups)
	}
	if _, ok := ReadGroups("全部、公司"); ok {
		t.Error("a word that is no group is taken")
	}
}
