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

// SpecialInvestigationForm proposes to organise an investigation committee (提议组织调查委员会)〔监督法 第五十五、五十六条〕.
type SpecialInvestigationForm struct {
	Title   string
	Facts   string // 有关重大事实不清之处
	Purpose string // 需要作出什么决议、决定
	People  []int64
	Members []int64 // 请求联名的组成人员, of a motion of members
}

// ProposeInvestigation proposes a special investigation: as the chairpersons' meeting, or as a member with others.
func (f *Flow) ProposeInvestigation(ctx context.Context, who authz.Actor, x SpecialInvestigationForm) (id int64, err error) {
	act, mover := authz.StartMotion, supervision.MoverMembers
	if who.Has(authz.RoleChair) {
		act, mover = authz.ProposeInquest, supervision.MoverChairs
	}
	err = f.do(ctx, who, act, func(tx *store.Tx) error {
		x.Title, x.Facts, x.Purpose = clean(x.Title), strings.TrimSpace(x.Facts), strings.TrimSpace(x.Purpose)
		var fields []errs.Field
		for _, p := range []struct {
			wrong         bool
			name, message string
		}{{x.Title == "", "title", "请填写调查的题目。"}, {x.Facts == "", "facts", "请写明有关重大事实不清在何处〔监督法 第五十五条〕。"},
			{x.Purpose == "", "purpose", "请写明需要作出什么决议、决定〔监督法 第五十五条〕。"}} {
			if p.wrong {
				fields = append(fields, errs.Field{Name: p.name, Message: p.message})
			}
		}
		if err := errs.Form(fields...); err != nil {
			return err
		}
		today := calendar.Of(tx.Now())
		m := store.SpecialInvestigation{
			Matter: store.Matter{
				Kind:     supervision.SpecialInvestigation,
				Title:    x.Title,
				Year:     today.Year(),
				Stage:    supervision.InvestigationSigning,
				OpenedOn: today,
			},
			Mover:   mover,
			Facts:   x.Facts,
			Purpose: x.Purpose,
		}
		if mover == supervision.MoverChairs { // it decides itself what it proposes
			m.Stage, m.FiledOn = supervision.InvestigationProposed, today
		}
		if m.ID, err = tx.InsertMatter(ctx, m.Matter); err != nil {
			return err
		}
		id = m.ID
		if err := tx.InsertSpecialInvestigation(ctx, m); err != nil {
			return err
		}
		for _, p := range x.People {
			if err := tx.SetMatterPerson(ctx, id, p, supervision.PartSubject); err != nil {
				return err
			}
		}
		if mover == supervision.MoverMembers {
			return startSigning(ctx, tx, m.Matter, x.Members)
		}
		if err := tx.SetMatterTasks(ctx, id, supervision.InvestigationTasks(id, m.Stage)); err != nil {
			return err
		}
		return tx.Audit(ctx, act, matterSubject(m.Matter), map[string]any{"title": m.Title})
	})
	return id, err
}

func saveInvestigation(ctx context.Context, tx *store.Tx, x store.SpecialInvestigation) error {
	if err := tx.SaveSpecialInvestigation(ctx, x); err != nil {
		return err
	}
	return tx.SetMatterTasks(ctx, x.ID, supervision.InvestigationTasks(x.ID, x.Stage))
}

// onInvestigation is the road of every write on an investigation in one stage.
func (f *Flow) onInvestigation(ctx context.Context, who authz.Actor, act authz.Action, id int64, stages []string,
	change func(tx *store.Tx, x *store.SpecialInvestigation) (map[string]any, error)) error {
	return f.onMatter(ctx, who, act, id, motionKinds[1:], func(tx *store.Tx, m store.Matter) (map[string]any, error) {
		x, err := tx.SpecialInvestigation(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(stages, x.Stage) {
			return nil, errs.New(errs.Conflict, "特定问题调查现在不能这样办理，可能他人刚刚办过，请刷新页面。")
		}
		detail, err := change(tx, &x)
		if err != nil {
			return nil, err
		}
		return detail, saveInvestigation(ctx, tx, x)
	})
}

// DecideInvestigation decides about members' motion (决定是否提请)〔监督法 第五十六条〕.
func (f *Flow) DecideInvestigation(ctx context.Context, who authz.Actor, id int64, submit bool, why string) error {
	return f.onInvestigation(ctx, who, authz.DecideMotion, id, []string{supervision.InvestigationFiled},
		func(tx *store.Tx, x *store.SpecialInvestigation) (map[string]any, error) {
			today := calendar.Of(tx.Now())
			x.DecidedOn = today
			if submit {
				x.Stage = supervision.InvestigationProposed
				return map[string]any{"submit": true}, nil
			}
			if why = strings.TrimSpace(why); why == "" {
				return nil, errs.Form(errs.Field{Name: "why", Message: "请写明不提请的理由。"})
			}
			x.Stage, x.ClosedOn, x.Outcome = supervision.InvestigationRefused, today, "主任会议决定不提请："+why
			return map[string]any{"submit": false, "why": why}, nil
		})
}

// NameInvestigator names one person for the investigation committee, an expert, or somebody who may not take part
// (提名调查委员会组成人员)〔监督法 第五十七条〕.
func (f *Flow) NameInvestigator(ctx context.Context, who authz.Actor, id int64, x supervision.Investigator) error {
	return f.onInvestigation(ctx, who, authz.NameInvestigator, id, []string{supervision.InvestigationProposed},
		func(tx *store.Tx, _ *store.SpecialInvestigation) (map[string]any, error) {
			people, err := tx.MatterPeople(ctx, id)
			if err != nil {
				return nil, err
			}
			var concerned []string
			for _, p := range people {
				concerned = append(concerned, p.Name)
			}
			x.Name, x.Post, x.Interest = clean(x.Name), clean(x.Post), strings.TrimSpace(x.Interest)
			if err := errs.Form(supervision.CheckInvestigator(x, concerned)...); err != nil {
				return nil, err
			}
			return map[string]any{"name": x.Name, "role": x.Role}, tx.InsertInvestigator(ctx, id, x)
		})
}

// DropInvestigator takes a person off the list before the committee is passed (撤去提名).
func (f *Flow) DropInvestigator(ctx context.Context, who authz.Actor, id, person int64) error {
	return f.onInvestigation(ctx, who, authz.NameInvestigator, id, []string{supervision.InvestigationProposed},
		func(tx *store.Tx, _ *store.SpecialInvestigation) (map[string]any, error) {
			return map[string]any{"dropped": person}, tx.DropInvestigator(ctx, id, person)
		})
}

// FormInvestigation writes down that the standing committee passed the investigation committee (调查委员会成立).
func (f *Flow) FormInvestigation(ctx context.Context, who authz.Actor, id int64, day calendar.Day) error {
	return f.onInvestigation(ctx, who, authz.FormInvestigation, id, []string{supervision.InvestigationProposed},
		func(tx *store.Tx, x *store.SpecialInvestigation) (map[string]any, error) {
			rows, err := tx.Investigators(ctx, id)
			if err != nil {
				return nil, err
			}
			all := make([]supervision.Investigator, len(rows))
			for i, r := range rows {
				all[i] = r.Investigator
			}
			if err := errs.Blocked(supervision.FormingReasons(all)); err != nil {
				return nil, err
			}
			if day.IsZero() || day.After(calendar.Of(tx.Now())) {
				return nil, errs.Form(errs.Field{Name: "formed_on", Message: "请填写常委会会议通过的日期，今天或以前。"})
			}
			x.Stage, x.FormedOn = supervision.InvestigationInvestigating, day
			return map[string]any{"formed_on": day, "people": len(all)}, nil
		})
}

// ReportInvestigation hands the investigation report to the standing committee (提出调查报告)〔监督法 第五十九条〕.
func (f *Flow) ReportInvestigation(ctx context.Context, who authz.Actor, id int64, report string, files []Upload) error {
	return f.onInvestigation(ctx, who, authz.ReportInvestigation, id, []string{supervision.InvestigationInvestigating},
		func(tx *store.Tx, x *store.SpecialInvestigation) (map[string]any, error) {
			if x.Report = strings.TrimSpace(report); x.Report == "" {
				return nil, errs.Form(errs.Field{Name: "report", Message: "请填写调查报告的主要内容和结论。"})
			}
			x.Stage, x.ReportedOn = supervision.InvestigationReported, calendar.Of(tx.Now())
			return nil, addMatterFiles(ctx, tx, id, 0, files)
		})
}

// ResolveInvestigation writes down what the standing committee resolved on the report (作出决议、决定)〔监督法 第五十九条〕.
func (f *Flow) ResolveInvestigation(ctx context.Context, who authz.Actor, id int64, resolution string, day calendar.Day) error {
	return f.onInvestigation(ctx, who, authz.ResolveInvestigation, id, []string{supervision.InvestigationReported},
		func(tx *store.Tx, x *store.SpecialInvestigation) (map[string]any, error) {
			var fields []errs.Field
			if x.Resolution = strings.TrimSpace(resolution); x.Resolution == "" {
				fields = append(fields, errs.Field{Name: "resolution", Message: "请填写作出的决议、决定；没有作出的，写明审议情况。"})
			}
			if x.ResolvedOn = day; day.IsZero() || day.Before(x.ReportedOn) || day.After(calendar.Of(tx.Now())) {
				fields = append(fields, errs.Field{Name: "resolved_on", Message: "请填写日期，在提出报告以后、今天或以前。"})
			}
			if err := errs.Form(fields...); err != nil {
				return nil, err
			}
			x.Stage, x.ClosedOn, x.Outcome = supervision.InvestigationClosed, day, x.Resolution
			return map[string]any{"resolved_on": day}, nil
		})
}
