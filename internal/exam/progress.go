package exam

// Progress is how far a sitting has come on the whole, from the list of exams to the last result.
type Progress string

const (
	ProgressAhead      Progress = "ahead"      // 待考: the day has not come
	ProgressEmpty      Progress = "empty"      // 无考生: the examiner calls some
	ProgressRunning    Progress = "running"    // on computers, arranged, under way or cancelled: as its run says
	ProgressMarking    Progress = "marking"    // 阅卷中: those who mark
	ProgressEntering   Progress = "entering"   // 待登记成绩: whoever enters the results of a paper exam
	ProgressConfirming Progress = "confirming" // 待核对: the second person
	ProgressDone       Progress = "done"       // 已办结
	ProgressMoot       Progress = "moot"       // 已终结: every case was decided or ended without the exam; nobody
)

var progressLabels = map[Progress]string{ProgressAhead: "待考", ProgressEmpty: "无考生", ProgressRunning: "考试中", ProgressMarking: "阅卷中",
	ProgressEntering: "待登记成绩", ProgressConfirming: "待核对", ProgressDone: "已办结", ProgressMoot: "已终结"}

// Label is the word on the screen.
func (p Progress) Label() string { return progressLabels[p] }

// Sitting is what its progress depends on.
type Sitting struct {
	Computer    bool
	Run         RunState // of one on computers
	Ahead       bool     // its day has not come
	Locked      bool     // of one on computers: the marks are locked
	Candidates  int
	Waiting     int // candidates without a result whose case can still take one
	Entered     int
	Unconfirmed int // of those entered
}

// Progress tells how far the sitting has come. A result is written into a case that is still to be decided
// 〔任前考试：受理之后、会议审议之前；业务参考 3〕, so a sitting whose candidates' cases are all decided or ended is at
// its end though nobody marks it; and what the lock did not write into a case is written no more.
func (x Sitting) Progress() Progress {
	waiting, work := x.Waiting, ProgressEntering
	switch {
	case x.Computer && x.Run == RunPlanned && x.Ahead:
		return ProgressAhead
	case x.Computer && x.Run != RunEnded:
		return ProgressRunning
	case x.Computer:
		work = ProgressMarking
		if x.Locked {
			waiting = 0
		}
	case x.Ahead:
		return ProgressAhead
	case x.Candidates == 0:
		return ProgressEmpty
	}
	switch {
	case waiting > 0:
		return work
	case x.Unconfirmed > 0:
		return ProgressConfirming
	case x.Entered == 0:
		return ProgressMoot
	}
	return ProgressDone
}
