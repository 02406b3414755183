package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/policy"
)

// Pages are drawn at fine dots an inch and kept at a third of that, which takes the edges that two versions of a
// renderer draw differently; a line of text that moves by a millimetre still shows.
const (
	fine      = 108
	coarse    = 3
	tolerance = 28 // of 255
)

// pictured are the pages of which a picture was approved.
func pictured(t *testing.T) map[string]func() ([]byte, error) {
	files := approved(t)
	c := document.County{Name: "示例县", Word: "示", Term: 18}
	s := document.Session{No: 36, Day: calendar.Date(2026, 11, 27)}
	papers := map[string]document.Document{
		"ballot": document.BallotPaper(
			c,
			s,
			[]document.Decision{{Action: policy.Appoint, Group: policy.Government, Person: document.Person{Name: "𬱖𬭎"}, Office: "示例县教育局局长"},
				{Action: policy.Remove, Group: policy.Court, Person: document.Person{Name: "欧阳清"}, Office: "示例县人民法院审判委员会委员、审判员"}},
			true,
			policy.Language{},
		),
	}
	for file, name := range map[string]string{"list": "任免名单", "announcement": "公告", "receipt": "受理单", "organ_notice": "任免通知"} {
		papers[file] = document.TemplateSample(name, c, policy.Language{})
	}
	for name, d := range papers {
		files[name] = func() ([]byte, error) { return Write(d) }
	}
	return files
}

// The first pages of each kind of paper look as they did when they were approved.
func TestPagesLookAsApproved(t *testing.T) {
	files := pictured(t)
	kept, err := filepath.Glob("testdata/*.png")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		for _, file := range kept {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		}
		kept = nil
	}
	drawn := map[string]bool{}
	for name := range files {
		t.Run(name, func(t *testing.T) {
			data, err := files[name]()
			if err != nil {
				t.Fatal(err)
			}
			for i, page := range draw(t, data) {
				file := filepath.Join("testdata", fmt.Sprintf("%s-%d.png", name, i+1))
				drawn[file] = true
				if *update {
					write(t, file, page)
				}
				if off := apart(read(t, file), page); off != "" {
					got := filepath.Join(t.ArtifactDir(), filepath.Base(file))
					write(t, got, page)
					t.Errorf("page %d differs %s from %s; look at %s, and run with -update when it is right", i+1, off, file, got)
				}
			}
		})
	}
	for _, file := range kept {
		if !drawn[file] {
			t.Errorf("%s is a page that no paper has any more", file)
		}
	}
}

// draw renders at most two pages of a file with poppler, which has no part in writing them.
func draw(t *testing.T, data []byte) []*image.Gray {
	t.Helper()
	command := exec.Command("pdftoppm", "-r", fmt.Sprint(fine), "-gray", "-l", "2", "-")
	command.Stdin = bytes.NewReader(data)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("pdftoppm (of poppler-utils, which make test installs): %v %s", err, &complaints)
	}
	var pages []*image.Gray
	for len(out) > 0 {
		var w, h, most int
		head := out[:bytes.IndexByte(out, '\n')+1]
		out = out[len(head):]
		sizes := out[:bytes.IndexByte(out, '\n')+1]
		out = out[len(sizes):]
		depth := out[:bytes.IndexByte(out, '\n')+1]
		out = out[len(depth):]
		if _, err := fmt.Sscan(string(sizes)+string(depth), &w, &h, &most); err != nil || string(head) != "P5\n" || most != 255 {
			t.Fatalf("not a grey picture: %q %q %q", head, sizes, depth)
		}
		pages = append(pages, shrink(out[:w*h], w, h))
		out = out[w*h:]
	}
	return pages
}

// shrink keeps the mean of each square of dots.
func shrink(dots []byte, w, h int) *image.Gray {
	small := image.NewGray(image.Rect(0, 0, w/coarse, h/coarse))
	for i := range small.Pix {
		x, y, sum := i%small.Stride*coarse, i/small.Stride*coarse, 0
		for k := range coarse * coarse {
			sum += int(dots[(y+k/coarse)*w+x+k%coarse])
		}
		small.Pix[i] = byte(sum / (coarse * coarse))
	}
	return small
}

// apart says where two pictures differ by more than another renderer's edges would.
func apart(want, got *image.Gray) string {
	if want.Bounds() != got.Bounds() {
		return fmt.Sprintf("in size (%v, approved %v)", got.Bounds().Max, want.Bounds().Max)
	}
	for i, w := range want.Pix {
		if d := int(w) - int(got.Pix[i]); d > tolerance || d < -tolerance {
			return fmt.Sprintf("%.0f mm from the left and %.0f mm from the top", float64(i%got.Stride)*coarse*25.4/fine, float64(i/got.Stride)*coarse*25.4/fine)
		}
	}
	return ""
}

func read(t *testing.T, file string) *image.Gray {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return picture.(*image.Gray)
}

func write(t *testing.T, file string, picture *image.Gray) {
	t.Helper()
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A line that moves by a millimetre, a table's rule and a single character that is lost are seen.
func TestPicturesShowWhatMoved(t *testing.T) {
	paper := func(lines ...string) document.Document {
		d := document.Document{Name: "文"}
		for _, l := range lines {
			d.Blocks = append(d.Blocks, document.Block{Style: document.Para, Text: l})
		}
		return d
	}
	table := func(rows ...[]string) document.Document {
		return document.Document{Name: "表", Blocks: []document.Block{{Style: document.Grid, Table: &document.Table{Header: []string{"姓名", "职务"}, Rows: rows}}}}
	}
	for _, tt := range []struct {
		name     string
		one, two document.Document
	}{
		{"a character lost", paper(long, "自通过之日起施行"), paper(long, "自通过之日起施")},
		{"a line less", paper(long, long), paper(long)},
		{"a row more", table([]string{"", ""}), table([]string{"", ""}, []string{"", ""})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if apart(first(t, tt.one), first(t, tt.two)) == "" {
				t.Error("the pictures pass for the same")
			}
		})
	}
	if off := apart(first(t, paper(long)), first(t, paper(strings.Clone(long)))); off != "" {
		t.Errorf("the same paper differs %s", off)
	}
}

func first(t *testing.T, d document.Document) *image.Gray {
	t.Helper()
	data, err := Write(d)
	if err != nil {
		t.Fatal(err)
	}
	return draw(t, data)[0]
}
