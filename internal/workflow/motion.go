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

var motionKinds = []supervision.Kind{supervision.Interpellation, supervision.SpecialInvestigation}

// InterpellationForm is what a member writes (质询案): object, question, content 〔监督法 第五十一条〕.
type InterpellationForm struct {
	Title    string
	OrganID  int64
	Question string
	Content  string
	Members  []int64 // 请求联名的组成人员
}

// StartInterpellation begins an interpellation as a member (提出质询案): signed by the member, and by whoever is asked.
func (f *Flow) StartInterpellation(ctx context.Context, who authz.Actor, x InterpellationForm) (id int64, err error) {
	err = f.do(ctx, who, authz.StartMotion, func(tx *store.Tx) error {
		x.Title, x.Question, x.Content = clean(x.Title), strings.TrimSpace(x.Question), strings.TrimSpace(x.Content)
		var fields []errs.Field
		add := func(wrong bool, name, message string) {
			if wrong {
				fields = append(fields, errs.Field{Name: name, Message: message})
			}
		}
		add(x.Title == "", "title", "请填写质询案的题目。")
		add(x.OrganID == 0, "organ", "请选择质询对象：本级人民政府及其部门、监察委员会、人民法院、人民检察院。")
		add(x.Question == "", "question", "请写明质询的问题。")
		add(x.Content == "", "content", "请写明质询的内容。")
		if x.OrganID != 0 {
			o, err := tx.Organ(ctx, x.OrganID)
			if err != nil {
				return err
			}
			add(!slices.Contains([]string{"government", "department", "supervision", "court", "procuratorate"}, o.Kind), "organ",
				"不能向"+o.Name+"提出质询：对象是本级人民政府及其部门、监察委员会、人民法院、人民检察院〔监督法 第五十一条〕。")
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		today := calendar.Of(tx.Now())
		m := store.Interpellation{
			Matter: store.Matter{
				Kind:     supervision.Interpellation,
				Title:    x.Title,
				Year:     today.Year(),
				Stage:    supervision.InterpellationSigning,
				OpenedOn: today,
			},
			Question: x.Question,
			Content:  x.Content,
		}
		if m.ID, err = tx.InsertMatter(ctx, m.Matter); err != nil {
			return err
		}
		id = m.ID
		if err := tx.InsertInterpellation(ctx, m); err != nil {
			return err
		}
		if err := tx.SetMatterOrgan(ctx, id, x.OrganID, supervision.PartAnswerer); err != nil {
			return err
		}
		return startSigning(ctx, tx, m.Matter, x.Members)
	})
	return id, err
}

// startSigning asks members to act together; the one who begins has signed.
func startSigning(ctx context.Context, tx *store.Tx, m store.Matter, members []int64) error {
	me := tx.Actor().MemberID
	if me == 0 {
		return errs.New(errs.Forbidden, "联名由常委会组成人员用本人的账号发起。")
	}
	if err := tx.AskMovers(ctx, m.ID, append(slices.Clone(members), me)); err != nil {
		return err
	}
	if err := tx.SignMatter(ctx, m.ID, me, true); err != nil {
		return err
	}
	return tx.Audit(ctx, authz.StartMotion, matterSubject(m), map[string]any{"title": m.Title, "asked": len(members)})
}

// SignMotion is a member's signature under a motion of members, or the refusal (签署联名).
func (f *Flow) SignMotion(ctx context.Context, who authz.Actor, id int64, yes bool) error {
	act := authz.SignMotion
	if !yes {
		act = authz.DeclineMotion
	}
	return f.onMatter(ctx, who, act, id, motionKinds, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if m.Stage != supervision.InterpellationSigning {
			return nil, errs.New(errs.Conflict, "议案已经提出，不再签署。")
		}
		return map[string]any{"member": who.MemberID}, tx.SignMatter(ctx, id, who.MemberID, yes)
	})
}

// AskForMotion asks more members to sign (请求联名), as the member who began.
func (f *Flow) AskForMotion(ctx context.Context, who authz.Actor, id int64, members []int64) error {
	return f.onMatter(ctx, who, authz.StartMotion, id, motionKinds, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if err := f.began(ctx, tx, who, m); err != nil {
			return nil, err
		}
		if len(members) == 0 {
			return nil, errs.Form(errs.Field{Name: "members", Message: "请选择组成人员。"})
		}
		return map[string]any{"asked": members}, tx.AskMovers(ctx, id, members)
	})
}

// began refuses who did not begin the motion, or one that has been filed.
func (f *Flow) began(ctx context.Context, tx *store.Tx, who authz.Actor, m store.Matter) error {
	if m.Stage != supervision.InterpellationSigning {
		return errs.New(errs.Conflict, "议案已经提出，请刷新页面。")
	}
	starter, err := tx.MatterStarter(ctx, m.ID)
	if err == nil && starter != who.AccountID {
		err = errs.New(errs.Forbidden, "由发起联名的组成人员办理。")
	}
	return err
}

// FileMotion hands a motion of members to the chairpersons' meeting when enough have signed (提出议案): three for an
// interpellation, a fifth for a special investigation 〔监督法 第五十一条、第五十六条〕.
func (f *Flow) FileMotion(ctx context.Context, who authz.Actor, id int64) error {
	return f.onMatter(ctx, who, authz.FileMotion, id, motionKinds, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		if err := f.began(ctx, tx, who, m); err != nil {
			return nil, err
		}
		all, err := tx.MatterMovers(ctx, id)
		if err != nil {
			return nil, err
		}
		n, today := len(signersOf(all)), calendar.Of(tx.Now())
		detail := map[string]any{"signed": n}
		if m.Kind == supervision.Interpellation {
			if err := supervision.CanFile(n); err != nil {
				return nil, err
			}
			x, err := tx.Interpellation(ctx, id)
			if err != nil {
				return nil, err
			}
			x.Stage, x.FiledOn = supervision.InterpellationFiled, today
			return detail, saveInterpellation(ctx, tx, x)
		}
		members, err := tx.MemberCount(ctx)
		if err != nil {
			return nil, err
		}
		if !supervision.Fifth(n, members) {
			return nil, errs.New(errs.Conflict, "已签署 %d 人；须有五分之一以上，即 %d 人以上书面联名〔监督法 第五十六条〕。", n, supervision.FifthOf(members))
		}
		x, err := tx.SpecialInvestigation(ctx, id)
		if err != nil {
			return nil, err
		}
		x.Stage, x.FiledOn = supervision.InvestigationFiled, today
		return detail, saveInvestigation(ctx, tx, x)
	})
}

// saveInterpellation writes it with its tasks.
func saveInterpellation(ctx context.Context, tx *store.Tx, x store.Interpellation) error {
	if err := tx.SaveInterpellation(ctx, x); err != nil {
		return err
	}
	rounds, err := tx.AnswerRounds(ctx, x.ID)
	if err != nil {
		return err
	}
	all, err := tx.MatterMovers(ctx, x.ID)
	if err != nil {
		return err
	}
	t := supervision.Interpellating{ID: x.ID, Stage: x.Stage, OrganID: x.OrganID}
	if n := len(rounds); n > 0 {
		k := rounds[n-1]
		t.Due, t.Last, t.Verdict = k.DueOn, k.Round > 1, VerdictOf(k, all)
	}
	return tx.SetMatterTasks(ctx, x.ID, t.Tasks())
}

// VerdictOf is what the movers think of an answer.
func VerdictOf(k store.AnswerRound, movers []store.Signature) supervision.Verdict {
	return supervision.Verdict{Movers: len(signersOf(movers)), Satisfied: k.Satisfied, Dissatisfied: k.Dissatisfied}
}

// onInterpellation is the road of every write on an interpellation in one of some stages.
func (f *Flow) onInterpellation(ctx context.Context, who authz.Actor, act authz.Action, id int64, stages []string,
	change func(tx *store.Tx, x *store.Interpellation) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, motionKinds[:1], func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		x, err := tx.Interpellation(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(stages, x.Stage) {
			return nil, errs.New(errs.Conflict, "质询案现在不能这样办理，可能他人刚刚办过，请刷新页面。")
		}
		detail, err := change(tx, &x)
		if err != nil {
			return nil, err
		}
		return detail, saveInterpellation(ctx, tx, x)
	})
}

// WithdrawInterpellation takes an interpellation back before it is answered (撤回质询案).
func (f *Flow) WithdrawInterpellation(ctx context.Context, who authz.Actor, id int64, why string) error {
	return f.onMatter(ctx, who, authz.WithdrawMotion, id, motionKinds[:1], func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		x, err := tx.Interpellation(ctx, id)
		if err != nil {
			return nil, err
		}
		if x.StartedBy != who.AccountID {
			return nil, errs.New(errs.Forbidden, "由发起联名的组成人员撤回。")
		}
		if err := supervision.CanWithdraw(x.Stage); err != nil {
			return nil, err
		}
		if why = strings.TrimSpace(why); why == "" {
			return nil, errs.Form(errs.Field{Name: "why", Message: "请写明撤回的理由。"})
		}
		x.Stage, x.WithdrawnOn, x.ClosedOn, x.Outcome = supervision.InterpellationWithdrawn, calendar.Of(tx.Now()), calendar.Of(tx.Now()), "提案人撤回："+why
		return map[string]any{"why": why}, saveInterpellation(ctx, tx, x)
	})
}

// DecideInterpellation decides how an interpellation is answered, or answered again (决定答复方式)〔监督法 第五十二、五十三条〕.
func (f *Flow) DecideInterpellation(ctx context.Context, who authz.Actor, id int64, form supervision.AnswerForm, due calendar.Day) error {
	return f.onInterpellation(ctx, who, authz.DecideMotion, id, []string{supervision.InterpellationFiled, supervision.InterpellationAgain},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			today := calendar.Of(tx.Now())
			if err := errs.Form(supervision.CheckAnswerDecision(form, due, today)...); err != nil {
				return nil, err
			}
			k := store.AnswerRound{Round: 1, Form: form, DecidedOn: today, DueOn: due}
			if x.Stage == supervision.InterpellationAgain {
				k.Round = 2
			}
			x.Stage = supervision.InterpellationAnswering
			return map[string]any{"form": form, "due": due, "round": k.Round}, tx.InsertAnswerRound(ctx, id, k)
		})
}

// RefuseAnotherAnswer decides that the organ need not answer again (不再答复); the interpellation is then closed.
func (f *Flow) RefuseAnotherAnswer(ctx context.Context, who authz.Actor, id int64, why string) error {
	return f.onInterpellation(ctx, who, authz.DecideMotion, id, []string{supervision.InterpellationAgain},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			if why = strings.TrimSpace(why); why == "" {
				return nil, errs.Form(errs.Field{Name: "why", Message: "请写明不再答复的理由。"})
			}
			x.Stage, x.ClosedOn, x.Outcome = supervision.InterpellationClosed, calendar.Of(tx.Now()), "主任会议决定不再答复："+why
			return map[string]any{"why": why}, nil
		})
}

// InterpellationAnswer is an answer as it is given or written down.
type InterpellationAnswer struct {
	Text  string
	By    string // the head who came, or signed
	Files []Upload
}

// AnswerInterpellation gives the written answer as the organ, or writes down the oral one (答复质询)〔监督法 第五十四条〕.
func (f *Flow) AnswerInterpellation(ctx context.Context, who authz.Actor, id int64, a InterpellationAnswer) error {
	return f.onInterpellation(ctx, who, authz.AnswerMotion, id, []string{supervision.InterpellationAnswering},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			rounds, err := tx.AnswerRounds(ctx, id)
			if err != nil {
				return nil, err
			}
			k := rounds[len(rounds)-1]
			switch written := k.Form == supervision.AnswerInWriting; {
			case written && !who.Has(authz.RoleClerk):
				if err := actsFor(ctx, tx, who, x.OrganID); err != nil {
					return nil, err
				}
			case !written && who.Has(authz.RoleOrgan):
				return nil, errs.New(errs.Conflict, "主任会议决定口头答复：由负责人到会答复，工作人员记录〔监督法 第五十四条〕。")
			}
			a.Text, a.By = strings.TrimSpace(a.Text), clean(a.By)
			var fields []errs.Field
			if a.Text == "" {
				fields = append(fields, errs.Field{Name: "answer", Message: "请填写答复。"})
			}
			if a.By == "" {
				fields = append(fields, errs.Field{Name: "answered_by", Message: "请填写到会答复或者签署的负责人〔监督法 第五十四条〕。"})
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			k.AnsweredOn, k.Answer, k.AnsweredBy = calendar.Of(tx.Now()), a.Text, a.By
			if err := tx.SaveAnswer(ctx, id, k); err != nil {
				return nil, err
			}
			x.Stage = supervision.InterpellationAnswered
			return map[string]any{"round": k.Round, "by": a.By}, addMatterFiles(ctx, tx, id, 0, a.Files)
		})
}

// JudgeAnswer is what a mover thinks of the answer (对答复表示意见)〔监督法 第五十三条〕.
func (f *Flow) JudgeAnswer(ctx context.Context, who authz.Actor, id int64, satisfied bool) error {
	return f.onInterpellation(ctx, who, authz.JudgeAnswer, id, []string{supervision.InterpellationAnswered},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			all, err := tx.MatterMovers(ctx, id)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(signersOf(all), who.MemberID) {
				return nil, errs.New(errs.Forbidden, "由提质询案的组成人员表示意见。")
			}
			rounds, err := tx.AnswerRounds(ctx, id)
			if err != nil {
				return nil, err
			}
			round := rounds[len(rounds)-1].Round
			return map[string]any{"round": round, "satisfied": satisfied}, tx.InsertVerdict(ctx, id, round, who.MemberID, satisfied)
		})
}

// AskAnswerAgain demands another answer when more than half of the movers are dissatisfied (要求再作答复)〔监督法 第五十三条〕.
func (f *Flow) AskAnswerAgain(ctx context.Context, who authz.Actor, id int64) error {
	return f.onInterpellation(ctx, who, authz.JudgeAnswer, id, []string{supervision.InterpellationAnswered},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			all, err := tx.MatterMovers(ctx, id)
			if err != nil {
				return nil, err
			}
			rounds, err := tx.AnswerRounds(ctx, id)
			if err != nil {
				return nil, err
			}
			k := rounds[len(rounds)-1]
			switch v := VerdictOf(k, all); {
			case !slices.Contains(signersOf(all), who.MemberID):
				return nil, errs.New(errs.Forbidden, "由提质询案的组成人员提出。")
			case k.Round > 1:
				return nil, errs.New(errs.Conflict, "已经再作答复，不能再要求答复。")
			case !v.MayAskAgain():
				return nil, errs.New(errs.Conflict, "不满意的提案人 %d 人，没有超过 %d 人的半数，不能要求再作答复〔监督法 第五十三条〕。", v.Dissatisfied, v.Movers)
			}
			x.Stage = supervision.InterpellationAgain
			return nil, nil
		})
}

// CloseInterpellation closes an interpellation after the movers have spoken (办结质询案).
func (f *Flow) CloseInterpellation(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	return f.onInterpellation(ctx, who, authz.CloseMotion, id, []string{supervision.InterpellationAnswered},
		func(tx *store.Tx, x *store.Interpellation) (map[string]any, error) {
			all, err := tx.MatterMovers(ctx, id)
			if err != nil {
				return nil, err
			}
			rounds, err := tx.AnswerRounds(ctx, id)
			if err != nil {
				return nil, err
			}
			if v := VerdictOf(rounds[len(rounds)-1], all); !v.Complete() {
				return nil, errs.New(errs.Conflict, "提案人 %d 人中还有 %d 人没有表示意见。", v.Movers, v.Movers-v.Satisfied-v.Dissatisfied)
			}
			if outcome = strings.TrimSpace(outcome); outcome == "" {
				return nil, errs.Form(errs.Field{Name: "outcome", Message: "请写明办结情况。"})
			}
			x.Stage, x.ClosedOn, x.Outcome = supervision.InterpellationClosed, calendar.Of(tx.Now()), outcome
			return map[string]any{"outcome": outcome}, nil
		})
}
