package ui

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Grades is how a rating came out, a stacked bar for each time: the last years stand below one another on one scale. The
// line is the share that the county's rule asks for; the table says the same in numbers. No person is set beside another.
type Grades struct {
	Label   string
	Grades  []string // from the best to the worst
	Bars    []GradeBar
	MarkSay string // what the line is: 过半数
	Bare    bool   // the same numbers stand in a table of the page already
}

// GradeBar is one rating.
type GradeBar struct {
	Label  string // 2026年
	Note   string // 组成人员 29 人
	Base   int    // what the whole width stands for
	Counts []int  // one for each grade
	Other  int    // 不选、无效、未投
	Mark   int    // in thousandths of the base; zero: none
	Tag    Tag
}

// gradeSegment is one part of a bar, in thousandths.
type gradeSegment struct {
	class, text string
	from, width int
}

func (g Grades) segments(b GradeBar) (all []gradeSegment) {
	at := 0
	for i, n := range b.Counts {
		to := 1000 * (sum(b.Counts[:i+1])) / max(b.Base, 1)
		if n > 0 {
			s := gradeSegment{class: "g" + strconv.Itoa(g.tone(i)), from: at, width: to - at}
			if s.width >= 50 {
				s.text = strconv.Itoa(n)
			}
			all = append(all, s)
		}
		at = to
	}
	return all
}

// tone spreads the shades from dark for the best grade to light for the worst.
func (g Grades) tone(i int) int {
	if len(g.Grades) < 2 {
		return 0
	}
	return i * 3 / (len(g.Grades) - 1)
}

func sum(ns []int) (total int) {
	for _, n := range ns {
		total += n
	}
	return total
}

func (s gradeSegment) middle() string { return strconv.Itoa(s.from + s.width/2) }

func (g Grades) describe(b GradeBar) string {
	var parts []string
	for i, n := range b.Counts {
		parts = append(parts, fmt.Sprintf("%s %d 票", g.Grades[i], n))
	}
	if b.Other > 0 {
		parts = append(parts, fmt.Sprintf("不选、无效或者未投 %d", b.Other))
	}
	return b.Label + "：" + strings.Join(parts, "，") + "。" + b.Tag.Label
}

// Render writes the bars and the table.
func (g Grades) Render(ctx context.Context, w io.Writer) error { return grades(g).Render(ctx, w) }
