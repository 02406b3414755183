package meeting

import (
	"fmt"

	"renmian/internal/errs"
)

// Scrutineer is a member put forward to watch the count (监票人).
type Scrutineer struct {
	PersonID int64
	Name     string
	Member   bool // 常委会组成人员
	Present  bool // 出席本次会议
	Nominee  bool // 本次表决的人选
	Relative bool // 人选的近亲属
}

// CheckScrutineers returns every reason why these people may not be the scrutineers of a vote: they
// are chosen from the members present, never a person voted on 〔业务参考 2.6〕 nor a close relative
// 〔选举法 第四十三条，参照〕, and at least need of them 〔R5 第二十九条〕.
func CheckScrutineers(list []Scrutineer, need int) error {
	var reasons []string
	seen := map[int64]bool{}
	for _, s := range list {
		switch {
		case seen[s.PersonID]:
			reasons = append(reasons, s.Name+"已经是监票人，请另推一人。")
		case !s.Member:
			reasons = append(reasons, s.Name+"不是常委会组成人员，监票人从组成人员中推选。")
		case !s.Present:
			reasons = append(reasons, s.Name+"没有出席本次会议，不能担任监票人。")
		case s.Nominee:
			reasons = append(reasons, s.Name+"是本次表决的人选，不能担任监票人。")
		case s.Relative:
			reasons = append(reasons, s.Name+"是人选的近亲属，不能担任监票人。〔选举法 第四十三条，参照〕")
		}
		seen[s.PersonID] = true
	}
	if len(seen) < need {
		reasons = append(reasons, fmt.Sprintf("监票人须有 %d 人，现有 %d 人。", need, len(seen)))
	}
	return errs.Blocked(reasons)
}

// Entry is what one scrutineer counted, entered without seeing the other's numbers.
type Entry struct {
	ScrutineerID int64
	Issued       int
	Returned     int
	Rows         []EntryRow // one for each person on the ballot, in its order
}

// EntryRow is the count of one person.
type EntryRow struct {
	CaseID                         int64
	Name                           string
	For, Against, Abstain, Invalid int
}

// Difference is one number on which two scrutineers do not agree.
type Difference struct {
	Item         string // 收回票、张三 赞成
	First, Other int
}

// String is the sentence shown to both scrutineers.
func (d Difference) String() string {
	return fmt.Sprintf("%s：一人计 %d，另一人计 %d。", d.Item, d.First, d.Other)
}

// CompareCounts returns every number on which the two entries differ. While there is one the result
// may not be announced and both count again.
func CompareCounts(a, b Entry) []Difference {
	var out []Difference
	diff := func(item string, x, y int) {
		if x != y {
			out = append(out, Difference{item, x, y})
		}
	}
	diff("发出票", a.Issued, b.Issued)
	diff("收回票", a.Returned, b.Returned)
	other := map[int64]EntryRow{}
	for _, r := range b.Rows {
		other[r.CaseID] = r
	}
	for _, r := range a.Rows {
		o := other[r.CaseID] // a person the other left out shows as zeros
		diff(r.Name+" 赞成", r.For, o.For)
		diff(r.Name+" 反对", r.Against, o.Against)
		diff(r.Name+" 弃权", r.Abstain, o.Abstain)
		diff(r.Name+" 无效", r.Invalid, o.Invalid)
		delete(other, r.CaseID)
	}
	for _, r := range b.Rows {
		if o, left := other[r.CaseID]; left {
			diff(r.Name+" 收回", 0, o.For+o.Against+o.Abstain+o.Invalid)
		}
	}
	return out
}

// CheckEntry returns what does not add up within one scrutineer's own numbers, beside the fields.
// Row fields are named row0, row1 … in the order of the ballot.
func CheckEntry(e Entry, present int) error {
	var fields []errs.Field
	add := func(name, format string, args ...any) {
		fields = append(fields, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if e.Issued < 0 || e.Issued > present {
		add("issued", "发出票应在 0 与出席人数 %d 之间。", present)
	}
	if e.Returned < 0 {
		add("returned", "收回票不能是负数。")
	}
	for i, r := range e.Rows {
		switch sum := r.For + r.Against + r.Abstain + r.Invalid; {
		case min(r.For, r.Against, r.Abstain, r.Invalid) < 0:
			add(fmt.Sprintf("row%d", i), "%s的票数不能是负数。", r.Name)
		case e.Returned <= e.Issued && sum != e.Returned: // a void round need not add up
			add(fmt.Sprintf("row%d", i), "%s各项合计 %d 票，与收回 %d 票不符，%s。", r.Name, sum, e.Returned, off(sum, e.Returned))
		}
	}
	return errs.Form(fields...)
}

// off says by how much a sum misses what it should be.
func off(sum, want int) string {
	if sum < want {
		return fmt.Sprintf("少 %d 票", want-sum)
	}
	return fmt.Sprintf("多 %d 票", sum-want)
}

// CheckSecondEntry makes sure that two different scrutineers count.
func CheckSecondEntry(first, second Entry) error {
	if first.ScrutineerID == second.ScrutineerID {
		return errs.New(errs.Conflict, "两次计票须由两名监票人分别录入，请另一名监票人录入。")
	}
	return nil
}
