package pdf

// box is what stands on a page as one piece: a line, a row of a table.
type box struct {
	gap    float64 // empty space above, none at the top of a page
	height float64
	keep   bool // not the last on its page: it leads to the next
	foot   bool // at the foot of the last page
	draw   func(p *page, top float64)
	again  *box // what is repeated above it at the top of a page: the heading of its table
}

// placed is a box at its place; its page's first box may carry a repeated heading.
type placed struct {
	box
	top   float64
	again bool
}

// paginate puts boxes on pages whose text stands between top and bottom.
func paginate(boxes []box, top, bottom float64) [][]placed {
	var pages [][]placed
	var now []placed
	y := top
	place := func(b box) {
		if len(now) == 0 {
			if b.again != nil {
				now = append(now, placed{box: *b.again, top: y, again: true})
				y += b.again.height
			}
		} else {
			y += b.gap
		}
		now = append(now, placed{box: b, top: y})
		y += b.height
	}
	turn := func() {
		pages, now, y = append(pages, now), nil, top
	}
	for i := 0; i < len(boxes); {
		// What must stay together moves together, unless it fills a page by itself.
		end, height := i, 0.0
		for {
			height += boxes[end].gap + boxes[end].height
			end++
			if end == len(boxes) || !boxes[end-1].keep {
				break
			}
		}
		if len(now) > 0 && y+height > bottom+0.1 && (height <= bottom-top || y+boxes[i].gap+boxes[i].height > bottom+0.1) {
			turn()
		}
		if boxes[i].foot {
			y = max(y, bottom-height)
		}
		place(boxes[i])
		i++
	}
	return append(pages, now)
}
