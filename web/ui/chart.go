package ui

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
)

// Result is how a vote came out, shown as a bar against all members, with the mark that a majority
// of all members has to pass, and as a table.
type Result struct {
	Label                          string // of what: 决定任命欧阳示例为县财政局局长
	Members                        int    // 全体组成人员
	For, Against, Abstain, NotCast int    // 赞成, 反对, 弃权, 未按
	Invalid                        int    // 无效票, on paper only
	Uncast                         string // what NotCast is called: 未投 on paper, 未举手; empty: 未按
	Verdict                        Tag
}

// segment is one coloured part of the bar, measured in members.
type segment struct {
	class, label string
	from, count  int
}

// barUnit is the width of one member in the drawing.
const barUnit = 100

func (r Result) segments() []segment {
	var segs []segment
	at := 0
	for _, s := range []segment{
		{class: "yes", label: "赞成", count: r.For},
		{class: "no", label: "反对", count: r.Against},
		{class: "abstain", label: "弃权", count: r.Abstain},
		{class: "none", label: cmp.Or(r.Uncast, "未按"), count: r.NotCast},
		{class: "none", label: "无效", count: r.Invalid},
	} {
		s.from = at
		at += s.count
		segs = append(segs, s)
	}
	return segs
}

// shown leaves out what a vote on paper, or by keys, does not know.
func (r Result) shown() []segment {
	var segs []segment
	for _, s := range r.segments() {
		if s.count > 0 || s.class != "none" {
			segs = append(segs, s)
		}
	}
	return segs
}

// majority is the least number of votes that is more than half of all members.
func (r Result) majority() int { return r.Members/2 + 1 }

func (r Result) description() string {
	d := fmt.Sprintf("全体组成人员 %d 人，过半数为 %d 票；", r.Members, r.majority())
	for i, s := range r.shown() {
		if i > 0 {
			d += "，"
		}
		d += fmt.Sprintf("%s %d 票", s.label, s.count)
	}
	return d + "。"
}

// units gives a length in the drawing for a number of members.
func units(members int) string { return strconv.Itoa(members * barUnit) }

func (r Result) viewBox() string {
	return fmt.Sprintf("0 0 %d %d", max(r.Members, 1)*barUnit, barHeight(r))
}

// barHeight keeps the bar's proportions whatever the number of members.
func barHeight(r Result) int { return max(r.Members, 1) * barUnit / 16 }

// markAt is where the mark stands: between the last vote that is not enough and the first that is.
func (r Result) markAt() string { return strconv.Itoa((r.majority()*2 - 1) * barUnit / 2) }

// Render writes the bar and its table.
func (r Result) Render(ctx context.Context, w io.Writer) error { return result(r).Render(ctx, w) }
