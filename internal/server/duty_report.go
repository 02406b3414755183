package server

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dutyData is what the pages of one report show.
type dutyData struct {
	m       store.Matter
	d       store.DutyReport
	filings []store.DutyFiling
	files   []store.DutyAttachment
	urges   []store.DutyUrge
}

func (x dutyData) path() string { return workflow.DutyPath(x.d.MatterID) }

// last is the edition filed last, the zero filing when there is none.
func (x dutyData) last() store.DutyFiling {
	if len(x.filings) == 0 {
		return store.DutyFiling{}
	}
	return x.filings[len(x.filings)-1]
}

func (s *Server) readDuty(r *http.Request, m store.Matter) (x dutyData, err error) {
	x.m = m
	if x.d, err = s.db.DutyReport(r.Context(), m.ID); err != nil {
		return x, err
	}
	if x.filings, err = s.db.DutyFilings(r.Context(), m.ID); err != nil {
		return x, err
	}
	if x.files, err = s.db.DutyAttachments(r.Context(), m.ID); err != nil {
		return x, err
	}
	x.urges, err = s.db.DutyUrges(r.Context(), m.ID)
	return x, err
}

// dutyOf reads the report of the address as far as staff, or an organ that urges it, may see it.
func (s *Server) dutyOf(r *http.Request) (x dutyData, err error) {
	m, err := s.supervised(r, supervision.DutyReport)
	if err != nil {
		return x, err
	}
	return s.readDuty(r, m)
}

// dutyPage shows one report to staff; the appointee is led to the own page, and an organ sees only where it stands.
func (s *Server) dutyPage(w http.ResponseWriter, r *http.Request) error {
	return s.showDuty(w, r, http.StatusOK, typed{})
}

func (s *Server) showDuty(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	t = t.lostFile(r, "file")
	x, err := s.dutyOf(r)
	if err != nil {
		return err
	}
	who := actor(r)
	if !authz.Can(who, authz.ViewDuty) {
		if who.PersonID == x.d.PersonID {
			return seeOther(w, r, workflow.OwnDutyPath(x.d.MatterID))
		}
		page := staff.BoardPage{
			Frame:   s.frame(r, x.m.Title, supervisionCrumb),
			Heading: ui.Heading{Title: x.m.Title, Tag: dutyTag(x.d, s.today())},
			Panels:  []staff.Panel{x.facts(who, s.today())},
		}
		return s.render(w, r, status, staff.Board(page))
	}
	_, p, err := s.db.PolicyOn(r.Context(), s.today())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, x.m.Title, supervisionCrumb, dutyCrumb, dutyCallCrumb(x.d.Year)), Problems: t.problems,
		Heading: ui.Heading{Over: fmt.Sprintf("%d 年述职", x.d.Year), Title: x.m.Title, Tag: dutyTag(x.d, s.today()), Lead: x.d.Office}}
	page.Panels = append([]staff.Panel{x.facts(who, s.today())}, x.editions(x.path(), true)...)
	if x.d.ClosedOn.IsZero() {
		page.Panels = append(page.Panels, x.reviewPanels(who, t, s.today().Add(p.Supervision.DutyReport.SupplementDays))...)
		page.Panels = append(page.Panels, x.oralPanels(who, t, s.today())...)
		page.Panels = append(page.Panels, x.pressPanels(who, t)...)
	}
	page.Frame.Invalid = len(t.problems) > 0
	if err := s.followingPanels(r, x.m, &page); err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

// facts tell where a report stands.
func (x dutyData) facts(who authz.Actor, today calendar.Day) staff.Panel {
	p := staff.Panel{
		Card: ui.Card{Title: "述职"},
		Summary: ui.Summary{{Key: "本人", Value: listName(x.d.Person, x.d.Sex), Note: x.d.Office, Href: open(who, personPath(x.d.PersonID))},
			{Key: "提交期限", Value: x.d.DueOn.String()}},
	}
	add := func(key, value, note string) {
		if value != "" {
			p.Summary = append(p.Summary, ui.Item{Key: key, Value: value, Note: note})
		}
	}
	if x.d.Stage == supervision.DutyReturned {
		add("补充期限", x.d.SupplementBy.String(), dueWords(x.d.SupplementBy, today))
	}
	if !x.d.FiledOn.IsZero() {
		note := ""
		if x.d.FiledOn.After(x.d.DueOn) {
			note = fmt.Sprintf("逾期 %d 天", x.d.FiledOn.Sub(x.d.DueOn))
		}
		add("提交", x.d.FiledOn.String(), note)
	} else if !x.d.Account && x.d.Stage == supervision.DutyCalled {
		add("账号", "未开通", "由本人书面提交，在本页登记；也可以请系统管理员开通账号。")
	}
	for _, u := range x.urges {
		add("催交", minute(u.At)+"，"+u.How, u.Note+"　"+u.By)
	}
	if authz.Can(who, authz.ViewDuty) {
		if x.d.Opinion != "" {
			add("审查意见", x.d.Opinion, x.d.ReviewedOn.String())
		}
		add("免予提交", x.d.Excuse, "")
		if !x.d.OralOn.IsZero() {
			add("口头述职", oralText(x.d), x.d.OralOn.String()+"主任会议确定")
		}
		if !x.d.HeardOn.IsZero() {
			add("肯定的成绩", x.d.Achievements, "")
			add("指出的不足", x.d.Shortcomings, "")
			add("提出的建议", x.d.Suggestions, "")
		}
	}
	if !x.d.ClosedOn.IsZero() {
		add("办结", x.d.ClosedOn.String(), x.m.Outcome)
	}
	return p
}

// editions show what was filed, the newest first; only the newest is unfolded in full.
func (x dutyData) editions(path string, staffSees bool) []staff.Panel {
	var out []staff.Panel
	for i := len(x.filings) - 1; i >= 0; i-- {
		f := x.filings[i]
		p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("第 %d 稿", f.Edition), ID: fmt.Sprintf("edition-%d", f.Edition)}}
		if f.Returned != "" {
			p.Card.Tag = ui.Tag{State: ui.Stop, Label: "退回补充"}
			p.Blockers = ui.Blockers{Title: "需要补充", Reasons: []ui.Reason{{Text: f.Returned}}}
		}
		if i == len(x.filings)-1 || f.Returned != "" {
			for _, s := range f.Sections {
				p.Summary = append(p.Summary, ui.Item{Key: s.Heading, Value: s.Text})
			}
			p.Table = keptTable(f.Answers)
		}
		for _, a := range x.files {
			if a.Edition == f.Edition {
				p.Summary = append(p.Summary, ui.Item{Key: "附件", Value: a.Name, Href: fmt.Sprintf("%s/files/%d", path, a.FileID)})
			}
		}
		if f.FileID != 0 && staffSees {
			p.Summary = append(p.Summary, ui.Item{Key: "签名原件", Value: f.FileName, Href: fmt.Sprintf("%s/files/%d", path, f.FileID)})
		}
		p.Summary = append(p.Summary, ui.Item{Key: yesNo(f.OnPaper, "书面提交，登记", "提交"), Value: f.FiledBy + "，" + minute(f.FiledAt)})
		if i == len(x.filings)-1 && len(f.Sections) > 0 {
			p.Buttons = []ui.Button{{Label: "打印述职报告", Href: path + "/print", Kind: ui.Plain}}
		}
		out = append(out, p)
	}
	return out
}

// keptTable sets promises and what became of them side by side 〔SN-21〕.
func keptTable(answers []supervision.PromiseAnswer) ui.Table {
	if len(answers) == 0 {
		return ui.Table{}
	}
	t := ui.Table{Caption: "供职承诺兑现", Columns: []ui.Column{{Label: "承诺"}, {Label: "兑现", Narrow: true}, {Label: "说明"}}}
	for _, a := range answers {
		tag := ui.Tag{State: ui.Done, Label: a.Kept.Label()}
		switch a.Kept {
		case supervision.KeptPart:
			tag.State = ui.Doing
		case supervision.KeptNot:
			tag.State = ui.Stop
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Heading, Note: a.Promise}, {Tag: tag}, {Text: a.Text}}})
	}
	return t
}

// reviewPanels are the committee's review, or sending the report back.
func (x dutyData) reviewPanels(who authz.Actor, t typed, by calendar.Day) []staff.Panel {
	if !authz.Can(who, authz.ReviewDuty) || x.d.Stage != supervision.DutyFiled {
		return nil
	}
	p := staff.Panel{Card: ui.Card{Title: "审查", ID: "review"}}
	if x.d.Reviewed {
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: x.path() + "/review", Guard: true}, Buttons: []ui.Button{{Label: "审查完毕"}},
			Fields: []templ.Component{
				t.area("review", ui.Area{Name: "opinion", Label: "审查意见", Hint: "内容是否齐全、属实，承诺是否逐项说明，存在什么问题。写入审查报告。", Rows: 4, MaxLength: 2000}, ""),
			}}}
	}
	p.Folded = []staff.PanelFold{{
		Title: "退回补充",
		Open:  t.act == "return",
		Forms: []staff.PanelForm{{Form: ui.Form{Action: x.path() + "/return"}, Buttons: []ui.Button{{Label: "退回补充", Kind: ui.Plain}},
			Fields: []templ.Component{
				t.area("return", ui.Area{Name: "reason", Label: "补充什么", Rows: 3}, ""),
				t.text("return", ui.Text{Name: "by", Label: "补充期限", Type: ui.Date, Width: ui.Medium}, by.ISO()),
			}}},
	}}
	return []staff.Panel{p}
}

// oralPanels record the oral report and the deliberation after it 〔SB-13〕.
func (x dutyData) oralPanels(who authz.Actor, t typed, today calendar.Day) []staff.Panel {
	const act = "oral"
	if !authz.Can(who, authz.RecordOral) || !x.d.May(supervision.DutyHear) {
		return nil
	}
	on := x.d.MeetingOn
	if on.IsZero() || on.After(today) {
		on = today
	}
	return []staff.Panel{{
		Card: ui.Card{Title: "口头述职和审议情况", ID: "oral"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: x.path() + "/oral", Guard: true}, Buttons: []ui.Button{{Label: "登记审议情况"}},
			Fields: []templ.Component{
				t.text(act, ui.Text{Name: "held_on", Label: "述职日期", Type: ui.Date, Width: ui.Medium}, on.ISO()),
				t.area(act, ui.Area{Name: "achievements", Label: "肯定的成绩", Rows: 4}, ""),
				t.area(act, ui.Area{Name: "shortcomings", Label: "指出的不足", Rows: 4}, ""),
				t.area(act, ui.Area{Name: "suggestions", Label: "提出的建议", Rows: 4}, ""),
			}}},
	}}
}

// pressPanels are urging, entering a paper and letting off, while the report is outstanding.
func (x dutyData) pressPanels(who authz.Actor, t typed) []staff.Panel {
	if !x.d.May(supervision.DutyFile) || !authz.Can(who, authz.EnterDuty) {
		return nil
	}
	paper := staff.PanelForm{Form: ui.Form{Action: x.path() + "/paper", Files: true, Guard: true}, Buttons: []ui.Button{{Label: "登记书面报告", Kind: ui.Plain}},
		Fields: []templ.Component{ui.Files{Name: "file", Label: "签名的述职报告", Hint: "扫描件或照片，20 MB 以内。", Optional: true, Error: t.wrong("paper", "file")}}}
	paper.Fields = append(paper.Fields, dutyFields(x.d, nil, nil, "paper", t, true)...)
	return []staff.Panel{{Card: ui.Card{Title: "催交和登记", ID: "press"}, Folded: []staff.PanelFold{
		{
			Title: "催交",
			Open:  t.act == "urge",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: x.path() + "/urge"}, Buttons: []ui.Button{{Label: "登记催交", Kind: ui.Plain}}, Fields: urgeFields(t)}},
		},
		{Title: "登记本人书面提交的报告", Open: t.act == "paper", Text: "上传签名原件；也可以同时录入全文，录入时各项都要填。", Forms: []staff.PanelForm{paper}}},
		Buttons: []ui.Button{{Label: "免予提交", Href: x.path() + "/excuse", Kind: ui.Plain}}}}
}

func urgeFields(t typed) []templ.Component {
	how := ui.Select{Name: "how", Label: "方式", Width: ui.Medium, Error: t.wrong("urge", "how")}
	for _, v := range workflow.UrgeWays {
		how.Options = append(how.Options, ui.Option{Value: v, Label: v, Chosen: t.value("urge", "how", "") == v})
	}
	return []templ.Component{how, t.text("urge", ui.Text{Name: "note", Label: "情况", Width: ui.Wide, Optional: true, Hint: "如：本人答复本周五前提交。"}, "")}
}

// dutyFields are the fields of a report: the county's headings, then each promise of the commitment with its answer.
func dutyFields(d store.DutyReport, sections []supervision.Section, answers []supervision.PromiseAnswer, act string, t typed, optional bool) []templ.Component {
	var fields []templ.Component
	for i, h := range d.Headings {
		name, text := fmt.Sprintf("section%d", i), ""
		if i < len(sections) {
			text = sections[i].Text
		}
		fields = append(fields, t.area(act, ui.Area{Name: name, Label: h, Rows: 5, MaxLength: supervision.MaxSection, Optional: optional}, text))
	}
	for i, p := range d.Promises {
		var a supervision.PromiseAnswer
		if i < len(answers) {
			a = answers[i]
		}
		kept, text := fmt.Sprintf("kept%d", i), fmt.Sprintf("promise%d", i)
		choice := ui.Radios{Name: kept, Label: "承诺：" + p.Heading, Hint: p.Text, Inline: true, Optional: optional, Error: t.wrong(act, kept)}
		for _, k := range supervision.Kepts {
			choice.Options = append(choice.Options, ui.Option{Value: string(k), Label: k.Label(), Chosen: t.value(act, kept, string(a.Kept)) == string(k)})
		}
		fields = append(fields, choice,
			t.area(act, ui.Area{Name: text, Label: "“" + p.Heading + "”兑现情况", Rows: 3, MaxLength: supervision.MaxSection, Optional: optional}, a.Text))
	}
	return fields
}

// readDutyForm reads a report as it was typed.
func readDutyForm(r *http.Request, d store.DutyReport) (sections []supervision.Section, answers []supervision.PromiseAnswer) {
	for i := range d.Headings {
		sections = append(sections, supervision.Section{Text: unixLines(r.PostFormValue(fmt.Sprintf("section%d", i)))})
	}
	for i := range d.Promises {
		answers = append(answers, supervision.PromiseAnswer{
			Kept: supervision.Kept(r.PostFormValue(fmt.Sprintf("kept%d", i))),
			Text: unixLines(r.PostFormValue(fmt.Sprintf("promise%d", i))),
		})
	}
	return sections, answers
}
