package server

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// pageAgain shows a page again with what was typed into a refused form.
type pageAgain func(w http.ResponseWriter, r *http.Request, status int, t typed) error

// acted makes a handler of one act on the thing that the address names: read reads the form and returns the deed. The
// browser goes back to the page above; a form filled in wrongly is shown again.
func (s *Server) acted(act, done string, again pageAgain, read func(r *http.Request, f *fields, id int64) func() error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		f := typedIn(r)
		do := read(r, f, id)
		return s.answer(w, r, act, f.err(do), done, path.Dir(r.URL.Path), again)
	})
}

// actPanel is a panel with one form that posts to an act below the page's address.
func actPanel(title, action string, text []string, button ui.Button, fields ...templ.Component) staff.Panel {
	form := ui.Form{Action: action, Guard: len(fields) > 0}
	for _, f := range fields {
		if _, ok := f.(ui.Files); ok {
			form.Files = true
		}
	}
	return staff.Panel{
		Card:  ui.Card{Title: title, ID: path.Base(action)},
		Text:  text,
		Forms: []staff.PanelForm{{Form: form, Fields: fields, Buttons: []ui.Button{button}}},
	}
}

// organOptions offers every unit, those chosen marked.
func (s *Server) organOptions(ctx context.Context, chosen func(id string) bool) ([]ui.Option, error) {
	all, err := s.db.Organs(ctx, false)
	if err != nil {
		return nil, err
	}
	options := make([]ui.Option, len(all))
	for i, o := range all {
		options[i] = ui.Option{Value: idText(o.ID), Label: o.Name, Chosen: chosen != nil && chosen(idText(o.ID))}
	}
	return options, nil
}

// answeringOrgans offers the organs that answer to the committee, those chosen marked: the government and its departments, the
// supervisory commission, the court and the procuratorate, not the congress's own and not the Party's 〔监督法 第四十七条、第五十一条〕.
func (s *Server) answeringOrgans(ctx context.Context, chosen func(id string) bool) ([]ui.Option, error) {
	all, err := s.db.Organs(ctx, false)
	if err != nil {
		return nil, err
	}
	var options []ui.Option
	for _, o := range all {
		if o.Kind != "congress" && o.Kind != "party" {
			options = append(options, ui.Option{Value: idText(o.ID), Label: o.Name, Chosen: chosen(idText(o.ID))})
		}
	}
	return options, nil
}

// is marks the one option with a value.
func is(value string) func(string) bool { return func(v string) bool { return v == value && v != "" } }

// holderSuggestions are offered while the name of an appointee is typed: 贾思源（示例县财政局局长）.
func (s *Server) holderSuggestions(ctx context.Context) ([]string, error) {
	all, err := s.db.HoldersOn(ctx, s.today())
	if err != nil {
		return nil, err
	}
	out := make([]string, 0, len(all))
	for _, h := range all {
		if h.Name != "" {
			out = append(out, h.Name+"（"+h.Title+"）")
		}
	}
	return out, nil
}

// person reads whom a name in a form means: 贾思源, 贾思源（示例县财政局局长） or 贾思源 1980.01.
func (s *Server) person(ctx context.Context, f *fields, field string) int64 {
	text := strings.TrimSpace(f.value(field))
	name, _, _ := strings.Cut(text, "（")
	name, born, _ := strings.Cut(strings.Join(strings.Fields(name), " "), " ")
	if name == "" {
		return 0
	}
	var month calendar.Day
	if born != "" {
		if clean, problem := document.CleanMonth(born); problem == "" {
			month, _ = calendar.Parse(clean[:4] + "-" + clean[5:] + "-01")
		}
	}
	found, err := s.db.FindPerson(ctx, name, month)
	switch {
	case err != nil || len(found) == 0:
		f.wrong(field, "名册中没有“"+name+"”，请核对姓名，或者先登记人员。")
		return 0
	case len(found) > 1:
		f.wrong(field, fmt.Sprintf("名册中有 %d 位“%s”，请在姓名后空一格写上出生年月，如“%s %s”。", len(found), name, name, monthText(found[0].Born)))
		return 0
	}
	return found[0].ID
}

// memberChecks offers the members of the committee as boxes, without the person who asks.
func (s *Server) memberChecks(ctx context.Context, name, label string, besides map[int64]bool, t typed, act string) (ui.Checks, error) {
	c := ui.Checks{Name: name, Label: label, Columns: true, Error: t.wrong(act, name)}
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return c, err
	}
	members, err := s.db.Members(ctx, term.ID, s.today())
	if err != nil {
		return c, err
	}
	for _, m := range members {
		if !besides[m.ID] {
			c.Options = append(c.Options, ui.Option{Value: idText(m.ID), Label: m.Name, Chosen: t.chosen(act, name, idText(m.ID), false)})
		}
	}
	return c, nil
}

// signatureTable shows who signed.
func signatureTable(all []store.Signature) ui.Table {
	table := ui.Table{
		Caption:     "联名情况",
		HideCaption: true,
		Empty:       "还没有人联名。",
		Columns:     []ui.Column{{Label: "组成人员"}, {Label: "签署", Narrow: true}, {Label: "时间", Narrow: true}},
	}
	for _, x := range all {
		tag, when := ui.Tag{State: ui.Todo, Label: "待签署"}, minute(x.AskedAt)+"请求"
		switch {
		case !x.SignedAt.IsZero():
			tag, when = ui.Tag{State: ui.Done, Label: "已签署"}, minute(x.SignedAt)
		case !x.DeclinedAt.IsZero():
			tag, when = ui.Tag{State: ui.Idle, Label: "不参加"}, minute(x.DeclinedAt)
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Tag: tag}, {Text: when}}})
	}
	return table
}

// waitsFor reports whether a member was asked to sign and has not answered.
func waitsFor(all []store.Signature, member int64) bool {
	for _, x := range all {
		if x.MemberID == member && member != 0 {
			return x.SignedAt.IsZero() && x.DeclinedAt.IsZero()
		}
	}
	return false
}

// hasSigned reports whether a member signed.
func hasSigned(all []store.Signature, member int64) bool {
	for _, x := range all {
		if x.MemberID == member && member != 0 {
			return !x.SignedAt.IsZero()
		}
	}
	return false
}

// matterBoard begins the page of one matter, with the tasks that wait for it.
func (s *Server) matterBoard(r *http.Request, m store.Matter, list ui.Link, stages ui.Stages, t typed) (staff.BoardPage, error) {
	tag := ui.Tag{State: ui.Doing, Label: "在办"}
	if !m.Open() {
		tag = ui.Tag{State: ui.Done, Label: "办结"}
	}
	list.Href = open(actor(r), list.Href)
	page := staff.BoardPage{Frame: s.frame(r, m.Title, supervisionCrumb, list), Problems: t.problems,
		Heading: ui.Heading{Over: m.Kind.Label(), Title: m.Title, Tag: tag, Lead: m.Outcome}}
	page.Frame.Invalid = len(t.problems) > 0
	if len(stages) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Stages: stages})
	}
	if m.PlanItemID != 0 && authz.Can(actor(r), authz.ViewPlans) {
		i, err := s.db.PlanItem(r.Context(), m.PlanItemID)
		if err != nil {
			return page, err
		}
		page.Aside = append(page.Aside, staff.Panel{
			Card:    ui.Card{Title: "年度计划"},
			Summary: ui.Summary{{Key: fmt.Sprintf("%d 年 %d 月", i.Year, i.Month), Value: i.Title, Href: planItemPath(i)}},
		})
	}
	tasks, err := s.db.TasksOfMatter(r.Context(), m.ID)
	if err != nil || len(tasks) == 0 {
		return page, err
	}
	p := staff.Panel{Card: ui.Card{Title: "还要办"}}
	for _, x := range tasks {
		if who := actor(r); !who.Has(authz.RoleClerk, authz.RoleChair) && !who.Has(authz.Role(x.By)) {
			continue
		}
		task := matterDeskTask(x, s.today())
		task.Href = ""
		by, err := s.taskOf(r.Context(), x)
		if err != nil {
			return page, err
		}
		task.Hint = joinHint(by, task.Hint)
		p.Tasks = append(p.Tasks, task)
	}
	if len(p.Tasks) > 0 {
		page.Aside = append(page.Aside, p)
	}
	return page, nil
}

// taskOf names who has to do something for a matter: the unit or the person where it is one, so that no two lines read alike.
func (s *Server) taskOf(ctx context.Context, x store.MatterTask) (string, error) {
	switch {
	case x.By == supervision.PartyOrgan && x.OrganID != 0:
		o, err := s.db.Organ(ctx, x.OrganID)
		return o.Name, err
	case x.By == supervision.PartyAppointee && x.PersonID != 0:
		p, err := s.db.Person(ctx, x.PersonID)
		return p.Name, err
	}
	return partyLabel(x.By), nil
}

var partyLabels = map[supervision.Party]string{supervision.PartyClerk: "工委", supervision.PartyChair: "主任会议", supervision.PartyOperator: "会务",
	supervision.PartyOrgan: "有关单位", supervision.PartyAppointee: "本人"}

func partyLabel(p supervision.Party) string { return partyLabels[p] }

// stageLine draws the stages of a kind; those before the present one are done.
func stageLine(now string, closed bool, stages ...[2]string) ui.Stages {
	var line ui.Stages
	at := len(stages)
	for i, x := range stages {
		if x[0] == now {
			at = i
		}
	}
	for i, x := range stages {
		state := ui.StageLater
		switch {
		case i < at || closed:
			state = ui.StageDone
		case i == at:
			state = ui.StageNow
		}
		line = append(line, ui.Stage{Label: x[1], State: state})
	}
	return line
}

// item is a row of a summary, left out when there is nothing to say.
func item(s ui.Summary, key, value string) ui.Summary {
	if value == "" {
		return s
	}
	return append(s, ui.Item{Key: key, Value: value})
}

// filePanel shows the papers of a matter.
func filePanel(m store.Matter, files []store.MatterFile) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "材料", ID: "files"}, Table: ui.Table{Caption: "材料", HideCaption: true, Columns: []ui.Column{{Label: "文件"}}}}
	for _, f := range files {
		if f.RecordID == 0 {
			p.Table.Rows = append(p.Table.Rows, ui.Row{Href: matterFilePath(m.ID, f.FileID), Cells: []ui.Cell{{Text: f.Title}}})
		}
	}
	return p
}
