package policy

import (
	"slices"
	"strconv"
	"strings"
)

// Chapter is the settings of one stage, as a chapter of a county's own rules.
type Chapter struct {
	Key, Title string
	Settings   []Setting
}

// Kind is how a setting is written down.
type Kind string

const (
	Number Kind = "number" // 一个数
	Line   Kind = "line"   // 一行文字
	Lines  Kind = "lines"  // 每行一项
	One    Kind = "one"    // 选一项
	Many   Kind = "many"   // 选若干项
)

// Setting is one value of the county's rules in plain words: its name, how it reads and what it does.
type Setting struct {
	Field   string // path in the stored form, as Problem.Field names it
	Label   string
	Effect  string // what follows from the value in this system
	Kind    Kind
	Unit    string
	Options []Option

	typed func(Policy) []string // as a form holds it
	words func(Policy) string   // as a sentence holds it
	set   func(*Policy, []string) bool
}

// Words is the setting's value as it is read.
func (s Setting) Words(p Policy) string {
	if w := s.words(p); w != "" {
		return w
	}
	return "无"
}

// Typed is the setting's value as a form holds it: one text, or every option chosen.
func (s Setting) Typed(p Policy) []string { return s.typed(p) }

// Set reads what was typed into the policy; false when it cannot be read.
func (s Setting) Set(p *Policy, typed []string) bool { return s.set(p, typed) }

// Chapters lists every setting, in the order in which a case meets them.
func Chapters() []Chapter {
	return slices.Concat(chaptersBefore(), []Chapter{chapterExam()}, chaptersMeeting(), chaptersAfter(), []Chapter{chapterLanguage()})
}

// Differences lists the settings on which the policies do not agree, in their chapters.
func Differences(all ...Policy) []Chapter {
	var out []Chapter
	for _, c := range Chapters() {
		same := func(s Setting) bool {
			return !slices.ContainsFunc(all, func(p Policy) bool { return s.Words(p) != s.Words(all[0]) })
		}
		if c.Settings = slices.DeleteFunc(c.Settings, same); len(c.Settings) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func first(typed []string) string {
	if len(typed) == 0 {
		return ""
	}
	return strings.TrimSpace(typed[0])
}

// entries splits a text into its lines, without empty ones.
func entries(typed []string) []string {
	var out []string
	for _, text := range typed {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, line)
			}
		}
	}
	return out
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func number(field, label, unit, effect string, at func(*Policy) *int) Setting {
	typed := func(p Policy) string { return strconv.Itoa(*at(&p)) }
	return Setting{Field: field, Label: label, Effect: effect, Kind: Number, Unit: unit,
		typed: func(p Policy) []string { return []string{typed(p)} },
		words: func(p Policy) string { return typed(p) + unit },
		set: func(p *Policy, v []string) bool {
			n, err := strconv.Atoi(first(v))
			if err == nil {
				*at(p) = n
			}
			return err == nil
		}}
}

func points(field, label, effect string, at func(*Policy) *float64) Setting {
	return Setting{Field: field, Label: label, Effect: effect, Kind: Number, Unit: "分",
		typed: func(p Policy) []string { return []string{decimal(*at(&p))} },
		words: func(p Policy) string { return decimal(*at(&p)) + "分" },
		set: func(p *Policy, v []string) bool {
			n, err := strconv.ParseFloat(first(v), 64)
			if err == nil {
				*at(p) = n
			}
			return err == nil
		}}
}

func flag(field, label, yes, no, effect string, at func(*Policy) *bool) Setting {
	typed := func(p Policy) string {
		if *at(&p) {
			return "yes"
		}
		return "no"
	}
	options := []Option{{"yes", yes}, {"no", no}}
	return Setting{Field: field, Label: label, Effect: effect, Kind: One, Options: options,
		typed: func(p Policy) []string { return []string{typed(p)} },
		words: func(p Policy) string {
			if *at(&p) {
				return yes
			}
			return no
		},
		set: func(p *Policy, v []string) bool {
			*at(p) = first(v) == "yes"
			return first(v) == "yes" || first(v) == "no"
		}}
}

func line(field, label, effect string, at func(*Policy) *string) Setting {
	return Setting{Field: field, Label: label, Effect: effect, Kind: Line,
		typed: func(p Policy) []string { return []string{*at(&p)} },
		words: func(p Policy) string { return *at(&p) },
		set:   func(p *Policy, v []string) bool { *at(p) = first(v); return true }}
}

func lines(field, label, effect string, at func(*Policy) *[]string) Setting {
	return Setting{Field: field, Label: label, Effect: effect, Kind: Lines,
		typed: func(p Policy) []string { return []string{strings.Join(*at(&p), "\n")} },
		words: func(p Policy) string { return strings.Join(*at(&p), "、") },
		set:   func(p *Policy, v []string) bool { *at(p) = entries(v); return true }}
}

// listed is a value of one of the closed lists.
type listed interface {
	~string
	Label() string
	Options() []Option
}

func one[T listed](field, label, effect string, at func(*Policy) *T) Setting {
	var list T
	return Setting{Field: field, Label: label, Effect: effect, Kind: One, Options: list.Options(),
		typed: func(p Policy) []string { return []string{string(*at(&p))} },
		words: func(p Policy) string { return (*at(&p)).Label() },
		set:   func(p *Policy, v []string) bool { *at(p) = T(first(v)); return true }}
}

func many[T listed](field, label, effect string, at func(*Policy) *[]T) Setting {
	return manyOf(field, label, effect, func(p Policy) []T { return *at(&p) }, func(p *Policy, list []T) { *at(p) = list })
}

func manyOf[T listed](field, label, effect string, get func(Policy) []T, put func(*Policy, []T)) Setting {
	var list T
	return Setting{Field: field, Label: label, Effect: effect, Kind: Many, Options: list.Options(),
		typed: func(p Policy) []string {
			var out []string
			for _, v := range get(p) {
				out = append(out, string(v))
			}
			return out
		},
		words: func(p Policy) string {
			var out []string
			for _, v := range get(p) {
				out = append(out, v.Label())
			}
			return strings.Join(out, "、")
		},
		set: func(p *Policy, typed []string) bool {
			var out []T
			for _, v := range typed {
				if v != "" {
					out = append(out, T(v))
				}
			}
			put(p, out)
			return true
		}}
}
