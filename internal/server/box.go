package server

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/workflow"
)

// Casting a ballot, and looking at the opened box. Nobody is known here: no session, no middleware, no
// address, no line in a log. What belongs to a member's session is in ballot.go.

const ballotForm = 256 << 10 // of as many ballots, or blinded tokens, as a box has papers

// atBox tells the requests that no middleware may touch.
func atBox(path string) bool {
	return strings.HasPrefix(path, "/box/") || strings.HasPrefix(path, "/sealed/") || strings.HasPrefix(path, "/ask/")
}

// castBallot takes a member's ballots without knowing the member (投票). It answers 204 once they are safe
// on disk.
func (s *Server) castBallot(w http.ResponseWriter, r *http.Request) {
	defer quietly(w)
	var form struct {
		Slips []ballot.Slip `json:"slips"`
	}
	id, err := pathID(r, "box")
	if err == nil {
		err = readJSON(w, r, &form)
	}
	if err == nil {
		err = s.flow.Cast(r.Context(), id, form.Slips)
	}
	w.Header().Set("Cache-Control", "no-store")
	if err == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	writeProblem(w, err)
}

// checklist answers with the hashes of the opened box among which every tablet looks for its own ballots;
// who asks is not known, and how anybody chose cannot be told from the answer.
func (s *Server) checklist(w http.ResponseWriter, r *http.Request) { s.sendBox(w, r, s.flow.Checklist) }

// announcedBox answers with the whole file of the box, once the result is no secret any more.
func (s *Server) announcedBox(w http.ResponseWriter, r *http.Request) {
	s.sendBox(w, r, s.flow.AnnouncedBox)
}

func (s *Server) sendBox(w http.ResponseWriter, r *http.Request, read func(ctx context.Context, boxID int64) ([]byte, error)) {
	defer quietly(w)
	id, err := pathID(r, "box")
	var data []byte
	if err == nil {
		data, err = read(r.Context(), id)
	}
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		writeProblem(w, err)
		return
	}
	writeBox(w, data)
}

func writeBox(w http.ResponseWriter, data []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(data)))
	_, _ = w.Write(data)
}

// quietly ends a panic without a line in any log: the standard one names the other side's address.
func quietly(w http.ResponseWriter) {
	if recover() != nil {
		writeProblem(w, nil)
	}
}

// writeProblem answers with the sentence for the member, and for a ballot not taken with the reason that
// the tablet goes by. What went wrong inside is kept to itself; the tablet sends again.
func writeProblem(w http.ResponseWriter, err error) {
	var p struct {
		Message string `json:"message"`
		Reason  string `json:"reason,omitempty"`
	}
	status, known := statusOf[errs.KindOf(err)]
	if p.Message = errs.Message(err); !known {
		status, p.Message = http.StatusServiceUnavailable, "系统正忙，正在重试。"
	}
	switch {
	case errors.Is(err, workflow.ErrEarlyBallot):
		p.Reason = "early"
	case errors.Is(err, workflow.ErrLateBallot):
		p.Reason = "late"
	case errors.Is(err, workflow.ErrVoidBallot):
		p.Reason = "void"
	case errors.Is(err, workflow.ErrOtherChoice):
		p.Reason = "conflict"
	}
	writeJSON(w, status, p)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// readJSON reads a small body of a known form.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, ballotForm))
	body.DisallowUnknownFields()
	if body.Decode(into) != nil || body.More() {
		return errs.New(errs.Invalid, "收到的内容不完整，没有计入；请重新载入页面后再试。")
	}
	return nil
}
