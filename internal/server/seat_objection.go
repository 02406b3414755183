package server

import (
	"net/http"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// seatObjection is where a member objects to the count of the last vote, whose tablet perhaps did not find
// its ballot in the opened box.
func (s *Server) seatObjection(w http.ResponseWriter, r *http.Request) error {
	return s.showSeatObjection(w, r, http.StatusOK, typed{})
}

func (s *Server) showSeatObjection(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	page := chamber.SeatObjectionPage{Problems: t.problems, Form: ui.Form{Action: "/seat/objection", Key: formKey()},
		Area: t.area("objection", ui.Area{Name: "objection", Label: "哪里不符", Rows: 4, Hint: "例如“平板自查没有找到我的票”。不要写自己或者他人怎样投票。"}, "")}
	if page.Seat, err = s.seatFrame(r, v, "书面异议", chamber.TabVote); err != nil {
		return err
	}
	page.Seat.Frame.Invalid = len(t.problems) > 0
	for _, i := range v.items {
		if i.ID == v.last.ItemID {
			page.Item = itemNumber(i) + " " + i.Title
		}
	}
	mine, objected := v.last.Objected(actor(r).MemberID)
	switch {
	case !objectable(v.last):
		page.Say = "现在没有可以提出异议的计票。计票完成以后、宣布结果以前，可以在这里提出。"
	case objected && mine.Decision == store.Undecided:
		page.Say = "您的书面异议已经送到主持人，请等候决定。"
	}
	return s.render(w, r, status, chamber.SeatObjection(page))
}

// objectable reports whether the count of a round is out and not announced.
func objectable(v store.Round) bool {
	return v.State == store.RoundCounted || v.State == store.RoundOpen && v.Phase == ballot.PhaseSealed
}

// fileSeatObjection takes it (提出计票异议).
func (s *Server) fileSeatObjection(w http.ResponseWriter, r *http.Request) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	if !objectable(v.last) {
		return errs.New(errs.Conflict, "现在没有可以提出异议的计票，请返回议程。")
	}
	err = s.flow.FileObjection(r.Context(), actor(r), v.last.ItemID, v.last.ID, r.PostFormValue("objection"))
	if errs.KindOf(err) == errs.Invalid {
		return s.showSeatObjection(w, r, http.StatusUnprocessableEntity, refused(r, "objection", err))
	} else if err != nil {
		return err
	}
	return seeOther(w, r, "/seat/objection")
}
