package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/papertest"
)

// The text of each file equals its source character by character, those beyond U+FFFF included.
func TestTextIsTheSource(t *testing.T) {
	for name, d := range papertest.Samples {
		t.Run(name, func(t *testing.T) {
			data, err := Write(d)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := papertest.Text(t, data), papertest.Written(d); got != want {
				t.Errorf("%s", difference(got, want))
			}
		})
	}
}

// A certificate's name is 1.6 times as large as its body, and its rare characters come out right.
func TestCertificates(t *testing.T) {
	all := []document.CertificateSheet{
		{
			Title:  "任命书",
			Number: "示人任字〔2026〕5号",
			To:     "𬱖𬭎",
			Body:   []string{"示例县第十八届人民代表大会常务委员会第三十六次会议决定任命你为示例县教育局局长。"},
			Signed: []string{"主任　高　远"},
			Date:   "2026年11月27日",
		},
		{Title: "任命书", Number: "示人任字〔2026〕6号", To: "阿卜杜热西提·库尔班", Body: []string{"决定任命你为局长。"}, Signed: []string{"主任　高　远"}, Date: "2026年11月27日", Stamp: "校样"}}
	data, err := Certificates(all...)
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, c := range all {
		want += strings.Join(c.Texts(), "")
	}
	if got := papertest.Text(t, data); got != want || papertest.Pages(t, data) != len(all) {
		t.Errorf("%d pages, %s", papertest.Pages(t, data), difference(got, want))
	}
	sizes := map[string]float64{}
	for _, r := range papertest.Runs(t, data) {
		sizes[r.Text] = r.Size
	}
	if sizes["𬱖𬭎："] != 1.6*sizes["2026年11月27日"] {
		t.Errorf("sizes %v", sizes)
	}
}

// Two characters that the font draws alike come out as they were written: 女 and the radical ⼥, Å and Å.
func TestCharactersDrawnAlike(t *testing.T) {
	f, err := loadFace("serif")
	if err != nil {
		t.Fatal(err)
	}
	const text = "女⼥女ÅÅ"
	if f.GlyphIndex('女') != f.GlyphIndex('⼥') {
		t.Fatal("the font draws 女 and ⼥ apart, so that nothing is proved")
	}
	data, err := Write(document.Document{Name: "名单", Blocks: []document.Block{{Style: document.Entry, Text: text}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := papertest.Text(t, data); got != text {
		t.Errorf("got %q, want %q", got, text)
	}
}

func difference(got, want string) string {
	g, w := []rune(got), []rune(want)
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			return "from character " + string(g[max(0, i-10):min(len(g), i+10)]) + ", want " + string(w[max(0, min(i, len(w))-10):min(len(w), i+10)])
		}
	}
	return "ends too soon, lacks " + string(w[len(g):])
}

func TestSamePaperSameBytes(t *testing.T) {
	one, err := Write(papertest.Samples["decision"], papertest.Samples["exam"])
	if err != nil {
		t.Fatal(err)
	}
	if two, err := Write(papertest.Samples["decision"], papertest.Samples["exam"]); err != nil || !bytes.Equal(one, two) {
		t.Errorf("written twice, the file differs: %v", err)
	}
}

// A missing glyph is refused with the character's name.
func TestMissingGlyphIsRefused(t *testing.T) {
	_, err := Write(
		document.Document{Name: "任命书", Title: []string{"任命书"}, Blocks: []document.Block{{Style: document.Para, Text: "任命" + "\U00020001" + "为局长。"}}},
	)
	if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Message(err), "U+20001") {
		t.Errorf("err = %v", err)
	}
}

// GB/T 9704: 22 lines of 28 characters, page numbers with dashes, the odd at the right and the even at the left.
func TestOfficialLayout(t *testing.T) {
	data, err := Write(document.Document{Name: "文", Blocks: []document.Block{{Style: document.Para, Text: strings.Repeat("示", 28*60-2)}}})
	if err != nil {
		t.Fatal(err)
	}
	lines := map[int]int{}
	for _, r := range papertest.Runs(t, data) {
		if r.Beside {
			if want := strings.Repeat("x", r.Page); r.Text != "— "+string('0'+rune(len(want)))+" —" || (r.X > pageWidth/2) != (r.Page%2 == 1) {
				t.Errorf("page number %q at %.0f on page %d", r.Text, r.X, r.Page)
			}
			continue
		}
		lines[r.Page]++
		if n := len([]rune(r.Text)); n > 28 || lines[r.Page] > 1 && r.Page < 3 && n != 28 {
			t.Errorf("line of %d characters", n)
		}
		if r.X < 28*mm-0.1 || r.Y < 35*mm || r.Y > pageHeight-37*mm {
			t.Errorf("text outside the block at %.1f, %.1f", r.X, r.Y)
		}
	}
	if lines[1] != 22 || lines[2] != 22 || lines[3] != 16 {
		t.Errorf("lines on pages: %v", lines)
	}
}

// 避头尾: no line begins with a closing mark or ends with an opening one; words and numbers stay whole.
func TestLineBreaks(t *testing.T) {
	s := &setter{measures: official, fonts: newFontSet()}
	for _, tt := range []struct {
		name, text string
		wide       float64
		want       []string
	}{
		{"a full stop takes its character along", "一二三四五。六", 5, []string{"一二三四", "五。六"}},
		{"an opening bracket moves on", "一二三四（五六）七", 5, []string{"一二三四", "（五六）七"}},
		{"two closing marks", "一二三四五。”六七", 5, []string{"一二三四", "五。”六七"}},
		{"a number stays whole", "共有123456人", 5, []string{"共有", "123456人"}},
		{"a word longer than the line is cut", "abcdefghijklmnopqrstuvwxyz", 5, nil},
		{"only marks", "。。。。。。。。", 3, nil},
		{"an empty text is one line", "", 5, []string{""}},
		{"a line break", "一\n二", 5, []string{"一", "二"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, l := range s.breakLines(s.body, tt.text, s.em(tt.wide), s.em(tt.wide)) {
				got = append(got, l.text())
				if l.width > s.em(tt.wide)+0.1 {
					t.Errorf("line %q is too wide", l.text())
				}
			}
			if tt.want != nil && strings.Join(got, "|") != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if strings.Join(got, "") != strings.ReplaceAll(tt.text, "\n", "") {
				t.Errorf("lost characters: %q", got)
			}
		})
	}
}

// A table goes on over pages with its heading repeated, which is not part of the text.
func TestTableRepeatsItsHeading(t *testing.T) {
	data, err := Write(papertest.Samples["table"])
	if err != nil {
		t.Fatal(err)
	}
	headings := map[int]int{}
	for _, r := range papertest.Runs(t, data) {
		if r.Text == "任（免）职务" {
			headings[r.Page]++
		}
	}
	pages := papertest.Pages(t, data)
	if pages < 4 || len(headings) != pages {
		t.Errorf("%d pages, heading on %v", pages, headings)
	}
}

// A volume has a cover, a contents page and page numbers that run through.
func TestVolume(t *testing.T) {
	a, b := papertest.Samples["decision"], papertest.Samples["table"]
	data, err := Volume(Cover{"述职报告汇编", "示例县人大常委会代表工作委员会", "2026年12月1日"}, []document.Document{a, b})
	if err != nil {
		t.Fatal(err)
	}
	text := papertest.Text(t, data)
	contents := "述职报告汇编示例县人大常委会代表工作委员会2026年12月1日目　录1．决定12．表4示例县"
	if !strings.HasPrefix(text, contents) || !strings.HasSuffix(text, papertest.Written(a, b)) {
		t.Errorf("text begins %.60s", text)
	}
	last := ""
	for _, r := range papertest.Runs(t, data) {
		if r.Beside && strings.HasPrefix(r.Text, "—") {
			last = r.Text
		}
	}
	if want := papertest.Pages(t, data) - 2; last != "— "+itoa(want)+" —" {
		t.Errorf("last page number %s, want %d", last, want)
	}
}

// A name of several lines in the contents hangs beside its place, and places stand one below the other.
func TestVolumeContentsHang(t *testing.T) {
	long := papertest.Samples["decision"]
	long.Name = strings.Repeat("关于县人民政府及其工作部门办理代表建议情况的整改台账", 3)
	papers := make([]document.Document, 10)
	for i := range papers {
		papers[i] = long
	}
	data, err := Volume(Cover{Title: "任职档案"}, papers)
	if err != nil {
		t.Fatal(err)
	}
	names, left := map[string]int{}, map[string]float64{}
	for _, r := range papertest.Runs(t, data) {
		if r.Page < 2 || r.Page > 4 || r.Beside { // the contents
			continue
		}
		switch place, ok := strings.CutSuffix(r.Text, "．"); {
		case ok:
			left[place] = r.X
		case len(r.Text) > 9 && r.Size < 20:
			names[fmt.Sprintf("%.1f", r.X)]++
		}
	}
	if len(names) != 1 || len(left) != len(papers) || left["10"]+6 > left["9"] {
		t.Errorf("names begin at %v, places at %v", names, left)
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
