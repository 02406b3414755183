package server

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const dispatchesPath = supervisionPath + "/dispatches"

var dispatchCrumb = ui.Link{Label: "报送反馈", Href: dispatchesPath}

func dispatchTag(x store.Dispatch) ui.Tag {
	switch {
	case x.Use != "":
		return ui.Tag{State: ui.Done, Label: x.Use.Label()}
	case !x.ReceivedOn.IsZero():
		return ui.Tag{State: ui.Doing, Label: "已签收"}
	}
	return ui.Tag{State: ui.Todo, Label: "待签收"}
}

// dispatchTable lists letters; on the page of their matter, where there is less room, the number stands in the place of the
// matter's title.
func dispatchTable(all []store.Dispatch, within bool) ui.Table {
	t := ui.Table{
		Caption:     "报送件",
		HideCaption: true,
		Empty:       "没有报送件。",
		Columns:     []ui.Column{{Label: "报送件"}, {Label: "收件机关"}, {Label: "文号", Narrow: true}, {Label: "报送", Narrow: true}, {Label: "签收和运用", Narrow: true}},
	}
	for _, x := range all {
		t.Rows = append(t.Rows, ui.Row{
			Href: supervision.DispatchPath(x.ID),
			Cells: []ui.Cell{
				{Text: x.Title, Note: yesNo(within, x.Number, x.MatterTitle)},
				{Text: x.Recipient, Note: x.Kind.Label()},
				{Text: cmp.Or(x.Number, "—")},
				{Text: x.SentOn.ISO()},
				{Tag: dispatchTag(x)},
			},
		})
	}
	if within {
		return withoutColumn(t, 2)
	}
	return t
}

// dispatchPanel lists the letters of a matter.
func dispatchPanel(all []store.Dispatch) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "报送反馈", ID: "dispatches"}}
	for _, x := range all {
		p.Summary = append(p.Summary, ui.Item{Key: x.SentOn.ISO(), Value: x.Recipient, Note: dispatchTag(x).Label, Href: supervision.DispatchPath(x.ID)})
	}
	return p
}

// dispatches lists what was sent on (报送反馈)〔K23〕.
func (s *Server) dispatches(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMatters); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.DispatchFilter{
		Who:     who,
		Kind:    supervision.Recipient(q.Get("kind")),
		Waiting: q.Get("waiting") != "",
		Search:  strings.TrimSpace(q.Get("q")),
		Limit:   listSize(r) + 1,
	}
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	all, err := s.db.Dispatches(r.Context(), f)
	if err != nil {
		return err
	}
	kinds := []ui.Option{{Value: "", Label: "全部", Chosen: f.Kind == ""}}
	for _, k := range supervision.Recipients() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label(), Chosen: k == f.Kind})
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "报送反馈", supervisionCrumb), Tabs: supervisionTabsAt(who, dispatchesPath),
		Heading: ui.Heading{
			Title: "报送反馈",
			Lead:  "监督情况和结果送县委、组织部门、一府一委两院、上级主管部门和本单位：签收和运用都记下来。从各监督事项的页面报送。",
		}, Filter: ui.Filter{Action: dispatchesPath, Label: "查找"},
		Fields: []templ.Component{ui.Text{Name: "q", Label: "标题、机关、文号或者拼音首字母", Width: ui.Medium, Optional: true, Value: f.Search},
			ui.Select{
				Name:     "kind",
				Label:    "报送对象",
				Options:  kinds,
				Optional: true,
				Prompt:   "-",
			}, ui.Check{Name: "waiting", Label: "只看待签收的", Checked: f.Waiting}}}
	if f.Search != "" || f.Kind != "" || f.Waiting {
		page.Filter.Clear = dispatchesPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(dispatchesPath, "q", f.Search, "kind", string(f.Kind), "waiting", q.Get("waiting"), "before", idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{dispatchTable(all, false)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func (s *Server) dispatchOf(r *http.Request) (x store.Dispatch, err error) {
	if err := authz.Check(actor(r), authz.ViewMatters); err != nil {
		return x, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return x, err
	}
	return s.db.DispatchFor(r.Context(), actor(r), id)
}

// dispatch shows one letter with its receipt and use.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) error {
	return s.showDispatch(w, r, http.StatusOK, typed{})
}

func (s *Server) showDispatch(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.dispatchOf(r)
	if err != nil {
		return err
	}
	path := supervision.DispatchPath(x.ID)
	page := staff.BoardPage{
		Frame:    s.frame(r, x.Title, supervisionCrumb, dispatchCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Over: cmp.Or(x.Number, "报送反馈"), Title: x.Title, Tag: dispatchTag(x)},
	}
	text := staff.Panel{
		Card:    ui.Card{Title: "内容"},
		Text:    []string{x.Recipient + "："},
		Prose:   strings.Split(unixLines(x.Body), "\n"),
		Buttons: []ui.Button{{Label: "打印", Href: path + "/print", Kind: ui.Plain}},
	}
	facts := staff.Panel{Card: ui.Card{Title: "报送情况"}, Summary: ui.Summary{s.dispatchSource(r, x),
		{Key: "报送对象", Value: x.Recipient, Note: x.Kind.Label()}, {Key: "报送", Value: x.SentOn.String(), Note: x.SentBy}}}
	if !x.ReceivedOn.IsZero() {
		facts.Summary = append(facts.Summary, ui.Item{Key: "签收", Value: x.ReceivedOn.String(), Note: x.ReceivedBy})
	}
	if x.Use != "" {
		facts.Summary = append(facts.Summary, ui.Item{Key: "运用", Value: x.Use.Label(), Note: strings.TrimSpace(x.UsedOn.String() + "　" + x.UseNote)})
	}
	day := func(act, name, label string) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium}, s.today().ISO())
	}
	own, err := s.actsFor(r, x.OrganID)
	if err != nil {
		return err
	}
	if x.ReceivedOn.IsZero() && authz.Can(actor(r), authz.ReceiveDispatch) && (own || actor(r).Has(authz.RoleClerk)) {
		page.Panels = append(page.Panels, staff.Panel{
			Card: ui.Card{Title: "登记签收"},
			Forms: []staff.PanelForm{
				{Form: ui.Form{Action: path + "/receive", Guard: true}, Fields: []templ.Component{day("receive", "received_on", "签收日期"),
					t.text("receive", ui.Text{Name: "received_by", Label: "签收人", Width: ui.Medium},
						yesNo(own, actor(r).Name, ""))}, Buttons: []ui.Button{{Label: "登记签收"}}},
			},
		})
	} else if authz.Can(actor(r), authz.NoteDispatchUse) {
		var uses []ui.Option
		for _, u := range supervision.Uses {
			uses = append(uses, ui.Option{Value: string(u), Label: u.Label(), Chosen: t.value("use", "use", string(x.Use)) == string(u)})
		}
		title := yesNo(x.Use == "", "登记运用情况", "更新运用情况")
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: title}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/use", Guard: true}, Fields: []templ.Component{day("use", "used_on", "日期"),
			ui.Radios{Name: "use", Label: "运用", Options: uses, Error: t.wrong("use", "use")}, t.area("use", ui.Area{Name: "note", Label: "说明", Optional: true, Rows: 3}, x.UseNote)}, Buttons: []ui.Button{{Label: title}}}}})
	}
	page.Panels, page.Aside = append(page.Panels, text), []staff.Panel{facts}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// dispatchSource says what a letter is about, as far as the reader may know.
func (s *Server) dispatchSource(r *http.Request, x store.Dispatch) ui.Item {
	switch {
	case x.RemovalID != 0:
		from := ui.Item{Key: "来自", Value: supervision.SuggestRemoval.Label(), Note: "主任会议"}
		if _, err := s.db.RemovalFor(r.Context(), actor(r), x.RemovalID); err == nil {
			from.Href = open(actor(r), removalPath(x.RemovalID))
		}
		return from
	case x.MatterTitle == "":
		return ui.Item{Key: "来自", Value: "常委会"}
	}
	return ui.Item{Key: "来自", Value: x.MatterTitle, Note: x.MatterKind.Label(), Href: s.matterHref(r, x.MatterKind, x.MatterID)}
}

func (s *Server) receiveDispatch(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	on := f.day("received_on")
	err = f.err(func() error { return s.flow.ReceiveDispatch(r.Context(), actor(r), id, on, f.value("received_by")) })
	return s.answer(w, r, "receive", err, "签收已登记。", supervision.DispatchPath(id), s.showDispatch)
}

func (s *Server) useDispatch(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	on := f.day("used_on")
	err = f.err(func() error {
		return s.flow.NoteDispatchUse(r.Context(), actor(r), id, on, supervision.Use(f.value("use")), f.value("note"))
	})
	return s.answer(w, r, "use", err, "运用情况已登记。", supervision.DispatchPath(id), s.showDispatch)
}

func (s *Server) printDispatch(w http.ResponseWriter, r *http.Request) error {
	x, err := s.dispatchOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: x.Title, Href: supervision.DispatchPath(x.ID)},
		document.OfficialLetter(county, document.Letter{Name: "报送函", Number: x.Number, Title: x.Title, Recipient: x.Recipient, Body: x.Body, On: x.SentOn}))
}

// newDispatch is the form of a letter about a matter, one of its rectifications or opinions (报送反馈).
func (s *Server) newDispatch(w http.ResponseWriter, r *http.Request) error {
	return s.showNewDispatch(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewDispatch(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "dispatch"
	if err := authz.Check(actor(r), authz.SendDispatch); err != nil {
		return err
	}
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	organs, err := s.matterOrganOptions(r, m, t.value(act, "organ", ""))
	if err != nil {
		return err
	}
	organs = append([]ui.Option{{Value: "", Label: "不在其中"}}, organs...)
	rect, opinion := formOrQuery(r, "rectification"), formOrQuery(r, "opinion")
	title, body := "关于报送“"+m.Title+"”情况的函", "现将“"+m.Title+"”的有关情况报送你们。\n\n请把报送的情况作为考核和任用干部的依据，并将运用情况函告我们。"
	if m.Kind.Confidential() { // the letter tells nobody of a petition
		title, body = "", "现将有关情况报送你们。\n\n请研究处理，并将处理情况函告我们。"
	}
	if rect != 0 {
		x, err := s.db.RectificationFor(r.Context(), actor(r), rect)
		if err != nil {
			return err
		}
		title = "关于报送“" + x.Title + "”整改情况的函"
		body = "现将" + x.Subject + "“" + x.Title + "”的整改情况报送你们。\n整改现在的情况：" + rectTag(x.Rectification,
			s.today()).Label + "。" + x.ResultText + "\n请把报送的情况作为考核和任用干部的依据，并将运用情况函告我们。"
	}
	var kinds []ui.Option
	for _, k := range supervision.Recipients() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label(), Hint: k.Name(county.Name), Chosen: t.value(act, "kind", "") == string(k)})
	}
	var names []string
	for _, k := range supervision.Recipients() {
		if n := k.Name(county.Name); n != "" {
			names = append(names, n)
		}
	}
	form := staff.PanelForm{Form: ui.Form{Action: matterFilesPath(m.ID) + "/dispatch", Guard: true}, Fields: []templ.Component{
		ui.Hidden{Name: "rectification", Value: idText(rect)}, ui.Hidden{Name: "opinion", Value: idText(opinion)},
		ui.Radios{Name: "kind", Label: "报送对象", Options: kinds, Error: t.wrong(act, "kind")},
		t.text(act, ui.Text{Name: "recipient", Label: "收件机关全称", Width: ui.Wide, Suggest: names}, ""),
		ui.Select{Name: "organ", Label: "收件机关在本系统有账号的", Options: organs, Optional: true, Prompt: "-", Hint: "选择后，该机关登录也能看到这份报送件。"},
		t.text(act, ui.Text{Name: "number", Label: "文号", Width: ui.Medium, Optional: true}, ""),
		t.text(act, ui.Text{Name: "title", Label: "标题", Width: ui.Wide}, title),
		t.area(act, ui.Area{Name: "body", Label: "内容", Rows: 8}, body),
		t.text(act, ui.Text{Name: "sent_on", Label: "报送日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
	}, Buttons: []ui.Button{{Label: "报送"}, {Label: "返回", Href: matterPath(m.Kind, m.ID), Kind: ui.Plain}}}
	page := staff.BoardPage{Frame: s.frame(r, "报送反馈", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
		Heading: ui.Heading{Over: m.Title, Title: "报送反馈", Lead: "保存后可以打印成函；签收和运用情况随后登记。"}, Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// formOrQuery is an id that the form sends, or the address names when the form is shown at first.
func formOrQuery(r *http.Request, name string) int64 {
	id, _ := strconv.ParseInt(r.FormValue(name), 10, 64)
	return max(id, 0)
}

func (s *Server) sendDispatch(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.DispatchForm{
		Kind:            supervision.Recipient(f.value("kind")),
		Recipient:       f.value("recipient"),
		OrganID:         f.id("organ"),
		RectificationID: f.id("rectification"),
		OpinionID:       f.id("opinion"),
		Title:           f.value("title"),
		Body:            r.PostFormValue("body"),
		Number:          f.value("number"),
		SentOn:          f.day("sent_on"),
	}
	var id int64
	err = f.err(func() (err error) { id, err = s.flow.SendDispatch(r.Context(), actor(r), m.ID, x); return err })
	return s.answer(w, r, "dispatch", err, "已报送。", supervision.DispatchPath(id), s.showNewDispatch)
}
