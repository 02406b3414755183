package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

func opinionSubject(id int64) store.Subject {
	return store.Subject{Kind: "deliberation_opinion", ID: id}
}

// DeliberationForm is a deliberation opinion as it is worded (审议意见).
type DeliberationForm struct {
	OrganID int64
	Title   string
	Body    string
}

func (x *DeliberationForm) check() error {
	x.Title, x.Body = strings.TrimSpace(x.Title), strings.TrimSpace(x.Body)
	var fields []errs.Field
	for _, f := range []struct {
		name, message string
		wrong         bool
	}{
		{"organ", "请选择研究处理的机关。", x.OrganID == 0},
		{"title", "请写明标题，如“关于全县义务教育工作情况报告的审议意见”。", x.Title == ""},
		{"body", "请写明审议意见。", x.Body == ""},
	} {
		if f.wrong {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

// draftOpinion stores the draft of a deliberation opinion on what a matter was about, with its tasks, within a transaction.
func draftOpinion(ctx context.Context, tx *store.Tx, matterID int64, x DeliberationForm) (int64, error) {
	if err := x.check(); err != nil {
		return 0, err
	}
	today := calendar.Of(tx.Now())
	_, p, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return 0, err
	}
	heard, err := tx.HeardOn(ctx, matterID)
	if err != nil {
		return 0, err
	}
	o := supervision.Opinion{MatterID: matterID, OrganID: x.OrganID, Title: x.Title, Body: x.Body, Stage: supervision.OpinionDraft, DraftedOn: today,
		SendDue: supervision.SendBy(heard, today, p.Supervision.Opinion)}
	if o.ID, err = tx.InsertDeliberationOpinion(ctx, o); err != nil {
		return 0, err
	}
	return o.ID, tx.SetAttachedTasks(ctx, matterID, o.TaskScope(), o.Tasks(p.Supervision.Rectification.RemindDays))
}

// sendOpinion words a deliberation opinion and hands it over at once, within a transaction: for what was settled at a
// meeting, such as what a special inquiry ends with〔监督法 第五十条〕. The event is the caller's.
func sendOpinion(ctx context.Context, tx *store.Tx, matterID int64, x DeliberationForm, number string) (int64, error) {
	id, err := draftOpinion(ctx, tx, matterID, x)
	if err != nil {
		return 0, err
	}
	return id, changeOpinion(ctx, tx, id, func(o store.DeliberationOpinion) (supervision.Opinion, error) {
		return handOver(ctx, tx, o, number, false)
	})
}

func handOver(ctx context.Context, tx *store.Tx, o store.DeliberationOpinion, number string, audit bool) (supervision.Opinion, error) {
	today := calendar.Of(tx.Now())
	_, p, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return o.Opinion, err
	}
	if number = strings.TrimSpace(number); number == "" {
		return o.Opinion, errs.Form(errs.Field{Name: "number", Message: "请填写文号，如“示例人发〔2026〕12号”。"})
	}
	return o.Send(today, number, audit, p.Supervision.Opinion)
}

// changeOpinion locks an opinion, changes it, saves it and derives its tasks anew.
func changeOpinion(ctx context.Context, tx *store.Tx, id int64, change func(o store.DeliberationOpinion) (supervision.Opinion, error)) error {
	o, err := tx.LockDeliberationOpinion(ctx, id)
	if err != nil {
		return err
	}
	next, err := change(o)
	if err != nil {
		return err
	}
	if err := tx.SaveDeliberationOpinion(ctx, next); err != nil {
		return err
	}
	_, p, err := tx.PolicyOn(ctx, calendar.Of(tx.Now()))
	if err != nil {
		return err
	}
	return tx.SetAttachedTasks(ctx, next.MatterID, next.TaskScope(), next.Tasks(p.Supervision.Rectification.RemindDays))
}

// DraftDeliberation words a deliberation opinion after a report was heard (起草审议意见)〔监督法 第十七条〕.
func (f *Flow) DraftDeliberation(ctx context.Context, who authz.Actor, matterID int64, x DeliberationForm) (id int64, err error) {
	err = f.do(ctx, who, authz.DraftDeliberation, func(tx *store.Tx) error {
		m, err := tx.LockMatter(ctx, matterID)
		if err != nil {
			return err
		}
		if id, err = draftOpinion(ctx, tx, m.ID, x); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DraftDeliberation, opinionSubject(id), map[string]any{"matter": m.ID, "title": x.Title, "organ": x.OrganID})
	})
	return id, err
}

// onDeliberation is the road of every write on a deliberation opinion.
func (f *Flow) onDeliberation(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		var detail map[string]any
		err := changeOpinion(ctx, tx, id, func(o store.DeliberationOpinion) (next supervision.Opinion, err error) {
			if _, err := tx.DeliberationOpinionFor(ctx, who, id); err != nil {
				return next, err
			}
			next, detail, err = change(tx, o)
			return next, err
		})
		if err != nil {
			return err
		}
		return tx.Audit(ctx, act, opinionSubject(id), detail)
	})
}

// ChangeDeliberation rewords an opinion that was not sent yet (修改审议意见).
func (f *Flow) ChangeDeliberation(ctx context.Context, who authz.Actor, id int64, version int, x DeliberationForm) error {
	return f.onDeliberation(ctx, who, authz.ChangeDeliberation, id,
		func(_ *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
			next := o.Opinion
			if !o.SentOn.IsZero() {
				return next, nil, errs.New(errs.Conflict, "审议意见已于%s交办，不再修改。", o.SentOn)
			}
			if version != o.Version {
				return next, nil, errs.New(errs.Conflict, "审议意见已被他人修改，请刷新页面，看清现在的内容后再改。")
			}
			x.OrganID = o.OrganID
			if err := x.check(); err != nil {
				return next, nil, err
			}
			detail := map[string]any{"was": o.Body, "title": x.Title}
			next.Title, next.Body = x.Title, x.Body
			return next, detail, nil
		})
}

// SeekDeliberation asks a working body for its view of the draft (征求工作机构意见); its reply is noted with it.
func (f *Flow) SeekDeliberation(ctx context.Context, who authz.Actor, id int64, from string, on calendar.Day, reply string) error {
	return f.onDeliberation(ctx, who, authz.SeekDeliberation, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		from, reply = strings.TrimSpace(from), strings.TrimSpace(reply)
		next := o.Opinion
		if next.Stage == supervision.OpinionSought { // the reply has come
			if reply == "" {
				return next, nil, errs.Form(errs.Field{Name: "reply", Message: "请写明工作机构的意见。"})
			}
			next.SoughtReply = reply
			return next, map[string]any{"reply": reply}, nil
		}
		var fields []errs.Field
		add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
		addDayProblem(add, on, calendar.Of(tx.Now()), "征求意见")
		if from == "" {
			add("from", "请写明征求哪个工作机构的意见。")
		}
		if err := errs.Form(fields...); err != nil {
			return next, nil, err
		}
		next, err := next.Seek(from, on)
		next.SoughtReply = reply
		return next, map[string]any{"from": from, "on": on}, err
	})
}

// SendDeliberation hands an opinion over to the organ (交办审议意见); by when it reports follows from the county's rules.
func (f *Flow) SendDeliberation(ctx context.Context, who authz.Actor, id int64, number string, audit bool) error {
	return f.onDeliberation(ctx, who, authz.SendDeliberation, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		next, err := handOver(ctx, tx, o, number, audit)
		return next, map[string]any{"number": next.Number, "due_on": next.DueOn}, err
	})
}

// OpinionReplyForm is an organ's report on how it dealt with an opinion.
type OpinionReplyForm struct {
	Body      string
	Consulted string
	FiledOn   calendar.Day // of a paper
	Files     []Upload
}

// FileOpinionReply takes the organ's report, here or on paper (报告研究处理情况)〔监督法 第十七条〕.
func (f *Flow) FileOpinionReply(ctx context.Context, who authz.Actor, id int64, x OpinionReplyForm) error {
	act := authz.FileOpinionReply
	if who.Has(authz.RoleClerk) {
		act = authz.EnterOpinionReply
	}
	return f.onDeliberation(ctx, who, act, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		today := calendar.Of(tx.Now())
		next, err := o.Answer()
		if err != nil {
			return next, nil, err
		}
		p := store.OpinionReply{
			Body:      strings.TrimSpace(x.Body),
			Consulted: strings.TrimSpace(x.Consulted),
			OnPaper:   act == authz.EnterOpinionReply,
			FiledOn:   today,
		}
		var fields []errs.Field
		if p.Body == "" {
			fields = append(fields, errs.Field{Name: "body", Message: "请写明研究处理的情况。"})
		}
		if p.Consulted == "" {
			fields = append(fields, errs.Field{Name: "consulted", Message: "报告前应当征求人大有关工作机构的意见，请写明是哪个机构。"})
		}
		if p.OnPaper {
			if p.FiledOn = x.FiledOn; p.FiledOn.IsZero() || p.FiledOn.After(today) || p.FiledOn.Before(o.SentOn) {
				fields = append(fields, errs.Field{Name: "filed_on", Message: "请填写收到报告的日期，应在交办之后、今天或者今天以前。"})
			}
		}
		if err := errs.Form(fields...); err != nil {
			return next, nil, err
		}
		reply, err := tx.InsertOpinionReply(ctx, id, p)
		if err != nil {
			return next, nil, err
		}
		for _, u := range x.Files {
			file, err := keep(ctx, tx, u, "files")
			if err != nil {
				return next, nil, err
			}
			if err := tx.AddOpinionFile(ctx, reply, file.ID, file.Name); err != nil {
				return next, nil, err
			}
		}
		return next, map[string]any{"reply": reply, "files": len(x.Files), "filed_on": p.FiledOn}, nil
	})
}

// HearingForm is how the report on an opinion was heard and judged.
type HearingForm struct {
	HeardOn   calendar.Day
	MeetingID int64
	Grade     string // of the satisfaction rating, where the county rates
	Passed    bool   // where it does not
	Verdict   string
}

// HearOpinionReply records how the report was heard; where the county rates, the grade decides whether it passes, else the
// meeting did (登记听取研究处理情况报告)〔ZJ-15〕.
func (f *Flow) HearOpinionReply(ctx context.Context, who authz.Actor, id int64, x HearingForm) error {
	return f.onDeliberation(ctx, who, authz.HearOpinionReply, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		return hearReply(ctx, tx, o.Opinion, x)
	})
}

// hearReply is what HearOpinionReply does to an opinion that is locked.
func hearReply(ctx context.Context, tx *store.Tx, o supervision.Opinion, x HearingForm) (supervision.Opinion, map[string]any, error) {
	today := calendar.Of(tx.Now())
	_, p, err := tx.PolicyOn(ctx, today)
	if err != nil {
		return o, nil, err
	}
	var fields []errs.Field
	add := func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }
	addDayProblem(add, x.HeardOn, today, "听取")
	replies, err := tx.OpinionReplies(ctx, o.ID)
	if err != nil {
		return o, nil, err
	}
	if n := len(replies); n > 0 && !x.HeardOn.IsZero() && x.HeardOn.Before(replies[n-1].FiledOn) {
		add("held_on", "听取日期不能早于报告交来的"+replies[n-1].FiledOn.String()+"。")
	}
	x.Verdict = strings.TrimSpace(x.Verdict)
	rated, err := tx.RatingAbout(ctx, 0, o.ID)
	if err != nil {
		return o, nil, err
	}
	switch again := rated.ID != 0 && len(replies) > 1 && rated.State == supervision.RatingAnnounced && rated.AnnouncedOn.Before(replies[len(replies)-1].FiledOn); {
	case rated.ID == 0 || again: // on the report before: this one is judged anew
		rated = store.Rating{}
	case rated.State != supervision.RatingAnnounced:
		return o, nil, errs.New(errs.Conflict, "“%s”还没有宣布结果，宣布后再登记。", rated.Title)
	}
	if rated.ID != 0 { // by secret ballot: its result and no other
		x.Grade, x.Passed = rated.Result, supervision.Passes(rated.Result, rated.Scale.Grades)
	} else if p.Supervision.Opinion.Rated {
		if grades := p.Supervision.Rating.Work.Grades; !slices.Contains(grades, x.Grade) {
			add("grade", "请选择测评结果。")
		} else {
			x.Passed = supervision.Passes(x.Grade, grades)
		}
	} else {
		x.Grade = ""
	}
	if !x.Passed && x.Verdict == "" {
		add("verdict", "报告没有通过的，请写明要求和理由。")
	}
	if err := errs.Form(fields...); err != nil {
		return o, nil, err
	}
	next, err := o.Hear(x.HeardOn, x.Passed, p.Supervision.Opinion)
	if err != nil {
		return next, nil, err
	}
	return next, map[string]any{"grade": x.Grade, "passed": x.Passed, "verdict": x.Verdict},
		tx.JudgeOpinionReply(ctx, o.ID, store.OpinionReply{HeardOn: x.HeardOn, MeetingID: x.MeetingID, Grade: x.Grade, Passed: x.Passed, Verdict: x.Verdict})
}

// PlanOpinionRating puts the satisfaction rating of how an opinion was dealt with to the matter, to be held by secret ballot
// (安排满意度测评)〔ZJ-15〕.
func (f *Flow) PlanOpinionRating(ctx context.Context, who authz.Actor, id int64) (rating int64, err error) {
	err = f.onDeliberation(ctx, who, authz.PlanRating, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		if o.Stage != supervision.OpinionAnswered {
			return o.Opinion, nil, errs.New(errs.Conflict, "现在是“%s”，报告交来以后才能安排测评。", o.Stage.Label())
		}
		x := RatingForm{Title: o.Title + "研究处理情况满意度测评", Object: supervision.RateWork, OrganID: o.OrganID, OpinionID: id}
		planned, err := tx.RatingAbout(ctx, 0, id)
		if err != nil {
			return o.Opinion, nil, err
		}
		switch planned.State {
		case supervision.RatingAnnounced:
			if planned.Repeated == 0 {
				x.AfterID = planned.ID
			}
		case "":
		default:
			return o.Opinion, nil, errs.New(errs.Conflict, "“%s”已经安排。", planned.Title)
		}
		rating, err = planRating(ctx, tx, o.MatterID, x)
		return o.Opinion, map[string]any{"rating": rating}, err
	})
	return rating, err
}

// PublishDeliberation notes when the opinion and what became of it were told to the deputies and the public
// (通报、公布)〔监督法 第十七条〕.
func (f *Flow) PublishDeliberation(ctx context.Context, who authz.Actor, id int64, deputies, published calendar.Day) error {
	return f.onDeliberation(ctx, who, authz.PublishDeliberation, id,
		func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
			next, today := o.Opinion, calendar.Of(tx.Now())
			if !o.Open() || o.SentOn.IsZero() {
				return next, nil, errs.New(errs.Conflict, "现在是“%s”，不能登记通报和公布。", o.Stage.Label())
			}
			var fields []errs.Field
			for name, day := range map[string]calendar.Day{"deputies": deputies, "published": published} {
				if !day.IsZero() && (day.After(today) || day.Before(o.SentOn)) {
					fields = append(fields, errs.Field{Name: name, Message: "日期应在交办之后、今天或者今天以前。"})
				}
			}
			if deputies.IsZero() && published.IsZero() {
				fields = append(fields, errs.Field{Name: "deputies", Message: "请填写向代表通报或者向社会公布的日期。"})
			}
			next.DeputiesOn, next.PublishedOn = deputies, published
			return next, map[string]any{"deputies": deputies, "published": published}, errs.Form(fields...)
		})
}

// CloseDeliberation ends an opinion whose report passed (办结审议意见).
func (f *Flow) CloseDeliberation(ctx context.Context, who authz.Actor, id int64, result string) error {
	return f.onDeliberation(ctx, who, authz.CloseDeliberation, id,
		func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
			if result = strings.TrimSpace(result); result == "" {
				return o.Opinion, nil, errs.Form(errs.Field{Name: "result", Message: "请写明办理结果。"})
			}
			next, err := o.Close(calendar.Of(tx.Now()), result)
			return next, map[string]any{"result": result}, err
		})
}

// FollowOpinion writes down that the organ was urged, or how it was checked on the spot (催办、跟踪检查)〔ZJ-17、V22〕.
func (f *Flow) FollowOpinion(ctx context.Context, who authz.Actor, id int64, x FollowupForm) error {
	n, act, invalid := x.note(calendar.Of(f.db.Now()))
	return f.onDeliberation(ctx, who, act, id, func(tx *store.Tx, o store.DeliberationOpinion) (supervision.Opinion, map[string]any, error) {
		if invalid != nil {
			return o.Opinion, nil, invalid
		}
		if !o.Open() || o.SentOn.IsZero() {
			return o.Opinion, nil, errs.New(errs.Conflict, "现在是“%s”，不能登记催办和检查。", o.Stage.Label())
		}
		n.OpinionID = id
		return o.Opinion, map[string]any{"how": n.How, "body": n.Body}, tx.InsertFollowupNote(ctx, n)
	})
}
