package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // photos are kept as JPEG or PNG
	"strings"
)

// photo places a picture on a page, as large as fits the rectangle.
func (b *book) photo(p *page, data []byte, x, y, w, h float64) error {
	img, kind, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("photo: %w", err)
	}
	if kind != "jpeg" || img.ColorModel() == nil {
		var again bytes.Buffer
		if err := jpeg.Encode(&again, img, &jpeg.Options{Quality: 92}); err != nil {
			return fmt.Errorf("photo: %w", err)
		}
		data = again.Bytes()
	}
	space := "/DeviceRGB"
	if _, isGray := img.(*image.Gray); isGray {
		space = "/DeviceGray"
	}
	size := img.Bounds().Size()
	n := b.file.raw(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Filter /DCTDecode", size.X, size.Y, space), data)
	scale := min(w/float64(size.X), h/float64(size.Y))
	width, height := float64(size.X)*scale, float64(size.Y)*scale
	fmt.Fprintf(&p.content, "q %.2f 0 0 %.2f %.2f %.2f cm /P%d Do Q\n", width, height, x+(w-width)/2, pageHeight-y-(h+height)/2, n)
	b.photos = append(b.photos, n)
	return nil
}

func (b *book) photoNames() string {
	if len(b.photos) == 0 {
		return ""
	}
	var out strings.Builder
	for _, n := range b.photos {
		fmt.Fprintf(&out, "/P%d %d 0 R ", n, n)
	}
	return "/XObject << " + out.String() + ">> "
}
