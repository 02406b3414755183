package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// NewMembers is the election of a new standing committee: who of the last one was elected again, as what, and who
// is new, a line each: 姓名，性别，出生年月，民族，职务.
type NewMembers struct {
	Again map[int64]store.Duty // by the membership in the last term; absent: not elected again
	Fresh string
}

// freshMember is one line of the newly elected.
type freshMember struct {
	line   int
	person store.Person
	duty   store.Duty
}

// RenewMembers registers the new standing committee in one act (登记新一届组成人员). Everybody's membership of the last
// term ends on the first day of the new one 〔地方组织法 第四十八条〕; who was elected again keeps seat and account.
func (f *Flow) RenewMembers(ctx context.Context, who authz.Actor, termID int64, x NewMembers) error {
	return f.onTermChange(ctx, who, authz.RenewMembers, termID, func(tx *store.Tx, k *store.TermChange) (map[string]any, error) {
		if !k.MembersAt.IsZero() {
			return nil, errs.New(errs.Conflict, "新一届组成人员已经登记，增减请在组成人员的页面办理。")
		}
		fresh, err := readFresh(x.Fresh)
		if err != nil {
			return nil, err
		}
		last, err := LastMembers(ctx, tx, k.Term)
		if err != nil {
			return nil, err
		}
		if err := checkMembers(x, last, fresh, k.Term); err != nil {
			return nil, err
		}
		var reasons []string
		for _, m := range last {
			more, err := renewMember(ctx, tx, k.Term, m, x.Again[m.ID])
			if err != nil {
				return nil, err
			}
			reasons = append(reasons, more...)
		}
		for _, n := range fresh {
			more, err := joinFresh(ctx, tx, k.Term, n)
			if err != nil {
				return nil, err
			}
			reasons = append(reasons, more...)
		}
		if err := errs.Blocked(reasons); err != nil {
			return nil, err
		}
		k.MembersAt = tx.Now()
		return map[string]any{"again": len(x.Again), "fresh": len(fresh), "ended": len(last)}, nil
	})
}

// LastMembers lists who was in office at the end of the term before, in the order of the official list.
func LastMembers(ctx context.Context, r interface {
	Terms(ctx context.Context) ([]store.Term, error)
	Members(ctx context.Context, termID int64, day calendar.Day) ([]store.Member, error)
}, term store.Term) ([]store.Member, error) {
	terms, err := r.Terms(ctx)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(terms, func(t store.Term) bool { return t.StartsOn.Before(term.StartsOn) })
	if i < 0 {
		return nil, nil
	}
	return r.Members(ctx, terms[i].ID, term.StartsOn.Add(-1))
}

func checkMembers(x NewMembers, last []store.Member, fresh []freshMember, term store.Term) error {
	chiefs, n := 0, len(fresh)
	for _, f := range fresh {
		if f.duty == store.Chairperson {
			chiefs++
		}
	}
	for id, duty := range x.Again {
		if !slices.ContainsFunc(last, func(m store.Member) bool { return m.ID == id }) || !slices.Contains(store.Duties, duty) {
			return errs.New(errs.Conflict, "上一届的名单已有变化，请刷新页面。")
		}
		if duty == store.Chairperson {
			chiefs++
		}
		n++
	}
	var fields []errs.Field
	if n == 0 {
		fields = append(fields, errs.Field{Name: "fresh", Message: "请选择连任的人员，或者填写新当选的人员。"})
	}
	if n > term.Seats {
		fields = append(fields, errs.Field{Name: "fresh", Message: fmt.Sprintf("连任和新当选共 %d 人，超过本届名额 %d 人〔地方组织法第四十七条〕。", n, term.Seats)})
	}
	if chiefs > 1 {
		fields = append(fields, errs.Field{Name: "fresh", Message: "主任只有一人，请核对职务。"})
	}
	return errs.Form(fields...)
}

// renewMember ends a membership of the last term, and begins the new one of who was elected again.
func renewMember(ctx context.Context, tx *store.Tx, term store.Term, m store.Member, duty store.Duty) (reasons []string, err error) {
	if m, err = tx.LockMember(ctx, m.ID); err != nil {
		return nil, err
	}
	if duty != m.Duty { // an elected office of the committee goes with its duty
		if err := endElected(ctx, tx, m.PersonID, term.StartsOn, EndedByTerm); err != nil {
			return nil, err
		}
		if m, err = tx.LockMember(ctx, m.ID); err != nil {
			return nil, err
		}
	}
	m.Until = term.StartsOn
	if err := tx.SaveMember(ctx, m); err != nil || duty == "" {
		return nil, err
	}
	now := store.Member{TermID: term.ID, PersonID: m.PersonID, Duty: duty, Seat: m.Seat, Sort: m.Sort, Since: term.StartsOn}
	if duty != m.Duty {
		now.Sort = 0
	}
	id, reasons, err := join(ctx, tx, term, now)
	if err != nil || id == 0 {
		return reasons, err
	}
	return nil, tx.MoveMemberAccount(ctx, m.ID, id)
}

// join adds a member unless something speaks against it, which is told instead.
func join(ctx context.Context, tx *store.Tx, term store.Term, m store.Member) (id int64, reasons []string, err error) {
	if err := mayJoin(ctx, tx, term, m); errs.KindOf(err) == errs.Conflict {
		return 0, errs.Reasons(err), nil
	} else if err != nil {
		return 0, nil, err
	}
	id, err = tx.InsertMember(ctx, m)
	return id, nil, err
}

func joinFresh(ctx context.Context, tx *store.Tx, term store.Term, n freshMember) ([]string, error) {
	same, err := tx.FindPerson(ctx, n.person.Name, n.person.Born)
	if err != nil {
		return nil, err
	}
	var personID int64
	switch len(same) {
	case 0:
		if personID, err = tx.InsertPerson(ctx, n.person); err != nil {
			return nil, err
		}
	case 1:
		personID = same[0].ID
	default:
		return nil, errs.Form(errs.Field{Name: "fresh", Message: fmt.Sprintf("第 %d 行：人员档案中有 %d 名%s同月出生，无法区分，请在组成人员的页面登记此人。", n.line, len(same), n.person.Name)})
	}
	_, reasons, err := join(ctx, tx, term, store.Member{TermID: term.ID, PersonID: personID, Duty: n.duty, Since: term.StartsOn})
	return reasons, err
}

// readFresh reads the newly elected, a line each, and names every line that cannot be read.
func readFresh(text string) (all []freshMember, err error) {
	var fields []errs.Field
	i := 0
	for line := range strings.Lines(text) {
		i++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		n, problem := freshLine(line)
		if problem != "" {
			fields = append(fields, errs.Field{Name: "fresh", Message: fmt.Sprintf("第 %d 行：%s", i, problem)})
			continue
		}
		n.line = i
		if slices.ContainsFunc(all, func(x freshMember) bool { return x.person.Name == n.person.Name && x.person.Born == n.person.Born }) {
			fields = append(fields, errs.Field{Name: "fresh", Message: fmt.Sprintf("第 %d 行：%s已在前面，请删去一行。", i, n.person.Name)})
			continue
		}
		all = append(all, n)
	}
	return all, errs.Form(fields...)
}

func freshLine(line string) (n freshMember, problem string) {
	parts := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("，,、；;\t", r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if len(parts) != 5 {
		return n, "请依次填写姓名、性别、出生年月、民族、职务五项，用逗号隔开。"
	}
	name, problem := document.CleanName(parts[0])
	if problem != "" {
		return n, problem
	}
	month, problem := document.CleanMonth(parts[2])
	if problem != "" {
		return n, problem
	}
	n.person = store.Person{Name: name, Sex: parts[1], Ethnicity: parts[3]}
	if n.person.Sex != "男" && n.person.Sex != "女" {
		return n, "性别请填“男”或者“女”。"
	}
	var err error
	if n.person.Born, err = calendar.Parse(strings.ReplaceAll(month, ".", "-") + "-01"); err != nil {
		return n, "出生年月请写成 1975.03。"
	}
	for _, d := range store.Duties {
		if d.Label() == parts[4] {
			n.duty = d
		}
	}
	if n.duty == "" {
		return n, "职务请填主任、副主任或者委员。"
	}
	return n, ""
}
