package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/store"
)

// PrintForm returns the form of a proposal as it is in use, photo included, to be printed or written back
// as a file. The reading is recorded like every other.
func (f *Flow) PrintForm(ctx context.Context, who authz.Actor, proposal, formID int64) (lrmx.Form, error) {
	v, err := f.ViewForm(ctx, who, proposal, formID)
	if err != nil {
		return lrmx.Form{}, err
	}
	return f.withPhoto(ctx, v.Form, v.Row.PhotoID)
}

func (f *Flow) withPhoto(ctx context.Context, form lrmx.Form, photo int64) (lrmx.Form, error) {
	if photo == 0 {
		return form, nil
	}
	file, err := f.db.File(ctx, photo)
	if err != nil {
		return form, err
	}
	return form.WithPhoto(file.Data)
}

// RegisterForm fills in a form from the register: the last one the person came with, brought up to date by
// the person's facts and the offices held today, or a new one where none ever came. A case adds the office
// it is about.
func (f *Flow) RegisterForm(ctx context.Context, who authz.Actor, personID int64, c *appointment.Case) (lrmx.Form, error) {
	if err := authz.Check(who, authz.ViewForm); err != nil {
		return lrmx.Form{}, err
	}
	if !who.Has(authz.RoleClerk) {
		return lrmx.Form{}, errs.New(errs.Forbidden, "人员档案中的审批表由人事代表工委办理。")
	}
	p, err := f.db.Person(ctx, personID)
	if err != nil {
		return lrmx.Form{}, err
	}
	var form lrmx.Form
	row, known, err := f.db.LatestForm(ctx, personID)
	if err != nil {
		return form, err
	}
	if known {
		content, err := openContent(row)
		if err != nil {
			return form, err
		}
		form = content.Form
	}
	tenures, err := f.db.TenuresOf(ctx, personID)
	if err != nil {
		return form, err
	}
	if form, err = upToDate(form, p, tenures, c, who.Name, calendar.Of(f.db.Now())); err != nil {
		return form, err
	}
	if form, err = f.withPhoto(ctx, form, p.PhotoID); err != nil {
		return form, err
	}
	return form, f.logView(ctx, who, authz.ViewForm, store.Subject{Kind: "person", ID: personID}, p.Name+"（按档案填写）")
}

// upToDate puts the register's facts into a form where they differ from it.
func upToDate(form lrmx.Form, p store.Person, tenures []store.Tenure, c *appointment.Case, by string, today calendar.Day) (lrmx.Form, error) {
	facts := [][2]string{
		{"name", p.Name},
		{"sex", p.Sex},
		{"birth", month(p.Born)},
		{"ethnicity", p.Ethnicity},
		{"native_place", p.NativePlace},
		{"party", p.Party},
		{"work_start", month(p.WorkSince)},
		{"current_office", presentOffices(form.CurrentOffice.Value, p.PresentPost, tenures)},
		{"age_date", today.ISO()},
		{"filled_date", today.ISO()},
		{"filled_by", by},
	}
	if form.FullTime.Level.Value == "" && form.InService.Level.Value == "" {
		facts = append(facts, [2]string{"full_time.level", p.Education}, [2]string{"full_time.degree", p.Degree})
	}
	proposed, removed := "", ""
	if c != nil && c.Action.Begins() {
		proposed = c.Office.Title
	} else if c != nil {
		removed = c.Office.Title
	}
	used := map[string]string{}
	for _, r := range lrmx.Fields(form) {
		used[r.Key] = r.Use
	}
	for _, x := range append(facts, [2]string{"proposed_office", proposed}, [2]string{"removed_office", removed}) {
		key, value := x[0], x[1]
		if value == used[key] || value == "" && !slices.Contains([]string{"proposed_office", "removed_office"}, key) {
			continue
		}
		next, err := form.With(key, value)
		if err != nil {
			return form, err
		}
		form = next
	}
	return form, nil
}

// presentOffices are the offices held today, then what the form names besides: posts of the party and
// others that no standing committee fills.
func presentOffices(written, registered string, tenures []store.Tenure) string {
	if written == "" {
		written = registered
	}
	var held []string
	for _, t := range tenures {
		if t.EndsOn.IsZero() && !strings.Contains(written, t.Title) {
			held = append(held, t.Title)
		}
	}
	if written != "" {
		held = append(held, written)
	}
	return strings.Join(held, "，")
}
