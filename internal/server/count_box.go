package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"renmian/internal/ballot"
	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

// confirmPanels is what a scrutineer checks of an electronic vote: that the numbers add up, and that the
// hash is the one on the screen in the hall.
func (s *Server) confirmPanels(r *http.Request, m store.Meeting, i store.Item, v store.Round) ([]staff.Panel, error) {
	ctx, again := r.Context(), ui.Button{Label: "刷新", Href: meetingPath(m.ID) + "/count"}
	issued, cast, err := s.db.BoxCount(ctx, v.BoxID)
	if err != nil {
		return nil, err
	}
	if v.Phase != ballot.PhaseSealed {
		return []staff.Panel{{Card: ui.Card{Title: "等候截止投票", Tag: ui.Tag{State: ui.Doing, Label: v.Phase.Label()}},
			Text:  []string{"投票截止、票箱封存以后，请在这里核对计票。截止以前谁也看不到结果。"},
			Stats: ui.Stats{{Label: "发出", Value: fmt.Sprint(issued), Unit: "票"}, {Label: "收回", Value: fmt.Sprint(cast), Unit: "票"}}, Buttons: []ui.Button{again}}}, nil
	}
	counts, err := s.db.Counts(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	check := staff.Panel{Card: ui.Card{Title: "核对计票", Tag: ui.Tag{State: ui.Todo, Label: "待确认"}}, Result: resultBars(itemData{i: i, counts: counts}, v)}
	if check.Summary, err = s.confirmations(ctx, v); err != nil {
		return nil, err
	}
	right := cast <= issued && issued <= v.Present
	check.Text = append(check.Text, fmt.Sprintf("收回 %d 票 ≤ 发出 %d 票 ≤ 出席 %d 人%s。", cast, issued, v.Present, agrees(right)))
	for n, c := range counts {
		blank := cast - c.Yes - c.No - c.Abstain
		right = right && blank >= 0
		check.Text = append(check.Text, fmt.Sprintf("%s：赞成 %d + 反对 %d + 弃权 %d + 未按 %d = 收回 %d%s。", nameOn(i, n), c.Yes, c.No, c.Abstain, blank, cast, agrees(blank >= 0)))
		if i.EnBloc {
			break
		}
	}
	file := ui.Button{Label: "下载票箱文件", Kind: ui.Plain, Href: roundPath(i, v) + "/box"}
	report := ui.Button{Label: "打印计票报告单", Kind: ui.Plain, Href: fmt.Sprintf("%s/count/%d", meetingPath(m.ID), v.ID)}
	check.Buttons = []ui.Button{report, file}
	switch {
	case slices.Contains(v.Confirmed, actor(r).MemberID):
		check.Card.Tag = ui.Tag{State: ui.Done, Label: "您已确认"}
		check.Text = append(check.Text, "等候另一名监票人确认。")
	case !right:
		check.Card.Tag = ui.Tag{State: ui.Stop, Label: "不符"}
		check.Text = append(check.Text, "数字不符，不能确认，结果不得公布。请报告主持人，宣布本轮无效，重新投票。")
	default:
		check.Text = append(check.Text, "请核对票箱文件的校验值与大屏显示的一致；也可以下载票箱文件，在自己的电脑上用 renmian verify ballots 重新计票。发现不符的，请不要确认，当场报告主持人。")
		check.Forms = []staff.PanelForm{{Form: ui.Form{Action: fmt.Sprintf("%s/count/%d/confirm", meetingPath(m.ID), v.ID), Key: fmt.Sprintf("confirm-%d-of-member-%d", v.ID, actor(r).MemberID)}, Buttons: []ui.Button{{Label: "核对无误，确认计票"}}}}
	}
	return []staff.Panel{check}, nil
}

func agrees(right bool) string {
	if right {
		return "，相符"
	}
	return "，不符"
}

// nameOn is the person of a line of the ballot paper.
func nameOn(i store.Item, n int) string {
	if live := i.Live(); !i.EnBloc && n < len(live) {
		return live[n].Person
	}
	return "本项"
}

// countLive is the scrutineer's page of an electronic vote as it changes.
func (s *Server) countLive(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	if _, _, err := s.countingOf(r, m); err != nil {
		return err
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("count:%d:%d", m.ID, actor(r).MemberID), Topics: meetingTopics(m.ID),
		Render: func(ctx context.Context) ([]byte, error) {
			r := asRequest(ctx, r)
			v, i, err := s.countingOf(r, m)
			if err != nil {
				return nil, err
			}
			var panels []staff.Panel
			switch {
			case v.State == store.RoundVoid:
				panels = voidPanels(v)
			case v.State != store.RoundOpen:
				panels, err = s.countDone(r, m, i, v)
			case v.Method == store.SecretElectronic:
				panels, err = s.confirmPanels(r, m, i, v)
			default: // the vote went on on paper: another page
				return rendered(ctx, chamber.HallReload())
			}
			if err != nil {
				return nil, err
			}
			return rendered(ctx, staff.Panels(panels))
		}})
}

func voidPanels(v store.Round) []staff.Panel {
	return []staff.Panel{{Card: ui.Card{Title: "本轮无效"}, Text: []string{v.VoidReason, "请等候重新投票。"}}}
}

// confirmCount records that a scrutineer found the opened box right (确认电子计票).
func (s *Server) confirmCount(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	_, i, err := s.countingOf(r, m)
	if err != nil {
		return err
	}
	id, err := pathID(r, "round")
	if err == nil {
		err = s.flow.ConfirmCount(r.Context(), actor(r), i.ID, id)
	}
	return s.answer(w, r, "confirm", err, "您已确认计票。", meetingPath(m.ID)+"/count", again(m, s.showCount))
}
