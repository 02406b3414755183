package server

import (
	"fmt"
	"log/slog"
	"net/http"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// answered makes a handler of one that a script asks: what fails is answered as JSON.
func answered(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		if errs.KindOf(err) == "" {
			slog.ErrorContext(r.Context(), "answer script", "request", requestNumber(r), "error", err)
		}
		writeProblem(w, err)
	}
}

// seatBox tells a tablet what is voted on and under which keys.
func (s *Server) seatBox(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "box")
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.IssueBallot); err != nil {
		return err
	}
	b, err := s.db.Box(r.Context(), id)
	if err != nil {
		return err
	}
	info := boxInfoOf(b)
	if info.Mine, err = s.db.OnRoll(r.Context(), id, actor(r).MemberID); err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, info)
	return nil
}

// issueBallot signs a tablet's blinded tokens (领票).
func (s *Server) issueBallot(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "box")
	if err != nil {
		return err
	}
	var form struct {
		Blinded [][]byte `json:"blinded"`
	}
	if err := readJSON(w, r, &form); err != nil {
		return err
	}
	signed, err := s.flow.IssueBallot(r.Context(), actor(r), id, form.Blinded)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, map[string][][]byte{"signed": signed})
	return nil
}

// roundBox hands the file of a sealed box to those who may know the count, to be recounted elsewhere with
// renmian verify ballots.
func (s *Server) roundBox(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	i, err := s.itemOf(r, m)
	if err != nil {
		return err
	}
	id, err := pathID(r, "round")
	if err != nil {
		return err
	}
	rounds, err := s.db.Rounds(r.Context(), i.ID)
	if err != nil {
		return err
	}
	for _, v := range rounds {
		if v.ID != id || v.BoxID == 0 || !knowsCount(v, actor(r)) {
			continue
		}
		data, _, err := s.flow.BoxFile(r.Context(), v.BoxID)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="box-%d.json"`, v.BoxID))
		writeBox(w, data)
		return nil
	}
	return notYet
}
