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
	"renmian/internal/store"
)

// Reasons for which an office ends by itself, without a case 〔业务参考 2.10〕.
const (
	EndedByDeath     = "去世"
	EndedByAbolition = "机构撤销或者合并"
)

// OrganKinds lists the kinds of organs with their names.
var OrganKinds = []struct{ Kind, Label string }{
	{"congress", "人大及其机构"}, {"government", "县人民政府"}, {"department", "政府工作部门"},
	{"supervision", "监察委员会"}, {"court", "人民法院"}, {"procuratorate", "人民检察院"}, {"party", "党委部门"},
	{"vertical", "垂直管理部门、市管单位"}, // reviewed and rated; the committee does not appoint their heads 〔TM-21、AN-07〕
}

// SaveOrgan registers an organ (登记机关), a new one when it has no id. When the name changes, the
// offices' titles can follow.
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
			return tx.Audit(ctx, authz.SaveOrgan, store.Subject{Kind: "organ", ID: id}, map[string]any{"name": o.Name, "kind": o.Kind})
		}
		old, err := tx.LockOrgan(ctx, o.ID)
		if err != nil {
			return err
		}
		o.EndedOn = old.EndedOn
		if err := tx.SaveOrgan(ctx, o); err != nil {
			return err
		}
		detail := map[string]any{"name": o.Name, "kind": o.Kind, "was": old.Name}
		if retitle && o.Name != old.Name {
			if detail["titles"], err = retitleOffices(ctx, tx, o.ID, old.Name, o.Name); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.SaveOrgan, store.Subject{Kind: "organ", ID: id}, detail)
	})
	return id, err
}

func checkOrgan(o *store.Organ) error {
	o.Name = strings.Join(strings.Fields(o.Name), "")
	var fields []errs.Field
	if n := len([]rune(o.Name)); n < 3 || n > 50 {
		fields = append(fields, errs.Field{Name: "name", Message: "请填写机关全称，3 至 50 个字。"})
	}
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

// retitleOffices lets titles follow a new name of their organ and returns how many did.
func retitleOffices(ctx context.Context, tx *store.Tx, organID int64, was, now string) (int, error) {
	offices, err := tx.Offices(ctx, store.OfficeFilter{OrganID: organID})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, e := range offices {
		if title := strings.Replace(e.Title, was, now, 1); title != e.Title {
			e.Title = title
			if err := tx.SaveOffice(ctx, e); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// AbolishOrgan registers that an organ was abolished or merged (登记机关撤销): its offices end with it,
// and who held them leaves them without a decision 〔业务参考 2.10〕.
func (f *Flow) AbolishOrgan(ctx context.Context, who authz.Actor, id int64, version int, day calendar.Day) error {
	return f.abolish(ctx, who, authz.AbolishOrgan, day, func(tx *store.Tx) (store.Subject, []string, error) {
		o, err := tx.LockOrgan(ctx, id)
		if err != nil {
			return store.Subject{}, nil, err
		}
		if o.Version != version || !o.EndedOn.IsZero() {
			return store.Subject{}, nil, errs.New(errs.Conflict, "该机关刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		if err := noOpenCases(ctx, tx, id, 0); err != nil {
			return store.Subject{}, nil, err
		}
		offices, err := tx.Offices(ctx, store.OfficeFilter{OrganID: id})
		if err != nil {
			return store.Subject{}, nil, err
		}
		var left []string
		for _, e := range offices {
			names, err := abolishOffice(ctx, tx, e, day)
			if err != nil {
				return store.Subject{}, nil, err
			}
			left = append(left, names...)
		}
		o.EndedOn = day
		return store.Subject{Kind: "organ", ID: id}, left, tx.SaveOrgan(ctx, o)
	})
}

// AbolishOffice registers that an office no longer exists (登记职务撤销); who held it leaves it without a decision.
func (f *Flow) AbolishOffice(ctx context.Context, who authz.Actor, id int64, version int, day calendar.Day) error {
	return f.abolish(ctx, who, authz.AbolishOffice, day, func(tx *store.Tx) (store.Subject, []string, error) {
		e, err := tx.LockOffice(ctx, id)
		if err != nil {
			return store.Subject{}, nil, err
		}
		if e.Version != version || !e.EndedOn.IsZero() {
			return store.Subject{}, nil, errs.New(errs.Conflict, "该职务刚被修改或者已经撤销，请刷新页面，看清现在的情况后再办。")
		}
		if err := noOpenCases(ctx, tx, e.OrganID, id); err != nil {
			return store.Subject{}, nil, err
		}
		left, err := abolishOffice(ctx, tx, e, day)
		return store.Subject{Kind: "office", ID: id}, left, err
	})
}

func (f *Flow) abolish(ctx context.Context, who authz.Actor, act authz.Action, day calendar.Day,
	change func(tx *store.Tx) (store.Subject, []string, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		if day.IsZero() || day.After(calendar.Of(tx.Now())) {
			return errs.Form(errs.Field{Name: "day", Message: "请填写撤销日期，不晚于今天。"})
		}
		subject, left, err := change(tx)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, subject, map[string]any{"day": day, "left": left})
	})
}

func noOpenCases(ctx context.Context, tx *store.Tx, organID, officeID int64) error {
	n, err := tx.OpenCases(ctx, organID, officeID)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "还有 %d 件任免案正在办理，请先办结或者撤回，再登记撤销。", n)
	}
	return err
}

// abolishOffice ends an office and the tenures in it, and returns who left it.
func abolishOffice(ctx context.Context, tx *store.Tx, e store.CatalogueEntry, day calendar.Day) (left []string, err error) {
	tenures, err := tx.TenuresIn(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range tenures {
		if !t.EndsOn.IsZero() {
			continue
		}
		if err := tx.EndTenureByLaw(ctx, t.ID, day, EndedByAbolition); err != nil {
			return nil, err
		}
		left = append(left, t.Name+"（"+t.Title+"）")
	}
	e.EndedOn = day
	return left, tx.SaveOffice(ctx, e)
}

// SaveOffice registers an office of the post catalogue (登记职务), a new one when it has no id.
func (f *Flow) SaveOffice(ctx context.Context, who authz.Actor, e store.CatalogueEntry) (id int64, err error) {
	if err := authz.Check(who, authz.SaveOffice); err != nil {
		return 0, err
	}
	if err := checkOffice(&e); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if id = e.ID; id == 0 {
			if id, err = tx.InsertOffice(ctx, e); err != nil {
				return err
			}
			return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "office", ID: id}, e.Office)
		}
		old, err := tx.LockOffice(ctx, e.ID)
		if err != nil {
			return err
		}
		e.EndedOn = old.EndedOn
		if err := tx.SaveOffice(ctx, e); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SaveOffice, store.Subject{Kind: "office", ID: id}, map[string]any{"was": old.Office, "now": e.Office})
	})
	return id, err
}

func checkOffice(e *store.CatalogueEntry) error {
	e.Title = strings.Join(strings.Fields(e.Title), "")
	var fields []errs.Field
	e.TitleSecond = strings.Join(strings.Fields(e.TitleSecond), " ")
	if n := len([]rune(e.Title)); n < 4 || n > 60 {
		fields = append(fields, errs.Field{Name: "title", Message: "请填写职务全称，如“示例县财政局局长”，4 至 60 个字。"})
	}
	if len([]rune(e.TitleSecond)) > 200 {
		fields = append(fields, errs.Field{Name: "title_second", Message: "职务的民族文字最多 200 个字符。"})
	}
	if e.OrganID == 0 {
		fields = append(fields, errs.Field{Name: "organ", Message: "请选择所在机关。"})
	}
	bad := appointment.OfficeProblems(e.Office)
	for _, name := range slices.Sorted(maps.Keys(bad)) {
		fields = append(fields, errs.Field{Name: name, Message: bad[name]})
	}
	if e.Sort < 0 || e.Sort > 9999 {
		fields = append(fields, errs.Field{Name: "sort", Message: "名单次序请填 0 至 9999 的整数。"})
	}
	return errs.Form(fields...)
}

// PrefillCatalogue fills an empty post catalogue with the organs and offices of a county (预置机关和职务
// 目录) and returns how many offices it made.
func (f *Flow) PrefillCatalogue(ctx context.Context, who authz.Actor, county string) (n int, err error) {
	err = f.do(ctx, who, authz.PrefillCatalogue, func(tx *store.Tx) error {
		if len([]rune(county)) < 2 {
			return errs.New(errs.Invalid, "请填写县名，如“示例县”。")
		}
		if err := tx.HoldRegisters(ctx); err != nil {
			return err
		}
		there, err := tx.Offices(ctx, store.OfficeFilter{Ended: true, Limit: 1})
		if err != nil {
			return err
		}
		organs, err := tx.Organs(ctx, true)
		if err != nil {
			return err
		}
		if len(there) > 0 || len(organs) > 0 {
			return errs.New(errs.Conflict, "职务目录中已有机关或者职务，不能再预置；缺少的请逐项新设。")
		}
		ids := map[string]int64{}
		for i, o := range appointment.DefaultCatalogue(county) {
			id, err := tx.InsertOrgan(ctx, store.Organ{Name: o.Name, Kind: o.Kind, ProposerID: ids[o.Proposer], Sort: (i + 1) * 10})
			if err != nil {
				return err
			}
			ids[o.Name] = id
			for j, office := range o.Offices {
				office.OrganID = id
				if _, err := tx.InsertOffice(ctx, store.CatalogueEntry{Office: office, Sort: (j + 1) * 10}); err != nil {
					return err
				}
				n++
			}
		}
		return tx.Audit(ctx, authz.PrefillCatalogue, store.Subject{Kind: "organ"}, map[string]any{"county": county,
			"organs": len(ids), "offices": n})
	})
	return n, err
}
