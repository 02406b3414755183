package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"sync"
	"unicode/utf16"
)

// paper is a one-page PDF with a title and lines of text, in the reader's own Chinese font.
func paper(title string, lines ...string) []byte {
	var text bytes.Buffer
	show := func(x, y, size int, s string) {
		fmt.Fprintf(&text, "BT /F %d Tf %d %d Td <", size, x, y)
		for _, u := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&text, "%04X", u)
		}
		text.WriteString("> Tj ET\n")
	}
	show(297-11*len([]rune(title)), 740, 22, title)
	y := 690
	for _, l := range lines {
		for r := []rune("　　" + l); len(r) > 0; y -= 28 {
			n := min(len(r), 28)
			show(79, y, 16, string(r[:n]))
			r = r[n:]
		}
	}
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", text.Len(), text.String()))
	object("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>")
	object(
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
	)
	object(
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
	)
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// portrait is the placeholder that stands in every form for a photo: a figure on blue.
var portrait = sync.OnceValue(func() []byte {
	const w, h = 90, 126
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			dx, dy := float64(x-w/2), float64(y-48)
			head := dx*dx/(19*19)+dy*dy/(24*24) <= 1
			sy := float64(y - 128)
			shoulders := dx*dx/(40*40)+sy*sy/(46*46) <= 1
			c := color.RGBA{0x6f, 0x9c, 0xc9, 0xff}
			if head || shoulders {
				c = color.RGBA{0xe8, 0xee, 0xf4, 0xff}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}) // a buffer takes everything
	return b.Bytes()
})
