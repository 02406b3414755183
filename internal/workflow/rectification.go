package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func rectSubject(id int64) store.Subject { return store.Subject{Kind: "rectification", ID: id} }

// RectificationForm is what has to be put right, by whom and by when (整改要求).
type RectificationForm struct {
	Source    supervision.RectificationSource // by the matter's kind when empty
	OpinionID int64                           // the deliberation opinion it follows from, or zero
	Title     string
	PersonID  int64 // one of the two
	OrganID   int64
	Findings  []string     // 问题清单
	PlanDue   calendar.Day // by the county's rules when zero
	ReportDue calendar.Day
	Rerate    bool
}

// openRectification opens a rectification out of a matter within a transaction: the one way to make one. Findings, days and
// tasks are set, the event is the caller's.
func openRectification(ctx context.Context, tx *store.Tx, matterID int64, x RectificationForm) (int64, error) {
	m, err := tx.Matter(ctx, matterID)
	if err != nil {
		return 0, err
	}
	today := calendar.Of(tx.Now())
	_, p, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return 0, err
	}
	rules := p.Supervision.Rectification
	r := supervision.Rectification{
		MatterID:  matterID,
		OpinionID: x.OpinionID,
		Source:    x.Source,
		Title:     strings.TrimSpace(x.Title),
		PersonID:  x.PersonID,
		OrganID:   x.OrganID,
		Stage:     supervision.RectPlan,
		OpenedOn:  today,
		Rerate:    x.Rerate || rules.Rerate,
	}
	if r.Source == "" {
		r.Source = supervision.SourceOf(m.Kind)
	}
	if rules.Rerate {
		r.RerateNote = "本县办法规定整改后复评"
	}
	r.PlanDue, r.ReportDue = supervision.RectificationDays(today, rules)
	if !x.PlanDue.IsZero() {
		r.PlanDue = x.PlanDue
	}
	if !x.ReportDue.IsZero() {
		r.ReportDue = x.ReportDue
	}
	findings := filledLines(x.Findings)
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		wrong         bool
	}{
		{"source", "请选择整改的由来。", r.Source.Label() == ""},
		{"title", "请写明整改事项，如“农村饮水安全管护问题整改”。", r.Title == ""},
		{"subject", "请选择一个整改单位或者一名任命人员。", (x.PersonID != 0) == (x.OrganID != 0)},
		{"findings", "请逐条写明需要整改的问题，每行一个。", len(findings) == 0},
		{"plan_due", "整改方案的期限不能早于今天。", r.PlanDue.Before(today)},
		{"report_due", "整改报告的期限不能早于整改方案的期限。", r.ReportDue.Before(r.PlanDue)},
	} {
		if f.wrong {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	sealed, err := sealedWords(ctx, tx, matterID, map[string]string{"title": r.Title, "findings": strings.Join(findings, "\n")})
	if err != nil {
		return 0, err
	}
	if err := errs.Form(append(fields, sealed...)...); err != nil {
		return 0, err
	}
	if r.ID, err = tx.InsertRectification(ctx, r, findings); err != nil {
		return 0, err
	}
	return r.ID, tx.SetAttachedTasks(ctx, matterID, r.TaskScope(), r.Tasks(rules))
}

// filledLines drops empty lines and the blanks around the others.
func filledLines(lines []string) []string {
	var out []string
	for _, l := range lines {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// OpenRectification asks a person or unit to put right what was found (发出整改要求)〔SB-16、ZJ-16〕. The matter may have
// been closed: rectification outlives the review or inspection it comes from.
func (f *Flow) OpenRectification(ctx context.Context, who authz.Actor, matterID int64, x RectificationForm) (id int64, err error) {
	err = f.do(ctx, who, authz.OpenRectification, func(tx *store.Tx) error {
		m, err := tx.LockMatter(ctx, matterID)
		if err != nil {
			return err
		}
		if id, err = openRectification(ctx, tx, m.ID, x); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenRectification, rectSubject(id),
			map[string]any{"matter": m.ID, "title": x.Title, "person": x.PersonID, "organ": x.OrganID, "findings": len(filledLines(x.Findings))})
	})
	return id, err
}

// onRectification is the road of every write on a rectification: check, lock, change, save, derive the tasks anew, tell.
// An organ and an appointee reach their own only.
func (f *Flow) onRectification(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, x store.Rectification) (supervision.Rectification, map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		x, err := tx.LockRectification(ctx, id)
		if err != nil {
			return err
		}
		if _, err := tx.RectificationFor(ctx, who, id); err != nil {
			return err
		}
		r, detail, err := change(tx, x)
		if err != nil {
			return err
		}
		if err := saveRectification(ctx, tx, r); err != nil {
			return err
		}
		return tx.Audit(ctx, act, rectSubject(id), detail)
	})
}

// saveRectification saves a rectification with what is to be done about it.
func saveRectification(ctx context.Context, tx *store.Tx, r supervision.Rectification) error {
	if err := tx.SaveRectification(ctx, r); err != nil {
		return err
	}
	_, p, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return err
	}
	return tx.SetAttachedTasks(ctx, r.MatterID, r.TaskScope(), r.Tasks(p.Supervision.Rectification))
}

// AskMoreTime asks for more time with a reason (申请整改延期); a chairperson decides.
func (f *Flow) AskMoreTime(ctx context.Context, who authz.Actor, id int64, to calendar.Day, reason string) error {
	return f.onRectification(ctx, who, authz.AskMoreTime, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		x := store.RectificationExtension{Kind: r.Wants(), Was: r.Due(), Becomes: to, Reason: strings.TrimSpace(reason), AskedOn: calendar.Of(tx.Now())}
		switch {
		case x.Kind == "":
			return r.Rectification, nil, errs.New(errs.Conflict, "现在是“%s”，没有可以延长的期限。", r.Stage.Label())
		case r.Asking:
			return r.Rectification, nil, errs.New(errs.Conflict, "上一次延期申请还没有决定。")
		}
		var fields []errs.Field
		if !to.After(x.Was) || to.Before(x.AskedOn) {
			fields = append(fields, errs.Field{Name: "becomes", Message: "延期后的日期应晚于原定的" + x.Was.String() + "，并且不早于今天。"})
		}
		if x.Reason == "" {
			fields = append(fields, errs.Field{Name: "reason", Message: "请写明延期的理由。"})
		}
		if err := errs.Form(fields...); err != nil {
			return r.Rectification, nil, err
		}
		r.Asking = true
		return r.Rectification, map[string]any{"kind": x.Kind, "was": x.Was, "becomes": to, "reason": x.Reason}, tx.InsertRectificationExtension(ctx, id, x)
	})
}

// DecideMoreTime grants or refuses the time asked for (决定整改延期).
func (f *Flow) DecideMoreTime(ctx context.Context, who authz.Actor, id int64, granted bool, decision string) error {
	return f.onRectification(ctx, who, authz.DecideMoreTime, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		all, err := tx.RectificationExtensions(ctx, id)
		if err != nil {
			return r.Rectification, nil, err
		}
		i := slices.IndexFunc(all, func(e store.RectificationExtension) bool { return !e.Decided })
		if i < 0 {
			return r.Rectification, nil, errs.New(errs.Conflict, "没有待决定的延期申请，可能已有人决定。")
		}
		if decision = strings.TrimSpace(decision); !granted && decision == "" {
			return r.Rectification, nil, errs.Form(errs.Field{Name: "decision", Message: "不同意延期的，请写明理由。"})
		}
		next := r.Rectification
		if next.Asking = false; granted {
			next = next.Extend(all[i].Kind, all[i].Becomes)
		}
		return next, map[string]any{
				"granted":  granted,
				"becomes":  all[i].Becomes,
				"decision": decision,
			}, tx.DecideRectificationExtension(
				ctx,
				id,
				granted,
				decision,
				calendar.Of(tx.Now()),
			)
	})
}

// CloseRectification says how a rectification ended (整改销号).
func (f *Flow) CloseRectification(ctx context.Context, who authz.Actor, id int64, result supervision.RectificationResult, text string) error {
	return f.onRectification(ctx, who, authz.CloseRectification, id,
		func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
			var fields []errs.Field
			if !slices.Contains(supervision.RectificationResults, result) {
				fields = append(fields, errs.Field{Name: "result", Message: "请选择整改结果。"})
			}
			if text = strings.TrimSpace(text); text == "" {
				fields = append(fields, errs.Field{Name: "text", Message: "请写明整改的结果和依据。"})
			}
			if err := errs.Form(fields...); err != nil {
				return r.Rectification, nil, err
			}
			if r.Asking {
				return r.Rectification, nil, errs.New(errs.Conflict, "延期申请还没有决定，不能销号。")
			}
			next, err := r.Close(calendar.Of(tx.Now()), result, text)
			return next, map[string]any{"result": result, "text": text}, err
		})
}

// EndRectification ends the rectification of somebody who has left every office where no rule could know it (离任终止). More time
// that was asked for is refused on the same ground.
func (f *Flow) EndRectification(ctx context.Context, who authz.Actor, id int64, ground string) error {
	return f.onRectification(ctx, who, authz.CloseRectification, id,
		func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
			if ground = strings.TrimSpace(ground); ground == "" {
				return r.Rectification, nil, errs.Form(errs.Field{Name: "ground", Message: "请写明何时、怎样离任，有什么依据。"})
			}
			today := calendar.Of(tx.Now())
			l, err := leaving(ctx, tx, r.PersonID, supervision.Leaving{On: today})
			if err != nil {
				return r.Rectification, nil, err
			}
			next, err := r.LeaveByHand(today, ground, l.Other)
			if err != nil || !r.Asking {
				return next, map[string]any{"result": next.Result, "text": ground}, err
			}
			return next, map[string]any{"result": next.Result, "text": ground}, tx.DecideRectificationExtension(ctx, r.ID, false, ground, today)
		})
}

// FollowupForm is an urging (催办) or a check (跟踪检查) as it is written down.
type FollowupForm struct {
	Check  bool
	HeldOn calendar.Day
	How    string
	Body   string
}

func (x FollowupForm) note(today calendar.Day) (store.FollowupNote, authz.Action, error) {
	act, n := authz.UrgeFollowup, store.FollowupNote{Kind: "urge", HeldOn: x.HeldOn, How: strings.TrimSpace(x.How), Body: strings.TrimSpace(x.Body)}
	what := "催办"
	if x.Check {
		act, n.Kind, what = authz.CheckFollowup, "check", "检查"
	}
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	addDayProblem(add, x.HeldOn, today, what)
	if n.How == "" {
		add("how", "请选择"+what+"的方式。")
	}
	if n.Body == "" {
		add("body", "请写明"+what+"的情况。")
	}
	return n, act, errs.Form(fields...)
}

// FollowRectification writes down that a unit or person was urged, or how it was checked on the spot (催办、跟踪检查)〔SB-16、V22〕.
func (f *Flow) FollowRectification(ctx context.Context, who authz.Actor, id int64, x FollowupForm) error {
	n, act, invalid := x.note(calendar.Of(f.db.Now()))
	return f.onRectification(ctx, who, act, id, func(tx *store.Tx, r store.Rectification) (supervision.Rectification, map[string]any, error) {
		if invalid != nil {
			return r.Rectification, nil, invalid
		}
		if !r.Open() {
			return r.Rectification, nil, errs.New(errs.Conflict, "整改已于%s销号。", r.ClosedOn)
		}
		n.RectificationID = id
		return r.Rectification, map[string]any{"how": n.How, "body": n.Body}, tx.InsertFollowupNote(ctx, n)
	})
}
