package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// Reasons for which a tenure ends without a removal 〔业务参考 2.10〕.
const (
	EndedByDeath     = "去世"
	EndedByAbolition = "机构撤销或者合并"
	EndedByTerm      = "任期届满" // of an elected office, when the next is elected 〔地方组织法 第四十八条〕
	EndedByRenewal   = "重新任命" // the same person appointed to the same office anew
)

// Abolition is the end of an organ or of an office (撤销、合并).
type Abolition struct {
	Version     int
	Day         calendar.Day
	Basis       string // 批准文件
	SuccessorID int64  // the organ it is merged into; zero when it is merged into none
}

// ending is an abolition while it is written: what ends, by the county's rules, and who left office by it.
type ending struct {
	tx *store.Tx
	Abolition
	rules     policy.Abolition
	successor string
	left      []string           // for the history
	lines     []document.EndedBy // for the announcement
}

// AbolishOrgan registers that an organ was abolished or merged into another (登记机关撤销): its offices end with it.
// Who held them leaves them without a decision, which is announced; or, where the county's rules say so, stays on
// the board of vacancies until removed 〔业务参考 2.10〕.
func (f *Flow) AbolishOrgan(ctx context.Context, who authz.Actor, id int64, a Abolition) error {
	return f.abolish(ctx, who, authz.AbolishOrgan, a, func(e *ending) (store.Subject, error) {
		o, err := e.tx.LockOrgan(ctx, id)
		if err != nil {
			return store.Subject{}, err
		}
		if o.Version != a.Version || !o.EndedOn.IsZero() {
			return store.Subject{}, errs.New(errs.Conflict, "该机关刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		names, err := e.tx.OrganNames(ctx, id)
		if err != nil {
			return store.Subject{}, err
		}
		if err := errs.Form(changeDay(a.Day, calendar.Of(e.tx.Now()), lastChange(o.CreatedOn, names))...); err != nil {
			return store.Subject{}, err
		}
		if err := e.mergeInto(ctx, id); err != nil {
			return store.Subject{}, err
		}
		if err := noOpenCases(ctx, e.tx, id, 0); err != nil {
			return store.Subject{}, err
		}
		offices, err := e.tx.Offices(ctx, store.OfficeFilter{OrganID: id})
		if err != nil {
			return store.Subject{}, err
		}
		for _, x := range offices {
			if err := e.office(ctx, x); err != nil {
				return store.Subject{}, err
			}
		}
		o.EndedOn, o.SuccessorID = a.Day, a.SuccessorID
		return organSubject(id), e.tx.SaveOrgan(ctx, o)
	})
}

func (e *ending) mergeInto(ctx context.Context, id int64) error {
	if e.SuccessorID == 0 {
		return nil
	}
	to, err := e.tx.Organ(ctx, e.SuccessorID)
	if err != nil {
		return err
	}
	if to.ID == id || !to.EndedOn.IsZero() {
		return errs.Form(errs.Field{Name: "successor", Message: "请选择现有的另一机关；合并后新设的，先登记新机关。"})
	}
	e.successor = to.Name
	return nil
}

// AbolishOffice registers that an office no longer exists (登记职务撤销), with the same effects.
func (f *Flow) AbolishOffice(ctx context.Context, who authz.Actor, id int64, a Abolition) error {
	return f.abolish(ctx, who, authz.AbolishOffice, a, func(e *ending) (store.Subject, error) {
		x, err := e.tx.LockOffice(ctx, id)
		if err != nil {
			return store.Subject{}, err
		}
		if x.Version != a.Version || !x.EndedOn.IsZero() {
			return store.Subject{}, errs.New(errs.Conflict, "该职务刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		titles, err := e.tx.OfficeTitlesBefore(ctx, id)
		if err != nil {
			return store.Subject{}, err
		}
		if err := errs.Form(changeDay(a.Day, calendar.Of(e.tx.Now()), lastChange(x.CreatedOn, titles))...); err != nil {
			return store.Subject{}, err
		}
		if err := noOpenCases(ctx, e.tx, x.OrganID, id); err != nil {
			return store.Subject{}, err
		}
		return store.Subject{Kind: "office", ID: id}, e.office(ctx, x)
	})
}

func (f *Flow) abolish(ctx context.Context, who authz.Actor, act authz.Action, a Abolition, change func(e *ending) (store.Subject, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		var problems []errs.Field
		if a.Day.IsZero() || a.Day.After(calendar.Of(tx.Now())) {
			problems = append(problems, errs.Field{Name: "day", Message: "请填写撤销日期，不晚于今天。"})
		}
		if a.Basis = strings.TrimSpace(a.Basis); a.Basis == "" {
			problems = append(problems, errs.Field{Name: "basis", Message: "请写明依据，如机构改革方案、编制部门的批准文件。"})
		}
		if err := errs.Form(problems...); err != nil {
			return err
		}
		rules, err := rosterRules(ctx, tx)
		if err != nil {
			return err
		}
		e := &ending{tx: tx, Abolition: a, rules: rules.Abolished}
		subject, err := change(e)
		if err != nil {
			return err
		}
		if err := announceEnding(ctx, tx, e.lines); err != nil {
			return err
		}
		return tx.Audit(ctx, act, subject,
			map[string]any{"day": a.Day, "note": a.Basis, "into": e.successor, "left": e.left, "removal": e.rules == policy.AbolitionRemoves})
	})
}

func noOpenCases(ctx context.Context, tx *store.Tx, organID, officeID int64) error {
	n, err := tx.OpenCases(ctx, organID, officeID)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "还有 %d 件任免案正在办理，请先办结或者撤回，再登记撤销。", n)
	}
	return err
}

// office ends an office, and the tenures in it where they end by themselves.
func (e *ending) office(ctx context.Context, x store.CatalogueEntry) error {
	tenures, err := e.tx.TenuresIn(ctx, x.ID)
	if err != nil {
		return err
	}
	for _, t := range tenures {
		if !t.EndsOn.IsZero() || e.rules == policy.AbolitionRemoves {
			continue
		}
		if err := endTenureByLaw(ctx, e.tx, t, e.Day, EndedByAbolition); err != nil {
			return err
		}
		e.left = append(e.left, t.Name+"（"+t.Title+"）")
		e.lines = append(e.lines, document.EndedBy{Name: t.Name, Title: t.Title, Organ: x.OrganName, Into: e.successor, Day: e.Day})
	}
	x.EndedOn = e.Day
	return e.tx.SaveOffice(ctx, x)
}

// announceEnding drafts the announcement of offices that ended by themselves (由其公告); like every notice it is
// made public after a second person has compared it with what was registered 〔重庆 第十四条〕.
func announceEnding(ctx context.Context, tx *store.Tx, ended []document.EndedBy) error {
	if len(ended) == 0 {
		return nil
	}
	c, err := tx.County(ctx)
	if err != nil {
		return err
	}
	d := document.EndingAnnouncement(PaperCounty(c, 0), ended)
	n := store.Notice{Kind: store.EndingNotice, Title: strings.Join(d.Title, "\n"), Body: d.Body()}
	n.Source = ProofText(n)
	id, err := tx.InsertNotice(ctx, n)
	if err != nil {
		return err
	}
	return tx.Audit(ctx, authz.DraftNotice, noticeSubject(id), map[string]any{"title": FullTitle(n.Title)})
}
