package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
)

func checkStudy(s *store.StudySession) error {
	s.Title, s.Place, s.Host, s.Body = strings.TrimSpace(s.Title), strings.TrimSpace(s.Place), strings.TrimSpace(s.Host), strings.TrimSpace(s.Body)
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		missing       bool
	}{
		{"phase", "请选择任前教育或者任后培训。", s.Phase != store.StudyBefore && s.Phase != store.StudyAfter},
		{"title", "请填写名称，如“新提请任命人员任前法律学习”。", s.Title == ""},
		{"held_on", "请填写日期。", s.HeldOn.IsZero()},
		{"place", "请填写地点。", s.Place == ""},
		{"host", "请填写主办机构。", s.Host == ""},
		{"speakers", "每位授课人请写明姓名。", slices.ContainsFunc(s.Speakers, func(x store.Speaker) bool { return x.Name == "" })},
	} {
		if f.missing {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

func studySubject(id int64) store.Subject { return store.Subject{Kind: "study", ID: id} }

// PlanStudy arranges a session of study before, or training after the appointment (安排学习培训)〔DZ-04、WN-06、TM-18〕.
func (f *Flow) PlanStudy(ctx context.Context, who authz.Actor, s store.StudySession) (id int64, err error) {
	err = f.do(ctx, who, authz.PlanStudy, func(tx *store.Tx) error {
		if err := checkStudy(&s); err != nil {
			return err
		}
		if id, err = tx.InsertStudySession(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.PlanStudy, studySubject(id), map[string]any{"title": s.Title, "held_on": s.HeldOn})
	})
	return id, err
}

// onStudy is the road of every write on a session.
func (f *Flow) onStudy(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, s store.StudySession) (map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		s, err := tx.LockStudySession(ctx, id)
		if err != nil {
			return err
		}
		detail, err := change(tx, s)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, studySubject(id), detail)
	})
}

// ChangeStudy changes the particulars of a session (修改学习培训); its phase stays.
func (f *Flow) ChangeStudy(ctx context.Context, who authz.Actor, x store.StudySession) error {
	return f.onStudy(ctx, who, authz.ChangeStudy, x.ID, func(tx *store.Tx, s store.StudySession) (map[string]any, error) {
		x.Phase = s.Phase
		if err := checkStudy(&x); err != nil {
			return nil, err
		}
		return map[string]any{"title": x.Title, "held_on": x.HeldOn, "was": s.HeldOn}, tx.SaveStudySession(ctx, x)
	})
}

// CallToStudy puts persons on the roll (确定参加人员).
func (f *Flow) CallToStudy(ctx context.Context, who authz.Actor, id int64, personIDs []int64) error {
	return f.onStudy(ctx, who, authz.CallToStudy, id, func(tx *store.Tx, _ store.StudySession) (map[string]any, error) {
		if len(personIDs) == 0 {
			return nil, errs.Form(errs.Field{Name: "person", Message: "请选择参加人员。"})
		}
		return map[string]any{"called": len(personIDs)}, tx.CallToStudy(ctx, id, personIDs)
	})
}

// DropFromStudy takes a person off the roll before attendance is recorded (撤去参加人员).
func (f *Flow) DropFromStudy(ctx context.Context, who authz.Actor, id, personID int64) error {
	return f.onStudy(ctx, who, authz.CallToStudy, id, func(tx *store.Tx, _ store.StudySession) (map[string]any, error) {
		return map[string]any{"dropped": personID}, tx.DropFromStudy(ctx, id, personID)
	})
}

// RecordStudy records who came, from the day of the session on (登记学习签到); it stands in each person's
// dossier〔TM-18、K07〕.
func (f *Flow) RecordStudy(ctx context.Context, who authz.Actor, id int64, marks []store.StudyPerson) error {
	return f.onStudy(ctx, who, authz.RecordStudy, id, func(tx *store.Tx, s store.StudySession) (map[string]any, error) {
		if calendar.Of(tx.Now()).Before(s.HeldOn) {
			return nil, errs.New(errs.Conflict, "定于%s举行，当天起登记签到。", s.HeldOn)
		}
		roll, err := tx.StudyRoll(ctx, id)
		if err != nil {
			return nil, err
		}
		count := map[string]int{}
		for _, m := range marks {
			k := slices.IndexFunc(roll, func(p store.StudyPerson) bool { return p.PersonID == m.PersonID })
			if k < 0 || !slices.Contains([]string{store.StudyCalled, store.StudyPresent, store.StudyLeave, store.StudyAbsent}, m.State) {
				return nil, errs.New(errs.Conflict, "参加人员名单已有变动，请刷新后再登记。")
			}
			m.Note = strings.TrimSpace(m.Note)
			if m.State == roll[k].State && m.Note == roll[k].Note {
				continue
			}
			if err := tx.SaveStudyAttendance(ctx, id, m); err != nil {
				return nil, err
			}
			count[m.State]++
		}
		if len(count) == 0 {
			return nil, errs.New(errs.Conflict, "没有改动，不必登记。")
		}
		return map[string]any{"recorded": count}, nil
	})
}
