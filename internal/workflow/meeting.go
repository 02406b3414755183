package workflow

import (
	"context"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// MeetingPlan is what the office settles about a meeting of the standing committee.
type MeetingPlan struct {
	Number     int // zero: the next of the term
	HeldOn     calendar.Day
	StartsAt   string // 上午9时
	Place      string
	PresiderID int64 // member
	Entrusted  bool  // 主任委托副主任主持
	Version    int   // what the page showed; not when new
}

func (p MeetingPlan) check(ctx context.Context, tx *store.Tx) error {
	var fields []errs.Field
	if p.HeldOn.IsZero() {
		fields = append(fields, errs.Field{Name: "held_on", Message: "请填写会议日期。"})
	}
	if strings.TrimSpace(p.Place) == "" {
		fields = append(fields, errs.Field{Name: "place", Message: "请填写会议地点。"})
	}
	if p.PresiderID != 0 {
		m, err := tx.Member(ctx, p.PresiderID)
		if err != nil {
			return err
		}
		if err := meeting.CheckPresider(meeting.Rank(m.Duty), p.Entrusted); err != nil {
			fields = append(fields, errs.Field{Name: "presider", Message: errs.Message(err)})
		}
	}
	return errs.Form(fields...)
}

func (p MeetingPlan) onto(m store.Meeting) store.Meeting {
	m.HeldOn, m.StartsAt, m.Place = p.HeldOn, strings.TrimSpace(p.StartsAt), strings.TrimSpace(p.Place)
	m.PresiderID, m.Entrusted = p.PresiderID, p.Entrusted
	if p.Number > 0 {
		m.Number = p.Number
	}
	return m
}

func meetingSubject(id int64) store.Subject { return store.Subject{Kind: "meeting", ID: id} }

// PlanMeeting plans a meeting of the standing committee (安排常委会会议) and returns its id.
func (f *Flow) PlanMeeting(ctx context.Context, who authz.Actor, p MeetingPlan) (id int64, err error) {
	err = f.do(ctx, who, authz.PlanMeeting, func(tx *store.Tx) error {
		if err := p.check(ctx, tx); err != nil {
			return err
		}
		term, err := tx.CurrentTerm(ctx, p.HeldOn)
		if err != nil {
			return err
		}
		m := p.onto(store.Meeting{TermID: term.ID})
		if m.Number == 0 {
			if m.Number, err = tx.NextMeetingNumber(ctx, term.ID); err != nil {
				return err
			}
		}
		if id, err = tx.InsertMeeting(ctx, m); err != nil {
			return err
		}
		m.ID = id
		if err := tx.ExpectMembers(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.PlanMeeting, meetingSubject(id), map[string]any{"number": m.Number, "held_on": m.HeldOn})
	})
	return id, err
}

// onMeeting changes a meeting that is in one of the phases, as the page showed it. Cases are locked
// before it only where a method needs them; what else depends on the meeting follows by refreshTasks.
func (f *Flow) onMeeting(ctx context.Context, who authz.Actor, act authz.Action, id int64, phases []meeting.Phase,
	change func(tx *store.Tx, m *store.Meeting) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(ctx, id)
		if err != nil {
			return err
		}
		if err := inPhase(m, act, phases); err != nil {
			return err
		}
		detail, err := change(tx, &m)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, meetingSubject(id), detail)
	})
}

var (
	beforeClose  = []meeting.Phase{meeting.Planned, meeting.Notified, meeting.Open}
	beforeOpen   = []meeting.Phase{meeting.Planned, meeting.Notified}
	whileOpen    = []meeting.Phase{meeting.Open}
	afterPlanned = []meeting.Phase{meeting.Notified, meeting.Open, meeting.Closed}
	anyPhase     = []meeting.Phase{meeting.Planned, meeting.Notified, meeting.Open, meeting.Closed} // a rule says what is wrong
)

func inPhase(m store.Meeting, act authz.Action, phases []meeting.Phase) error {
	for _, p := range phases {
		if m.Phase == p {
			return nil
		}
	}
	return errs.New(errs.Conflict, "第%d次会议处于%s阶段，不能办理“%s”。请刷新页面，按当前阶段办理。", m.Number, m.Phase.Label(), act.Label())
}

// refreshTasks derives anew what is to be done for the cases on a meeting's agenda.
func refreshTasks(ctx context.Context, tx *store.Tx, meetingID int64) error {
	items, err := tx.Items(ctx, meetingID)
	if err != nil {
		return err
	}
	for _, i := range items {
		for _, c := range i.Live() {
			tx.RefreshTasks(c.CaseID)
		}
	}
	return nil
}

// ChangeMeeting changes day, place or presider before the meeting opens (修改会议安排).
func (f *Flow) ChangeMeeting(ctx context.Context, who authz.Actor, id int64, p MeetingPlan) error {
	return f.onMeeting(ctx, who, authz.ChangeMeeting, id, beforeOpen, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if err := p.check(ctx, tx); err != nil {
			return nil, err
		}
		was := m.HeldOn
		*m = p.onto(*m)
		m.Version = p.Version
		if err := tx.SaveMeeting(ctx, *m); err != nil {
			return nil, err
		}
		if err := tx.ExpectMembers(ctx, *m); err != nil {
			return nil, err
		}
		return map[string]any{"from": was, "to": m.HeldOn, "place": m.Place}, refreshTasks(ctx, tx, id)
	})
}

// SetObservers keeps who sits in on a meeting (列席人员) and who listens (旁听人员) 〔地方组织法 第五十一条〕.
// Who stays on the list stays in the group.
func (f *Flow) SetObservers(ctx context.Context, who authz.Actor, id int64, all []store.Observer) error {
	return f.onMeeting(ctx, who, authz.SetObservers, id, beforeClose, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		before, err := tx.Observers(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, was := range before {
			for n := range all {
				if all[n].Name == was.Name {
					all[n].Group = was.Group
				}
			}
		}
		return map[string]any{"observers": len(all)}, tx.SetObservers(ctx, id, all)
	})
}

// SendMeetingNotice sends the notice of the meeting to its members (发出会议通知), in the words given.
func (f *Flow) SendMeetingNotice(ctx context.Context, who authz.Actor, id int64, version int, notice string) error {
	return f.onMeeting(ctx, who, authz.SendMeetingNotice, id, anyPhase, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if err := meeting.CheckNotify(m.Phase, m.Items); err != nil {
			return nil, err
		}
		m.Notice = strings.TrimSpace(notice)
		switch {
		case m.Notice == "":
			return nil, errs.Form(errs.Field{Name: "notice", Message: "请写会议通知。"})
		case m.PresiderID == 0:
			return nil, errs.New(errs.Conflict, "还没有确定主持人，请先在会议安排中填写。〔地方组织法 第五十一条〕")
		}
		m.Phase, m.NotifiedAt, m.Version = meeting.Notified, tx.Now(), version
		if err := tx.SaveMeeting(ctx, *m); err != nil {
			return nil, err
		}
		return map[string]any{"held_on": m.HeldOn}, tx.ExpectMembers(ctx, *m)
	})
}

// AttendanceMark is a member's attendance as the operator marks it.
type AttendanceMark struct {
	MemberID int64
	Status   meeting.Status
	Reason   string
}

// errAttendanceWaits is the answer to attendance while ballots are on tablets: no row with a name and a time is written
// beside them (BALLOT.md §4.3). Nothing is lost by it: the roll and the quorum of a vote are those of its opening, and
// whoever leaves without casting counts as not in favour, for a majority is of all members.
var errAttendanceWaits = errs.New(errs.Conflict, "正在用平板无记名投票，出席变动暂不登记：本轮以开启发票时的出席人数为准。截止并封存票箱以后再登记，离会的请先记下时间。")

// RecordAttendance records who came, is on leave or stays away (登记出席). Marks that change nothing
// are passed over, so the whole list may be sent. It waits while ballots are cast on tablets.
func (f *Flow) RecordAttendance(ctx context.Context, who authz.Actor, id int64, marks []AttendanceMark) error {
	return f.onMeeting(ctx, who, authz.RecordAttendance, id, afterPlanned, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if voting, err := tx.Voting(ctx, m.ID); err != nil {
			return nil, err
		} else if voting {
			return nil, errAttendanceWaits
		}
		changed, err := mark(ctx, tx, *m, marks)
		if err == nil && len(changed) == 0 {
			err = errs.New(errs.Conflict, "出席情况没有改动，无须登记。")
		}
		return map[string]any{"changed": changed}, err
	})
}

func mark(ctx context.Context, tx *store.Tx, m store.Meeting, marks []AttendanceMark) (map[string]string, error) {
	list, err := tx.Attendance(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	now := map[int64]store.Attendee{}
	for _, a := range list {
		now[a.ID] = a
	}
	changed := map[string]string{}
	var wrong []errs.Field
	for _, k := range marks {
		a, ok := now[k.MemberID]
		k.Reason = strings.TrimSpace(k.Reason)
		switch {
		case !ok:
			return nil, errs.New(errs.NotFound, "名单中没有这位组成人员，请刷新页面。")
		case a.Status == k.Status && a.Reason == k.Reason:
			continue
		case a.Status != k.Status || k.Status == meeting.OnLeave:
			if err := checkMark(m.Phase, a, k); err != nil {
				wrong = append(wrong, errs.Fields(err)...)
				continue
			}
		}
		if err := tx.SetAttendance(ctx, m.ID, a.ID, a.Status, k.Status, k.Reason); err != nil {
			return nil, err
		}
		changed[a.Name] = k.Status.Label()
	}
	if len(wrong) > 0 { // the rest is not recorded either, and stays on the page as it was chosen
		return nil, errs.Form(wrong...)
	}
	return changed, nil
}

// checkMark puts the rule's message, with the name, beside the member's own field.
func checkMark(p meeting.Phase, a store.Attendee, k AttendanceMark) error {
	from := a.Status
	if from == meeting.OnLeave && k.Status == meeting.OnLeave {
		from = meeting.Expected // the reason alone is corrected
	}
	err := meeting.SetStatus(p, from, k.Status, k.Reason)
	field := "status-"
	switch {
	case err == nil:
		return nil
	case errs.KindOf(err) == errs.Invalid:
		field = "reason-"
	}
	return errs.Form(errs.Field{Name: field + strconv.FormatInt(a.ID, 10), Message: a.Name + "：" + errs.Message(err)})
}

// RequestLeave is a member's own written request for leave before the meeting (请假).
func (f *Flow) RequestLeave(ctx context.Context, who authz.Actor, id int64, reason string) error {
	return f.onMeeting(ctx, who, authz.RequestLeave, id, []meeting.Phase{meeting.Notified}, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if strings.TrimSpace(reason) == "" {
			return nil, errs.Form(errs.Field{Name: "reason", Message: "请写明请假事由。"})
		}
		changed, err := mark(ctx, tx, *m, []AttendanceMark{{MemberID: who.MemberID, Status: meeting.OnLeave, Reason: reason}})
		return map[string]any{"changed": changed}, err
	})
}

// OpenMeeting opens the meeting once more than half of all members attend (宣布开会) V01; total is the
// number of 全体组成人员 the staff confirm for it.
func (f *Flow) OpenMeeting(ctx context.Context, who authz.Actor, id int64, total int) error {
	return f.onMeeting(ctx, who, authz.OpenMeeting, id, anyPhase, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if m.Phase == meeting.Notified {
			if err := checkOpening(ctx, tx, *m, total); err != nil {
				return nil, err
			}
		}
		if err := meeting.CheckOpen(m.Phase, m.Present, total); err != nil {
			return nil, err
		}
		m.Phase, m.Total, m.OpenedAt = meeting.Open, total, tx.Now()
		if err := tx.SaveMeeting(ctx, *m); err != nil {
			return nil, err
		}
		return map[string]any{"total": total, "present": m.Present}, refreshTasks(ctx, tx, id)
	})
}

func checkOpening(ctx context.Context, tx *store.Tx, m store.Meeting, total int) error {
	if today := calendar.Of(tx.Now()); today.Before(m.HeldOn) {
		return errs.New(errs.Conflict, "会议定于%s举行，届时再宣布开会；提前举行的，请先修改会议日期。", m.HeldOn)
	}
	term, err := tx.Term(ctx, m.TermID)
	if err != nil {
		return err
	}
	list, err := tx.Attendance(ctx, m.ID)
	if err != nil {
		return err
	}
	if err := meeting.CheckTotal(total, len(list), term.Seats); err != nil {
		return err
	}
	for _, a := range list {
		if a.ID == m.PresiderID && a.Status == meeting.Present {
			return nil
		}
	}
	return errs.New(errs.Conflict, "主持人%s没有签到。请先登记签到，或者在会议安排中改由他人主持。", m.Presider)
}

// WriteMinutes keeps the minutes of the meeting (起草会议纪要).
func (f *Flow) WriteMinutes(ctx context.Context, who authz.Actor, id int64, version int, text string) error {
	phases := []meeting.Phase{meeting.Open, meeting.Closed}
	return f.onMeeting(ctx, who, authz.WriteMinutes, id, phases, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if m.Minutes = strings.TrimSpace(text); m.Minutes == "" {
			return nil, errs.Form(errs.Field{Name: "minutes", Message: "请写会议纪要。"})
		}
		m.Version = version
		return nil, tx.SaveMeeting(ctx, *m)
	})
}

// CloseMeeting closes the meeting once every item has a result (宣布闭会); whoever never came is absent.
func (f *Flow) CloseMeeting(ctx context.Context, who authz.Actor, id int64) error {
	return f.onMeeting(ctx, who, authz.CloseMeeting, id, anyPhase, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		items, err := tx.Items(ctx, id)
		if err != nil {
			return nil, err
		}
		var open []string
		for _, i := range items {
			if !i.Over() {
				open = append(open, i.Title)
			}
		}
		if err := meeting.CheckClose(m.Phase, open); err != nil {
			return nil, err
		}
		if m.Resting() { // and nobody came back
			if err := tx.EndRest(ctx, id); err != nil {
				return nil, err
			}
		}
		list, err := tx.Attendance(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if a.Status == meeting.Expected {
				if err := tx.SetAttendance(ctx, id, a.ID, a.Status, meeting.Absent, ""); err != nil {
					return nil, err
				}
			}
		}
		m.Phase, m.ClosedAt = meeting.Closed, tx.Now()
		return map[string]any{"items": len(items)}, tx.SaveMeeting(ctx, *m)
	})
}
