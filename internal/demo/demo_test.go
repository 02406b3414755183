package demo_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/demo"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// The county is loaded by doing every deed through the workflow, so that this test is also one of the
// whole procedure.
func TestLoad(t *testing.T) {
	ctx := t.Context()
	keys, err := workflow.OpenKeys(t.TempDir())
	must(t, err)
	pool := pgtest.New(t)
	db := store.New(pool).WithIdentityKey(keys.Identity)
	if state, err := demo.StateOf(ctx, db); state != demo.Empty || err != nil {
		t.Fatalf("before: %s, %v", state, err)
	}
	began := time.Now()
	must(t, demo.Load(ctx, db, keys))
	t.Logf("loaded in %s", time.Since(began))
	if state, err := demo.StateOf(ctx, db); state != demo.Loaded || err != nil {
		t.Fatalf("after: %s, %v", state, err)
	}
	today := calendar.Of(db.Now())
	count := func(query string) (n int) {
		t.Helper()
		must(t, pool.QueryRow(ctx, "SELECT count(*) FROM "+query).Scan(&n))
		return n
	}

	t.Run("registers", func(t *testing.T) {
		term, err := db.CurrentTerm(ctx, today)
		must(t, err)
		members, err := db.Members(ctx, term.ID, today)
		must(t, err)
		if term.Number != 18 || len(members) != 29 || members[0].Duty != store.Chairperson {
			t.Errorf("term %d with %d members", term.Number, len(members))
		}
		for i, m := range members {
			if m.Seat != i+1 {
				t.Errorf("%s sits at %d, is %d in the list", m.Name, m.Seat, i+1)
			}
		}
		filled := map[string]bool{}
		holders, err := db.HoldersOn(ctx, today)
		must(t, err)
		for _, h := range holders {
			if h.Name != "" {
				filled[h.Title] = true
			}
		}
		if n := count("office"); n < 60 || len(filled) < 55 {
			t.Errorf("%d offices, %d filled", n, len(filled))
		}
		covered, err := db.Coverage(ctx, term.StartsOn, today) // SB-17: everybody appointed, but no people's assessor
		must(t, err)
		if len(covered) < 55 || slices.ContainsFunc(covered, func(c store.Covered) bool { return strings.Contains(c.Office, "人民陪审员") }) {
			t.Errorf("coverage counts %d", len(covered))
		}
		if n := count("person WHERE id_number IS NOT NULL"); n == 0 {
			t.Error("nobody has an identity number")
		}
	})

	t.Run("meetings", func(t *testing.T) {
		phases := map[meeting.Phase][]calendar.Day{}
		all, err := db.Meetings(ctx, store.MeetingKey{}, false, 50)
		must(t, err)
		for _, m := range all {
			phases[m.Phase] = append(phases[m.Phase], m.HeldOn)
		}
		if len(phases[meeting.Closed]) != 6 || !slices.Equal(phases[meeting.Notified], []calendar.Day{today.Add(1)}) || len(phases[meeting.Planned]) != 1 ||
			!slices.Equal(phases[meeting.Open], []calendar.Day{today}) {
			t.Errorf("meetings %v", phases)
		}
		if n := count("notice WHERE kind = 'announcement' AND published_at IS NOT NULL"); n != 5 {
			t.Errorf("%d announcements are published", n)
		}
	})

	t.Run("cases", func(t *testing.T) {
		for _, s := range appointment.Stages {
			if count("appointment_case WHERE stage = '"+string(s)+"'") == 0 {
				t.Errorf("no case is %s", s)
			}
		}
		for _, act := range []policy.Action{policy.Appoint, policy.DecideAppoint, policy.Remove, policy.DecideRemove, policy.AcceptResignation,
			policy.Dismiss, policy.Recall, policy.DecideActing, policy.Pass} { // TM-28
			if count("vote_result v JOIN appointment_case c ON c.id = v.case_id WHERE v.adopted AND c.action = '"+string(act)+"'") == 0 {
				t.Errorf("nothing adopted: %s", act)
			}
		}
		for _, tt := range []struct{ what, rows string }{
			{"an exam to be taken today", "exam_sitting WHERE held_on = '" + today.ISO() + "'"},
			{"a sealed set of papers for each group", "(SELECT 1 FROM exam_paper_set WHERE state = 'approved' GROUP BY 1 HAVING count(DISTINCT office_group) = 5) x"},
			{"a set of papers to be approved", "exam_paper_set WHERE state = 'draft'"},
			{"an exam on computers with sign-in open today", "exam_run r JOIN exam_sitting s ON s.id = r.sitting_id WHERE r.state = 'open' AND s.held_on = '" + today.ISO() + "'"},
			{"an answer waiting for its second marker", "exam_mark m WHERE m.round = 1 AND NOT EXISTS (SELECT FROM exam_mark n WHERE n.entry_id = m.entry_id AND n.position = m.position AND n.round = 2)"},
			{"an answer marked by a third", "exam_mark WHERE round = 3"},
			{"a study session recorded", "study_attendance WHERE state = 'present'"},
			{"a training to be recorded today", "study_attendance a JOIN study_session s ON s.id = a.session_id WHERE a.state = 'called' AND s.held_on = '" + today.ISO() + "'"},
			{"a practice ended", "practice_run WHERE ended_at IS NOT NULL"},
			{"a correction to be decided", "exam_correction WHERE decided_at IS NULL"},
			{"an objection to a score, answered", "exam_objection WHERE answered_at IS NOT NULL"},
			{"a score to be confirmed", "exam_result WHERE confirmed_at IS NULL"},
			{"a make-up passed", "exam_result WHERE attempt = 2 AND score >= 60"},
			{"a make-up to come", "case_task WHERE key = 'exam' AND label LIKE '%补考%'"},
			{"a commitment to be judged", "case_task WHERE key = 'commitment-judge'"},
			{"a commitment returned", "commitment WHERE judged = 'returned'"},
			{"a notice running, with an opinion", "publicity_opinion o JOIN publicity p ON p.id = o.publicity_id WHERE p.to_day >= '" + today.ISO() + "'"},
			{"a request to withdraw", "withdrawal WHERE state = 'asked'"},
			{"an oath missed and made up", "oath_ceremony WHERE makeup_of IS NOT NULL"},
			{"a certificate not handed over", "certificate t WHERE NOT EXISTS (SELECT FROM certificate_handover h WHERE h.certificate_id = t.id)"},
			{"a filing due", "filing WHERE done_on IS NULL"},
			{"a filing done", "filing WHERE done_on IS NOT NULL"},
			{"a notice to be proofread", "notice WHERE proofread_at IS NULL"},
			{"an account to be approved", "account WHERE roles_asked IS NOT NULL"},
		} {
			if count(tt.rows) == 0 {
				t.Errorf("there is not %s", tt.what)
			}
		}
	})

	t.Run("statistics", func(t *testing.T) {
		counts, err := db.YearCounts(ctx, today.Year()-4, today.Year())
		must(t, err)
		adopted := 0
		for _, y := range counts {
			adopted += y.Adopted
		}
		begun, ended := count("tenure WHERE start_case_id IS NOT NULL"), count("tenure WHERE end_case_id IS NOT NULL")
		if n := count("vote_result WHERE adopted"); adopted != n || begun+ended != n {
			t.Errorf("%d adopted by the figures, %d by the votes, tenures begun %d and ended %d", adopted, n, begun, ended)
		}
	})

	t.Run("desks", func(t *testing.T) {
		accounts, err := db.DemoAccounts(ctx)
		must(t, err)
		for _, a := range accounts {
			who := a.Actor()
			tasks, err := db.TasksFor(ctx, who, 100)
			must(t, err)
			switch {
			case who.Has(authz.RoleMember): // the meeting tomorrow is theirs
			case who.Has(authz.RoleNominee):
				if rows, err := db.CasesOfPerson(ctx, who.PersonID); err != nil || len(rows) == 0 {
					t.Errorf("%s has no case: %v", a.Username, err)
				}
			case authz.Can(who, authz.ViewDesk) && len(tasks) == 0:
				t.Errorf("nothing waits for %s", a.Username)
			}
		}
		if m, ok, err := db.NextMeeting(ctx, today); err != nil || !ok || m.Cases < 4 {
			t.Errorf("next meeting %+v, %v, %v", m, ok, err)
		}
	})

	t.Run("sign in", func(t *testing.T) {
		flow := workflow.New(db, keys)
		for _, username := range []string{"clerk", "member29", "nominee01"} {
			if _, err := flow.SignIn(ctx, username, demo.Password); err != nil {
				t.Errorf("%s: %v", username, err)
			}
		}
	})

	t.Run("audit", func(t *testing.T) {
		flow := workflow.New(db, keys)
		_, err := flow.SignAuditHead(ctx, authz.System)
		must(t, err)
		report, err := workflow.VerifyAudit(ctx, db, keys.AuditPublic, nil)
		must(t, err)
		if report.Waiting != 0 || len(report.Findings) > 0 || report.Size < 500 {
			t.Errorf("%+v", report)
		}
		if n := count("audit_event e WHERE at > now() OR at < (SELECT max(x.at) FROM audit_event x WHERE x.id < e.id)"); n > 0 {
			t.Errorf("%d events are out of the order of time", n)
		}
	})

	t.Run("again", func(t *testing.T) {
		if err := demo.Load(ctx, db, keys); err == nil || !strings.Contains(err.Error(), "demonstration county") {
			t.Errorf("a second loading: %v", err)
		}
	})

	t.Run("rehearsal", func(t *testing.T) { rehearse(t, db, workflow.New(db, keys)) })
}

// rehearse holds the vote that today's meeting has come to: everybody present but one member votes by
// themselves.
func rehearse(t *testing.T, db *store.DB, flow *workflow.Flow) {
	ctx := t.Context()
	who := func(username string) authz.Actor {
		t.Helper()
		a, err := db.AccountByUsername(ctx, username)
		must(t, err)
		return a.Actor()
	}
	operator, first, second := who("operator"), who("member10"), who("member15")
	all, err := db.Meetings(ctx, store.MeetingKey{}, true, 5)
	must(t, err)
	at := slices.IndexFunc(all, func(m store.Meeting) bool { return m.Phase == meeting.Open })
	items, err := db.Items(ctx, all[at].ID)
	must(t, err)
	round, err := flow.OpenRound(ctx, operator, items[0].ID, workflow.VoteOpening{Scrutineers: []int64{first.MemberID, second.MemberID},
		Unrelated: true, Electronic: true})
	must(t, err)
	boxes, err := db.OpenBoxes(ctx)
	must(t, err)
	voting, end := context.WithCancel(ctx)
	defer end()
	go demo.Voters(voting, db, flow, []string{"member03"}, 5*time.Millisecond)
	until := func(what string, reached func(issued, cast int) bool) {
		t.Helper()
		for {
			issued, cast, err := db.BoxCount(ctx, boxes[0].ID)
			must(t, err)
			if reached(issued, cast) {
				return
			}
			select {
			case <-time.After(10 * time.Millisecond):
			case <-ctx.Done():
				t.Fatalf("%s: %d issued, %d cast", what, issued, cast)
			}
		}
	}
	others := all[at].Present - 1
	until("issue", func(issued, _ int) bool { return issued == others })
	must(t, flow.OpenCasting(ctx, operator, items[0].ID, round, true))
	until("cast", func(_, cast int) bool { return cast == others })
	must(t, flow.CloseCasting(ctx, operator, items[0].ID, round))
	counted := func() bool { // the scrutineers are among those who act by themselves
		rounds, err := db.Rounds(ctx, items[0].ID)
		must(t, err)
		return slices.ContainsFunc(rounds, func(v store.Round) bool { return v.ID == round && v.State == store.RoundCounted })
	}
	until("confirmation", func(int, int) bool { return counted() })
	must(t, flow.AnnounceResult(ctx, who("chair"), items[0].ID, round))
}

// The county stands on any day: what falls on a weekend is done on the Friday before.
func TestLoadOnAnyDay(t *testing.T) {
	for _, day := range []calendar.Day{
		calendar.Date(2026, time.December, 1), // a Tuesday: three days ago was a Saturday
		calendar.Date(2027, time.January, 3),  // a Sunday, in the last month of the term
	} {
		t.Run(day.ISO(), func(t *testing.T) {
			t.Parallel()
			keys, err := workflow.OpenKeys(t.TempDir())
			must(t, err)
			db := store.New(pgtest.New(t)).WithIdentityKey(keys.Identity).WithClock(func() time.Time { return day.Time().Add(10 * time.Hour) })
			must(t, demo.Load(t.Context(), db, keys))
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
