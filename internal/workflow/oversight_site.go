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

// SetSites lists the townships, streets or projects to be inspected (确定乡镇街道和点位)〔TM-24、ST-07〕.
func (f *Flow) SetSites(ctx context.Context, who authz.Actor, id int64, kind string, names []string) error {
	return f.onOversight(ctx, who, authz.SetSites, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.onOversight(ctx, who, authz.SetSites, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			return o, map[string]any{"dropped": site}, tx.DropSite(ctx, id, site)
		})
}

// RecordSite writes down what was seen at a place (登记实地察看情况).
func (f *Flow) RecordSite(ctx context.Context, who authz.Actor, id int64, x store.Site) error {
	return f.onOversight(ctx, who, authz.RecordSite, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			var fields []errs.Field
			addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, x.VisitedOn, calendar.Of(tx.Now()),
				"察看")
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
	return f.onOversight(ctx, who, authz.AddSitePhoto, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.onOversight(ctx, who, authz.NoteFinding, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.onOversight(ctx, who, authz.AddAdvice, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
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
	return f.onOversight(ctx, who, authz.SettleAdvice, id,
		func(tx *store.Tx, _ *store.Matter, o supervision.Oversight) (supervision.Oversight, map[string]any, error) {
			x.Note = strings.TrimSpace(x.Note)
			var fields []errs.Field
			addDayProblem(func(name, message string) { fields = append(fields, errs.Field{Name: name, Message: message}) }, x.OutcomeOn, calendar.Of(tx.Now()),
				"反馈")
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
