package lrmx

import (
	"bytes"
	"encoding/base64"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode"

	"golang.org/x/image/bmp"
	"golang.org/x/image/draw"
)

// The largest photo that is stored, twice the size printed at 150 dpi, and the largest that is decoded.
const (
	photoWidth  = 413
	photoHeight = 579
	maxPixels   = 16 << 20
)

var errPhoto = errors.New("not a usable photo")

// decodeBase64 reads the base64 of a photo: wrapped, padded with blanks, with or without a data: prefix.
func decodeBase64(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "data:") {
		_, text, _ = strings.Cut(text, ",")
	}
	text = strings.TrimRight(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text), "=")
	if base64.RawStdEncoding.DecodedLen(len(text)) > maxPhoto {
		return nil, errPhoto
	}
	return base64.RawStdEncoding.DecodeString(text)
}

// isPicture reports whether data begins like one of the pictures met in these files.
func isPicture(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xFF, 0xD8, 0xFF}) || bytes.HasPrefix(data, []byte("\x89PNG\r\n")) ||
		bytes.HasPrefix(data, []byte("BM")) && len(data) > 26
}

// encodePhoto makes a JPEG of at most 413×579 from a picture. It is made anew, so that nothing of the
// camera, the place or a crafted file survives.
func encodePhoto(data []byte) ([]byte, error) {
	if len(data) > maxPhoto || !isPicture(data) {
		return nil, errPhoto
	}
	size, decode := jpeg.DecodeConfig, jpeg.Decode
	switch data[0] {
	case 0x89:
		size, decode = png.DecodeConfig, png.Decode
	case 'B':
		size, decode = bmp.DecodeConfig, bmp.Decode
	}
	cfg, err := size(bytes.NewReader(data))
	if err != nil || cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > maxPixels/cfg.Height {
		return nil, errPhoto
	}
	src, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, errPhoto
	}
	w, h := cfg.Width, cfg.Height
	if w > photoWidth {
		w, h = photoWidth, max(1, h*photoWidth/w)
	}
	if h > photoHeight {
		w, h = max(1, w*photoHeight/h), photoHeight
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, dst, &jpeg.Options{Quality: 90}); err != nil {
		return nil, errPhoto
	}
	return out.Bytes(), nil
}
