package workflow

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// suggestionSheet are the columns of a spreadsheet of suggestions.
var suggestionSheet = []document.Column{
	{Key: "number", Header: "编号", Required: true, Hint: "1 以上的整数，同一次会议内不重复。"},
	{Key: "title", Header: "题目", Required: true},
	{Key: "deputies", Header: "代表", Required: true, Hint: "领衔代表写在前面，几位代表用顿号隔开。"},
	{Key: "delegation", Header: "代表团"},
	{Key: "category", Header: "类别", Required: true, Hint: "如“农业农村”“教科文卫”“城乡建设”。"},
	{Key: "text", Header: "内容", Required: true},
	{Key: "lead", Header: "主办单位", Hint: "单位全称，须已在机关名册中登记；可以交办时再定。"},
	{Key: "joint", Header: "协办单位", Hint: "几个单位用顿号隔开。"},
}

// WriteSuggestionTemplate writes the empty spreadsheet to fill in (下载代表建议模板).
func WriteSuggestionTemplate(w io.Writer) error {
	return document.WriteTemplate(w, "代表建议", suggestionSheet)
}

// CheckSuggestions reads an uploaded spreadsheet of a session's suggestions and keeps its report row by row (上传代表建议
// 表格). Nothing of it is registered yet.
func (f *Flow) CheckSuggestions(ctx context.Context, who authz.Actor, session string, received calendar.Day, up Upload) (id int64, err error) {
	if err := authz.Check(who, authz.CheckSuggestions); err != nil {
		return 0, err
	}
	var fields []errs.Field
	if session = clean(session); session == "" {
		fields = append(fields, errs.Field{Name: "session", Message: "请填写提出建议的会议，如“第十八届人大第五次会议”。"})
	}
	if received.IsZero() || received.After(calendar.Of(f.db.Now())) {
		fields = append(fields, errs.Field{Name: "received_on", Message: "请填写收到的日期，今天或以前。"})
	}
	var report document.Report
	if up.Name == "" {
		fields = append(fields, errs.Field{Name: "file", Message: "请选择要上传的 .xlsx 表格。"})
	} else if report, err = document.ReadRows(up.Data, suggestionSheet); errs.KindOf(err) == errs.Invalid {
		fields = append(fields, errs.Field{Name: "file", Message: errs.Message(err)})
	} else if err != nil {
		return 0, err
	}
	if err := errs.Form(fields...); err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		sheet := store.SuggestionSheet{Session: session, ReceivedOn: received}
		if sheet.Lines, err = suggestionLines(ctx, tx, session, report); err != nil {
			return err
		}
		file, err := tx.InsertFile(ctx, baseName(up.Name), xlsxType, up.Data)
		if err != nil {
			return err
		}
		if id, err = tx.InsertSuggestionImport(ctx, file.ID, sheet); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CheckSuggestions, store.Subject{Kind: "suggestion_import", ID: id},
			map[string]any{"file": up.Name, "rows": len(sheet.Lines), "wrong": sheet.Wrong()})
	})
	return id, err
}

func suggestionLines(ctx context.Context, tx *store.Tx, session string, report document.Report) ([]store.SuggestionLine, error) {
	organs, err := tx.Organs(ctx, false)
	if err != nil {
		return nil, err
	}
	taken, err := tx.SuggestionNumbers(ctx, session)
	if err != nil {
		return nil, err
	}
	lines := make([]store.SuggestionLine, 0, len(report.Rows))
	for _, row := range report.Rows {
		v := row.Values
		l := store.SuggestionLine{
			Row:        row.Number,
			Title:      v["title"],
			Deputies:   v["deputies"],
			Delegation: v["delegation"],
			Category:   v["category"],
			Text:       v["text"],
		}
		l.Problems = row.Problems
		bad := func(column, text string) { l.Problems = append(l.Problems, errs.Finding{Column: column, Text: text}) }
		find := func(header, name string) int64 {
			if i := slices.IndexFunc(organs, func(o store.Organ) bool { return o.Name == name }); i >= 0 {
				return organs[i].ID
			}
			bad(header, "机关名册中没有“"+name+"”，请填全称。")
			return 0
		}
		if v["number"] != "" {
			n, err := strconv.Atoi(v["number"])
			switch l.Number = n; {
			case err != nil || n < 1:
				bad("编号", "请填 1 以上的整数。")
			case taken[n]:
				bad("编号", v["number"]+" 已有一件，或者在本表中重复。")
			}
			taken[n] = true
		}
		if name := clean(v["lead"]); name != "" {
			l.Lead = find("主办单位", name)
			l.Units = name
		}
		for name := range strings.SplitSeq(v["joint"], "、") {
			if name = clean(name); name == "" {
				continue
			}
			id := find("协办单位", name)
			if id != 0 && id == l.Lead {
				bad("协办单位", "主办单位不必再列为协办单位。")
			}
			l.Joint = append(l.Joint, id)
			l.Units += "、" + name
		}
		l.Units = strings.TrimPrefix(l.Units, "、")
		lines = append(lines, l)
	}
	return lines, nil
}

// AcceptSuggestions registers every row that is right (导入代表建议).
func (f *Flow) AcceptSuggestions(ctx context.Context, who authz.Actor, id int64) (added int, err error) {
	err = f.do(ctx, who, authz.AcceptSuggestions, func(tx *store.Tx) error {
		i, err := undecidedSuggestions(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, l := range i.Sheet.Lines {
			if len(l.Problems) > 0 {
				continue
			}
			x := SuggestionForm{
				Session:    i.Sheet.Session,
				Number:     l.Number,
				Title:      l.Title,
				Deputies:   l.Deputies,
				Delegation: l.Delegation,
				Category:   l.Category,
				Text:       l.Text,
				ReceivedOn: i.Sheet.ReceivedOn,
				LeadID:     l.Lead,
				Joint:      l.Joint,
			}
			if err := errs.Form(x.problems(calendar.Of(tx.Now()))...); err != nil {
				return err
			}
			if _, err := insertSuggestion(ctx, tx, x); err != nil {
				return err
			}
			added++
		}
		if added == 0 {
			return errs.New(errs.Conflict, "没有可以导入的建议，请按报告改正表格后重新上传。")
		}
		if err := tx.DecideSuggestionImport(ctx, id, store.RosterAccepted); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AcceptSuggestions, store.Subject{Kind: "suggestion_import", ID: id}, map[string]any{"file": i.FileName, "added": added})
	})
	return added, err
}

func undecidedSuggestions(ctx context.Context, tx *store.Tx, id int64) (store.SuggestionImport, error) {
	i, err := tx.LockSuggestionImport(ctx, id)
	if err != nil {
		return i, err
	}
	return i, undecided("表格", i.State, i.DecidedBy)
}

// DiscardSuggestions leaves an uploaded spreadsheet aside (放弃代表建议表格).
func (f *Flow) DiscardSuggestions(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.DiscardSuggestions, func(tx *store.Tx) error {
		i, err := undecidedSuggestions(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.DecideSuggestionImport(ctx, id, store.RosterDiscarded); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DiscardSuggestions, store.Subject{Kind: "suggestion_import", ID: id}, map[string]any{"file": i.FileName})
	})
}
