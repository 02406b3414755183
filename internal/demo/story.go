package demo

import (
	"fmt"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// matter is one case as the story tells it.
type matter struct {
	action  policy.Action
	office  string // title without 示例县
	who     string // as in the holders' table
	post    string // 现任职务 of somebody new
	leaves  string // an office of the catalogue given up with it: a second case by the same form
	reason  string
	after   *matter       // must be adopted first
	scores  []float64     // of the exam; one that is passed when empty
	waived  policy.Waiver // instead of the exam
	account string        // of the nominee, opened after acceptance
	pledge  pledgeState   // how far the commitment has come
	held    string        // why the chairpersons keep it back
	aside   bool          // agreed to by the chairpersons and not put on the agenda
	speaks  bool          // chosen to speak to the meeting
	asked   string        // a question at the meeting
	answer  string        // to it; without one the case is not put to the vote
	votes   [3]int        // 赞成、反对、弃权; nearly all in favour when empty
	defence string        // of somebody to be dismissed
	unsworn string        // why somebody was not at the oath

	id int64
	p  *proposal
}

// name is the person's, without the marks of the table.
func (m *matter) name() string { return strings.TrimRight(m.who, "*~") }

// title is the office as the catalogue has it.
func (m *matter) title() string {
	if m.office == cityDeputy {
		return m.office
	}
	return name + m.office
}

// pledgeState is how far a commitment has come.
type pledgeState string

const (
	onPaper    pledgeState = ""         // handed in on paper and judged sufficient
	online     pledgeState = "online"   // written by the nominee and judged sufficient
	unjudged   pledgeState = "unjudged" // written by the nominee
	returned   pledgeState = "returned" // to be written again
	unanswered pledgeState = "unanswered"
)

// proposal is one proposal with its matters.
type proposal struct {
	organ   string // kind of the proposing organ
	title   string
	reasons string
	mover   appointment.Mover
	brought bool // by a motion out of supervision: 撤职案、罢免案
	matters []*matter

	meeting int64
	id      int64
}

// heads sign their organs' proposals.
var heads = map[string]string{"government": "郑开元", "supervision": "梁守正", "court": "彭思明", "procuratorate": "董克俭", "congress": "沈国梁"}

var words = map[string]string{"government": "示府函", "supervision": "示监函", "court": "示法函", "procuratorate": "示检函", "congress": "示人主"}

func (c *county) of(organ string) authz.Actor {
	return map[string]authz.Actor{"government": c.gov, "supervision": c.supervision, "court": c.court,
		"procuratorate": c.procuratorate, "congress": c.congress}[organ]
}

// day is what the clock shows.
func (c *county) day() calendar.Day { return calendar.Of(c.now) }

// number is the next document number of an organ.
func (c *county) number(organ string) string {
	key := fmt.Sprint(organ, c.day().Year())
	if c.numbers == nil {
		c.numbers = map[string]int{}
	}
	c.numbers[key] += 3
	return fmt.Sprintf("%s〔%d〕%d号", words[organ], c.day().Year(), c.numbers[key])
}

// heading words a proposal's title as organs do.
func (p *proposal) heading() string {
	if p.title != "" {
		return p.title
	}
	verb := p.matters[0].action.Label()
	var names []string
	for _, m := range p.matters {
		if m.action.Label() != verb {
			verb = "任免"
		}
		if n := m.name(); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	who := names[0]
	if len(names) > 1 {
		who += "等" + fmt.Sprint(len(names)) + "名同志"
	}
	return "关于提请" + verb + who + "职务的议案"
}

// draft begins a proposal: persons by their forms, or by name among the holders, and every paper.
func (c *county) draft(p *proposal) {
	who := c.of(p.organ)
	mover, signer, duty := p.mover, heads[p.organ], "chief"
	if p.organ == "court" && c.acting != "" {
		signer, duty = c.acting, "acting_chief"
	}
	if mover == "" && p.organ == "congress" {
		mover = appointment.MoverChairs
	}
	form := workflow.ProposalForm{DocumentNo: c.number(p.organ), Title: p.heading(), MeetingID: p.meeting, Reasons: p.reasons,
		Mover: mover, Signer: signer, SignerDuty: duty}
	if mover == appointment.MoverMembers {
		form.Signer, form.SignerDuty = "", ""
		for _, m := range c.members[8:15] {
			form.Movers = append(form.Movers, m.ID)
		}
	}
	if p.brought {
		for _, m := range p.matters {
			m.p = p
		}
		p.id = c.motion(p)
		form.Version = got(c.db.Proposal(c.ctx, p.id)).Version
		must(c.flow.UpdateProposal(c.ctx, who, p.id, form))
		c.matchCases(p)
		c.attach(p)
		return
	}
	p.id = got(c.flow.CreateProposal(c.ctx, who, form))
	var files []lrmx.Upload
	for _, m := range p.matters {
		m.p = p
		if m.fromForm() {
			files = append(files, c.file(m))
		}
	}
	if len(files) > 0 {
		got(c.flow.ImportForms(c.ctx, who, p.id, files))
	}
	for _, m := range p.matters {
		if !m.fromForm() {
			c.addByHand(m)
		}
	}
	c.matchCases(p)
	for _, m := range p.matters {
		if m.after != nil {
			x := workflow.CaseForm{Action: m.action, OfficeID: c.offices[m.office].ID, Reason: m.reason, AfterID: m.after.id}
			must(c.flow.UpdateCase(c.ctx, who, p.id, m.id, x))
		}
	}
	c.attach(p)
}

// motion brings a motion that is to end an office, as the chairpersons do or as members who sign together, and returns the
// draft proposal that it becomes.
func (c *county) motion(p *proposal) int64 {
	m, who := p.matters[0], c.chair
	x := workflow.RemovalForm{
		PersonID: c.personOf(m.name()),
		Means:    supervision.Dismissal,
		Mover:    supervision.Mover(p.mover),
		Offices:  []int64{c.offices[m.office].ID},
		Reason:   m.reason,
	}
	if m.action == policy.Recall {
		x.Means = supervision.Recall
	}
	if p.mover != appointment.MoverMembers {
		return got(c.db.RemovalFor(c.ctx, who, got(c.flow.MoveRemoval(c.ctx, who, x)))).ProposalID
	}
	who = c.seats[8]
	for _, s := range c.seats[9:15] {
		x.Members = append(x.Members, s.MemberID)
	}
	id := got(c.flow.MoveRemoval(c.ctx, who, x))
	for _, s := range c.seats[9:15] {
		must(c.flow.SignRemoval(c.ctx, s, id, true))
	}
	must(c.flow.FileRemoval(c.ctx, who, id))
	return got(c.db.RemovalFor(c.ctx, who, id)).ProposalID
}

// fromForm: whoever begins an office comes with a form, but for those chosen among the members.
func (m *matter) fromForm() bool {
	return m.action.Begins() && m.action != policy.Pass
}

// file is the .lrmx file of a nominee.
func (c *county) file(m *matter) lrmx.Upload {
	p := c.named(m.who, 44)
	x := formFacts{group: c.offices[m.office].Group, present: m.post, proposed: m.title(), reason: m.reason,
		organ: c.offices[m.office].OrganName, filledBy: c.of(m.p.organ).Name, filled: c.day()}
	if m.leaves != "" {
		x.removed = name + m.leaves
		x.present = name + m.leaves
	}
	return lrmx.Upload{Name: p.name + ".lrmx", Data: got(write(p.entries(x)))}
}

func (c *county) addByHand(m *matter) {
	p := c.named(m.who, 50)
	x := workflow.CaseForm{Action: m.action, OfficeID: c.offices[m.office].ID, Reason: m.reason, Name: p.name}
	if m.action.Begins() {
		y, month, _ := p.born.Date()
		x.Sex, x.Born = p.sex, fmt.Sprintf("%d.%02d", y, int(month))
	}
	m.id = got(c.flow.AddCase(c.ctx, c.of(m.p.organ), m.p.id, x))
}

// matchCases finds the cases that the forms made.
func (c *county) matchCases(p *proposal) {
	cases, err := c.db.CasesOfProposal(c.ctx, p.id)
	must(err)
	var given []*matter
	for _, k := range cases {
		found := false
		for _, m := range p.matters {
			if c.offices[m.office].ID == k.Office.ID && m.name() == k.Person.Name && m.action == k.Action {
				m.id, found = k.ID, true
				c.named(m.who, 44).id = k.Person.ID
			}
		}
		if !found {
			given = append(given, &matter{action: k.Action, office: strings.TrimPrefix(k.Office.Title, name), who: k.Person.Name,
				reason: "职务变动", id: k.ID, p: p})
		}
	}
	p.matters = append(p.matters, given...)
}

// attach hands in every paper that the county's rules ask for.
func (c *county) attach(p *proposal) {
	have := map[policy.Document]bool{}
	for _, m := range p.matters {
		office := c.offices[m.office]
		for _, d := range c.policy.Documents(m.action, office.Group) {
			wide := workflow.ProposalWide(d)
			if d == policy.Form || wide && have[d] {
				continue
			}
			have[d] = have[d] || wide
			x := workflow.DocumentForm{CaseID: m.id, Kind: d}
			who := m.name()
			if wide {
				x.CaseID, who = 0, p.heading()
			}
			if d == policy.Discipline { // 涉密的不上传
				x.PaperNote = fmt.Sprintf("第 %d 号，共 1 份", m.id)
			} else {
				x.File = workflow.Upload{Name: d.Label() + "（" + m.name() + "）.pdf", Data: paper(d.Label(), who,
					m.action.Label()+m.title()+"。", m.reason, "本件为演示材料，人员和内容均为虚构。")}
			}
			must(c.flow.AddDocument(c.ctx, c.of(p.organ), p.id, x))
		}
	}
}

// submit hands a proposal in.
func (c *county) submit(p *proposal) {
	must(c.flow.SubmitProposal(c.ctx, c.of(p.organ), p.id, ""))
}

// accept takes it in: 受理.
func (c *county) accept(p *proposal) {
	must(c.flow.AcceptProposal(c.ctx, c.clerk, p.id))
}

// findings of the gates, in the words a clerk uses.
func (c *county) gates(m *matter) []appointment.Finding {
	texts := map[policy.Gate]string{
		policy.GateTenure:      "近五年任职经历连续，现职任职时间符合规定。",
		policy.GateEligibility: "学历、资历和任职条件符合法律和本县办法的规定，没有应当回避的情形。",
		policy.GatePaperwork:   "议案、审批表、考察材料齐全，内容一致。",
	}
	if !m.action.Begins() {
		texts[policy.GateTenure] = "现任该职务，任职情况与名册一致。"
		texts[policy.GateEligibility] = "提请事由明确，符合法定程序。"
	}
	var all []appointment.Finding
	for _, g := range c.policy.Review.Gates {
		all = append(all, appointment.Finding{Gate: g, Result: "pass", Text: texts[g]})
	}
	return all
}

// judge goes through every gate and writes the report.
func (c *county) judge(m *matter) {
	must(c.flow.RecordFindings(c.ctx, c.clerk, m.id, c.gates(m)))
	must(c.flow.WriteReport(c.ctx, c.clerk, m.id, workflow.ReportForm{Opinion: "经初审，提请主体合法，材料齐全，符合任免条件，建议提请主任会议研究。"}))
}

// pass sends it to the chairpersons' meeting.
func (c *county) pass(m *matter) {
	must(c.flow.PassReview(c.ctx, c.clerk, m.id))
}

// examined reports whether the rules ask a nominee for the law exam.
func (c *county) examined(m *matter) bool {
	o := c.offices[m.office]
	return o.Exam && c.policy.Exam.Required(o.Group, m.action)
}

// sitting arranges an exam today or later and calls the nominees.
func (c *county) sitting(on calendar.Day, ms ...*matter) int64 {
	var ids []int64
	for _, m := range ms {
		ids = append(ids, m.id)
	}
	return got(c.flow.CreateSitting(c.ctx, c.examiner, workflow.SittingForm{HeldOn: on, StartsAt: "09:00", Place: "县人大常委会二楼会议室",
		Paper: "任前法律知识考试 " + map[bool]string{true: "A", false: "B"}[on.Year()%2 == 0] + " 卷", Invigilators: "程瑾、夏宇"}, ids))
}

// mark enters what somebody reached at a sitting, and has it confirmed by the second examiner.
func (c *county) mark(sitting int64, m *matter, score float64) {
	x := workflow.ResultForm{CaseID: m.id, Score: max(score, 0), Absent: score < 0, Marker: "乔慧"}
	must(c.flow.EnterResults(c.ctx, c.examiner, sitting, []workflow.ResultForm{x}))
	must(c.flow.ConfirmResults(c.ctx, c.examiner2, sitting, []workflow.ResultForm{x}))
}

// promise brings a nominee's commitment as far as the story has it.
func (c *county) promise(m *matter) {
	var edition int
	switch who := c.nominees[m.account]; m.pledge {
	case unanswered:
		return
	case onPaper:
		edition = got(c.flow.EnterCommitment(c.ctx, c.clerk, m.id, c.answers(m), workflow.Upload{}))
	case returned:
		short := c.answers(m)
		for i := range short {
			short[i].Text = "认真履职，不负重托。"
		}
		edition = got(c.flow.FileCommitment(c.ctx, who, m.id, short))
		must(c.flow.JudgeCommitment(c.ctx, c.clerk2, m.id, edition, "returned", "内容空泛。请结合拟任职务写明任期目标、具体措施和完成时限，便于任后监督对照检查。"))
		return
	default:
		edition = got(c.flow.FileCommitment(c.ctx, who, m.id, c.answers(m)))
		if m.pledge == unjudged {
			return
		}
	}
	must(c.flow.JudgeCommitment(c.ctx, c.clerk2, m.id, edition, "sufficient", "目标具体，措施可查，同意。"))
}

// welcome opens the account of a nominee.
func (c *county) welcome(m *matter) {
	if m.account == "" {
		return
	}
	p := c.named(m.who, 44)
	c.account(m.account, p.name, authz.RoleNominee, func(a *store.Account) { a.PersonID = p.id })
	if c.nominees == nil {
		c.nominees = map[string]authz.Actor{}
	}
	c.nominees[m.account] = c.actor(m.account)
}
