package lrmx

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"renmian/internal/errs"
)

func TestReadDirtySample(t *testing.T) {
	f, notes := mustRead(t, sample(t, "synthetic-03-dirty.Lrmx"))
	if len(notes) != 1 || !strings.Contains(notes[0].Text, "不规范字符") {
		t.Errorf("notes = %v", notes)
	}
	want := []Period{
		{Start: Date{2003, 9, 0}, End: Date{2007, 6, 0}, Text: "示例政法学院法学专业<双学位>学习"},
		{Start: Date{2007, 7, 0}, End: Date{2012, 3, 0}, Text: "示例县人民法院书记员"},
		{Start: Date{2012, 3, 0}, End: Date{2019, 5, 0}, Text: "示例县人民法院助理审判员"},
		{Start: Date{2019, 5, 0}, Open: true, Text: "示例县人民法院审判员，民事审判庭副庭长"},
	}
	if got := f.Resume.Value; got.Remark != "简历如下" || !reflect.DeepEqual(got.Periods, want) {
		t.Errorf("resume = %+v", got)
	}
	if f.Name.Value != "李䶮" || f.Ethnicity.Value != "回族" || f.CurrentOffice.Value != "示例县人民法院审判员 & 民事审判庭副庭长" {
		t.Errorf("read %q %q %q", f.Name.Value, f.Ethnicity.Value, f.CurrentOffice.Value)
	}
	if len(f.Relatives) != 1 || f.Relatives[0].Work.Value != "示例A&B公司 <示例分公司> 职员" || f.Relatives[0].Title.Value != "妻子" {
		t.Errorf("relatives = %+v", f.Relatives)
	}
	if f.Party.Value.String() != "九三" || f.Politics.Value != "九三学社社员" || f.Photo == nil {
		t.Errorf("party %q, politics %q, photo %v", f.Party.Value, f.Politics.Value, f.Photo != nil)
	}
	out := mustWrite(t, f)
	wellFormed(t, out)
	again, _ := mustRead(t, out)
	if !bytes.Equal(mustWrite(t, again), out) {
		t.Error("the repaired file is not stable")
	}
}

func TestReadEncodings(t *testing.T) {
	body := `<Person><XingMing>张䶮</XingMing><MinZu>汉族</MinZu></Person>`
	gbk, _ := simplifiedchinese.GB18030.NewEncoder().String(body)
	units := utf16.Encode([]rune(body))
	var le, be []byte
	for _, u := range units {
		le, be = append(le, byte(u), byte(u>>8)), append(be, byte(u>>8), byte(u))
	}
	for name, data := range map[string]string{
		"plain":                       body,
		"capitals":                    `<?xml version="1.0" encoding="UTF-8"?>` + body,
		"BOM":                         "\uFEFF" + body,
		"two BOMs and blank lines":    "\uFEFF\uFEFF\r\n\n" + body,
		"gb2312 declared":             `<?xml version="1.0" encoding="gb2312"?>` + gbk,
		"utf-8 declared, GBK bytes":   `<?xml version="1.0" encoding="utf-8"?>` + gbk,
		"gb2312 declared, UTF-8":      `<?xml version="1.0" encoding="gb2312"?>` + body,
		"UTF-16LE":                    "\xFF\xFE" + string(le),
		"UTF-16BE":                    "\xFE\xFF" + string(be),
		"UTF-16LE without a mark":     string(le),
		"trailing NULs":               body + "\x00\x00\n",
		"comment and stylesheet":      `<?xml-stylesheet href="a.xsl"?><!-- 任免表 -->` + body,
		"namespaces, prefix and attr": `<n:Person xmlns:n="u" xmlns:xsi='http://x'><n:XingMing xsi:type="s">张䶮</n:XingMing><MinZu >汉族</MinZu></n:Person>`,
		"lower case":                  `<person><xingming>张䶮</xingming><minzu>汉族</minzu></person>`,
	} {
		f, _, err := Read(name, []byte(data))
		if err != nil || f.Name.Value != "张䶮" || f.Ethnicity.Value != "汉族" {
			t.Errorf("%s: %q %q, %v", name, f.Name.Value, f.Ethnicity.Value, err)
		}
	}
	broken := strings.Replace(`<Person><XingMing>张三</XingMing><JianLi>`+strings.Repeat("示例县", 40)+`</JianLi></Person>`, "例", "例\xE4", 1)
	if f, notes := mustRead(t, []byte(broken)); f.Name.Value != "张三" || len(notes) != 1 {
		t.Errorf("one damaged character: %q, %v", f.Name.Value, notes)
	}
	accident, _ := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GBK"?><Person><XingMing>联通</XingMing></Person>`)
	if f, _ := mustRead(t, []byte(accident)); f.Name.Value != "联通" {
		t.Errorf("GBK that is valid UTF-8 by accident: %q", f.Name.Value)
	}
}

func TestRepairs(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"bare ampersand", "甲 & 乙", "甲 & 乙"},
		{"bare less-than", "甲 < 乙", "甲 < 乙"},
		{"Chinese in brackets", "<试用期>科员", "<试用期>科员"},
		{"Latin in brackets", "甲<AB>公司", "甲<AB>公司"},
		{"entity of web pages", "甲&mdash;乙&nbsp;丙", "甲—乙 丙"},
		{"unknown entity", "甲&foo;乙", "甲&foo;乙"},
		{"escaped twice", "甲&amp;amp;乙", "甲&乙"},
		{"escaped twice with markup stays", "甲&amp;lt;b&amp;gt;乙", "甲&lt;b&gt;乙"},
		{"character reference", "甲&#x4E59;&#19993;", "甲乙丙"},
		{"illegal character reference", "甲&#1;&#0;&#xD800;乙", "甲乙"},
		{"control characters", "甲\x01\x02乙", "甲乙"},
		{"zero width and no-break blank", "甲\u200B\uFEFF乙\u00A0丙", "甲乙 丙"},
		{"direction marks", "甲\u202E乙", "甲乙"},
		{"CDATA", "<![CDATA[甲 & <乙>]]>丙", "甲 & <乙>丙"},
		{"break tag", "甲<br/>乙", "甲乙"},
		{"escaped break", "甲&lt;br&gt;乙", "甲乙"},
		{"backslash letters", `甲\r\n乙\n丙`, "甲乙丙"},
		{"vertical tab", "甲\v乙", "甲乙"},
		{"page markup", "<span style=\"x\">甲</span>乙", "甲乙"},
		{"comment inside", "甲<!-- 注 -->乙", "甲乙"},
		{"pretty-printed", "\r\n      甲，\r\n      乙\r\n  ", "甲，乙"},
		{"Latin words joined with a blank", "ABC\nDEF", "ABC DEF"},
		{"full-width blanks", "　　甲　", "甲"},
	} {
		f, _, err := Read("", person("<XingMing>张三</XingMing><XianRenZhiWu>"+tt.in+"</XianRenZhiWu>"))
		if err != nil || f.CurrentOffice.Value != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, f.CurrentOffice.Value, err, tt.want)
			continue
		}
		out := mustWrite(t, f)
		wellFormed(t, out)
		if again, _ := mustRead(t, out); again.CurrentOffice.Value != f.CurrentOffice.Value {
			t.Errorf("%s: read again %q", tt.name, again.CurrentOffice.Value)
		}
	}
}

func TestReadUnknownAndStray(t *testing.T) {
	f, notes := mustRead(t, person(`<XingMing>张三</XingMing>闲字<XiaoZu><A>1</A> & <二></XiaoZu><BeiZhu p:x="1">好</BeiZhu><XingMing>李四</XingMing>`+
		`<JiaTingChengYuan><Item><XingMing>王五</XingMing><ShenFen>学生</ShenFen></Item></JiaTingChengYuan>`))
	if f.Name.Value != "张三" || len(f.Unknown) != 2 || f.Unknown[1] != (Unknown{"BeiZhu", "好"}) || len(f.Relatives[0].Unknown) != 1 {
		t.Errorf("read %+v %+v", f.Unknown, f.Relatives)
	}
	var all strings.Builder
	for _, n := range notes {
		all.WriteString(n.Text)
	}
	for _, want := range []string{"闲字", "XiaoZu、BeiZhu", "出现两次", "李四"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("notes %q lack %q", all.String(), want)
		}
	}
	out := mustWrite(t, f)
	wellFormed(t, out)
	again, _ := mustRead(t, out)
	if !reflect.DeepEqual(again.Unknown, f.Unknown) || !reflect.DeepEqual(again.Relatives[0].Unknown, f.Relatives[0].Unknown) {
		t.Errorf("unknown elements came back as %+v", again.Unknown)
	}
}

func TestReadFamilyVariants(t *testing.T) {
	item := `<Item><ChengWei>妻子</ChengWei><XingMing>周样例</XingMing></Item>`
	for name, in := range map[string]string{
		"plain":         `<JiaTingChengYuan>` + item + `</JiaTingChengYuan>`,
		"escaped":       `<JiaTingChengYuan>` + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(item) + `</JiaTingChengYuan>`,
		"CDATA":         `<JiaTingChengYuan><![CDATA[` + item + `]]></JiaTingChengYuan>`,
		"no container":  item,
		"empty Items":   `<JiaTingChengYuan><Item/>` + item + strings.Repeat(`<Item><ChengWei></ChengWei><XingMing> </XingMing></Item>`, 8) + `</JiaTingChengYuan>`,
		"two families":  `<JiaTingChengYuan/><JiaTingChengYuan>` + item + `</JiaTingChengYuan>`,
		"spaced title":  `<JiaTingChengYuan><Item><ChengWei>妻 子</ChengWei><XingMing>周 样 例</XingMing></Item></JiaTingChengYuan>`,
		"page markup":   `<JiaTingChengYuan><p>` + item + `</p><br></JiaTingChengYuan><br/>`,
		"repeated cell": `<JiaTingChengYuan><Item><ChengWei/><ChengWei>妻子</ChengWei><XingMing>周样例</XingMing></Item></JiaTingChengYuan>`,
	} {
		f, _ := mustRead(t, person("<XingMing>张三</XingMing>"+in))
		if len(f.Relatives) != 1 || f.Relatives[0].Title.Value != "妻子" || f.Relatives[0].Name.Value != "周样例" {
			t.Errorf("%s: %+v", name, f.Relatives)
		}
		mustWrite(t, f)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"empty":              "",
		"no markup":          "张三，男，汉族",
		"foreign root":       "<html><body>Person</body></html>",
		"list of persons":    "<Persons><Person><XingMing>张三</XingMing></Person></Persons>",
		"DOCTYPE":            `<!DOCTYPE Person [<!ENTITY a "b">]><Person><XingMing>&a;</XingMing></Person>`,
		"doctype, small":     `<!doctype x><Person></Person>`,
		"DOCTYPE inside":     `<Person><XingMing>张三<!DOCTYPE x></XingMing></Person>`,
		"entity inside":      `<Person><!ENTITY x "y"></Person>`,
		"DOCTYPE in unknown": `<Person><A><!DOCTYPE x></A></Person>`,
		"cut off":            "<Person><XingMing>张三</XingMing><JianLi>2001",
		"cut off in a tag":   "<Person><XingMing>张三</XingM",
		"cut off in CDATA":   "<Person><JianLi><![CDATA[2001</JianLi></Person>",
		"cut off in comment": "<Person><!-- <JianLi>2001</JianLi></Person>",
		"box never closed":   "<Person><XingMing>张三<XingBie>男</XingBie></Person>",
		"two persons":        "<Person><XingMing>张三</XingMing></Person><Person><XingMing>李四</XingMing></Person>",
		"empty root":         "<Person/>",
		"too large":          "<Person><XingMing>张三</XingMing>" + strings.Repeat(" ", MaxFile) + "</Person>",
		"box too long":       "<Person><XingMing>" + strings.Repeat("张", maxText) + "</XingMing></Person>",
		"siblings":           "<Person>" + strings.Repeat("<a/>", 1<<20) + "</Person>",
		"known siblings":     "<Person>" + strings.Repeat("<XingBie/>", 1<<19) + "</Person>",
		"items":              "<Person><JiaTingChengYuan>" + strings.Repeat("<Item/>", 1<<19) + "</JiaTingChengYuan></Person>",
		"relatives":          "<Person><JiaTingChengYuan>" + strings.Repeat("<Item><XingMing>甲</XingMing></Item>", maxRelatives+1) + "</JiaTingChengYuan></Person>",
		"depth":              "<Person>" + strings.Repeat("<a>", 1<<20) + "</Person>",
		"depth, closed":      "<Person><z>" + strings.Repeat("<a>", 2000) + strings.Repeat("</a>", 2000) + "</z></Person>",
		"open unknowns":      "<Person>" + strings.Repeat("<b c=\"", 1<<20),
		"attribute bomb":     "<Person " + strings.Repeat("a='b' ", 1<<19) + ">",
	} {
		f, _, err := Read(name, []byte(in))
		if errs.KindOf(err) != errs.Invalid || errs.Message(err) == "" {
			t.Errorf("%s: %+v, %v", name, f.Name, err)
		}
	}
}

// TestHostileButLegal gives large inputs that pass the limits: they must be read, and at once.
func TestHostileButLegal(t *testing.T) {
	for name, in := range map[string]string{
		"brackets":    "<JianLi>" + strings.Repeat("2001.01--2002.01  （其间：", 800) + "</JianLi>",
		"breaks":      "<JianLi>" + strings.Repeat("<br/>", 60000) + "</JianLi>",
		"ampersands":  "<JianLi>" + strings.Repeat("&amp;", 60000) + "</JianLi>",
		"nested amps": "<JianLi>&" + strings.Repeat("amp;", 15000) + "</JianLi>",
		"less-thans":  "<JianLi>" + strings.Repeat("<a b='", 10000) + "</JianLi>",
		"years":       "<NianDuKaoHeJieGuo>" + strings.Repeat("1950-1999优秀", 4000) + "</NianDuKaoHeJieGuo>",
		"offices":     "<NiRenZhiWu>" + strings.Repeat("局长、", 7000) + "</NiRenZhiWu>",
		"party":       "<RuDangShiJian>" + strings.Repeat("民建（2001.01）；", 2500) + "</RuDangShiJian>",
		"between":     strings.Repeat("闲字<!-- -->", 100000),
		"CDATA":       "<JianLi>" + strings.Repeat("<![CDATA[]]>", 100000) + "</JianLi>",
		"no picture":  "<ZhaoPian>" + strings.Repeat("AAAA", 1<<20) + "</ZhaoPian>",
	} {
		f, _, err := Read(name, person("<XingMing>张三</XingMing>"+in))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		Check(f, Context{Offices: []string{"示例县财政局局长"}})
		Fields(f)
		mustWrite(t, f)
	}
}
