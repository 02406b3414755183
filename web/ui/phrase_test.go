package ui

import (
	"slices"
	"strings"
	"testing"
)

// TM-15: a notice reads on a phone as on paper; its title is not broken within a name.
func TestPhrased(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"示例县人民代表大会常务委员会", []string{"示例县", "人民代表大会", "常务委员会"}},
		{"（2026年7月24日示例县第十八届人民代表大会常务委员会第二十二次会议通过）", []string{"（2026年7月24日", "示例县第十八届人民代表大会", "常务委员会", "第二十二次会议通过）"}},
		{"关于撤销樊正林示例县林业局局长职务的决定", []string{"关于撤销樊正林示例县林业局局长", "职务的决定"}},
		{"任免名单", []string{"任免名单"}},
	} {
		if got := Phrased(tt.text).parts(); !slices.Equal(got, tt.want) {
			t.Errorf("%q", got)
		}
	}
	var b strings.Builder
	if err := Phrased("<甲>关于乙").Render(t.Context(), &b); err != nil || b.String() != "&lt;甲&gt;<wbr>关于乙" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
