package server

import (
	"fmt"
	"net/http"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newInterpellation is where a member begins an interpellation.
func (s *Server) newInterpellation(w http.ResponseWriter, r *http.Request) error {
	return s.showNewInterpellation(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewInterpellation(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	const act = "motion"
	who := actor(r)
	if err := authz.Check(who, authz.StartMotion); err != nil {
		return err
	}
	organs, err := s.answeringOrgans(r.Context(), is(t.value(act, "organ", "")))
	if err != nil {
		return err
	}
	object := ui.Select{Name: "organ", Label: "质询对象", Hint: "本级人民政府及其部门、监察委员会、人民法院、人民检察院。", Width: ui.Wide, Options: organs, Error: t.wrong(act, "organ")}
	members, err := s.memberChecks(r.Context(), "members", "请求联名的组成人员", map[int64]bool{who.MemberID: true}, t, act)
	if err != nil {
		return err
	}
	members.Hint = fmt.Sprintf("连同本人 %d 人以上；各人在自己的账号里签署。", supervision.LeastMovers)
	page := staff.BoardPage{Frame: s.frame(r, "提出质询案", supervisionCrumb, inquiriesCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "提出质询案", Lead: "县级人大常委会组成人员三人以上联名，可以书面提出质询案，写明质询对象、问题和内容〔监督法 第五十一条〕。"}}
	page.Panels = []staff.Panel{actPanel("", inquiriesPath+"/interpellation", nil, ui.Button{Label: "发起联名"},
		t.text(act, ui.Text{Name: "title", Label: "题目", Width: ui.Wide}, ""), object,
		t.area(act, ui.Area{Name: "question", Label: "质询的问题", Rows: 3}, ""),
		t.area(act, ui.Area{Name: "content", Label: "质询的内容", Hint: "事实、依据和要求答复的事项。", Rows: 6}, ""), members)}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// startInterpellation begins an interpellation (提出质询案).
func (s *Server) startInterpellation(w http.ResponseWriter, r *http.Request) error {
	f := typedIn(r)
	x := workflow.InterpellationForm{
		Title:    f.value("title"),
		OrganID:  f.id("organ"),
		Question: f.value("question"),
		Content:  f.value("content"),
		Members:  formIDs(r, "members"),
	}
	id, err := s.flow.StartInterpellation(r.Context(), actor(r), x)
	return s.answer(w, r, "motion", err, "已发起联名，您本人已签署。", questioningPath(id), s.showNewInterpellation)
}

var interpellationStages = [][2]string{
	{supervision.InterpellationSigning, "联名"},
	{supervision.InterpellationFiled, "主任会议决定"},
	{supervision.InterpellationAnswering, "答复"},
	{supervision.InterpellationAnswered, "提案人意见"},
	{supervision.InterpellationAgain, "要求再答复"},
	{supervision.InterpellationClosed, "办结"},
}

func (s *Server) showInterpellation(w http.ResponseWriter, r *http.Request, m store.Matter, status int, t typed) error {
	x, err := s.db.Interpellation(r.Context(), m.ID)
	if err != nil {
		return err
	}
	rounds, err := s.db.AnswerRounds(r.Context(), m.ID)
	if err != nil {
		return err
	}
	movers, err := s.db.MatterMovers(r.Context(), m.ID)
	if err != nil {
		return err
	}
	stages := append([][2]string(nil), interpellationStages[:4]...)
	if x.Stage == supervision.InterpellationAgain {
		stages = append(stages, interpellationStages[4])
	}
	page, err := s.matterBoard(r, m, inquiriesCrumb, stageLine(x.Stage, !m.Open(), append(stages, interpellationStages[5])...), t)
	if err != nil {
		return err
	}
	sum := ui.Summary{{Key: "质询对象", Value: x.Organ}, {Key: "问题", Value: x.Question}}
	sum = item(item(sum, "提出", x.FiledOn.String()), "撤回", x.WithdrawnOn.String())
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "质询案"}, Summary: sum, Prose: strings.Split(x.Content, "\n")},
		staff.Panel{Card: ui.Card{Title: "联名", ID: "movers"}, Table: signatureTable(movers)})
	for _, k := range rounds {
		page.Panels = append(page.Panels, answerPanel(k))
	}
	if files, err := s.db.MatterFiles(r.Context(), m.ID); err != nil {
		return err
	} else if p := filePanel(m, files); len(p.Table.Rows) > 0 {
		page.Panels = append(page.Panels, p)
	}
	acts, err := s.interpellationActs(r, x, rounds, movers, t)
	if err != nil {
		return err
	}
	page.Panels = append(page.Panels, acts...)
	if err := s.followingPanels(r, m, &page); err != nil {
		return err
	}
	return s.render(w, r, status, staff.Board(page))
}

func answerPanel(k store.AnswerRound) staff.Panel {
	title := "答复"
	if k.Round > 1 {
		title = "再作答复"
	}
	p := staff.Panel{
		Card:    ui.Card{Title: title},
		Summary: ui.Summary{{Key: "方式", Value: k.Form.Label(), Note: "主任会议" + k.DecidedOn.String() + "决定，期限" + k.DueOn.String()}},
	}
	if k.AnsweredOn.IsZero() {
		p.Summary = append(p.Summary, ui.Item{Key: "答复", Tag: ui.Tag{State: ui.Todo, Label: "待答复"}})
		return p
	}
	p.Summary = append(p.Summary, ui.Item{Key: "答复", Value: k.AnsweredOn.String(), Note: k.AnsweredBy},
		ui.Item{Key: "提案人意见", Value: fmt.Sprintf("满意 %d 人，不满意 %d 人", k.Satisfied, k.Dissatisfied)})
	p.Prose = strings.Split(k.Answer, "\n")
	return p
}

// signingPanels are the forms of those who sign: the one who was asked, and the one who began.
func (s *Server) signingPanels(r *http.Request, path string, started bool, movers []store.Signature, enough, need string, t typed) ([]staff.Panel, error) {
	who := actor(r)
	var panels []staff.Panel
	if waitsFor(movers, who.MemberID) {
		panels = append(panels, staff.Panel{Card: ui.Card{Title: "请您签署", ID: "sign"}, Text: []string{"签署后不能撤回签名；不参加的，请点“不参加”。"},
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: path + "/sign"},
				Buttons: []ui.Button{{Label: "签署联名", Name: "yes", Value: "1"}, {Label: "不参加", Kind: ui.Plain, Name: "yes", Value: ""}},
			}}})
	}
	if !started {
		return panels, nil
	}
	asked := map[int64]bool{who.MemberID: true}
	for _, x := range movers {
		asked[x.MemberID] = true
	}
	more, err := s.memberChecks(r.Context(), "members", "再请求联名", asked, t, "ask")
	if err != nil {
		return nil, err
	}
	file := ui.Button{Label: "提出", Why: enough}
	return append(panels, actPanel("提出议案", path+"/file", []string{need}, file),
		actPanel("再请求联名", path+"/ask", nil, ui.Button{Label: "请求联名", Kind: ui.Plain}, more)), nil
}

func signedCount(movers []store.Signature) (n int) {
	for _, x := range movers {
		if !x.SignedAt.IsZero() {
			n++
		}
	}
	return n
}

func (s *Server) interpellationActs(
	r *http.Request,
	x store.Interpellation,
	rounds []store.AnswerRound,
	movers []store.Signature,
	t typed,
) (panels []staff.Panel, err error) {
	who, path := actor(r), questioningPath(x.ID)
	mine := x.StartedBy == who.AccountID
	n := signedCount(movers)
	if x.Stage == supervision.InterpellationSigning {
		enough := ""
		if supervision.CanFile(n) != nil {
			enough = fmt.Sprintf("已签署 %d 人，须 %d 人以上", n, supervision.LeastMovers)
		}
		if panels, err = s.signingPanels(r, path, mine, movers, enough, "提出后由主任会议决定答复方式。", t); err != nil {
			return nil, err
		}
	}
	if who.Has(authz.RoleChair) && (x.Stage == supervision.InterpellationFiled || x.Stage == supervision.InterpellationAgain) {
		form := ui.Radios{Name: "form", Label: "答复方式", Error: t.wrong("decide", "form")}
		for _, a := range supervision.AnswerForms {
			form.Options = append(form.Options, ui.Option{Value: string(a), Label: a.Label(), Chosen: t.chosen("decide", "form", string(a), false)})
		}
		panels = append(panels, actPanel("主任会议决定", path+"/decide", nil, ui.Button{Label: "决定交受质询机关答复"}, form,
			t.text("decide", ui.Text{Name: "due_on", Label: "答复期限", Type: ui.Date, Width: ui.Medium}, "")))
		if x.Stage == supervision.InterpellationAgain {
			panels = append(panels, actPanel("不再答复", path+"/no-more", nil, ui.Button{Label: "决定不再答复", Kind: ui.Plain},
				t.area("no-more", ui.Area{Name: "why", Label: "理由", Rows: 2}, "")))
		}
	}
	if x.Stage == supervision.InterpellationAnswering {
		k := rounds[len(rounds)-1]
		own, err := s.actsFor(r, x.OrganID)
		if err != nil {
			return nil, err
		}
		written := k.Form == supervision.AnswerInWriting
		if written && own || !written && who.Has(authz.RoleOperator) || who.Has(authz.RoleClerk) {
			by := "到会答复的负责人"
			if written {
				by = "签署答复的负责人"
			}
			panels = append(panels, actPanel(k.Form.Label(), path+"/answer", nil, ui.Button{Label: yesNo(who.Has(authz.RoleOrgan), "提交答复", "登记答复")},
				t.text("answer", ui.Text{Name: "answered_by", Label: by, Width: ui.Wide}, ""),
				t.area("answer", ui.Area{Name: "answer", Label: "答复", Rows: 8}, ""),
				ui.Files{Name: "files", Label: "答复件", Optional: true, Multiple: true, Error: t.wrong("answer", "files")}))
		}
	}
	if x.Stage == supervision.InterpellationAnswered {
		more, err := s.verdictPanels(r, x, rounds[len(rounds)-1], movers, t)
		if err != nil {
			return nil, err
		}
		panels = append(panels, more...)
	}
	if mine && supervision.CanWithdraw(x.Stage) == nil {
		panels = append(panels, staff.Panel{
			Card:    ui.Card{Title: "撤回"},
			Text:    []string{"在受质询机关答复以前，可以撤回。"},
			Buttons: []ui.Button{{Label: "撤回质询案", Kind: ui.Plain, Href: path + "/withdraw"}},
		})
	}
	return panels, nil
}

func (s *Server) verdictPanels(
	r *http.Request,
	x store.Interpellation,
	k store.AnswerRound,
	movers []store.Signature,
	t typed,
) (panels []staff.Panel, err error) {
	who, path := actor(r), questioningPath(x.ID)
	v := workflow.VerdictOf(k, movers)
	if hasSigned(movers, who.MemberID) {
		given, err := s.db.HasVerdict(r.Context(), x.ID, k.Round, who.MemberID)
		if err != nil {
			return nil, err
		}
		if !given {
			panels = append(
				panels,
				staff.Panel{Card: ui.Card{Title: "您对答复是否满意", ID: "verdict"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/verdict"},
					Buttons: []ui.Button{{Label: "满意", Name: "satisfied", Value: "1"}, {Label: "不满意", Kind: ui.Plain, Name: "satisfied", Value: ""}}}}},
			)
		}
		if k.Round == 1 && v.MayAskAgain() {
			panels = append(panels, actPanel("要求再作答复", path+"/again", []string{"过半数提案人不满意，可以要求再作答复，由主任会议决定〔监督法 第五十三条〕。"}, ui.Button{Label: "要求再作答复"}))
		}
	}
	if who.Has(authz.RoleClerk) && v.Complete() {
		panels = append(panels, actPanel("办结", path+"/close", nil, ui.Button{Label: "办结"},
			t.area("close", ui.Area{Name: "outcome", Label: "办结情况", Rows: 3}, "")))
	}
	return panels, nil
}

// withdrawal is the page on which an interpellation is taken back.
func (s *Server) withdrawal(w http.ResponseWriter, r *http.Request) error {
	return s.showWithdrawal(w, r, http.StatusOK, typed{})
}

func (s *Server) showWithdrawal(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.WithdrawMotion); err != nil {
		return err
	}
	m, err := s.supervised(r, supervision.Interpellation)
	if err != nil {
		return err
	}
	page := staff.BoardPage{
		Frame:    s.frame(r, "撤回质询案", supervisionCrumb, inquiriesCrumb, ui.Link{Label: m.Title, Href: questioningPath(m.ID)}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: m.Title, Title: "撤回质询案", Lead: "撤回以后质询即行终止，不能恢复；需要时另行联名提出。"},
	}
	page.Panels = []staff.Panel{actPanel("", questioningPath(m.ID)+"/withdraw", nil, ui.Button{Label: "撤回质询案", Kind: ui.Danger},
		t.area("withdraw", ui.Area{Name: "why", Label: "撤回的理由", Rows: 3}, ""))}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// inquiryDeeds are the acts on one inquiry, interpellation or investigation, by the last part of the address.
func (s *Server) inquiryDeeds() map[string]http.HandlerFunc {
	act := func(name, done string, read func(r *http.Request, f *fields, id int64) func() error) http.HandlerFunc {
		return s.acted(name, done, s.showQuestioning, read)
	}
	deeds := map[string]http.HandlerFunc{
		"approve": act("approve", "方案已审定。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.ApproveInquiry(r.Context(), actor(r), id) }
		}),
		"questions": act("questions", "已列入问题清单。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				_, err := s.flow.ListQuestions(r.Context(), actor(r), id, f.value("questions"))
				return err
			}
		}),
		"notify": act("notify", "已通知应询单位。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.NotifyInquiry(r.Context(), actor(r), id) }
		}),
		"receive": act("receive", "已签收。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error {
				return s.flow.ReceiveInquiry(r.Context(), actor(r), id, f.id("organ"), f.value("answerer"))
			}
		}),
		"hold": act("hold", "已登记。", func(r *http.Request, f *fields, id int64) func() error {
			x := workflow.InquiryHeldForm{
				HeldOn:     f.day("inquired_on"),
				Minutes:    f.number("minutes"),
				PresidedBy: f.value("presided_by"),
				Present:    f.value("present"),
			}
			return func() error { return s.flow.HoldInquiry(r.Context(), actor(r), id, x) }
		}),
		"opinion": act("opinion", "意见已交办。", func(r *http.Request, f *fields, id int64) func() error {
			x := workflow.DeliberationForm{OrganID: f.id("organ"), Title: f.value("title"), Body: f.value("body")}
			return func() error { return s.flow.SendInquiryOpinion(r.Context(), actor(r), id, x, f.value("number")) }
		}),
		"sign": act("sign", "已登记您的决定。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.SignMotion(r.Context(), actor(r), id, f.yes("yes")) }
		}),
		"ask": act("ask", "已请求联名。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.AskForMotion(r.Context(), actor(r), id, formIDs(r, "members")) }
		}),
		"file": act("file", "已提出，请等候主任会议决定。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.FileMotion(r.Context(), actor(r), id) }
		}),
		"answer": act("answer", "答复已登记，请提案人表示意见。", func(r *http.Request, f *fields, id int64) func() error {
			files, err := uploads(r, "files")
			return func() error {
				if err != nil {
					return err
				}
				return s.flow.AnswerInterpellation(r.Context(), actor(r), id,
					workflow.InterpellationAnswer{Text: f.value("answer"), By: f.value("answered_by"), Files: files})
			}
		}),
		"verdict": act("verdict", "已登记您的意见。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.JudgeAnswer(r.Context(), actor(r), id, f.yes("satisfied")) }
		}),
		"again": act("again", "已要求再作答复，请等候主任会议决定。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.AskAnswerAgain(r.Context(), actor(r), id) }
		}),
		"no-more": act("no-more", "已决定不再答复。", func(r *http.Request, f *fields, id int64) func() error {
			return func() error { return s.flow.RefuseAnotherAnswer(r.Context(), actor(r), id, f.value("why")) }
		}),
	}
	for name, do := range s.investigationDeeds(act) {
		deeds[name] = do
	}
	return deeds
}

// byKind lets an act that several kinds know go to the kind of the matter.
func (s *Server) byKind(r *http.Request, id int64, do map[supervision.Kind]func() error) error {
	m, err := s.db.MatterFor(r.Context(), actor(r), id)
	if err != nil {
		return err
	}
	if do[m.Kind] == nil {
		return errNoSuchAct
	}
	return do[m.Kind]()
}
