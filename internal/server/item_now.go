package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// nowPanel is what is to be done with the item now, first the sentence to read and the one button. There is
// always a first panel, even should the item be put to a vote that is not there.
func (s *Server) nowPanel(r *http.Request, d itemData) ([]staff.Panel, error) {
	panels, err := s.stepPanels(r, d)
	if err == nil && len(panels) == 0 {
		panels = []staff.Panel{{Card: ui.Card{Title: "请稍候"}, Text: []string{"本项的状态刚刚变化，页面正在更新。"}}}
	}
	return panels, err
}

// stepPanels is nowPanel where item and round agree, as they do when both are read at one instant.
func (s *Server) stepPanels(r *http.Request, d itemData) ([]staff.Panel, error) {
	switch {
	case d.m.Phase != meeting.Open && d.i.State != meeting.ItemAnnounced:
		return []staff.Panel{{Card: ui.Card{Title: "现在"}, Text: []string{"会议处于" + d.m.Phase.Label() + "阶段，开会后在这里办理本项。"}}}, nil
	case d.i.State == meeting.ItemAnnounced && !d.i.Personnel:
		return []staff.Panel{{Card: ui.Card{Title: "本项已审议完毕"}}}, nil
	case d.i.State == meeting.ItemAnnounced:
		return announcedPanels(d), nil
	case d.i.State == meeting.ItemSuspended || d.i.Personnel && len(d.cases) == 0:
		return []staff.Panel{{Card: ui.Card{Title: "本项不付表决"}, Text: []string{"任免案已暂不付表决、撤回或者终止，见下表。"}}}, nil
	case d.i.State == meeting.ItemPlanned:
		return []staff.Panel{d.introduction(s)}, nil
	case !d.i.Personnel:
		return []staff.Panel{
			d.step("审议", authz.ConcludeItem, "", staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/conclude"}, Buttons: []ui.Button{{Label: "本项审议完毕"}}}),
		}, nil
	case d.i.State.UnderDeliberation():
		return append([]staff.Panel{d.deliberating(s)}, methodPanels(d)...), nil
	case d.i.State == meeting.ItemVoting:
		panels, err := s.votingPanels(r, d)
		return append(append(panels, methodPanels(d)...), objectionPanels(d)...), err
	}
	return append(countedPanels(d), objectionPanels(d)...), nil
}

// step is one step of the item with its form, for those who take it.
func (d itemData) step(title string, act authz.Action, say string, form staff.PanelForm) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: title, ID: "now"}, Say: say}
	if authz.Can(d.who, act) {
		p.Forms = []staff.PanelForm{form}
	} else {
		p.Text = []string{"由" + authz.Labels(act.Roles()) + "办理。"}
	}
	return p
}

func (d itemData) introduction(s *Server) staff.Panel {
	var reasons []ui.Reason
	for n, c := range d.cases {
		for _, b := range appointment.Blockers(c, d.policies[n], appointment.MoveIntroduce, s.today()) {
			reasons = append(reasons, ui.Reason{Text: c.Person.Name + "：" + b.Text, Basis: b.Basis, Href: clearedAt(c, b.Key)})
		}
	}
	say := ""
	if len(d.cases) > 0 {
		say = document.SayPresent(d.i.Position, d.presenter(), d.i.Title, d.decisions(), d.headings())
	}
	button := ui.Button{Label: "开始审议"}
	if len(reasons) > 0 {
		say, button.Why = "", fmt.Sprintf("还差 %d 项", len(reasons))
	}
	p := d.step("开始审议", authz.IntroduceItem, say, staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/introduce"}, Buttons: []ui.Button{button}})
	p.Blockers = ui.Blockers{Title: fmt.Sprintf("还差 %d 项才能开始审议", len(reasons)), Reasons: reasons}
	return p
}

// decisions are what is decided on the item, as papers word it.
func (d itemData) decisions() []document.Decision {
	var all []document.Decision
	for _, c := range d.cases {
		all = append(all, workflow.DecisionOf(c))
	}
	return all
}

// matter is the item as the presider names it when it is put to the vote.
func (d itemData) matter() string { return document.Matter(d.i.Title, d.decisions(), d.i.EnBloc) }

// headings are what the explanation of an appointment covers by the rules of the case; a removal has its reason.
func (d itemData) headings() []string {
	for n, c := range d.cases {
		if c.Action.Begins() {
			return d.policies[n].Presentation.Headings
		}
	}
	return nil
}

func (d itemData) presenter() string {
	for _, c := range d.i.Live() {
		if c.Presenter != "" {
			return c.Presenter
		}
	}
	return "提请机关负责人"
}

// deliberating is the first thing that is still missing before the vote, in the order of the meeting.
func (d itemData) deliberating(s *Server) staff.Panel {
	missing := map[string]appointment.Case{}
	var all []blocked
	for n, c := range d.cases {
		for _, b := range appointment.Blockers(c, d.policies[n], appointment.MoveAdopt, s.today()) {
			if _, seen := missing[b.Key]; !seen {
				missing[b.Key] = c
			}
			all = append(all, blocked{c.Person.Name, b})
		}
	}
	reasons := reasonsOf(all)
	var p staff.Panel
	has := func(key string) bool { _, ok := missing[key]; return ok }
	switch {
	case has("withdraw-consent"):
		c := missing["withdraw-consent"]
		p = staff.Panel{Card: ui.Card{Title: "撤回请求", ID: "now", Tag: ui.Tag{State: ui.Todo, Label: "待主任会议决定"}},
			Text: []string{"提请机关请求撤回" + c.Person.Name + "一案。撤回须在交付表决以前提出，经主任会议同意。"}}
		if authz.Can(d.who, authz.DecideWithdrawal) {
			p.Buttons = []ui.Button{{Label: "决定是否同意撤回", Href: casePath(c.ID) + "/withdraw"}}
		}
	case has("presentation"):
		p = d.step(
			"说明",
			authz.RecordPresentation,
			document.SayPresent(d.i.Position, d.presenter(), d.i.Title, d.decisions(), d.headings()),
			staff.PanelForm{
				Form: ui.Form{Action: itemPath(d.i) + "/present"},
				Fields: []templ.Component{
					d.t.text("present", ui.Text{Name: "presenter", Label: "说明人", Width: ui.Wide, Hint: "正职到会说明；不能到会的，说明原因并委托副职。"}, d.presenter()),
				},
				Buttons: []ui.Button{{Label: "登记说明"}},
			},
		)
	case has("defence"):
		c := missing["defence"]
		p = staff.Panel{
			Card:    ui.Card{Title: "申辩", ID: "now"},
			Say:     document.SayDefence(c.Person.Name),
			Text:    []string{"本人可以到会申辩，或者书面提出申辩意见；放弃的，也须登记。〔监督法 第六十二条〕"},
			Buttons: []ui.Button{{Label: "登记申辩", Href: casePath(c.ID) + "/defence"}},
		}
	case has("speech"):
		p = speechPanel(d, missing["speech"])
	case has("leaves"):
		c := missing["leaves"]
		p = d.step("本人回避", authz.RecordNomineeAbsence, document.SayDeliberate(d.mode(), true),
			staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/leave/%d", itemPath(d.i), c.ID)}, Buttons: []ui.Button{{Label: "登记" + c.Person.Name + "离场"}}})
	case has("deliberation"):
		p = d.step("审议", authz.RecordDeliberation, document.SayQuestions()+document.SayDeliberate(d.mode(), false), deliberationForm(d, ui.Primary))
	case has("questions"):
		p = d.openQuestion()
	default:
		return openingForm(d)
	}
	p.Folded = append(p.Folded, staff.PanelFold{Title: fmt.Sprintf("交付表决前还差 %d 项", len(reasons)), Text: reasonText(reasons)})
	return p
}

// blocked is what a person's case still waits for.
type blocked struct {
	name string
	appointment.Blocker
}

// reasonsOf words what cases wait for, each by its person's name; what many wait for is said once.
func reasonsOf(all []blocked) []ui.Reason {
	waiting := map[appointment.Blocker]int{}
	for _, b := range all {
		waiting[b.Blocker]++
	}
	var reasons []ui.Reason
	for _, b := range all {
		switch n := waiting[b.Blocker]; {
		case n > many:
			reasons = append(reasons, ui.Reason{Text: fmt.Sprintf("%s等 %d 人：%s", b.name, n, b.Text), Basis: b.Basis})
			waiting[b.Blocker] = 0
		case n > 0:
			reasons = append(reasons, ui.Reason{Text: b.name + "：" + b.Text, Basis: b.Basis})
		}
	}
	return reasons
}

func reasonText(reasons []ui.Reason) string {
	text := ""
	for _, r := range reasons {
		text += r.Text + "。"
	}
	return text
}

func (d itemData) mode() policy.DeliberationMode {
	if d.inGroups() {
		return policy.InGroups
	}
	return policy.Plenary
}

func (d itemData) openQuestion() staff.Panel {
	for _, q := range d.questions {
		if q.Unresolved || q.Answer == "" {
			p := d.step("答复", authz.AnswerQuestion, "", answerForm(d, q, ui.Primary))
			p.Text = append(p.Text, q.AskedBy+"问："+q.Text)
			return p
		}
	}
	return staff.Panel{}
}

func speechPanel(d itemData, c appointment.Case) staff.Panel {
	var rules policy.Commitment
	for n := range d.cases {
		if d.cases[n].ID == c.ID {
			rules = d.policies[n].Commitment
		}
	}
	say := document.SaySpeech
	if c.Stage == appointment.StageAdopted {
		say = document.SayStatement
	}
	radios := ui.Radios{Name: "speech", Label: c.Person.Name + "的供职发言", Inline: true, Error: d.t.wrong("speech", "speech"), Options: []ui.Option{
		{Value: "spoken", Label: "到会发言", Chosen: d.t.chosen("speech", "speech", "spoken", false)},
		{Value: "written", Label: "书面发言", Chosen: d.t.chosen("speech", "speech", "written", false)},
		{Value: "judged_poor", Label: "发言不合要求", Chosen: d.t.chosen("speech", "speech", "judged_poor", false)}}}
	return d.step(
		"供职发言",
		authz.RecordSpeech,
		say(c.Person.Name, rules.SpeechMinutes, rules.Headings),
		staff.PanelForm{
			Form:    ui.Form{Action: fmt.Sprintf("%s/speech/%d", itemPath(d.i), c.ID)},
			Fields:  []templ.Component{radios},
			Buttons: []ui.Button{{Label: "登记供职发言"}},
		},
	)
}

// openingForm puts the item to the vote: scrutineers for a secret ballot, nothing for hands.
func openingForm(d itemData) staff.Panel {
	present, why := d.m.Present, ""
	if !meeting.Quorum(present, d.m.Total) {
		why = fmt.Sprintf("出席 %d 人，未过全体组成人员 %d 人的半数", present, d.m.Total)
	}
	form := staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/rounds"}, Buttons: openingButtons(d.seats && d.i.Method == policy.Secret, why)}
	say := ""
	if d.i.Method == policy.Secret {
		need := d.scrutineers()
		say = document.SayScrutineers(slices.Repeat([]string{"×××"}, need))
		for n := range need {
			form.Fields = append(form.Fields, scrutineerField(d, n+1))
		}
		form.Fields = append(form.Fields, ui.Check{
			Name:    "unrelated",
			Label:   "已询问：监票人不是本次表决人选的近亲属",
			Checked: d.t.chosen("round", "unrelated", "1", false),
			Error:   d.t.wrong("round", "unrelated"),
		})
	} else {
		say = document.SayVote(d.matter(), policy.Hands, d.m.Total, present)
	}
	if len(d.rounds) > 0 && d.rounds[0].State == store.RoundVoid { // the newest
		say = document.SayAgain() + say
	}
	p := d.step("交付表决", authz.OpenRound, say, form)
	p.Text = append([]string{fmt.Sprintf("全体组成人员 %d 人，现在出席 %d 人，%d 票以上赞成为通过。", d.m.Total, present, meeting.Majority(d.m.Total))}, p.Text...)
	if d.i.Method == policy.Secret {
		p.Buttons = []ui.Button{{Label: "打印表决票", Kind: ui.Plain, Href: itemPath(d.i) + "/ballot"}}
		p.Blockers = keyRisks(d)
	}
	return p
}

// keyRisks tells the operator, before a vote on tablets, what to have mended for it.
func keyRisks(d itemData) ui.Blockers {
	if !d.seats {
		return ui.Blockers{}
	}
	b := ui.Blockers{Title: fmt.Sprintf("用平板表决前，还有 %d 项要处理", len(d.risks))}
	for _, risk := range d.risks {
		b.Reasons = append(b.Reasons, ui.Reason{Text: risk})
	}
	return b
}

// scrutineers is how many the rules of the cases ask for; two count apart, whatever the county.
func (d itemData) scrutineers() int {
	need := 2
	for _, p := range d.policies {
		need = max(need, p.Vote.Scrutineers)
	}
	return need
}

func scrutineerName(n int) string { return "scrutineer" + strconv.Itoa(n) }

func scrutineerField(d itemData, n int) ui.Select {
	name, label := scrutineerName(n), "监票人"
	if n == 1 {
		label = "监票人（总监票人）"
	}
	f := ui.Select{Name: name, Label: label, Width: ui.Medium, Error: d.t.wrong("round", name), Hint: "从出席的组成人员中推选。"}
	for _, a := range d.attendance {
		if a.Status != meeting.Present || d.concerns(a.PersonID) {
			continue
		}
		id := strconv.FormatInt(a.ID, 10)
		f.Options = append(f.Options, ui.Option{Value: id, Label: a.Name, Chosen: d.t.value("round", name, d.lastScrutineer(n)) == id})
	}
	return f
}

func (d itemData) concerns(personID int64) bool {
	for _, c := range d.cases {
		if c.Person.ID == personID {
			return true
		}
	}
	return false
}

// lastScrutineer is who watched the void round before this one.
func (d itemData) lastScrutineer(n int) string {
	if len(d.rounds) == 0 {
		return ""
	}
	if list := d.rounds[len(d.rounds)-1].Scrutineers; n <= len(list) {
		return strconv.FormatInt(list[n-1].MemberID, 10)
	}
	return ""
}

// announcedPanels shows the result, and above it what this county does after it: speech, certificates, oath.
func announcedPanels(d itemData) []staff.Panel {
	v, _ := d.live()
	p := staff.Panel{Card: ui.Card{Title: "表决结果", ID: "now", Tag: ui.Tag{State: ui.Done, Label: "已宣布"}}, Result: resultBars(d, v),
		Text:    []string{fmt.Sprintf("%s宣布，%s。", v.AnnouncedBy, minute(v.AnnouncedAt))},
		Buttons: []ui.Button{{Label: "计票报告单", Kind: ui.Plain, Href: reportPath(d.i, v)}}}
	after, due := d.afterPanel()
	if href := open(d.who, outcomePath(d.m.ID)); href != "" {
		onward := ui.Button{Label: "颁证、宣誓和公布", Href: href}
		if due {
			onward.Kind = ui.Plain
		}
		p.Buttons = append([]ui.Button{onward}, p.Buttons...)
	}
	if due {
		p.Card.ID = "result"
		return []staff.Panel{after, p}
	}
	return []staff.Panel{p}
}

func reportPath(i store.Item, v store.Round) string {
	return fmt.Sprintf("%s/rounds/%d/report", itemPath(i), v.ID)
}
