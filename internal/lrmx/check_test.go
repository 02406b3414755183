package lrmx

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// with applies corrections to a new form; keys and values alternate.
func with(t testing.TB, f Form, pairs ...string) Form {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		next, err := f.With(pairs[i], pairs[i+1])
		if err != nil {
			t.Fatalf("With(%s, %q): %v", pairs[i], pairs[i+1], err)
		}
		f = next
	}
	return f
}

// sound is a form, typed by hand, that no check has anything against.
func sound(t testing.TB) Form {
	f := with(t, Form{HasPhoto: true},
		"name", "欧阳示例", "sex", "男", "birth", "1980.01", "ethnicity", "汉族", "id_number", "999999198001011233",
		"current_office", "示例县财政局副局长", "proposed_office", "示例县财政局局长",
		"resume", "1998.09--2002.07  示例大学学生\n2002.07--2010.01  示例县财政局科员\n2010.01--  示例县财政局副局长",
		"assessments", "2023、2024、2025年均为称职", "filled_date", "20261110")
	return with(t, f, "family.1.title", "妻子", "family.1.name", "周样例", "family.1.work", "示例县第一中学教师")
}

func TestCheck(t *testing.T) {
	base := Context{
		Offices: []string{"示例县财政局局长"}, PersonName: "欧阳示例", Birth: Date{1980, 1, 0},
		Meeting: calendar.Date(2026, 11, 22), AgeLimit: 55,
		Members: []CommitteeMember{{"孙委员", "示例县医院"}},
	}
	if got := Check(sound(t), base); len(got) != 0 {
		t.Fatalf("a sound form gives %v", got)
	}
	for _, tt := range []struct {
		name    string
		edits   []string
		context func(*Context)
		raw     func(*Form)
		want    Finding // Text holds a part of the sentence
	}{
		{"no name", nil, nil, func(f *Form) { f.Name = Field[string]{} }, Finding{Stop, "name_missing", "name", "没有姓名"}},
		{"another person", []string{"name", "欧阳样例"}, nil, nil, Finding{Settle, "person_differs", "name", "欧阳样例"}},
		{"another birth", nil, func(c *Context) { c.Birth = Date{1980, 2, 0} }, nil, Finding{Settle, "person_differs", "birth", "1980.02"}},
		{"blanks in the name named", nil, func(c *Context) { c.PersonName = "欧阳 示例"; c.IDInUse = true }, nil, Finding{Settle, "id_in_use", "id_number", "在办"}},
		{"no sex", []string{"sex", ""}, nil, nil, Finding{Hint, "sex_missing", "sex", "性别"}},
		{"sex as a number", nil, nil, func(f *Form) { f.Sex.Value = "1" }, Finding{Hint, "sex_unknown", "sex", "应为"}},
		{"no birth", []string{"birth", ""}, nil, nil, Finding{Hint, "birth_missing", "birth", "未填"}},
		{"folk without 族", nil, nil, func(f *Form) { f.Ethnicity = Field[string]{Raw: "汉", Value: "汉族"} }, Finding{Hint, "ethnicity_suffix", "ethnicity", "汉"}},
		{"no number", []string{"id_number", ""}, nil, nil, Finding{Hint, "id_missing", "id_number", "未填"}},
		{"wrong digit", nil, nil, func(f *Form) { f.IDNumber.Value = "999999198001011234" }, Finding{Settle, "id_wrong", "id_number", "第 18 位"}},
		{"number of another month", []string{"birth", "198002"}, func(c *Context) { c.Birth = Date{} }, nil, Finding{Settle, "id_birth", "id_number", "1980.01"}},
		{"number of the other sex", []string{"sex", "女"}, nil, nil, Finding{Settle, "id_sex", "id_number", "男"}},
		{"no office", []string{"proposed_office", "", "removed_office", "无"}, nil, nil, Finding{Settle, "office_missing", "proposed_office", "都没有填"}},
		{"office elsewhere", []string{"proposed_office", "示例县委书记"}, nil, nil, Finding{Settle, "office_unknown", "proposed_office", "示例县委书记"}},
		{"party office beside", []string{"proposed_office", "示例县财政局局长，示例县委委员"}, nil, nil, Finding{Hint, "office_other", "proposed_office", "示例县委委员"}},
		{"no résumé", []string{"resume", ""}, nil, nil, Finding{Hint, "resume_missing", "resume", "简历"}},
		{"turned round", nil, nil, func(f *Form) { f.Resume.Value.Periods[0].Start = Date{2003, 9, 0} }, Finding{Hint, "resume_reversed", "resume", "第 1 段"}},
		{"gap", []string{"resume", "1998.09--2002.07  学\n2002.09--  示例县财政局副局长"}, nil, nil, Finding{Hint, "resume_gap", "resume", "2002.09"}},
		{"overlap", []string{"resume", "1998.09--2002.07  学\n2002.06--  示例县财政局副局长"}, nil, nil, Finding{Hint, "resume_overlap", "resume", "重叠"}},
		{"open in the middle", []string{"resume", "1998.09--  学\n2002.06--  示例县财政局副局长"}, nil, nil, Finding{Hint, "resume_overlap", "resume", "没有截止"}},
		{"last line differs", []string{"current_office", "示例县水利局局长"}, nil, nil, Finding{Hint, "resume_current", "resume", "不一致"}},
		{"two years assessed", []string{"assessments", "2024、2025年称职"}, nil, nil, Finding{Hint, "assessments_few", "assessments", "2 个年度"}},
		{"a low grade", []string{"assessments", "2023、2024年称职，2025年基本称职"}, nil, nil, Finding{Hint, "assessments_low", "assessments", "2025"}},
		{"too old", nil, func(c *Context) { c.AgeLimit = 45 }, nil, Finding{Hint, "age_limit", "birth", "46"}},
		{"limit reached", nil, func(c *Context) { c.Meeting = calendar.Date(2043, 1, 5); c.AgeLimit = 0 }, nil, Finding{Hint, "age_reached", "birth", "2043.01"}},
		{"other limit stated", []string{"age_limit_date", "204001", "former_age_limit", "改革前任职年龄界限为60岁"}, nil, nil, Finding{Hint, "age_limit_date", "age_limit_date", "2040.01"}},
		{"relative untitled", []string{"family.1.title", ""}, nil, nil, Finding{Hint, "relative_title", "family.1.title", "称谓"}},
		{"relative unnamed", []string{"family.1.name", ""}, nil, nil, Finding{Hint, "relative_name", "family.1.name", "姓名"}},
		{"relative is a member", []string{"family.1.name", "孙委员"}, nil, nil, Finding{Hint, "recusal", "family.1.name", "回避"}},
		{"relative works with a member", []string{"family.1.work", "示例县医院医生"}, nil, nil, Finding{Hint, "recusal", "family.1.work", "示例县医院"}},
		{"no photo", nil, nil, func(f *Form) { f.HasPhoto = false }, Finding{Hint, "photo_missing", "photo", "照片"}},
		{"no date", []string{"filled_date", ""}, nil, nil, Finding{Hint, "filled_date_missing", "filled_date", "填表时间"}},
		{"a note", nil, func(c *Context) { c.Notes = []Note{{"", "100%已修正"}} }, nil, Finding{Hint, "note", "", "100%已修正"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, c := with(t, sound(t), tt.edits...), base
			if tt.context != nil {
				tt.context(&c)
			}
			if tt.raw != nil {
				tt.raw(&f)
			}
			got := Check(f, c)
			if len(got) != 1 {
				t.Fatalf("findings = %v, want one", got)
			}
			if g := got[0]; g.Severity != tt.want.Severity || g.Rule != tt.want.Rule || g.Key != tt.want.Key || !strings.Contains(g.Text, tt.want.Text) {
				t.Errorf("finding = %+v, want %+v", g, tt.want)
			}
		})
	}
}

func TestCheckLeavesTheDeadAndEmptyAlone(t *testing.T) {
	f := with(t, sound(t), "family.1.work", "示例县医院退休（已去世）", "family.2.title", "父亲", "family.2.title", "")
	c := Context{Members: []CommitteeMember{{"孙委员", "示例县医院"}}}
	if got := Check(f, c); len(got) != 0 {
		t.Errorf("findings = %v", got)
	}
}

func TestWithRefuses(t *testing.T) {
	for _, tt := range []struct{ key, value, want string }{
		{"name", " ", "姓名不能为空"},
		{"name", "张三<b>", "不应出现"},
		{"sex", "1", "“男”或“女”"},
		{"birth", "1980", "出生年月"},
		{"birth", "198013", "出生年月"},
		{"work_start", "早年", "参加工作时间"},
		{"party", "2001.13", "入党时间"},
		{"id_number", "999999198001011234", "身份证号第 18 位不对，请对照身份证核对"},
		{"resume", "历任某局科员", "起止年月开头"},
		{"resume", "2003.01--2001.01  科员", "第 1 段"},
		{"family.1.birth", "去年", "出生日期"},
		{"reason", strings.Repeat("需", maxText), "过长"},
	} {
		f := sound(t)
		next, err := f.With(tt.key, tt.value)
		fields := errs.Fields(err)
		if errs.KindOf(err) != errs.Invalid || len(fields) != 1 || fields[0].Name != tt.key || !strings.Contains(fields[0].Message, tt.want) {
			t.Errorf("With(%s, %.20q) = %v", tt.key, tt.value, err)
		}
		if next.Name.Value != f.Name.Value {
			t.Error("a refused correction changed the form")
		}
	}
	for _, key := range []string{"", "version", "photo", "family.0.name", "family.3.name", "family.1.age", "family.x.name", "unknown"} {
		if _, err := sound(t).With(key, "甲"); errs.KindOf(err) != errs.NotFound {
			t.Errorf("With(%q) = %v", key, err)
		}
	}
}

func TestCorrections(t *testing.T) {
	data := sample(t, "synthetic-01-standard-utf8.lrmx")
	f, _ := mustRead(t, data)
	next := with(t, f, "birth", "1980年2月", "family.1.name", "周 范例", "family.5.title", "姐姐", "family.5.name", "欧阳某")
	if f.Relatives[0].Name.Value != "周样例" || len(f.Relatives) != 4 {
		t.Error("a correction changed the form it was made from")
	}
	edited := map[string]FieldRow{}
	for _, r := range Fields(next) {
		if r.Edited {
			edited[r.Key] = r
		}
	}
	if r := edited["birth"]; r.File != "198001" || r.Use != "1980.02" || len(edited) != 4 {
		t.Errorf("edited rows = %+v", edited)
	}
	out := string(mustWrite(t, next))
	for _, want := range []string{"<ChuShengNianYue>198002<", "<XingMing>周范例<", "<XingMing>欧阳某<", "<ZhuanYeJiShuZhiWu>\r\n  </ZhuanYeJiShuZhiWu>"} {
		if !strings.Contains(out, want) {
			t.Errorf("the written form lacks %q", want)
		}
	}
	if same := with(t, f, "birth", "1980.01"); same.Birth.Edited || string(mustWrite(t, same)) != string(data) {
		t.Error("typing what the file says counts as a correction")
	}
	again, _ := mustRead(t, data)
	if kept := again.WithEditsOf(next); kept.Birth.Value != (Date{1980, 2, 0}) || !kept.Birth.Edited || len(kept.Relatives) != 5 {
		t.Errorf("corrections kept over a new import: %+v", kept.Birth)
	}
	if dropped := with(t, next, "family.5.title", "", "family.5.name", ""); strings.Count(string(mustWrite(t, dropped)), "<Item>") != 4 {
		t.Error("an emptied relative is written")
	}
}

func TestForMembersLeavesOutWhatIsNotTheirs(t *testing.T) {
	f, _ := mustRead(t, sample(t, "synthetic-01-standard-utf8.lrmx"))
	m := f.ForMembers()
	if m.Name.Value == "" || len(m.Resume.Value.Periods) == 0 || m.FullTime.Level.Value == "" {
		t.Error("members lack what they need")
	}
	for _, r := range Fields(m) {
		if strings.HasPrefix(r.Key, "family") || (r.Key == "id_number" || r.Key == "health") && r.Use != "" {
			t.Errorf("members see %s", r.Label)
		}
	}
	if m.Photo != nil || len(m.Relatives) != 0 {
		t.Error("members see the photo or the family")
	}
}
