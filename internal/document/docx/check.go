package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// How much of a template is read. What is packed may be small and unfold without end.
const (
	MaxTemplate = 5 << 20
	maxParts    = 400
	maxPart     = 16 << 20
	maxUnpacked = 40 << 20
)

const (
	mainPart = "word/document.xml"
	mainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)

// Check says all that is wrong with a file as a template of the kind, a sentence each; and which fields it
// names, in the order of the kind.
func (k Kind) Check(data []byte) (named []string, wrong []string) {
	parts, sentence := unpack(data)
	if sentence != "" {
		return nil, []string{sentence}
	}
	begin, end, err := bodyOf(parts[mainPart])
	if err != nil {
		return nil, []string{broken}
	}
	ps, err := scan(parts[mainPart][begin:end])
	if err != nil {
		return nil, []string{broken}
	}
	say := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !slices.Contains(wrong, s) {
			wrong = append(wrong, s)
		}
	}
	for _, p := range ps {
		t := p.text()
		rest := place.ReplaceAllString(t, "")
		if strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			say("“%s”这一段的花括号不成对，项目请写成“{{标题}}”的样子。", short(t))
		}
		for _, m := range place.FindAllStringSubmatch(t, -1) {
			f, known := k.field(m[1])
			switch {
			case !known:
				say("“{{%s}}”不是%s的项目，可用的有：%s。", m[1], k.Name, strings.Join(k.fields, "、"))
			case f.Many && !p.alone():
				say("“{{%s}}”请单独成段，前后不要有别的文字、图片或者分节符。", f.Name)
			default:
				named = append(named, f.Name)
			}
		}
	}
	for name, part := range parts {
		if name != mainPart && beside(name) && hasPlaces(part) {
			say("页眉、页脚、脚注里不能放项目，请把“{{…}}”移到正文区。")
		}
	}
	if len(named) == 0 && len(wrong) == 0 {
		say("文件里没有“{{…}}”项目，请在要填写的地方写上，如“{{%s}}”。", Body)
	} else if len(wrong) == 0 && !slices.Contains(named, Body) {
		say("缺“{{%s}}”，套用后文书会没有内容，请单独成段写上。", Body)
	}
	var ordered []string
	for _, f := range k.Fields() {
		if slices.Contains(named, f.Name) {
			ordered = append(ordered, f.Name)
		}
	}
	return ordered, wrong
}

func beside(name string) bool {
	base := path.Base(name)
	return path.Dir(name) == "word" &&
		(strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer") || strings.HasPrefix(base, "footnotes") || strings.HasPrefix(base, "endnotes"))
}

func hasPlaces(part []byte) bool {
	ps, err := scan(part)
	return err == nil && slices.ContainsFunc(ps, func(p paragraph) bool { return place.MatchString(p.text()) })
}

// short is the beginning of a text.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

const broken = "文件已损坏，打不开，请在 WPS 或 Word 中重新另存为 .docx 再传。"

// unpack reads the parts of a file that are XML, after it was found to be a .docx that is safe to pass on;
// else it says what is wrong.
func unpack(data []byte) (parts map[string][]byte, wrong string) {
	switch {
	case len(data) == 0:
		return nil, "文件是空的，请重新选择。"
	case len(data) > MaxTemplate:
		return nil, "文件超过 5 MB，请压缩其中的图片再传。"
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, "文件是旧版 .doc，或者设了密码，请另存为不加密的 .docx 再传。"
	case !bytes.HasPrefix(data, []byte("PK")):
		return nil, "文件不是 Word 文档，请在 WPS 或 Word 中另存为 .docx 再传。"
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, broken
	}
	if len(z.File) > maxParts {
		return nil, "文件里的部件太多，不像一份文书模板，请另存一份只有版式的文件。"
	}
	parts = map[string][]byte{}
	seen, total := map[string]bool{}, 0
	for _, f := range z.File {
		if seen[f.Name] || path.IsAbs(f.Name) || strings.Contains(f.Name, `\`) || slices.Contains(strings.Split(f.Name, "/"), "..") {
			return nil, broken
		}
		seen[f.Name] = true
		part, err := readPart(f)
		if err != nil {
			return nil, broken
		}
		if total += len(part); len(part) > maxPart || total > maxUnpacked {
			return nil, "文件展开以后过大，请压缩其中的图片，另存后再传。"
		}
		if strings.HasSuffix(f.Name, ".xml") || strings.HasSuffix(f.Name, ".rels") {
			if err := wellFormed(part); errors.Is(err, errDTD) {
				return nil, "文件里有外部引用声明，不能使用，请在 WPS 或 Word 中重新另存为 .docx。"
			} else if err != nil {
				return nil, broken
			}
			parts[f.Name] = part
		}
	}
	for name, part := range parts {
		if strings.HasSuffix(name, ".rels") && fetches(part) {
			return nil, "文件引用了别处的文件或者图片，请把图片插入文档本身后再传。"
		}
	}
	types := string(parts["[Content_Types].xml"])
	switch {
	case strings.Contains(types, "macroEnabled") || seen["word/vbaProject.bin"]:
		return nil, "文件带有宏，请另存为不带宏的 .docx 再传。"
	case parts[mainPart] == nil || !strings.Contains(types, mainType):
		return nil, "文件不是 Word 文档，请在 WPS 或 Word 中另存为 .docx 再传。"
	}
	return parts, ""
}

// readPart unfolds a part no further than its limit; the checksum is compared at the end.
func readPart(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // only read
	return io.ReadAll(io.LimitReader(r, maxPart+1))
}
