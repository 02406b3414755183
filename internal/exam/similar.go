package exam

import (
	"slices"
	"strings"
	"unicode"
)

// NearDuplicate is from which likeness two questions ask the same thing and may not stand on one paper.
const NearDuplicate = 0.6

// Text is what is compared to find near-duplicates: the stem and the options, for many stems differ in
// nothing but what is offered.
func (i Item) Text() string { return strings.Join(append([]string{i.Stem}, i.Options...), " ") }

// pairs lists the pairs of neighbouring characters of a text, sorted, each once. Punctuation and blanks do not count.
func pairs(text string) []uint64 {
	var last rune
	var all []uint64
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if last != 0 {
			all = append(all, uint64(last)<<32|uint64(r))
		}
		last = unicode.ToLower(r)
	}
	if len(all) == 0 && last != 0 {
		all = append(all, uint64(last))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// alike says how alike two texts are, from 0 to 1: the share of pairs of neighbouring characters they have
// in common (Jaccard).
func alike(a, b []uint64) float64 {
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	if len(a)+len(b) == 0 {
		return 1
	}
	return float64(common) / float64(len(a)+len(b)-common)
}

// families parts items into groups of near-duplicates; what is like one member belongs to the group.
// It gives each item the index of the first member of its group.
func families(items []Item) []int {
	family, sets := make([]int, len(items)), make([][]uint64, len(items))
	for i, it := range items {
		family[i], sets[i] = i, pairs(it.Text())
	}
	head := func(i int) int {
		for family[i] != i {
			i = family[i]
		}
		return i
	}
	for i := range items {
		for j := range i {
			short, long := min(len(sets[i]), len(sets[j])), max(len(sets[i]), len(sets[j]))
			if float64(short) < NearDuplicate*float64(long) { // they cannot have that much in common
				continue
			}
			if a, b := head(i), head(j); a != b && alike(sets[i], sets[j]) >= NearDuplicate {
				family[max(a, b)] = min(a, b)
			}
		}
	}
	for i := range family {
		family[i] = head(i)
	}
	return family
}
