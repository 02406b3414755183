package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
)

// Gzip compresses at the best level: what is sent often is compressed once. It is nil where that saves
// less than a tenth.
func Gzip(content []byte) []byte {
	return smaller(content, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) })
}

// Brotli is Gzip for browsers that know better.
func Brotli(content []byte) []byte {
	return smaller(content, func(w io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterLevel(w, brotli.BestCompression), nil
	})
}

func smaller(content []byte, open func(io.Writer) (io.WriteCloser, error)) []byte {
	var b bytes.Buffer
	z, err := open(&b)
	if err == nil {
		_, err = z.Write(content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(fmt.Sprintf("web: compress: %v", err)) // into memory, at a level that exists
	}
	if b.Len() >= len(content)*9/10 {
		return nil
	}
	return b.Bytes()
}

// Accepts reports whether an Accept-Encoding header allows a coding, such as br.
func Accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == coding {
			return !refused(weight)
		}
	}
	return false
}

// refused reports whether a weight is zero, as in q=0 or q=0.0.
func refused(weight string) bool {
	_, q, found := strings.Cut(strings.ReplaceAll(weight, " ", ""), "q=")
	return found && strings.Trim(q, "0.") == ""
}
