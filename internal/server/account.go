package server

import (
	"cmp"
	"net/http"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/web/staff"
	"renmian/web/ui"
)

var accountCrumb = ui.Link{Label: "我的账号", Href: "/account"}

// accountPage shows one's own account.
func (s *Server) accountPage(w http.ResponseWriter, r *http.Request) error {
	a := account(r)
	return s.render(w, r, http.StatusOK, staff.Account(staff.AccountPage{
		Frame: s.frame(r, "我的账号"),
		Summary: ui.Summary{
			{Key: "姓名", Value: a.Name},
			{Key: "用户名", Value: a.Username},
			{Key: "角色", Value: authz.Labels(a.Roles)},
			{Key: "本次登录", Value: minute(a.LastSignInAt)},
			{Key: "上次修改密码", Value: cmp.Or(minute(a.PasswordChangedAt), "未修改过"), Change: "/account/password"},
		},
	}))
}

func (s *Server) passwordPage(w http.ResponseWriter, r *http.Request) error {
	return s.showPassword(w, r, http.StatusOK, nil)
}

func (s *Server) showPassword(w http.ResponseWriter, r *http.Request, status int, ps ui.Problems) error {
	settings, err := s.db.Settings(r.Context())
	if err != nil {
		return err
	}
	page := staff.PasswordPage{Frame: s.frame(r, "修改密码", accountCrumb), Problems: ps,
		Due: passwordDue(account(r), settings, s.db.Now()), Complex: settings.ComplexPassword, Username: account(r).Username}
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.Password(page))
}

// changePassword replaces one's own password (修改密码).
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	var err error
	if password != r.PostFormValue("password_again") {
		err = errs.Form(errs.Field{Name: "password_again", Message: "两次输入的新密码不一致，请重新输入。"})
	}
	a := account(r)
	if err == nil {
		a, err = s.flow.ChangePassword(r.Context(), actor(r), r.PostFormValue("old"), password)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showPassword(w, r, http.StatusUnprocessableEntity, problems(err))
	} else if err != nil {
		return err
	}
	if err := s.startSession(r.Context(), a); err != nil {
		return err
	}
	s.flash(r, "密码已修改，其他设备上的登录已全部退出。")
	return seeOther(w, r, home(actor(r)))
}

// signOutAll ends one's sessions everywhere (退出全部登录).
func (s *Server) signOutAll(w http.ResponseWriter, r *http.Request) error {
	if err := s.flow.SignOutAll(r.Context(), actor(r)); err != nil {
		return err
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return seeOther(w, r, "/login")
}
