package pdf

import (
	"fmt"
	"strings"

	"renmian/internal/document"
)

// Write sets papers in one file, each from a new page on with page numbers of its own.
func Write(papers ...document.Document) ([]byte, error) {
	b := newBook(papers[0].Name)
	for _, d := range papers {
		b.number = 0
		b.add(d)
	}
	return b.bytes()
}

// Final sets papers like Write; each page carries the number under which the ledger keeps the file (定稿编号).
func Final(number string, papers ...document.Document) ([]byte, error) {
	b := newBook(papers[0].Name)
	b.ledger = "定稿编号 " + number
	for _, d := range papers {
		b.number = 0
		b.add(d)
	}
	return b.bytes()
}

// book is a file in the making: its pages, fonts and photos.
type book struct {
	title  string
	file   file
	fonts  *fontSet
	pages  []*page
	marks  []mark // 书签
	photos []int
	number int    // of the last page, as printed
	ledger string // printed small at the foot of each page
}

// mark leads a reader to a part.
type mark struct {
	title string
	page  int
}

func newBook(title string) *book {
	return &book{title: title, fonts: &fontSet{used: map[string]*usedFont{}}}
}

func (b *book) page() *page {
	p := &page{fonts: b.fonts}
	b.pages = append(b.pages, p)
	return p
}

// add sets a document from a new page on.
func (b *book) add(d document.Document) {
	s := b.setter(d)
	b.draw(s, paginate(s.boxes, s.top, pageHeight-s.bottom), d.Small)
}

func (b *book) setter(d document.Document) *setter {
	s := &setter{measures: official, fonts: b.fonts}
	if d.Small {
		s.measures = small
	}
	if len(d.Sealed) > 0 {
		s.left = 40 * mm
	}
	s.document(d)
	return s
}

// draw puts paginated boxes on new pages and numbers them.
func (b *book) draw(s *setter, pages [][]placed, plainNumber bool) {
	for i, boxes := range pages {
		p := b.page()
		b.number++
		for _, x := range boxes {
			if x.again {
				p.artifact(func() { x.draw(p, x.top) })
				continue
			}
			x.draw(p, x.top)
		}
		if b.ledger != "" {
			b.small(p, 8, pageHeight-15*mm, b.ledger)
		}
		if plainNumber {
			b.small(p, 10, pageHeight-10*mm, fmt.Sprintf("第 %d 页　共 %d 页", i+1, len(pages)))
			continue
		}
		b.pageNumber(p, s)
	}
}

// pageNumber writes — 1 — below the text block: to the right on odd pages, to the left on even ones, one
// character from its edge.
func (b *book) pageNumber(p *page, s *setter) {
	f := font{song, 14}
	text := plainLine(fmt.Sprintf("— %d —", b.number))
	width := 0.0
	for _, c := range text {
		for _, r := range c.text {
			width += b.fonts.width(f.face, f.size, r)
		}
	}
	x := pageWidth - s.right - f.size - width
	if b.number%2 == 0 {
		x = s.left + f.size
	}
	p.artifact(func() { p.text(x, pageHeight-s.bottom+7*mm+f.size, f, black, 0, text...) })
}

// small writes words in the middle of a line, beside the paper's text.
func (b *book) small(p *page, size, y float64, words string) {
	f := font{song, size}
	text, width := plainLine(words), 0.0
	for _, c := range text {
		for _, r := range c.text {
			width += b.fonts.width(f.face, f.size, r)
		}
	}
	p.artifact(func() { p.text((pageWidth-width)/2, y, f, black, 0, text...) })
}

// bytes writes the file, or says which characters it cannot show.
func (b *book) bytes() ([]byte, error) {
	if err := b.fonts.problem(); err != nil {
		return nil, err
	}
	f := &b.file
	var fonts strings.Builder
	for _, u := range b.fonts.order {
		if len(u.written) == 0 {
			continue
		}
		n, err := f.font(u)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&fonts, "/F%d %d 0 R ", u.number, n)
	}
	resources := f.add("<< /Font << " + fonts.String() + ">> " + b.photoNames() + ">>")
	tree := f.reserve()
	numbers := make([]int, len(b.pages))
	for i := range b.pages {
		numbers[i] = f.reserve()
	}
	var kids strings.Builder
	for i, p := range b.pages {
		content, err := f.stream("", p.content.Bytes())
		if err != nil {
			return nil, err
		}
		annotations := ""
		if len(p.links) > 0 {
			var all strings.Builder
			for _, l := range p.links {
				fmt.Fprintf(&all, "<< /Type /Annot /Subtype /Link /Border [0 0 0] /Rect [%.2f %.2f %.2f %.2f] /Dest [%d 0 R /Fit] >> ",
					l.x, pageHeight-l.y-l.h, l.x+l.w, pageHeight-l.y, numbers[l.to])
			}
			annotations = "/Annots [" + all.String() + "] "
		}
		f.set(numbers[i], fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources %d 0 R /Contents %d 0 R %s>>",
			tree, pageWidth, pageHeight, resources, content, annotations))
		fmt.Fprintf(&kids, "%d 0 R ", numbers[i])
	}
	f.set(tree, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(b.pages)))
	outlines := ""
	if len(b.marks) > 0 {
		outlines = fmt.Sprintf("/Outlines %d 0 R /PageMode /UseOutlines ", b.outlines(numbers))
	}
	catalog := f.add(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> %s>>", tree, outlines))
	info := f.add("<< /Title " + textString(b.title) + " /Producer (Renmian) >>")
	return f.bytes(catalog, info), nil
}

// outlines writes the bookmarks.
func (b *book) outlines(pages []int) int {
	f := &b.file
	root := f.reserve()
	items := make([]int, len(b.marks))
	for i := range items {
		items[i] = f.reserve()
	}
	for i, m := range b.marks {
		near := ""
		if i > 0 {
			near += fmt.Sprintf("/Prev %d 0 R ", items[i-1])
		}
		if i+1 < len(items) {
			near += fmt.Sprintf("/Next %d 0 R ", items[i+1])
		}
		f.set(items[i], fmt.Sprintf("<< /Title %s /Parent %d 0 R %s/Dest [%d 0 R /Fit] >>", textString(m.title), root, near, pages[m.page]))
	}
	f.set(root, fmt.Sprintf("<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>", items[0], items[len(items)-1], len(items)))
	return root
}
