package appointment

import (
	"fmt"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// Blocker is one reason a move is not yet allowed, and who can clear it.
type Blocker struct {
	Key   string       // stable name of the evidence, also the anchor on the case page
	Text  string       // what is missing, as a line of the task list
	Hint  string       // what to do, or by when
	Basis string       // the article or county rule
	By    Party        // who can clear it
	Due   calendar.Day // zero when nothing sets a day
}

// Blockers returns all reasons the move is not yet allowed on the day today; none means it may be
// made. The page shows them and the POST is guarded by them.
func Blockers(c Case, p policy.Policy, m Move, today calendar.Day) []Blocker {
	switch m {
	case MoveAccept:
		return acceptBlockers(c, p)
	case MoveAnswer:
		return documentBlockers(c, p)
	case MovePassReview:
		return reviewBlockers(c, p, today)
	case MoveToCommittee:
		return append(reviewBlockers(c, p, today), chairsBlockers(c)...)
	case MoveIntroduce:
		return introduceBlockers(c, p, today)
	case MoveAdopt, MoveReject:
		return voteBlockers(c, p)
	case MoveWithdraw:
		return withdrawBlockers(c)
	case MoveSuspend, MoveEnd:
		return votingBlockers(c, m.Label())
	case MoveClose:
		return closeBlockers(c, p)
	}
	return nil
}

// Check returns nil when the move is allowed by stage and evidence, else an error naming every reason.
func Check(c Case, p policy.Policy, m Move, today calendar.Day) error {
	if _, err := Apply(c, m, ""); err != nil {
		return err
	}
	var reasons []string
	for _, b := range Blockers(c, p, m, today) {
		reason := c.Person.Name + "：" + b.Text
		if b.Basis != "" {
			reason += "（" + b.Basis + "）"
		}
		reasons = append(reasons, reason)
	}
	return errs.Blocked(reasons)
}

const (
	countyRule = "本县人事任免办法"
	organicLaw = "地方组织法"
)

// acceptBlockers: what the clerk checks before 受理. The proposal's own checks are those of
// ProposalBlockers; a case adds its documents, its form and its lawfulness.
func acceptBlockers(c Case, p policy.Policy) []Blocker {
	var out []Blocker
	if c.Proposal.State != "submitted" {
		out = append(out, Blocker{Key: "submit", Text: "提请机关尚未提交", By: PartyOrgan, Basis: organicLaw + "第五十条"})
	}
	out = append(out, documentBlockers(c, p)...)
	return append(out, lawBlockers(c, p)...)
}

// documentBlockers: 材料齐全 V11, and the cadre form without open questions.
func documentBlockers(c Case, p policy.Policy) []Blocker {
	var out []Blocker
	have := map[policy.Document]bool{}
	for _, d := range c.Documents {
		have[d] = true
	}
	for _, d := range RequiredDocuments(c.Office, c.Action, p) {
		ok := have[d]
		if d == policy.Form {
			ok = c.Form != nil
		}
		if !ok {
			out = append(out, Blocker{Key: "document-" + string(d), Text: "缺" + d.Label(),
				Hint: "由提请机关补交", Basis: countyRule + "（提请材料）", By: PartyOrgan})
		}
	}
	if c.Form != nil && c.Form.Unsettled > 0 {
		out = append(out, Blocker{Key: "form", Text: fmt.Sprintf("审批表有 %d 处须更正或说明", c.Form.Unsettled),
			Hint: "逐栏核对，改正或写明理由", Basis: countyRule + "（提请材料）", By: PartyOrgan})
	}
	return out
}

// lawBlockers: what the law allows to be asked at all, V05 to V08, V13.
func lawBlockers(c Case, p policy.Policy) []Blocker {
	var out []Blocker
	add := func(key, basis, format string, args ...any) {
		out = append(out, Blocker{Key: key, Text: fmt.Sprintf(format, args...), Basis: basis, By: PartyOrgan})
	}
	if !allowed(c.Office, c.Action) {
		add("action", organicLaw+"第五十条", "“%s”%s，不能“%s”", c.Office.Title, c.Office.FilledBy.Label(), c.Action.Label())
	}
	if c.Action == policy.Dismiss {
		out = append(out, dismissalBlockers(c)...)
	} else if c.Action == policy.Recall {
		out = append(out, recallBlockers(c)...)
	} else if c.Proposal.Mover == MoverMembers {
		add("mover", "监督法第六十一条", "组成人员联名只能提出撤职案、罢免案，“%s”须由法定提名人提请", c.Action.Label())
	} else if n := NominatorOf(c.Office, c.Action); n.OrganKind() != c.Proposal.OrganKind {
		// V06: 法定提名人
		add("nominator", organicLaw+"第五十条", "“%s”应由%s提名，%s不是法定提请机关", c.Office.Title, n.Label(), c.Proposal.OrganName)
	}
	if c.Action.Begins() {
		// V07: 组成人员不得担任行政、监察、审判、检察机关职务；代理常委会主任除外
		if c.MemberOfSC && c.Office.Group != policy.Congress {
			add("incompatible", organicLaw+"第四十七条", "%s是本级常委会组成人员，须先辞去常委会职务", c.Person.Name)
		}
		if c.HoldsOffice && !anew(c, p.Roster) {
			add("holds", "", "%s现任%s，无须重复任命", c.Person.Name, c.Office.Title)
		}
		if c.Action == policy.Pass && !c.MemberOfSC {
			add("not_member", organicLaw+"第五十六条", "%s须由常委会组成人员担任", c.Office.Title)
		}
	} else if !c.HoldsOffice {
		add("not_holder", "", "%s现不担任%s，请核对姓名和职务", c.Person.Name, c.Office.Title)
	}
	// V08: 代理人选从副职中决定；不是副职的，先任命为副职
	if c.Action.Acting() && !c.HoldsDeputy && c.AfterCase.ID == 0 {
		add("deputy", organicLaw+"第五十条第（十三）项、第五十五条", "%s不是副职，须先任命为副职，再决定代理", c.Person.Name)
	}
	out = append(out, assessorBlockers(c)...)
	// V13: 连续两次未通过，本届内不得再提名同一职务
	if max := p.Resubmission.MaxRejections; c.Action.Begins() && max > 0 && c.Rejections >= max {
		add("locked", countyRule+"（再次提请）", "%s担任%s的提名本届已 %d 次未获通过，本届内不得再提名担任同一职务",
			c.Person.Name, c.Office.Title, c.Rejections)
	}
	if days := p.Resubmission.CooldownDays; c.Action.Begins() && days > 0 && !c.LastRejected.IsZero() &&
		c.Proposal.MeetingOn.Before(c.LastRejected.Add(days)) {
		add("cooldown", countyRule+"（再次提请）", "%s上次未获通过是在%s，满 %d 日后方可再次提请", c.Person.Name, c.LastRejected, days)
	}
	return out
}

func allowed(o Office, a policy.Action) bool {
	for _, x := range ActionsFor(o) {
		if x == a {
			return true
		}
	}
	return false
}

// dismissalBlockers: 撤职案的对象和提案人 〔监督法 第六十条、第六十一条〕 V05.
func dismissalBlockers(c Case) []Blocker {
	var out []Blocker
	if !c.Office.Dismissible {
		out = append(out, Blocker{Key: "dismissible", Text: "“" + c.Office.Title + "”不属于常委会可以决定撤职的范围",
			Basis: "监督法第六十条", By: PartyOrgan})
	}
	switch c.Proposal.Mover {
	case MoverMembers:
		// 五分之一以上组成人员书面联名
		if c.Proposal.Movers*5 < c.Proposal.Members {
			out = append(out, Blocker{Key: "movers", Text: fmt.Sprintf("撤职案联名 %d 人，不足常委会组成人员 %d 人的五分之一",
				c.Proposal.Movers, c.Proposal.Members), Basis: "监督法第六十一条", By: PartyOrgan})
		}
	case MoverChairs:
		if c.Proposal.OrganKind != "congress" {
			out = append(out, Blocker{Key: "movers", Text: "以主任会议名义提出的，应由常委会工作机构报送", Basis: "监督法第六十一条", By: PartyOrgan})
		}
	default:
		// 县政府、监委、法院、检察院 for their own people
		if kind := c.Office.Nominator.OrganKind(); kind != c.Proposal.OrganKind {
			out = append(out, Blocker{Key: "movers", Text: c.Proposal.OrganName + "不能对“" + c.Office.Title + "”提出撤职案",
				Basis: "监督法第六十一条", By: PartyOrgan})
		}
	}
	return out
}

// recallBlockers: 闭会期间罢免上一级人大代表，由主任会议或者五分之一以上组成人员联名提出 〔选举法 第五十一条〕.
func recallBlockers(c Case) []Blocker {
	switch {
	case c.Proposal.Mover == MoverMembers && c.Proposal.Movers*5 < c.Proposal.Members:
		return []Blocker{{Key: "movers", Text: fmt.Sprintf("罢免案联名 %d 人，不足常委会组成人员 %d 人的五分之一", c.Proposal.Movers, c.Proposal.Members),
			Basis: "选举法第五十一条", By: PartyOrgan}}
	case c.Proposal.Mover == MoverOrgan || c.Proposal.OrganKind != "congress":
		return []Blocker{{Key: "movers", Text: "罢免案由主任会议或者组成人员联名提出，由常委会工作机构报送", Basis: "选举法第五十一条", By: PartyOrgan}}
	}
	return nil
}

// reviewBlockers: 初审 and what this county makes a condition of going to the chairperson's meeting.
func reviewBlockers(c Case, p policy.Policy, today calendar.Day) []Blocker {
	var out []Blocker
	add := func(key, text, hint, basis string, by Party) {
		out = append(out, Blocker{Key: key, Text: text, Hint: hint, Basis: basis, By: by})
	}
	if c.OpenCorrection {
		add("correction", "补正尚未交回", "等候提请机关补正", countyRule+"（初审）", PartyOrgan)
	}
	found := map[policy.Gate]Finding{}
	for _, f := range c.Findings {
		found[f.Gate] = f
	}
	for _, g := range p.Review.Gates {
		switch f, ok := found[g]; {
		case !ok:
			add("gate-"+string(g), g.Label()+"关未审", "审查后写明情况", countyRule+"（初审）", PartyClerk)
		case f.Result == "correct":
			add("gate-"+string(g), g.Label()+"关须补正", f.Text, countyRule+"（初审）", PartyClerk)
		}
	}
	out = append(out, knowBlockers(c, p, today)...)
	if p.Education.Mode == policy.Required && c.Action.Begins() && c.StudiedOn.IsZero() {
		add("study", "未参加任前学习", "列入任前学习并登记签到", countyRule+"（任前学习）", PartyExaminer) // DZ-04、WN-06
	}
	if p.Exam.Before == policy.StopChairs {
		out = append(out, ExamBlockers(c, p, today)...)
	}
	if p.Commitment.Before == policy.StopChairs {
		out = append(out, commitmentBlockers(c, p)...)
	}
	if c.Report == nil {
		add("report", "初审报告未写", "各关审完后形成初审报告", countyRule+"（初审）", PartyClerk)
	}
	return out
}

// knowBlockers: 考察、沟通、公示.
func knowBlockers(c Case, p policy.Policy, today calendar.Day) []Blocker {
	var out []Blocker
	if InvestigationRequired(c, p) {
		switch fit, any := lastInvestigation(c); {
		case !any:
			out = append(out, Blocker{Key: "investigation", Text: "未作任前考察", Hint: "没有考察，一律不予上会",
				Basis: countyRule + "（任前考察）", By: PartyClerk})
		case fit == "unfit":
			out = append(out, Blocker{Key: "investigation", Text: "考察结论为不宜提请", Basis: countyRule + "（任前考察）", By: PartyClerk})
		}
	}
	if p.Consultation.Required && c.Action.Begins() && len(c.Consultations) == 0 {
		out = append(out, Blocker{Key: "consultation", Text: "任前沟通未登记", Basis: countyRule + "（任前沟通）", By: PartyClerk})
	}
	return append(out, publicityBlockers(c, p, today)...)
}

// InvestigationRequired reports whether the county asks for an investigation of the case.
func InvestigationRequired(c Case, p policy.Policy) bool {
	if !c.Action.Begins() || p.Investigation.Mode != policy.Required {
		return false
	}
	for _, g := range p.Investigation.Groups {
		if g == c.Office.Group {
			return true
		}
	}
	return false
}

func lastInvestigation(c Case) (conclusion string, any bool) {
	for _, i := range c.Investigations {
		conclusion, any = i.Conclusion, true
	}
	return conclusion, any
}

// publicityBlockers: the notice must have run its days, and every opinion must be verified and
// reported 〔本县任免办法；业务参考 5〕. A notice once begun is finished, also where it is optional.
func publicityBlockers(c Case, p policy.Policy, today calendar.Day) []Blocker {
	basis := countyRule + "（任前公示）"
	n := c.Publicity
	if n == nil {
		if p.Publicity.Applies(c.Action, c.Office.Group) && p.Publicity.Mode == policy.Required {
			return []Blocker{{Key: "publicity", Text: "任前公示未发布", Basis: basis, By: PartyClerk}}
		}
		return nil
	}
	running := !today.After(n.To)
	switch {
	case n.Unverified > 0: // told as it comes in, not only when the days are over
		b := Blocker{Key: "publicity", Text: fmt.Sprintf("公示意见有 %d 件未核实", n.Unverified), Basis: basis, By: PartyClerk}
		if running {
			b.Hint, b.Due = "公示至"+n.To.String(), n.To
		}
		return []Blocker{b}
	case running:
		return []Blocker{{Key: "publicity", Text: "任前公示未满", Hint: "公示至" + n.To.String(), Basis: basis, By: PartyClerk, Due: n.To}}
	case !n.Reported:
		return []Blocker{{Key: "publicity", Text: "公示情况报告未写", Basis: basis, By: PartyClerk}}
	}
	return nil
}

// ExamBlockers are what the law exam before appointment (任前法律考试) still lacks 〔V12〕.
func ExamBlockers(c Case, p policy.Policy, today calendar.Day) []Blocker {
	if !p.Exam.Required(c.Office.Group, c.Action) || !c.Office.Exam {
		return nil
	}
	basis := countyRule + "（任前法律考试）"
	one := func(text, hint string, by Party, due calendar.Day) []Blocker {
		return []Blocker{{Key: "exam", Text: text, Hint: hint, Basis: basis, By: by, Due: due}}
	}
	switch s := ExamStateOf(c, p, today); s.State {
	case ExamWaived, ExamPassed:
		return nil
	case ExamNotSat:
		return one("未参加任前法律考试", "安排考试并登记成绩", PartyExaminer, calendar.Day{})
	case ExamUnconfirmed:
		return one("考试成绩待第二人核对", "由登记人以外的一人核对", PartyExaminer, calendar.Day{})
	case ExamMakeup:
		if p.Exam.FailPolicy != policy.FailMakeup { // SN-06 暂缓提请，ST-02 缓至以后的会议
			return one("考试未合格，"+p.Exam.FailPolicy.Label(), s.Note+"；补考及格后再提请", PartyExaminer, s.MakeupBy)
		}
		return one("考试未合格，待补考", s.Note, PartyExaminer, s.MakeupBy)
	default:
		return one("考试未合格，"+p.Exam.FailPolicy.Label(), s.Note, PartyClerk, calendar.Day{})
	}
}

// commitmentBlockers: 书面供职承诺.
func commitmentBlockers(c Case, p policy.Policy) []Blocker {
	if !CommitmentRequired(c, p) {
		return nil
	}
	basis := countyRule + "（供职承诺）"
	last := LastCommitment(c)
	switch {
	case last == nil:
		return []Blocker{{Key: "commitment", Text: "供职承诺书未交", Hint: "由拟任人员本人填写", Basis: basis, By: PartyNominee}}
	case last.Judged == "returned":
		return []Blocker{{Key: "commitment", Text: "供职承诺书已退回重写", Basis: basis, By: PartyNominee}}
	case last.Judged == "" && p.Commitment.JudgeRequired:
		return []Blocker{{Key: "commitment-judge", Text: "供职承诺书待审核", Basis: basis, By: PartyClerk}}
	}
	return nil
}

// CommitmentRequired reports whether this nominee files a written commitment.
func CommitmentRequired(c Case, p policy.Policy) bool {
	switch p.Commitment.Written {
	case policy.WhomAll:
		return c.Action.Begins()
	case policy.WhomSelected:
		return c.Action.Begins() && c.Chairs != nil && c.Chairs.Speaks
	}
	return false
}

// LastCommitment is the newest filed edition, nil when there is none.
func LastCommitment(c Case) *Commitment {
	if len(c.Commitments) == 0 {
		return nil
	}
	return &c.Commitments[len(c.Commitments)-1]
}

func chairsBlockers(c Case) []Blocker {
	if c.Chairs == nil || c.Chairs.Decision != "" { // an earlier meeting's decision is no place on this one's agenda
		return []Blocker{{Key: "chairs", Text: "未列入主任会议议程", Basis: organicLaw + "第五十四条", By: PartyClerk}}
	}
	return nil
}

// withdrawBlockers: 提名人撤回须在交付表决前，主任会议已决定提请审议的，须经其同意 〔本县任免办法，业务参考 2.3〕.
func withdrawBlockers(c Case) []Blocker {
	switch voting := votingBlockers(c, "撤回"); {
	case voting != nil:
		return voting
	case WithdrawalNeedsConsent(c) && (c.Withdrawal == nil || c.Withdrawal.State != "consented"):
		return []Blocker{{Key: "withdraw-consent", Text: "已决定提请常委会会议审议，撤回须经主任会议同意", Basis: countyRule + "（撤回）", By: PartyChair}}
	}
	return nil
}

// votingBlockers: once a case is 交付表决 it is decided by the vote and by nothing else.
func votingBlockers(c Case, what string) []Blocker {
	if c.Agenda != nil && (c.Agenda.ItemState == "voting" || c.Agenda.ItemState == "counted") {
		return []Blocker{{Key: "withdraw", Text: "已交付表决，不能" + what, Basis: countyRule + "（表决）", By: PartyChair}}
	}
	return nil
}

// WithdrawalNeedsConsent reports whether the chairperson's meeting has already sent the case to the
// committee, so that it also has to consent to a withdrawal.
func WithdrawalNeedsConsent(c Case) bool {
	return c.Stage == StageCommittee || c.Stage == StageDeliberation || c.Stage == StageSuspended
}
