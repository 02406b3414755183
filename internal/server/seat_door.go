package server

import (
	"fmt"
	"net/http"

	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
)

func place(s store.Seat) string {
	if s.Number == 0 {
		return "席位"
	}
	return fmt.Sprintf("%d 号席", s.Number)
}

// seatDoor asks for the password of the seat whose card was scanned.
func (s *Server) seatDoor(w http.ResponseWriter, r *http.Request) error {
	return s.showDoor(w, r, http.StatusOK, chamber.SeatLoginPage{Code: r.URL.Query().Get("c")})
}

func (s *Server) showDoor(w http.ResponseWriter, r *http.Request, status int, page chamber.SeatLoginPage) error {
	page.Frame = s.chamberFrame(r, "席位登录")
	page.Frame.Invalid = len(page.Problems) > 0
	if page.Code == "" {
		return s.render(w, r, status, chamber.SeatLogin(page))
	}
	seat, err := s.db.SeatByCode(r.Context(), page.Code)
	if errs.KindOf(err) == errs.NotFound || err == nil && seat.Phase == meeting.Closed {
		return errs.New(errs.NotFound, "席卡无效。请扫描桌上本次会议的席卡，或请会务人员处理。")
	}
	if err != nil {
		return err
	}
	page.Name, page.Place = seat.Name, place(seat)
	device, err := s.db.DeviceByToken(r.Context(), s.deviceToken(r))
	if errs.KindOf(err) == errs.NotFound || err == nil && !device.RevokedAt.IsZero() {
		page.Guest, err = true, nil
	}
	if err != nil {
		return err
	}
	return s.render(w, r, status, chamber.SeatLogin(page))
}

// enterSeat signs a member in at their seat (席位登录).
func (s *Server) enterSeat(w http.ResponseWriter, r *http.Request) error {
	page := chamber.SeatLoginPage{Code: r.PostFormValue("c")}
	seat, err := s.flow.EnterSeat(r.Context(), s.deviceToken(r), page.Code, r.PostFormValue("pin"))
	switch errs.KindOf(err) {
	case errs.Invalid:
		page.Problems = problems(err)
		return s.showDoor(w, r, http.StatusUnprocessableEntity, page)
	case errs.Conflict:
		page.Refused = errs.Message(err)
		return s.showDoor(w, r, http.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	if err := s.startSeat(r.Context(), seat); err != nil {
		return err
	}
	return seeOther(w, r, "/seat")
}

// devicePage offers to register the tablet that scanned the code.
func (s *Server) devicePage(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, http.StatusOK, chamber.SeatDevice(chamber.SeatDevicePage{Frame: s.chamberFrame(r, "登记平板"), Code: r.URL.Query().Get("c")}))
}

// registerDevice makes this browser a tablet of the house (登记平板).
func (s *Server) registerDevice(w http.ResponseWriter, r *http.Request) error {
	page := chamber.SeatDevicePage{Frame: s.chamberFrame(r, "登记平板")}
	if d, err := s.db.DeviceByToken(r.Context(), s.deviceToken(r)); err == nil && d.RevokedAt.IsZero() {
		page.Label = d.Label
		return s.render(w, r, http.StatusOK, chamber.SeatDevice(page))
	}
	token, d, err := s.flow.RegisterDevice(r.Context(), r.PostFormValue("c"))
	if errs.KindOf(err) == errs.NotFound {
		page.Refused = errs.Message(err)
		return s.render(w, r, http.StatusNotFound, chamber.SeatDevice(page))
	}
	if err != nil {
		return err
	}
	s.keepDevice(w, token)
	page.Label = d.Label
	return s.render(w, r, http.StatusOK, chamber.SeatDevice(page))
}
