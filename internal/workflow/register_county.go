package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// ChangeCounty replaces the county's particulars (修改县情), which stand in papers and page footers.
func (f *Flow) ChangeCounty(ctx context.Context, who authz.Actor, c store.County) error {
	if err := authz.Check(who, authz.ChangeCounty); err != nil {
		return err
	}
	var fields []errs.Field
	for _, required := range []struct{ name, value, message string }{
		{"name", c.Name, "请填写县名，如“示例县”。"},
		{"committee", c.Committee, "请填写常委会全称，如“示例县人民代表大会常务委员会”。"},
		{"personnel_committee", c.PersonnelCommittee, "请填写人事工作机构名称，如“选举任免联络工作委员会”。"},
		{"telephone", c.Telephone, "请填写电话，公众和使用人员都靠它求助。"},
		{"address", c.Address, "请填写地址。"},
		{"document_word", c.DocumentWord, "请填写发文机关代字，如“示例人发”。"},
	} {
		if strings.TrimSpace(required.value) == "" {
			fields = append(fields, errs.Field{Name: required.name, Message: required.message})
		}
	}
	if c.Committee != "" && !strings.HasSuffix(c.Committee, "人民代表大会常务委员会") {
		fields = append(fields, errs.Field{Name: "committee", Message: "常委会全称应以“人民代表大会常务委员会”结尾。"})
	}
	if c.Postcode != "" && (len(c.Postcode) != 6 || strings.Trim(c.Postcode, "0123456789") != "") {
		fields = append(fields, errs.Field{Name: "postcode", Message: "邮政编码是 6 位数字。"})
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		was, err := tx.County(ctx)
		if err != nil {
			return err
		}
		if err := tx.SaveCounty(ctx, c); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeCounty, store.Subject{Kind: "setting"}, map[string]any{"was": was, "now": c})
	})
}

// SaveHoliday registers a day off or a make-up working day (登记放假和调休).
func (f *Flow) SaveHoliday(ctx context.Context, who authz.Actor, h calendar.Holiday) error {
	if err := authz.Check(who, authz.ChangeHoliday); err != nil {
		return err
	}
	var fields []errs.Field
	if h.Day.IsZero() {
		fields = append(fields, errs.Field{Name: "day", Message: "请填写日期。"})
	} else if weekend := !(calendar.Holidays{}).Working(h.Day); !h.Off && !weekend {
		fields = append(fields, errs.Field{Name: "day", Message: "这一天本来就是工作日；调休上班的应是周六或者周日。"})
	}
	if h.Name = strings.TrimSpace(h.Name); h.Name == "" {
		fields = append(fields, errs.Field{Name: "name", Message: "请填写名称，如“春节”。"})
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if err := tx.SaveHoliday(ctx, h); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeHoliday, store.Subject{Kind: "holiday"}, h)
	})
}

// RemoveHoliday makes a day a plain one again.
func (f *Flow) RemoveHoliday(ctx context.Context, who authz.Actor, day calendar.Day) error {
	return f.do(ctx, who, authz.ChangeHoliday, func(tx *store.Tx) error {
		if err := tx.DeleteHoliday(ctx, day); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeHoliday, store.Subject{Kind: "holiday"}, map[string]any{"removed": day})
	})
}

// PrefillHolidays registers the holidays of a year that the law fixes by date, leaving what is
// registered as it is.
func (f *Flow) PrefillHolidays(ctx context.Context, who authz.Actor, year int) error {
	return f.do(ctx, who, authz.ChangeHoliday, func(tx *store.Tx) error {
		if year < 2000 || year > 2100 {
			return errs.New(errs.NotFound, "没有这一年的放假安排。")
		}
		days, err := tx.Holidays(ctx)
		if err != nil {
			return err
		}
		for _, h := range calendar.LegalHolidays(year) {
			if _, there := days[h.Day]; !there {
				if err := tx.SaveHoliday(ctx, h); err != nil {
					return err
				}
			}
		}
		return tx.Audit(ctx, authz.ChangeHoliday, store.Subject{Kind: "holiday"}, map[string]any{"year": year})
	})
}
