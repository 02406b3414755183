package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// onItem does something to an item of an open meeting that stands in one of the states.
func (f *Flow) onItem(ctx context.Context, who authz.Actor, act authz.Action, id int64, states []meeting.ItemState,
	change func(w *itemWork) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		w, err := lockItem(ctx, tx, id)
		if err != nil {
			return err
		}
		w.act = act
		if err := inPhase(w.m, act, whileOpen); err != nil {
			return err
		}
		if err := meeting.CheckItem(w.item.State, w.item.Title, states...); err != nil {
			return err
		}
		if err := change(w); err != nil || w.saved {
			return err
		}
		return tx.Audit(ctx, act, itemSubject(id), map[string]any{"item": w.item.Title})
	})
}

var (
	underDeliberation = []meeting.ItemState{meeting.ItemIntroduced, meeting.ItemDeliberating}
	withSpeeches      = append([]meeting.ItemState{meeting.ItemAnnounced}, underDeliberation...) // 表决前，或者通过后
)

// find returns a live case of the item.
func (w *itemWork) find(caseID int64) (appointment.Case, error) {
	for _, c := range w.cases {
		if c.ID == caseID {
			return c, nil
		}
	}
	return appointment.Case{}, errs.New(errs.NotFound, "“%s”中没有这一任免案，或已不再审议，请刷新页面。", w.item.Title)
}

// save saves a case since it was locked, with its event.
func (w *itemWork) save(ctx context.Context, old, c appointment.Case, detail map[string]any) error {
	w.saved = true
	if err := w.tx.SaveCase(ctx, old, c, w.act, detail); err != nil {
		return err
	}
	return caseOver(ctx, w.tx, old, c)
}

// saveEach saves all cases of the item after something happened to all of them.
func (w *itemWork) saveEach(ctx context.Context, detail map[string]any) error {
	w.saved = len(w.cases) > 0
	return saveAll(ctx, w.tx, w.cases, w.act, detail)
}

// advance moves the item to another state.
func (w *itemWork) advance(ctx context.Context, to meeting.ItemState) error {
	if w.item.State == to {
		return nil
	}
	w.item.State = to
	err := w.tx.SaveItem(ctx, w.item)
	w.item.Version++
	return err
}

// check collects everything that forbids a move of any of the item's cases.
func (w *itemWork) check(ctx context.Context, m appointment.Move) error {
	var reasons []string
	for _, c := range w.cases {
		p, err := w.tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		reasons = append(reasons, errs.Reasons(appointment.Check(c, p, m, calendar.Of(w.tx.Now())))...)
	}
	return errs.Blocked(reasons)
}

// IntroduceItem begins an item (开始审议); its cases are then before the meeting.
func (f *Flow) IntroduceItem(ctx context.Context, who authz.Actor, itemID int64) error {
	return f.onItem(ctx, who, authz.IntroduceItem, itemID, []meeting.ItemState{meeting.ItemPlanned}, func(w *itemWork) error {
		if err := awake(w.m); err != nil {
			return err
		}
		if err := w.check(ctx, appointment.MoveIntroduce); err != nil {
			return err
		}
		if w.item.Personnel && len(w.cases) == 0 {
			return errs.New(errs.Conflict, "“%s”的任免案都已撤下，请移出议程。", w.item.Title)
		}
		if err := w.advance(ctx, meeting.ItemIntroduced); err != nil {
			return err
		}
		return w.tx.Together(ctx, func() error {
			for _, c := range w.cases {
				next, err := appointment.Apply(c, appointment.MoveIntroduce, "")
				if err != nil {
					return err
				}
				if err := w.save(ctx, c, next, map[string]any{"meeting": w.m.Number}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// ConcludeItem ends an item that carries no cases (结束审议).
func (f *Flow) ConcludeItem(ctx context.Context, who authz.Actor, itemID int64) error {
	return f.onItem(ctx, who, authz.ConcludeItem, itemID, underDeliberation, func(w *itemWork) error {
		if err := awake(w.m); err != nil {
			return err
		}
		if w.item.Personnel {
			return errs.New(errs.Conflict, "人事任免议题须经表决、暂不付表决或者撤回，才能结束。〔地方组织法 第五十一条〕")
		}
		return w.advance(ctx, meeting.ItemAnnounced)
	})
}

// RecordPresentation records who explained a case to the meeting (说明); caseID zero means all cases of
// the item that were not explained yet.
func (f *Flow) RecordPresentation(ctx context.Context, who authz.Actor, itemID, caseID int64, presenter string) error {
	presenter = strings.TrimSpace(presenter)
	return f.onItem(ctx, who, authz.RecordPresentation, itemID, underDeliberation, func(w *itemWork) error {
		if presenter == "" {
			return errs.Form(errs.Field{Name: "presenter", Message: "请填写说明人。"})
		}
		waiting := slices.DeleteFunc(slices.Clone(w.cases), func(c appointment.Case) bool { return caseID != 0 && c.ID != caseID || c.Agenda.Presented })
		if len(waiting) == 0 {
			return errs.New(errs.Conflict, "说明已经登记，无须再办。")
		}
		return w.tx.Together(ctx, func() error {
			for _, c := range waiting {
				if err := w.tx.SetPresented(ctx, itemID, c.ID, presenter); err != nil {
					return err
				}
				if err := w.save(ctx, c, c, map[string]any{"presenter": presenter}); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Speeches names the ways a commitment speech is given (供职发言).
var Speeches = map[string]string{"spoken": "到会发言", "written": "书面发言", "judged_poor": "发言不合要求"}

// RecordSpeech records the commitment speech of a nominee (供职发言); one judged poor may be given again.
func (f *Flow) RecordSpeech(ctx context.Context, who authz.Actor, itemID, caseID int64, speech string) error {
	return f.onItem(ctx, who, authz.RecordSpeech, itemID, withSpeeches, func(w *itemWork) error {
		c, err := w.find(caseID)
		switch {
		case err != nil:
			return err
		case Speeches[speech] == "":
			return errs.Form(errs.Field{Name: "speech", Message: "请选择供职发言的情况。"})
		case !c.Action.Begins():
			return errs.New(errs.Conflict, "%s一案是%s，不作供职发言。", c.Person.Name, c.Action.Label())
		case c.Agenda.Speech != "" && c.Agenda.Speech != "judged_poor":
			return errs.New(errs.Conflict, "%s的供职发言已经登记。", c.Person.Name)
		}
		if err := w.tx.SetSpeech(ctx, itemID, caseID, speech); err != nil {
			return err
		}
		return w.save(ctx, c, c, map[string]any{"speech": Speeches[speech]})
	})
}

// RecordQuestion records what a member asked about a case (询问).
func (f *Flow) RecordQuestion(ctx context.Context, who authz.Actor, itemID, caseID int64, askedBy, text string) error {
	askedBy, text = strings.TrimSpace(askedBy), strings.TrimSpace(text)
	return f.onItem(ctx, who, authz.RecordQuestion, itemID, underDeliberation, func(w *itemWork) error {
		c, err := w.find(caseID)
		if err != nil {
			return errs.Form(errs.Field{Name: "case", Message: "请选择询问的是哪一任免案。"})
		}
		var fields []errs.Field
		if askedBy == "" {
			fields = append(fields, errs.Field{Name: "asked_by", Message: "请填写询问人。"})
		}
		if text == "" {
			fields = append(fields, errs.Field{Name: "text", Message: "请填写询问的问题。"})
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		if err := w.tx.InsertQuestion(ctx, itemID, store.Question{CaseID: caseID, AskedBy: askedBy, Text: text}); err != nil {
			return err
		}
		return w.save(ctx, c, c, map[string]any{"asked_by": askedBy})
	})
}

// Answer is what was answered to a question; Unresolved means that the matter is not cleared.
type Answer struct {
	By, Text   string
	Unresolved bool
}

// AnswerQuestion records the answer to a question (答复). A matter that could not be cleared keeps the
// case from the vote where the county's rules want it 〔本县任免办法〕.
func (f *Flow) AnswerQuestion(ctx context.Context, who authz.Actor, itemID, questionID int64, a Answer) error {
	a.By, a.Text = strings.TrimSpace(a.By), strings.TrimSpace(a.Text)
	return f.onItem(ctx, who, authz.AnswerQuestion, itemID, underDeliberation, func(w *itemWork) error {
		questions, err := w.tx.Questions(ctx, itemID)
		if err != nil {
			return err
		}
		for _, q := range questions {
			if q.ID != questionID {
				continue
			}
			c, err := w.find(q.CaseID)
			if err != nil {
				return err
			}
			if !a.Unresolved && (a.By == "" || a.Text == "") {
				return errs.Form(errs.Field{Name: "answer", Message: "请填写答复人和答复；不能说清的，请勾选“没有说清”。"})
			}
			if err := w.tx.AnswerQuestion(ctx, itemID, questionID, a.By, a.Text, a.Unresolved); err != nil {
				return err
			}
			return w.save(ctx, c, c, map[string]any{"answered_by": a.By, "unresolved": a.Unresolved})
		}
		return errs.New(errs.NotFound, "查无此询问，请刷新页面。")
	})
}

// RecordDeliberation records what was said in the plenary (group 0) or in one group (审议情况).
func (f *Flow) RecordDeliberation(ctx context.Context, who authz.Actor, itemID int64, group int, convener, summary string) error {
	convener, summary = strings.TrimSpace(convener), strings.TrimSpace(summary)
	return f.onItem(ctx, who, authz.RecordDeliberation, itemID, underDeliberation, func(w *itemWork) error {
		if group > 0 && convener == "" {
			groups, err := w.tx.Groups(ctx, w.m.ID)
			if err != nil {
				return err
			}
			for _, g := range groups {
				if g.Number == group {
					convener = g.Convener
				}
			}
		}
		switch {
		case group < 0 || group > 20:
			return errs.Form(errs.Field{Name: "group", Message: "请选择全体会议或者分组。"})
		case group > 0 && convener == "":
			return errs.Form(errs.Field{Name: "convener", Message: "分组审议请填写召集人。"})
		case summary == "":
			return errs.Form(errs.Field{Name: "summary", Message: "请写审议情况；没有不同意见的，也请写明。"})
		}
		d := store.Deliberation{Group: group, Convener: convener, Summary: summary}
		if err := w.tx.SaveDeliberation(ctx, itemID, d); err != nil {
			return err
		}
		if err := w.advance(ctx, meeting.ItemDeliberating); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"group": group, "summary": summary})
	})
}

// NomineeLeaves records that a nominee left the room while the case is deliberated (本人回避).
func (f *Flow) NomineeLeaves(ctx context.Context, who authz.Actor, itemID, caseID int64) error {
	return f.nomineeMoves(ctx, who, itemID, caseID, true)
}

// NomineeReturns records that the nominee was called back.
func (f *Flow) NomineeReturns(ctx context.Context, who authz.Actor, itemID, caseID int64) error {
	return f.nomineeMoves(ctx, who, itemID, caseID, false)
}

func (f *Flow) nomineeMoves(ctx context.Context, who authz.Actor, itemID, caseID int64, leaves bool) error {
	states := underDeliberation
	if !leaves { // and may be called back any time after
		states = append([]meeting.ItemState{meeting.ItemVoting, meeting.ItemCounted, meeting.ItemAnnounced}, states...)
	}
	return f.onItem(ctx, who, authz.RecordNomineeAbsence, itemID, states, func(w *itemWork) error {
		c, err := w.find(caseID)
		if err != nil {
			return err
		}
		move := w.tx.NomineeReturns
		if leaves {
			move = w.tx.NomineeLeaves
		}
		if err := move(ctx, itemID, caseID); err != nil {
			return err
		}
		return w.save(ctx, c, c, map[string]any{"leaves": leaves})
	})
}

// SuspendCase keeps a case from the vote by decision of the chairpersons (暂不付表决); it waits for a
// later meeting 〔本县任免办法；业务参考 2.3〕.
func (f *Flow) SuspendCase(ctx context.Context, who authz.Actor, itemID, caseID int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onItem(ctx, who, authz.SuspendCase, itemID, underDeliberation, func(w *itemWork) error {
		c, err := w.find(caseID)
		if err != nil {
			return err
		}
		if reason == "" {
			return errs.Form(errs.Field{Name: "reason", Message: "请写明暂不付表决的理由。"})
		}
		next, err := appointment.Apply(c, appointment.MoveSuspend, reason)
		if err != nil {
			return err
		}
		if c.Agenda.NomineeOut {
			if err := w.tx.NomineeReturns(ctx, itemID, caseID); err != nil {
				return err
			}
		}
		if err := w.tx.DropFromAgenda(ctx, caseID); err != nil {
			return err
		}
		if len(w.cases) == 1 {
			if err := w.advance(ctx, meeting.ItemSuspended); err != nil {
				return err
			}
		}
		return w.save(ctx, c, next, map[string]any{"reason": reason, "meeting": w.m.Number})
	})
}

// ResumeCase lets a suspended case come before a later meeting (恢复审议).
func (f *Flow) ResumeCase(ctx context.Context, who authz.Actor, caseID int64, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return errs.Form(errs.Field{Name: "reason", Message: "请写明恢复审议的理由。"})
	}
	return f.move(ctx, who, authz.ResumeCase, caseID, appointment.MoveResume, "", func(caseWork) (map[string]any, error) {
		return map[string]any{"reason": reason}, nil
	})
}

// VoteSeparately has the persons of an item voted on one by one after a member objected to voting on
// them together (改为逐人表决) 〔本县任免办法；业务参考 2.5〕.
func (f *Flow) VoteSeparately(ctx context.Context, who authz.Actor, itemID int64) error {
	return f.onItem(ctx, who, authz.VoteSeparately, itemID, underDeliberation, func(w *itemWork) error {
		if !w.item.EnBloc {
			return errs.New(errs.Conflict, "“%s”本来就是逐人表决。", w.item.Title)
		}
		w.item.EnBloc = false
		if err := w.tx.SaveItem(ctx, w.item); err != nil {
			return err
		}
		return w.saveEach(ctx, map[string]any{"en_bloc": false})
	})
}
