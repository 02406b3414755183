package meeting

import (
	"cmp"
	"slices"

	"renmian/internal/policy"
)

// Item is one personnel case on the agenda (人事任免事项).
type Item struct {
	CaseID   int64
	Action   policy.Action
	Group    policy.Group
	PersonID int64
	Person   string
	OfficeID int64
	Office   string
}

func (it Item) name() string { return it.Action.Label() + it.Person + it.Office }

// Precedence is one reason why an item comes before another.
type Precedence struct {
	First, Then int64 // cases
	Reason      string
	Lawful      bool // required; otherwise only customary, and dropped when it would contradict
}

// Precedences returns the order the law and the rules of order want between items: removal before
// appointment to one office 〔R4 第十九条，V09〕, vice before acting 〔R1 第十二条、R2 第九条，V08〕, and for
// one person the new office before the old 〔R4 第十九条〕.
func Precedences(items []Item) []Precedence {
	var out []Precedence
	for _, a := range items {
		for _, b := range items {
			switch {
			case a.CaseID == b.CaseID:
			case a.OfficeID == b.OfficeID && a.Action.Ends() && b.Action.Begins():
				out = append(out, Precedence{a.CaseID, b.CaseID,
					"同一职务又免又任的，先免后任：" + a.name() + "在前。〔本县任免办法〕", true})
			case a.PersonID != b.PersonID:
			case b.Action.Acting() && a.Action.Begins() && !a.Action.Acting() && a.Group == b.Group:
				out = append(out, Precedence{a.CaseID, b.CaseID,
					"代理人选不是副职的，先任命为副职，再决定代理：" + a.name() + "在前。〔本县任免办法〕", true})
			case a.Action.Begins() && b.Action.Ends():
				out = append(out, Precedence{a.CaseID, b.CaseID,
					"一人同时任新职、免旧职的，可以先任后免：" + a.name() + "在前。〔本县任免办法〕", false})
			}
		}
	}
	return out
}

// OrderAgenda puts items in lawful order and returns the precedences it kept. Where nothing else
// decides, items stand by organ, endings before beginnings, then as they were given.
func OrderAgenda(items []Item) ([]Item, []Precedence) {
	all := Precedences(items)
	slices.SortStableFunc(all, func(a, b Precedence) int { return boolFirst(a.Lawful, b.Lawful) })
	var kept []Precedence
	for _, p := range all {
		if p.Lawful || !reaches(kept, p.Then, p.First) {
			kept = append(kept, p)
		}
	}
	rest := slices.Clone(items)
	slices.SortStableFunc(rest, func(a, b Item) int {
		return cmp.Or(groupRank(a.Group)-groupRank(b.Group), boolFirst(a.Action.Ends(), b.Action.Ends()))
	})
	var out []Item
	for len(rest) > 0 {
		next := slices.IndexFunc(rest, func(it Item) bool {
			return !slices.ContainsFunc(kept, func(p Precedence) bool {
				return p.Then == it.CaseID && slices.ContainsFunc(rest, func(r Item) bool { return r.CaseID == p.First })
			})
		})
		next = max(next, 0) // lawful precedences never form a circle; should data do so, keep the given order
		out = append(out, rest[next])
		rest = slices.Delete(rest, next, next+1)
	}
	return out, kept
}

// CheckOrder returns the lawful precedences a hand-made order breaks.
func CheckOrder(items []Item) []Precedence {
	at := map[int64]int{}
	for i, it := range items {
		at[it.CaseID] = i
	}
	var out []Precedence
	for _, p := range Precedences(items) {
		if p.Lawful && at[p.First] > at[p.Then] {
			out = append(out, p)
		}
	}
	return out
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func groupRank(g policy.Group) int { return slices.Index(policy.Groups(), g) }

// reaches reports whether the precedences lead from one case to another.
func reaches(ps []Precedence, from, to int64) bool {
	seen := map[int64]bool{}
	var walk func(int64) bool
	walk = func(at int64) bool {
		if at == to {
			return true
		}
		seen[at] = true
		return slices.ContainsFunc(ps, func(p Precedence) bool {
			return p.First == at && !seen[p.Then] && walk(p.Then)
		})
	}
	return walk(from)
}
