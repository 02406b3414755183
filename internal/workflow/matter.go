package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func matterSubject(m store.Matter) store.Subject {
	return store.Subject{Kind: string(m.Kind), ID: m.ID}
}

// onMatter is the road of every write on a matter of some kinds: check, lock the matter before its children, change,
// save with the event. What change returns as detail is audited; the tasks are the kind's own to set.
func (f *Flow) onMatter(ctx context.Context, who authz.Actor, act authz.Action, id int64, kinds []supervision.Kind,
	change func(tx *store.Tx, m store.Matter) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		m, err := tx.LockMatter(ctx, id)
		if err != nil {
			return err
		}
		if !slices.Contains(kinds, m.Kind) {
			return errs.New(errs.NotFound, "查无此监督事项，请返回列表重新查找。")
		}
		if !m.Open() {
			return errs.New(errs.Conflict, "“%s”已于%s办结，不再改动。", m.Title, m.ClosedOn)
		}
		detail, err := change(tx, m)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, matterSubject(m), detail)
	})
}

// MatterRecordForm is one thing done for a matter as it is written down (过程记载).
type MatterRecordForm struct {
	Kind   string // 听取汇报、座谈、实地察看 …
	HeldOn calendar.Day
	Title  string
	Body   string
	ByWhom string
	Files  []Upload
}

// RecordMatter writes down what was done for a matter, with its papers and photographs (登记监督过程). A record is
// written once; a wrong one is followed by a right one.
func (f *Flow) RecordMatter(ctx context.Context, who authz.Actor, id int64, x MatterRecordForm) error {
	return f.onMatter(ctx, who, authz.RecordMatter, id, supervision.Kinds(), func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		recordID, err := addMatterRecord(ctx, tx, m.ID, x)
		return map[string]any{"record": recordID, "kind": x.Kind, "title": x.Title, "files": len(x.Files)}, err
	})
}

// addMatterRecord checks and stores a record with its files.
func addMatterRecord(ctx context.Context, tx *store.Tx, matterID int64, x MatterRecordForm) (int64, error) {
	x.Title, x.Body, x.ByWhom, x.Kind = strings.TrimSpace(x.Title), strings.TrimSpace(x.Body), strings.TrimSpace(x.ByWhom), strings.TrimSpace(x.Kind)
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	if x.Kind == "" {
		add("kind", "请选择方式。")
	}
	addDayProblem(add, x.HeldOn, calendar.Of(tx.Now()), "办理")
	if x.Title == "" {
		add("title", "请用一句话写明做了什么，如“到县供销社实地察看”。")
	}
	if err := errs.Form(fields...); err != nil {
		return 0, err
	}
	id, err := tx.InsertMatterRecord(ctx,
		store.MatterRecord{MatterID: matterID, Kind: x.Kind, HeldOn: x.HeldOn, Title: x.Title, Body: x.Body, ByWhom: x.ByWhom})
	if err != nil {
		return 0, err
	}
	return id, addMatterFiles(ctx, tx, matterID, id, x.Files)
}

// addMatterFiles stores uploads with a matter or one of its records.
func addMatterFiles(ctx context.Context, tx *store.Tx, matterID, recordID int64, files []Upload) error {
	for _, u := range files {
		file, err := keep(ctx, tx, u, "files")
		if err != nil {
			return err
		}
		if err := tx.AddMatterFile(ctx, matterID, recordID, file.ID, file.Name); err != nil {
			return err
		}
	}
	return nil
}

// SetMatterPeople says which appointees and units a matter concerns, besides those it began with (确定涉及人员)〔TM-19〕.
func (f *Flow) SetMatterPeople(ctx context.Context, who authz.Actor, id int64, people, organs []int64) error {
	return f.onMatter(ctx, who, authz.SetMatterPeople, id, supervision.Kinds(), func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if len(people)+len(organs) == 0 {
			return nil, errs.Form(errs.Field{Name: "person", Message: "请选择责任人或者责任单位。"})
		}
		for _, p := range people {
			if err := tx.SetMatterPerson(ctx, id, p, supervision.PartResponsible); err != nil {
				return nil, err
			}
		}
		for _, o := range organs {
			if err := tx.SetMatterOrgan(ctx, id, o, supervision.PartHandler); err != nil {
				return nil, err
			}
		}
		return map[string]any{"people": people, "organs": organs}, nil
	})
}
