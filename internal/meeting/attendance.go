package meeting

import (
	"strings"

	"renmian/internal/errs"
)

// Phase is where a meeting stands.
type Phase string

const (
	Planned  Phase = "planned"  // 筹备：办公室拟定日期和议程
	Notified Phase = "notified" // 已通知：组成人员阅读材料、请假
	Open     Phase = "open"     // 开会：主持人逐项进行
	Closed   Phase = "closed"   // 闭会：办公室公布、归档
)

// Label is the phase in words.
func (p Phase) Label() string {
	switch p {
	case Planned:
		return "筹备"
	case Notified:
		return "已通知"
	case Open:
		return "开会"
	case Closed:
		return "闭会"
	}
	return string(p)
}

// Status is a member's attendance.
type Status string

const (
	Expected  Status = "expected" // 未签到
	Present   Status = "present"  // 出席
	OnLeave   Status = "leave"    // 请假
	Absent    Status = "absent"   // 缺席
	LeftEarly Status = "left"     // 中途离会，不再计入出席
)

// Label is the status in words.
func (s Status) Label() string {
	switch s {
	case Expected:
		return "未签到"
	case Present:
		return "出席"
	case OnLeave:
		return "请假"
	case Absent:
		return "缺席"
	case LeftEarly:
		return "中途离会"
	}
	return string(s)
}

// statusMoves lists every change of attendance and the phases in which it may happen.
var statusMoves = map[Status]map[Status][]Phase{
	Expected:  {Present: {Notified, Open}, OnLeave: {Notified}, Absent: {Open, Closed}},
	OnLeave:   {Present: {Notified, Open}, Expected: {Notified}},         // the member came after all, or takes the request back
	Present:   {LeftEarly: {Open}, Absent: {Open}, Expected: {Notified}}, // 登记有误: signed in by mistake
	LeftEarly: {Present: {Open}},
	Absent:    {Present: {Open}}, // arrived late
}

// SetStatus checks one change of attendance. Leave is asked for in writing before the meeting
// 〔重庆市人大常委会议事规则〕, so it needs a reason and is closed once the meeting is open.
func SetStatus(p Phase, from, to Status, reason string) error {
	if to == OnLeave && p != Notified {
		return errs.New(errs.Conflict, "请假须在会议举行前书面提出；会议已开始的，请登记为缺席或中途离会。")
	}
	if to == OnLeave && strings.TrimSpace(reason) == "" {
		return errs.Form(errs.Field{Name: "reason", Message: "请写明请假事由。"})
	}
	for _, in := range statusMoves[from][to] {
		if in == p {
			return nil
		}
	}
	return errs.New(errs.Conflict, "会议%s阶段，不能由“%s”改为“%s”。", p.Label(), from.Label(), to.Label())
}

// Attendance counts the members of a meeting by status.
type Attendance struct{ Total, Present, OnLeave, Absent int }

// Attend counts statuses; whoever has not signed in or has left counts as absent.
func Attend(list []Status) Attendance {
	a := Attendance{Total: len(list)}
	for _, s := range list {
		switch s {
		case Present:
			a.Present++
		case OnLeave:
			a.OnLeave++
		default:
			a.Absent++
		}
	}
	return a
}

// CheckNotify allows the notice to go out: a planned meeting with something on its agenda.
func CheckNotify(p Phase, items int) error {
	switch {
	case p != Planned:
		return errs.New(errs.Conflict, "会议通知已经发出，会议处于%s阶段。", p.Label())
	case items == 0:
		return errs.New(errs.Conflict, "议程还没有事项，请先列入议题再发会议通知。")
	}
	return nil
}

// CheckOpen allows the meeting to open: notice sent, quorum there 〔地方组织法 第五十一条〕.
func CheckOpen(p Phase, attended, total int) error {
	switch p {
	case Planned:
		return errs.New(errs.Conflict, "尚未发出会议通知，不能宣布开会。")
	case Notified:
		return CheckQuorum(attended, total)
	}
	return errs.New(errs.Conflict, "会议已经%s，不能再次宣布开会。", p.Label())
}

// CheckRest allows an open meeting to be suspended between two steps, never in the midst of a vote.
func CheckRest(p Phase, items []ItemState) error {
	if p != Open {
		return errs.New(errs.Conflict, "会议处于%s阶段，不能宣布休会。", p.Label())
	}
	for _, s := range items {
		if s == ItemVoting || s == ItemCounted {
			return errs.New(errs.Conflict, "正在表决，宣布结果以后再休会。")
		}
	}
	return nil
}

// CheckClose allows the meeting to close: every item decided, suspended or withdrawn. open names the
// items that are not.
func CheckClose(p Phase, open []string) error {
	switch {
	case p != Open:
		return errs.New(errs.Conflict, "会议处于%s阶段，不能宣布闭会。", p.Label())
	case len(open) > 0:
		return errs.New(errs.Conflict, "还有 %d 项没有结果：%s。请表决、暂不付表决或者撤回后再闭会。", len(open), strings.Join(open, "、"))
	}
	return nil
}
