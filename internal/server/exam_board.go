package server

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func boardPath(id int64) string { return sittingPath(id) + "/room" }

// examBoard is the invigilators' board (考场).
func (s *Server) examBoard(w http.ResponseWriter, r *http.Request) error {
	return s.showExamBoard(w, r, http.StatusOK, typed{})
}

func (s *Server) showExamBoard(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewExamRoom); err != nil {
		return err
	}
	body, err := s.examBoardBody(r.Context(), d, t)
	if err != nil {
		return err
	}
	page := staff.ExamBoardPage{Frame: s.frame(r, "考场", examsCrumb, d.crumb()).Live(), Problems: t.problems, Address: boardPath(d.s.ID) + "/live", Body: body,
		Heading: ui.Heading{Over: "场次 " + d.s.Number + " · " + d.s.HeldOn.String() + " " + d.s.StartsAt, Title: "考场"}}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/exam.css")
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.ExamBoard(page))
}

// examBoardLive is what follows the room.
func (s *Server) examBoardLive(w http.ResponseWriter, r *http.Request) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ViewExamRoom); err != nil {
		return err
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("exam:%d", d.s.ID), Topics: []string{store.ExamTopic(d.s.ID)},
		Render: func(ctx context.Context) ([]byte, error) {
			r := asRequest(ctx, r)
			if err := s.readRun(r, &d); err != nil {
				return nil, err
			}
			body, err := s.examBoardBody(ctx, d, typed{})
			if err != nil {
				return nil, err
			}
			return rendered(ctx, staff.ExamBoardLive(body))
		}})
}

// examKey is the key of a form on the board at a state of the record: the same on every rendering of that
// state, so that a second press counts once.
func examKey(d runData, last int64, action string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d %s", d.s.ID, d.run.Version, last, action))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15])
}

const recordShown = 40

func (s *Server) examBoardBody(ctx context.Context, d runData, t typed) (b staff.ExamBoardBody, err error) {
	events, err := s.db.ExamEvents(ctx, d.s.ID, recordShown)
	if err != nil {
		return b, err
	}
	progress, err := s.db.EntriesProgress(ctx, d.s.ID)
	if err != nil {
		return b, err
	}
	now := s.db.Now()
	last := int64(0)
	if len(events) > 0 {
		last = events[0].ID
	}
	b.Tag, b.Clock = runTag(d.run.State), boardClock(d, now)
	b.Stats = d.stats()
	if d.run.State == exam.RunOpen {
		if reasons := exam.StartBlockers(d.run.Run, d.ready); len(reasons) > 0 {
			b.Blockers.Title = "现在还不能开考"
			for _, x := range reasons {
				b.Blockers.Reasons = append(b.Blockers.Reasons, ui.Reason{Text: x})
			}
		}
	}
	total := map[int64]int{}
	for _, e := range d.entries {
		if e.PaperID != 0 && total[e.PaperID] == 0 {
			questions, err := s.flow.ExamPaper(ctx, e.PaperID)
			if err != nil {
				return b, err
			}
			total[e.PaperID] = len(questions)
		}
		if e.MachineAsked != nil && !e.State.Over() {
			b.Asking = append(
				b.Asking,
				staff.ExamAsking{Text: fmt.Sprintf("%s %s 在另一台机器上申请继续作答（%s）。请到座位核对是本人。", e.Place(), e.Person, e.AskedAt.In(calendar.Zone).Format("15:04:05")),
					Posts: []ui.Post{
						{
							Action: entryPath(e) + "/allow",
							Label:  "同意换机：" + e.Person,
							Kind:   ui.Plain,
							Key:    examKey(d, last, fmt.Sprint("allow", e.ID, e.Version)),
						},
						{
							Action: entryPath(e) + "/refuse",
							Label:  "不同意：" + e.Person,
							Kind:   ui.Plain,
							Key:    examKey(d, last, fmt.Sprint("refuse", e.ID, e.Version)),
						},
					}},
			)
		}
		if e.Locked() && !e.State.Over() {
			b.Asking = append(b.Asking, staff.ExamAsking{Text: fmt.Sprintf("%s %s 的准考码连续输错，已经锁定。请核对身份。", e.Place(), e.Person),
				Posts: []ui.Post{
					{Action: entryPath(e) + "/unlock", Label: "解除锁定：" + e.Person, Kind: ui.Plain, Key: examKey(d, last, fmt.Sprint("unlock", e.ID, e.Version))},
				}})
		}
	}
	b.Controls = d.controls(last, t)
	for _, m := range d.rooms {
		room := staff.ExamBoardRoom{Name: m.Name, Note: "监考：" + orDash(invigilatorNames(m))}
		for _, e := range d.entries {
			if e.RoomID == m.ID {
				room.Seats = append(room.Seats, boardSeat(d, e, progress[e.ID], total[e.PaperID], now))
			}
		}
		if len(room.Seats) > 0 {
			b.Rooms = append(b.Rooms, room)
		}
	}
	b.Events = timelineOf(events)
	b.Print = ui.Button{Label: "打印考场记录", Href: boardPath(d.s.ID) + "/record", Kind: ui.Plain}
	if len(events) == recordShown {
		b.More = fmt.Sprintf("以上是最近 %d 条。打印的考场记录写明全部考生的签到、交卷，以及暂停、延长、换机和违纪。", recordShown)
	}
	return b, nil
}

func boardClock(d runData, now time.Time) string {
	switch d.run.State {
	case exam.RunRunning:
		left := d.run.Left(0, now)
		return fmt.Sprintf("剩余约 %d 分钟，%s 结束（延长时间的考生另计）", int((left+time.Minute-1)/time.Minute), d.run.Ends(0).In(calendar.Zone).Format("15:04:05"))
	case exam.RunPaused:
		return fmt.Sprintf("计时已停，剩余约 %d 分钟", int((d.run.Left(0, now)+time.Minute-1)/time.Minute))
	case exam.RunEnded:
		return minute(d.run.EndedAt) + "结束"
	case exam.RunCancelled:
		return d.run.CancelledWhy
	}
	return fmt.Sprintf("时长 %d 分钟", d.run.Minutes)
}

func (d runData) stats() ui.Stats {
	n := map[exam.EntryState]int{}
	for _, e := range d.entries {
		n[e.State]++
	}
	all := ui.Stats{{Label: "应考", Value: strconv.Itoa(len(d.entries)), Unit: "人"}}
	for _, st := range []exam.EntryState{exam.EntryCalled, exam.EntrySignedIn, exam.EntryWriting, exam.EntryHandedIn, exam.EntryAbsent, exam.EntryCancelled} {
		if n[st] > 0 {
			all = append(all, ui.Stat{Label: st.Label(), Value: strconv.Itoa(n[st]), Unit: "人"})
		}
	}
	return all
}

func boardSeat(d runData, e store.Entry, p store.EntryProgress, total int, now time.Time) staff.ExamBoardSeat {
	x := staff.ExamBoardSeat{Class: string(e.State), Number: fmt.Sprintf("%d 号", e.Seat), Name: e.Person, Href: entryPath(e), State: e.State.Label()}
	switch e.State {
	case exam.EntryCalled:
		if !e.AdmittedAt.IsZero() {
			x.Notes = append(x.Notes, "已同意迟到入场")
		} else if d.run.TooLate(now) {
			x.Notes = append(x.Notes, "迟到")
		}
	case exam.EntrySignedIn:
		if e.PledgedAt.IsZero() {
			x.State = "阅读须知"
		}
	case exam.EntryWriting:
		x.State = fmt.Sprintf("%s 卷，已答 %d / %d", e.Label, p.Answered, total)
		if now.Sub(e.SeenAt) > store.ExamSilence {
			x.Class += " silent"
			x.Notes = append(x.Notes, "离线，最后联系 "+e.SeenAt.In(calendar.Zone).Format("15:04:05"))
		}
	case exam.EntryHandedIn:
		x.State = fmt.Sprintf("%s交卷，已答 %d / %d", e.HandedInAt.In(calendar.Zone).Format("15:04"), p.Answered, total)
	}
	if e.MachineAsked != nil && !e.State.Over() {
		x.Class += " asks"
		x.Notes = append(x.Notes, "申请换机")
	}
	if e.Locked() && !e.State.Over() {
		x.Class += " locked"
		x.Notes = append(x.Notes, "准考码锁定")
	}
	if e.Extra > 0 {
		x.Notes = append(x.Notes, fmt.Sprintf("延长 %d 分钟", int(e.Extra.Minutes())))
	}
	if p.Left > 0 {
		x.Notes = append(x.Notes, fmt.Sprintf("离开页面 %d 次", p.Left))
	}
	if p.Warned > 0 {
		x.Notes = append(x.Notes, fmt.Sprintf("警告 %d 次", p.Warned))
	}
	return x
}

// controls are the acts on the whole sitting that its state allows.
func (d runData) controls(last int64, t typed) []staff.Panel {
	path := boardPath(d.s.ID)
	form := func(act string) ui.Form { return ui.Form{Action: path + "/" + act, Key: examKey(d, last, act)} }
	one := func(title, act, label string, text ...string) staff.Panel {
		return staff.Panel{
			Card:  ui.Card{Title: title, ID: "control"},
			Text:  text,
			Forms: []staff.PanelForm{{Form: form(act), Buttons: []ui.Button{{Label: label}}}},
		}
	}
	extend := staff.PanelFold{
		Title: "全场延长时间",
		Open:  t.act == "extend",
		Forms: []staff.PanelForm{{Form: form("extend"), Fields: extendFields(t, "extend"), Buttons: []ui.Button{{Label: "全场延长", Kind: ui.Plain}}}},
	}
	end := staff.PanelFold{Title: "结束考试", Text: "还在作答的考生一并收卷，没有签到的记为缺考。", Forms: []staff.PanelForm{{Form: func() ui.Form {
		f := form("end")
		f.Confirm = "确定结束考试，收齐全部试卷吗？"
		return f
	}(), Buttons: []ui.Button{{Label: "结束考试并收卷", Kind: ui.Danger}}}}}
	switch d.run.State {
	case exam.RunPlanned:
		return []staff.Panel{one("现在要办", "open", "开放签到", "考生可以用姓名和准考码在考场的机器上签到。")}
	case exam.RunOpen:
		x := one("现在要办", "start", "宣布开考", fmt.Sprintf("已签到并承诺 %d 人。开考后试卷同时打开，计时开始；%s", d.ready.Signed, lateWords(d.run.Run)))
		if len(exam.StartBlockers(d.run.Run, d.ready)) > 0 {
			x.Forms[0].Buttons[0].Why = "上面列出的事项办齐后才能开考"
		}
		return []staff.Panel{x}
	case exam.RunRunning:
		pause := staff.PanelFold{Title: "全场暂停", Open: t.act == "pause", Text: "停电、断网等情况下暂停：全场计时停止，恢复后接着计时。",
			Forms: []staff.PanelForm{
				{Form: form("pause"), Fields: []templ.Component{whyField(t, "pause", "暂停原因")}, Buttons: []ui.Button{{Label: "暂停考试", Kind: ui.Plain}}},
			}}
		return []staff.Panel{{Card: ui.Card{Title: "全场", ID: "control"}, Folded: []staff.PanelFold{extend, pause, end}}}
	case exam.RunPaused:
		x := one("现在要办", "resume", "恢复考试", "全场已暂停，计时停止。")
		x.Folded = []staff.PanelFold{extend, end}
		return []staff.Panel{x}
	}
	return nil
}

// lateWords say who may come in after the start.
func lateWords(r exam.Run) string {
	text := "开考以后不能再签到"
	switch n := int(r.LateFor / time.Minute); {
	case n >= r.Minutes:
		return "考试结束以前，迟到的考生都可以签到。"
	case n > 0:
		text = fmt.Sprintf("开考后 %d 分钟内，迟到的考生还可以签到", n)
	}
	return text + yesNo(r.LateByConsent, "，再晚的须经监考人员同意。", "，再晚的不得入场。")
}

func extendFields(t typed, act string) []templ.Component {
	minutes := act + "-minutes"
	return []templ.Component{
		t.text(act, ui.Text{Name: minutes, Label: "延长", Type: ui.Number, Width: ui.Short, Unit: "分钟", Min: "1", Max: "120"}, ""),
		whyField(t, act, "延长原因"),
	}
}

var examEventLabels = map[string]string{
	"opened":            "开放签到",
	"started":           "宣布开考",
	"paused":            "全场暂停",
	"resumed":           "恢复考试",
	"ended":             "结束考试",
	"sitting_cancelled": "取消本场考试",
	"drawn":             "抽签定卷",
	"signed_in":         "签到",
	"locked":            "准考码连续输错，锁定",
	"code_printed":      "打印准考证",
	"left_page":         "离开答题页面",
	"returned":          "回到答题页面",
	"machine_asked":     "申请换机",
	"machine_allowed":   "同意换机",
	"machine_refused":   "不同意换机",
	"extended":          "延长时间",
	"admitted_late":     "同意迟到入场",
	"warning":           "警告",
	"cancelled":         "取消成绩",
	"handed_in":         "交卷",
	"refused_late":      "逾时的答案没有收取",
}

func timelineOf(events []store.ExamEvent) ui.Timeline {
	var all ui.Timeline
	for _, v := range events {
		text := examEventLabels[v.Kind]
		who := v.By
		if v.Person != "" {
			text = v.Person + "（" + v.Seat + "）" + text
		}
		all = append(all, ui.Event{When: v.At.In(calendar.Zone).Format("01-02 15:04:05"), Who: orDash(who), Text: text, Note: v.Note})
	}
	return all
}

// under names the fields of a refused form after its act, for several forms with like fields stand on a page.
func under(act string, err error) error {
	fields := slices.Clone(errs.Fields(err))
	if len(fields) == 0 {
		return err
	}
	for i := range fields {
		fields[i].Name = act + "-" + fields[i].Name
	}
	return errs.Form(fields...)
}

// boardAct carries out an act on the whole sitting from the board.
func (s *Server) boardAct(act, done string, do func(r *http.Request, id int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		return s.answer(w, r, act, under(act, do(r, id)), done, boardPath(id), s.showExamBoard)
	})
}

func (s *Server) openExamSignIn(r *http.Request, id int64) error {
	return s.flow.OpenExamSignIn(r.Context(), actor(r), id)
}

func (s *Server) startExam(r *http.Request, id int64) error {
	return s.flow.StartExam(r.Context(), actor(r), id)
}

func (s *Server) pauseExam(r *http.Request, id int64) error {
	return s.flow.PauseExam(r.Context(), actor(r), id, r.PostFormValue("pause-why"))
}

func (s *Server) resumeExam(r *http.Request, id int64) error {
	return s.flow.ResumeExam(r.Context(), actor(r), id)
}

func (s *Server) extendExam(r *http.Request, id int64) error {
	return s.flow.ExtendExam(r.Context(), actor(r), id, 0, formNumber(r, "extend-minutes"), r.PostFormValue("extend-why"))
}

func (s *Server) endExam(r *http.Request, id int64) error {
	return s.flow.EndExam(r.Context(), actor(r), id)
}
