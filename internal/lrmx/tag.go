package lrmx

import (
	"encoding/xml"
	"io"
	"strings"
)

// tag is a start or end tag; name is without its prefix.
type tag struct {
	name    string
	closing bool
	short   bool
	spaced  bool // blank before the slash of a short tag
	end     int
}

// tag reads a well-formed tag at pos; ok is false when the “<” there begins none.
func (sc *scanner) tag() (t tag, ok bool) {
	s := sc.s[sc.pos:min(len(sc.s), sc.pos+maxTag)]
	i := 1
	if i < len(s) && s[i] == '/' {
		t.closing = true
		i++
	}
	start := i
	for i < len(s) && nameByte(s[i], i == start) {
		i++
	}
	t.name = s[start:i]
	if k := strings.LastIndexByte(t.name, ':'); k >= 0 {
		t.name = t.name[k+1:]
	}
	if t.name == "" {
		return t, false
	}
	for {
		before := i
		for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
			i++
		}
		switch {
		case i >= len(s):
			return t, false
		case s[i] == '>':
			t.end = sc.pos + i + 1
			return t, true
		case s[i] == '/' && i+1 < len(s) && s[i+1] == '>' && !t.closing:
			t.short, t.spaced, t.end = true, i > before, sc.pos+i+2
			return t, true
		case i == before:
			return t, false
		}
		if i = attribute(s, i); i < 0 {
			return t, false
		}
	}
}

// attribute returns where the attribute at s[i] ends, or -1.
func attribute(s string, i int) int {
	start := i
	for i < len(s) && nameByte(s[i], false) {
		i++
	}
	if i == start {
		return -1
	}
	i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t\r\n"))
	if i >= len(s) || s[i] != '=' {
		return -1
	}
	i++
	i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t\r\n"))
	if i >= len(s) || s[i] != '"' && s[i] != '\'' {
		return -1
	}
	k := strings.IndexByte(s[i+1:], s[i])
	if k < 0 {
		return -1
	}
	return i + 1 + k + 1
}

func nameByte(c byte, first bool) bool {
	switch {
	case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '_':
		return true
	case c >= '0' && c <= '9', c == '-', c == '.', c == ':':
		return !first
	}
	return false
}

// unknown returns the content of an element that has no box. Content that is not XML by itself is kept
// as text.
func (sc *scanner) unknown(name string) (string, error) {
	start, depth := sc.pos, 1
	for {
		i := strings.IndexByte(sc.s[sc.pos:], '<')
		if i < 0 {
			return "", sc.refuseOpen(name)
		}
		sc.pos += i
		if _, ok, err := sc.cdata(); err != nil {
			return "", err
		} else if ok {
			continue
		}
		if done, err := sc.skipMisc(); err != nil {
			return "", err
		} else if done {
			continue
		}
		t, ok := sc.tag()
		if !ok {
			sc.pos++
			continue
		}
		end := sc.pos
		sc.pos = t.end
		if sc.elements++; sc.elements > maxElements {
			return "", refuse("文件里的元素超过 %d 个，不是正常的任免审批表，已拒收。", maxElements)
		}
		switch {
		case !strings.EqualFold(t.name, name) || t.short:
		case !t.closing:
			depth++
		default:
			if depth--; depth == 0 {
				return sc.fragment(sc.s[start:end])
			}
		}
	}
}

// fragment returns inner when it is well-formed by itself, without prefixes whose declaration would be
// lost; else its text, escaped.
func (sc *scanner) fragment(inner string) (string, error) {
	if len(inner) > maxText {
		return "", refuse("文件里有过长的未列栏目，不是正常的任免审批表，已拒收。")
	}
	inner, n := legal(inner)
	sc.repairs += n
	dec := xml.NewDecoder(strings.NewReader("<x>" + inner + "</x>"))
	for depth := 0; ; {
		tok, err := dec.Token()
		if err == io.EOF {
			return inner, nil
		}
		wellFormed := err == nil
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return "", refuse("文件里的元素层次过深，不是正常的任免审批表，已拒收。")
			}
			wellFormed = wellFormed && !prefixed(t)
		case xml.EndElement:
			depth--
		case xml.Directive, xml.ProcInst:
			wellFormed = false
		}
		if !wellFormed {
			text, _ := unescape(inner)
			text, _ = plain(text)
			sc.repairs++
			return escape(text), nil
		}
	}
}

func prefixed(t xml.StartElement) bool {
	for _, a := range t.Attr {
		if a.Name.Space != "" || a.Name.Local == "xmlns" {
			return true
		}
	}
	return t.Name.Space != ""
}
