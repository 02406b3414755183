// Package htmltest asserts what stands in an HTML page, by CSS selectors of the simple kind: type, #id,
// .class, [attribute], [attribute=value], joined without a blank, and blanks for descendants.
// Only tests import it.
package htmltest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Page is a parsed page, or a part of one.
type Page struct {
	t    testing.TB
	node *html.Node
}

// Parse reads a page as browsers do.
func Parse(t testing.TB, body []byte) Page {
	t.Helper()
	node, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("parse page: %v", err)
	}
	return Page{t: t, node: node}
}

// All is every part that the selector matches, in the order of the page.
func (p Page) All(selector string) []Page {
	p.t.Helper()
	steps, err := parseSelector(selector)
	if err != nil {
		p.t.Fatalf("selector %q: %v", selector, err)
	}
	var found []Page
	for n := range p.node.Descendants() {
		if n.Type == html.ElementNode && matches(n, steps, p.node) {
			found = append(found, Page{t: p.t, node: n})
		}
	}
	return found
}

// One is the only part that the selector matches; the test fails when there is none, or a second.
func (p Page) One(selector string) Page {
	p.t.Helper()
	all := p.All(selector)
	if len(all) != 1 {
		p.t.Fatalf("%d of %q on the page, want one; the page says: %.400s", len(all), selector, p.Text())
	}
	return all[0]
}

// Has fails the test unless each selector matches.
func (p Page) Has(selectors ...string) {
	p.t.Helper()
	for _, s := range selectors {
		if len(p.All(s)) == 0 {
			p.t.Errorf("no %q on the page; it says: %.400s", s, p.Text())
		}
	}
}

// Lacks fails the test if one of the selectors matches.
func (p Page) Lacks(selectors ...string) {
	p.t.Helper()
	for _, s := range selectors {
		if all := p.All(s); len(all) > 0 {
			p.t.Errorf("%q is on the page: %.200s", s, all[0].Text())
		}
	}
}

// Says fails the test unless all texts stand on the page.
func (p Page) Says(texts ...string) {
	p.t.Helper()
	all := p.Text()
	for _, text := range texts {
		if !strings.Contains(all, text) {
			p.t.Errorf("the page does not say %q; it says: %.600s", text, all)
		}
	}
}

// Omits fails the test if one of the texts stands on the page.
func (p Page) Omits(texts ...string) {
	p.t.Helper()
	all := p.Text()
	for _, text := range texts {
		if strings.Contains(all, text) {
			p.t.Errorf("the page says %q", text)
		}
	}
}

// Text is everything said, with runs of blanks as one.
func (p Page) Text() string {
	var b strings.Builder
	for n := range p.node.Descendants() {
		if n.Type == html.TextNode && !unread[n.Parent.Data] {
			b.WriteString(n.Data)
			if next := n.NextSibling; next == nil || next.Data != "wbr" { // where a line may break, but no word ends
				b.WriteByte(' ')
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// unread are the elements whose text is not for readers.
var unread = map[string]bool{"script": true, "style": true, "template": true}

// Attr is the value of an attribute of this part, or "".
func (p Page) Attr(name string) string {
	value, _ := attr(p.node, name)
	return value
}

// Value is what the form field of that name would send; of radio buttons and check boxes the first
// chosen one, of a list the chosen option.
func (p Page) Value(name string) string {
	p.t.Helper()
	fields := p.All(fmt.Sprintf("[name=%s]", name))
	if len(fields) == 0 {
		p.t.Fatalf("no field %q on the page; it says: %.400s", name, p.Text())
	}
	for _, f := range fields {
		switch kind := f.Attr("type"); {
		case f.node.Data == "textarea":
			return f.raw()
		case f.node.Data == "select":
			for _, o := range f.All("option[selected]") {
				return o.Attr("value")
			}
			return ""
		case kind != "radio" && kind != "checkbox":
			return f.Attr("value")
		}
		if _, chosen := attr(f.node, "checked"); chosen {
			return f.Attr("value")
		}
	}
	return ""
}

// raw is the text as it stands in the source.
func (p Page) raw() string {
	var b strings.Builder
	for n := range p.node.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
