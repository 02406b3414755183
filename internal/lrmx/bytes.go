package lrmx

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	utf16 "golang.org/x/text/encoding/unicode"
)

// decode turns the bytes of a file into text. Declarations lie, so only the bytes count: a byte order
// mark, then valid UTF-8, else GB18030, which contains GBK and GB2312. lost counts characters that
// could not be read.
func decode(data []byte) (text string, lost int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), len(data) > 1 && data[0] != 0 && data[1] == 0:
		data, _ = utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder().Bytes(data)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), len(data) > 1 && data[0] == 0 && data[1] != 0:
		data, _ = utf16.UTF16(utf16.BigEndian, utf16.UseBOM).NewDecoder().Bytes(data)
	}
	for bytes.HasPrefix(data, []byte("\uFEFF")) {
		data = data[len("\uFEFF"):]
	}
	if !looksUTF8(data) {
		if gbk, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data); err == nil {
			data = gbk
		}
	}
	text = strings.ToValidUTF8(string(data), "\uFFFD")
	return text, strings.Count(text, "\uFFFD")
}

var declaredGB = regexp.MustCompile(`(?i)encoding\s*=\s*["']gb`)

// looksUTF8 reports whether data is UTF-8, forgiving single damaged characters in a long text, and
// not trusting a text that is valid by accident: GBK pairs can form two-byte sequences, but then no
// Chinese character comes out.
func looksUTF8(data []byte) bool {
	han, accident, broken := 0, 0, 0
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case r >= 0x2E80:
			han++
		case r >= 0x80:
			accident++
		}
		i += n
	}
	if broken > 0 {
		return han > 20*broken
	}
	return han > 0 || accident == 0 || !declaredGB.Match(data[:min(len(data), 200)])
}

// legal drops what XML and PostgreSQL refuse and turns every kind of line break into one: a vertical
// tab or form feed is Word's line break.
func legal(s string) (string, int) {
	repairs := 0
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r == '\r':
			return '\n'
		case r == '\v' || r == '\f':
			repairs++
			return '\n'
		case r < ' ' || r == 0x7F || r == 0xFFFE || r == 0xFFFF:
			repairs++
			return -1
		}
		return r
	}, s)
	return s, repairs
}

// unescape decodes the character references of one pass of XML text. An ampersand that begins none is
// itself. HTML's names are not XML: they are decoded too, and counted.
func unescape(s string) (string, int) {
	if !strings.Contains(s, "&") {
		return s, 0
	}
	repairs := 0
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String(), repairs
		}
		b.WriteString(s[:i])
		s = s[i:]
		ref := reference.FindString(s)
		switch out := html.UnescapeString(ref); {
		case ref == "" || out == ref:
			repairs++
			b.WriteByte('&')
			s = s[1:]
		case out == "\uFFFD": // a reference to no character
			repairs++
			s = s[len(ref):]
		default:
			if ref[1] != '#' && !xmlEntity[ref] {
				repairs++
			}
			b.WriteString(out)
			s = s[len(ref):]
		}
	}
}

var (
	reference = regexp.MustCompile(`^&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});`)
	xmlEntity = map[string]bool{"&amp;": true, "&lt;": true, "&gt;": true, "&quot;": true, "&apos;": true}
	markup    = regexp.MustCompile(`<[A-Za-z/!?]`)
	breaks    = regexp.MustCompile(`(?i)<br\s*/?\s*>|</br\s*>|</?p\s*>|\\r\\n|\\n|\\r`)
	someRef   = regexp.MustCompile(`&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});`)
)

// plain removes what web exporters and pasting leave in decoded text: breaks spelled out, references
// escaped twice, characters without width. A second decoding that would bring markup to light is not
// done. The result is a fixed point, so that what is written reads back the same.
func plain(s string) (string, int) {
	repairs := 0
	for range 8 {
		next, n := plainOnce(s)
		repairs += n
		if next == s {
			return s, repairs
		}
		s = next
	}
	return someRef.ReplaceAllStringFunc(s, func(ref string) string { return "＆" + ref[1:] }), repairs
}

func plainOnce(s string) (string, int) {
	repairs := 0
	if n := len(breaks.FindAllStringIndex(s, -1)); n > 0 {
		repairs += n
		s = breaks.ReplaceAllString(s, "\n")
	}
	if someRef.MatchString(s) {
		if once, _ := unescape(s); once != s && !markup.MatchString(breaks.ReplaceAllString(once, "")) {
			repairs++
			s = once
		}
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u00A0' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return ' '
		case invisible(r):
			repairs++
			return -1
		}
		return r
	}, s)
	s, n := legal(s)
	return s, repairs + n
}

// invisible reports characters without width, which would make equal names different, and those that
// turn the direction of writing, which would make different texts look alike.
func invisible(r rune) bool {
	return r == '\u00AD' || r == '\uFEFF' || (r >= '\u200B' && r <= '\u200F') ||
		(r >= '\u202A' && r <= '\u202E') || (r >= '\u2060' && r <= '\u206F')
}

// oneLine joins the lines of a cell that holds one line and narrows runs of blanks to one.
func oneLine(s string) string {
	var b strings.Builder
	for _, line := range strings.Split(s, "\n") {
		join(&b, strings.Join(strings.Fields(line), " "))
	}
	return b.String()
}

// manyLines trims every line of a cell and drops the empty ones.
func manyLines(s string) string {
	var lines []string
	for _, line := range strings.Split(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// join appends a continued line. Chinese needs no blank between; two Latin words do.
func join(b *strings.Builder, line string) {
	if line == "" {
		return
	}
	if last, _ := utf8.DecodeLastRuneInString(b.String()); b.Len() > 0 && latin(last) {
		if first, _ := utf8.DecodeRuneInString(line); latin(first) {
			b.WriteByte(' ')
		}
	}
	b.WriteString(line)
}

func latin(r rune) bool { return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
