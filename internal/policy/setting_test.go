package policy

import (
	"reflect"
	"strings"
	"testing"
)

// Every value of a policy is a setting with words, and a form that is sent back unchanged means the same.
func TestSettingsCoverThePolicy(t *testing.T) {
	held := map[string]string{ // stored under another name than the setting's
		"exam.blueprints": "sections, laws and cells of each group",
	}
	for _, x := range Presets() {
		seen := map[string]bool{}
		p, before := x.Policy, flat(t, x.Policy)
		for _, c := range Chapters() {
			if c.Key == "" || c.Title == "" {
				t.Errorf("chapter %+v", c)
			}
			for _, s := range c.Settings {
				if seen[s.Field] || s.Label == "" || s.Effect == "" || s.Words(x.Policy) == "" {
					t.Errorf("%s: setting %s %q: %q, %q", x.Key, s.Field, s.Label, s.Words(x.Policy), s.Effect)
				}
				seen[s.Field] = true
				if !s.Set(&p, s.Typed(x.Policy)) {
					t.Errorf("%s: %s is not read back: %q", x.Key, s.Field, s.Typed(x.Policy))
				}
			}
		}
		if after := flat(t, p); !reflect.DeepEqual(before, after) {
			for k := range after {
				if before[k] != after[k] {
					t.Errorf("%s: %s was %s, reads back %s", x.Key, k, before[k], after[k])
				}
			}
		}
		for path := range before {
			covered := seen[path] || strings.HasPrefix(path, "vote.method.")
			for in := range held {
				covered = covered || strings.HasPrefix(path, in)
			}
			if !covered {
				t.Errorf("no setting for %s", path)
			}
		}
	}
}

// Every field of the policy, also one that no preset fills, stands in the editor and with it in the comparison of counties.
func TestEveryFieldIsASetting(t *testing.T) {
	settings := map[string]bool{}
	for _, c := range Chapters() {
		for _, s := range c.Settings {
			settings[s.Field] = true
		}
	}
	within := map[string]string{ // written together in one field of the form
		"exam.blueprints": "exam.blueprints.court", "exam.bands": "exam.bands", "vote.method": "vote.method.appoint", "intake.documents": "intake.documents.appoint",
		"intake.group_documents": "intake.group_documents.court", "supervision.rating.groups": "supervision.rating.groups",
		"supervision.rating.person.rules": "supervision.rating.person.rules", "supervision.rating.work.rules": "supervision.rating.work.rules"}
	var walk func(path string, of reflect.Type)
	walk = func(path string, of reflect.Type) {
		if of.Kind() != reflect.Struct {
			if field, together := within[path]; together {
				path = field
			}
			if !settings[path] {
				t.Errorf("%s is in no chapter of the editor", path)
			}
			return
		}
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if name == "" || name == "-" {
				t.Errorf("%s.%s is not stored", path, of.Field(i).Name)
			}
			walk(strings.TrimPrefix(path+"."+name, "."), of.Field(i).Type)
		}
	}
	walk("", reflect.TypeFor[Policy]())
}

// Setting a copy leaves the policy it was copied from alone, which others may be reading.
func TestSetLeavesTheOriginalAlone(t *testing.T) {
	p := Default()
	for _, c := range Chapters() {
		for _, s := range c.Settings {
			q := p
			switch s.Kind {
			case Number:
				s.Set(&q, []string{"7"})
			case One:
				s.Set(&q, []string{s.Options[len(s.Options)-1].Value})
			case Many:
				s.Set(&q, []string{s.Options[0].Value})
			case Line, Lines:
				s.Set(&q, []string{""})
			}
		}
	}
	if !reflect.DeepEqual(p, Default()) {
		t.Error("setting a copy changed the original")
	}
}

func setting(t *testing.T, field string) Setting {
	t.Helper()
	for _, c := range Chapters() {
		for _, s := range c.Settings {
			if s.Field == field {
				return s
			}
		}
	}
	t.Fatalf("no setting %s", field)
	return Setting{}
}

func TestSettingsAreRead(t *testing.T) {
	for _, tt := range []struct {
		field, typed, want string // want is the value in words; "" when it cannot be read
	}{
		{"intake.days_before", " 15 ", "15日"},
		{"intake.days_before", "十五", ""},
		{"exam.pass_mark", "79.5", "79.5分"},
		{"exam.makeups", "-1", "不限"},
		{"exam.open_book", "yes", "开卷"},
		{"exam.open_book", "", ""},
		{"exam.fail_policy", "defer", "缓至以后的会议，补考及格再提请"},
		{"vote.method.remove", "hands", "举手表决"},
		{"commitment.headings", "目标\r\n\r\n 措施 \n", "目标、措施"},
		{"exam.bands", "80 合格\n90 优秀", "80分以上合格；90分以上优秀"},
		{"exam.bands", "80分 合格", ""},
		{"exam.blueprints.court", "单项选择题 50 1\n简答题 5 10", "单项选择题50题每题1分；简答题5题每题10分"},
		{"exam.blueprints.court", "选择 50 1", ""},
		{"exam.blueprints.court.laws", "中华人民共和国法官法 6", "中华人民共和国法官法6题"},
		{"supervision.rating.groups", "县人大代表 只作参考\n常委会组成人员 计入结果", "县人大代表（只作参考）；常委会组成人员（计入结果）"},
		{"supervision.rating.groups", "县人大代表", ""},
		{"supervision.rating.person.rules", "优秀；优秀；达到 2/3；全体组成人员；无\n不称职；其余；建议免职或启动撤职程序", "优秀：优秀达到2/3全体组成人员；不称职：其余，建议免职或启动撤职程序"},
		{"supervision.rating.work.rules", "满意;满意、基本满意;超过1/2;有效票数;再次报告", "满意：满意、基本满意合计超过1/2有效票数，再次报告"},
		{"supervision.rating.work.rules", "满意；满意；多于 1/2；有效票数；无", ""},
		{"supervision.rating.work.rules", "满意；满意", ""},
	} {
		p, s := Default(), setting(t, tt.field)
		ok := s.Set(&p, []string{tt.typed})
		if got := s.Words(p); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s: %q reads %v, %s; want %s", tt.field, tt.typed, ok, got, tt.want)
		}
	}
	p := Default()
	setting(t, "exam.groups").Set(&p, []string{"", "court"})
	if got := setting(t, "exam.groups").Words(p); got != "法院" {
		t.Errorf("the exam is for %s", got)
	}
	if setting(t, "exam.groups").Set(&p, nil); setting(t, "exam.groups").Words(p) != "无" {
		t.Error("no box ticked is none")
	}
}

// Whoever may be voted on by hands is a setting; a dismissal case and a recall are not 〔监督法 第六十二条〕.
func TestDismissalIsNoSetting(t *testing.T) {
	for _, c := range Chapters() {
		for _, s := range c.Settings {
			if s.Field == "vote.method.dismiss" || s.Field == "vote.method.recall" {
				t.Errorf("%s can be set", s.Field)
			}
		}
	}
}

func TestDifferences(t *testing.T) {
	if got := Differences(Default(), Default()); len(got) != 0 {
		t.Errorf("the default differs from itself: %v", got)
	}
	x, _ := PresetOf("wn")
	fields := map[string]bool{}
	for _, c := range Differences(Default(), x.Policy) {
		for _, s := range c.Settings {
			fields[s.Field] = true
			if !x.States(s.Field) {
				t.Errorf("%s differs though the source does not state it", s.Field)
			}
		}
	}
	if !fields["intake.days_before"] || !fields["vote.method.remove"] || fields["vote.method.appoint"] || fields["exam.pass_mark"] {
		t.Errorf("differences: %v", fields)
	}
	if x.States("exam.pass_mark") || !x.States("vote.method.appoint") {
		t.Error("WN states the ballot and no pass mark")
	}
	if st, _ := PresetOf("st"); !st.States("exam.blueprints.court.laws") {
		t.Error("ST-01 states the laws of every paper")
	}
}
