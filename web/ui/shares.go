package ui

import (
	"context"
	"fmt"
	"io"
	"strconv"
)

// Shares is a chart of how much of each thing is done: a full bar, the rest hatched, both with their number, so that it is read
// without colour and in print too. Its figures stand below it as a table.
type Shares struct {
	ID      string // of the chart within the page
	Caption string // 本届监督覆盖
	Names   string // head of the names: 方式
	Done    string // what the full part is: 已覆盖
	Open    string // what the hatched part is: 尚未
	Rows    []Share
}

// Share is one bar.
type Share struct {
	Label      string
	Done, All  int
	Href, Note string
}

const (
	shareLeft  = 130
	shareWidth = 420
	sharePitch = 44
)

func (s Shares) viewBox() string { return fmt.Sprintf("0 0 700 %d", len(s.Rows)*sharePitch+34) }

func (s Shares) title() string { return s.ID + "-title" }
func (s Shares) desc() string  { return s.ID + "-desc" }
func (s Shares) hatch() string { return s.ID + "-hatch" }

func (s Shares) description() string {
	d := ""
	for _, x := range s.Rows {
		d += fmt.Sprintf("%s：%d 人中%s %d 人，占 %s。", x.Label, x.All, s.Done, x.Done, x.percent())
	}
	return d
}

func (x Share) percent() string {
	if x.All == 0 {
		return "—"
	}
	return strconv.Itoa((200*x.Done+x.All)/(2*x.All)) + "%"
}

func (x Share) figure() string { return fmt.Sprintf("%d / %d　%s", x.Done, x.All, x.percent()) }

func (x Share) done() int {
	if x.All == 0 {
		return 0
	}
	return shareWidth * x.Done / x.All
}

func (x Share) row() Row {
	return Row{
		Cells: []Cell{
			{Text: x.Label, Note: x.Note},
			{Text: strconv.Itoa(x.Done)},
			{Text: strconv.Itoa(x.All - x.Done), Href: x.Href},
			{Text: strconv.Itoa(x.All)},
			{Text: x.percent()},
		},
	}
}

func (s Shares) table() Table {
	t := Table{
		Caption:     s.Caption + "（数字）",
		HideCaption: true,
		Columns: []Column{
			{Label: s.Names},
			{Label: s.Done, Numeric: true},
			{Label: s.Open, Numeric: true},
			{Label: "合计", Numeric: true},
			{Label: "比例", Numeric: true},
		},
	}
	for _, x := range s.Rows {
		t.Rows = append(t.Rows, x.row())
	}
	return t
}

func at(n int) string { return strconv.Itoa(n) }

// Render writes the chart and its table.
func (s Shares) Render(ctx context.Context, w io.Writer) error { return shares(s).Render(ctx, w) }
