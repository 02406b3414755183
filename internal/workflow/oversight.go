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

// OversightForm is a report to be heard, or an inspection, as it is arranged (听取报告、检查、视察、调研).
type OversightForm struct {
	Kind       supervision.Kind
	Individual bool // 任命人员的专项汇报
	Title      string
	Year       int
	Lead       string
	MeetingID  int64
	PlanItemID int64
	OrganIDs   []int64
	PersonIDs  []int64
	Reporter   string
	Law        string
	Leader     string
	Members    []string
	Levels     []string
	Regions    []string
	Methods    []string
	BeginsOn   calendar.Day
	EndsOn     calendar.Day
}

func (x *OversightForm) check() error {
	for _, s := range []*string{&x.Title, &x.Lead, &x.Reporter, &x.Law, &x.Leader} {
		*s = strings.TrimSpace(*s)
	}
	x.Members, x.Regions = filledLines(x.Members), filledLines(x.Regions)
	var fields []errs.Field
	report := x.Kind == supervision.SpecialWorkReport
	for _, f := range []struct {
		name, message string
		wrong         bool
	}{
		{"kind", "请选择种类。", !slices.Contains(supervision.OversightKinds, x.Kind)},
		{"title", "请写明名称，如“听取县人民政府关于乡村振兴工作情况的报告”。", x.Title == ""},
		{"year", "请填写年度，如 2026。", x.Year < 1949 || x.Year > 2200},
		{"organ", "请选择有关机关。", len(x.OrganIDs) == 0},
		{"reporter", "请写明报告人；机关负责人报告，政府可以委托部门负责人报告。", report && x.Reporter == ""},
		{"person", "专项汇报请选择汇报的任命人员。", x.Individual && len(x.PersonIDs) == 0},
		{"law", "请写明检查哪部法律法规的实施情况。", x.Kind == supervision.LawInspection && x.Law == ""},
		{"leader", "请写明检查组组长或者领队。", !report && x.Leader == ""},
		{"levels", "请选择参加视察的是哪几级代表。", x.Kind == supervision.InspectionTour && len(x.Levels) == 0},
		{"methods", "请选择检查的方式。", !report && len(x.Methods) == 0},
		{"begins_on", "请填写开始日期。", !report && x.BeginsOn.IsZero()},
		{"ends_on", "请填写结束日期，不早于开始日期。", !report && (x.EndsOn.IsZero() || x.EndsOn.Before(x.BeginsOn))},
	} {
		if f.wrong {
			fields = append(fields, errs.Field{Name: f.name, Message: f.message})
		}
	}
	return errs.Form(fields...)
}

func (x OversightForm) apply(o supervision.Oversight) supervision.Oversight {
	o.Reporter, o.Law, o.Leader = x.Reporter, x.Law, x.Leader
	o.Members, o.Levels, o.Regions, o.Methods, o.BeginsOn, o.EndsOn = x.Members, x.Levels, x.Regions, x.Methods, x.BeginsOn, x.EndsOn
	return o
}

// PlanOversight arranges a report to be heard or an inspection (安排听取报告、检查和视察)〔ZY-10、SN-20、ST-07、TM-24〕.
func (f *Flow) PlanOversight(ctx context.Context, who authz.Actor, x OversightForm) (id int64, err error) {
	err = f.do(ctx, who, authz.PlanOversight, func(tx *store.Tx) error {
		if err := x.check(); err != nil {
			return err
		}
		m := store.Matter{
			Kind:      x.Kind,
			Title:     x.Title,
			Year:      x.Year,
			Stage:     supervision.OversightPlanned,
			Lead:      x.Lead,
			MeetingID: x.MeetingID,
			OpenedOn:  calendar.Of(tx.Now()),
		}
		if m.ID, err = tx.InsertMatter(ctx, m); err != nil {
			return err
		}
		id = m.ID
		o := x.apply(supervision.Oversight{MatterID: id, Kind: x.Kind, Individual: x.Individual && x.Kind == supervision.SpecialWorkReport})
		if err := tx.InsertOversight(ctx, o); err != nil {
			return err
		}
		for _, organ := range x.OrganIDs {
			if err := tx.SetMatterOrgan(ctx, id, organ, supervision.PartSubject); err != nil {
				return err
			}
		}
		for _, person := range x.PersonIDs {
			if err := tx.SetMatterPerson(ctx, id, person, supervision.PartResponsible); err != nil {
				return err
			}
		}
		if err := deriveOversightTasks(ctx, tx, m, o); err != nil {
			return err
		}
		if err := beginItem(ctx, tx, x.PlanItemID, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.PlanOversight, matterSubject(m), map[string]any{"title": x.Title, "organs": x.OrganIDs, "people": x.PersonIDs})
	})
	return id, err
}

// deriveOversightTasks sets what is to be done from how it stands.
func deriveOversightTasks(ctx context.Context, tx *store.Tx, m store.Matter, o supervision.Oversight) error {
	var organ int64
	organs, err := tx.MatterOrgans(ctx, m.ID)
	if err != nil {
		return err
	}
	for _, g := range organs {
		if g.Part == supervision.PartSubject {
			organ = g.OrganID
			break
		}
	}
	var on calendar.Day
	if m.MeetingID != 0 {
		c, err := tx.Meeting(ctx, m.MeetingID)
		if err != nil {
			return err
		}
		on = c.HeldOn
	}
	sites, err := tx.Sites(ctx, m.ID)
	if err != nil {
		return err
	}
	unseen := 0
	for _, s := range sites {
		if s.VisitedOn.IsZero() {
			unseen++
		}
	}
	open, err := openAdvice(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	var tasks []supervision.Task
	if m.Open() {
		tasks = o.Tasks(fmt.Sprintf("/supervision/%s/%d", m.Kind.Path(), m.ID), organ, on, unseen, open)
	}
	return tx.SetMatterTasks(ctx, m.ID, tasks)
}

func openAdvice(ctx context.Context, tx *store.Tx, matterID int64) (open int, err error) {
	all, err := tx.AdviceOf(ctx, matterID)
	for _, a := range all {
		if a.Outcome == "" {
			open++
		}
	}
	return open, err
}

// onOversight is the road of every write on a report or an inspection: the stage follows from what was done.
func (f *Flow) onOversight(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(tx *store.Tx, m *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, supervision.OversightKinds, func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		o, err := tx.Oversight(ctx, id)
		if err != nil {
			return nil, err
		}
		next, detail, err := change(tx, &m, o)
		if err != nil {
			return nil, err
		}
		m.Stage = next.Stage(!m.Open())
		if err := tx.SaveOversight(ctx, next); err != nil {
			return nil, err
		}
		if err := tx.SaveMatter(ctx, m); err != nil {
			return nil, err
		}
		return detail, deriveOversightTasks(ctx, tx, m, next)
	})
}

// ChangeOversight changes what was arranged; kind, organs and people stay (修改安排).
func (f *Flow) ChangeOversight(ctx context.Context, who authz.Actor, id int64, version int, x OversightForm) error {
	return f.onOversight(ctx, who, authz.ChangeOversight, id,
		func(tx *store.Tx, m *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			if version != m.Version {
				return o, nil, errs.New(errs.Conflict, "监督事项已被他人办理或修改，请刷新页面，看清现在的情况后再办。")
			}
			x.Kind, x.Individual, x.Year = o.Kind, o.Individual, m.Year
			organs, err := tx.MatterOrgans(ctx, id)
			if err != nil {
				return o, nil, err
			}
			people, err := tx.MatterPeople(ctx, id)
			if err != nil {
				return o, nil, err
			}
			for _, g := range organs {
				x.OrganIDs = append(x.OrganIDs, g.OrganID)
			}
			for _, p := range people {
				x.PersonIDs = append(x.PersonIDs, p.PersonID)
			}
			if err := x.check(); err != nil {
				return o, nil, err
			}
			detail := map[string]any{"title": x.Title, "was": m.Title, "meeting": x.MeetingID}
			m.Title, m.Lead, m.MeetingID = x.Title, x.Lead, x.MeetingID
			return x.apply(o), detail, nil
		})
}

// DropFromOversight takes a person or unit off a matter about whom nothing was noted (撤去涉及的人员和单位).
func (f *Flow) DropFromOversight(ctx context.Context, who authz.Actor, id, person, organ int64) error {
	return f.onOversight(ctx, who, authz.DropFromOversight, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			detail := map[string]any{"person": person, "organ": organ}
			if organ != 0 {
				organs, err := tx.MatterOrgans(ctx, id)
				if err != nil {
					return o, nil, err
				}
				if len(organs) == 1 {
					return o, nil, errs.New(errs.Conflict, "至少保留一个有关机关。")
				}
				return o, detail, tx.DropMatterOrgan(ctx, id, organ)
			}
			notes, err := tx.MatterFindings(ctx, id, 0)
			if err != nil {
				return o, nil, err
			}
			if slices.ContainsFunc(notes, func(n store.MatterFinding) bool { return n.PersonID == person }) {
				return o, nil, errs.New(errs.Conflict, "对此人已有了解的记载，不能撤去。")
			}
			return o, detail, tx.DropMatterPerson(ctx, id, person)
		})
}

// dayStep is a step that carries a date and a text.
func (f *Flow) dayStep(ctx context.Context, who authz.Actor, act authz.Action, id int64, on calendar.Day, what string,
	step func(tx *store.Tx, o supervision.Oversight) (supervision.Oversight, []errs.Field, error)) error {
	return f.onOversight(ctx, who, act, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		var fields []errs.Field
		addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, on, calendar.Of(tx.Now()), what)
		next, more, err := step(tx, o)
		if err == nil {
			err = errs.Form(append(fields, more...)...)
		}
		return next, map[string]any{"on": on}, err
	})
}

// SeekForOversight notes that a work report went to the working body for its view, 20 days before the meeting 〔监督法 第十五条〕.
func (f *Flow) SeekForOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, from, reply string) error {
	return f.dayStep(ctx, who, authz.SeekForOversight, id, on, "征求意见",
		func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
			if from = strings.TrimSpace(from); from == "" {
				fields = append(fields, errs.Field{Name: "from", Message: "请写明征求哪个工作机构的意见。"})
			}
			next, err = o.Seek(on, from, strings.TrimSpace(reply))
			return next, fields, err
		})
}

// SubmitOversight notes that the revised report came, 10 days before the meeting 〔监督法 第十五条〕.
func (f *Flow) SubmitOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, report string, files []Upload) error {
	return f.dayStep(ctx, who, authz.SubmitOversight, id, on, "送交",
		func(tx *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
			if report = strings.TrimSpace(report); report == "" {
				fields = append(fields, errs.Field{Name: "report", Message: "请写明报告的主要内容。"})
			}
			if next, err = o.Submit(on, report); err == nil {
				err = addMatterFiles(ctx, tx, id, 0, files)
			}
			return next, fields, err
		})
}

// DeliverOversight notes that the members got the report, 7 days before the meeting 〔监督法 第十五条〕.
func (f *Flow) DeliverOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day) error {
	return f.dayStep(ctx, who, authz.DeliverOversight, id, on, "印发",
		func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
			next, err = o.Deliver(on)
			return next, nil, err
		})
}

// WriteOversight notes the report of an inspection, or of a person (登记检查视察报告).
func (f *Flow) WriteOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, report string, files []Upload) error {
	return f.dayStep(ctx, who, authz.WriteOversight, id, on, "报告",
		func(tx *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
			if report = strings.TrimSpace(report); report == "" {
				fields = append(fields, errs.Field{Name: "report", Message: "请写明报告的主要内容。"})
			}
			if next, err = o.Write(on, report); err == nil {
				err = addMatterFiles(ctx, tx, id, 0, files)
			}
			return next, fields, err
		})
}

// HearOversight notes that it was heard and deliberated on (登记听取和审议).
func (f *Flow) HearOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, at string) error {
	return f.dayStep(ctx, who, authz.HearOversight, id, on, "听取",
		func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
			if at = strings.TrimSpace(at); at == "" {
				fields = append(fields, errs.Field{Name: "at", Message: "请写明在哪次会议上听取，如“县人大常委会第三十六次会议”。"})
			}
			next, err = o.Hear(on, at)
			return next, fields, err
		})
}

// CloseOversight ends it (办结); rectification and opinions go on by themselves.
func (f *Flow) CloseOversight(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	return f.onOversight(ctx, who, authz.CloseOversight, id,
		func(tx *store.Tx, m *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			open, err := openAdvice(ctx, tx, id)
			if err != nil {
				return o, nil, err
			}
			if err := o.Close(open); err != nil {
				return o, nil, err
			}
			if outcome = strings.TrimSpace(outcome); outcome == "" {
				return o, nil, errs.Form(errs.Field{Name: "outcome", Message: "请写明办结情况。"})
			}
			m.ClosedOn, m.Outcome = calendar.Of(tx.Now()), outcome
			return o, map[string]any{"outcome": outcome}, nil
		})
}
