package exam

import (
	"regexp"
	"slices"

	"renmian/internal/policy"
)

// even brings the mean difficulties of the papers together until they lie within the tolerance: a question is
// exchanged for one of the same law and kind, from another paper or from the bank.
func (s *stock) even(papers [][]place) {
	weights := make([]float64, len(papers))
	for i, p := range papers {
		for _, x := range p {
			weights[i] += float64(s.items[x.item].Difficulty) * s.points(x)
		}
	}
	for slices.Max(weights)-slices.Min(weights) > s.order.Tolerance*s.order.Blueprint.Total()+1e-9 && s.approach(papers, weights) {
	}
}

func (s *stock) points(x place) float64 { return s.order.Blueprint.Sections[x.section].Points }

// unrest is the sum of squares of how far weights lie from their mean; every exchange lowers it.
func unrest(weights []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, w := range weights {
		mean += w / float64(len(weights))
	}
	for _, w := range weights {
		sum += (w - mean) * (w - mean)
	}
	return sum
}

// approach makes the one exchange between the heaviest paper, the lightest and the bank that brings the papers
// closest together, if any does.
func (s *stock) approach(papers [][]place, weights []float64) bool {
	high, low := slices.Index(weights, slices.Max(weights)), slices.Index(weights, slices.Min(weights))
	best, after, found := unrest(weights)-1e-6, []float64(nil), func() {}
	try := func(down, up float64, fits func() bool, do func()) {
		now := slices.Clone(weights)
		now[high], now[low] = now[high]-down, now[low]+up
		if u := unrest(now); u < best && fits() {
			best, after, found = u, now, do
		}
	}
	level := func(item int) float64 { return float64(s.items[item].Difficulty) }
	a, b := papers[high], papers[low]
	for i, x := range a {
		for j, y := range b {
			if gain := level(x.item) - level(y.item); gain > 0 {
				try(gain*s.points(x), gain*s.points(y), func() bool { return s.fits(a, i, y.item) && s.fits(b, j, x.item) },
					func() { a[i].item, b[j].item = y.item, x.item })
			}
		}
	}
	for _, u := range s.unused(papers) {
		for i, x := range a {
			if gain := level(x.item) - level(u); gain > 0 {
				try(gain*s.points(x), 0, func() bool { return s.fits(a, i, u) }, func() { a[i].item = u })
			}
		}
		for j, y := range b {
			if gain := level(u) - level(y.item); gain > 0 {
				try(0, gain*s.points(y), func() bool { return s.fits(b, j, u) }, func() { b[j].item = u })
			}
		}
	}
	found()
	copy(weights, after)
	return after != nil
}

// unused lists the items on none of the papers.
func (s *stock) unused(papers [][]place) []int {
	used := make([]bool, len(s.items))
	for _, p := range papers {
		for _, x := range p {
			used[x.item] = true
		}
	}
	var all []int
	for i := range s.items {
		if !used[i] {
			all = append(all, i)
		}
	}
	return all
}

// fits reports whether an item may take a place of a paper: of the same law and kind, alone of its family
// there, and with no minimum of difficulty broken.
func (s *stock) fits(p []place, at, item int) bool {
	was, now := s.items[p[at].item], s.items[item]
	if was.Law != now.Law || was.Kind != now.Kind {
		return false
	}
	for i, x := range p {
		if i != at && s.of[x.item] == s.of[item] {
			return false
		}
	}
	for _, c := range []cell{cellOf(was), {kind: was.Kind, level: was.Difficulty}} {
		n := 0
		for _, x := range p {
			if it := s.items[x.item]; it.Kind == c.kind && it.Difficulty == c.level && (c.law == "" || it.Law == c.law) {
				n++
			}
		}
		if was.Difficulty != now.Difficulty && n <= s.least[c] {
			return false
		}
	}
	return true
}

// Substitutes lists the items that may replace a question of a draft (换题): of the same law, kind and
// difficulty, on none of the papers, and no near-duplicate of another question on its paper.
func Substitutes(bank []Item, group policy.Group, papers [][]Question, paper, position int) []Item {
	used, others := map[int64]bool{}, [][]uint64{}
	for i, p := range papers {
		for _, q := range p {
			used[q.ItemID] = true
			if i == paper && q.Position != position {
				others = append(others, pairs(Item{Stem: q.Stem, Options: q.Options}.Text()))
			}
		}
	}
	at := slices.IndexFunc(papers[paper], func(q Question) bool { return q.Position == position })
	if at < 0 {
		return nil
	}
	q := papers[paper][at]
	var all []Item
	for _, it := range bank {
		if !it.Usable() || used[it.ID] || it.Kind != q.Kind || it.Difficulty != q.Difficulty || !slices.Contains(it.Groups, group) ||
			it.Law != q.Law() {
			continue
		}
		text := pairs(it.Text())
		if !slices.ContainsFunc(others, func(o []uint64) bool { return alike(o, text) >= NearDuplicate }) {
			all = append(all, it)
		}
	}
	return all
}

// AsQuestion sets an item in the place of a question, its options in an order drawn by the seed.
func (i Item) AsQuestion(at Question, seed int64) Question {
	options, key := shuffle(i, seed, int64(at.Position))
	return Question{Position: at.Position, Section: at.Section, ItemID: i.ID, Kind: i.Kind, Stem: i.Stem, Options: options, Key: key,
		Cites: i.Cites(), Note: i.Note, Difficulty: i.Difficulty, Points: at.Points}
}

// refers finds options that speak of others by place, 以上都对, A和C: their order stays.
var refers = regexp.MustCompile(`以上|上述|都对|都错|都不|均正确|均错误|均不|全对|全错|前[一二两三四]项|[A-H]\s*[、和与,，]\s*[A-H]|[A-H]项`)

// shuffle puts the options of a choice into an order drawn for the paper; the key follows.
func shuffle(it Item, seed, paper int64) ([]string, Key) {
	if it.Kind != policy.SingleChoice && it.Kind != policy.MultipleChoice ||
		slices.ContainsFunc(append(slices.Clone(it.Options), it.Stem), func(t string) bool { return refers.MatchString(t) }) {
		return slices.Clone(it.Options), slices.Clone(it.Key)
	}
	order := make([]int, len(it.Options))
	for i := range order {
		order[i] = i
	}
	for i := len(order) - 1; i > 0; i-- {
		j := int(draw(seed, drawOption, paper, it.ID, int64(i)) % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
	options, key := make([]string, len(order)), Key{}
	for to, from := range order {
		options[to] = it.Options[from]
		if slices.Contains(it.Key, Letter(from)) {
			key = append(key, Letter(to))
		}
	}
	return options, key
}
