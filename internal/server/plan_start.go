package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// batchWords tell how far the batch of matters is that an item led to.
func batchWords(x store.PlanItem) string {
	return fmt.Sprintf("%d 件，办结 %d 件", x.Matters, x.Closed)
}

// batchPanel lists the matters that an item of the plan led to, where there may be many; what was chosen by mistake is taken out again.
func (s *Server) batchPanel(ctx context.Context, x store.PlanItem, change bool, t typed) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "这一项的" + x.Kind.Label(), ID: "batch"}}
	all, err := s.db.MattersOfItem(ctx, x.ID)
	if err != nil {
		return p, err
	}
	if x.Kind == supervision.Suggestion {
		suggestions, err := s.db.Suggestions(ctx, store.SuggestionFilter{ItemID: x.ID, Limit: 300})
		if err != nil {
			return p, err
		}
		p.Table = s.suggestionTable(suggestions)
	} else {
		p.Table = ui.Table{Caption: x.Kind.Label(), HideCaption: true, Columns: []ui.Column{{Label: "事项"}, {Label: "单位"}, {Label: "情况", Narrow: true}}}
		for _, m := range all {
			tag := ui.Tag{State: ui.Doing, Label: "在办"}
			if !m.Open() {
				tag = ui.Tag{State: ui.Done, Label: "办结"}
			}
			p.Table.Rows = append(p.Table.Rows, ui.Row{Href: matterPath(m.Kind, m.ID), Cells: []ui.Cell{{Text: m.Title, Note: m.Outcome}, {Text: m.Organs}, {Tag: tag}}})
		}
	}
	if !change {
		return p, nil
	}
	wrong := ui.Checks{Name: "release", Label: "选错的", Hint: "移出以后，事项照常办理，只是不再算作计划的这一项。", Error: t.wrong("release", "release")}
	for _, m := range all {
		wrong.Options = append(wrong.Options, ui.Option{Value: idText(m.ID), Label: m.Title, Chosen: t.chosen("release", "release", idText(m.ID), false)})
	}
	p.Folded = []staff.PanelFold{{Title: "移出选错的", Open: t.act == "release", Forms: []staff.PanelForm{{Form: ui.Form{Action: planItemPath(x) + "/release"},
		Fields: []templ.Component{wrong}, Buttons: []ui.Button{{Label: "移出这一项", Kind: ui.Plain}}}}}}
	return p, nil
}

// startPanel leads from an item to the matter it becomes: a new one, or one that is already there; or several.
func (s *Server) startPanel(ctx context.Context, x store.PlanItem, t typed) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "启动", ID: "start"}}
	many := supervision.Many(x.Kind)
	label := "启动这一项"
	if many {
		label = "登记一件" + x.Kind.Label()
		if x.Matters > 0 {
			p.Card.Title = "增加"
		}
		p.Text = []string{"这一项可以包括一批" + x.Kind.Label() + "：逐件登记，或者从已有的中选入。"}
	}
	if form := matterForms[x.Kind]; form != "" {
		p.Buttons = []ui.Button{{Label: label, Href: withQuery(form, "kind", string(x.Kind), "item", idText(x.ID))}}
	}
	if x.Kind == supervision.DutyReport {
		p.Text = []string{"主任会议确定口头述职人员时，列入计划的人员自动启动。书面述职报告已在办理的，也可以在这里对应。"}
	}
	options, err := s.itemChoices(ctx, x, t)
	if err != nil {
		return p, err
	}
	switch {
	case len(options) > 0 && many:
		p.Folded = []staff.PanelFold{{
			Title: fmt.Sprintf("选入已有的%s（%d 件）", x.Kind.Label(), len(options)),
			Open:  t.act == "start" || x.Matters == 0,
			Forms: []staff.PanelForm{{Form: ui.Form{Action: planItemPath(x) + "/start"},
				Fields:  []templ.Component{ui.Checks{Name: "matter", Label: "已有的" + x.Kind.Label(), Options: options, Error: t.wrong("start", "matter")}},
				Buttons: []ui.Button{{Label: "选入这一项", Kind: ui.Plain}}}},
		}}
	case len(options) > 0:
		p.Folded = []staff.PanelFold{{Title: "对应到已有的监督事项", Open: t.act == "start", Forms: []staff.PanelForm{{Form: ui.Form{Action: planItemPath(x) + "/start"},
			Fields:  []templ.Component{ui.Select{Name: "matter", Label: "已有的监督事项", Options: options, Error: t.wrong("start", "matter")}},
			Buttons: []ui.Button{{Label: "对应", Kind: ui.Plain}}}}}}
	case len(p.Buttons) == 0 && len(p.Text) == 0:
		p.Text = []string{"这一年还没有同类的监督事项，先在相应栏目建立，再回到这里对应。"}
	}
	return p, nil
}

// itemChoices are the matters of its year that an item may lead to; of suggestions the key ones stand first.
func (s *Server) itemChoices(ctx context.Context, x store.PlanItem, t typed) (key []ui.Option, err error) {
	chosen := func(id int64) bool { return t.chosen("start", "matter", idText(id), false) }
	if x.Kind != supervision.Suggestion {
		all, err := s.db.MattersForItem(ctx, x.Kind, x.Year)
		for _, m := range all {
			key = append(key, ui.Option{Value: idText(m.ID), Label: m.Title, Chosen: chosen(m.ID)})
		}
		return key, err
	}
	all, err := s.db.Suggestions(ctx, store.SuggestionFilter{Free: x.Year, Limit: 300})
	var rest []ui.Option
	for _, m := range all {
		o := ui.Option{Value: idText(m.ID), Label: fmt.Sprintf("第 %d 号　%s", m.Number, m.Title), Hint: joinHint(m.LeadName, m.Session), Chosen: chosen(m.ID)}
		if m.KeyLeader == "" {
			rest = append(rest, o)
			continue
		}
		o.Hint = joinHint("督办件，"+m.KeyLeader+"督办", o.Hint)
		key = append(key, o)
	}
	return append(key, rest...), err
}

// startItem ties the item to its matter, or to several (启动计划事项).
func (s *Server) startItem(w http.ResponseWriter, r *http.Request) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.StartPlanItem(r.Context(), actor(r), p.Year, x.ID, formIDs(r, "matter")...)
	return s.answer(w, r, "start", err, "已启动。", planItemPath(x), s.showPlanItem)
}

// releaseItem takes matters out of the item's batch.
func (s *Server) releaseItem(w http.ResponseWriter, r *http.Request) error {
	p, x, err := s.planItemOf(r)
	if err != nil {
		return err
	}
	err = s.flow.ReleaseFromPlan(r.Context(), actor(r), p.Year, x.ID, formIDs(r, "release"))
	return s.answer(w, r, "release", err, "已移出。", planItemPath(x), s.showPlanItem)
}
