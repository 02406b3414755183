package server

import (
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

func recordPath(id int64) string { return fmt.Sprintf("%s/%d", recordsPath, id) }

// outsideRecords lists what came from outside about appointees (外来记录)〔SB-25、ST-13〕.
func (s *Server) outsideRecords(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRecords); err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "外来记录", supervisionCrumb), Tabs: supervisionTabsAt(who, recordsPath),
		Heading: ui.Heading{Title: "外来记录", Lead: "组织部门的提醒谈话、诫勉谈话，处理机关的处分备案，以及媒体和群众的反映。只有工委和主任会议可以看。"}}
	if authz.Can(who, authz.EnterRecord) {
		page.Buttons = []ui.Button{{Label: "登记外来记录", Href: recordsPath + "/new"}}
	}
	return s.listMatters(w, r, page, recordsPath, []supervision.Kind{supervision.OutsideRecord})
}

func (s *Server) newOutsideRecord(w http.ResponseWriter, r *http.Request) error {
	return s.showNewOutsideRecord(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewOutsideRecord(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "record"
	if err := authz.Check(actor(r), authz.EnterRecord); err != nil {
		return err
	}
	names, err := s.holderSuggestions(r.Context())
	if err != nil {
		return err
	}
	sources := ui.Radios{Name: "source", Label: "来源", Inline: true, Error: t.wrong(act, "source")}
	for _, v := range supervision.RecordSources {
		sources.Options = append(sources.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.chosen(act, "source", string(v), false)})
	}
	sorts := ui.Radios{Name: "sort", Label: "种类", Inline: true, Error: t.wrong(act, "sort")}
	for _, v := range supervision.RecordSorts {
		sorts.Options = append(sorts.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.chosen(act, "sort", string(v), false)})
	}
	day := func(name, label string, optional bool) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Type: ui.Date, Optional: optional, Width: ui.Medium}, "")
	}
	page := staff.BoardPage{Frame: s.frame(r, "登记外来记录", supervisionCrumb, recordsCrumb), Problems: t.problems, Heading: ui.Heading{Title: "登记外来记录"}}
	page.Panels = []staff.Panel{actPanel(
		"",
		recordsPath,
		nil,
		ui.Button{Label: "登记"},
		t.text(act, ui.Text{Name: "person", Label: "任命人员", Width: ui.Wide, Suggest: names}, ""),
		sources,
		sorts,
		t.text(act, ui.Text{Name: "document_no", Label: "文号", Hint: "处分备案必填。", Optional: true, Width: ui.Medium}, ""),
		day("happened_on", "谈话、处分或者反映的日期", false),
		day("until_on", "影响期满", true),
		t.area(act, ui.Area{Name: "text", Label: "主要内容", Rows: 5}, ""),
		ui.Files{Name: "files", Label: "来函和材料", Optional: true, Multiple: true, Error: t.wrong(act, "files")},
	)}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// enterOutsideRecord registers a record (登记外来记录).
func (s *Server) enterOutsideRecord(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := supervision.OutsideForm{
		PersonID:   s.person(r.Context(), f, "person"),
		Source:     supervision.RecordSource(f.value("source")),
		Sort:       supervision.RecordSort(f.value("sort")),
		DocumentNo: f.value("document_no"),
		HappenedOn: f.day("happened_on"),
		UntilOn:    f.day("until_on"),
		Text:       f.value("text"),
	}
	files, err := uploads(r, "files")
	if err != nil {
		return err
	}
	var id int64
	err = f.err(func() (err error) {
		id, err = s.flow.EnterRecord(r.Context(), actor(r), x, files)
		return err
	})
	return s.answer(w, r, "record", err, "已登记。", recordPath(id), s.showNewOutsideRecord)
}

func (s *Server) outsideRecord(w http.ResponseWriter, r *http.Request) error {
	return s.showOutsideRecord(w, r, http.StatusOK, typed{})
}

func (s *Server) showOutsideRecord(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRecords); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	m, err := s.supervised(r, supervision.OutsideRecord)
	if err != nil {
		return err
	}
	x, err := s.db.OutsideRecord(r.Context(), who, m.ID)
	if err != nil {
		return err
	}
	page, err := s.matterBoard(r, m, recordsCrumb, nil, t)
	if err != nil {
		return err
	}
	sum := ui.Summary{{Key: "来源", Value: x.Source.Label()}, {Key: "种类", Value: x.Sort.Label()}, {Key: "日期", Value: x.HappenedOn.String()}}
	sum = item(item(item(sum, "文号", x.DocumentNo), "影响期满", x.UntilOn.String()), "核实", x.Checked)
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "内容"}, Summary: sum, Prose: strings.Split(x.Text, "\n")})
	people, err := s.db.MatterPeople(r.Context(), m.ID)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, matterPeoplePanel(who, people, nil))
	if files, err := s.db.MatterFiles(r.Context(), m.ID); err != nil {
		return err
	} else if p := filePanel(m, files); len(p.Table.Rows) > 0 {
		page.Panels = append(page.Panels, p)
	}
	if who.Has(authz.RoleClerk) && m.Open() {
		page.Panels = append(page.Panels, actPanel("核实", recordPath(m.ID)+"/check", []string{"媒体、群众等反映的，核实以后才能作为依据。"}, ui.Button{Label: "登记核实情况"},
			t.area("check", ui.Area{Name: "checked", Label: "核实情况", Rows: 3}, "")))
	}
	if p, some, err := s.removalsPanel(r, m.ID, people); err != nil {
		return err
	} else if some {
		page.Panels = append(page.Panels, p)
	}
	return s.render(w, r, status, staff.Board(page))
}
