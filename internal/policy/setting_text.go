package policy

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A rule of more than one number is typed a line for each, its parts set apart by a space or a semicolon.

func written[T any](field, label, effect string, get func(Policy) []T, put func(*Policy, []T), typed, words func(T) string,
	read func(Policy, string) (T, bool)) Setting {
	each := func(p Policy, f func(T) string) []string {
		var out []string
		for _, v := range get(p) {
			out = append(out, f(v))
		}
		return out
	}
	return Setting{Field: field, Label: label, Effect: effect, Kind: Lines,
		typed: func(p Policy) []string { return []string{strings.Join(each(p, typed), "\n")} },
		words: func(p Policy) string { return strings.Join(each(p, words), "；") },
		set: func(p *Policy, v []string) bool {
			var out []T
			for _, l := range entries(v) {
				x, ok := read(*p, l)
				if !ok {
					return false
				}
				out = append(out, x)
			}
			put(p, out)
			return true
		}}
}

func bands() Setting {
	return written("exam.bands", "等次", "成绩单和统计按此分等。每行一个：起始分 名称。",
		func(p Policy) []Band { return p.Exam.Bands }, func(p *Policy, v []Band) { p.Exam.Bands = v },
		func(b Band) string { return decimal(b.From) + " " + b.Label },
		func(b Band) string { return decimal(b.From) + "分以上" + b.Label },
		func(_ Policy, l string) (Band, bool) {
			f := strings.Fields(l)
			if len(f) != 2 {
				return Band{}, false
			}
			from, err := strconv.ParseFloat(f[0], 64)
			return Band{from, f[1]}, err == nil
		})
}

func putBlueprint(p *Policy, g Group, change func(*Blueprint)) {
	p.Exam.Blueprints = maps.Clone(p.Exam.Blueprints)
	b := p.Exam.Blueprints[g]
	change(&b)
	p.Exam.Blueprints[g] = b
}

func paperSections(g Group) Setting {
	return written("exam.blueprints."+string(g), g.Label()+"试卷的题型", "组卷按此抽题，合计须为 100 分。每行一个：题型 题数 每题分值。",
		func(p Policy) []Section { return p.Exam.Blueprints[g].Sections },
		func(p *Policy, v []Section) { putBlueprint(p, g, func(b *Blueprint) { b.Sections = v }) },
		func(s Section) string { return fmt.Sprintf("%s %d %s", s.Kind.Label(), s.Count, decimal(s.Points)) },
		func(s Section) string {
			return fmt.Sprintf("%s%d题每题%s分", s.Kind.Label(), s.Count, decimal(s.Points))
		},
		func(_ Policy, l string) (Section, bool) {
			f := strings.Fields(l)
			if len(f) != 3 {
				return Section{}, false
			}
			count, err := strconv.Atoi(f[1])
			each, bad := strconv.ParseFloat(f[2], 64)
			i := slices.IndexFunc(QuestionKind("").Options(), func(o Option) bool { return o.Label == f[0] })
			if i < 0 || err != nil || bad != nil {
				return Section{}, false
			}
			return Section{QuestionKind(QuestionKind("").Options()[i].Value), count, each}, true
		})
}

func paperLaws(g Group) Setting {
	return written("exam.blueprints."+string(g)+".laws", g.Label()+"试卷的法律", "组卷时各部法律不少于所定题数，题库不足的会指出缺什么。每行一部：法律名称 最少题数。",
		func(p Policy) []LawPart { return p.Exam.Blueprints[g].Laws },
		func(p *Policy, v []LawPart) { putBlueprint(p, g, func(b *Blueprint) { b.Laws = v }) },
		func(l LawPart) string { return fmt.Sprintf("%s %d", l.Law, l.Min) },
		func(l LawPart) string { return fmt.Sprintf("%s%d题", l.Law, l.Min) },
		func(_ Policy, l string) (LawPart, bool) {
			f := strings.Fields(l)
			if len(f) != 2 {
				return LawPart{}, false
			}
			n, err := strconv.Atoi(f[1])
			return LawPart{f[0], n}, err == nil
		})
}

const counts, advises = "计入结果", "只作参考"

func raters() Setting {
	word := func(g RaterGroup) string {
		if g.Decides {
			return counts
		}
		return advises
	}
	return written("supervision.rating.groups", "测评人员组", "各组分别统计，只有计入结果的组决定等次。每行一组：名称 计入结果（或只作参考）。",
		func(p Policy) []RaterGroup { return p.Supervision.Rating.Groups },
		func(p *Policy, v []RaterGroup) {
			for i := range v { // a new group gets a key of its own
				for n := i + 1; v[i].Key == "" || slices.ContainsFunc(v[:i], func(g RaterGroup) bool { return g.Key == v[i].Key }); n++ {
					v[i].Key = "group" + strconv.Itoa(n)
				}
			}
			p.Supervision.Rating.Groups = v
		},
		func(g RaterGroup) string { return g.Label + " " + word(g) },
		func(g RaterGroup) string { return g.Label + "（" + word(g) + "）" },
		func(p Policy, l string) (RaterGroup, bool) {
			f := strings.Fields(l)
			if len(f) != 2 || f[1] != counts && f[1] != advises {
				return RaterGroup{}, false
			}
			g := RaterGroup{Label: f[0], Decides: f[1] == counts}
			for _, old := range p.Supervision.Rating.Groups {
				if old.Label == g.Label {
					g.Key = old.Key
				}
			}
			return g, true
		})
}

const otherwise = "其余"

// typed is a rule as one line: 称职；优秀、称职；超过 1/2；全体组成人员；无.
func (r ResultRule) typed() string {
	if len(r.Sum) == 0 {
		return strings.Join([]string{r.Result, otherwise, r.Next.Label()}, "；")
	}
	return strings.Join([]string{r.Result, strings.Join(r.Sum, "、"), r.share(), r.Base.Label(), r.Next.Label()}, "；")
}

func (r ResultRule) share() string {
	reach := "达到"
	if r.Over {
		reach = "超过"
	}
	return fmt.Sprintf("%s %d/%d", reach, r.Num, r.Den)
}

func (r ResultRule) words() string {
	out := r.Result + "：" + otherwise
	if len(r.Sum) > 0 {
		out = r.Result + "：" + strings.Join(r.Sum, "、") + "合计" + strings.ReplaceAll(r.share(), " ", "") + r.Base.Label()
		if len(r.Sum) == 1 {
			out = strings.Replace(out, "合计", "", 1)
		}
	}
	if r.Next != NextNone {
		out += "，" + r.Next.Label()
	}
	return out
}

// readRule is the reverse of typed.
func readRule(l string) (r ResultRule, ok bool) {
	f := strings.Split(strings.ReplaceAll(l, ";", "；"), "；")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	r.Result = f[0]
	ok = len(f) == 3 && f[1] == otherwise
	if len(f) == 5 {
		r.Sum = strings.Split(f[1], "、")
		var reach string
		n, err := fmt.Sscanf(strings.NewReplacer("过", "过 ", "到", "到 ", "/", " / ").Replace(f[2]), "%s %d / %d", &reach, &r.Num, &r.Den)
		r.Over = reach == "超过"
		ok = n == 3 && err == nil && (r.Over || reach == "达到") && pick(f[3], &r.Base)
	}
	return r, ok && pick(f[len(f)-1], &r.Next)
}

// pick finds the value of a closed list by its words.
func pick[T listed](label string, to *T) bool {
	for _, o := range (*to).Options() {
		if o.Label == label {
			*to = T(o.Value)
			return true
		}
	}
	return false
}

func scale(field, label string, at func(*Policy) *Scale) []Setting {
	return []Setting{
		lines(field+".grades", label+"的等次", "测评票上的选项，从高到低，每行一个。", func(p *Policy) *[]string { return &at(p).Grades }),
		written(field+".rules", label+"的结果规则", "依次适用，第一条成立的为结果，并按此处理；最后一条写“其余”。每行一条：结果；相加的等次；超过（或达到）几分之几；基数；处理。",
			func(p Policy) []ResultRule { return at(&p).Rules }, func(p *Policy, v []ResultRule) { at(p).Rules = v },
			ResultRule.typed, ResultRule.words, func(_ Policy, l string) (ResultRule, bool) { return readRule(l) }),
	}
}
