package server

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var decisionTags = map[store.Decision]ui.Tag{store.Undecided: {State: ui.Stop, Label: "待决定"}, store.Dismissed: {State: ui.Idle, Label: "不成立"},
	store.Upheld: {State: ui.Stop, Label: "成立，本轮无效"}, store.Withdrawn: {State: ui.Idle, Label: "已撤回"}}

// objections lists what was objected to in writing with what became of it, and the reserves.
func objections(v store.Round) ui.Summary {
	var all ui.Summary
	for _, o := range v.Objections {
		item := ui.Item{Key: o.Name + "的书面异议", Value: o.Text, Note: minute(o.FiledAt), Tag: decisionTags[o.Decision]}
		if o.Reason != "" {
			item.Lines = []string{o.DecidedBy + "决定：" + o.Reason}
		}
		all = append(all, item)
	}
	for _, d := range v.Dissents {
		all = append(all, ui.Item{Key: d.Name + "的保留意见", Value: d.Text})
	}
	return all
}

// objectionSentences is the same as papers word it.
func objectionSentences(v store.Round) []string {
	var all []string
	for _, o := range v.Objections {
		text := o.Name + "提出书面异议：" + o.Text
		switch o.Decision {
		case store.Dismissed:
			text += "。" + o.DecidedBy + "决定，异议不成立：" + o.Reason
		case store.Upheld:
			text += "。" + o.DecidedBy + "决定，异议成立，本轮无效：" + o.Reason
		case store.Withdrawn:
			text += "。经核对查清，异议撤回"
		}
		all = append(all, text)
	}
	for _, d := range v.Dissents {
		all = append(all, d.Name+"保留意见："+d.Text)
	}
	return all
}

// objectionFold takes an objection instead of the confirmation; path is that of the round's count.
func objectionFold(path string, t typed) staff.PanelFold {
	return staff.PanelFold{Title: "提出书面异议", Text: "写明哪里不符，送主持人决定。决定以前不宣布结果。", Open: t.act == "objection", Forms: []staff.PanelForm{{
		Form:    ui.Form{Action: path + "/objection"},
		Fields:  []templ.Component{t.area("objection", ui.Area{Name: "objection", Label: "哪里不符", Rows: 3, Hint: "只写计票和票箱的情况，不要写任何人怎样投票。"}, "")},
		Buttons: []ui.Button{{Label: "送主持人决定", Kind: ui.Danger}}}}}
}

func rulingAct(o store.Objection) string { return fmt.Sprintf("ruling-%d", o.ID) }

// objectionPanels is what is objected to in the vote on an item, and the decision for the one who takes it.
func objectionPanels(d itemData) []staff.Panel {
	v, ok := d.live()
	if !ok || len(v.Objections) == 0 || v.State == store.RoundAnnounced {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: "书面异议", ID: "objections"}, Summary: objections(v)}
	for _, o := range v.Undecided() {
		p.Card.Tag = decisionTags[store.Undecided]
		if !authz.Can(d.who, authz.DecideObjection) {
			p.Text = []string{"由主持人在主持页面决定。决定以前不宣布结果。"}
			continue
		}
		act := rulingAct(o)
		p.Forms = append(p.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/objections/%d", roundPath(d.i, v), o.ID)},
			Fields: []templ.Component{
				d.t.area(act, ui.Area{Name: act, Label: "对" + o.Name + "所提异议的决定，理由", Rows: 2}, ""),
			},
			Buttons: []ui.Button{{Label: "异议不成立", Kind: ui.Plain, Name: "ruling", Value: "dismiss"},
				{Label: "异议成立，本轮无效，重新投票", Kind: ui.Danger, Name: "ruling", Value: "uphold"}}})
	}
	return []staff.Panel{p}
}

// decideObjection takes the chair's decision (决定计票异议).
func (s *Server) decideObjection(r *http.Request, i store.Item) (string, string, error) {
	round, err := pathID(r, "round")
	if err != nil {
		return "", "", err
	}
	id, err := pathID(r, "objection")
	if err != nil {
		return "", "", err
	}
	act := rulingAct(store.Objection{ID: id})
	ruling := workflow.Ruling{Upheld: r.PostFormValue("ruling") == "uphold", Reason: r.PostFormValue(act)}
	done := "已决定：异议不成立。"
	if ruling.Upheld {
		done = "已决定：异议成立，本轮无效，请重新投票。"
	}
	err = s.flow.DecideObjection(r.Context(), actor(r), i.ID, round, id, ruling)
	return act, done, renamed(err, "reason", act)
}

// fileObjection takes a scrutineer's objection (提出计票异议).
func (s *Server) fileObjection(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	return s.answerCount(w, r, m, "objection", "书面异议已经送到主持人。", func(i store.Item, round int64) error {
		return s.flow.FileObjection(r.Context(), actor(r), i.ID, round, r.PostFormValue("objection"))
	})
}

// dissentFromCount confirms a count under reserve (保留意见).
func (s *Server) dissentFromCount(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	return s.answerCount(w, r, m, "dissent", "您已确认计票，保留意见写入计票报告单。", func(i store.Item, round int64) error {
		return s.flow.Dissent(r.Context(), actor(r), i.ID, round, r.PostFormValue("dissent"))
	})
}

// confirmCount records that a scrutineer found the opened box right (确认电子计票).
func (s *Server) confirmCount(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	return s.answerCount(w, r, m, "confirm", "您已确认计票。", func(i store.Item, round int64) error {
		return s.flow.ConfirmCount(r.Context(), actor(r), i.ID, round)
	})
}

// answerCount carries out what a scrutineer answers to the count of the round in the address.
func (s *Server) answerCount(w http.ResponseWriter, r *http.Request, m store.Meeting, act, done string, answer func(i store.Item, round int64) error) error {
	_, i, err := s.countingOf(r, m)
	if err != nil {
		return err
	}
	id, err := pathID(r, "round")
	if err == nil {
		err = answer(i, id)
	}
	return s.answer(w, r, act, err, done, meetingPath(m.ID)+"/count", again(m, s.showCount))
}
