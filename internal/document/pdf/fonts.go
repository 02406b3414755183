package pdf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/carlos7ags/folio/font"

	"renmian/internal/errs"
)

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

// embedded is a font within one file, and what each glyph stands for there.
type embedded struct {
	*font.EmbeddedFont
	stands map[uint16]rune
}

// fontSet is all fonts of one file, and the characters that none of them has.
type fontSet struct {
	used    map[*face][]*embedded
	missing []rune
	err     error
}

func newFontSet() *fontSet { return &fontSet{used: map[*face][]*embedded{}} }

// find is the font that draws a character, and whether it stands in for a heavier one.
func (s *fontSet) find(t typeface, r rune) (f *face, thin bool) {
	for i, name := range chains[t] {
		f, err := loadFace(name)
		if err != nil {
			s.err = err
			return nil, false
		}
		if f.has(r) {
			return f, i > 0 && (t == bold || t == hei)
		}
	}
	if !slices.Contains(s.missing, r) {
		s.missing = append(s.missing, r)
	}
	f, s.err = loadFace(chains[t][0])
	return f, false
}

// embed gives the font as the file holds it. Where a font draws two characters alike it is held twice, so
// that what is copied out of the file is what was written.
func (s *fontSet) embed(f *face, r rune) *embedded {
	glyph := f.GlyphIndex(r)
	for _, e := range s.used[f] {
		if other, taken := e.stands[glyph]; !taken || other == r {
			e.stands[glyph] = r
			return e
		}
	}
	e := &embedded{font.NewEmbeddedFont(f), map[uint16]rune{glyph: r}}
	s.used[f] = append(s.used[f], e)
	return e
}

// width is the width of a character at a size.
func (s *fontSet) width(t typeface, size float64, r rune) float64 {
	f, _ := s.find(t, r)
	if f == nil {
		return size
	}
	return f.width(size, r)
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
