package workflow

import (
	"context"
	"slices"
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
	ids, err := f.AddMaterials(ctx, who, meetingID, x)
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// AddMaterials adds papers to a meeting together, each with its event, and returns their ids.
func (f *Flow) AddMaterials(ctx context.Context, who authz.Actor, meetingID int64, forms ...MaterialForm) (ids []int64, err error) {
	err = f.do(ctx, who, authz.AddMaterial, func(tx *store.Tx) error {
		m, err := tx.LockMeeting(ctx, meetingID)
		if err != nil {
			return err
		}
		if err := inPhase(m, authz.AddMaterial, beforeClose); err != nil {
			return err
		}
		items, err := tx.Items(ctx, meetingID)
		if err != nil {
			return err
		}
		all := make([]store.Material, len(forms))
		for i, x := range forms {
			if all[i], err = x.material(ctx, tx, meetingID, flat(items)); err != nil {
				return err
			}
		}
		if ids, err = tx.InsertMaterials(ctx, all); err != nil {
			return err
		}
		return tx.Together(ctx, func() error {
			for _, x := range all {
				if err := tx.Audit(ctx, authz.AddMaterial, meetingSubject(meetingID), map[string]any{"title": x.Title, "case_id": x.CaseID}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return ids, err
}

func (x MaterialForm) material(ctx context.Context, tx *store.Tx, meetingID int64, agenda []meeting.Item) (store.Material, error) {
	m := store.Material{MeetingID: meetingID, CaseID: x.CaseID, Title: strings.TrimSpace(x.Title), Body: strings.TrimSpace(x.Body)}
	switch {
	case m.Title == "":
		return m, errs.Form(errs.Field{Name: "title", Message: "请填写材料名称。"})
	case x.File.Name == "" && m.Body == "":
		return m, errs.Form(errs.Field{Name: "file", Message: "请选择文件，或者填写材料内容。"})
	case x.CaseID != 0 && !slices.ContainsFunc(agenda, func(i meeting.Item) bool { return i.CaseID == x.CaseID }):
		return m, errs.Form(errs.Field{Name: "case", Message: "所选任免案不在本次会议议程上，请重新选择。"})
	}
	if x.File.Name != "" {
		file, err := keep(ctx, tx, x.File, "file")
		if err != nil {
			return m, err
		}
		m.FileID = file.ID
	}
	return m, nil
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
