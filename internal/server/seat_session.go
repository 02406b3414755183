package server

import (
	"context"
	"net/http"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// Keys of the session of a seat.
const (
	sessionSeat  = "seat"
	sessionPlace = "seat_epoch"
)

// deviceLife is how long a tablet stays registered; browsers keep no cookie longer.
const deviceLife = 400 * 24 * time.Hour

// inRoom lets members on to the pages of their tablets, with the session of a seat or their own. Neither
// runs out for want of use, and no row of it is written: a write beside the casting of ballots would
// tell who was at their tablet when.
func (s *Server) inRoom(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, live, err := s.sessionAccount(r.Context(), true)
		switch {
		case err != nil:
			s.fail(w, r, err)
			return
		case !live && safe(r.Method):
			http.Redirect(w, r, "/seat/login", http.StatusSeeOther)
			return
		case !live:
			s.fail(w, r, errs.New(errs.Forbidden, "席位登录已经结束，请重新扫描席卡。"))
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), accountKey, a.Account)))
	})
}

// seatAccount returns the account of a seat's session, narrowed to what a member does in the room.
func (s *Server) seatAccount(ctx context.Context, id int64) (sessionState, bool, error) {
	seat, err := s.db.Seat(ctx, id)
	if errs.KindOf(err) == errs.NotFound {
		return sessionState{}, false, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return sessionState{}, false, err
	}
	a, err := s.db.Account(ctx, seat.AccountID)
	if err != nil {
		return sessionState{}, false, err
	}
	since := time.Unix(s.sessions.GetInt64(ctx, sessionSince), 0)
	if seat.Epoch != s.sessions.GetInt(ctx, sessionPlace) || seat.Revoked || seat.Phase == meeting.Closed ||
		!a.DisabledAt.IsZero() || a.SessionEpoch != s.sessions.GetInt(ctx, sessionEpoch) || s.db.Now().Sub(since) >= maxSession {
		return sessionState{}, false, s.sessions.Destroy(ctx)
	}
	a.Roles = []authz.Role{authz.RoleMember}
	return sessionState{Account: a}, true, nil
}

// startSeat signs a member in at their seat under a new token.
func (s *Server) startSeat(ctx context.Context, seat store.Seat) error {
	a, err := s.db.Account(ctx, seat.AccountID)
	if err != nil {
		return err
	}
	if err := s.startSession(ctx, a); err != nil {
		return err
	}
	s.sessions.Remove(ctx, sessionAccount)
	s.sessions.Put(ctx, sessionSeat, seat.ID)
	s.sessions.Put(ctx, sessionPlace, seat.Epoch)
	return nil
}

// seated reports whether the request comes with the session of a seat.
func (s *Server) seated(r *http.Request) bool {
	return s.sessions.GetInt64(r.Context(), sessionSeat) != 0
}

// offSeat reports whether a page is closed to the session of a seat: it opens the tablet's pages and
// those of the meeting, and nothing else of what the account may do.
func (s *Server) offSeat(r *http.Request) bool {
	return s.seated(r) && !strings.HasPrefix(r.URL.Path, "/meetings/") && !strings.HasPrefix(r.URL.Path, "/seat/") && r.URL.Path != "/logout"
}

func (s *Server) deviceCookie() string {
	if s.secure {
		return "__Host-device"
	}
	return "device"
}

// deviceToken is what the tablet shows of itself, "" when it is none of the house.
func (s *Server) deviceToken(r *http.Request) string {
	c, err := r.Cookie(s.deviceCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

func (s *Server) keepDevice(w http.ResponseWriter, token string) {
	http.SetCookie(w, &http.Cookie{Name: s.deviceCookie(), Value: token, Path: "/", MaxAge: int(deviceLife / time.Second),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}
