package server

import (
	"net/http"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/ui"
)

// onReviewPage carries out one act on a review and shows it again.
func (s *Server) onReviewPage(act, done, part string, do func(r *http.Request, id int64, f *fields) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		m, err := s.supervised(r, supervision.ReviewKinds...)
		if err != nil {
			return err
		}
		f := typedIn(r)
		err = do(r, m.ID, f)
		return s.answer(w, r, act, err, done, matterReviewPath(m.ID)+part, func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showMatterReview(w, r, status, m, t)
		})
	})
}

func (s *Server) planReview(r *http.Request, id int64, f *fields) error {
	return s.flow.PlanReview(
		r.Context(),
		actor(r),
		id,
		workflow.ReviewForm{
			Theme:    f.value("theme"),
			Plan:     f.value("plan"),
			Leaders:  f.value("leaders"),
			Team:     f.value("team"),
			Headings: paragraphs(f.value("headings")),
		},
	)
}

func (s *Server) approveReview(r *http.Request, id int64, _ *fields) error {
	return s.flow.ApproveReview(r.Context(), actor(r), id)
}

func (s *Server) mobiliseReview(r *http.Request, id int64, f *fields) error {
	on, noticed := f.day("mobilised_on"), f.day("noticed_on")
	return f.err(func() error {
		return s.flow.MobiliseReview(r.Context(), actor(r), id, on, f.value("mobilisation"), noticed, f.value("notice"))
	})
}

func (s *Server) advanceReview(r *http.Request, id int64, f *fields) error {
	return s.flow.AdvanceReview(r.Context(), actor(r), id, f.value("outcome"))
}

func (s *Server) reportSurvey(r *http.Request, id int64, f *fields) error {
	var all []store.Signer
	for _, line := range paragraphs(f.value("signers")) {
		parts := strings.FieldsFunc(line, func(c rune) bool { return c == '，' || c == ',' })
		g := store.Signer{Name: parts[0]}
		if len(parts) > 1 {
			g.Duty = parts[1]
		}
		if len(parts) > 2 {
			iso, problem := document.CleanDay(strings.TrimSpace(parts[2]))
			day, err := calendar.Parse(iso)
			if problem != "" || err != nil {
				f.wrong("signers", "签字日期请写成 2026-11-22。")
			}
			g.SignedOn = day
		}
		all = append(all, g)
	}
	return f.err(func() error { return s.flow.ReportSurvey(r.Context(), actor(r), id, f.value("report"), all) })
}

func (s *Server) hearReview(r *http.Request, id int64, f *fields) error {
	on := f.day("spoken_on")
	return f.err(func() error {
		return s.flow.HearReview(r.Context(), actor(r), id, on, number(f.value("minutes")), f.value("speech"))
	})
}

func (s *Server) recordReviewSpeech(r *http.Request, id int64, f *fields) error {
	return s.flow.RecordReviewSpeech(r.Context(), actor(r), id,
		store.ReviewSpeech{Kind: f.value("kind"), Speaker: f.value("speaker"), Text: f.value("text"), Answerer: f.value("answerer"), Answer: f.value("answer")})
}

// surveyReportPaper is the survey report as a paper, with a line for each to sign (调查报告).
func (s *Server) surveyReportPaper(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r, supervision.ReviewKinds...)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewRatings); err != nil {
		return err
	}
	v, err := s.db.Review(r.Context(), m.ID)
	if err != nil {
		return err
	}
	if v.ReportedOn.IsZero() {
		return notYet
	}
	signers, err := s.db.ReviewSigners(r.Context(), m.ID)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	rows := make([][2]string, len(signers))
	for i, g := range signers {
		rows[i] = [2]string{g.Name, g.Duty}
	}
	return s.renderPapers(w, r, ui.Link{Label: m.Title, Href: matterReviewPath(m.ID)},
		document.SurveyReport(county, m.Title, paragraphs(v.Report), rows, v.ReportedOn))
}
