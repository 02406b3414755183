package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

func windowID(n int) string { return fmt.Sprintf("w%d", n) }

// rehearsalLive is what to do next at a rehearsal, as the meeting goes on.
func (s *Server) rehearsalLive(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if len(s.windows) == 0 {
		return s.notFound(w, r)
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("rehearsal:%d", id), Topics: meetingTopics(id),
		Render: func(ctx context.Context) ([]byte, error) {
			g, err := s.guide(r.WithContext(ctx), id)
			if err != nil {
				return nil, err
			}
			return rendered(ctx, chamber.RehearsalNow(g))
		}})
}

// guide says to the one person who holds a rehearsal what is to be done next, and at which window. It knows what
// the room knows: nothing of who has cast.
func (s *Server) guide(r *http.Request, meetingID int64) (g chamber.RehearsalGuide, err error) {
	v, err := s.proceedings(r.Context(), r, meetingID, 0, typed{})
	if err != nil {
		return g, err
	}
	console := s.windowsAt("console")
	switch {
	case v.m.Phase == meeting.Closed:
		return chamber.RehearsalGuide{Text: "会议已经闭会，这次试走到此结束。任命书、宣誓和公布的后续，在“结果办理”里看。"}, nil
	case v.m.Resting():
		g = chamber.RehearsalGuide{Text: "会议休会中。按“宣布复会”，会议接着进行。", Windows: console}
	case v.at.ID == 0:
		g = chamber.RehearsalGuide{Text: "各项议程都有了结果。按“宣布闭会”，试走完毕。", Windows: console}
	case v.at.State == meeting.ItemAnnounced:
		g = s.guideAfter(v)
	default:
		if round, voting := v.data.live(); voting {
			return s.guideVote(r.Context(), v, round)
		}
		g, err = s.guideItem(r, v)
	}
	return g, err
}

// windowsAt are the windows that show a page of the meeting.
func (s *Server) windowsAt(page string) []ui.Link {
	var all []ui.Link
	for n, x := range s.windows {
		if x.Page == page {
			all = append(all, ui.Link{Label: x.Title, Href: "#" + windowID(n)})
		}
	}
	return all
}

// windowsOf are the tablets of some members; the others have none here.
func (s *Server) windowsOf(ctx context.Context, members []int64) (all []ui.Link, names []string, err error) {
	for n, x := range s.windows {
		if x.Page != "/seat" {
			continue
		}
		a, err := s.db.AccountByUsername(ctx, x.As)
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if members == nil || slices.Contains(members, a.MemberID) {
			all, names = append(all, ui.Link{Label: x.Title, Href: "#" + windowID(n)}), append(names, a.Name)
		}
	}
	return all, names, nil
}

// guideItem leads an item to its vote.
func (s *Server) guideItem(r *http.Request, v proceedings) (chamber.RehearsalGuide, error) {
	g := chamber.RehearsalGuide{Windows: s.windowsAt("console")}
	panels, err := s.nowPanel(r, v.data)
	if err != nil {
		return g, err
	}
	step := panels[0].Card.Title
	if step != "交付表决" {
		g.Text = fmt.Sprintf("第 %d 项正在办理“%s”。填好以后按红色按钮，一步一步办到交付表决。", v.at.Position, step)
		return g, nil
	}
	if lost := v.quorum().Lost; lost != "" {
		g.Text = lost + "按控制台上方的“出席情况”，登记到会的人。"
		return g, nil
	}
	_, names, err := s.windowsOf(r.Context(), nil)
	if err != nil {
		return g, err
	}
	if len(names) > 2 {
		names = names[:2]
	}
	g.Text = fmt.Sprintf("第 %d 项可以表决了。监票人选%s（就是席位一、席位二），勾选“已询问”，按“开启发票”。", v.at.Position, strings.Join(names, "、"))
	return g, nil
}

// guideVote leads a vote to the announcement.
func (s *Server) guideVote(ctx context.Context, v proceedings, round store.Round) (g chamber.RehearsalGuide, err error) {
	g.Windows = s.windowsAt("console")
	switch {
	case round.State == store.RoundCounted:
		return chamber.RehearsalGuide{Text: "计票已经确认。在主持人窗口读完主持词，按“宣布结果”，大屏随即显示。", Windows: s.windowsAt("script")}, nil
	case round.Method == store.ShowOfHands:
		g.Text = "本项举手表决。清点以后登记票数。"
		return g, nil
	case round.Method == store.SecretPaper:
		return s.guideCount(ctx, round, "本项用纸质表决票。请两名监票人按上方黑条进入计票，各自录入同样的票数")
	}
	issued, cast, err := s.db.BoxCount(ctx, round.BoxID)
	if err != nil {
		return g, err
	}
	voting := round.Phase == ballot.PhaseIssuing || round.Phase == ballot.PhaseCasting && cast < issued
	if voting && round.OpenedAt.Before(s.voters) {
		g.Windows = append(s.windowsAt("script"), g.Windows...)
		g.Text = fmt.Sprintf("系统在本轮投票中重新启动过，已收回的 %d 票都在票箱里。由程序代投的票只存在程序里，没有投出的已随之丢失，不会再投"+
			"（真实的平板自己存着票，不会丢）。请在主持人窗口按“宣布本轮无效”，重新投票；", cast)
		if round.Phase == ballot.PhaseCasting {
			g.Text += "也可以在控制台按“截止”，没有投出的按未投计。"
		} else {
			g.Text = strings.TrimSuffix(g.Text, "；") + "。"
		}
		return g, nil
	}
	switch round.Phase {
	case ballot.PhaseIssuing:
		g.Text = fmt.Sprintf("平板正在自己领票，已发出 %d / %d，请稍候几秒。", issued, round.Present)
		if issued == round.Present {
			g.Text = fmt.Sprintf("%d 张票都已发出。按“开始投票”。", issued)
		}
	case ballot.PhaseCasting:
		if cast == issued {
			g.Text = fmt.Sprintf("%d 张票都已收回。按“截止”，票箱随即开箱封存。", cast)
			return g, nil
		}
		seats, _, err := s.windowsOf(ctx, nil)
		g = chamber.RehearsalGuide{
			Windows: append(seats, g.Windows...),
			Text:    fmt.Sprintf("请在三个席位逐人选择，核对后提交；其余的人由程序代投。已收回 %d / %d；不再增加的，到控制台按“截止”。", cast, issued),
		}
		return g, err
	case ballot.PhaseClosing:
		g.Text = "正在开箱，请稍候。停住不动的，按“继续开箱”。"
	case ballot.PhaseSealed:
		return s.guideCount(ctx, round, "票箱已经封存，各平板已自动核对自己的票。请监票人按上方黑条“请核对计票”，核对后按“核对无误，确认计票”")
	}
	return g, nil
}

// guideCount leads to the windows of the scrutineers whose word is still to come.
func (s *Server) guideCount(ctx context.Context, round store.Round, text string) (g chamber.RehearsalGuide, err error) {
	if g.Windows, _, err = s.windowsOf(ctx, counting(round)); err != nil {
		return g, err
	}
	g.Text = text + "。"
	switch {
	case len(g.Windows) > 0:
	case round.BoxID != 0:
		g.Text = "票箱已经封存。监票人由程序代为核对、确认，请稍候几秒。"
	default:
		g = chamber.RehearsalGuide{Text: "监票人不在这几个窗口，不能录入计票。请按“宣布本轮无效”，再选席位一、席位二的两位监票。", Windows: s.windowsAt("script")}
	}
	if len(round.Undecided()) > 0 {
		g = chamber.RehearsalGuide{Text: "监票人提出了书面异议，请主持人决定。", Windows: s.windowsAt("script")}
	}
	return g, nil
}

// guideAfter leads from the announcement through certificates and oath to the next item.
func (s *Server) guideAfter(v proceedings) chamber.RehearsalGuide {
	panel, due := v.data.afterPanel()
	console := s.windowsAt("console")
	switch step, waiting := v.data.following(); {
	case !due:
		return chamber.RehearsalGuide{Text: "本项已经办完。按“进入第 " + fmt.Sprint(v.at.Position+1) + " 项”。", Windows: console}
	case step == meeting.StepCertificate && v.data.unprinted(waiting):
		return chamber.RehearsalGuide{Text: "结果已经宣布。在“结果办理”窗口按“制作任命书”，再按“打印任命书”。", Windows: s.windowsAt("outcome")}
	default:
		return chamber.RehearsalGuide{Text: fmt.Sprintf("接着是“%s”。核对后按红色按钮登记，大屏跟着显示。", panel.Card.Title), Windows: console}
	}
}
