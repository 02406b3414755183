package pinyin

import "testing"

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"单小平": "sxp", "仇英": "qy", "曾国强": "zgq", "解放": "xf", "区伟": "ow", "尉迟恭": "ycg",
		"欧阳清": "oyq", "万俟卨": "mqx", "朴成": "pc", "查良": "zl", "盖宽": "gk", "张 三": "zs", "阿依古丽·买买提": "ayglmmt", "覃勇": "qy", "乐天": "yt",
		"任重": "rz", "长孙无忌": "zswj"} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%s) = %s, want %s", name, got, want)
		}
	}
	for office, want := range map[string]string{"示例县教育局局长": "slxjyjjz", "人民检察院检察长": "rmjcyjcz", "行政审批局": "xzspj", "会计核算中心主任": "kjhszxzr",
		"常委会委员": "cwhwy", "农业农村局": "nyncj", "A区3号": "aq3h"} {
		if got := Letters(office); got != want {
			t.Errorf("Letters(%s) = %s, want %s", office, got, want)
		}
	}
}
