package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// suggestionDetail shows one suggestion with what may be done now.
func (s *Server) suggestionDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showSuggestion(w, r, http.StatusOK, typed{})
}

// suggestionData is a suggestion with everything its page tells.
type suggestionData struct {
	x        store.Suggestion
	handlers []store.Handler
	replies  []store.Reply
	refused  *store.Handler // what waits for a ruling
	mine     bool           // the leading unit is the reader's
}

func (s *Server) suggestionData(r *http.Request) (d suggestionData, err error) {
	m, err := s.supervised(r, supervision.Suggestion)
	if err != nil {
		return d, err
	}
	if d.x, err = s.db.Suggestion(r.Context(), m.ID); err != nil {
		return d, err
	}
	if d.handlers, err = s.db.Handlers(r.Context(), m.ID); err != nil {
		return d, err
	}
	if d.replies, err = s.db.Replies(r.Context(), m.ID); err != nil {
		return d, err
	}
	for i, h := range d.handlers {
		if h.Lead && !h.RefusedOn.IsZero() && h.Ruling == "" {
			d.refused = &d.handlers[i]
		}
	}
	d.mine, err = s.actsFor(r, d.x.LeadID)
	return d, err
}

// actsFor reports whether the reader's account acts for a unit.
func (s *Server) actsFor(r *http.Request, organID int64) (bool, error) {
	who := actor(r)
	if organID == 0 || who.OrganID == 0 || !who.Has(authz.RoleOrgan) {
		return false, nil
	}
	o, err := s.db.Organ(r.Context(), organID)
	return err == nil && (o.ID == who.OrganID || o.ProposerID == who.OrganID), err
}

func (s *Server) showSuggestion(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.suggestionData(r)
	if err != nil {
		return err
	}
	x := d.x
	stages := slices.Clone(suggestionStages)
	if x.Stage != supervision.SuggestionAgain && len(d.replies) < 2 {
		stages = slices.Delete(stages, 3, 4)
	} else { // 重新办理 comes after the first judgement, and is judged again
		stages = [][2]string{stages[0], stages[1], stages[3], stages[2], stages[4]}
	}
	page, err := s.matterBoard(r, x.Matter, suggestionsCrumb, stageLine(x.Stage, !x.Open(), stages...), t)
	if err != nil {
		return err
	}
	page.Heading.Over, page.Heading.Tag = fmt.Sprintf("%s 第 %d 号", x.Session, x.Number), suggestionTag(x, s.today())
	sum := ui.Summary{{Key: "代表", Value: x.Deputies, Note: x.Delegation}, {Key: "类别", Value: x.Category}, {Key: "收到", Value: x.ReceivedOn.String()}}
	for _, h := range d.handlers {
		note := ""
		switch h.Ruling {
		case "accepted":
			note = "已改办：" + h.Refusal
		case "overruled":
			note = "说明不属职责，经研究继续办理"
		}
		sum = append(sum, ui.Item{Key: yesNo(h.Lead, "主办", "协办"), Value: h.Name, Note: note})
	}
	if x.HandedOn.IsZero() {
		sum = append(sum, ui.Item{Key: "交办期限", Value: x.HandBy.String(), Note: dueWords(x.HandBy, s.today())})
	} else {
		sum = append(sum, ui.Item{Key: "交办", Value: x.HandedOn.String(), Note: x.HandedAt}, ui.Item{Key: "答复期限", Value: x.DueOn.String(), Note: x.Extended})
	}
	sum = item(sum, "督办件", x.KeyLeader)
	if !x.ContactedOn.IsZero() {
		sum = append(sum, ui.Item{Key: "联系代表", Value: x.ContactedOn.String(), Note: x.Contact})
	}
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "建议"}, Summary: sum, Prose: strings.Split(x.Text, "\n")})
	for _, y := range d.replies {
		page.Panels = append(page.Panels, suggestionReplyPanel(y))
	}
	files, err := s.db.MatterFiles(r.Context(), x.ID)
	if err != nil {
		return err
	}
	if p := filePanel(x.Matter, files); len(p.Table.Rows) > 0 {
		page.Panels = append(page.Panels, p)
	}
	acts, err := s.suggestionActs(r, d, t)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, acts...)
	if err := s.followingPanels(r, x.Matter, &page); err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

func suggestionReplyPanel(y store.Reply) staff.Panel {
	title := "答复"
	if y.Round > 1 {
		title = "重新办理后的答复"
	}
	p := staff.Panel{Card: ui.Card{Title: title}, Prose: strings.Split(y.Text, "\n"), Summary: ui.Summary{{Key: "答复单位", Value: y.Organ, Note: y.DocumentNo},
		{Key: "日期", Value: y.RepliedOn.String()}, {Key: "结果", Value: y.Outcome.Label()}}}
	if y.Judgement == "" {
		p.Summary = append(p.Summary, ui.Item{Key: "代表评价", Value: "待评价", Note: "期限 " + y.JudgeBy.String()})
	} else {
		state := ui.Done
		if y.Judgement == supervision.Dissatisfied {
			state = ui.Stop
		}
		p.Summary = append(p.Summary, ui.Item{Key: "代表评价", Tag: ui.Tag{State: state, Label: y.Judgement.Label()}, Note: joinHint(y.JudgedOn.String(), y.Comment)})
	}
	return p
}

// suggestionActs are the forms that the reader may use now.
func (s *Server) suggestionActs(r *http.Request, d suggestionData, t typed) (panels []staff.Panel, err error) {
	who, x, path := actor(r), d.x, suggestionPath(d.x.ID)
	working := x.Stage == supervision.SuggestionHandling || x.Stage == supervision.SuggestionAgain
	clerk := who.Has(authz.RoleClerk)
	if clerk && x.Stage == supervision.SuggestionReceived {
		lead, joint, err := s.handlerFields(r.Context(), "hand", t, x.LeadID)
		if err != nil {
			return nil, err
		}
		for i, o := range joint.Options {
			joint.Options[i].Chosen = o.Chosen ||
				t.act == "" && slices.ContainsFunc(d.handlers, func(h store.Handler) bool { return !h.Lead && idText(h.OrganID) == o.Value })
		}
		panels = append(panels, actPanel("交办", path+"/hand", nil, ui.Button{Label: "交办"}, lead, joint,
			t.text("hand", ui.Text{Name: "handed_on", Label: "交办日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			t.text("hand", ui.Text{Name: "handed_at", Label: "交办会", Hint: "召开交办会的，写明时间、地点。", Optional: true, Width: ui.Wide}, "")))
	}
	if d.refused != nil {
		p := staff.Panel{
			Card:    ui.Card{Title: "说明不属职责", ID: "rule"},
			Summary: ui.Summary{{Key: d.refused.Name, Value: d.refused.RefusedOn.String()}},
			Prose:   strings.Split(d.refused.Refusal, "\n"),
		}
		if clerk {
			lead, _, err := s.handlerFields(r.Context(), "rule", t, 0)
			if err != nil {
				return nil, err
			}
			lead.Label, lead.Optional = "改由哪个单位主办", true
			p.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/rule"}, Fields: []templ.Component{lead},
				Buttons: []ui.Button{{Label: "同意改办", Name: "ruling", Value: "accept"}, {Label: "由原单位继续办理", Kind: ui.Plain, Name: "ruling", Value: "overrule"}}}}
		}
		panels = append(panels, p)
	}
	if d.mine && working && d.refused == nil {
		panels = append(panels, s.handlerPanels(d, t)...)
	}
	if clerk && x.Stage == supervision.SuggestionReplied {
		options := []ui.Option{}
		last := d.replies[len(d.replies)-1]
		for _, j := range append(slices.Clone(supervision.Judgements), supervision.Unanswered) {
			o := ui.Option{Value: string(j), Label: j.Label(), Chosen: t.chosen("judge", "judgement", string(j), false)}
			if j == supervision.Unanswered {
				o.Hint, o.Disabled = last.JudgeBy.String()+"期满后才能选；不计入满意率", !s.today().After(last.JudgeBy)
			}
			options = append(options, o)
		}
		panels = append(panels, actPanel("登记代表的评价", path+"/judge", []string{"按代表填写的征询意见表登记。不满意的，交承办单位重新办理一次。"}, ui.Button{Label: "登记评价"},
			ui.Radios{Name: "judgement", Label: "评价", Options: options, Error: t.wrong("judge", "judgement")},
			t.area("judge", ui.Area{Name: "comment", Label: "代表的意见", Optional: true, Rows: 3}, "")))
	}
	if who.Has(authz.RoleChair) && x.Open() && x.KeyLeader == "" {
		panels = append(panels, actPanel("确定为主任会议督办件", path+"/key", nil, ui.Button{Label: "确定", Kind: ui.Plain},
			t.text("key", ui.Text{Name: "leader", Label: "领办人", Hint: "由哪位主任、副主任领办。", Width: ui.Medium}, "")))
	}
	if clerk && x.Stage == supervision.SuggestionHandling && x.Extended == "" {
		panels = append(
			panels,
			actPanel(
				"延长办理期限",
				path+"/extend",
				[]string{"办理难度大的，自交办起六个月内答复，即" + supervision.Extended(x.HandedOn).String() + "以前〔代表法 第五十一条〕。"},
				ui.Button{
					Label: "延长",
					Kind:  ui.Plain,
				},
				t.area("extend", ui.Area{Name: "why", Label: "理由", Rows: 2}, ""),
			),
		)
	}
	return panels, nil
}

// handlerPanels are what the leading unit does: speak with the deputies, answer, or say that it is not competent.
func (s *Server) handlerPanels(d suggestionData, t typed) []staff.Panel {
	x, path := d.x, suggestionPath(d.x.ID)
	var panels []staff.Panel
	if x.ContactedOn.IsZero() {
		panels = append(panels, actPanel("联系代表", path+"/contact", []string{"答复以前与代表联系沟通，" + dueWords(x.ContactBy, s.today()) + "。"}, ui.Button{Label: "登记联系情况"},
			t.text("contact", ui.Text{Name: "contacted_on", Label: "联系日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			t.area("contact", ui.Area{Name: "contact", Label: "联系情况", Hint: "走访、座谈还是电话，代表有什么意见。", Rows: 3}, "")))
	} else {
		var options []ui.Option
		for _, o := range supervision.ReplyOutcomes {
			options = append(options, ui.Option{Value: string(o), Label: o.Label(), Chosen: t.chosen("reply", "outcome", string(o), false)})
		}
		panels = append(panels, actPanel("答复", path+"/reply", []string{"答复期限" + x.DueOn.String() + "，" + dueWords(x.DueOn, s.today()) + "。"}, ui.Button{Label: "答复代表"},
			ui.Radios{Name: "outcome", Label: "办理结果", Options: options, Error: t.wrong("reply", "outcome")},
			t.text("reply", ui.Text{Name: "document_no", Label: "文号", Width: ui.Medium}, ""),
			t.area("reply", ui.Area{Name: "text", Label: "答复内容", Rows: 8}, ""),
			ui.Files{Name: "files", Label: "答复件", Optional: true, Multiple: true, Error: t.wrong("reply", "files")}))
	}
	if x.Stage == supervision.SuggestionHandling && !s.today().After(x.RefuseBy) &&
		!slices.ContainsFunc(d.handlers, func(h store.Handler) bool { return h.OrganID == x.LeadID && !h.RefusedOn.IsZero() }) {
		panels = append(panels, actPanel("不属本单位职责", path+"/refuse", []string{"应在" + x.RefuseBy.String() + "以前说明。"}, ui.Button{Label: "说明不属职责", Kind: ui.Plain},
			t.area("refuse", ui.Area{Name: "refusal", Label: "理由", Hint: "为什么不属本单位职责，建议由哪个单位办理。", Rows: 3}, "")))
	}
	return panels
}

// The acts on one suggestion, by the last part of the address.
func (s *Server) suggestionDeeds() map[string]http.HandlerFunc {
	act := func(name, done string, read func(r *http.Request, f *fields, id int64) func() error) http.HandlerFunc {
		return s.acted(name, done, s.showSuggestion, read)
	}
	return map[string]http.HandlerFunc{
		"hand": act("hand", "已交办。", func(r *http.Request, f *fields, id int64) func() error {
			x := workflow.HandForm{HandedOn: f.day("handed_on"), HandedAt: f.value("handed_at"), LeadID: f.id("lead"), Joint: formIDs(r, "joint")}
			return func() error { return s.flow.HandSuggestion(r.Context(), actor(r), id, x) }
		}),
		"refuse": act("refuse", "已说明，请等候研究。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.RefuseSuggestion(r.Context(), actor(r), id, f.value("refusal")) }
		}),
		"rule": act("rule", "已研究决定。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				return s.flow.RuleOnRefusal(r.Context(), actor(r), id, f.value("ruling") == "accept", f.id("lead"))
			}
		}),
		"key": act("key", "已确定为督办件。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.MarkKeySuggestion(r.Context(), actor(r), id, f.value("leader")) }
		}),
		"extend": act("extend", "已延长。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.ExtendSuggestion(r.Context(), actor(r), id, f.value("why")) }
		}),
		"contact": act("contact", "已登记，现在可以答复。", func(r *http.Request, f *fields, id int64) func() error {
			day := f.day("contacted_on")
			return func() error { return s.flow.ContactDeputy(r.Context(), actor(r), id, day, f.value("contact")) }
		}),
		"reply": act("reply", "已答复，请等候代表评价。", func(r *http.Request, f *fields, id int64) func() error {
			files, err := uploads(r, "files")
			return func() error {
				if err != nil {
					return err
				}
				return s.flow.ReplySuggestion(
					r.Context(),
					actor(r),
					id,
					workflow.ReplyForm{Outcome: supervision.ReplyOutcome(f.value("outcome")), DocumentNo: f.value("document_no"),
						Text: f.value("text"), Files: files},
				)
			}
		}),
		"judge": act("judge", "评价已登记。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				return s.flow.JudgeSuggestion(r.Context(), actor(r), id, supervision.Judgement(f.value("judgement")), f.value("comment"))
			}
		}),
	}
}
