package lrmx

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image/png"
	"regexp"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// FuzzRead feeds any bytes through everything that touches a form: nothing may panic, a refusal says
// why, what is read can be written, and what is written stays as it is.
func FuzzRead(f *testing.F) {
	// A large photo would take nearly all the time.
	photo, small := regexp.MustCompile(`(?s)<ZhaoPian>.*</ZhaoPian>`), base64.StdEncoding.EncodeToString(picture(f, 2, 2, png.Encode))
	for _, name := range []string{"synthetic-01-standard-utf8.lrmx", "synthetic-03-dirty.Lrmx"} {
		f.Add(photo.ReplaceAll(sample(f, name), []byte("<ZhaoPian>"+small+"</ZhaoPian>")))
	}
	f.Add(legacyZhang(f))
	f.Add(archive(f, zipped{"张三.lrm", legacyZhang(f), true}))
	f.Add(cleanFile(map[string]string{"XingMing": "张三", "JianLi": "2001.01--2002.02  甲（其间：2001.02学习；乙）\r\n2002.02--至今  丙"}, "<X/>"))
	f.Add(
		person(`<XingMing>张&amp;amp;三</XingMing><JianLi>2001.01--<br/>\n甲</JianLi><A:b c="d"><e/>&nbsp;</A:b><RuDangShiJian>民盟（2003.05）;2001</RuDangShiJian>`),
	)
	f.Add(person(`<JiaTingChengYuan>&lt;Item>&lt;XingMing>甲&lt;/XingMing>&lt;/Item></JiaTingChengYuan><ChuShengNianYue>1980.13</ChuShengNianYue>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, p := range openAny(t, data) {
			Check(p.Form, Context{Notes: p.Notes, Offices: []string{"示例县财政局局长"}, PersonName: "张三", Meeting: calendar.Date(2026, 11, 22),
				Members: []CommitteeMember{{"甲", "示例县医院"}}, AgeLimit: 60})
			Fields(p.Form)
			out := mustWrite(t, p.Form)
			wellFormed(t, out)
			again, _ := mustRead(t, out)
			if second := mustWrite(t, again); !bytes.Equal(second, out) {
				t.Errorf("written twice:\n%q\n%q", out, second)
			}
			blob, err := json.Marshal(p.Form)
			if err != nil {
				t.Fatal(err)
			}
			var stored Form
			if err := json.Unmarshal(blob, &stored); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func openAny(t *testing.T, data []byte) []Parsed {
	parsed, problems := Open([]Upload{{"a.lrmx", data}})
	for _, p := range problems {
		if p.Text == "" {
			t.Error("a problem without a sentence")
		}
	}
	if f, notes, err := Read("a.lrmx", data); err == nil {
		return append(parsed, Parsed{Form: f, Notes: notes})
	} else if errs.KindOf(err) != errs.Invalid {
		t.Errorf("refused with %v", err)
	}
	return parsed
}

// FuzzText puts any text into a box: as the file has it, and typed by hand. It must survive writing,
// and what is used must be the same after reading again.
func FuzzText(f *testing.F) {
	for i, text := range []string{"2001.01--2002.02  甲（其间：2001.02学习；乙）\n2002.02--至今  丙", "2001.06；民盟（2003.05）", "2023、2024年优秀",
		"2019年1月，经某市批准，授予某称号；甲", "1980年1月（46岁）", "甲&amp;amp;lt;br&gt;\\n<b>乙", "999999198001011233", "张 三·买买提"} {
		f.Add(i*5, text)
	}
	f.Fuzz(func(t *testing.T, n int, text string) {
		all := allBoxes(&Form{Relatives: make([]Relative, 1)})
		b := all[uint(n)%uint(len(all))]
		inFile := "<" + b.element + ">" + escape(text) + "</" + b.element + ">"
		if b.group == groupFamily {
			inFile = "<Item>" + inFile + "</Item>"
		}
		form, _, err := Read("", person(inFile))
		if err != nil {
			return
		}
		mustWrite(t, form)
		typed := Form{}
		if b.group == groupFamily {
			typed.Relatives = make([]Relative, 1)
		}
		typed, err = typed.With(b.key, text)
		if err != nil {
			return
		}
		mustWrite(t, typed)
		if again := with(t, typed, b.key, b.shown(&typed)); b.shown(&again) != b.shown(&typed) {
			t.Errorf("typed again: %q became %q", b.shown(&typed), b.shown(&again))
		}
	})
}
