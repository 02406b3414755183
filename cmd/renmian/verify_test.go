package main

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"renmian/internal/ballot"
	"renmian/internal/ballottest"
)

// TestVerifyBallots recounts as a scrutineer does: no database, only the file and the printed hash.
func TestVerifyBallots(t *testing.T) {
	keys, err := ballot.NewKeys(rand.Reader, 1)
	if err != nil {
		t.Fatal(err)
	}
	tablet := ballottest.New(t, keys.Public())
	signed, err := keys.Sign(0, tablet.Blinded[0])
	if err != nil {
		t.Fatal(err)
	}
	tablet.Finish([][]byte{signed})
	paper := ballot.Paper{Title: "人事任免表决", Lines: []ballot.Line{{Name: "欧阳示例", Post: "县财政局局长"}}, Options: ballot.VoteOptions}
	box, err := ballot.NewBox("第八次会议", []ballot.Paper{paper}, keys.Public(), 2,
		[][]ballot.Slip{{{Msg: tablet.Msgs[0], Sig: tablet.Sigs[0], Choice: ballot.Choice{1}}}})
	if err != nil {
		t.Fatal(err)
	}
	dir, hash := t.TempDir(), box.SHA256()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write("box.json", box.Bytes())
	counted := write("count.json", bytes.Replace(box.Bytes(), []byte(`"marks":[1,0,0]`), []byte(`"marks":[0,1,0]`), 1))
	issued := write("issued.json", bytes.Replace(box.Bytes(), []byte(`"issued":2`), []byte(`"issued":3`), 1))
	for _, tt := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"with the hash", []string{good, hash}, 0, []string{"校验码（SHA-256）：" + hash, "公钥指纹：" + ballot.Fingerprint(keys.Public()),
			"发出：2 票", "欧阳示例 县财政局局长：赞成 1、反对 0、弃权 0、未按 0", "公布之后没有任何改动", "不能证明", "核验通过"}},
		{"with the hash in groups", []string{good, hash[:32], strings.ToUpper(hash[32:])}, 0, []string{"核验通过"}},
		{"without the hash", []string{good}, 0, []string{"没有给出公布的校验码", "核验通过"}},
		{"another hash", []string{good, strings.Repeat("0", 64)}, 1, []string{"文件与公布的校验码不一致", "核验不通过，共 1 处问题"}},
		{"a count that was changed", []string{counted}, 1, []string{"有票的选择被改动，或计票被改动", "核验不通过"}},
		{"issued was changed", []string{issued, hash}, 1, []string{"文件与公布的校验码不一致"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, problems := use(t, "", "", dir, append([]string{"verify", "ballots"}, tt.args...)...)
			for _, s := range tt.says {
				if code != tt.code || !strings.Contains(out+problems, s) {
					t.Errorf("code %d, want %d and %q:\n%s%s", code, tt.code, s, out, problems)
				}
			}
			if tt.code != 0 && strings.Contains(out, "证明了") {
				t.Errorf("a spoilt file proves something:\n%s", out)
			}
		})
	}
}
