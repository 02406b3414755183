package ui

import (
	"context"
	"io"
	"strconv"
)

// Bars is a chart of lengths, each with its number beside it, so that it is read without colour too.
type Bars struct {
	Caption string // 各部法规得分率
	Names   string // head of the names: 法规
	Figures string // head of the numbers: 得分率
	Bars    []Bar
}

// Bar is one length with its name.
type Bar struct {
	Label string
	Note  string
	Share float64 // of the full length, 0 to 1
	Text  string  // 75%, 3 人
}

// width is the length in the drawing, which is 1000 long.
func (b Bar) width() string { return strconv.Itoa(int(1000 * min(1, max(0, b.Share)))) }

// Render writes the chart.
func (b Bars) Render(ctx context.Context, w io.Writer) error { return bars(b).Render(ctx, w) }
