package workflow

import (
	"context"
	"slices"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
)

// PersonForm is what a clerk may know of a person; Identity is the identity number as typed, kept as it
// is when empty.
type PersonForm struct {
	store.Person
	Identity string
	Namesake bool // confirmed: somebody else of the same name and month of birth
}

// SavePerson registers a person's facts (登记人员基本情况), a new person when there is no id.
func (f *Flow) SavePerson(ctx context.Context, who authz.Actor, form PersonForm) (id int64, err error) {
	if err := authz.Check(who, authz.SavePerson); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if err := checkPerson(&form, calendar.Of(tx.Now())); err != nil {
			return err
		}
		if err := form.isNamesake(ctx, tx); err != nil {
			return err
		}
		detail := map[string]any{"name": form.Name}
		if id = form.ID; id == 0 {
			if id, err = tx.InsertPerson(ctx, form.Person); err != nil {
				return err
			}
		} else {
			old, err := tx.LockPerson(ctx, id)
			if err != nil {
				return err
			}
			form.PhotoID = old.PhotoID
			detail["changed"] = changedFacts(old, form.Person)
			if err := tx.SavePerson(ctx, form.Person); err != nil {
				return err
			}
		}
		if form.Identity != "" {
			detail["identity"] = true // that it was written, never the number
			if err := tx.SetPersonIdentity(ctx, id, form.Identity); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.SavePerson, store.Subject{Kind: "person", ID: id}, detail)
	})
	return id, err
}

func checkPerson(form *PersonForm, today calendar.Day) error {
	form.Name = strings.Join(strings.Fields(form.Name), "")
	form.Identity = strings.ToUpper(strings.Join(strings.Fields(form.Identity), ""))
	var fields []errs.Field
	if n := len([]rune(form.Name)); n < 2 || n > 30 {
		fields = append(fields, errs.Field{Name: "name", Message: "请填写姓名，2 至 30 个字。"})
	}
	if !slices.Contains([]string{"男", "女", ""}, form.Sex) {
		fields = append(fields, errs.Field{Name: "sex", Message: "请选择性别。"})
	}
	if form.Born.After(today) {
		fields = append(fields, errs.Field{Name: "born", Message: "出生年月不能晚于今天，请核对。"})
	}
	if !form.WorkSince.IsZero() && !form.Born.IsZero() && form.WorkSince.Before(form.Born.AddMonths(14*12)) {
		fields = append(fields, errs.Field{Name: "work_since", Message: "参加工作时间与出生年月相差不足 14 年，请核对。"})
	}
	if form.Identity != "" {
		if problem := identityProblem(form.Identity, form.Person); problem != "" {
			fields = append(fields, errs.Field{Name: "id_number", Message: problem})
		}
	}
	return errs.Form(fields...)
}

// identityProblem checks an identity number by itself and against sex and month of birth.
func identityProblem(number string, p store.Person) string {
	problem, born := lrmx.IDProblem(number), lrmx.IDBirth(number)
	switch {
	case problem != "":
		return problem
	case !p.Born.IsZero() && calendar.Date(born.Year, time.Month(born.Month), 1) != p.Born:
		return "身份证号中的出生年月与填写的不一致，请核对。"
	case p.Sex != "" && lrmx.IDSex(number) != p.Sex:
		return "身份证号第 17 位与性别不一致，请核对。"
	}
	return ""
}

// isNamesake asks for confirmation before somebody gets a second file.
func (form PersonForm) isNamesake(ctx context.Context, tx *store.Tx) error {
	same, err := tx.FindPerson(ctx, form.Name, form.Born)
	if err != nil {
		return err
	}
	same = slices.DeleteFunc(same, func(p store.Person) bool { return p.ID == form.ID })
	if len(same) > 0 && !form.Namesake {
		return errs.Form(errs.Field{Name: "namesake", Message: "已有同名同出生年月的人员档案。确认不是同一人的，请勾选后再登记。"})
	}
	return nil
}

// changedFacts names what differs between two states of a person, for the history.
func changedFacts(old, now store.Person) map[string][2]string {
	changed := map[string][2]string{}
	for _, f := range []struct{ name, was, is string }{
		{"name", old.Name, now.Name}, {"sex", old.Sex, now.Sex}, {"born", old.Born.ISO(), now.Born.ISO()},
		{"ethnicity", old.Ethnicity, now.Ethnicity}, {"native_place", old.NativePlace, now.NativePlace},
		{"party", old.Party, now.Party}, {"education", old.Education, now.Education}, {"degree", old.Degree, now.Degree},
		{"work_since", old.WorkSince.ISO(), now.WorkSince.ISO()}, {"present_post", old.PresentPost, now.PresentPost},
	} {
		if f.was != f.is {
			changed[f.name] = [2]string{f.was, f.is}
		}
	}
	return changed
}

// EndTenureByLaw registers that an office ended by itself, through death or because the organ was
// abolished (职务自行终止): no removal is decided, the committee is told and announces it 〔业务参考 2.10〕.
func (f *Flow) EndTenureByLaw(ctx context.Context, who authz.Actor, id int64, day calendar.Day, reason, note string) error {
	if err := authz.Check(who, authz.EndTenureByLaw); err != nil {
		return err
	}
	var fields []errs.Field
	if day.IsZero() {
		fields = append(fields, errs.Field{Name: "day", Message: "请填写终止日期。"})
	}
	if reason != EndedByDeath && reason != EndedByAbolition {
		fields = append(fields, errs.Field{Name: "reason", Message: "请选择终止原因；调动、退休、辞职须由提请机关提请免职或者接受辞职。"})
	}
	if strings.TrimSpace(note) == "" {
		fields = append(fields, errs.Field{Name: "note", Message: "请写明依据，如机关报告的文号、机构改革文件。"})
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		t, err := tx.LockTenure(ctx, id)
		if err != nil {
			return err
		}
		if day.Before(t.StartsOn) || day.After(calendar.Of(tx.Now())) {
			return errs.Form(errs.Field{Name: "day", Message: "终止日期须在任职日期之后，并且不晚于今天。"})
		}
		if err := endTenureByLaw(ctx, tx, t, day, reason); err != nil {
			return err
		}
		ended := document.EndedBy{Name: t.Name, Title: t.Title, Organ: t.OrganName, Death: reason == EndedByDeath, Day: day}
		if err := announceEnding(ctx, tx, []document.EndedBy{ended}); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.EndTenureByLaw, store.Subject{Kind: "person", ID: t.PersonID},
			map[string]any{"tenure": id, "title": t.Title, "day": day, "reason": reason, "note": note})
	})
}
