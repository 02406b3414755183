package lrmx

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Read reads one .lrmx file. The notes tell what was repaired or left out; the error, Invalid, says in
// a sentence why the file cannot be taken at all. name is used in no decision: data in file names lie.
func Read(name string, data []byte) (Form, []Note, error) {
	if len(data) > MaxFile {
		return Form{}, nil, refuse("文件“%s”超过 %d MB，不是正常的任免审批表，已拒收。", name, MaxFile>>20)
	}
	text, lost := decode(data)
	children, sc, err := scanPerson(text)
	if err != nil {
		return Form{}, nil, err
	}
	f, notes, err := assemble(children)
	if err != nil {
		return Form{}, nil, err
	}
	notes = append(notes, sc.strayNote()...)
	notes = append(notes, byteNotes(sc.repairs, lost)...)
	if sc.repairs+lost > 0 || !bytes.Equal(encode(f), data) {
		f.Tags, f.photoText = nil, ""
	}
	return f, notes, nil
}

func byteNotes(repairs, lost int) (notes []Note) {
	if repairs > 0 {
		notes = append(notes, Note{Text: fmt.Sprintf("文件里有 %d 处不规范字符，已自动修正，请核对。", repairs)})
	}
	if lost > 0 {
		notes = append(notes, Note{Text: fmt.Sprintf("文件里有 %d 个字无法辨认，显示为“\uFFFD”，请对照原件更正。", lost)})
	}
	return notes
}

// assemble puts the children of Person into the form. Tags stay only when the order is the editor's.
func assemble(children []element) (Form, []Note, error) {
	var f Form
	var notes []Note
	seen := map[string]string{}
	for _, e := range children {
		if e.name == itemElement && e.known { // outside its container
			e = element{name: familyElement, known: true, items: []element{e}}
		}
		f.Tags = append(f.Tags, Tag{e.name, emptyStyle(e)})
		switch {
		case !e.known:
			if len(f.Unknown) == maxUnknown {
				return f, nil, refuse("文件里的未列栏目超过 %d 个，不是正常的任免审批表，已拒收。", maxUnknown)
			}
			f.Unknown = append(f.Unknown, Unknown{e.name, e.inner})
		case e.name == familyElement:
			more, err := f.addRelatives(e.items)
			if err != nil {
				return f, nil, err
			}
			notes = append(notes, more...)
		case seen[e.name] != "":
			if other := strings.TrimSpace(e.text); other != "" && other != seen[e.name] {
				notes = append(notes, Note{keyOf(e.name), fmt.Sprintf("“%s”在文件里出现两次，采用第一个；另一个是“%s”，请核对。", labelOf(e.name), excerpt(other))})
			}
		default:
			seen[e.name] = strings.TrimSpace(e.text)
			if note := f.put(e); note != nil {
				notes = append(notes, *note)
			}
		}
	}
	if !inEditorsOrder(f.Tags) {
		f.Tags = nil
	}
	if len(f.Unknown) > 0 {
		var names []string
		for _, u := range f.Unknown {
			names = append(names, u.Name)
		}
		notes = append(notes, Note{Text: "文件里有表上没有的栏目：" + excerpt(strings.Join(names, "、")) + "，已原样保留，导出时写回。"})
	}
	return f, notes, nil
}

// put fills the box, or the photo, that e belongs to.
func (f *Form) put(e element) *Note {
	if e.name == photoElement {
		f.photoText = e.text
		if strings.TrimSpace(e.text) == "" {
			return nil
		}
		data, err := decodeBase64(e.text)
		if err == nil {
			f.Photo, err = encodePhoto(data)
		}
		if err != nil {
			return &Note{"photo", photoNote}
		}
		f.HasPhoto = true
		return nil
	}
	for _, b := range boxes {
		if b.element == e.name {
			b.read(f, e.text)
			if !b.readable(f) {
				return &Note{b.key, fmt.Sprintf("%s“%s”看不懂，按原文保留，请核对更正。", b.label, excerpt(e.text))}
			}
		}
	}
	return nil
}

const photoNote = "照片无法读取或过大，未采用，请另交照片或重新导出。"

// addRelatives reads the Items; one without any text is left out.
func (f *Form) addRelatives(items []element) (notes []Note, err error) {
	for _, item := range items {
		if item.name != itemElement {
			if len(f.Unknown) < maxUnknown {
				f.Unknown = append(f.Unknown, Unknown{item.name, item.inner})
			}
			continue
		}
		if len(f.Relatives) == maxRelatives {
			return nil, refuse("家庭成员超过 %d 人，不是正常的任免审批表，已拒收。", maxRelatives)
		}
		i := len(f.Relatives)
		f.Relatives = append(f.Relatives, Relative{})
		cells, filled := relativeBoxes(i), false
		for _, e := range item.items {
			if !e.known {
				f.Relatives[i].Unknown = append(f.Relatives[i].Unknown, Unknown{e.name, e.inner})
				filled = true
				continue
			}
			for _, b := range cells {
				if b.element != e.name || strings.TrimSpace(b.raw(f)) != "" {
					continue
				}
				b.read(f, e.text)
				filled = filled || strings.TrimSpace(e.text) != ""
				if !b.readable(f) {
					notes = append(notes, Note{b.key, fmt.Sprintf("%s“%s”看不懂，按原文保留，请核对更正。", b.label, excerpt(e.text))})
				}
			}
		}
		if !filled {
			f.Relatives = f.Relatives[:i]
		}
	}
	return notes, nil
}

// emptyStyle returns how e, or the empty cells of a family, were spelled.
func emptyStyle(e element) string {
	switch {
	case e.empty != "" || e.name != familyElement:
		return e.empty
	case len(e.items) == 0 && strings.TrimSpace(e.text) == "":
		return e.text
	}
	for _, item := range e.items {
		for _, cell := range item.items {
			if cell.empty != "" {
				return cell.empty
			}
		}
	}
	return ""
}

// inEditorsOrder reports whether all 34 elements stand once and in order, whatever stands between.
func inEditorsOrder(tags []Tag) bool {
	var want, got []string
	for _, b := range boxes {
		if !optional[b.element] {
			want = append(want, b.element)
		}
	}
	for _, t := range tags {
		if slices.Contains(want, t.Name) {
			got = append(got, t.Name)
		}
	}
	return slices.Equal(want, got)
}

func keyOf(element string) string {
	for _, b := range boxes {
		if b.element == element {
			return b.key
		}
	}
	return ""
}

// labelOf returns the 栏目 an element holds; the element's own name when it is in no table.
func labelOf(element string) string {
	switch element {
	case photoElement:
		return "照片"
	case familyElement:
		return groupFamily
	}
	for _, b := range boxes {
		if b.element == element {
			return b.label
		}
	}
	return element
}
