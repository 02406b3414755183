package ballot

import "slices"

// Phase is how far the life of a box (票箱) has gone.
type Phase string

const (
	PhaseIssuing Phase = "issuing" // 发票: tablets of present members fetch their ballots by themselves; the operator waits
	PhaseCasting Phase = "casting" // 投票: members cast; the operator closes
	PhaseClosing Phase = "closing" // 截止: no ballot is taken any more; the system opens the urn
	PhaseSealed  Phase = "sealed"  // 封存: counted and hashed; scrutineers confirm
	PhaseVoid    Phase = "void"    // 作废: nothing was opened; the vote is held again
)

var phaseLabels = map[Phase]string{PhaseIssuing: "发票", PhaseCasting: "投票", PhaseClosing: "截止", PhaseSealed: "封存", PhaseVoid: "作废"}

// Label returns the phase's Chinese name.
func (p Phase) Label() string { return phaseLabels[p] }

// moves lists every step in the life of a box. A sealed box is never void: what was opened has been seen.
var moves = map[Phase][]Phase{
	PhaseIssuing: {PhaseCasting, PhaseVoid},
	PhaseCasting: {PhaseClosing, PhaseVoid},
	PhaseClosing: {PhaseSealed, PhaseVoid},
}

// CanBecome reports whether a box may go from this phase to the next.
func (p Phase) CanBecome(next Phase) bool { return slices.Contains(moves[p], next) }
