package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/html"

	"renmian/internal/document"
)

// exportSize is how many rows a list shows when it is exported.
const exportSize = 5000

// asSpreadsheet says whether somebody who works here asks for a page's tables as .xlsx. The audit log has an
// export of its own, which is recorded.
func asSpreadsheet(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Query().Get("form") == "xlsx" && actor(r).AccountID != 0 && !strings.HasPrefix(r.URL.Path, auditPath)
}

// listSize is how many rows of a list are read: a page, or all that may be exported.
func listSize(r *http.Request) int {
	if asSpreadsheet(r) {
		return exportSize
	}
	return pageSize
}

// sendTables gives the tables of a page as they are shown, each as a sheet: what is exported is what stands
// there, with the same choice of rows, and nothing that this person may not see.
func (s *Server) sendTables(w http.ResponseWriter, r *http.Request, page []byte) error {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	var sheets []document.Sheet
	title := "表格"
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "title":
			title, _, _ = strings.Cut(shownText(n), " · ")
		case "table":
			if x := sheetOf(n); len(x.Header) > 0 && len(x.Rows) > 0 {
				sheets = append(sheets, x)
			}
		}
	}
	if len(sheets) == 0 {
		u := *r.URL
		q := u.Query()
		q.Del("form")
		u.RawQuery = q.Encode()
		s.flash(r, "没有可以导出的内容，请放宽查找条件。")
		return seeOther(w, r, u.String())
	}
	if next := lookFor(root, "rel", "next"); next != nil {
		last := &sheets[len(sheets)-1]
		last.Rows = append(last.Rows, []string{fmt.Sprintf("只导出前 %d 行，请缩小查找范围后分次导出。", exportSize)})
	}
	spreadsheet(w, title+".xlsx")
	return document.WriteSheets(w, sheets)
}

// sheetOf reads a table. Columns of buttons have no text and are left out.
func sheetOf(table *html.Node) document.Sheet {
	var x document.Sheet
	var all [][]string
	for n := range table.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "caption":
			x.Name = shownText(n)
		case "tr":
			var cells []string
			for c := range n.ChildNodes() {
				if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") {
					cells = append(cells, shownText(c))
				}
			}
			all = append(all, cells)
		}
	}
	if len(all) > 0 {
		x.Header, x.Rows = all[0], all[1:]
	}
	return x
}

// shownText is the text of a part as it is read on the screen: what is hidden from sight or is there to be
// pressed is left out.
func shownText(n *html.Node) string {
	var words []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
			return
		}
		if n.Type == html.ElementNode && (n.Data == "form" || n.Data == "button" || hasClass(n, "vh")) {
			return
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(words, " ")
}

func hasClass(n *html.Node, class string) bool {
	for _, a := range n.Attr {
		if a.Key == "class" {
			for _, c := range strings.Fields(a.Val) {
				if c == class {
					return true
				}
			}
		}
	}
	return false
}

func lookFor(root *html.Node, key, value string) *html.Node {
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == key && a.Val == value {
				return n
			}
		}
	}
	return nil
}
