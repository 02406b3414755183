package ui

import (
	"context"
	"io"
)

// Entry is one of the large ways into the public site.
type Entry struct{ Label, Href, Note string }

// Entries are the large ways into the public site.
type Entries []Entry

// DatedLink is a publication in a list.
type DatedLink struct{ Label, Href, Date string }

// Dated lists publications, newest first.
type Dated []DatedLink

// Article is a publication as the public reads it; its text is the children: h2 for 一、, p for paragraphs.
type Article struct {
	Title   []string // lines of the title
	Second  string   // the title in the county's second language
	Session string   // 括注: （2026年11月22日…会议通过）
	Source  string   // 县人大常委会办公室
	Date    string   // time of publication
	Print   string   // address of the sheet to print
	File    Link     // the same as a file that was issued
}

// Render writes the entries.
func (es Entries) Render(ctx context.Context, w io.Writer) error { return entries(es).Render(ctx, w) }

// Render writes the list.
func (ds Dated) Render(ctx context.Context, w io.Writer) error { return dated(ds).Render(ctx, w) }

// Render writes the publication around its text.
func (a Article) Render(ctx context.Context, w io.Writer) error { return article(a).Render(ctx, w) }
