package server

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// notYet is said to whoever asks for a count before the chair announces it.
var notYet = errs.New(errs.Forbidden, "表决结果由主持人当场宣布，宣布以前不能查看。")

// knowsCount reports whether somebody may see the count of a round: everybody once it is announced,
// before that only those who conduct the vote.
func knowsCount(v store.Round, who authz.Actor) bool {
	counted := v.State != store.RoundOpen || v.Phase == ballot.PhaseSealed
	return v.State == store.RoundAnnounced || counted && (who.Has(authz.RoleChair, authz.RoleOperator) || scrutinises(v, who))
}

// votingPanels is what the operator sees while ballots are cast and counted.
func (s *Server) votingPanels(r *http.Request, d itemData) ([]staff.Panel, error) {
	v, ok := d.live()
	if !ok {
		return nil, nil
	}
	if v.Method == store.ShowOfHands {
		return []staff.Panel{handsPanel(d, v)}, nil
	}
	if v.Method == store.SecretElectronic {
		p, err := s.electronicPanel(r.Context(), d, v)
		return []staff.Panel{p}, err
	}
	entries, err := s.db.CountEntries(r.Context(), v.ID)
	if err != nil {
		return nil, err
	}
	p := staff.Panel{Card: ui.Card{Title: "投票和计票", ID: "now", Tag: ui.Tag{State: ui.Doing, Label: "等候监票人"}},
		Say:     document.SayVote(d.matter(), policy.Secret, v.Total, v.Present),
		Text:    []string{"投票结束后，两名监票人在各自的账号里录入计票，互不看对方的数字；一致后由主持人宣布。"},
		Buttons: []ui.Button{{Label: "刷新", Href: itemPath(d.i)}, {Label: "打印表决票", Kind: ui.Plain, Href: itemPath(d.i) + "/ballot"}}}
	differed := 0
	for _, x := range v.Scrutineers {
		item := ui.Item{Key: "监票人", Value: x.Name, Tag: ui.Tag{State: ui.Todo, Label: "未录入"}}
		if x.Chief {
			item.Key = "总监票人"
		}
		if slices.ContainsFunc(entries, func(e store.CountEntry) bool { return e.MemberID == x.MemberID && !e.Superseded }) {
			item.Tag = ui.Tag{State: ui.Done, Label: "已录入"}
		}
		p.Summary = append(p.Summary, item)
	}
	for _, e := range entries {
		if e.Superseded {
			differed++
		}
	}
	if differed > 0 {
		p.Text = append(p.Text, fmt.Sprintf("前 %d 次录入两人不一致，已请监票人重新清点。", differed/2))
	}
	return []staff.Panel{p}, nil
}

// handsPanel takes the numbers of a show of hands.
func handsPanel(d itemData, v store.Round) staff.Panel {
	form := staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/rounds/%d/hands", itemPath(d.i), v.ID)}, Buttons: []ui.Button{{Label: "登记举手结果"}}}
	for n, c := range d.cases {
		name := c.Person.Name
		if d.i.EnBloc {
			name = "本项"
		}
		for _, f := range []struct{ name, label string }{{"yes", "赞成"}, {"no", "反对"}, {"abstain", "弃权"}} {
			field := fmt.Sprintf("%s-%d", f.name, c.ID)
			text := d.t.text("hands", ui.Text{Name: field, Label: name + "：" + f.label, Type: ui.Number, Width: ui.Short, Unit: "人", Min: "0"}, "")
			if f.name == "yes" {
				text.Error = d.t.wrong("hands", fmt.Sprintf("row%d", n))
			}
			form.Fields = append(form.Fields, text)
		}
		if d.i.EnBloc {
			break
		}
	}
	return d.step("举手表决", authz.RecordHands, document.SayVote(d.matter(), policy.Hands, v.Total, v.Present), form)
}

// countedPanels is the agreed count before the announcement: the sentence to read and the chair's button.
func countedPanels(d itemData) []staff.Panel {
	v, ok := d.live()
	if !ok {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: "宣布结果", ID: "now", Tag: ui.Tag{State: ui.Todo, Label: "待宣布"}}}
	if !knowsCount(v, d.who) {
		p.Text = []string{"计票已经完成，由主持人宣布结果。"}
		return []staff.Panel{p}
	}
	p.Say = sayAnnounce(d, v)
	p.Result = resultBars(d, v)
	if v.Method != store.ShowOfHands {
		p.Buttons = []ui.Button{{Label: "打印计票报告单", Kind: ui.Plain, Href: reportPath(d.i, v)}}
	}
	if authz.Can(d.who, authz.AnnounceResult) {
		p.Text = []string{"宣读后按下“宣布结果”，结果随即生效：任免案通过或未通过，任职自今日起算。"}
		announce := ui.Button{Label: "宣布结果"}
		if len(v.Undecided()) > 0 {
			announce.Why = "书面异议还没有决定"
		}
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: fmt.Sprintf("%s/rounds/%d/announce", itemPath(d.i), v.ID)}, Buttons: []ui.Button{announce}}}
	} else {
		p.Text = []string{"由主持人宣读并宣布。宣布以前请勿外传。"}
	}
	return []staff.Panel{p}
}

// many is more persons than are named one by one where one line says it of all.
const many = 10

// foldAfter is how many of n choices stand open: all of a list that is not much longer than many.
func foldAfter(n int) int {
	if n > 2*many {
		return many
	}
	return n
}

// asOne reports whether one result stands for all: of so many who were voted on together.
func asOne(i store.Item, all []document.Result) bool { return i.EnBloc && len(all) > many }

// sayAnnounce is what the presider reads: a paragraph for each person, or one for many.
func sayAnnounce(d itemData, v store.Round) string {
	all := results(d.i, v, d.counts)
	if asOne(d.i, all) {
		return document.SayAnnounceTogether(d.i.Title, len(all), all[0], v.Total)
	}
	var say []string
	for _, x := range all {
		sentence := document.SayAnnounce(x, v.Total)
		if len(say) > 0 {
			sentence = strings.TrimPrefix(sentence, "根据计票结果，")
		}
		say = append(say, sentence)
	}
	return strings.Join(say, "\n")
}

// resultBars draws the count of each person, or the one count of many.
func resultBars(d itemData, v store.Round) []ui.Result {
	all := results(d.i, v, d.counts)
	one := asOne(d.i, all)
	if one {
		all = all[:1]
	}
	var bars []ui.Result
	for _, x := range all {
		verdict := ui.Tag{State: ui.Done, Label: "通过"}
		if !x.Adopted {
			verdict = ui.Tag{State: ui.Stop, Label: "未通过"}
		}
		label := x.Item.Sentence()
		if one {
			label = subject(d.i)
		}
		bars = append(bars, ui.Result{Label: label, Members: v.Total, For: x.For, Against: x.Against, Abstain: x.Abstain,
			Invalid: x.Invalid, NotCast: x.NotCast, Uncast: x.Uncast, Verdict: verdict})
	}
	return bars
}

var roundTags = map[store.RoundState]ui.Tag{store.RoundOpen: {State: ui.Doing, Label: "正在表决"}, store.RoundCounted: {State: ui.Todo, Label: "待宣布"},
	store.RoundAnnounced: {State: ui.Done, Label: "已宣布"}, store.RoundVoid: {State: ui.Stop, Label: "无效"}}

var roundMethods = map[store.RoundMethod]string{store.SecretPaper: "无记名投票（纸质）", store.SecretElectronic: "无记名投票（平板）",
	store.ShowOfHands: "举手表决"}

// roundsPanel lists the votes held on the item, void ones included.
func roundsPanel(d itemData) staff.Panel {
	t := ui.Table{
		Caption:     "历轮表决",
		HideCaption: true,
		Columns:     []ui.Column{{Label: "轮次", Narrow: true}, {Label: "方式"}, {Label: "出席", Numeric: true}, {Label: "情况"}, {Label: "现况", Narrow: true}},
	}
	for _, v := range d.rounds {
		note := v.VoidReason
		if v.State == store.RoundAnnounced {
			note = minute(v.AnnouncedAt) + "宣布"
		}
		row := ui.Row{
			Cells: []ui.Cell{
				{Text: fmt.Sprintf("第 %d 轮", v.Ordinal)},
				{Text: roundMethods[v.Method]},
				{Text: strconv.Itoa(v.Present)},
				{Text: orDash(note)},
				{Tag: roundTags[v.State]},
			},
		}
		t.Rows = append(t.Rows, row)
	}
	return staff.Panel{Card: ui.Card{Title: "历轮表决", ID: "rounds"}, Table: t}
}

// openRound puts the item to the vote (开始表决).
func (s *Server) openRound(r *http.Request, i store.Item) (string, string, error) {
	o := workflow.VoteOpening{Unrelated: r.PostFormValue("unrelated") != "", Electronic: r.PostFormValue("electronic") != ""}
	for n := 1; r.PostForm.Has(scrutineerName(n)); n++ {
		o.Scrutineers = append(o.Scrutineers, formID(r, scrutineerName(n)))
	}
	_, err := s.flow.OpenRound(r.Context(), actor(r), i.ID, o)
	return "round", "已开始表决。", err
}

func (s *Server) recordHands(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "round")
	if err != nil {
		return "", "", err
	}
	var lines []store.Count
	var fields []errs.Field
	for n, c := range i.Live() {
		line := store.Count{CaseID: c.CaseID}
		for _, f := range []struct {
			name string
			to   *int
		}{{"yes", &line.Yes}, {"no", &line.No}, {"abstain", &line.Abstain}} {
			value := r.PostFormValue(fmt.Sprintf("%s-%d", f.name, c.CaseID))
			count, err := strconv.Atoi(cmp.Or(value, "0"))
			if err != nil || f.name == "yes" && value == "" {
				fields = append(fields, errs.Field{Name: fmt.Sprintf("row%d", n), Message: "请填写" + c.Person + "的举手人数，只填数字。"})
				break
			}
			*f.to = count
		}
		lines = append(lines, line)
		if i.EnBloc {
			break
		}
	}
	if err = errs.Form(fields...); err == nil {
		err = s.flow.RecordHands(r.Context(), actor(r), i.ID, id, lines)
	}
	return "hands", "举手结果已登记，由主持人宣布。", err
}

func (s *Server) voidRound(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "round")
	if err == nil {
		err = s.flow.VoidRound(r.Context(), actor(r), i.ID, id, r.PostFormValue("void_reason"))
	}
	return "void", "本轮已宣布无效，请重新投票。", renamed(err, "reason", "void_reason")
}

func (s *Server) announceResult(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "round")
	if err == nil {
		err = s.flow.AnnounceResult(r.Context(), actor(r), i.ID, id)
	}
	return "announce", "结果已宣布。", err
}
