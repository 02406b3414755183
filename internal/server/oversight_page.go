package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/meeting"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// oversight shows one report or inspection.
func (s *Server) oversight(w http.ResponseWriter, r *http.Request) error {
	return s.showOversight(w, r, http.StatusOK, typed{})
}

func (s *Server) showOversight(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	who, today := actor(r), s.today()
	clerk := authz.Can(who, authz.PlanOversight) && x.Open()
	label := x.Kind.Label()
	if x.oversight.Individual {
		label = "任命人员专项汇报"
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, x.Title, supervisionCrumb, oversightCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Over: fmt.Sprintf("%s · %d 年", label, x.Year), Title: x.Title, Tag: oversightTag(x.Stage)},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, figuresSheet)
	if !x.Open() {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "办结情况"}, Text: []string{x.ClosedOn.String() + "办结。", x.Outcome}})
	}
	if x.oversight.Timed() {
		page.Panels = append(page.Panels, timetablePanel(x, today))
	}
	if clerk {
		page.Panels = append(page.Panels, s.oversightSteps(x, t.lostFile(r, "files"))...)
	}
	if x.oversight.Report != "" {
		page.Panels = append(page.Panels, reportPanel(x))
	}
	page.Panels = append(page.Panels, s.sitePanels(x, clerk, t)...)
	page.Panels = append(page.Panels, s.findingPanels(x, clerk, t)...)
	if x.Kind != supervision.SpecialWorkReport {
		page.Panels = append(page.Panels, s.advicePanels(x, clerk, t)...)
	}
	done := matterRecordsPanel(x.Matter, x.records)
	if clerk {
		fold, err := s.recordFold(r.Context(), x.Matter)
		if err != nil {
			return err
		}
		done.Folded = []staff.PanelFold{fold}
	}
	page.Panels = append(page.Panels, done)
	if err := s.followingPanels(r, x.Matter, &page); err != nil {
		return err
	}
	page.Aside = []staff.Panel{oversightFacts(x, clerk, who), matterPeoplePanel(who, x.people, x.organs)}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// timetablePanel shows by when a report must be sent, revised and handed out, and when it was.
func timetablePanel(x oversightOf, today calendar.Day) staff.Panel {
	p := staff.Panel{
		Card: ui.Card{Title: "报告的时限", ID: "timetable"},
		Table: ui.Table{
			Caption:     "报告的时限",
			HideCaption: true,
			Columns:     []ui.Column{{Label: "环节"}, {Label: "期限", Narrow: true}, {Label: "完成", Narrow: true}, {Label: "情况", Narrow: true}},
		},
		Text: []string{"会前二十日送工作机构征求意见，修改后会前十日送交常委会，会前七日发给组成人员。〔监督法 第十五条〕"},
	}
	for _, m := range x.oversight.Timetable(x.meeting.HeldOn) {
		tag := ui.Tag{State: ui.Idle, Label: "未到"}
		switch late := m.Late(today); {
		case !m.Done.IsZero() && late == 0:
			tag = ui.Tag{State: ui.Done, Label: "已办"}
		case late > 0:
			tag = ui.Tag{State: ui.Stop, Label: fmt.Sprintf("%s %d 天", yesNo(m.Done.IsZero(), "逾期", "迟"), late)}
		case m.Due.IsZero():
			tag.Label = "会议未定"
		}
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: m.Label}, {Text: cmp.Or(m.Due.ISO(), "—")}, {Text: cmp.Or(m.Done.ISO(), "—")}, {Tag: tag}}})
	}
	return p
}

// reportPanel shows the report with its papers.
func reportPanel(x oversightOf) staff.Panel {
	p := staff.Panel{
		Card:  ui.Card{Title: "报告", ID: "report"},
		Text:  []string{x.oversight.ReportOn.String()},
		Prose: strings.Split(unixLines(x.oversight.Report), "\n"),
	}
	for _, f := range x.files {
		if f.RecordID == 0 {
			p.Buttons = append(p.Buttons, ui.Button{Label: "附件：" + f.Title, Href: matterFilePath(x.ID, f.FileID), Kind: ui.Plain})
		}
	}
	if len(x.sites) > 0 {
		p.Buttons = append(p.Buttons, ui.Button{Label: "图文展示", Href: matterPath(x.Kind, x.ID) + "/show", Kind: ui.Plain})
	}
	return p
}

func oversightFacts(x oversightOf, clerk bool, who authz.Actor) staff.Panel {
	p, o := staff.Panel{Card: ui.Card{Title: "安排"}}, x.oversight
	for _, f := range []ui.Item{{Key: "承办机构", Value: x.Lead}, {Key: "报告人", Value: o.Reporter}, {Key: "检查的法律法规", Value: o.Law}, {Key: "组长（领队）", Value: o.Leader},
		{Key: "参加人员", Value: strings.Join(o.Members, "、")}, {Key: "参加的代表", Value: strings.Join(o.Levels, "、")}, {Key: "范围", Value: strings.Join(o.Regions, "、")}, {Key: "方式", Value: strings.Join(o.Methods, "、")},
		{Key: "开始", Value: o.BeginsOn.String()}, {Key: "结束", Value: o.EndsOn.String()}, {Key: "征求意见", Value: o.SoughtFrom, Note: o.SoughtReply}, {Key: "听取", Value: o.HeardAt, Note: o.HeardOn.String()}} {
		if f.Value != "" {
			p.Summary = append(p.Summary, f)
		}
	}
	if x.MeetingID != 0 {
		held := ui.Item{Key: "会议", Value: meetingTitle(x.meeting), Note: x.meeting.HeldOn.String()}
		if x.meeting.Phase != meeting.Planned || insider(who) { // the meeting's page is closed to others until its notice is sent
			held.Href = open(who, meetingPath(x.MeetingID))
		}
		p.Summary = append(p.Summary, held)
	}
	if clerk {
		p.Buttons = []ui.Button{{Label: "修改安排", Href: matterPath(x.Kind, x.ID) + "/edit", Kind: ui.Plain}}
	}
	return p
}

// oversightSteps are the steps that come next.
func (s *Server) oversightSteps(x oversightOf, t typed) []staff.Panel {
	var all []staff.Panel
	path, o := matterPath(x.Kind, x.ID), x.oversight
	day := func(act, label string) ui.Text {
		return t.text(act, ui.Text{Name: "held_on", Label: label, Type: ui.Date, Width: ui.Medium}, s.today().ISO())
	}
	area := func(act, name, label string, optional bool, rows int) ui.Area {
		return t.area(act, ui.Area{Name: name, Label: label, Optional: optional, Rows: rows}, "")
	}
	files := func(act string) ui.Files {
		return ui.Files{Name: "files", Label: "报告文件", Optional: true, Multiple: true, Error: t.wrong(act, "files")}
	}
	add := func(title, act, button string, fields ...templ.Component) {
		all = append(all, staff.Panel{
			Card: ui.Card{Title: title, ID: act},
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: path + "/" + act, Guard: true, Files: act == "submit" || act == "write"},
				Fields:  fields,
				Buttons: []ui.Button{{Label: button}},
			}},
		})
	}
	switch stage := o.Stage(false); {
	case o.Timed() && stage == supervision.OversightPlanned:
		add("送工作机构征求意见", "seek", "登记征求意见", day("seek", "送出日期"),
			t.text("seek", ui.Text{Name: "from", Label: "工作机构", Width: ui.Wide}, x.Lead),
			area("seek", "reply", "工作机构的意见", true, 3))
	case o.Timed() && stage == supervision.OversightSought:
		add("登记送交的报告", "submit", "登记报告", day("submit", "送交日期"), area("submit", "report", "报告的主要内容", false, 8), files("submit"))
	case o.Timed() && stage == supervision.OversightSubmitted:
		add("发给组成人员", "deliver", "登记印发", day("deliver", "印发日期"))
	case stage == supervision.OversightPlanned:
		add("登记报告", "write", "登记报告", day("write", "报告日期"), area("write", "report", "报告的主要内容", false, 8), files("write"))
	case stage == supervision.OversightReady:
		if x.MeetingID != 0 && x.meeting.Phase != meeting.Closed {
			add("列为会议材料", "material", "列为会议材料")
		}
		at := x.oversight.HeardAt
		if x.MeetingID != 0 {
			at = "县人大常委会" + meetingName(x.meeting.Number)
		}
		add("听取和审议", "hear", "登记听取审议", day("hear", "听取日期"),
			t.text("hear", ui.Text{Name: "at", Label: "在哪次会议上", Width: ui.Wide}, at))
	case stage == supervision.OversightHeard:
		add("办结", "close", "办结", area("close", "outcome", "办结情况", false, 4))
	}
	return all
}

// findingPanels show what was found about the appointees〔ZY-10、SN-15〕.
func (s *Server) findingPanels(x oversightOf, clerk bool, t typed) []staff.Panel {
	const act = "finding"
	p := staff.Panel{Card: ui.Card{Title: "对任命人员的了解", ID: "findings"}, Table: ui.Table{Caption: "对任命人员的了解", HideCaption: true, Empty: "还没有记载。记载的内容进入本人的任职档案。",
		Columns: []ui.Column{{Label: "人员", Narrow: true}, {Label: "种类", Narrow: true}, {Label: "内容"}, {Label: "日期", Narrow: true}}}}
	for _, f := range x.findings {
		p.Table.Rows = append(p.Table.Rows,
			ui.Row{Cells: []ui.Cell{{Text: f.Name}, {Text: f.Kind.Label()}, {Text: f.Body, Note: f.WrittenBy}, {Text: f.NotedOn.ISO()}}})
	}
	if clerk && len(x.people) > 0 {
		var people, kinds []ui.Option
		for _, q := range x.people {
			people = append(people, ui.Option{
				Value:  idText(q.PersonID),
				Label:  strings.TrimSpace(q.Name + "　" + q.Office),
				Chosen: t.value(act, "person", "") == idText(q.PersonID),
			})
		}
		for _, k := range supervision.FindingKinds {
			kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label(), Chosen: t.value(act, "kind", "") == string(k)})
		}
		p.Folded = []staff.PanelFold{{
			Title: "登记对任命人员的了解",
			Open:  t.act == act,
			Forms: []staff.PanelForm{{Form: ui.Form{Action: matterPath(x.Kind, x.ID) + "/findings", Guard: true}, Fields: []templ.Component{
				ui.Select{
					Name:    "person",
					Label:   "人员",
					Options: people,
					Error:   t.wrong(act, "person"),
				}, ui.Radios{Name: "kind", Label: "种类", Options: kinds, Inline: true, Error: t.wrong(act, "kind")},
				t.area(act, ui.Area{Name: "body", Label: "内容", Rows: 3}, "")}, Buttons: []ui.Button{{Label: "登记", Kind: ui.Plain}}}},
		}}
	} else if clerk {
		p.Buttons = []ui.Button{{Label: "先确定责任人", Href: matterFilesPath(x.ID) + "/people", Kind: ui.Plain}}
	}
	return []staff.Panel{p}
}

// advicePanels show the advice an inspection ends with and what became of each piece〔ST-07〕.
func (s *Server) advicePanels(x oversightOf, clerk bool, t typed) []staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "建议和采纳情况", ID: "advice"}, Table: ui.Table{Caption: "建议和采纳情况", HideCaption: true, Empty: "还没有提出建议。",
		Columns: []ui.Column{{Label: "序号", Numeric: true, Narrow: true}, {Label: "建议"}, {Label: "向谁提出"}, {Label: "采纳", Narrow: true}}}}
	adopted := 0
	for _, a := range x.advice {
		tag := ui.Tag{State: ui.Todo, Label: "待反馈"}
		switch a.Outcome {
		case supervision.AdviceDeclined:
			tag = ui.Tag{State: ui.Stop, Label: a.Outcome.Label()}
		case supervision.AdviceAdopted, supervision.AdvicePartly:
			adopted++
			tag = ui.Tag{State: ui.Done, Label: a.Outcome.Label()}
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: strconv.Itoa(a.Number)},
				{Text: a.Body, Note: strings.TrimSpace(a.OutcomeOn.String() + "　" + a.Note)},
				{Text: a.Recipient},
				{Tag: tag},
			},
		})
		if clerk && a.Outcome == "" {
			act := "advice-" + idText(a.ID)
			var outcomes []ui.Option
			for _, o := range supervision.AdviceOutcomes {
				outcomes = append(outcomes, ui.Option{Value: string(o), Label: o.Label(), Chosen: t.value(act, act+"-outcome", "") == string(o)})
			}
			p.Folded = append(p.Folded, staff.PanelFold{
				Title: fmt.Sprintf("登记第 %d 条建议的采纳情况", a.Number),
				Open:  t.act == act,
				Forms: []staff.PanelForm{
					{Form: ui.Form{Action: fmt.Sprintf("%s/advice/%d", matterPath(x.Kind, x.ID), a.ID), Guard: true}, Fields: []templ.Component{
						ui.Radios{Name: act + "-outcome", Label: "采纳情况", Options: outcomes, Inline: true, Error: t.wrong(act, act+"-outcome")},
						ui.Text{
							Name:  act + "-on",
							Label: "反馈日期",
							Type:  ui.Date,
							Width: ui.Medium,
							Value: t.value(act, act+"-on", s.today().ISO()),
							Error: t.wrong(act, act+"-on"),
						},
						ui.Area{
							Name:  act + "-note",
							Label: "由谁采纳、怎样落实",
							Rows:  3,
							Value: t.value(act, act+"-note", ""),
							Error: t.wrong(act, act+"-note"),
						}}, Buttons: []ui.Button{{Label: "登记采纳情况", Kind: ui.Plain}}},
				},
			})
		}
	}
	if len(x.advice) > 0 {
		p.Stats = ui.Stats{{Label: "建议", Value: strconv.Itoa(len(x.advice)), Unit: "条"}, {Label: "采纳", Value: strconv.Itoa(adopted), Unit: "条"}}
	}
	if clerk {
		p.Folded = append(p.Folded, staff.PanelFold{
			Title: "提出建议",
			Open:  t.act == "advice",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: matterPath(x.Kind, x.ID) + "/advice", Guard: true}, Fields: []templ.Component{
				t.area("advice", ui.Area{Name: "advice", Label: "建议", Rows: 3}, ""),
				t.text("advice", ui.Text{Name: "recipient", Label: "向谁提出", Width: ui.Wide}, "")}, Buttons: []ui.Button{{Label: "提出建议", Kind: ui.Plain}}}},
		})
	}
	return []staff.Panel{p}
}

// oversightShow shows the places one after another with large pictures and films: for the meeting〔TM-24〕.
func (s *Server) oversightShow(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:   s.frame(r, "图文展示", supervisionCrumb, oversightCrumb, ui.Link{Label: x.Title, Href: matterPath(x.Kind, x.ID)}),
		Heading: ui.Heading{Over: x.Kind.Label(), Title: x.Title, Lead: x.oversight.ReportOn.String()},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, figuresSheet)
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "报告"}, Prose: strings.Split(unixLines(x.oversight.Report), "\n")})
	for _, p := range x.sites {
		if p.VisitedOn.IsZero() {
			continue
		}
		q := staff.Panel{Card: ui.Card{Title: p.Name}, Text: []string{p.VisitedOn.String()}, Prose: strings.Split(unixLines(p.Findings), "\n")}
		if len(p.Photos) > 0 {
			q.Figures = []templ.Component{ui.Gallery{Large: true, Pictures: sitePictures(x, p)}}
		}
		page.Panels = append(page.Panels, q)
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// listForMeeting makes the report a paper of the meeting (列为会议材料).
func (s *Server) listForMeeting(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", x.Kind.Label()+"报告", x.oversight.Report)
	for _, p := range x.sites {
		if !p.VisitedOn.IsZero() {
			fmt.Fprintf(&b, "%s\n%s察看。\n%s\n\n", p.Name, p.VisitedOn, p.Findings)
		}
	}
	_, err = s.flow.AddMaterial(r.Context(), actor(r), x.MeetingID, workflow.MaterialForm{Title: x.Title, Body: strings.TrimSpace(b.String())})
	return s.answer(w, r, "material", err, "已列为会议材料，请到会议页面送达组成人员。", meetingPath(x.MeetingID)+"/materials", s.showOversight)
}
