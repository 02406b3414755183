package lrmx

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
)

func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustRead(t testing.TB, data []byte) (Form, []Note) {
	t.Helper()
	f, notes, err := Read("样例.lrmx", data)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return f, notes
}

func mustWrite(t testing.TB, f Form) []byte {
	t.Helper()
	data, err := Write(f)
	if err != nil {
		t.Fatalf("Write: %v", err)
	}
	return data
}

// wellFormed fails when a general XML parser refuses data.
func wellFormed(t testing.TB, data []byte) {
	t.Helper()
	for dec := xml.NewDecoder(bytes.NewReader(data)); ; {
		if _, err := dec.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("written form is no XML: %v", err)
		}
	}
}

// cleanFile is a form as the desktop program saves it; values by element, empty ones in the given style.
func cleanFile(values map[string]string, empty string) []byte {
	var b strings.Builder
	b.WriteString("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Person>\r\n")
	for _, box := range boxes {
		v := values[box.element]
		switch {
		case v == "" && optional[box.element]:
			continue
		case v != "":
			b.WriteString("  <" + box.element + ">" + v + "</" + box.element + ">\r\n")
		default:
			b.WriteString("  " + strings.ReplaceAll(empty, "X", box.element) + "\r\n")
		}
	}
	b.WriteString(values["extra"] + "</Person>\r\n")
	return []byte(b.String())
}

// person wraps children in a root.
func person(children string) []byte { return []byte("<Person>" + children + "</Person>") }

func picture(t testing.TB, w, h int, encode func(io.Writer, image.Image) error) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }

func TestReadStandardSample(t *testing.T) {
	data := sample(t, "synthetic-01-standard-utf8.lrmx")
	f, notes := mustRead(t, data)
	if len(notes) != 0 {
		t.Errorf("a clean file gives notes: %v", notes)
	}
	joined, cpcMember := f.Party.Value.CPC()
	for name, ok := range map[string]bool{
		"name":        f.Name.Value == "欧阳示例",
		"birth":       f.Birth.Value == Date{1980, 1, 0},
		"party":       cpcMember && joined == Date{2001, 6, 0},
		"age date":    f.AgeDate.Value == Date{2026, 11, 22},
		"resume":      len(f.Resume.Value.Periods) == 7 && f.Resume.Value.Periods[6].Open,
		"aside":       len(f.Resume.Value.Periods[2].Notes) == 1 && f.Resume.Value.Periods[2].Text == "示例县司法局办公室主任",
		"relatives":   len(f.Relatives) == 4 && f.Relatives[2].Deceased() && !f.Relatives[0].Deceased(),
		"assessments": len(f.Assessments.Value.Years) == 3 && f.Assessments.Value.Years[1] == Assessment{2024, "优秀"},
		"rewards":     f.Rewards.Value.Items[0].Authority == "示例市人民政府",
		"photo":       bytes.HasPrefix(f.Photo, []byte{0xFF, 0xD8, 0xFF}),
		"version":     f.Version.Value == "3.2.1.16",
	} {
		if !ok {
			t.Errorf("%s is read wrong", name)
		}
	}
	if !bytes.Equal(mustWrite(t, f), data) {
		t.Error("a clean file does not come back byte for byte")
	}
}

func TestCleanFilesComeBackByteForByte(t *testing.T) {
	jpg := base64.StdEncoding.EncodeToString(picture(t, 60, 80, encodeJPEG))
	full := map[string]string{
		"XingMing": "张  三", "XingBie": "女", "ChuShengNianYue": "198507", "MinZu": "汉族", "RuDangShiJian": "200106；民建",
		"JianLi":       "2003.09--2007.06  示例大学学生\r\n2007.06--         示例县民政局&lt;试用&gt;科员",
		"XianRenZhiWu": "示例县A&amp;B中心主任", "JiSuanNianLingShiJian": "202611", "JiangChengQingKuang": "（无）",
		"ZhaoPian": jpg, "Version": "3.2.1.6", "DaoLingNianYue": "204312",
		"JiaTingChengYuan": "\r\n    <Item>\r\n      <ChengWei>丈夫</ChengWei>\r\n      <XingMing>李四</XingMing>\r\n      <ChuShengRiQi>1986</ChuShengRiQi>\r\n" +
			"      <ZhengZhiMianMao>群众</ZhengZhiMianMao>\r\n      <GongZuoDanWeiJiZhiWu>示例县医院医生</GongZuoDanWeiJiZhiWu>\r\n    </Item>\r\n  ",
		"extra": "  <ZiDingYi>留存 &amp; 备注</ZiDingYi>\r\n  <KuoZhan><A x=\"1\">甲</A><B/></KuoZhan>\r\n",
	}
	for _, empty := range []string{"<X></X>", "<X/>", "<X />", "<X>\r\n  </X>"} {
		for _, values := range []map[string]string{full, {"XingMing": "王五"}} {
			data := cleanFile(values, empty)
			f, _ := mustRead(t, data)
			if got := mustWrite(t, f); !bytes.Equal(got, data) {
				t.Errorf("empty as %q: came back as\n%s", empty, got)
			}
			blob, err := json.Marshal(f)
			if err != nil {
				t.Fatal(err)
			}
			var stored Form
			if err := json.Unmarshal(blob, &stored); err != nil {
				t.Fatal(err)
			}
			stored.Photo, stored.photoText = f.Photo, f.photoText
			if got := mustWrite(t, stored); !bytes.Equal(got, data) {
				t.Errorf("empty as %q: came back from JSON as\n%s", empty, got)
			}
			if bytes.Contains(blob, []byte(jpg[:40])) {
				t.Error("the photo is in the JSON")
			}
		}
	}
}

func TestPhotos(t *testing.T) {
	for name, tt := range map[string]struct {
		data   []byte
		prefix string
		w, h   int
	}{
		"small JPEG":     {picture(t, 295, 413, encodeJPEG), "", 295, 413},
		"large PNG":      {picture(t, 1200, 1600, png.Encode), "data:image/png;base64,", 413, 550},
		"tall BMP":       {picture(t, 200, 900, bmp.Encode), " \r\n ", 128, 579},
		"one pixel wide": {picture(t, 1, 4000, png.Encode), "", 1, 579},
	} {
		f, notes := mustRead(t, person("<XingMing>张三</XingMing><ZhaoPian>"+tt.prefix+base64.StdEncoding.EncodeToString(tt.data)+"\r\n</ZhaoPian>"))
		cfg, err := jpeg.DecodeConfig(bytes.NewReader(f.Photo))
		if err != nil || cfg.Width != tt.w || cfg.Height != tt.h || len(notes) != 0 {
			t.Errorf("%s: %dx%d, %v, %v", name, cfg.Width, cfg.Height, err, notes)
		}
	}
	huge := picture(t, 1, 1, png.Encode)
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // a header of 65536×65536
	for name, in := range map[string]string{
		"no base64":    "照片",
		"no picture":   base64.StdEncoding.EncodeToString([]byte("GIF89a not taken")),
		"cut JPEG":     base64.StdEncoding.EncodeToString(picture(t, 60, 80, encodeJPEG)[:300]),
		"pixel bomb":   base64.StdEncoding.EncodeToString(huge),
		"past the cap": strings.Repeat("A", 3<<20),
	} {
		f, notes := mustRead(t, person("<XingMing>张三</XingMing><ZhaoPian>"+in+"</ZhaoPian>"))
		if f.HasPhoto || len(notes) != 1 || notes[0].Key != "photo" {
			t.Errorf("%s: photo %v, notes %v", name, f.HasPhoto, notes)
		}
	}
}
