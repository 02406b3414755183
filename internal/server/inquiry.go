package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// inquiryData is what the page of a case's investigation, consultation and publicity shows.
type inquiryData struct {
	c              appointment.Case
	policy         policy.Policy
	today          calendar.Day
	investigations []store.Investigation
	consultations  []store.Consultation
}

// inquiryPage shows what is known of a nominee from investigation, consultation and publicity (考察公示).
func (s *Server) inquiryPage(w http.ResponseWriter, r *http.Request) error {
	return s.showInquiry(w, r, http.StatusOK, typed{})
}

func (s *Server) inquiryOf(r *http.Request) (d inquiryData, err error) {
	if err := authz.Check(actor(r), authz.ViewInquiry); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	if d.c, d.policy, err = s.visibleCase(r, id); err != nil {
		return d, err
	}
	d.today = s.today()
	if d.investigations, err = s.db.Investigations(r.Context(), id); err != nil {
		return d, err
	}
	d.consultations, err = s.db.Consultations(r.Context(), id)
	return d, err
}

func (s *Server) showInquiry(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	t = t.lostFile(r, "file")
	d, err := s.inquiryOf(r)
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(r.FormValue("correct"), "-")
	corrected, _ := strconv.ParseInt(id, 10, 64)
	page := newInquiryPage(d, actor(r), t, kind, corrected)
	page.Frame = s.frame(r, "考察公示", ui.Link{Label: "任免案", Href: "/cases"}, caseCrumb(d.c))
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// newInquiryPage builds the page; kind and corrected name the record that is being corrected, if any.
func newInquiryPage(d inquiryData, who authz.Actor, t typed, kind string, corrected int64) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems,
		Heading: ui.Heading{Over: d.c.Number, Title: "任前考察、沟通和公示", Tag: stageTag(d.c.Stage),
			Lead: caseTitle(d.c.Person.Name, d.c.Action, d.c.Office.Title)}}
	page.Panels = append(page.Panels, publicityPanel(d, who))
	for i, x := range d.investigations {
		page.Panels = append(page.Panels, investigationPanel(d, i, x, who))
	}
	if may(who, authz.RecordInvestigation, d.c, appointment.InquiryStages) && d.c.Action.Begins() {
		page.Panels = append(page.Panels, investigationForm(d, t, kind, corrected))
	} else if len(d.investigations) == 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "任前考察", ID: "investigation"}, Text: []string{"没有考察记录。"}})
	}
	for i, x := range d.consultations {
		page.Panels = append(page.Panels, consultationPanel(d, i, x, who))
	}
	if may(who, authz.RecordConsultation, d.c, appointment.InquiryStages) {
		page.Panels = append(page.Panels, consultationForm(d, t, kind, corrected))
	} else if len(d.consultations) == 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "任前沟通", ID: "consultation"}, Text: []string{"没有沟通记录。"}})
	}
	return page
}

// may reports whether the person may do it with the case as it stands.
func may(who authz.Actor, act authz.Action, c appointment.Case, stages []appointment.Stage) bool {
	if !authz.Can(who, act) {
		return false
	}
	for _, s := range stages {
		if s == c.Stage {
			return true
		}
	}
	return false
}

func inquiryPath(caseID int64) string { return casePath(caseID) + "/inquiry" }

func publicityPanel(d inquiryData, who authz.Actor) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "任前公示", ID: "publicity"}}
	n := d.c.Publicity
	if n == nil {
		why := appointment.MayPublicize(d.c, d.policy, d.today)
		switch {
		case why == "" && authz.Can(who, authz.PublishPublicity):
			x.Text = []string{fmt.Sprintf("尚未公示。公示期不少于 %d 个工作日。", d.policy.Publicity.WorkingDays)}
			x.Buttons = []ui.Button{{Label: "起草公示", Href: withQuery("/publicities/new", "case", idText(d.c.ID)), Kind: ui.Plain}}
		case why == "":
			x.Text = []string{"尚未公示。"}
		default:
			x.Text = []string{why}
		}
		return x
	}
	x.Card.Tag = publicityTag(n.From, n.To, n.Reported, false, d.today)
	x.Card.Link = ui.Link{Label: "查看公示和意见", Href: publicityPath(n.ID)}
	x.Summary = ui.Summary{{Key: "公示期", Value: n.From.String() + "至" + n.To.String()}}
	if n.Unverified > 0 {
		x.Summary = append(x.Summary, ui.Item{Key: "待核实意见", Value: fmt.Sprintf("%d 件", n.Unverified)})
	}
	if n.Hold > 0 {
		x.Summary = append(x.Summary, ui.Item{Key: "建议暂缓或撤回", Value: fmt.Sprintf("%d 件", n.Hold), Tag: ui.Tag{State: ui.Stop, Label: "报主任会议"}})
	}
	return x
}

var conclusionStates = map[appointment.Conclusion]ui.State{appointment.Fit: ui.Done, appointment.Doubt: ui.Todo, appointment.Unfit: ui.Stop}

func investigationPanel(d inquiryData, i int, x store.Investigation, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("考察记录 %d", i+1), ID: fmt.Sprintf("investigation-%d", x.ID),
		Tag: ui.Tag{State: conclusionStates[x.Conclusion], Label: x.Conclusion.Label()}}}
	if i == len(d.investigations)-1 {
		p.Card.ID = "investigation"
	}
	p.Summary = ui.Summary{{Key: "考察方式", Value: x.Method.Label()}, {Key: "考察日期", Value: x.HeldOn.String()}, {Key: "考察人", Value: x.ByWhom}}
	for _, a := range x.Findings {
		p.Summary = append(p.Summary, ui.Item{Key: a.Heading, Value: a.Text})
	}
	p.Summary = append(p.Summary, recordItems(d.c.ID, x.FileID, x.FileName, x.Correction, x.RecordedBy+"，"+minute(x.RecordedAt))...)
	corrected(&p, d, who, x.CorrectedBy, authz.RecordInvestigation, "investigation", x.ID)
	return p
}

func consultationPanel(d inquiryData, i int, x store.Consultation, who authz.Actor) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: fmt.Sprintf("沟通记录 %d", i+1), ID: fmt.Sprintf("consultation-%d", x.ID)}}
	if x.SuggestsHold {
		p.Card.Tag = ui.Tag{State: ui.Todo, Label: "建议暂缓"}
	}
	if i == len(d.consultations)-1 {
		p.Card.ID = "consultation"
	}
	p.Summary = ui.Summary{{Key: "沟通方式", Value: x.Kind.Label()}, {Key: "沟通日期", Value: x.HeldOn.String()}, {Key: "参加人", Value: x.WithWhom},
		{Key: "沟通意见", Value: x.Opinion}}
	p.Summary = append(p.Summary, recordItems(d.c.ID, x.FileID, x.FileName, x.Correction, x.RecordedBy+"，"+minute(x.RecordedAt))...)
	corrected(&p, d, who, x.CorrectedBy, authz.RecordConsultation, "consultation", x.ID)
	return p
}

// recordItems ends the summary of a record: its document, why it corrects another, who recorded it.
func recordItems(caseID, fileID int64, fileName, correction, recorded string) ui.Summary {
	var s ui.Summary
	if fileID != 0 {
		s = append(s, ui.Item{Key: "材料", Value: fileName, Href: fmt.Sprintf("%s/files/%d", inquiryPath(caseID), fileID)})
	}
	if correction != "" {
		s = append(s, ui.Item{Key: "更正理由", Value: correction})
	}
	return append(s, ui.Item{Key: "登记", Value: recorded})
}

// corrected marks a record that was corrected, or offers to correct it.
func corrected(p *staff.Panel, d inquiryData, who authz.Actor, by int64, act authz.Action, kind string, id int64) {
	switch {
	case by != 0:
		p.Card.Tag = ui.Tag{State: ui.Idle, Label: "已更正"}
		p.Text = []string{"本记录已由后面的记录更正，仅供查考。"}
	case may(who, act, d.c, appointment.InquiryStages):
		p.Buttons = []ui.Button{{Label: "更正这条记录", Kind: ui.Quiet, Href: fmt.Sprintf("%s?correct=%s-%d#%s-form", inquiryPath(d.c.ID), kind, id, kind)}}
	}
}

func investigationForm(d inquiryData, t typed, kind string, correctedID int64) staff.Panel {
	const act = "investigation"
	old := store.Investigation{}
	for _, x := range d.investigations {
		if kind == act && x.ID == correctedID && x.CorrectedBy == 0 {
			old = x
		}
	}
	texts := map[string]string{}
	for _, a := range old.Findings {
		texts[a.Heading] = a.Text
	}
	fields := []templ.Component{
		ui.Radios{
			Name:    "method",
			Label:   "考察方式",
			Options: options(appointment.InvestigationMethods(), t.value(act, "method", string(old.Method))),
			Error:   t.wrong(act, "method"),
		},
		t.text(act, ui.Text{Name: "held_on", Label: "考察日期", Type: ui.Date, Width: ui.Medium}, old.HeldOn.ISO()),
		t.text(act, ui.Text{Name: "by_whom", Label: "考察人", Hint: "考察组组长和成员，或受委托的机关。"}, old.ByWhom),
	}
	for i, h := range inquiryHeadings(d.policy) {
		name := fmt.Sprintf("finding%d", i)
		fields = append(fields,
			t.area(act, ui.Area{Name: name, Label: h, Rows: 3, MaxLength: appointment.MaxAnswer}, texts[h]))
	}
	fields = append(
		fields,
		ui.Radios{
			Name:    "conclusion",
			Label:   "考察结论",
			Options: options(appointment.Conclusions(), t.value(act, "conclusion", string(old.Conclusion))),
			Error:   t.wrong(act, "conclusion"),
		},
		ui.Files{Name: "file", Label: "考察材料", Hint: "PDF、OFD、Word 或扫描图片，20 MB 以内。", Optional: true, Error: t.wrong(act, "file")},
	)
	return recordForm(d, t, act, "登记任前考察", "登记考察情况", len(d.investigations) == 0, old.ID, fields)
}

// inquiryHeadings are what the findings are written under.
func inquiryHeadings(p policy.Policy) []string {
	if len(p.Investigation.Headings) == 0 {
		return []string{"考察情况"}
	}
	return p.Investigation.Headings
}

func consultationForm(d inquiryData, t typed, kind string, correctedID int64) staff.Panel {
	const act = "consultation"
	old := store.Consultation{}
	for _, x := range d.consultations {
		if kind == act && x.ID == correctedID && x.CorrectedBy == 0 {
			old = x
		}
	}
	return recordForm(d, t, act, "登记任前沟通", "登记沟通情况", len(d.consultations) == 0, old.ID, []templ.Component{
		ui.Radios{
			Name:    "kind",
			Label:   "沟通方式",
			Options: options(appointment.ConsultationKinds(), t.value(act, "kind", string(old.Kind))),
			Error:   t.wrong(act, "kind"),
		},
		t.text(act, ui.Text{Name: "talked_on", Label: "沟通日期", Type: ui.Date, Width: ui.Medium}, old.HeldOn.ISO()),
		t.text(act, ui.Text{Name: "with_whom", Label: "参加人", Hint: "与谁沟通，由谁参加。"}, old.WithWhom),
		t.area(act, ui.Area{Name: "opinion", Label: "沟通意见", Rows: 4}, old.Opinion),
		ui.Check{Name: "suggests_hold", Label: "争议较大，建议暂缓使用或者暂缓提请", Checked: t.chosen(act, "suggests_hold", "1", old.SuggestsHold)},
		ui.Files{Name: "talk_file", Label: "沟通材料", Hint: "会议纪要、复函等，20 MB 以内。", Optional: true, Error: t.wrong(act, "talk_file")},
	})
}

// recordForm is the form of a new record, or of the correction of one; open when it is wanted now.
func recordForm(d inquiryData, t typed, act, title, button string, first bool, corrects int64, fields []templ.Component) staff.Panel {
	if corrects == 0 {
		if id, _ := strconv.ParseInt(t.value(act, "corrects", ""), 10, 64); id > 0 {
			corrects = id
		}
	}
	x := staff.Panel{Card: ui.Card{ID: act + "-form"}}
	if first {
		x.Card.ID = act
	}
	if corrects != 0 {
		title, button = "更正"+strings.TrimPrefix(title, "登记")+"记录", "登记更正"
		fields = append(fields, ui.Hidden{Name: "corrects", Value: idText(corrects)}, ui.Hidden{Name: "correct", Value: act + "-" + idText(corrects)},
			t.area(act, ui.Area{Name: "correction", Label: "更正理由", Rows: 2, Hint: "原记录保留并标明“已更正”。"}, ""))
	}
	x.Card.Title = title
	form := staff.PanelForm{Form: ui.Form{Action: inquiryPath(d.c.ID) + "/" + act + "s", Files: true, Guard: true}, Fields: fields,
		Buttons: []ui.Button{{Label: button}}}
	if first || corrects != 0 || t.act == act {
		x.Forms = []staff.PanelForm{form}
	} else {
		form.Buttons[0].Kind = ui.Plain
		x.Folded = []staff.PanelFold{{Title: "再登记一条", Forms: []staff.PanelForm{form}}}
	}
	return x
}

// labelled is a value of a closed list with its word on the screen.
type labelled interface {
	~string
	Label() string
}

// options makes the answers of a field from a closed list.
func options[T labelled](values []T, chosen string) []ui.Option {
	all := make([]ui.Option, len(values))
	for i, v := range values {
		all[i] = ui.Option{Value: string(v), Label: v.Label(), Chosen: string(v) == chosen}
	}
	return all
}

// recordInvestigation records an investigation (登记任前考察).
func (s *Server) recordInvestigation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	_, rules, err := s.visibleCase(r, id)
	if err != nil {
		return err
	}
	file, err := upload(r, "file")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.InvestigationForm{Method: appointment.InvestigationMethod(f.value("method")), HeldOn: f.day("held_on"), ByWhom: f.value("by_whom"),
		Conclusion: appointment.Conclusion(f.value("conclusion")), File: file, CorrectsID: f.id("corrects"), Correction: f.value("correction")}
	for i, h := range inquiryHeadings(rules) {
		x.Findings = append(x.Findings, appointment.Answer{Heading: h, Text: f.value(fmt.Sprintf("finding%d", i))})
	}
	err = f.err(func() error { return s.flow.RecordInvestigation(r.Context(), actor(r), id, x) })
	return s.answer(w, r, "investigation", err, "考察情况已登记。", inquiryPath(id), s.showInquiry)
}

// recordConsultation records a consultation (登记任前沟通).
func (s *Server) recordConsultation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	file, err := upload(r, "talk_file")
	if err != nil {
		return err
	}
	f := typedIn(r)
	x := workflow.ConsultationForm{Kind: appointment.ConsultationKind(f.value("kind")), HeldOn: f.day("talked_on"), WithWhom: f.value("with_whom"),
		Opinion: f.value("opinion"), SuggestsHold: f.yes("suggests_hold"), File: file, CorrectsID: f.id("corrects"), Correction: f.value("correction")}
	err = f.err(func() error { return s.flow.RecordConsultation(r.Context(), actor(r), id, x) })
	err = renamed(renamed(err, "held_on", "talked_on"), "file", "talk_file")
	return s.answer(w, r, "consultation", err, "沟通情况已登记。", inquiryPath(id), s.showInquiry)
}

// inquiryFile sends the document of a record.
func (s *Server) inquiryFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.inquiryOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return errs.New(errs.NotFound, "查无此文件。")
	}
	file, err := s.db.InquiryFile(r.Context(), d.c.ID, id)
	if err != nil {
		return err
	}
	return sendFile(w, file)
}
