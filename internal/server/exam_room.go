package server

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// examLife is how long a machine stays signed in: longer than any exam with its pauses.
const examLife = 12 * time.Hour

// What a candidate's page follows.
const (
	phaseAsked     = "asked"  // another machine writes, an invigilator decides
	phasePledge    = "pledge" // signed in, the rules are to be read
	phaseWait      = "wait"
	phaseWrite     = "write"
	phasePaused    = "paused"
	phaseDone      = "done"
	phaseCancelled = "cancelled" // the candidate's result, or the sitting
	phaseEnded     = "ended"     // and the candidate never wrote
)

func phaseOf(m store.ExamMachine) string {
	switch {
	case m.Run.State == exam.RunCancelled || m.Entry.State == exam.EntryCancelled:
		return phaseCancelled
	case m.Entry.State == exam.EntryHandedIn:
		return phaseDone
	case m.Run.State == exam.RunEnded:
		return phaseEnded
	case m.Asking:
		return phaseAsked
	case m.Entry.State == exam.EntryWriting && m.Run.State == exam.RunPaused:
		return phasePaused
	case m.Entry.State == exam.EntryWriting:
		return phaseWrite
	case m.Entry.PledgedAt.IsZero():
		return phasePledge
	}
	return phaseWait
}

func (s *Server) examCookie() string {
	if s.secure {
		return "__Host-exam"
	}
	return "exam"
}

// examToken is what the machine shows of itself, "" when nobody has signed in at it.
func (s *Server) examToken(r *http.Request) string {
	c, err := r.Cookie(s.examCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// keepExam gives the machine its token: a cookie of its own that opens a candidate's pages and nothing else.
func (s *Server) keepExam(w http.ResponseWriter, token string) {
	c := &http.Cookie{Name: s.examCookie(), Value: token, Path: "/", MaxAge: int(examLife / time.Second), HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteStrictMode}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// machine reads whose machine this is; a machine of nobody is sent to the door.
func (s *Server) machine(r *http.Request) (store.ExamMachine, error) {
	token := s.examToken(r)
	if token == "" {
		return store.ExamMachine{}, errs.New(errs.NotFound, "本机没有考生签到，请先签到。")
	}
	return s.db.ExamMachine(r.Context(), token)
}

// onMachine hands the machine of a candidate to a page.
func (s *Server) onMachine(h func(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		m, err := s.machine(r)
		if errs.KindOf(err) == errs.NotFound {
			return seeOther(w, r, "/exam")
		}
		if err != nil {
			return err
		}
		return h(w, r, m)
	})
}

// examFrame is what stands around every page of a candidate.
func (s *Server) examFrame(r *http.Request, m store.ExamMachine, title string) chamber.Exam {
	x := chamber.Exam{Frame: s.chamberFrame(r, title)}
	x.Frame.Sheets = append(x.Frame.Sheets, "css/exam.css")
	x.Frame.Scripts = append(x.Frame.Scripts, "js/exam.js")
	if m.Entry.ID != 0 {
		x.Who, x.Phase = m.Entry.Person+" · "+m.Entry.Place(), phaseOf(m)
	}
	return x
}

// examHome leads a candidate to where they are: the door, the rules, waiting, the paper, the end.
func (s *Server) examHome(w http.ResponseWriter, r *http.Request) error {
	m, err := s.machine(r)
	if errs.KindOf(err) == errs.NotFound {
		return s.showExamDoor(w, r, http.StatusOK, chamber.ExamDoorPage{})
	}
	if err != nil {
		return err
	}
	if err := s.db.SeeEntry(r.Context(), m.Entry); err != nil {
		return err
	}
	switch phaseOf(m) {
	case phasePledge:
		return s.showExamRules(w, r, http.StatusOK, m, nil)
	case phaseWrite, phasePaused:
		return seeOther(w, r, "/exam/paper")
	}
	return s.showExamSay(w, r, m)
}

func (s *Server) showExamDoor(w http.ResponseWriter, r *http.Request, status int, page chamber.ExamDoorPage) error {
	page.Exam = s.examFrame(r, store.ExamMachine{}, "考生签到")
	page.Exam.Frame.Invalid = len(page.Problems) > 0
	return s.render(w, r, status, chamber.ExamDoor(page))
}

// enterExam signs a candidate in (考生签到).
func (s *Server) enterExam(w http.ResponseWriter, r *http.Request) error {
	page := chamber.ExamDoorPage{Name: r.PostFormValue("name")}
	token, _, _, err := s.flow.EnterExam(r.Context(), page.Name, r.PostFormValue("code"))
	switch errs.KindOf(err) {
	case errs.Invalid:
		page.Problems = problems(err)
		return s.showExamDoor(w, r, http.StatusUnprocessableEntity, page)
	case errs.Conflict:
		page.Refused = errs.Message(err)
		return s.showExamDoor(w, r, http.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	s.keepExam(w, token)
	return seeOther(w, r, "/exam")
}

func (s *Server) showExamRules(w http.ResponseWriter, r *http.Request, status int, m store.ExamMachine, ps ui.Problems) error {
	sitting, err := s.db.Sitting(r.Context(), m.Entry.SittingID)
	if err != nil {
		return err
	}
	page := chamber.ExamRulesPage{Exam: s.examFrame(r, m, "考生须知"), Problems: ps,
		Facts: ui.Summary{{Key: "考生", Value: m.Entry.Person}, {Key: "拟任职务", Value: m.Entry.Office}, {Key: "座位", Value: m.Entry.Place()},
			{Key: "时长", Value: fmt.Sprintf("%d 分钟，%s", m.Run.Minutes, bookWords(sitting.OpenBook))}},
		Rules: []string{"以上信息不对的，请举手。",
			yesNo(sitting.OpenBook, "本场开卷，可以查阅自带的纸质资料，不得使用手机，不得交谈。", "本场闭卷，不得查阅资料，手机等交监考人员保管，不得交谈。"),
			"监考人员宣布开考后，试卷自动打开。时间以服务器的时钟为准，屏幕上显示剩余时间；时间到自动交卷。",
			"答案随写随存。显示“未保存”时请继续作答，不要关闭网页，网络恢复后自动送出。",
			"机器出故障的，请举手；换一台机器，经监考人员同意后从已保存的答案继续。",
			"离开答题页面会留下记录。违反考场纪律的，给予警告，直至取消成绩。"},
		Pledge: ui.Check{Name: "agree", Label: "我已阅读考生须知，承诺遵守考场纪律，独立作答，诚信考试。", Error: ps.For("agree")}}
	page.Exam.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, chamber.ExamRules(page))
}

// pledgeExam signs the candidate's promise (签署考试承诺).
func (s *Server) pledgeExam(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	if r.PostFormValue("agree") == "" && phaseOf(m) == phasePledge {
		return s.showExamRules(w, r, http.StatusUnprocessableEntity, m, ui.Problems{{Name: "agree", Message: "请先阅读考生须知，勾选承诺。"}})
	}
	if err := s.flow.PledgeExam(r.Context(), s.examToken(r)); err != nil {
		return err
	}
	return seeOther(w, r, "/exam")
}

// showExamSay shows a candidate who does not write how it stands.
func (s *Server) showExamSay(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	page := chamber.ExamSayPage{Exam: s.examFrame(r, m, "任前法律知识考试"), Mark: "…"}
	page.Exam.Frame.Refresh = "10"
	switch phaseOf(m) {
	case phaseAsked:
		page.Mark, page.Title = "!", "已在另一台机器上签到，等候监考人员同意"
		page.Lines = []string{"请举手告诉监考人员。同意以后，本机自动打开试卷，已保存的答案都在；原来的机器不再收取答案。"}
	case phaseWait:
		page.Title, page.Lines = "已签到，等候开考", []string{"监考人员宣布开考后，试卷自动打开，不用做任何事。", fmt.Sprintf("考试时长 %d 分钟。", m.Run.Minutes)}
	case phaseDone:
		page.Kind, page.Mark, page.Title, page.CanExit = "done", "✓", "已交卷", true
		page.Lines = []string{handedInWords(m.Entry), "成绩评定并核对后通知本人。请安静离场。"}
		answers, err := s.db.Answers(r.Context(), m.Entry.ID)
		if err != nil {
			return err
		}
		questions, err := s.flow.ExamPaper(r.Context(), m.Entry.PaperID)
		if err != nil {
			return err
		}
		page.Facts = ui.Summary{
			{Key: "交卷时间", Value: minute(m.Entry.HandedInAt)},
			{Key: "已答", Value: fmt.Sprintf("%d 题，共 %d 题", countAnswered(answers), len(questions))},
		}
	case phaseCancelled:
		page.Kind, page.Mark, page.CanExit = "alarm", "!", true
		page.Title, page.Lines = "本场成绩已被取消", []string{"如有异议，请向监考人员提出。"}
		if m.Run.State == exam.RunCancelled {
			page.Title, page.Lines = "本场考试已经取消", []string{m.Run.CancelledWhy, "考试另行安排，请等候通知。"}
		}
	case phaseEnded:
		page.Mark, page.Title, page.CanExit = "—", "本场考试已经结束", true
		page.Lines = []string{"您没有参加本场考试。如有疑问，请找监考人员。"}
	}
	if page.CanExit {
		page.Exam.Phase, page.Exam.Frame.Refresh = "", ""
	}
	return s.render(w, r, http.StatusOK, chamber.ExamSay(page))
}

func countAnswered(answers map[int]exam.Answer) int {
	n := 0
	for _, a := range answers {
		if len(a) > 0 {
			n++
		}
	}
	return n
}

func handedInWords(e store.Entry) string {
	switch e.HandedInHow {
	case "time":
		return "考试时间到，系统已自动收卷，到时以前保存的答案都在。"
	case "invigilator":
		return "监考人员已收卷，保存的答案都在。"
	}
	return "您的答案已全部收到，不能再改。"
}

// leaveExam signs the machine out once the candidate is done (退出本机).
func (s *Server) leaveExam(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	if !m.Entry.State.Over() && !m.Run.State.Over() {
		return errs.New(errs.Conflict, "还没有交卷，不能退出本机。")
	}
	s.keepExam(w, "")
	return seeOther(w, r, "/exam")
}

// examState is what a candidate's page follows.
type examState struct {
	Phase   string `json:"phase"`
	Left    *int   `json:"left,omitempty"` // seconds
	Warned  int    `json:"warned"`
	Warning string `json:"warning,omitempty"`
}

func (s *Server) examState(r *http.Request, m store.ExamMachine) (x examState, err error) {
	x.Phase = phaseOf(m)
	if x.Phase == phaseWrite || x.Phase == phasePaused {
		left := int(m.Run.Left(m.Entry.Extra, s.db.Now()).Round(time.Second) / time.Second)
		x.Left = &left
		x.Warned, x.Warning, err = s.db.Warnings(r.Context(), m.Entry.ID)
	}
	return x, err
}

// examStateNow answers how it stands, and takes the question as a sign of life.
func (s *Server) examStateNow(w http.ResponseWriter, r *http.Request) error {
	m, err := s.machine(r)
	if err != nil {
		return err
	}
	if !m.Asking {
		if err := s.db.SeeEntry(r.Context(), m.Entry); err != nil {
			return err
		}
	}
	x, err := s.examState(r, m)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, x)
	return nil
}

// noteLeaving writes down that the page was left or come back to.
func (s *Server) noteLeaving(w http.ResponseWriter, r *http.Request) error {
	back := r.PostFormValue("kind") == "returned"
	note := ""
	if n, _ := strconv.Atoi(r.PostFormValue("seconds")); back && n > 0 && n < 24*3600 {
		note = fmt.Sprintf("离开 %d 秒", n)
	}
	if err := s.flow.NoteLeaving(r.Context(), s.examToken(r), back, note); err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
