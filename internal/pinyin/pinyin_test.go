package pinyin

import "testing"

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"王伟": "ww", "欧阳示例": "oysl", "曾国强": "zgq", "单雄": "sx", "仇英": "qy", "解晓东": "xxd", "尉迟恭": "ycg",
		"张单": "zd", "买买提·吐尔逊": "mmttex", "Li Lei": "lilei", "": "", "任可": "rk", "朴正": "pz",
	} {
		if got := Initials(name); got != want {
			t.Errorf("Initials(%s) = %s, want %s", name, got, want)
		}
	}
}

func TestLetters(t *testing.T) {
	for title, want := range map[string]string{
		"示例县财政局局长": "slxczjjz", "区划办": "qhb", "县人大常委会办公室主任": "xrdcwhbgszr",
	} {
		if got := Letters(title); got != want {
			t.Errorf("Letters(%s) = %s, want %s", title, got, want)
		}
	}
}
