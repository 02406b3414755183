package server

import (
	"fmt"
	"net/http"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// proposers says whose offices an organ's account sees: those for which its head is the lawful nominator.
var proposers = map[string]appointment.Nominator{
	"government":    appointment.CountyHead,
	"supervision":   appointment.SupervisionHead,
	"court":         appointment.CourtPresident,
	"procuratorate": appointment.ProcuratorGeneral,
	"congress":      appointment.ChairpersonsMeeting,
}

// vacancies is where new proposals start: offices vacant or held for the time being too long, holders near the
// age limit, and who is to be appointed anew after an election (职务空缺).
func (s *Server) vacancies(w http.ResponseWriter, r *http.Request) error {
	who, ctx, today := actor(r), r.Context(), s.today()
	if err := authz.Check(who, authz.ViewVacancies); err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(ctx, today)
	if err != nil {
		return err
	}
	held, err := s.db.HeldOffices(ctx, today)
	if err != nil {
		return err
	}
	term, err := s.db.CurrentTerm(ctx, today)
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	own := appointment.Nominator("")
	if who.OrganID != 0 && !who.Has(authz.RoleClerk, authz.RoleChair) {
		o, err := s.db.Organ(ctx, who.OrganID)
		if err != nil {
			return err
		}
		if own = proposers[o.Kind]; own == "" {
			own = "none"
		}
	}
	all := appointment.Vacancies(held, rules.Roster, term.Elected(), today)
	page := newVacanciesPage(all, own, today, authz.Can(who, authz.CreateProposal), func(id int64) string { return open(who, officePath(id)) })
	if line := termLine(term, rules.Roster.TermMonths, today); line != "" {
		page.Heading.Lead = line
	}
	if authz.Can(who, authz.DraftRenewals) &&
		slices.ContainsFunc(all, func(v appointment.Vacancy) bool { return v.Need == appointment.NeedRenewed && v.Held.Proposer == own }) {
		page.PostText = "换届待任命的，可以一次起草在同一份提请件里，再导入各人的审批表。"
		page.Post = &ui.Post{Action: "/vacancies/renewals", Label: "起草换届提请件"}
	}
	page.Frame = s.frame(r, "职务空缺")
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// termLine tells of the end of the term when it is near, and of the two months after the beginning of one. V20
func termLine(term store.Term, months int, today calendar.Day) string {
	name := document.County{Term: term.Number}.TermName()
	switch {
	case term.ID == 0:
		return ""
	case today.After(term.EndsOn):
		return fmt.Sprintf("%s任期已于%s届满，登记新一届以前，由本届继续行使职权。新一届政府领导人员选出起两个月内，县长应当提请任命政府组成人员。", name, term.EndsOn)
	case !today.Before(term.EndsOn.AddMonths(-months)):
		return fmt.Sprintf("%s任期于%s届满（%s）。换届后，新一届政府领导人员选出起两个月内，县长应当提请任命政府组成人员。", name, term.EndsOn, remaining(term.EndsOn, today))
	case today.Before(appointment.RenewalDue(term.Elected())):
		due := appointment.RenewalDue(term.Elected())
		return fmt.Sprintf("%s自%s起。政府组成人员应当在%s以前提请任命（%s）。", name, term.StartsOn, due, remaining(due, today))
	}
	return ""
}

func newVacanciesPage(
	all []appointment.Vacancy,
	own appointment.Nominator,
	today calendar.Day,
	propose bool,
	office func(int64) string,
) staff.RegisterListPage {
	page := staff.RegisterListPage{Heading: ui.Heading{Title: "职务空缺", Lead: "空缺、代理过久、临近到龄，换届、改名后须任命和撤销后须免职的职务，新的提请从这里开始。"},
		Help: staff.RegisterHelp{Title: "怎样列出", Lines: []string{"正职和副职没有人担任的，列为空缺；法官、检察官等多人的职务不列。",
			"代理和到龄提前多久提示，换届后哪些机关须重新任命，机关改名、撤销时现任人员怎样处理，由本县任免办法规定。法官、检察官、监察官职务没有变动的，换届后不重新任命。"}}}
	tables := map[appointment.Need]*ui.Table{}
	for _, v := range all {
		if own != "" && v.Held.Proposer != own {
			continue
		}
		t := tables[v.Need]
		if t == nil {
			t = &ui.Table{
				Caption: v.Need.Label(),
				Columns: []ui.Column{{Label: "职务"}, {Label: "现任"}, {Label: "期限", Narrow: true}, {Label: "提名人", Narrow: true}},
			}
			if propose {
				t.Columns = append(t.Columns, ui.Column{Label: "办理", Narrow: true})
			}
			tables[v.Need] = t
		}
		now, due := ui.Cell{Text: "—"}, ui.Cell{Text: "—"}
		switch v.Need {
		case appointment.NeedVacant:
			now.Text = "无人担任"
		case appointment.NeedRenamed:
			now = ui.Cell{Text: v.Holder.Person, Note: v.Held.RenamedOn.String() + "改名"}
		case appointment.NeedRemoval:
			now = ui.Cell{Text: v.Holder.Person, Note: v.Held.EndedOn.String() + "撤销"}
		case appointment.NeedActing:
			now = ui.Cell{Text: v.Holder.Person + "（代理）", Note: v.Holder.Since.String() + "起代理"}
		default:
			now = ui.Cell{Text: v.Holder.Person, Note: v.Holder.Since.String() + "任职"}
			due = ui.Cell{Text: v.Due.Short(), Note: remaining(v.Due, today)}
			if v.Need == appointment.NeedAge {
				due.Note = v.Due.String() + "到龄"
			} else if v.Due.Before(today) {
				due.Tag = ui.Tag{State: ui.Stop, Label: "逾期"}
			}
		}
		row := ui.Row{Cells: []ui.Cell{{Text: v.Held.Office, Href: office(v.Held.OfficeID)}, now, due, {Text: v.Held.Proposer.Label()}}}
		if propose {
			row.Cells = append(row.Cells, ui.Cell{Text: "起草提请件", Href: "/proposals/new?office=" + idText(v.Held.OfficeID)})
		}
		t.Rows = append(t.Rows, row)
	}
	for _, n := range appointment.Needs {
		label := n.Label()
		stat := ui.Stat{Label: label, Value: "0", Unit: "个"}
		if t := tables[n]; t != nil {
			stat.Value = fmt.Sprint(len(t.Rows))
			page.Tables = append(page.Tables, *t)
		}
		page.Stats = append(page.Stats, stat)
	}
	if len(page.Tables) == 0 {
		page.Tables = []ui.Table{{Caption: "职务空缺", HideCaption: true, Columns: []ui.Column{{Label: "职务"}}, Empty: "没有须提请任免的职务。"}}
	}
	return page
}
