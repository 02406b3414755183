package pdf

import (
	"strings"

	"renmian/internal/document"
)

// The measures of the form's two pages, in millimetres: columns and rows of the paper in use.
const (
	cadreLeft   = 22.0
	cadreTop    = 31.0 // below the title
	cadreSecond = 28.6
	cadreRows   = 7 // relatives on the second page
)

var (
	cadreOne = []float64{13.8, 4.2, 23.0, 18.8, 23.0, 23.2, 23.5, 36.3}
	cadreTwo = []float64{13.1, 19.3, 22.5, 10.1, 17.8, 83.4}
)

// CadreForm sets a 干部任免审批表 on its two pages, and on further ones what they cannot hold.
func CadreForm(f document.CadreForm) ([]byte, error) {
	b := newBook("干部任免审批表")
	for _, d := range drawCadreForm(f, b.fonts) {
		p := b.page()
		for _, x := range d.Frames {
			p.frame(x.X*mm, x.Y*mm, x.W*mm, x.H*mm, x.Rule, black)
		}
		for _, x := range d.Texts {
			face := song
			if x.Heavy {
				face = bold
			}
			p.text(x.X*mm, x.Y*mm, typed{face, x.Size}, black, 0, plainLine(x.Text)...)
		}
		if d.Photo.W > 0 {
			if err := b.photo(p, f.Photo, d.Photo.X*mm, d.Photo.Y*mm, d.Photo.W*mm, d.Photo.H*mm); err != nil {
				return nil, err
			}
		}
	}
	return b.bytes()
}

// DrawCadreForm is the same form as drawings, for a page to print.
func DrawCadreForm(f document.CadreForm) ([]document.Drawing, error) {
	fonts := newFontSet()
	return drawCadreForm(f, fonts), fonts.err // a missing glyph is the printer's own concern here
}

// canvas draws cells on a page; places and sizes are millimetres.
type canvas struct {
	s *setter
	d document.Drawing
}

func drawCadreForm(f document.CadreForm, fonts *fontSet) []document.Drawing {
	s := &setter{measures: official, fonts: fonts}
	one, two := &canvas{s: s}, &canvas{s: s}
	rest := one.firstPage(f)
	two.secondPage(f)
	pages := []document.Drawing{one.d, two.d}
	for len(rest) > 0 {
		c := &canvas{s: s}
		c.stacked(cadreLeft, cadreSecond, 13.8, 236, "简历（续）")
		rest = c.resume(cadreLeft+13.8, cadreSecond, 151.9, 236, rest)
		pages = append(pages, c.d)
	}
	for from := cadreRows; from < len(f.Relatives); from += 2 * cadreRows {
		c := &canvas{s: s}
		c.relatives(cadreSecond, f.Relatives[from:min(from+2*cadreRows, len(f.Relatives))], 2*cadreRows, "家庭主要成员及重要社会关系（续）")
		pages = append(pages, c.d)
	}
	return pages
}

// across gives the left edges of columns.
func across(columns []float64) []float64 {
	edges := []float64{cadreLeft}
	for _, w := range columns {
		edges = append(edges, edges[len(edges)-1]+w)
	}
	return edges
}

func (c *canvas) firstPage(f document.CadreForm) (rest []document.CadrePeriod) {
	const titleCell = 12.4
	for i, r := range []rune("干部任免审批表") {
		x := (210-7*titleCell)/2 + float64(i)*titleCell
		c.put(x+(titleCell-24/mm)/2, 24, 24, string(r), true)
	}
	e := across(cadreOne)
	y := cadreTop
	row := func(h float64, cells ...any) { // from column, to column, text; a label when it begins with ^
		for i := 0; i+2 < len(cells); i += 3 {
			from, to, text := cells[i].(int), cells[i+1].(int), cells[i+2].(string)
			c.cell(e[from], y, e[to]-e[from], h, text, centre)
		}
		y += h
	}
	row(12.5, 0, 2, "姓　名", 2, 3, f.Name, 3, 4, "性　别", 4, 5, f.Sex, 5, 6, "出生年月\n（岁）", 6, 7, f.Birth)
	row(12.2, 0, 2, "民　族", 2, 3, f.Ethnicity, 3, 4, "籍　贯", 4, 5, f.NativePlace, 5, 6, "出 生 地", 6, 7, f.Birthplace)
	wide := 12.0
	if f.Late {
		row(12.0, 0, 2, "入　党\n时　间", 2, 3, f.Party, 3, 4, "参加工\n作时间", 4, 5, f.WorkStart, 5, 6, "到龄时间", 6, 7, f.AgeLimit)
		row(12.5, 0, 2, "健　康\n状　况", 2, 3, f.Health, 3, 4, "专业技\n术职务", 4, 5, f.Title, 5, 6, "熟悉专业\n有何专长", 6, 7, f.Expertise)
		wide = 12.5
	} else {
		row(12.0, 0, 2, "入　党\n时　间", 2, 3, f.Party, 3, 4, "参加工\n作时间", 4, 5, f.WorkStart, 5, 6, "健康状况", 6, 7, f.Health)
		row(12.5, 0, 2, "专业技\n术职务", 2, 4, f.Title, 4, 5, "熟悉专业\n有何专长", 5, 7, f.Expertise)
	}
	c.d.Frames = append(c.d.Frames, document.Frame{X: e[7], Y: cadreTop, W: cadreOne[7], H: y - cadreTop, Rule: 1})
	if len(f.Photo) > 0 {
		c.d.Photo = document.Frame{X: e[7] + 0.3, Y: cadreTop + 0.3, W: cadreOne[7] - 0.6, H: y - cadreTop - 0.6}
	} else {
		c.text(e[7], cadreTop, cadreOne[7], y-cadreTop, "照　片", centre)
	}
	const line = 6.1
	c.cell(e[0], y, e[2]-e[0], 4*line, "学　历\n学　位", centre)
	for _, x := range []struct {
		label string
		of    document.CadreEducation
	}{{"全日制\n教　育", f.FullTime}, {"在　职\n教　育", f.InService}} {
		c.cell(e[2], y, e[3]-e[2], 2*line, x.label, centre)
		c.pair(e[3], y, e[5]-e[3], line, x.of.Level, x.of.Degree)
		c.cell(e[5], y, e[6]-e[5], 2*line, "毕业院校\n系及专业", centre)
		c.pair(e[6], y, e[8]-e[6], line, x.of.LevelSchool, x.of.DegreeSchool)
		y += 2 * line
	}
	for _, x := range [][2]string{{"现　任　职　务", f.Current}, {"拟　任　职　务", f.Proposed}, {"拟　免　职　务", f.Removed}} {
		c.cell(e[0], y, e[3]-e[0], wide, x[0], centre)
		c.cell(e[3], y, e[8]-e[3], wide, x[1], left)
		y += wide
	}
	const resume = 125.8
	c.stacked(e[0], y, cadreOne[0], resume, "简　　　　　　历")
	rest = c.resume(e[1], y, e[8]-e[1], resume, f.Resume)
	c.outer(cadreTop, y+resume-cadreTop, e[8]-e[0])
	return rest
}

// pair is two lines of one box; without the second the first takes both.
func (c *canvas) pair(x, y, w, h float64, first, second string) {
	if second == "" {
		c.cell(x, y, w, 2*h, first, left)
		return
	}
	c.frame(x, y, w, 2*h)
	c.text(x, y, w, h, first, left)
	c.text(x, y+h, w, h, second, left)
}

func (c *canvas) secondPage(f document.CadreForm) {
	e := across(cadreTwo)
	y := cadreSecond
	for _, x := range []struct {
		h           float64
		label, text string
	}{{25, "奖惩情况", f.Rewards}, {18, "年核\n度结\n考果", f.Assessments}, {24, "任免理由", f.Reason}} {
		if strings.Contains(x.label, "\n") {
			c.cell(e[0], y, cadreTwo[0], x.h, x.label, centre)
		} else {
			c.stacked(e[0], y, cadreTwo[0], x.h, x.label)
		}
		c.cell(e[1], y, e[6]-e[1], x.h, x.text, left)
		y += x.h
	}
	y = c.relatives(y, f.Relatives[:min(cadreRows, len(f.Relatives))], cadreRows, "家庭主要成员及重要社会关系")
	c.stacked(e[0], y, cadreTwo[0], 36.5, "呈报单位")
	c.frame(e[1], y, e[6]-e[1], 36.5)
	c.text(e[1], y, e[6]-e[1], 23.5, f.Organ, centre)
	c.text(e[1], y+23.5, e[6]-e[1]-10, 13, "年　　月　　日", right)
	y += 36.5
	const opinion, narrow = 35.6, 13.8
	c.stacked(e[0], y, cadreTwo[0], opinion, "审批机关意见")
	c.opinion(e[1], y, 71.4, opinion)
	c.cell(e[1]+71.4, y, narrow, opinion, "行任\n政免\n机意\n关见", centre)
	c.opinion(e[1]+71.4+narrow, y, 67.9, opinion)
	y += opinion
	c.outer(cadreSecond, y-cadreSecond, e[6]-e[0])
	c.text(e[0], y+1, 80, 8, "填表人："+f.FilledBy, left)
}

func (c *canvas) opinion(x, y, w, h float64) {
	c.frame(x, y, w, h)
	c.text(x, y+h-18, w-8, 8, "（盖章）", right)
	c.text(x, y+h-10, w-4, 8, "年　　月　　日", right)
}

// relatives draws the heading and rows, empty ones to the number that the page has.
func (c *canvas) relatives(y float64, all []document.CadreRelative, rows int, label string) float64 {
	const heading, high = 11.4, 12.3
	e := across(cadreTwo)
	c.stacked(e[0], y, cadreTwo[0], heading+high*float64(rows), label)
	for i, word := range []string{"称　谓", "姓　名", "年龄", "政　治\n面　貌", "工 作 单 位 及 职 务"} {
		c.cell(e[i+1], y, cadreTwo[i+1], heading, word, centre)
	}
	y += heading
	for i := range rows {
		var r document.CadreRelative
		if i < len(all) {
			r = all[i]
		}
		for k, text := range []string{r.Title, r.Name, r.Age, r.Politics, r.Work} {
			at := centre
			if k == 4 {
				at = left
			}
			c.cell(e[k+1], y, cadreTwo[k+1], high, text, at)
		}
		y += high
	}
	return y
}

// resume sets periods with a hanging indent of nine characters, in the largest type that holds them; what
// does not fit at the smallest is given back.
func (c *canvas) resume(x, y, w, h float64, all []document.CadrePeriod) (rest []document.CadrePeriod) {
	c.frame(x, y, w, h)
	const pad, least = 1.5, 8.0
	type set struct {
		period string
		lines  []line
	}
	size := 14.0
	var rows []set
	count := 0
	for ; ; size -= 0.5 {
		rows, count = nil, 0
		for _, p := range all {
			lines := c.s.breakLines(typed{song, size}, p.Text, (w-2*pad)*mm-9*size, (w-2*pad)*mm-9*size)
			rows, count = append(rows, set{p.Period, lines}), count+len(lines)
		}
		if float64(count)*(size+1) <= (h-2)*mm || size <= least {
			break
		}
	}
	pitch := size + 1
	if roomy := size + 4; float64(count)*roomy <= (h-2)*mm {
		pitch = roomy
	}
	top := y*mm + mm
	if used := float64(count) * pitch; used < (h-2)*mm {
		top += ((h-2)*mm - used) / 2
	}
	for i, r := range rows {
		if top+float64(len(r.lines))*pitch > (y+h)*mm && i > 0 {
			return all[i:]
		}
		for k, l := range r.lines {
			base := baseline(top, pitch, size) / mm
			if k == 0 && r.period != "" {
				c.put(x+pad, base, size, r.period, false)
			}
			c.put(x+pad+9*size/mm, base, size, l.text(), false)
			top += pitch
		}
	}
	return nil
}

func (c *canvas) frame(x, y, w, h float64) {
	c.d.Frames = append(c.d.Frames, document.Frame{X: x, Y: y, W: w, H: h, Rule: 1})
}

func (c *canvas) outer(y, h, w float64) {
	c.d.Frames = append(c.d.Frames, document.Frame{X: cadreLeft, Y: y, W: w, H: h, Rule: 1.5})
}

// stacked is a label read from top to bottom.
func (c *canvas) stacked(x, y, w, h float64, label string) {
	c.cell(x, y, w, h, strings.Join(strings.Split(label, ""), "\n"), centre)
}

func (c *canvas) cell(x, y, w, h float64, text string, at align) {
	c.frame(x, y, w, h)
	c.text(x, y, w, h, text, at)
}

// text sets a text within a box: 14 points on 16, smaller when it would not fit, so that no row grows.
func (c *canvas) text(x, y, w, h float64, text string, at align) {
	if strings.TrimSpace(text) == "" {
		return
	}
	pad := 0.6
	if at == left {
		pad = 1.5
	}
	size, lines := 14.0, []line(nil)
	for ; ; size -= 0.5 {
		lines = c.s.breakLines(typed{song, size}, text, (w-2*pad)*mm, (w-2*pad)*mm)
		if float64(len(lines))*(size+2) <= h*mm+0.5 || size <= 5 {
			break
		}
	}
	pitch := size + 2
	top := y*mm + (h*mm-float64(len(lines))*pitch)/2
	for _, l := range lines {
		at0 := x + pad
		switch at {
		case centre:
			at0 = x + (w-l.width/mm)/2
		case right:
			at0 = x + w - pad - l.width/mm
		}
		if strings.TrimSpace(l.text()) != "" {
			c.put(at0, baseline(top, pitch, size)/mm, size, l.text(), false)
		}
		top += pitch
	}
}

func (c *canvas) put(x, y, size float64, text string, heavy bool) {
	width := 0.0
	for _, r := range plain(text) {
		width += c.s.fonts.width(song, size, r)
	}
	c.d.Texts = append(c.d.Texts, document.Placed{X: x, Y: y, Width: width / mm, Size: size, Text: plain(text), Heavy: heavy})
}
