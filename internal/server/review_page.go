package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/lrmx"
	"renmian/internal/policy"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var findingWords = map[string]string{"pass": "合格", "correct": "需补正", "explain": "合格（有说明）"}

// gateHints say what each gate asks 〔业务参考 2.3〕.
var gateHints = map[policy.Gate]string{
	policy.GateTenure:      "任职年限、试用期、近亲属任职回避的期限，是否符合规定。",
	policy.GateEligibility: "年龄、学历、经历、任职资格证书，是否属于不得兼任的情形，是否由法定提名人提请。",
	policy.GatePaperwork:   "议案、审批表、考察材料、简历等是否齐全、一致，签署是否有效。",
	policy.GateAbility:     "考察材料反映的能力与实绩。",
	policy.GateFit:         "专业和经历与拟任岗位是否相称。",
	policy.GateReputation:  "民主测评、群众反映的情况。",
}

func newReviewPage(d reviewData, who authz.Actor, today calendar.Day, a reviewAnswer) (staff.ReviewPage, error) {
	c, path := d.c, casePath(d.c.ID)
	page := staff.ReviewPage{Problems: a.problems,
		Heading: ui.Heading{Over: caseOver(c), Title: caseTitle(c.Person.Name, c.Action, c.Office.Title), Tag: stageTag(c.Stage)},
		Person:  personSummary(c, today, who), Papers: d.caseFiles(who), Tenures: d.tenureTable(), Rounds: d.caseRounds()}
	for _, s := range appointment.Steps(c, d.rules, today) {
		page.Stages = append(page.Stages, ui.Stage{Label: s.Label, Note: s.Note, State: stageStates[s.Status], Href: stepHref(c, s.Key, true)})
	}
	page.Notice, page.Text = caseNotice(c)
	editing := c.Stage == appointment.StageReview && who.Has(authz.RoleClerk)
	if editing {
		page.Action = path + "/review"
		page.Report = d.reportForm(a)
	}
	for _, g := range d.rules.Review.Gates {
		page.Gates = append(page.Gates, d.gateForm(g, a))
	}
	if !d.report.FinishedAt.IsZero() {
		page.Written = ui.Summary{{Key: "初审意见", Value: d.report.Opinion, Note: minute(d.report.FinishedAt) + "，" + d.report.FinishedBy}}
		if d.report.Recusal != "" {
			page.Written = append(page.Written, ui.Item{Key: "回避事项", Value: d.report.Recusal})
		}
		page.Acts = append(page.Acts, ui.Button{Label: "打印初审报告", Href: path + "/review/report", Kind: ui.Plain})
	}
	d.next(&page, who, today)
	if c.Form != nil && who.Has(authz.RoleClerk) {
		page.Form = ui.Button{Label: "查阅干部任免审批表", Href: path + "/form", Kind: ui.Plain}
		page.Hints = hintWords(d.hints)
	}
	var err error
	if page.Profile, err = profileGroups(d.profile); err != nil {
		return page, err
	}
	page.Compared, err = d.compared()
	return page, err
}

// next shows what still blocks the move to the chairpersons' meeting, and the acts of the reader.
func (d reviewData) next(page *staff.ReviewPage, who authz.Actor, today calendar.Day) {
	c, path := d.c, casePath(d.c.ID)
	switch {
	case c.Stage == appointment.StageReview && who.Has(authz.RoleClerk):
		blockers := appointment.Blockers(c, d.rules, appointment.MovePassReview, today)
		page.Blockers.Title = fmt.Sprintf("还差 %d 项才能提请主任会议", len(blockers))
		for _, b := range blockers {
			href := clearedAt(c, b.Key)
			if strings.HasPrefix(b.Key, "gate-") || b.Key == "report" {
				href = "#" + strings.Replace(strings.SplitN(b.Key, "-", 2)[0], "gate", "gates", 1)
			}
			page.Blockers.Reasons = append(page.Blockers.Reasons, ui.Reason{Text: b.Text, Basis: b.Basis, Href: href})
		}
		pass := ui.Post{Action: path + "/review/pass", Label: appointment.MovePassReview.Label()}
		if len(blockers) > 0 {
			pass.Why = "上列事项办完后可以提请"
		}
		page.Pass = &pass
		page.Acts = append(page.Acts, ui.Button{Label: "退回补正", Href: path + "/return", Kind: ui.Plain})
	case c.Stage == appointment.StageChairs && who.Has(authz.RoleClerk):
		page.Acts = append(page.Acts, ui.Button{Label: "退回补正", Href: path + "/return", Kind: ui.Plain})
	}
	if who.Has(authz.RoleChair) && !c.Stage.Over() && c.Stage != appointment.StageIntake && c.Vote == nil {
		page.Acts = append(page.Acts, ui.Button{Label: "终止任免案", Href: path + "/end", Kind: ui.Quiet})
	}
	if c.Action.Disciplinary() {
		page.Acts = append(page.Acts, ui.Button{Label: "申辩", Href: path + "/defence", Kind: ui.Plain})
	}
}

func (d reviewData) gateForm(g policy.Gate, a reviewAnswer) staff.GateForm {
	f, found := d.findings[g]
	show := f.Finding
	if typed, ok := a.findings[g]; ok {
		show = typed
	}
	result, text := show.Result, show.Text
	x := staff.GateForm{Version: ui.Hidden{Name: "version-" + string(g), Value: strconv.Itoa(show.Version)},
		Legend: g.Label() + "关", Hint: gateHints[g],
		Result: ui.Radios{Name: "result-" + string(g), Label: g.Label() + "审查结果", Inline: true, Error: a.problems.For("result-" + string(g)),
			Options: []ui.Option{{Value: "pass", Label: "通过", Chosen: result == "pass"}, {Value: "correct", Label: "须补正", Chosen: result == "correct"},
				{Value: "explain", Label: "说明后通过", Chosen: result == "explain"}}},
		Finding: ui.Area{Name: "finding-" + string(g), Label: g.Label() + "审查情况", Rows: 2, Value: text, Error: a.problems.For("finding-" + string(g))}}
	x.Tag = ui.Tag{State: ui.Todo, Label: "未审"}
	if found {
		x.Tag, x.By = findingTags[f.Result], f.FoundBy+"，"+minute(f.FoundAt)
	}
	return x
}

func (d reviewData) reportForm(a reviewAnswer) *staff.ReportForm {
	x := &staff.ReportForm{Action: casePath(d.c.ID) + "/review/report", Version: version(d.report.Version),
		Opinion: ui.Area{Name: "opinion", Label: "初审意见", Hint: "按各关审查情况起草，可以修改。", Rows: 4, Value: d.report.Opinion, Error: a.problems.For("opinion")},
		Recusal: ui.Area{Name: "recusal", Label: "回避事项", Hint: "表决时应当回避的组成人员及事由；没有的不填。", Rows: 2, Optional: true, Value: d.report.Recusal}}
	for _, g := range d.rules.Review.Gates {
		if _, ok := d.findings[g]; !ok {
			x.Why = "各关审完后形成初审报告"
		}
	}
	if x.Opinion.Value == "" && x.Why == "" {
		x.Opinion.Value = d.draftOpinion()
	}
	if a.report != nil {
		x.Opinion.Value, x.Recusal.Value, x.Version = a.report.Opinion, a.report.Recusal, version(a.report.Version)
	}
	return x
}

// draftOpinion words the opinion from what the gates found.
func (d reviewData) draftOpinion() string {
	var open, noted []string
	for _, g := range d.rules.Review.Gates {
		switch f := d.findings[g]; f.Result {
		case "correct":
			open = append(open, g.Label()+"："+f.Text)
		case "explain":
			noted = append(noted, g.Label()+"："+f.Text)
		}
	}
	if len(open) > 0 {
		return "经初审，尚有事项须补正：" + strings.Join(open, "；") + "。建议补正后再提请主任会议研究。"
	}
	text := "经初审，" + d.c.Proposal.OrganName + "提请" + workflow.DecisionOf(d.c).Sentence() + "，程序合法，材料齐备，符合任免条件"
	if len(noted) > 0 {
		text += "；需要说明的是，" + strings.Join(noted, "；")
	}
	return text + "。建议提请主任会议研究。"
}

func hintWords(hints []lrmx.Finding) string {
	recusal := 0
	for _, h := range hints {
		if h.Rule == "recusal" {
			recusal++
		}
	}
	switch {
	case recusal > 0:
		return fmt.Sprintf("回避提示 %d 条，审批表提示共 %d 条，请打开审批表核实。", recusal, len(hints))
	case len(hints) > 0:
		return fmt.Sprintf("审批表有 %d 条提示，请打开核实。", len(hints))
	}
	return ""
}

// caseFiles are the papers of the case and those of the whole proposal.
func (d reviewData) caseFiles(who authz.Actor) ui.Table {
	p := d.proposal
	p.cases = []appointment.Case{d.c}
	p.documents = slices.Clone(p.documents)
	return p.papers(who)
}

func (d reviewData) caseRounds() []staff.Round {
	p := d.proposal
	p.rounds = slices.Clone(p.rounds)
	i := 0
	for _, k := range p.rounds {
		if k.CaseID == 0 || k.CaseID == d.c.ID {
			p.rounds[i] = k
			i++
		}
	}
	p.rounds = p.rounds[:i]
	return p.roundList()
}

func (d reviewData) tenureTable() ui.Table {
	t := ui.Table{Caption: "登记的任职", Empty: "任职登记中没有此人的任职记录。",
		Columns: []ui.Column{{Label: "职务"}, {Label: "起", Narrow: true}, {Label: "止", Narrow: true}}}
	for _, x := range d.tenures {
		title := x.Title
		if x.Acting {
			title = "代理" + title
		}
		end := "至今"
		if !x.EndsOn.IsZero() {
			end = x.EndsOn.ISO()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: title}, {Text: x.StartsOn.ISO()}, {Text: end, Note: x.EndReason}}})
	}
	return t
}

// compared sets what the form says now beside what it said at the person's last decided case.
func (d reviewData) compared() (ui.Table, error) {
	t := ui.Table{Caption: "审批表前后比较", Empty: "没有经本级常委会表决的上一次任免，或上一次没有附审批表。",
		Columns: []ui.Column{{Label: "栏目"}, {Label: "上次"}, {Label: "本次"}}}
	if d.before == nil || d.profile == nil {
		return t, nil
	}
	var old, now lrmx.Form
	if err := json.Unmarshal(d.before, &old); err != nil {
		return t, fmt.Errorf("profile of case %d: %w", d.last.ID, err)
	}
	if err := json.Unmarshal(d.profile, &now); err != nil {
		return t, fmt.Errorf("profile of case %d: %w", d.c.ID, err)
	}
	t.Caption = "与上次任免（" + d.last.Action.Label() + d.last.Office.Title + "）的审批表比较"
	t.Empty = "各栏与上次一致。"
	was := map[string]string{}
	for _, f := range lrmx.Fields(old) {
		was[f.Key] = f.Use
	}
	for _, f := range lrmx.Fields(now) {
		if f.Use != was[f.Key] {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Label}, {Text: orDash(was[f.Key])}, {Text: orDash(f.Use)}}})
		}
	}
	return t, nil
}

// profileGroups shows what members may read of the form.
func profileGroups(profile []byte) ([]staff.FormGroup, error) {
	if profile == nil {
		return nil, nil
	}
	var form lrmx.Form
	if err := json.Unmarshal(profile, &form); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	var groups []staff.FormGroup
	for _, f := range lrmx.Fields(form) {
		if f.Use == "" {
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].Title != f.Group {
			groups = append(groups, staff.FormGroup{Title: f.Group})
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, staff.FormRow{Label: f.Label, Use: f.Use, Plain: true})
	}
	return groups, nil
}

// reviewed is the case in the words of the report.
func (d reviewData) reviewed() document.Reviewed {
	x := document.Reviewed{Item: workflow.DecisionOf(d.c), Opinion: d.report.Opinion}
	for _, g := range d.rules.Review.Gates {
		if f, ok := d.findings[g]; ok {
			x.Findings = append(x.Findings, document.Finding{Gate: g.Label(), Result: findingWords[f.Result], Detail: f.Text})
		}
	}
	for _, i := range d.c.Investigations {
		x.Conditions = append(x.Conditions, "任前考察（"+i.On.String()+"）："+conclusions[i.Conclusion])
	}
	if n := d.c.Publicity; n != nil {
		x.Conditions = append(x.Conditions, "任前公示："+n.From.String()+"至"+n.To.String())
	}
	if len(d.c.Exams) > 0 {
		e := d.c.Exams[len(d.c.Exams)-1]
		x.Conditions = append(x.Conditions, fmt.Sprintf("任前法律考试（%s）：%g分", e.On, e.Score))
	}
	if d.report.Recusal != "" {
		x.Conditions = append(x.Conditions, "回避事项："+d.report.Recusal)
	}
	return x
}
