package docx

import (
	"slices"
	"strings"

	"renmian/internal/document"
)

// Field is one place of a template that is filled in, written as {{标题}}.
type Field struct {
	Name string
	Says string // what stands there
	Many bool   // a paragraph each: the field stands in a paragraph of its own, which is repeated
	of   func(d document.Document) []document.Block
}

func text(lines ...string) []document.Block {
	blocks := make([]document.Block, len(lines))
	for i, l := range lines {
		blocks[i] = document.Block{Style: document.Para, Text: l}
	}
	return blocks
}

// Body is the field that no template does without.
const Body = "正文"

// fields is the closed list of all that a template may name.
var fields = []Field{
	{"发文机关", "发文机关标志", false, func(d document.Document) []document.Block { return text(d.RedHead) }},
	{"文号", "发文字号或者编号", false, func(d document.Document) []document.Block { return text(numberOf(d)) }},
	{"标题", "标题，分行的照分", false, func(d document.Document) []document.Block { return text(strings.Join(d.Title, "\n")) }},
	{"民族文字标题", "标题的民族文字；只印汉文的县，这一段不出现", true, func(d document.Document) []document.Block {
		if d.Second == "" {
			return nil
		}
		return text(d.Second)
	}},
	{"题注", "标题下的日期和会议", false, func(d document.Document) []document.Block { return text(d.SubTitle) }},
	{"主送", "主送机关或者受文人，含冒号", false, func(d document.Document) []document.Block { return text(d.Addressee) }},
	{Body, "正文，每段一行，表格照排", true, func(d document.Document) []document.Block { return d.Blocks }},
	{"附件", "附件名称，每件一行", true, func(d document.Document) []document.Block { return text(d.AttachmentLines()...) }},
	{"署名", "署名，每个一行", true, func(d document.Document) []document.Block { return text(d.Sign...) }},
	{"日期", "成文日期", false, func(d document.Document) []document.Block { return text(d.Date) }},
}

// numberOf: an announcement that is published has its number below its title.
func numberOf(d document.Document) string {
	if d.Number == "" && d.Name == "公告" {
		return d.SubTitle
	}
	return d.Number
}

// Kind is a kind of paper that a county may set in a template of its own.
type Kind struct {
	Code   string // in addresses and in the database
	Name   string // 文书名称, by which a document is known
	fields []string
}

// Kinds are all kinds with templates.
var Kinds = []Kind{
	{"certificate", certificateKind, []string{"标题", "民族文字标题", "文号", "主送", Body, "署名", "日期"}},
	{"announcement", "公告", []string{"标题", "民族文字标题", "文号", Body, "附件", "署名", "日期"}},
	{"list", "任免名单", []string{"标题", "民族文字标题", "题注", Body}},
	{"resignation", "接受辞职的决定", []string{"标题", "题注", Body}},
	{"dismissal", "撤职的决定", []string{"标题", "题注", Body}},
	{"notice", "任免通知", []string{"发文机关", "文号", "标题", "民族文字标题", "主送", Body, "署名", "日期"}},
	{"receipt", "受理单", []string{"标题", "文号", Body, "署名", "日期"}},
}

// KindOf finds a kind by its code.
func KindOf(code string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// KindNamed finds the kind of a document by its name.
func KindNamed(name string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// Fields are what a template of the kind may name, in the order of the paper.
func (k Kind) Fields() []Field {
	var out []Field
	for _, f := range fields {
		if slices.Contains(k.fields, f.Name) {
			out = append(out, f)
		}
	}
	return out
}

func (k Kind) field(name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 || !slices.Contains(k.fields, name) {
		return Field{}, false
	}
	return fields[i], true
}

// Starter is a template to begin with: the kind in the layout of the house, with all its fields. The red head is as
// large as the county's allows.
func (k Kind) Starter(c document.County) ([]byte, error) {
	d := document.Document{Name: k.Name, Blocks: text("{{" + Body + "}}")}
	for _, f := range k.Fields() {
		place := "{{" + f.Name + "}}"
		switch f.Name {
		case "发文机关":
			d.RedHead = place
		case "文号":
			d.Number = place
		case "标题":
			d.Title = []string{place}
		case "民族文字标题":
			d.Second = place
		case "题注":
			d.SubTitle = place
		case "主送":
			d.Addressee = place
		case "附件":
			d.Blocks = append(d.Blocks, text(place)...)
		case "署名":
			d.Sign = []string{place}
		case "日期":
			d.Date = place
		}
	}
	return set(len([]rune(c.RedHead())), d)
}
