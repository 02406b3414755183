package workflow

import (
	"archive/zip"
	"bytes"
	"context"
	"net/http"
	"path"
	"strings"

	"renmian/internal/errs"
	"renmian/internal/store"
)

// Upload is a file as a person sent it, or no file when it has no name.
type Upload struct {
	Name string
	Data []byte
}

// MaxUpload is the largest document taken, in bytes.
const MaxUpload = 20 << 20

// keep stores an uploaded document; field is the form field its problems are told beside.
func keep(ctx context.Context, tx *store.Tx, u Upload, field string) (store.File, error) {
	mediaType, problem := sniffDocument(u.Data)
	if problem != "" {
		return store.File{}, errs.Form(errs.Field{Name: field, Message: "“" + baseName(u.Name) + "”" + problem})
	}
	return tx.InsertFile(ctx, baseName(u.Name), mediaType, u.Data)
}

// baseName is the file's own name without the folders some browsers send.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" {
		return "文件"
	}
	return name
}

// sniffDocument tells what a document is by its first bytes, never by its name, and what is wrong
// with it. Only what an office can open, and a browser will not run, is taken.
func sniffDocument(data []byte) (mediaType, problem string) {
	switch {
	case len(data) == 0:
		return "", "是空文件，请重新选择。"
	case len(data) > MaxUpload:
		return "", "超过 20 MB，请压缩扫描精度或分成几个文件。"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return sniffPackage(data)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return "application/msword", "" // .doc, .wps, .xls share the container
	}
	switch kind := http.DetectContentType(data); kind {
	case "application/pdf", "image/jpeg", "image/png":
		return kind, ""
	}
	return "", "不是可以收存的格式，请转成 PDF、OFD、Word、Excel、JPG 或 PNG。"
}

// MaxFilm is the largest film taken, in bytes.
const MaxFilm = 60 << 20

// sniffSeen tells what a picture or a film is by its first bytes; empty when it is neither, or too large.
func sniffSeen(data []byte) string {
	most := MaxUpload
	kind := http.DetectContentType(data)
	switch kind {
	case "video/mp4", "video/webm":
		most = MaxFilm
	case "image/jpeg", "image/png":
	default:
		return ""
	}
	if len(data) > most {
		return ""
	}
	return kind
}

func sniffPackage(data []byte) (mediaType, problem string) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", "已损坏，打不开，请重新生成后再传。"
	}
	for _, f := range z.File {
		switch {
		case f.Name == "OFD.xml":
			return "application/ofd", ""
		case strings.HasPrefix(f.Name, "word/"):
			return "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""
		case strings.HasPrefix(f.Name, "xl/"):
			return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ""
		}
	}
	return "", "是压缩包，请解压后逐个上传。"
}
