package lrmx

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Date
	}{
		{"198001", Date{1980, 1, 0}},
		{"19800105", Date{1980, 1, 5}},
		{"1980.01", Date{1980, 1, 0}},
		{"1980.1", Date{1980, 1, 0}},
		{"1980.01.05", Date{1980, 1, 5}},
		{"1980-01", Date{1980, 1, 0}},
		{"1980-1-5", Date{1980, 1, 5}},
		{"1980/01", Date{1980, 1, 0}},
		{"1980/1/5", Date{1980, 1, 5}},
		{"1980年1月", Date{1980, 1, 0}},
		{"1980年01月05日", Date{1980, 1, 5}},
		{"1980年", Date{1980, 0, 0}},
		{"1980", Date{1980, 0, 0}},
		{" 1980. 01 ", Date{1980, 1, 0}},
		{"1980．01", Date{1980, 1, 0}},
		{"１９８０．０１", Date{1980, 1, 0}},
		{"1980.01\n（46岁）", Date{1980, 1, 0}},
		{"1980.01(46岁)", Date{1980, 1, 0}},
		{"1980.01（46周岁）", Date{1980, 1, 0}},
		{"1980-01-05T00:00:00", Date{1980, 1, 5}},
		{"1980/1/5 0:00:00", Date{1980, 1, 5}},
		{"20240229", Date{2024, 2, 29}},
	} {
		if got, ok := ParseDate(tt.in); !ok || got != tt.want {
			t.Errorf("ParseDate(%q) = %v, %v; want %v", tt.in, got, ok, tt.want)
		}
	}
	for _, in := range []string{"", "不详", "1980.13", "198013", "198000", "19800132", "20230229", "19800100", "80.01", "0000", "1980.01左右",
		"1980年1月0日", "1980.01.05.06", "1899", "2101.01", "19801", "123456789012", "1980.01--1981.02"} {
		if got, ok := ParseDate(in); ok {
			t.Errorf("ParseDate(%q) = %v, should be refused", in, got)
		}
	}
}

func TestParseParty(t *testing.T) {
	for _, tt := range []struct{ in, show, file string }{
		{"200106", "2001.06", "200106"},
		{"2001.06", "2001.06", "200106"},
		{"中共党员", "中共党员", "中共党员"},
		{"中共党员（2001.06）", "2001.06", "200106"},
		{"2001年6月加入中国共产党", "2001.06", "200106"},
		{"2001.06入党", "2001.06", "200106"},
		{"民盟", "民盟", "民盟"},
		{"九三学社", "九三学社", "九三学社"},
		{"无党派", "无党派", "无党派"},
		{"群众", "群众", "群众"},
		{"200106；民建", "2001.06；民建", "200106；民建"},
		{"200106;民建", "2001.06；民建", "200106；民建"},
		{"2001.06、民建", "2001.06；民建", "200106；民建"},
		{"九三；民盟", "九三；民盟", "九三；民盟"},
		{"民盟（2003.05）", "民盟（2003.05）", "民盟（200305）"},
		{"民盟(200305)；2001.06", "民盟（2003.05）；2001.06", "民盟（200305）；200106"},
		{"民盟 2003.05", "民盟（2003.05）", "民盟（200305）"},
		{"预备党员（2025.06）", "预备党员（2025.06）", "预备党员（202506）"},
		{"九三；无", "九三", "九三"},
		{"2001.06（25岁）", "2001.06", "200106"},
	} {
		p, ok := parseParty(tt.in)
		if !ok || p.String() != tt.show || p.file() != tt.file {
			t.Errorf("party %q = %q, %q, %v; want %q, %q", tt.in, p, p.file(), ok, tt.show, tt.file)
		}
		if again, ok := parseParty(p.file()); !ok || !reflect.DeepEqual(again, p) {
			t.Errorf("party %q read again = %v", p.file(), again)
		}
	}
	for _, in := range []string{"", "无", "（无）", "；"} {
		if p, ok := parseParty(in); !ok || p != nil {
			t.Errorf("party %q = %v, %v", in, p, ok)
		}
	}
	for _, in := range []string{"2001.13", "20010", "民建（2001.13）"} {
		if p, ok := parseParty(in); ok {
			t.Errorf("party %q = %v, should not be readable", in, p)
		}
	}
}

func TestParseResume(t *testing.T) {
	sep := Period{Start: Date{2001, 8, 0}, End: Date{2003, 9, 0}, Text: "示例县某局科员"}
	open := Period{Start: Date{2001, 8, 0}, Open: true, Text: "示例县某局科员"}
	for _, tt := range []struct {
		name, in string
		want     Resume
	}{
		{"columns", "2001.08--2003.09  示例县某局科员", Resume{Periods: []Period{sep}}},
		{"one dash", "2001.08-2003.09示例县某局科员", Resume{Periods: []Period{sep}}},
		{"em dash", "2001.08—2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"two em dashes", "2001.08 —— 2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"full-width dash", "2001.08－2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"en dash", "2001.08–2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"tildes", "2001.08~2003.09\t示例县某局科员", Resume{Periods: []Period{sep}}},
		{"full-width tilde", "2001.08～2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"wave dash", "2001.08〜2003.09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"word", "2001年8月至2003年9月，示例县某局科员", Resume{Periods: []Period{sep}}},
		{"one-digit months", "2001.8--2003.9  示例县某局科员", Resume{Periods: []Period{sep}}},
		{"digits only", "200108--200309  示例县某局科员", Resume{Periods: []Period{sep}}},
		{"hyphens everywhere", "2001-08-2003-09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"slashes", "2001/08-2003/09 示例县某局科员", Resume{Periods: []Period{sep}}},
		{"full-width digits", "２００１．０８－２００３．０９　示例县某局科员", Resume{Periods: []Period{sep}}},
		{"colon", "2001.08--2003.09：示例县某局科员", Resume{Periods: []Period{sep}}},
		{"open, blanks", "2001.08--         示例县某局科员", Resume{Periods: []Period{open}}},
		{"open, word", "2001.08--至今     示例县某局科员", Resume{Periods: []Period{open}}},
		{"open, one word", "2001.08至今 示例县某局科员", Resume{Periods: []Period{open}}},
		{"open, dash and now", "2001.08—今 示例县某局科员", Resume{Periods: []Period{open}}},
		{"one date", "2001.08  示例县某局科员", Resume{Periods: []Period{{Start: sep.Start, Text: sep.Text}}}},
		{"one date, text below", "2001.08\n示例县某局科员", Resume{Periods: []Period{{Start: sep.Start, Text: sep.Text}}}},
		{"years only", "2001--2003 示例县某局科员", Resume{Periods: []Period{{Start: Date{2001, 0, 0}, End: Date{2003, 0, 0}, Text: sep.Text}}}},
		{"dashes in the text stay", "2001.08--2003.09  示例县--某局", Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: "示例县--某局"}}}},
		{"continuation", "2001.08--2003.09  示例县某局\n                  科员", Resume{Periods: []Period{sep}}},
		{"date only, text below", "2001.08--2003.09\n示例县某局科员", Resume{Periods: []Period{sep}}},
		{"year in a continuation", "2001.08--2003.09  示例县某局\n                  2002年度先进", Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: "示例县某局2002年度先进"}}}},
		{"remark", "个人简历\n（略）\n2001.08--2003.09  示例县某局科员", Resume{Remark: "个人简历\n（略）", Periods: []Period{sep}}},
		{"aside on its own line", "2001.08--2003.09  示例县某局科员\n                  （其间：2002.01--2003.01学习）",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01--2003.01学习"}}}}},
		{"aside on the line", "2001.08--2003.09  示例县某局科员（其中: 2002.01--2003.01学习；2003.02挂职）",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01--2003.01学习", "2003.02挂职"}}}}},
		{"aside without brackets", "2001.08--2003.09  示例县某局科员\n期间：2002.01学习",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01学习"}}}}},
		{"aside over lines that begin with dates", "2001.08--2003.09  示例县某局科员\n（其间：2002.01--2002.03学习；\n2002.04--2002.06挂职）\n2003.09--  局长",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01--2002.03学习", "2002.04--2002.06挂职"}},
				{Start: Date{2003, 9, 0}, Open: true, Text: "局长"}}}},
		{"aside never closed", "2001.08--2003.09  示例县某局科员（其间：2002.01学习\n2003.09--  局长",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01学习"}}, {Start: Date{2003, 9, 0}, Open: true, Text: "局长"}}}},
		{"brackets inside an aside", "2001.08--2003.09  示例县某局科员（其间：2002.01学习（脱产；半年））",
			Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: sep.Text, Notes: []string{"2002.01学习（脱产；半年）"}}}}},
		{"other brackets stay", "2001.08--2003.09  示例县某局（正科级）科员", Resume{Periods: []Period{{Start: sep.Start, End: sep.End, Text: "示例县某局（正科级）科员"}}}},
		{"open, text like a date", "2001.08--至今     2003年任局长", Resume{Periods: []Period{{Start: sep.Start, Open: true, Text: "2003年任局长"}}}},
	} {
		got, _ := parseResume(tt.in)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if again, _ := parseResume(got.String()); !reflect.DeepEqual(again, got) {
			t.Errorf("%s: written as\n%s\nread as %+v", tt.name, got, again)
		}
	}
}

func TestResumeColumns(t *testing.T) {
	r := Resume{Periods: []Period{
		{Start: Date{1998, 9, 0}, End: Date{2002, 7, 0}, Text: "学习", Notes: []string{"甲", "乙"}},
		{Start: Date{2002, 7, 0}, Open: true, Text: "工作"},
	}}
	want := "1998.09--2002.07  学习\n                  （其间：甲；乙）\n2002.07--         工作"
	if r.String() != want {
		t.Errorf("written\n%s\nwant\n%s", r, want)
	}
}

func TestParseAssessments(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []Assessment
	}{
		{"2023年年度考核称职；2024年优秀；2025年称职。", []Assessment{{2023, "称职"}, {2024, "优秀"}, {2025, "称职"}}},
		{"2023、2024、2025年均为称职", []Assessment{{2023, "称职"}, {2024, "称职"}, {2025, "称职"}}},
		{"2023年基本称职，2024年不称职，2025年不确定等次", []Assessment{{2023, "基本称职"}, {2024, "不称职"}, {2025, "不确定等次"}}},
		{"2023—2025年连续三年优秀", []Assessment{{2023, "优秀"}, {2024, "优秀"}, {2025, "优秀"}}},
		{"2023年度至2025年度考核合格", []Assessment{{2023, "合格"}, {2024, "合格"}, {2025, "合格"}}},
		{"优秀：2024年；称职：2023年、2025年", []Assessment{{2023, "称职"}, {2024, "优秀"}, {2025, "称职"}}},
		{"2025年不进行考核", []Assessment{{2025, "不进行考核"}}},
		{"2023年：\n合格\n2024年：\n基本合格", []Assessment{{2023, "合格"}, {2024, "基本合格"}}},
		{"近三年考核均为称职", nil},
		{"无", nil},
	} {
		if got, _ := parseAssessments(tt.in); !reflect.DeepEqual(got.Years, tt.want) {
			t.Errorf("%q = %v, want %v", tt.in, got.Years, tt.want)
		}
	}
}

func TestParseRewards(t *testing.T) {
	got, _ := parseRewards("2019年1月，经示例市人民政府批准，授予“先进工作者”称号；2020.05,示例县委,记三等功一次；\n多次获奖。")
	want := []Reward{
		{Date{2019, 1, 0}, "示例市人民政府", "“先进工作者”称号", "2019年1月，经示例市人民政府批准，授予“先进工作者”称号"},
		{Date{2020, 5, 0}, "示例县委", "记三等功一次", "2020.05,示例县委,记三等功一次"},
		{Text: "多次获奖"},
	}
	if !reflect.DeepEqual(got.Items, want) {
		t.Errorf("rewards = %+v", got.Items)
	}
	for _, in := range []string{"无", "（无）", "(无)", " 无。 "} {
		if got, _ := parseRewards(in); got.Text != "无" || got.Items != nil {
			t.Errorf("rewards %q = %+v", in, got)
		}
	}
}

func TestIDProblem(t *testing.T) {
	for _, tt := range []struct{ id, want string }{
		{"", ""},
		{"999999198001011233", ""},
		{"11010519491231002X", ""},
		{"440524188001010014", "第 7 至 14 位"}, // a real example of the standard, older than any candidate
		{"99999919850630401X", "第 18 位不对"},
		{"99999919800101123", "现为 17 位"},
		{"999999800101123", "现为 15 位"},
		{"9999991980010112３3", "应为 18 位"},
		{"99999919801301123X", "第 7 至 14 位"},
		{"A99999198001011233", "第 1 位应为数字"},
	} {
		if got := IDProblem(tt.id); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("IDProblem(%q) = %q, want %q", tt.id, got, tt.want)
		}
	}
	if parseID(" 11010519491231002ｘ") != "11010519491231002X" || IDBirth("11010519491231002X") != (Date{1949, 12, 31}) || IDSex("11010519491231002X") != "女" {
		t.Error("an identity number is taken apart wrong")
	}
}

func TestAge(t *testing.T) {
	for _, tt := range []struct {
		birth, on Date
		want      int
		ok        bool
	}{
		{Date{1980, 1, 0}, Date{2026, 11, 22}, 46, true},
		{Date{1980, 12, 0}, Date{2026, 11, 22}, 45, true},
		{Date{1980, 11, 30}, Date{2026, 11, 22}, 46, true}, // months count, not days
		{Date{1980, 0, 0}, Date{2026, 11, 22}, 46, true},
		{Date{}, Date{2026, 11, 22}, 0, false},
		{Date{1980, 1, 0}, Date{}, 0, false},
		{Date{2027, 1, 0}, Date{2026, 11, 22}, 0, false},
	} {
		if got, ok := Age(tt.birth, tt.on); got != tt.want || ok != tt.ok {
			t.Errorf("Age(%v, %v) = %d, %v", tt.birth, tt.on, got, ok)
		}
	}
}

// The rows are of the tables that go with 国务院关于渐进式延迟法定退休年龄的办法.
func TestAgeLimitMonth(t *testing.T) {
	for _, tt := range []struct {
		birth Date
		limit int
		want  Date
	}{
		{Date{1964, 12, 0}, 60, Date{2024, 12, 0}}, // before the reform
		{Date{1965, 1, 0}, 60, Date{2025, 2, 0}},
		{Date{1965, 4, 0}, 60, Date{2025, 5, 0}},
		{Date{1965, 5, 0}, 60, Date{2025, 7, 0}},
		{Date{1976, 8, 0}, 60, Date{2039, 7, 0}},
		{Date{1976, 9, 0}, 60, Date{2039, 9, 0}},
		{Date{1990, 1, 0}, 60, Date{2053, 1, 0}},
		{Date{1970, 1, 0}, 55, Date{2025, 2, 0}},
		{Date{1981, 9, 0}, 55, Date{2039, 9, 0}},
		{Date{1975, 1, 0}, 50, Date{2025, 2, 0}},
		{Date{1975, 3, 0}, 50, Date{2025, 5, 0}},
		{Date{1984, 11, 0}, 50, Date{2039, 11, 0}},
		{Date{1990, 1, 0}, 50, Date{2045, 1, 0}},
		{Date{1970, 1, 0}, 63, Date{2033, 1, 0}},
		{Date{1970, 1, 0}, 65, Date{2035, 1, 0}},
		{Date{1970, 0, 0}, 60, Date{}},
		{Date{1970, 1, 0}, 0, Date{}},
	} {
		if got := AgeLimitMonth(tt.birth, tt.limit); got != tt.want {
			t.Errorf("AgeLimitMonth(%v, %d) = %v, want %v", tt.birth, tt.limit, got, tt.want)
		}
	}
}

func TestMatchOffices(t *testing.T) {
	titles := []string{"示例县财政局局长", "示例县人民政府办公室主任", "示例县人民法院审判员", "示例县人民法院民事审判庭庭长", "示例县人民检察院检察员", "示例县人大常委会办公室主任"}
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"示例县财政局局长", []string{"示例县财政局局长"}},
		{"示例县人民政府财政局局长", []string{"示例县财政局局长"}},
		{"示例县财政局局长（正科级）", []string{"示例县财政局局长"}},
		{"示例县财政局党组书记、局长", []string{"", "示例县财政局局长"}},
		{"示例县人民法院民事审判庭庭长、审判员", []string{"示例县人民法院民事审判庭庭长", "示例县人民法院审判员"}},
		{"示例市示例县财政局局长。", []string{"示例县财政局局长"}},
		{"财政局局长", []string{"示例县财政局局长"}},
		{"示例县人民代表大会常务委员会办公室主任", []string{"示例县人大常委会办公室主任"}},
		{"办公室主任", []string{""}}, // two of them
		{"局长", []string{""}},
		{"示例县水利局局长", []string{""}},
		{"", nil},
	} {
		var got []string
		for _, m := range MatchOffices(tt.in, titles) {
			got = append(got, m.Title)
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("MatchOffices(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}
