package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// DispatchForm is a letter by which records of a matter are sent on (报送反馈).
type DispatchForm struct {
	Kind            supervision.Recipient
	Recipient       string
	OrganID         int64 // where the recipient has an account here
	RectificationID int64
	OpinionID       int64
	RemovalID       int64
	Title           string
	Body            string
	Number          string
	SentOn          calendar.Day // today when zero
}

// dispatch stores a letter within a transaction: the one way to make one. The event is the caller's.
func dispatch(ctx context.Context, tx *store.Tx, matterID int64, x DispatchForm) (int64, error) {
	today := calendar.Of(tx.Now())
	d := store.Dispatch{
		MatterID:        matterID,
		RectificationID: x.RectificationID,
		OpinionID:       x.OpinionID,
		RemovalID:       x.RemovalID,
		Kind:            x.Kind,
		Recipient:       strings.TrimSpace(x.Recipient),
		OrganID:         x.OrganID,
		Title:           strings.TrimSpace(x.Title),
		Body:            strings.TrimSpace(x.Body),
		Number:          strings.TrimSpace(x.Number),
		SentOn:          x.SentOn,
	}
	if d.SentOn.IsZero() {
		d.SentOn = today
	}
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		wrong         bool
	}{
		{"kind", "请选择报送对象。", d.Kind.Label() == ""},
		{"recipient", "请写明收件机关的全称。", d.Recipient == ""},
		{"title", "请写明标题，如“关于报送张某某述职评议情况的函”。", d.Title == ""},
		{"body", "请写明报送的情况。", d.Body == ""},
		{"sent_on", "报送日期不能晚于今天。", d.SentOn.After(today)},
	} {
		if f.wrong {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	sealed, err := sealedWords(ctx, tx, matterID, map[string]string{"title": d.Title, "body": d.Body})
	if err != nil {
		return 0, err
	}
	if err := errs.Form(append(fields, sealed...)...); err != nil {
		return 0, err
	}
	return tx.InsertDispatch(ctx, d)
}

func dispatchSubject(id int64) store.Subject { return store.Subject{Kind: "dispatch", ID: id} }

// SendDispatch sends the records of a matter to the Party committee, the organisation department, the leaders of the
// government, a superior authority or the unit (报送监督情况)〔TM-22、SB-15、ZJ-14、DZ-17〕. A closed matter can be sent too.
func (f *Flow) SendDispatch(ctx context.Context, who authz.Actor, matterID int64, x DispatchForm) (id int64, err error) {
	err = f.do(ctx, who, authz.SendDispatch, func(tx *store.Tx) error {
		m, err := tx.Matter(ctx, matterID)
		if err != nil {
			return err
		}
		if id, err = dispatch(ctx, tx, m.ID, x); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SendDispatch, dispatchSubject(id), map[string]any{"matter": m.ID, "recipient": x.Recipient, "title": x.Title})
	})
	return id, err
}

func (f *Flow) onDispatch(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, x *store.Dispatch) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		x, err := tx.LockDispatch(ctx, id)
		if err != nil {
			return err
		}
		detail, err := change(tx, &x)
		if err != nil {
			return err
		}
		if err := tx.SaveDispatch(ctx, x); err != nil {
			return err
		}
		return tx.Audit(ctx, act, dispatchSubject(id), detail)
	})
}

// ReceiveDispatch notes who signed for a letter and when (登记签收): the clerk of a letter on paper, the organ of one that
// it received here.
func (f *Flow) ReceiveDispatch(ctx context.Context, who authz.Actor, id int64, on calendar.Day, by string) error {
	return f.onDispatch(ctx, who, authz.ReceiveDispatch, id, func(tx *store.Tx, x *store.Dispatch) (map[string]any, error) {
		if !x.ReceivedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "已登记%s由%s签收。", x.ReceivedOn, x.ReceivedBy)
		}
		if !who.Has(authz.RoleClerk) {
			if err := actsFor(ctx, tx, who, x.OrganID); err != nil {
				return nil, err
			}
		}
		by = strings.TrimSpace(by)
		var fields []errs.Field
		if on.IsZero() || on.Before(x.SentOn) || on.After(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "received_on", Message: "请填写签收日期，应在报送之后、今天或者今天以前。"})
		}
		if by == "" {
			fields = append(fields, errs.Field{Name: "received_by", Message: "请写明签收人。"})
		}
		x.ReceivedOn, x.ReceivedBy = on, by
		return map[string]any{"on": on, "by": by}, errs.Form(fields...)
	})
}

// NoteDispatchUse notes what the recipient made of a letter (登记运用情况)〔AN-11、ZJ-14〕.
func (f *Flow) NoteDispatchUse(ctx context.Context, who authz.Actor, id int64, on calendar.Day, use supervision.Use, note string) error {
	return f.onDispatch(ctx, who, authz.NoteDispatchUse, id, func(tx *store.Tx, x *store.Dispatch) (map[string]any, error) {
		if x.ReceivedOn.IsZero() {
			return nil, errs.New(errs.Conflict, "请先登记签收，再登记运用情况。")
		}
		var fields []errs.Field
		if on.IsZero() || on.Before(x.ReceivedOn) || on.After(calendar.Of(tx.Now())) {
			fields = append(fields, errs.Field{Name: "used_on", Message: "请填写日期，应在签收之后、今天或者今天以前。"})
		}
		if use.Label() == "" {
			fields = append(fields, errs.Field{Name: "use", Message: "请选择运用情况。"})
		}
		detail := map[string]any{"on": on, "use": use, "was": x.Use}
		x.UsedOn, x.Use, x.UseNote = on, use, strings.TrimSpace(note)
		return detail, errs.Form(fields...)
	})
}
