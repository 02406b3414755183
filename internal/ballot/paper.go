package ballot

import (
	"errors"
	"slices"

	"renmian/internal/errs"
)

// Limits of what one box carries; far above a real meeting, low enough for hostile input.
const (
	MaxPapers  = 200
	maxLines   = encodedLen - 1
	maxOptions = 20
)

// encodedLen is the length of every encoded choice, so that the length of what lies in the urn tells
// neither the paper nor the choice.
const encodedLen = 64

// VoteOptions are the answers of a vote on appointments and removals. Nothing chosen is no answer but 未按.
var VoteOptions = []string{"赞成", "反对", "弃权"}

// Line is one thing a paper asks about.
type Line struct {
	ID     int64  `json:"id,omitempty"` // the case or criterion; 0 for several voted on together (合并表决)
	Name   string `json:"name"`
	Post   string `json:"post"`
	Second string `json:"second,omitempty"` // the office in the second language of the county's papers
}

// Paper is one ballot paper (表决票): its own token, its own key, its own count. Independent questions are
// independent papers, so that a combination of answers cannot serve as a signature.
type Paper struct {
	Title   string   `json:"title"`
	Lines   []Line   `json:"lines"`
	Options []string `json:"options"`
	Called  string   `json:"called,omitempty"` // 表决票 in the second language
	Second  []string `json:"second,omitempty"` // the options in the second language, in their order
}

// Choice is what a member chose on each line of a paper: 0 is 未按, n is Options[n-1].
type Choice []int

// CheckPapers refuses papers that could not be cast or counted; ask it before a box is opened.
func CheckPapers(papers []Paper) error {
	if len(papers) == 0 || len(papers) > MaxPapers {
		return errs.New(errs.Invalid, "一个票箱须有 1 至 %d 张表决票，现有 %d 张。", MaxPapers, len(papers))
	}
	for i, p := range papers {
		switch {
		case len(p.Lines) == 0 || len(p.Lines) > maxLines:
			return errs.New(errs.Invalid, "第 %d 张表决票须列 1 至 %d 项，现有 %d 项。", i+1, maxLines, len(p.Lines))
		case len(p.Options) == 0 || len(p.Options) > maxOptions:
			return errs.New(errs.Invalid, "第 %d 张表决票须有 1 至 %d 个选项，现有 %d 个。", i+1, maxOptions, len(p.Options))
		}
	}
	return nil
}

// Encode writes a choice in its one form: the number of lines, one byte a line, zeros up to a length that
// is the same for all papers and choices.
func (p Paper) Encode(c Choice) ([]byte, error) {
	if !p.takes(c) {
		return nil, errs.New(errs.Invalid, "表决票“%s”上的选择不完整，或不在票面选项之内；请重新载入页面后再投。", p.Title)
	}
	b := make([]byte, encodedLen)
	b[0] = byte(len(c))
	for i, option := range c {
		b[1+i] = byte(option)
	}
	return b, nil
}

// takes reports whether c is a choice on this paper.
func (p Paper) takes(c Choice) bool {
	return len(c) == len(p.Lines) && len(c) <= maxLines && len(p.Options) <= maxOptions &&
		!slices.ContainsFunc(c, func(option int) bool { return option < 0 || option > len(p.Options) })
}

var errEncoding = errors.New("not a choice in its canonical form")

// Decode reads what Encode wrote, and nothing else.
func (p Paper) Decode(b []byte) (Choice, error) {
	if len(b) != encodedLen || int(b[0]) != len(p.Lines) {
		return nil, errEncoding
	}
	c := make(Choice, b[0])
	for i, option := range b[1:] {
		switch {
		case i < len(c):
			c[i] = int(option)
		case option != 0:
			return nil, errEncoding
		}
	}
	if !p.takes(c) {
		return nil, errEncoding
	}
	return c, nil
}
