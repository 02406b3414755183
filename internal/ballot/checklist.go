package ballot

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
)

// Checklist stands for a sealed box until its result is announced (自查表): every tablet finds its own
// ballot in it, and nobody learns from it how anybody chose. A token has 64 random bytes that only the
// tablet holds, so that no hash can be tried out; once the box file is known, anybody can make the list
// again from it.
type Checklist struct {
	SHA256 string       `json:"sha256"` // of the box file
	Papers []CheckPaper `json:"papers"`
}

// CheckPaper is one paper of a checklist, in an order that is not that of the box file.
type CheckPaper struct {
	Key     []byte  `json:"key"`
	Ballots []Check `json:"ballots"`
}

// Check is a ballot as hashes: of its message, and of its message followed by the choice, a byte a line.
type Check struct {
	Msg    []byte `json:"msg"`
	Choice []byte `json:"choice"`
}

// Checklist returns the box as hashes.
func (b Box) Checklist() Checklist {
	list := Checklist{SHA256: b.SHA256(), Papers: make([]CheckPaper, len(b.Papers))}
	for i, p := range b.Papers {
		checks := make([]Check, len(p.Ballots))
		for n, s := range p.Ballots {
			msg, both := sha256.Sum256(s.Msg), sha256.New()
			both.Write(s.Msg)
			for _, option := range s.Choice {
				both.Write([]byte{byte(option)})
			}
			checks[n] = Check{Msg: msg[:], Choice: both.Sum(nil)}
		}
		slices.SortFunc(checks, func(a, b Check) int { return bytes.Compare(a.Msg, b.Msg) })
		list.Papers[i] = CheckPaper{Key: p.Key, Ballots: checks}
	}
	return list
}

// Bytes returns the checklist as tablets read it.
func (c Checklist) Bytes() []byte {
	data, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("ballot: encode checklist: %v", err)) // strings and bytes always encode
	}
	return append(data, '\n')
}
