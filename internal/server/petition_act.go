package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (s *Server) transferPanel(who authz.Actor, m store.Matter, transfers []store.PetitionTransfer) staff.Panel {
	p := staff.Panel{
		Card: ui.Card{Title: "转办", ID: "transfers"},
		Table: ui.Table{
			Caption:     "转办",
			HideCaption: true,
			Columns:     []ui.Column{{Label: "单位"}, {Label: "转办", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "办理结果"}, {Label: "情况", Narrow: true}},
		},
	}
	for _, x := range transfers {
		urged := ""
		if x.Urged > 0 {
			urged = fmt.Sprintf("催办 %d 次，最近 %s", x.Urged, x.UrgedOn)
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: x.Organ, Note: urged},
				{Text: x.SentOn.ISO()},
				{Text: x.Due.ISO()},
				{Text: x.Result, Note: x.ResultOn.String()},
				{Tag: s.transferTag(x)},
			},
		})
		if who.Has(authz.RoleClerk) && m.Open() && x.ResultOn.IsZero() {
			p.Forms = append(p.Forms, staff.PanelForm{
				Form:    ui.Form{Action: fmt.Sprintf("%s/transfers/%d/urge", petitionPath(m.ID), x.ID)},
				Buttons: []ui.Button{{Label: "催办" + x.Organ, Kind: ui.Plain}},
			})
		}
	}
	return p
}

func (s *Server) petitionActs(
	r *http.Request,
	x store.Petition,
	people []store.MatterPerson,
	transfers []store.PetitionTransfer,
	t typed,
) ([]staff.Panel, error) {
	if !actor(r).Has(authz.RoleClerk) {
		return nil, nil
	}
	path := petitionPath(x.ID)
	opening := actPanel("打开反映人和原文", path+"/source", []string{"每次打开都连同理由记入审计日志。"}, ui.Button{Label: "打开", Kind: ui.Plain},
		t.text("source", ui.Text{Name: "why", Label: "为什么打开", Hint: "如“形成摘要”“与反映人核实”。", Width: ui.Wide}, ""))
	if x.Summary != "" {
		opening = folded(opening, t.act == "source")
	}
	if !x.Open() {
		return []staff.Panel{opening}, nil
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return nil, err
	}
	who := ""
	if len(people) > 0 {
		who = people[0].Name
	}
	summary := actPanel(yesNo(x.Summary == "", "形成摘要", "修改摘要"), path+"/summary", []string{"可以转出的线索：写明人、事、时间、地点，不写反映人的任何情况。"}, ui.Button{Label: "保存摘要"},
		t.text("summary", ui.Text{Name: "person", Label: "涉及的任命人员", Optional: true, Width: ui.Wide, Suggest: names}, who),
		t.area("summary", ui.Area{Name: "summary", Label: "摘要", Rows: 4}, x.Summary))
	if x.Summary == "" {
		return []staff.Panel{opening, summary}, nil
	}
	summary.Forms[0].Buttons[0].Kind = ui.Plain
	organs, err := s.organOptions(r.Context(), is(t.value("transfer", "organ", "")))
	if err != nil {
		return nil, err
	}
	transfer := actPanel("转办", path+"/transfer", []string{"只转摘要。"}, ui.Button{Label: "转办"},
		ui.Select{Name: "organ", Label: "转给", Options: organs, Width: ui.Wide, Error: t.wrong("transfer", "organ")})
	if len(transfers) > 0 {
		transfer.Card.Title, transfer.Forms[0].Buttons[0].Kind = "转办其他单位", ui.Plain
		transfer = folded(transfer, t.act == "transfer")
	}
	panels := []staff.Panel{transfer}
	if !slices.ContainsFunc(transfers, func(y store.PetitionTransfer) bool { return y.ResultOn.IsZero() }) {
		end := ui.Select{Name: "conclusion", Label: "结论", Error: t.wrong("conclude", "conclusion")}
		for _, c := range supervision.Conclusions {
			end.Options = append(end.Options, ui.Option{Value: string(c), Label: c.Label(), Chosen: t.value("conclude", "conclusion", "") == string(c)})
		}
		panels = append(panels, actPanel(
			"形成结论",
			path+"/conclude",
			nil,
			ui.Button{Label: "形成结论，办结"},
			end,
			t.area("conclude", ui.Area{Name: "finding", Label: "核实情况和处理意见", Rows: 4}, ""),
			t.text("conclude", ui.Text{Name: "told_on", Label: "答复反映人", Hint: "署名反映的填写。", Type: ui.Date, Optional: x.Anonymous, Width: ui.Medium}, ""),
			ui.Check{
				Name:    "in_dossier",
				Label:   "记入任职档案",
				Hint:    "只有查实的可以记入。",
				Checked: t.chosen("conclude", "in_dossier", "1", false),
				Error:   t.wrong("conclude", "in_dossier"),
			},
		))
	}
	return append(panels, folded(summary, t.act == "summary"), opening), nil
}

// folded puts the form of a panel behind its title, which is what is done now and then.
func folded(p staff.Panel, open bool) staff.Panel {
	fold := staff.PanelFold{Title: p.Card.Title, Open: open, Text: strings.Join(p.Text, ""), Forms: p.Forms}
	return staff.Panel{Card: ui.Card{ID: p.Card.ID}, Folded: []staff.PanelFold{fold}}
}

// petitionDeeds are the acts on one petition, by the last part of the address.
func (s *Server) petitionDeeds() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"summary": s.acted("summary", "摘要已保存，可以转办。", s.showPetition, func(r *http.Request, f *fields, id int64) func() error {
			person := s.person(r.Context(), f, "person")
			return func() error { return s.flow.SummarisePetition(r.Context(), actor(r), id, f.value("summary"), person) }
		}),
		"transfer": s.acted("transfer", "已转办。", s.showPetition, func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.TransferPetition(r.Context(), actor(r), id, f.id("organ")) }
		}),
		"conclude": s.acted("conclude", "已办结。", s.showPetition, func(r *http.Request, f *fields, id int64) func() error {
			x := workflow.PetitionEnd{
				Conclusion: supervision.Conclusion(f.value("conclusion")),
				Finding:    f.value("finding"),
				ToldOn:     f.day("told_on"),
				InDossier:  f.yes("in_dossier"),
			}
			return func() error { return s.flow.ConcludePetition(r.Context(), actor(r), id, x) }
		}),
	}
}

// onTransfer makes a handler of one act on one transfer of a petition.
func (s *Server) onTransfer(act, done string, do func(r *http.Request, id, transfer int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		transfer, err := pathID(r, "transfer")
		if err != nil {
			return err
		}
		return s.answer(w, r, act, do(r, id, transfer), done, petitionPath(id), s.showPetition)
	})
}
