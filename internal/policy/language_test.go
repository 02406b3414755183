package policy

import (
	"slices"
	"testing"
)

// 〔民族区域自治法 第二十一条〕
func TestLanguageIsWholeOrOff(t *testing.T) {
	p := Default()
	if p.Language.On() || p.Language.Printed("Cancingz") != "" || p.Language.Answers() != nil {
		t.Error("a county prints Chinese only unless it says otherwise")
	}
	setting(t, "language.second").Set(&p, []string{"壮文"})
	var missing []string
	for _, x := range Check(p) {
		missing = append(missing, x.Field)
	}
	want := []string{"language.ballot", "language.for", "language.against", "language.abstain", "language.certificate", "language.notice",
		"language.list", "language.announced", "language.publicity"}
	if !slices.Equal(missing, want) {
		t.Errorf("missing words: %v, want %v", missing, want)
	}
	for _, field := range want {
		setting(t, field).Set(&p, []string{field})
	}
	if got := Check(p); len(got) > 0 {
		t.Errorf("whole: %v", got)
	}
	if got := p.Language.Answers(); !slices.Equal(got, want[1:4]) {
		t.Errorf("answers: %v", got)
	}
}
