package server

import (
	"net/http"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/web/staff"
	"renmian/web/ui"
)

// askMoveCaseToPolicy shows what would be different for a case under the rules in force today, and asks why.
func (s *Server) askMoveCaseToPolicy(w http.ResponseWriter, r *http.Request) error {
	return s.showMoveCaseToPolicy(w, r, http.StatusOK, "", nil)
}

func (s *Server) showMoveCaseToPolicy(w http.ResponseWriter, r *http.Request, status int, reason string, ps ui.Problems) error {
	if err := authz.Check(actor(r), authz.MoveCaseToPolicy); err != nil {
		return err
	}
	c, old, err := s.caseOf(r)
	if err != nil {
		return err
	}
	now, rules, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	if now == c.PolicyID {
		return errs.New(errs.Conflict, "%s的任免案已经按现行办法办理。", c.Person.Name)
	}
	lines := []string{"任免案按提交时的办法办理。主任会议决定改按现行办法的，已经办完的不重办；现行办法另有要求的，从现在起补办。两个版本不同的有："}
	for _, chapter := range policy.Differences(old, rules) {
		for _, x := range chapter.Settings {
			lines = append(lines, chapter.Title+"："+x.Label+"，由“"+x.Words(old)+"”改为“"+x.Words(rules)+"”")
		}
	}
	return s.confirm(
		w,
		r,
		status,
		staff.ConfirmPage{Problems: ps, Heading: ui.Heading{Title: "改按现行办法办理", Over: caseTitle(c.Person.Name, c.Action, c.Office.Title)},
			Lines: lines, Fields: []ui.Area{{Name: "reason", Label: "理由和依据", Value: reason, Error: ps.For("reason")}},
			Action: casePath(c.ID) + "/rules", Button: ui.Button{Label: "改按现行办法办理"}, Back: casePath(c.ID)},
		casesCrumb,
		caseCrumb(c),
	)
}

// moveCaseToPolicy has a case go on by the rules in force today (任免案改按新办法办理).
func (s *Server) moveCaseToPolicy(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err = s.flow.MoveCaseToPolicy(r.Context(), actor(r), id, reason)
	if errs.KindOf(err) == errs.Invalid {
		return s.showMoveCaseToPolicy(w, r, http.StatusUnprocessableEntity, reason, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "已改按现行办法办理。")
	return seeOther(w, r, casePath(id))
}
