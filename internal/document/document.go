package document

import (
	"math"
	"strings"

	"renmian/internal/calendar"
)

// Style says how a block is set.
type Style string

const (
	Para    Style = "para"    // 正文，首行空二字
	Head    Style = "head"    // 一、黑体
	SubHead Style = "subhead" // （一）楷体
	Entry   Style = "entry"   // 名单的一行
	Centred Style = "centred" // 居中
	FillIn  Style = "fillin"  // 留空签名、盖章的一行
	Grid    Style = "grid"    // 表格，在 Table

	Question Style = "question" // 试题的题干
	Choice   Style = "choice"   // 选项、要点的一行
	Scored   Style = "scored"   // 大题，前有“得分、评卷人”小栏
	Lines    Style = "lines"    // 答题的横线，Text 为行数
)

// Block is one paragraph or table.
type Block struct {
	Style Style
	Text  string
	Table *Table
}

// Table is a ruled table with a heading row.
type Table struct {
	Header []string
	Rows   [][]string
}

// Columns is the number of columns of the widest row.
func (t Table) Columns() int {
	n := len(t.Header)
	for _, r := range t.Rows {
		n = max(n, len(r))
	}
	return n
}

// Centred says for each column whether its cells stand in the middle: numbers, names, marks and dates do; a column
// in which one cell is longer begins at the left, as do the labels of a table of two.
func (t Table) Centred() []bool {
	const most = 7 // characters, of which digits and letters are half as wide
	out := make([]bool, t.Columns())
	for c := range out {
		out[c] = c > 0 || len(out) > 2
		for _, r := range t.Rows {
			out[c] = out[c] && (c >= len(r) || halves(r[c]) <= 2*most)
		}
	}
	return out
}

// halves is the width of a text in half characters; a text of several lines counts as endless.
func halves(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r == '\n':
			return math.MaxInt
		case r < 0x80:
			n++
		default:
			n += 2
		}
	}
	return n
}

// Document is one official paper as structured text.
type Document struct {
	Name        string   // 文书名称，用作页面标题和文件名
	RedHead     string   // 发文机关标志，红色
	Number      string   // 发文字号或编号
	Title       []string // 标题，可分行
	Second      string   // 标题的民族文字
	SubTitle    string   // 题注，楷体，含括号
	Addressee   string   // 主送，含冒号
	Blocks      []Block
	Attachments []string // 附件名称
	Sign        []string // 署名
	Date        string   // 成文日期
	Note        string   // 附注，含括号
	Copies      string   // 抄送
	Small       bool     // 小四号字：试卷、答题纸
	Sealed      []string // 密封线内由考生填写的各项
}

func (d *Document) para(text string)    { d.add(Para, text) }
func (d *Document) head(text string)    { d.add(Head, text) }
func (d *Document) subhead(text string) { d.add(SubHead, text) }
func (d *Document) fillIn(text string)  { d.add(FillIn, text) }

func (d *Document) add(s Style, text string) {
	if text != "" {
		d.Blocks = append(d.Blocks, Block{Style: s, Text: text})
	}
}

func (d *Document) table(header []string, rows [][]string) {
	d.Blocks = append(d.Blocks, Block{Style: Grid, Table: &Table{header, rows}})
}

// Body is the text of the paper, one block a line, as it is stored and compared word by word.
func (d Document) Body() string {
	var lines []string
	for _, b := range d.Blocks {
		if b.Table == nil {
			lines = append(lines, b.Text)
			continue
		}
		for _, r := range b.Table.Rows {
			lines = append(lines, strings.Join(r, "　"))
		}
	}
	return strings.Join(lines, "\n")
}

// County is who issues the papers.
type County struct {
	Name      string // 示例县
	Word      string // 机关代字中的“示”
	Term      int    // 届
	Committee string // 人事工作机构：示例县人大常委会人事代表工作委员会
}

// StandingCommittee is the full name: 示例县人民代表大会常务委员会.
func (c County) StandingCommittee() string { return c.Name + "人民代表大会常务委员会" }

// RedHead is the issuing organ's mark at the head of an official letter (发文机关标志).
func (c County) RedHead() string { return c.StandingCommittee() + "文件" }

// Short is the name in running text: 示例县人大常委会.
func (c County) Short() string { return c.Name + "人大常委会" }

// TermName is 第十八届.
func (c County) TermName() string { return "第" + Numeral(c.Term) + "届" }

// Session is one meeting of the standing committee.
type Session struct {
	No    int // 第几次会议
	Day   calendar.Day
	Place string
}

// Full is 示例县第十八届人民代表大会常务委员会第三十六次会议.
func (c County) Full(s Session) string {
	return c.Name + c.TermName() + "人民代表大会常务委员会" + s.Ordinal()
}

// Brief is 县第十八届人大常委会第三十六次会议, the form in running text.
func (c County) Brief(s Session) string {
	return c.Name + c.TermName() + "人大常委会" + s.Ordinal()
}

// Ordinal is 第三十六次会议.
func (s Session) Ordinal() string { return "第" + Numeral(s.No) + "次会议" }

// What stands on a paper besides its own words.
const (
	SealedColon = "："
	SealedWords = "密封线内不要答题"
)

// ScoredBoxes are the boxes beside the heading of a part of an exam.
var ScoredBoxes = []string{"得分", "评卷人"}

// AttachmentLines are the attachments as they are printed: 附件：1. …
func (d Document) AttachmentLines() []string {
	if len(d.Attachments) == 1 {
		return []string{"附件：" + d.Attachments[0]}
	}
	lines := make([]string, len(d.Attachments))
	for i, a := range d.Attachments {
		lines[i] = itoa(i+1) + ". " + a
		if i == 0 {
			lines[i] = "附件：" + lines[i]
		}
	}
	return lines
}

// Texts is every piece of text of the paper in the order in which it is read, by which what was printed
// is checked against what was written.
func (d Document) Texts() []string {
	var out []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				out = append(out, t)
			}
		}
	}
	for _, f := range d.Sealed {
		add(f + SealedColon)
	}
	if len(d.Sealed) > 0 {
		add(SealedWords)
	}
	add(d.RedHead, d.Number)
	add(d.Title...)
	add(d.Second)
	add(d.SubTitle, d.Addressee)
	for _, b := range d.Blocks {
		switch {
		case b.Table != nil:
			add(b.Table.Header...)
			for _, r := range b.Table.Rows {
				add(r...)
			}
		case b.Style == Scored:
			add(ScoredBoxes...)
			add(b.Text)
		case b.Style != Lines:
			add(b.Text)
		}
	}
	add(d.AttachmentLines()...)
	add(d.Sign...)
	add(d.Date, d.Note, d.Copies)
	return out
}
