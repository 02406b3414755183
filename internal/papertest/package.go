package papertest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
)

// Package reads a .docx or .xlsx file as an office program does that would otherwise offer to repair it: the list of
// content types comes with every part, each relation leads to a part that is there, each part that is named by
// another is among its relations, and properties stand in the order of the schema 〔ECMA-376〕.
func Package(t *testing.T, data []byte) *zip.Reader {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("not an office file: %v", err)
	}
	p := office{t: t, parts: map[string][]byte{}}
	for _, f := range z.File {
		if p.parts[f.Name] != nil {
			t.Errorf("the part %s is there twice", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if p.parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p.types()
	for name := range p.parts {
		if strings.HasSuffix(name, ".xml") {
			p.order(name)
			p.named(name)
		}
		if strings.HasSuffix(name, ".rels") {
			p.relations(name)
		}
	}
	return z
}

type office struct {
	t     *testing.T
	parts map[string][]byte
}

// elements walks a part: each start with the names of what surrounds it.
func (p office) elements(name string, visit func(e xml.StartElement, within []string)) {
	p.t.Helper()
	var within []string
	for d := xml.NewDecoder(bytes.NewReader(p.parts[name])); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.t.Fatalf("%s is not well-formed: %v", name, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			visit(x, within)
			within = append(within, x.Name.Local)
		case xml.EndElement:
			within = within[:len(within)-1]
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	i := slices.IndexFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name })
	if i < 0 {
		return ""
	}
	return e.Attr[i].Value
}

// types wants a content type for each part, and a part for each type that names one.
func (p office) types() {
	p.t.Helper()
	const list = "[Content_Types].xml"
	ends, typed := map[string]bool{}, map[string]bool{}
	p.elements(list, func(e xml.StartElement, _ []string) {
		switch e.Name.Local {
		case "Default":
			ends[strings.ToLower(attribute(e, "Extension"))] = true
		case "Override":
			name := strings.TrimPrefix(attribute(e, "PartName"), "/")
			typed[name] = true
			if p.parts[name] == nil {
				p.t.Errorf("a type is given to %s, which is not there", name)
			}
		}
	})
	for name := range p.parts {
		if name != list && !typed[name] && !ends[strings.TrimPrefix(path.Ext(name), ".")] {
			p.t.Errorf("%s has no content type", name)
		}
	}
	if len(typed) == 0 {
		p.t.Errorf("no %s", list)
	}
}

// relations wants each to lead to a part, unless it leads outside.
func (p office) relations(name string) {
	p.t.Helper()
	at := path.Dir(path.Dir(name))
	p.elements(name, func(e xml.StartElement, _ []string) {
		to := attribute(e, "Target")
		if e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			return
		}
		if !strings.HasPrefix(to, "/") {
			to = path.Join(at, to)
		}
		if p.parts[strings.TrimPrefix(to, "/")] == nil {
			p.t.Errorf("%s leads to %s, which is not there", name, to)
		}
	})
}

// named wants every relation that a part names (r:id) among its own.
func (p office) named(name string) {
	p.t.Helper()
	own := map[string]bool{}
	file := path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
	if p.parts[file] != nil {
		p.elements(file, func(e xml.StartElement, _ []string) { own[attribute(e, "Id")] = true })
	}
	p.elements(name, func(e xml.StartElement, _ []string) {
		for _, a := range e.Attr {
			if strings.HasSuffix(a.Name.Space, "/relationships") && !own[a.Value] {
				p.t.Errorf("%s names the relation %s, which it has not", name, a.Value)
			}
		}
	})
}

// orders are the elements that Word wants in one order, as far as we write them.
var orders = map[string][]string{
	"pPr": {
		"pStyle",
		"keepNext",
		"keepLines",
		"pageBreakBefore",
		"pBdr",
		"shd",
		"tabs",
		"autoSpaceDE",
		"autoSpaceDN",
		"spacing",
		"ind",
		"jc",
		"outlineLvl",
		"rPr",
		"sectPr",
	},
	"rPr":        {"rStyle", "rFonts", "b", "bCs", "i", "color", "spacing", "sz", "szCs", "u", "lang"},
	"pBdr":       {"top", "left", "bottom", "right", "between"},
	"tblPr":      {"tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar"},
	"tblBorders": {"top", "left", "bottom", "right", "insideH", "insideV"},
	"tcPr":       {"tcW", "gridSpan", "vMerge", "tcBorders", "shd", "tcMar", "vAlign"},
	"tbl":        {"tblPr", "tblGrid", "tr"},
	"tc":         {"tcPr", "tbl", "p"}, // a cell ends with a paragraph
	"sectPr":     {"footerReference", "pgSz", "pgMar", "pgNumType"},
	"settings":   {"evenAndOddHeaders", "characterSpacingControl", "compat"},
	"style":      {"name", "basedOn", "pPr", "rPr"},
	"worksheet": {
		"sheetPr",
		"dimension",
		"sheetViews",
		"sheetFormatPr",
		"cols",
		"sheetData",
		"sheetProtection",
		"autoFilter",
		"mergeCells",
		"conditionalFormatting",
		"dataValidations",
		"pageMargins",
		"pageSetup",
		"legacyDrawing",
		"tableParts",
	},
}

// order wants the elements of orders in theirs, and none besides.
func (p office) order(name string) {
	p.t.Helper()
	last := map[int]int{} // by depth
	p.elements(name, func(e xml.StartElement, within []string) {
		last[len(within)+1] = 0
		if len(within) == 0 {
			return
		}
		wanted := orders[within[len(within)-1]]
		if wanted == nil {
			return
		}
		at := slices.Index(wanted, e.Name.Local)
		if at < last[len(within)] {
			p.t.Errorf("%s: %s stands in %s after what it should come before", name, e.Name.Local, strings.Join(within, " > "))
		}
		last[len(within)] = at
	})
}
