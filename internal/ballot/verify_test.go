package ballot

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"renmian/internal/errs"
)

// votes are what five members chose on twoPapers.
var votes = [][]Choice{{{1}, {1}}, {{1}, {2}}, {{1}, {3}}, {{2}, {1}}, {{0}, {1}}}

// castSlips are their ballots per paper; the urn gave them back in this order.
var castSlips = sync.OnceValue(func() [][]Slip {
	slips := make([][]Slip, len(twoPapers))
	for _, member := range votes {
		for i, s := range fetch(panicking{}, sharedKeys()) {
			s.Choice = member[i]
			slips[i] = append(slips[i], s)
		}
	}
	return slips
})

// panicking stands in for a test where there is none yet.
type panicking struct{ testing.TB }

func (panicking) Helper()                   {}
func (panicking) Fatal(args ...any)         { panic(args) }
func (panicking) Fatalf(s string, _ ...any) { panic(s) }

func goodBox(t testing.TB) Box {
	t.Helper()
	b, err := NewBox("示例县第十九届人大常委会第八次会议人事任免表决", twoPapers, sharedKeys().Public(), 6, castSlips())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// clone copies a box so deeply that a test may spoil it.
func clone(t testing.TB, b Box) Box {
	t.Helper()
	var c Box
	if err := json.Unmarshal(b.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNewBox(t *testing.T) {
	b := goodBox(t)
	want := [][]LineTally{{{Marks: []int{3, 1, 0}, Blank: 1}}, {{Marks: []int{3, 1, 1}}}}
	for i, p := range b.Papers {
		if len(p.Tally) != 1 || !slices.Equal(p.Tally[0].Marks, want[i][0].Marks) || p.Tally[0].Blank != want[i][0].Blank {
			t.Errorf("paper %d: counted %+v, want %+v", i, p.Tally, want[i])
		}
		if !slices.IsSortedFunc(p.Ballots, func(a, b Slip) int { return bytes.Compare(a.Msg, b.Msg) }) {
			t.Errorf("paper %d: ballots are not sorted by token", i)
		}
	}
	shuffled := [][]Slip{slices.Clone(castSlips()[0]), slices.Clone(castSlips()[1])}
	slices.Reverse(shuffled[0])
	again, err := NewBox(b.Title, twoPapers, sharedKeys().Public(), 6, shuffled)
	if err != nil || again.SHA256() != b.SHA256() {
		t.Errorf("the order of the urn shows in the file, %v", err)
	}
	if len(b.SHA256()) != 64 {
		t.Errorf("hash %q", b.SHA256())
	}
}

func TestNewBoxWithoutBallots(t *testing.T) {
	b, err := NewBox("无人投票", twoPapers, sharedKeys().Public(), 3, make([][]Slip, 2))
	if err != nil {
		t.Fatal(err)
	}
	if r := Verify(b.Bytes(), b.SHA256()); len(r.Findings) > 0 || r.Papers[0].Returned != 0 {
		t.Errorf("Verify: %+v", r)
	}
}

func TestNewBoxRefuses(t *testing.T) {
	keys := sharedKeys().Public()
	for _, tt := range []struct {
		name   string
		public [][]byte
		issued int
		spoil  func(slips [][]Slip)
		says   string
	}{
		{"more returned than issued", keys, 4, nil, "收回 5 票，多于发出的 4 票"},
		{"the same ballot twice", keys, 6, func(s [][]Slip) { s[0][1] = s[0][0] }, "同一张票"},
		{"a forged ballot", keys, 6, func(s [][]Slip) { s[1][1].Sig = s[1][0].Sig }, "签名无效"},
		{"a choice that is not on the paper", keys, 6, func(s [][]Slip) { s[1][1].Choice = Choice{4} }, "不在票面选项之内"},
		{"one key for two papers", [][]byte{keys[0], keys[0]}, 6, nil, "同一把公钥"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			slips := [][]Slip{slices.Clone(castSlips()[0]), slices.Clone(castSlips()[1])}
			if tt.spoil != nil {
				tt.spoil(slips)
			}
			_, err := NewBox("表决", twoPapers, tt.public, tt.issued, slips)
			if errs.KindOf(err) != errs.Conflict || !strings.Contains(strings.Join(errs.Reasons(err), ""), tt.says) {
				t.Errorf("NewBox = %v, want a Conflict that says %q", errs.Reasons(err), tt.says)
			}
		})
	}
	if _, err := NewBox("表决", twoPapers, keys[:1], 6, castSlips()); err == nil {
		t.Error("counted two papers with one key")
	}
}

func TestVerifySoundFile(t *testing.T) {
	b := goodBox(t)
	announced := strings.ToUpper(b.SHA256()[:32]) + " " + b.SHA256()[32:] // as typed from the report
	r := Verify(b.Bytes(), announced)
	if len(r.Findings) > 0 || len(r.Proved) != 5 || len(r.Limits) != 3 {
		t.Errorf("findings %q, proved %d, limits %d", r.Findings, len(r.Proved), len(r.Limits))
	}
	if r.Title != b.Title || r.Issued != 6 || r.Fingerprint != Fingerprint(sharedKeys().Public()) || r.SHA256 != b.SHA256() {
		t.Errorf("report %+v", r)
	}
	if got := r.Papers[0].Words(0); r.Papers[0].Returned != 5 || got != "赞成 3、反对 1、弃权 0、未按 1" {
		t.Errorf("first paper: %d returned, %s", r.Papers[0].Returned, got)
	}
	if r := Verify(b.Bytes(), ""); len(r.Findings) > 0 || len(r.Proved) != 4 || !strings.Contains(r.Limits[0], "没有给出公布的校验码") {
		t.Errorf("without the announced hash: %+v", r)
	}
}

// TestVerifyNamesTampering spoils a sound file in every way it can be. Where whoever did it also mended
// the count, only the announced hash tells.
func TestVerifyNamesTampering(t *testing.T) {
	other, err := NewKeys(rand.Reader, 2)
	if err != nil {
		t.Fatal(err)
	}
	recount := func(b *Box) {
		for i, p := range b.Papers {
			b.Papers[i].Tally = p.count(p.Ballots)
		}
	}
	const changedSince = "文件与公布的校验码不一致"
	for _, tt := range []struct {
		name  string
		spoil func(b *Box)
		says  []string // with the announced hash; the first always stands alone without it, unless it is changedSince
	}{
		{"a bit of a signature", func(b *Box) { b.Papers[0].Ballots[2].Sig[17] ^= 4 },
			[]string{"第 1 张表决票“任命”第 3 票签名无效", "少 1 票"}},
		{"a bit of a token", func(b *Box) { b.Papers[0].Ballots[2].Msg[63] ^= 4 },
			[]string{"第 3 票签名无效", "少 1 票"}},
		{"a forged ballot is added", func(b *Box) {
			forged := b.Papers[0].Ballots[4]
			forged.Msg = bytes.Repeat([]byte{0xff}, msgLen)
			b.Papers[0].Ballots = append(b.Papers[0].Ballots, forged)
			recount(b)
		}, []string{"第 6 票签名无效", "记载赞成"}},
		{"a genuine ballot is added", func(b *Box) {
			extra := fetch(t, sharedKeys())[0]
			extra.Choice = Choice{1}
			b.Papers[0].Ballots = append(b.Papers[0].Ballots, extra)
			slices.SortFunc(b.Papers[0].Ballots, func(a, b Slip) int { return bytes.Compare(a.Msg, b.Msg) })
		}, []string{"多 1 票，有票被加入"}},
		{"genuine ballots are added beyond those issued", func(b *Box) {
			for range 2 {
				extra := fetch(t, sharedKeys())[0]
				extra.Choice = Choice{1}
				b.Papers[0].Ballots = append(b.Papers[0].Ballots, extra)
			}
			slices.SortFunc(b.Papers[0].Ballots, func(a, b Slip) int { return bytes.Compare(a.Msg, b.Msg) })
			recount(b)
		}, []string{"收回 7 票，多于发出的 6 票"}},
		{"a ballot is removed", func(b *Box) { b.Papers[1].Ballots = b.Papers[1].Ballots[1:] },
			[]string{"第 2 张表决票“免职”", "少 1 票，有票被取走"}},
		{"a ballot is removed and the count mended", func(b *Box) {
			b.Papers[1].Ballots = b.Papers[1].Ballots[1:]
			recount(b)
		}, []string{changedSince}},
		{"a ballot is doubled", func(b *Box) {
			b.Papers[0].Ballots = slices.Insert(b.Papers[0].Ballots, 1, b.Papers[0].Ballots[0])
			recount(b)
		}, []string{"第 2 票与第 1 票是同一张票，被重复计入"}},
		{"a ballot is doubled elsewhere", func(b *Box) {
			b.Papers[0].Ballots = append(b.Papers[0].Ballots, b.Papers[0].Ballots[0])
		}, []string{"第 6 票与第 1 票是同一张票", "次序被改动"}},
		{"a ballot moves to another paper", func(b *Box) {
			b.Papers[1].Ballots = append(b.Papers[1].Ballots, b.Papers[0].Ballots[0])
			recount(b)
		}, []string{"第 2 张表决票“免职”第 6 票签名无效"}},
		{"a choice is changed", func(b *Box) {
			c := b.Papers[0].Ballots[0].Choice
			c[0] = (c[0] + 1) % 4
		}, []string{"票数相同而结果不同，有票的选择被改动"}},
		{"a choice is changed and the count mended", func(b *Box) {
			c := b.Papers[0].Ballots[0].Choice
			c[0] = (c[0] + 1) % 4
			recount(b)
		}, []string{changedSince}},
		{"a choice that is not on the paper", func(b *Box) { b.Papers[0].Ballots[0].Choice[0] = 9 },
			[]string{"第 1 票选择不在票面选项之内"}},
		{"a choice too many", func(b *Box) { b.Papers[0].Ballots[0].Choice = Choice{1, 1} },
			[]string{"第 1 票选择不在票面选项之内"}},
		{"another key", func(b *Box) { b.Papers[0].Key = other.Public()[0] },
			[]string{"5 票的签名没有一个能用文件中的公钥核验：公钥被换"}},
		{"the keys are swapped", func(b *Box) { b.Papers[0].Key, b.Papers[1].Key = b.Papers[1].Key, b.Papers[0].Key },
			[]string{"第 1 张表决票“任命”：5 票的签名没有一个", "第 2 张表决票“免职”：5 票的签名没有一个"}},
		{"no key", func(b *Box) { b.Papers[0].Key = []byte("key") }, []string{"公钥被换或损坏"}},
		{"the papers are swapped", func(b *Box) {
			b.Papers[0].Paper, b.Papers[1].Paper = b.Papers[1].Paper, b.Papers[0].Paper
		}, []string{changedSince}},
		{"the count is changed", func(b *Box) { b.Papers[0].Tally[0].Marks[0]++ },
			[]string{"记载赞成 4、反对 1、弃权 0、未按 1，按文件中的有效票重新计票是赞成 3、反对 1、弃权 0、未按 1：少 1 票"}},
		{"votes move in the count", func(b *Box) { b.Papers[0].Tally[0] = LineTally{Marks: []int{4, 0, 0}, Blank: 1} },
			[]string{"票数相同而结果不同"}},
		{"an option too many in the count", func(b *Box) { b.Papers[0].Tally[0].Marks = append(b.Papers[0].Tally[0].Marks, 0) },
			[]string{"票面没有的选项"}},
		{"the count of a line is gone", func(b *Box) { b.Papers[0].Tally = nil }, []string{"计票却有 0 项"}},
		{"issued is changed", func(b *Box) { b.Issued = 5 }, []string{changedSince}},
		{"issued is less than returned", func(b *Box) { b.Issued = 4 }, []string{"收回 5 票，多于发出的 4 票"}},
		{"issued is negative", func(b *Box) { b.Issued = -1 }, []string{"发出票数 -1 不是有效的票数"}},
		{"the title is changed", func(b *Box) { b.Title += "（二）" }, []string{changedSince}},
		{"a name is changed", func(b *Box) { b.Papers[0].Lines[0].Name = "诸葛样本" }, []string{changedSince}},
		{"the options are swapped", func(b *Box) { slices.Reverse(b.Papers[0].Options) }, []string{changedSince}},
		{"a line is added", func(b *Box) { b.Papers[0].Lines = append(b.Papers[0].Lines, Line{Name: "另一人"}) },
			[]string{"选择不在票面选项之内", "计票却有 1 项"}},
		{"no paper", func(b *Box) { b.Papers = nil }, []string{"票面不合规定"}},
		{"another format", func(b *Box) { b.Format = "renmian-box-2\x1b[2J" }, []string{"不是本程序认识的票箱文件（格式“renmian-box-2\uFFFD[2J”）"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sound := goodBox(t)
			b := clone(t, sound)
			tt.spoil(&b)
			r := Verify(b.Bytes(), sound.SHA256())
			all := strings.Join(r.Findings, "\n")
			for _, s := range append([]string{changedSince}, tt.says...) {
				if !strings.Contains(all, s) {
					t.Errorf("findings:\n%s\nwant one that says %q", all, s)
				}
			}
			if len(r.Proved) > 0 {
				t.Errorf("a spoilt file proves %q", r.Proved)
			}
			alone := Verify(b.Bytes(), "")
			if tt.says[0] == changedSince {
				if len(alone.Findings) > 0 || !strings.Contains(alone.Limits[0], "没有给出公布的校验码") {
					t.Errorf("without the hash: %q, %q", alone.Findings, alone.Limits)
				}
			} else if !strings.Contains(strings.Join(alone.Findings, "\n"), tt.says[0]) {
				t.Errorf("without the hash: %q", alone.Findings)
			}
		})
	}
}

func TestVerifyHostileFiles(t *testing.T) {
	good := goodBox(t).Bytes()
	text := string(good)
	many := goodBox(t)
	for i := range many.Papers[0].Ballots {
		many.Papers[0].Ballots[i].Choice = Choice{77}
	}
	for range 60 {
		many.Papers[0].Ballots = append(many.Papers[0].Ballots, Slip{})
	}
	for name, in := range map[string]struct {
		file []byte
		says string
	}{
		"empty":              {nil, "不是票箱文件"},
		"cut":                {good[:len(good)/2], "残缺"},
		"no JSON":            {[]byte("<html>"), "不是票箱文件"},
		"null":               {[]byte("null"), "格式"},
		"deep":               {bytes.Repeat([]byte("["), 1<<20), "不是票箱文件"},
		"another type":       {[]byte(strings.Replace(text, `"issued":6`, `"issued":"6"`, 1)), "不是票箱文件"},
		"a field too many":   {[]byte(strings.Replace(text, `"issued":6`, `"note":1,"issued":6`, 1)), "改写过"},
		"a field twice":      {[]byte(strings.Replace(text, `"issued":6`, `"issued":9,"issued":6`, 1)), "改写过"},
		"a field in capital": {[]byte(strings.Replace(text, `"issued":6`, `"Issued":6`, 1)), "改写过"},
		"spaces":             {[]byte(strings.Replace(text, `"issued":6`, `"issued": 6`, 1)), "改写过"},
		"two files in one":   {append(slices.Clone(good), good...), "不是票箱文件"},
		"broken UTF-8":       {bytes.Replace(good, []byte("任命"), []byte("\xff\xfe"), 1), "改写过"},
		"too large":          {make([]byte, MaxFile+1), "超过 128 MB"},
		"many faults":        {many.Bytes(), "不再一一列出"},
	} {
		t.Run(name, func(t *testing.T) {
			r := Verify(in.file, "")
			if all := strings.Join(r.Findings, "\n"); !strings.Contains(all, in.says) || len(r.Findings) > 2*manyFaults || len(r.Proved) > 0 {
				t.Errorf("%d findings, want one that says %q:\n%.2000s", len(r.Findings), in.says, all)
			}
		})
	}
}

// TestReportCannotBeForged keeps what stands in a file from commanding the terminal that shows the report.
func TestReportCannotBeForged(t *testing.T) {
	b := goodBox(t)
	b.Title = "表决\x1b]0;\u202e" + strings.Repeat("很长", 500)
	b.Papers = clone(t, b).Papers
	b.Papers[0].Lines[0].Name = "欧阳\n核验通过"
	b.Papers[0].Options[0] = "赞成\r反对"
	r := Verify(b.Bytes(), "")
	if len(r.Findings) > 0 {
		t.Fatalf("findings %q", r.Findings)
	}
	shown := r.Title + r.Papers[0].Lines[0].Name + r.Papers[0].Words(0)
	if strings.ContainsAny(shown, "\x1b\n\r\u202e") || len([]rune(r.Title)) > 201 {
		t.Errorf("the report shows %q", shown)
	}
}

// FuzzVerify: whatever the file is, Verify comes back, and a file it finds sound is one that NewBox makes.
func FuzzVerify(f *testing.F) {
	good := goodBox(f)
	f.Add(good.Bytes())
	f.Add([]byte(`{"format":"renmian-box-1","title":"","issued":0,"papers":[]}` + "\n"))
	f.Add(
		[]byte(
			`{"format":"renmian-box-1","title":"","issued":1,"papers":[{"title":"","lines":[{"name":"","post":""}],"options":["赞成"],"key":"","ballots":null,"tally":null}]}` + "\n",
		),
	)
	for _, spoil := range []func(b *Box){
		func(b *Box) { b.Papers[0].Ballots[0].Choice = nil },
		func(b *Box) { b.Papers[0].Ballots[0].Msg = nil },
		func(b *Box) { b.Papers[0].Options = nil },
		func(b *Box) { b.Papers[0].Lines = nil },
		func(b *Box) { b.Papers[0].Tally[0].Marks = nil },
	} {
		b := clone(f, good)
		spoil(&b)
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r := Verify(file, "")
		if len(r.Findings) > 0 {
			return
		}
		b, problem := parseBox(file)
		if problem != "" {
			t.Fatal(problem)
		}
		var papers []Paper
		var keys [][]byte
		var slips [][]Slip
		for _, p := range b.Papers {
			papers, keys, slips = append(papers, p.Paper), append(keys, p.Key), append(slips, p.Ballots)
		}
		if _, err := NewBox(b.Title, papers, keys, b.Issued, slips); err != nil {
			t.Errorf("a sound file cannot be made again: %v", err)
		}
	})
}
