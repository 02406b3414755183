package ui

import (
	"context"
	"io"
	"strconv"
)

// Drawn is a sheet of fixed measures: frames and texts at their places, in millimetres from the top left
// corner of A4. The cadre form is such a sheet.
type Drawn struct {
	Frames []DrawnFrame
	Texts  []DrawnText
	Photo  DrawnFrame
	Image  string // address of the photo
}

// DrawnFrame is a rectangle; Rule is the width of its lines in points.
type DrawnFrame struct{ X, Y, W, H, Rule float64 }

// DrawnText is one line of text with its baseline at Y, Width wide; Size is in points.
type DrawnText struct {
	X, Y, Width, Size float64
	Text              string
	Heavy             bool
}

const mmPerPoint = 25.4 / 72

// mm writes a measure in millimetres, points a measure given in points.
func mm(v float64) string     { return strconv.FormatFloat(v, 'f', 2, 64) }
func points(v float64) string { return mm(v * mmPerPoint) }

// Render writes the sheet.
func (d Drawn) Render(ctx context.Context, w io.Writer) error { return drawn(d).Render(ctx, w) }
