package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func groupsPath(m store.Meeting) string { return meetingPath(m.ID) + "/groups" }

func groupTitle(n int) string { return "第" + document.Numeral(n) + "组" }

// maxGroups is more than a standing committee of a county has.
const maxGroups = 6

// inGroup lists the members and the observers of a group by name.
func inGroup(n int, list []store.Attendee, observers []store.Observer) (members, beside []string) {
	for _, a := range list {
		if a.Group == n {
			members = append(members, a.Name)
		}
	}
	for _, o := range observers {
		if o.Group == n {
			beside = append(beside, o.Name)
		}
	}
	return members, beside
}

// groupSentence is a group as the minutes name it.
func groupSentence(g store.Group, list []store.Attendee, observers []store.Observer) string {
	members, beside := inGroup(g.Number, list, observers)
	text := groupTitle(g.Number) + "，召集人" + g.Convener + "，成员" + strings.Join(members, "、")
	if len(beside) > 0 {
		text += "，列席" + strings.Join(beside, "、")
	}
	return text
}

// showGroups is where the groups of the deliberation are arranged.
func (s *Server) showGroups(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.SetGroups); err != nil {
		return err
	}
	ctx := r.Context()
	list, err := s.db.Attendance(ctx, m.ID)
	if err != nil {
		return err
	}
	observers, err := s.db.Observers(ctx, m.ID)
	if err != nil {
		return err
	}
	groups, err := s.db.Groups(ctx, m.ID)
	if err != nil {
		return err
	}
	var plans []workflow.GroupPlan
	for _, g := range groups {
		members, beside := inGroup(g.Number, list, observers)
		plans = append(plans, workflow.GroupPlan{Convener: g.Convener, Place: g.Place, Members: members, Observers: beside})
	}
	lead := "全体会议审议的，不用分组。"
	if n, err := strconv.Atoi(r.URL.Query().Get("split")); err == nil && n > 1 && n <= maxGroups {
		plans, lead = workflow.SplitEvenly(list, observers, n), fmt.Sprintf("按名单次序平均分为 %d 组，还没有保存。请核对召集人和地点后保存。", n)
	}
	count, _ := strconv.Atoi(t.value("groups", "count", strconv.Itoa(len(plans))))
	page := s.board(r, m, "审议分组", t)
	page.Heading.Over, page.Heading.Lead = meetingTitle(m), lead
	split := staff.Panel{Card: ui.Card{Title: "平均分组"}}
	for n := 2; n <= 4; n++ {
		split.Buttons = append(split.Buttons,
			ui.Button{Label: fmt.Sprintf("分为 %d 组", n), Kind: ui.Plain, Href: withQuery(groupsPath(m), "split", strconv.Itoa(n))})
	}
	page.Aside = []staff.Panel{split}
	if m.Phase == meeting.Closed {
		page.Aside = nil
	}
	form := staff.PanelForm{
		Form:    ui.Form{Action: groupsPath(m), Guard: true},
		Fields:  []templ.Component{ui.Hidden{Name: "count", Value: strconv.Itoa(count)}},
		Buttons: []ui.Button{{Label: "保存分组"}},
	}
	for i := range min(count, maxGroups) {
		p := workflow.GroupPlan{}
		if i < len(plans) {
			p = plans[i]
		}
		field := func(name string) string { return fmt.Sprintf("%s-%d", name, i+1) }
		area := func(name, label, hint string, names []string) ui.Area {
			return t.area("groups", ui.Area{Name: field(name), Label: groupTitle(i+1) + label, Hint: hint, Rows: 2, Optional: name == "observers"},
				strings.Join(names, "、"))
		}
		form.Fields = append(
			form.Fields,
			t.text("groups", ui.Text{Name: field("convener"), Label: groupTitle(i+1) + "召集人", Width: ui.Medium, Suggest: p.Members}, p.Convener),
			t.text("groups", ui.Text{Name: field("place"), Label: groupTitle(i+1) + "地点", Width: ui.Medium, Optional: true}, p.Place),
			area("members", "组成人员", "姓名之间用顿号隔开。", p.Members),
			area("observers", "列席、旁听人员", "", p.Observers),
		)
	}
	panel := staff.Panel{Card: ui.Card{Title: "分组", ID: "groups"}}
	if count == 0 {
		panel.Text = []string{"还没有分组。先选择分为几组。"}
	} else if m.Phase != meeting.Closed {
		panel.Forms = []staff.PanelForm{form}
		if len(groups) > 0 {
			panel.Forms = append(panel.Forms, staff.PanelForm{Form: ui.Form{Action: groupsPath(m), Class: "inline"}, Fields: []templ.Component{ui.Hidden{Name: "count", Value: "0"}}, Buttons: []ui.Button{{Label: "取消分组", Kind: ui.Plain}}})
		}
	}
	page.Panels = []staff.Panel{panel}
	return s.render(w, r, status, staff.Board(page))
}

// setGroups keeps them (编排审议分组).
func (s *Server) setGroups(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	count, _ := strconv.Atoi(r.PostFormValue("count"))
	var plans []workflow.GroupPlan
	for n := 1; n <= min(count, maxGroups); n++ {
		value := func(name string) string { return r.PostFormValue(fmt.Sprintf("%s-%d", name, n)) }
		plans = append(plans, workflow.GroupPlan{
			Convener:  strings.TrimSpace(value("convener")),
			Place:     value("place"),
			Members:   names(value("members")),
			Observers: names(value("observers")),
		})
	}
	err := s.flow.SetGroups(r.Context(), actor(r), m.ID, plans)
	return s.answer(w, r, "groups", err, "分组已保存。", groupsPath(m), again(m, s.showGroups))
}

// names reads a list of names.
func names(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("、，,；;\n\r\t ", c) })
}

// groupsPanel shows on the console which groups have reported on an item.
func groupsPanel(d itemData) []staff.Panel {
	if len(d.groups) == 0 || !d.inGroups() && !slices.ContainsFunc(d.summaries, func(x store.Deliberation) bool { return x.Group > 0 }) {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: "分组审议", ID: "groups"}}
	for _, g := range d.groups {
		members, beside := inGroup(g.Number, d.attendance, d.observers)
		item := ui.Item{
			Key:   groupTitle(g.Number),
			Value: "召集人" + g.Convener,
			Note:  strings.TrimPrefix(fmt.Sprintf("%s，%d 人", g.Place, len(members)), "，"),
			Tag:   ui.Tag{State: ui.Todo, Label: "未汇报"},
		}
		if len(beside) > 0 {
			item.Note += "，列席" + strings.Join(beside, "、")
		}
		if slices.ContainsFunc(d.summaries, func(x store.Deliberation) bool { return x.Group == g.Number }) {
			item.Tag = ui.Tag{State: ui.Done, Label: "已汇报"}
		}
		p.Summary = append(p.Summary, item)
	}
	if authz.Can(d.who, authz.SetGroups) {
		p.Buttons = []ui.Button{{Label: "编排审议分组", Kind: ui.Plain, Href: groupsPath(d.m)}}
	}
	return []staff.Panel{p}
}
