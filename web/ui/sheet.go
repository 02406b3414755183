package ui

import (
	"context"
	"io"
	"unicode/utf8"
)

// Sheet is a paper in the form of GB/T 9704: A4, the text block 156 × 225 mm, title in size 2, body in
// size 3. Its body is the children: p for paragraphs, h2 for 一、, h3 for （一）, p.to for 主送,
// p.left for lines without indentation, table for forms.
type Sheet struct {
	RedHead string   // 发文机关标志; without it the sheet has no red head
	Number  string   // 发文字号
	Title   []string // lines of the title
	Second  string   // the title in the county's second language
	Session string   // 括注: （2026年11月22日…会议通过）
	Signed  []string // 署名, below the body
	Date    string   // 成文日期
	Footer  []string // 抄送, 附注 and the like
	Small   bool     // body in size 小四, narrow margins: exam papers
	Sealed  []string // 密封线: what the candidate fills in left of it
}

// Certificate is a 任命书, one sheet to be handed over.
type Certificate struct {
	Title  string   // 任命书
	Number string   // 编号
	Second string   // 任命书 in the second language
	To     string   // 姓名, larger than the rest
	Body   []string // paragraphs
	Signed []string // 主任 and name
	Date   string
	Stamp  string // 校样, 作废: printed across, so that the sheet is not taken for one to hand over
}

// headClass makes a long red head smaller, so that it stays on one line.
func (s Sheet) headClass() string {
	switch n := utf8.RuneCountInString(s.RedHead); {
	case n > 16:
		return "longer"
	case n > 12:
		return "long"
	}
	return ""
}

// Render writes the sheet around its body.
func (s Sheet) Render(ctx context.Context, w io.Writer) error { return sheet(s).Render(ctx, w) }

// Render writes the certificate.
func (c Certificate) Render(ctx context.Context, w io.Writer) error {
	return certificate(c).Render(ctx, w)
}
