package server

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/ui"
)

// recordRead is the most lines of the record that are read for printing.
const recordRead = 20000

// unusual are the lines of the record that the printed one tells in full: what was decided in the room, and what a
// candidate met with. Comings and goings stand in the list of the candidates.
var unusual = []string{
	"drawn",
	"paused",
	"resumed",
	"extended",
	"admitted_late",
	"locked",
	"machine_asked",
	"machine_allowed",
	"machine_refused",
	"warning",
	"cancelled",
	"refused_late",
	"sitting_cancelled",
}

// printExamRecord is the record of each room to print and sign (考场记录).
func (s *Server) printExamRecord(w http.ResponseWriter, r *http.Request) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewExamRoom); err != nil {
		return err
	}
	events, err := s.db.ExamEvents(r.Context(), d.s.ID, recordRead)
	if err != nil {
		return err
	}
	slices.Reverse(events) // as they happened
	progress, err := s.db.EntriesProgress(r.Context(), d.s.ID)
	if err != nil {
		return err
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	var papers []document.Document
	for _, m := range d.rooms {
		if x := d.record(m, events, progress); x.Called > 0 {
			papers = append(papers, document.RoomRecord(issuer, x))
		}
	}
	if len(papers) == 0 {
		papers = []document.Document{document.RoomRecord(issuer, d.record(store.ExamRoom{Room: exam.Room{Name: "没有排座的考生"}}, events, progress))}
	}
	return s.renderPapers(w, r, ui.Link{Label: "考场", Href: boardPath(d.s.ID)}, papers...)
}

// record puts together what happened in one room.
func (d runData) record(m store.ExamRoom, events []store.ExamEvent, progress map[int64]store.EntryProgress) document.RoomRecordOf {
	x := document.RoomRecordOf{
		Sitting:          examSittingOf(d.s, policy.Exam{}),
		Room:             m.Name,
		Opened:           clockOf(d.run.OpenedAt),
		Began:            clockOf(d.run.StartedAt),
		Ended:            clockOf(d.run.EndedAt),
		Minutes:          d.run.Minutes,
		SittingCancelled: d.run.CancelledWhy,
	}
	for _, i := range m.Invigilators {
		x.Invigilators = append(x.Invigilators, i.Name)
	}
	for len(x.Invigilators) < 2 {
		x.Invigilators = append(x.Invigilators, "　　　　　")
	}
	here := map[int64]bool{}
	for _, e := range d.entries {
		if e.RoomID != m.ID {
			continue
		}
		here[e.ID] = true
		x.Called++
		p := progress[e.ID]
		if !e.StartedAt.IsZero() {
			x.Sat++
		}
		if e.State == exam.EntryAbsent {
			x.Absent++
		}
		if e.State == exam.EntryCancelled {
			x.Cancelled++
		}
		if p.Warned > 0 {
			x.Warned++
		}
		x.Candidates = append(x.Candidates, roomCandidate(e, p, moves(events, e.ID)))
	}
	for _, v := range events {
		if !slices.Contains(unusual, v.Kind) || v.EntryID != 0 && !here[v.EntryID] {
			continue
		}
		what := examEventLabels[v.Kind]
		if v.Person != "" {
			what = v.Person + what
		}
		if v.Note != "" {
			what += "：" + v.Note
		}
		x.Events = append(x.Events, document.RoomEvent{At: v.At.In(calendar.Zone).Format("01-02 15:04"), What: what, By: orDash(v.By)})
	}
	return x
}

// moves counts how often a candidate went on at another machine.
func moves(events []store.ExamEvent, entryID int64) int {
	n := 0
	for _, v := range events {
		if v.EntryID == entryID && v.Kind == "machine_allowed" {
			n++
		}
	}
	return n
}

func roomCandidate(e store.Entry, p store.EntryProgress, moves int) document.RoomCandidate {
	k := document.RoomCandidate{
		Seat:     fmt.Sprint(e.Seat),
		Name:     e.Person,
		Proposed: e.Office,
		SignedIn: orDash(clockOf(e.SignedInAt)),
		Paper:    "—",
		HandedIn: "—",
	}
	if e.Label != "" {
		k.Paper = e.Label + " 卷"
	}
	if !e.HandedInAt.IsZero() {
		k.HandedIn = clockOf(e.HandedInAt) + map[string]string{"self": "本人交卷", "time": "到时自动交卷", "invigilator": "监考收卷"}[e.HandedInHow]
	}
	add := func(n int, format string, args ...any) {
		if n > 0 {
			k.Remarks = append(k.Remarks, fmt.Sprintf(format, args...))
		}
	}
	switch e.State {
	case exam.EntryAbsent, exam.EntryCancelled:
		k.Remarks = append(k.Remarks, e.State.Label())
	}
	if !e.AdmittedAt.IsZero() {
		k.Remarks = append(k.Remarks, "经同意迟到入场")
	}
	add(int(e.Extra/time.Minute), "延长 %d 分钟", int(e.Extra/time.Minute))
	add(moves, "换机 %d 次", moves)
	add(p.Left, "离开答题页面 %d 次", p.Left)
	add(p.Warned, "警告 %d 次", p.Warned)
	return k
}

// clockOf is the time of day of an instant, "" for none.
func clockOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(calendar.Zone).Format("15:04")
}
