package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// afterAdoption are the stages in which what follows a vote is done; a mistake found after the case was
// closed is still put right.
var afterAdoption = []appointment.Stage{appointment.StageAdopted, appointment.StageClosed}

// PaperCounty is the county as its papers name it in a term. The word in certificate numbers is the one
// for documents, 示例人发, without what marks those.
func PaperCounty(c store.County, term int) document.County {
	return document.County{Name: c.Name, Word: strings.TrimSuffix(strings.TrimSuffix(c.DocumentWord, "发"), "人"), Term: term,
		Committee: c.Short() + c.PersonnelCommittee}
}

// SessionOf is a meeting as papers name it on the day of what they tell.
func SessionOf(m store.Meeting, day calendar.Day) document.Session {
	return document.Session{No: m.Number, Day: day, Place: m.Place}
}

// DecisionOf is a case as papers word it.
func DecisionOf(c appointment.Case) document.Decision {
	return document.Decision{Action: c.Action, Group: c.Office.Group, Office: c.Office.Title, Second: c.Office.TitleSecond,
		Person: document.Person{Name: c.Person.Name, Female: c.Person.Sex == "女", Ethnicity: c.Person.Ethnicity}}
}

// Decisions words cases in their order.
func Decisions(cases []appointment.Case) []document.Decision {
	list := make([]document.Decision, len(cases))
	for i, c := range cases {
		list[i] = DecisionOf(c)
	}
	return list
}

// decidedOn is the day of a meeting's results: the last, where it sat for several days.
func decidedOn(cases []appointment.Case, m store.Meeting) calendar.Day {
	day := m.HeldOn
	for _, c := range cases {
		if c.Vote != nil && c.Vote.On.After(day) {
			day = c.Vote.On
		}
	}
	return day
}

// outcomeWork is a meeting whose results are carried out.
type outcomeWork struct {
	tx     *store.Tx
	m      store.Meeting
	county document.County
	word   string // 发文机关代字
	today  calendar.Day

	signers      map[calendar.Day]store.Signatory // of certificates, by the day of the vote
	numbers      map[int]int                      // the next number of a certificate, by year
	certificates map[int64]store.Certificate      // the valid ones, by case
}

// openOutcome reads what every paper of a meeting's outcome names.
func openOutcome(ctx context.Context, tx *store.Tx, meetingID int64) (outcomeWork, error) {
	m, err := tx.Meeting(ctx, meetingID)
	if err != nil {
		return outcomeWork{}, err
	}
	c, err := tx.County(ctx)
	return outcomeWork{tx: tx, m: m, county: PaperCounty(c, m.Term), word: c.DocumentWord, today: calendar.Of(tx.Now())}, err
}

// onDecided does one thing to some cases of a meeting's results: those given, else all that are due for
// it. Each is saved with its event. What is needed for all of them is read before.
func (f *Flow) onDecided(ctx context.Context, who authz.Actor, act authz.Action, meetingID int64, ids []int64,
	due func(caseWork) bool, before func(o *outcomeWork, works []caseWork) error, change func(o outcomeWork, w caseWork) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		all := len(ids) == 0
		if all {
			decided, err := tx.DecidedIDs(ctx, meetingID)
			if err != nil {
				return err
			}
			ids = decided
		}
		works, err := lockWorks(ctx, tx, ids)
		if err != nil {
			return err
		}
		if _, err := tx.LockMeeting(ctx, meetingID); err != nil { // after its cases, as in the room, which is told
			return err
		}
		o, err := openOutcome(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if all {
			works = slices.DeleteFunc(works, func(w caseWork) bool { return !due(w) })
		}
		if len(works) == 0 {
			return errs.New(errs.Conflict, "本次会议没有需要“%s”的任免案，可能已经办过，请刷新页面。", act.Label())
		}
		if slices.ContainsFunc(works, func(w caseWork) bool { return w.c.Agenda == nil || w.c.Agenda.MeetingID != meetingID }) {
			return errs.New(errs.NotFound, "本次会议没有这一任免案，请刷新页面。")
		}
		if err := before(&o, works); err != nil {
			return err
		}
		return tx.Together(ctx, func() error {
			for _, w := range works {
				detail, err := change(o, w)
				if err != nil {
					return err
				}
				if err := tx.SaveCase(ctx, w.c, w.c, act, detail); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// lockWorks locks cases and reads the policy that each pins.
func lockWorks(ctx context.Context, tx *store.Tx, ids []int64) ([]caseWork, error) {
	cases, err := tx.LockCases(ctx, ids)
	if err != nil {
		return nil, err
	}
	works := make([]caseWork, 0, len(cases))
	for _, c := range cases {
		p, err := tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return nil, err
		}
		works = append(works, caseWork{tx: tx, c: c, policy: p, today: calendar.Of(tx.Now())})
	}
	return works, nil
}

// checkPast refuses a day on which something cannot have happened: before the vote, or still to come.
func checkPast(day, decided, today calendar.Day, field string) error {
	switch {
	case day.IsZero():
		return errs.Form(errs.Field{Name: field, Message: "请填写日期。"})
	case day.Before(decided):
		return errs.Form(errs.Field{Name: field, Message: "不能早于表决通过之日" + decided.String() + "。"})
	case day.After(today):
		return errs.Form(errs.Field{Name: field, Message: "日期还没有到，请如实填写。"})
	}
	return nil
}

// CloseCase ends the work on an adopted case once certificate, oath, publication, notices and reports are
// done (办结).
func (f *Flow) CloseCase(ctx context.Context, who authz.Actor, caseID int64) error {
	return f.move(ctx, who, authz.CloseCase, caseID, appointment.MoveClose, "", nil)
}

// CloseCases closes every case of a meeting that has nothing left to do, and returns how many.
func (f *Flow) CloseCases(ctx context.Context, who authz.Actor, meetingID int64) (n int, err error) {
	err = f.do(ctx, who, authz.CloseCase, func(tx *store.Tx) error {
		ids, err := tx.DecidedIDs(ctx, meetingID)
		if err != nil {
			return err
		}
		works, err := lockWorks(ctx, tx, ids)
		if err != nil {
			return err
		}
		works = slices.DeleteFunc(works, func(w caseWork) bool { return appointment.Check(w.c, w.policy, appointment.MoveClose, w.today) != nil })
		if n = len(works); n == 0 {
			return errs.New(errs.Conflict, "没有可以办结的任免案：任命书、宣誓、公布、通知、备案须先办齐。")
		}
		return tx.Together(ctx, func() error {
			for _, w := range works {
				c, err := appointment.Apply(w.c, appointment.MoveClose, "")
				if err != nil {
					return err
				}
				if err := tx.SaveCase(ctx, w.c, c, authz.CloseCase, nil); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return n, err
}
