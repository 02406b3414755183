package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// DutyCallForm is the yearly call as it is sent out (述职通知).
type DutyCallForm struct {
	Year   int
	DueOn  calendar.Day
	Note   string
	People []int64
}

func callSubject(c store.DutyCall) store.Subject { return store.Subject{Kind: "duty_call", ID: c.ID} }

// DutyHeadings are what a report is written under: the county's, else those in use.
func DutyHeadings(p policy.Policy) []string {
	if len(p.Supervision.DutyReport.Headings) > 0 {
		return p.Supervision.DutyReport.Headings
	}
	return policy.Default().Supervision.DutyReport.Headings
}

// CallDuty calls appointees on to report for a year (发出述职通知)〔ZY-16、SB-10〕; each gets a matter of their own.
func (f *Flow) CallDuty(ctx context.Context, who authz.Actor, x DutyCallForm) error {
	return f.do(ctx, who, authz.CallDuty, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		_, p, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return err
		}
		var fields []errs.Field
		add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
		if x.Year < today.Year()-1 || x.Year > today.Year() {
			add("year", "请填今年或者去年的年份。")
		}
		switch {
		case x.DueOn.IsZero():
			add("due_on", "请填写提交期限。")
		case x.DueOn.Before(today):
			add("due_on", "提交期限不能早于今天。")
		}
		if len(x.People) == 0 {
			add("person", "请选择要述职的人员。")
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		c := store.DutyCall{
			Year:     x.Year,
			CalledOn: today,
			DueOn:    x.DueOn,
			Note:     strings.TrimSpace(x.Note),
			Headings: DutyHeadings(p),
			Reviewed: p.Supervision.DutyReport.Reviewed,
		}
		if c.ID, err = tx.InsertDutyCall(ctx, c); err != nil {
			return err
		}
		if err := callOn(ctx, tx, c, x.People); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CallDuty, callSubject(c), map[string]any{"year": c.Year, "due_on": c.DueOn, "called": len(x.People)})
	})
}

// CallMoreToDuty calls on further appointees for a year whose call is out (补充述职人员).
func (f *Flow) CallMoreToDuty(ctx context.Context, who authz.Actor, year int, people []int64, due calendar.Day) error {
	return f.do(ctx, who, authz.CallDuty, func(tx *store.Tx) error {
		c, err := tx.LockDutyCall(ctx, year)
		if err != nil {
			return err
		}
		var fields []errs.Field
		if len(people) == 0 {
			fields = append(fields, errs.Field{Name: "person", Message: "请选择要述职的人员。"})
		}
		if due.IsZero() || due.Before(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "due_on", Message: "请填写提交期限，不能早于今天。"})
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		if !c.ReportedOn.IsZero() {
			return errs.New(errs.Conflict, "%d 年的述职审查情况已于%s报告，不再增加人员。", year, c.ReportedOn)
		}
		c.DueOn = due
		if err := callOn(ctx, tx, c, people); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CallDuty, callSubject(c), map[string]any{"year": year, "added": len(people), "due_on": due})
	})
}

// callOn opens a matter for each person of a call, in the order of the official list.
func callOn(ctx context.Context, tx *store.Tx, c store.DutyCall, people []int64) error {
	today := calendar.Of(tx.Now())
	term, err := tx.CurrentTerm(ctx, today)
	if err != nil {
		return err
	}
	all, err := tx.Coverage(ctx, term.StartsOn, today)
	if err != nil {
		return err
	}
	promises, err := tx.PromisesOf(ctx, people)
	if err != nil {
		return err
	}
	left := len(people)
	for _, p := range all {
		if !slices.Contains(people, p.PersonID) {
			continue
		}
		left--
		m := store.Matter{
			Kind:     supervision.DutyReport,
			Title:    fmt.Sprintf("%s %d 年度述职报告", p.Name, c.Year),
			Year:     c.Year,
			Stage:    string(supervision.DutyCalled),
			OpenedOn: today,
		}
		if m.ID, err = tx.InsertMatter(ctx, m); err != nil {
			return err
		}
		if err := tx.SetMatterPerson(ctx, m.ID, p.PersonID, supervision.PartSubject); err != nil {
			return err
		}
		d := store.DutyReport{CallID: c.ID, Promises: promises[p.PersonID], Duty: supervision.Duty{MatterID: m.ID, PersonID: p.PersonID, OrganID: p.OrganID,
			Stage: supervision.DutyCalled, DueOn: c.DueOn}}
		if err := tx.InsertDutyReport(ctx, d); err != nil {
			return err
		}
		if err := tx.SetMatterTasks(ctx, m.ID, dutyTasks(d)); err != nil {
			return err
		}
	}
	if left > 0 {
		return errs.Form(errs.Field{Name: "person", Message: "名单中有人已不在任，请刷新页面后重新选择。"})
	}
	return nil
}

// DutyPath and OwnDutyPath are where staff, and the appointee, find a report.
func DutyPath(matterID int64) string { return fmt.Sprintf("/supervision/duty/%d", matterID) }

// OwnDutyPath is where an appointee writes the own report.
func OwnDutyPath(matterID int64) string { return fmt.Sprintf("/my/duty/%d", matterID) }

func dutyTasks(d store.DutyReport) []supervision.Task {
	return supervision.DutyTasks(d.Duty, OwnDutyPath(d.MatterID), DutyPath(d.MatterID))
}

// changeDuty makes one move with a report whose matter is locked: the stage by the rule, what else by change, then the tasks, and the
// end of the matter once nothing is left.
func changeDuty(ctx context.Context, tx *store.Tx, m store.Matter, move supervision.DutyMove, change func(d *store.DutyReport) error) error {
	d, err := tx.DutyReport(ctx, m.ID)
	if err != nil {
		return err
	}
	if d.Stage, err = d.Move(move); err != nil {
		return err
	}
	if err := change(&d); err != nil {
		return err
	}
	if err := tx.SaveDutyReport(ctx, d); err != nil {
		return err
	}
	return settleDuty(ctx, tx, m, d)
}

// settleDuty brings matter and tasks into line with a report.
func settleDuty(ctx context.Context, tx *store.Tx, m store.Matter, d store.DutyReport) error {
	tasks := dutyTasks(d)
	if over := d.Over(); over != "" {
		m.ClosedOn, m.Outcome, tasks = calendar.Of(tx.Now()), over, nil
		if d.FiledOn.After(d.DueOn) {
			m.Outcome += "（逾期提交）"
		}
	}
	m.Stage, m.MeetingID = string(d.Stage), d.OralMeeting
	if err := tx.SaveMatter(ctx, m); err != nil {
		return err
	}
	return tx.SetMatterTasks(ctx, m.ID, tasks)
}

var onlyDuty = []supervision.Kind{supervision.DutyReport}

// onDuty is the road of every write on one report.
func (f *Flow) onDuty(ctx context.Context, who authz.Actor, act authz.Action, id int64, move supervision.DutyMove,
	change func(tx *store.Tx, d *store.DutyReport) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, onlyDuty, func(tx *store.Tx, m store.Matter) (detail map[string]any, err error) {
		err = changeDuty(ctx, tx, m, move, func(d *store.DutyReport) (err error) {
			detail, err = change(tx, d)
			return err
		})
		return detail, err
	})
}

// ownDuty refuses an appointee somebody else's report.
func ownDuty(who authz.Actor, d store.DutyReport) error {
	if who.PersonID == 0 || who.PersonID != d.PersonID {
		return errs.New(errs.NotFound, "查无此述职报告，或不属于您本人。")
	}
	return nil
}

// DraftDuty keeps what the appointee has written so far (保存草稿) and returns the draft's new version.
func (f *Flow) DraftDuty(
	ctx context.Context,
	who authz.Actor,
	id int64,
	version int,
	sections []supervision.Section,
	answers []supervision.PromiseAnswer,
) (int, error) {
	if err := authz.Check(who, authz.DraftDuty); err != nil {
		return 0, err
	}
	d, err := f.db.DutyReport(ctx, id)
	if err != nil {
		return 0, err
	}
	if err := ownDuty(who, d); err != nil {
		return 0, err
	}
	if _, err := d.Move(supervision.DutyFile); err != nil {
		return 0, err
	}
	x := store.DutyDraft{Sections: headedSections(d, sections), Answers: answered(d, answers)}
	for _, s := range x.Sections {
		if len(s.Text) > 16*supervision.MaxSection {
			return 0, errs.New(errs.Conflict, "“%s”过长，请压缩到 %d 字以内。", s.Heading, supervision.MaxSection)
		}
	}
	for _, a := range x.Answers {
		if len(a.Text) > 16*supervision.MaxSection {
			return 0, errs.New(errs.Conflict, "“%s”过长，请压缩到 %d 字以内。", a.Heading, supervision.MaxSection)
		}
	}
	return f.db.SaveDutyDraft(ctx, id, version, x)
}

// headedSections puts texts under the headings of the call, whatever was sent.
func headedSections(d store.DutyReport, sections []supervision.Section) []supervision.Section {
	out := make([]supervision.Section, len(d.Headings))
	for i, h := range d.Headings {
		out[i].Heading = h
		if i < len(sections) {
			out[i].Text = strings.TrimSpace(sections[i].Text)
		}
	}
	return out
}

// answered puts answers beside the promises they are about.
func answered(d store.DutyReport, answers []supervision.PromiseAnswer) []supervision.PromiseAnswer {
	out := make([]supervision.PromiseAnswer, len(d.Promises))
	for i, p := range d.Promises {
		out[i] = supervision.PromiseAnswer{Heading: p.Heading, Promise: p.Text}
		if i < len(answers) {
			out[i].Kept, out[i].Text = answers[i].Kept, strings.TrimSpace(answers[i].Text)
		}
	}
	return out
}

// FileDuty files the appointee's report (提交述职报告)〔ZY-16、SB-10、SN-21〕 and returns the number of its edition.
func (f *Flow) FileDuty(
	ctx context.Context,
	who authz.Actor,
	id int64,
	sections []supervision.Section,
	answers []supervision.PromiseAnswer,
) (edition int, err error) {
	err = f.onDuty(ctx, who, authz.FileDuty, id, supervision.DutyFile, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		if err := ownDuty(who, *d); err != nil {
			return nil, err
		}
		x := store.DutyFiling{MatterID: id, Sections: headedSections(*d, sections), Answers: answered(*d, answers)}
		if err := supervision.CheckDutyReport(x.Sections, x.Answers); err != nil {
			return nil, err
		}
		edition, err = fileDuty(ctx, tx, d, x)
		return map[string]any{"edition": edition}, err
	})
	return edition, err
}

func fileDuty(ctx context.Context, tx *store.Tx, d *store.DutyReport, x store.DutyFiling) (int, error) {
	edition, err := tx.InsertDutyFiling(ctx, x)
	if d.FiledOn.IsZero() {
		d.FiledOn = calendar.Of(tx.Now())
	}
	d.SupplementBy = calendar.Day{}
	return edition, err
}

// EnterDuty records a report handed in on paper (登记书面述职报告): the signed paper, its text, or both.
func (f *Flow) EnterDuty(
	ctx context.Context,
	who authz.Actor,
	id int64,
	sections []supervision.Section,
	answers []supervision.PromiseAnswer,
	paper Upload,
) error {
	return f.onDuty(ctx, who, authz.EnterDuty, id, supervision.DutyFile, func(tx *store.Tx, d *store.DutyReport) (map[string]any, error) {
		x := store.DutyFiling{MatterID: id, OnPaper: true, Sections: headedSections(*d, sections), Answers: answered(*d, answers)}
		typed := slices.ContainsFunc(x.Sections, func(s supervision.Section) bool { return s.Text != "" }) ||
			slices.ContainsFunc(x.Answers, func(a supervision.PromiseAnswer) bool { return a.Text != "" || a.Kept != "" })
		switch {
		case typed:
			if err := supervision.CheckDutyReport(x.Sections, x.Answers); err != nil {
				return nil, err
			}
		case paper.Name == "":
			return nil, errs.Form(errs.Field{Name: "file", Message: "请上传签名的述职报告扫描件，或者录入全文。"})
		default:
			x.Sections, x.Answers = nil, nil // the paper itself is the text
		}
		var err error
		if x.FileID, err = keepOptional(ctx, tx, paper, "file"); err != nil {
			return nil, err
		}
		edition, err := fileDuty(ctx, tx, d, x)
		return map[string]any{"edition": edition, "on_paper": true}, err
	})
}

// maxAttachments keeps a report readable.
const maxAttachments = 20

// AttachToDuty puts files to the report that is being written (添加附件).
func (f *Flow) AttachToDuty(ctx context.Context, who authz.Actor, id int64, files []Upload) error {
	return f.onMatter(ctx, who, authz.DraftDuty, id, onlyDuty, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if err := writable(ctx, tx, who, id); err != nil {
			return nil, err
		}
		all, err := tx.DutyAttachments(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case len(files) == 0:
			return nil, errs.Form(errs.Field{Name: "files", Message: "请选择文件。"})
		case len(all)+len(files) > maxAttachments:
			return nil, errs.Form(errs.Field{Name: "files", Message: fmt.Sprintf("附件最多 %d 个，请合并后再传。", maxAttachments)})
		}
		for _, u := range files {
			file, err := keep(ctx, tx, u, "files")
			if err != nil {
				return nil, err
			}
			if err := tx.AddDutyAttachment(ctx, id, file.ID); err != nil {
				return nil, err
			}
		}
		return map[string]any{"attached": len(files)}, nil
	})
}

// DetachFromDuty takes a file off before the report is filed (撤下附件).
func (f *Flow) DetachFromDuty(ctx context.Context, who authz.Actor, id, fileID int64) error {
	return f.onMatter(ctx, who, authz.DraftDuty, id, onlyDuty, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if err := writable(ctx, tx, who, id); err != nil {
			return nil, err
		}
		return map[string]any{"detached": fileID}, tx.DropDutyAttachment(ctx, id, fileID)
	})
}

// writable refuses when the report is not the person's own, or not to be written now.
func writable(ctx context.Context, tx *store.Tx, who authz.Actor, id int64) error {
	d, err := tx.DutyReport(ctx, id)
	if err != nil {
		return err
	}
	if err := ownDuty(who, d); err != nil {
		return err
	}
	_, err = d.Move(supervision.DutyFile)
	return err
}
