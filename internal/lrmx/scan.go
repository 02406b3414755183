package lrmx

import (
	"fmt"
	"strings"

	"renmian/internal/errs"
)

// Limits on what one form may hold. Real files stay far below; everything past them is refused before
// it costs time.
const (
	MaxFile      = 8 << 20 // bytes of one file
	maxPhoto     = 2 << 20 // bytes of the decoded photo
	maxText      = 64 << 10
	maxElements  = 5000
	maxUnknown   = 200
	maxRelatives = 200
	maxDepth     = 32
	maxTag       = 2 << 10
)

// element is one child of Person or of Item.
type element struct {
	name  string
	text  string    // decoded text of a leaf, repaired
	empty string    // how an element without content was spelled: "/" or " /"
	inner string    // content of an unknown element, as XML
	known bool      // a leaf or the family
	items []element // Items of the family, cells of an Item
}

// scanner reads the text of one form. It knows the few levels a form has, which is what lets it tell a
// tag from a bare “<” in somebody's job title; a general XML parser cannot, and refuses the file.
type scanner struct {
	s        string
	pos      int
	elements int
	repairs  int
	stray    []string // text that stood between elements
}

// names maps the lower case of every known element to its spelling, by the level it stands on.
var personNames, itemNames = func() (map[string]string, map[string]string) {
	person, item := map[string]string{"item": itemElement}, map[string]string{}
	for _, b := range boxes {
		person[strings.ToLower(b.element)] = b.element
	}
	for _, b := range relativeBoxes(0) {
		item[strings.ToLower(b.element)] = b.element
	}
	return person, item
}()

// scanPerson reads the children of the root, which must be Person.
func scanPerson(text string) ([]element, *scanner, error) {
	sc := &scanner{s: text}
	if err := sc.root(); err != nil {
		return nil, sc, err
	}
	children, err := sc.container("Person", personNames)
	if err != nil {
		return nil, sc, err
	}
	if rest := strings.TrimFunc(sc.s[sc.pos:], func(r rune) bool { return r <= ' ' }); rest != "" {
		if strings.Contains(rest, "<!D") || strings.Contains(rest, "<Person") {
			return nil, sc, refuse("文件里不止一份任免审批表，请每人一个文件重新导出。")
		}
		sc.repairs++
	}
	return children, sc, nil
}

func refuse(format string, args ...any) error { return errs.New(errs.Invalid, format, args...) }

func (sc *scanner) refuseOpen(name string) error {
	lineNo := 1 + strings.Count(sc.s[:min(sc.pos, len(sc.s))], "\n")
	return refuse("文件不完整：第 %d 行附近的“%s”没有结束标记，请在任免表编辑器里重新保存后再交。", lineNo, labelOf(name))
}

func refuseMarkup() error {
	return refuse("文件里有文档类型声明，不是任免表编辑器保存的文件，已拒收。")
}

// root skips everything before <Person.
func (sc *scanner) root() error {
	for {
		i := strings.IndexByte(sc.s[sc.pos:], '<')
		if i < 0 {
			return refuse("这不是干部任免审批表文件，请交任免表编辑器保存的 .lrmx 文件。")
		}
		sc.pos += i
		switch skipped, err := sc.skipMisc(); {
		case err != nil:
			return err
		case skipped:
			continue
		}
		t, ok := sc.tag()
		switch {
		case !ok || t.closing || !strings.EqualFold(t.name, "Person"):
			return refuse("文件的根元素不是 Person，不是干部任免审批表，请交任免表编辑器保存的 .lrmx 文件。")
		case t.short:
			return refuse("文件里没有内容，请在任免表编辑器里重新保存后再交。")
		}
		sc.pos = t.end
		return nil
	}
}

// skipMisc steps over a comment or a processing instruction at pos, and refuses declarations.
func (sc *scanner) skipMisc() (bool, error) {
	rest := sc.s[sc.pos:]
	for _, m := range [...]struct{ open, end string }{{"<!--", "-->"}, {"<?", "?>"}} {
		if !strings.HasPrefix(rest, m.open) {
			continue
		}
		i := strings.Index(rest[len(m.open):], m.end)
		if i < 0 {
			return false, sc.refuseOpen(m.open)
		}
		sc.pos += len(m.open) + i + len(m.end)
		return true, nil
	}
	if len(rest) > 2 && rest[1] == '!' && (rest[2] >= 'A' && rest[2] <= 'Z' || rest[2] >= 'a' && rest[2] <= 'z') {
		return false, refuseMarkup()
	}
	return false, nil
}

// container reads the children of name up to its end tag. names are the leaves of this level.
func (sc *scanner) container(name string, names map[string]string) ([]element, error) {
	var list []element
	for {
		i := strings.IndexByte(sc.s[sc.pos:], '<')
		if i < 0 {
			return nil, sc.refuseOpen(name)
		}
		sc.between(sc.s[sc.pos : sc.pos+i])
		sc.pos += i
		if done, err := sc.skipMisc(); err != nil {
			return nil, err
		} else if done {
			continue
		}
		if text, ok, err := sc.cdata(); err != nil {
			return nil, err
		} else if ok {
			sc.between(text)
			continue
		}
		t, ok := sc.tag()
		switch low := strings.ToLower(t.name); {
		case ok && pageMarkup[low]:
			sc.repairs++
			sc.pos = t.end
			continue
		case !ok:
			sc.between("<")
			sc.pos++
			continue
		case t.closing && strings.EqualFold(t.name, name):
			sc.pos = t.end
			return list, nil
		case t.closing:
			return nil, sc.refuseOpen(name)
		}
		if sc.elements++; sc.elements > maxElements {
			return nil, refuse("文件里的元素超过 %d 个，不是正常的任免审批表，已拒收。", maxElements)
		}
		e, err := sc.child(t, names)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
}

// between notes text that stands where none belongs.
func (sc *scanner) between(text string) {
	if text = strings.TrimSpace(text); text != "" && len(sc.stray) < 100 {
		sc.stray = append(sc.stray, text)
	}
}

// child reads the element that the start tag t opens.
func (sc *scanner) child(t tag, names map[string]string) (e element, err error) {
	e.name = t.name
	known := names[strings.ToLower(t.name)]
	if known != "" {
		e.name, e.known = known, true
	}
	sc.pos = t.end
	if t.short {
		if e.empty = "/"; t.spaced {
			e.empty = " /"
		}
		return e, nil
	}
	switch {
	case !e.known:
		e.inner, err = sc.unknown(t.name)
	case known == familyElement:
		if e.items, err = sc.family(); err == nil && len(e.items) == 0 {
			inner := sc.s[t.end:sc.pos]
			e.text = strings.ReplaceAll(inner[:strings.LastIndex(inner, "</")], "\r\n", "\n")
		}
	case known == itemElement:
		e.items, err = sc.container(itemElement, itemNames)
	default:
		e.text, err = sc.leaf(known)
	}
	return e, err
}

// family reads the Items. One writer escapes them, so that they arrive as text.
func (sc *scanner) family() ([]element, error) {
	outside := sc.stray
	sc.stray = nil
	items, err := sc.container(familyElement, map[string]string{"item": itemElement})
	inside := strings.Join(sc.stray, "")
	sc.stray = outside
	if err != nil || inside == "" {
		return items, err
	}
	if escaped, _ := unescape(inside); len(items) == 0 && strings.Contains(strings.ToLower(escaped), "<item") {
		sub := &scanner{s: escaped + "</" + familyElement + ">", elements: sc.elements}
		if items, err := sub.container(familyElement, map[string]string{"item": itemElement}); err == nil {
			sc.repairs += 1 + sub.repairs
			sc.elements = sub.elements
			return items, nil
		}
	}
	sc.between(inside)
	return items, nil
}

// cdata reads a CDATA section at pos.
func (sc *scanner) cdata() (text string, ok bool, err error) {
	const open, end = "<![CDATA[", "]]>"
	rest := sc.s[sc.pos:]
	if !strings.HasPrefix(rest, open) {
		return "", false, nil
	}
	i := strings.Index(rest, end)
	if i < 0 {
		return "", false, sc.refuseOpen("CDATA")
	}
	sc.pos += i + len(end)
	return rest[len(open):i], true, nil
}

// leaf reads the text of an element that holds text only, up to its end tag. Any tag inside is text,
// but for the break tags of web pages; the tag of another box means that this one was never closed.
func (sc *scanner) leaf(name string) (string, error) {
	limit := maxText
	if name == photoElement {
		limit = MaxFile
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(sc.s[sc.pos:], '<')
		if i < 0 {
			return "", sc.refuseOpen(name)
		}
		sc.chars(&b, sc.s[sc.pos:sc.pos+i], true)
		sc.pos += i
		if b.Len() > limit {
			return "", refuse("“%s”一栏过长，不是正常的任免审批表，已拒收。", labelOf(name))
		}
		if text, ok, err := sc.cdata(); err != nil {
			return "", err
		} else if ok {
			sc.chars(&b, text, false)
			continue
		}
		if done, err := sc.skipMisc(); err != nil {
			return "", err
		} else if done {
			continue
		}
		t, ok := sc.tag()
		switch low := strings.ToLower(t.name); {
		case ok && t.closing && strings.EqualFold(t.name, name):
			sc.pos = t.end
			return sc.finish(b.String(), name), nil
		case ok && pageMarkup[low]:
			if low == "br" || low == "p" {
				b.WriteByte('\n')
			}
			sc.repairs++
			sc.pos = t.end
		case ok && (personNames[low] != "" || itemNames[low] != "" || low == "person"):
			return "", sc.refuseOpen(name)
		default:
			b.WriteByte('<')
			sc.repairs++
			sc.pos++
		}
	}
}

// pageMarkup are the tags that pasting from web pages leaves behind; they carry no text of their own.
var pageMarkup = map[string]bool{"br": true, "p": true, "span": true, "div": true, "b": true, "strong": true, "i": true, "em": true, "u": true, "font": true}

// chars adds a stretch of text: references decoded once, except in CDATA, and illegal characters gone.
func (sc *scanner) chars(b *strings.Builder, s string, references bool) {
	n := 0
	if references {
		s, n = unescape(s)
		sc.repairs += n
	}
	s, n = legal(s)
	sc.repairs += n
	b.WriteString(s)
}

// finish cleans the whole text of a leaf. Base64 needs none of it.
func (sc *scanner) finish(text, name string) string {
	if name == photoElement {
		return text
	}
	text, n := plain(text)
	sc.repairs += n
	return text
}

// strayNote tells of text outside the boxes.
func (sc *scanner) strayNote() []Note {
	if len(sc.stray) == 0 {
		return nil
	}
	return []Note{{Text: fmt.Sprintf("文件里有不属于任何栏目的文字“%s”，未采用，请核对。", excerpt(strings.Join(sc.stray, " ")))}}
}

func excerpt(s string) string {
	r := []rune(oneLine(s))
	if len(r) > 40 {
		return string(r[:40]) + "……"
	}
	return string(r)
}
