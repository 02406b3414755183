package document

import (
	"fmt"
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	show := func(lines []Compared) string {
		var b strings.Builder
		for _, l := range lines {
			fmt.Fprintf(&b, "%s %s", l.Mark, l.Text)
			if l.To > 0 {
				fmt.Fprintf(&b, " [%s]", l.Text[l.From:l.To])
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	for _, tt := range []struct{ name, source, draft, want string }{
		{"same", "甲\n乙", "甲\n乙", "same 甲\nsame 乙\n"},
		{"a word changed", "任命田野为局长。\n免去石明。", "任命田间为局长。\n免去石明。",
			"missing 任命田野为局长。 [野]\nadded 任命田间为局长。 [间]\nsame 免去石明。\n"},
		{"a line forgotten", "甲\n乙\n丙", "甲\n丙", "same 甲\nmissing 乙 [乙]\nsame 丙\n"},
		{"a line too many", "甲", "甲\n乙", "same 甲\nadded 乙 [乙]\n"},
		{"a character too many", "任命田野。", "任命田野野。", "missing 任命田野。 []\nadded 任命田野野。 [野]\n"},
		{"order", "甲\n乙", "乙\n甲", "missing 甲 [甲]\nsame 乙\nadded 甲 [甲]\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := show(Compare(tt.source, tt.draft))
			if got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
			if differs := tt.source != tt.draft; Differs(Compare(tt.source, tt.draft)) != differs {
				t.Errorf("Differs is %v", !differs)
			}
		})
	}
}
