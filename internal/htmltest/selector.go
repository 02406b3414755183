package htmltest

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// condition is one thing an element has to be: of a type, or with an attribute of a value.
type condition struct {
	kind  byte // t type, # id, . class, [ attribute, = attribute with value
	name  string
	value string
}

// step is what one element of a path has to be.
type step []condition

var (
	partPattern   = regexp.MustCompile(`^(?:([a-zA-Z][a-zA-Z0-9]*)|([#.])([\w-]+)|\[([\w:-]+)(?:=("[^"]*"|[^\]]*))?\])`)
	bracketOrRune = regexp.MustCompile(`\[[^\]]*\]|\S`)
)

func parseSelector(selector string) ([]step, error) {
	var steps []step
	for _, word := range split(selector) {
		var s step
		for word != "" {
			m := partPattern.FindStringSubmatch(word)
			if m == nil {
				return nil, errors.New("cannot read " + word)
			}
			switch {
			case m[1] != "":
				s = append(s, condition{kind: 't', name: m[1]})
			case m[2] != "":
				s = append(s, condition{kind: m[2][0], name: m[3]})
			case strings.Contains(m[0], "="):
				s = append(s, condition{kind: '=', name: m[4], value: strings.Trim(m[5], `"'`)})
			default:
				s = append(s, condition{kind: '[', name: m[4]})
			}
			word = word[len(m[0]):]
		}
		steps = append(steps, s)
	}
	if len(steps) == 0 {
		return nil, errors.New("empty")
	}
	return steps, nil
}

// split cuts at blanks that do not stand inside brackets.
func split(selector string) []string {
	var words []string
	end := -1
	for _, at := range bracketOrRune.FindAllStringIndex(selector, -1) {
		if at[0] == end {
			words[len(words)-1] += selector[at[0]:at[1]]
		} else {
			words = append(words, selector[at[0]:at[1]])
		}
		end = at[1]
	}
	return words
}

// matches reports whether n fits the last step and its ancestors below root fit the steps before, in order.
func matches(n *html.Node, steps []step, root *html.Node) bool {
	last := len(steps) - 1
	if !fits(n, steps[last]) {
		return false
	}
	if last == 0 {
		return true
	}
	for up := n.Parent; up != nil && up != root.Parent; up = up.Parent {
		if up.Type == html.ElementNode && matches(up, steps[:last], root) {
			return true
		}
	}
	return false
}

func fits(n *html.Node, s step) bool {
	for _, c := range s {
		value, has := attr(n, c.name)
		switch c.kind {
		case 't':
			if n.Data != c.name {
				return false
			}
		case '#':
			if id, _ := attr(n, "id"); id != c.name {
				return false
			}
		case '.':
			class, _ := attr(n, "class")
			if !slices.Contains(strings.Fields(class), c.name) {
				return false
			}
		case '[':
			if !has {
				return false
			}
		case '=':
			if !has || value != c.value {
				return false
			}
		}
	}
	return true
}
