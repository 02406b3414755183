package exam

import "slices"

// Stock is a bank prepared for the search of near-duplicates: which questions have a pair of characters.
type Stock struct {
	items []Item
	sets  [][]uint64
	with  map[uint64][]int32
}

// NearItem is a question of the bank that asks nearly the same as another.
type NearItem struct {
	Item
	Share float64 // of what they have in common, 1 for the same words
}

// NewStock prepares questions for the search.
func NewStock(items []Item) *Stock {
	s := &Stock{with: map[uint64][]int32{}}
	for _, i := range items {
		s.Add(i)
	}
	return s
}

// Add makes a further question known.
func (s *Stock) Add(i Item) {
	set := pairs(i.Text())
	n := int32(len(s.items))
	s.items, s.sets = append(s.items, i), append(s.sets, set)
	for _, p := range set {
		s.with[p] = append(s.with[p], n)
	}
}

// Near lists the questions that ask nearly the same as the item, the most alike first; the item itself is
// not one of them.
func (s *Stock) Near(i Item) []NearItem {
	set := pairs(i.Text())
	common := map[int32]int{}
	for _, p := range set {
		for _, n := range s.with[p] {
			common[n]++
		}
	}
	var near []NearItem
	for n, c := range common {
		share := float64(c) / float64(len(set)+len(s.sets[n])-c)
		if share >= NearDuplicate && (i.ID == 0 || s.items[n].ID != i.ID) {
			near = append(near, NearItem{s.items[n], share})
		}
	}
	slices.SortFunc(near, func(a, b NearItem) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return int(a.ID - b.ID)
	})
	return near
}
