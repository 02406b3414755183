package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"renmian/internal/errs"
	"renmian/web/staff"
	"renmian/web/ui"
)

var statusOf = map[errs.Kind]int{
	errs.Invalid: http.StatusUnprocessableEntity, errs.NotFound: http.StatusNotFound,
	errs.Forbidden: http.StatusForbidden, errs.Conflict: http.StatusConflict,
}

var titleOf = map[errs.Kind]string{
	errs.Invalid: "填写有误", errs.NotFound: "没有找到", errs.Forbidden: "无权办理", errs.Conflict: "现在还不能办理",
}

// fail shows why a request was not carried out and what to do next. An internal error keeps its
// details in the log, under the request number that the page shows.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is there to read it
	}
	kind := errs.KindOf(err)
	page := staff.ErrorPage{Title: titleOf[kind], Reasons: errs.Reasons(err)}
	status := statusOf[kind]
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		status = http.StatusRequestEntityTooLarge
		page.Title, page.Reasons = "内容过大", []string{"提交的内容超过上限，请删减文字或分几次上传文件。"}
	} else if kind == "" {
		status = http.StatusInternalServerError
		page.Title, page.Reasons = "系统出错", []string{"这次没有办成，已经填写的内容没有保存。请稍候重试；仍然不行，请把请求编号告诉系统管理员。"}
		page.Number = requestNumber(r)
		slog.ErrorContext(r.Context(), "request failed", "request", requestNumber(r), "error", err)
	}
	page.Frame = s.frame(r, page.Title)
	if kind == errs.Conflict {
		page.Typed = texts(heldFields(r.PostForm))
		if len(page.Typed) > 0 {
			page.Frame.Again = "" // what was typed stands only here: a reload must not lose it
		}
	}
	page.Back = ui.Link{Label: "回到首页", Href: home(actor(r))}
	if from := s.reopens(referer(r)); from != "" {
		page.Back = ui.Link{Label: "返回上一页", Href: from}
	}
	if err := s.render(w, r, status, staff.Error(page)); err != nil {
		slog.ErrorContext(r.Context(), "render error page", "request", requestNumber(r), "error", err)
		http.Error(w, "系统出错，请稍候重试。", http.StatusInternalServerError)
	}
}

// referer returns the page of this server the request came from, "" when there is none.
func referer(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == r.URL.Path && safe(r.Method) {
		return ""
	}
	return localPath(u.RequestURI())
}

// reopens returns the address that shows the page again: where a form came back with its errors, the browser is at an
// address that only takes what is sent, and the page is the nearest one above it. "" when there is none but the home page.
func (s *Server) reopens(address string) string {
	for address != "" {
		page, _, _ := strings.Cut(address, "?")
		if s.inside.Match(chi.NewRouteContext(), http.MethodGet, page) {
			return address
		}
		address = page[:strings.LastIndexByte(page, '/')]
	}
	return ""
}

func (s *Server) notFound(http.ResponseWriter, *http.Request) error {
	return errs.New(errs.NotFound, "没有这个页面。请检查地址，或从首页重新进入。")
}

func (s *Server) methodNotAllowed(w http.ResponseWriter, r *http.Request) error {
	return errs.New(errs.NotFound, "这个地址不能直接打开，请从页面上的按钮办理。")
}

// healthz says that the process answers.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n"))
}

// readyz says that the database answers too.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := s.db.Ping(r.Context()); err != nil {
		slog.ErrorContext(r.Context(), "not ready", "error", err)
		http.Error(w, "database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}
