package server

import (
	"net/http"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// reviewData is everything the page of the preliminary review shows.
type reviewData struct {
	c        appointment.Case
	rules    policy.Policy
	findings map[policy.Gate]store.GateFinding
	report   store.ReviewReport
	tenures  []store.Tenure
	profile  []byte
	before   []byte // profile of the person's last case
	last     appointment.Case
	hints    []lrmx.Finding
	proposal proposalData
}

// caseOf reads the case of the address with its policy, when the reader may see it.
func (s *Server) caseOf(r *http.Request) (appointment.Case, policy.Policy, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return appointment.Case{}, policy.Policy{}, err
	}
	return s.visibleCase(r, id)
}

func (s *Server) reviewData(r *http.Request) (d reviewData, err error) {
	ctx := r.Context()
	if err := authz.Check(actor(r), authz.ViewReview); err != nil {
		return d, err
	}
	if d.c, d.rules, err = s.caseOf(r); err != nil {
		return d, err
	}
	if d.findings, err = s.db.GateFindings(ctx, d.c.ID); err != nil {
		return d, err
	}
	if d.report, err = s.db.ReviewReport(ctx, d.c.ID); err != nil {
		return d, err
	}
	if d.tenures, err = s.db.TenuresOf(ctx, d.c.Person.ID); err != nil {
		return d, err
	}
	if d.profile, _, err = s.db.FormProfile(ctx, d.c.ID); err != nil {
		return d, err
	}
	if err = s.lastCase(r, &d); err != nil {
		return d, err
	}
	p, err := s.db.Proposal(ctx, d.c.Proposal.ID)
	if err != nil {
		return d, err
	}
	if d.proposal, err = s.proposalData(ctx, p); err != nil {
		return d, err
	}
	if actor(r).Has(authz.RoleClerk) {
		d.hints, err = s.flow.FormHints(ctx, actor(r), d.c)
	}
	return d, err
}

// lastCase adds the person's last decided case with what its form said.
func (s *Server) lastCase(r *http.Request, d *reviewData) error {
	id, err := s.db.LastAppointment(r.Context(), d.c.Person.ID, d.c.ID)
	if err != nil || id == 0 {
		return err
	}
	if d.last, err = s.db.Case(r.Context(), id); err != nil {
		return err
	}
	d.before, _, err = s.db.FormProfile(r.Context(), id)
	return err
}

// review shows the preliminary review of a case (初审).
func (s *Server) review(w http.ResponseWriter, r *http.Request) error {
	return s.showReview(w, r, http.StatusOK, reviewAnswer{})
}

// reviewAnswer is what a refused form of the review left to be shown.
type reviewAnswer struct {
	findings map[policy.Gate]appointment.Finding
	report   *workflow.ReportForm
	problems ui.Problems
}

func (s *Server) showReview(w http.ResponseWriter, r *http.Request, status int, a reviewAnswer) error {
	d, err := s.reviewData(r)
	if err != nil {
		return err
	}
	page, err := newReviewPage(d, actor(r), s.today(), a)
	if err != nil {
		return err
	}
	page.Frame = s.frame(r, "材料初审", ui.Link{Label: "任免案", Href: "/cases"}, caseCrumb(d.c))
	page.Frame.Invalid = len(a.problems) > 0
	return s.render(w, r, status, staff.Review(page))
}

func caseCrumb(c appointment.Case) ui.Link {
	return ui.Link{Label: caseTitle(c.Person.Name, c.Action, c.Office.Title), Href: casePath(c.ID)}
}

// recordFindings writes what was found at the gates that were filled in.
func (s *Server) recordFindings(w http.ResponseWriter, r *http.Request) error {
	c, rules, err := s.caseOf(r)
	if err != nil {
		return err
	}
	a := reviewAnswer{findings: map[policy.Gate]appointment.Finding{}}
	var all []appointment.Finding
	for _, g := range rules.Review.Gates {
		f := appointment.Finding{Gate: g, Result: r.PostFormValue("result-" + string(g)), Text: r.PostFormValue("finding-" + string(g)),
			Version: formNumber(r, "version-"+string(g))}
		a.findings[g] = f
		if f.Result != "" || f.Text != "" {
			all = append(all, f)
		}
	}
	err = s.flow.RecordFindings(r.Context(), actor(r), c.ID, all)
	if errs.KindOf(err) == errs.Invalid {
		a.problems = problems(err)
		return s.showReview(w, r, http.StatusUnprocessableEntity, a)
	} else if err != nil {
		return err
	}
	s.flash(r, "审查情况已登记。")
	return seeOther(w, r, casePath(c.ID)+"/review")
}

// writeReport finishes the report on the review.
func (s *Server) writeReport(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form := workflow.ReportForm{Opinion: r.PostFormValue("opinion"), Recusal: r.PostFormValue("recusal"), Version: formVersion(r)}
	err = s.flow.WriteReport(r.Context(), actor(r), id, form)
	if errs.KindOf(err) == errs.Invalid {
		return s.showReview(w, r, http.StatusUnprocessableEntity, reviewAnswer{report: &form, problems: problems(err)})
	} else if err != nil {
		return err
	}
	s.flash(r, "初审报告已形成，可以打印。")
	return seeOther(w, r, casePath(id)+"/review#report")
}

// passReview sends the case to the chairpersons' meeting.
func (s *Server) passReview(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err == nil {
		err = s.flow.PassReview(r.Context(), actor(r), id)
	}
	if err != nil {
		return err
	}
	s.flash(r, "初审合格，已提请主任会议。")
	return seeOther(w, r, casePath(id))
}

// reviewReport prints the report on the review (初审报告).
func (s *Server) reviewReport(w http.ResponseWriter, r *http.Request) error {
	d, err := s.reviewData(r)
	if err != nil {
		return err
	}
	if d.report.FinishedAt.IsZero() {
		return errs.New(errs.Conflict, "初审报告尚未形成，请先在初审页写明初审意见。")
	}
	c, err := s.county(r.Context())
	if err != nil {
		return err
	}
	p := d.proposal.paperOf(c)
	p.Items = []document.Decision{workflow.DecisionOf(d.c)}
	return s.renderPapers(w, r, ui.Link{Label: "材料初审", Href: casePath(d.c.ID) + "/review"},
		document.ReviewReport(c, d.c.Number, p, []document.Reviewed{d.reviewed()}, calendar.Of(d.report.FinishedAt)))
}
