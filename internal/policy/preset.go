package policy

import (
	"slices"
	"strings"
)

// Preset is a whole policy to start from: the default, or the practice of one county of the
// compilation, named as the compilation names it.
type Preset struct {
	Key      string            // also how addresses name it
	Name     string            // the county, masked where the source masks it
	Sentence string            // what is particular, in one sentence
	Policy   Policy            // every value; what the source does not state is the default
	Rows     map[string]string // row of the source by the field it states, such as exam.pass_mark: SB-05
}

// value is one thing a county's paper states: the field, the row it stands in, and the value.
type value struct {
	field, row string
	set        func(*Policy)
}

type preset struct {
	key, name, sentence string
	values              []value
}

var presets = []preset{
	{"default", "通行做法", "多数地方现行办法的做法，依现行法律；没有本县办法时先用它。", nil},
	tujia, zhuangyao, anonymous, subei, sunan, zhangjiachuan, daozhen, songtao, weining,
}

// Presets lists the default and the nine counties in the order of the compilation.
func Presets() []Preset {
	out := make([]Preset, len(presets))
	for i, x := range presets {
		p := Default()
		rows := map[string]string{}
		for _, v := range x.values {
			v.set(&p)
			rows[v.field] = v.row
		}
		out[i] = Preset{x.key, x.name, x.sentence, p, rows}
	}
	return out
}

// States reports whether the source states the value of a field.
func (x Preset) States(field string) bool {
	for at := field; at != ""; at = at[:max(0, strings.LastIndexByte(at, '.'))] {
		if _, ok := x.Rows[at]; ok {
			return true
		}
	}
	return false
}

// PresetOf finds a preset by its key.
func PresetOf(key string) (Preset, bool) {
	all := Presets()
	i := slices.IndexFunc(all, func(p Preset) bool { return p.Key == key })
	if i < 0 {
		return Preset{}, false
	}
	return all[i], true
}

// blocked is what several counties do after a failed exam: no proposal and no second attempt.
func blocked(row string) []value {
	return []value{
		{"exam.fail_policy", row, func(p *Policy) { p.Exam.FailPolicy = FailBlock }},
		{"exam.makeups", row, func(p *Policy) { p.Exam.Makeups = 0 }},
	}
}

// untilPassed is what the others do: the person sits again, without limit of times or days.
func untilPassed(row string, then FailPolicy) []value {
	return []value{
		{"exam.fail_policy", row, func(p *Policy) { p.Exam.FailPolicy = then }},
		{"exam.makeups", row, func(p *Policy) { p.Exam.Makeups = -1 }},
		{"exam.makeup_within_days", row, func(p *Policy) { p.Exam.MakeupWithinDays = 0 }},
	}
}

// speech is a commitment speech of every nominee before or after the vote, under the county's headings.
func speech(row string, timing SpeechTiming, headings ...string) []value {
	out := []value{
		{"commitment.speech", row, func(p *Policy) { p.Commitment.Speech = WhomAll }},
		{"commitment.speech_timing", row, func(p *Policy) { p.Commitment.SpeechTiming = timing }},
	}
	if len(headings) > 0 {
		out = append(out, value{"commitment.headings", row, func(p *Policy) { p.Commitment.Headings = headings }})
	}
	return out
}

// presented is who explains a case and under which headings.
func presented(row string, by Presenter, headings ...string) []value {
	out := []value{{"presentation.by", row, func(p *Policy) { p.Presentation.By = by }}}
	if len(headings) > 0 {
		out = append(out, value{"presentation.headings", row, func(p *Policy) { p.Presentation.Headings = headings }})
	}
	return out
}

// secretBallot is appointment by secret ballot.
func secretBallot(row string) []value {
	return []value{
		{"vote.method.appoint", row, func(p *Policy) { p.Vote.Method[Appoint] = Secret }},
		{"vote.method.decide_appoint", row, func(p *Policy) { p.Vote.Method[DecideAppoint] = Secret }},
	}
}

// handedIn is what a county has handed in with an appointment besides the usual papers.
func handedIn(row string, more ...Document) []value {
	var out []value
	for _, a := range []Action{Appoint, DecideAppoint, ApproveAppoint} {
		out = append(out, value{"intake.documents." + string(a), row, func(p *Policy) {
			p.Intake.Documents[a] = slices.Concat(p.Intake.Documents[a], more)
		}})
	}
	return out
}

// reviews is a county that reviews appointees or units every year.
func reviews(row string) value {
	return value{"supervision.review.mode", row, func(p *Policy) { p.Supervision.Review.Mode = Required }}
}

// ratedByMembers is a county whose members alone rate.
func ratedByMembers(row string) value {
	return value{"supervision.rating.groups", row, func(p *Policy) {
		p.Supervision.Rating.Groups = []RaterGroup{{"members", "常委会组成人员", true}}
	}}
}

func examOf(row, organiser string) value {
	return value{"exam.organiser", row, func(p *Policy) { p.Exam.Organiser = organiser }}
}

func gates(row string, list ...Gate) value {
	return value{"review.gates", row, func(p *Policy) { p.Review.Gates = list }}
}

func certificateOnTheSpot(row string) value {
	return value{"certificate.on_the_spot", row, func(p *Policy) { p.Certificate.OnTheSpot = true }}
}

// autonomy is the county's own regulation on its autonomy, examined beside the laws (自治条例).
const autonomy = "本县自治条例"

// examined replaces the laws of the papers of some groups.
func examined(p *Policy, groups []Group, change func([]LawPart) []LawPart) {
	for _, g := range groups {
		b := p.Exam.Blueprints[g]
		b.Laws = change(slices.Clone(b.Laws))
		p.Exam.Blueprints[g] = b
	}
}

// organs are those whose people a county calls 一府两院, today with the supervisory commission (一府一委两院).
func organs() []Group { return []Group{Government, Supervision, Court, Procuratorate} }

func join(lists ...[]value) []value { return slices.Concat(lists...) }
