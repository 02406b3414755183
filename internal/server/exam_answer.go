package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// examForm is the most that a whole paper of answers takes as a form.
const examForm = 4 << 20

// saveAnswers keeps answers as the page sends them (自动保存).
func (s *Server) saveAnswers(w http.ResponseWriter, r *http.Request) error {
	var sent struct {
		Answers []store.SavedAnswer `json:"answers"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, examForm)).Decode(&sent); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return errs.New(errs.Invalid, "答案过长，没有保存。每题至多 %d 字，请删减。", exam.MaxText)
		}
		return errs.New(errs.Invalid, "答案没有完整送达，正在重试。")
	}
	x, err := s.flow.SaveAnswers(r.Context(), s.examToken(r), sent.Answers)
	if err != nil {
		return err
	}
	told := struct {
		At    string                    `json:"at"`
		Kept  []int                     `json:"kept"`
		Newer map[int]store.SavedAnswer `json:"newer,omitempty"`
		Wrong map[string]string         `json:"wrong,omitempty"`
	}{At: x.At.In(calendar.Zone).Format("15:04:05"), Kept: x.Kept, Newer: x.Newer}
	for _, f := range x.Wrong {
		if told.Wrong == nil {
			told.Wrong = map[string]string{}
		}
		told.Wrong[f.Name] = f.Message
	}
	writeJSON(w, http.StatusOK, told)
	return nil
}

// examPaper shows the paper.
func (s *Server) examPaper(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	return s.showExamPaper(w, r, http.StatusOK, m, nil, nil, nil)
}

// showExamPaper shows the paper; typed is what a refused form held instead of the saved answers.
func (s *Server) showExamPaper(w http.ResponseWriter, r *http.Request, status int, m store.ExamMachine, typed map[int]store.SavedAnswer,
	notes []string, ps ui.Problems) error {
	if p := phaseOf(m); p != phaseWrite && p != phasePaused {
		return seeOther(w, r, "/exam")
	}
	questions, err := s.flow.ExamPaper(r.Context(), m.Entry.PaperID)
	if err != nil {
		return err
	}
	saved, err := s.db.SavedAnswers(r.Context(), m.Entry.ID)
	if err != nil {
		return err
	}
	for n, a := range typed {
		saved[n] = a
	}
	left := m.Run.Left(m.Entry.Extra, s.db.Now())
	page := chamber.ExamPaperPage{
		Exam:     s.examFrame(r, m, "答题"),
		Entry:    idText(m.Entry.ID),
		Left:     strconv.Itoa(int(left / time.Second)),
		LeftText: clockWords(left),
		Paused:   m.Run.State == exam.RunPaused,
		OneByOne: m.Run.OneByOne,
		Title:    m.Entry.Label + " 卷",
		Problems: ps,
		Notes:    notes,
	}
	page.Exam.Frame.Invalid = len(ps) > 0
	warned, warning, err := s.db.Warnings(r.Context(), m.Entry.ID)
	if err != nil {
		return err
	}
	if warned > 0 {
		page.Notes = append(page.Notes, "监考警告："+warning)
	}
	page.Sections = examSections(questions, saved, ps)
	return s.render(w, r, status, chamber.ExamPaper(page))
}

// clockWords shows the time that is left.
func clockWords(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/60, s%60)
}

func pointsWords(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) }

// examSections lays the paper out by its parts.
func examSections(questions []exam.Question, saved map[int]store.SavedAnswer, ps ui.Problems) []chamber.ExamSection {
	var all []chamber.ExamSection
	for i, q := range questions {
		if i == 0 || questions[i-1].Section != q.Section {
			n, total := 0, 0.0
			for _, x := range questions {
				if x.Section == q.Section {
					n++
					total += x.Points
				}
			}
			all = append(all, chamber.ExamSection{Title: document.Numeral(len(all)+1) + "、" + q.Kind.Label(),
				Note: fmt.Sprintf("共 %d 题，%s 分。%s", n, pointsWords(total), kindNote(q.Kind))})
		}
		last := &all[len(all)-1]
		last.Questions = append(last.Questions, examQuestion(q, saved[q.Position], ps))
	}
	return all
}

func kindNote(k policy.QuestionKind) string {
	switch k {
	case policy.SingleChoice:
		return "每题只有一个正确答案。"
	case policy.MultipleChoice:
		return "每题有两个以上正确答案。"
	case policy.TrueFalse:
		return "判断对错。"
	case policy.FillIn:
		return "按空的次序填写。"
	}
	return fmt.Sprintf("至多 %d 字。", exam.MaxText)
}

func examQuestion(q exam.Question, a store.SavedAnswer, ps ui.Problems) chamber.ExamQuestion {
	x := chamber.ExamQuestion{Number: strconv.Itoa(q.Position), Name: exam.AnswerField(q.Position), Stem: q.Stem, Points: pointsWords(q.Points), Kind: "choice",
		Flagged: a.Flagged, Answered: len(a.Answer) > 0, Revision: strconv.Itoa(a.Revision), Error: ps.For(exam.AnswerField(q.Position))}
	switch q.Kind {
	case policy.FillIn:
		x.Kind = "blanks"
		for i := range q.Key {
			b := chamber.ExamBlank{Label: fmt.Sprintf("第 %d 空", i+1)}
			if i < len(a.Answer) {
				b.Value = a.Answer[i]
			}
			x.Blanks = append(x.Blanks, b)
		}
	case policy.ShortAnswer, policy.Essay:
		x.Kind, x.Text = "text", strings.Join(a.Answer, "\n")
	case policy.TrueFalse:
		for _, v := range []string{"对", "错"} {
			x.Options = append(x.Options, chamber.ExamOption{Value: v, Label: v, Chosen: slices.Contains(a.Answer, v)})
		}
	default:
		if q.Kind == policy.MultipleChoice {
			x.Kind = "choices"
		}
		for i, text := range q.Options {
			v := exam.Letter(i)
			x.Options = append(x.Options, chamber.ExamOption{Value: v, Label: v + "．" + text, Chosen: slices.Contains(a.Answer, v)})
		}
	}
	return x
}

// postExamPaper keeps the answers of a page without script, and goes on to the check.
func (s *Server) postExamPaper(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	if p := phaseOf(m); p != phaseWrite && p != phasePaused {
		if p == phaseDone && m.Entry.HandedInHow == "time" { // the form of a page that stayed open: told in the record of the room
			_, err := s.flow.SaveAnswers(r.Context(), s.examToken(r), nil)
			if err != nil && errs.KindOf(err) == "" {
				return err
			}
		}
		return seeOther(w, r, "/exam")
	}
	questions, err := s.flow.ExamPaper(r.Context(), m.Entry.PaperID)
	if err != nil {
		return err
	}
	saved, err := s.db.SavedAnswers(r.Context(), m.Entry.ID)
	if err != nil {
		return err
	}
	sent, stale := formAnswers(r, questions, saved)
	typed := map[int]store.SavedAnswer{}
	for _, a := range sent {
		typed[a.Position] = a
	}
	x, err := s.flow.SaveAnswers(r.Context(), s.examToken(r), sent)
	if errs.KindOf(err) == errs.Conflict { // paused: what was typed stays on the page
		if now, again := s.machine(r); again == nil && phaseOf(now) == phasePaused {
			for n := range typed {
				a := typed[n]
				a.Revision--
				typed[n] = a
			}
			return s.showExamPaper(w, r, http.StatusConflict, now, typed, []string{errs.Message(err) + "恢复以后请再按“保存”。"}, nil)
		}
		return err
	}
	if err != nil {
		return err
	}
	var notes []string
	for _, n := range stale {
		notes = append(notes, fmt.Sprintf("第 %d 题后来保存过别的答案，保留的是后来的；要改请再改一次。", n))
	}
	if len(x.Wrong) > 0 {
		refused := map[int]store.SavedAnswer{}
		for _, a := range sent {
			if slices.ContainsFunc(x.Wrong, func(f errs.Field) bool { return f.Name == exam.AnswerField(a.Position) }) {
				a.Revision--
				refused[a.Position] = a
			}
		}
		return s.showExamPaper(w, r, http.StatusUnprocessableEntity, m, refused, notes, problems(errs.Form(x.Wrong...)))
	}
	if len(notes) > 0 {
		return s.showExamPaper(w, r, http.StatusConflict, m, nil, notes, nil)
	}
	if r.PostFormValue("do") == "check" {
		return seeOther(w, r, "/exam/check")
	}
	return s.showExamPaper(w, r, http.StatusOK, m, nil, []string{"已保存 " + x.At.In(calendar.Zone).Format("15:04:05")}, nil)
}

// formAnswers reads the answers of a form that differ from what is saved. A page that is older than what was
// saved since changes nothing; those questions are stale.
func formAnswers(r *http.Request, questions []exam.Question, saved map[int]store.SavedAnswer) (sent []store.SavedAnswer, stale []int) {
	for _, q := range questions {
		a := store.SavedAnswer{
			Position: q.Position,
			Answer:   r.PostForm[exam.AnswerField(q.Position)],
			Flagged:  r.PostFormValue(fmt.Sprintf("flag-%d", q.Position)) != "",
			Revision: formNumber(r, fmt.Sprintf("rev-%d", q.Position)) + 1,
		}
		was := saved[q.Position]
		given, err := exam.Given(q, a.Answer)
		if err == nil && slices.Equal(given, was.Answer) && a.Flagged == was.Flagged || len(given) == 0 && err == nil && was.Revision == 0 && !a.Flagged {
			continue
		}
		if a.Revision <= was.Revision {
			stale = append(stale, q.Position)
			continue
		}
		sent = append(sent, a)
	}
	return sent, stale
}

// checkExam lists what is not answered, before the hand-in.
func (s *Server) checkExam(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	return s.showExamCheck(w, r, http.StatusOK, m, nil)
}

func (s *Server) showExamCheck(w http.ResponseWriter, r *http.Request, status int, m store.ExamMachine, ps ui.Problems) error {
	if p := phaseOf(m); p != phaseWrite && p != phasePaused {
		return seeOther(w, r, "/exam")
	}
	questions, err := s.flow.ExamPaper(r.Context(), m.Entry.PaperID)
	if err != nil {
		return err
	}
	saved, err := s.db.SavedAnswers(r.Context(), m.Entry.ID)
	if err != nil {
		return err
	}
	left := m.Run.Left(m.Entry.Extra, s.db.Now())
	page := chamber.ExamCheckPage{Exam: s.examFrame(r, m, "检查并交卷"), Left: strconv.Itoa(int(left / time.Second)), LeftText: clockWords(left), Problems: ps,
		Sure: ui.Check{Name: "sure", Label: "我已检查，确认交卷，交卷后不再更改。", Error: ps.For("sure")}}
	page.Exam.Frame.Invalid = len(ps) > 0
	for _, q := range questions {
		n := strconv.Itoa(q.Position)
		link := ui.Link{Label: n, Href: "/exam/paper#q" + n}
		if len(saved[q.Position].Answer) == 0 {
			page.Blank = append(page.Blank, link)
		}
		if saved[q.Position].Flagged {
			page.Flagged = append(page.Flagged, link)
		}
	}
	page.Stats = ui.Stats{{Label: "已答", Value: strconv.Itoa(len(questions) - len(page.Blank)), Unit: "题"},
		{Label: "未答", Value: strconv.Itoa(len(page.Blank)), Unit: "题"}, {Label: "标记", Value: strconv.Itoa(len(page.Flagged)), Unit: "题"}}
	return s.render(w, r, status, chamber.ExamCheck(page))
}

// handInExam hands the answers in (交卷).
func (s *Server) handInExam(w http.ResponseWriter, r *http.Request, m store.ExamMachine) error {
	if r.PostFormValue("sure") == "" && m.Entry.State == exam.EntryWriting {
		return s.showExamCheck(w, r, http.StatusUnprocessableEntity, m, ui.Problems{{Name: "sure", Message: "请勾选“确认交卷”，再按“交卷”。"}})
	}
	if err := s.flow.HandInExam(r.Context(), s.examToken(r)); err != nil {
		return err
	}
	return seeOther(w, r, "/exam")
}
