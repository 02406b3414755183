package lrmx

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// newVersion is the version of the desktop program that new files name.
const newVersion = "3.2.1.16"

// Write returns the form as the desktop program saves it: UTF-8 without a byte order mark, CRLF, two
// blanks of indent, all 34 elements in their order, unknown elements kept. A clean file that was not
// corrected comes out byte for byte. What was written is read again and compared before it is returned.
func Write(f Form) ([]byte, error) {
	data := encode(f)
	again, _, err := Read(f.Name.Value+".lrmx", data)
	if err != nil {
		return nil, fmt.Errorf("reread written form: %w", err)
	}
	want, got := contents(&f), contents(&again)
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			return nil, fmt.Errorf("reread written form: entry %d differs", i)
		}
	}
	return data, nil
}

// contents lists everything a written form must bring back.
func contents(f *Form) []string {
	var list []string
	for _, b := range boxes {
		switch b.element {
		case familyElement:
			for i, r := range f.Relatives {
				if r.blank(f, i) {
					continue
				}
				for _, cell := range relativeBoxes(i) {
					list = append(list, cell.element+" "+settled(cell.shown(f)))
				}
			}
		case photoElement:
			list = append(list, fmt.Sprint("photo ", f.HasPhoto))
		default:
			list = append(list, b.element+" "+settled(versioned(b, f)))
		}
	}
	for _, u := range f.Unknown {
		list = append(list, u.Name+" "+u.XML)
	}
	return list
}

// versioned is the text of a box, with the version that new files get.
func versioned(b box, f *Form) string {
	if s := b.shown(f); s != "" || b.key != "version" || f.Tags != nil {
		return s
	}
	return newVersion
}

func (r Relative) blank(f *Form, i int) bool {
	for _, cell := range relativeBoxes(i) {
		if cell.shown(f) != "" {
			return false
		}
	}
	return len(r.Unknown) == 0
}

// writer builds the file with LF; encode turns the line ends into CRLF at the end.
type writer struct {
	strings.Builder
	f       *Form
	unknown int // next unknown element
}

// encode writes f without looking back.
func encode(f Form) []byte {
	w := &writer{f: &f}
	w.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person>\n")
	tags := f.Tags
	if tags == nil {
		for _, b := range boxes {
			tags = append(tags, Tag{Name: b.element})
		}
	} else {
		tags = withOptional(tags)
	}
	for _, t := range tags {
		w.element(t)
	}
	for w.unknown < len(f.Unknown) {
		w.nextUnknown(Tag{})
	}
	w.WriteString("</Person>\n")
	return []byte(strings.ReplaceAll(w.String(), "\n", "\r\n"))
}

// withOptional adds the optional elements a kept layout lacks, in case a correction filled one.
func withOptional(tags []Tag) []Tag {
	present := map[string]bool{}
	for _, t := range tags {
		present[t.Name] = true
	}
	all := tags[:len(tags):len(tags)]
	for _, b := range boxes {
		if !present[b.element] {
			all = append(all, Tag{Name: b.element, Empty: "none"})
		}
	}
	return all
}

func (w *writer) element(t Tag) {
	kept := w.f.Tags != nil
	for _, b := range boxes {
		if b.element != t.Name {
			continue
		}
		switch t.Name {
		case familyElement:
			w.family(t)
		case photoElement:
			w.leaf("  ", t, w.photo())
		default:
			text := w.text(b, kept)
			if text == "" && optional[t.Name] && (!kept || t.Empty == "none") {
				return
			}
			w.leaf("  ", t, escape(text))
		}
		return
	}
	w.nextUnknown(t)
}

// text is what is written for a box: in a kept layout the file's own text, unless it was
// corrected or is a date in a form that files do not have; else the value.
func (w *writer) text(b box, kept bool) string {
	raw := b.raw(w.f)
	switch value := b.file(w.f); {
	case kept && !b.edited(w.f) && (!b.dated || strings.TrimSpace(raw) == value):
		return raw
	case !kept && b.key == "version":
		return versioned(b, w.f)
	default:
		return settled(value)
	}
}

// settled is s as a reader will have it: normalising can bring the parts of a reference together, as
// when blanks are taken out of “& lt;”.
func settled(s string) string {
	s, _ = plain(s)
	return s
}

func (w *writer) photo() string {
	if w.f.Tags != nil && w.f.photoText != "" {
		return escape(w.f.photoText)
	}
	return base64.StdEncoding.EncodeToString(w.f.Photo)
}

func (w *writer) leaf(indent string, t Tag, inner string) {
	if inner == "" && (t.Empty == "/" || t.Empty == " /") {
		fmt.Fprintf(w, "%s<%s%s>\n", indent, t.Name, t.Empty)
		return
	}
	fmt.Fprintf(w, "%s<%s>%s</%s>\n", indent, t.Name, inner, t.Name)
}

// family writes the relatives; those without any text are left out.
func (w *writer) family(t Tag) {
	filled := 0
	for i, r := range w.f.Relatives {
		if r.blank(w.f, i) {
			continue
		}
		if filled++; filled == 1 {
			fmt.Fprintf(w, "  <%s>\n", familyElement)
		}
		fmt.Fprintf(w, "    <%s>\n", itemElement)
		for _, b := range relativeBoxes(i) {
			w.leaf("      ", Tag{b.element, t.Empty}, escape(w.text(b, w.f.Tags != nil)))
		}
		for _, u := range r.Unknown {
			w.leaf("      ", Tag{u.Name, t.Empty}, u.XML)
		}
		fmt.Fprintf(w, "    </%s>\n", itemElement)
	}
	switch {
	case filled > 0:
		fmt.Fprintf(w, "  </%s>\n", familyElement)
	case strings.TrimSpace(t.Empty) == "":
		w.leaf("  ", t, t.Empty)
	default:
		w.leaf("  ", t, "")
	}
}

func (w *writer) nextUnknown(t Tag) {
	if w.unknown < len(w.f.Unknown) {
		u := w.f.Unknown[w.unknown]
		w.unknown++
		w.leaf("  ", Tag{u.Name, t.Empty}, u.XML)
	}
}

// escape writes text as XML text. Quotes stay, as the desktop program leaves them.
func escape(s string) string { return xmlText.Replace(s) }

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
