package server

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/public"
	"renmian/web/ui"
)

// dataRows is how many rows a file of open data has at most: the newest.
const dataRows = 20_000

// dataset is one table of open data: what its columns mean, and its rows.
type dataset struct {
	name, title string
	columns     []dataColumn
	rows        func(s *Server, r *http.Request) ([][]string, error)
}

// dataColumn is one column, as the schema describes it.
type dataColumn struct {
	name, description string
	kind              string // "", "date", "number", "uri", "boolean"
}

var datasets = []dataset{
	{"decisions", "任免决定", []dataColumn{{"date", "通过日期", "date"}, {"term", "届次", "number"}, {"meeting", "会议次数", "number"}, {"person", "姓名", ""},
		{"action", "任免方式，如“决定任命”“免去”", ""}, {"office", "职务", ""}, {"group", "机关类别", ""}, {"notice", "公布的文件", "uri"}}, decisionRows},
	{"offices", "现任人员", []dataColumn{{"group", "机关类别", ""}, {"organ", "机关", ""}, {"office", "职务", ""}, {"person", "姓名", ""}, {"acting", "是否代理", "boolean"},
		{"since", "任职日期", "date"}}, officeRows},
	{
		"notices",
		"公布的文件",
		[]dataColumn{{"published", "公布日期", "date"}, {"kind", "种类", ""}, {"number", "文号，没有的为空", ""}, {"title", "标题", ""}, {"session", "由哪次会议通过", ""},
			{"text", "全文", ""}, {"address", "网址", "uri"}},
		noticeRows,
	},
}

func decisionRows(s *Server, r *http.Request) ([][]string, error) {
	all, err := s.db.PublicDecisions(r.Context(), dataRows)
	var rows [][]string
	for _, d := range all {
		rows = append(rows, []string{
			d.On.ISO(),
			fmt.Sprint(d.Term),
			fmt.Sprint(d.Meeting),
			d.Name,
			d.Action.Label(),
			d.Office,
			groupNames[d.Group],
			s.base(r) + noticePath(d.NoticeID),
		})
	}
	return rows, err
}

func officeRows(s *Server, r *http.Request) ([][]string, error) {
	all, err := s.db.HoldersOn(r.Context(), s.today())
	var rows [][]string
	for _, h := range all {
		if h.PersonID != 0 {
			rows = append(rows, []string{groupNames[h.Group], h.OrganName, h.Title, h.Name, yesNo(h.Acting, "true", "false"), h.Since.ISO()})
		}
	}
	return rows, err
}

func noticeRows(s *Server, r *http.Request) ([][]string, error) {
	all, err := s.db.PublishedNotices(r.Context(), store.NoticeFilter{Limit: 2000})
	var rows [][]string
	for _, n := range all {
		rows = append(rows, []string{
			calendar.Of(n.PublishedAt).ISO(),
			n.Kind.Label(),
			n.Number,
			workflow.FullTitle(n.Title),
			strings.Trim(n.SessionLine, "（）"),
			n.Body,
			s.base(r) + noticePath(n.ID),
		})
	}
	return rows, err
}

// openData tells what may be taken away as a whole (数据开放).
func (s *Server) openData(w http.ResponseWriter, r *http.Request) error {
	page := public.ListingPage{Frame: s.frame(r, "数据开放", publicHome), Heading: ui.Heading{Title: "数据开放",
		Lead: "已公布的任免信息可以整体下载，随公布更新。文件不含身份证号、住址、电话等个人信息。"}}
	for _, d := range datasets {
		t := ui.Table{Caption: d.title, Columns: []ui.Column{{Label: "字段"}, {Label: "含义"}}}
		for _, c := range d.columns {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.name}, {Text: c.description}}})
		}
		t.HideCaption = true
		page.Parts = append(
			page.Parts,
			public.ListingPart{Title: d.title, Table: t, Links: []ui.Link{{Label: d.title + "（CSV 表格）", Href: "/data/" + d.name + ".csv"},
				{
					Label: d.title + "（JSON）",
					Href:  "/data/" + d.name + ".json",
				}, {Label: d.title + "的格式说明（JSON Schema）", Href: "/data/" + d.name + ".schema.json"}}},
		)
	}
	page.Frame.Meta = s.siteMeta(r, "数据开放")
	return s.render(w, r, http.StatusOK, public.Listing(page))
}

// openDataFile is one of the files.
func (s *Server) openDataFile(w http.ResponseWriter, r *http.Request) error {
	file := chi.URLParam(r, "file")
	for _, d := range datasets {
		switch file {
		case d.name + ".schema.json":
			return sendData(w, "application/schema+json", d.schema(s.base(r)))
		case d.name + ".json":
			rows, err := d.rows(s, r)
			if err != nil {
				return err
			}
			return sendData(w, "application/json", d.json(s.base(r), s.today(), rows))
		case d.name + ".csv":
			rows, err := d.rows(s, r)
			if err != nil {
				return err
			}
			return sendCSV(w, d, rows)
		}
	}
	return errs.New(errs.NotFound, "没有这份数据，请从“数据开放”进入。")
}

// schema describes the JSON file 〔JSON Schema 2020-12〕.
func (d dataset) schema(base string) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, c := range d.columns {
		p := map[string]any{"type": "string", "description": c.description}
		switch c.kind {
		case "date", "uri":
			p["format"] = c.kind
		case "number":
			p["type"] = "integer"
		case "boolean":
			p["type"] = "boolean"
		}
		properties[c.name], required = p, append(required, c.name)
	}
	return map[string]any{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"$id":                  base + "/data/" + d.name + ".schema.json",
		"title":                d.title,
		"type":                 "object",
		"required":             []string{"title", "as_of", "items"},
		"additionalProperties": false,
		"properties": map[string]any{
			"$schema": map[string]any{"type": "string", "format": "uri"},
			"title":   map[string]any{"type": "string"}, "as_of": map[string]any{"type": "string", "format": "date", "description": "数据截至日期"},
			"items": map[string]any{
				"type":  "array",
				"items": map[string]any{"type": "object", "required": required, "additionalProperties": false, "properties": properties},
			}},
	}
}

func (d dataset) json(base string, today calendar.Day, rows [][]string) map[string]any {
	items := make([]map[string]any, 0, len(rows))
	for _, row := range rows {
		item := map[string]any{}
		for i, c := range d.columns {
			switch c.kind {
			case "number":
				item[c.name] = json.Number(row[i])
			case "boolean":
				item[c.name] = row[i] == "true"
			default:
				item[c.name] = row[i]
			}
		}
		items = append(items, item)
	}
	return map[string]any{"$schema": base + "/data/" + d.name + ".schema.json", "title": d.title, "as_of": today.ISO(), "items": items}
}

func sendData(w http.ResponseWriter, contentType string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write open data: %w", err)
	}
	return send(w, contentType, b.Bytes())
}

func send(w http.ResponseWriter, contentType string, b []byte) error {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", fmt.Sprint(len(b)))
	_, _ = w.Write(b) // a reader who went away is no failure of ours
	return nil
}

// sendCSV writes a table that spreadsheets open with the right characters, and in which no text is a formula.
func sendCSV(w http.ResponseWriter, d dataset, rows [][]string) error {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	head := make([]string, len(d.columns))
	for i, c := range d.columns {
		head[i] = c.name
	}
	_ = out.Write(head) // into memory
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, text := range row {
			if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
				text = "'" + text
			}
			safe[i] = text
		}
		_ = out.Write(safe)
	}
	out.Flush()
	w.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`.csv"`)
	return send(w, "text/csv; charset=utf-8", b.Bytes())
}

// noticeData is a notice for programs, in the words of schema.org.
func noticeData(n store.Notice, base, publisher string) map[string]any {
	return map[string]any{"@context": "https://schema.org", "@type": "Article", "headline": workflow.FullTitle(n.Title), "inLanguage": "zh-CN",
		"datePublished": stamp(n.PublishedAt), "url": base + noticePath(n.ID), "articleSection": n.Kind.Label(),
		"publisher": map[string]any{"@type": "GovernmentOrganization", "name": publisher}}
}
