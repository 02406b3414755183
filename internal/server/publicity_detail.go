package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// publicityData is one notice with everything around it.
type publicityData struct {
	p          store.Publicity
	persons    []store.PublicityPerson
	extensions []store.Extension
	opinions   []store.Opinion
	today      calendar.Day
}

func (s *Server) publicityOf(r *http.Request) (d publicityData, err error) {
	if err := authz.Check(actor(r), authz.ViewPublicities); err != nil {
		return d, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return d, err
	}
	d.today = s.today()
	if d.p, err = s.db.Publicity(r.Context(), id); err != nil {
		return d, err
	}
	if d.persons, err = s.db.PublicityPersons(r.Context(), id); err != nil {
		return d, err
	}
	if d.extensions, err = s.db.PublicityExtensions(r.Context(), id); err != nil {
		return d, err
	}
	d.opinions, err = s.db.Opinions(r.Context(), id)
	return d, err
}

func (d publicityData) crumb() ui.Link { return ui.Link{Label: d.p.Title, Href: publicityPath(d.p.ID)} }

func (d publicityData) open() bool { return d.p.DroppedAt.IsZero() && d.p.ReportedAt.IsZero() }

// publicityDetail shows one notice to staff, with its opinions.
func (s *Server) publicityDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showPublicity(w, r, http.StatusOK, typed{})
}

func (s *Server) showPublicity(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	d, err := s.publicityOf(r)
	if err != nil {
		return err
	}
	page := newPublicityPage(d, actor(r), t)
	page.Frame = s.frame(r, d.p.Title, publicitiesCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newPublicityPage(d publicityData, who authz.Actor, t typed) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Title: d.p.Title, Tag: tagOf(d.p, d.today),
		Lead: "公示期" + d.p.From.String() + "至" + d.p.To.String() + d.left()}}
	facts := ui.Summary{
		{Key: "受理机关", Value: d.p.OfficeName},
		{Key: "受理电话", Value: d.p.Telephone},
		{Key: "发布", Value: d.p.OpenedBy + "，" + minute(d.p.OpenedAt)},
	}
	for _, x := range d.extensions {
		facts = append(facts,
			ui.Item{Key: "延长公示", Value: "由" + x.WasTo.String() + "延至" + x.To.String(), Lines: []string{x.Reason}, Note: x.By + "，" + minute(x.At)})
	}
	if d.p.DropReason != "" {
		facts = append(facts, ui.Item{Key: "撤下", Value: d.p.DropReason, Note: minute(d.p.DroppedAt)})
	}
	card := staff.Panel{Card: ui.Card{Title: "公示情况"}, Summary: facts, Buttons: []ui.Button{
		{
			Label: "公众看到的页面",
			Href:  fmt.Sprintf("/publicity/%d", d.p.ID),
			Kind:  ui.Plain,
		}, {Label: "打印张贴", Href: publicityPath(d.p.ID) + "/paper", Kind: ui.Plain}}}
	if d.open() && authz.Can(who, authz.ExtendPublicity) {
		card.Buttons = append(card.Buttons, ui.Button{Label: "延长公示", Href: publicityPath(d.p.ID) + "/extend", Kind: ui.Plain},
			ui.Button{Label: "撤下公示", Href: publicityPath(d.p.ID) + "/drop", Kind: ui.Quiet})
	}
	people := staff.Panel{Card: ui.Card{Title: "拟任人员"}, Table: ui.Table{Caption: "拟任人员", HideCaption: true,
		Columns: []ui.Column{{Label: "姓名"}, {Label: "拟任免"}, {Label: "任前考试", Narrow: true}, {Label: "阶段", Narrow: true}}}}
	for _, x := range d.persons {
		people.Table.Rows = append(people.Table.Rows, ui.Row{Href: inquiryPath(x.CaseID), Cells: []ui.Cell{{Text: x.Name},
			{Text: x.Action.Label() + "　" + x.Office}, {Text: cmp.Or(x.ExamScore, "不公布")}, {Tag: stageTag(x.Stage)}}})
	}
	page.Panels = []staff.Panel{card, people, d.opinionsPanel(who), d.reportPanel(who)}
	if d.open() && authz.Can(who, authz.EnterOpinion) && !d.today.Before(d.p.From) {
		page.Panels = append(page.Panels, d.enterPanel(t))
	}
	return page
}

func (d publicityData) left() string {
	if !d.open() {
		return "。"
	}
	switch n := d.p.To.Sub(d.today); {
	case d.today.Before(d.p.From):
		return "，尚未开始。"
	case n < 0:
		return "，已期满。"
	case n == 0:
		return "，今天截止。"
	default:
		return fmt.Sprintf("，还有 %d 天。", n)
	}
}

func (d publicityData) reportPanel(who authz.Actor) staff.Panel {
	x := staff.Panel{Card: ui.Card{Title: "公示情况报告", ID: "report"}}
	switch {
	case d.p.Report != "":
		x.Prose = []string{d.p.Report}
		x.Text = []string{d.p.ReportedBy + "，" + minute(d.p.ReportedAt)}
		x.Buttons = []ui.Button{{Label: "打印报告", Href: publicityPath(d.p.ID) + "/report/paper", Kind: ui.Plain}}
	case !d.p.DroppedAt.IsZero():
		x.Text = []string{"公示已撤下，不形成报告。"}
	default:
		x.Blockers.Title = "还不能形成报告"
		for _, why := range workflow.ReportReasons(d.p, d.opinions, d.today) {
			x.Blockers.Reasons = append(x.Blockers.Reasons, ui.Reason{Text: why})
		}
		if len(x.Blockers.Reasons) == 0 && authz.Can(who, authz.ReportPublicity) {
			x.Text = []string{"公示期已满，意见均已核实。"}
			x.Buttons = []ui.Button{{Label: "形成公示情况报告", Href: publicityPath(d.p.ID) + "/report"}}
		}
	}
	return x
}

// publicityActs are the pages on which a notice is extended, taken down or reported on.
var publicityActs = map[string]struct{ title, lead, button, done string }{
	"extend": {"延长公示", "延长的理由会与公示一起公布。", "延长公示", "公示已延长。"},
	"drop":   {"撤下公示", "撤下后公众不能再看到公示，也不能提交意见；已收到的意见保留。公示内容有误的，撤下后可以重新公示。", "撤下公示", "公示已撤下。"},
	"report": {"公示情况报告", "已按公示和核实情况起草，请核对修改。报告形成后不能更改，随初审报告报主任会议。", "形成报告", "公示情况报告已形成。"},
}

// publicityActPage shows the page of one of the acts.
func (s *Server) publicityActPage(act string) func(w http.ResponseWriter, r *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.showPublicityAct(w, r, http.StatusOK, act, typed{})
	}
}

func (s *Server) showPublicityAct(w http.ResponseWriter, r *http.Request, status int, act string, t typed) error {
	d, err := s.publicityOf(r)
	if err != nil {
		return err
	}
	if err := authz.Check(actor(r), authz.ExtendPublicity); err != nil {
		return err
	}
	words := publicityActs[act]
	form := staff.PanelForm{Form: ui.Form{Action: publicityPath(d.p.ID) + "/" + act, Version: fmt.Sprint(d.p.Version), Guard: true},
		Buttons: []ui.Button{{Label: words.button}, {Label: "返回", Href: publicityPath(d.p.ID), Kind: ui.Plain}}}
	reason := t.area(act, ui.Area{Name: "reason", Label: "理由", Rows: 3}, "")
	switch act {
	case "extend":
		form.Fields = []templ.Component{
			t.text(act, ui.Text{Name: "to", Label: "延长至", Hint: "原截止日期：" + d.p.To.String(), Type: ui.Date, Width: ui.Medium}, ""),
			reason,
		}
	case "drop":
		form.Buttons[0].Kind = ui.Danger
		form.Fields = []templ.Component{reason}
	case "report":
		draft, err := s.reportDraft(r, d)
		if err != nil {
			return err
		}
		form.Fields = []templ.Component{t.area(act, ui.Area{Name: "report", Label: "报告正文", Rows: 14}, draft)}
	}
	page := staff.BoardPage{Frame: s.frame(r, words.title, publicitiesCrumb, d.crumb()), Problems: t.problems,
		Heading: ui.Heading{Over: d.p.Title, Title: words.title, Lead: words.lead}, Panels: []staff.Panel{{Forms: []staff.PanelForm{form}}}}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) reportDraft(r *http.Request, d publicityData) (string, error) {
	issuer, err := s.county(r.Context())
	if err != nil {
		return "", err
	}
	var names []string
	for _, x := range d.persons {
		names = append(names, x.Name)
	}
	var opinions []document.VerifiedOpinion
	for _, o := range d.opinions {
		opinions = append(opinions, document.VerifiedOpinion{Receipt: o.Receipt, About: o.Person, How: o.Channel.Label(), Anonymous: o.Anonymous,
			Text: o.Text, Found: o.Verification, Conclusion: o.Conclusion.Label()})
	}
	return document.PublicityReport(issuer, noticeOf(d.p, d.persons), names, opinions), nil
}

// extendPublicity moves the end of a notice (延长公示).
func (s *Server) extendPublicity(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	return s.actOnPublicity(w, r, "extend", func(id int64) error {
		to := f.day("to")
		return f.err(func() error {
			return s.flow.ExtendPublicity(r.Context(), actor(r), id, formVersion(r), to, f.value("reason"))
		})
	})
}

// dropPublicity takes a notice down (撤下公示).
func (s *Server) dropPublicity(w http.ResponseWriter, r *http.Request) error {
	return s.actOnPublicity(w, r, "drop", func(id int64) error {
		return s.flow.DropPublicity(r.Context(), actor(r), id, formVersion(r), r.PostFormValue("reason"))
	})
}

// reportPublicity finishes the report on a notice (公示情况报告).
func (s *Server) reportPublicity(w http.ResponseWriter, r *http.Request) error {
	return s.actOnPublicity(w, r, "report", func(id int64) error {
		return s.flow.ReportPublicity(r.Context(), actor(r), id, formVersion(r), unixLines(r.PostFormValue("report")))
	})
}

func (s *Server) actOnPublicity(w http.ResponseWriter, r *http.Request, act string, do func(id int64) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(id), publicityActs[act].done, publicityPath(id),
		func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showPublicityAct(w, r, status, act, t)
		})
}

// publicityPaper is the notice as it is posted up.
func (s *Server) publicityPaper(w http.ResponseWriter, r *http.Request) error {
	d, err := s.publicityOf(r)
	if err != nil {
		return err
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, d.crumb(), noticeOf(d.p, d.persons).Paper(issuer))
}

// publicityReportPaper is the finished report to print.
func (s *Server) publicityReportPaper(w http.ResponseWriter, r *http.Request) error {
	d, err := s.publicityOf(r)
	if err != nil {
		return err
	}
	if d.p.Report == "" {
		return errs.New(errs.NotFound, "公示情况报告尚未形成。")
	}
	issuer, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, d.crumb(), document.PublicityReportPaper(issuer, strings.TrimPrefix(d.p.Title, "关于"), d.p.Report, calendar.Of(d.p.ReportedAt)))
}
