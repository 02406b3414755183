package workflow_test

import (
	"testing"

	"renmian/internal/errs"
	"renmian/internal/store"
)

// 任前教育三个结合、任后培训，签到记入档案〔DZ-04、WN-06、TM-18、K07〕
func TestStudyStandsInTheDossier(t *testing.T) {
	h, c := review(t, nil)
	ctx := t.Context()
	plan := store.StudySession{Phase: store.StudyBefore, Title: "任前法律学习", HeldOn: h.Today().Add(1), Place: "机关礼堂", Host: "法工委",
		Speakers: []store.Speaker{{Name: "王某", Post: "县委书记", Topic: "人大工作与党的领导"}, {Name: "李某", Post: "检察长", Topic: "预防职务犯罪"}}}
	refuse := func(name string, change func(*store.StudySession), message string) {
		t.Helper()
		x := plan
		change(&x)
		_, err := h.Flow.PlanStudy(ctx, h.Examiner, x)
		wantErr(t, name, err, errs.Invalid, message)
	}
	refuse("no title", func(x *store.StudySession) { x.Title = " " }, "名称")
	refuse("no phase", func(x *store.StudySession) { x.Phase = "" }, "任前教育")
	refuse("no host", func(x *store.StudySession) { x.Host = "" }, "主办")
	refuse("a speaker without a name", func(x *store.StudySession) { x.Speakers = []store.Speaker{{Topic: "宪法"}} }, "姓名")
	_, err := h.Flow.PlanStudy(ctx, h.Organ, plan)
	wantErr(t, "by an organ", err, errs.Forbidden, "法工委")

	id, err := h.Flow.PlanStudy(ctx, h.Examiner, plan)
	h.Must(err)
	waiting, err := h.DB.NomineesForStudy(ctx, id)
	h.Must(err)
	if len(waiting) != 1 || waiting[0].PersonID != c.Person.ID {
		t.Fatalf("nominees to be called: %+v; want the one of the case under review", waiting)
	}
	wantErr(t, "nobody chosen", h.Flow.CallToStudy(ctx, h.Examiner, id, nil), errs.Invalid, "请选择")
	h.Must(h.Flow.CallToStudy(ctx, h.Examiner, id, []int64{c.Person.ID}))
	h.Must(h.Flow.CallToStudy(ctx, h.Examiner, id, []int64{c.Person.ID})) // again changes nothing
	came := []store.StudyPerson{{PersonID: c.Person.ID, State: store.StudyPresent, Note: "全程"}}
	wantErr(t, "before the day", h.Flow.RecordStudy(ctx, h.Examiner, id, came), errs.Conflict, "当天起")
	study := func() []store.StudyRecord {
		t.Helper()
		d, err := h.Flow.ViewDossier(ctx, h.Clerk, c.Person.ID)
		h.Must(err)
		return d.Study
	}
	if d := study(); len(d) != 1 || d[0].State != store.StudyCalled {
		t.Errorf("dossier before the day: %+v", d)
	}
	h.Pass(1)
	wantErr(t, "a stranger", h.Flow.RecordStudy(ctx, h.Examiner, id, []store.StudyPerson{{PersonID: 999, State: store.StudyPresent}}), errs.Conflict, "名单已有变动")
	wantErr(t, "another word", h.Flow.RecordStudy(ctx, h.Examiner, id, []store.StudyPerson{{PersonID: c.Person.ID, State: "late"}}), errs.Conflict, "名单已有变动")
	h.Must(h.Flow.RecordStudy(ctx, h.Examiner2, id, came))
	wantErr(t, "the same again", h.Flow.RecordStudy(ctx, h.Examiner, id, came), errs.Conflict, "没有改动")
	wantErr(t, "taken off after it was recorded", h.Flow.DropFromStudy(ctx, h.Examiner, id, c.Person.ID), errs.Conflict, "")

	plan.ID, plan.Version, plan.Place = id, 1, "二楼会议室"
	h.Must(h.Flow.ChangeStudy(ctx, h.Examiner, plan))
	wantErr(t, "an older version", h.Flow.ChangeStudy(ctx, h.Examiner2, plan), errs.Conflict, "")
	d := study()
	if len(d) != 1 || d[0].State != store.StudyPresent || d[0].Note != "全程" || d[0].Session.Place != "二楼会议室" || d[0].Session.Present != 1 {
		t.Errorf("dossier: %+v", d)
	}

	// TM-18: after the appointment holders are trained, each one's attendance is kept.
	training, err := h.Flow.PlanStudy(
		ctx,
		h.Examiner,
		store.StudySession{Phase: store.StudyAfter, Title: "预算监督专题培训", HeldOn: h.Today(), Place: "省委党校", Host: "选任联工委",
			Speakers: []store.Speaker{{Name: "赵某", Post: "教授", Topic: "预算审查监督"}}},
	)
	h.Must(err)
	holder := h.Persons["钱正明"]
	h.Must(h.Flow.CallToStudy(ctx, h.Examiner, training, []int64{holder}))
	h.Must(h.Flow.RecordStudy(ctx, h.Examiner, training, []store.StudyPerson{{PersonID: holder, State: store.StudyPresent}}))
	if d, err := h.Flow.ViewDossier(ctx, h.Clerk, holder); err != nil || len(d.Study) != 1 || d.Study[0].Session.Phase != store.StudyAfter ||
		d.Study[0].State != store.StudyPresent {
		t.Errorf("TM-18 dossier: %+v, %v", d.Study, err)
	}
}
