package exam

import "math"

// network is a flow network with costs. Papers are flows from the laws to the sections: what is asked of laws
// and what is asked of sections are two nested divisions of the same questions, so that a cheapest flow is
// made of whole questions and meets every minimum that can be met.
type network struct {
	arcs []arc // each followed by its reverse
	out  [][]int
}

type arc struct {
	to   int
	left int   // what may still flow
	cost int64 // of one unit
}

func (n *network) node() int {
	n.out = append(n.out, nil)
	return len(n.out) - 1
}

// arc adds an arc and returns its index; one without room is left out.
func (n *network) arc(from, to, room int, cost int64) int {
	i := len(n.arcs)
	n.arcs = append(n.arcs, arc{to, room, cost}, arc{from, 0, -cost})
	n.out[from], n.out[to] = append(n.out[from], i), append(n.out[to], i+1)
	return i
}

// span adds an arc that carries at least least, as far as any flow can, and at most most.
func (n *network) span(from, to, least, most int, cost int64) {
	if least > 0 {
		n.arc(from, to, least, cost-must)
	}
	if most > least {
		n.arc(from, to, most-least, cost)
	}
}

// carried is what flows through an arc.
func (n *network) carried(i int) int { return n.arcs[i^1].left }

// run sends as much as possible from source to sink as cheaply as possible and returns how much.
func (n *network) run(source, sink int) int {
	total := 0
	for {
		via := n.cheapest(source, sink)
		if via == nil {
			return total
		}
		push := math.MaxInt
		for at := sink; at != source; at = n.arcs[via[at]^1].to {
			push = min(push, n.arcs[via[at]].left)
		}
		for at := sink; at != source; at = n.arcs[via[at]^1].to {
			n.arcs[via[at]].left -= push
			n.arcs[via[at]^1].left += push
		}
		total += push
	}
}

// cheapest finds the cheapest way with room left, as the arc by which each node is reached; nil for none.
func (n *network) cheapest(source, sink int) []int {
	cost, via, waiting := make([]int64, len(n.out)), make([]int, len(n.out)), make([]bool, len(n.out))
	for i := range cost {
		cost[i] = math.MaxInt64
	}
	cost[source] = 0
	for queue := []int{source}; len(queue) > 0; {
		at := queue[0]
		queue, waiting[at] = queue[1:], false
		for _, i := range n.out[at] {
			a := n.arcs[i]
			if c := cost[at] + a.cost; a.left > 0 && c < cost[a.to] {
				cost[a.to], via[a.to] = c, i
				if !waiting[a.to] {
					queue, waiting[a.to] = append(queue, a.to), true
				}
			}
		}
	}
	if cost[sink] == math.MaxInt64 {
		return nil
	}
	return via
}
