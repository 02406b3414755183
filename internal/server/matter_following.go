package server

import (
	"net/http"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
)

// followingPanels end the page of a matter with what it led to and may lead to: questionnaires, ratings, rectifications,
// opinions, dispatches, and motions against the people it is about. A panel the page has already is left out, and nothing
// is rated or asked about a petition, whose source stays secret. To begin a questionnaire or a rating is offered where it is
// usual: of reviews, reports, inspections and inquiries.
func (s *Server) followingPanels(r *http.Request, m store.Matter, page *staff.BoardPage) error {
	who, ctx := actor(r), r.Context()
	add := func(p staff.Panel) {
		if !slices.ContainsFunc(page.Panels, func(q staff.Panel) bool { return q.Card.ID != "" && q.Card.ID == p.Card.ID }) {
			page.Panels = append(page.Panels, p)
		}
	}
	rated := slices.ContainsFunc(page.Panels, func(q staff.Panel) bool { return q.Card.ID == "ratings" })
	surveyed := slices.Contains(supervision.OversightKinds, m.Kind) || slices.Contains(supervision.ReviewKinds, m.Kind) || m.Kind == supervision.SpecialInquiry
	ratable := surveyed && (m.Kind != supervision.SpecialInquiry || supervision.InquiryFollowed(m.Stage))
	if !rated && m.Kind != supervision.Petition && m.Kind != supervision.Suggestion {
		if authz.Can(who, authz.DraftQuestionnaire) {
			forms, err := s.db.QuestionnairesOf(ctx, m.ID)
			if err != nil {
				return err
			}
			if p := questionnairesPanel(who, m, forms); len(p.Table.Rows) > 0 || surveyed && len(p.Buttons) > 0 {
				add(p)
			}
		}
		if authz.Can(who, authz.ViewRatings) {
			ratings, err := s.db.RatingsOfMatter(ctx, m.ID)
			if err != nil {
				return err
			}
			if p := ratingsPanel(who, m, ratings); len(p.Table.Rows) > 0 || ratable && len(p.Buttons) > 0 {
				add(p)
			}
		}
	}
	attached, err := s.attachedPanels(r, m)
	if err != nil {
		return err
	}
	for _, p := range attached {
		add(p)
	}
	people, err := s.db.MatterPeople(ctx, m.ID)
	if err != nil {
		return err
	}
	p, some, err := s.removalsPanel(r, m.ID, people)
	if err == nil && some {
		add(p)
	}
	return err
}
