package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// chairsMinutes words the minutes from what was decided.
func (s *Server) chairsMinutes(ctx context.Context, m store.ChairsMeeting) (document.Document, error) {
	county, err := s.county(ctx)
	if err != nil {
		return document.Document{}, err
	}
	county.Term = m.Term
	items, err := s.db.ChairsItems(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	var cases []document.ChairsDecision
	for _, i := range items {
		if i.Decision != "" {
			cases = append(cases,
				document.ChairsDecision{Item: workflow.DecisionOf(i.Case), Decision: chairsDecisions[i.Decision], Reason: i.Opinion, Speaks: i.Speaks})
		}
	}
	list := func(names string) []string {
		if names == "" {
			return nil
		}
		return strings.Split(names, "、")
	}
	return document.ChairsMinutes(county, m.Number, m.HeldOn, m.Place, m.Presider, list(m.Attendees), list(m.Observers), cases), nil
}

// editChairsMinutes shows the draft of the minutes.
func (s *Server) editChairsMinutes(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	return s.showChairsMinutes(w, r, http.StatusOK, m, typed{})
}

func (s *Server) showChairsMinutes(w http.ResponseWriter, r *http.Request, status int, m store.ChairsMeeting, t typed) error {
	if err := authz.Check(actor(r), authz.WriteChairsMinutes); err != nil {
		return err
	}
	text := m.Minutes
	if text == "" {
		d, err := s.chairsMinutes(r.Context(), m)
		if err != nil {
			return err
		}
		text = d.Body()
	}
	page := staff.BoardPage{Frame: s.frame(r, "主任会议纪要", chairsCrumb, ui.Link{Label: chairsTitle(m), Href: chairsPath(m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Title: "主任会议纪要", Lead: "初稿由各案的决定生成，核对修改后保存。"}}
	page.Frame.Invalid = status == http.StatusUnprocessableEntity
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{{Form: ui.Form{Action: chairsPath(m.ID) + "/minutes", Version: version(m.Version), Guard: true},
		Fields: []templ.Component{
			t.area("minutes", ui.Area{Name: "minutes", Label: "纪要正文", Rows: 18}, text),
		},
		Buttons: []ui.Button{{Label: "保存纪要"}}}}}}
	return s.render(w, r, status, staff.Board(page))
}

// writeChairsMinutes keeps the minutes (起草主任会议纪要).
func (s *Server) writeChairsMinutes(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	err = s.flow.WriteChairsMinutes(r.Context(), actor(r), m.ID, formVersion(r), unixLines(r.PostFormValue("minutes")))
	return s.answer(w, r, "minutes", err, "纪要已保存。", chairsPath(m.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showChairsMinutes(w, r, status, m, t)
	})
}

// printChairsMinutes shows the minutes as an official paper.
func (s *Server) printChairsMinutes(w http.ResponseWriter, r *http.Request) error {
	m, err := s.chairsMeetingOf(r)
	if err != nil {
		return err
	}
	d, err := s.chairsMinutes(r.Context(), m)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: chairsTitle(m), Href: chairsPath(m.ID)}, worded(d, m.Minutes))
}

// worded is a paper with the text as people edited it, when they did.
func worded(d document.Document, text string) document.Document {
	if text == "" {
		return d
	}
	d.Blocks = nil
	for _, line := range strings.Split(text, "\n") {
		style := document.Para
		if headline(line) {
			style = document.Head
		}
		d.Blocks = append(d.Blocks, document.Block{Style: style, Text: line})
	}
	return d
}

// headline reports whether a line is a heading of its own: 二、审议情况
func headline(line string) bool {
	number, rest, ok := strings.Cut(line, "、")
	return ok && len([]rune(rest)) <= 12 && !strings.HasSuffix(rest, "。") && strings.Trim(number, "一二三四五六七八九十") == "" && number != ""
}

// unixLines reads a text field as it was typed, with plain ends of lines.
func unixLines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
