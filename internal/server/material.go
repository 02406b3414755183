package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/lrmx"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func materialPath(x store.Material) string {
	return fmt.Sprintf("/meetings/%d/materials/%d", x.MeetingID, x.ID)
}

// showMaterials lists the papers, the way to add and deliver them, and who has read what.
func (s *Server) showMaterials(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	who := actor(r)
	if !insider(who) {
		return seeOther(w, r, meetingPath(m.ID)+"#materials")
	}
	all, err := s.db.Materials(r.Context(), m.ID, 0)
	if err != nil {
		return err
	}
	page := s.board(r, m, "会议材料和阅件回执", t)
	page.Heading.Over = meetingTitle(m)
	page.Panels = append(page.Panels, materialsPanel(all, m, authz.Can(who, authz.RemoveMaterial)))
	if authz.Can(who, authz.AddMaterial) && m.Phase != meeting.Closed {
		items, err := s.db.Items(r.Context(), m.ID)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, addMaterialPanel(m, items, all, t)...)
	}
	receipts, err := s.receiptsPanel(r.Context(), m)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, receipts)
	page.Aside = []staff.Panel{deliverPanel(m, all, who)}
	return s.render(w, r, status, staff.Board(page))
}

func materialsPanel(all []store.Material, m store.Meeting, removable bool) staff.Panel {
	t := ui.Table{
		Caption:     "会议材料",
		HideCaption: true,
		Empty:       "还没有材料。",
		Columns:     []ui.Column{{Label: "材料"}, {Label: "送达", Narrow: true}, {Label: "已阅", Numeric: true}},
	}
	p := staff.Panel{Card: ui.Card{Title: "会议材料", ID: "materials"}}
	for _, x := range all {
		sent := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "未送达"}}
		read := ui.Cell{Text: "—"}
		if !x.DeliveredAt.IsZero() {
			sent = ui.Cell{Text: calendar.Of(x.DeliveredAt).Short(), Note: fmt.Sprintf("会前 %d 日", m.HeldOn.Sub(calendar.Of(x.DeliveredAt)))}
			read = ui.Cell{Text: fmt.Sprintf("%d / %d", x.Opened, x.Readers)}
		} else if removable {
			p.Folded = append(p.Folded, staff.PanelFold{Title: "撤下：" + x.Title, Forms: []staff.PanelForm{{Form: ui.Form{Action: materialPath(x) + "/remove"},
				Buttons: []ui.Button{{Label: "撤下", Kind: ui.Plain}}}}})
		}
		t.Rows = append(t.Rows, ui.Row{Href: materialPath(x), Cells: []ui.Cell{{Text: x.Title, Note: x.FileName}, sent, read}})
	}
	p.Table = t
	return p
}

// addMaterialPanel offers the generated case sheets that are missing, and any other file.
func addMaterialPanel(m store.Meeting, items []store.Item, all []store.Material, t typed) []staff.Panel {
	has := map[int64]bool{}
	for _, x := range all {
		has[x.CaseID] = true
	}
	about := ui.Select{Name: "case", Label: "关于", Prompt: "整个会议", Optional: true, Error: t.wrong("material", "case")}
	missing := 0
	for _, i := range items {
		for _, c := range i.Live() {
			id := strconv.FormatInt(c.CaseID, 10)
			about.Options = append(about.Options,
				ui.Option{Value: id, Label: caseTitle(c.Person, c.Action, c.Office), Chosen: t.value("material", "case", "") == id})
			if !has[c.CaseID] {
				missing++
			}
		}
	}
	var panels []staff.Panel
	if missing > 0 {
		panels = append(panels, staff.Panel{Card: ui.Card{Title: "任免案基本情况", ID: "sheets"},
			Text: []string{fmt.Sprintf("还有 %d 件任免案没有材料。可以从案卷生成基本情况：简历、考察和初审结论、考试成绩、供职承诺；不含家庭成员和身份证号。", missing)},
			Forms: []staff.PanelForm{
				{Form: ui.Form{Action: meetingPath(m.ID) + "/materials/sheets", Key: formKey()}, Buttons: []ui.Button{{Label: "生成基本情况", Kind: ui.Plain}}},
			}})
	}
	return append(panels, staff.Panel{Card: ui.Card{Title: "添加材料", ID: "add"}, Forms: []staff.PanelForm{{
		Form: ui.Form{Action: meetingPath(m.ID) + "/materials", Files: true, Key: formKey()},
		Fields: []templ.Component{t.text("material", ui.Text{Name: "title", Label: "材料名称"}, ""), about,
			ui.Files{Name: "file", Label: "文件", Hint: "PDF、Word、图片均可。请勿上传含身份证号、家庭成员信息的材料。", Error: t.wrong("material", "file")}},
		Buttons: []ui.Button{{Label: "添加材料", Kind: ui.Plain}}}}})
}

// receiptsPanel shows how long before the meeting each member got and opened the papers (ZY-12).
func (s *Server) receiptsPanel(ctx context.Context, m store.Meeting) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "阅件回执", ID: "receipts"}}
	receipts, err := s.db.Receipts(ctx, m.ID)
	if err != nil {
		return p, err
	}
	members, err := s.db.Attendance(ctx, m.ID)
	if err != nil {
		return p, err
	}
	type reading struct {
		papers, opened int
		got, last      time.Time
	}
	of := map[int64]reading{}
	for _, x := range receipts {
		g := of[x.MemberID]
		g.papers++
		if g.got.IsZero() || x.DeliveredAt.Before(g.got) {
			g.got = x.DeliveredAt
		}
		if !x.OpenedAt.IsZero() {
			g.opened++
			if x.OpenedAt.After(g.last) {
				g.last = x.OpenedAt
			}
		}
		of[x.MemberID] = g
	}
	t := ui.Table{Caption: "阅件回执", HideCaption: true, Empty: "送达后，每位组成人员的阅读情况列在这里。",
		Columns: []ui.Column{{Label: "组成人员"}, {Label: "首次送达", Narrow: true}, {Label: "已阅", Numeric: true}, {Label: "最近阅读", Narrow: true}}}
	for _, a := range members {
		g, ok := of[a.ID]
		if !ok {
			continue
		}
		read := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "未阅"}}
		if g.opened > 0 {
			read = ui.Cell{Text: calendar.Of(g.last).Short(), Note: fmt.Sprintf("会前 %d 日", m.HeldOn.Sub(calendar.Of(g.last)))}
		}
		t.Rows = append(
			t.Rows,
			ui.Row{Cells: []ui.Cell{{Text: a.Name}, {Text: calendar.Of(g.got).Short(), Note: fmt.Sprintf("会前 %d 日", m.HeldOn.Sub(calendar.Of(g.got)))},
				{Text: fmt.Sprintf("%d / %d", g.opened, g.papers)}, read}},
		)
	}
	p.Table = t
	return p, nil
}

func deliverPanel(m store.Meeting, all []store.Material, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "送达", ID: "deliver"}}
	waiting := 0
	for _, x := range all {
		if x.DeliveredAt.IsZero() {
			waiting++
		}
	}
	switch {
	case m.Phase == meeting.Planned:
		p.Text = []string{"发出会议通知后，材料送达全体组成人员。"}
	case waiting == 0:
		p.Text = []string{"没有待送达的材料。"}
	default:
		p.Text = []string{fmt.Sprintf("%d 份材料待送达全体组成人员。送达后不能撤下。", waiting)}
		if authz.Can(who, authz.DeliverMaterials) {
			p.Forms = []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/materials/deliver"}, Buttons: []ui.Button{{Label: "送达材料"}}}}
		}
	}
	return p
}

// addMaterial adds a file (添加会议材料).
func (s *Server) addMaterial(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	file, err := upload(r, "file")
	if err != nil {
		return err
	}
	_, err = s.flow.AddMaterial(r.Context(), actor(r), m.ID, workflow.MaterialForm{CaseID: formID(r, "case"), Title: r.PostFormValue("title"), File: file})
	return s.answer(w, r, "material", err, "材料已添加。", meetingPath(m.ID)+"/materials", again(m, s.showMaterials))
}

// addCaseSheets words a sheet for every case of the agenda that has no paper yet (添加会议材料).
func (s *Server) addCaseSheets(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	ctx := r.Context()
	all, err := s.db.Materials(ctx, m.ID, 0)
	if err != nil {
		return err
	}
	has := map[int64]bool{}
	for _, x := range all {
		has[x.CaseID] = true
	}
	items, err := s.db.Items(ctx, m.ID)
	if err != nil {
		return err
	}
	var ids []int64
	for _, i := range items {
		for _, c := range i.Live() {
			if !has[c.CaseID] {
				ids = append(ids, c.CaseID)
			}
		}
	}
	sheets, err := s.caseSheets(ctx, ids)
	if err != nil {
		return err
	}
	if len(sheets) > 0 {
		if _, err := s.flow.AddMaterials(ctx, actor(r), m.ID, sheets...); err != nil {
			return err
		}
	}
	s.flash(r, "基本情况已生成，请核对后送达。")
	return seeOther(w, r, meetingPath(m.ID)+"/materials")
}

// caseSheets are what members read of cases.
func (s *Server) caseSheets(ctx context.Context, ids []int64) ([]workflow.MaterialForm, error) {
	cases, err := s.db.CasesByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	profiles, err := s.db.FormProfiles(ctx, ids)
	if err != nil {
		return nil, err
	}
	sheets := make([]workflow.MaterialForm, len(cases))
	for i, c := range cases {
		p, err := s.db.Policy(ctx, c.PolicyID)
		if err != nil {
			return nil, err
		}
		f, err := openProfile(profiles[c.ID], c.ID)
		if err != nil {
			return nil, err
		}
		sheets[i] = workflow.MaterialForm{CaseID: c.ID, Title: caseTitle(c.Person.Name, c.Action, c.Office.Title) + "基本情况", Body: caseSheet(c, p, f, s.today())}
	}
	return sheets, nil
}

// caseSheet is what members read of a case: nothing of family, address or identity V25.
func caseSheet(c appointment.Case, p policy.Policy, f lrmx.Form, today calendar.Day) string {
	var b strings.Builder
	add := func(head string, lines ...string) {
		text := strings.TrimSpace(strings.Join(lines, "\n"))
		if text != "" {
			fmt.Fprintf(&b, "%s\n%s\n\n", head, text)
		}
	}
	add("提请事项", c.Proposal.OrganName+"提请"+workflow.DecisionOf(c).Sentence()+"。", c.Reason)
	about := make([]string, 0, 8)
	for _, i := range append(personSummary(c, today, authz.Public), profileSummary(f)...) {
		if i.Key != "事由" {
			about = append(about, i.Key+"："+i.Value)
		}
	}
	add("基本情况", about...)
	add("简历", f.Resume.Value.String())
	add("审查情况", reviewLines(c, p, today)...)
	return strings.TrimSpace(b.String())
}

func reviewLines(c appointment.Case, p policy.Policy, today calendar.Day) []string {
	var lines []string
	for _, i := range c.Investigations {
		lines = append(lines, "任前考察："+conclusions[i.Conclusion]+"（"+i.On.String()+"）")
	}
	if c.Publicity != nil {
		lines = append(lines, "任前公示："+c.Publicity.From.String()+"至"+c.Publicity.To.String())
	}
	if p.Exam.Report == policy.ScoreMeeting {
		switch e := appointment.ExamStateOf(c, p, today); e.State {
		case appointment.ExamPassed, appointment.ExamWaived:
			lines = append(lines, "任前法律考试："+e.Note)
		}
	}
	if last := appointment.LastCommitment(c); last != nil {
		lines = append(lines, "供职承诺："+last.On.String()+"提交")
	}
	if c.Report != nil {
		lines = append(lines, "初审意见："+c.Report.Opinion)
	}
	return lines
}

// materialOf reads a paper of the meeting in the address; members get only what was delivered.
func (s *Server) materialOf(r *http.Request, m store.Meeting) (store.Material, error) {
	id, err := pathID(r, "material")
	if err != nil {
		return store.Material{}, err
	}
	x, err := s.db.Material(r.Context(), id, actor(r).MemberID)
	if err == nil && (x.MeetingID != m.ID || x.DeliveredAt.IsZero() && !insider(actor(r))) {
		err = errs.New(errs.NotFound, "没有这份会议材料，请从会议页面重新进入。")
	}
	if err == nil && actor(r).MemberID != 0 && !x.DeliveredAt.IsZero() {
		err = s.flow.OpenMaterial(r.Context(), actor(r), x.ID)
	}
	return x, err
}

// material shows one paper; a member's first opening is the receipt.
func (s *Server) material(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	x, err := s.materialOf(r, m)
	if err != nil {
		return err
	}
	page := s.board(r, m, x.Title, typed{})
	page.Heading.Over = meetingTitle(m) + " · 会议材料"
	panel := staff.Panel{}
	if !x.DeliveredAt.IsZero() {
		panel.Text = []string{fmt.Sprintf("%s送达，会前 %d 日。会议材料请勿外传。", minute(x.DeliveredAt), m.HeldOn.Sub(calendar.Of(x.DeliveredAt)))}
	}
	if x.FileID != 0 {
		panel.Buttons = []ui.Button{{Label: "打开“" + x.FileName + "”", Href: materialPath(x) + "/file"}}
	}
	page.Panels = append([]staff.Panel{panel}, sections(x.Body)...)
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// sections shows a paper written by caseSheet: each part under its heading, facts as a list.
func sections(body string) []staff.Panel {
	var all []staff.Panel
	for _, part := range strings.Split(body, "\n\n") {
		head, text, ok := strings.Cut(part, "\n")
		switch {
		case !ok && head != "":
			all = append(all, staff.Panel{Prose: []string{head}})
		case ok:
			all = append(all, section(head, strings.Split(text, "\n")))
		}
	}
	return all
}

func section(head string, lines []string) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: head}}
	var facts ui.Summary
	for _, l := range lines {
		if key, value, ok := strings.Cut(l, "："); ok && len([]rune(key)) <= 8 {
			facts = append(facts, ui.Item{Key: key, Value: value})
		}
	}
	if len(facts) == len(lines) {
		p.Summary = facts
	} else {
		p.Prose = lines
	}
	return p
}

// materialFile sends the file of a paper.
func (s *Server) materialFile(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	x, err := s.materialOf(r, m)
	if err != nil {
		return err
	}
	f, err := s.db.File(r.Context(), x.FileID)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// removeMaterial takes back a paper (撤下会议材料).
func (s *Server) removeMaterial(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	id, err := pathID(r, "material")
	if err != nil {
		return err
	}
	if err := s.flow.RemoveMaterial(r.Context(), actor(r), m.ID, id); err != nil {
		return err
	}
	s.flash(r, "材料已撤下。")
	return seeOther(w, r, meetingPath(m.ID)+"/materials")
}

// deliverMaterials delivers the papers (送达会议材料).
func (s *Server) deliverMaterials(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	if err := s.flow.DeliverMaterials(r.Context(), actor(r), m.ID); err != nil {
		return err
	}
	s.flash(r, "材料已送达全体组成人员。")
	return seeOther(w, r, meetingPath(m.ID)+"/materials")
}
