package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// InquiryPlanForm is the plan of a special inquiry as it is written (专题询问方案).
type InquiryPlanForm struct {
	Title         string
	Reason        string
	Form          supervision.InquiryForm
	PlannedOn     calendar.Day
	SurveyScope   string
	SurveyContent string
	SurveyDue     calendar.Day
	Lead          string
	AfterID       int64   // the inquiry on the same topic before
	Organs        []int64 // 应询单位
	PlanItemID    int64   // of the year's plan it begins from
	Version       int
}

func (x *InquiryPlanForm) check() error {
	x.Title, x.Reason, x.Lead = clean(x.Title), strings.TrimSpace(x.Reason), clean(x.Lead)
	x.SurveyScope, x.SurveyContent = strings.TrimSpace(x.SurveyScope), strings.TrimSpace(x.SurveyContent)
	return errs.Form(supervision.InquiryPlan{Title: x.Title, Form: x.Form, PlannedOn: x.PlannedOn, SurveyScope: x.SurveyScope, SurveyContent: x.SurveyContent,
		SurveyDue: x.SurveyDue}.Problems()...)
}

func (x InquiryPlanForm) onto(s *store.SpecialInquiry) {
	s.Title, s.Reason, s.Form, s.PlannedOn, s.Lead = x.Title, x.Reason, x.Form, x.PlannedOn, x.Lead
	s.SurveyScope, s.SurveyContent, s.SurveyDue, s.AfterID = x.SurveyScope, x.SurveyContent, x.SurveyDue, x.AfterID
}

var inquiryKind = []supervision.Kind{supervision.SpecialInquiry}

// PlanInquiry drafts a special inquiry (拟订专题询问方案)〔监督法 第四十七条〕.
func (f *Flow) PlanInquiry(ctx context.Context, who authz.Actor, x InquiryPlanForm) (id int64, err error) {
	err = f.do(ctx, who, authz.PlanInquiry, func(tx *store.Tx) error {
		if err := x.check(); err != nil {
			return err
		}
		s := store.SpecialInquiry{
			Matter: store.Matter{
				Kind:     supervision.SpecialInquiry,
				Year:     x.PlannedOn.Year(),
				Stage:    supervision.InquiryPlanning,
				OpenedOn: calendar.Of(tx.Now()),
			},
		}
		x.onto(&s)
		if s.ID, err = tx.InsertMatter(ctx, s.Matter); err != nil {
			return err
		}
		id = s.ID
		if err := tx.InsertSpecialInquiry(ctx, s); err != nil {
			return err
		}
		if err := setAnswerers(ctx, tx, id, x.Organs); err != nil {
			return err
		}
		if err := inquiryTasks(ctx, tx, id); err != nil {
			return err
		}
		if err := beginItem(ctx, tx, x.PlanItemID, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.PlanInquiry, matterSubject(s.Matter), map[string]any{"title": s.Title, "units": len(x.Organs)})
	})
	return id, err
}

// setAnswerers makes exactly these units those who answer; heads appointed by the committee stand with them.
func setAnswerers(ctx context.Context, tx *store.Tx, id int64, organs []int64) error {
	had, err := tx.MatterOrgans(ctx, id)
	if err != nil {
		return err
	}
	for _, o := range had {
		if o.Part == supervision.PartAnswerer && !slices.Contains(organs, o.OrganID) {
			if err := tx.DropMatterOrgan(ctx, id, o.OrganID); err != nil {
				return err
			}
		}
	}
	for _, o := range organs {
		if err := tx.SetMatterOrgan(ctx, id, o, supervision.PartAnswerer); err != nil {
			return err
		}
	}
	return nil
}

func inquiryTasks(ctx context.Context, tx *store.Tx, id int64) error {
	s, err := tx.SpecialInquiry(ctx, id)
	if err != nil {
		return err
	}
	x := supervision.Inquiry{ID: id, Stage: s.Stage, PlannedOn: s.PlannedOn, SurveyDue: s.SurveyDue}
	records, err := tx.MatterRecords(ctx, id)
	if err != nil {
		return err
	}
	x.Surveyed = len(records) > 0
	notices, err := tx.InquiryNotices(ctx, id)
	if err != nil {
		return err
	}
	for _, n := range notices {
		if n.ReceivedAt.IsZero() {
			x.Waiting = append(x.Waiting, n.OrganID)
		}
	}
	if x.Opinions, _, err = tx.OpinionsSent(ctx, id); err != nil {
		return err
	}
	return tx.SetMatterTasks(ctx, id, x.Tasks())
}

// onInquiry is the road of every write on a special inquiry in one of some stages.
func (f *Flow) onInquiry(ctx context.Context, who authz.Actor, act authz.Action, id int64, stages []string,
	change func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, inquiryKind, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		s, err := tx.SpecialInquiry(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(stages, s.Stage) {
			return nil, errs.New(errs.Conflict, "专题询问现在不能这样办理，可能他人刚刚办过，请刷新页面。")
		}
		detail, err := change(tx, &s)
		if err != nil {
			return nil, err
		}
		if err := tx.SaveSpecialInquiry(ctx, s); err != nil {
			return nil, err
		}
		return detail, inquiryTasks(ctx, tx, id)
	})
}

// ChangeInquiry changes the plan until the units have been told (修改专题询问方案); a changed plan waits for the
// chairpersons' meeting again.
func (f *Flow) ChangeInquiry(ctx context.Context, who authz.Actor, id int64, x InquiryPlanForm) error {
	return f.onInquiry(ctx, who, authz.PlanInquiry, id, []string{supervision.InquiryPlanning, supervision.InquiryApproved},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			if err := x.check(); err != nil {
				return nil, err
			}
			if x.AfterID == id {
				return nil, errs.Form(errs.Field{Name: "after", Message: "不能接在自己之后。"})
			}
			s.Version = x.Version
			x.onto(s)
			s.Stage, s.ApprovedOn = supervision.InquiryPlanning, calendar.Day{}
			return map[string]any{"title": s.Title, "units": len(x.Organs)}, setAnswerers(ctx, tx, id, x.Organs)
		})
}

// ApproveInquiry passes the plan (审定专题询问方案), as the chairpersons' meeting.
func (f *Flow) ApproveInquiry(ctx context.Context, who authz.Actor, id int64) error {
	return f.onInquiry(ctx, who, authz.ApproveInquiry, id, []string{supervision.InquiryPlanning},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			s.Stage, s.ApprovedOn = supervision.InquiryApproved, calendar.Of(tx.Now())
			return nil, nil
		})
}

// ListQuestions adds questions, a line each: 应询单位，询问人，问题 (列出问题).
func (f *Flow) ListQuestions(ctx context.Context, who authz.Actor, id int64, text string) (n int, err error) {
	err = f.onInquiry(ctx, who, authz.ListQuestion, id, []string{supervision.InquiryPlanning, supervision.InquiryApproved, supervision.InquiryNotified},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			organs, err := tx.MatterOrgans(ctx, id)
			if err != nil {
				return nil, err
			}
			var wrong []string
			var all []store.InquiryQuestion
			line := 0
			for row := range strings.SplitSeq(strings.ReplaceAll(text, ",", "，"), "\n") {
				line++
				if row = strings.TrimSpace(row); row == "" {
					continue
				}
				parts := strings.SplitN(row, "，", 3)
				if len(parts) < 3 || clean(parts[1]) == "" || clean(parts[2]) == "" {
					wrong = append(wrong, fmt.Sprintf("第 %d 行请按“应询单位，询问人，问题”填写。", line))
					continue
				}
				name := clean(parts[0])
				i := slices.IndexFunc(organs, func(o store.MatterOrgan) bool { return o.Name == name || name != "" && strings.HasSuffix(o.Name, name) })
				if i < 0 {
					wrong = append(wrong, fmt.Sprintf("第 %d 行的“%s”不是应询单位，请先在方案中列为应询单位。", line, name))
					continue
				}
				all = append(all, store.InquiryQuestion{OrganID: organs[i].OrganID, Asker: clean(parts[1]), Text: clean(parts[2])})
			}
			if len(all) == 0 && len(wrong) == 0 {
				wrong = []string{"请填写问题，每行一个。"}
			}
			if len(wrong) > 0 {
				return nil, errs.Form(errs.Field{Name: "questions", Message: strings.Join(wrong, "")})
			}
			for _, q := range all {
				if err := tx.InsertInquiryQuestion(ctx, id, q); err != nil {
					return nil, err
				}
			}
			n = len(all)
			return map[string]any{"questions": n}, nil
		})
	return n, err
}

// DropQuestion takes a question out before the inquiry (删去问题).
func (f *Flow) DropQuestion(ctx context.Context, who authz.Actor, id, question int64) error {
	return f.onInquiry(ctx, who, authz.ListQuestion, id, []string{supervision.InquiryPlanning, supervision.InquiryApproved},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			return map[string]any{"dropped": question}, tx.DropInquiryQuestion(ctx, id, question)
		})
}

// NotifyInquiry tells the units what they will be asked (通知应询单位).
func (f *Flow) NotifyInquiry(ctx context.Context, who authz.Actor, id int64) error {
	return f.onInquiry(ctx, who, authz.NotifyInquiry, id, []string{supervision.InquiryApproved},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			organs, err := tx.MatterOrgans(ctx, id)
			if err != nil {
				return nil, err
			}
			questions, err := tx.InquiryQuestions(ctx, id)
			if err != nil {
				return nil, err
			}
			var idle []string
			units := 0
			for _, o := range organs {
				if o.Part != supervision.PartAnswerer {
					continue
				}
				units++
				if !slices.ContainsFunc(questions, func(q store.InquiryQuestion) bool { return q.OrganID == o.OrganID }) {
					idle = append(idle, o.Name)
				}
				if err := tx.InsertInquiryNotice(ctx, id, o.OrganID, calendar.Of(tx.Now())); err != nil {
					return nil, err
				}
			}
			if err := errs.Blocked(supervision.NotifyReasons(units, len(questions), idle)); err != nil {
				return nil, err
			}
			s.Stage, s.NotifiedOn = supervision.InquiryNotified, calendar.Of(tx.Now())
			return map[string]any{"units": units, "questions": len(questions)}, nil
		})
}

// ReceiveInquiry confirms the notice for a unit and says who will answer (签收询问通知).
func (f *Flow) ReceiveInquiry(ctx context.Context, who authz.Actor, id, organID int64, answerer string) error {
	return f.onInquiry(ctx, who, authz.ReceiveInquiry, id, []string{supervision.InquiryNotified},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			if organID == 0 {
				return nil, errs.Form(errs.Field{Name: "organ", Message: "请选择单位。"})
			}
			if err := actsFor(ctx, tx, who, organID); err != nil {
				return nil, err
			}
			if answerer = clean(answerer); answerer == "" {
				return nil, errs.Form(errs.Field{Name: "answerer", Message: "请填写应询人的姓名和职务。"})
			}
			return map[string]any{"organ": organID}, tx.ReceiveInquiryNotice(ctx, id, organID, answerer)
		})
}

// InquiryAnswerForm is what was said to one question; further questions are lines of 追问人，追问，答复.
type InquiryAnswerForm struct {
	QuestionID int64
	Answerer   string
	Answer     string
	FollowUps  string
}

// RecordInquiryAnswer writes down the answer to a question at the meeting (记录答复), with what was asked further.
func (f *Flow) RecordInquiryAnswer(ctx context.Context, who authz.Actor, id int64, x InquiryAnswerForm) error {
	return f.onInquiry(ctx, who, authz.RecordAnswer, id, []string{supervision.InquiryNotified},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			q := store.InquiryQuestion{ID: x.QuestionID, Answerer: clean(x.Answerer), Answer: strings.TrimSpace(x.Answer), FollowUps: []store.FollowUp{}}
			var fields []errs.Field
			if q.Answerer == "" {
				fields = append(fields, errs.Field{Name: "answerer", Message: "请填写应询人。"})
			}
			if q.Answer == "" {
				fields = append(fields, errs.Field{Name: "answer", Message: "请填写答复。"})
			}
			for row := range strings.SplitSeq(strings.ReplaceAll(x.FollowUps, ",", "，"), "\n") {
				if row = strings.TrimSpace(row); row == "" {
					continue
				}
				parts := strings.SplitN(row, "，", 3)
				if len(parts) < 3 {
					fields = append(fields, errs.Field{Name: "follow_ups", Message: "追问每行一条，写成“追问人，追问，答复”。"})
					break
				}
				q.FollowUps = append(q.FollowUps, store.FollowUp{Asker: clean(parts[0]), Question: clean(parts[1]), Answer: strings.TrimSpace(parts[2])})
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			return map[string]any{"question": q.ID, "follow_ups": len(q.FollowUps)}, tx.SaveInquiryAnswer(ctx, id, q)
		})
}

// InquiryHeldForm is what the minutes of an inquiry say of the whole.
type InquiryHeldForm struct {
	HeldOn     calendar.Day
	Minutes    int
	PresidedBy string
	Present    string
}

// HoldInquiry closes the minutes of an inquiry (登记专题询问情况)〔ST-08：历时〕.
func (f *Flow) HoldInquiry(ctx context.Context, who authz.Actor, id int64, x InquiryHeldForm) error {
	return f.onInquiry(ctx, who, authz.HoldInquiry, id, []string{supervision.InquiryNotified},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			var fields []errs.Field
			if x.HeldOn.IsZero() || x.HeldOn.After(calendar.Of(tx.Now())) {
				fields = append(fields, errs.Field{Name: "inquired_on", Message: "请填写询问的日期，今天或以前。"})
			}
			if x.Minutes <= 0 || x.Minutes > 24*60 {
				fields = append(fields, errs.Field{Name: "minutes", Message: "请填写询问历时多少分钟。"})
			}
			if x.PresidedBy = clean(x.PresidedBy); x.PresidedBy == "" {
				fields = append(fields, errs.Field{Name: "presided_by", Message: "请填写主持人。"})
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			questions, err := tx.InquiryQuestions(ctx, id)
			if err != nil {
				return nil, err
			}
			unanswered := 0
			for _, q := range questions {
				if q.Answer == "" {
					unanswered++
				}
			}
			if err := errs.Blocked(supervision.HeldReasons(x.Minutes, unanswered)); err != nil {
				return nil, err
			}
			s.Stage, s.HeldOn, s.Minutes, s.PresidedBy, s.Present = supervision.InquiryHeld, x.HeldOn, x.Minutes, x.PresidedBy, strings.TrimSpace(x.Present)
			return map[string]any{"held_on": x.HeldOn, "minutes": x.Minutes}, nil
		})
}

// CloseInquiry closes an inquiry after the organs have reported (办结专题询问)〔监督法 第五十条〕.
func (f *Flow) CloseInquiry(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	return f.onInquiry(ctx, who, authz.CloseInquiry, id, []string{supervision.InquiryHeld},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			if outcome = strings.TrimSpace(outcome); outcome == "" {
				return nil, errs.Form(errs.Field{Name: "outcome", Message: "请写明有关机关研究处理的情况。"})
			}
			switch sent, unreported, err := tx.OpinionsSent(ctx, id); {
			case err != nil:
				return nil, err
			case sent == 0:
				return nil, errs.New(errs.Conflict, "询问中的意见还没有交有关机关研究处理〔监督法 第五十条〕。")
			case unreported > 0:
				return nil, errs.New(errs.Conflict, "交办的意见还有 %d 件没有报告研究处理情况，收到报告后再办结〔监督法 第五十条〕。", unreported)
			}
			s.Stage, s.ClosedOn, s.Outcome = supervision.InquiryClosed, calendar.Of(tx.Now()), outcome
			return map[string]any{"outcome": outcome}, nil
		})
}

// SendInquiryOpinion hands what the inquiry found to an organ to deal with and report (交办审议意见)〔监督法 第五十条〕.
func (f *Flow) SendInquiryOpinion(ctx context.Context, who authz.Actor, id int64, x DeliberationForm, number string) error {
	return f.onInquiry(ctx, who, authz.SendInquiryOpinion, id, []string{supervision.InquiryHeld},
		func(tx *store.Tx, s *store.SpecialInquiry) (map[string]any, error) {
			opinion, err := sendOpinion(ctx, tx, id, x, clean(number))
			return map[string]any{"opinion": opinion, "organ": x.OrganID}, err
		})
}
