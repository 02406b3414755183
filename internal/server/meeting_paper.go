package server

import (
	"net/http"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/ui"
)

func session(m store.Meeting) document.Session {
	return document.Session{No: m.Number, Day: m.HeldOn, Place: m.Place}
}

// issuer is who issues the papers of a meeting, in its term.
func (s *Server) issuer(r *http.Request, m store.Meeting) (document.County, error) {
	c, err := s.county(r.Context())
	c.Term = m.Term
	return c, err
}

func sayOpen(c document.County, m store.Meeting, total, present int) string {
	return document.SayOpen(c, session(m), total, present)
}

func sayClose(c document.County, m store.Meeting) string { return document.SayClose(c, session(m)) }

// decisionOn is a case of an item as papers word it.
func decisionOn(c store.ItemCase) document.Decision {
	return document.Decision{Action: c.Action, Group: c.Group, Office: c.Office, Second: c.OfficeSecond,
		Person: document.Person{Name: c.Person, Female: c.Sex == "女", Ethnicity: c.Ethnicity}}
}

// meetingNotice words the notice from the agenda and those who sit in.
func (s *Server) meetingNotice(r *http.Request, m store.Meeting) (document.Document, error) {
	county, err := s.issuer(r, m)
	if err != nil {
		return document.Document{}, err
	}
	particulars, err := s.db.County(r.Context())
	if err != nil {
		return document.Document{}, err
	}
	items, err := s.db.Items(r.Context(), m.ID)
	if err != nil {
		return document.Document{}, err
	}
	observers, err := s.db.Observers(r.Context(), m.ID)
	if err != nil {
		return document.Document{}, err
	}
	var titles, sitting []string
	for _, i := range items {
		titles = append(titles, i.Title)
	}
	for _, o := range observers {
		if !o.Listens {
			sitting = append(sitting, o.Post+o.Name)
		}
	}
	on := calendar.Of(m.NotifiedAt)
	if on.IsZero() {
		on = s.today()
	}
	return document.MeetingNotice(county, session(m), "", m.StartsAt, titles, sitting, particulars.Telephone, on), nil
}

// printNotice shows the notice as an official paper.
func (s *Server) printNotice(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	d, err := s.meetingNotice(r, m)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, meetingCrumb(m), worded(d, m.Notice))
}

// printAgenda shows the agenda as the paper the meeting adopts (会议议程).
func (s *Server) printAgenda(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	county, err := s.issuer(r, m)
	if err != nil {
		return err
	}
	items, err := s.db.Items(r.Context(), m.ID)
	if err != nil {
		return err
	}
	var other []string
	var personnel []document.Decision
	for _, i := range items {
		if !i.Personnel {
			other = append(other, i.Title)
			continue
		}
		for _, c := range i.Live() {
			personnel = append(personnel, decisionOn(c))
		}
	}
	return s.renderPapers(w, r, meetingCrumb(m), document.Agenda(county, session(m), other, personnel))
}

// ballotPaper shows the ballot paper of an item to print; it has no number and nothing that leads to a
// seat V04.
func (s *Server) ballotPaper(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	county, err := s.issuer(r, m)
	if err != nil {
		return err
	}
	var list []document.Decision
	blank := true
	var lang policy.Language
	for _, c := range i.Live() {
		list = append(list, decisionOn(c))
	}
	cases, err := s.db.CasesOfItem(r.Context(), i.ID)
	if err != nil {
		return err
	}
	for _, full := range cases {
		p, err := s.db.Policy(r.Context(), full.PolicyID)
		if err != nil {
			return err
		}
		blank = p.Vote.Blank == policy.BlankAbstain
		lang = p.Language
	}
	return s.renderPapers(w, r, ui.Link{Label: i.Title, Href: itemPath(i)}, document.BallotPaper(county, session(m), list, blank, lang))
}

// countReport shows the count report of a round to print, to those who may know the count.
func (s *Server) countReport(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	id, err := pathID(r, "round")
	if err != nil {
		return err
	}
	rounds, err := s.db.Rounds(r.Context(), i.ID)
	if err != nil {
		return err
	}
	for _, v := range rounds {
		if v.ID != id || !knowsCount(v, actor(r)) {
			continue
		}
		county, err := s.issuer(r, m)
		if err != nil {
			return err
		}
		counts, err := s.db.Counts(r.Context(), v.ID)
		if err != nil {
			return err
		}
		n := document.Count{Members: v.Total, Present: v.Present, Issued: v.Issued, Returned: v.Returned, Results: results(i, v, counts),
			Objections: objectionSentences(v)}
		if v.BoxID != 0 {
			b, err := s.db.Box(r.Context(), v.BoxID)
			if err != nil {
				return err
			}
			n.Box = b.SHA256
			if v.State == store.RoundOpen { // sealed, and signed while the scrutineers confirm
				if n.Issued, n.Returned, err = s.db.BoxCount(r.Context(), v.BoxID); err != nil {
					return err
				}
			}
		}
		for _, x := range v.Scrutineers {
			if x.Chief {
				n.Chief = x.Name
			}
			n.Scrutineers = append(n.Scrutineers, x.Name)
		}
		return s.renderPapers(w, r, ui.Link{Label: i.Title, Href: itemPath(i)}, document.CountReport(county, session(m), n))
	}
	return notYet
}
