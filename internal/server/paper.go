package server

import (
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"

	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// county is who issues the papers, in the term of today.
func (s *Server) county(ctx context.Context) (document.County, error) {
	c, err := s.db.County(ctx)
	if err != nil {
		return document.County{}, err
	}
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return document.County{}, err
	}
	return workflow.PaperCounty(c, term.Number), nil
}

// paper sets an official paper on a sheet.
func paper(d document.Document) staff.PaperSheet {
	sheet := ui.Sheet{
		RedHead: d.RedHead,
		Number:  d.Number,
		Title:   d.Title,
		Second:  d.Second,
		Session: d.SubTitle,
		Signed:  d.Sign,
		Date:    d.Date,
		Small:   d.Small,
		Sealed:  d.Sealed,
	}
	for _, line := range []string{d.Note, d.Copies} {
		if line != "" {
			sheet.Footer = append(sheet.Footer, line)
		}
	}
	text := ui.SheetText{To: d.Addressee, Attachments: d.Attachments}
	for _, b := range d.Blocks {
		line := ui.SheetLine{Kind: string(b.Style), Text: b.Text}
		if b.Table != nil {
			line.Header, line.Rows, line.Middle = b.Table.Header, b.Table.Rows, b.Table.Centred()
		}
		if b.Style == document.Lines {
			line.Rows = make([][]string, number(b.Text))
		}
		text.Lines = append(text.Lines, line)
	}
	return staff.PaperSheet{Sheet: sheet, Text: text}
}

// uploads reads the files of one field; a field left empty gives none.
func uploads(r *http.Request, field string) ([]workflow.Upload, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var all []workflow.Upload
	for _, h := range r.MultipartForm.File[field] {
		if h.Filename == "" {
			continue
		}
		data, err := readPart(h)
		if err != nil {
			return nil, err
		}
		all = append(all, workflow.Upload{Name: h.Filename, Data: data})
	}
	return all, nil
}

func readPart(h *multipart.FileHeader) ([]byte, error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return io.ReadAll(f)
}

// upload reads the one file of a field, the zero Upload when none was chosen.
func upload(r *http.Request, field string) (workflow.Upload, error) {
	all, err := uploads(r, field)
	if err != nil || len(all) == 0 {
		return workflow.Upload{}, err
	}
	return all[0], nil
}

// sendFile sends a stored file. Pictures and PDF open in the browser, everything else is saved; nothing
// that was uploaded may run there.
func sendFile(w http.ResponseWriter, f store.File) error { return sendFileWithin(w, f, "'none'") }

// sendFileWithin lets pages of some origins show the file within them.
func sendFileWithin(w http.ResponseWriter, f store.File, ancestors string) error {
	h := w.Header()
	disposition, rights := "attachment", "default-src 'none'; sandbox"
	switch f.MediaType {
	case "application/pdf":
		disposition, rights = "inline", "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'" // viewers do not open in a sandbox
	case "image/jpeg", "image/png":
		disposition = "inline"
	}
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", disposition+"; filename*=UTF-8''"+url.PathEscape(f.Name))
	h.Set("Content-Security-Policy", rights+"; frame-ancestors "+ancestors)
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	_, _ = w.Write(f.Data) // a reader who went away is no failure of ours
	return nil
}
