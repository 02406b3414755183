package server

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

var (
	urgeWays  = []string{"电话", "书面", "当面", "约谈"}
	checkWays = []string{"实地察看", "听取汇报", "查阅资料", "走访群众", "座谈"}
)

// rectActs are what may be done now, by whoever looks.
func (s *Server) rectActs(who authz.Actor, x rectOf, p policy.Policy, rated store.Rating, t typed) []staff.Panel {
	var all []staff.Panel
	path := supervision.RectificationPath(x.ID)
	panel := func(title string, form staff.PanelForm) {
		all = append(all, staff.Panel{Card: ui.Card{Title: title}, Forms: []staff.PanelForm{form}})
	}
	clerk := authz.Can(who, authz.JudgeRectification)
	own := authz.Can(who, authz.FileRectification) // the page is shown to the unit or person concerned only
	if x.Wants() != "" && own && !clerk {
		panel("报送"+x.Wants().Label(), s.rectFileForm(x, false, t))
	}
	if x.waiting() != nil && clerk {
		kind := x.waiting().Kind.Label()
		panel("审核"+kind, staff.PanelForm{Form: ui.Form{Action: path + "/judge", Guard: true}, Fields: []templ.Component{
			t.area("judge", ui.Area{Name: "judgement", Label: "审核意见", Optional: true, Hint: "退回的须写明理由。"}, "")},
			Buttons: []ui.Button{{Label: "接收" + kind, Name: "decision", Value: "accept"}, {Label: "退回修改", Name: "decision", Value: "return", Kind: ui.Plain}}})
	}
	if x.Asking && authz.Can(who, authz.DecideMoreTime) {
		e := x.extensions[len(x.extensions)-1]
		q := staff.Panel{
			Card: ui.Card{Title: "决定延期"},
			Text: []string{fmt.Sprintf("%s申请把%s的期限由%s延至%s，理由：%s", e.AskedBy, e.Kind.Label(), e.Was, e.Becomes, e.Reason)},
		}
		q.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/extension"}, Fields: []templ.Component{
			t.area("extension", ui.Area{Name: "decision", Label: "意见", Optional: true, Rows: 3, Hint: "不同意的须写明理由。"}, "")},
			Buttons: []ui.Button{{Label: "同意延期", Name: "granted", Value: "yes"}, {Label: "不同意", Name: "granted", Value: "no", Kind: ui.Plain}}}}
		all = append(all, q)
	}
	if x.Stage == supervision.RectRerating && rated.ID == 0 && authz.Can(who, authz.RecordRerating) {
		panel("安排复评", staff.PanelForm{Form: ui.Form{Action: path + "/rating"}, Buttons: []ui.Button{{Label: "安排无记名复评"}}})
	}
	if x.Stage == supervision.RectRerating && rated.ID == 0 && authz.Can(who, authz.RecordRerating) {
		grades := p.Supervision.Rating.Work.Grades
		if x.PersonID != 0 {
			grades = p.Supervision.Rating.Person.Grades
		}
		options := plainOptions(grades)
		for i := range options {
			options[i].Chosen = t.value("rerating", "grade", "") == options[i].Value
		}
		panel("在会上以其他方式复评的，直接登记", staff.PanelForm{Form: ui.Form{Action: path + "/rerating", Guard: true}, Fields: []templ.Component{
			t.text("rerating", ui.Text{Name: "held_on", Label: "复评日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			ui.Radios{
				Name:    "grade",
				Label:   "等次",
				Options: options,
				Inline:  true,
				Error:   t.wrong("rerating", "grade"),
			}}, Buttons: []ui.Button{{Label: "登记复评结果", Kind: ui.Plain}}})
	}
	if clerk && x.Stage == supervision.RectConclude {
		panel("整改销号", s.rectCloseForm(x, t))
	}
	if folds := s.rectFolds(who, x, t); len(folds) > 0 {
		all = append(all, staff.Panel{Card: ui.Card{Title: yesNo(len(all) > 0, "其他办理", "办理")}, Folded: folds})
	}
	return all
}

func (s *Server) rectCloseForm(x rectOf, t typed) staff.PanelForm {
	const act = "close"
	var options []ui.Option
	for _, v := range supervision.RectificationResults {
		if x.Stage == supervision.RectConclude || v == supervision.RectFailed {
			options = append(options, ui.Option{Value: string(v), Label: v.Label(), Chosen: t.value(act, "result", "") == string(v)})
		}
	}
	return staff.PanelForm{
		Form: ui.Form{Action: supervision.RectificationPath(x.ID) + "/close", Guard: true, Confirm: "销号后不再改动，确认销号吗？"},
		Fields: []templ.Component{
			ui.Radios{Name: "result", Label: "整改结果", Options: options, Inline: true, Hint: "销号后不再改动。未整改到位的，可以依法采取进一步措施。", Error: t.wrong(act, "result")},
			t.area(act, ui.Area{Name: "text", Label: "结果和依据", Rows: 3}, "")},
		Buttons: []ui.Button{{Label: "整改销号"}},
	}
}

// rectFolds are what is done now and then: urging, checking, more time, a second rating.
func (s *Server) rectFolds(who authz.Actor, x rectOf, t typed) (folds []staff.PanelFold) {
	if !x.Open() {
		return nil
	}
	path := supervision.RectificationPath(x.ID)
	if authz.Can(who, authz.UrgeFollowup) {
		folds = append(folds, s.noteFold(path, false, t), s.noteFold(path, true, t))
	}
	if clerk := authz.Can(who, authz.JudgeRectification); clerk && x.Wants() != "" { // it is reported here; a paper is the exception
		folds = append(folds, staff.PanelFold{
			Title: "代收纸质" + x.Wants().Label(),
			Open:  t.act == "paper",
			Forms: []staff.PanelForm{s.rectFileForm(x, true, t)},
		})
	}
	if x.Wants() != "" && !x.Asking && authz.Can(who, authz.AskMoreTime) {
		folds = append(folds, staff.PanelFold{
			Title: "申请延期",
			Open:  t.act == "extend",
			Text:  "写明理由，由主任会议组成人员决定。",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/extend", Guard: true}, Fields: []templ.Component{
				t.text("extend", ui.Text{Name: "becomes", Label: "延至", Type: ui.Date, Width: ui.Medium}, ""),
				t.area("extend", ui.Area{Name: "reason", Label: "理由", Rows: 3}, "")}, Buttons: []ui.Button{{Label: "申请延期", Kind: ui.Plain}}}},
		})
	}
	if x.Stage != supervision.RectConclude && x.Overdue(s.today()) > 0 && authz.Can(who, authz.JudgeRectification) {
		folds = append(folds, staff.PanelFold{
			Title: "逾期不报，按未整改到位销号",
			Open:  t.act == "close",
			Forms: []staff.PanelForm{s.rectCloseForm(x, t)},
		})
	}
	if x.left && authz.Can(who, authz.CloseRectification) {
		folds = append(
			folds,
			staff.PanelFold{Title: "本人已离任，终止整改", Open: t.act == "end", Text: "本人已不担任常委会任命的职务。写明离任的情况和依据；终止后不再改动，既不算整改到位，也不算未到位。", Forms: []staff.PanelForm{{
				Form: ui.Form{Action: path + "/end", Guard: true, Confirm: "终止后不再改动，确认按“离任终止”办结吗？"}, Fields: []templ.Component{
					t.area("end", ui.Area{Name: "ground", Label: "离任的情况和依据", Rows: 3, Hint: "如“2026年5月调任市直机关，拟任的职务不再提请”。"}, "")},
				Buttons: []ui.Button{{Label: "离任终止", Kind: ui.Plain}}}}},
		)
	}
	if !x.Rerate && authz.Can(who, authz.OrderRerating) {
		folds = append(folds, staff.PanelFold{
			Title: "决定复评",
			Open:  t.act == "rerate",
			Text:  "整改报告接收后再次测评，登记复评结果才能销号。",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/rerate", Guard: true}, Fields: []templ.Component{
				t.area("rerate", ui.Area{Name: "why", Label: "理由", Rows: 3}, "")}, Buttons: []ui.Button{{Label: "决定复评", Kind: ui.Plain}}}},
		})
	}
	return folds
}

// noteFold writes down an urging or a check.
func (s *Server) noteFold(path string, check bool, t typed) staff.PanelFold {
	act, title, ways := "urge", "登记催办", urgeWays
	if check {
		act, title, ways = "check", "登记跟踪检查", checkWays
	}
	options := plainOptions(ways)
	for i := range options {
		options[i].Chosen = t.value(act, "how", ways[0]) == options[i].Value
	}
	return staff.PanelFold{
		Title: title,
		Open:  t.act == act,
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/notes/" + act, Guard: true}, Fields: []templ.Component{
			t.text(act, ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, s.today().ISO()),
			ui.Select{Name: "how", Label: "方式", Options: options, Prompt: "-", Error: t.wrong(act, "how")},
			t.area(act, ui.Area{Name: "body", Label: "情况", Rows: 3}, "")}, Buttons: []ui.Button{{Label: title, Kind: ui.Plain}}}},
	}
}

// onRect carries out one form of a rectification's page.
func (s *Server) onRect(w http.ResponseWriter, r *http.Request, act, done string, do func(id int64, f *fields) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f := typedIn(r)
	err = do(id, f)
	return s.answer(w, r, act, err, done, supervision.RectificationPath(id), s.showRectification)
}

// fileRectification hands in a plan or report (报送整改材料).
func (s *Server) askMoreTime(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "extend", "延期申请已提出。", func(id int64, f *fields) error {
		to := f.day("becomes")
		return f.err(func() error { return s.flow.AskMoreTime(r.Context(), actor(r), id, to, f.value("reason")) })
	})
}

// endRectification ends it because the person has left (离任终止).
func (s *Server) endRectification(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "end", "已按离任终止办结。", func(id int64, f *fields) error {
		return s.flow.EndRectification(r.Context(), actor(r), id, f.value("ground"))
	})
}

func (s *Server) decideMoreTime(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "extension", "延期申请已决定。", func(id int64, f *fields) error {
		return s.flow.DecideMoreTime(r.Context(), actor(r), id, f.value("granted") == "yes", f.value("decision"))
	})
}

func (s *Server) orderRerating(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "rerate", "已决定复评。", func(id int64, f *fields) error {
		return s.flow.OrderRerating(r.Context(), actor(r), id, f.value("why"))
	})
}

func (s *Server) recordRerating(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "rerating", "复评结果已登记。", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error { return s.flow.RecordRerating(r.Context(), actor(r), id, on, f.value("grade")) })
	})
}

func (s *Server) closeRectification(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "close", "已销号。", func(id int64, f *fields) error {
		return s.flow.CloseRectification(r.Context(), actor(r), id, supervision.RectificationResult(f.value("result")), f.value("text"))
	})
}

func followupForm(f *fields, check bool) workflow.FollowupForm {
	return workflow.FollowupForm{Check: check, HeldOn: f.day("held_on"), How: f.value("how"), Body: f.value("body")}
}

func (s *Server) noteRectification(check bool) func(w http.ResponseWriter, r *http.Request) error {
	act, done := "urge", "催办已登记。"
	if check {
		act, done = "check", "跟踪检查已登记。"
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.onRect(w, r, act, done, func(id int64, f *fields) error {
			x := followupForm(f, check)
			return f.err(func() error { return s.flow.FollowRectification(r.Context(), actor(r), id, x) })
		})
	}
}

// rectificationFile sends an attachment of a plan or report.
func (s *Server) rectificationFile(w http.ResponseWriter, r *http.Request) error {
	x, err := s.rectificationOf(r)
	if err != nil {
		return err
	}
	var files []store.MatterFile
	for _, p := range x.papers {
		files = append(files, p.Files...)
	}
	return s.sendOneOf(w, r, files)
}

// sendOneOf sends the file the address names, when it is one of these.
func (s *Server) sendOneOf(w http.ResponseWriter, r *http.Request, files []store.MatterFile) error {
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(files, func(f store.MatterFile) bool { return f.FileID == id }) {
		return errs.New(errs.NotFound, "查无此文件。")
	}
	f, err := s.db.File(r.Context(), id)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// printRectification is the ledger of a rectification as a paper (整改台账).
func (s *Server) printRectification(w http.ResponseWriter, r *http.Request) error {
	x, err := s.rectificationOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: x.Title, Href: supervision.RectificationPath(x.ID)}, s.ledger(county, x))
}

func (s *Server) ledger(county document.County, x rectOf) document.Document {
	source := x.Source.Label()
	if x.MatterTitle != "" {
		source += "（" + x.MatterTitle + "）"
	}
	d := document.Ledger{
		Title:     x.Title,
		Subject:   x.Subject,
		Source:    source,
		OpenedOn:  x.OpenedOn,
		PlanDue:   x.PlanDue,
		ReportDue: x.ReportDue,
		Findings:  x.findings,
		Today:     s.today(),
	}
	for _, e := range rectEvents(x) {
		d.Events = append(d.Events, [3]string{e.day.String(), e.what, withNote(e)})
	}
	if !x.Open() {
		d.Result = x.Result.Label() + "。" + x.ResultText
	}
	return document.RectificationLedger(county, d)
}

func withNote(e dossierEvent) string {
	if e.note == "" {
		return e.text
	}
	return e.text + "（" + e.note + "）"
}

// ratedPanel leads to the rating that was planned, and says how it came out.
func ratedPanel(title string, who authz.Actor, t store.Rating) staff.Panel {
	item := ui.Item{Key: "测评", Value: t.Title, Href: open(who, ratingPath(t.ID)), Tag: ratingTag(t)}
	if !authz.Can(who, authz.ViewRatings) {
		item.Href = ""
	}
	return staff.Panel{Card: ui.Card{Title: title}, Summary: ui.Summary{item}}
}

// planRerating puts the second rating to the matter (安排复评).
func (s *Server) planRerating(w http.ResponseWriter, r *http.Request) error {
	return s.onRect(w, r, "rating", "复评已安排，可以到测评页面开始。", func(id int64, _ *fields) error {
		_, err := s.flow.PlanRerating(r.Context(), actor(r), id)
		return err
	})
}
