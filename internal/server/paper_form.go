package server

import (
	"net/http"
	"net/url"
	"strings"

	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// renderPapers shows papers to print; back is the page they belong to. The same address gives the final
// file with ?form=pdf, and the file that staff edit with ?form=docx.
func (s *Server) renderPapers(w http.ResponseWriter, r *http.Request, back ui.Link, papers ...document.Document) error {
	if take, ok := r.Context().Value(takePapers).(*[]document.Document); ok {
		*take = papers // they are to be made final
		return nil
	}
	switch r.URL.Query().Get("form") {
	case "pdf":
		return sendPDF(w, paperFile(papers), func() ([]byte, error) { return pdf.Write(papers...) })
	case "docx":
		data, err := s.flow.EditablePapers(r.Context(), papers...)
		if err != nil {
			return err
		}
		return sendFile(w, store.File{Name: paperFile(papers) + ".docx", MediaType: docxType, Data: data})
	}
	page := staff.PaperPage{Frame: s.frame(r, papers[0].Name, back)}
	page.Frame.Forms = paperForms(r, "pdf")
	if actor(r).AccountID != 0 { // what staff edit; the public reads the final paper
		page.Frame.Forms = paperForms(r, "pdf", "docx")
	}
	if err := s.offerFinal(r, &page.Frame, papers); err != nil {
		return err
	}
	for _, d := range papers {
		page.Sheets = append(page.Sheets, paper(d))
	}
	return s.render(w, r, http.StatusOK, staff.Paper(page))
}

// sendPDF sends a final file as it is made.
func sendPDF(w http.ResponseWriter, name string, write func() ([]byte, error)) error {
	data, err := write()
	if err != nil {
		return err
	}
	return sendFile(w, store.File{Name: name + ".pdf", MediaType: "application/pdf", Data: data})
}

// paperFile names a file by its paper and number, as the ledger of final papers does: 试卷（2026-04A）.
func paperFile(papers []document.Document) string {
	number := papers[0].Number
	if _, after, labelled := strings.Cut(number, "："); labelled {
		number = after
	}
	number, _, _ = strings.Cut(number, "（") // what is said of it, such as that it is a draft
	if number == "" {
		return papers[0].Name
	}
	return papers[0].Name + "（" + number + "）"
}

var formLabels = map[string]string{"pdf": "存为 PDF", "docx": "存为 Word 文档（.docx）"}

// paperForms lead from a page to print to its files; what else the address asks for is kept.
func paperForms(r *http.Request, forms ...string) []ui.Link {
	links := make([]ui.Link, len(forms))
	for i, f := range forms {
		q := url.Values{}
		for k, v := range r.URL.Query() {
			q[k] = v
		}
		q.Set("form", f)
		links[i] = ui.Link{Label: formLabels[f], Href: r.URL.Path + "?" + q.Encode()}
	}
	return links
}
