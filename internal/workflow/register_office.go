package workflow

import (
	"context"
	"maps"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

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
	e.TitleSecond = strings.Join(strings.Fields(e.TitleSecond), " ")
	fields := officeTitle(e.Title, e.TitleSecond)
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

func officeTitle(title, second string) (fields []errs.Field) {
	if n := len([]rune(title)); n < 4 || n > 60 {
		fields = append(fields, errs.Field{Name: "title", Message: "请填写职务全称，如“示例县财政局局长”，4 至 60 个字。"})
	}
	if len([]rune(second)) > 200 {
		fields = append(fields, errs.Field{Name: "title_second", Message: "职务的民族文字最多 200 个字符。"})
	}
	return fields
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
