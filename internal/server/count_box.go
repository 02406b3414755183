package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"renmian/internal/ballot"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// confirmPanels is what a scrutineer checks of an electronic vote: that the numbers add up, and that the
// hash is the one on the screen in the hall.
func (s *Server) confirmPanels(r *http.Request, m store.Meeting, i store.Item, v store.Round, t typed) ([]staff.Panel, error) {
	ctx := r.Context()
	issued, cast, err := s.db.BoxCount(ctx, v.BoxID)
	if err != nil {
		return nil, err
	}
	if v.Phase != ballot.PhaseSealed {
		return []staff.Panel{{Card: ui.Card{Title: "正在开箱", Tag: ui.Tag{State: ui.Doing, Label: v.Phase.Label()}},
			Text:  []string{"投票已经截止，票箱封存以后，请在这里核对计票。本页自动更新。"},
			Stats: ui.Stats{{Label: "发出", Value: fmt.Sprint(issued), Unit: "票"}, {Label: "收回", Value: fmt.Sprint(cast), Unit: "票"}}}}, nil
	}
	counts, err := s.db.Counts(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	check := staff.Panel{Card: ui.Card{Title: "核对计票", Tag: ui.Tag{State: ui.Todo, Label: "待确认"}}}
	if len(counts) == 1 || i.EnBloc { // of several the sums below say it all, on one screen
		check.Result = resultBars(itemData{i: i, counts: counts}, v)
	}
	if check.Summary, err = s.confirmations(ctx, v); err != nil {
		return nil, err
	}
	sums := workflow.BoxSums(i, v.Present, issued, cast, counts)
	right := meeting.CheckSums(sums) == nil
	check.Sums = sumLines(sums)
	file := ui.Button{Label: "下载票箱文件", Kind: ui.Plain, Href: roundPath(i, v) + "/box"}
	report := ui.Button{Label: "打印计票报告单", Kind: ui.Plain, Href: fmt.Sprintf("%s/count/%d", meetingPath(m.ID), v.ID)}
	check.Buttons = []ui.Button{report, file}
	s.confirmForms(r, m, v, &check, right, t)
	return []staff.Panel{check}, nil
}

// confirmForms is what a scrutineer may answer: that the count is right, or in writing what is not.
func (s *Server) confirmForms(r *http.Request, m store.Meeting, v store.Round, p *staff.Panel, right bool, t typed) {
	me, path := actor(r).MemberID, fmt.Sprintf("%s/count/%d", meetingPath(m.ID), v.ID)
	confirm := func(label string, kind ui.Kind) staff.PanelForm {
		return staff.PanelForm{
			Form:    ui.Form{Action: path + "/confirm", Key: fmt.Sprintf("confirm-%d-of-member-%d", v.ID, me)},
			Buttons: []ui.Button{{Label: label, Kind: kind}},
		}
	}
	mine, objected := v.Objected(me)
	switch {
	case slices.Contains(v.Confirmed, me):
		p.Card.Tag = ui.Tag{State: ui.Done, Label: "您已确认"}
		p.Text = append(p.Text, "等候另一名监票人确认。")
		p.Buttons = append([]ui.Button{toSeat(ui.Plain)}, p.Buttons...)
	case objected && mine.Decision == store.Undecided:
		p.Card.Tag = ui.Tag{State: ui.Stop, Label: "您已提出异议"}
		p.Text = append(p.Text, "您的书面异议已经送到主持人，决定以前不宣布结果。")
		if right {
			p.Forms = []staff.PanelForm{confirm("已经查清，撤回异议并确认", ui.Plain)}
		}
	case !right:
		p.Card.Tag = ui.Tag{State: ui.Stop, Label: "不符"}
		p.Text = append(p.Text, "数字不符，不能确认，结果不得公布。请提出书面异议，由主持人宣布本轮无效，重新投票。")
		fold := objectionFold(path, t)
		fold.Open = true
		p.Folded = []staff.PanelFold{fold}
	case objected && mine.Decision == store.Dismissed:
		p.Text = append(p.Text, "主持人已经决定您的异议不成立。同意的，请确认；仍有不同意见的，可以保留，写入计票报告单。")
		p.Forms = []staff.PanelForm{confirm("核对无误，确认计票", ui.Primary)}
		p.Folded = []staff.PanelFold{{Title: "保留意见", Text: "保留意见不影响计票结果，印在计票报告单和纪要上。", Open: t.act == "dissent", Forms: []staff.PanelForm{{
			Form: ui.Form{Action: path + "/dissent"},
			Fields: []templ.Component{
				t.area("dissent", ui.Area{Name: "dissent", Label: "保留的意见", Rows: 3}, ""),
			},
			Buttons: []ui.Button{{Label: "确认计票，保留意见", Kind: ui.Plain}}}}}}
	default:
		p.Text = append(p.Text, "请核对票箱文件的校验值与大屏显示的一致；也可以下载票箱文件，在自己的电脑上用 renmian verify ballots 重新计票。发现不符的，请不要确认，提出书面异议。")
		p.Forms = []staff.PanelForm{confirm("核对无误，确认计票", ui.Primary)}
		p.Folded = []staff.PanelFold{objectionFold(path, t)}
	}
}

// sumLines shows sums as scrutineers check them.
func sumLines(all []meeting.Sum) []staff.Sum {
	var lines []staff.Sum
	for _, x := range all {
		line := staff.Sum{Name: x.Name, Total: x.Total.String(), Right: x.Right()}
		for _, p := range x.Parts {
			line.Parts = append(line.Parts, p.String())
		}
		lines = append(lines, line)
	}
	return lines
}

// countSums writes a count that is done out, of whichever way of voting.
func countSums(i store.Item, v store.Round, counts []store.Count) []meeting.Sum {
	switch v.Method {
	case store.ShowOfHands:
		return nil
	case store.SecretElectronic:
		return workflow.BoxSums(i, v.Present, v.Issued, v.Returned, counts)
	}
	all := meeting.BallotSums(v.Present, v.Issued, v.Returned)
	for n, c := range counts {
		all = append(all, meeting.PersonSum(nameOn(i, n), c.Yes, c.No, c.Abstain, meeting.Part{Label: "无效", Count: c.Invalid}, v.Returned))
		if i.EnBloc {
			break
		}
	}
	return all
}

// nameOn is the person of a line of the ballot paper.
func nameOn(i store.Item, n int) string {
	if live := i.Live(); !i.EnBloc && n < len(live) {
		return live[n].Person
	}
	return "本项"
}

func voidPanels(v store.Round) []staff.Panel {
	return []staff.Panel{{Card: ui.Card{Title: "本轮无效"}, Text: []string{v.VoidReason, "请等候重新投票。"}, Buttons: []ui.Button{toSeat(ui.Primary)}}}
}
