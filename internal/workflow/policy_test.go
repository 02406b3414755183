package workflow_test

import (
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
)

func TestAdoptPolicy(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, today := t.Context(), h.Today()
	changed := func(change func(*policy.Policy)) policy.Policy {
		p := policy.Default()
		change(&p)
		return p
	}
	fifteen := changed(func(p *policy.Policy) { p.Intake.DaysBefore = 15 })
	for _, tt := range []struct {
		name  string
		who   authz.Actor
		day   calendar.Day
		p     policy.Policy
		kind  errs.Kind
		field string
	}{
		{"a clerk does not adopt rules", h.Clerk, today, fifteen, errs.Forbidden, ""},
		{"no day", h.Admin, calendar.Day{}, fifteen, errs.Invalid, "effective_on"},
		{"a day gone by", h.Admin, today.Add(-1), fifteen, errs.Invalid, "effective_on"},
		{"nothing changed", h.Admin, today, policy.Default(), errs.Invalid, "title"},
		{"WN-10 T1: hands for dismissal", h.Admin, today, changed(func(p *policy.Policy) {
			p.Vote.Method = map[policy.Action]policy.Method{policy.Dismiss: policy.Hands}
		}), errs.Invalid, "vote.method.dismiss"},
		{"a contradiction", h.Admin, today, changed(func(p *policy.Policy) { p.Exam.FailPolicy = policy.FailBlock }), errs.Invalid, "exam.makeups"},
	} {
		_, err := h.Flow.AdoptPolicy(ctx, tt.who, tt.day, tt.p)
		field := ""
		if fields := errs.Fields(err); len(fields) > 0 {
			field = fields[0].Name
		}
		if errs.KindOf(err) != tt.kind || field != tt.field {
			t.Errorf("%s: %v, field %q", tt.name, err, field)
		}
	}
	if versions, err := h.DB.PolicyVersions(ctx, 10); err != nil || len(versions) != 1 {
		t.Errorf("refused versions are kept: %+v, %v", versions, err)
	}
}

// A case keeps the version it was handed in under.
func TestCasesKeepTheirPolicy(t *testing.T) {
	h, before := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	ctx, today := t.Context(), h.Today()
	p := policy.Default()
	p.Review.CorrectionDays = 9
	id, err := h.Flow.AdoptPolicy(ctx, h.Admin, today, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Flow.AdoptPolicy(ctx, h.Admin, today, p); !strings.Contains(errs.Message(err), "完全相同") {
		t.Errorf("sent twice: %v", err)
	}
	if kept := h.Read(before.ID); kept.PolicyID != before.PolicyID {
		t.Errorf("the case follows %d, was %d", kept.PolicyID, before.PolicyID)
	}
	versions, err := h.DB.PolicyVersions(ctx, 10)
	if err != nil || len(versions) != 2 || versions[0].ID != id || versions[0].Open != 0 || versions[0].AdoptedBy == "" || versions[1].Open != 1 {
		t.Errorf("versions %+v, %v", versions, err)
	}
}

// A case goes on by the new rules only when a clerk decides so, with a reason; what they ask for besides is asked for then.
func TestACaseIsMovedToTheNewPolicy(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageReview)
	ctx := t.Context()
	refused(t, "the rules are still the same", h.Flow.MoveCaseToPolicy(ctx, h.Clerk, c.ID, "主任会议决定"), errs.Conflict, "已经按现行办法")
	p := policy.Default()
	p.Consultation.Required = true
	id, err := h.Flow.AdoptPolicy(ctx, h.Admin, h.Today(), p)
	h.Must(err)
	h.Policy = p
	refused(t, "the administrator decides on a case", h.Flow.MoveCaseToPolicy(ctx, h.Admin, c.ID, "x"), errs.Forbidden, "选任联工委")
	refused(t, "without a reason", h.Flow.MoveCaseToPolicy(ctx, h.Clerk, c.ID, " "), errs.Invalid, "理由")
	h.Must(h.Flow.MoveCaseToPolicy(ctx, h.Clerk, c.ID, "主任会议决定"))
	if got := h.Read(c.ID); got.PolicyID != id {
		t.Errorf("the case follows %d, want %d", got.PolicyID, id)
	}
	blocks(t, h, "what the new rules ask for", c.ID, appointment.MovePassReview, "consultation")
	refused(t, "moved twice", h.Flow.MoveCaseToPolicy(ctx, h.Clerk, c.ID, "主任会议决定"), errs.Conflict, "已经按现行办法")
}

// A draft follows the version in force on the day it is handed in.
func TestDraftsFollowTheNewPolicy(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	draft := h.Draft()
	p := policy.Default()
	p.Review.CorrectionDays = 9
	id, err := h.Flow.AdoptPolicy(t.Context(), h.Admin, h.Today().Add(1), p)
	if err != nil {
		t.Fatal(err)
	}
	h.Pass(1)
	if c := h.Read(h.Submit(draft)); c.PolicyID != id {
		t.Errorf("the case follows %d, adopted %d", c.PolicyID, id)
	}
}
