package pdf

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"sync"

	"github.com/carlos7ags/folio/font"
)

//go:embed fonts/*.ttf.gz
var fontFiles embed.FS

// face is a font of this program, called by its file's name; cutting it down took its own name away.
type face struct {
	font.Face
	name string
}

// PostScriptName is the name by which files call the font.
func (f *face) PostScriptName() string { return "Renmian-" + f.name }

func (f *face) has(r rune) bool { return f.GlyphIndex(r) != 0 }

func (f *face) width(size float64, r rune) float64 {
	return float64(f.GlyphAdvance(f.GlyphIndex(r))) * size / float64(f.UnitsPerEm())
}

var faces = struct {
	sync.Mutex
	read map[string]*face
}{read: map[string]*face{}}

// loadFace reads a font when it is first needed and keeps it.
func loadFace(name string) (*face, error) {
	faces.Lock()
	defer faces.Unlock()
	if f := faces.read[name]; f != nil {
		return f, nil
	}
	packed, err := fontFiles.ReadFile("fonts/" + name + ".ttf.gz")
	if err != nil {
		return nil, err
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	read, err := font.ParseTTF(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	faces.read[name] = &face{read, name}
	return faces.read[name], nil
}
