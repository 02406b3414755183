package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"renmian/internal/errs"
)

// format names the layout of the box file; a new layout gets a new name.
const format = "renmian-box-1"

// Box is an opened and counted box (票箱): all that scrutineers need to count again. Ballots are sorted by
// token, so that their order says nothing.
type Box struct {
	Format string     `json:"format"`
	Title  string     `json:"title"`
	Issued int        `json:"issued"` // 发出, the same for every paper
	Papers []BoxPaper `json:"papers"`
}

// BoxPaper is one paper of a box with its public key, its ballots and its count.
type BoxPaper struct {
	Paper
	Key     []byte      `json:"key"` // SubjectPublicKeyInfo in DER
	Ballots []Slip      `json:"ballots"`
	Tally   []LineTally `json:"tally"`
}

// LineTally is the count of one line: how often each option was chosen, and how often none was (未按).
type LineTally struct {
	Marks []int `json:"marks"`
	Blank int   `json:"blank"`
}

// NewBox counts the opened urn; slips[i] are the ballots of papers[i]. It refuses a box that Verify would
// find fault with, naming every fault.
func NewBox(title string, papers []Paper, public [][]byte, issued int, slips [][]Slip) (Box, error) {
	if len(public) != len(papers) || len(slips) != len(papers) {
		return Box{}, fmt.Errorf("count box: %d papers, %d keys, ballots of %d", len(papers), len(public), len(slips))
	}
	b := Box{Format: format, Title: title, Issued: issued, Papers: make([]BoxPaper, len(papers))}
	for i, p := range papers {
		sorted := append([]Slip{}, slips[i]...)
		slices.SortFunc(sorted, func(a, b Slip) int { return bytes.Compare(a.Msg, b.Msg) })
		b.Papers[i] = BoxPaper{Paper: p, Key: public[i], Ballots: sorted, Tally: p.count(sorted)}
	}
	if findings := b.inspect().Findings; len(findings) > 0 {
		return Box{}, errs.Blocked(findings)
	}
	return b, nil
}

// count counts the ballots whose choices are valid.
func (p Paper) count(slips []Slip) []LineTally {
	lines := make([]LineTally, len(p.Lines))
	for i := range lines {
		lines[i].Marks = make([]int, len(p.Options))
	}
	for _, s := range slips {
		if !p.takes(s.Choice) {
			continue
		}
		for i, option := range s.Choice {
			if option == 0 {
				lines[i].Blank++
			} else {
				lines[i].Marks[option-1]++
			}
		}
	}
	return lines
}

// Bytes returns the box file.
func (b Box) Bytes() []byte {
	data, err := json.Marshal(b)
	if err != nil {
		panic(fmt.Sprintf("ballot: encode box: %v", err)) // strings, numbers and bytes always encode
	}
	return append(data, '\n')
}

// SHA256 is the hash of the box file (校验码) that is shown on the screen, printed on the count report
// (计票报告单) and signed.
func (b Box) SHA256() string {
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}
