package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const (
	petitionsPath = supervisionPath + "/petitions"
	recordsPath   = supervisionPath + "/records"
)

var (
	petitionsCrumb = ui.Link{Label: "信访举报", Href: petitionsPath}
	recordsCrumb   = ui.Link{Label: "外来记录", Href: recordsPath}
)

func petitionPath(id int64) string { return fmt.Sprintf("%s/%d", petitionsPath, id) }

// petitions lists petitions for those who handle them; an organ sees what was handed on to it (信访举报).
func (s *Server) petitions(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPetitions); err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "信访举报", supervisionCrumb), Tabs: supervisionTabsAt(who, petitionsPath),
		Heading: ui.Heading{Title: "信访举报", Lead: "反映任命人员和有关单位的信访件。反映人的信息和原文加密保存，每次打开都留有记录；转办只转摘要。"}}
	if who.Has(authz.RoleClerk, authz.RoleChair) {
		if authz.Can(who, authz.EnterPetition) {
			page.Buttons = []ui.Button{{Label: "登记信访件", Href: petitionsPath + "/new"}}
		}
		return s.listMatters(w, r, page, petitionsPath, []supervision.Kind{supervision.Petition})
	}
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	all, err := s.db.TransfersTo(r.Context(), who.OrganID, before, listSize(r)+1)
	if err != nil {
		return err
	}
	page.Heading.Title, page.Heading.Lead = "转办的信访件", "常委会转来的信访件，请调查核实，按期报告办理结果。"
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(petitionsPath, "before", idText(all[listSize(r)-1].ID))
	}
	t := ui.Table{
		Caption:     "转办的信访件",
		HideCaption: true,
		Empty:       "没有转来的信访件。",
		Columns:     []ui.Column{{Label: "信访件"}, {Label: "单位"}, {Label: "转办", Narrow: true}, {Label: "期限", Narrow: true}, {Label: "情况", Narrow: true}},
	}
	for _, x := range all {
		t.Rows = append(t.Rows, ui.Row{
			Href: petitionPath(x.MatterID),
			Cells: []ui.Cell{
				{Text: transferTitle(x), Note: cut(x.Summary, 60)},
				{Text: x.Organ},
				{Text: x.SentOn.ISO()},
				{Text: x.Due.ISO()},
				{Tag: s.transferTag(x)},
			},
		})
	}
	page.Tables = []ui.Table{t}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// transferTitle names a petition to the unit it was handed on to: its own title is in the words of who told it.
func transferTitle(x store.PetitionTransfer) string { return x.SentOn.String() + "转办的信访件" }

func (s *Server) transferTag(x store.PetitionTransfer) ui.Tag {
	switch {
	case !x.ResultOn.IsZero():
		return ui.Tag{State: ui.Done, Label: "已报告"}
	case x.LongDelayed(s.today()):
		return ui.Tag{State: ui.Stop, Label: "逾期"}
	}
	return ui.Tag{State: ui.Doing, Label: "办理中"}
}

func (s *Server) newPetition(w http.ResponseWriter, r *http.Request) error {
	return s.showNewPetition(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewPetition(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "petition"
	if err := authz.Check(actor(r), authz.EnterPetition); err != nil {
		return err
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return err
	}
	channel := ui.Radios{Name: "channel", Label: "怎样收到", Inline: true, Error: t.wrong(act, "channel")}
	for _, c := range supervision.StaffChannels {
		channel.Options = append(channel.Options, ui.Option{Value: string(c), Label: c.Label(), Chosen: t.chosen(act, "channel", string(c), false)})
	}
	text := func(name, label, hint string, optional bool) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Hint: hint, Optional: optional, Width: ui.Wide}, "")
	}
	person := text("person", "是哪位任命人员", "能够确定的填写。", true)
	person.Suggest = names
	page := staff.BoardPage{
		Frame:    s.frame(r, "登记信访件", supervisionCrumb, petitionsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Title: "登记信访件", Lead: "姓名、联系方式和反映的原文加密保存；登记以后要看须写明理由，并留有记录。"},
	}
	page.Panels = []staff.Panel{actPanel(
		"",
		petitionsPath,
		nil,
		ui.Button{Label: "登记"},
		channel,
		t.text(act, ui.Text{Name: "received_on", Label: "收到日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
		text("about", "反映对象", "姓名、单位和职务。", false),
		person,
		t.area(act, ui.Area{Name: "text", Label: "反映的情况", Rows: 8, MaxLength: 3000}, ""),
		ui.Check{Name: "anonymous", Label: "匿名", Checked: t.chosen(act, "anonymous", "1", false)},
		text("name", "反映人姓名", "署名的填写。", true),
		text("contact", "联系方式", "署名的填写。", true),
	)}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func readPetition(f *fields) workflow.PetitionForm {
	return workflow.PetitionForm{
		About:     f.value("about"),
		Text:      f.value("text"),
		Anonymous: f.yes("anonymous"),
		Name:      f.value("name"),
		Contact:   f.value("contact"),
	}
}

// enterPetition registers a petition (登记信访举报).
func (s *Server) enterPetition(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := readPetition(f)
	x.Channel, x.ReceivedOn, x.PersonID = supervision.Channel(f.value("channel")), f.day("received_on"), s.person(r.Context(), f, "person")
	var id int64
	err := f.err(func() (err error) {
		id, err = s.flow.EnterPetition(r.Context(), actor(r), x)
		return err
	})
	return s.answer(w, r, "petition", err, "已登记，请形成摘要。", petitionPath(id), s.showNewPetition)
}

func (s *Server) petitionDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showPetition(w, r, http.StatusOK, typed{})
}

func (s *Server) showPetition(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	return s.petitionPage(w, r, status, t, nil)
}

// petitionPage shows a petition to those who handle it, with its source when that was just opened, and to a unit what was
// handed on to it.
func (s *Server) petitionPage(w http.ResponseWriter, r *http.Request, status int, t typed, source *store.PetitionSource) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPetitions); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	transfers, err := s.db.PetitionTransfers(r.Context(), id)
	if err != nil {
		return err
	}
	if !who.Has(authz.RoleClerk, authz.RoleChair) {
		return s.showTransfers(w, r, status, t, transfers)
	}
	m, err := s.supervised(r, supervision.Petition)
	if err != nil {
		return err
	}
	x, err := s.db.Petition(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page, err := s.matterBoard(
		r,
		m,
		petitionsCrumb,
		stageLine(x.Stage, !m.Open(), [2]string{supervision.PetitionRegistered, "登记"}, [2]string{supervision.PetitionVerifying, "核查、转办"},
			[2]string{supervision.PetitionClosed, "办结"}),
		t,
	)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, petitionPanel(x))
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	if len(people) > 0 {
		page.Panels = append(page.Panels, matterPeoplePanel(who, people, nil))
	}
	if x.Summary != "" {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "摘要"}, Prose: strings.Split(x.Summary, "\n")})
	}
	if source != nil {
		page.Panels = append(page.Panels, sourcePanel(x, *source))
	}
	if len(transfers) > 0 {
		page.Panels = append(page.Panels, s.transferPanel(who, m, transfers))
	}
	acts, err := s.petitionActs(r, x, people, transfers, t)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, acts...)
	if x.Conclusion.InDossier() {
		if err := s.followingPanels(r, m, &page); err != nil {
			return err
		}
	}
	return s.render(w, r, status, staff.Board(page))
}

// petitionPanel sums a petition up; who sent it is not told here.
func petitionPanel(x store.Petition) staff.Panel {
	sum := ui.Summary{
		{Key: "受理编号", Value: x.Receipt},
		{Key: "收到", Value: x.ReceivedOn.String(), Note: x.Channel.Label()},
		{Key: "反映人", Value: yesNo(x.Anonymous, "匿名", "署名（保密）")},
		{Key: "反映对象", Value: x.About},
	}
	if x.Conclusion != "" {
		sum = append(sum, ui.Item{Key: "结论", Value: x.Conclusion.Label(), Note: x.Finding}, ui.Item{Key: "任职档案", Value: yesNo(x.InDossier, "记入", "不记入")})
		sum = item(sum, "答复反映人", x.ToldOn.String())
	}
	return staff.Panel{Card: ui.Card{Title: "信访件"}, Summary: sum}
}

// sourcePanel shows, once and on record, who sent a petition and in which words.
func sourcePanel(x store.Petition, source store.PetitionSource) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "反映人和原文", ID: "source"}, Text: []string{"离开本页后不再显示；本次打开已经记录。"}, Prose: strings.Split(source.Text, "\n")}
	if !x.Anonymous {
		p.Summary = ui.Summary{{Key: "姓名", Value: source.Name}, {Key: "联系方式", Value: source.Contact}}
	}
	return p
}

// showTransfers shows a unit what was handed on to it: the summary, and nothing of the source.
func (s *Server) showTransfers(w http.ResponseWriter, r *http.Request, status int, t typed, transfers []store.PetitionTransfer) error {
	page := staff.BoardPage{Frame: s.frame(r, "转办的信访件", supervisionCrumb, petitionsCrumb), Problems: t.problems}
	for _, x := range transfers {
		ok, err := s.actsFor(r, x.OrganID)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		page.Heading = ui.Heading{Over: "转办的信访件", Title: transferTitle(x)}
		sum := ui.Summary{
			{Key: "办理单位", Value: x.Organ},
			{Key: "转办", Value: x.SentOn.String()},
			{Key: "报告期限", Value: x.Due.String(), Note: dueWords(x.Due, s.today()), Tag: s.transferTag(x)},
		}
		if x.Urged > 0 {
			sum = append(sum, ui.Item{Key: "催办", Value: fmt.Sprintf("%d 次", x.Urged), Note: x.UrgedOn.String()})
		}
		sum = item(sum, "办理结果", x.Result)
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: x.Organ}, Summary: sum, Prose: strings.Split(x.Summary, "\n")})
		if x.ResultOn.IsZero() {
			page.Panels = append(
				page.Panels,
				actPanel("报告办理结果", fmt.Sprintf("%s/transfers/%d/report", petitionPath(x.MatterID), x.ID), nil, ui.Button{Label: "报告"},
					t.area("report", ui.Area{Name: "result", Label: "调查核实和处理情况", Rows: 5}, "")),
			)
		}
	}
	if len(page.Panels) == 0 {
		return errs.New(errs.NotFound, "查无此信访件，请返回列表重新查找。")
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// openPetitionSource shows who told a petition and in which words, once, and records it (打开信访来源).
func (s *Server) openPetitionSource(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	source, err := s.flow.ViewPetitionSource(r.Context(), actor(r), id, r.PostFormValue("why"))
	if errs.KindOf(err) == errs.Invalid {
		return s.showPetition(w, r, http.StatusUnprocessableEntity, refused(r, "source", err))
	} else if err != nil {
		return err
	}
	return s.petitionPage(w, r, http.StatusOK, typed{}, &source)
}
