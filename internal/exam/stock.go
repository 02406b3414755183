package exam

import (
	"cmp"
	"slices"

	"renmian/internal/policy"
)

// cell is a place of the blueprint: law × kind × difficulty. As a name of a sum it leaves out what is summed
// over: {law}, {law, kind}, {kind, level}, {kind}.
type cell struct {
	law   string
	kind  policy.QuestionKind
	level int
}

// family is a group of near-duplicates, most often a single item: a paper takes one of it.
type family struct {
	members []int
	cell    cell // of the members that stand for it
}

// stock is what an order can draw on.
type stock struct {
	order    Order
	items    []Item
	families []family
	of       []int        // the family of each item
	cells    []cell       // of the items, sorted
	least    map[cell]int // what one paper needs of each cell or sum
	count    map[policy.QuestionKind]int
}

func newStock(bank []Item, o Order) *stock {
	s := &stock{order: o, least: map[cell]int{}, count: map[policy.QuestionKind]int{}}
	for _, x := range o.Blueprint.Sections {
		s.count[x.Kind] += x.Count
	}
	for _, x := range o.Blueprint.Laws {
		s.least[cell{law: x.Law}] = x.Min
	}
	for _, x := range o.Blueprint.Cells {
		s.least[cell{x.Law, x.Kind, x.Level}] = x.Min
	}
	for _, it := range bank {
		if it.Usable() && slices.Contains(it.Groups, o.Group) && s.count[it.Kind] > 0 {
			s.items = append(s.items, it)
			s.cells = append(s.cells, cellOf(it))
		}
	}
	slices.SortFunc(s.items, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(s.cells, compareCells)
	s.cells = slices.Compact(s.cells)
	s.of = make([]int, len(s.items))
	at := map[int]int{}
	for i, first := range families(s.items) {
		if first == i {
			at[i] = len(s.families)
			s.families = append(s.families, family{cell: cellOf(s.items[i])})
		}
		s.of[i] = at[first]
		f := &s.families[at[first]]
		f.members = append(f.members, i)
	}
	return s
}

func cellOf(it Item) cell { return cell{it.Law, it.Kind, it.Difficulty} }

func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.law, b.law), cmp.Compare(a.kind, b.kind), cmp.Compare(a.level, b.level))
}

// draw is a number drawn for a family; its lowest item number stands for it.
func (s *stock) draw(f int, place ...int64) uint64 {
	return draw(s.order.Seed, append(place, s.items[s.families[f].members[0]].ID)...)
}

// sort puts items into an order drawn for a place.
func (s *stock) sort(items []int, place ...int64) {
	slices.SortFunc(items, func(a, b int) int {
		return cmp.Compare(draw(s.order.Seed, append(place, s.items[a].ID)...), draw(s.order.Seed, append(place, s.items[b].ID)...))
	})
}

// inCell lists the members of a family in a cell, in a drawn order.
func (s *stock) inCell(f int, c cell) []int {
	var all []int
	for _, m := range s.families[f].members {
		if cellOf(s.items[m]) == c {
			all = append(all, m)
		}
	}
	s.sort(all, drawMember)
	return all
}

// supply is what may fill a cell, and what a unit of it costs.
type supply struct {
	cell   cell
	family int // -1: missing in the bank
	room   int
	cost   int64
	alone  bool // one of the family is taken, in whichever law
}

// Costs, each far above any sum of the ones before it: the draw decides between equals; rather a missing item
// that may be of any kind than one of a certain law or difficulty; rather an item on two papers than a missing
// one; rather a missing item than a minimum not met.
const (
	drawn      = 1000
	particular = 1_000_000
	repeated   = 1_000_000
	missing    = 10_000_000_000
	must       = 100_000_000_000_000
)

// supplies lists what can fill so many papers; repeat allows an item on several.
func (s *stock) supplies(papers int, repeat bool) []supply {
	var all []supply
	for f, x := range s.families {
		cost, n := int64(s.draw(f, drawItem)%drawn), 0
		for _, m := range x.members {
			if n < papers && cellOf(s.items[m]) == x.cell {
				n++
			}
		}
		all = append(all, supply{cell: x.cell, family: f, room: n, cost: cost})
		if repeat && n < papers {
			all = append(all, supply{cell: x.cell, family: f, room: papers - n, cost: cost + repeated})
		}
	}
	return append(all, s.absent()...)
}

// absent lists the cells an item could be added to, the general ones cheaper than the particular.
func (s *stock) absent() []supply {
	laws, levels := []string{""}, map[policy.QuestionKind][]int{}
	for c := range s.least {
		laws = append(laws, c.law)
		if c.level > 0 {
			levels[c.kind] = append(levels[c.kind], c.level)
		}
	}
	slices.Sort(laws)
	var all []supply
	for _, x := range s.kinds() {
		of := append(levels[x], 0)
		slices.Sort(of)
		for _, law := range slices.Compact(slices.Clone(laws)) {
			for _, level := range slices.Compact(slices.Clone(of)) {
				cost := int64(missing)
				if law != "" {
					cost += particular
				}
				if level > 0 {
					cost += particular
				}
				all = append(all, supply{cell: cell{law, x, level}, family: -1, room: 1 << 20, cost: cost})
			}
		}
	}
	return all
}

func (s *stock) kinds() []policy.QuestionKind {
	var all []policy.QuestionKind
	for _, x := range s.order.Blueprint.Sections {
		if !slices.Contains(all, x.Kind) {
			all = append(all, x.Kind)
		}
	}
	return all
}

// solve fills the cells at the least cost; span is what each cell and each sum must and may hold. It says
// how much of each supply is taken.
func solve(supplies []supply, span func(cell) (least, most int)) []int {
	var n network
	source, sink := n.node(), n.node()
	laws, sums := map[cell]int{}, map[cell]int{}
	link := func(nodes map[cell]int, c cell, join func(node, least, most int)) int {
		at, ok := nodes[c]
		if !ok {
			at = n.node()
			nodes[c] = at
			least, most := span(c)
			join(at, least, most)
		}
		return at
	}
	const ample = 1 << 20
	var law func(c cell) int
	law = func(c cell) int {
		return link(laws, c, func(node, least, most int) {
			if c.law == "" { // the sums of the other side go by these names
				least, most = 0, ample
			}
			from := source
			if c.level > 0 {
				from = law(cell{c.law, c.kind, 0})
			} else if c.kind != "" {
				from = law(cell{law: c.law})
			}
			n.span(from, node, least, most, 0)
		})
	}
	var sum func(c cell) int
	sum = func(c cell) int {
		return link(sums, c, func(node, least, most int) {
			to := sink
			if c.level > 0 {
				to = sum(cell{kind: c.kind})
			}
			n.span(node, to, least, most, 0)
		})
	}
	at, gates := make([]int, len(supplies)), map[int]int{}
	for i, x := range supplies {
		to := sum(cell{kind: x.cell.kind, level: x.cell.level})
		if gate, ok := gates[x.family]; x.alone && ok {
			to = gate
		} else if x.alone {
			gate = n.node()
			gates[x.family] = gate
			n.arc(gate, to, 1, 0)
			to = gate
		}
		at[i] = n.arc(law(x.cell), to, x.room, x.cost)
	}
	n.run(source, sink)
	taken := make([]int, len(supplies))
	for i := range supplies {
		taken[i] = n.carried(at[i])
	}
	return taken
}

// needs is what so many papers need of a cell or a sum.
func (s *stock) needs(papers int) func(cell) (least, most int) {
	return func(c cell) (int, int) {
		if c.law == "" && c.level == 0 {
			return 0, s.count[c.kind] * papers // the flow fills it
		}
		return s.least[c] * papers, 1 << 20
	}
}

// fill takes what so many papers need, as copies of each family.
func (s *stock) fill(papers int, repeat bool) map[int]int {
	supplies, take := s.supplies(papers, repeat), map[int]int{}
	for i, n := range solve(supplies, s.needs(papers)) {
		if n > 0 && supplies[i].family >= 0 {
			take[supplies[i].family] += n
		}
	}
	return take
}

// lacks lists what the bank lacks for so many papers without an item on two.
func (s *stock) lacks(papers int) []Gap {
	supplies := s.supplies(papers, false)
	return gapsOf(supplies, solve(supplies, s.needs(papers)))
}

func gapsOf(supplies []supply, taken []int) []Gap {
	var gaps []Gap
	for i, n := range taken {
		if x := supplies[i]; n > 0 && x.family < 0 {
			gaps = append(gaps, Gap{x.cell.law, x.cell.kind, x.cell.level, n})
		}
	}
	return gaps
}

// settle chooses which of near-duplicates in different cells stands for the family, so that one paper lacks
// as little as possible, and returns what it lacks. Laws are weighed exactly; between difficulties that are
// asked for one by one, the first choice that no single other choice betters.
func (s *stock) settle() []Gap {
	gaps := s.choose()
	for better := true; better && len(gaps) > 0; {
		better = false
		for f := range s.families {
			was := s.families[f].cell
			for _, m := range s.families[f].members {
				c := cellOf(s.items[m])
				if c == was || s.anyLaw(f) || !slices.ContainsFunc(gaps, func(g Gap) bool { return g.takes(c) }) {
					continue
				}
				s.families[f].cell = c
				if now := s.choose(); lacking(now) < lacking(gaps) {
					gaps, was, better = now, c, true
				}
				s.families[f].cell = was
			}
		}
	}
	return gaps
}

// anyLaw reports whether the members of a family differ in nothing that the sections ask for.
func (s *stock) anyLaw(f int) bool {
	x := s.families[f]
	for _, m := range x.members {
		c := cellOf(s.items[m])
		if c.kind != x.cell.kind || c.level != x.cell.level && s.levels(c.kind) {
			return false
		}
	}
	return true
}

// levels reports whether certain difficulties of a kind are asked for.
func (s *stock) levels(kind policy.QuestionKind) bool {
	for c := range s.least {
		if c.kind == kind && c.level > 0 {
			return true
		}
	}
	return false
}

// choose takes what one paper needs, lets what was taken stand for its family, and says what lacks.
func (s *stock) choose() []Gap {
	supplies := []supply{}
	for f, x := range s.families {
		if !s.anyLaw(f) {
			supplies = append(supplies, supply{cell: x.cell, family: f, room: 1})
			continue
		}
		for i, m := range x.members {
			if c := cellOf(s.items[m]); !slices.ContainsFunc(x.members[:i], func(o int) bool { return cellOf(s.items[o]) == c }) {
				supplies = append(supplies, supply{cell: c, family: f, room: 1, alone: true})
			}
		}
	}
	supplies = append(supplies, s.absent()...)
	taken := solve(supplies, s.needs(1))
	for i, n := range taken {
		if f := supplies[i].family; n > 0 && f >= 0 {
			s.families[f].cell = supplies[i].cell
		}
	}
	return gapsOf(supplies, taken)
}

func (g Gap) takes(c cell) bool {
	return g.Kind == c.kind && (g.Law == "" || g.Law == c.law) && (g.Difficulty == 0 || g.Difficulty == c.level)
}

func lacking(gaps []Gap) int {
	n := 0
	for _, g := range gaps {
		n += g.Lacks
	}
	return n
}

// split parts what was taken over the papers: of each cell and each sum every paper gets its share, rounded
// down or up.
func (s *stock) split(take map[int]int) []map[cell]int {
	left := map[cell]int{}
	for f, n := range take {
		left[s.families[f].cell] += n
	}
	out := make([]map[cell]int, len(s.order.Labels))
	for p := range out {
		papers, sums := len(out)-p, sumsOf(left)
		var supplies []supply
		for _, c := range s.cells {
			if left[c] > 0 {
				cost := draw(s.order.Seed, drawSplit, int64(p), int64(len(supplies))) % drawn
				supplies = append(supplies, supply{cell: c, room: left[c], cost: int64(cost)})
			}
		}
		out[p] = map[cell]int{}
		for i, n := range solve(supplies, func(c cell) (int, int) { return sums[c] / papers, (sums[c] + papers - 1) / papers }) {
			out[p][supplies[i].cell] = n
			left[supplies[i].cell] -= n
		}
	}
	return out
}

func sumsOf(cells map[cell]int) map[cell]int {
	sums := map[cell]int{}
	for c, n := range cells {
		for _, x := range []cell{c, {c.law, c.kind, 0}, {law: c.law}, {kind: c.kind, level: c.level}, {kind: c.kind}} {
			sums[x] += n
		}
	}
	return sums
}
