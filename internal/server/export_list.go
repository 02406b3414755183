package server

import (
	"slices"
	"strings"

	"golang.org/x/net/html"

	"renmian/internal/document"
)

// listSheet reads a list that is no table: what is to be done, what was done, what a year holds. heading is what
// stands above it.
func listSheet(list *html.Node, heading string) document.Sheet {
	switch {
	case hasClass(list, "tasks"):
		x := document.Sheet{Name: "事项", Header: []string{"所属", "事项", "说明", "情况"}}
		for _, item := range within(list, "li") {
			for _, what := range within(item, "div") {
				x.Rows = append(x.Rows, []string{heading, shownText(what, "small"), textsOf(what, "small"), textsOf(item, "span")})
			}
		}
		return x
	case hasClass(list, "timeline"):
		x := document.Sheet{Name: "记录", Header: []string{"时间", "办理人", "内容", "说明"}}
		for _, item := range within(list, "li") {
			row := make([]string, len(x.Header))
			for _, p := range within(item, "p") {
				switch {
				case hasClass(p, "when"):
					row[0], row[1] = shownText(p, "span"), textsOf(p, "span")
				case hasClass(p, "note"):
					row[3] = shownText(p)
				default:
					row[2] = shownText(p)
				}
			}
			x.Rows = append(x.Rows, row)
		}
		return x
	case hasClass(list, "months"):
		x := document.Sheet{Name: "各月安排", Header: []string{"月份", "事项", "说明", "情况"}}
		for _, month := range within(list, "li") {
			name := ""
			for _, h := range within(month, "h2") {
				name = shownText(h, "small")
			}
			for _, of := range within(month, "ul") {
				for _, item := range within(of, "li") {
					x.Rows = append(x.Rows, []string{name, textsOf(item, "a"), textsOf(item, "small"), textsOf(item, "span")})
				}
			}
		}
		return x
	}
	return document.Sheet{}
}

// within are the elements of a kind that stand directly in another.
func within(n *html.Node, kind string) []*html.Node {
	var out []*html.Node
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == kind {
			out = append(out, c)
		}
	}
	return out
}

// textsOf joins what elements of a kind say that stand directly in another.
func textsOf(n *html.Node, kind string) string {
	var out []string
	for _, c := range within(n, kind) {
		if text := shownText(c); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "；")
}

// shownText is the text of a part as it is read on the screen: what is hidden from sight, a mere sign or there to
// be pressed is left out, and so are elements of the kinds given.
func shownText(n *html.Node, without ...string) string {
	var words []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
			return
		}
		if n.Type == html.ElementNode &&
			(n.Data == "form" || n.Data == "button" || hasClass(n, "vh") || slices.Contains(n.Attr, html.Attribute{Key: "aria-hidden", Val: "true"}) || slices.Contains(without, n.Data)) {
			return
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(words, " ")
}
