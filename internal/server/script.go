package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

// showScript is the chair's page (主持页面): the sentence to read now.
func (s *Server) showScript(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.ViewScript); err != nil {
		return err
	}
	var script chamber.Script
	err := s.look(r, func(r *http.Request) (err error) {
		script, err = s.script(r.Context(), r, m.ID, t)
		return err
	})
	if err != nil {
		return err
	}
	page := chamber.ScriptPage{Frame: s.frame(r, "主持页面", meetingsCrumb, meetingCrumb(m)).Live(),
		Address: meetingPath(m.ID) + "/script/live", Script: script}
	page.Problems, page.Late = t.alerts()
	page.Frame.Nav = nil
	page.Frame.Sheets = []string{"css/chamber.css"}
	page.Frame.Scripts = append(page.Frame.Scripts, "js/clock.js")
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, chamber.ScriptView(page))
}

func (s *Server) scriptLive(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewScript); err != nil {
		return err
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("script:%d:%d", m.ID, who.AccountID), Topics: meetingTopics(m.ID),
		Render: func(ctx context.Context) ([]byte, error) {
			script, err := s.script(ctx, asRequest(ctx, r), m.ID, typed{})
			if err != nil {
				return nil, err
			}
			return rendered(ctx, chamber.ScriptBody(script))
		}})
}

// script is what the chair reads at the present state of the meeting.
func (s *Server) script(ctx context.Context, r *http.Request, meetingID int64, t typed) (chamber.Script, error) {
	v, err := s.proceedings(ctx, r, meetingID, 0, t)
	if err != nil {
		return chamber.Script{}, err
	}
	county, err := s.issuer(r, v.m)
	if err != nil {
		return chamber.Script{}, err
	}
	x := chamber.Script{Over: meetingTitle(v.m), Quorum: v.quorum(), Tag: phaseTag(v.m.Phase)}
	switch {
	case v.m.Phase == meeting.Planned:
		x.Title, x.Text = "会议还在筹备", []string{"发出会议通知以后，这里显示开会用的主持词。"}
	case v.m.Phase == meeting.Notified:
		x.Title = "等候签到"
		if total := len(v.people); meeting.Quorum(v.m.Present, total) {
			x.Title, x.Say = "宣布开会", []string{sayOpen(county, v.m, total, v.m.Present), document.SayAgenda()}
		}
	case v.m.Phase == meeting.Closed:
		x.Title = "会议已经闭会"
	case v.m.Resting():
		x.Title, x.Rest = "休会中", restOf(v.m)
		if meeting.Quorum(v.m.Present, v.m.Total) {
			x.Say = []string{document.SayResume(v.m.Total, v.m.Present)}
		}
	case v.at.ID == 0:
		x.Title, x.Say = "宣布闭会", []string{sayClose(county, v.m)}
	default:
		err = s.scriptItem(r, v, &x)
	}
	return x, err
}

// scriptItem is the item's present step as the chair reads it, with the button only where the chair acts.
func (s *Server) scriptItem(r *http.Request, v proceedings, x *chamber.Script) error {
	panels, err := s.nowPanel(r, v.data)
	if err != nil {
		return err
	}
	now := panels[0]
	x.Over += fmt.Sprintf(" · 第 %d 项 · %s", v.at.Position, now.Card.Title)
	x.Title, x.Tag, x.Result = v.at.Title, itemTag(v.at), now.Result
	if now.Say != "" {
		x.Say = strings.Split(now.Say, "\n")
	}
	if _, voting := v.data.live(); voting && len(now.Stats) > 0 {
		var numbers []string
		for _, n := range now.Stats {
			numbers = append(numbers, fmt.Sprintf("%s %s %s", n.Label, n.Value, n.Unit))
		}
		x.Text = append(x.Text, strings.Join(numbers, "，")+"。")
	}
	if len(now.Blockers.Reasons) > 0 {
		x.Text = append(x.Text, now.Blockers.Title+"，由会务人员办理。")
	}
	if v.at.State == meeting.ItemAnnounced { // the result, and the words of the oath
		x.Result = panels[len(panels)-1].Result
		for _, f := range now.Summary {
			x.Text = append(x.Text, f.Key+"："+f.Value)
		}
	}
	if !authz.Can(v.who, authz.AnnounceResult) {
		return nil
	}
	if _, ok := v.data.live(); ok {
		x.Text = append(x.Text, now.Text...)
	}
	acts := append(append(methodPanels(v.data), objectionPanels(v.data)...), v.chairActs(now)...)
	for n := range acts {
		v.stamp(&acts[n], fromScript)
	}
	x.Act = staff.Panels(acts)
	return nil
}

// chairActs are the chair's own acts: to announce, and, behind folds and with a reason, to keep a case from
// the vote, to have a vote taken again or on paper.
func (v proceedings) chairActs(now staff.Panel) []staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "主持人决定"}}
	round, voting := v.data.live()
	if voting && round.State == store.RoundCounted {
		p.Forms = now.Forms
	}
	suspend := slices.DeleteFunc(personFolds(v.data), func(f staff.PanelFold) bool { return !strings.HasPrefix(f.Title, suspendTitle) })
	p.Folded = v.data.oneByOne("暂不付表决", suspend)
	for _, f := range roundFolds(v.data) {
		if f.Title == voidTitle || f.Title == paperTitle {
			p.Folded = append(p.Folded, f)
		}
	}
	if len(p.Forms)+len(p.Folded) == 0 {
		return nil
	}
	return []staff.Panel{p}
}
