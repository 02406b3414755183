package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

func dossierPath(personID int64) string { return personPath(personID) + "/dossier" }

// dossierEvent is one thing that happened, on the one axis of time of a dossier.
type dossierEvent struct {
	day   calendar.Day
	what  string // 事项: 提请, 考试, 表决 …
	text  string
	note  string
	href  string
	order int // of the procedure, for what happened on one day
}

// dossierEvents puts everything kept about a person in order of time, the earliest first.
func dossierEvents(d workflow.Dossier) []dossierEvent {
	var all []dossierEvent
	for _, c := range d.Cases {
		all = append(all, caseEvents(c)...)
	}
	for _, y := range d.Ceremonies {
		for _, x := range y.Roster {
			if i := slices.IndexFunc(d.Cases, func(c workflow.DossierCase) bool { return c.ID == x.CaseID }); i < 0 || !y.Recorded {
				continue
			}
			e := dossierEvent{day: y.HeldOn, what: "宣誓", text: "宪法宣誓（" + ceremonyTitle(y) + "），就任" + x.Office, note: y.Place, href: oathPath(y.ID), order: 92}
			if !x.Sworn {
				e.text, e.note = "缺席宪法宣誓，待补誓", x.Absence
			}
			all = append(all, e)
		}
	}
	for _, t := range d.Tenures {
		title := t.Title
		if t.Acting {
			title += "（代理）"
		}
		if t.StartImportID != 0 {
			all = append(all, dossierEvent{day: t.StartsOn, what: "任职", text: "任" + title, note: "据导入的任职名册", order: 85})
		}
		if !t.EndsOn.IsZero() && t.EndCaseID == 0 {
			all = append(all, dossierEvent{day: t.EndsOn, what: "任职", text: "不再担任" + title, note: t.EndReason, order: 86})
		}
	}
	for _, m := range d.Memberships {
		all = append(all, dossierEvent{day: m.Since, what: "任职", text: "任常委会" + m.Duty.Label(), order: 84})
		if !m.Until.IsZero() {
			all = append(all, dossierEvent{day: m.Until, what: "任职", text: "不再担任常委会" + m.Duty.Label(), order: 87})
		}
	}
	for _, x := range d.Study {
		if e, known := studyEvents[x.State]; known {
			all = append(all, dossierEvent{day: x.Session.HeldOn, what: "学习", text: e + studyPhases[x.Session.Phase] + "：" + x.Session.Title,
				note: strings.TrimSpace(x.Session.Host + "　" + x.Note), href: studyPath(x.Session.ID), order: 35})
		}
	}
	all = append(all, overseenEvents(d)...)
	sortEvents(all)
	return all
}

// sortEvents puts events in order of time, those of one day in the order of the procedure.
func sortEvents(all []dossierEvent) {
	slices.SortStableFunc(all, func(a, b dossierEvent) int {
		if n := a.day.Sub(b.day); n != 0 {
			return n
		}
		return a.order - b.order
	})
}

// caseEvents tells one case from the nomination to its end.
func caseEvents(c workflow.DossierCase) []dossierEvent {
	var out []dossierEvent
	add := func(order int, day calendar.Day, what, text, note string) {
		if !day.IsZero() {
			out = append(out, dossierEvent{day: day, what: what, text: text, note: note, href: casePath(c.ID), order: order})
		}
	}
	add(10, c.Proposal.SubmittedOn, "提请", c.Proposal.OrganName+"提请"+decisionText(c.Case), strings.TrimSpace(c.Proposal.DocumentNo+"　"+c.Reason))
	if c.Report != nil {
		add(20, c.Report.On, "初审", "完成初审", c.Report.Opinion)
	}
	for _, i := range c.Investigations {
		add(30, i.On, "考察", "任前考察："+conclusions[i.Conclusion], "")
	}
	for _, k := range c.Consultations {
		add(31, k.On, "沟通", "任前沟通", "")
	}
	if p := c.Publicity; p != nil {
		add(32, p.From, "公示", "任前公示，至"+p.To.String(), "")
	}
	for _, e := range c.Exams {
		text := fmt.Sprintf("任前法律考试 %g 分", e.Score)
		switch {
		case e.Absent:
			text = "任前法律考试缺考"
		case e.Cancelled:
			text = "任前法律考试违纪，成绩取消"
		}
		note := ""
		if e.Attempt > 1 {
			note = "补考"
		}
		add(40, e.On, "考试", text, note)
	}
	for _, m := range c.Commitments {
		note := map[string]string{"sufficient": "符合要求", "returned": "退回重写"}[m.Judged]
		add(50, calendar.Of(m.FiledAt), "承诺", fmt.Sprintf("提交供职承诺书（第 %d 稿）", m.Edition), note)
	}
	if h := c.Chairs; h != nil && h.Decision != "" {
		add(60, h.On, "主任会议", "主任会议："+chairsDecisions[h.Decision], "")
	}
	for _, x := range c.Defences {
		add(70, calendar.Of(x.MadeAt), "申辩", defenceForms[x.Form], x.Text)
	}
	if v := c.Vote; v != nil {
		verdict := "未通过"
		if v.Adopted {
			verdict = "通过"
		}
		add(80, v.On, "表决", verdict+"："+decisionText(c.Case), fmt.Sprintf("全体组成人员 %d 人，赞成 %d，反对 %d，弃权 %d", v.Total, v.Yes, v.No, v.Abstain))
	}
	for _, t := range c.Certificates {
		switch {
		case t.Voided != "":
			add(90, calendar.Of(t.VoidedAt), "任命书", t.Number+"作废", t.Voided)
		case !t.HandedOn.IsZero():
			add(91, t.HandedOn, "任命书", "颁发任命书"+t.Number, t.HandedBy)
		}
	}
	if n := c.Notice; n != nil {
		add(95, n.PublishedOn, "公布", "公布"+decisionText(c.Case), "")
	}
	add(96, c.OrganNotified, "通知", "书面通知"+c.Proposal.OrganName, "")
	for _, f := range c.Filings {
		add(97, f.Done, "备案", "报"+f.Recipient+"备案", "")
	}
	switch c.Stage {
	case appointment.StageWithdrawn, appointment.StageEnded, appointment.StageHeld, appointment.StageSuspended, appointment.StageClosed:
		add(99, c.StageSince, "办理", c.Stage.Label(), c.StageNote)
	}
	return out
}

// dossier shows everything kept about one person's offices (任职档案); the opening is recorded.
func (s *Server) dossier(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDossier(r)
	if err != nil {
		return err
	}
	page := newDossierPage(d, actor(r), r.URL.Query().Get("what"))
	page.Frame = s.frame(r, "任职档案", crumb("/people"), ui.Link{Label: d.Person.Name, Href: personPath(d.Person.ID)})
	if n := len(d.Ratings); n > 0 {
		g, err := s.gradesOf(r.Context(), d.Ratings[n-1])
		if err != nil {
			return err
		}
		page.Figures, page.Frame.Sheets = []templ.Component{g}, append(page.Frame.Sheets, figuresSheet)
	}
	return s.render(w, r, http.StatusOK, staff.Dossier(page))
}

func (s *Server) openDossier(r *http.Request) (workflow.Dossier, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return workflow.Dossier{}, err
	}
	return s.flow.ViewDossier(r.Context(), actor(r), id)
}

func newDossierPage(d workflow.Dossier, who authz.Actor, what string) staff.DossierPage {
	p := d.Person
	page := staff.DossierPage{Heading: ui.Heading{Over: "任职档案", Title: p.Name, Lead: p.PresentPost},
		Print: ui.Button{Label: "打印", Href: dossierPath(p.ID) + "/print", Kind: ui.Plain}}
	for _, f := range dossierFacts(p) {
		page.Summary = append(page.Summary, ui.Item{Key: f[0], Value: f[1]})
	}
	page.Tenures = ui.Table{Caption: "任职", HideCaption: true, Empty: "没有任职记录。", Columns: []ui.Column{{Label: "职务"}, {Label: "起止"}}}
	for _, t := range d.Tenures {
		page.Tenures.Rows = append(page.Tenures.Rows, ui.Row{Cells: []ui.Cell{{Text: tenureTitle(t)}, {Text: tenureSpan(t)}}})
	}
	var whats []string
	for _, e := range dossierEvents(d) {
		if !slices.Contains(whats, e.what) {
			whats = append(whats, e.what)
		}
		if what != "" && e.what != what {
			continue
		}
		page.Timeline = append(page.Timeline, ui.Event{When: e.day.String(), Who: e.what, Text: e.text, Note: e.note, Href: open(who, e.href)})
	}
	options := []ui.Option{{Value: "", Label: "全部", Chosen: what == ""}}
	for _, w := range whats {
		options = append(options, ui.Option{Value: w, Label: w, Chosen: w == what})
	}
	page.Filter = ui.Filter{Action: dossierPath(p.ID), Label: "查看"}
	if what != "" {
		page.Filter.Clear = dossierPath(p.ID)
	}
	page.What = ui.Select{Name: "what", Label: "只看一类", Options: options, Prompt: "-", Optional: true}
	page.Volume = ui.Button{Label: "全部装订成一册（PDF）", Href: dossierPath(p.ID) + "/volume", Kind: ui.Plain}
	page.Stats = glance(d.Tenures, d.Promises, d.Ratings, d.Rectifications)
	for _, c := range d.Cases {
		for _, m := range c.Commitments {
			if m.Judged == "returned" {
				continue
			}
			x := staff.Promise{Title: "供职承诺：" + c.Office.Title, Note: fmt.Sprintf("第 %d 稿，%s提交", m.Edition, calendar.Of(m.FiledAt))}
			for _, a := range m.Answers {
				x.Parts = append(x.Parts, staff.PromisePart{Heading: a.Heading, Text: a.Text})
			}
			page.Promises = append(page.Promises, x)
		}
	}
	return page
}

func tenureTitle(t store.Tenure) string {
	if t.Acting {
		return t.Title + "（代理）"
	}
	return t.Title
}

func tenureSpan(t store.Tenure) string {
	if t.EndsOn.IsZero() {
		return t.StartsOn.String() + "起，在任"
	}
	return t.StartsOn.String() + "至" + t.EndsOn.String() + "，" + t.EndReason
}

func dossierFacts(p store.Person) [][2]string {
	var out [][2]string
	for _, f := range [][2]string{{"性别", p.Sex}, {"民族", p.Ethnicity}, {"出生年月", monthText(p.Born)}, {"籍贯", p.NativePlace}, {"政治面貌", politics(p.Party)},
		{"学历学位", strings.Trim(p.Education+"　"+p.Degree, "　")}, {"参加工作", monthText(p.WorkSince)}} {
		if f[1] != "" {
			out = append(out, f)
		}
	}
	return out
}

// printDossier shows the dossier as a paper.
func (s *Server) printDossier(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDossier(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: dossierPath(d.Person.ID)}, dossierPaper(county, d, s.today()))
}

// dossierPaper sets the dossier as a paper for the file.
func dossierPaper(county document.County, d workflow.Dossier, today calendar.Day) document.Document {
	doc := document.Document{Name: "任职档案", Title: []string{county.Short(), "任职档案"}, SubTitle: "（" + document.SpacedName(d.Person.Name) + "）",
		Sign: []string{county.Committee}, Date: today.String()}
	var facts []string
	for _, f := range dossierFacts(d.Person) {
		facts = append(facts, f[0]+"："+f[1])
	}
	block := func(style document.Style, text string) {
		doc.Blocks = append(doc.Blocks, document.Block{Style: style, Text: text})
	}
	grid := func(header []string, rows [][]string) {
		doc.Blocks = append(doc.Blocks, document.Block{Style: document.Grid, Table: &document.Table{Header: header, Rows: rows}})
	}
	block(document.Head, "一、基本情况")
	block(document.Para, strings.Join(facts, "；")+"。")
	if stands := glance(d.Tenures, d.Promises, d.Ratings, d.Rectifications); len(stands) > 0 {
		var words []string
		for _, x := range stands {
			text := x.Label + "：" + x.Value + x.Unit
			if x.Note != "" {
				text += "（" + x.Note + "）"
			}
			words = append(words, text)
		}
		block(document.Para, strings.Join(words, "；")+"。")
	}
	block(document.Head, "二、任职")
	var rows [][]string
	for _, t := range d.Tenures {
		rows = append(rows, []string{tenureTitle(t), tenureSpan(t)})
	}
	grid([]string{"职务", "起止"}, rows)
	block(document.Head, "三、任免、履职和监督记载")
	rows = nil
	for _, e := range dossierEvents(d) {
		text := e.text
		if e.note != "" {
			text += "（" + e.note + "）"
		}
		rows = append(rows, []string{e.day.String(), e.what, text})
	}
	grid([]string{"日期", "事项", "内容"}, rows)
	return doc
}
