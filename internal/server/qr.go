package server

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"

	"renmian/web/chamber"
)

// qrOf draws a text as a QR code with the quiet zone that readers need, each run of dark squares one
// rectangle. Level Q survives a stain on the card.
func qrOf(text string) (chamber.QR, error) {
	code, err := qr.Encode(text, qr.Q)
	if err != nil {
		return chamber.QR{}, fmt.Errorf("draw code: %w", err)
	}
	const quiet = 4
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			run := 0
			for code.Black(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			}
			x += run
		}
	}
	return chamber.QR{Size: strconv.Itoa(code.Size + 2*quiet), Path: path.String()}, nil
}
