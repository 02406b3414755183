package exam

import (
	"cmp"
	"slices"
	"strings"
)

// Sheet is one marked paper: what each question earned.
type Sheet struct {
	Questions []Question
	Points    []float64 // beside Questions
}

// Total is what the sheet earned.
func (s Sheet) Total() float64 { return Total(s.Points) }

// Share is a part of what could be earned.
type Share struct {
	Name         string
	Earned, Full float64
}

// Rate is the share earned, 0 to 1.
func (s Share) Rate() float64 {
	if s.Full == 0 {
		return 0
	}
	return s.Earned / s.Full
}

// ByLaw shares what was earned by the law each question cites, the weakest first.
func ByLaw(sheets []Sheet) []Share {
	return shares(sheets, func(q Question) string {
		law, _, _ := strings.Cut(strings.TrimPrefix(q.Cites, "《"), "》")
		return law
	})
}

func shares(sheets []Sheet, name func(Question) string) []Share {
	var all []Share
	at := map[string]int{}
	for _, s := range sheets {
		for n, q := range s.Questions {
			key := name(q)
			i, seen := at[key]
			if !seen {
				i = len(all)
				at[key] = i
				all = append(all, Share{Name: key})
			}
			all[i].Earned += s.Points[n]
			all[i].Full += q.Points
		}
	}
	slices.SortStableFunc(all, func(a, b Share) int { return cmp.Compare(a.Rate(), b.Rate()) })
	return all
}

// ItemFigures says how a question of the bank did on the sheets it stood on.
type ItemFigures struct {
	ItemID int64
	Stem   string
	Cites  string
	Used   int
	Rate   float64 // 得分率, 0 to 1
	// Discrimination is the rate of the best 27 of a hundred sheets less that of the weakest, −1 to 1;
	// meaningful from ten sheets on.
	Discrimination float64
}

// Discriminates is the number of sheets from which Discrimination says something.
const Discriminates = 10

// ByItem gives the figures of each question, in the order of the papers.
func ByItem(sheets []Sheet) []ItemFigures {
	type use struct{ total, rate float64 }
	var all []ItemFigures
	uses := map[int64][]use{}
	for _, s := range sheets {
		total := s.Total()
		for n, q := range s.Questions {
			if uses[q.ItemID] == nil {
				all = append(all, ItemFigures{ItemID: q.ItemID, Stem: q.Stem, Cites: q.Cites})
			}
			uses[q.ItemID] = append(uses[q.ItemID], use{total, s.Points[n] / q.Points})
		}
	}
	mean := func(of []use) float64 {
		sum := 0.0
		for _, u := range of {
			sum += u.rate
		}
		return sum / float64(len(of))
	}
	for i := range all {
		of := uses[all[i].ItemID]
		all[i].Used, all[i].Rate = len(of), mean(of)
		if len(of) < Discriminates {
			continue
		}
		slices.SortStableFunc(of, func(a, b use) int { return cmp.Compare(b.total, a.total) })
		n := (len(of)*27 + 99) / 100
		all[i].Discrimination = mean(of[:n]) - mean(of[len(of)-n:])
	}
	return all
}

// Figures sums up a sitting for its report (考试情况).
type Figures struct {
	Called, Sat, Absent, Cancelled, Passed int
	Mean, Highest, Lowest                  float64
	Bands                                  []BandCount
}

// BandCount is how many reached a band of scores.
type BandCount struct {
	Label string
	Count int
}

// PassRate is the part of those who sat that passed, 0 to 1.
func (f Figures) PassRate() float64 {
	if f.Sat == 0 {
		return 0
	}
	return float64(f.Passed) / float64(f.Sat)
}

// SumUp counts the totals of those who sat, with the grade of each as the county names it. Bands lists the
// grades from the lowest; one that nobody reached is counted with 0.
func SumUp(totals []float64, absent, cancelled int, pass float64, grade func(float64) string, bands []string) Figures {
	f := Figures{Called: len(totals) + absent + cancelled, Sat: len(totals), Absent: absent, Cancelled: cancelled}
	for _, b := range bands {
		f.Bands = append(f.Bands, BandCount{Label: b})
	}
	if len(totals) == 0 {
		return f
	}
	for _, t := range totals {
		if t >= pass {
			f.Passed++
		}
		for i := range f.Bands {
			if f.Bands[i].Label == grade(t) {
				f.Bands[i].Count++
			}
		}
	}
	f.Mean, f.Highest, f.Lowest = tenths(Total(totals)/float64(len(totals))), slices.Max(totals), slices.Min(totals)
	return f
}

// Tens counts totals by tens, all below sixty together: 60 以下, 60–69 … 90–100.
func Tens(totals []float64) []BandCount {
	bands := []BandCount{{Label: "60 以下"}, {Label: "60–69"}, {Label: "70–79"}, {Label: "80–89"}, {Label: "90–100"}}
	for _, t := range totals {
		bands[min(max(int(t/10)-5, 0), len(bands)-1)].Count++
	}
	return bands
}
