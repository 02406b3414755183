package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// following is the first step after the announcement that is still to be done at the meeting, in the order
// of the county's rules, and the cases it waits for; "" when there is none.
func (d itemData) following() (first meeting.Step, waiting []int) {
	if d.i.State != meeting.ItemAnnounced {
		return "", nil
	}
	for n, c := range d.cases {
		if c.Stage != appointment.StageAdopted {
			continue
		}
		p := d.policies[n]
		steps := meeting.ItemSteps(p, ruleItem(c), appointment.SpeechRequired(c, p))
		for _, step := range steps[slices.Index(steps, meeting.StepAnnounce)+1:] {
			if d.settled(step, n) || d.m.Phase != meeting.Open && step != meeting.StepSpeech {
				continue
			}
			if first == "" {
				first = step
			}
			if first == step {
				waiting = append(waiting, n)
			}
			break // the next step of this case comes after it
		}
	}
	return first, waiting
}

// settled reports whether the meeting has nothing more to do with a step of one case: done, or put off.
func (d itemData) settled(step meeting.Step, n int) bool {
	return d.stepDone(step, n) || step == meeting.StepSpeech && d.cases[n].Agenda != nil && d.cases[n].Agenda.Speech != "" || d.later(step, n) != ""
}

// later is when or why a step of one case is done on another day; "" when it is not.
func (d itemData) later(step meeting.Step, n int) string {
	c := d.cases[n]
	switch {
	case d.stepDone(step, n):
	case step == meeting.StepCertificate && d.after.absent[c.ID] != "":
		return "另行颁发"
	case step == meeting.StepOath && c.Oath != nil:
		return "另行补誓"
	case step == meeting.StepOath:
		for _, y := range d.after.ceremonies {
			if !y.Recorded && y.HeldOn.After(d.today) && onRoster(y, c.ID) {
				return y.HeldOn.Short() + "宣誓"
			}
		}
	}
	return ""
}

func onRoster(y store.Ceremony, caseID int64) bool {
	return slices.ContainsFunc(y.Roster, func(x store.OathTaker) bool { return x.CaseID == caseID })
}

// afterPanel is that step, to be done in place: the speech, the certificates, the oath.
func (d itemData) afterPanel() (staff.Panel, bool) {
	step, waiting := d.following()
	switch step {
	case meeting.StepSpeech:
		return speechPanel(d, d.cases[waiting[0]]), true
	case meeting.StepCertificate:
		return d.handingPanel(waiting), true
	case meeting.StepOath:
		if y, begun := d.oathNow(waiting); begun {
			return d.takingPanel(y), true
		}
		return d.oathPanel(), true
	}
	return staff.Panel{}, false
}

func (d itemData) names(cases []int) []string {
	var names []string
	for _, n := range cases {
		names = append(names, d.cases[n].Person.Name)
	}
	return names
}

// called is how the presider calls them up: each by name, many by the first.
func (d itemData) called(cases []int) []string {
	names := d.names(cases)
	if len(names) > many {
		return []string{fmt.Sprintf("%s等%d人", names[0], len(names))}
	}
	return names
}

// unprinted reports whether a certificate that is to be handed out still has to be made or printed.
func (d itemData) unprinted(waiting []int) bool {
	return slices.ContainsFunc(waiting, func(n int) bool {
		return !slices.ContainsFunc(d.after.certificates, func(x store.Certificate) bool {
			return x.CaseID == d.cases[n].ID && x.Voided == "" && x.Prints > 0
		})
	})
}

// handingPanel hands out the certificates of all whom the item appointed, but to those who are absent.
func (d itemData) handingPanel(waiting []int) staff.Panel {
	toMake, toPrint := 0, 0
	var list []templ.Component
	absent := ui.Checks{Name: "absent", Label: "没有到场的", Hint: "另行颁发。", Columns: true, Optional: true}
	for _, n := range waiting {
		c := d.cases[n]
		id := idText(c.ID)
		list = append(list, ui.Hidden{Name: "case", Value: id})
		absent.Options = append(absent.Options, ui.Option{Value: id, Label: c.Person.Name, Chosen: d.t.chosen("handover", "absent", id, false)})
		x := slices.IndexFunc(d.after.certificates, func(x store.Certificate) bool { return x.CaseID == c.ID && x.Voided == "" })
		if x < 0 {
			toMake++
		} else if d.after.certificates[x].Prints == 0 {
			toPrint++
		}
	}
	p := staff.Panel{Card: ui.Card{Title: meeting.StepCertificate.Label(), ID: "now", Tag: ui.Tag{State: ui.Todo, Label: "待颁发"}}}
	if toMake+toPrint > 0 {
		d.preparing(&p, toMake, toPrint)
	} else {
		fields := append(list, d.t.text("handover", ui.Text{Name: "by", Label: "颁发人", Width: ui.Medium, Hint: "主任，或者受主任委托的副主任。"}, d.after.chairperson()),
			absent, d.t.text("handover", ui.Text{Name: "absence", Label: "没有到场的原因", Optional: true}, ""))
		step := d.step(p.Card.Title, authz.HandOverCertificate, document.SayCertificate(d.called(waiting)), staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/handover"}, Fields: fields,
			Buttons: []ui.Button{{Label: fmt.Sprintf("登记颁发（%d 件）", len(waiting))}}})
		step.Card = p.Card
		p = step
	}
	if authz.Can(d.who, authz.HandOverCertificate) {
		p.Folded = append(p.Folded, staff.PanelFold{
			Title: "不在会上颁发",
			Text:  "本项的任命书都另行颁发，会议接着进行。",
			Open:  d.t.act == "later",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: itemPath(d.i) + "/handover/later"},
				Fields: append(slices.Clone(list),
					d.t.text("later", ui.Text{Name: "later", Label: "不在会上颁发的原因"}, "")),
				Buttons: []ui.Button{{Label: "另行颁发", Kind: ui.Plain}}}},
		})
	}
	return p
}

// preparing says what certificates still lack before they can be handed out, to whoever can do it with the way to.
func (d itemData) preparing(p *staff.Panel, toMake, toPrint int) {
	var missing []string
	if toMake > 0 {
		missing = append(missing, fmt.Sprintf("%d 件待制作", toMake))
	}
	if toPrint > 0 {
		missing = append(missing, fmt.Sprintf("%d 件待打印", toPrint))
	}
	p.Card.Tag.Label = "准备任命书"
	p.Text = []string{"任命书还有 " + strings.Join(missing, "、") + "。"}
	path := outcomePath(d.m.ID)
	switch {
	case toMake > 0 && authz.Can(d.who, authz.MakeCertificate):
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/certificates"}, Buttons: []ui.Button{{Label: "制作任命书"}}}}
	case authz.Can(d.who, authz.PrintCertificate):
		p.Buttons = []ui.Button{{Label: "打印任命书", Href: path + "#certificate"}}
	default:
		who := authz.Labels(authz.MakeCertificate.Roles())
		p.Text = append(p.Text, "由"+who+"在结果办理页制作、打印；办好以后，这里接着登记颁发。")
		if len(d.makers) > 0 {
			p.Text = append(p.Text, "请通知"+strings.Join(d.makers, "、")+"。")
		}
		if !authz.Can(d.who, authz.HandOverCertificate) {
			return // to the chair, who has no such form
		}
		p.Text = append(p.Text, "不必停会等候：可以先办下一项，办好后从议程回到本项登记颁发；今天不颁发的，展开“不在会上颁发”，写明原因，会后补办。")
	}
}

// namesOf are a few of those who hold a role, for whoever has to call them.
func (s *Server) namesOf(ctx context.Context, roles []authz.Role) (names []string, err error) {
	for _, role := range roles {
		all, err := s.db.Accounts(ctx, store.AccountFilter{Role: role, Limit: 20})
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			if a.DisabledAt.IsZero() && slices.Contains(a.Roles, role) && !slices.Contains(names, a.Name) && len(names) < 3 {
				names = append(names, a.Name)
			}
		}
	}
	return names, nil
}

// oathNow is the ceremony that is arranged for today and not yet recorded.
func (d itemData) oathNow(waiting []int) (store.Ceremony, bool) {
	for _, y := range d.after.ceremonies {
		if y.Recorded || y.HeldOn.After(d.today) {
			continue
		}
		if slices.ContainsFunc(waiting, func(n int) bool { return onRoster(y, d.cases[n].ID) }) {
			return y, true
		}
	}
	return store.Ceremony{}, false
}

// oathTakers are those whom this meeting may swear in now: of this item, and of the items before.
func (d itemData) oathTakers() []appointment.Case {
	return slices.DeleteFunc(d.after.oathTakers(0), func(c appointment.Case) bool {
		p := d.after.rules[c.PolicyID]
		first := p.Oath.Timing == policy.OathWithCertificate && p.Certificate.OnTheSpot && appointment.CertificateDue(c, p)
		return first && (c.Certificate == nil || c.Certificate.HandedOn.IsZero()) && d.after.absent[c.ID] == ""
	})
}

// oathPanel begins the oath: who takes it, and who leads.
func (d itemData) oathPanel() staff.Panel {
	text, _ := meeting.OathOn(d.today)
	var names []string
	stateName := false
	for _, c := range d.oathTakers() {
		names, stateName = append(names, c.Person.Name), stateName || d.after.rules[c.PolicyID].Oath.StateName
	}
	form := staff.PanelForm{Form: ui.Form{Action: itemPath(d.i) + "/oath"}, Fields: append(oathFields(d.m, 0, text.Version, d.oathTakers(), d.t),
		ui.Hidden{Name: "held_on", Value: d.today.ISO()}), Buttons: []ui.Button{{Label: "开始宣誓"}}}
	p := d.step(meeting.StepOath.Label(), authz.ArrangeOath, document.SayOath(oathLeader(names), stateName), form)
	p.Card.Tag = ui.Tag{State: ui.Todo, Label: "待宣誓"}
	if authz.Can(d.who, authz.ArrangeOath) {
		p.Text = []string{"核对宣誓人和领誓人。按下“开始宣誓”，大屏显示誓词。"}
		p.Buttons = []ui.Button{{Label: "不在会上宣誓，另行安排", Kind: ui.Plain, Href: fmt.Sprintf("/oaths/new?meeting=%d&room=1", d.m.ID)}}
	}
	return p
}

// takingPanel records the oath that is being taken.
func (d itemData) takingPanel(y store.Ceremony) staff.Panel {
	text, _ := meeting.OathOn(y.HeldOn)
	var names []string
	absent := ui.Checks{Name: "absent", Label: "没有到场的", Hint: "另行补誓。", Columns: true, Optional: true}
	why := ""
	for _, x := range y.Roster {
		names = append(names, x.Name)
		away := d.after.absent[x.CaseID]
		absent.Options = append(absent.Options,
			ui.Option{Value: idText(x.CaseID), Label: x.Name, Chosen: d.t.chosen("record", "absent", idText(x.CaseID), away != "")})
		why = cmp.Or(why, away)
	}
	path := fmt.Sprintf("%s/oath/%d", itemPath(d.i), y.ID)
	p := d.step(
		meeting.StepOath.Label(),
		authz.RecordOath,
		document.SayOath(y.Leader, d.statesName(y)),
		staff.PanelForm{Form: ui.Form{Action: path}, Fields: []templ.Component{absent,
			d.t.text("record", ui.Text{Name: "absence", Label: "没有到场的原因", Optional: true}, why)},
			Buttons: []ui.Button{{Label: fmt.Sprintf("登记宣誓（%d 人）", len(y.Roster))}}},
	)
	p.Card.Tag = ui.Tag{State: ui.Doing, Label: "正在宣誓"}
	p.Summary = ui.Summary{{Key: "宣誓人", Value: strings.Join(names, "、"), Note: y.Form.Label()}}
	if y.Leader != "" {
		p.Summary = append(p.Summary, ui.Item{Key: "领誓人", Value: y.Leader})
	}
	p.Summary = append(p.Summary, ui.Item{Key: "组织者", Value: y.Organiser}, ui.Item{Key: "时间地点", Value: y.HeldOn.String() + "，" + y.Place},
		ui.Item{Key: "誓词", Value: text.Text})
	p.Buttons = []ui.Button{{Label: "宣誓名册", Kind: ui.Plain, Href: oathPath(y.ID) + "/roster"}}
	if authz.Can(d.who, authz.CancelOath) {
		p.Folded = []staff.PanelFold{{Title: "安排有变", Text: "取消后重新选定宣誓人和领誓人。", Forms: []staff.PanelForm{act(path+"/cancel", "取消安排")}}}
	}
	return p
}

// statesName reports whether those who take the oath state their names after it.
func (d itemData) statesName(y store.Ceremony) bool {
	return slices.ContainsFunc(d.after.decided, func(c appointment.Case) bool { return onRoster(y, c.ID) && d.after.rules[c.PolicyID].Oath.StateName })
}

// handOverInRoom records the certificates handed out at the meeting (当场颁发任命书).
func (s *Server) handOverInRoom(r *http.Request, i store.Item) (string, string, error) {
	return "handover", "已登记颁发。", s.handOverOf(r, i, func(id string) bool { return !slices.Contains(r.PostForm["absent"], id) }, r.PostFormValue("absence"))
}

// handOverLater puts the certificates of an item off to another day (另行颁发任命书).
func (s *Server) handOverLater(r *http.Request, i store.Item) (string, string, error) {
	err := s.handOverOf(r, i, func(string) bool { return false }, r.PostFormValue("later"))
	return "later", "已登记为另行颁发。", renamed(err, "absence", "later")
}

func (s *Server) handOverOf(r *http.Request, i store.Item, handed func(id string) bool, absence string) error {
	var results []workflow.HandoverResult
	for _, id := range formIDs(r, "case") {
		results = append(results, workflow.HandoverResult{CaseID: id, Handed: handed(idText(id)), Absence: absence})
	}
	return s.flow.HandOverAtMeeting(r.Context(), actor(r), i.MeetingID, r.PostFormValue("by"), results)
}

// beginOath arranges the oath that is taken at once (开始宣誓).
func (s *Server) beginOath(r *http.Request, i store.Item) (string, string, error) {
	p := oathPlan(r)
	p.MeetingID = i.MeetingID
	_, err := s.flow.ArrangeOath(r.Context(), actor(r), p)
	return "oath", "请宣誓人就位。", err
}

// oathOf reads the ceremony of an address, which must be of the meeting.
func (s *Server) oathOf(r *http.Request, i store.Item) (store.Ceremony, error) {
	id, err := pathID(r, "ceremony")
	if err != nil {
		return store.Ceremony{}, err
	}
	y, err := s.db.Ceremony(r.Context(), id)
	if err == nil && y.MeetingID != i.MeetingID {
		err = errs.New(errs.NotFound, "这次会议没有这一宣誓安排，请从议程重新进入。")
	}
	return y, err
}

// recordOathInRoom records who took the oath (登记宪法宣誓): all but those absent.
func (s *Server) recordOathInRoom(r *http.Request, i store.Item) (string, string, error) {
	y, err := s.oathOf(r, i)
	if err != nil {
		return "record", "", err
	}
	var results []workflow.OathResult
	for _, x := range y.Roster {
		results = append(results,
			workflow.OathResult{CaseID: x.CaseID, Sworn: !slices.Contains(r.PostForm["absent"], idText(x.CaseID)), Absence: r.PostFormValue("absence")})
	}
	err = s.flow.RecordOath(r.Context(), actor(r), y.ID, results)
	if fields := errs.Fields(err); len(fields) > 0 {
		err = errs.Form(errs.Field{Name: "absence", Message: fields[0].Message})
	}
	return "record", "宣誓已登记。", err
}

func (s *Server) cancelOathInRoom(r *http.Request, i store.Item) (string, string, error) {
	y, err := s.oathOf(r, i)
	if err == nil {
		err = s.flow.CancelOath(r.Context(), actor(r), y.ID)
	}
	return "cancel", "已取消，请重新安排。", err
}
