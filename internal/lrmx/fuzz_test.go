package lrmx

import (
	"bytes"
	"encoding/json"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// FuzzRead feeds any bytes through everything that touches a form: nothing may panic, a refusal says
// why, what is read can be written, and what is written stays as it is.
func FuzzRead(f *testing.F) {
	f.Add(sample(f, "synthetic-01-standard-utf8.lrmx"))
	f.Add(sample(f, "synthetic-03-dirty.Lrmx"))
	f.Add(legacyZhang(f))
	f.Add(archive(f, zipped{"张三.lrm", legacyZhang(f), true}))
	f.Add(cleanFile(map[string]string{"XingMing": "张三", "JianLi": "2001.01--2002.02  甲（其间：2001.02学习；乙）\r\n2002.02--至今  丙"}, "<X/>"))
	f.Add(person(`<XingMing>张&amp;amp;三</XingMing><JianLi>2001.01--<br/>\n甲</JianLi><A:b c="d"><e/>&nbsp;</A:b><RuDangShiJian>民盟（2003.05）;2001</RuDangShiJian>`))
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
