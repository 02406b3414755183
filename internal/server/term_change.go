package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func changePath(termID int64) string { return termPath(termID) + "/change" }

// termChangeOf reads the work on the term of the address.
func (s *Server) termChangeOf(r *http.Request) (store.TermChange, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.TermChange{}, err
	}
	k, ok, err := s.db.TermChange(r.Context(), id)
	if err == nil && !ok {
		err = errs.New(errs.NotFound, "这一届的换届还没有开始办理，请从该届的页面开始。")
	}
	return k, err
}

// changeFrame is the frame of a step, below the term and the overview of its change.
func (s *Server) changeFrame(r *http.Request, k store.TermChange, title string) ui.Frame {
	crumbs := []ui.Link{crumb("/registers/terms"), {Label: termName(k.Term.Number), Href: termPath(k.Term.ID)}}
	if title != "换届" {
		crumbs = append(crumbs, ui.Link{Label: "换届", Href: changePath(k.Term.ID)})
	}
	return s.frame(r, title, crumbs...)
}

// changeStep is one step of the work on a new term.
type changeStep struct {
	label, note, path, todo, button string
	done                            bool
}

// changeSteps are the steps in their order, each with where it is done.
func changeSteps(k store.TermChange, lines []appointment.RenewalLine, today calendar.Day) []changeStep {
	path := changePath(k.Term.ID)
	count := renewalCounts(lines, k.Term.Elected(), today)
	open := len(lines) - count[appointment.RenewalDone] - count[appointment.RenewalNothing]
	left := ""
	if len(lines) > 0 {
		left = fmt.Sprintf("余 %d 项", open)
	}
	return []changeStep{
		{label: "新一届", note: k.Term.StartsOn.Short(), path: termPath(k.Term.ID) + "/edit", done: true},
		{label: "组成人员", path: path + "/members", done: !k.MembersAt.IsZero(), button: "登记组成人员",
			todo: "登记新一届常务委员会组成人员：上一届连任的和新当选的，一次登记。"},
		{label: "选举的职务", path: path + "/elected", done: !k.ElectedAt.IsZero(), button: "登记选举产生的职务",
			todo: "登记人民代表大会选举的职务：没有连任的届满离任，新当选的导入名册。"},
		{label: "换届清单", path: path + "/list", done: len(lines) > 0, button: "生成换届清单",
			todo: "按法律和本县任免办法，列出要重新任命的和继续任职的。"},
		{label: "提请任命", note: left, path: path + "/list", done: len(lines) > 0 && open == 0, button: "查看清单",
			todo: "催办提请机关；提请、审议、表决按任免案办理，清单随之更新。"},
		{label: "办结", path: path, done: !k.ClosedAt.IsZero(), todo: "清单办完，可以办结。"},
	}
}

func renewalCounts(lines []appointment.RenewalLine, elected, today calendar.Day) map[appointment.RenewalState]int {
	count := map[appointment.RenewalState]int{}
	for _, l := range lines {
		count[l.State(elected, today)]++
	}
	return count
}

// termChange is the overview of the work on a new term: the steps, what is next, and how far each organ is (换届).
func (s *Server) termChange(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	k, err := s.termChangeOf(r)
	if err != nil {
		return err
	}
	lines, err := s.db.RenewalLines(r.Context(), k.Term.ID)
	if err != nil {
		return err
	}
	reminders, err := s.db.TermReminders(r.Context(), k.Term.ID)
	if err != nil {
		return err
	}
	page := newTermChangePage(actor(r), k, lines, reminders, s.today())
	page.Frame = s.changeFrame(r, k, "换届")
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

func newTermChangePage(
	who authz.Actor,
	k store.TermChange,
	lines []appointment.RenewalLine,
	reminders []store.TermReminder,
	today calendar.Day,
) staff.BoardPage {
	due := appointment.RenewalDue(k.Term.Elected())
	page := staff.BoardPage{Heading: ui.Heading{Title: termName(k.Term.Number) + "换届", Over: "从" + k.Term.StartsOn.String() + "起",
		Lead: "新一届政府领导人员于" + k.Term.Elected().String() + "选出，政府组成人员应当在" + due.String() + "以前提请任命〔地方组织法第七十一条〕。"}}
	clerk := authz.Can(who, authz.DrawRenewals) && k.ClosedAt.IsZero()
	steps := changeSteps(k, lines, today)
	next := -1
	stages := ui.Stages{}
	for i, st := range steps {
		x := ui.Stage{Label: st.label, Note: st.note, State: ui.StageLater}
		if st.done {
			x.State = ui.StageDone
		} else if next < 0 {
			next, x.State = i, ui.StageNow
		}
		if clerk && i < 4 {
			x.Href = st.path
		}
		stages = append(stages, x)
	}
	first := staff.Panel{Card: ui.Card{Title: "步骤", ID: "steps"}, Stages: stages}
	switch {
	case !k.ClosedAt.IsZero():
		first.Text = []string{"已由" + k.ClosedBy + "于" + calendar.Of(k.ClosedAt).String() + "办结。"}
	case next >= 0:
		first.Text = []string{"下一步：" + steps[next].todo, "每一步都可以随时离开，以后从这里接着办。"}
		if clerk && steps[next].button != "" {
			first.Buttons = []ui.Button{{Label: steps[next].button, Href: steps[next].path}}
		}
	}
	if clerk && next == len(steps)-1 {
		first.Forms = []staff.PanelForm{
			{Form: ui.Form{Action: changePath(k.Term.ID) + "/close", Confirm: "办结以后清单不能再改，确定办结？"}, Buttons: []ui.Button{{Label: "办结换届"}}},
		}
	}
	page.Panels = []staff.Panel{first}
	if len(lines) > 0 {
		page.Panels = append(page.Panels, renewalProgress(k, lines, today), renewalReminding(clerk, k, lines, reminders, today))
	}
	return page
}

// renewalProgress is how far each organ is with its offices.
func renewalProgress(k store.TermChange, lines []appointment.RenewalLine, today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "进度", ID: "progress", Link: ui.Link{Label: "全部清单", Href: changePath(k.Term.ID) + "/list"}}}
	total := renewalCounts(lines, k.Term.Elected(), today)
	for _, st := range appointment.RenewalStates {
		p.Stats = append(p.Stats,
			ui.Stat{Label: st.Label(), Value: strconv.Itoa(total[st]), Unit: "项", Href: withQuery(changePath(k.Term.ID)+"/list", "state", string(st))})
	}
	p.Table = ui.Table{
		Caption: "各提名人的进度",
		Columns: []ui.Column{{Label: "提名人"}, {Label: "应办", Numeric: true, Narrow: true}, {Label: "待提请", Numeric: true, Narrow: true},
			{Label: "逾期", Numeric: true, Narrow: true}, {Label: "已提请", Numeric: true, Narrow: true}, {Label: "已办", Numeric: true, Narrow: true}},
	}
	for _, by := range appointment.Nominators() {
		var of []appointment.RenewalLine
		for _, l := range lines {
			if l.Proposer == by && l.Plan != appointment.RenewalStays {
				of = append(of, l)
			}
		}
		if len(of) == 0 {
			continue
		}
		n := renewalCounts(of, k.Term.Elected(), today)
		p.Table.Rows = append(
			p.Table.Rows,
			ui.Row{Href: withQuery(changePath(k.Term.ID)+"/list", "by", string(by)), Cells: []ui.Cell{{Text: by.Label()}, {Text: strconv.Itoa(len(of))},
				{Text: strconv.Itoa(n[appointment.RenewalWaiting] + n[appointment.RenewalRejected])}, {Text: strconv.Itoa(n[appointment.RenewalOverdue])},
				{Text: strconv.Itoa(n[appointment.RenewalProposed])}, {Text: strconv.Itoa(n[appointment.RenewalDone])}}},
		)
	}
	return p
}

// renewalReminding offers to remind the organs, and lists the reminders.
func renewalReminding(clerk bool, k store.TermChange, lines []appointment.RenewalLine, reminders []store.TermReminder, today calendar.Day) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "催办", ID: "reminders"}, Table: ui.Table{Caption: "催办记录", Empty: "还没有催办过。",
		Columns: []ui.Column{{Label: "提请机关"}, {Label: "待提请", Numeric: true, Narrow: true}, {Label: "期限", Narrow: true}, {Label: "催办", Narrow: true}}}}
	for _, m := range reminders {
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: m.Organ}, {Text: fmt.Sprintf("%d 项", m.Offices)}, {Text: m.Due.Short()}, {Text: minute(m.SentAt), Note: m.SentBy}}})
	}
	waits := false
	for _, l := range lines {
		waits = waits || l.Plan == appointment.RenewalAnew && l.State(k.Term.Elected(), today).Waits()
	}
	if clerk && waits {
		p.Text = []string{"一次催办所有待提请的机关，提示出现在它们的“今天要办”，提请以后自动消失。提请机关可以从“职务空缺”一次起草全部人员的提请件。"}
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: changePath(k.Term.ID) + "/remind"}, Buttons: []ui.Button{{Label: "催办待提请的机关", Kind: ui.Plain}}}}
	}
	return p
}

// startTermChange begins the work on a new term (办理换届).
func (s *Server) startTermChange(w http.ResponseWriter, r *http.Request) error {
	return s.changeTerm(w, r, "已开始办理换届。", "", s.flow.StartTermChange)
}

func (s *Server) changeTerm(w http.ResponseWriter, r *http.Request, said, step string, do func(context.Context, authz.Actor, int64) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := do(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, said)
	return seeOther(w, r, changePath(id)+step)
}

// drawRenewals draws the list, or draws it again (生成换届清单).
func (s *Server) drawRenewals(w http.ResponseWriter, r *http.Request) error {
	return s.changeTerm(w, r, "换届清单已生成，请核对谁不再担任。", "/list", s.flow.DrawRenewals)
}

// closeTermChange ends the work on a new term (办结换届).
func (s *Server) closeTermChange(w http.ResponseWriter, r *http.Request) error {
	return s.changeTerm(w, r, "换届已办结。", "", s.flow.CloseTermChange)
}

// remindRenewals reminds every organ that still has to propose (催办换届提请).
func (s *Server) remindRenewals(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := s.flow.RemindRenewals(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	s.flash(r, fmt.Sprintf("已催办 %d 个机关。", n))
	return seeOther(w, r, changePath(id)+"#reminders")
}

// draftRenewals begins one proposal with everybody whom the organ is to propose anew (起草换届提请件).
func (s *Server) draftRenewals(w http.ResponseWriter, r *http.Request) error {
	id, err := s.flow.DraftRenewals(r.Context(), actor(r))
	if err != nil {
		return err
	}
	s.flash(r, "换届提请件已存为草稿，请导入各人的审批表，填写文号和会议。")
	return seeOther(w, r, proposalPath(id))
}

// renewalTasks tell of a change of terms on the workbench: to clerks the next step and what is overdue, to organs
// what they have to propose. V20
func (s *Server) renewalTasks(ctx context.Context, who authz.Actor) ([]staff.DeskGroup, error) {
	clerk, organ := authz.Can(who, authz.DrawRenewals), authz.Can(who, authz.DraftRenewals) && who.OrganID != 0
	if !clerk && !organ {
		return nil, nil
	}
	k, ok, err := s.db.OpenTermChange(ctx)
	if err != nil || !ok {
		return nil, err
	}
	lines, err := s.db.RenewalLines(ctx, k.Term.ID)
	if err != nil {
		return nil, err
	}
	g := staff.DeskGroup{Title: termName(k.Term.Number) + "换届", Over: "从" + k.Term.StartsOn.String() + "起", Href: changePath(k.Term.ID)}
	today := s.today()
	if clerk {
		for _, st := range changeSteps(k, lines, today) {
			if !st.done {
				g.Tasks = append(g.Tasks, ui.Task{Label: st.label, Hint: st.todo, Href: changePath(k.Term.ID), Tag: ui.Tag{State: ui.Todo, Label: "待办"}})
				break
			}
		}
		if n := renewalCounts(lines, k.Term.Elected(), today)[appointment.RenewalOverdue]; n > 0 {
			g.Tasks = append(
				g.Tasks,
				ui.Task{Label: fmt.Sprintf("%d 个职务逾期未提请", n), Href: withQuery(changePath(k.Term.ID)+"/list", "state", string(appointment.RenewalOverdue)),
					Basis: "地方组织法第七十一条", Tag: ui.Tag{State: ui.Stop, Label: "逾期"}},
			)
		}
		return []staff.DeskGroup{g}, nil
	}
	o, err := s.db.Organ(ctx, who.OrganID)
	if err != nil {
		return nil, err
	}
	task, err := s.organRenewals(ctx, k, o, lines)
	if err != nil || task.Label == "" {
		return nil, err
	}
	g.Href, g.Tasks = "/vacancies", ui.Tasks{task}
	return []staff.DeskGroup{g}, nil
}

// organRenewals is what one organ still has to propose; a task without label when nothing is.
func (s *Server) organRenewals(ctx context.Context, k store.TermChange, o store.Organ, lines []appointment.RenewalLine) (ui.Task, error) {
	n, today := 0, s.today()
	for _, l := range lines {
		if l.Plan == appointment.RenewalAnew && l.Proposer.OrganKind() == o.Kind && l.State(k.Term.Elected(), today).Waits() {
			n++
		}
	}
	if n == 0 {
		return ui.Task{}, nil
	}
	due := appointment.RenewalDue(k.Term.Elected())
	task := ui.Task{Label: fmt.Sprintf("提请重新任命 %d 人", n), Hint: dueWords(due, today), Href: "/vacancies", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if due.Before(today) {
		task.Tag = ui.Tag{State: ui.Stop, Label: "逾期"}
	}
	reminders, err := s.db.TermReminders(ctx, k.Term.ID)
	for _, m := range reminders {
		if m.OrganID == o.ID {
			task.Hint = joinHint(task.Hint, calendar.Of(m.SentAt).String()+"催办")
			break
		}
	}
	return task, err
}
