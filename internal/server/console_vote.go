package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func roundPath(i store.Item, v store.Round) string {
	return fmt.Sprintf("%s/rounds/%d", itemPath(i), v.ID)
}

// asksFor is what the operator was asked before a press that leaves somebody's ballot out.
const (
	asksCast  = "cast"
	asksClose = "close"
)

// electronicPanel is one stage of an electronic vote with its one button: issue, cast, close, confirm.
func (s *Server) electronicPanel(ctx context.Context, d itemData, v store.Round) (staff.Panel, error) {
	issued, cast, err := s.db.BoxCount(ctx, v.BoxID)
	if err != nil {
		return staff.Panel{}, err
	}
	p := staff.Panel{Card: ui.Card{ID: "now", Tag: ui.Tag{State: ui.Doing, Label: v.Phase.Label()}},
		Stats: ui.Stats{{Label: "出席", Value: strconv.Itoa(v.Present), Unit: "人"}, {Label: "发出", Value: strconv.Itoa(issued), Unit: "票"}}}
	act := func(name, label, ask string) {
		f := staff.PanelForm{Form: ui.Form{Action: roundPath(d.i, v) + "/" + name}, Buttons: []ui.Button{{Label: label}}}
		if ask != "" && d.asked == name {
			p.Blockers = ui.Blockers{Title: "请先确认", Reasons: []ui.Reason{{Text: ask}}}
			f.Buttons = []ui.Button{{Label: "仍要" + label, Name: "sure", Value: "1"}, {Label: "继续等候", Kind: ui.Plain, Href: consolePath(d.m.ID, 0)}}
		}
		p.Forms = []staff.PanelForm{f}
	}
	switch v.Phase {
	case ballot.PhaseIssuing:
		p.Card.Title = "发票"
		p.Say = document.SayIssue(d.matter(), v.Total, v.Present)
		p.Text = []string{"平板自己领票，几秒钟发齐。开始投票以后不再发票。"}
		ask := ""
		if issued == v.Present {
			p.Text = []string{fmt.Sprintf("%d 张票已经发齐，可以开始投票。", issued)}
		} else {
			ask = fmt.Sprintf("还有 %d 人没有领到表决票，仍要开始投票？没有领票的人不能参加本轮投票。", v.Present-issued)
		}
		if act(asksCast, fmt.Sprintf("开始投票（发出 %d / %d）", issued, v.Present), ask); issued == 0 {
			p.Forms[0].Buttons[0].Why = "还没有人领到表决票"
		} else if ask != "" && d.asked == asksCast {
			p.Forms[0].Buttons[0].Label = "仍要开始投票"
		}
		if !authz.Can(d.who, authz.OpenCasting) {
			p.Forms = nil
		}
	case ballot.PhaseCasting:
		p.Card.Title = "投票"
		p.Say = document.SayCast()
		p.Stats = append(p.Stats, ui.Stat{Label: "收回", Value: strconv.Itoa(cast), Unit: "票"})
		if !v.CastUntil.IsZero() {
			p.Text = append(p.Text, fmt.Sprintf("建议投票时间到 %s 为止。到时不自动截止，由会务人员按“截止”。", v.CastUntil.In(calendar.Zone).Format("15:04:05")))
		}
		ask := ""
		if cast < issued {
			ask = fmt.Sprintf("还有 %d 票未投，仍要截止？", issued-cast)
		}
		if act(asksClose, "截止", ask); !authz.Can(d.who, authz.CloseCasting) {
			p.Forms = nil
		}
	case ballot.PhaseClosing:
		p.Card.Title, p.Text = "截止", []string{"投票已经截止，正在开箱计票。中途停下的，按下面的按钮继续，不会重复，也不会遗漏。"}
		if act(asksClose, "继续开箱", ""); !authz.Can(d.who, authz.CloseCasting) {
			p.Forms, p.Text[0] = nil, "投票已经截止，正在开箱计票。中途停下的，由会务人员在控制台继续，不会重复，也不会遗漏。"
		}
	case ballot.PhaseSealed:
		p.Card.Title, p.Card.Tag = "交监票人确认", ui.Tag{State: ui.Todo, Label: "待确认"}
		p.Stats = append(p.Stats, ui.Stat{Label: "收回", Value: strconv.Itoa(cast), Unit: "票"})
		p.Say = document.SayConfirm()
		p.Text = []string{"票箱已经开箱封存。监票人在各自的账号里核对并确认，全部确认后由主持人宣布。"}
		if p.Summary, err = s.confirmations(ctx, v); err != nil {
			return p, err
		}
	}
	return p, nil
}

// confirmations lists the scrutineers with who has confirmed, and the fingerprint they compare.
func (s *Server) confirmations(ctx context.Context, v store.Round) (ui.Summary, error) {
	var all ui.Summary
	for _, x := range v.Scrutineers {
		item := ui.Item{Key: "监票人", Value: x.Name, Tag: ui.Tag{State: ui.Todo, Label: "未确认"}}
		if x.Chief {
			item.Key = "总监票人"
		}
		if o, objected := v.Objected(x.MemberID); objected && o.Decision == store.Undecided {
			item.Tag = ui.Tag{State: ui.Stop, Label: "提出书面异议"}
		}
		if slices.Contains(v.Confirmed, x.MemberID) {
			item.Tag = ui.Tag{State: ui.Done, Label: "已确认"}
		}
		if slices.ContainsFunc(v.Dissents, func(o store.Dissent) bool { return o.MemberID == x.MemberID }) {
			item.Tag = ui.Tag{State: ui.Done, Label: "已确认，保留意见"}
		}
		all = append(all, item)
	}
	b, err := s.db.Box(ctx, v.BoxID)
	if err != nil {
		return nil, err
	}
	return append(all, ui.Item{Key: "票箱文件", Value: hashText(b.SHA256)}), nil
}

// hashText shows the hash of a box file in groups that can be read aloud.
func hashText(sum string) string {
	text := "SHA-256"
	for n := 0; n+8 <= len(sum); n += 8 {
		text += " " + sum[n:n+8]
	}
	return text
}

// askFirst sends the operator back to the console with a question, when somebody would be left out.
func (s *Server) askFirst(w http.ResponseWriter, r *http.Request, m store.Meeting, ask string) error {
	return seeOther(w, r, withQuery(meetingPath(m.ID)+"/console", "ask", ask))
}

// openCasting ends the issue of ballots and lets members cast (开始投票).
func (s *Server) openCasting(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	id, issued, _, present, err := s.boxProgress(r, i)
	if err != nil {
		return err
	}
	sure := r.PostFormValue("sure") != ""
	if issued > 0 && issued < present && !sure && authz.Can(actor(r), authz.OpenCasting) {
		return s.askFirst(w, r, m, asksCast)
	}
	err = s.flow.OpenCasting(r.Context(), actor(r), i.ID, id, sure)
	return s.answer(w, r, asksCast, err, "已开始投票。", consolePath(m.ID, 0), again(m, s.showConsole))
}

// closeCasting ends the casting, opens and seals the box (截止). It asks only while ballots are missing.
func (s *Server) closeCasting(w http.ResponseWriter, r *http.Request, m store.Meeting, i store.Item) error {
	id, issued, cast, _, err := s.boxProgress(r, i)
	if err != nil {
		return err
	}
	if cast < issued && r.PostFormValue("sure") == "" && authz.Can(actor(r), authz.CloseCasting) {
		return s.askFirst(w, r, m, asksClose)
	}
	err = s.flow.CloseCasting(r.Context(), actor(r), i.ID, id)
	return s.answer(w, r, asksClose, err, "已截止，票箱已封存，请监票人确认。", consolePath(m.ID, 0), again(m, s.showConsole))
}

// boxProgress reads the round of the address with the numbers of its box.
func (s *Server) boxProgress(r *http.Request, i store.Item) (round int64, issued, cast, present int, err error) {
	if round, err = pathID(r, "round"); err != nil {
		return 0, 0, 0, 0, err
	}
	rounds, err := s.db.Rounds(r.Context(), i.ID)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	for _, v := range rounds {
		if v.ID == round && v.BoxID != 0 && (v.Phase == ballot.PhaseIssuing || v.Phase == ballot.PhaseCasting) {
			issued, cast, err = s.db.BoxCount(r.Context(), v.BoxID)
			return round, issued, cast, v.Present, err
		}
	}
	return round, 0, 0, 0, nil // the workflow says what is wrong
}

func (s *Server) switchToPaper(r *http.Request, i store.Item) (string, string, error) {
	id, err := pathID(r, "round")
	if err == nil {
		err = s.flow.SwitchToPaper(r.Context(), actor(r), i.ID, id, r.PostFormValue("paper_reason"))
	}
	return "paper", "改用纸质表决票，请分发。", renamed(err, "reason", "paper_reason")
}

// openingButtons are the ways to put an item to a secret vote. Tablets come first where the meeting has seats.
func openingButtons(tablets bool, why string) []ui.Button {
	electronic, paper := ui.Button{Label: "开启发票", Name: "electronic", Value: "1", Why: why}, ui.Button{Label: "开始表决", Why: why}
	if !tablets {
		return []ui.Button{paper}
	}
	if why != "" {
		return []ui.Button{electronic}
	}
	paper.Label, paper.Kind = "用纸质表决票", ui.Plain
	return []ui.Button{electronic, paper}
}
