package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"renmian/internal/errs"
)

// MaxFile is the longest box file that Verify reads.
const MaxFile = 128 << 20

// manyFaults is after how many of them the single faults of one paper are no longer listed.
const manyFaults = 20

// Report says in Chinese what recounting a box file showed.
type Report struct {
	Title       string
	SHA256      string // of the file
	Fingerprint string // of the keys, as on the screen in the hall
	Issued      int
	Papers      []Recount
	Findings    []string // every fault; none means that the file is sound
	Proved      []string // what has been shown; empty when there are findings
	Limits      []string // what the file cannot show
}

// Recount is what counting one paper's genuine ballots again gave.
type Recount struct {
	Paper
	Returned int // 收回
	Tally    []LineTally
}

// Verify counts a box file again on the word of nothing but the file and the hash announced in the hall
// (empty when it is not at hand). It is safe on any input.
func Verify(file []byte, announcedSHA256 string) Report {
	sum := sha256.Sum256(file)
	hash := hex.EncodeToString(sum[:])
	b, problem := parseBox(file)
	var r Report
	if problem != "" {
		r.Findings = []string{problem}
	} else {
		r = b.inspect()
	}
	r.SHA256 = hash
	r.Limits = limits
	announced := strings.ToLower(strings.Join(strings.Fields(announcedSHA256), ""))
	switch {
	case announced == "":
		r.Limits = slices.Concat([]string{"没有给出公布的校验码，未作比对：文件整个被换成另一个自洽的文件，这样看不出来。请比对上面的校验码与计票报告单、会场屏幕上的校验码。"}, limits)
	case announced != hash:
		r.Findings = slices.Insert(r.Findings, 0, "文件与公布的校验码不一致：标题、发出票数、票或计票在公布之后有改动，或者这不是公布的那个文件。")
	}
	if len(r.Findings) > 0 {
		return r
	}
	r.Proved = []string{
		"每一张票都有本文件公钥的有效签名，即都是发出的票，没有伪造的票；",
		"没有一张票被重复计入，每张票的选择都在票面选项之内；",
		"每张表决票收回的票数都不多于发出的票数；",
		"重新计票的结果与文件记载的计票一致；",
	}
	if announced != "" {
		r.Proved = append(r.Proved, "文件与公布的校验码一致，公布之后没有任何改动。")
	}
	return r
}

var limits = []string{
	"不能证明没有票在计票之前被丢弃，也不能证明收到的选择没有在计票之前被改动：这由各平板来证明：封存后自动核对本机所投的票，公布后核对公布的正是那个票箱。请查看会场核对结果。",
	"不能证明发出票数属实，也不能证明未投的票没有被他人代投：请与签到人数和发票名单核对。",
	"不能证明每个人用的是同一把公钥：请比对上面的公钥指纹与会场屏幕、平板上显示的指纹。",
}

// parseBox reads a box file and refuses one that this program would have written otherwise, so that no two
// readers can understand it differently.
func parseBox(file []byte) (b Box, problem string) {
	if len(file) > MaxFile {
		return Box{}, fmt.Sprintf("文件有 %d MB，超过 %d MB，不是票箱文件。", len(file)>>20, MaxFile>>20)
	}
	if err := json.Unmarshal(file, &b); err != nil {
		return Box{}, "文件读不出来：不是票箱文件，或者内容残缺。"
	}
	if b.Format != format {
		return Box{}, "文件不是本程序认识的票箱文件（格式“" + printable(b.Format) + "”）。"
	}
	if !bytes.Equal(b.Bytes(), file) {
		return Box{}, "文件的写法与系统写出的不同：内容被改写过（多了、少了或重复了字段，或改了排版），不予核验。"
	}
	return b, ""
}

// inspect finds every fault of the box and counts its genuine ballots.
func (b Box) inspect() Report {
	r := Report{Title: printable(b.Title), Issued: b.Issued}
	papers := make([]Paper, len(b.Papers))
	keys := make([][]byte, len(b.Papers))
	for i, p := range b.Papers {
		papers[i], keys[i] = p.Paper, p.Key
	}
	if err := CheckPapers(papers); err != nil {
		r.Findings = []string{"票面不合规定：" + printable(errs.Message(err))}
		return r
	}
	r.Fingerprint = Fingerprint(keys)
	if b.Issued < 0 {
		r.Findings = append(r.Findings, fmt.Sprintf("发出票数 %d 不是有效的票数。", b.Issued))
	}
	for i, p := range b.Papers {
		if j := slices.IndexFunc(keys[:i], func(k []byte) bool { return bytes.Equal(k, p.Key) }); j >= 0 {
			r.Findings = append(r.Findings, fmt.Sprintf("第 %d 张与第 %d 张表决票用了同一把公钥：一张票可以被当作另一张计入。", j+1, i+1))
		}
		recount, findings := p.inspect(fmt.Sprintf("第 %d 张表决票“%s”", i+1, printable(p.Title)), b.Issued)
		r.Papers = append(r.Papers, recount)
		r.Findings = append(r.Findings, findings...)
	}
	return r
}

// inspect finds the faults of one paper.
func (p BoxPaper) inspect(name string, issued int) (Recount, []string) {
	genuine, findings := p.genuine(name)
	recount := Recount{Paper: p.Paper.printable(), Returned: len(genuine), Tally: p.count(genuine)}
	if len(p.Ballots) > issued {
		findings = append(findings, fmt.Sprintf("%s：收回 %d 票，多于发出的 %d 票：票箱里多了票，或发出票数被改小。", name, len(p.Ballots), issued))
	}
	if len(p.Tally) != len(p.Lines) {
		return recount, append(findings, fmt.Sprintf("%s：票面有 %d 项，计票却有 %d 项：计票被改动。", name, len(p.Lines), len(p.Tally)))
	}
	for i, want := range recount.Tally {
		if got := p.Tally[i]; got.Blank != want.Blank || !slices.Equal(got.Marks, want.Marks) {
			findings = append(findings, fmt.Sprintf("%s第 %d 项“%s”：记载%s，按文件中的有效票重新计票是%s：%s", name, i+1,
				printable(p.Lines[i].Name), p.words(got), p.words(want), differs(got.sum(), want.sum())))
		}
	}
	return recount, findings
}

// genuine returns the ballots that count, and what is wrong with the others.
func (p BoxPaper) genuine(name string) (genuine []Slip, findings []string) {
	verifier, err := parsePublic(p.Key)
	if err != nil {
		return nil, []string{name + "：公钥不是本系统的表决公钥：公钥被换或损坏。"}
	}
	faults, forged, seen := 0, 0, map[string]int{}
	fault := func(i int, what string) {
		if faults++; faults <= manyFaults {
			findings = append(findings, fmt.Sprintf("%s第 %d 票%s", name, i+1, what))
		}
	}
	for i, s := range p.Ballots {
		if i > 0 && bytes.Compare(p.Ballots[i-1].Msg, s.Msg) > 0 {
			fault(i, "没有排在应在的位置：票的标识或次序被改动。")
		}
		first := seen[string(s.Msg)]
		switch {
		case len(s.Msg) != msgLen || len(s.Sig) != sigLen:
			fault(i, "残缺，不是系统发出的票。")
		case verifier.Verify(s.Msg, s.Sig) != nil:
			fault(i, "签名无效：签名、票的标识或公钥被改动，或是伪造的票。")
			forged++
		case first > 0:
			fault(i, fmt.Sprintf("与第 %d 票是同一张票，被重复计入。", first))
		case !p.takes(s.Choice):
			fault(i, "选择不在票面选项之内：选择被改动。")
		default:
			genuine = append(genuine, s)
			seen[string(s.Msg)] = i + 1
		}
	}
	if forged > 1 && forged == len(p.Ballots) {
		return nil, []string{fmt.Sprintf("%s：%d 票的签名没有一个能用文件中的公钥核验：公钥被换，或所有票都是伪造的。", name, forged)}
	}
	if faults > manyFaults {
		findings = append(findings, fmt.Sprintf("%s：还有 %d 处问题，不再一一列出。", name, faults-manyFaults))
	}
	return genuine, findings
}

// differs says what a wrong count suggests.
func differs(recorded, counted int) string {
	switch {
	case recorded > counted:
		return fmt.Sprintf("少 %d 票，有票被取走、改坏，或计票被改动。", recorded-counted)
	case recorded < counted:
		return fmt.Sprintf("多 %d 票，有票被加入，或计票被改动。", counted-recorded)
	}
	return "票数相同而结果不同，有票的选择被改动，或计票被改动。"
}

func (t LineTally) sum() int {
	n := t.Blank
	for _, m := range t.Marks {
		n += m
	}
	return n
}

// words writes a count as 赞成 27、反对 1、弃权 0、未按 1.
func (p Paper) words(t LineTally) string {
	var b strings.Builder
	for i, m := range t.Marks[:min(len(t.Marks), maxOptions)] {
		option := "（票面没有的选项）"
		if i < len(p.Options) {
			option = printable(p.Options[i])
		}
		fmt.Fprintf(&b, "%s %d、", option, m)
	}
	fmt.Fprintf(&b, "未按 %d", t.Blank)
	return b.String()
}

// Words writes the count of a line of this paper in Chinese: 赞成 27、反对 1、弃权 0、未按 1.
func (c Recount) Words(line int) string { return c.words(c.Tally[line]) }

func (p Paper) printable() Paper {
	clean := Paper{Title: printable(p.Title), Lines: slices.Clone(p.Lines)}
	for i, l := range clean.Lines {
		clean.Lines[i].Name, clean.Lines[i].Post, clean.Lines[i].Second = printable(l.Name), printable(l.Post), printable(l.Second)
	}
	for _, o := range p.Options {
		clean.Options = append(clean.Options, printable(o))
	}
	return clean
}

// printable replaces what could command a terminal or turn the direction of writing, and shortens: a
// hostile file must not write its own report.
func printable(s string) string {
	const longest = 200
	kept := []rune(s[:min(len(s), 4*longest)])
	for i, c := range kept {
		if !unicode.IsGraphic(c) {
			kept[i] = '\uFFFD'
		}
	}
	if len(kept) > longest {
		kept = append(kept[:longest], '…')
	}
	return string(kept)
}
