package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // photos are kept as JPEG or PNG

	folio "github.com/carlos7ags/folio/image"
)

// photo places a picture on a page, as large as fits the rectangle.
func (b *book) photo(p *page, data []byte, x, y, w, h float64) error {
	img, kind, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("photo: %w", err)
	}
	if kind != "jpeg" {
		var again bytes.Buffer
		if err := jpeg.Encode(&again, img, &jpeg.Options{Quality: 92}); err != nil {
			return fmt.Errorf("photo: %w", err)
		}
		data = again.Bytes()
	}
	picture, err := folio.NewJPEG(data)
	if err != nil {
		return fmt.Errorf("photo: %w", err)
	}
	scale := min(w/float64(picture.Width()), h/float64(picture.Height()))
	width, height := float64(picture.Width())*scale, float64(picture.Height())*scale
	p.AddImage(picture, x+(w-width)/2, pageHeight-y-(h+height)/2, width, height)
	return nil
}
