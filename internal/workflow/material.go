package workflow

import (
	"context"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// MaterialForm is one paper for the members: a file, or a text.
type MaterialForm struct {
	CaseID int64 // zero: for the whole meeting
	Title  string
	File   Upload
	Body   string
}

// AddMaterial adds a paper to a meeting (添加会议材料) and returns its id. What members read of a person
// never holds identity number, address or family; texts come from the profile that leaves them out.
func (f *Flow) AddMaterial(ctx context.Context, who authz.Actor, meetingID int64, x MaterialForm) (id int64, err error) {
	m := store.Material{MeetingID: meetingID, CaseID: x.CaseID, Title: strings.TrimSpace(x.Title), Body: strings.TrimSpace(x.Body)}
	err = f.onMeeting(ctx, who, authz.AddMaterial, meetingID, beforeClose, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		switch {
		case m.Title == "":
			return nil, errs.Form(errs.Field{Name: "title", Message: "请填写材料名称。"})
		case x.File.Name == "" && m.Body == "":
			return nil, errs.Form(errs.Field{Name: "file", Message: "请选择文件，或者填写材料内容。"})
		}
		if x.CaseID != 0 {
			if err := onAgenda(ctx, tx, meetingID, x.CaseID); err != nil {
				return nil, err
			}
		}
		if x.File.Name != "" {
			file, err := keep(ctx, tx, x.File, "file")
			if err != nil {
				return nil, err
			}
			m.FileID = file.ID
		}
		id, err = tx.InsertMaterial(ctx, m)
		return map[string]any{"title": m.Title, "case_id": x.CaseID}, err
	})
	return id, err
}

func onAgenda(ctx context.Context, tx *store.Tx, meetingID, caseID int64) error {
	items, err := tx.Items(ctx, meetingID)
	if err != nil {
		return err
	}
	for _, c := range flat(items) {
		if c.CaseID == caseID {
			return nil
		}
	}
	return errs.Form(errs.Field{Name: "case", Message: "所选任免案不在本次会议议程上，请重新选择。"})
}

// RemoveMaterial takes back a paper that was not delivered (撤下会议材料).
func (f *Flow) RemoveMaterial(ctx context.Context, who authz.Actor, meetingID, id int64) error {
	return f.onMeeting(ctx, who, authz.RemoveMaterial, meetingID, beforeClose, func(tx *store.Tx, _ *store.Meeting) (map[string]any, error) {
		x, err := tx.Material(ctx, id, 0)
		if err != nil {
			return nil, err
		}
		if x.MeetingID != meetingID || !x.DeliveredAt.IsZero() {
			return nil, errs.New(errs.Conflict, "“%s”已经送达组成人员，不能撤下；内容有变的，请另加一份说明。", x.Title)
		}
		return map[string]any{"title": x.Title}, tx.DeleteMaterial(ctx, id)
	})
}

// DeliverMaterials delivers every paper not yet delivered to every member (送达会议材料) 〔本县任免办法〕.
func (f *Flow) DeliverMaterials(ctx context.Context, who authz.Actor, meetingID int64) error {
	return f.onMeeting(ctx, who, authz.DeliverMaterials, meetingID, anyPhase, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		switch m.Phase {
		case meeting.Planned:
			return nil, errs.New(errs.Conflict, "请先发出会议通知，再送达会议材料。")
		case meeting.Closed:
			return nil, errs.New(errs.Conflict, "会议已经闭会，不再送达材料。")
		}
		papers, cases, err := tx.DeliverMaterials(ctx, meetingID)
		if err != nil {
			return nil, err
		}
		if papers == 0 {
			return nil, errs.New(errs.Conflict, "没有待送达的材料。")
		}
		for _, id := range cases {
			tx.RefreshTasks(id)
		}
		return map[string]any{"papers": papers, "days_before": m.HeldOn.Sub(calendar.Of(tx.Now()))}, nil
	})
}

// OpenMaterial notes that a member opened a paper for the first time (阅读会议材料); opened again it
// stays as it was. While ballots are cast nothing is noted, for a row with a name beside them would tell who
// was at their tablet when; the next opening is noted.
func (f *Flow) OpenMaterial(ctx context.Context, who authz.Actor, id int64) error {
	if err := authz.Check(who, authz.OpenMaterial); err != nil {
		return err
	}
	x, err := f.db.Material(ctx, id, who.MemberID)
	switch {
	case err != nil:
		return err
	case x.DeliveredAt.IsZero():
		return errs.New(errs.NotFound, "材料还没有送达，请稍候再看。")
	case !x.OpenedAt.IsZero():
		return nil
	}
	if voting, err := f.db.Voting(ctx, x.MeetingID); err != nil || voting {
		return err
	}
	return f.do(ctx, who, authz.OpenMaterial, func(tx *store.Tx) error {
		if err := tx.OpenMaterial(ctx, id, who.MemberID); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.OpenMaterial, store.Subject{Kind: "material", ID: id}, map[string]any{"title": x.Title})
	})
}
