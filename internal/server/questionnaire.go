package server

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

func questionnairePath(id int64) string {
	return fmt.Sprintf("%s/questionnaires/%d", supervisionPath, id)
}

var formTags = map[string]ui.Tag{
	store.FormDraft:  {State: ui.Todo, Label: "编制中"},
	store.FormOpen:   {State: ui.Doing, Label: "填答中"},
	store.FormClosed: {State: ui.Done, Label: "已截止"},
}

// questionnairesPanel lists the questionnaires of a matter, as its page shows it.
func questionnairesPanel(who authz.Actor, m store.Matter, all []store.Questionnaire) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "调查问卷", ID: "questionnaires"}, Table: ui.Table{Caption: "调查问卷", HideCaption: true, Empty: "没有调查问卷。",
		Columns: []ui.Column{{Label: "问卷"}, {Label: "填答方式", Narrow: true}, {Label: "截止", Narrow: true}, {Label: "情况", Narrow: true}}}}
	for _, q := range all {
		way, until := "公开链接", ""
		if q.Coded {
			way = "一次性答题码"
		}
		if !q.ClosesOn.IsZero() {
			until = q.ClosesOn.ISO()
		}
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Href: questionnairePath(q.ID), Cells: []ui.Cell{{Text: q.Title}, {Text: way}, {Text: until}, {Tag: formTags[q.State]}}})
	}
	if authz.Can(who, authz.DraftQuestionnaire) && m.Open() {
		p.Buttons = []ui.Button{{Label: "编制问卷", Kind: ui.Plain, Href: matterFilesPath(m.ID) + "/questionnaires/new"}}
	}
	return p
}

func (s *Server) newQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	return s.showNewQuestionnaire(w, r, http.StatusOK, m, typed{})
}

func questionnaireForm(action string, q store.Questionnaire, t typed, button string) staff.PanelForm {
	const act = "draft"
	questions := t.area(act, ui.Area{Name: "questions", Label: "题目", Rows: 8, Hint: "每行一道题。选择题写成“题目：选项、选项”；没有选项的是问答题。"}, supervision.QuestionLines(q.Questions))
	return staff.PanelForm{Form: ui.Form{Action: action, Guard: true, Version: version(q.Version)}, Fields: []templ.Component{
		t.text(act, ui.Text{Name: "title", Label: "问卷名称", Width: ui.Wide}, q.Title),
		t.area(act, ui.Area{Name: "intro", Label: "说明", Optional: true, Rows: 3}, q.Intro), questions,
		ui.Check{Name: "coded", Label: "凭一次性答题码填答", Hint: "每人抽取一个答题码，只能填一次；不选的，凡有链接的人都可以填。", Checked: t.chosen(act, "coded", "1", q.Coded)},
	}, Buttons: []ui.Button{{Label: button}}}
}

func (s *Server) showNewQuestionnaire(w http.ResponseWriter, r *http.Request, status int, m store.Matter, t typed) error {
	if err := authz.Check(actor(r), authz.DraftQuestionnaire); err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "编制问卷", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: m.Title, Title: "编制问卷", Lead: "问卷不记名：不登录，不记录填答人、时间和网络地址；截止前谁也看不到答案，不足五份的不显示。"}}
	page.Frame.Invalid = len(t.problems) > 0
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{questionnaireForm(matterFilesPath(m.ID)+"/questionnaires", store.Questionnaire{}, t, "保存")}}}
	return s.render(w, r, status, staff.Board(page))
}

func typedQuestionnaire(r *http.Request) workflow.QuestionnaireForm {
	f := typedIn(r)
	return workflow.QuestionnaireForm{
		Title:     f.value("title"),
		Intro:     f.value("intro"),
		Questions: f.value("questions"),
		Coded:     f.value("coded") != "",
		Version:   formVersion(r),
	}
}

func (s *Server) draftQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	id, err := s.flow.DraftQuestionnaire(r.Context(), actor(r), m.ID, typedQuestionnaire(r))
	return s.answer(w, r, "draft", err, "问卷已保存，核对后发放。", questionnairePath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showNewQuestionnaire(w, r, status, m, t)
	})
}

// questionnaireOf reads the questionnaire an address names.
func (s *Server) questionnaireOf(r *http.Request) (store.Questionnaire, error) {
	if err := authz.Check(actor(r), authz.ViewRatings); err != nil {
		return store.Questionnaire{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Questionnaire{}, err
	}
	q, err := s.db.Questionnaire(r.Context(), id)
	if err != nil {
		return q, err
	}
	_, err = s.db.MatterFor(r.Context(), actor(r), q.MatterID)
	return q, err
}

func (s *Server) questionnaireDetail(w http.ResponseWriter, r *http.Request) error {
	q, err := s.questionnaireOf(r)
	if err != nil {
		return err
	}
	return s.showQuestionnaire(w, r, http.StatusOK, q, typed{})
}

func (s *Server) askAddress(r *http.Request, q store.Questionnaire) string {
	return s.base(r) + "/ask/" + q.Code
}

// showQuestionnaire shows a questionnaire: as a draft to be changed, while it is answered only how many have, and its
// results once it is closed.
func (s *Server) showQuestionnaire(w http.ResponseWriter, r *http.Request, status int, q store.Questionnaire, t typed) error {
	who, ctx := actor(r), r.Context()
	page := staff.BoardPage{
		Frame:    s.frame(r, q.Title, supervisionCrumb, ui.Link{Label: q.Matter, Href: matterPath(q.Kind, q.MatterID)}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: "调查问卷", Title: q.Title, Tag: formTags[q.State]},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/figures.css")
	page.Frame.Invalid = len(t.problems) > 0
	edit := authz.Can(who, authz.DraftQuestionnaire)
	switch q.State {
	case store.FormDraft:
		if !edit {
			page.Panels = []staff.Panel{{Text: []string{"问卷正在编制。"}}}
			break
		}
		open := staff.PanelForm{Form: ui.Form{Action: questionnairePath(q.ID) + "/open"}, Fields: []templ.Component{
			t.text("open", ui.Text{Name: "closes_on", Label: "截止日期", Type: ui.Date, Width: ui.Medium, Hint: "当天仍可填答，次日自动截止。"},
				s.today().Add(14).ISO())}, Buttons: []ui.Button{{Label: "发放问卷"}}}
		if q.Coded {
			open.Fields = append(open.Fields, t.text("open", ui.Text{Name: "codes", Label: "答题码数目", Type: ui.Number, Unit: "个", Width: ui.Short}, ""))
		}
		page.Panels = []staff.Panel{
			{Card: ui.Card{Title: "问卷内容", ID: "draft"}, Forms: []staff.PanelForm{questionnaireForm(questionnairePath(q.ID), q, t, "保存")}},
			{Card: ui.Card{Title: "发放", ID: "open"}, Text: []string{"发放以后不能再改。"}, Forms: []staff.PanelForm{open}},
		}
	case store.FormOpen:
		n, left, err := s.db.QuestionnaireCount(ctx, q.ID)
		if err != nil {
			return err
		}
		p := staff.Panel{Card: ui.Card{Title: "填答情况", ID: "progress"}, Text: []string{"答卷加密存放，截止以后才能开启；现在只知道收到的份数。"},
			Stats: ui.Stats{
				{Value: strconv.Itoa(n), Label: "已收到（份）"},
			}, Summary: ui.Summary{{Key: "截止", Value: q.ClosesOn.String()}, {Key: "填答地址", Value: s.askAddress(r, q), Href: "/ask/" + q.Code}}}
		if q.Coded {
			p.Stats = append(p.Stats, ui.Stat{Value: strconv.Itoa(left), Label: "没有用过的答题码（个）"})
		} else {
			p.Buttons = []ui.Button{{Label: "打印二维码", Kind: ui.Plain, Href: questionnairePath(q.ID) + "/poster"}}
		}
		page.Panels = []staff.Panel{p, formQuestionsPanel(q)}
		if authz.Can(who, authz.CloseQuestionnaire) {
			page.Panels = append(
				page.Panels,
				staff.Panel{Card: ui.Card{Title: "提前截止", ID: "close"}, Folded: []staff.PanelFold{{Title: "现在截止", Text: "截止后不再接收答卷，答案按题汇总；不足五份的全部销毁，不作汇总。",
					Forms: []staff.PanelForm{
						{Form: ui.Form{Action: questionnairePath(q.ID) + "/close"}, Buttons: []ui.Button{{Label: "截止问卷", Kind: ui.Danger}}},
					}}}},
			)
		}
	case store.FormClosed:
		panels, err := s.answersPanels(r, q)
		if err != nil {
			return err
		}
		page.Panels = panels
	}
	return s.render(w, r, status, staff.Board(page))
}

func formQuestionsPanel(q store.Questionnaire) staff.Panel {
	p := staff.Panel{
		Card:  ui.Card{Title: "题目"},
		Table: ui.Table{Caption: "题目", HideCaption: true, Columns: []ui.Column{{Label: "序号", Numeric: true, Narrow: true}, {Label: "题目"}, {Label: "选项"}}},
	}
	for i, x := range q.Questions {
		options := "问答"
		if len(x.Options) > 0 {
			options = supervision.QuestionLines([]supervision.Question{{Options: x.Options}})[len("："):]
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(i + 1)}, {Text: x.Text}, {Text: options}}})
	}
	return p
}

// answersPanels show the results, each question by itself; of fewer than five sheets there are none.
func (s *Server) answersPanels(r *http.Request, q store.Questionnaire) ([]staff.Panel, error) {
	head := staff.Panel{
		Card:  ui.Card{Title: "结果", ID: "result"},
		Stats: ui.Stats{{Value: strconv.Itoa(q.Returned), Label: "收到（份）"}},
		Text:  []string{"各题分别汇总，不同题目的答案之间没有联系；答卷和密钥已经销毁。"},
	}
	if q.Returned < supervision.HiddenBelow {
		head.Text = []string{"收到的答卷不足五份，已全部销毁，不作汇总。"}
		return []staff.Panel{head, formQuestionsPanel(q)}, nil
	}
	all, err := s.db.QuestionnaireAnswers(r.Context(), q)
	if err != nil {
		return nil, err
	}
	panels := []staff.Panel{head}
	for i, x := range all {
		p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("%d. %s", i+1, q.Questions[i].Text)}}
		if len(x.Counts) > 0 {
			bars := ui.Bars{Caption: q.Questions[i].Text, Names: "选项", Figures: "份数"}
			for n, c := range x.Counts {
				bars.Bars = append(bars.Bars, ui.Bar{Label: q.Questions[i].Options[n], Text: fmt.Sprintf("%d 份", c), Share: float64(c) / float64(q.Returned)})
			}
			bars.Bars = append(bars.Bars, ui.Bar{Label: "没有回答", Text: fmt.Sprintf("%d 份", x.Blank), Share: float64(x.Blank) / float64(q.Returned)})
			p.Charts = []ui.Bars{bars}
		} else {
			p.Prose = x.Texts
			if len(x.Texts) == 0 {
				p.Text = []string{"没有人回答。"}
			}
		}
		panels = append(panels, p)
	}
	return panels, nil
}

func (s *Server) changeQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	q, err := s.questionnaireOf(r)
	if err != nil {
		return err
	}
	err = s.flow.ChangeQuestionnaire(r.Context(), actor(r), q.ID, typedQuestionnaire(r))
	return s.answer(w, r, "draft", err, "已保存。", questionnairePath(q.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showQuestionnaire(w, r, status, q, t)
	})
}

// openQuestionnaire lets people answer (发放调查问卷); with codes it shows their slips, once.
func (s *Server) openQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	q, err := s.questionnaireOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	closes := f.day("closes_on")
	var codes []string
	err = f.err(func() error {
		codes, err = s.flow.OpenQuestionnaire(r.Context(), actor(r), q.ID, closes, number(f.value("codes")))
		return err
	})
	if err == nil && len(codes) > 0 {
		page := chamber.RateSlipsPage{
			Frame: s.frame(r, "答题码条", supervisionCrumb, ui.Link{Label: q.Title, Href: questionnairePath(q.ID)}),
			Title: q.Title,
			Hint:  "扫码填答，不记名；本码只能用一次",
			Code:  "答题码",
			Once:  "请现在打印，沿线裁开，混合后由填答的人各自随意抽取一张。关闭本页后不能再看，只能截止后另编问卷。",
			Back:  ui.Button{Label: "打印好了，返回问卷", Href: questionnairePath(q.ID)},
		}
		page.Frame.Sheets = append(page.Frame.Sheets, "css/seat.css")
		drawn, err := qrOf(s.askAddress(r, q))
		if err != nil {
			return err
		}
		g := chamber.RateSlips{Group: "调查问卷"}
		for _, code := range codes {
			g.Slips = append(g.Slips, chamber.RateSlip{Code: code, QR: drawn})
		}
		page.Groups = []chamber.RateSlips{g}
		return s.render(w, r, http.StatusOK, chamber.RateSlipsSheet(page))
	}
	return s.answer(w, r, "open", err, "问卷已发放。", questionnairePath(q.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showQuestionnaire(w, r, status, q, t)
	})
}

func (s *Server) closeQuestionnaire(w http.ResponseWriter, r *http.Request) error {
	q, err := s.questionnaireOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.CloseQuestionnaire(r.Context(), actor(r), q.ID); err != nil {
		return err
	}
	s.flash(r, "问卷已截止。")
	return seeOther(w, r, questionnairePath(q.ID))
}

// questionnairePoster is the code to be hung up where people are asked.
func (s *Server) questionnairePoster(w http.ResponseWriter, r *http.Request) error {
	q, err := s.questionnaireOf(r)
	if err != nil {
		return err
	}
	if q.State != store.FormOpen || q.Coded {
		return notYet
	}
	page := chamber.SeatCardsPage{
		Frame:   s.frame(r, "问卷二维码", supervisionCrumb, ui.Link{Label: q.Title, Href: questionnairePath(q.ID)}),
		Meeting: "截止" + q.ClosesOn.String(),
		Hint:    "手机扫码填答，不记名",
	}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/seat.css")
	card := chamber.SeatCard{Name: q.Title, Duty: "调查问卷", Place: q.Matter}
	if card.QR, err = qrOf(s.askAddress(r, q)); err != nil {
		return err
	}
	page.Cards = []chamber.SeatCard{card}
	return s.render(w, r, http.StatusOK, chamber.SeatCards(page))
}
