package pdf

import (
	"encoding/binary"
	"fmt"
)

var be = binary.BigEndian

// face is a TrueType font: its characters, widths and outlines.
type face struct {
	name       string
	tables     map[string][]byte
	glyphs     map[rune]uint16
	unitsPerEm int
	longLoca   bool
	metrics    int // glyphs with a width of their own; the rest share the last one
	ascent     int
	descent    int
	box        [4]int
}

// readFace reads the tables of a font; the fonts are ours, so that a broken one is a mistake in the program.
func readFace(name string, data []byte) (*face, error) {
	f := &face{name: name, tables: map[string][]byte{}, glyphs: map[rune]uint16{}}
	if len(data) < 12 {
		return nil, fmt.Errorf("font %s: no table directory", name)
	}
	for i := range int(be.Uint16(data[4:])) {
		entry := data[12+16*i:]
		offset, length := be.Uint32(entry[8:]), be.Uint32(entry[12:])
		f.tables[string(entry[:4])] = data[offset : offset+length]
	}
	for _, tag := range []string{"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if f.tables[tag] == nil {
			return nil, fmt.Errorf("font %s: no table %s", name, tag)
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.unitsPerEm = int(be.Uint16(head[18:]))
	f.longLoca = be.Uint16(head[50:]) == 1
	for i := range f.box {
		f.box[i] = f.per1000(int(int16(be.Uint16(head[36+2*i:]))))
	}
	f.metrics = int(be.Uint16(hhea[34:]))
	f.ascent, f.descent = f.per1000(int(int16(be.Uint16(hhea[4:])))), f.per1000(int(int16(be.Uint16(hhea[6:]))))
	f.readCharacters()
	return f, nil
}

// readCharacters reads the character map, of which formats 4 and 12 are in use.
func (f *face) readCharacters() {
	cmap := f.tables["cmap"]
	for i := range int(be.Uint16(cmap[2:])) {
		sub := cmap[be.Uint32(cmap[4+8*i+4:]):]
		switch be.Uint16(sub) {
		case 4:
			n := int(be.Uint16(sub[6:])) / 2
			ends, starts, deltas, offsets := sub[14:], sub[16+2*n:], sub[16+4*n:], sub[16+6*n:]
			for s := range n {
				start, end, delta, offset := int(be.Uint16(starts[2*s:])), int(be.Uint16(ends[2*s:])), be.Uint16(deltas[2*s:]), int(be.Uint16(offsets[2*s:]))
				for c := start; c <= end && c < 0xFFFF; c++ {
					g := uint16(c) + delta
					if offset != 0 {
						if g = be.Uint16(offsets[2*s+offset+2*(c-start):]); g != 0 {
							g += delta
						}
					}
					f.glyphs[rune(c)] = g
				}
			}
		case 12:
			for g := range int(be.Uint32(sub[12:])) {
				group := sub[16+12*g:]
				start, end, first := be.Uint32(group), be.Uint32(group[4:]), be.Uint32(group[8:])
				for c := start; c <= end; c++ {
					f.glyphs[rune(c)] = uint16(first + c - start)
				}
			}
		}
	}
}

func (f *face) has(r rune) bool { return f.glyphs[r] != 0 }

func (f *face) per1000(units int) int { return units * 1000 / f.unitsPerEm }

// advance is the width of a glyph in font units.
func (f *face) advance(glyph uint16) int {
	return int(be.Uint16(f.tables["hmtx"][4*min(int(glyph), f.metrics-1):]))
}

// outline is the entry of a glyph in the glyf table.
func (f *face) outline(glyph uint16) []byte {
	loca, g := f.tables["loca"], int(glyph)
	if f.longLoca {
		return f.tables["glyf"][be.Uint32(loca[4*g:]):be.Uint32(loca[4*g+4:])]
	}
	return f.tables["glyf"][2*int(be.Uint16(loca[2*g:])) : 2*int(be.Uint16(loca[2*g+2:]))]
}

// Flags of a component of a compound glyph.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	more          = 1 << 5
	twoScales     = 1 << 6
	matrix        = 1 << 7
)

// components are the places in an outline that name the glyphs of which it is composed.
func components(outline []byte) []int {
	if len(outline) < 12 || int16(be.Uint16(outline)) >= 0 {
		return nil
	}
	var places []int
	for at := 10; ; {
		flags := be.Uint16(outline[at:])
		places = append(places, at+2)
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return places
		}
	}
}

// subset is a font with the given glyphs only, numbered as they stand, for which the outlines of their
// components follow. The first glyph is the one for nothing.
func (f *face) subset(glyphs []uint16) []byte {
	glyphs = append([]uint16{}, glyphs...)
	number := map[uint16]uint16{}
	var glyf, hmtx []byte
	loca := []byte{0, 0, 0, 0}
	for i := 0; i < len(glyphs); i++ {
		outline := append([]byte{}, f.outline(glyphs[i])...)
		for _, at := range components(outline) {
			part := be.Uint16(outline[at:])
			if _, known := number[part]; !known {
				number[part] = uint16(len(glyphs))
				glyphs = append(glyphs, part)
			}
			be.PutUint16(outline[at:], number[part])
		}
		glyf = append(glyf, outline...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		side := uint16(0)
		if len(outline) > 4 {
			side = be.Uint16(outline[2:]) // the left side bearing is the least x
		}
		hmtx = be.AppendUint16(be.AppendUint16(hmtx, uint16(f.advance(glyphs[i]))), side)
	}
	head, hhea, maxp := clone(f.tables["head"]), clone(f.tables["hhea"]), clone(f.tables["maxp"])
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1)
	be.PutUint16(hhea[34:], uint16(len(glyphs)))
	be.PutUint16(maxp[4:], uint16(len(glyphs)))
	return assemble([]string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}, [][]byte{glyf, head, hhea, hmtx, loca, maxp})
}

func clone(b []byte) []byte { return append([]byte{}, b...) }

// assemble writes a font file of tables in the order of their tags.
func assemble(tags []string, tables [][]byte) []byte {
	n := len(tags)
	selector := 0
	for 1<<(selector+1) <= n {
		selector++
	}
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << selector, selector, 16*n - 16<<selector} {
		out = be.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*n
	var body []byte
	for i, t := range tables {
		length := len(t)
		for len(t)%4 != 0 {
			t = append(t, 0)
		}
		var sum uint32
		for j := 0; j < len(t); j += 4 {
			sum += be.Uint32(t[j:])
		}
		out = append(out, tags[i]...)
		for _, v := range []uint32{sum, uint32(at + len(body)), uint32(length)} {
			out = be.AppendUint32(out, v)
		}
		body = append(body, t...)
	}
	return append(out, body...)
}
