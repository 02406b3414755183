package pdf

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"renmian/internal/errs"
)

//go:embed fonts/*.ttf.gz
var fontFiles embed.FS

// typeface is a kind of type that a paper asks for.
type typeface int

const (
	song typeface = iota // 宋体，正文
	bold                 // 粗宋，标题
	hei                  // 黑体，一、
	kai                  // 楷体，（一）、题注、任命书
)

// chains are, for each kind of type, the fonts in the order in which a character is looked for: a rare
// character of a name stands in the next font rather than as an empty box.
var chains = [...][]string{song: {"serif", "kai"}, bold: {"bold", "serif", "kai"}, hei: {"hei", "serif", "kai"}, kai: {"kai", "serif"}}

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
	f, err := readFace(name, data)
	if err == nil {
		faces.read[name] = f
	}
	return f, err
}

// usedFont is a font as one file uses it. Every character has a number of its own, even where the font
// draws two alike, so that what is copied out of the file is what was written.
type usedFont struct {
	*face
	number  int // F1, F2, …
	codes   map[rune]uint16
	written []rune
	chosen  []uint16
}

func (u *usedFont) code(r rune) uint16 {
	c, known := u.codes[r]
	if !known {
		u.written, u.chosen = append(u.written, r), append(u.chosen, u.glyphs[r])
		c = uint16(len(u.written)) // 0 is the glyph for nothing
		u.codes[r] = c
	}
	return c
}

// fontSet is all fonts of one file, and the characters that none of them has.
type fontSet struct {
	used    map[string]*usedFont
	order   []*usedFont
	missing []rune
	err     error
}

// find is the font that draws a character, and whether it stands in for a heavier one.
func (s *fontSet) find(t typeface, r rune) (u *usedFont, thin bool) {
	for i, name := range chains[t] {
		u := s.font(name)
		if u == nil {
			return nil, false
		}
		if u.has(r) {
			return u, i > 0 && (t == bold || t == hei)
		}
	}
	if !slices.Contains(s.missing, r) {
		s.missing = append(s.missing, r)
	}
	return s.font(chains[t][0]), false
}

func (s *fontSet) font(name string) *usedFont {
	if u := s.used[name]; u != nil {
		return u
	}
	f, err := loadFace(name)
	if err != nil {
		s.err = err
		return nil
	}
	u := &usedFont{face: f, number: len(s.order) + 1, codes: map[rune]uint16{}}
	s.used[name], s.order = u, append(s.order, u)
	return u
}

// width is the width of a character at a size.
func (s *fontSet) width(t typeface, size float64, r rune) float64 {
	u, _ := s.find(t, r)
	if u == nil {
		return size
	}
	return float64(u.advance(u.glyphs[r])) * size / float64(u.unitsPerEm)
}

// problem says which characters cannot be printed; a paper never shows an empty box in their place.
func (s *fontSet) problem() error {
	if s.err != nil || len(s.missing) == 0 {
		return s.err
	}
	names := make([]string, len(s.missing))
	for i, r := range s.missing {
		names[i] = fmt.Sprintf("“%c”（U+%04X）", r, r)
	}
	return errs.New(errs.Invalid, "字库缺少字形：%s。为免印成空框，没有生成 PDF；请从打印页用本机的字体打印，或者核对这个字是否录错。", strings.Join(names, "、"))
}

// Missing are the characters of a text that the fonts of final papers lack, each once.
func Missing(text string) ([]rune, error) {
	s := fontSet{used: map[string]*usedFont{}}
	for _, r := range plain(text) {
		s.find(song, r)
	}
	return s.missing, s.err
}
