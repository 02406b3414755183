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

// exports says whether a page's lists may be taken along by who asks: by everybody who signed in. The audit log
// has an export of its own, which is recorded; what a nominee fills in on the own pages is no list.
func exports(r *http.Request) bool {
	return actor(r).AccountID != 0 && !strings.HasPrefix(r.URL.Path, auditPath) && !strings.HasPrefix(r.URL.Path, myCommitments)
}

// asSpreadsheet says whether somebody asks for a page's lists as .xlsx.
func asSpreadsheet(r *http.Request) bool {
	return r.Method == http.MethodGet && r.URL.Query().Get("form") == "xlsx" && exports(r)
}

// listSize is how many rows of a list are read: a page, or all that may be exported.
func listSize(r *http.Request) int {
	if asSpreadsheet(r) {
		return exportSize
	}
	return pageSize
}

// sendTables gives the lists of a page as they are shown, each as a sheet: what is exported is what stands
// there, with the same choice of rows, and nothing that this person may not see.
func (s *Server) sendTables(w http.ResponseWriter, r *http.Request, page []byte) error {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return fmt.Errorf("parse page: %w", err)
	}
	title, sheets := sheetsOf(root)
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

// sheetsOf reads the title of a page and its lists.
func sheetsOf(root *html.Node) (title string, sheets []document.Sheet) {
	title = "表格"
	heading := ""
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		var x document.Sheet
		switch n.Data {
		case "title":
			title, _, _ = strings.Cut(shownText(n), " · ")
		case "h1", "h2", "h3":
			heading = shownText(n)
		case "table":
			x = tableSheet(n)
		case "ul", "ol":
			x = listSheet(n, heading)
		}
		if len(x.Header) == 0 || len(x.Rows) == 0 {
			continue
		}
		// Lists of one kind, of which a page has one for each case, are one sheet.
		if last := len(sheets) - 1; n.Data != "table" && last >= 0 && sheets[last].Name == x.Name {
			sheets[last].Rows = append(sheets[last].Rows, x.Rows...)
			continue
		}
		sheets = append(sheets, x)
	}
	return title, sheets
}

// tableSheet reads a table. Columns of buttons have no text and are left out.
func tableSheet(table *html.Node) document.Sheet {
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
