package exam

import (
	"cmp"
	"slices"

	"renmian/internal/policy"
)

// Order is what is asked of a set of papers (组卷要求).
type Order struct {
	Blueprint policy.Blueprint // laws by their short titles, as items carry them
	Group     policy.Group
	Labels    []string // A, B: one paper each
	Seed      int64    // the same bank and the same seed give the same papers
	Tolerance float64  // between the mean difficulties of the papers
}

// Gap is a cell of the blueprint that the bank cannot fill (缺题). An empty law and a zero difficulty mean that
// any will do.
type Gap struct {
	Law        string
	Kind       policy.QuestionKind
	Difficulty int
	Lacks      int
}

// Assembly is what came of an order.
type Assembly struct {
	Papers [][]Question // in the order of the labels; none when there are gaps
	Gaps   []Gap        // the fewest items to add so that a paper can be made
	Shared []Gap        // the fewest items to add so that no item need stand on two papers
	Spread float64      // between the highest and the lowest mean difficulty
}

// Assemble makes a set of papers (组卷)〔SB-20、SN-04、DZ-05〕: sections as ordered, the least number of each law,
// no item and no near-duplicate twice on a paper, no item on two papers while the bank allows it, the same
// weight of laws and difficulties on each. Only usable items of the group are taken. Near-duplicates that lie
// in different cells count as one item for the whole set.
func Assemble(bank []Item, o Order) Assembly {
	s := newStock(bank, o)
	if gaps := s.settle(); len(gaps) > 0 {
		return Assembly{Gaps: gaps}
	}
	var out Assembly
	papers := s.deal(s.fill(len(o.Labels), true))
	if s.repeats(papers) {
		out.Shared = s.lacks(len(o.Labels))
	}
	s.even(papers)
	for i, p := range papers {
		out.Papers = append(out.Papers, s.write(p, int64(i)))
	}
	out.Spread = Spread(out.Papers)
	return out
}

// Mean is the mean difficulty of a paper, each question weighing as many as its points.
func Mean(questions []Question) float64 {
	sum, points := 0.0, 0.0
	for _, q := range questions {
		sum, points = sum+float64(q.Difficulty)*q.Points, points+q.Points
	}
	if points == 0 {
		return 0
	}
	return sum / points
}

// Spread is how far the mean difficulties of papers lie apart.
func Spread(papers [][]Question) float64 {
	if len(papers) == 0 {
		return 0
	}
	low, high := Mean(papers[0]), Mean(papers[0])
	for _, p := range papers[1:] {
		low, high = min(low, Mean(p)), max(high, Mean(p))
	}
	return high - low
}

// place is an item in a section of a paper.
type place struct{ item, section int }

// deal parts what was taken of each family over the papers, each cell as evenly as numbers allow, and puts
// the items into sections.
func (s *stock) deal(take map[int]int) [][]place {
	papers, given := make([][]place, len(s.order.Labels)), map[int]int{}
	for p, share := range s.split(take) {
		chosen := map[policy.QuestionKind][]int{}
		for _, c := range s.cells {
			for _, f := range s.mostLeft(c, take, int64(p))[:share[c]] {
				members := s.inCell(f, c)
				chosen[c.kind] = append(chosen[c.kind], members[given[f]%len(members)])
				given[f]++
				take[f]--
			}
		}
		for i, section := range s.order.Blueprint.Sections {
			of := chosen[section.Kind]
			s.sort(of, drawOrder, int64(p))
			for _, item := range of[:section.Count] {
				papers[p] = append(papers[p], place{item, i})
			}
			chosen[section.Kind] = of[section.Count:]
		}
	}
	return papers
}

// mostLeft lists the families of a cell that are still to be given, those with most copies left first: so
// none is left with more copies than papers.
func (s *stock) mostLeft(c cell, take map[int]int, paper int64) []int {
	var of []int
	for f := range s.families {
		if s.families[f].cell == c && take[f] > 0 {
			of = append(of, f)
		}
	}
	slices.SortFunc(of, func(a, b int) int {
		return cmp.Or(take[b]-take[a], cmp.Compare(s.draw(a, drawDeal, paper), s.draw(b, drawDeal, paper)))
	})
	return of
}

// repeats reports whether an item stands on more than one paper.
func (s *stock) repeats(papers [][]place) bool {
	seen := map[int]bool{}
	for _, p := range papers {
		for _, x := range p {
			if seen[x.item] {
				return true
			}
			seen[x.item] = true
		}
	}
	return false
}

// write sets a paper: questions numbered through, options in an order of its own.
func (s *stock) write(p []place, paper int64) []Question {
	out := make([]Question, len(p))
	for i, x := range p {
		it := s.items[x.item]
		options, key := shuffle(it, s.order.Seed, paper)
		out[i] = Question{Position: i + 1, Section: x.section + 1, ItemID: it.ID, Kind: it.Kind, Stem: it.Stem, Options: options, Key: key,
			Cites: it.Cites(), Note: it.Note, Difficulty: it.Difficulty, Points: s.order.Blueprint.Sections[x.section].Points}
	}
	return out
}
