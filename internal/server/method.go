package server

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// way is how the item is voted on now.
func (d itemData) way() meeting.Way {
	v, voting := d.live()
	switch {
	case voting && v.Method == store.SecretPaper:
		return meeting.ByPaper
	case d.i.Method == policy.Hands:
		return meeting.ByHands
	}
	return meeting.ByTablet
}

// methodFold asks the chair for another way of voting; ways that are not lawful say why.
func methodFold(d itemData) []staff.PanelFold {
	v, voting := d.live()
	if !d.i.Personnel || !authz.Can(d.who, authz.AskMethod) || d.pendingMethod() != nil ||
		!d.i.State.UnderDeliberation() && (!voting || v.State != store.RoundOpen || v.Phase == ballot.PhaseSealed) {
		return nil
	}
	ways := ui.Radios{Name: "way", Label: "改用", Error: d.t.wrong("method", "way")}
	possible := false
	for _, to := range []meeting.Way{meeting.ByPaper, meeting.ByHands} {
		if to == d.way() || to == meeting.ByPaper && !voting && d.i.Method == policy.Secret {
			continue
		}
		o := ui.Option{Value: string(to), Label: to.Label(), Chosen: d.t.chosen("method", "way", string(to), false)}
		for n, c := range d.cases {
			if err := meeting.CheckWay(d.policies[n], []policy.Action{c.Action}, d.way(), to); err != nil {
				o.Disabled, o.Hint = true, errs.Message(err)
			}
		}
		possible = possible || !o.Disabled
		ways.Options = append(ways.Options, o)
	}
	if len(ways.Options) == 0 {
		return nil
	}
	send := ui.Button{Label: "请主持人决定", Kind: ui.Plain}
	if !possible {
		send.Why = "本项只能无记名投票"
	}
	return []staff.PanelFold{{Title: "改变表决方式", Text: "由主持人在主持页面同意后执行；正在进行的一轮作废留底。", Open: d.t.act == "method", Forms: []staff.PanelForm{{
		Form: ui.Form{Action: itemPath(d.i) + "/method"}, Fields: []templ.Component{ways,
			d.t.area("method", ui.Area{Name: "method_reason", Label: "理由", Rows: 2}, "")},
		Buttons: []ui.Button{send}}}}}
}

// pendingMethod is the request that waits for the chair.
func (d itemData) pendingMethod() *store.MethodRequest {
	for n := range d.requests {
		if !d.requests[n].Decided {
			return &d.requests[n]
		}
	}
	return nil
}

// methodPanels is the request that waits, with the answer for the one who gives it.
func methodPanels(d itemData) []staff.Panel {
	q := d.pendingMethod()
	if q == nil || d.i.State.Over() || d.i.State == meeting.ItemCounted {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: "改变表决方式", ID: "method", Tag: ui.Tag{State: ui.Todo, Label: "待主持人决定"}},
		Text: []string{fmt.Sprintf("%s请求改用%s：%s", q.AskedBy, q.To.Label(), q.Reason)}}
	if v, voting := d.live(); voting && v.State == store.RoundOpen {
		p.Text = append(p.Text, "同意的，正在进行的一轮作废留底，全体重新表决。")
	}
	if authz.Can(d.who, authz.DecideMethod) {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: fmt.Sprintf("%s/method/%d", itemPath(d.i), q.ID)},
			Buttons: []ui.Button{
				{Label: "同意改用" + q.To.Label(), Kind: ui.Plain, Name: "consent", Value: "1"},
				{Label: "不同意", Kind: ui.Plain, Name: "consent", Value: "0"},
			}}}
	}
	return []staff.Panel{p}
}

// askMethod asks the chair for another way of voting (请求改变表决方式).
func (s *Server) askMethod(r *http.Request, i store.Item) (string, string, error) {
	err := s.flow.AskMethod(r.Context(), actor(r), i.ID, meeting.Way(r.PostFormValue("way")), r.PostFormValue("method_reason"))
	return "method", "已请主持人决定。", renamed(err, "reason", "method_reason")
}

// decideMethod takes the chair's answer (决定改变表决方式).
func (s *Server) decideMethod(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "request")
	if err != nil {
		return "", "", err
	}
	consent := r.PostFormValue("consent") == "1"
	done := "不改变表决方式。"
	if consent {
		done = "已改变表决方式。"
	}
	return "method", done, s.flow.DecideMethod(r.Context(), actor(r), i.ID, id, consent)
}
