package exam

import (
	"renmian/internal/errs"
)

// Room is a room with its number of seats (考场).
type Room struct {
	ID    int64
	Name  string
	Seats int
}

// Place is a seat in a room (座位).
type Place struct {
	RoomID int64
	Seat   int
}

// Places seats n candidates, room by room and seat by seat, past the places that are taken. With draw, which
// returns a number below its argument, it is the lot that says who sits where; without it, the order of the
// list.
func Places(n int, rooms []Room, taken map[Place]bool, draw func(n int) int) ([]Place, error) {
	var free []Place
	for _, r := range rooms {
		for seat := 1; seat <= r.Seats; seat++ {
			if p := (Place{r.ID, seat}); !taken[p] {
				free = append(free, p)
			}
		}
	}
	if len(free) < n {
		return nil, errs.New(errs.Conflict, "考场空座不够：需要 %d 个，只有 %d 个。请增加考场，或者改大考场的座位数。", n, len(free))
	}
	places := free[:n]
	if draw != nil {
		for i := n - 1; i > 0; i-- {
			k := draw(i + 1)
			places[i], places[k] = places[k], places[i]
		}
	}
	return places, nil
}

// InTurn is the label of the paper at a seat when the papers of a set lie in turn, so that neighbours have
// different ones.
func InTurn(labels []string, seat int) string {
	if len(labels) == 0 {
		return ""
	}
	return labels[(seat-1)%len(labels)]
}
