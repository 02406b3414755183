package server

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/ui"
)

// handle makes a handler of a function that may fail.
func (s *Server) handle(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		sub, _ := r.Context().Value(submissionKey).(*store.Submission)
		switch {
		case errors.Is(err, store.ErrRepeated):
			s.repeated(w, r, sub)
		case err != nil:
			s.fail(w, r, err)
		case sub != nil:
			if err := s.db.AnswerSubmission(r.Context(), sub, w.Header().Get("Location")); err != nil {
				slog.ErrorContext(r.Context(), "answer submission", "request", requestNumber(r), "error", err)
			}
		}
	}
}

// repeated leads a form that was sent twice to where its first sending led.
func (s *Server) repeated(w http.ResponseWriter, r *http.Request, sub *store.Submission) {
	for range 20 { // the first sending may be a moment short of its answer
		to, err := s.db.SubmissionAnswer(r.Context(), sub.AccountID, sub.Key)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if to != "" {
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	s.fail(w, r, errs.New(errs.Conflict, "这份表单刚才已经办理过一次，没有重复办理。请返回列表查看结果。"))
}

// render writes a page, whole or not at all.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	if status == http.StatusOK && asSpreadsheet(r) {
		return s.sendTables(w, r, b.Bytes())
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader who went away is no failure of ours
	return nil
}

// frame returns what the layout shows around every page. Crumbs lead from the home page to the
// parent of this one.
func (s *Server) frame(r *http.Request, title string, crumbs ...ui.Link) ui.Frame {
	county, err := s.db.County(r.Context())
	if err != nil {
		slog.ErrorContext(r.Context(), "county", "request", requestNumber(r), "error", err)
	}
	f := ui.Frame{
		Title: title,
		Site: ui.Site{Committee: county.Committee, Short: county.Short(), System: "人事任免",
			Phone: county.Telephone, Address: county.Address, Records: siteRecords(county)},
		Crumbs: crumbs,
		Path:   r.URL.RequestURI(),
	}
	if !safe(r.Method) {
		f.Path, f.Again = "/", s.reopens(referer(r))
	}
	if c, err := r.Cookie(ui.DisplayCookie); err == nil {
		f.Display = ui.ParseDisplay(c.Value)
	}
	if a := account(r); a.ID != 0 {
		who := a.Actor()
		f.User = ui.User{Name: a.Name, Role: authz.Labels(a.Roles), Links: []ui.Link{{Label: "我的账号", Href: "/account"}}}
		f.Nav = navigation(who, r.URL.Path)
		f.Export = safe(r.Method) && exports(r)
		if !authz.Can(who, authz.ViewStudy) && !who.Has(authz.RoleNominee) && s.flow.MayPractise(r.Context(), who) == nil {
			f.User.Links = append(f.User.Links, ui.Link{Label: "法律学习", Href: practicePath})
		}
		if authz.Can(who, authz.ListCases) {
			f.Search, f.Query = "/cases", r.URL.Query().Get("q")
		}
		f.Site.Home, f.Help = home(who), helpOf(r)
		f.Flash = s.sessions.PopString(r.Context(), sessionFlash)
		if s.seated(r) { // a tablet leads nowhere but back to its seat
			f.Nav, f.Crumbs, f.Search, f.Site.Home = nil, []ui.Link{{Label: "返回席位", Href: "/seat"}}, "", "/seat"
			f.User = ui.User{}
		}
	} else if r.URL.Path != "/login" {
		f.Nav = publicNavigation(r.URL.Path)
		f.Site.Records = append(f.Site.Records, ui.Link{Label: "文书核验", Href: verifyPath})
		if s.takesPetitions(r.Context()) {
			f.Site.Records = append(f.Site.Records, ui.Link{Label: "信访举报", Href: "/petition"})
		}
		f.Site.Records = append(f.Site.Records, ui.Link{Label: "工作人员登录", Href: "/login"})
	}
	return f
}

// siteRecords are the registrations a public site has to name in its footer.
func siteRecords(c store.County) []ui.Link {
	var records []ui.Link
	if c.ICP != "" {
		records = append(records, ui.Link{Label: c.ICP, Href: "https://beian.miit.gov.cn/"})
	}
	if c.PoliceRecord != "" {
		records = append(records, ui.Link{Label: c.PoliceRecord})
	}
	if c.SiteCode != "" {
		records = append(records, ui.Link{Label: "网站标识码：" + c.SiteCode})
	}
	return records
}

// flash keeps one sentence for the next page.
func (s *Server) flash(r *http.Request, text string) {
	s.sessions.Put(r.Context(), sessionFlash, text)
}

// seeOther sends the browser on after a change.
func seeOther(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// pathID reads a row's id from the address.
func pathID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(chi.URLParam(r, name), 10, 64)
	if err != nil || id <= 0 {
		return 0, errs.New(errs.NotFound, "地址有误，请从列表重新进入。")
	}
	return id, nil
}

// problems turns a refused form's error into messages for the page.
func problems(err error) ui.Problems {
	var ps ui.Problems
	for _, f := range errs.Fields(err) {
		ps = append(ps, ui.Problem{Name: f.Name, Message: f.Message})
	}
	if ps == nil {
		for _, reason := range errs.Reasons(err) {
			ps = append(ps, ui.Problem{Message: reason})
		}
	}
	return ps
}

// formID reads an optional id chosen in a form; zero when nothing was chosen.
func formID(r *http.Request, name string) int64 {
	id, err := strconv.ParseInt(r.PostFormValue(name), 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// formVersion reads the version a form carries back.
func formVersion(r *http.Request) int { return formNumber(r, "version") }

// formNumber reads a number that the page itself put into a form; zero when there is none.
func formNumber(r *http.Request, name string) int {
	n, _ := strconv.Atoi(r.PostFormValue(name))
	return n
}

// localPath returns the address when it leads to a page of this server, else "".
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(address, "//") || strings.Contains(address, `\`) {
		return ""
	}
	return address
}

// withQuery returns a path with parameters, leaving out the empty ones.
func withQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// minute shows an instant in China to the minute; "" for the zero time.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.Of(t).String() + t.In(calendar.Zone).Format(" 15:04")
}

// display keeps the chosen type size and contrast in a cookie and goes back.
func (s *Server) display(w http.ResponseWriter, r *http.Request) error {
	back := localPath(r.URL.Query().Get("back"))
	if back == "" {
		back = "/"
	}
	http.SetCookie(w, &http.Cookie{Name: ui.DisplayCookie, Value: ui.ParseDisplay(r.URL.Query().Get("set")).String(),
		Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
	return seeOther(w, r, back)
}
