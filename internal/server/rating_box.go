package server

import (
	"net/http"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/chamber"
)

// The phone of a rater who holds a code. As at the box itself nobody is known here: no session, no middleware, no
// address, no line in a log. What a box asks, and how far it is, is no secret; who holds a code is nobody's to know.

// rate is the page on which a code is entered; the script does the rest.
func (s *Server) rate(w http.ResponseWriter, r *http.Request) error {
	page := chamber.RatePage{Frame: s.chamberFrame(r, "无记名测评")}
	page.Frame.Scripts = append(page.Frame.Scripts, "js/rate.js")
	return s.render(w, r, http.StatusOK, chamber.Rate(page))
}

// findBox tells which box a code belongs to.
func (s *Server) findBox(w http.ResponseWriter, r *http.Request) {
	defer quietly(w)
	var form struct {
		Code string `json:"code"`
	}
	var id int64
	err := readJSON(w, r, &form)
	if err == nil {
		id, err = s.flow.BoxOfCode(r.Context(), form.Code)
	}
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]int64{"box": id})
}

// claimByCode signs the blinded tokens of whoever holds a code (凭测评码领票).
func (s *Server) claimByCode(w http.ResponseWriter, r *http.Request) {
	defer quietly(w)
	var form struct {
		Code    string   `json:"code"`
		Blinded [][]byte `json:"blinded"`
	}
	var signed [][]byte
	id, err := pathID(r, "box")
	if err == nil {
		err = readJSON(w, r, &form)
	}
	if err == nil {
		signed, err = s.flow.TakeRatingBallot(r.Context(), id, form.Code, form.Blinded)
	}
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string][][]byte{"signed": signed})
}

// ratingBox reads the box of a rating, whose papers and phase are no secret; that of a vote is for those in the room.
func (s *Server) ratingBox(r *http.Request) (b store.Box, o store.RatingRound, err error) {
	id, err := pathID(r, "box")
	if err != nil {
		return b, o, err
	}
	round, err := s.db.RatingOfBox(r.Context(), id)
	if err == nil && round == 0 {
		err = errs.New(errs.NotFound, "没有这场测评，请核对测评码条。")
	}
	if err != nil {
		return b, o, err
	}
	if o, err = s.db.RatingRound(r.Context(), round); err != nil {
		return b, o, err
	}
	b, err = s.db.Box(r.Context(), id)
	return b, o, err
}

// openBoxInfo tells a phone what is rated and under which keys.
func (s *Server) openBoxInfo(w http.ResponseWriter, r *http.Request) {
	defer quietly(w)
	b, _, err := s.ratingBox(r)
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeProblem(w, err)
		return
	}
	info := boxInfoOf(b)
	info.Mine = true // the code says so when the ballot is claimed
	writeJSON(w, http.StatusOK, info)
}

// boxState tells a phone how far the box is.
func (s *Server) boxState(w http.ResponseWriter, r *http.Request) {
	defer quietly(w)
	b, o, err := s.ratingBox(r)
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"phase": b.Phase, "announced": o.State == supervision.RoundAnnounced})
}

// boxInfo is what a browser is told of a box before it takes its ballots.
type boxInfo struct {
	ID          int64        `json:"id"`
	Phase       ballot.Phase `json:"phase"`
	Title       string       `json:"title"`
	Papers      []boxPaper   `json:"papers"`
	Fingerprint string       `json:"fingerprint"`
	Mine        bool         `json:"mine"`
}

type boxPaper struct {
	ballot.Paper
	Key []byte `json:"key"`
}

func boxInfoOf(b store.Box) boxInfo {
	info := boxInfo{ID: b.ID, Phase: b.Phase, Title: b.Title, Fingerprint: ballot.Fingerprint(b.PublicKeys)}
	for i, p := range b.Papers {
		info.Papers = append(info.Papers, boxPaper{p, b.PublicKeys[i]})
	}
	return info
}

// seatRating is the rating that a member's tablet has to do with: one that goes on, or the last when no vote came after.
func seatRating(rounds []store.RatingRound, lastVote store.Round) (o store.RatingRound, g store.RatingGroup) {
	if len(rounds) == 0 {
		return o, g
	}
	last := rounds[len(rounds)-1]
	for _, x := range last.Groups {
		if x.Way == supervision.OnTablets && (last.Going() || lastVote.State != store.RoundOpen && x.BoxID > lastVote.BoxID) {
			return last, x
		}
	}
	return o, g
}
