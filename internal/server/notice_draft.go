package server

import (
	"net/http"
	"strings"
	"time"

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

// noticeDraft shows one notice to the staff, with the results it was made from.
func (s *Server) noticeDraft(w http.ResponseWriter, r *http.Request) error {
	return s.showNoticeDraft(w, r, http.StatusOK, typed{})
}

func (s *Server) showNoticeDraft(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewPublishing); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	n, err := s.db.Notice(ctx, id)
	if err != nil {
		return err
	}
	corrections, err := s.db.NoticeCorrections(ctx, id)
	if err != nil {
		return err
	}
	o, source, err := s.sourceOf(r, n)
	if err != nil {
		return err
	}
	rated, err := s.db.RatingOfNotice(ctx, id)
	if err != nil {
		return err
	}
	posted, err := s.postings(ctx, n, who, t)
	if err != nil {
		return err
	}
	page := newProofPage(n, source, o, rated, corrections, who, s.today(), t)
	page.Board.Panels = append(posted, page.Board.Panels...)
	page.Board.Frame = s.frame(r, page.Board.Heading.Title, publishingCrumb)
	page.Board.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Proof(page))
}

// sourceOf is what a notice was made from: the results of its meeting, or the result as it was handed in.
func (s *Server) sourceOf(r *http.Request, n store.Notice) (o outcome, source store.Notice, err error) {
	if !n.Kind.OfMeeting() {
		return o, workflow.HandedIn(n), nil
	}
	m, err := s.db.Meeting(r.Context(), n.MeetingID)
	if err != nil {
		return o, source, err
	}
	if o, err = s.readOutcome(r.Context(), m); err != nil {
		return o, source, err
	}
	county, err := s.issuer(r, m)
	if err != nil {
		return o, source, err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), m.HeldOn)
	if err != nil {
		return o, source, err
	}
	source, err = workflow.FindPlanned(workflow.PlanNotices(county, m, o.decided, rules.Language), n)
	if errs.KindOf(err) == errs.Conflict { // the page shows that nothing is left of it
		err = nil
	}
	return o, source, err
}

var proofWords = map[document.Mark]string{document.Missing: "结果中有，稿中没有：", document.Added: "稿中有，结果中没有："}

func newProofPage(
	n, source store.Notice,
	o outcome,
	rated store.Rating,
	corrections []store.NoticeCorrection,
	who authz.Actor,
	today calendar.Day,
	t typed,
) staff.ProofPage {
	var page staff.ProofPage
	b := &page.Board
	b.Problems = t.problems
	b.Heading = ui.Heading{Over: n.Kind.Label(), Title: noticeTitle(n), Tag: noticeTag(n)}
	compared := document.Compare(workflow.ProofText(source), workflow.ProofText(n))
	origin := "会议通过的结果"
	switch n.Kind {
	case store.ResultNotice:
		origin = "送来的评议结果"
	case store.EndingNotice:
		origin = "登记的职务终止"
	}
	page.Stand = "与" + origin + "逐字一致。"
	if document.Differs(compared) {
		page.Stand = "有与" + origin + "不一致的地方，请逐处核对。"
	}
	for _, l := range compared {
		page.Lines = append(page.Lines, staff.ProofLine{Mark: string(l.Mark), Words: proofWords[l.Mark],
			Before: l.Text[:l.From], Diff: l.Text[l.From:l.To], After: l.Text[l.To:]})
	}
	facts := ui.Summary{{Key: "起草", Value: n.DraftedBy, Note: minute(n.DraftedAt)}}
	if rated.ID != 0 {
		facts = append(ui.Summary{{Key: "测评", Value: rated.Title, Href: ratingPath(rated.ID)}}, facts...)
	}
	if n.MeetingID != 0 {
		facts = append(ui.Summary{{Key: "会议", Value: meetingTitle(o.m), Note: o.m.HeldOn.String(), Href: outcomePath(o.m.ID)}}, facts...)
	}
	if !n.ProofreadAt.IsZero() {
		item := ui.Item{Key: "校核", Value: n.ProofreadBy, Note: minute(n.ProofreadAt)}
		if n.ProofNote != "" {
			item.Lines = []string{"不一致的理由：" + n.ProofNote}
		}
		facts = append(facts, item)
	}
	if n.PublishedAt.IsZero() && !n.PublishAt.IsZero() {
		facts = append(facts, ui.Item{Key: "定时公布", Value: minute(n.PublishAt), Note: n.ScheduledBy + "定"})
	}
	if !n.PublishedAt.IsZero() {
		facts = append(facts, ui.Item{Key: "公布", Value: n.PublishedBy, Note: minute(n.PublishedAt)})
	} else if len(o.decided) > 0 {
		due := o.rules[o.decided[0].PolicyID].PublicationDue(o.decided[len(o.decided)-1].Vote.On)
		facts = append(facts, ui.Item{Key: "公布期限", Value: due.String(), Note: remaining(due, today)})
	}
	b.Aside = append([]staff.Panel{{Card: ui.Card{Title: "办理情况"}, Summary: facts,
		Buttons: []ui.Button{{Label: "看版式", Href: draftPath(n.ID) + "/paper", Kind: ui.Plain}}}}, noticeActs(n, document.Differs(compared), who, t)...)
	b.Panels = noticeTexts(n, corrections, who, t)
	return page
}

// noticeActs are proofreading and publishing, each for those who may.
func noticeActs(n store.Notice, differs bool, who authz.Actor, t typed) []staff.Panel {
	path := draftPath(n.ID)
	switch {
	case !n.PublishedAt.IsZero():
		return []staff.Panel{{Card: ui.Card{Title: "公众网站"}, Buttons: []ui.Button{{Label: "查看公布的页面", Href: noticePath(n.ID), Kind: ui.Plain}}}}
	case n.ProofreadAt.IsZero() && authz.Can(who, authz.ProofreadNotice):
		p := staff.Panel{Card: ui.Card{Title: "校核"}}
		if who.AccountID == n.DraftedByID {
			p.Text = []string{"此稿由您起草，请交另一位同事逐字校核。"}
			return []staff.Panel{p}
		}
		form := staff.PanelForm{Form: ui.Form{Action: path + "/proofread", Version: version(n.Version)}, Buttons: []ui.Button{{Label: "校核无误"}},
			Fields: []templ.Component{
				ui.Check{Name: "compared", Label: "已与表决结果逐字核对", Checked: t.value("proofread", "compared", "") != "", Error: t.wrong("proofread", "compared")},
			}}
		if differs {
			form.Fields = append(
				form.Fields,
				t.area("proofread", ui.Area{Name: "note", Label: "不一致的理由", Rows: 3, Hint: "一般应退给起草人改正；确需如此的，写明理由。"}, ""),
			)
			form.Buttons[0].Label = "确认校核"
		}
		p.Forms = []staff.PanelForm{form}
		return []staff.Panel{p}
	case !n.ProofreadAt.IsZero() && authz.Can(who, authz.PublishNotice):
		return []staff.Panel{publishPanel(n, t)}
	}
	return nil
}

// publishPanel publishes at once or at a set time.
func publishPanel(n store.Notice, t typed) staff.Panel {
	path := draftPath(n.ID)
	p := staff.Panel{Card: ui.Card{Title: "公布"}, Text: []string{"公布后即在公众网站上可见，文字不再改动。"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/publish"}, Buttons: []ui.Button{{Label: "立即公布"}}}}}
	title, day, clock := "定时公布", "", "09:00"
	if !n.PublishAt.IsZero() {
		p.Text = []string{"定于" + minute(n.PublishAt) + "自动公布，到时不必有人值守。修改文字以后须重新校核，所定时间随之取消。"}
		title, day, clock = "改定公布时间", calendar.Of(n.PublishAt).ISO(), n.PublishAt.In(calendar.Zone).Format("15:04")
		p.Forms = append(p.Forms,
			staff.PanelForm{Form: ui.Form{Action: path + "/unschedule", Version: version(n.Version)}, Buttons: []ui.Button{{Label: "取消定时公布", Kind: ui.Plain}}})
	}
	p.Folded = []staff.PanelFold{{Title: title, Open: t.act == "schedule", Text: "到所定的时间由系统公布，系统当时没有运行的，恢复运行后即公布。",
		Forms: []staff.PanelForm{
			{Form: ui.Form{Action: path + "/schedule", Version: version(n.Version)}, Buttons: []ui.Button{{Label: "确定公布时间", Kind: ui.Plain}},
				Fields: []templ.Component{
					t.text("schedule", ui.Text{Name: "day", Label: "公布日期", Type: ui.Date, Width: ui.Medium}, day),
					t.text("schedule", ui.Text{Name: "time", Label: "公布时间", Type: ui.Time, Width: ui.Short}, clock)}},
		}}}
	return p
}

// noticeTexts are rewriting a draft and correcting what was published.
func noticeTexts(n store.Notice, corrections []store.NoticeCorrection, who authz.Actor, t typed) []staff.Panel {
	path := draftPath(n.ID)
	var out []staff.Panel
	if n.PublishedAt.IsZero() && authz.Can(who, authz.EditNotice) {
		edit := staff.PanelForm{
			Form:    ui.Form{Action: path + "/edit", Version: version(n.Version), Guard: true},
			Buttons: []ui.Button{{Label: "保存修改", Kind: ui.Plain}},
			Fields: []templ.Component{
				t.area("edit", ui.Area{Name: "title", Label: "标题", Rows: 2, Hint: "一行为标题的一行。"}, n.Title),
				t.area("edit", ui.Area{Name: "body", Label: "正文", Rows: 12, Hint: "一行为一段。不得含有身份证号、电话、住址。"}, n.Body)},
		}
		folds := []staff.PanelFold{{Title: "修改文字", Open: t.act == "edit",
			Text: "修改以后须重新校核，校核人不能是修改的人。", Forms: []staff.PanelForm{edit}}}
		if !n.Kind.OfMeeting() {
			return []staff.Panel{{Card: ui.Card{Title: "修改", ID: "edit"}, Folded: folds}}
		}
		again := staff.PanelForm{
			Form:    ui.Form{Action: path + "/redraft", Version: version(n.Version)},
			Buttons: []ui.Button{{Label: "按结果重新生成", Kind: ui.Plain}},
		}
		return []staff.Panel{
			{Card: ui.Card{Title: "修改", ID: "edit"}, Folded: append(folds, staff.PanelFold{Title: "放弃修改，重新生成", Forms: []staff.PanelForm{again}})},
		}
	}
	if !n.PublishedAt.IsZero() {
		p := staff.Panel{Card: ui.Card{Title: "更正", ID: "corrections"}, Text: []string{"更正写明日期附在原文之前，原文保留。"}}
		var list []string
		for _, c := range corrections {
			list = append(list, calendar.Of(c.At).String()+"（"+c.By+"）："+c.Text)
		}
		p.Prose = list
		if authz.Can(who, authz.CorrectNotice) {
			p.Folded = []staff.PanelFold{{Title: "发布更正", Open: t.act == "correct", Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/correct"},
				Fields: []templ.Component{
					t.area("correct", ui.Area{Name: "text", Label: "更正内容", Rows: 3, Hint: "写明哪里有误、应为什么。"}, ""),
				},
				Buttons: []ui.Button{{Label: "发布更正", Kind: ui.Plain}}}}}}
		}
		out = append(out, p)
	}
	return out
}

// onNotice carries out one act on a notice and shows its page again.
func (s *Server) onNotice(name, done string, do func(r *http.Request, id int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		id, err := pathID(r, "id")
		if err != nil {
			return err
		}
		return s.answer(w, r, name, do(r, id), done, draftPath(id), s.showNoticeDraft)
	})
}

func (s *Server) editNotice(r *http.Request, id int64) error {
	return s.flow.EditNotice(r.Context(), actor(r), id, formVersion(r), r.PostFormValue("title"), r.PostFormValue("body"))
}

func (s *Server) redraftNotice(r *http.Request, id int64) error {
	return s.flow.RedraftNotice(r.Context(), actor(r), id, formVersion(r))
}

func (s *Server) proofreadNotice(r *http.Request, id int64) error {
	return s.flow.ProofreadNotice(r.Context(), actor(r), id, formVersion(r), r.PostFormValue("compared") != "", r.PostFormValue("note"))
}

func (s *Server) publishNotice(r *http.Request, id int64) error {
	return s.flow.PublishNotice(r.Context(), actor(r), id)
}

func (s *Server) scheduleNotice(r *http.Request, id int64) error {
	f := typedIn(r)
	day, at := f.day("day"), f.value("time")
	if f.value("day") == "" {
		f.wrong("day", "请填写公布日期。")
	}
	clock, err := time.Parse("15:04", at)
	if err != nil {
		f.wrong("time", "时间请写成 09:00。")
	}
	return f.err(func() error {
		when := day.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		return s.flow.SchedulePublication(r.Context(), actor(r), id, formVersion(r), when)
	})
}

func (s *Server) unscheduleNotice(r *http.Request, id int64) error {
	return s.flow.SchedulePublication(r.Context(), actor(r), id, formVersion(r), time.Time{})
}

func (s *Server) correctNotice(r *http.Request, id int64) error {
	return s.flow.CorrectNotice(r.Context(), actor(r), id, strings.TrimSpace(r.PostFormValue("text")))
}

// noticeDraftPaper shows a notice as it will be printed.
func (s *Server) noticeDraftPaper(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewPublishing); err != nil {
		return err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	n, err := s.db.Notice(r.Context(), id)
	if err != nil {
		return err
	}
	all, err := s.db.NoticesOfMeeting(r.Context(), n.MeetingID) // none of a result
	if err != nil {
		return err
	}
	county, err := s.db.County(r.Context())
	if err != nil {
		return err
	}
	_, rules, err := s.db.PolicyOn(r.Context(), n.HeldOn)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: "返回", Href: draftPath(id)}, noticePaper(workflow.PaperCounty(county, n.Term), n, all, rules.Language))
}
