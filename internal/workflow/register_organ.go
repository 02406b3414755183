package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// OrganKinds lists the kinds of organs with their names.
var OrganKinds = []struct{ Kind, Label string }{
	{"congress", "人大及其机构"}, {"government", "县人民政府"}, {"department", "政府工作部门"},
	{"supervision", "监察委员会"}, {"court", "人民法院"}, {"procuratorate", "人民检察院"}, {"party", "党委部门"},
	{"vertical", "垂直管理部门、市管单位"}, // reviewed and rated; the committee does not appoint their heads 〔TM-21、AN-07〕
}

func organSubject(id int64) store.Subject { return store.Subject{Kind: "organ", ID: id} }

// SaveOrgan registers an organ (登记机关), a new one when it has no id. A slip in the name can be put right here,
// and the offices' titles can follow; an organ that has got a new name is renamed.
func (f *Flow) SaveOrgan(ctx context.Context, who authz.Actor, o store.Organ, retitle bool) (id int64, err error) {
	if err := authz.Check(who, authz.SaveOrgan); err != nil {
		return 0, err
	}
	if err := checkOrgan(&o); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if id = o.ID; id == 0 {
			if id, err = tx.InsertOrgan(ctx, o); err != nil {
				return err
			}
			return tx.Audit(ctx, authz.SaveOrgan, organSubject(id), map[string]any{"name": o.Name, "kind": o.Kind})
		}
		old, err := tx.LockOrgan(ctx, o.ID)
		if err != nil {
			return err
		}
		o.EndedOn, o.SuccessorID = old.EndedOn, old.SuccessorID
		if err := tx.SaveOrgan(ctx, o); err != nil {
			return err
		}
		detail := map[string]any{"name": o.Name, "kind": o.Kind, "was": old.Name}
		if retitle && o.Name != old.Name {
			if detail["titles"], err = retitleOffices(ctx, tx, o.ID, old.Name, o.Name, tx.SaveOffice); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.SaveOrgan, organSubject(id), detail)
	})
	return id, err
}

func checkOrgan(o *store.Organ) error {
	o.Name = strings.Join(strings.Fields(o.Name), "")
	fields := organName(o.Name)
	if !slices.ContainsFunc(OrganKinds, func(k struct{ Kind, Label string }) bool { return k.Kind == o.Kind }) {
		fields = append(fields, errs.Field{Name: "kind", Message: "请选择机关类别。"})
	}
	if o.ID != 0 && o.ProposerID == o.ID {
		fields = append(fields, errs.Field{Name: "proposer", Message: "由本机关自行提请的，提请机关留空。"})
	}
	if o.Sort < 0 || o.Sort > 9999 {
		fields = append(fields, errs.Field{Name: "sort", Message: "名单次序请填 0 至 9999 的整数。"})
	}
	return errs.Form(fields...)
}

func organName(name string) []errs.Field {
	if n := len([]rune(name)); n < 3 || n > 50 {
		return []errs.Field{{Name: "name", Message: "请填写机关全称，3 至 50 个字。"}}
	}
	return nil
}

// retitleOffices lets titles follow a new name of their organ and returns how many did.
func retitleOffices(ctx context.Context, tx *store.Tx, organID int64, was, now string,
	save func(context.Context, store.CatalogueEntry) error) (int, error) {
	offices, err := tx.Offices(ctx, store.OfficeFilter{OrganID: organID})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, e := range offices {
		if title := strings.Replace(e.Title, was, now, 1); title != e.Title {
			e.Title = title
			if err := save(ctx, e); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// Renaming is a new name of an organ or of an office (改名), from a day on.
type Renaming struct {
	Version int
	Name    string
	Second  string // of an office, in the second language
	Day     calendar.Day
	Basis   string // 批准文件
	Retitle bool   // of an organ: the titles of its offices follow
}

func (n *Renaming) check(name string, problems []errs.Field, today, since calendar.Day) error {
	n.Basis = strings.TrimSpace(n.Basis)
	if n.Name == name {
		problems = append(problems, errs.Field{Name: "name", Message: "与现在的名称相同，请填写新名称。"})
	}
	problems = append(problems, changeDay(n.Day, today, since)...)
	if n.Basis == "" {
		problems = append(problems, errs.Field{Name: "basis", Message: "请写明依据，如机构改革方案、编制部门的批准文件。"})
	}
	return errs.Form(problems...)
}

// changeDay refuses the day of a change that lies ahead, or not after the last change.
func changeDay(day, today, since calendar.Day) []errs.Field {
	switch {
	case day.IsZero() || day.After(today):
		return []errs.Field{{Name: "day", Message: "请填写日期，不晚于今天。"}}
	case !since.IsZero() && !day.After(since):
		return []errs.Field{{Name: "day", Message: "须在上一次变动（" + since.String() + "）之后，请核对日期。"}}
	}
	return nil
}

// lastChange is the day of the latest change before: the creation, or the last new name.
func lastChange(created calendar.Day, names []store.FormerName) calendar.Day {
	for _, n := range names {
		if n.Until.After(created) {
			created = n.Until
		}
	}
	return created
}

// RenameOrgan registers that an organ has another name from a day on (登记机关改名); lists of earlier days and
// papers of earlier decisions keep the old one. What becomes of who holds its offices is the county's rule 〔业务参考 2.10〕.
func (f *Flow) RenameOrgan(ctx context.Context, who authz.Actor, id int64, n Renaming) error {
	return f.do(ctx, who, authz.RenameOrgan, func(tx *store.Tx) error {
		o, err := tx.LockOrgan(ctx, id)
		if err != nil {
			return err
		}
		if o.Version != n.Version || !o.EndedOn.IsZero() {
			return errs.New(errs.Conflict, "该机关刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		names, err := tx.OrganNames(ctx, id)
		if err != nil {
			return err
		}
		n.Name = strings.Join(strings.Fields(n.Name), "")
		today := calendar.Of(tx.Now())
		if err := n.check(o.Name, organName(n.Name), today, lastChange(o.CreatedOn, names)); err != nil {
			return err
		}
		rules, err := rosterRules(ctx, tx)
		if err != nil {
			return err
		}
		was := o.Name
		o.Name = n.Name
		if err := tx.SaveOrgan(ctx, o); err != nil {
			return err
		}
		if err := tx.InsertOrganName(ctx, id, was, n.Day, n.Basis); err != nil {
			return err
		}
		detail := map[string]any{"name": n.Name, "was": was, "day": n.Day, "note": n.Basis}
		if n.Retitle {
			rename := renamed{tx: tx, Renaming: n, rules: rules, act: authz.RenameOrgan}
			if detail["titles"], err = retitleOffices(ctx, tx, id, was, n.Name, rename.office); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.RenameOrgan, organSubject(id), detail)
	})
}

// RenameOffice registers that an office has another title from a day on (登记职务改名).
func (f *Flow) RenameOffice(ctx context.Context, who authz.Actor, id int64, n Renaming) error {
	return f.do(ctx, who, authz.RenameOffice, func(tx *store.Tx) error {
		e, err := tx.LockOffice(ctx, id)
		if err != nil {
			return err
		}
		if e.Version != n.Version || !e.EndedOn.IsZero() {
			return errs.New(errs.Conflict, "该职务刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		titles, err := tx.OfficeTitlesBefore(ctx, id)
		if err != nil {
			return err
		}
		n.Name, n.Second = strings.Join(strings.Fields(n.Name), ""), strings.Join(strings.Fields(n.Second), " ")
		if err := n.check(e.Title, officeTitle(n.Name, n.Second), calendar.Of(tx.Now()), lastChange(e.CreatedOn, titles)); err != nil {
			return err
		}
		rules, err := rosterRules(ctx, tx)
		if err != nil {
			return err
		}
		e.Title, e.TitleSecond = n.Name, n.Second
		return renamed{tx: tx, Renaming: n, rules: rules, act: authz.RenameOffice}.office(ctx, e)
	})
}

// rosterRules are the county's rules of the day on offices and their holders; the usual ones before any are adopted.
func rosterRules(ctx context.Context, tx *store.Tx) (policy.Roster, error) {
	_, p, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if errs.KindOf(err) == errs.NotFound {
		return policy.Default().Roster, nil
	}
	return p.Roster, err
}

// renamed is a change of names while it is written.
type renamed struct {
	tx *store.Tx
	Renaming
	rules policy.Roster
	act   authz.Action
}

// office keeps the old title until the day and gives the office the one it carries now. Cases under way go by the
// new title.
func (r renamed) office(ctx context.Context, e store.CatalogueEntry) error {
	old, err := r.tx.CatalogueEntry(ctx, e.ID)
	if err != nil {
		return err
	}
	if err := r.tx.SaveOffice(ctx, e); err != nil {
		return err
	}
	reappoint := r.rules.Renamed == policy.RenameReappoint && e.FilledBy != appointment.FilledByElect && e.FilledBy != appointment.FilledByDeputy
	if err := r.tx.InsertOfficeTitle(ctx, e.ID, old.Title, old.TitleSecond, r.Day, r.Basis, reappoint); err != nil {
		return err
	}
	if err := r.tx.RefreshOffice(ctx, e.ID); err != nil {
		return err
	}
	detail := map[string]any{"name": e.Title, "was": old.Title, "day": r.Day, "note": r.Basis, "reappoint": reappoint}
	return r.tx.Audit(ctx, r.act, store.Subject{Kind: "office", ID: e.ID}, detail)
}
