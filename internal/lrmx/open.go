package lrmx

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"renmian/internal/errs"
)

// Limits on one archive.
const (
	MaxArchive  = 64 << 20 // bytes packed
	maxUnpacked = 128 << 20
	maxEntries  = 500
)

// Upload is one dropped file, or one file of an archive.
type Upload struct {
	Name string
	Data []byte
}

// Source is one original file, kept byte for byte.
type Source struct {
	Name   string
	Data   []byte
	SHA256 string // hexadecimal
}

// Parsed is one form that was read, with the files it came from: the form first, then its photo if
// that was a file of its own.
type Parsed struct {
	Form    Form
	Notes   []Note
	Sources []Source
}

// Problem is a file that gave no form, with a sentence saying why.
type Problem struct {
	Name string
	Text string
}

// content is what a file is, told by its first bytes; only a damaged picture is known by its name.
type content int

const (
	isOther content = iota
	isXML
	isLRM
	isPic
	isZip
)

func sniff(u Upload) content {
	data := u.Data
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return isZip
	case isPicture(data):
		return isPic
	}
	text, _ := decode(data[:min(len(data), 4096)])
	text = strings.TrimLeft(text, "\uFEFF\x00 \t\r\n\u3000")
	switch {
	case strings.HasPrefix(text, `"`):
		return isLRM
	case strings.Contains(text, "<") && !strings.ContainsRune(text[:min(len(text), 64)], 0):
		return isXML
	}
	if pictureNames[strings.ToLower(path.Ext(u.Name))] {
		return isPic // damaged: the form it belongs to gets a note
	}
	return isOther
}

var pictureNames = map[string]bool{".pic": true, ".jpg": true, ".jpeg": true, ".png": true, ".bmp": true}

// Open reads any mix of dropped files: forms of every family, photos for legacy forms, archives. Files
// of the same name but for the extension belong together.
func Open(files []Upload) ([]Parsed, []Problem) {
	var flat []Upload
	var problems []Problem
	for _, u := range files {
		if sniff(u) != isZip {
			flat = append(flat, u)
			continue
		}
		entries, more, err := ReadZip(u.Data)
		if err != nil {
			problems = append(problems, Problem{u.Name, errs.Message(err)})
		}
		for _, p := range more {
			problems = append(problems, Problem{u.Name + " 中的 " + p.Name, p.Text})
		}
		if err == nil && len(entries) == 0 {
			problems = append(problems, Problem{u.Name, "压缩包里没有任免审批表。"})
		}
		for i := range entries {
			entries[i].Name = strings.TrimSuffix(path.Base(strings.ReplaceAll(u.Name, `\`, "/")), path.Ext(u.Name)) + "/" + entries[i].Name
		}
		flat = append(flat, entries...)
	}
	parsed, more := pair(flat)
	return parsed, append(problems, more...)
}

// pair reads the forms and gives each the photo of the same name. The same file twice is read once.
func pair(files []Upload) (parsed []Parsed, problems []Problem) {
	pics := map[string]*Upload{}
	for i, u := range files {
		if sniff(u) == isPic {
			pics[stem(u.Name)] = &files[i]
		}
	}
	seen := map[string]string{}
	used := map[string]bool{}
	for _, u := range files {
		kind := sniff(u)
		if kind == isPic {
			continue
		}
		src := source(u)
		if first, twice := seen[src.SHA256]; twice {
			problems = append(problems, Problem{u.Name, fmt.Sprintf("与“%s”内容相同，只取一份。", first)})
			continue
		}
		seen[src.SHA256] = u.Name
		pic := pics[stem(u.Name)]
		p, err := readOne(u, kind, pic)
		if err != nil {
			problems = append(problems, Problem{u.Name, errs.Message(err)})
			if pic != nil {
				used[stem(u.Name)] = true // the form's sentence is enough
			}
			continue
		}
		p.Sources = []Source{src}
		if pic != nil {
			used[stem(u.Name)] = true
			p.Sources = append(p.Sources, source(*pic))
		}
		parsed = append(parsed, p)
	}
	for _, u := range files {
		if sniff(u) == isPic && !used[stem(u.Name)] {
			problems = append(problems, Problem{u.Name, "这是照片，没有同名的任免审批表，请与同名的 .lrm 文件一起交。"})
		}
	}
	return parsed, problems
}

func readOne(u Upload, kind content, pic *Upload) (p Parsed, err error) {
	switch kind {
	case isXML:
		p.Form, p.Notes, err = Read(u.Name, u.Data)
	case isLRM:
		p.Form, p.Notes, err = ReadLRM(u.Data, nil)
	default:
		return p, refuse("%s", wrongKind(u))
	}
	if err == nil && pic != nil && !p.Form.HasPhoto {
		if f, err := p.Form.WithPhoto(pic.Data); err == nil {
			p.Form = f
		} else {
			p.Notes = append(p.Notes, Note{"photo", photoNote})
		}
	}
	return p, err
}

// wrongKind names what was dropped instead of a form.
func wrongKind(u Upload) string {
	switch {
	case len(u.Data) == 0:
		return "文件是空的，请重新选择。"
	case bytes.HasPrefix(u.Data, []byte("%PDF")), bytes.HasPrefix(u.Data, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		return "这是 PDF 或 Word、Excel 文件，不能读取栏目，请交任免表编辑器保存的 .lrmx 文件。"
	case bytes.HasPrefix(u.Data, []byte("Rar!")), bytes.HasPrefix(u.Data, []byte("7z\xBC\xAF")):
		return "不能打开这种压缩包，请解开后直接选择 .lrmx 文件，或改用 zip。"
	}
	return "这不是任免审批表文件，请交任免表编辑器保存的 .lrmx 文件，或 .lrm 与 .pic、zip 压缩包。"
}

func source(u Upload) Source {
	sum := sha256.Sum256(u.Data)
	return Source{u.Name, u.Data, hex.EncodeToString(sum[:])}
}

// stem is the name that a form and its photo share.
func stem(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
}

// ReadZip unpacks an archive of forms. The problems name what was left out; what the operating systems
// add by themselves is left out silently.
func ReadZip(data []byte) ([]Upload, []Problem, error) {
	if len(data) > MaxArchive {
		return nil, nil, refuse("压缩包超过 %d MB，请分几次交。", MaxArchive>>20)
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && zr == nil {
		return nil, nil, refuse("压缩包打不开，可能没有传完，请重新压缩后再交。")
	}
	if len(zr.File) > maxEntries {
		return nil, nil, refuse("压缩包里超过 %d 个文件，请分几次交。", maxEntries)
	}
	for _, e := range zr.File {
		if e.Name == "[Content_Types].xml" {
			return nil, nil, refuse("这是 Word 或 Excel 文件，不能读取栏目，请交任免表编辑器保存的 .lrmx 文件。")
		}
	}
	var entries []Upload
	var problems []Problem
	left := int64(maxUnpacked)
	for _, e := range zr.File {
		name := entryName(e)
		if e.FileInfo().IsDir() || strings.HasSuffix(name, "/") || systemJunk(name) {
			continue
		}
		body, text := unpack(e, min(left, MaxFile))
		left -= int64(len(body))
		if left <= 0 {
			return nil, nil, refuse("压缩包解开后超过 %d MB，已拒收，请分几次交。", maxUnpacked>>20)
		}
		if kind := sniff(Upload{name, body}); text == "" && (kind == isOther || kind == isZip) {
			text = "不是任免审批表，已略过。"
		}
		if text != "" {
			problems = append(problems, Problem{name, text})
			continue
		}
		entries = append(entries, Upload{name, body})
	}
	return entries, problems, nil
}

// unpack reads one entry up to limit bytes; sizes in the archive lie, so what is read is counted.
func unpack(e *zip.File, limit int64) (body []byte, problem string) {
	if e.Flags&1 != 0 {
		return nil, "有密码，打不开，请去掉密码后重新压缩。"
	}
	r, err := e.Open()
	if err != nil {
		return nil, "压缩方式不认识，打不开，请用系统自带的 zip 重新压缩。"
	}
	defer r.Close()
	body, err = io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case int64(len(body)) > limit:
		return body, fmt.Sprintf("超过 %d MB，已略过。", MaxFile>>20)
	case err != nil:
		return body, "内容损坏，打不开，请重新压缩。"
	}
	return body, ""
}

// entryName decodes the name of an entry: GB18030 unless the archive says UTF-8, or it plainly is.
func entryName(e *zip.File) string {
	name := e.Name
	if e.NonUTF8 && !looksUTF8([]byte(name)) {
		if gbk, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = gbk
		}
	}
	return strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), `\`, "/")
}

func systemJunk(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/") ||
		strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || base == "thumbs.db" || base == "desktop.ini"
}
