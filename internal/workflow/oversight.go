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
		m := store.Matter{Kind: x.Kind, Title: x.Title, Year: x.Year, Stage: supervision.OversightPlanned, Lead: x.Lead, MeetingID: x.MeetingID, OpenedOn: calendar.Of(tx.Now())}
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
	return f.onOversight(ctx, who, authz.ChangeOversight, id, func(tx *store.Tx, m *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.onOversight(ctx, who, authz.DropFromOversight, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.dayStep(ctx, who, authz.SeekForOversight, id, on, "征求意见", func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
		if from = strings.TrimSpace(from); from == "" {
			fields = append(fields, errs.Field{Name: "from", Message: "请写明征求哪个工作机构的意见。"})
		}
		next, err = o.Seek(on, from, strings.TrimSpace(reply))
		return next, fields, err
	})
}

// SubmitOversight notes that the revised report came, 10 days before the meeting 〔监督法 第十五条〕.
func (f *Flow) SubmitOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, report string, files []Upload) error {
	return f.dayStep(ctx, who, authz.SubmitOversight, id, on, "送交", func(tx *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
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
	return f.dayStep(ctx, who, authz.DeliverOversight, id, on, "印发", func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
		next, err = o.Deliver(on)
		return next, nil, err
	})
}

// WriteOversight notes the report of an inspection, or of a person (登记检查视察报告).
func (f *Flow) WriteOversight(ctx context.Context, who authz.Actor, id int64, on calendar.Day, report string, files []Upload) error {
	return f.dayStep(ctx, who, authz.WriteOversight, id, on, "报告", func(tx *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
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
	return f.dayStep(ctx, who, authz.HearOversight, id, on, "听取", func(_ *store.Tx, o supervision.Oversight) (next supervision.Oversight, fields []errs.Field, err error) {
		if at = strings.TrimSpace(at); at == "" {
			fields = append(fields, errs.Field{Name: "at", Message: "请写明在哪次会议上听取，如“县人大常委会第三十六次会议”。"})
		}
		next, err = o.Hear(on, at)
		return next, fields, err
	})
}

// CloseOversight ends it (办结); rectification and opinions go on by themselves.
func (f *Flow) CloseOversight(ctx context.Context, who authz.Actor, id int64, outcome string) error {
	return f.onOversight(ctx, who, authz.CloseOversight, id, func(tx *store.Tx, m *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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

// SetSites lists the townships, streets or projects to be inspected (确定乡镇街道和点位)〔TM-24、ST-07〕.
func (f *Flow) SetSites(ctx context.Context, who authz.Actor, id int64, kind string, names []string) error {
	return f.onOversight(ctx, who, authz.SetSites, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		if names = filledLines(names); len(names) == 0 {
			return o, nil, errs.Form(errs.Field{Name: "names", Message: "请写明名称，每行一个。"})
		}
		if kind != "township" && kind != "project" {
			return o, nil, errs.Form(errs.Field{Name: "kind", Message: "请选择是乡镇街道还是项目点位。"})
		}
		return o, map[string]any{"kind": kind, "names": names}, tx.AddSites(ctx, id, kind, names)
	})
}

// DropSite takes off a place that nobody has been to (撤去点位).
func (f *Flow) DropSite(ctx context.Context, who authz.Actor, id, site int64) error {
	return f.onOversight(ctx, who, authz.SetSites, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		return o, map[string]any{"dropped": site}, tx.DropSite(ctx, id, site)
	})
}

// RecordSite writes down what was seen at a place (登记实地察看情况).
func (f *Flow) RecordSite(ctx context.Context, who authz.Actor, id int64, x store.Site) error {
	return f.onOversight(ctx, who, authz.RecordSite, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		var fields []errs.Field
		addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, x.VisitedOn, calendar.Of(tx.Now()), "察看")
		if x.Findings = strings.TrimSpace(x.Findings); x.Findings == "" {
			fields = append(fields, errs.Field{Name: "findings", Message: "请写明看到的情况和发现的问题。"})
		}
		if err := errs.Form(fields...); err != nil {
			return o, nil, err
		}
		return o, map[string]any{"site": x.ID, "on": x.VisitedOn}, tx.SaveSite(ctx, id, x)
	})
}

// AddSitePhoto puts a photograph to a place, with a description for whoever cannot see it (上传实地照片)〔TM-24〕.
func (f *Flow) AddSitePhoto(ctx context.Context, who authz.Actor, id, site int64, u Upload, alt string) error {
	return f.onOversight(ctx, who, authz.AddSitePhoto, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		sites, err := tx.Sites(ctx, id)
		if err != nil {
			return o, nil, err
		}
		if !slices.ContainsFunc(sites, func(s store.Site) bool { return s.ID == site }) {
			return o, nil, errs.New(errs.NotFound, "查无此点位，可能已被撤去，请刷新页面。")
		}
		var fields []errs.Field
		if alt = strings.TrimSpace(alt); alt == "" {
			fields = append(fields, errs.Field{Name: "alt", Message: "请用一句话写明照片上是什么，录像写明录的是什么，看不到的人靠它了解。"})
		}
		kind := sniffSeen(u.Data)
		if u.Name == "" {
			fields = append(fields, errs.Field{Name: "photo", Message: "请选择照片或者录像。"})
		} else if kind == "" {
			fields = append(fields, errs.Field{Name: "photo", Message: "请选择 JPG、PNG 格式的照片，不超过 20 MB；或者 MP4、WebM 格式的录像，不超过 60 MB。"})
		}
		if err := errs.Form(fields...); err != nil {
			return o, nil, err
		}
		file, err := tx.InsertFile(ctx, baseName(u.Name), kind, u.Data)
		if err != nil {
			return o, nil, err
		}
		return o, map[string]any{"site": site, "file": file.ID, "alt": alt}, tx.AddSitePhoto(ctx, site, file.ID, alt)
	})
}

// NoteFinding notes what was found about an appointee whom the matter concerns: praise, help, criticism, advice
// (登记对任命人员的了解)〔ZY-10、SN-15〕.
func (f *Flow) NoteFinding(ctx context.Context, who authz.Actor, id int64, x store.MatterFinding) error {
	return f.onOversight(ctx, who, authz.NoteFinding, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		people, err := tx.MatterPeople(ctx, id)
		if err != nil {
			return o, nil, err
		}
		x.MatterID, x.Body, x.NotedOn = id, strings.TrimSpace(x.Body), calendar.Of(tx.Now())
		var fields []errs.Field
		if !slices.ContainsFunc(people, func(p store.MatterPerson) bool { return p.PersonID == x.PersonID }) {
			fields = append(fields, errs.Field{Name: "person", Message: "请选择本事项涉及的人员；不在其中的，先列为责任人。"})
		}
		if x.Kind.Label() == "" {
			fields = append(fields, errs.Field{Name: "kind", Message: "请选择是肯定、帮助、批评还是建议。"})
		}
		if x.Body == "" {
			fields = append(fields, errs.Field{Name: "body", Message: "请写明具体内容。"})
		}
		if err := errs.Form(fields...); err != nil {
			return o, nil, err
		}
		return o, map[string]any{"person": x.PersonID, "kind": x.Kind}, tx.InsertMatterFinding(ctx, x)
	})
}

// AddAdvice adds a piece of advice an inspection ends with (提出检查视察建议)〔ST-07〕.
func (f *Flow) AddAdvice(ctx context.Context, who authz.Actor, id int64, x store.Advice) error {
	return f.onOversight(ctx, who, authz.AddAdvice, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		x.Body, x.Recipient = strings.TrimSpace(x.Body), strings.TrimSpace(x.Recipient)
		var fields []errs.Field
		if x.Body == "" {
			fields = append(fields, errs.Field{Name: "body", Message: "请写明建议的内容。"})
		}
		if x.Recipient == "" {
			fields = append(fields, errs.Field{Name: "recipient", Message: "请写明向谁提出。"})
		}
		if err := errs.Form(fields...); err != nil {
			return o, nil, err
		}
		return o, map[string]any{"body": x.Body, "recipient": x.Recipient}, tx.InsertAdvice(ctx, id, x)
	})
}

// SettleAdvice notes what became of a piece of advice (登记建议采纳情况)〔ST-07〕.
func (f *Flow) SettleAdvice(ctx context.Context, who authz.Actor, id int64, x store.Advice) error {
	return f.onOversight(ctx, who, authz.SettleAdvice, id, func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
		x.Note = strings.TrimSpace(x.Note)
		var fields []errs.Field
		addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, x.OutcomeOn, calendar.Of(tx.Now()), "反馈")
		if x.Outcome.Label() == "" {
			fields = append(fields, errs.Field{Name: "outcome", Message: "请选择采纳情况。"})
		}
		if x.Note == "" {
			fields = append(fields, errs.Field{Name: "note", Message: "请写明由谁采纳、怎样落实，或者没有采纳的理由。"})
		}
		if err := errs.Form(fields...); err != nil {
			return o, nil, err
		}
		return o, map[string]any{"advice": x.ID, "outcome": x.Outcome}, tx.SettleAdvice(ctx, id, x)
	})
}
