package exam

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"renmian/internal/policy"
)

// True and False are the answers of a true-or-false question.
const (
	True  = "对"
	False = "错"
)

// GroupWords are the short names of the groups in bank files and spreadsheets.
var GroupWords = map[string]policy.Group{"人大": policy.Congress, "政府": policy.Government, "监委": policy.Supervision,
	"法院": policy.Court, "检察院": policy.Procuratorate}

// otherGroupWords are what other people's spreadsheets call the groups.
var otherGroupWords = map[string]string{"人大机关": "人大", "行政": "政府", "监察": "监委", "监察委": "监委", "监察委员会": "监委",
	"审判": "法院", "审判机关": "法院", "人民法院": "法院", "检察": "检察院", "检察机关": "检察院", "人民检察院": "检察院"}

// ReadGroups reads 全部, or some of 人大 政府 监委 法院 检察院, or what else these are called, with anything between
// them that is no letter; ok is false for a word that is none of these.
func ReadGroups(text string) (groups []policy.Group, ok bool) {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" 、，,；;/\n\u3000", r) })
	if len(words) == 1 && slices.Contains([]string{"全部", "所有", "通用", "不限", "各类"}, words[0]) {
		return policy.Groups(), true
	}
	for _, w := range words {
		w = strings.TrimSuffix(w, "类")
		if common, other := otherGroupWords[w]; other {
			w = common
		}
		g, known := GroupWords[w]
		if !known {
			return nil, false
		}
		if !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return groups, len(groups) > 0
}

// ReadDifficulty reads a difficulty, written as a number or in words; 0 is none.
func ReadDifficulty(text string) int {
	text = strings.TrimSuffix(halfWidth(text), "级")
	for n, words := range [][]string{1: {"1", "容易", "易", "简单"}, 2: {"2", "较易"}, 3: {"3", "中等", "中", "一般"}, 4: {"4", "较难"}, 5: {"5", "难", "困难"}} {
		if slices.Contains(words, text) {
			return n
		}
	}
	return 0
}

// GroupsText writes groups as ReadGroups reads them.
func GroupsText(groups []policy.Group) string {
	all := policy.Groups()
	if len(groups) == len(all) {
		return "全部"
	}
	var words []string
	for _, g := range all {
		if slices.Contains(groups, g) {
			for w, is := range GroupWords {
				if is == g {
					words = append(words, w)
				}
			}
		}
	}
	return strings.Join(words, " ")
}

// ReadKind reads a kind of question by its name, also without 题.
func ReadKind(text string) policy.QuestionKind {
	text = strings.TrimSuffix(strings.TrimSpace(text), "题")
	for _, o := range policy.QuestionKind("").Options() {
		long := strings.TrimSuffix(o.Label, "题")
		if text == long || text+"选择" == long || text == strings.Replace(long, "项", "", 1) ||
			text == strings.TrimSuffix(strings.Replace(long, "项", "", 1), "择") {
			return policy.QuestionKind(o.Value)
		}
	}
	return ""
}

// ReadKey reads a key written in one text: ACD; 对; blanks parted by ；; one marking point a line.
func ReadKey(kind policy.QuestionKind, text string) Key {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	switch kind {
	case policy.SingleChoice, policy.MultipleChoice:
		var key Key
		for _, r := range strings.ToUpper(halfWidth(text)) {
			if !strings.ContainsRune(" 、，,；;\u3000", r) {
				key = append(key, string(r))
			}
		}
		slices.Sort(key)
		return key
	case policy.TrueFalse:
		switch strings.ToUpper(halfWidth(text)) {
		case "对", "正确", "√", "✓", "是", "T", "TRUE":
			return Key{True}
		case "错", "错误", "×", "✗", "否", "F", "FALSE":
			return Key{False}
		}
		return Key{text}
	case policy.FillIn:
		return trimmed(strings.FieldsFunc(text, func(r rune) bool { return r == '；' || r == ';' }))
	}
	return trimmed(strings.Split(text, "\n"))
}

func trimmed(parts []string) Key {
	var key Key
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			key = append(key, p)
		}
	}
	return key
}

// Text writes a key as ReadKey reads it.
func (k Key) Text(kind policy.QuestionKind) string {
	switch kind {
	case policy.SingleChoice, policy.MultipleChoice, policy.TrueFalse:
		return strings.Join(k, "")
	case policy.FillIn:
		return strings.Join(k, "；")
	}
	return strings.Join(k, "\n")
}

// Alternatives are the answers accepted for one blank.
func Alternatives(blank string) []string {
	parts := strings.FieldsFunc(blank, func(r rune) bool { return r == '｜' || r == '|' })
	if len(parts) == 0 {
		return []string{""}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// LawItems is one file of the starting bank: a law, its articles as far as the text is certain, and its
// questions.
type LawItems struct {
	Law    Law
	Bodies map[string]string // 原文 by article
	Items  []Item
}

//go:embed bank/*.txt
var bankFiles embed.FS

// StartingBank reads the questions that come with the system (起始题库).
func StartingBank() ([]LawItems, error) {
	names, err := fs.Glob(bankFiles, "bank/*.txt")
	if err != nil {
		return nil, err
	}
	var all []LawItems
	for _, name := range names {
		data, err := bankFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		b, err := ParseBank(string(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, b)
	}
	return all, nil
}

// StartingItems is how many questions come with this edition of the system.
var StartingItems = sync.OnceValue(func() int {
	all, err := StartingBank()
	if err != nil {
		panic(err) // embedded, and read by a test
	}
	n := 0
	for _, b := range all {
		n += len(b.Items)
	}
	return n
})

// block is one entry of a bank file: values by name, in the order written.
type block struct {
	line   int
	values map[string][]string
}

func (b block) one(name string) string { return strings.Join(b.values[name], "\n") }

// ParseBank reads a file of the starting bank: a head that names the law, then one block for each
// question, parted by empty lines; each line is 名称：内容.
func ParseBank(text string) (LawItems, error) {
	blocks, err := splitBlocks(text)
	if err != nil {
		return LawItems{}, err
	}
	if len(blocks) == 0 {
		return LawItems{}, fmt.Errorf("no head")
	}
	head := blocks[0]
	out := LawItems{Law: Law{Title: head.one("法规"), Short: head.one("简称"), Edition: head.one("版本")}, Bodies: map[string]string{}}
	for _, k := range LawKinds {
		if k.Label() == head.one("性质") {
			out.Law.Kind = k
		}
	}
	if out.Law.Title == "" || out.Law.Short == "" || out.Law.Kind == "" {
		return LawItems{}, fmt.Errorf("line %d: the head names no law, no short title or no kind", head.line)
	}
	for _, b := range blocks[1:] {
		item, err := itemOf(out.Law, b)
		if err != nil {
			return LawItems{}, fmt.Errorf("line %d: %w", b.line, err)
		}
		out.Items = append(out.Items, item)
		if body := b.one("原文"); body != "" {
			out.Bodies[item.Article] = body
		}
	}
	return out, nil
}

var blockNames = []string{"法规", "简称", "性质", "版本", "题型", "条文", "难度", "机关", "题干", "答案", "要点", "说明", "待核", "原文"}

func splitBlocks(text string) ([]block, error) {
	var blocks []block
	var last string
	within := false
	for n, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			within = false
			continue
		}
		if !within {
			blocks, within, last = append(blocks, block{n + 1, map[string][]string{}}), true, ""
		}
		b := blocks[len(blocks)-1]
		name, value, ok := strings.Cut(line, "：")
		known := ok && (slices.Contains(blockNames, name) || len(name) == 1 && strings.Contains(Letters, name))
		switch {
		case known:
			last = name
			b.values[name] = append(b.values[name], strings.TrimSpace(value))
		case last == "原文" || last == "说明": // goes on over several lines
			b.values[last] = append(b.values[last], line)
		default:
			return nil, fmt.Errorf("line %d: %q is no line of a bank file", n+1, line)
		}
	}
	return blocks, nil
}

func itemOf(law Law, b block) (Item, error) {
	i := Item{Kind: ReadKind(b.one("题型")), Law: law.Short, LawTitle: law.Title, Article: b.one("条文"), Stem: b.one("题干"), Note: b.one("说明"),
		Unsure: b.one("待核") == "是", State: Reviewed}
	if i.Unsure {
		i.State = Draft
	}
	i.Groups, _ = ReadGroups(b.one("机关"))
	i.Difficulty, _ = strconv.Atoi(b.one("难度"))
	for n := range Letters {
		if o, ok := b.values[Letter(n)]; ok {
			if n != len(i.Options) {
				return i, fmt.Errorf("option %s comes without the one before", Letter(n))
			}
			i.Options = append(i.Options, strings.Join(o, ""))
		}
	}
	if points, ok := b.values["要点"]; ok {
		i.Key = Key(points)
	} else {
		i.Key = ReadKey(i.Kind, b.one("答案"))
	}
	for _, wrong := range i.Check() {
		return i, fmt.Errorf("%s: %s", wrong.Name, wrong.Message)
	}
	return i, nil
}
