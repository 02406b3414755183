package exam

import "testing"

// A sitting comes to an end by itself: with confirmed results, or because no case can take one any more.
func TestProgress(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   Sitting
		want Progress
	}{
		{"paper, before the day", Sitting{Ahead: true, Candidates: 2, Waiting: 2}, ProgressAhead},
		{"paper, nobody called", Sitting{}, ProgressEmpty},
		{"paper, one of two entered", Sitting{Candidates: 2, Waiting: 1, Entered: 1, Unconfirmed: 1}, ProgressEntering},
		{"paper, both entered", Sitting{Candidates: 2, Entered: 2, Unconfirmed: 2}, ProgressConfirming},
		{"paper, both confirmed", Sitting{Candidates: 2, Entered: 2}, ProgressDone},
		{"paper, one confirmed, the other's case withdrawn", Sitting{Candidates: 2, Entered: 1}, ProgressDone},
		{"paper, all cases withdrawn", Sitting{Candidates: 2}, ProgressMoot},
		{"computers, before the day", Sitting{Computer: true, Run: RunPlanned, Ahead: true, Candidates: 2, Waiting: 2}, ProgressAhead},
		{"computers, on the day", Sitting{Computer: true, Run: RunPlanned, Candidates: 2, Waiting: 2}, ProgressRunning},
		{"computers, writing", Sitting{Computer: true, Run: RunRunning, Candidates: 2, Waiting: 2}, ProgressRunning},
		{"computers, cancelled", Sitting{Computer: true, Run: RunCancelled, Candidates: 2, Waiting: 2}, ProgressRunning},
		{"computers, over", Sitting{Computer: true, Run: RunEnded, Candidates: 2, Waiting: 2}, ProgressMarking},
		{"computers, one case withdrawn before the lock", Sitting{Computer: true, Run: RunEnded, Candidates: 2, Waiting: 1}, ProgressMarking},
		{"computers, all cases withdrawn before the lock", Sitting{Computer: true, Run: RunEnded, Candidates: 2}, ProgressMoot},
		{"computers, locked", Sitting{Computer: true, Run: RunEnded, Locked: true, Candidates: 2, Entered: 2, Unconfirmed: 2}, ProgressConfirming},
		{"computers, locked, one passed elsewhere", Sitting{Computer: true, Run: RunEnded, Locked: true, Candidates: 2, Waiting: 1, Entered: 1}, ProgressDone},
		{"computers, locked, nothing written into a case", Sitting{Computer: true, Run: RunEnded, Locked: true, Candidates: 1, Waiting: 1}, ProgressMoot},
		{"computers, confirmed", Sitting{Computer: true, Run: RunEnded, Locked: true, Candidates: 2, Entered: 2}, ProgressDone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.in.Progress(); got != tt.want {
				t.Errorf("%+v is %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
