package exam

// draw is a number drawn for a place: the same seed and the same place always give the same number, and
// what else is in the bank does not move it. (The steps are those of SplitMix64.)
func draw(seed int64, place ...int64) uint64 {
	x := uint64(seed)
	for _, p := range append(place, int64(len(place))) {
		x += 0x9e3779b97f4a7c15 + uint64(p)
		x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
		x = (x ^ x>>27) * 0x94d049bb133111eb
		x ^= x >> 31
	}
	return x
}

// What is drawn for.
const (
	drawItem int64 = iota
	drawMember
	drawSplit
	drawDeal
	drawOrder
	drawOption
)
