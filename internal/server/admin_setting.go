package server

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
)

func (s *Server) settingsPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ChangeSetting); err != nil {
		return err
	}
	now, err := s.db.Settings(r.Context())
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, staff.SettingsPage{Idle: strconv.Itoa(int(now.Idle / time.Minute)),
		Absolute: strconv.Itoa(int(now.Absolute / time.Hour)), PasswordDays: strconv.Itoa(now.PasswordDays),
		Complex: now.ComplexPassword, SeatSignIn: now.SeatSignIn, KeepTokens: strconv.Itoa(int(now.KeepTokens / (24 * time.Hour)))})
}

func (s *Server) showSettings(w http.ResponseWriter, r *http.Request, status int, page staff.SettingsPage) error {
	page.Frame = s.frame(r, "设置")
	page.Frame.Invalid = len(page.Problems) > 0
	return s.render(w, r, status, staff.Settings(page))
}

// changeSettings replaces the limits of sign-in (修改设置).
func (s *Server) changeSettings(w http.ResponseWriter, r *http.Request) error {
	page := staff.SettingsPage{Idle: r.PostFormValue("idle"), Absolute: r.PostFormValue("absolute"), PasswordDays: r.PostFormValue("password_days"),
		Complex: r.PostFormValue("complex") != "", SeatSignIn: r.PostFormValue("seat_sign_in") != "", KeepTokens: r.PostFormValue("keep_token_days")}
	err := s.flow.ChangeSettings(r.Context(), actor(r), store.Settings{Idle: time.Duration(number(page.Idle)) * time.Minute,
		Absolute: time.Duration(number(page.Absolute)) * time.Hour, PasswordDays: number(page.PasswordDays),
		ComplexPassword: page.Complex, SeatSignIn: page.SeatSignIn, KeepTokens: time.Duration(number(page.KeepTokens)) * 24 * time.Hour})
	if errs.KindOf(err) == errs.Invalid {
		page.Problems = problems(err)
		return s.showSettings(w, r, http.StatusUnprocessableEntity, page)
	} else if err != nil {
		return err
	}
	s.flash(r, "设置已修改，立即生效。")
	return seeOther(w, r, "/admin/settings")
}

// number reads a whole number as typed; -1, which no limit allows, when it is none.
func number(typed string) int {
	n, err := strconv.Atoi(document.HalfWidth(typed))
	if err != nil {
		return -1
	}
	return n
}

// decimal reads a number with decimals, in full or half width.
func decimal(typed string) (float64, error) {
	return strconv.ParseFloat(strings.ReplaceAll(document.HalfWidth(typed), "。", "."), 64)
}
