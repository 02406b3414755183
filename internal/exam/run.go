package exam

import (
	"fmt"
	"time"
)

// RunState is how far an exam on computers has come.
type RunState string

const (
	RunPlanned   RunState = "planned"   // 待开放签到: rooms, seats, papers and invigilators are arranged
	RunOpen      RunState = "open"      // 签到中
	RunRunning   RunState = "running"   // 考试中
	RunPaused    RunState = "paused"    // 全场暂停
	RunEnded     RunState = "ended"     // 已结束: marking may begin
	RunCancelled RunState = "cancelled" // 已取消
)

var runStateLabels = map[RunState]string{RunPlanned: "待开放签到", RunOpen: "签到中", RunRunning: "考试中", RunPaused: "全场暂停",
	RunEnded: "已结束", RunCancelled: "已取消"}

// Label is the state's word on the screen.
func (s RunState) Label() string { return runStateLabels[s] }

// Over reports whether nobody writes any more, now or later.
func (s RunState) Over() bool { return s == RunEnded || s == RunCancelled }

// EntryState is how far one candidate has come.
type EntryState string

const (
	EntryCalled    EntryState = "called"    // 未签到
	EntrySignedIn  EntryState = "signed_in" // 已签到
	EntryWriting   EntryState = "writing"   // 作答中
	EntryHandedIn  EntryState = "handed_in" // 已交卷
	EntryAbsent    EntryState = "absent"    // 缺考
	EntryCancelled EntryState = "cancelled" // 取消成绩
)

var entryStateLabels = map[EntryState]string{EntryCalled: "未签到", EntrySignedIn: "已签到", EntryWriting: "作答中", EntryHandedIn: "已交卷",
	EntryAbsent: "缺考", EntryCancelled: "取消成绩"}

// Label is the state's word on the screen.
func (s EntryState) Label() string { return entryStateLabels[s] }

// Over reports whether the candidate writes no more.
func (s EntryState) Over() bool {
	return s == EntryHandedIn || s == EntryAbsent || s == EntryCancelled
}

// Run is the clock of an exam on computers. Only the server's instants enter it; what a candidate's machine
// takes for the time does not matter.
type Run struct {
	State     RunState
	Minutes   int
	Grace     time.Duration // after the end, for answers that are under way
	StartedAt time.Time     // zero: not begun
	PausedAt  time.Time     // zero: not paused
	PausedFor time.Duration // pauses that are over

	LateFor       time.Duration // after the start a candidate may still come in, of the county's rules
	LateByConsent bool          // and later when an invigilator agrees
}

// Ends is when the writing ends for a candidate with so much extra time, if no pause comes; zero before
// the start.
func (r Run) Ends(extra time.Duration) time.Time {
	if r.StartedAt.IsZero() {
		return time.Time{}
	}
	return r.StartedAt.Add(time.Duration(r.Minutes)*time.Minute + r.PausedFor + extra)
}

// Left is the time a candidate still has, which stands while the whole sitting pauses.
func (r Run) Left(extra time.Duration, now time.Time) time.Duration {
	switch {
	case r.State.Over():
		return 0
	case r.StartedAt.IsZero():
		return time.Duration(r.Minutes)*time.Minute + extra
	case !r.PausedAt.IsZero():
		now = r.PausedAt
	}
	return max(0, r.Ends(extra).Sub(now))
}

// Refuses tells why no answer is taken at an instant; "" when it is. After the end, and after a pause has
// begun, answers that were under way still come in for the grace.
func (r Run) Refuses(extra time.Duration, now time.Time) string {
	switch {
	case r.State == RunCancelled:
		return "本场考试已经取消，不再收取答案。"
	case r.State == RunEnded:
		return "考试已经结束，这一答案没有收取；结束前保存的答案都在。"
	case r.StartedAt.IsZero():
		return "考试还没有开始，请等候监考人员宣布。"
	case r.State == RunPaused && now.After(r.PausedAt.Add(r.Grace)):
		return "全场已暂停，暂停期间不收取答案；恢复考试后自动送出。"
	case r.State == RunRunning && r.Late(extra, now):
		return "考试时间已到，这一答案没有收取；到时以前保存的答案都在。"
	}
	return ""
}

// Late reports whether time and grace of a candidate are used up.
func (r Run) Late(extra time.Duration, now time.Time) bool {
	return r.State == RunRunning && now.After(r.Ends(extra).Add(r.Grace))
}

// TooLate reports whether so much of the exam is gone that candidates do not come in by themselves any more.
func (r Run) TooLate(now time.Time) bool {
	return !r.StartedAt.IsZero() && !r.State.Over() && time.Duration(r.Minutes)*time.Minute-r.Left(0, now) > r.LateFor
}

// RefusesAdmission tells why an invigilator may not let a candidate in who comes too late (同意迟到入场)
// 〔本县任免办法〕; "" when they may.
func (r Run) RefusesAdmission(now time.Time) string {
	switch {
	case r.State != RunRunning && r.State != RunPaused:
		return "本场考试" + r.State.Label() + "，不用办理迟到入场。"
	case !r.LateByConsent:
		return fmt.Sprintf("按本县办法，开考 %d 分钟以后不得入场。", int(r.LateFor/time.Minute))
	case !r.TooLate(now):
		return "还在可以入场的时间内，考生凭准考证自己签到即可。"
	case r.Left(0, now) == 0:
		return "考试时间已到，不能再入场。"
	}
	return ""
}

// RefusesEntry tells why nobody may sign in at an instant, or only who was admitted late; "" when they may.
func (r Run) RefusesEntry(admitted bool, now time.Time) string {
	switch r.State {
	case RunPlanned:
		return "本场考试还没有开放签到，请等候监考人员宣布。"
	case RunEnded:
		return "本场考试已经结束。"
	case RunCancelled:
		return "本场考试已经取消，另行通知考试时间。"
	case RunRunning, RunPaused:
		if admitted || !r.TooLate(now) {
			return ""
		}
		late := "开考以后不能再入场。"
		if n := int(r.LateFor / time.Minute); n > 0 {
			late = fmt.Sprintf("开考已过 %d 分钟，不能再入场。", n)
		}
		if r.LateByConsent {
			late += "确有特殊情况的，请找监考人员，经同意后再签到。"
		}
		return late
	}
	return ""
}

// Ready is what has to be in order before the start.
type Ready struct {
	Candidates int
	Unseated   int // without room and seat
	Signed     int
	Rooms      []ReadyRoom
	Groups     []ReadyGroup
}

// ReadyRoom is a room with candidates and its invigilators.
type ReadyRoom struct {
	Name         string
	Invigilators int
}

// ReadyGroup is the papers of the candidates of one group of offices.
type ReadyGroup struct {
	Name   string // 政府类
	Papers int    // of the approved set that was chosen; zero for none
	Drawn  bool   // by lot, or both in turn by seat
}

// invigilators is how many watch a room at least〔监考两人，业务参考 3〕.
const invigilators = 2

// StartBlockers lists all reasons why the exam cannot begin yet.
func StartBlockers(r Run, x Ready) []string {
	var all []string
	add := func(when bool, format string, args ...any) {
		if when {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	add(r.State != RunOpen, "先开放签到，考生签到后再开考。")
	add(x.Candidates == 0, "本场还没有考生。")
	add(x.Unseated > 0, "还有 %d 名考生没有排座。", x.Unseated)
	for _, room := range x.Rooms {
		add(room.Invigilators < invigilators, "%s的监考人员不足 %d 人，现有 %d 人。", room.Name, invigilators, room.Invigilators)
	}
	for _, g := range x.Groups {
		add(g.Papers == 0, "%s考生还没有选定已审定的试卷。", g.Name)
		add(g.Papers > 1 && !g.Drawn, "%s试卷还没有抽签。", g.Name)
	}
	add(r.State == RunOpen && x.Candidates > 0 && x.Signed == 0, "还没有考生签到。")
	return all
}

// CodeTries is how many wrong admission codes in a row are taken before an invigilator has to look.
const CodeTries = 5
