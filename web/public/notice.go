// Package public holds the pages that everybody may read without signing in: for each page a struct with
// display-ready values and a view of the same name. It imports web/ui, and no rules.
package public

import "renmian/web/ui"

// HomePage is the front page of the public site.
type HomePage struct {
	Frame       ui.Frame
	Title       string
	Entries     ui.Entries
	Search      ui.Text
	Notices     ui.Dated
	Empty       string // said when nothing was published yet
	Publicities []Running
}

// Running is a publicity under way.
type Running struct {
	Title, Href string
	Persons     string
	Until       string // 公示至2026年11月27日，还有 3 天
	Contact     string
}

// NoticesPage lists what was published.
type NoticesPage struct {
	Frame   ui.Frame
	Filter  ui.Filter
	Search  ui.Text
	Meeting ui.Select
	Year    ui.Select
	Notices ui.Dated
	Empty   string
	Pager   ui.Pager
}

// NoticePage is one published paper.
type NoticePage struct {
	Frame        ui.Frame
	Article      ui.Article
	Lines        []ui.SheetLine
	Signed       []string
	Corrections  []Correction
	Votes        ui.Table // no caption when the county does not publish them
	Notices      []Remark
	RelatedTitle string
	Related      ui.Dated
	Older        ui.Link
	Newer        ui.Link
}

// Remark says what a reader has to know before the text.
type Remark struct{ Title, Text string }

// Correction is a dated note on a published paper.
type Correction struct{ Date, Text string }

// CommitmentsPage shows what those whom a notice appoints have promised.
type CommitmentsPage struct {
	Frame   ui.Frame
	Heading ui.Heading
	Persons []Commitment
}

// Commitment is one person's promise.
type Commitment struct {
	ID      string
	Title   string // 欧阳示例　示例县财政局局长
	Date    string
	Answers []Answer
	Note    string // said instead of the text
}

// Answer is one part of a promise.
type Answer struct {
	Heading    string
	Paragraphs []string
}
