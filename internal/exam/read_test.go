package exam

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"renmian/internal/policy"
)

// TestStartingBank reads every file that comes with the system: each item is valid, the articles it cites
// exist as numbers, no stem comes twice, what is marked 待核 stays out of papers, and what is left are at least
// three hundred questions over the laws a county examines on.
func TestStartingBank(t *testing.T) {
	all, err := StartingBank()
	if err != nil {
		t.Fatal(err)
	}
	stems := map[string]string{}
	kinds, groups := map[policy.QuestionKind]int{}, map[policy.Group]int{}
	usable, unsure := 0, 0
	missing := []string{"宪法", "地方组织法", "监督法", "代表法", "选举法", "公务员法", "监察法", "法官法", "检察官法", "民族区域自治法", "宪法宣誓决定"}
	for _, b := range all {
		missing = slices.DeleteFunc(missing, func(law string) bool { return law == b.Law.Short })
		for _, i := range b.Items {
			if other, twice := stems[i.Stem]; twice && i.Kind != policy.Essay {
				t.Errorf("%s and %s ask the same: %s", other, i.Cites(), i.Stem)
			}
			stems[i.Stem] = i.Cites()
			if i.Kind == policy.TrueFalse && strings.Contains(i.Stem, "（　") {
				t.Errorf("%s: the printed paper adds the brackets of a statement to judge: %s", i.Cites(), i.Stem)
			}
			kinds[i.Kind]++
			if i.Usable() == i.Unsure {
				t.Errorf("%s: usable %v, unsure %v", i.Stem, i.Usable(), i.Unsure)
			}
			if i.Unsure {
				unsure++
				continue
			}
			usable++
			for _, g := range i.Groups {
				groups[g]++
			}
		}
	}
	if usable < 300 || len(missing) > 0 {
		t.Errorf("%d usable items; no items on %v", usable, missing)
	}
	t.Logf("%d laws, %d usable items, %d 待核; by kind %v, by group %v", len(all), usable, unsure, kinds, groups)
}

func TestParseBankRefuses(t *testing.T) {
	const head = "法规：中华人民共和国宪法\n简称：宪法\n性质：宪法\n版本：2018年修正\n\n"
	const good = "题型：单项选择题\n条文：第二条\n难度：1\n机关：全部\n题干：问？\nA：甲\nB：乙\nC：丙\n答案：B\n"
	for _, tt := range []struct{ name, text, want string }{
		{"good", head + good, ""},
		{"no head", "", "no head"},
		{"head without a kind", strings.Replace(head, "性质：宪法", "性质：章程", 1) + good, "names no law"},
		{"a line that is none", head + good + "随便写的一行\n", "no line of a bank file"},
		{"an answer outside the options", head + strings.Replace(good, "答案：B", "答案：D", 1), "不在选项"},
		{"two answers of a single", head + strings.Replace(good, "答案：B", "答案：AB", 1), "选一个答案"},
		{"no article", head + strings.Replace(good, "第二条", "二", 1), "条文序号"},
		{"a gap in the options", head + strings.Replace(good, "B：乙\n", "", 1), "without the one before"},
		{"an unknown group", head + strings.Replace(good, "机关：全部", "机关：公司", 1), "适用的机关"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseBank(tt.text)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	base := func(kind policy.QuestionKind, change func(*Item)) Item {
		i := Item{Kind: kind, Law: "宪法", Article: "第二条", Stem: "问？", Difficulty: 2, Groups: []policy.Group{policy.Court}}
		switch kind {
		case policy.SingleChoice, policy.MultipleChoice:
			i.Options, i.Key = []string{"甲", "乙", "丙", "丁"}, Key{"A"}
		case policy.TrueFalse:
			i.Key = Key{True}
		case policy.FillIn:
			i.Stem, i.Key = "一切权力属于____，属于____。", Key{"人民", "人民｜全体人民"}
		default:
			i.Key = Key{"其一〔4分〕", "其二（6分）"}
		}
		if change != nil {
			change(&i)
		}
		return i
	}
	for _, tt := range []struct {
		name  string
		item  Item
		field string
	}{
		{"single", base(policy.SingleChoice, nil), ""},
		{"multiple", base(policy.MultipleChoice, func(i *Item) { i.Key = Key{"A", "C"} }), ""},
		{"true or false", base(policy.TrueFalse, nil), ""},
		{"fill in", base(policy.FillIn, nil), ""},
		{"short", base(policy.ShortAnswer, nil), ""},
		{"essay", base(policy.Essay, nil), ""},
		{"no kind", base("", nil), "kind"},
		{"no law", base(policy.TrueFalse, func(i *Item) { i.Law = "" }), "law"},
		{"no article", base(policy.TrueFalse, func(i *Item) { i.Article = "五十一" }), "article"},
		{"no stem", base(policy.TrueFalse, func(i *Item) { i.Stem = " " }), "stem"},
		{"a stem without end", base(policy.TrueFalse, func(i *Item) { i.Stem = strings.Repeat("长", 2001) }), "stem"},
		{"difficulty 6", base(policy.TrueFalse, func(i *Item) { i.Difficulty = 6 }), "difficulty"},
		{"no group", base(policy.TrueFalse, func(i *Item) { i.Groups = nil }), "groups"},
		{"two options", base(policy.SingleChoice, func(i *Item) { i.Options = i.Options[:2] }), "option_A"},
		{"an empty option", base(policy.SingleChoice, func(i *Item) { i.Options[2] = "" }), "option_C"},
		{"an option twice", base(policy.SingleChoice, func(i *Item) { i.Options[3] = "甲" }), "option_D"},
		{"a single with two", base(policy.SingleChoice, func(i *Item) { i.Key = Key{"A", "B"} }), "answer"},
		{"a single without", base(policy.SingleChoice, func(i *Item) { i.Key = nil }), "answer"},
		{"a multiple with one", base(policy.MultipleChoice, nil), "answer"},
		{"an answer that is no option", base(policy.SingleChoice, func(i *Item) { i.Key = Key{"E"} }), "answer"},
		{"an answer twice", base(policy.MultipleChoice, func(i *Item) { i.Key = Key{"A", "A"} }), "answer"},
		{"neither true nor false", base(policy.TrueFalse, func(i *Item) { i.Key = Key{"可能"} }), "answer"},
		{"no blank", base(policy.FillIn, func(i *Item) { i.Stem = "没有空" }), "stem"},
		{"a blank without answer", base(policy.FillIn, func(i *Item) { i.Key = Key{"人民"} }), "answer"},
		{"a point without points", base(policy.ShortAnswer, func(i *Item) { i.Key = Key{"其一", "其二〔6分〕"} }), "answer"},
		{"points that make nine", base(policy.Essay, func(i *Item) { i.Key = Key{"其一〔3分〕", "其二〔6分〕"} }), "answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, f := range tt.item.Check() {
				got += f.Name
			}
			if got != tt.field {
				t.Errorf("wrong fields %q, want %q", got, tt.field)
			}
		})
	}
}

func TestArticleOrdinal(t *testing.T) {
	for number, want := range map[string]int{"第一条": 100, "第十条": 1000, "第十二条": 1200, "第二十条": 2000, "第五十一条": 5100,
		"第一百零三条": 10300, "第一百一十条": 11000, "第十二条之一": 1201, "序言": 1, "51": 0, "第条": 0, "五十一条": 0, "第甲条": 0} {
		if got, ok := ArticleOrdinal(number); got != want || ok != (want != 0) {
			t.Errorf("%s: %d, %v; want %d", number, got, ok, want)
		}
	}
}

func TestReadKey(t *testing.T) {
	for _, tt := range []struct {
		kind policy.QuestionKind
		text string
		want Key
	}{
		{policy.SingleChoice, "b", Key{"B"}},
		{policy.MultipleChoice, "Ｃ、A D", Key{"A", "C", "D"}},
		{policy.TrueFalse, "正确", Key{True}},
		{policy.TrueFalse, "×", Key{False}},
		{policy.FillIn, "人民；全国人大｜全国人民代表大会", Key{"人民", "全国人大｜全国人民代表大会"}},
		{policy.Essay, "其一〔4分〕\n\n其二〔6分〕", Key{"其一〔4分〕", "其二〔6分〕"}},
		{policy.Essay, " ", nil},
	} {
		got := ReadKey(tt.kind, tt.text)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("ReadKey(%s, %q) = %q", tt.kind, tt.text, got)
		}
		if again := ReadKey(tt.kind, got.Text(tt.kind)); !reflect.DeepEqual(again, got) {
			t.Errorf("%q read again is %q", got, again)
		}
	}
	for text, want := range map[string]policy.QuestionKind{"单项选择题": "single", "单选": "single", "单选题": "single", "多选题": "multiple",
		"判断": "true_false", "填空题": "fill", "简答题": "short", "论述": "essay", "作文": ""} {
		if got := ReadKind(text); got != want {
			t.Errorf("ReadKind(%s) = %q", text, got)
		}
	}
}

// What other people's spreadsheets write is brought into the form of the bank.
func TestReadFromOtherSheets(t *testing.T) {
	for text, want := range map[string]string{"第51条": "第五十一条", "51": "第五十一条", "第３条": "第三条", "第 110 条": "第一百一十条", "105条": "第一百零五条", "第12条之1": "第十二条之一",
		"第五十一条第二款": "第五十一条", "第二十条": "第二十条", "序言": "序言", "附则": "附则", "第20条": "第二十条", "10": "第十条", "200": "第二百条"} {
		if got := ReadArticle(text); got != want {
			t.Errorf("article %s: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]int{"1": 1, "容易": 1, "中": 3, "较难": 4, "困难": 5, "9": 0, "": 0} {
		if got := ReadDifficulty(text); got != want {
			t.Errorf("difficulty %q: %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"只有参考答案。\n没有分值。":        "只有参考答案。没有分值。〔10分〕",
		"甲（5分）\n乙。(5分)":         "甲〔5分〕|乙〔5分〕",
		"甲【1分】；\n乙【1分】；\n丙【2分】": "甲〔2.5分〕|乙〔2.5分〕|丙〔5分〕",
		"甲〔4分〕\n乙，忘了分值":         "甲〔4分〕|乙，忘了分值",
		"甲〔8分〕\n乙〔7分〕\n丙〔5分〕":   "甲〔4分〕|乙〔3.5分〕|丙〔2.5分〕",
	} {
		if got := strings.Join(SheetKey(policy.ShortAnswer, text), "|"); got != want {
			t.Errorf("key %q: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]Law{
		"《示例县自治条例》（2020年修订）": {Title: "示例县自治条例", Short: "示例县自治条例", Kind: CountyRule},
		"中华人民共和国刑法":          {Title: "中华人民共和国刑法", Short: "刑法", Kind: Statute},
	} {
		if got := LawNamed(text); got != want {
			t.Errorf("law %s: %+v", text, got)
		}
	}
	if !LawNamed("中华人民共和国公务员法").Same(Law{Title: "中华人民共和国公务员法", Short: "公务员法"}) || !LawNamed("监督法").Same(Law{Title: "各级人民代表大会常务委员会监督法", Short: "监督法"}) ||
		LawNamed("").Same(Law{}) {
		t.Error("laws are told apart wrongly")
	}
}
