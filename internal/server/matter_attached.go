package server

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// attachedPanels show what follows from a matter of any kind: rectifications, deliberation opinions and dispatches, with
// the ways to begin one.
func (s *Server) attachedPanels(r *http.Request, m store.Matter) ([]staff.Panel, error) {
	who, ctx := actor(r), r.Context()
	var all []staff.Panel
	rects, err := s.db.Rectifications(ctx, store.RectificationFilter{Who: who, MatterID: m.ID, Limit: pageSize})
	if err != nil {
		return nil, err
	}
	if len(rects) > 0 {
		all = append(all, staff.Panel{Card: ui.Card{Title: "整改", ID: "rectifications"}, Table: rectTable(rects, s.today())})
	}
	opinions, err := s.db.DeliberationOpinions(ctx, store.DeliberationOpinionFilter{Who: who, MatterID: m.ID, Limit: pageSize})
	if err != nil {
		return nil, err
	}
	if len(opinions) > 0 {
		all = append(all, staff.Panel{Card: ui.Card{Title: "审议意见", ID: "opinions"}, Table: deliberationTable(opinions, true, s.today())})
	}
	sent, err := s.db.Dispatches(ctx, store.DispatchFilter{Who: who, MatterID: m.ID, Limit: pageSize})
	if err != nil {
		return nil, err
	}
	if len(sent) > 0 {
		all = append(all, staff.Panel{Card: ui.Card{Title: "报送反馈", ID: "dispatches"}, Table: dispatchTable(sent, true)})
	}
	if !authz.Can(who, authz.OpenRectification) {
		return all, nil
	}
	next := staff.Panel{Card: ui.Card{Title: "后续办理", ID: "next"}}
	if m.Kind != supervision.SpecialInquiry || supervision.InquiryFollowed(m.Stage) {
		next.Buttons = append(next.Buttons, ui.Button{Label: "发出整改要求", Href: matterFilesPath(m.ID) + "/rectify", Kind: ui.Plain})
		if m.Kind == supervision.SpecialWorkReport || m.Kind == supervision.LawInspection || m.Kind == supervision.FieldStudy ||
			m.Kind == supervision.SpecialInquiry {
			next.Buttons = append(next.Buttons, ui.Button{Label: "起草审议意见", Href: matterFilesPath(m.ID) + "/opine", Kind: ui.Plain})
		}
		next.Buttons = append(next.Buttons, ui.Button{Label: "报送反馈", Href: matterFilesPath(m.ID) + "/dispatch", Kind: ui.Plain})
	} else {
		next.Card.Title = "责任人"
	}
	if m.Open() {
		next.Buttons = append(next.Buttons, ui.Button{Label: "确定责任人", Href: matterFilesPath(m.ID) + "/people", Kind: ui.Plain})
	}
	if len(next.Buttons) == 0 {
		return all, nil
	}
	return append(all, next), nil
}

// withoutColumn leaves out a column, for a place with less room.
func withoutColumn(t ui.Table, i int) ui.Table {
	t.Columns = slices.Delete(t.Columns, i, i+1)
	for k := range t.Rows {
		t.Rows[k].Cells = slices.Delete(t.Rows[k].Cells, i, i+1)
	}
	return t
}

// matterHref is where a matter stands, for whoever may see it; else "".
func (s *Server) matterHref(r *http.Request, k supervision.Kind, id int64) string {
	if _, err := s.db.MatterFor(r.Context(), actor(r), id); err != nil {
		return ""
	}
	return matterPath(k, id)
}

// matterPeople is where the appointees responsible for what a matter is about are chosen〔TM-19〕: those who hold office in its
// units stand first.
func (s *Server) matterPeople(w http.ResponseWriter, r *http.Request) error {
	return s.showMatterPeople(w, r, http.StatusOK, typed{})
}

func (s *Server) showMatterPeople(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "people"
	if err := authz.Check(actor(r), authz.SetMatterPeople); err != nil {
		return err
	}
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	ctx, search := r.Context(), r.URL.Query().Get("q")
	people, err := s.db.MatterPeople(ctx, m.ID)
	if err != nil {
		return err
	}
	on := map[int64]bool{}
	for _, p := range people {
		on[p.PersonID] = true
	}
	organs, err := s.db.MatterOrgans(ctx, m.ID)
	if err != nil {
		return err
	}
	choice := ui.Checks{Name: "person", Label: "在有关机关任职的人员", Error: t.wrong(act, "person")}
	add := func(id int64, label string) {
		if !on[id] {
			choice.Options = append(choice.Options, ui.Option{Value: idText(id), Label: label, Chosen: t.chosen(act, "person", idText(id), false)})
		}
	}
	if search == "" {
		var ids []int64
		for _, g := range organs {
			ids = append(ids, g.OrganID)
		}
		holders, err := s.db.HoldersOf(ctx, ids)
		if err != nil {
			return err
		}
		for _, p := range holders {
			add(p.PersonID, p.Name+"　"+p.Office)
		}
	} else {
		choice.Label = "人员"
		found, err := s.db.SearchPersons(ctx, store.PersonFilter{Search: search, Limit: 50})
		if err != nil {
			return err
		}
		for _, p := range found {
			add(p.ID, p.Name+"　"+offices(p))
		}
	}
	path := matterFilesPath(m.ID) + "/people"
	list := staff.Panel{
		Card:  ui.Card{Title: "列为责任人"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path, Guard: true}, Fields: []templ.Component{choice}, Buttons: []ui.Button{{Label: "列为责任人"}}}},
	}
	if len(choice.Options) == 0 {
		list.Forms, list.Text = nil, []string{"没有可以列入的人员，请按姓名或者职务查找。"}
	}
	find := staff.Panel{Card: ui.Card{Title: "查找其他人员"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/find"},
		Fields: []templ.Component{
			ui.Text{Name: "q", Label: "姓名、拼音首字母或者职务", Width: ui.Medium, Optional: true, Value: search},
		}, Buttons: []ui.Button{{Label: "查找", Kind: ui.Plain}}}}}
	chosen := matterPeoplePanel(actor(r), people, organs)
	if m.Open() && slices.Contains(supervision.OversightKinds, m.Kind) {
		for _, p := range people {
			chosen.Forms = append(chosen.Forms, staff.PanelForm{
				Form:    ui.Form{Action: matterPath(m.Kind, m.ID) + "/drop"},
				Fields:  []templ.Component{ui.Hidden{Name: "person", Value: idText(p.PersonID)}},
				Buttons: []ui.Button{{Label: "撤去" + p.Name, Kind: ui.Plain}},
			})
		}
	}
	page := staff.BoardPage{Frame: s.frame(r, "确定责任人", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: m.Title, Title: "确定责任人", Lead: "监督工作和监督干部结合起来：列为责任人的，本事项记入其任职档案。"}, Panels: []staff.Panel{list, find, chosen}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) findMatterPeople(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return seeOther(w, r, withQuery(matterFilesPath(id)+"/people", "q", typedIn(r).value("q")))
}

func (s *Server) setMatterPeople(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	err = s.flow.SetMatterPeople(r.Context(), actor(r), m.ID, formIDs(r, "person"), nil)
	return s.answer(w, r, "people", err, "已列为责任人。", matterPath(m.Kind, m.ID), s.showMatterPeople)
}
