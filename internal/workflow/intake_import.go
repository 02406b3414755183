package workflow

import (
	"context"
	"slices"
	"strings"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// Imported is one form that was taken in.
type Imported struct {
	FormID    int64
	Name      string
	Cases     int // matters found in the catalogue
	Unsettled int
	Again     bool // the person was in the proposal before
}

// ImportResult says what became of dropped files.
type ImportResult struct {
	Imported []Imported
	Problems []lrmx.Problem
}

// ImportForms reads dropped files (.lrmx, .lrm with .pic, .zip): one person each. The posts they name
// become cases where the catalogue has them. What cannot be read is named; the rest is taken.
func (f *Flow) ImportForms(ctx context.Context, who authz.Actor, id int64, files []lrmx.Upload) (ImportResult, error) {
	var result ImportResult
	if len(files) == 0 {
		return result, errs.Form(errs.Field{Name: "files", Message: "请选择干部任免审批表文件（.lrmx、.lrm、.zip）。"})
	}
	parsed, problems := lrmx.Open(files)
	err := f.onDraft(ctx, who, authz.ImportForms, id, func(w proposalWork) (map[string]any, error) {
		result = ImportResult{Problems: problems}
		for _, one := range parsed {
			in, err := w.importOne(ctx, one)
			if errs.KindOf(err) == errs.Invalid {
				result.Problems = append(result.Problems, lrmx.Problem{Name: one.Sources[0].Name, Text: errs.Message(err)})
				continue
			}
			if err != nil {
				return nil, err
			}
			result.Imported = append(result.Imported, in)
		}
		if len(result.Imported) == 0 {
			return nil, refusedFiles(result.Problems)
		}
		return map[string]any{"forms": len(result.Imported)}, refreshCases(ctx, w.tx, id)
	})
	return result, err
}

func refusedFiles(problems []lrmx.Problem) error {
	var fields []errs.Field
	for _, p := range problems {
		fields = append(fields, errs.Field{Name: "files", Message: "“" + p.Name + "”：" + p.Text})
	}
	return errs.Form(fields...)
}

// importOne takes one form in: find or register the person, keep form and originals, add the cases.
func (w proposalWork) importOne(ctx context.Context, one lrmx.Parsed) (Imported, error) {
	c := formContent{Form: one.Form, Notes: one.Notes}
	for _, finding := range lrmx.Check(c.Form, lrmx.Context{}) {
		if finding.Severity == lrmx.Stop {
			return Imported{}, errs.New(errs.Invalid, "%s", finding.Text)
		}
	}
	personID, fresh, err := w.findPerson(ctx, one.Form)
	if err != nil {
		return Imported{}, err
	}
	row, again, err := w.tx.FormOfPerson(ctx, w.p.ID, personID)
	if err != nil {
		return Imported{}, err
	}
	if again {
		if c, err = keepEdits(row, c); err != nil {
			return Imported{}, err
		}
	} else {
		row = store.CadreForm{ProposalID: w.p.ID, PersonID: personID, NewPerson: fresh}
	}
	if err := w.keepForm(ctx, &row, c, one.Sources); err != nil {
		return Imported{}, err
	}
	in := Imported{FormID: row.ID, Name: one.Form.Name.Value, Unsettled: row.Unsettled, Again: again}
	if !again {
		in.Cases, err = w.casesFrom(ctx, personID, c.Form)
	}
	return in, err
}

// keepEdits puts the corrections made by hand into a form read anew.
func keepEdits(row store.CadreForm, c formContent) (formContent, error) {
	old, err := openContent(row)
	c.Form = c.Form.WithEditsOf(old.Form)
	if !c.Form.HasPhoto && old.Form.HasPhoto {
		c.Form.HasPhoto = true // the photo in use stays
	}
	return c, err
}

// keepForm checks and stores a form, with its photo and originals when it was read from files.
func (w proposalWork) keepForm(ctx context.Context, row *store.CadreForm, c formContent, sources []lrmx.Source) error {
	findings, err := checkForm(ctx, w.tx, w.p, row.PersonID, c, w.today)
	if err != nil {
		return err
	}
	var kept []store.File
	for _, s := range sources {
		file, err := w.tx.InsertSealedFile(ctx, baseName(s.Name), "application/octet-stream", s.Data)
		if err != nil {
			return err
		}
		kept = append(kept, file)
	}
	if len(kept) > 0 {
		row.FileID = kept[0].ID
	}
	if len(c.Form.Photo) > 0 {
		photo, err := w.tx.InsertFile(ctx, c.Form.Name.Value+".jpg", "image/jpeg", c.Form.Photo)
		if err != nil {
			return err
		}
		row.PhotoID = photo.ID
	}
	if err := c.fill(row, findings); err != nil {
		return err
	}
	if row.ID == 0 {
		row.ID, err = w.tx.InsertCadreForm(ctx, *row)
	} else {
		err = w.tx.SaveCadreForm(ctx, *row)
	}
	if err != nil {
		return err
	}
	for _, file := range kept {
		if err := w.tx.AddFormSource(ctx, row.ID, file.ID); err != nil {
			return err
		}
	}
	return nil
}

// findPerson matches a form to the register: by identity number, else by name and month of birth;
// registers the person when nobody matches or several do.
func (w proposalWork) findPerson(ctx context.Context, form lrmx.Form) (id int64, fresh bool, err error) {
	number := form.IDNumber.Value
	if lrmx.IDProblem(number) != "" {
		number = "" // a wrong number matches nobody
	}
	byNumber, err := w.tx.FindPersonByIdentity(ctx, number)
	if err != nil || byNumber.ID != 0 {
		return byNumber.ID, false, err
	}
	if born := monthOf(form.Birth.Value); !born.IsZero() {
		same, err := w.tx.FindPerson(ctx, form.Name.Value, born)
		if err != nil {
			return 0, false, err
		}
		if len(same) == 1 && (number == "" || !same[0].HasIdentity) {
			return same[0].ID, false, nil
		}
	}
	id, err = w.tx.InsertPerson(ctx, particulars(store.Person{}, form))
	if err != nil || number == "" {
		return id, true, err
	}
	return id, true, w.tx.SetPersonIdentity(ctx, id, number)
}

// monthOf is the first day of a date's month, the zero Day when no month is given.
func monthOf(d lrmx.Date) calendar.Day {
	if d.Month == 0 {
		return calendar.Day{}
	}
	return calendar.Date(d.Year, time.Month(d.Month), 1)
}

// particulars is a person with what the form says of them.
func particulars(p store.Person, f lrmx.Form) store.Person {
	set := func(at *string, v string) {
		if v != "" {
			*at = v
		}
	}
	set(&p.Name, f.Name.Value)
	if f.Sex.Value == "男" || f.Sex.Value == "女" {
		p.Sex = f.Sex.Value
	}
	if born := monthOf(f.Birth.Value); !born.IsZero() {
		p.Born = born
	}
	if since := monthOf(f.WorkStart.Value); !since.IsZero() {
		p.WorkSince = since
	}
	set(&p.Ethnicity, f.Ethnicity.Value)
	set(&p.NativePlace, f.NativePlace.Value)
	set(&p.Party, f.Party.Value.String())
	set(&p.PresentPost, f.CurrentOffice.Value)
	// The later education is the higher one as a rule; the form has no field of its own for it.
	set(&p.Education, f.FullTime.Level.Value)
	set(&p.Education, f.InService.Level.Value)
	set(&p.Degree, f.FullTime.Degree.Value)
	set(&p.Degree, f.InService.Degree.Value)
	return p
}

// casesFrom adds a case for each post of the form that the catalogue has: 拟任 first, 拟免 after.
func (w proposalWork) casesFrom(ctx context.Context, personID int64, form lrmx.Form) (int, error) {
	titles, err := w.tx.OfficeTitles(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, part := range []struct {
		text  string
		begin bool
	}{{form.ProposedOffice.Value, true}, {form.RemovedOffice.Value, false}} {
		var named []string
		for _, m := range lrmx.MatchOffices(part.text, titles) {
			if m.Title != "" && !slices.Contains(named, m.Title) {
				named = append(named, m.Title)
			}
		}
		offices, err := w.tx.OfficesByTitles(ctx, named)
		if err != nil {
			return 0, err
		}
		for _, title := range named {
			o := offices[title]
			added, err := w.addMatched(ctx, personID, o, appointment.UsualAction(o, part.begin), form.Reason.Value)
			if err != nil {
				return 0, err
			}
			if added {
				n++
			}
		}
	}
	return n, nil
}

func (w proposalWork) addMatched(ctx context.Context, personID int64, o appointment.Office, act policy.Action, reason string) (bool, error) {
	if act == "" {
		return false, nil
	}
	taken, err := w.tx.CaseTaken(ctx, act, personID, o.ID)
	if err != nil || taken {
		return false, err
	}
	policyID, _, err := w.tx.PolicyOn(ctx, w.today)
	if err != nil {
		return false, err
	}
	_, err = w.tx.InsertCase(ctx, store.NewCase{ProposalID: w.p.ID, Action: act, PersonID: personID, OfficeID: o.ID,
		Reason: strings.TrimSpace(reason), PolicyID: policyID})
	return err == nil, err
}
