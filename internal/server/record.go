package server

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// recordLimit is more than happens at a meeting of one day.
const recordLimit = 1000

// showRecord is the run record of a meeting (会议进程): every press, with who and when.
func (s *Server) showRecord(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.ViewScript); err != nil {
		return err
	}
	events, err := s.db.MeetingHistory(r.Context(), m.ID, recordLimit)
	if err != nil {
		return err
	}
	items, err := s.db.Items(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page := s.board(r, m, "会议进程", t)
	page.Heading.Over = meetingTitle(m)
	page.Heading.Lead = "会上每一步由谁在何时办理，自动记录，不能改动。谁投了票、怎样投，不在记录之内。"
	page.Panels = []staff.Panel{{Table: recordTable(events, items)}}
	return s.render(w, r, status, staff.Board(page))
}

// recordTable puts what was done on several cases at once in one line.
func recordTable(events []store.Event, items []store.Item) ui.Table {
	t := ui.Table{Caption: "会议进程", HideCaption: true, Empty: "会议还没有开始办理。",
		Columns: []ui.Column{{Label: "时间", Narrow: true}, {Label: "办理"}, {Label: "关于"}, {Label: "办理人", Narrow: true}}}
	for n := 0; n < len(events); {
		e := events[n]
		var about []string
		for ; n < len(events) && events[n].At.Equal(e.At) && events[n].Action == e.Action; n++ {
			if name := subjectName(events[n], items); name != "" && !slices.Contains(about, name) {
				about = append(about, name)
			}
		}
		slices.Reverse(about)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: e.At.In(calendar.Zone).Format("1月2日 15:04:05")}, {Text: e.Action.Label(), Note: pressNote(e)},
			{Text: strings.Join(about, "、")}, {Text: e.Actor}}})
	}
	return t
}

// subjectName is the item or the person that something was done about; "" when it was the meeting.
func subjectName(e store.Event, items []store.Item) string {
	for _, i := range items {
		if e.Subject.Kind == "agenda_item" && e.Subject.ID == i.ID {
			return itemNumber(i) + " " + i.Title
		}
		for _, c := range i.Cases {
			if e.Subject.CaseID == c.CaseID {
				return c.Person
			}
		}
	}
	return ""
}

// pressNote is what the record says of a press beyond its name.
func pressNote(e store.Event) string {
	var d struct {
		Reason, Until, Scene, Text, Way, Objection, Dissent, Member string
		Changed                                                     map[string]string
		Leaves                                                      *bool // the nominee, or came back
	}
	if json.Unmarshal(e.Detail, &d) != nil {
		return ""
	}
	var notes []string
	if d.Leaves != nil {
		notes = append(notes, map[bool]string{true: "离场", false: "请回"}[*d.Leaves])
	}
	for _, x := range []string{d.Way, d.Scene, d.Text, d.Reason, d.Objection, d.Dissent, d.Member} {
		if x != "" {
			notes = append(notes, x)
		}
	}
	if d.Until != "" {
		notes = append(notes, d.Until+" 复会")
	}
	var changed []string
	for name, to := range d.Changed {
		changed = append(changed, name+to)
	}
	slices.Sort(changed)
	if len(changed) > 3 {
		changed = append(changed[:2], changed[2]+"等")
	}
	if len(changed) > 0 {
		notes = append(notes, strings.Join(changed, "、"))
	}
	return strings.Join(notes, "，")
}
