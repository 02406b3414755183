package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func (s *Server) changeMembersPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.RenewMembers); err != nil {
		return err
	}
	return s.changeMembersForm(w, r, nil)
}

// changeMembersForm asks who of the last committee was elected again, and who is new.
func (s *Server) changeMembersForm(w http.ResponseWriter, r *http.Request, failed error) error {
	k, err := s.termChangeOf(r)
	if err != nil {
		return err
	}
	page := staff.RegisterFormPage{Frame: s.changeFrame(r, k, "组成人员"), Back: changePath(k.Term.ID), Button: ui.Button{Label: "登记组成人员"},
		Heading: ui.Heading{
			Title: termName(k.Term.Number) + "组成人员",
			Lead:  fmt.Sprintf("名额 %d 人。上一届的职务到%s止，连任的从这一天起登记为新一届，席位和账号沿用。", k.Term.Seats, k.Term.StartsOn),
		}}
	if !k.MembersAt.IsZero() {
		page.Heading.Lead = "已经登记。增减请在组成人员的页面办理。"
		page.Back = termPath(k.Term.ID)
		return s.showRegisterForm(w, r, failed, page)
	}
	last, err := workflow.LastMembers(r.Context(), s.db, k.Term)
	if err != nil {
		return err
	}
	ps := problems(failed)
	page.Form = ui.Form{Action: changePath(k.Term.ID) + "/members", Guard: true}
	page.Groups = memberFields(r, ps, last)
	return s.showRegisterForm(w, r, failed, page)
}

// memberFields are the fields of the new committee: by duty the names of the last one, then the new names.
func memberFields(r *http.Request, ps ui.Problems, last []store.Member) []staff.RegisterFields {
	options := func(name string) (list []ui.Option) {
		for _, m := range last {
			value := idText(m.ID)
			list = append(list, ui.Option{Value: value, Label: m.Name + "（原" + m.Duty.Label() + "）", Chosen: slices.Contains(r.PostForm[name], value)})
		}
		return list
	}
	return []staff.RegisterFields{
		{Legend: "上一届组成人员中连任的", Hint: "没有选的，任期届满离任。", Fields: []templ.Component{
			ui.Select{Name: "chief", Label: "主任", Options: options("chief"), Optional: true, Prompt: "不在上一届组成人员中", Width: ui.Wide, Error: ps.For("chief")},
			ui.Checks{Name: "vice", Label: "副主任", Options: options("vice"), Columns: true, Optional: true, Error: ps.For("vice")},
			ui.Checks{Name: "plain", Label: "委员", Options: options("plain"), Columns: true, Optional: true, Error: ps.For("plain")},
		}},
		{Legend: "新当选的", Fields: []templ.Component{
			ui.Area{Name: "fresh", Label: "新当选的组成人员", Rows: 8, Optional: true, Value: r.PostFormValue("fresh"), Error: ps.For("fresh"),
				Hint: "一行一人：姓名，性别，出生年月，民族，职务。如“王示例，女，1980.01，回族，委员”。可以从表格复制粘贴。"},
		}},
	}
}

// changeMembers registers the new committee in one act (登记新一届组成人员).
func (s *Server) changeMembers(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.NewMembers{Again: map[int64]store.Duty{}, Fresh: f.value("fresh")}
	for _, by := range []struct {
		name string
		duty store.Duty
	}{{"chief", store.Chairperson}, {"vice", store.ViceChairperson}, {"plain", store.PlainMember}} {
		for _, value := range r.PostForm[by.name] {
			member, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				continue
			}
			if duty, twice := x.Again[member]; twice {
				f.wrong(by.name, "有人选了两个职务（"+duty.Label()+"、"+by.duty.Label()+"），请只选一个。")
			}
			x.Again[member] = by.duty
		}
	}
	err = f.err(func() error { return s.flow.RenewMembers(r.Context(), actor(r), id, x) })
	if errs.KindOf(err) == errs.Invalid {
		return s.changeMembersForm(w, r, err)
	} else if err != nil {
		return err
	}
	s.flash(r, "新一届组成人员已登记。没有连任的账号，请系统管理员停用；新当选的，请开立账号。")
	return seeOther(w, r, changePath(id))
}

// changeElectedPage asks which holders of elected offices were not elected again.
func (s *Server) changeElectedPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.SettleElected); err != nil {
		return err
	}
	k, err := s.termChangeOf(r)
	if err != nil {
		return err
	}
	held, err := s.db.ElectedHolders(r.Context())
	if err != nil {
		return err
	}
	var options []ui.Option
	for _, t := range held {
		if t.StartsOn.Before(k.Term.StartsOn) {
			options = append(options, ui.Option{Value: idText(t.ID), Label: t.Name + "（" + t.Title + "）", Hint: t.StartsOn.String() + "任职"})
		}
	}
	page := staff.RegisterFormPage{Frame: s.changeFrame(r, k, "选举产生的职务"), Back: changePath(k.Term.ID), Button: ui.Button{Label: "登记"},
		Heading: ui.Heading{Title: "选举产生的职务", Lead: "县长、监委主任、院长、检察长等由人民代表大会选举。没有选上的到" + k.Term.StartsOn.String() + "届满离任，选上的继续任职。"},
		Form:    ui.Form{Action: changePath(k.Term.ID) + "/elected", Confirm: "届满离任登记后不能撤回，确定登记？"}}
	if len(options) > 0 {
		page.Groups = []staff.RegisterFields{
			{Fields: []templ.Component{ui.Checks{Name: "leaves", Label: "届满离任的", Options: options, Columns: true, Optional: true,
				Hint: "都连任的，一个也不选。新当选的人，登记以后用“名册导入”登记，任职日期填当选之日。"}}},
		}
	} else {
		page.Heading.Lead = "没有上一届选举的现任人员。新当选的人，用“名册导入”登记，任职日期填当选之日。"
		page.Groups = []staff.RegisterFields{{Fields: []templ.Component{ui.Hidden{Name: "none", Value: "1"}}}}
	}
	return s.showRegisterForm(w, r, nil, page)
}

// changeElected notes who leaves an elected office (登记选举产生的职务).
func (s *Server) changeElected(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.SettleElected(r.Context(), actor(r), id, formIDs(r, "leaves")); err != nil {
		return err
	}
	s.flash(r, "选举产生的职务已登记。")
	return seeOther(w, r, changePath(id))
}

// changeList is the list of a new term: who is to be appointed anew, who stays, and how far each is (换届清单).
func (s *Server) changeList(w http.ResponseWriter, r *http.Request) error {
	if err := mayView(r); err != nil {
		return err
	}
	k, err := s.termChangeOf(r)
	if err != nil {
		return err
	}
	all, err := s.db.RenewalLines(r.Context(), k.Term.ID)
	if err != nil {
		return err
	}
	page := newChangeListPage(r, k, all, s.today())
	page.Frame = s.changeFrame(r, k, "换届清单")
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func newChangeListPage(r *http.Request, k store.TermChange, all []appointment.RenewalLine, today calendar.Day) staff.RegisterListPage {
	who, q, path := actor(r), r.URL.Query(), changePath(k.Term.ID)+"/list"
	by, state := appointment.Nominator(q.Get("by")), appointment.RenewalState(q.Get("state"))
	page := staff.RegisterListPage{Heading: ui.Heading{Title: "换届清单", Lead: "按法律和本县任免办法，列出现任人员是重新任命还是继续任职。"},
		Filter: ui.Filter{Action: path}, Help: staff.RegisterHelp{Title: "依据", Lines: []string{
			"政府组成人员由县长在政府领导人员选出后两个月内提请任命〔地方组织法第七十一条〕。",
			"法官、检察官、监察官和人大工作机构的人员，职务没有变动的不重新任命；本县另有规定的，在“本县办法”的“职务空缺、到龄与换届”中设定。"}}}
	var bys, states []ui.Option
	for _, n := range appointment.Nominators() {
		bys = append(bys, ui.Option{Value: string(n), Label: n.Label(), Chosen: n == by})
	}
	for _, st := range appointment.RenewalStates {
		states = append(states, ui.Option{Value: string(st), Label: st.Label(), Chosen: st == state})
	}
	page.Fields = []templ.Component{
		ui.Select{Name: "by", Label: "提名人", Options: bys, Prompt: "全部"},
		ui.Select{Name: "state", Label: "状态", Options: states, Prompt: "全部"},
	}
	if by != "" || state != "" {
		page.Filter.Clear = path
	}
	shown := slices.DeleteFunc(all, func(l appointment.RenewalLine) bool {
		return by != "" && l.Proposer != by || state != "" && l.State(k.Term.Elected(), today) != state
	})
	table := ui.Table{Caption: fmt.Sprintf("清单（%d）", len(shown)), Empty: "没有符合条件的。还没有生成清单的，点“生成清单”。",
		Columns: []ui.Column{{Label: "职务"}, {Label: "现任"}, {Label: "安排"}, {Label: "期限", Narrow: true}, {Label: "状态", Narrow: true}}}
	from := min(max(number(q.Get("from")), 0), len(shown))
	to := min(from+pageSize, len(shown))
	for _, l := range shown[from:to] {
		table.Rows = append(table.Rows, renewalRow(who, l, k.Term.Elected(), today))
	}
	page.Tables = []ui.Table{table}
	if from > 0 {
		page.Pager.Prev = withQuery(path, "by", string(by), "state", string(state), "from", strconv.Itoa(max(0, from-pageSize)))
	}
	if to < len(shown) {
		page.Pager.Next = withQuery(path, "by", string(by), "state", string(state), "from", strconv.Itoa(to))
	}
	if authz.Can(who, authz.DrawRenewals) && k.ClosedAt.IsZero() {
		if len(all) > 0 || page.Filter.Clear != "" {
			page.Buttons = []ui.Button{{Label: "调整谁不再担任", Href: changePath(k.Term.ID) + "/plan"}}
			page.PostText = "任职有变动的，可以重新生成；已经作的调整保留。"
		}
		page.Post = &ui.Post{Action: path, Label: "生成清单", Kind: ui.Plain}
	}
	return page
}

func renewalRow(who authz.Actor, l appointment.RenewalLine, elected, today calendar.Day) ui.Row {
	state := l.State(elected, today)
	tag := ui.Tag{Label: state.Label(), State: map[appointment.RenewalState]ui.State{appointment.RenewalDone: ui.Done, appointment.RenewalProposed: ui.Doing,
		appointment.RenewalWaiting: ui.Todo, appointment.RenewalRejected: ui.Stop, appointment.RenewalOverdue: ui.Stop, appointment.RenewalNothing: ui.Idle}[state]}
	cell := ui.Cell{Tag: tag}
	if l.CaseID != 0 {
		cell.Text, cell.Href = "任免案", open(who, casePath(l.CaseID))
	}
	return ui.Row{Cells: []ui.Cell{{Text: l.Office, Href: open(who, officePath(l.OfficeID))}, {Text: l.Person, Href: personPath(l.PersonID)},
		{Text: l.Plan.Label(), Note: l.Basis}, {Text: orDash(l.Due.Short())}, cell}}
}

// changePlanPage asks of one group of offices who is not to go on.
func (s *Server) changePlanPage(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.PlanRenewals); err != nil {
		return err
	}
	k, err := s.termChangeOf(r)
	if err != nil {
		return err
	}
	all, err := s.db.RenewalLines(r.Context(), k.Term.ID)
	if err != nil {
		return err
	}
	group := planGroup(r.URL.Query().Get("group"), all)
	path := changePath(k.Term.ID) + "/plan"
	page := staff.RegisterFormPage{Frame: s.changeFrame(r, k, "调整换届清单"), Back: changePath(k.Term.ID) + "/list", Button: ui.Button{Label: "保存"},
		Heading: ui.Heading{Title: "谁不再担任", Lead: "勾选不再担任的人，由提请机关另行提请免职，或者任命新的人选；没有勾选的按清单重新任命或者继续任职。"},
		Form:    ui.Form{Action: withQuery(path, "group", string(group)), Guard: true}}
	var options []ui.Option
	for _, l := range all {
		if l.Group == group {
			options = append(options, ui.Option{
				Value:  fmt.Sprintf("%d-%d", l.OfficeID, l.PersonID),
				Label:  l.Person + "（" + l.Office + "）",
				Chosen: l.Plan == appointment.RenewalLeaves,
			})
		}
	}
	var groups []ui.Option
	for _, g := range policy.Groups() {
		if slices.ContainsFunc(all, func(l appointment.RenewalLine) bool { return l.Group == g }) {
			groups = append(groups, ui.Option{Value: string(g), Label: g.Label(), Chosen: g == group})
		}
	}
	page.Before = &staff.RegisterLookup{
		Filter: ui.Filter{Action: path, Label: "查看"},
		Field:  ui.Select{Name: "group", Label: "类别", Options: groups, Prompt: "-"},
	}
	page.Groups = []staff.RegisterFields{
		{Fields: []templ.Component{ui.Checks{Name: "leaves", Label: group.Label() + "的现任人员", Options: options, Columns: true, Optional: true}}},
	}
	return s.showRegisterForm(w, r, nil, page)
}

// planGroup is the group asked for, or the first on the list.
func planGroup(asked string, all []appointment.RenewalLine) policy.Group {
	for _, l := range all {
		if string(l.Group) == asked {
			return l.Group
		}
	}
	if len(all) > 0 {
		return all[0].Group
	}
	return policy.Government
}

// changePlan says who of a group is not to go on (调整换届清单).
func (s *Server) changePlan(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	all, err := s.db.RenewalLines(r.Context(), id)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	group := planGroup(r.URL.Query().Get("group"), all)
	var plans []workflow.RenewalPlan
	for _, l := range all {
		if l.Group == group {
			plans = append(plans, workflow.RenewalPlan{TenureKey: store.TenureKey{OfficeID: l.OfficeID, PersonID: l.PersonID},
				Leaves: slices.Contains(r.PostForm["leaves"], fmt.Sprintf("%d-%d", l.OfficeID, l.PersonID))})
		}
	}
	if err := s.flow.PlanRenewals(r.Context(), actor(r), id, plans); err != nil {
		return err
	}
	s.flash(r, "换届清单已调整。")
	return seeOther(w, r, changePath(id)+"/list")
}
