package lrmx

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"renmian/internal/errs"
)

// legacy is a .lrm record in GBK, its fields by index.
func legacy(t testing.TB, count int, fields map[int]string) []byte {
	t.Helper()
	list := make([]string, count)
	for i, s := range fields {
		list[i] = s
	}
	text, err := simplifiedchinese.GBK.NewEncoder().String(`"` + strings.Join(list, `","`) + `"` + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text)
}

func legacyZhang(t testing.TB) []byte {
	return legacy(t, 34, map[int]string{
		0: "张  三", 1: "男", 2: "198001", 3: "汉", 5: "200106", 9: "大学#法学学士@研究生#公共管理硕士", 10: "示例大学#法学专业@示例大学#公共管理专业",
		17: "1998.09--2002.07  示例大学学生,学习\r\n2002.07--         示例县\"司法局\"科员", 18: "无", 19: "2023、2024、2025年均为称职",
		20: "妻子@女儿", 21: "周样例@张样例", 22: "198203@200809", 23: "群众@共青团员", 24: "示例县第一中学教师@示例大学#学生",
		25: "示例县司法局科员", 26: "示例县人民法院审判员", 30: "20261122", 32: "2026.11.10", 33: "999999198001011233",
	})
}

func TestReadLRM(t *testing.T) {
	f, notes, err := ReadLRM(legacyZhang(t), picture(t, 295, 413, encodeJPEG))
	if err != nil || len(notes) != 0 {
		t.Fatal(err, notes)
	}
	for name, ok := range map[string]bool{
		"name":      f.Name.Value == "张三",
		"ethnicity": f.Ethnicity.Value == "汉族",
		"education": f.FullTime.Level.Value == "大学" && f.FullTime.Degree.Value == "法学学士" && f.InService.Level.Value == "研究生" && f.InService.DegreeSchool.Value == "公共管理专业",
		"resume":    len(f.Resume.Value.Periods) == 2 && f.Resume.Value.Periods[1].Text == `示例县"司法局"科员` && f.Resume.Value.Periods[0].Text == "示例大学学生,学习",
		"relatives": len(f.Relatives) == 2 && f.Relatives[1].Name.Value == "张样例" && f.Relatives[1].Work.Value == "示例大学学生" && f.Relatives[1].Birth.Value == Date{2008, 9, 0},
		"filled":    f.FilledDate.Value == Date{2026, 11, 10},
		"id":        f.IDNumber.Value == "999999198001011233",
		"photo":     f.HasPhoto,
	} {
		if !ok {
			t.Errorf("%s is read wrong: %+v", name, f)
		}
	}
	wellFormed(t, mustWrite(t, f))
	if _, notes, err := ReadLRM(legacy(t, 33, map[int]string{0: "李四"}), []byte("no picture")); err != nil || len(notes) != 1 {
		t.Errorf("33 fields and a bad picture: %v, %v", notes, err)
	}
	for name, data := range map[string][]byte{
		"too few":     legacy(t, 20, map[int]string{0: "张三"}),
		"not quoted":  []byte("张三,男"),
		"too many":    legacy(t, 5000, nil),
		"field bomb":  legacy(t, 34, map[int]string{17: strings.Repeat("长", maxText)}),
		"over the MB": make([]byte, MaxFile+1),
	} {
		if _, _, err := ReadLRM(data, nil); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zipped struct {
	name string
	data []byte
	gbk  bool
}

func archive(t testing.TB, list ...zipped) []byte {
	t.Helper()
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, z := range list {
		h := &zip.FileHeader{Name: z.name, Method: zip.Deflate}
		if z.gbk {
			h.Name, _ = simplifiedchinese.GBK.NewEncoder().String(z.name)
			h.NonUTF8 = true
		}
		w, err := zw.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(z.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpen(t *testing.T) {
	standard, dirty := sample(t, "synthetic-01-standard-utf8.lrmx"), sample(t, "synthetic-03-dirty.Lrmx")
	pic := picture(t, 295, 413, encodeJPEG)
	zipData := archive(t,
		zipped{"任免表/", nil, true},
		zipped{"任免表/张三.lrm", legacyZhang(t), true},
		zipped{`任免表\张三.PIC`, pic, true},
		zipped{"任免表/李四.Lrmx", dirty, true},
		zipped{"任免表/说明.txt", []byte("请查收"), true},
		zipped{"任免表/又一包.zip", archive(t, zipped{"a.lrmx", standard, false}), true},
		zipped{"__MACOSX/任免表/._李四.Lrmx", []byte("junk"), false},
		zipped{"Thumbs.db", []byte("junk"), false},
	)
	parsed, problems := Open([]Upload{
		{"欧阳示例(1).txt", standard}, // the content counts, not the name
		{"一批.zip", zipData},
		{"欧阳示例.lrmx", standard},
		{"孤照.pic", pic[:len(pic)-1]},
		{"简历.docx", archive(t, zipped{"[Content_Types].xml", []byte("<Types/>"), false})},
		{"任免表.pdf", []byte("%PDF-1.7")},
		{"空.lrmx", nil},
		{"坏.zip", []byte("PK\x03\x04nothing")},
		{"网页.lrmx", []byte("<html></html>")},
	})
	var names []string
	for _, p := range parsed {
		names = append(names, p.Form.Name.Value+"/"+p.Sources[0].Name)
	}
	if got := strings.Join(names, " "); got != "欧阳示例/欧阳示例(1).txt 张三/一批/任免表/张三.lrm 李䶮/一批/任免表/李四.Lrmx" {
		t.Errorf("parsed %s", got)
	}
	sum := sha256.Sum256(standard)
	if src := parsed[0].Sources[0]; src.SHA256 != hex.EncodeToString(sum[:]) || !bytes.Equal(src.Data, standard) {
		t.Error("the original is not kept")
	}
	if len(parsed[1].Sources) != 2 || !parsed[1].Form.HasPhoto || !bytes.Equal(parsed[1].Sources[1].Data, pic) {
		t.Error("the photo is not with its form")
	}
	var told strings.Builder
	for _, p := range problems {
		fmt.Fprintln(&told, p.Name, p.Text)
	}
	for _, want := range []string{"说明.txt 不是任免审批表", "又一包.zip 不是", "欧阳示例.lrmx 与“欧阳示例(1).txt”内容相同", "孤照.pic 这是照片", "简历.docx 这是 Word",
		"任免表.pdf 这是 PDF", "空.lrmx 文件是空的", "坏.zip 压缩包打不开", "网页.lrmx 文件的根元素"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("problems lack %q:\n%s", want, told.String())
		}
	}
	if len(problems) != 9 {
		t.Errorf("%d problems:\n%s", len(problems), told.String())
	}
}

func TestOpenGivesAFormThePhotoBesideIt(t *testing.T) {
	form, pic := person("<XingMing>张三</XingMing>"), picture(t, 295, 413, encodeJPEG)
	parsed, problems := Open([]Upload{{"张三.jpg", pic}, {"张三.lrmx", form}})
	if len(parsed) != 1 || len(problems) != 0 || !parsed[0].Form.HasPhoto {
		t.Errorf("parsed %+v, problems %v", parsed, problems)
	}
}

func TestOpenTellsOfADamagedPhoto(t *testing.T) {
	parsed, problems := Open([]Upload{{"张三.lrm", legacyZhang(t)}, {"张三.pic", []byte("damaged")}})
	if len(parsed) != 1 || len(problems) != 0 || parsed[0].Form.HasPhoto || len(parsed[0].Notes) != 1 || len(parsed[0].Sources) != 2 {
		t.Errorf("parsed %+v, problems %v", parsed, problems)
	}
}

func TestReadZipCaps(t *testing.T) {
	many := make([]zipped, maxEntries+1)
	for i := range many {
		many[i] = zipped{fmt.Sprintf("%d.lrmx", i), nil, false}
	}
	zeros := bytes.Repeat([]byte("<Person> "), MaxFile/9)
	bomb := make([]zipped, 20)
	for i := range bomb {
		bomb[i] = zipped{fmt.Sprintf("%d.lrmx", i), zeros, false}
	}
	locked := archive(t, zipped{"a.lrmx", person(""), false})
	for i := range locked { // set the encryption bit in both headers
		if bytes.HasPrefix(locked[i:], []byte("PK\x03\x04")) {
			locked[i+6] |= 1
		} else if bytes.HasPrefix(locked[i:], []byte("PK\x01\x02")) {
			locked[i+8] |= 1
		}
	}
	for name, data := range map[string][]byte{
		"too many":  archive(t, many...),
		"bomb":      archive(t, bomb...),
		"too large": append([]byte("PK\x03\x04"), make([]byte, MaxArchive)...),
		"no zip":    []byte("PK\x05\x06"),
	} {
		if _, _, err := ReadZip(data); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, problems, err := ReadZip(archive(t, zipped{"大.lrmx", make([]byte, MaxFile+2), false})); err != nil || len(entries) != 0 || len(problems) != 1 {
		t.Errorf("an entry over the cap: %d entries, %v, %v", len(entries), problems, err)
	}
	if entries, problems, err := ReadZip(locked); err != nil || len(entries) != 0 || len(problems) != 1 || !strings.Contains(problems[0].Text, "密码") {
		t.Errorf("an encrypted entry: %d entries, %v, %v", len(entries), problems, err)
	}
}
