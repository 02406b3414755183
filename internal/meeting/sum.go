package meeting

import (
	"fmt"
	"strings"

	"renmian/internal/errs"
)

// Sum is one line by which scrutineers see that the numbers of a count add up: 赞成 12 + 反对 14 = 收回 26.
type Sum struct {
	Name  string // of the person; empty for the ballots as a whole
	Parts []Part
	Total Part
}

// Part is one number of a sum.
type Part struct {
	Label string
	Count int
}

// Right reports whether the sum adds up; a negative number never does.
func (s Sum) Right() bool {
	sum := 0
	for _, p := range s.Parts {
		if p.Count < 0 {
			return false
		}
		sum += p.Count
	}
	return sum == s.Total.Count
}

// String writes the sum out.
func (s Sum) String() string {
	parts := make([]string, len(s.Parts))
	for n, p := range s.Parts {
		parts[n] = p.String()
	}
	return strings.Join(parts, " + ") + " = " + s.Total.String()
}

func (p Part) String() string { return fmt.Sprintf("%s %d", p.Label, p.Count) }

// BallotSums account for every ballot of a secret vote: those in the box and those kept back are those
// handed out, which with those nobody fetched are the members present.
func BallotSums(present, issued, returned int) []Sum {
	return []Sum{
		{Parts: []Part{{"收回", returned}, {"未投", issued - returned}}, Total: Part{"发出", issued}},
		{Parts: []Part{{"发出", issued}, {"未领", present - issued}}, Total: Part{"出席", present}},
	}
}

// PersonSum accounts for every ballot in the box on one person. The last part is what counts for nobody: 未按
// on a tablet, 无效 on paper.
func PersonSum(name string, yes, no, abstain int, rest Part, returned int) Sum {
	return Sum{Name: name, Parts: []Part{{"赞成", yes}, {"反对", no}, {"弃权", abstain}, rest}, Total: Part{"收回", returned}}
}

// CheckSums refuses a count that does not add up: nobody may confirm it 〔业务参考 2.6，V03〕.
func CheckSums(sums []Sum) error {
	for _, s := range sums {
		if !s.Right() {
			return errs.New(errs.Conflict, "%s%s，数字不符，不能确认。请提出书面异议，由主持人宣布本轮无效，重新投票。", s.Name, s)
		}
	}
	return nil
}
