package document

import (
	"slices"
	"strings"
	"testing"

	"renmian/internal/policy"
)

// 〔民族区域自治法 第二十一条〕: a county's second language stands beside the Chinese, or not at all.
func TestSecondLanguageBesideTheChinese(t *testing.T) {
	zhuang := policy.Language{
		Second:      "壮文",
		Ballot:      "Bouxraeuz beuq",
		For:         "Cancingz",
		Against:     "Fanjdui",
		Abstain:     "Gigenz",
		Certificate: "Yinmingsu",
		Notice:      "Dunghci",
		List:        "Mingzdanh",
	}
	off := zhuang
	off.Second = ""
	item := director
	item.Second = "Gyauyuzgiz Gizcangj"
	all := func(lang policy.Language) map[string][]string {
		return map[string][]string{
			"ballot":      BallotPaper(county, session, []Decision{item}, true, lang).Texts(),
			"certificate": Certificate(county, session, "1号", item, "主任", "高远", lang).Texts(),
			"list":        PersonnelList(county, session, []Decision{item}, lang).Texts(),
			"notice":      OrganNotice(county, session, session.Day, "2号", "示例县人民政府", "", []Decision{item}, nil, lang).Texts(),
		}
	}
	want := map[string][]string{
		"ballot":      {"人事任免表决票", "Bouxraeuz beuq", "赞成 Cancingz", "反对 Fanjdui", "弃权 Gigenz", item.Action.Label() + item.Office + " Gyauyuzgiz Gizcangj"},
		"certificate": {"任命书", "Yinmingsu", "Gyauyuzgiz Gizcangj"},
		"list":        {"任免名单", "Mingzdanh", "Gyauyuzgiz Gizcangj"},
		"notice":      {"关于人事任免事项的通知", "Dunghci", "Gyauyuzgiz Gizcangj"},
	}
	printed, plain := all(zhuang), all(off)
	for name, texts := range want {
		for _, text := range texts {
			if !slices.Contains(printed[name], text) {
				t.Errorf("%s lacks %q: %q", name, text, printed[name])
			}
		}
		if got := strings.Join(plain[name], "\n"); strings.ContainsAny(got, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			t.Errorf("%s carries the second language where it is off: %s", name, got)
		}
	}
}
