package exam

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"renmian/internal/policy"
)

// Mark is what an objective answer earns (客观题自动判分)〔业务参考 3 阅卷〕. A multiple choice with a wrong
// option earns nothing; one that lacks options earns half when the county gives part marks (partial), else
// nothing. The blanks of a fill-in share its points.
func Mark(q Question, a Answer, partial bool) float64 {
	switch q.Kind {
	case policy.SingleChoice, policy.TrueFalse:
		if len(a) == 1 && len(q.Key) == 1 && a[0] == q.Key[0] {
			return q.Points
		}
	case policy.MultipleChoice:
		return markMultiple(q, a, partial)
	case policy.FillIn:
		right := 0
		for i, accepted := range q.Key {
			if i < len(a) && accepts(accepted, a[i]) {
				right++
			}
		}
		return tenths(q.Points * float64(right) / float64(len(q.Key)))
	}
	return 0
}

func markMultiple(q Question, a Answer, partial bool) float64 {
	chosen := slices.Compact(slices.Sorted(slices.Values(a)))
	for _, letter := range chosen {
		if !slices.Contains(q.Key, letter) {
			return 0
		}
	}
	switch {
	case len(chosen) == len(q.Key):
		return q.Points
	case partial && len(chosen) > 0:
		return tenths(q.Points / 2)
	}
	return 0
}

// accepts reports whether the text of a blank is one of the accepted answers, written without regard to
// spaces, marks and full or half width.
func accepts(accepted, given string) bool {
	given = plain(given)
	return given != "" && slices.ContainsFunc(strings.Split(accepted, "｜"), func(one string) bool { return plain(one) == given })
}

// plain leaves letters and digits, in half width.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '/' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// tenths rounds points to one decimal, the unit of all marks.
func tenths(points float64) float64 { return math.Round(points*10) / 10 }

// Settled is how far the marking of one answer by persons has come.
type Settled struct {
	Points float64 // valid when Next is 0
	Next   int     // 1 first, 2 second, 3 third marking is due; 0 none
}

// Settle applies blind double marking (主观题双评) to the marks given so far, in their order: two marks no
// further apart than the limit give their mean, others go to a third person, whose mark counts
// 〔业务参考 3 阅卷：主观题双评、差值超限复核〕. Without double marking the first mark counts.
func Settle(given []float64, double bool, limit float64) Settled {
	switch {
	case len(given) == 0:
		return Settled{Next: 1}
	case !double:
		return Settled{Points: given[0]}
	case len(given) == 1:
		return Settled{Next: 2}
	case math.Abs(given[0]-given[1]) <= limit+1e-9:
		return Settled{Points: tenths((given[0] + given[1]) / 2)}
	case len(given) == 2:
		return Settled{Next: 3}
	}
	return Settled{Points: given[2]}
}

// ValidPoints reports whether a person may give the points for a question: 0 to its points, in halves
// or tenths, to one decimal.
func ValidPoints(points float64, q Question) bool {
	return points >= 0 && points <= q.Points && math.Abs(points*10-math.Round(points*10)) < 1e-6
}

// Total adds the points of a paper.
func Total(points []float64) float64 {
	sum := 0.0
	for _, p := range points {
		sum += p
	}
	return tenths(sum)
}

// Alike counts the questions that two candidates with the same paper both got wrong with the same wrong
// answer, and those both got wrong: the sign by which 雷同卷 are found. Texts are not compared.
func Alike(questions []Question, a, b map[int]Answer) (same, wrong int) {
	for _, q := range questions {
		x, y := a[q.Position], b[q.Position]
		if !Objective(q.Kind) || len(x) == 0 || len(y) == 0 || Mark(q, x, false) == q.Points || Mark(q, y, false) == q.Points {
			continue
		}
		wrong++
		if slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y))) {
			same++
		}
	}
	return same, wrong
}

// TooAlike reports whether two answer sheets are to be looked at by a person: at least five common wrong
// answers, and four of five wrong answers the same.
func TooAlike(same, wrong int) bool { return same >= 5 && 5*same >= 4*wrong }
