package server

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// deliberationActs are what may be done now.
func (s *Server) deliberationActs(who authz.Actor, x deliberationOf, p policy.Policy, rated store.Rating, t typed) (all []staff.Panel) {
	clerk, today := authz.Can(who, authz.SendDeliberation), s.today()
	if !clerk {
		if x.Stage == supervision.OpinionSent && authz.Can(who, authz.FileOpinionReply) {
			all = append(all, opinionReplyPanel(x, false, today, t))
		}
		return all
	}
	switch x.Stage {
	case supervision.OpinionDraft, supervision.OpinionSought:
		all = append(all, opinionSendPanels(x, p.Supervision.Opinion, today, t)...)
	case supervision.OpinionAnswered:
		all = append(all, opinionHearPanels(x, p.Supervision, rated, today, t)...)
	case supervision.OpinionHeard:
		all = append(all, opinionAct(x, "办结", "close", "办结审议意见", t.area("close", ui.Area{Name: "result", Label: "办理结果", Rows: 4}, "")))
	}
	if x.Open() && !x.SentOn.IsZero() {
		folds := []staff.PanelFold{s.noteFold(supervision.OpinionPath(x.ID), false, t), s.noteFold(supervision.OpinionPath(x.ID), true, t), opinionPublishFold(x, t)}
		if x.Stage == supervision.OpinionSent { // the organ reports here by itself; a paper is the exception
			paper := opinionReplyPanel(x, true, today, t)
			folds = append(folds, staff.PanelFold{Title: paper.Card.Title, Open: t.act == "reply", Forms: paper.Forms})
		}
		all = append(all, staff.Panel{Card: ui.Card{Title: yesNo(len(all) > 0, "其他办理", "办理")}, Folded: folds})
	}
	return all
}

// opinionAct is a panel with the form of one act on an opinion.
func opinionAct(x deliberationOf, title, act, button string, fields ...templ.Component) staff.Panel {
	return staff.Panel{Card: ui.Card{Title: title}, Forms: []staff.PanelForm{{
		Form:    ui.Form{Action: supervision.OpinionPath(x.ID) + "/" + act, Guard: true, Files: act == "reply"},
		Fields:  fields,
		Buttons: []ui.Button{{Label: button}},
	}}}
}

// opinionReplyPanel takes the organ's report on what it did, which a clerk may enter from paper.
func opinionReplyPanel(x deliberationOf, clerk bool, today calendar.Day, t typed) staff.Panel {
	fields := []templ.Component{
		t.area("reply", ui.Area{Name: "body", Label: "研究处理情况", Rows: 4}, ""),
		t.text("reply", ui.Text{Name: "consulted", Label: "报告前征求意见的人大工作机构", Width: ui.Wide, Hint: "如“县人大常委会农业农村工作委员会”。"}, ""),
	}
	if clerk {
		fields = append(fields, t.text("reply", ui.Text{Name: "filed_on", Label: "收到日期", Type: ui.Date, Width: ui.Medium}, today.ISO()))
	}
	return opinionAct(x, yesNo(clerk, "代收纸质报告", "报告研究处理情况"), "reply", yesNo(clerk, "登记报告", "报送报告"),
		append(fields, ui.Files{Name: "files", Label: "附件", Optional: true, Multiple: true, Error: t.wrong("reply", "files")})...)
}

// opinionSendPanels ask the committee's working bodies what they think of a draft, and hand the opinion over.
func opinionSendPanels(x deliberationOf, rules policy.Opinion, today calendar.Day, t typed) (all []staff.Panel) {
	switch {
	case x.Stage == supervision.OpinionDraft:
		all = append(all, opinionAct(x, "征求工作机构意见", "seek", "登记征求意见",
			t.text("seek", ui.Text{Name: "from", Label: "工作机构", Width: ui.Wide}, ""),
			t.text("seek", ui.Text{Name: "held_on", Label: "日期", Type: ui.Date, Width: ui.Medium}, today.ISO()),
			t.area("seek", ui.Area{Name: "reply", Label: "工作机构的意见", Optional: true, Rows: 4}, "")))
	case x.SoughtReply == "":
		all = append(all, opinionAct(x, "工作机构的意见", "seek", "登记意见", t.area("seek", ui.Area{Name: "reply", Label: x.SoughtFrom + "的意见", Rows: 4}, "")))
	}
	return append(all, opinionAct(x, "交办", "send", "交办审议意见",
		t.text("send", ui.Text{Name: "number", Label: "文号", Width: ui.Medium}, ""),
		ui.Check{
			Name:    "audit",
			Label:   "属于预算、决算、审计方面",
			Hint:    fmt.Sprintf("反馈期限一般为 %d 个月，这一类为 %d 个月。", rules.Months, rules.AuditMonths),
			Checked: t.value("send", "audit", "") != "",
		}))
}

// opinionHearPanels record that the meeting heard the report, with the grade of a rating or the meeting's consent.
func opinionHearPanels(x deliberationOf, rules policy.Oversight, rated store.Rating, today calendar.Day, t typed) (all []staff.Panel) {
	fields := []templ.Component{t.text("hear", ui.Text{Name: "held_on", Label: "听取日期", Type: ui.Date, Width: ui.Medium}, today.ISO())}
	balloted := rated.State == supervision.RatingAnnounced && !rated.AnnouncedOn.Before(x.replies[len(x.replies)-1].FiledOn)
	if rules.Opinion.Rated && !balloted && (rated.ID == 0 || rated.State == supervision.RatingAnnounced) {
		all = append(all, staff.Panel{
			Card: ui.Card{Title: "满意度测评"},
			Text: []string{"可以安排无记名测评，宣布的结果决定报告是否通过；在会上以其他方式测评的，直接登记听取情况。"},
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: supervision.OpinionPath(x.ID) + "/rating"},
				Buttons: []ui.Button{{Label: "安排无记名测评", Kind: ui.Plain}},
			}},
		})
	}
	switch {
	case balloted:
		fields = append(fields, ui.Text{Name: "grade", Label: "测评结果", ReadOnly: true, Width: ui.Medium, Value: rated.Result, Hint: "以宣布的结果为准。"})
	case rules.Opinion.Rated:
		options := plainOptions(rules.Rating.Work.Grades)
		for i := range options {
			options[i].Chosen = t.value("hear", "grade", "") == options[i].Value
		}
		fields = append(fields, ui.Radios{Name: "grade", Label: "测评结果", Options: options, Inline: true, Hint: "最末等次的，报告不通过，须再次报告。", Error: t.wrong("hear", "grade")})
	default:
		fields = append(fields, ui.Check{Name: "passed", Label: "会议同意这个报告", Checked: t.value("hear", "passed", "") != ""})
	}
	fields = append(fields, t.area("hear", ui.Area{Name: "verdict", Label: "会议意见", Optional: true, Rows: 4}, ""))
	return append(all, opinionAct(x, "听取研究处理情况的报告", "hear", "登记听取情况", fields...))
}

// opinionPublishFold records when an opinion was made known to the deputies and to the public.
func opinionPublishFold(x deliberationOf, t typed) staff.PanelFold {
	day := func(name, label string, on calendar.Day) ui.Text {
		return t.text("publish", ui.Text{Name: name, Label: label, Type: ui.Date, Width: ui.Medium, Optional: true}, on.ISO())
	}
	return staff.PanelFold{
		Title: "登记通报和公布",
		Open:  t.act == "publish" || x.Stage == supervision.OpinionHeard,
		Text:  "审议意见和研究处理情况向人大代表通报，并向社会公布。〔监督法 第十七条〕",
		Forms: []staff.PanelForm{{
			Form:    ui.Form{Action: supervision.OpinionPath(x.ID) + "/publish", Guard: true},
			Fields:  []templ.Component{day("deputies", "向代表通报的日期", x.DeputiesOn), day("published", "向社会公布的日期", x.PublishedOn)},
			Buttons: []ui.Button{{Label: "登记通报和公布", Kind: ui.Plain}},
		}},
	}
}

func (s *Server) onDeliberation(w http.ResponseWriter, r *http.Request, act, done string, do func(id int64, f *fields) error) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.answer(w, r, act, do(id, typedIn(r)), done, supervision.OpinionPath(id), s.showDeliberation)
}

func (s *Server) seekDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "seek", "已登记。", func(id int64, f *fields) error {
		on := f.day("held_on")
		return f.err(func() error {
			return s.flow.SeekDeliberation(r.Context(), actor(r), id, f.value("from"), on, f.value("reply"))
		})
	})
}

func (s *Server) sendDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "send", "审议意见已交办。", func(id int64, f *fields) error {
		return s.flow.SendDeliberation(r.Context(), actor(r), id, f.value("number"), f.yes("audit"))
	})
}

func (s *Server) replyDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "reply", "报告已收到。", func(id int64, f *fields) error {
		x := workflow.OpinionReplyForm{Body: f.value("body"), Consulted: f.value("consulted"), FiledOn: f.day("filed_on")}
		var err error
		if x.Files, err = uploads(r, "files"); err != nil {
			return err
		}
		return f.err(func() error { return s.flow.FileOpinionReply(r.Context(), actor(r), id, x) })
	})
}

func (s *Server) hearDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "hear", "听取情况已登记。", func(id int64, f *fields) error {
		x := workflow.HearingForm{HeardOn: f.day("held_on"), Grade: f.value("grade"), Passed: f.yes("passed"), Verdict: f.value("verdict")}
		return f.err(func() error { return s.flow.HearOpinionReply(r.Context(), actor(r), id, x) })
	})
}

func (s *Server) planOpinionRating(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "rating", "测评已安排，可以到测评页面开始。", func(id int64, _ *fields) error {
		_, err := s.flow.PlanOpinionRating(r.Context(), actor(r), id)
		return err
	})
}

func (s *Server) publishDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "publish", "通报和公布已登记。", func(id int64, f *fields) error {
		deputies, published := f.day("deputies"), f.day("published")
		return f.err(func() error {
			return s.flow.PublishDeliberation(r.Context(), actor(r), id, deputies, published)
		})
	})
}

func (s *Server) closeDeliberation(w http.ResponseWriter, r *http.Request) error {
	return s.onDeliberation(w, r, "close", "已办结。", func(id int64, f *fields) error {
		return s.flow.CloseDeliberation(r.Context(), actor(r), id, f.value("result"))
	})
}

func (s *Server) noteDeliberation(check bool) func(w http.ResponseWriter, r *http.Request) error {
	act, done := "urge", "催办已登记。"
	if check {
		act, done = "check", "跟踪检查已登记。"
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.onDeliberation(w, r, act, done, func(id int64, f *fields) error {
			x := followupForm(f, check)
			return f.err(func() error { return s.flow.FollowOpinion(r.Context(), actor(r), id, x) })
		})
	}
}
