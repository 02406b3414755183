package ui

import (
	"context"
	"fmt"
	"io"
	"strconv"
)

// Ages shows how long things under way have taken against the time they have: a plain length up to the limit, a hatched one
// beyond it, and a mark where the limit stands. Every number is in the table with it, so it is read without colour and
// without seeing.
type Ages struct {
	Caption string
	Names   string // head of the names
	Unit    string // 天
	Rows    []Age
}

// Age is one thing under way.
type Age struct {
	Label string
	Note  string
	Href  string
	Spent int
	Limit int    // 0: none now
	State string // in words
}

// Over is how far it is beyond its limit.
func (a Age) Over() int {
	if a.Limit == 0 {
		return 0
	}
	return max(0, a.Spent-a.Limit)
}

// longest is the length of the scale.
func (a Ages) longest() int {
	n := 1
	for _, r := range a.Rows {
		n = max(n, r.Spent, r.Limit)
	}
	return n
}

func (a Ages) at(days int) string { return strconv.Itoa(1000 * days / a.longest()) }

func (a Ages) within(r Age) string { return a.at(r.Spent - r.Over()) }

func (a Ages) description() string {
	late := 0
	for _, r := range a.Rows {
		if r.Over() > 0 {
			late++
		}
	}
	return fmt.Sprintf("共 %d 件，其中 %d 件已超过期限；最长的一格是 %d %s。各件的数字见表中。", len(a.Rows), late, a.longest(), a.Unit)
}

// Render writes the chart.
func (a Ages) Render(ctx context.Context, w io.Writer) error { return ages(a).Render(ctx, w) }

// Gallery shows photographs and films, each with what is to be seen on it.
type Gallery struct {
	Large    bool // one below another
	Pictures []Picture
}

// Picture is one photograph or film.
type Picture struct {
	Src, Alt, Caption string
	Film              bool // 录像
}

// Render writes the gallery.
func (g Gallery) Render(ctx context.Context, w io.Writer) error { return gallery(g).Render(ctx, w) }
