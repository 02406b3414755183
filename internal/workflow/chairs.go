package workflow

import (
	"context"
	"maps"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// ChairsPlan is what the clerk settles about a chairperson's meeting.
type ChairsPlan struct {
	Number     int // zero: the next of the term
	HeldOn     calendar.Day
	Place      string
	PresiderID int64 // member
	Attendees  string
	Observers  string
	Version    int // what the page showed; not when new
}

func (p ChairsPlan) check(ctx context.Context, tx *store.Tx) error {
	var fields []errs.Field
	if p.HeldOn.IsZero() {
		fields = append(fields, errs.Field{Name: "held_on", Message: "请填写会议日期。"})
	}
	if strings.TrimSpace(p.Place) == "" {
		fields = append(fields, errs.Field{Name: "place", Message: "请填写会议地点。"})
	}
	if len(fields) > 0 {
		return errs.Form(fields...)
	}
	chairs, err := tx.Chairs(ctx, p.HeldOn)
	if err != nil {
		return err
	}
	if p.PresiderID != 0 && !slices.ContainsFunc(chairs, func(m store.Member) bool { return m.ID == p.PresiderID }) {
		return errs.Form(errs.Field{Name: "presider", Message: "主任会议由主任或者主任委托的副主任主持，请从名单中选择。"})
	}
	return nil
}

func (p ChairsPlan) onto(m store.ChairsMeeting) store.ChairsMeeting {
	m.HeldOn, m.Place, m.PresiderID = p.HeldOn, strings.TrimSpace(p.Place), p.PresiderID
	m.Attendees, m.Observers = strings.TrimSpace(p.Attendees), strings.TrimSpace(p.Observers)
	if p.Number > 0 {
		m.Number = p.Number
	}
	return m
}

func chairsSubject(id int64) store.Subject { return store.Subject{Kind: "chairs_meeting", ID: id} }

// PlanChairsMeeting plans a chairperson's meeting (安排主任会议) and returns its id.
func (f *Flow) PlanChairsMeeting(ctx context.Context, who authz.Actor, p ChairsPlan) (id int64, err error) {
	err = f.do(ctx, who, authz.PlanChairsMeeting, func(tx *store.Tx) error {
		if err := p.check(ctx, tx); err != nil {
			return err
		}
		term, err := tx.CurrentTerm(ctx, p.HeldOn)
		if err != nil {
			return err
		}
		m := p.onto(store.ChairsMeeting{TermID: term.ID})
		if m.Number == 0 {
			if m.Number, err = tx.NextChairsNumber(ctx, term.ID); err != nil {
				return err
			}
		}
		if id, err = tx.InsertChairsMeeting(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.PlanChairsMeeting, chairsSubject(id), map[string]any{"number": m.Number, "held_on": m.HeldOn})
	})
	return id, err
}

// onChairsMeeting changes a chairperson's meeting that is not over, as the page showed it.
func (f *Flow) onChairsMeeting(ctx context.Context, who authz.Actor, act authz.Action, id int64, version int,
	change func(tx *store.Tx, m *store.ChairsMeeting) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		m, err := tx.LockChairsMeeting(ctx, id)
		if err != nil {
			return err
		}
		if m.Closed() {
			return chairsClosed(m)
		}
		m.Version = version
		if err := change(tx, &m); err != nil {
			return err
		}
		if err := tx.SaveChairsMeeting(ctx, m); err != nil {
			return err
		}
		return tx.Audit(ctx, act, chairsSubject(id), map[string]any{"number": m.Number, "held_on": m.HeldOn})
	})
}

func chairsClosed(m store.ChairsMeeting) error {
	return errs.New(errs.Conflict, "第%d次主任会议已经结束，不能再改动；需要再议的，请列入下一次主任会议。", m.Number)
}

// ChangeChairsMeeting changes date, place or presider (修改主任会议安排).
func (f *Flow) ChangeChairsMeeting(ctx context.Context, who authz.Actor, id int64, p ChairsPlan) error {
	return f.onChairsMeeting(ctx, who, authz.ChangeChairsMeeting, id, p.Version, func(tx *store.Tx, m *store.ChairsMeeting) error {
		if err := p.check(ctx, tx); err != nil {
			return err
		}
		*m = p.onto(*m)
		return nil
	})
}

// ListForChairs puts cases that wait for the chairpersons on a meeting's agenda (列入主任会议议程).
func (f *Flow) ListForChairs(ctx context.Context, who authz.Actor, meetingID int64, caseIDs []int64) error {
	if len(caseIDs) == 0 {
		return errs.Form(errs.Field{Name: "case", Message: "请选择要列入的任免案。"})
	}
	return f.onAgendaOfChairs(ctx, who, authz.ListForChairs, meetingID, caseIDs, func(tx *store.Tx, c appointment.Case) error {
		if err := inStage(c, authz.ListForChairs, []appointment.Stage{appointment.StageChairs}); err != nil {
			return err
		}
		return tx.InsertChairsItem(ctx, meetingID, c.ID)
	})
}

// UnlistFromChairs takes a case not yet decided off a meeting's agenda (移出主任会议议程).
func (f *Flow) UnlistFromChairs(ctx context.Context, who authz.Actor, meetingID, caseID int64) error {
	return f.onAgendaOfChairs(ctx, who, authz.UnlistFromChairs, meetingID, []int64{caseID}, func(tx *store.Tx, c appointment.Case) error {
		return tx.DeleteChairsItem(ctx, meetingID, c.ID)
	})
}

func (f *Flow) onAgendaOfChairs(ctx context.Context, who authz.Actor, act authz.Action, meetingID int64, caseIDs []int64,
	change func(tx *store.Tx, c appointment.Case) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		cases, err := tx.LockCases(ctx, caseIDs)
		if err != nil {
			return err
		}
		m, err := tx.LockChairsMeeting(ctx, meetingID)
		switch {
		case err != nil:
			return err
		case m.Closed():
			return chairsClosed(m)
		case len(cases) != len(caseIDs):
			return errs.New(errs.NotFound, "所选任免案有的已不存在，请刷新页面重新选择。")
		}
		return tx.Together(ctx, func() error {
			for _, c := range cases {
				if err := change(tx, c); err != nil {
					return err
				}
				if err := tx.SaveCase(ctx, c, c, act, map[string]any{"meeting": m.Number}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// ChairsDecision is what the chairperson's meeting decides about one case.
type ChairsDecision struct {
	Decision string // to_committee, hold, return, end
	Opinion  string // needed unless the case goes to the committee
	Speaks   bool   // 确定为供职发言人选
	EnBloc   bool   // 无异议的可与他案合并表决
}

var chairsMoves = map[string]appointment.Move{
	"to_committee": appointment.MoveToCommittee, "hold": appointment.MoveHold,
	"return": appointment.MoveReturn, "end": appointment.MoveEnd,
}

func (d ChairsDecision) check(c appointment.Case, p policy.Policy) error {
	agreed := d.Decision == "to_committee"
	switch {
	case !agreed && d.Opinion == "":
		return errs.Form(errs.Field{Name: "opinion", Message: "暂缓、退回或者终止的，请写明理由。"})
	case d.EnBloc && (p.Vote.EnBloc == policy.EnBlocNever || c.Action.Disciplinary()):
		return errs.Form(errs.Field{Name: "en_bloc", Message: "本案应当单独表决，不能合并表决，请取消勾选。"})
	case d.Speaks && (!agreed || !c.Action.Begins()):
		return errs.Form(errs.Field{Name: "speaks", Message: "供职发言人选限于同意提请的拟任人员，请取消勾选。"})
	}
	return nil
}

// DecideAtChairs records the decision of the chairperson's meeting on one case (主任会议决定)
// 〔地方组织法 第五十四条〕. Whom the case is about takes no part in it.
func (f *Flow) DecideAtChairs(ctx context.Context, who authz.Actor, meetingID, caseID int64, d ChairsDecision) error {
	d.Opinion = strings.TrimSpace(d.Opinion)
	move, known := chairsMoves[d.Decision]
	if !known {
		return errs.Form(errs.Field{Name: "decision", Message: "请选择主任会议的决定。"})
	}
	return f.move(ctx, who, authz.DecideAtChairs, caseID, move, d.Opinion, func(w caseWork) (map[string]any, error) {
		self, err := personOf(ctx, w.tx, who)
		if err == nil {
			err = notConcerned(self, w.c)
		}
		if err != nil {
			return nil, err
		}
		m, err := w.tx.LockChairsMeeting(ctx, meetingID)
		switch {
		case err != nil:
			return nil, err
		case m.Closed():
			return nil, chairsClosed(m)
		case w.today.Before(m.HeldOn):
			return nil, errs.New(errs.Conflict, "第%d次主任会议定于%s举行，会议举行后再登记决定。", m.Number, m.HeldOn)
		}
		if err := d.check(w.c, w.policy); err != nil {
			return nil, err
		}
		err = w.tx.DecideChairsItem(ctx, meetingID, caseID, store.ChairsItem{Decision: d.Decision, Opinion: d.Opinion, Speaks: d.Speaks, EnBloc: d.EnBloc})
		if err != nil {
			return nil, err
		}
		detail := map[string]any{"decision": d.Decision, "opinion": d.Opinion, "meeting": m.Number}
		if d.Decision == "return" {
			letter, err := returnByChairs(ctx, w, d.Opinion)
			if err != nil {
				return nil, err
			}
			maps.Copy(detail, letter)
		}
		return detail, nil
	})
}

// returnByChairs sends the organ the letter that names what the chairpersons want corrected.
func returnByChairs(ctx context.Context, w caseWork, opinion string) (map[string]any, error) {
	k, err := ReturnForm{Grounds: []string{"主任会议意见：" + opinion}}.correction(w.c.Proposal.ID, w.c.ID, w.today, w.policy.Review.CorrectionDays)
	if err != nil {
		return nil, err
	}
	return sendBack(ctx, w.tx, k)
}

// personOf is the person an account belongs to, zero for none.
func personOf(ctx context.Context, tx *store.Tx, who authz.Actor) (int64, error) {
	if who.MemberID == 0 {
		return who.PersonID, nil
	}
	m, err := tx.Member(ctx, who.MemberID)
	return m.PersonID, err
}

// notConcerned refuses somebody to decide their own case (回避).
func notConcerned(person int64, c appointment.Case) error {
	if person != 0 && person == c.Person.ID {
		return errs.New(errs.Forbidden, "本案涉及您本人，应当回避，请由主任会议其他组成人员登记决定。")
	}
	return nil
}

// WriteChairsMinutes keeps the minutes (起草主任会议纪要).
func (f *Flow) WriteChairsMinutes(ctx context.Context, who authz.Actor, id int64, version int, text string) error {
	return f.onChairsMeeting(ctx, who, authz.WriteChairsMinutes, id, version, func(_ *store.Tx, m *store.ChairsMeeting) error {
		if m.Minutes = strings.TrimSpace(text); m.Minutes == "" {
			return errs.Form(errs.Field{Name: "minutes", Message: "请写会议纪要。"})
		}
		return nil
	})
}

// CloseChairsMeeting ends the meeting once every case is decided and the minutes are written.
func (f *Flow) CloseChairsMeeting(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.onChairsMeeting(ctx, who, authz.CloseChairsMeeting, id, version, func(tx *store.Tx, m *store.ChairsMeeting) error {
		var reasons []string
		items, err := tx.ChairsItems(ctx, id)
		if err != nil {
			return err
		}
		for _, i := range items {
			if i.Decision == "" {
				reasons = append(reasons, i.Case.Person.Name+"："+i.Case.Action.Label()+i.Case.Office.Title+"还没有决定，请由主任会议决定，或者移出议程。")
			}
		}
		if m.Minutes == "" {
			reasons = append(reasons, "会议纪要还没有写，请先写好纪要。")
		}
		if len(reasons) > 0 {
			return errs.Blocked(reasons)
		}
		m.State, m.ClosedAt = "closed", tx.Now()
		return nil
	})
}

// TakeUpCase takes up a case that was held (恢复办理); it waits for the next chairperson's meeting.
func (f *Flow) TakeUpCase(ctx context.Context, who authz.Actor, caseID int64, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errs.Form(errs.Field{Name: "reason", Message: "请写明恢复办理的理由。"})
	}
	return f.move(ctx, who, authz.TakeUpCase, caseID, appointment.MoveTakeUp, "", func(caseWork) (map[string]any, error) {
		return map[string]any{"reason": reason}, nil
	})
}
