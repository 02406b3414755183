package meeting

import (
	"testing"

	"renmian/internal/errs"
)

// V03: more ballots back than handed out, or choices that are not as many as the ballots, are no count.
func TestSums(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sums  []Sum
		first string
		right bool
	}{
		{"all ballots are back", BallotSums(27, 27, 27), "收回 27 + 未投 0 = 发出 27", true},
		{"one kept back, one not fetched", BallotSums(27, 26, 25), "收回 25 + 未投 1 = 发出 26", true},
		{"more back than handed out", BallotSums(27, 26, 27), "收回 27 + 未投 -1 = 发出 26", false},
		{"more handed out than present", BallotSums(26, 27, 27), "收回 27 + 未投 0 = 发出 27", false},
		{"a person on tablets", []Sum{PersonSum("何假设", 12, 14, 0, Part{"未按", 1}, 27)}, "赞成 12 + 反对 14 + 弃权 0 + 未按 1 = 收回 27", true},
		{"a person on paper", []Sum{PersonSum("何假设", 12, 12, 1, Part{"无效", 2}, 27)}, "赞成 12 + 反对 12 + 弃权 1 + 无效 2 = 收回 27", true},
		{"a choice too many", []Sum{PersonSum("何假设", 13, 14, 0, Part{"未按", 1}, 27)}, "赞成 13 + 反对 14 + 弃权 0 + 未按 1 = 收回 27", false},
		{"a choice too few", []Sum{PersonSum("何假设", 12, 14, 0, Part{"未按", 0}, 27)}, "赞成 12 + 反对 14 + 弃权 0 + 未按 0 = 收回 27", false},
		{"two wrongs that make a right", []Sum{PersonSum("何假设", 14, 14, 0, Part{"未按", -1}, 27)}, "赞成 14 + 反对 14 + 弃权 0 + 未按 -1 = 收回 27", false},
	} {
		if got := tt.sums[0].String(); got != tt.first {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.first)
		}
		if err := CheckSums(tt.sums); (err == nil) != tt.right || err != nil && errs.KindOf(err) != errs.Conflict {
			t.Errorf("%s: %v, want right %v", tt.name, err, tt.right)
		}
	}
}
