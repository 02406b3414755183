package workflow

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// RoomForm is a room as it is arranged.
type RoomForm struct {
	ID           int64 // zero: a new one
	Name         string
	Seats        int
	Invigilators []int64
}

// SaveExamRoom adds or changes a room and says who watches it (安排考场和监考).
func (f *Flow) SaveExamRoom(ctx context.Context, who authz.Actor, sittingID int64, x RoomForm) error {
	x.Name = strings.TrimSpace(x.Name)
	return f.onRun(ctx, who, authz.ArrangeExamRoom, sittingID, beforeStart, false, func(w *runWork) (map[string]any, error) {
		var fields []errs.Field
		if x.Name == "" {
			fields = append(fields, errs.Field{Name: "name", Message: "请填写考场名称，例如“第一考场”。"})
		}
		if x.Seats < 1 || x.Seats > 500 {
			fields = append(fields, errs.Field{Name: "seats", Message: "请填写座位数，1 至 500。"})
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		seated, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		for _, e := range seated {
			if e.RoomID == x.ID && e.Seat > x.Seats {
				return nil, errs.Form(errs.Field{Name: "seats", Message: fmt.Sprintf("已有考生排在 %d 号座，座位数不能少于它。", e.Seat)})
			}
		}
		room := exam.Room{ID: x.ID, Name: x.Name, Seats: x.Seats}
		if room.ID == 0 {
			if room.ID, err = w.tx.InsertExamRoom(ctx, sittingID, room); err != nil {
				return nil, err
			}
		} else if err := w.tx.SaveExamRoom(ctx, sittingID, room); err != nil {
			return nil, err
		}
		return map[string]any{"room": x.Name, "seats": x.Seats, "invigilators": len(x.Invigilators)},
			w.tx.SetInvigilators(ctx, sittingID, room.ID, x.Invigilators)
	})
}

// RemoveExamRoom takes a room without candidates out of a sitting (撤去考场).
func (f *Flow) RemoveExamRoom(ctx context.Context, who authz.Actor, sittingID, roomID int64) error {
	return f.onRun(ctx, who, authz.ArrangeExamRoom, sittingID, beforeStart, false, func(w *runWork) (map[string]any, error) {
		seated, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(seated, func(e store.Entry) bool { return e.RoomID == roomID }) {
			return nil, errs.New(errs.Conflict, "这个考场已经排了考生，请先重新排座。")
		}
		if err := w.tx.SetInvigilators(ctx, sittingID, roomID, nil); err != nil {
			return nil, err
		}
		return map[string]any{"removed": roomID}, w.tx.RemoveExamRoom(ctx, sittingID, roomID)
	})
}

// ArrangeSeats gives a seat to every candidate who has none (排座), by lot or in the order of the list; anew
// before the sign-in opens takes all off their seats first, and their slips with them.
func (f *Flow) ArrangeSeats(ctx context.Context, who authz.Actor, sittingID int64, byLot, anew bool) error {
	return f.onRun(ctx, who, authz.ArrangeExamRoom, sittingID, beforeStart, false, func(w *runWork) (map[string]any, error) {
		if anew {
			if w.run.State != exam.RunPlanned {
				return nil, errs.New(errs.Conflict, "已经开放签到，不能全部重新排座；新增的考生可以排到空座上。")
			}
			if err := w.tx.ClearSeats(ctx, sittingID); err != nil {
				return nil, err
			}
		}
		called, err := w.tx.Candidates(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		seated, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		rooms, err := w.tx.ExamRooms(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		taken := map[exam.Place]bool{}
		has := map[int64]bool{}
		for _, e := range seated {
			taken[exam.Place{RoomID: e.RoomID, Seat: e.Seat}], has[e.CaseID] = true, true
		}
		called = slices.DeleteFunc(called, func(c store.Candidate) bool { return has[c.CaseID] })
		if len(called) == 0 {
			return nil, errs.New(errs.Conflict, "每名考生都有座位，无需再排。")
		}
		var plain []exam.Room
		for _, m := range rooms {
			plain = append(plain, m.Room)
		}
		draw := below
		if !byLot {
			draw = nil
		}
		places, err := exam.Places(len(called), plain, taken, draw)
		if err != nil {
			return nil, err
		}
		for i, c := range called {
			e := store.Entry{SittingID: sittingID, CaseID: c.CaseID, RoomID: places[i].RoomID, Seat: places[i].Seat}
			if err := w.tx.InsertEntry(ctx, e, rand.Text()); err != nil {
				return nil, err
			}
		}
		return map[string]any{"seated": len(called), "by_lot": byLot}, nil
	})
}

// below draws a number from 0 up to n.
func below(n int) int {
	x, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // never fails
	}
	return int(x.Int64())
}

// ChooseExamPaper says which approved set the candidates of a group write (选定试卷), and whether its papers
// lie in turn by seat instead of being drawn.
func (f *Flow) ChooseExamPaper(ctx context.Context, who authz.Actor, sittingID int64, group policy.Group, setID int64, bySeat bool) error {
	return f.onRun(ctx, who, authz.ChooseExamPaper, sittingID, beforeStart, false, func(w *runWork) (map[string]any, error) {
		sets, err := w.tx.SetsFor(ctx, group)
		if err != nil {
			return nil, err
		}
		k := slices.IndexFunc(sets, func(p store.RunPaper) bool { return p.SetID == setID })
		if k < 0 {
			return nil, errs.Form(errs.Field{Name: "set-" + string(group), Message: "请从已审定的试卷中选择。"})
		}
		p := sets[k]
		p.BySeat = bySeat && len(p.Labels) > 1
		return map[string]any{"group": group, "set": p.Number, "by_seat": p.BySeat}, w.tx.SetRunPaper(ctx, sittingID, p)
	})
}

// DrawExamPaper lets the lot decide which paper of the chosen set a group writes (抽签定卷), before a witness.
func (f *Flow) DrawExamPaper(ctx context.Context, who authz.Actor, sittingID int64, group policy.Group, witness string) (label string, err error) {
	witness = strings.TrimSpace(witness)
	err = f.onRun(ctx, who, authz.DrawExamPaper, sittingID, beforeStart, false, func(w *runWork) (map[string]any, error) {
		if witness == "" {
			return nil, errs.Form(errs.Field{Name: "witness-" + string(group), Message: "请填写在场见证人的姓名。"})
		}
		papers, err := w.tx.RunPapers(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		k := slices.IndexFunc(papers, func(p store.RunPaper) bool { return p.Group == group })
		switch {
		case k < 0:
			return nil, errs.New(errs.Conflict, "请先选定试卷，再抽签。")
		case papers[k].Label != "":
			return nil, errs.New(errs.Conflict, "已经抽签，结果为 %s 卷；不能重抽。", papers[k].Label)
		case papers[k].BySeat || len(papers[k].Labels) < 2:
			return nil, errs.New(errs.Conflict, "这套试卷不用抽签。")
		}
		label = papers[k].Labels[below(len(papers[k].Labels))]
		if err := w.tx.NoteExam(ctx, sittingID, 0, "drawn", fmt.Sprintf("%s：%s 卷，见证人 %s", group.Label(), label, witness)); err != nil {
			return nil, err
		}
		return map[string]any{"group": group, "set": papers[k].Number, "label": label, "witness": witness},
			w.tx.DrawRunPaper(ctx, sittingID, group, label, witness)
	})
	return label, err
}

// Admission is a candidate's slip, printed once; nothing keeps the code in clear (准考证).
type Admission struct {
	Entry store.Entry
	Code  string // 4831 0927
}

// newCode draws eight digits.
func newCode() string { return fmt.Sprintf("%08d", below(100_000_000)) }

// PrintAdmissions makes new admission codes (打印准考证) for the named entries, or for all whose slip was not
// printed yet when none is named. A code that was printed before is void from then on.
func (f *Flow) PrintAdmissions(ctx context.Context, who authz.Actor, sittingID int64, entries []int64) (slips []Admission, err error) {
	states := []exam.RunState{exam.RunPlanned, exam.RunOpen, exam.RunRunning, exam.RunPaused}
	err = f.onRun(ctx, who, authz.PrintAdmission, sittingID, states, false, func(w *runWork) (map[string]any, error) {
		all, err := w.tx.Entries(ctx, sittingID)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if len(entries) == 0 && !e.CodeAt.IsZero() || len(entries) > 0 && !slices.Contains(entries, e.ID) || e.State.Over() {
				continue
			}
			slip := Admission{e, newCode()}
			if err := w.tx.SetExamCode(ctx, e, slip.Code); err != nil {
				return nil, err
			}
			if err := w.tx.NoteExam(ctx, sittingID, e.ID, "code_printed", ""); err != nil {
				return nil, err
			}
			slips = append(slips, slip)
		}
		if len(slips) == 0 {
			return nil, errs.New(errs.Conflict, "每名考生的准考证都已打印。丢失的，请在考生一行办理“重发准考证”；还没有排座的先排座。")
		}
		return map[string]any{"slips": len(slips)}, nil
	})
	return slips, err
}
