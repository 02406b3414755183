package server

import (
	"cmp"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var opinionTags = map[string]ui.Tag{
	"received":  {State: ui.Todo, Label: "待核实"},
	"verifying": {State: ui.Doing, Label: "核实中"},
	"verified":  {State: ui.Done, Label: "已核实"},
}

// opinionsPanel lists the opinions without saying who gave them.
func (d publicityData) opinionsPanel(who authz.Actor) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("公示意见（%d 件）", len(d.opinions)), ID: "opinions"}, Table: ui.Table{Caption: "公示意见", HideCaption: true,
		Empty: "还没有收到意见。",
		Columns: []ui.Column{
			{Label: "编号"},
			{Label: "反映对象"},
			{Label: "方式", Narrow: true},
			{Label: "收到日期", Narrow: true},
			{Label: "结论"},
			{Label: "状态", Narrow: true},
		}}}
	for _, o := range d.opinions {
		row := ui.Row{Cells: []ui.Cell{{Text: o.Receipt}, {Text: cmp.Or(o.Person, "全部人选")}, {Text: o.Channel.Label(), Note: yesNo(o.Anonymous, "匿名", "署名")},
			{Text: o.ReceivedOn.ISO()}, {Text: o.Conclusion.Label()}, {Tag: opinionTags[o.State]}}}
		if authz.Can(who, authz.ViewOpinion) {
			row.Href = opinionPath(d.p.ID, o.ID)
		}
		x.Table.Rows = append(x.Table.Rows, row)
	}
	return x
}

func opinionPath(publicity, id int64) string {
	return fmt.Sprintf("%s/opinions/%d", publicityPath(publicity), id)
}

// aboutOptions are the nominees an opinion may be about.
func aboutOptions(persons []store.PublicityPerson, chosen string) []ui.Option {
	all := []ui.Option{}
	for _, x := range persons {
		all = append(all, ui.Option{Value: idText(x.CaseID), Label: x.Name, Chosen: chosen == idText(x.CaseID)})
	}
	if len(persons) > 1 {
		all = append(all, ui.Option{Value: "0", Label: "全部人选", Chosen: chosen == "0"})
	} else if len(all) == 1 {
		all[0].Chosen = true
	}
	return all
}

func (d publicityData) enterPanel(t typed) staff.Panel {
	const act = "opinion"
	form := staff.PanelForm{Form: ui.Form{Action: publicityPath(d.p.ID) + "/opinions", Guard: true}, Buttons: []ui.Button{{Label: "登记意见", Kind: ui.Plain}}}
	channels := options(appointment.Channels(), t.value(act, "channel", ""))
	form.Fields = []templ.Component{
		ui.Radios{Name: "channel", Label: "反映方式", Inline: true, Options: channels[1:], Error: t.wrong(act, "channel")},
		t.text(act, ui.Text{Name: "received_on", Label: "收到日期", Type: ui.Date, Width: ui.Medium}, d.today.ISO()),
		ui.Radios{Name: "about", Label: "反映对象", Inline: true, Options: aboutOptions(d.persons, t.value(act, "about", "")), Error: t.wrong(act, "about")},
		t.area(act, ui.Area{Name: "text", Label: "意见内容", Rows: 5}, ""),
		ui.Check{Name: "anonymous", Label: "匿名反映", Checked: t.chosen(act, "anonymous", "1", false)},
		t.text(act, ui.Text{Name: "name", Label: "反映人姓名", Hint: "匿名的不填。", Optional: true, Width: ui.Medium}, ""),
		t.text(act, ui.Text{Name: "contact", Label: "联系方式", Hint: "匿名的不填。", Optional: true, Width: ui.Wide}, ""),
		t.area(act, ui.Area{Name: "clue", Label: "可核查的线索", Hint: "匿名反映的须有线索：时间、地点、经过、知情人。", Optional: true, Rows: 3}, ""),
	}
	return staff.Panel{
		Card:   ui.Card{Title: "登记来信、来电、来访", ID: "enter"},
		Folded: []staff.PanelFold{{Title: "登记一件意见", Open: t.act == act, Forms: []staff.PanelForm{form}}},
	}
}

func readOpinion(f *fields) workflow.OpinionForm {
	return workflow.OpinionForm{CaseID: f.id("about"), Anonymous: f.yes("anonymous"), Name: f.value("name"), Contact: f.value("contact"),
		Text: f.value("text"), Clue: f.value("clue")}
}

// enterOpinion records an opinion that came on paper, by call or by visit (登记公示意见).
func (s *Server) enterOpinion(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := readOpinion(f)
	x.Channel, x.ReceivedOn = appointment.Channel(f.value("channel")), f.day("received_on")
	var receipt string
	err = f.err(func() (err error) { receipt, err = s.flow.EnterOpinion(r.Context(), actor(r), id, x); return err })
	return s.answer(w, r, "opinion", err, "意见已登记，编号"+receipt+"。", publicityPath(id)+"#opinions", s.showPublicity)
}

// opinionDetail shows one opinion with who gave it; each reading is recorded.
func (s *Server) opinionDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showOpinion(w, r, http.StatusOK, typed{})
}

func (s *Server) showOpinion(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.publicityOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "opinion")
	if err != nil {
		return err
	}
	o, err := s.flow.ViewOpinion(r.Context(), actor(r), d.p.ID, id)
	if err != nil {
		return err
	}
	page := newOpinionPage(d, o, t)
	page.Frame = s.frame(r, "公示意见", publicitiesCrumb, d.crumb())
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newOpinionPage(d publicityData, o store.Opinion, t typed) staff.BoardPage {
	const act = "conclude"
	facts := ui.Summary{{Key: "反映对象", Value: cmp.Or(o.Person, "全部人选")}, {Key: "反映方式", Value: o.Channel.Label()}, {Key: "收到日期", Value: o.ReceivedOn.String()}}
	if o.Anonymous {
		facts = append(facts, ui.Item{Key: "反映人", Value: "匿名"})
	} else {
		facts = append(facts, ui.Item{Key: "反映人", Value: o.Name}, ui.Item{Key: "联系方式", Value: o.Contact})
	}
	if o.EnteredBy != "" {
		facts = append(facts, ui.Item{Key: "登记", Value: o.EnteredBy + "，" + minute(o.EnteredAt)})
	}
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Over: o.Receipt, Title: "公示意见", Tag: opinionTags[o.State],
		Lead: "反映人的信息依法保密，每次查看都有记录。"}}
	text := staff.Panel{Card: ui.Card{Title: "意见内容"}, Prose: []string{o.Text}}
	if o.Clue != "" {
		text.Prose = append(text.Prose, "线索："+o.Clue)
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "来源"}, Summary: facts}, text}
	path := opinionPath(d.p.ID, o.ID)
	verify := staff.Panel{Card: ui.Card{Title: "核实"}}
	switch {
	case o.State == "verified":
		verify.Summary = ui.Summary{
			{Key: "核实情况", Value: o.Verification},
			{Key: "结论", Value: o.Conclusion.Label()},
			{Key: "核实人", Value: o.VerifiedBy + "，" + minute(o.VerifiedAt)},
		}
	case !d.open():
		verify.Text = []string{"公示已办结或撤下，不再核实。"}
	case o.State == "received":
		verify.Text = []string{"确定核实人、开始核实后，再填写核实情况和结论。"}
		verify.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/verify"}, Buttons: []ui.Button{{Label: "开始核实"}}}}
	default:
		verify.Forms = []staff.PanelForm{
			{Form: ui.Form{Action: path + "/conclude", Guard: true}, Buttons: []ui.Button{{Label: "形成核实结论"}}, Fields: []templ.Component{
				t.area(act, ui.Area{Name: "found", Label: "核实情况", Hint: "怎样核实、核实到什么情况。", Rows: 5}, ""),
				ui.Radios{
					Name:    "conclusion",
					Label:   "结论",
					Hint:    "属实并可能影响任命的，报县委和主任会议。",
					Options: options(appointment.OpinionConclusions(), t.value(act, "conclusion", "")),
					Error:   t.wrong(act, "conclusion"),
				}}},
		}
	}
	page.Panels = append(page.Panels, verify)
	return page
}

// verifyOpinion begins to look into an opinion (开始核实).
func (s *Server) verifyOpinion(w http.ResponseWriter, r *http.Request) error {
	return s.onOpinion(w, r, "verify", "已开始核实。", func(publicity, id int64) error {
		return s.flow.VerifyOpinion(r.Context(), actor(r), publicity, id)
	})
}

// concludeOpinion writes what was found (核实结论).
func (s *Server) concludeOpinion(w http.ResponseWriter, r *http.Request) error {
	return s.onOpinion(w, r, "conclude", "核实结论已登记。", func(publicity, id int64) error {
		return s.flow.ConcludeOpinion(r.Context(), actor(r), publicity, id, r.PostFormValue("found"),
			appointment.OpinionConclusion(r.PostFormValue("conclusion")))
	})
}

func (s *Server) onOpinion(w http.ResponseWriter, r *http.Request, act, done string, do func(publicity, id int64) error) error {
	publicity, err := pathID(r, "id")
	if err != nil {
		return err
	}
	id, err := pathID(r, "opinion")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(publicity, id), done, opinionPath(publicity, id), s.showOpinion)
}
