package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// left is 曹雨生, who has been called to report and to speak, is under review, has to put something right and asked for more
// time, is to be rated and stands in the plan; and what a unit has to put right.
func left(t *testing.T) (h *fixture.House, duty, review, rect, unit, rating int64) {
	h = fixture.New(t, pgtest.New(t))
	ctx, name := t.Context(), "曹雨生"
	person := h.Persons[name]
	duty = h.CallDuty(h.Today().Add(20), name)[name]
	h.Must(h.Flow.ChooseOral(ctx, h.Chair, h.Today().Year(), []int64{duty}, h.Meeting))
	review = h.PersonReview(name)
	h.Must(h.Flow.HearReview(ctx, h.Clerk, review, h.Today(), 12, "述职要点"))
	h.OpinionSent(review)
	rect, err := h.Flow.RectifyReviewOpinion(ctx, h.Clerk, review, workflow.OpinionDays{})
	h.Must(err)
	h.Must(h.Flow.AskMoreTime(ctx, h.Clerk, rect, h.Today().Add(40), "资料待补"))
	rating = h.Rate(review, workflow.RatingForm{Object: supervision.RatePerson, PersonID: person})
	h.Must(h.Flow.DraftPlan(ctx, h.Clerk, h.Today().Year()))
	_, err = h.Flow.AddPlanItem(ctx, h.Clerk, h.Today().Year(),
		workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.PerformanceReview, Title: name + "述职评议", Month: 12, PersonID: person}})
	h.Must(err)
	work := h.MatterOf(supervision.WorkReview, "对县人民法院的工作评议", 0, h.Organs["court"])
	unit, err = h.Flow.OpenRectification(ctx, h.Clerk, work,
		workflow.RectificationForm{Title: "执行积案清理", OrganID: h.Organs["court"], Findings: []string{"执行周期长"}})
	h.Must(err)
	return h, duty, review, rect, unit, rating
}

// What was asked of somebody in office ends with the office, with its ground, and the dossier tells so; what a unit has to do
// goes on. SB-16 K22
func TestWhatIsAskedEndsWithTheOffice(t *testing.T) {
	h, duty, review, rect, unit, rating := left(t)
	ctx, person := t.Context(), h.Persons["曹雨生"]
	own := h.Appointee("曹雨生")
	wantTask(t, h, own, "提交述职报告", true)
	wantTask(t, h, own, "报送整改方案", true)
	wantErr(t, "left as a result to choose", h.Flow.CloseRectification(ctx, h.Clerk, rect, supervision.RectLeft, "调走了"), errs.Invalid, "请选择整改结果")
	wantErr(t, "ended by hand while in office", h.Flow.EndRectification(ctx, h.Clerk, rect, "调走了"), errs.Conflict, "还担任常委会任命的职务")
	wantErr(t, "ended by the organ", h.Flow.EndRectification(ctx, h.Organ, rect, "调走了"), errs.Forbidden, "")
	wantErr(t, "a unit's ended by hand", h.Flow.EndRectification(ctx, h.Clerk, unit, "局长调走了"), errs.Conflict, "不随个人离任终止")

	tenures, err := h.DB.TenuresOf(ctx, person)
	h.Must(err)
	h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, tenures[0].ID, h.Today(), workflow.EndedByDeath, "单位报告"))

	d := dossier(t, h, person)
	ended := func(what, text string) {
		t.Helper()
		if !strings.Contains(text, "离任（"+workflow.EndedByDeath+"）") {
			t.Errorf("%s ended on the ground %q", what, text)
		}
	}
	for _, m := range d.Matters {
		switch m.ID {
		case review:
			ended("the review", m.Outcome)
		case duty:
			if m.Open() {
				t.Error("the duty report is still open")
			}
		}
	}
	ended("the duty report", d.Duty[0].Excuse)
	if !d.Duty[0].OralOn.IsZero() {
		t.Error("the oral report is still on the list")
	}
	if len(d.Rectifications) != 1 || d.Rectifications[0].Result != supervision.RectLeft || d.Rectifications[0].Asking {
		t.Fatalf("rectifications %+v", d.Rectifications)
	}
	ended("the rectification", d.Rectifications[0].ResultText)
	r, err := h.DB.Rating(ctx, rating)
	h.Must(err)
	ended("the rating", r.Dropped)
	p, err := h.DB.PlanOf(ctx, h.Today().Year())
	h.Must(err)
	items, err := h.DB.PlanItems(ctx, p.ID)
	h.Must(err)
	ended("the item of the plan", items[0].Dropped)
	for _, who := range []string{"提交述职报告", "报送整改方案", "签收评议意见书", "准备口头述职"} {
		wantTask(t, h, own, who, false)
	}
	h.Pass(400)
	for _, x := range tasksOf(t, h, h.Chair) {
		if x.MatterID == review || x.MatterID == duty {
			t.Errorf("still to be done: %+v", x)
		}
	}
	x, err := h.DB.RectificationFor(ctx, h.Court, unit)
	if h.Must(err); !x.Open() {
		t.Errorf("the court's rectification ended with a person: %+v", x)
	}
	var events int
	h.Must(h.Pool.QueryRow(ctx, `SELECT count(*) FROM audit_event WHERE action = 'end_on_leaving'`).Scan(&events))
	if events != 5 {
		t.Errorf("%d events of what ended, want 5", events)
	}
}

// Who is being appointed to another office, or holds one, goes on answering.
func TestWhoMovesGoesOnAnswering(t *testing.T) {
	h, _, _, rect, _, _ := left(t)
	ctx, person := t.Context(), h.Persons["曹雨生"]
	h.AddOffice("县审计局局长")
	_, err := h.Pool.Exec(ctx, `INSERT INTO tenure (person_id, office_id, starts_on, start_import_id)
		SELECT $1, $2, starts_on, start_import_id FROM tenure WHERE person_id = $1`, person, h.Offices["县审计局局长"].ID)
	h.Must(err)
	tenures, err := h.DB.TenuresOf(ctx, person)
	h.Must(err)
	for n, x := range tenures {
		h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, x.ID, h.Today(), workflow.EndedByAbolition, "机构改革"))
		r, err := h.DB.RectificationFor(ctx, h.Clerk, rect)
		h.Must(err)
		if last := n == len(tenures)-1; r.Open() == last {
			t.Errorf("after %d of %d offices ended: open %v", n+1, len(tenures), r.Open())
		}
	}
}

// An adopted dismissal lets the other motion against the person lapse.
func TestMotionsLapseWithTheOffice(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, person := t.Context(), h.Persons["钱正明"]
	id, err := h.Flow.MoveRemoval(ctx, h.AsMember(3), workflow.RemovalForm{PersonID: person, Means: supervision.Dismissal, Mover: supervision.MoverMembers,
		Offices: []int64{h.Offices["示例县教育局局长"].ID}, Reason: "失职", Members: []int64{h.Members[4]}})
	h.Must(err)
	c := h.RemovalOf("钱正明", "示例县教育局局长")
	h.Adopt(c)
	v, err := h.DB.RemovalFor(ctx, h.Clerk, id)
	h.Must(err)
	if v.Open() || !strings.Contains(v.Dropped, policy.DecideRemove.Label()) {
		t.Errorf("the motion: %+v", v)
	}
}

// moving is the government's nominee in the only draft, who holds another office, out of which something has to be put right.
func moving(t *testing.T) (h *fixture.House, c appointment.Case, matter, rect int64) {
	h = fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	cases, err := h.DB.CasesOfProposal(ctx, h.Draft())
	h.Must(err)
	c = cases[0]
	h.AddOffice("示例县审计局局长")
	_, err = h.Pool.Exec(ctx, `INSERT INTO tenure (person_id, office_id, starts_on, start_import_id)
		SELECT $1, $2, '2022-01-10', max(start_import_id) FROM tenure`, c.Person.ID, h.Offices["示例县审计局局长"].ID)
	h.Must(err)
	matter = h.MatterOf(supervision.FieldStudy, "审计整改调研", c.Person.ID, 0)
	rect, err = h.Flow.OpenRectification(ctx, h.Clerk, matter, workflow.RectificationForm{Title: "审计整改", PersonID: c.Person.ID, Findings: []string{"督促不力"}})
	h.Must(err)
	return h, c, matter, rect
}

// Who left the last office for another goes on answering until the outcome falls; when the appointment is refused, withdrawn,
// ended or never handed in, what was asked ends as if nothing had been coming. SB-16 K22 V22
func TestWhatIsAskedEndsWhenTheNextAppointmentFails(t *testing.T) {
	for _, tt := range []struct {
		how   string
		stage appointment.Stage
		fail  func(h *fixture.House, c appointment.Case) error
	}{
		{"未通过", appointment.StageDeliberation, func(h *fixture.House, c appointment.Case) error {
			h.Vote(c, 14, 9, 4)
			return nil
		}},
		{"已撤回", appointment.StageReview, func(h *fixture.House, c appointment.Case) error {
			return h.Flow.WithdrawCase(t.Context(), h.Organ, c.ID, "人选另有安排")
		}},
		{"已撤回", appointment.StageIntake, func(h *fixture.House, c appointment.Case) error {
			return h.Flow.WithdrawProposal(t.Context(), h.Organ, c.Proposal.ID, "人选另有安排")
		}},
		{"已终止", appointment.StageReview, func(h *fixture.House, c appointment.Case) error {
			return h.Flow.EndCase(t.Context(), h.Chair, c.ID, "调离本县")
		}},
		{"没有提出", "", func(h *fixture.House, c appointment.Case) error {
			return h.Flow.DeleteProposal(t.Context(), h.Organ, c.Proposal.ID)
		}},
	} {
		t.Run(tt.how+" "+string(tt.stage), func(t *testing.T) {
			h, c, matter, rect := moving(t)
			ctx, proposal := t.Context(), c.Proposal.ID
			if tt.stage != "" {
				c = h.Bring(h.Submit(proposal), tt.stage)
			}
			tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
			h.Must(err)
			left := h.Today()
			h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, tenures[0].ID, left, workflow.EndedByAbolition, "机构改革"))
			if r, err := h.DB.RectificationFor(ctx, h.Clerk, rect); err != nil || !r.Open() {
				t.Fatalf("ended although an appointment is under way: %v %v", r.Stage, err)
			}
			h.Must(tt.fail(h, c))
			r, err := h.DB.RectificationFor(ctx, h.Clerk, rect)
			h.Must(err)
			if want := "本人已于" + left.String() + "离任（" + workflow.EndedByAbolition + "），其后的提请任命" + tt.how; r.Result != supervision.RectLeft ||
				!strings.Contains(r.ResultText, want) {
				t.Errorf("the rectification: %q %q, want %q", r.Result, r.ResultText, want)
			}
			for _, x := range tasksOf(t, h, h.Clerk) {
				if x.MatterID == matter {
					t.Errorf("still to be done: %+v", x)
				}
			}
		})
	}
}

// Where an appointment lies undecided no rule can know: a clerk ends what was asked by hand, with the ground. K22 V22
func TestRectificationIsEndedByHandWhereNoRuleKnows(t *testing.T) {
	h, c, _, rect := moving(t)
	ctx := t.Context()
	tenures, err := h.DB.TenuresOf(ctx, c.Person.ID)
	h.Must(err)
	h.Must(h.Flow.AskMoreTime(ctx, h.Clerk, rect, h.Today().Add(60), "资料待补"))
	h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, tenures[0].ID, h.Today(), workflow.EndedByAbolition, "机构改革"))
	wantErr(t, "without a ground", h.Flow.EndRectification(ctx, h.Clerk, rect, " "), errs.Invalid, "何时、怎样离任")
	h.Must(h.Flow.EndRectification(ctx, h.Clerk, rect, "已调任市直机关，草稿不再提请。"))
	r, err := h.DB.RectificationFor(ctx, h.Clerk, rect)
	h.Must(err)
	if r.Result != supervision.RectLeft || r.ResultText != "已调任市直机关，草稿不再提请。" || r.Asking {
		t.Errorf("ended by hand: %+v", r)
	}
	wantErr(t, "ended twice", h.Flow.EndRectification(ctx, h.Clerk, rect, "再次"), errs.Conflict, "销号")
}
