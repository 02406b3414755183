package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// roomPanel lists the rooms with their invigilators, each to be changed.
func (s *Server) roomPanel(r *http.Request, d runData, t typed) (staff.Panel, error) {
	x := staff.Panel{Card: ui.Card{Title: "考场和监考", ID: "rooms"}, Table: ui.Table{Caption: "考场", HideCaption: true, Empty: "还没有考场。",
		Columns: []ui.Column{{Label: "考场"}, {Label: "座位", Numeric: true, Narrow: true}, {Label: "监考人员"}}}}
	for _, m := range d.rooms {
		x.Table.Rows = append(x.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Name}, {Text: strconv.Itoa(m.Seats)}, {Text: orDash(invigilatorNames(m))}}})
	}
	if !d.arranging() {
		return x, nil
	}
	people, err := s.db.AccountsIn(r.Context(), roleNames(authz.StartExam.Roles()))
	if err != nil {
		return x, err
	}
	form := func(act string, m store.ExamRoom) staff.PanelForm {
		checks := ui.Checks{Name: "invigilator", Label: "监考人员", Hint: "开考以前每个考场至少两人。", Columns: true, Optional: true}
		for _, p := range people {
			checks.Options = append(checks.Options, ui.Option{Value: idText(p.AccountID), Label: p.Name,
				Chosen: t.chosen(act, "invigilator", idText(p.AccountID), slices.Contains(m.Invigilators, p))})
		}
		seats := "30"
		if m.Seats > 0 {
			seats = strconv.Itoa(m.Seats)
		}
		return staff.PanelForm{Form: ui.Form{Action: sittingPath(d.s.ID) + "/rooms"}, Fields: []templ.Component{ui.Hidden{Name: "room", Value: idText(m.ID)},
			t.text(act, ui.Text{Name: "name", Label: "考场名称", Width: ui.Medium}, m.Name),
			t.text(act, ui.Text{Name: "seats", Label: "座位数", Type: ui.Number, Width: ui.Short, Min: "1", Max: "500"}, seats), checks},
			Buttons: []ui.Button{{Label: yesNo(m.ID == 0, "增加考场", "保存考场"), Kind: ui.Plain}}}
	}
	for i := range x.Table.Rows {
		x.Table.Rows[i].Href = withQuery(sittingPath(d.s.ID), "room", idText(d.rooms[i].ID)) + "#rooms"
	}
	at := r.URL.Query().Get("room") // the room that is changed; else one is added
	if room, ok := strings.CutPrefix(t.act, "room-"); ok {
		at = room
	}
	k := slices.IndexFunc(d.rooms, func(m store.ExamRoom) bool { return idText(m.ID) == at })
	if k < 0 {
		x.Folded = append(x.Folded, staff.PanelFold{Title: "增加考场", Open: len(d.rooms) == 0 || t.act == "room-",
			Forms: []staff.PanelForm{form("room-", store.ExamRoom{Room: exam.Room{Name: nextRoom(len(d.rooms))}})}})
		return x, nil
	}
	m := d.rooms[k]
	fold := staff.PanelFold{Title: "修改" + m.Name, Open: true, Forms: []staff.PanelForm{form("room-"+at, m)}}
	if !slices.ContainsFunc(d.entries, func(e store.Entry) bool { return e.RoomID == m.ID }) {
		fold.Forms = append(fold.Forms, staff.PanelForm{Form: ui.Form{Action: fmt.Sprintf("%s/rooms/%d/remove", sittingPath(d.s.ID), m.ID)},
			Buttons: []ui.Button{{Label: "撤去" + m.Name, Kind: ui.Quiet}}})
	}
	x.Folded = append(x.Folded, fold)
	return x, nil
}

func nextRoom(n int) string {
	if n < 10 {
		return "第" + []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}[n] + "考场"
	}
	return fmt.Sprintf("第%d考场", n+1)
}

func roleNames(roles []authz.Role) []string {
	var names []string
	for _, r := range roles {
		names = append(names, string(r))
	}
	return names
}

func invigilatorNames(m store.ExamRoom) string {
	text := ""
	for i, p := range m.Invigilators {
		if i > 0 {
			text += "、"
		}
		text += p.Name
	}
	return text
}

// papersPanel says which set each group writes, and lets the lot decide.
func (s *Server) papersPanel(r *http.Request, d runData, t typed) (staff.Panel, error) {
	path := sittingPath(d.s.ID)
	x := staff.Panel{Card: ui.Card{Title: "试卷", ID: "papers"}, Table: ui.Table{Caption: "试卷", HideCaption: true, Empty: "还没有考生，不用选试卷。",
		Columns: []ui.Column{{Label: "考生"}, {Label: "试卷"}, {Label: "定卷"}}}}
	for _, g := range workflow.GroupsOf(d.all) {
		p := store.RunPaper{}
		if k := slices.IndexFunc(d.papers, func(p store.RunPaper) bool { return p.Group == g }); k >= 0 {
			p = d.papers[k]
		}
		x.Table.Rows = append(x.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: g.Label()}, {Text: setTitle(p)}, {Text: drawnWords(p), Note: minute(p.DrawnAt)}}})
		if !d.arranging() {
			continue
		}
		sets, err := s.db.SetsFor(r.Context(), g)
		if err != nil {
			return x, err
		}
		if len(sets) == 0 {
			x.Text = append(x.Text, g.Label()+"还没有审定的试卷，请先在“试卷”中组卷、审定。")
			continue
		}
		x.Folded = append(x.Folded, staff.PanelFold{
			Title: "选定" + g.Label() + "试卷",
			Open:  p.SetID == 0 || t.act == "paper-"+string(g),
			Forms: []staff.PanelForm{choosePaper(path, g, p, sets, t)},
		})
		if p.SetID != 0 && !p.Drawn() {
			name := "witness-" + string(g)
			x.Forms = append(
				x.Forms,
				staff.PanelForm{Form: ui.Form{Action: path + "/draw"}, Fields: []templ.Component{ui.Hidden{Name: "group", Value: string(g)},
					t.text("draw-"+string(g), ui.Text{Name: name, Label: g.Label() + "试卷抽签的见证人", Hint: "抽签结果当场显示，不能重抽。", Width: ui.Medium}, "")},
					Buttons: []ui.Button{{Label: "抽签定卷", Kind: ui.Plain}}},
			)
		}
	}
	if slices.ContainsFunc(d.papers, func(p store.RunPaper) bool { return p.Label != "" }) {
		x.Buttons = append(x.Buttons, ui.Button{Label: "大字显示抽签结果", Href: path + "/drawn", Kind: ui.Plain})
	}
	return x, nil
}

func choosePaper(path string, g policy.Group, p store.RunPaper, sets []store.RunPaper, t typed) staff.PanelForm {
	act, name := "paper-"+string(g), "set-"+string(g)
	chosen := t.value(act, name, idText(p.SetID))
	options := make([]ui.Option, 0, len(sets))
	for _, x := range sets {
		options = append(options, ui.Option{Value: idText(x.SetID), Label: setTitle(x), Chosen: chosen == idText(x.SetID)})
	}
	return staff.PanelForm{Form: ui.Form{Action: path + "/paper"}, Fields: []templ.Component{ui.Hidden{Name: "group", Value: string(g)},
		ui.Select{Name: name, Label: "试卷", Width: ui.Wide, Options: options, Error: t.wrong(act, name)},
		ui.Radios{Name: "by_seat-" + string(g), Label: "多份试卷时", Inline: true, Options: []ui.Option{{Value: "", Label: "抽签定一份", Chosen: !p.BySeat},
			{Value: "1", Label: "按座位交替使用", Chosen: p.BySeat}}}},
		Buttons: []ui.Button{{Label: "选定试卷", Kind: ui.Plain}}}
}

func setTitle(p store.RunPaper) string {
	if p.SetID == 0 {
		return "未选定"
	}
	return fmt.Sprintf("%s %s（%d 份）", p.Number, p.Title, len(p.Labels))
}

func drawnWords(p store.RunPaper) string {
	switch {
	case p.SetID == 0:
		return "—"
	case p.BySeat:
		return "按座位交替"
	case p.Label != "":
		return p.Label + " 卷，见证人 " + p.Witness
	case len(p.Labels) == 1:
		return p.Labels[0] + " 卷，不用抽签"
	}
	return "待抽签"
}

// runAct carries out an act on an exam on computers and shows its page again where something was typed wrongly.
func (s *Server) runAct(act, done string, do func(r *http.Request, id int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		key := act
		switch act {
		case "room":
			key = "room-" + idText(formID(r, "room"))
		case "paper", "draw":
			key = act + "-" + r.PostFormValue("group")
		}
		return s.answer(w, r, key, do(r, id), done, sittingPath(id), s.showSitting)
	})
}

func (s *Server) saveExamRoom(r *http.Request, id int64) error {
	return s.flow.SaveExamRoom(r.Context(), actor(r), id, workflow.RoomForm{ID: formID(r, "room"), Name: r.PostFormValue("name"), Seats: formNumber(r, "seats"),
		Invigilators: formIDs(r, "invigilator")})
}

func (s *Server) removeExamRoom(r *http.Request, id int64) error {
	room, err := pathID(r, "room")
	if err != nil {
		return err
	}
	return s.flow.RemoveExamRoom(r.Context(), actor(r), id, room)
}

func (s *Server) arrangeSeats(r *http.Request, id int64) error {
	return s.flow.ArrangeSeats(r.Context(), actor(r), id, r.PostFormValue("order") != "list", r.PostFormValue("anew") != "")
}

func (s *Server) chooseExamPaper(r *http.Request, id int64) error {
	g := r.PostFormValue("group")
	return s.flow.ChooseExamPaper(r.Context(), actor(r), id, policy.Group(g), formID(r, "set-"+g), r.PostFormValue("by_seat-"+g) != "")
}

func (s *Server) cancelSitting(r *http.Request, id int64) error {
	return under("cancel", s.flow.CancelSitting(r.Context(), actor(r), id, r.PostFormValue("cancel-why")))
}

// drawExamPaper lets the lot decide and shows what it gave (抽签定卷).
func (s *Server) drawExamPaper(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	g := r.PostFormValue("group")
	_, err = s.flow.DrawExamPaper(r.Context(), actor(r), id, policy.Group(g), r.PostFormValue("witness-"+g))
	return s.answer(w, r, "draw-"+g, err, "", sittingPath(id)+"/drawn", s.showSitting)
}

// drawnPage shows what the lot gave, for the room to see.
func (s *Server) drawnPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	page := staff.DrawnPage{Frame: s.frame(r, "抽签结果", examsCrumb, d.crumb()), Heading: ui.Heading{Over: "场次 " + d.s.Number, Title: "抽签结果"},
		Back: ui.Button{Label: "返回", Href: sittingPath(d.s.ID), Kind: ui.Plain}}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/exam.css")
	for _, p := range d.papers {
		if p.Label != "" {
			page.Lots = append(page.Lots,
				ui.Item{Key: p.Group.Label() + "　" + p.Title, Value: p.Label + " 卷", Note: minute(p.DrawnAt) + "，" + p.DrawnBy + "抽签，见证人 " + p.Witness})
		}
	}
	if len(page.Lots) == 0 {
		page.Heading.Lead = "还没有抽签。"
	}
	return s.render(w, r, http.StatusOK, staff.Drawn(page))
}

// printAdmissions makes the slips and shows them once (打印准考证).
func (s *Server) printAdmissions(w http.ResponseWriter, r *http.Request) error {
	d, err := s.runOf(r)
	if err != nil {
		return err
	}
	slips, err := s.flow.PrintAdmissions(r.Context(), actor(r), d.s.ID, formIDs(r, "entry"))
	if err != nil {
		return err
	}
	page := staff.AdmissionsPage{Frame: s.frame(r, "准考证", examsCrumb, d.crumb())}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/exam.css")
	for _, x := range slips {
		page.Slips = append(page.Slips, staff.Admission{Title: "任前法律知识考试", Name: x.Entry.Person, Office: x.Entry.Office,
			When: d.s.HeldOn.String() + " " + d.s.StartsAt + "，" + fmt.Sprintf("%d 分钟", d.run.Minutes), Place: d.s.Place, Seat: x.Entry.Place(),
			Code: x.Code[:4] + " " + x.Code[4:], Address: s.base(r) + "/exam"})
	}
	return s.render(w, r, http.StatusOK, staff.Admissions(page))
}
