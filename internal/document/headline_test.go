package document

import (
	"slices"
	"testing"
)

// K14, K17: a title and a 题注 are broken where they are read with a pause, not within a name.
func TestHeadLines(t *testing.T) {
	for _, tt := range []struct {
		text string
		room float64
		want []string
	}{
		{"示例县人民代表大会常务委员会", 20, []string{"示例县人民代表大会常务委员会"}},
		{"示例县第十八届人民代表大会常务委员会第二十五次会议", 20, []string{"示例县第十八届人民代表大会", "常务委员会第二十五次会议"}},
		{"（2026年11月27日示例县第十八届人民代表大会常务委员会第二十四次会议通过）", 27.6,
			[]string{"（2026年11月27日示例县第十八届人民代表大会", "常务委员会第二十四次会议通过）"}},
		{"关于决定任命示例县第十八届人民代表大会常务委员会代表资格审查委员会主任委员的说明", 20,
			[]string{"关于决定任命示例县第十八届人民代表大会常务委员会代表资格审查委员会主任委员的说明"}}, // the second part has no room either
		{"关于提请决定任命示例县住房和城乡建设局局长的议案", 20, []string{"关于提请决定任命示例县住房和城乡建设局局长的议案"}},
	} {
		if got := HeadLines(tt.text, tt.room); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}
