package server

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// heldPrefix marks fields of a form that was sent after its session had ended; they travel through
// the sign-in page and are offered again after it.
const heldPrefix = "held."

// askToSignIn leads to the sign-in page. A page asked for is opened afterwards; a form that was sent
// is kept in the sign-in page itself, because without a session there is no one to store it for.
func (s *Server) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if safe(r.Method) {
		http.Redirect(w, r, withQuery("/login", "back", r.URL.RequestURI(), "expired", s.expired(r)), http.StatusSeeOther)
		return
	}
	page := staff.LoginPage{Notice: "登录已超时。请重新登录，刚才填写的内容还在。", Back: r.URL.RequestURI()}
	err := parseForm(w, r, heldForm, heldForm)
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
		page.Notice = "登录已超时。请重新登录，刚才填写的文字还在，附件需要重新选择。"
	}
	if err != nil {
		page.Notice, page.Back = "登录已超时，内容过大，未能保留。请重新登录后再办。", ""
	} else {
		page.Held = heldFields(r.PostForm)
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
			page.Held = append(page.Held, ui.Hidden{Name: "files", Value: "1"})
		}
	}
	if err := s.showLogin(w, r, http.StatusForbidden, page); err != nil {
		s.fail(w, r, err)
	}
}

// expired tells the sign-in page that there was a session before.
func (s *Server) expired(r *http.Request) string {
	if c, err := r.Cookie(s.sessions.Cookie.Name); err == nil && c.Value != "" {
		return "1"
	}
	return ""
}

// secretFields are the names that password fields have in every form.
var secretFields = []string{"password", "password_again", "old"}

// heldFields keeps a form's values, in a fixed order and without secrets.
func heldFields(form url.Values) []ui.Hidden {
	var held []ui.Hidden
	for name, values := range form {
		if slices.Contains(secretFields, name) {
			continue
		}
		for _, v := range values {
			held = append(held, ui.Hidden{Name: heldPrefix + name, Value: v})
		}
	}
	slices.SortStableFunc(held, func(a, b ui.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return held
}

// texts are the values of a form that are words and not numbers, days or choices, which mean nothing
// without their labels.
func texts(fields []ui.Hidden) []string {
	var all []string
	for _, f := range fields {
		if strings.ContainsFunc(f.Value, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
			all = append(all, f.Value)
		}
	}
	return all
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	page := staff.LoginPage{Back: localPath(r.URL.Query().Get("back"))}
	if r.URL.Query().Get("expired") != "" {
		page.Notice = "登录已超时，请重新登录。"
	}
	a, live, err := s.sessionAccount(r.Context(), true)
	if err != nil {
		return err
	}
	if live {
		page.SignedIn = ui.Link{Label: a.Name, Href: home(a.Actor())}
	}
	return s.showLogin(w, r, http.StatusOK, page)
}

func (s *Server) showLogin(w http.ResponseWriter, r *http.Request, status int, page staff.LoginPage) error {
	demo, err := s.db.DemoAccounts(r.Context())
	if err != nil {
		return err
	}
	if page.Demo, err = s.demoAccounts(r.Context(), demo); err != nil {
		return err
	}
	page.Rehearsal = s.rehearsalLink()
	page.Frame = s.frame(r, "登录")
	page.Frame.Invalid = len(page.Problems) > 0
	page.Frame.Path = "/login"
	return s.render(w, r, status, staff.Login(page))
}

// demoAccounts groups the demonstration accounts by what they may do; those whose roles wait for the security
// officer may do nothing yet.
func (s *Server) demoAccounts(ctx context.Context, all []store.Account) ([]staff.DemoGroup, error) {
	if len(all) == 0 {
		return nil, nil
	}
	organs, err := s.db.Organs(ctx, true)
	if err != nil {
		return nil, err
	}
	var groups []staff.DemoGroup
	for _, a := range all {
		capacity, name := authz.Labels(a.Roles), a.Name
		if at := slices.IndexFunc(organs, func(o store.Organ) bool { return o.ID == a.OrganID }); at >= 0 {
			capacity, name = "提请机关经办人", organs[at].Name+" "+a.Name
		}
		if capacity == "" {
			continue
		}
		at := slices.IndexFunc(groups, func(g staff.DemoGroup) bool { return g.Capacity == capacity })
		if at < 0 {
			groups = append(groups, staff.DemoGroup{Capacity: capacity})
			at = len(groups) - 1
		}
		groups[at].Accounts = append(groups[at].Accounts, staff.DemoAccount{Username: a.Username, Name: name})
	}
	return groups, nil
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	page := staff.LoginPage{Username: r.PostFormValue("username"), Back: localPath(r.PostFormValue("back"))}
	for name, values := range r.PostForm {
		if strings.HasPrefix(name, heldPrefix) || name == "files" {
			for _, v := range values {
				page.Held = append(page.Held, ui.Hidden{Name: name, Value: v})
			}
		}
	}
	a, err := s.flow.SignIn(r.Context(), page.Username, r.PostFormValue("password"))
	if errs.KindOf(err) == errs.Invalid {
		page.Problems = problems(err)
		return s.showLogin(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	if err := s.startSession(r.Context(), a); err != nil {
		return err
	}
	switch {
	case len(page.Held) > 0 && page.Back != "":
		return s.offerAgain(w, r, page)
	case page.Back != "" && page.Back != "/":
		return seeOther(w, r, page.Back)
	}
	return seeOther(w, r, home(a.Actor()))
}

// offerAgain shows the form that the ended session had cut off, ready to be sent.
func (s *Server) offerAgain(w http.ResponseWriter, r *http.Request, from staff.LoginPage) error {
	page := staff.ResumePage{Frame: s.frame(r, "继续办理"), Action: from.Back}
	for _, h := range from.Held {
		if h.Name == "files" {
			page.Files = true
			continue
		}
		name := strings.TrimPrefix(h.Name, heldPrefix)
		page.Fields = append(page.Fields, ui.Hidden{Name: name, Value: h.Value})
	}
	slices.SortStableFunc(page.Fields, func(a, b ui.Hidden) int { return strings.Compare(a.Name, b.Name) })
	page.Typed = texts(page.Fields)
	return s.render(w, r, http.StatusOK, staff.Resume(page))
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.flow.SignOut(r.Context(), actor(r)); err != nil {
		return err
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return seeOther(w, r, "/login")
}
