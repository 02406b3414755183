package workflow

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// PublicityForm is a 任前公示 of one or several cases as it is composed.
type PublicityForm struct {
	Title      string
	Body       string // said before the persons
	OfficeName string // where opinions are taken
	Telephone  string
	From, To   calendar.Day
	Persons    []PublicityPersonForm
}

// PublicityPersonForm is what the notice says of one nominee.
type PublicityPersonForm struct {
	CaseID  int64
	Profile string
}

const (
	maxNoticeTitle = 80
	maxNoticeText  = 2000
	maxNoticeDays  = 90 // a notice longer than this is a mistaken date
)

// PublishPublicity publishes a notice (发布任前公示) and returns its id 〔本县任免办法；业务参考 5〕.
func (f *Flow) PublishPublicity(ctx context.Context, who authz.Actor, x PublicityForm) (id int64, err error) {
	err = f.do(ctx, who, authz.PublishPublicity, func(tx *store.Tx) error {
		cases, err := tx.LockCases(ctx, x.caseIDs())
		if err != nil {
			return err
		}
		persons, err := x.check(ctx, tx, cases, calendar.Of(tx.Now()))
		if err != nil {
			return err
		}
		id, err = tx.InsertPublicity(ctx, store.Publicity{Title: x.Title, Body: x.Body, OfficeName: x.OfficeName, Telephone: x.Telephone,
			From: x.From, To: x.To}, persons)
		if err != nil {
			return err
		}
		return saveAll(ctx, tx, cases, authz.PublishPublicity, map[string]any{"publicity": id, "begins": x.From, "ends": x.To})
	})
	return id, err
}

// CheckPublicity says what would keep a notice from being published, for the preview.
func (f *Flow) CheckPublicity(ctx context.Context, who authz.Actor, x PublicityForm) ([]store.PublicityPerson, error) {
	if err := authz.Check(who, authz.PublishPublicity); err != nil {
		return nil, err
	}
	var cases []appointment.Case
	for _, id := range x.caseIDs() {
		c, err := f.db.Case(ctx, id)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return x.check(ctx, f.db, cases, calendar.Of(f.db.Now()))
}

func (x PublicityForm) caseIDs() []int64 {
	ids := make([]int64, len(x.Persons))
	for i, p := range x.Persons {
		ids[i] = p.CaseID
	}
	return ids
}

// publicityReads is what the checks of a notice look up; a DB and a Tx both can.
type publicityReads interface {
	Policy(ctx context.Context, id int64) (policy.Policy, error)
	Holidays(ctx context.Context) (calendar.Holidays, error)
}

// check returns the persons as they will stand on the notice, or everything that is wrong with it.
func (x *PublicityForm) check(ctx context.Context, db publicityReads, cases []appointment.Case, today calendar.Day) ([]store.PublicityPerson, error) {
	x.Title, x.Body, x.OfficeName, x.Telephone = strings.TrimSpace(x.Title), strings.TrimSpace(x.Body), strings.TrimSpace(x.OfficeName),
		strings.TrimSpace(x.Telephone)
	holidays, err := db.Holidays(ctx)
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 || len(cases) != len(x.Persons) {
		return nil, errs.Form(errs.Field{Name: "case", Message: "请至少选择一名拟任人员，每人只选一次。"})
	}
	fields := x.textProblems()
	var persons []store.PublicityPerson
	var reasons []string
	var end calendar.Day
	days := 0
	for i, c := range cases {
		p, err := db.Policy(ctx, c.PolicyID)
		if err != nil {
			return nil, err
		}
		if why := appointment.MayPublicize(c, p, today); why != "" {
			reasons = append(reasons, why)
		}
		if e := appointment.PublicityEnd(p, holidays, x.From); e.After(end) {
			end, days = e, p.Publicity.WorkingDays
		}
		profile := strings.TrimSpace(x.Persons[i].Profile)
		fields = append(fields, profileProblems(fmt.Sprintf("profile-%d", c.ID), c.Person.Name, profile)...)
		persons = append(persons, store.PublicityPerson{CaseID: c.ID, PersonID: c.Person.ID, Name: c.Person.Name, Action: c.Action,
			Office: c.Office.Title, Stage: c.Stage, Profile: profile, ExamScore: appointment.PublishedScore(c, p, today)})
	}
	if err := errs.Blocked(reasons); err != nil {
		return nil, err
	}
	if err := errs.Form(append(fields, x.dayProblems(today, end, days)...)...); err != nil {
		return nil, err
	}
	return persons, nil
}

func (x PublicityForm) textProblems() []errs.Field {
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	switch n := utf8.RuneCountInString(x.Title); {
	case n == 0:
		add("title", "请填写公示标题。")
	case n > maxNoticeTitle:
		add("title", fmt.Sprintf("标题请控制在 %d 字以内。", maxNoticeTitle))
	}
	if n := utf8.RuneCountInString(x.Body); n > maxNoticeText {
		add("body", fmt.Sprintf("公示说明有 %d 字，请压缩到 %d 字以内。", n, maxNoticeText))
	}
	if x.OfficeName == "" {
		add("office_name", "请填写受理意见的机关。")
	}
	if x.Telephone == "" {
		add("telephone", "请填写受理电话。")
	}
	for _, f := range []struct{ name, text string }{{"title", x.Title}, {"body", x.Body}} {
		if found := document.PersonalDataIn(f.text); len(found) > 0 {
			add(f.name, unpublishable(found))
		}
	}
	return fields
}

// profileProblems: what the public reads of a person holds no identity number, address or family V25
// 〔个人信息保护法 第三十四条〕.
func profileProblems(field, name, profile string) []errs.Field {
	one := func(message string) []errs.Field { return []errs.Field{{Name: field, Message: message}} }
	switch n := utf8.RuneCountInString(profile); {
	case n == 0:
		return one("请填写" + name + "的公示内容。")
	case n > maxNoticeText:
		return one(fmt.Sprintf("%s的公示内容有 %d 字，请压缩到 %d 字以内。", name, n, maxNoticeText))
	}
	if found := document.PersonalDataIn(profile); len(found) > 0 {
		return one(name + "的" + unpublishable(found))
	}
	return nil
}

func unpublishable(found []string) string {
	return "公示内容含有" + strings.Join(found, "、") + "，依法不得公布，请删去〔个人信息保护法第三十四条〕。"
}

func (x PublicityForm) dayProblems(today, end calendar.Day, days int) []errs.Field {
	one := func(name, format string, args ...any) []errs.Field {
		return []errs.Field{{Name: name, Message: fmt.Sprintf(format, args...)}}
	}
	switch {
	case x.From.IsZero():
		return one("from", "请填写公示开始日期。")
	case x.From.Before(today):
		return one("from", "公示开始日期不能早于今天，请改为今天或以后。")
	case x.To.IsZero():
		return one("to", "请填写公示截止日期。")
	case x.To.Before(end):
		return one("to", "公示不少于 %d 个工作日，从%s起最早到%s为止，请顺延。", days, x.From, end)
	case x.To.Sub(x.From) > maxNoticeDays:
		return one("to", "公示期超过 %d 日，请核对截止日期。", maxNoticeDays)
	}
	return nil
}

// onPublicity is the road of every write on a notice: its cases are locked first, then the notice.
func (f *Flow) onPublicity(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		persons, err := tx.PublicityPersons(ctx, id)
		if err != nil {
			return err
		}
		ids := make([]int64, len(persons))
		for i, x := range persons {
			ids[i] = x.CaseID
		}
		cases, err := tx.LockCases(ctx, ids)
		if err != nil {
			return err
		}
		p, err := tx.LockPublicity(ctx, id)
		if err != nil {
			return err
		}
		if !p.DroppedAt.IsZero() {
			return errs.New(errs.Conflict, "公示已撤下，不能再办理。")
		}
		return change(tx, p, cases)
	})
}

// current refuses a change of a notice that somebody else has changed since it was shown.
func current(p store.Publicity, version int) error {
	if p.Version != version {
		return errs.New(errs.Conflict, "公示已被他人修改，请刷新页面，看清现在的情况后再办。")
	}
	return nil
}

// ExtendPublicity moves the end of a notice (延长公示).
func (f *Flow) ExtendPublicity(ctx context.Context, who authz.Actor, id int64, version int, to calendar.Day, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onPublicity(ctx, who, authz.ExtendPublicity, id, func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error {
		if err := current(p, version); err != nil {
			return err
		}
		today := calendar.Of(tx.Now())
		var fields []errs.Field
		switch {
		case !p.ReportedAt.IsZero():
			return errs.New(errs.Conflict, "公示情况报告已经形成，不能再延长公示。")
		case to.IsZero():
			fields = append(fields, errs.Field{Name: "to", Message: "请填写延长后的截止日期。"})
		case !to.After(p.To) || to.Before(today):
			fields = append(fields, errs.Field{Name: "to", Message: "延长后的截止日期须在原截止日期" + p.To.String() + "之后，并且不早于今天。"})
		case to.Sub(p.From) > maxNoticeDays:
			fields = append(fields, errs.Field{Name: "to", Message: fmt.Sprintf("公示期超过 %d 日，请核对截止日期。", maxNoticeDays)})
		}
		if reason == "" {
			fields = append(fields, errs.Field{Name: "reason", Message: "请写明延长公示的理由，理由将向社会公布。"})
		} else if found := document.PersonalDataIn(reason); len(found) > 0 {
			fields = append(fields, errs.Field{Name: "reason", Message: unpublishable(found)})
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		if err := tx.ExtendPublicity(ctx, p, to, reason); err != nil {
			return err
		}
		return saveAll(ctx, tx, cases, authz.ExtendPublicity, map[string]any{"publicity": id, "was": p.To, "ends": to, "reason": reason})
	})
}

// DropPublicity takes a notice down that was published in error (撤下公示); its cases may be published anew.
func (f *Flow) DropPublicity(ctx context.Context, who authz.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onPublicity(ctx, who, authz.DropPublicity, id, func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error {
		if err := current(p, version); err != nil {
			return err
		}
		if !p.ReportedAt.IsZero() {
			return errs.New(errs.Conflict, "公示情况报告已经形成，公示已经办结，不能撤下。")
		}
		if reason == "" {
			return errs.Form(errs.Field{Name: "reason", Message: "请写明撤下公示的理由。"})
		}
		if err := tx.DropPublicity(ctx, p, reason); err != nil {
			return err
		}
		return saveAll(ctx, tx, cases, authz.DropPublicity, map[string]any{"publicity": id, "reason": reason})
	})
}

// ReportPublicity stores the 公示情况报告, when the notice has run its days and every opinion is verified
// 〔AN-03〕.
func (f *Flow) ReportPublicity(ctx context.Context, who authz.Actor, id int64, version int, report string) error {
	report = strings.TrimSpace(report)
	return f.onPublicity(ctx, who, authz.ReportPublicity, id, func(tx *store.Tx, p store.Publicity, cases []appointment.Case) error {
		if err := current(p, version); err != nil {
			return err
		}
		opinions, err := tx.Opinions(ctx, id)
		if err != nil {
			return err
		}
		if err := errs.Blocked(ReportReasons(p, opinions, calendar.Of(tx.Now()))); err != nil {
			return err
		}
		if report == "" {
			return errs.Form(errs.Field{Name: "report", Message: "请写明公示情况。"})
		}
		if err := tx.SavePublicityReport(ctx, p, report); err != nil {
			return err
		}
		return saveAll(ctx, tx, cases, authz.ReportPublicity, map[string]any{"publicity": id})
	})
}

// ReportReasons lists what still keeps the report of a notice from being written; the page shows the same.
func ReportReasons(p store.Publicity, opinions []store.Opinion, today calendar.Day) []string {
	var reasons []string
	if !p.ReportedAt.IsZero() {
		reasons = append(reasons, "公示情况报告已经形成，不能重复办理。")
	}
	if !today.After(p.To) {
		reasons = append(reasons, "公示未满，"+p.To.String()+"期满后再形成报告。")
	}
	for _, o := range opinions {
		if o.State != "verified" {
			reasons = append(reasons, "编号"+o.Receipt+"的意见尚未核实。")
		}
	}
	return reasons
}

// PublicProfile is a first wording of what the public may read of the nominee, from the register and
// from what members may see of the form: never identity number, address or family.
func (f *Flow) PublicProfile(ctx context.Context, c appointment.Case) (string, error) {
	person, err := f.db.Person(ctx, c.Person.ID)
	if err != nil {
		return "", err
	}
	x := document.Profile{Name: person.Name, Sex: person.Sex, Ethnicity: person.Ethnicity, Born: person.Born, Party: person.Party,
		Education: person.Education, Degree: person.Degree, WorkSince: person.WorkSince, PresentPost: person.PresentPost,
		Proposed: c.Action.Label() + c.Office.Title}
	raw, _, err := f.db.FormProfile(ctx, c.ID)
	if err != nil {
		return "", err
	}
	if raw != nil {
		var form lrmx.Form
		if err := json.Unmarshal(raw, &form); err != nil {
			return "", fmt.Errorf("profile of case %d: %w", c.ID, err)
		}
		if x.PresentPost == "" {
			x.PresentPost = form.CurrentOffice.Value
		}
		for _, p := range form.Resume.Value.Periods {
			x.Resume = append(x.Resume, document.ProfilePeriod{From: p.Start.String(), To: p.End.String(), Open: p.Open, Text: p.Text})
		}
	}
	return x.Text(), nil
}
