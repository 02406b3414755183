package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const supervisionPath = "/supervision"

var supervisionCrumb = ui.Link{Label: "任后监督", Href: supervisionPath}

// supervisionTabs are the pages of supervision, shown above each of its lists in the order of the work: planned, reported,
// reviewed and rated; heard, asked and put right; audited, suggested and told; ended; sent on and counted.
var supervisionTabs = []struct {
	label, href string
	action      authz.Action
}{
	{"总览", supervisionPath, authz.ViewMatters},
	{"年度计划", plansPath, authz.ViewPlans},
	{"述职报告", dutyHome, authz.ViewDuty},
	{"评议", reviewsPath, authz.ViewRatings},
	{"测评", ratingsPath, authz.ViewRatings},
	{"报告和三察", oversightPath, authz.ViewMatters},
	{"询问质询", inquiriesPath, authz.ViewInquiries},
	{"审议意见", deliberationsPath, authz.ViewMatters},
	{"整改", rectificationsPath, authz.ViewMatters},
	{"审计", auditsPath, authz.ViewInquiries},
	{"代表建议", suggestionsPath, authz.ViewInquiries},
	{"信访", petitionsPath, authz.ViewPetitions},
	{"纠正通知", correctionsPath, authz.ViewInquiries},
	{"外来记录", recordsPath, authz.ViewRecords},
	{"撤职罢免", removalsPath, authz.ViewRemovals},
	{"报送反馈", dispatchesPath, authz.ViewMatters},
	{"覆盖", coveragePath, authz.ViewDuty},
	{"监督统计", figuresPath, authz.ViewDuty},
}

func supervisionTabsAt(who authz.Actor, href string) ui.Tabs {
	var tabs ui.Tabs
	for _, t := range supervisionTabs {
		if authz.Can(who, t.action) {
			tabs = append(tabs, ui.Link{Label: t.label, Href: t.href, Current: t.href == href})
		}
	}
	return tabs
}

// matterPath is where a matter's own page stands: /supervision/reviews/7.
func matterPath(k supervision.Kind, id int64) string {
	return fmt.Sprintf("%s/%s/%d", supervisionPath, k.Path(), id)
}

// supervised reads the matter an address names, of one of the kinds, as far as the person may see it.
func (s *Server) supervised(r *http.Request, kinds ...supervision.Kind) (m store.Matter, err error) {
	if err := authz.Check(actor(r), authz.ViewMatters); err != nil {
		return m, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return m, err
	}
	if m, err = s.db.MatterFor(r.Context(), actor(r), id); err != nil {
		return m, err
	}
	if len(kinds) > 0 && !slices.Contains(kinds, m.Kind) {
		return m, errs.New(errs.NotFound, "查无此%s，请返回列表重新查找。", kinds[0].Label())
	}
	return m, nil
}

// visibleKinds are the kinds of which a person may see every matter.
func visibleKinds(who authz.Actor) []supervision.Kind {
	all := supervision.Kinds()
	if who.Has(authz.RoleClerk, authz.RoleChair) {
		return all
	}
	return slices.DeleteFunc(all, supervision.Kind.Confidential)
}

// supervisionHome lists all matters of a year (任后监督总览); an organ sees those in which it has a part, and so does
// an appointee.
func (s *Server) supervisionHome(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewMatters); err != nil {
		return err
	}
	q := r.URL.Query()
	year, _ := strconv.Atoi(q.Get("year"))
	kind, search := supervision.Kind(q.Get("kind")), strings.TrimSpace(q.Get("q"))
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	f := store.MatterFilter{Kinds: visibleKinds(who), Year: year, Open: q.Get("open") != "", Search: search, Before: before, Limit: listSize(r) + 1}
	if slices.Contains(f.Kinds, kind) {
		f.Kinds = []supervision.Kind{kind}
	}
	everything := "全部"
	if !who.Has(authz.RoleClerk, authz.RoleChair, authz.RoleOperator, authz.RoleMember) {
		f.OrganID, f.PersonID, f.Told = cmp.Or(who.OrganID, -1), 0, true
		if who.PersonID != 0 {
			f.OrganID, f.PersonID = 0, who.PersonID
		}
	} else { // the reports of everybody come at once and would fill the first page; they have a list of their own
		everything = "全部（述职报告另列）"
		if len(f.Kinds) > 1 && search == "" {
			f.Kinds = slices.DeleteFunc(f.Kinds, func(k supervision.Kind) bool { return k == supervision.DutyReport })
		}
	}
	all, err := s.db.Matters(r.Context(), f)
	if err != nil {
		return err
	}
	page := staff.RegisterListPage{Frame: s.frame(r, "任后监督"), Tabs: supervisionTabsAt(who, supervisionPath),
		Heading: ui.Heading{Title: "任后监督", Lead: "任命之后的每一件监督事项：从计划、办理到办结，都记入责任人的任职档案。"},
		Filter:  ui.Filter{Action: supervisionPath, Label: "查找"}}
	options := []ui.Option{{Value: "", Label: everything, Chosen: kind == ""}}
	for _, k := range visibleKinds(who) {
		options = append(options, ui.Option{Value: string(k), Label: k.Label(), Chosen: k == kind})
	}
	page.Fields = []templ.Component{ui.Text{Name: "q", Label: "名称或者拼音首字母", Width: ui.Medium, Optional: true, Value: search},
		ui.Select{Name: "kind", Label: "种类", Options: options, Optional: true, Prompt: "-"},
		ui.Text{Name: "year", Label: "年度", Width: ui.Short, Optional: true, Value: q.Get("year")},
		ui.Check{Name: "open", Label: "只看未办结的", Checked: f.Open}}
	if search != "" || kind != "" || year != 0 || f.Open {
		page.Filter.Clear = supervisionPath
	}
	if len(all) > listSize(r) {
		all = all[:listSize(r)]
		page.Pager.Next = withQuery(supervisionPath, "q", search, "kind", string(kind), "year", q.Get("year"), "open", q.Get("open"), "before",
			idText(all[listSize(r)-1].ID))
	}
	page.Tables = []ui.Table{s.matterTable(all)}
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

// matterTable lists matters of any kind.
func (s *Server) matterTable(all []store.Matter) ui.Table {
	t := ui.Table{Caption: "监督事项", HideCaption: true, Empty: "没有符合条件的监督事项。",
		Columns: []ui.Column{
			{Label: "事项"},
			{Label: "种类", Narrow: true},
			{Label: "涉及"},
			{Label: "年度", Numeric: true, Narrow: true},
			{Label: "情况", Narrow: true},
		}}
	for _, m := range all {
		tag := ui.Tag{State: ui.Doing, Label: "在办"}
		if !m.Open() {
			tag = ui.Tag{State: ui.Done, Label: "办结"}
		}
		t.Rows = append(t.Rows, ui.Row{Href: matterPath(m.Kind, m.ID), Cells: []ui.Cell{{Text: m.Title}, {Text: m.Kind.Label()},
			{Text: cmp.Or(m.Organs, m.People), Note: andNote(m)}, {Text: strconv.Itoa(m.Year)}, {Tag: tag}}})
	}
	return t
}

func andNote(m store.Matter) string {
	if m.Organs == "" {
		return ""
	}
	return m.People
}

// matterPeoplePanel shows whom and which units a matter concerns.
func matterPeoplePanel(who authz.Actor, people []store.MatterPerson, organs []store.MatterOrgan) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "涉及的人员和单位", ID: "people"}}
	for _, o := range organs {
		p.Summary = append(p.Summary, ui.Item{Key: o.Part.Label(), Value: o.Name})
	}
	for _, x := range people {
		p.Summary = append(p.Summary, ui.Item{Key: x.Part.Label(), Value: listName(x.Name, x.Sex), Note: x.Office, Href: open(who, personPath(x.PersonID))})
	}
	if len(p.Summary) == 0 {
		p.Text = []string{"还没有确定责任人和责任单位。"}
	}
	return p
}

// matterRecordsPanel shows what was done for a matter, with its papers and photographs.
func matterRecordsPanel(m store.Matter, records []store.MatterRecord) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "过程记载", ID: "records"}, Table: ui.Table{Caption: "过程记载", HideCaption: true, Empty: "还没有记载。",
		Columns: []ui.Column{{Label: "日期", Narrow: true}, {Label: "方式", Narrow: true}, {Label: "内容"}, {Label: "承办"}}}}
	for _, x := range records {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: x.HeldOn.ISO()}, {Text: x.Kind}, {Text: x.Title, Note: x.Body}, {Text: x.ByWhom}}})
		for _, f := range x.Files {
			p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{}, {Text: "附件"}, {Text: f.Title, Href: matterFilePath(m.ID, f.FileID)}, {}}})
		}
	}
	return p
}

// recordMethods are what may be chosen as the kind of a record.
func (s *Server) recordMethods(ctx context.Context, m store.Matter) ([]string, error) {
	switch {
	case slices.Contains(supervision.OversightKinds, m.Kind):
		return append(slices.Clone(supervision.InspectionMethods), "其他"), nil
	case slices.Contains(supervision.ReviewKinds, m.Kind):
		_, p, err := s.db.PolicyOn(ctx, s.today())
		return p.Supervision.Review.Methods, err
	}
	return supervision.Methods, nil
}

// recordFold is the form of a record behind its title, where other work comes first.
func (s *Server) recordFold(ctx context.Context, m store.Matter) (staff.PanelFold, error) {
	methods, err := s.recordMethods(ctx, m)
	form := s.matterRecordForm(m, methods, typed{})
	return staff.PanelFold{Title: form.Card.Title, Forms: form.Forms}, err
}

// matterRecordForm writes down what was done; methods are what may be chosen as its kind.
func (s *Server) matterRecordForm(m store.Matter, methods []string, t typed) staff.Panel {
	const act = "record"
	options := make([]ui.Option, len(methods))
	for i, v := range methods {
		options[i] = ui.Option{Value: v, Label: v, Chosen: t.value(act, "kind", "") == v}
	}
	form := staff.PanelForm{Form: ui.Form{Action: matterFilesPath(m.ID) + "/records", Guard: true, Files: true}, Fields: []templ.Component{
		ui.Select{Name: "kind", Label: "方式", Options: options, Error: t.wrong(act, "kind")},
		t.text(act, ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
		t.text(act, ui.Text{Name: "title", Label: "做了什么", Width: ui.Wide}, ""),
		t.area(act, ui.Area{Name: "body", Label: "情况", Optional: true, Rows: 5}, ""),
		t.text(act, ui.Text{Name: "by_whom", Label: "承办人员", Optional: true, Width: ui.Wide}, ""),
		ui.Files{Name: "files", Label: "材料和照片", Optional: true, Multiple: true, Error: t.wrong(act, "files")},
	}, Buttons: []ui.Button{{Label: "登记", Kind: ui.Plain}}}
	return staff.Panel{Card: ui.Card{Title: "登记过程", ID: "new-record"}, Forms: []staff.PanelForm{form}}
}

func matterFilesPath(id int64) string { return fmt.Sprintf("%s/matters/%d", supervisionPath, id) }

func matterFilePath(id, file int64) string {
	return fmt.Sprintf("%s/files/%d", matterFilesPath(id), file)
}

// matterFile sends a paper or photograph of a matter to somebody who may see it.
func (s *Server) matterFile(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	files, err := s.db.MatterFiles(r.Context(), m.ID)
	if err != nil {
		return err
	}
	return s.sendOneOf(w, r, files)
}

// recordMatter writes down what was done for a matter (登记监督过程) and shows the matter again, or the form with what
// was typed.
func (s *Server) recordMatter(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.MatterRecordForm{Kind: f.value("kind"), HeldOn: f.day("held_on"), Title: f.value("title"), Body: f.value("body"), ByWhom: f.value("by_whom")}
	if x.Files, err = uploads(r, "files"); err != nil {
		return err
	}
	methods, err := s.recordMethods(r.Context(), m)
	if err != nil {
		return err
	}
	err = f.err(func() error { return s.flow.RecordMatter(r.Context(), actor(r), m.ID, x) })
	return s.answer(w, r, "record", err, "已登记。", matterPath(m.Kind, m.ID)+"#records", func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		page := staff.BoardPage{Frame: s.frame(r, "登记过程", supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}), Problems: t.problems,
			Heading: ui.Heading{Over: m.Title, Title: "登记过程"}}
		page.Panels = []staff.Panel{s.matterRecordForm(m, methods, t.lostFile(r, "files"))}
		page.Frame.Invalid = true
		return s.render(w, r, status, staff.Board(page))
	})
}

// matterTasks are what of supervision waits for a person, a group for each matter.
func (s *Server) matterTasks(ctx context.Context, who authz.Actor) (due, coming []staff.DeskGroup, err error) {
	if !authz.Can(who, authz.ViewMatters) {
		return nil, nil, nil
	}
	today := s.today()
	all, err := s.db.MatterTasksFor(ctx, who, today, deskLimit)
	if err != nil {
		return nil, nil, err
	}
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].MatterID == all[0].MatterID {
			n++
		}
		g := staff.DeskGroup{Title: all[0].Title, Over: all[0].Kind.Label(), Href: matterPath(all[0].Kind, all[0].MatterID)}
		if all[0].Kind == "" { // out of a matter of which the person may not know
			g.Over, g.Href = "常委会交办", all[0].Path
		}
		urgent := false
		for _, t := range all[:n] {
			g.Tasks = append(g.Tasks, matterDeskTask(t, today))
			urgent = urgent || !t.Due.IsZero() && !t.Due.After(today)
		}
		if urgent {
			due = append(due, g)
		} else {
			coming = append(coming, g)
		}
		all = all[n:]
	}
	return due, coming, nil
}

func matterDeskTask(t store.MatterTask, today calendar.Day) ui.Task {
	task := ui.Task{Label: t.Label, Hint: t.Hint, Href: t.Path, Tag: ui.Tag{State: ui.Todo, Label: "待办"}}
	if !t.Due.IsZero() {
		task.Hint = joinHint(t.Hint, dueWords(t.Due, today))
		if t.Due.Before(today) {
			task.Tag = ui.Tag{State: ui.Stop, Label: "逾期"}
		}
	}
	return task
}
