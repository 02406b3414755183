package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dutyLate lists whose report is outstanding, those overdue first chosen, to be urged (逾期名单和催交).
func (s *Server) dutyLate(w http.ResponseWriter, r *http.Request) error {
	return s.showDutyLate(w, r, http.StatusOK, typed{})
}

func (s *Server) showDutyLate(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	c, err := s.dutyCallOf(r, authz.UrgeDuty)
	if err != nil {
		return err
	}
	all, err := s.db.DutyReports(r.Context(), c.ID, s.today(), store.DutyFilter{Open: true, Limit: 5000})
	if err != nil {
		return err
	}
	choice := ui.Checks{Name: "matter", Label: "还没有提交的人员", Hint: "逾期的已选中。", Error: t.wrong("urge", "matter")}
	for _, d := range all {
		if !d.May(supervision.DutyUrge) {
			continue
		}
		hint := "期限 " + d.DueOn.String()
		if d.Late(s.today()) {
			hint = "逾期，" + hint
		}
		if d.Urges > 0 {
			hint += fmt.Sprintf("，已催交 %d 次，最近 %s", d.Urges, d.UrgedOn)
		}
		choice.Options = append(choice.Options, ui.Option{
			Value:  idText(d.MatterID),
			Label:  d.Person + "　" + d.Office,
			Hint:   hint,
			Chosen: t.chosen("urge", "matter", idText(d.MatterID), d.Late(s.today())),
		})
	}
	page := staff.BoardPage{Frame: s.frame(r, "催交", supervisionCrumb, dutyCrumb, dutyCallCrumb(c.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年述职", c.Year), Title: "催交述职报告", Lead: "催交登记后，本人的工作台显示期限，所在机关的工作台列出督促提交的事项。"}}
	panel := staff.Panel{
		Forms: []staff.PanelForm{
			{Form: ui.Form{Action: dutyCallPath(c.Year) + "/urge", Guard: true}, Fields: append([]templ.Component{choice}, urgeFields(t)...),
				Buttons: []ui.Button{{Label: "登记催交"}, {Label: "返回", Href: dutyCallPath(c.Year), Kind: ui.Plain}}},
		},
	}
	if len(choice.Options) == 0 {
		panel = staff.Panel{Text: []string{"都已提交，没有需要催交的。"}}
	}
	page.Panels = []staff.Panel{panel}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// urgeDuty urges those chosen (催交).
func (s *Server) urgeDuty(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	err = s.flow.UrgeDuty(r.Context(), actor(r), formIDs(r, "matter"), f.value("how"), f.value("note"))
	return s.answer(w, r, "urge", err, "已登记催交。", dutyCallPath(int(year)), s.showDutyLate)
}

// meetingChoice offers meetings of the committee, the latest first.
func (s *Server) meetingChoice(ctx context.Context, act, name, label string, chosen int64, t typed) (ui.Select, error) {
	x := ui.Select{Name: name, Label: label, Error: t.wrong(act, name)}
	all, err := s.db.Meetings(ctx, store.MeetingKey{}, false, 12)
	if err != nil {
		return x, err
	}
	for _, m := range all {
		x.Options = append(x.Options,
			ui.Option{Value: idText(m.ID), Label: meetingTitle(m) + "（" + m.HeldOn.String() + "）", Chosen: t.value(act, name, idText(chosen)) == idText(m.ID)})
	}
	return x, nil
}

// oralPage is where the chairpersons' meeting says who reports orally (确定口头述职人员).
func (s *Server) oralPage(w http.ResponseWriter, r *http.Request) error {
	return s.showOral(w, r, http.StatusOK, typed{})
}

func (s *Server) showOral(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "oral"
	c, err := s.dutyCallOf(r, authz.ChooseOral)
	if err != nil {
		return err
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	all, err := s.db.DutyReports(r.Context(), c.ID, s.today(), store.DutyFilter{Open: true, Limit: 5000})
	if err != nil {
		return err
	}
	term, err := s.db.CurrentTerm(r.Context(), s.today())
	if err != nil {
		return err
	}
	people, err := s.db.Coverage(r.Context(), term.StartsOn, s.today())
	if err != nil {
		return err
	}
	heard := map[int64]store.Covered{}
	for _, x := range people {
		heard[x.PersonID] = x
	}
	planned, err := s.plannedOrals(r.Context(), c.Year)
	if err != nil {
		return err
	}
	var meetingID int64
	choice := ui.Checks{Name: "matter", Label: "口头述职人员", Hint: "列入年度监督计划的已选中。"}
	everyone := p.Supervision.DutyReport.Oral == policy.WhomAll
	if everyone {
		choice.Hint = "按本县办法，任命人员都口头述职。"
	}
	for _, d := range all {
		if !d.May(supervision.DutyChoose) {
			continue
		}
		hint := d.Stage.Label() + "，本届还没有口头述职"
		if x := heard[d.PersonID]; !x.HeardOn.IsZero() {
			hint = d.Stage.Label() + "，上次口头述职 " + x.HeardOn.String()
		}
		if planned[d.PersonID] {
			hint += "，列入年度计划"
		}
		if d.OralMeeting != 0 {
			meetingID = d.OralMeeting
		}
		choice.Options = append(choice.Options, ui.Option{Value: idText(d.MatterID), Label: d.Person + "　" + d.Office, Hint: hint,
			Chosen: t.chosen(act, "matter", idText(d.MatterID), !d.OralOn.IsZero() || c.Chosen == 0 && (planned[d.PersonID] || everyone))})
	}
	meetings, err := s.meetingChoice(r.Context(), act, "meeting", "口头述职的会议", meetingID, t)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "口头述职人员", supervisionCrumb, dutyCrumb, dutyCallCrumb(c.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年述职", c.Year), Title: "主任会议确定口头述职人员", Lead: "确定后本人得到通知，在会上述职，组成人员审议：肯定成绩、指出不足、提出建议。"}}
	panel := staff.Panel{
		Forms: []staff.PanelForm{{Form: ui.Form{Action: dutyCallPath(c.Year) + "/oral", Guard: true}, Fields: []templ.Component{choice, meetings},
			Buttons: []ui.Button{{Label: "确定"}, {Label: "返回", Href: dutyCallPath(c.Year), Kind: ui.Plain}}}},
	}
	if p.Supervision.DutyReport.Oral == policy.WhomNone {
		panel = staff.Panel{Text: []string{"按本县办法，不安排口头述职。"}}
	}
	page.Panels = []staff.Panel{panel}
	if p.Supervision.DutyReport.Oral != policy.WhomNone {
		draw, err := s.oralDraw(r, c, meetingID, t)
		if err != nil {
			return err
		}
		page.Panels = append(page.Panels, draw)
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// plannedOrals are the persons whose oral report stands in an approved plan of the year, or the next.
func (s *Server) plannedOrals(ctx context.Context, year int) (map[int64]bool, error) {
	out := map[int64]bool{}
	plans, err := s.db.Plans(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		if p.ApprovedOn.IsZero() || p.Year != year && p.Year != year+1 {
			continue
		}
		items, err := s.db.PlanItems(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range items {
			if i.Kind == supervision.DutyReport && i.MatterID == 0 && i.Dropped == "" {
				out[i.PersonID] = true
			}
		}
	}
	return out, nil
}

// chooseOral is the chairpersons' decision.
func (s *Server) chooseOral(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	err = s.flow.ChooseOral(r.Context(), actor(r), int(year), formIDs(r, "matter"), formID(r, "meeting"))
	return s.answer(w, r, "oral", err, "口头述职人员已确定。", dutyCallPath(int(year))+"?show=oral", s.showOral)
}

// dutySummary is the year's review report (审查报告): drafted from the figures and opinions, then given at the meeting.
func (s *Server) dutySummary(w http.ResponseWriter, r *http.Request) error {
	return s.showDutySummary(w, r, http.StatusOK, typed{})
}

func (s *Server) showDutySummary(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	c, err := s.dutyCallOf(r, authz.ViewDuty)
	if err != nil {
		return err
	}
	who, path := actor(r), dutyCallPath(c.Year)+"/summary"
	page := staff.BoardPage{
		Frame:    s.frame(r, "审查报告", supervisionCrumb, dutyCrumb, dutyCallCrumb(c.Year)),
		Problems: t.problems,
		Heading:  ui.Heading{Over: fmt.Sprintf("%d 年述职", c.Year), Title: "述职报告审查报告"},
	}
	facts := staff.Panel{
		Card: ui.Card{Title: "情况"},
		Stats: ui.Stats{{Label: "应提交", Value: strconv.Itoa(c.Want()), Unit: "人"}, {Label: "已提交", Value: strconv.Itoa(c.Filed), Unit: "人"},
			{
				Label: "待审查",
				Value: strconv.Itoa(c.InReview),
				Unit:  "人",
				Href:  withQuery(dutyCallPath(c.Year), "show", string(supervision.DutyFiled)),
			}, {Label: "口头述职", Value: strconv.Itoa(c.Chosen), Unit: "人"}},
	}
	if c.Summary != "" {
		facts.Prose = strings.Split(c.Summary, "\n")
		facts.Buttons = []ui.Button{{Label: "打印审查报告", Href: path + "/print", Kind: ui.Plain}}
	}
	if !c.ReportedOn.IsZero() {
		facts.Summary = ui.Summary{{Key: "在会议上报告", Value: c.ReportedOn.String(), Href: open(who, meetingPath(c.MeetingID))}}
	}
	page.Panels = []staff.Panel{facts}
	if c.ReportedOn.IsZero() && authz.Can(who, authz.ReportDuty) {
		text := c.Summary
		if text == "" {
			text = document.DutySummaryDraft(c.Year,
				document.DutyFigures{Called: c.Want(), Filed: c.Filed, Late: c.Late, Chosen: c.Chosen, Excused: c.Excused, Due: c.DueOn})
		}
		page.Panels = append(page.Panels, staff.Panel{
			Card: ui.Card{Title: "起草", ID: "draft"},
			Forms: []staff.PanelForm{
				{Form: ui.Form{Action: path, Version: strconv.Itoa(c.Version), Guard: true}, Buttons: []ui.Button{{Label: "保存审查报告", Kind: ui.Plain}},
					Fields: []templ.Component{
						t.area("summary", ui.Area{Name: "summary", Label: "审查报告", Hint: "已按现在的数字起草，逐人的审查意见打印时附后。", Rows: 14}, text),
					}},
			},
		})
		if c.Summary != "" {
			meetings, err := s.meetingChoice(r.Context(), "report", "meeting", "会议", 0, t)
			if err != nil {
				return err
			}
			page.Panels = append(page.Panels, dutyHearingPanel(c, meetings, s.today(), t))
		}
	}
	if _, p, err := s.db.PolicyOn(r.Context(), s.today()); err != nil {
		return err
	} else if p.Supervision.DutyReport.Volume && c.VolumeID == 0 && authz.Can(who, authz.CompileVolume) && c.InReview+c.Judged > 0 {
		page.Panels = append(page.Panels, dutyVolumePanel(c))
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// dutyHearingPanel records that the review report was heard, once every report is reviewed.
func dutyHearingPanel(c store.DutyCall, meetings ui.Select, today calendar.Day, t typed) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "在会议上报告", ID: "report"}, Text: []string{"登记报告后，已审查、不安排口头述职的事项随之办结；逾期未交的继续催交。"}}
	if c.Reviewed && c.InReview > 0 {
		p.Blockers = ui.Blockers{
			Title: "还不能报告",
			Reasons: []ui.Reason{
				{Text: fmt.Sprintf("还有 %d 份述职报告没有审查。", c.InReview), Href: withQuery(dutyCallPath(c.Year), "show", string(supervision.DutyFiled))},
			},
		}
	} else {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: dutyCallPath(c.Year) + "/report"}, Buttons: []ui.Button{{Label: "登记报告"}},
			Fields: []templ.Component{meetings, t.text("report", ui.Text{Name: "held_on", Label: "报告日期", Type: ui.Date, Width: ui.Medium}, today.ISO())}}}
	}
	return p
}

// dutyVolumePanel binds the reports of a year, once every report is reviewed.
func dutyVolumePanel(c store.DutyCall) staff.Panel {
	v := staff.Panel{Card: ui.Card{Title: "汇编", ID: "volume"}, Text: []string{fmt.Sprintf("把已提交的 %d 份述职报告装订成一册，编目录和连续页码，印发常委会组成人员。汇编只做一次，以后提交的不再收入。", c.InReview+c.Judged)}}
	if c.Reviewed && c.InReview > 0 {
		v.Blockers = ui.Blockers{Title: "还不能汇编", Reasons: []ui.Reason{{Text: fmt.Sprintf("还有 %d 份述职报告没有审查。", c.InReview)}}}
	} else {
		v.Forms = []staff.PanelForm{{Form: ui.Form{Action: dutyCallPath(c.Year) + "/volume", Confirm: "汇编只做一次。现在汇编吗？"}, Buttons: []ui.Button{{Label: "汇编成册", Kind: ui.Plain}}}}
	}
	return v
}

// saveDutySummary keeps the text of the report.
func (s *Server) saveDutySummary(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	err = s.flow.DraftDutySummary(r.Context(), actor(r), int(year), formVersion(r), unixLines(r.PostFormValue("summary")))
	return s.answer(w, r, "summary", err, "审查报告已保存。", dutyCallPath(int(year))+"/summary", s.showDutySummary)
}

// reportDuty records that it was given at a meeting (会议通报).
func (s *Server) reportDuty(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	f := typedIn(r)
	on := f.day("held_on")
	err = f.err(func() error { return s.flow.ReportDuty(r.Context(), actor(r), int(year), formID(r, "meeting"), on) })
	return s.answer(w, r, "report", err, "已登记报告。", dutyCallPath(int(year))+"/summary", s.showDutySummary)
}

// printDutySummary is the review report as a paper, with each opinion.
func (s *Server) printDutySummary(w http.ResponseWriter, r *http.Request) error {
	c, err := s.dutyCallOf(r, authz.ViewDuty)
	if err != nil {
		return err
	}
	all, err := s.db.DutyReports(r.Context(), c.ID, s.today(), store.DutyFilter{Stage: supervision.DutyReviewed, Limit: 5000})
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	rows := make([][]string, len(all))
	for i, d := range all {
		rows[i] = []string{strconv.Itoa(i + 1), document.SpacedName(d.Person), d.Office, d.Opinion}
	}
	return s.renderPapers(w, r, ui.Link{Label: "审查报告", Href: dutyCallPath(c.Year) + "/summary"},
		document.DutySummary(county, c.Year, c.Summary, c.ReportedOn, rows))
}
