package workflow

import (
	"context"
	"io"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// assessorColumns are the columns of a court's list of people's assessors.
var assessorColumns = []document.Column{
	{Key: "name", Header: "姓名", Required: true, Clean: document.CleanName, Hint: "两字姓名中间不必空格。"},
	{Key: "sex", Header: "性别", Required: true, Choices: []string{"男", "女"}, Clean: document.CleanChoice("男", "女")},
	{Key: "born", Header: "出生日期", Aliases: []string{"出生年月日"}, Required: true, Clean: document.CleanDay, Hint: "写到日，如 1985-03-12；至会议之日应年满二十八周岁。"},
	{Key: "ethnicity", Header: "民族", Hint: "如 汉族、回族。"},
	{Key: "party", Header: "政治面貌", Hint: "如 中共党员、群众。"},
	{Key: "education", Header: "文化程度", Aliases: []string{"学历"}, Required: true, Hint: "如 高中、大专、大学；一般应当在高中以上。"},
	{Key: "post", Header: "工作单位及职务", Aliases: []string{"工作单位", "职业"}, Hint: "没有单位的写职业，如 农民、个体经营者。"},
	{Key: "source", Header: "产生方式", Required: true, Choices: appointment.AssessorSources, Clean: document.CleanChoice(appointment.AssessorSources...),
		Hint: "随机抽选、个人申请或者组织推荐；后两种合计不超过名额的五分之一。"},
}

// WriteAssessorTemplate writes the empty list to fill in (下载人民陪审员名单模板).
func WriteAssessorTemplate(w io.Writer) error {
	return document.WriteTemplate(w, "人民陪审员名单", assessorColumns)
}

// CheckAssessors reads an uploaded list of people's assessors and keeps its report row by row (上传人民陪审员名单).
// Nothing of it is in the proposal yet.
func (f *Flow) CheckAssessors(ctx context.Context, who authz.Actor, id int64, name string, data []byte) (importID int64, err error) {
	if err := authz.Check(who, authz.CheckAssessors); err != nil {
		return 0, err
	}
	report, err := document.ReadRows(data, assessorColumns)
	if errs.KindOf(err) == errs.Invalid {
		return 0, errs.Form(errs.Field{Name: "file", Message: errs.Message(err)})
	} else if err != nil {
		return 0, err
	}
	err = f.onDraft(ctx, who, authz.CheckAssessors, id, func(w proposalWork) (map[string]any, error) {
		o, err := w.assessorOffice(ctx)
		if err != nil {
			return nil, err
		}
		if w.p.MeetingID == 0 {
			return nil, errs.Form(errs.Field{Name: "file", Message: "请先在提请件中选定拟提请的会议，年龄按会议之日核对。"})
		}
		lines, err := w.checkedAssessors(ctx, o, assessorLines(report))
		if err != nil {
			return nil, err
		}
		file, err := w.tx.InsertSealedFile(ctx, baseName(name), xlsxType, data)
		if err != nil {
			return nil, err
		}
		importID, err = w.tx.InsertAssessorImport(ctx, id, file.ID, lines)
		return map[string]any{"rows": len(lines), "wrong": store.AssessorImport{Lines: lines}.Wrong()}, err
	})
	return importID, err
}

// assessorOffice is the office the list is for; only a court has one.
func (w proposalWork) assessorOffice(ctx context.Context) (appointment.Office, error) {
	o, ok, err := w.tx.AssessorOffice(ctx, w.p.OrganID)
	if err == nil && !ok {
		err = errs.New(errs.Conflict, "职务目录中没有本机关的人民陪审员，请联系工委登记职务和名额。")
	}
	return o, err
}

func (w proposalWork) checkedAssessors(ctx context.Context, o appointment.Office, lines []appointment.AssessorLine) ([]appointment.AssessorLine, error) {
	known, quota, err := w.tx.AssessorsKnown(ctx, w.p.ID, o, lines, w.today)
	if err != nil {
		return nil, err
	}
	return appointment.CheckAssessors(lines, known, quota, w.p.MeetingOn), nil
}

// assessorLines takes the rows over; a cell that is missing or could not be read is named with its row.
func assessorLines(report document.Report) []appointment.AssessorLine {
	lines := make([]appointment.AssessorLine, len(report.Rows))
	for i, row := range report.Rows {
		v := row.Values
		l := appointment.AssessorLine{Row: row.Number, Name: v["name"], Sex: v["sex"], Ethnicity: v["ethnicity"], Party: v["party"],
			Education: v["education"], Post: v["post"], Source: v["source"]}
		l.Born, _ = calendar.Parse(v["born"])
		l.Problems = row.Problems
		lines[i] = l
	}
	return lines
}

// AcceptAssessors takes the rows that are right into the proposal, each as one appointment (导入人民陪审员名单). They are
// checked again, because the registers may have changed since; the others stay in the report.
func (f *Flow) AcceptAssessors(ctx context.Context, who authz.Actor, id, importID int64) (added int, err error) {
	err = f.onDraft(ctx, who, authz.AcceptAssessors, id, func(w proposalWork) (map[string]any, error) {
		if err := w.tx.HoldRegisters(ctx); err != nil {
			return nil, err
		}
		i, err := w.undecidedAssessors(ctx, importID)
		if err != nil {
			return nil, err
		}
		o, err := w.assessorOffice(ctx)
		if err != nil {
			return nil, err
		}
		var right []appointment.AssessorLine
		for _, l := range i.Lines {
			if len(l.Problems) == 0 {
				l.Hints, l.PersonID = nil, 0
				right = append(right, l)
			}
		}
		if len(right) == 0 {
			return nil, errs.New(errs.Conflict, "没有可以导入的人员，请按报告改正表格后重新上传。")
		}
		if right, err = w.checkedAssessors(ctx, o, right); err != nil {
			return nil, err
		}
		if n := (store.AssessorImport{Lines: right}).Wrong(); n > 0 {
			return nil, errs.New(errs.Conflict, "名单核对之后情况有了变化，现有 %d 行有问题。请重新上传名单，看清报告后再导入。", n)
		}
		if err := w.addAssessors(ctx, o, right); err != nil {
			return nil, err
		}
		added = len(right)
		taken := map[int]appointment.AssessorLine{}
		for _, l := range right {
			taken[l.Row] = l
		}
		for n, l := range i.Lines {
			if t, ok := taken[l.Row]; ok {
				i.Lines[n] = t
			}
		}
		if err := w.tx.DecideAssessorImport(ctx, importID, store.RosterAccepted, i.Lines); err != nil {
			return nil, err
		}
		return map[string]any{"added": added, "office": o.Title}, refreshCases(ctx, w.tx, id)
	})
	return added, err
}

// addAssessors registers whom nobody knows and adds an appointment for each; how they were found is its reason.
func (w proposalWork) addAssessors(ctx context.Context, o appointment.Office, lines []appointment.AssessorLine) error {
	policyID, _, err := w.tx.PolicyOn(ctx, w.today)
	if err != nil {
		return err
	}
	var unknown []store.Person
	for n := range lines {
		if l := &lines[n]; l.PersonID == 0 {
			l.New = true
			unknown = append(unknown, store.Person{Name: l.Name, Sex: l.Sex, Born: l.Month(), Ethnicity: l.Ethnicity, Party: l.Party,
				Education: l.Education, PresentPost: l.Post})
		}
	}
	ids, err := w.tx.InsertPersons(ctx, unknown)
	if err != nil {
		return err
	}
	cases := make([]store.NewCase, len(lines))
	for n := range lines {
		l := &lines[n]
		if l.New {
			l.PersonID, ids = ids[0], ids[1:]
		}
		cases[n] = store.NewCase{ProposalID: w.p.ID, Action: policy.Appoint, PersonID: l.PersonID, OfficeID: o.ID, Reason: l.Source, PolicyID: policyID}
	}
	_, err = w.tx.InsertCases(ctx, cases)
	return err
}

func (w proposalWork) undecidedAssessors(ctx context.Context, importID int64) (store.AssessorImport, error) {
	i, err := w.tx.AssessorImport(ctx, w.p.ID, importID)
	if err != nil {
		return i, err
	}
	return i, undecided("名单", i.State, i.DecidedBy)
}

// DiscardAssessors leaves an uploaded list aside (放弃人民陪审员名单).
func (f *Flow) DiscardAssessors(ctx context.Context, who authz.Actor, id, importID int64) error {
	return f.onDraft(ctx, who, authz.DiscardAssessors, id, func(w proposalWork) (map[string]any, error) {
		i, err := w.undecidedAssessors(ctx, importID)
		if err != nil {
			return nil, err
		}
		return map[string]any{"rows": len(i.Lines)}, w.tx.DecideAssessorImport(ctx, importID, store.RosterDiscarded, i.Lines)
	})
}
