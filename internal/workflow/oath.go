package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// OathPlan is how a ceremony of the constitutional oath is arranged.
type OathPlan struct {
	MeetingID int64 // the meeting that adopted the persons
	HeldOn    calendar.Day
	Place     string
	Organiser string
	Form      meeting.OathForm
	Leader    string
	Version   string  // of the text; only the one in force V17
	MakeupOf  int64   // the ceremony they missed; zero for a first one
	CaseIDs   []int64 // who takes the oath
}

func (p OathPlan) check() error {
	var fields []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			fields = append(fields, errs.Field{Name: name, Message: message})
		}
	}
	add(p.HeldOn.IsZero(), "held_on", "请填写宣誓日期。")
	add(p.Place == "", "place", "请填写宣誓地点。")
	add(p.Organiser == "", "organiser", "请填写组织者。")
	if !p.HeldOn.IsZero() {
		fields = append(fields, errs.Fields(meeting.CheckCeremony(meeting.Ceremony{Day: p.HeldOn, Form: p.Form, Version: p.Version,
			Takers: p.CaseIDs, Leader: p.Leader}))...)
	}
	return errs.Form(fields...)
}

// ArrangeOath arranges a ceremony for persons whom a meeting adopted (安排宪法宣誓), or one for those who
// missed theirs (补誓) V18. The roster is printed from it.
func (f *Flow) ArrangeOath(ctx context.Context, who authz.Actor, p OathPlan) (id int64, err error) {
	p.Place, p.Organiser, p.Leader = strings.TrimSpace(p.Place), strings.TrimSpace(p.Organiser), strings.TrimSpace(p.Leader)
	err = f.do(ctx, who, authz.ArrangeOath, func(tx *store.Tx) error {
		if err := p.check(); err != nil {
			return err
		}
		if p.Form == meeting.Single {
			p.Leader = ""
		}
		works, err := lockWorks(ctx, tx, p.CaseIDs)
		if err != nil {
			return err
		}
		if _, err := tx.LockMeeting(ctx, p.MeetingID); err != nil { // the room is led on by it
			return err
		}
		if len(works) != len(p.CaseIDs) {
			return errs.New(errs.NotFound, "所选人员有的已查不到，请刷新页面重新选择。")
		}
		for _, w := range works {
			if err := p.checkTaker(ctx, w); err != nil {
				return err
			}
		}
		y := store.Ceremony{MeetingID: p.MeetingID, HeldOn: p.HeldOn, Place: p.Place, Organiser: p.Organiser, Form: p.Form, Leader: p.Leader,
			Version: p.Version, MakeupOf: p.MakeupOf}
		if id, err = tx.InsertCeremony(ctx, y, p.CaseIDs); err != nil {
			return err
		}
		return saveWorks(ctx, works, authz.ArrangeOath, func(caseWork) map[string]any {
			return map[string]any{"ceremony": id, "held_on": p.HeldOn, "form": p.Form}
		})
	})
	return id, err
}

// checkTaker says whether a person may take the oath at the ceremony.
func (p OathPlan) checkTaker(ctx context.Context, w caseWork) error {
	if err := appointment.CheckOath(w.c, w.policy); err != nil {
		return err
	}
	arranged, err := w.tx.ArrangedCeremony(ctx, w.c.ID)
	if err != nil {
		return err
	}
	missed, err := w.tx.MissedCeremony(ctx, w.c.ID)
	if err != nil {
		return err
	}
	switch {
	case w.c.Agenda == nil || w.c.Agenda.MeetingID != p.MeetingID:
		return errs.New(errs.Conflict, "%s不是本次会议通过任命的人员，请刷新页面重新选择。", w.c.Person.Name)
	case arranged != 0:
		return errs.New(errs.Conflict, "%s已安排在另一次宣誓，登记该次结果或取消安排后再办。", w.c.Person.Name)
	case missed != 0 && p.MakeupOf == 0:
		return errs.New(errs.Conflict, "%s曾缺席宣誓，请安排补誓。", w.c.Person.Name)
	case p.MakeupOf != 0 && missed != p.MakeupOf:
		return errs.New(errs.Conflict, "%s没有缺席所选的那次宣誓，不能列入补誓。", w.c.Person.Name)
	case p.HeldOn.Before(w.c.Vote.On):
		return errs.Form(errs.Field{Name: "held_on", Message: "宣誓不能早于表决通过之日" + w.c.Vote.On.String() + "。"})
	}
	return nil
}

func saveWorks(ctx context.Context, works []caseWork, act authz.Action, detail func(caseWork) map[string]any) error {
	if len(works) == 0 {
		return nil
	}
	return works[0].tx.Together(ctx, func() error {
		for _, w := range works {
			if err := w.tx.SaveCase(ctx, w.c, w.c, act, detail(w)); err != nil {
				return err
			}
		}
		return nil
	})
}

// onCeremony does something to a ceremony that is arranged and not yet recorded, with its persons' cases locked.
func (f *Flow) onCeremony(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, y store.Ceremony, works []caseWork) (func(caseWork) map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		y, err := tx.Ceremony(ctx, id)
		if err != nil {
			return err
		}
		var ids []int64
		for _, t := range y.Roster {
			ids = append(ids, t.CaseID)
		}
		works, err := lockWorks(ctx, tx, ids)
		if err != nil {
			return err
		}
		if _, err := tx.LockMeeting(ctx, y.MeetingID); err != nil { // the room is led on by it
			return err
		}
		if y, err = tx.Ceremony(ctx, id); err != nil { // as it is now that its cases are held
			return err
		}
		if y.Recorded {
			return errs.New(errs.Conflict, "这次宣誓已经登记，请刷新页面。")
		}
		detail, err := change(tx, y, works)
		if err != nil {
			return err
		}
		return saveWorks(ctx, works, act, detail)
	})
}

// CancelOath takes back a ceremony that was only arranged (取消安排).
func (f *Flow) CancelOath(ctx context.Context, who authz.Actor, id int64) error {
	return f.onCeremony(ctx, who, authz.CancelOath, id, func(tx *store.Tx, y store.Ceremony, _ []caseWork) (func(caseWork) map[string]any, error) {
		return func(caseWork) map[string]any { return map[string]any{"held_on": y.HeldOn} }, tx.DeleteCeremony(ctx, id)
	})
}

// OathResult is what one person on the roster did.
type OathResult struct {
	CaseID  int64
	Sworn   bool
	Absence string // why not; empty when sworn
}

// AbsenceField is the name of the form field for a person's absence.
func AbsenceField(caseID int64) string { return fmt.Sprintf("absence-%d", caseID) }

// RecordOath records what happened at a ceremony (登记宪法宣誓): everybody on the roster has sworn or was
// absent for a reason, who then has a make-up before them V18.
func (f *Flow) RecordOath(ctx context.Context, who authz.Actor, id int64, results []OathResult) error {
	return f.onCeremony(ctx, who, authz.RecordOath, id, func(tx *store.Tx, y store.Ceremony, works []caseWork) (func(caseWork) map[string]any, error) {
		if y.HeldOn.After(calendar.Of(tx.Now())) {
			return nil, errs.New(errs.Conflict, "宣誓定于%s，届时再登记。", y.HeldOn)
		}
		taken := map[int64]store.OathTaker{}
		var fields []errs.Field
		for i, t := range y.Roster {
			n := slices.IndexFunc(results, func(r OathResult) bool { return r.CaseID == t.CaseID })
			if n < 0 {
				return nil, errs.New(errs.Conflict, "名册上有人没有登记，请刷新页面，逐人登记。")
			}
			t.Sworn, t.Absence = results[n].Sworn, ""
			if !t.Sworn {
				t.Absence = strings.TrimSpace(results[n].Absence)
			}
			if !t.Sworn && t.Absence == "" {
				fields = append(fields, errs.Field{Name: AbsenceField(t.CaseID), Message: t.Name + "没有宣誓，请写明缺席的原因。"})
			}
			y.Roster[i], taken[t.CaseID] = t, t
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		for _, t := range y.Roster {
			if err := tx.InsertOath(ctx, id, t); err != nil {
				return nil, err
			}
		}
		return func(w caseWork) map[string]any {
			return map[string]any{"ceremony": id, "sworn": taken[w.c.ID].Sworn, "absence": taken[w.c.ID].Absence}
		}, nil
	})
}
