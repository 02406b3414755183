package server

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// Window is one of the browsers side by side on the page 试一次表决, where one person holds a vote alone: a
// server on a port of its own, so that each has its own cookies' name, storage and connections, at which
// one account of the demonstration county is signed in without being asked. Only accounts marked as
// demonstration are, and only servers made with a Window do it.
type Window struct {
	Title string // 会务控制台
	Who   string // what its person does
	As    string // user name; empty for a screen that nobody signs in at
	Page  string // below the meeting's address, or an address of its own
	Wide  bool   // takes half of the page's width
	Port  int

	PagePort int // of the page that it stands in
}

// rehearsal shows the windows around the meeting that sits.
func (s *Server) rehearsal(w http.ResponseWriter, r *http.Request) error {
	if len(s.windows) == 0 {
		return s.notFound(w, r)
	}
	all, err := s.db.Meetings(r.Context(), store.MeetingKey{}, true, 20)
	if err != nil {
		return err
	}
	page := chamber.RehearsalPage{Frame: s.chamberFrame(r, "试一次表决").Live()}
	page.Frame.Refresh = "" // the windows would begin anew
	page.Frame.Sheets = []string{"css/rehearsal.css"}
	ip := net.ParseIP(hostname(r))
	page.Away = hostname(r) != "localhost" && (ip == nil || !ip.IsLoopback())
	for _, m := range all {
		if m.Phase == meeting.Open && !page.Away {
			page.Meeting, page.Live = meetingTitle(m), fmt.Sprintf("/rehearsal/%d/live", m.ID)
			s.lay(r, m, &page)
			if page.Guide, err = s.guide(r, m.ID); err != nil {
				return err
			}
			break
		}
	}
	w.Header().Set("Content-Security-Policy", contentPolicy+"; frame-src "+strings.Join(page.Origins, " "))
	return s.render(w, r, http.StatusOK, chamber.Rehearsal(page))
}

// lay puts the windows on the page.
func (s *Server) lay(r *http.Request, m store.Meeting, page *chamber.RehearsalPage) {
	for n, x := range s.windows {
		origin := "http://" + net.JoinHostPort(hostname(r), fmt.Sprint(x.Port))
		start := x.Page
		if !strings.HasPrefix(start, "/") {
			start = meetingPath(m.ID) + "/" + start
		}
		page.Origins = append(page.Origins, origin)
		page.Windows = append(page.Windows, chamber.RehearsalWindow{ID: windowID(n), Title: x.Title, Who: x.Who, Href: origin + start, Wide: x.Wide})
	}
}

// hostname is the host of the request as the browser names it.
func hostname(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return r.Host
}

// windowAccount is who is signed in at a window.
func (s *Server) windowAccount(ctx context.Context) (sessionState, bool, error) {
	if s.window.As == "" {
		return sessionState{}, false, nil
	}
	a, err := s.db.AccountByUsername(ctx, s.window.As)
	if errs.KindOf(err) == errs.NotFound {
		return sessionState{}, false, nil
	}
	return sessionState{Account: a}, a.Demo && a.DisabledAt.IsZero(), err
}

// framing is the content policy of an answer: a window may stand in the page of its rehearsal, every
// other page in none.
func (s *Server) framing(r *http.Request) string {
	if s.window == nil {
		return contentPolicy
	}
	return strings.Replace(contentPolicy, "frame-ancestors 'none'", "frame-ancestors "+s.rehearsalPage(r), 1)
}

func (s *Server) rehearsalPage(r *http.Request) string {
	return "http://" + net.JoinHostPort(hostname(r), fmt.Sprint(s.window.PagePort))
}

// within are the pages in which a file may be shown: this site's own, and around a window its rehearsal.
func (s *Server) within(r *http.Request) string {
	if s.window == nil {
		return "'self'"
	}
	return "'self' " + s.rehearsalPage(r)
}

// rehearsalLink leads to the page where there is one.
func (s *Server) rehearsalLink() ui.Link {
	if len(s.windows) == 0 {
		return ui.Link{}
	}
	return ui.Link{Label: "试一次表决", Href: "/rehearsal"}
}
