package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// hall is an exam on computers with the slips of its candidates.
type hall struct {
	id    int64
	slips []workflow.Admission // in the order of the seats
}

// arrange makes a sitting on computers as ready as it can be before its day: rooms with two invigilators each,
// everybody seated, and for each group a set of papers, in turn by seat or by the lot.
func (c *county) arrange(on calendar.Day, startsAt string, bySeat bool, ms ...*matter) *hall {
	var ids []int64
	for _, m := range ms {
		ids = append(ids, m.id)
	}
	h := &hall{}
	h.id = got(c.flow.CreateSitting(c.ctx, c.examiner, workflow.SittingForm{HeldOn: on, StartsAt: startsAt, Place: "县委党校一楼计算机教室",
		Computer: true, Minutes: 90}, ids))
	for _, room := range []string{"第一考场", "第二考场"}[:min(2, (len(ms)+3)/4)] {
		must(c.flow.SaveExamRoom(c.ctx, c.examiner, h.id, workflow.RoomForm{Name: room, Seats: 4,
			Invigilators: []int64{c.examiner.AccountID, c.clerk.AccountID}}))
	}
	must(c.flow.ArrangeSeats(c.ctx, c.examiner, h.id, false, false))
	for _, g := range workflow.GroupsOf(got(c.db.Candidates(c.ctx, h.id))) {
		sets := got(c.db.SetsFor(c.ctx, g))
		must(c.flow.ChooseExamPaper(c.ctx, c.examiner, h.id, g, sets[0].SetID, bySeat))
		if !bySeat {
			got(c.flow.DrawExamPaper(c.ctx, c.examiner, h.id, g, "考生代表"+strings.TrimRight(ms[0].who, "*~")))
		}
	}
	h.slips = got(c.flow.PrintAdmissions(c.ctx, c.examiner, h.id, nil))
	return h
}

// signIn signs a candidate in, who promises to keep the rules, and returns the token of the machine.
func (c *county) signIn(s workflow.Admission) string {
	token, _, _, err := c.flow.EnterExam(c.ctx, s.Entry.Person, s.Code)
	must(err)
	must(c.flow.PledgeExam(c.ctx, token))
	return token
}

// write takes the sitting from the sign-in to its end. skill says what each makes of the paper, in percent, by
// the seat; nobody comes for zero.
func (c *county) write(h *hall, skill ...int) {
	must(c.flow.OpenExamSignIn(c.ctx, c.clerk, h.id))
	tokens := make([]string, len(h.slips))
	for i, s := range h.slips {
		if skill[i%len(skill)] > 0 {
			c.tick(c.now.Add(40 * time.Second))
			tokens[i] = c.signIn(s)
		}
	}
	must(c.flow.StartExam(c.ctx, c.clerk, h.id))
	c.tick(c.now.Add(35 * time.Minute))
	for i, s := range h.slips {
		if tokens[i] == "" {
			continue
		}
		e := got(c.db.Entry(c.ctx, s.Entry.ID))
		x := got(c.flow.SaveAnswers(c.ctx, tokens[i], answered(got(c.flow.ExamPaper(c.ctx, e.PaperID)), skill[i%len(skill)], i)))
		if len(x.Wrong) > 0 {
			must(fmt.Errorf("answers of %s: %v", e.Person, x.Wrong))
		}
	}
	must(c.flow.PauseExam(c.ctx, c.clerk, h.id, "考场断电"))
	c.tick(c.now.Add(4 * time.Minute))
	must(c.flow.ResumeExam(c.ctx, c.clerk, h.id))
	for i := range h.slips {
		if tokens[i] != "" {
			c.tick(c.now.Add(3 * time.Minute))
			must(c.flow.HandInExam(c.ctx, tokens[i]))
		}
	}
	must(c.flow.EndExam(c.ctx, c.clerk, h.id))
}

// answered is what somebody of that skill writes: so much of a hundred right, others wrong, essays by so many of
// the marking points.
func answered(questions []exam.Question, skill, who int) []store.SavedAnswer {
	var all []store.SavedAnswer
	for _, q := range questions {
		a := store.SavedAnswer{Position: q.Position, Revision: 1}
		right := (q.Position*37+who*53)%100 < skill
		switch {
		case !exam.Objective(q.Kind):
			a.Answer = exam.Answer{essay(q, skill)}
		case right:
			a.Answer = exam.Answer(q.Key)
			if q.Kind == policy.FillIn {
				a.Answer = filled(q.Key)
			}
		case q.Kind == policy.TrueFalse:
			a.Answer = exam.Answer{map[string]string{"对": "错", "错": "对"}[q.Key[0]]}
		case q.Kind == policy.SingleChoice:
			a.Answer = exam.Answer{exam.Letter((strings.Index(exam.Letters, q.Key[0]) + 1 + who%2) % len(q.Options))}
		case q.Kind == policy.MultipleChoice:
			a.Answer = exam.Answer(q.Key[:len(q.Key)-1])
		default:
			a.Answer = exam.Answer{"不详"}
		}
		all = append(all, a)
	}
	return all
}

// filled writes the first of the accepted answers into each blank.
func filled(key exam.Key) exam.Answer {
	var a exam.Answer
	for _, accepted := range key {
		first, _, _ := strings.Cut(accepted, "｜")
		a = append(a, first)
	}
	return a
}

func essay(q exam.Question, skill int) string {
	lines := []string{"答："}
	points, _ := q.MarkingPoints()
	for i, p := range points {
		if 100*(i+1) < skill*len(points) { // hardly anybody has them all
			lines = append(lines, fmt.Sprintf("%d．%s。", i+1, strings.TrimRight(p.Text, "。；")))
		}
	}
	return strings.Join(lines, "\n")
}

// assess has every answer of a sitting marked by two persons, who differ once, by a third where they do; share
// is how many of ten answers the second person has come to.
func (c *county) assess(h *hall, share int) {
	papers := got(c.db.SittingQuestions(c.ctx, h.id))
	for n, a := range got(c.db.SubjectiveAnswers(c.ctx, h.id, 0, 0)) {
		q := papers[a.PaperID][a.Position-1]
		points, _ := q.MarkingPoints()
		earned := q.Points * float64(strings.Count(a.Text, "\n")) / float64(max(1, len(points)))
		x := workflow.MarkForm{PaperID: a.PaperID, Position: a.Position, Sheet: a.Sheet, Points: float64(int(earned))}
		if x.Points < q.Points {
			x.Note = "要点不全。"
		}
		if share < 10 && n >= share+3 {
			continue // nobody has come to these
		}
		must(c.flow.MarkAnswer(c.ctx, c.examiner, h.id, x))
		if n%10 >= share {
			continue
		}
		second := x
		if second.Points = max(0, x.Points-float64(n%2)); n == 4 {
			second.Points, second.Note = max(0, x.Points-c.policy.Exam.MaxDifference-1), "论述笼统，没有联系实际。"
		}
		must(c.flow.MarkAnswer(c.ctx, c.examiner2, h.id, second))
		if x.Points-second.Points > c.policy.Exam.MaxDifference && share == 10 {
			must(c.flow.MarkAnswer(c.ctx, c.clerk, h.id, x))
		}
	}
}

// settle locks the marks and has the second examiner confirm them.
func (c *county) settle(h *hall) {
	must(c.flow.LockScores(c.ctx, c.examiner, h.id))
	c.tick(c.now.Add(20 * time.Minute))
	must(c.flow.ConfirmScores(c.ctx, c.examiner2, h.id))
}

// sheetOf is what somebody wrote at a sitting, and the first of its essays that did not earn everything.
func (c *county) sheetOf(h *hall, m *matter) (sheet store.ExamSheet, position int) {
	all := got(c.db.ExamSheets(c.ctx, h.id))
	sheet = all[slices.IndexFunc(all, func(x store.ExamSheet) bool { return x.CaseID == m.id })]
	for n, q := range got(c.db.SittingQuestions(c.ctx, h.id))[sheet.PaperID] {
		if !exam.Objective(q.Kind) && sheet.Points[n] < q.Points {
			return sheet, q.Position
		}
	}
	return sheet, 1
}

// object files an objection against a score, which is answered and leads to a correction.
func (c *county) object(h *hall, m *matter) {
	sheet, position := c.sheetOf(h, m)
	must(c.flow.FileScoreObjection(c.ctx, c.nominees[m.account], sheet.EntryID, fmt.Sprintf("第 %d 题我答到了全部要点，请复核。", position)))
	objection := got(c.db.ExamObjections(c.ctx, sheet.EntryID))[0].ID
	c.correct(sheet, position, 1, objection, "复核：第二个要点意思正确，漏给 1 分。")
	must(c.flow.DecideCorrection(c.ctx, c.examiner2, sheet.EntryID, got(c.db.ExamCorrections(c.ctx, sheet.EntryID))[0].ID, true))
	must(c.flow.AnswerScoreObjection(c.ctx, c.examiner, sheet.EntryID, objection, "经复核，漏给 1 分，已经更正。"))
}

// correct asks to add to a locked mark.
func (c *county) correct(sheet store.ExamSheet, position int, more float64, objection int64, reason string) {
	must(c.flow.AskCorrection(c.ctx, c.examiner, store.ExamCorrection{EntryID: sheet.EntryID, Position: position,
		Becomes: sheet.Points[position-1] + more, Reason: reason, ObjectionID: objection}))
}

// atExams plans the exams on computers: one that is over and is being marked, one today whose candidates are
// signing in.
func (c *county) atExams(s *session, day func(before int) calendar.Day) {
	judge := func(who string) *matter {
		return &matter{action: policy.Appoint, office: "人民法院审判员", who: who, post: "示例县人民法院法官助理", reason: "遴选入额"}
	}
	prosecutor := func(who string) *matter {
		return &matter{action: policy.Appoint, office: "人民检察院检察员", who: who, post: "示例县人民检察院检察官助理", reason: "遴选入额"}
	}
	judges := &proposal{organ: "court", reasons: "充实审判力量", matters: []*matter{judge("成墨言"), judge("柏舟*"), judge("项一鸣"), judge("阮清和*"), judge("冉文渊")}}
	prosecutors := &proposal{organ: "procuratorate", reasons: "充实检察力量", matters: []*matter{prosecutor("闻笛"), prosecutor("苗初晴*"), prosecutor("尚明达")}}
	c.take(s, 10, judges)
	c.take(s, 10, prosecutors)
	var over, today *hall
	on := workday(day(3))
	c.at(day(8), 100, func() {
		over = c.arrange(on, "09:00", true, append(slices.Clone(judges.matters[:4]), prosecutors.matters[0])...)
	})
	c.at(on, 50, func() { c.write(over, 88, 0, 71, 58, 83) })
	c.at(on, 400, func() { c.assess(over, 6) })
	c.at(day(4), 120, func() {
		today = c.arrange(c.today, "15:00", false, judges.matters[4], prosecutors.matters[1], prosecutors.matters[2])
	})
	c.at(c.today, 8, func() {
		must(c.flow.OpenExamSignIn(c.ctx, c.clerk, today.id))
		c.signIn(today.slips[0])
		c.signIn(today.slips[1])
	})
}
