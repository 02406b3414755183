package demo

import (
	"fmt"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// session is one past meeting of the standing committee with what led to it and what followed.
type session struct {
	day       calendar.Day
	number    int
	reports   []string       // items without cases
	proposals []*proposal    // in the order of the agenda
	onLeave   map[int]string // members away, by seat, with the reason
	publicity *notice
	fresh     bool // what follows has only begun
	computer  bool // its exam was held on computers

	id, chairs int64
	oath       int64    // the ceremony
	sittings   [2]int64 // the exam and its make-up
	hall       *hall
	agenda     []*item
}

// notice is a 任前公示 with the opinion that came in.
type notice struct {
	of      *proposal
	opinion workflow.OpinionForm
	found   string
	result  appointment.OpinionConclusion

	id int64
}

// bring plans everything that leads to a meeting, up to its papers delivered to the members.
func (c *county) bring(s *session) {
	before := func(days int) calendar.Day { return s.day.Add(-days) }
	c.at(before(45), 60, func() { c.schedule(s) })
	for i, p := range s.proposals {
		c.at(before(24), 30+20*i, func() { p.meeting = s.id; c.draft(p) })
		c.at(before(23), 30+20*i, func() { c.submit(p) })
		c.at(before(22), 60+20*i, func() { c.accept(p) })
	}
	c.prepare(s, before)
	c.at(before(9), 90, func() { c.meetChairs(s) })
	c.at(before(8), 60, func() { c.summon(s) })
}

// schedule plans the meeting itself.
func (c *county) schedule(s *session) {
	s.id = got(c.flow.PlanMeeting(c.ctx, c.operator, workflow.MeetingPlan{Number: s.number, HeldOn: s.day, StartsAt: "上午9时",
		Place: "县人大常委会会议厅", PresiderID: c.members[0].ID}))
}

// hold plans everything of one past meeting.
func (c *county) hold(s *session) {
	c.bring(s)
	c.at(s.day, 50, func() { c.convene(s) })
	c.follow(s)
}

// all lists the matters of a session.
func (s *session) all() (ms []*matter) {
	for _, p := range s.proposals {
		ms = append(ms, p.matters...)
	}
	return ms
}

// prepare plans publicity, exams, commitments and review.
func (c *county) prepare(s *session, before func(int) calendar.Day) {
	if n := s.publicity; n != nil {
		c.at(before(22), 240, func() { n.id = c.publish(n.of) })
		c.at(before(18), 120, func() { got(c.flow.GiveOpinion(c.ctx, n.id, n.opinion)) })
		c.at(before(16), 120, func() { c.verify(n) })
		c.at(before(12), 30, func() {
			must(c.flow.ReportPublicity(c.ctx, c.clerk, n.id, got(c.db.Publicity(c.ctx, n.id)).Version,
				"公示期间共收到意见 1 件，已会同有关机关核实，结论为："+n.result.Label()+"。"))
		})
	}
	c.at(before(21), 60, func() {
		for _, m := range s.all() {
			c.welcome(m)
		}
	})
	exam := workday(before(15))
	makeup := workday(exam.Add(2))
	if !makeup.After(exam) {
		makeup = exam.Add(3)
	}
	c.at(before(20), 60, func() { c.examine(s, exam, 0) })
	c.at(exam, 420, func() { c.markAll(s, 0) })
	c.at(exam, 480, func() { c.examine(s, makeup, 1) })
	c.at(makeup, 420, func() { c.markAll(s, 1) })
	c.at(before(11), 60, func() {
		for _, m := range s.all() {
			if m.action.Begins() {
				c.promise(m)
			}
			if m.defence != "" {
				must(c.flow.RecordDefence(c.ctx, c.clerk, m.id, workflow.DefenceForm{Form: "oral", Text: m.defence}))
			}
			c.judge(m)
			c.pass(m)
		}
	})
}

// examine calls those who sit the exam (attempt 0) or its make-up (attempt 1).
func (c *county) examine(s *session, on calendar.Day, attempt int) {
	var sit []*matter
	for _, m := range s.all() {
		switch {
		case !c.examined(m) || attempt >= max(len(m.scores), 1):
		case m.waived != "":
			must(c.flow.WaiveExam(c.ctx, c.examiner, m.id, m.waived, "本届内任职时已参加任前法律考试，成绩合格。"))
		default:
			sit = append(sit, m)
		}
	}
	switch {
	case len(sit) == 0:
	case s.computer:
		s.hall = c.arrange(on, "14:30", true, sit...)
	default:
		s.sittings[attempt] = c.sitting(on, sit...)
	}
}

// markAll enters the results of a sitting.
func (c *county) markAll(s *session, attempt int) {
	if s.computer && attempt == 0 {
		c.write(s.hall, 93, 84, 88, 79, 96)
		c.assess(s.hall, 10)
		c.settle(s.hall)
	}
	for i, m := range s.all() {
		if s.sittings[attempt] == 0 || !c.examined(m) || m.waived != "" || attempt >= max(len(m.scores), 1) {
			continue
		}
		score := float64(78 + (i*7+s.number*3)%19)
		if len(m.scores) > 0 {
			score = m.scores[attempt]
		}
		c.mark(s.sittings[attempt], m, score)
	}
}

// publish puts the nominees of a proposal on public notice, as early as the rules allow.
func (c *county) publish(p *proposal) int64 {
	x := workflow.PublicityForm{Title: "拟任人员任前公示", OfficeName: "县人大常委会选举任免联络工作委员会", Telephone: "0000-1234567", From: c.day(),
		Body: "根据本县人事任免办法，现将拟提请县人大常委会任命的人员予以公示。公示期间，欢迎实名反映情况；匿名反映的，请提供可以核查的线索。"}
	x.To = appointment.PublicityEnd(c.policy, got(c.db.Holidays(c.ctx)), x.From)
	for _, m := range p.matters {
		if m.action.Begins() {
			profile := got(c.flow.PublicProfile(c.ctx, got(c.db.Case(c.ctx, m.id))))
			x.Persons = append(x.Persons, workflow.PublicityPersonForm{CaseID: m.id, Profile: profile})
		}
	}
	return got(c.flow.PublishPublicity(c.ctx, c.clerk, x))
}

// verify looks into the one opinion on a notice.
func (c *county) verify(n *notice) {
	for _, o := range got(c.db.Opinions(c.ctx, n.id)) {
		must(c.flow.VerifyOpinion(c.ctx, c.clerk, n.id, o.ID))
		must(c.flow.ConcludeOpinion(c.ctx, c.clerk, n.id, o.ID, n.found, n.result))
	}
}

// meetChairs holds the chairpersons' meeting on all matters of a session.
func (c *county) meetChairs(s *session) {
	var ids []int64
	for _, m := range s.all() {
		ids = append(ids, m.id)
	}
	s.chairs = got(c.flow.PlanChairsMeeting(c.ctx, c.clerk, workflow.ChairsPlan{Number: 2*s.number + 3, HeldOn: c.day(), Place: "常委会小会议室",
		PresiderID: c.members[0].ID, Attendees: "选举任免联络工作委员会、提请机关有关负责同志"}))
	must(c.flow.ListForChairs(c.ctx, c.clerk, s.chairs, ids))
	for _, m := range s.all() {
		d := workflow.ChairsDecision{Decision: "to_committee", Speaks: m.speaks}
		if m.held != "" {
			d = workflow.ChairsDecision{Decision: "hold", Opinion: m.held}
		}
		must(c.flow.DecideAtChairs(c.ctx, c.chair, s.chairs, m.id, d))
	}
	must(c.flow.WriteChairsMinutes(c.ctx, c.clerk, s.chairs, 1, fmt.Sprintf("会议听取了提请机关的说明和选任联工委的初审报告，同意将 %d 件人事任免事项提请县人大常委会第%d次会议审议。",
		len(ids), s.number)))
	must(c.flow.CloseChairsMeeting(c.ctx, c.clerk, s.chairs, 2))
}

// item is what is voted on with one ballot paper.
type item struct {
	title   string
	matters []*matter
	id      int64
}

// items puts a session's matters together: one item for each proposal, an acting head's after it.
func (s *session) items() (all []*item) {
	for _, p := range s.proposals {
		first, later := &item{title: "审议和表决" + organName(p) + "提请的人事任免案"}, []*item(nil)
		for _, m := range p.matters {
			if m.held != "" || m.aside {
				continue
			}
			if m.after != nil {
				later = append(later, &item{title: "审议和表决" + m.action.Label() + m.name() + "职务的议案", matters: []*matter{m}})
				continue
			}
			first.matters = append(first.matters, m)
		}
		if len(first.matters) > 0 {
			all = append(all, first)
		}
		all = append(all, later...)
	}
	return all
}

func organName(p *proposal) string {
	switch {
	case p.mover == appointment.MoverMembers:
		return "常委会组成人员联名"
	case p.organ == "congress":
		return "主任会议"
	}
	return map[string]string{"government": "县人民政府", "supervision": "县监察委员会", "court": "县人民法院", "procuratorate": "县人民检察院"}[p.organ]
}

// summon settles the agenda, sends the notice and delivers the papers.
func (c *county) summon(s *session) {
	for _, title := range s.reports {
		got(c.flow.AddItem(c.ctx, c.operator, s.id, title))
	}
	s.agenda = s.items()
	for _, i := range s.agenda {
		var ids []int64
		for _, m := range i.matters {
			ids = append(ids, m.id)
		}
		i.id = got(c.flow.AddPersonnelItem(c.ctx, c.operator, s.id, workflow.PersonnelItem{Title: i.title, CaseIDs: ids}))
	}
	must(c.flow.SetObservers(c.ctx, c.operator, s.id, []store.Observer{{Name: "郑开元", Post: "县人民政府县长"}, {Name: "梁守正", Post: "县监察委员会主任"},
		{Name: "董克俭", Post: "县人民检察院检察长"}}))
	must(c.flow.SendMeetingNotice(c.ctx, c.operator, s.id, got(c.db.Meeting(c.ctx, s.id)).Version,
		fmt.Sprintf("县人大常委会各位组成人员：\n\n经主任会议决定，县第十八届人大常委会第%d次会议定于%s上午9时在县人大常委会会议厅举行。请准时出席；因故不能出席的，请在会前书面请假。\n\n县人大常委会办公室",
			s.number, s.day)))
	for _, i := range s.agenda {
		got(c.flow.AddMaterial(c.ctx, c.operator, s.id, workflow.MaterialForm{CaseID: i.matters[0].id, Title: "任免案及有关人员基本情况",
			File: workflow.Upload{Name: "任免案.pdf", Data: paper("人事任免案", i.title, "附：有关人员基本情况。", "本件为演示材料，人员和内容均为虚构。")}}))
		for _, m := range i.matters[1:] {
			got(c.flow.AddMaterial(c.ctx, c.operator, s.id, workflow.MaterialForm{CaseID: m.id, Title: m.name() + "基本情况",
				Body: m.name() + "，" + m.action.Label() + m.title() + "。" + m.reason + "。"}))
		}
	}
	must(c.flow.DeliverMaterials(c.ctx, c.operator, s.id))
}

// attend signs the members in and opens the meeting.
func (c *county) attend(s *session) {
	var marks []workflow.AttendanceMark
	for i, m := range c.members {
		mark := workflow.AttendanceMark{MemberID: m.ID, Status: meeting.Present}
		if why := s.onLeave[i+1]; why != "" {
			mark.Status, mark.Reason = meeting.OnLeave, why
		}
		marks = append(marks, mark)
	}
	must(c.flow.RecordAttendance(c.ctx, c.operator, s.id, marks))
	must(c.flow.OpenMeeting(c.ctx, c.operator, s.id, len(c.members)))
}

// convene holds the meeting from the attendance to its close.
func (c *county) convene(s *session) {
	c.attend(s)
	for _, i := range got(c.db.Items(c.ctx, s.id)) {
		if !i.Personnel {
			must(c.flow.IntroduceItem(c.ctx, c.operator, i.ID))
			must(c.flow.RecordDeliberation(c.ctx, c.operator, i.ID, 0, "", "组成人员审议认为，报告实事求是，所提措施可行；建议抓好落实，年底前书面报告办理情况。"))
			must(c.flow.ConcludeItem(c.ctx, c.operator, i.ID))
			continue
		}
		for _, j := range s.agenda {
			if j.id == i.ID {
				c.decide(s, j)
			}
		}
	}
	m := got(c.db.Meeting(c.ctx, s.id))
	must(c.flow.WriteMinutes(c.ctx, c.operator, s.id, m.Version, fmt.Sprintf(
		"会议应到组成人员 %d 人，实到 %d 人，符合法定人数。会议由%s主持，听取和审议了有关报告，表决了人事任免案。表决结果当场宣布。", m.Total, m.Present, m.Presider)))
	must(c.flow.CloseMeeting(c.ctx, c.operator, s.id))
}

// introduce takes one item up and hears what is said on it.
func (c *county) introduce(i *item) {
	must(c.flow.IntroduceItem(c.ctx, c.operator, i.id))
	must(c.flow.RecordPresentation(c.ctx, c.operator, i.id, 0, organName(i.matters[0].p)+"负责人"))
	for _, m := range i.matters {
		if m.speaks {
			must(c.flow.RecordSpeech(c.ctx, c.operator, i.id, m.id, "spoken"))
		}
		if m.asked != "" {
			c.ask(i, m)
		}
	}
}

// decide takes one item from its introduction to the announced result.
func (c *county) decide(s *session, i *item) {
	c.introduce(i)
	must(c.flow.RecordDeliberation(c.ctx, c.operator, i.id, 0, "", "组成人员认为，提请程序合法，人选情况清楚，同意交付表决。"))
	round := got(c.flow.OpenRound(c.ctx, c.operator, i.id, workflow.VoteOpening{Scrutineers: []int64{c.members[9].ID, c.members[14].ID}, Unrelated: true}))
	present := got(c.db.Meeting(c.ctx, s.id)).Present
	form := workflow.CountForm{Issued: present, Returned: present}
	for _, k := range got(c.db.Item(c.ctx, i.id)).Live() {
		for _, m := range i.matters {
			if m.id == k.CaseID {
				form.Lines = append(form.Lines, m.count(present))
			}
		}
	}
	got(c.flow.EnterCount(c.ctx, c.seats[9], i.id, round, form))
	got(c.flow.EnterCount(c.ctx, c.seats[14], i.id, round, form))
	must(c.flow.AnnounceResult(c.ctx, c.chair, i.id, round))
}

// ask has a member ask about a nominee; what cannot be cleared keeps the case from the vote.
func (c *county) ask(i *item, m *matter) {
	must(c.flow.RecordQuestion(c.ctx, c.operator, i.id, m.id, c.members[11].Name, m.asked))
	q := got(c.db.Questions(c.ctx, i.id))
	answer := workflow.Answer{By: m.name(), Text: m.answer}
	if m.answer == "" {
		answer = workflow.Answer{By: organName(m.p) + "负责人", Text: "有关情况还需进一步核实。", Unresolved: true}
	}
	must(c.flow.AnswerQuestion(c.ctx, c.operator, i.id, q[len(q)-1].ID, answer))
	if answer.Unresolved {
		must(c.flow.SuspendCase(c.ctx, c.chair, i.id, m.id, "会上提出的问题没有说清，经主任会议决定暂不付表决，由提请机关调查后书面报告。"))
	}
}

// count is how the members present voted.
func (m *matter) count(present int) store.Count {
	yes, no, abstain := m.votes[0], m.votes[1], m.votes[2]
	if yes == 0 {
		no, abstain = int(m.id)%3/2, int(m.id)%3
	} else if yes+no+abstain > present {
		abstain = present - yes - no
	}
	return store.Count{CaseID: m.id, Yes: present - no - abstain, No: no, Abstain: abstain}
}
