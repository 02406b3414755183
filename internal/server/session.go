package server

import (
	"context"
	"net/http"
	"time"

	"renmian/internal/errs"
	"renmian/internal/store"
)

// touchEvery is how often use is noted in the session: writing the row at every request would cost
// more than the page.
const touchEvery = time.Minute

// signedIn lets only people with a live session on, and sends the others to the sign-in page.
func (s *Server) signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, live, err := s.sessionAccount(r.Context(), false)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if !live {
			s.askToSignIn(w, r)
			return
		}
		if s.offSeat(r) {
			http.Redirect(w, r, "/seat", http.StatusSeeOther)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), accountKey, a.Account))
		if a.mustChange && r.URL.Path != "/account/password" && r.URL.Path != "/logout" {
			http.Redirect(w, r, "/account/password", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type sessionState struct {
	store.Account
	mustChange bool // a password is due: the first, after a reset, or too old
}

// sessionAccount returns the account of the session, and whether the session is still good. In the
// meeting room it does not run out for want of use, and its use is not noted.
func (s *Server) sessionAccount(ctx context.Context, inRoom bool) (sessionState, bool, error) {
	if s.window != nil {
		return s.windowAccount(ctx)
	}
	if seat := s.sessions.GetInt64(ctx, sessionSeat); seat != 0 {
		return s.seatAccount(ctx, seat)
	}
	id := s.sessions.GetInt64(ctx, sessionAccount)
	if id == 0 {
		return sessionState{}, false, nil
	}
	a, err := s.db.Account(ctx, id)
	if errs.KindOf(err) == errs.NotFound {
		return sessionState{}, false, s.sessions.Destroy(ctx)
	}
	if err != nil {
		return sessionState{}, false, err
	}
	limits, err := s.db.Settings(ctx)
	if err != nil {
		return sessionState{}, false, err
	}
	now := s.db.Now()
	since, seen := time.Unix(s.sessions.GetInt64(ctx, sessionSince), 0), time.Unix(s.sessions.GetInt64(ctx, sessionSeen), 0)
	if !a.DisabledAt.IsZero() || len(a.Roles) == 0 || a.SessionEpoch != s.sessions.GetInt(ctx, sessionEpoch) ||
		now.Sub(since) >= limits.Absolute || !inRoom && now.Sub(seen) >= limits.Idle {
		return sessionState{}, false, s.sessions.Destroy(ctx)
	}
	if !inRoom && now.Sub(seen) >= touchEvery {
		s.sessions.Put(ctx, sessionSeen, now.Unix())
	}
	return sessionState{a, passwordDue(a, limits, now)}, true, nil
}

func passwordDue(a store.Account, limits store.Settings, now time.Time) bool {
	if a.Demo {
		return false
	}
	return a.MustChange ||
		limits.PasswordDays > 0 && now.Sub(a.PasswordChangedAt) >= time.Duration(limits.PasswordDays)*24*time.Hour
}

// startSession signs the account in under a new token.
func (s *Server) startSession(ctx context.Context, a store.Account) error {
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	now := s.db.Now().Unix()
	s.sessions.Put(ctx, sessionAccount, a.ID)
	s.sessions.Put(ctx, sessionEpoch, a.SessionEpoch)
	s.sessions.Put(ctx, sessionSince, now)
	s.sessions.Put(ctx, sessionSeen, now)
	return nil
}
