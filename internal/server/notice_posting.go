package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// postings shows, of a published notice of a meeting, where the county's rules have it printed and where it was
// 〔TM-15、DZ-11〕. The congress's website is this one.
func (s *Server) postings(ctx context.Context, n store.Notice, who authz.Actor, t typed) ([]staff.Panel, error) {
	if n.PublishedAt.IsZero() || n.MeetingID == 0 {
		return nil, nil
	}
	_, rules, err := s.db.PolicyOn(ctx, n.HeldOn)
	if err != nil {
		return nil, err
	}
	posted, err := s.db.NoticePostings(ctx, n.ID)
	if err != nil {
		return nil, err
	}
	p := staff.Panel{Card: ui.Card{Title: "公布方式", ID: "postings"}, Table: ui.Table{Caption: "公布方式", HideCaption: true, Empty: "本县办法没有列公布方式。",
		Columns: []ui.Column{{Label: "公布方式"}, {Label: "日期", Narrow: true}, {Label: "登在哪里"}, {Label: "现况", Narrow: true}}}}
	var open []ui.Option
	for _, channel := range rules.Publication.Channels {
		row := ui.Row{Cells: []ui.Cell{{Text: channel}, {Text: "—"}, {Text: "—"}, {Tag: ui.Tag{State: ui.Todo, Label: "待登记"}}}}
		at := slices.IndexFunc(posted, func(x store.NoticePosting) bool { return x.Channel == channel })
		switch {
		case at >= 0:
			x := posted[at]
			row.Cells = []ui.Cell{{Text: channel}, {Text: x.PostedOn.ISO()}, {Text: x.Place, Note: x.By + "登记"}, {Tag: ui.Tag{State: ui.Done, Label: "已刊登"}}}
		case ownSite(channel):
			row.Cells = []ui.Cell{{Text: channel}, {Text: calendar.Of(n.PublishedAt).ISO()}, {Text: "本网站"}, {Tag: ui.Tag{State: ui.Done, Label: "已公布"}}}
		default:
			open = append(open, ui.Option{Value: channel, Label: channel, Chosen: t.value("posting", "channel", "") == channel})
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if len(open) > 0 && authz.Can(who, authz.NotePosting) {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: draftPath(n.ID) + "/posting"}, Buttons: []ui.Button{{Label: "登记刊登情况", Kind: ui.Plain}},
			Fields: []templ.Component{
				ui.Select{Name: "channel", Label: "公布方式", Width: ui.Medium, Options: open, Error: t.wrong("posting", "channel")},
				t.text("posting", ui.Text{Name: "posted_on", Label: "刊登日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
				t.text("posting", ui.Text{Name: "place", Label: "登在哪里", Width: ui.Wide, Hint: "如：第2版；2026年第4期。"}, "")}}}
	}
	return []staff.Panel{p}, nil
}

// ownSite reports whether a channel is the website that this program serves.
func ownSite(channel string) bool { return strings.Contains(channel, "网站") }

// notePosting records where a notice was printed.
func (s *Server) notePosting(r *http.Request, id int64) error {
	f := typedIn(r)
	p := store.NoticePosting{Channel: f.value("channel"), PostedOn: f.day("posted_on"), Place: f.value("place")}
	return f.err(func() error { return s.flow.NotePosting(r.Context(), actor(r), id, p) })
}
