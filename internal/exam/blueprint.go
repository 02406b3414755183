package exam

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/policy"
)

// Named reports whether a law goes by a name: its title, with or without the country's, or its short title.
func (l Law) Named(name string) bool {
	const country = "中华人民共和国"
	return name == l.Short || strings.TrimPrefix(name, country) == strings.TrimPrefix(l.Title, country)
}

// ByShortTitles gives the laws of a blueprint the short titles that items carry; a law the bank does not know
// keeps its name, and then all its questions are missing.
func ByShortTitles(b policy.Blueprint, laws []Law) policy.Blueprint {
	short := func(name string) string {
		if i := slices.IndexFunc(laws, func(l Law) bool { return name != "" && l.Named(name) }); i >= 0 {
			return laws[i].Short
		}
		return name
	}
	b.Laws, b.Cells = slices.Clone(b.Laws), slices.Clone(b.Cells)
	for i := range b.Laws {
		b.Laws[i].Law = short(b.Laws[i].Law)
	}
	for i := range b.Cells {
		b.Cells[i].Law = short(b.Cells[i].Law)
	}
	return b
}

var levelLabels = []string{"", "容易", "较易", "中等", "较难", "难"}

// LevelLabel is a difficulty in a word.
func LevelLabel(level int) string {
	if level < 1 || level >= len(levelLabels) {
		return ""
	}
	return levelLabels[level]
}

// String names the cell and what it lacks: 《监督法》较难的单项选择题缺 3 题.
func (g Gap) String() string {
	law, level := "不限法规", ""
	if g.Law != "" {
		law = "《" + g.Law + "》"
	}
	if g.Difficulty > 0 {
		level = LevelLabel(g.Difficulty) + "的"
	}
	return law + level + g.Kind.Label() + "缺 " + strconv.Itoa(g.Lacks) + " 题"
}

// Digest is the check value of a set of papers as it is sealed: any change of a word changes it.
func Digest(labels []string, papers [][]Question) []byte {
	h := sha256.New()
	for i, p := range papers {
		text, err := json.Marshal(p)
		if err != nil {
			panic(err) // texts and numbers can always be written
		}
		fmt.Fprintf(h, "%s %d\n%s\n", labels[i], len(text), text)
	}
	return h.Sum(nil)
}
