package pdf

import (
	"slices"

	"renmian/internal/document"
)

// table sets a ruled table: its heading stands again on each page, a row that is longer than a page goes on.
func (s *setter) table(t document.Table) {
	widths := s.columns(t)
	middle := t.Centred()
	head := s.row(t.Header, widths, typed{hei, s.cell.size}, nil)
	var heading *box
	if len(head) > 0 {
		head[0].gap = 4 * mm
		for i := range head {
			head[i].keep = true
		}
		heading = &head[0]
		s.boxes = append(s.boxes, head...)
	}
	for _, cells := range t.Rows {
		rows := s.row(cells, widths, s.cell, middle)
		for i := range rows {
			rows[i].again = heading
		}
		if heading == nil && len(rows) > 0 {
			rows[0].gap = 4 * mm
		}
		s.boxes = append(s.boxes, rows...)
	}
	s.boxes = append(s.boxes, box{height: 4 * mm, draw: func(*page, float64) {}})
}

// columns divides the width among the columns: each has what its longest cell needs while that fits, and
// long columns share what the short ones leave.
func (s *setter) columns(t document.Table) []float64 {
	n := t.Columns()
	need := make([]float64, n)
	for i, r := range append([][]string{t.Header}, t.Rows...) {
		f := s.cell
		if i == 0 {
			f.face = hei
		}
		for c, cell := range r {
			for _, l := range s.breakLines(f, cell, 1e6, 1e6) {
				need[c] = max(need[c], l.width+2*s.pad[1]+1)
			}
		}
	}
	total, left, shared := 0.0, s.width(), 0
	for _, w := range need {
		total += w
	}
	if total <= s.width() {
		for c := range need {
			need[c] += (s.width() - total) / float64(n)
		}
		return need
	}
	// Columns are settled from the shortest on, each with its need or an even share of what is left.
	order := make([]int, n)
	for c := range order {
		order[c] = c
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case need[a] < need[b]:
			return -1
		case need[a] > need[b]:
			return 1
		}
		return 0
	})
	for i, c := range order {
		if share := left / float64(n-i); need[c] > share {
			shared = n - i
			rest := 0.0
			for _, k := range order[i:] {
				rest += need[k]
			}
			floor := min(left/float64(shared), 5*s.cell.size+2*s.pad[1])
			spare := left - floor*float64(shared)
			for _, k := range order[i:] {
				need[k] = floor + spare*need[k]/rest
			}
			return need
		}
		left -= need[c]
	}
	return need
}

// row sets a row of a table, in several pieces when it is higher than a page. Cells of the columns in the middle are
// centred when they take one line; those of a heading, of which middle says nothing, always.
func (s *setter) row(cells []string, widths []float64, f typed, middle []bool) []box {
	if len(cells) == 0 {
		return nil
	}
	set := make([][]line, len(widths))
	most := 1
	for c := range widths {
		if c < len(cells) && cells[c] != "" {
			set[c] = s.breakLines(f, cells[c], widths[c]-2*s.pad[1], widths[c]-2*s.pad[1])
		}
		most = max(most, len(set[c]))
	}
	piece := int((pageHeight - s.top - s.bottom - 60*mm) / s.cellPitch)
	var out []box
	for from := 0; from < most; from += piece {
		part := make([][]line, len(set))
		high := 1
		for c, all := range set {
			part[c] = all[min(from, len(all)):min(from+piece, len(all))]
			high = max(high, len(part[c]))
		}
		height := float64(high)*s.cellPitch + 2*s.pad[0]
		if s.measures == small {
			height = max(height, 7*mm)
		}
		out = append(out, box{height: height, draw: func(p *page, top float64) {
			x := s.left
			for c, lines := range part {
				p.frame(x, top, widths[c], height, 0.5, black)
				g := paragraph{font: f, pitch: s.cellPitch, align: left}
				if middle == nil || middle[c] && len(set[c]) == 1 {
					g.align = centre
				}
				y := top + (height-float64(len(lines))*s.cellPitch)/2
				for i, l := range lines {
					s.line(p, l, x+s.pad[1], y+float64(i)*s.cellPitch, widths[c]-2*s.pad[1], g)
				}
				x += widths[c]
			}
		}})
	}
	return out
}
