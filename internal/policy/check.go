package policy

import (
	"fmt"
	"slices"
	"strings"
)

// Problem is one value a county may not set, or two that cannot both hold.
type Problem struct {
	Field   string // the value's path in the stored form, such as exam.pass_mark
	Message string // what is wrong and what to do
	Basis   string // the article, where a statute forbids it
}

// String is the sentence shown to whoever edits the policy.
func (p Problem) String() string {
	if p.Basis == "" {
		return p.Message
	}
	return p.Message + "〔" + p.Basis + "〕"
}

// checker collects problems.
type checker []Problem

func (c *checker) bad(wrong bool, field, basis, format string, args ...any) {
	if wrong {
		*c = append(*c, Problem{field, fmt.Sprintf(format, args...), basis})
	}
}

func (c *checker) span(n, low, high int, field, name string) {
	c.bad(n < low || n > high, field, "", "%s应在 %d 至 %d 之间。", name, low, high)
}

type choice interface{ Valid() bool }

func (c *checker) choice(v choice, field, name string) {
	c.bad(!v.Valid(), field, "", "请选择%s。", name)
}

// each reports the values of a list that are not of its closed list.
func each[T choice](c *checker, list []T, field, name string) {
	for _, v := range list {
		c.bad(!v.Valid(), field, "", "%s中有不认识的取值 %v。", name, v)
	}
}

// Check returns everything in a policy that is unlawful or contradicts itself; none means it may be put into force.
func Check(p Policy) []Problem {
	var c checker
	c.bad(strings.TrimSpace(p.Title) == "", "title", "", "请填写本县任免办法的名称。")
	c.before(p)
	c.exam(p.Exam)
	c.commitment(p)
	c.meeting(p)
	c.after(p)
	c.oversight(p.Supervision)
	c.language(p.Language)
	return c
}

func (c *checker) before(p Policy) {
	c.span(p.Intake.DaysBefore, 1, 60, "intake.days_before", "提请截止的提前日数")
	c.choice(p.Intake.Late, "intake.late", "迟交的处理")
	for _, a := range Actions() {
		docs, field := p.Intake.Documents[a], "intake.documents."+string(a)
		each(c, docs, field, "应交材料")
		switch {
		case a == AcceptResignation:
			c.bad(!slices.Contains(docs, Resignation), field, "地方组织法 第三十二条", "接受辞职须有本人的辞职书。")
		case a == Dismiss:
			c.bad(!slices.Contains(docs, ReasonRemove), field, "监督法 第六十二条", "撤职案须写明撤职的对象和理由，并提供有关材料。")
			fallthrough
		default:
			c.bad(!slices.Contains(docs, Bill), field, "", "“%s”须有提请机关的议案。", a.Label())
		}
	}
	for g, docs := range p.Intake.GroupDocuments {
		c.bad(!g.Valid(), "intake.group_documents", "", "按机关另交的材料中有不认识的机关 %s。", g)
		each(c, docs, "intake.group_documents."+string(g), "按机关另交的材料")
	}
	each(c, p.Review.Gates, "review.gates", "初审关口")
	c.bad(!slices.Contains(p.Review.Gates, GateEligibility), "review.gates", "", "初审须审查任职资格。")
	c.span(p.Review.CorrectionDays, 1, 30, "review.correction_days", "退回补正的期限")
	each(c, p.Review.AuditGroups, "review.audit_groups", "任前审计的机关")
	c.choice(p.Investigation.Mode, "investigation.mode", "任前考察是否实行")
	c.applies(p.Investigation.Mode, p.Investigation.Groups, "investigation", "任前考察")
	c.choice(p.Publicity.Mode, "publicity.mode", "任前公示是否实行")
	c.applies(p.Publicity.Mode, p.Publicity.Groups, "publicity", "任前公示")
	c.choice(p.Education.Mode, "education.mode", "任前学习是否实行")
	c.span(p.Education.Hours, 0, 200, "education.hours", "学时")
	c.bad(p.Education.Mode == Required && len(p.Education.Topics) == 0, "education.topics", "", "任前学习必须完成，但没有列学习内容。")
	c.bad(p.Investigation.Mode != Off && len(p.Investigation.Headings) == 0, "investigation.headings", "", "开展任前考察的，请列出考察内容，考察记录按此填写。")
	if p.Publicity.Mode != Off {
		c.span(p.Publicity.WorkingDays, 1, 30, "publicity.working_days", "公示期")
	}
	if days := calendarDays(p.Publicity.WorkingDays); p.Publicity.Mode == Required && days > p.Intake.DaysBefore {
		c.bad(true, "publicity.working_days", "", "公示期 %d 个工作日约合 %d 日，会议前 %d 日才截止提请，公示不能在会议前期满。",
			p.Publicity.WorkingDays, days, p.Intake.DaysBefore)
	}
	if p.Publicity.ShowExamScore && p.Publicity.Mode != Off {
		for _, g := range p.Publicity.Groups {
			c.bad(!slices.Contains(p.Exam.Groups, g), "publicity.show_exam_score", "", "公示要附考试成绩，但%s人选不要求考试。", g.Label())
		}
	}
}

// calendarDays is how many calendar days a number of working days takes in plain weeks.
func calendarDays(working int) int { return working + 2*((working+4)/5) }

func (c *checker) applies(m Mode, groups []Group, field, name string) {
	each(c, groups, field+".groups", name+"的适用机关")
	c.bad(m == Required && len(groups) == 0, field+".groups", "", "%s必须完成，但没有选适用的机关。", name)
}

func (c *checker) exam(e Exam) {
	each(c, e.Groups, "exam.groups", "须考试的机关")
	each(c, e.Actions, "exam.actions", "须考试的事项")
	each(c, e.Waivers, "exam.waivers", "免试情形")
	c.choice(e.Before, "exam.before", "考试的完成时限")
	c.choice(e.FailPolicy, "exam.fail_policy", "不及格的处理")
	c.choice(e.Validity, "exam.validity", "成绩有效期")
	c.choice(e.Report, "exam.report", "成绩报告对象")
	for _, a := range e.Actions {
		c.bad(!a.Begins(), "exam.actions", "", "“%s”不是任命事项，不能要求考试。", a.Label())
	}
	c.bad(e.PassMark <= 0 || e.PassMark > 100, "exam.pass_mark", "", "及格分应大于 0、不超过 100。")
	c.bad(e.Makeups < -1, "exam.makeups", "", "补考次数应为 0 以上，-1 为不限。")
	c.span(e.MakeupWithinDays, 0, 365, "exam.makeup_within_days", "补考期限")
	c.bad(e.FailPolicy == FailBlock && e.Makeups != 0, "exam.makeups", "", "不及格即不予提请的，补考次数应为 0。")
	c.bad(e.FailPolicy != FailBlock && e.Makeups == 0, "exam.makeups", "", "不及格可以补考、暂缓、推迟的，补考次数不能为 0，否则再没有及格的机会。")
	c.bad(e.Validity == ValidYears && (e.ValidYears < 1 || e.ValidYears > 5), "exam.valid_years", "", "成绩有效年数应在 1 至 5 之间。")
	for i, b := range e.Bands {
		c.bad(b.Label == "", "exam.bands", "", "请填写每个等次的名称。")
		c.bad(i == 0 && b.From != e.PassMark, "exam.bands", "", "最低的及格等次“%s”应从及格分 %g 分起。", b.Label, e.PassMark)
		c.bad(i > 0 && b.From <= e.Bands[i-1].From || b.From > 100, "exam.bands", "", "等次“%s”的起始分应高于前一等次，不超过 100。", b.Label)
	}
	c.span(e.Minutes, 10, 300, "exam.minutes", "考试时长")
	c.span(e.LateMinutes, 0, 300, "exam.late_minutes", "迟到入场的时限")
	c.span(e.ObjectionDays, 0, 60, "exam.objection_days", "成绩异议期限")
	c.span(e.ScopeDays, 0, 60, "exam.scope_days", "告知范围的提前日数")
	for _, g := range e.Groups {
		if b, ok := e.Blueprints[g]; ok {
			c.blueprint(b, "exam.blueprints."+string(g), g.Label())
		}
	}
}

func (c *checker) blueprint(b Blueprint, field, name string) {
	for _, p := range b.Check() {
		*c = append(*c, Problem{field, name + "试卷：" + p.Message, ""})
	}
}

// Check lists what contradicts itself in a blueprint, each under the field sections, laws or cells. One without
// problems can be met by a bank that is large enough.
func (b Blueprint) Check() []Problem {
	var c checker
	count, laws := map[QuestionKind]int{}, map[string]int{}
	for _, s := range b.Sections {
		c.choice(s.Kind, "sections", "题型")
		c.bad(s.Count < 1 || s.Points <= 0, "sections", "", "“%s”的题数和分值应大于 0。", s.Kind.Label())
		c.bad(s.Points*2 != float64(int(s.Points*2)), "sections", "", "“%s”每题 %g 分，应为整数或者带半分。", s.Kind.Label(), s.Points)
		count[s.Kind] += s.Count
	}
	for _, l := range b.Laws {
		c.bad(laws[l.Law] > 0, "laws", "", "“%s”写了两次，请合为一行。", l.Law)
		c.bad(l.Min < 1, "laws", "", "“%s”的最少题数应大于 0。", l.Law)
		laws[l.Law] += l.Min
	}
	byLaw, byLevel := b.cellSums(&c)
	inLaw, inKind := map[string]int{}, map[QuestionKind]int{}
	for x, n := range byLaw {
		inLaw[x.Law], inKind[x.Kind] = inLaw[x.Law]+n, inKind[x.Kind]+n
	}
	for law, n := range inLaw {
		laws[law] = max(laws[law], n)
	}
	levels := map[QuestionKind]int{}
	for x, n := range byLevel {
		levels[x.Kind] += n
	}
	for _, s := range b.Sections {
		n := max(inKind[s.Kind], levels[s.Kind])
		c.bad(n > count[s.Kind], "cells", "", "“%s”按法规、难度最少 %d 题，超过该题型的 %d 题。", s.Kind.Label(), n, count[s.Kind])
	}
	total := 0
	for _, n := range laws {
		total += n
	}
	c.bad(b.Total() != 100, "sections", "", "各题分值合计 %g 分，应为 100 分。", b.Total())
	c.bad(b.Questions() > 300, "sections", "", "共 %d 题，不应超过 300 题。", b.Questions())
	c.bad(total > b.Questions(), "laws", "", "各部法律最少 %d 题，超过总题数 %d。", total, b.Questions())
	return c
}

// cellSums adds up what is asked of each law and of each difficulty within a kind.
func (b Blueprint) cellSums(c *checker) (byLaw, byLevel map[CellPart]int) {
	byLaw, byLevel = map[CellPart]int{}, map[CellPart]int{}
	seen := map[CellPart]bool{}
	for _, x := range b.Cells {
		key := CellPart{Law: x.Law, Kind: x.Kind, Level: x.Level}
		c.bad(x.Law == "" && x.Level == 0, "cells", "", "“%s”的专门要求请选法规或者难度。", x.Kind.Label())
		c.bad(x.Min < 1 || x.Level < 0 || x.Level > 5, "cells", "", "“%s”的专门要求请填最少题数，难度为 1 至 5。", x.Kind.Label())
		c.bad(seen[key], "cells", "", "“%s”的同一项专门要求写了两次，请合为一行。", x.Kind.Label())
		c.bad(!slices.ContainsFunc(b.Sections, func(s Section) bool { return s.Kind == x.Kind }), "cells", "", "试卷没有“%s”，不能另作要求。", x.Kind.Label())
		seen[key] = true
		if x.Level > 0 && x.Law != "" {
			byLaw[CellPart{Law: x.Law, Kind: x.Kind}] += x.Min
			byLevel[CellPart{Kind: x.Kind, Level: x.Level}] += x.Min
		}
	}
	for _, x := range b.Cells { // a sum counts once, with what stands in its cells
		switch key := (CellPart{Law: x.Law, Kind: x.Kind, Level: x.Level}); {
		case x.Law == "":
			byLevel[key] = max(byLevel[key], x.Min)
		case x.Level == 0:
			byLaw[key] = max(byLaw[key], x.Min)
		}
	}
	return byLaw, byLevel
}

func (c *checker) commitment(p Policy) {
	m := p.Commitment
	c.choice(m.Written, "commitment.written", "书面承诺的范围")
	c.choice(m.Speech, "commitment.speech", "供职发言的范围")
	c.choice(m.SpeechTiming, "commitment.speech_timing", "供职发言的时间")
	c.choice(m.Before, "commitment.before", "书面承诺的完成时限")
	c.choice(m.OnFail, "commitment.on_fail", "承诺不合格的处理")
	none := m.Written == WhomNone && m.Speech == WhomNone
	c.bad(m.JudgeRequired && none, "commitment.judge_required", "", "不要求承诺的，不能要求审查承诺。")
	c.bad(!none && len(m.Headings) == 0, "commitment.headings", "", "请列出承诺的内容。")
	c.bad(m.Speech != WhomNone && (m.SpeechMinutes < 1 || m.SpeechMinutes > 30), "commitment.speech_minutes", "", "供职发言时限应在 1 至 30 分钟之间。")
	c.bad(m.Written == WhomNone && m.SpeechTiming == AfterVote && m.JudgeRequired, "commitment.speech_timing", "",
		"通过后才发言的，发言不能作为表决前的审查内容；请要求书面承诺，或把发言改到表决前。")
	c.bad(p.Publication.PublishCommitments && m.Written == WhomNone, "publication.publish_commitments", "", "没有书面承诺，不能公布承诺。")
}

func (c *checker) meeting(p Policy) {
	c.span(p.Materials.NoticeDaysBefore, 1, 30, "materials.notice_days_before", "会议通知的提前日数")
	c.span(p.Materials.DaysBefore, 1, 30, "materials.days_before", "材料送达的提前日数")
	c.bad(p.Materials.DaysBefore > p.Intake.DaysBefore, "materials.days_before", "",
		"会议前 %d 日送达材料，早于会议前 %d 日的提请截止，来不及初审。", p.Materials.DaysBefore, p.Intake.DaysBefore)
	c.choice(p.Presentation.By, "presentation.by", "说明人")
	c.choice(p.Deliberation.Mode, "deliberation.mode", "审议形式")
	c.bad(p.Deliberation.ObserversInGroups && p.Deliberation.Mode != InGroups, "deliberation.observers_in_groups", "", "全体会议审议的，没有分组，列席人员无从编组。")
	for a, m := range p.Vote.Method {
		c.bad(!a.Valid(), "vote.method", "", "表决方式中有不认识的事项 %s。", a)
		c.choice(m, "vote.method."+string(a), "“"+a.Label()+"”的表决方式")
		c.bad(a == Dismiss && m == Hands, "vote.method.dismiss", "监督法 第六十二条", "撤职案只能无记名投票，不得设为举手表决。")
		c.bad(a == Recall && m == Hands, "vote.method.recall", "选举法", "罢免代表采用无记名的表决方式，不得设为举手表决。")
	}
	c.choice(p.Vote.Blank, "vote.blank", "空白票的处理")
	c.choice(p.Vote.EnBloc, "vote.en_bloc", "合并表决")
	c.span(p.Vote.Scrutineers, 2, 9, "vote.scrutineers", "监票人数")
	c.span(p.Vote.Minutes, 0, 60, "vote.minutes", "建议投票时间")
}

func (c *checker) after(p Policy) {
	for _, a := range p.Certificate.Actions {
		c.bad(!a.Begins(), "certificate.actions", "任命书只发给任命的人员", "“%s”不颁发任命书。", a.Label())
		c.bad(a.Acting() && p.Certificate.ExceptActing, "certificate.except_acting", "", "已设代理职务不发任命书，又把“%s”列入颁发范围。", a.Label())
	}
	for _, token := range []string{"{年}", "{号}"} {
		c.bad(!strings.Contains(p.Certificate.NumberFormat, token), "certificate.number_format", "", "任命书编号式样须含%s，编号才不重复。", token)
		c.bad(p.Publication.PaperNumber != "" && !strings.Contains(p.Publication.PaperNumber, token), "publication.paper_number", "", "文书定稿编号式样须含%s，编号才不重复。",
			token)
	}
	c.choice(p.Oath.Timing, "oath.timing", "宣誓时间")
	each(c, p.Oath.Offices, "oath.offices", "组织宣誓的机关")
	c.bad(len(p.Oath.Offices) == 0, "oath.offices", "宪法 第二十七条", "国家工作人员就职时应当公开进行宪法宣誓，请选由主任会议组织宣誓的机关。")
	c.bad(p.Oath.Timing == OathWithCertificate && !p.Certificate.OnTheSpot, "oath.timing", "", "任命书不当场颁发的，宣誓不能安排在颁发任命书之后、会议闭幕之前。")
	c.span(p.Oath.WithinDays, 1, 90, "oath.within_days", "宣誓期限")
	c.span(p.Roster.MenAge, 50, 70, "roster.men_age", "到龄年龄")
	c.span(p.Roster.WomenAge, 50, 70, "roster.women_age", "到龄年龄")
	c.span(p.Roster.AgeMonths, 1, 36, "roster.age_months", "到龄提示")
	c.span(p.Roster.ActingMonths, 1, 60, "roster.acting_months", "代理提示")
	c.span(p.Roster.TermMonths, 1, 24, "roster.term_months", "任期届满提示")
	c.choice(p.Roster.Renamed, "roster.renamed", "机关、职务改名时的办法")
	c.choice(p.Roster.Abolished, "roster.abolished", "机关、职务撤销时的办法")
	c.span(p.Publication.WithinDays, 1, 30, "publication.within_days", "公布期限")
	c.span(p.Filing.WithinDays, 1, 60, "filing.within_days", "备案期限")
	c.span(p.Resubmission.MaxRejections, 0, 9, "resubmission.max_rejections", "未通过次数")
	c.span(p.Resubmission.CooldownDays, 0, 1830, "resubmission.cooldown_days", "再次提请的间隔")
	c.span(p.Retention.PublicityPageDays, 0, 365, "retention.publicity_page_days", "公示页面保留日数")
	c.span(p.Retention.FamilyYears, 0, 50, "retention.family_years", "家庭成员信息保留年数")
	c.span(p.Retention.OpinionYears, 0, 50, "retention.opinion_years", "公示意见保留年数")
	c.span(p.Retention.ExamPaperYears, 0, 50, "retention.exam_paper_years", "试卷保留年数")
}

func (c *checker) oversight(s Oversight) {
	d := s.DutyReport
	c.choice(d.Cycle, "supervision.duty_report.cycle", "述职周期")
	c.choice(d.JudgeCycle, "supervision.duty_report.judge_cycle", "法官、检察官的述职周期")
	c.choice(d.Oral, "supervision.duty_report.oral", "口头述职的范围")
	c.bad(d.Cycle == CycleOff && d.JudgeCycle == CycleOff && d.Oral == WhomAll, "supervision.duty_report.oral", "", "不要求述职报告的，不能要求人人口头述职。")
	c.span(d.DueMonth, 1, 12, "supervision.duty_report.due_month", "述职月份")
	c.span(d.MinMonths, 0, 12, "supervision.duty_report.min_months", "任职不满的月数")
	c.span(d.ReviewDays, 1, 90, "supervision.duty_report.review_days", "审查期限")
	c.span(d.SupplementDays, 1, 60, "supervision.duty_report.supplement_days", "补充期限")
	c.choice(s.Review.Mode, "supervision.review.mode", "评议是否开展")
	c.span(s.Review.Persons, 0, 99, "supervision.review.persons", "每年述职评议的人数")
	c.span(s.Review.Units, 0, 99, "supervision.review.units", "每年工作评议的单位数")
	c.bad(s.Review.Mode == Required && s.Review.Persons+s.Review.Units == 0, "supervision.review.persons", "", "每年必须开展评议，但述职评议的人数和工作评议的单位数都是 0。")
	c.choice(s.Review.Selection, "supervision.review.selection", "评议对象确定方式")
	c.choice(s.Rating.Blank, "supervision.rating.blank", "不选的测评票")
	c.choice(s.Rating.Publish, "supervision.rating.publish", "测评结果公开范围")
	c.scale(s.Rating.Person, "supervision.rating.person", "对人的测评")
	c.scale(s.Rating.Work, "supervision.rating.work", "对工作的测评")
	keys, decides := map[string]bool{}, false
	for _, g := range s.Rating.Groups {
		c.bad(g.Key == "" || g.Label == "" || keys[g.Key], "supervision.rating.groups", "", "测评人员组须有名称，标识不得重复。")
		keys[g.Key], decides = true, decides || g.Decides
	}
	c.bad(!decides, "supervision.rating.groups", "", "至少有一组测评人员计入结果。")
	c.span(s.Opinion.SendDays, 1, 60, "supervision.opinion.send_days", "审议意见交办期限")
	c.span(s.Opinion.Months, 1, 12, "supervision.opinion.months", "审议意见反馈期限")
	c.span(s.Opinion.AuditMonths, 1, 12, "supervision.opinion.audit_months", "预算、审计方面的反馈期限")
	r := s.Rectification
	c.span(r.PlanDays, 1, 180, "supervision.rectification.plan_days", "整改方案期限")
	c.span(r.ReportDays, 1, 365, "supervision.rectification.report_days", "整改报告期限")
	c.bad(r.PlanDays > r.ReportDays, "supervision.rectification.plan_days", "", "整改方案的期限不能晚于整改报告的期限。")
	c.span(r.RemindDays, 0, 60, "supervision.rectification.remind_days", "提醒日数")
	g := s.Suggestions
	c.span(g.HandDays, 1, 60, "supervision.suggestions.hand_days", "代表建议交办的期限")
	c.span(g.RefuseDays, 1, 60, "supervision.suggestions.refuse_days", "说明不属职责的期限")
	c.span(g.ContactDays, 1, 60, "supervision.suggestions.contact_days", "联系代表的期限")
	c.span(g.JudgeDays, 1, 60, "supervision.suggestions.judge_days", "代表评价的期限")
	c.span(g.AgainMonths, 1, 6, "supervision.suggestions.again_months", "重新办理的期限")
	c.span(s.Petitions.TransferDays, 1, 180, "supervision.petitions.transfer_days", "信访转办的期限")
}

func (c *checker) scale(s Scale, field, name string) {
	c.bad(len(s.Grades) < 2, field+".grades", "", "%s至少设两个等次。", name)
	for i, r := range s.Rules {
		last := i == len(s.Rules)-1
		c.bad(last != (len(r.Sum) == 0), field+".rules", "", "%s的结果规则，最后一条且只有最后一条不设条件。", name)
		c.bad(!slices.Contains(s.Grades, r.Result), field+".rules", "", "%s没有等次“%s”。", name, r.Result)
		for _, g := range r.Sum {
			c.bad(!slices.Contains(s.Grades, g), field+".rules", "", "%s没有等次“%s”。", name, g)
		}
		if len(r.Sum) > 0 {
			c.bad(r.Num < 1 || r.Den < 1 || r.Num > r.Den, field+".rules", "", "%s“%s”的份额应在 0 与 1 之间。", name, r.Result)
			c.choice(r.Base, field+".rules", name+"“"+r.Result+"”的基数")
		}
		c.choice(r.Next, field+".rules", name+"“"+r.Result+"”的结果处理")
	}
	c.bad(len(s.Rules) == 0, field+".rules", "", "%s没有结果规则。", name)
}
