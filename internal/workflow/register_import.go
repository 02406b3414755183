package workflow

import (
	"context"
	"io"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// rosterColumns are the columns of the list of office holders.
var rosterColumns = []document.Column{
	{Key: "name", Header: "姓名", Required: true, Clean: document.CleanName, Hint: "两字姓名中间不必空格。"},
	{Key: "sex", Header: "性别", Choices: []string{"男", "女"}, Clean: document.CleanChoice("男", "女")},
	{Key: "born", Header: "出生年月", Required: true, Clean: document.CleanMonth, Hint: "如 1975.03；用来区分同名的人。"},
	{Key: "ethnicity", Header: "民族", Hint: "如 汉族、回族。"},
	{Key: "party", Header: "政治面貌", Hint: "如 中共党员。"},
	{Key: "education", Header: "学历", Hint: "如 大学、研究生。"},
	{Key: "organ", Header: "机关", Hint: "填写的，与职务目录核对。"},
	{Key: "title", Header: "职务", Required: true, Hint: "职务目录中的全称，如 示例县财政局局长。一人担任几项职务的，每项一行。"},
	{Key: "acting", Header: "代理", Choices: []string{"是", "否"}, Clean: document.CleanChoice("是", "否"), Hint: "代理正职的填“是”。"},
	{Key: "from", Header: "任职日期", Required: true, Clean: document.CleanDay, Hint: "通过任命（当选）之日，如 2021-11-05。"},
	{Key: "to", Header: "终止日期", Clean: document.CleanDay, Hint: "仍在任的留空；已离任的填免职（离任）之日。"},
	{Key: "end_reason", Header: "终止原因", Choices: []string{"免职", "辞职", "撤职", "任期届满", EndedByDeath, EndedByAbolition},
		Clean: document.CleanChoice("免职", "辞职", "撤职", "任期届满", EndedByDeath, EndedByAbolition)},
}

// WriteRosterTemplate writes the empty list to fill in (下载任职名册模板).
func WriteRosterTemplate(w io.Writer) error {
	return document.WriteTemplate(w, "任职名册", rosterColumns)
}

// CheckRoster reads an uploaded list of office holders and keeps its report line by line (上传任职名册).
// Nothing of it is taken over.
func (f *Flow) CheckRoster(ctx context.Context, who authz.Actor, name string, data []byte) (id int64, err error) {
	if err := authz.Check(who, authz.CheckRoster); err != nil {
		return 0, err
	}
	report, err := document.ReadRows(data, rosterColumns)
	if errs.KindOf(err) == errs.Invalid {
		return 0, errs.Form(errs.Field{Name: "file", Message: errs.Message(err)})
	} else if err != nil {
		return 0, err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		lines, err := checkedLines(ctx, tx, rosterLines(report), today)
		if err != nil {
			return err
		}
		file, err := tx.InsertFile(ctx, name, xlsxType, data)
		if err != nil {
			return err
		}
		if id, err = tx.InsertRosterImport(ctx, file.ID, today, lines); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CheckRoster, store.Subject{Kind: "roster_import", ID: id},
			map[string]any{"file": name, "lines": len(lines), "problems": appointment.RosterProblems(lines)})
	})
	return id, err
}

func checkedLines(ctx context.Context, tx *store.Tx, lines []appointment.RosterLine, today calendar.Day) ([]appointment.RosterLine, error) {
	known, err := tx.RegisteredFor(ctx, lines, today)
	if err != nil {
		return nil, err
	}
	return appointment.CheckRoster(lines, known, today), nil
}

// rosterLines takes the rows over; a cell that could not be read stays out, its problem with the line.
func rosterLines(report document.Report) []appointment.RosterLine {
	lines := make([]appointment.RosterLine, len(report.Rows))
	for i, row := range report.Rows {
		v := row.Values
		l := appointment.RosterLine{Row: row.Number, Name: v["name"], Sex: v["sex"], Ethnicity: v["ethnicity"], Party: v["party"],
			Education: v["education"], Organ: v["organ"], Title: v["title"], Acting: v["acting"] == "是", EndReason: v["end_reason"]}
		l.From, _ = calendar.Parse(v["from"])
		l.To, _ = calendar.Parse(v["to"])
		if len(v["born"]) == len("1975.03") {
			l.Born, _ = calendar.Parse(v["born"][:4] + "-" + v["born"][5:] + "-01")
		}
		l.Problems = row.Problems
		lines[i] = l
	}
	return lines
}

// AcceptRoster takes a checked list over, whole or not at all (导入任职名册). It is checked again,
// because the registers may have changed since.
func (f *Flow) AcceptRoster(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.AcceptRoster, func(tx *store.Tx) error {
		if err := tx.HoldRegisters(ctx); err != nil {
			return err
		}
		i, err := undecidedRoster(ctx, tx, id)
		if err != nil {
			return err
		}
		if n := appointment.RosterProblems(i.Lines); n > 0 {
			return errs.New(errs.Conflict, "名册还有 %d 行有问题，请在表格中改正后重新上传。", n)
		}
		fresh := make([]appointment.RosterLine, len(i.Lines))
		for n, l := range i.Lines {
			l.Hints, l.Plan, l.PersonID, l.OfficeID = nil, "", 0, 0
			fresh[n] = l
		}
		lines, err := checkedLines(ctx, tx, fresh, calendar.Of(tx.Now()))
		if err != nil {
			return err
		}
		if n := appointment.RosterProblems(lines); n > 0 {
			return errs.New(errs.Conflict, "名册核对之后登记有了变化，现有 %d 行有问题。请重新上传名册，看清报告后再导入。", n)
		}
		persons, err := importLines(ctx, tx, id, lines)
		if err != nil {
			return err
		}
		if err := tx.DecideRosterImport(ctx, id, store.RosterAccepted, lines); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AcceptRoster, store.Subject{Kind: "roster_import", ID: id},
			map[string]any{"file": i.FileName, "tenures": len(lines), "new_persons": persons})
	})
}

func undecidedRoster(ctx context.Context, tx *store.Tx, id int64) (store.RosterImport, error) {
	i, err := tx.LockRosterImport(ctx, id)
	if err != nil {
		return i, err
	}
	return i, undecided("名册", i.State, i.DecidedBy)
}

// undecided refuses an uploaded sheet, called what, that somebody has already taken in or left aside.
func undecided(what string, state store.RosterState, decidedBy string) error {
	switch state {
	case store.RosterAccepted:
		return errs.New(errs.Conflict, "这份%s已由%s导入，不能重复导入。", what, decidedBy)
	case store.RosterDiscarded:
		return errs.New(errs.Conflict, "这份%s已经放弃，请重新上传。", what)
	}
	return nil
}

// importLines stores persons and tenures, one person for all lines of the same name and month of
// birth, and returns how many persons were new.
func importLines(ctx context.Context, tx *store.Tx, id int64, lines []appointment.RosterLine) (fresh int, err error) {
	type key struct {
		name string
		born calendar.Day
	}
	made := map[key]int64{}
	for n := range lines {
		l := &lines[n]
		k := key{l.Name, l.Born}
		if l.PersonID == 0 {
			l.PersonID = made[k]
		}
		if l.PersonID == 0 {
			l.PersonID, err = tx.InsertPerson(ctx, store.Person{Name: l.Name, Sex: l.Sex, Born: l.Born, Ethnicity: l.Ethnicity,
				Party: l.Party, Education: l.Education, PresentPost: presentPost(*l)})
			if err != nil {
				return fresh, err
			}
			made[k] = l.PersonID
			fresh++
		}
		if err := tx.ImportTenure(ctx, id, l.PersonID, *l); err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

func presentPost(l appointment.RosterLine) string {
	if l.To.IsZero() && !l.Acting {
		return l.Title
	}
	return ""
}

// DiscardRoster leaves a checked list aside (放弃任职名册).
func (f *Flow) DiscardRoster(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.DiscardRoster, func(tx *store.Tx) error {
		i, err := undecidedRoster(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := tx.DecideRosterImport(ctx, id, store.RosterDiscarded, i.Lines); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.DiscardRoster, store.Subject{Kind: "roster_import", ID: id}, map[string]any{"file": i.FileName})
	})
}
