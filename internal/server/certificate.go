package server

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

var certificatesCrumb = ui.Link{Label: "任命书登记簿", Href: "/certificates"}

func certificatePath(id int64) string { return fmt.Sprintf("/certificates/%d", id) }

func certificateTag(t store.Certificate) ui.Tag {
	switch {
	case t.Voided != "":
		return ui.Tag{State: ui.Stop, Label: "已作废"}
	case !t.HandedOn.IsZero():
		return ui.Tag{State: ui.Done, Label: "已颁发"}
	case t.Prints > 0:
		return ui.Tag{State: ui.Doing, Label: "待颁发"}
	}
	return ui.Tag{State: ui.Todo, Label: "待打印"}
}

func certificateTable(all []store.Certificate) ui.Table {
	t := ui.Table{Caption: "任命书", Empty: "没有符合条件的任命书。",
		Columns: []ui.Column{{Label: "编号", Narrow: true}, {Label: "姓名", Narrow: true}, {Label: "职务"}, {Label: "日期", Narrow: true}, {Label: "现况", Narrow: true}}}
	for _, x := range all {
		note := ""
		switch {
		case x.Voided != "":
			note = x.Voided
		case !x.HandedOn.IsZero():
			note = x.HandedOn.Short() + "，" + x.HandedBy
		}
		t.Rows = append(t.Rows, ui.Row{Href: certificatePath(x.ID), Cells: []ui.Cell{{Text: x.Number}, {Text: x.Name}, {Text: x.Office},
			{Text: x.Dated.ISO()}, {Tag: certificateTag(x), Note: note}}})
	}
	return t
}

var certificateStates = []struct {
	state store.CertificateState
	label string
}{{store.CertificateWaiting, "待颁发"}, {store.CertificateHanded, "已颁发"}, {store.CertificateVoid, "已作废"}}

// certificates is the register of certificates.
func (s *Server) certificates(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewOutcome); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.CertificateFilter{Search: strings.TrimSpace(q.Get("q")), Limit: listSize(r) + 1}
	for _, x := range certificateStates {
		if q.Get("state") == string(x.state) {
			f.State = x.state
		}
	}
	f.Year, _ = strconv.Atoi(q.Get("year"))
	year, sequence, _ := strings.Cut(q.Get("before"), ".")
	f.Before[0], _ = strconv.Atoi(year)
	f.Before[1], _ = strconv.Atoi(sequence)
	all, err := s.db.Certificates(r.Context(), f)
	if err != nil {
		return err
	}
	page := newCertificatesPage(f, all)
	page.Frame = s.frame(r, certificatesCrumb.Label)
	return s.render(w, r, http.StatusOK, staff.RegisterList(page))
}

func newCertificatesPage(f store.CertificateFilter, all []store.Certificate) staff.RegisterListPage {
	state := ui.Select{Name: "state", Label: "现况", Optional: true, Prompt: "全部"}
	for _, x := range certificateStates {
		state.Options = append(state.Options, ui.Option{Value: string(x.state), Label: x.label, Chosen: x.state == f.State})
	}
	year := ui.Text{Name: "year", Label: "年份", Optional: true, Width: ui.Short, Type: ui.Number}
	if f.Year > 0 {
		year.Value = strconv.Itoa(f.Year)
	}
	page := staff.RegisterListPage{Heading: ui.Heading{Title: certificatesCrumb.Label, Lead: "编号按年度连续，作废的编号不再使用。"},
		Filter: ui.Filter{Action: "/certificates", Label: "查找"},
		Fields: []templ.Component{ui.Text{Name: "q", Label: "姓名、职务或者编号", Value: f.Search, Optional: true, Width: ui.Medium}, state, year}}
	here := func(before string) string {
		return withQuery("/certificates", "q", f.Search, "state", string(f.State), "year", year.Value, "before", before)
	}
	if here("") != "/certificates" {
		page.Filter.Clear = "/certificates"
	}
	if f.Before[0] > 0 {
		page.Pager.Prev = here("")
	}
	if len(all) == f.Limit {
		all = all[:f.Limit-1]
		last := all[len(all)-1]
		page.Pager.Next = here(fmt.Sprintf("%d.%d", last.Year, last.Sequence))
	}
	table := certificateTable(all)
	table.HideCaption = true
	page.Tables = []ui.Table{table}
	return page
}

func (s *Server) certificateOf(r *http.Request) (store.Certificate, error) {
	if err := authz.Check(actor(r), authz.ViewOutcome); err != nil {
		return store.Certificate{}, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return store.Certificate{}, err
	}
	return s.db.Certificate(r.Context(), id)
}

// certificateDetail shows one entry of the register and what can be done with it.
func (s *Server) certificateDetail(w http.ResponseWriter, r *http.Request) error {
	return s.showCertificate(w, r, http.StatusOK, typed{})
}

func (s *Server) showCertificate(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.certificateOf(r)
	if err != nil {
		return err
	}
	prints, err := s.db.CertificatePrints(r.Context(), x.ID)
	if err != nil {
		return err
	}
	page := newCertificatePage(x, prints, actor(r), s.today(), t)
	page.Frame = s.frame(r, x.Number, certificatesCrumb)
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

func newCertificatePage(x store.Certificate, prints []store.CertificatePrint, who authz.Actor, today calendar.Day, t typed) staff.BoardPage {
	page := staff.BoardPage{Problems: t.problems, Heading: ui.Heading{Title: x.Number, Over: "任命书", Tag: certificateTag(x), Lead: x.Name + "，" + x.Office}}
	facts := ui.Summary{{Key: "姓名", Value: x.Name}, {Key: "职务", Value: x.Office, Href: casePath(x.CaseID)}, {Key: "正文", Value: x.Text},
		{Key: "署名", Value: x.Signed}, {Key: "日期", Value: x.Dated.String(), Note: "通过之日"}, {Key: "制作", Value: x.IssuedBy, Note: minute(x.IssuedAt)}}
	if !x.HandedOn.IsZero() {
		facts = append(facts, ui.Item{Key: "颁发", Value: x.HandedOn.String(), Note: x.HandedBy})
	}
	if x.Voided != "" {
		facts = append(facts, ui.Item{Key: "作废", Value: x.Voided, Note: minute(x.VoidedAt)})
	}
	main := staff.Panel{
		Card:    ui.Card{Title: "登记事项"},
		Summary: facts,
		Buttons: []ui.Button{{Label: "看样式", Href: certificatePath(x.ID) + "/paper", Kind: ui.Plain},
			{Label: "本次会议结果办理", Href: outcomePath(x.MeetingID), Kind: ui.Plain}},
	}
	list := ui.Table{Caption: "打印记录", HideCaption: true, Empty: "还没有打印。",
		Columns: []ui.Column{{Label: "时间", Narrow: true}, {Label: "打印人", Narrow: true}, {Label: "事由"}}}
	for _, p := range prints {
		reason := p.Reason
		if reason == "" {
			reason = "首次打印"
		}
		list.Rows = append(list.Rows, ui.Row{Cells: []ui.Cell{{Text: minute(p.At)}, {Text: p.By}, {Text: reason}}})
	}
	page.Panels = []staff.Panel{main, {Card: ui.Card{Title: "打印记录"}, Table: list}}
	if x.Voided == "" {
		page.Aside = certificateActs(x, who, today, t)
	}
	return page
}

// certificateActs are printing, handing over and making void, each for those who may.
func certificateActs(x store.Certificate, who authz.Actor, today calendar.Day, t typed) []staff.Panel {
	var out []staff.Panel
	path := certificatePath(x.ID)
	if authz.Can(who, authz.PrintCertificate) {
		p := staff.Panel{Card: ui.Card{Title: "打印"}}
		form := staff.PanelForm{Form: ui.Form{Action: path + "/print"}, Buttons: []ui.Button{{Label: "打印任命书", Kind: ui.Plain}}}
		if x.Prints > 0 {
			p.Text = []string{"补打的任命书编号不变。"}
			form.Fields = []templ.Component{
				t.text("print", ui.Text{Name: "reprint", Label: "补打的理由"}, ""),
			}
			form.Buttons[0].Label = "补打"
		}
		p.Forms = []staff.PanelForm{form}
		out = append(out, p)
	}
	if x.HandedOn.IsZero() && x.Prints > 0 && authz.Can(who, authz.HandOverCertificate) {
		_, signer, _ := strings.Cut(x.Signed, "　")
		out = append(out, staff.Panel{Card: ui.Card{Title: "颁发"}, Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/handover"},
			Fields:  handoverFields("handover", t, strings.ReplaceAll(signer, "　", ""), today),
			Buttons: []ui.Button{{Label: "登记颁发"}}}}})
	}
	if authz.Can(who, authz.VoidCertificate) {
		out = append(out, staff.Panel{Card: ui.Card{Title: "作废"}, Folded: []staff.PanelFold{{Title: "有误，作废重做", Open: t.act == "void",
			Text: "作废后编号保留在登记簿上，不再使用；可以重新制作。", Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/void"},
				Fields:  []templ.Component{t.text("void", ui.Text{Name: "reason", Label: "作废的理由"}, "")},
				Buttons: []ui.Button{{Label: "作废", Kind: ui.Danger}}}}}}})
	}
	return out
}

// printCertificate records a printing and shows the sheet (打印、补打).
func (s *Server) printCertificate(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.flow.PrintCertificate(r.Context(), actor(r), id, r.PostFormValue("reprint"))
	return s.answer(w, r, "print", err, "已登记打印，请在本页打印纸质件。", certificatePath(id)+"/paper", s.showCertificate)
}

// handOverCertificate records that one certificate was handed over (颁发).
func (s *Server) handOverCertificate(w http.ResponseWriter, r *http.Request) error {
	x, err := s.certificateOf(r)
	if err != nil {
		return err
	}
	day, _ := calendar.Parse(r.PostFormValue("on")) // a broken day is no day, which the workflow asks for
	err = s.flow.HandOverCertificates(r.Context(), actor(r), x.MeetingID, day, r.PostFormValue("by"), x.CaseID)
	return s.answer(w, r, "handover", err, "已登记颁发。", certificatePath(x.ID), s.showCertificate)
}

// voidCertificate makes a certificate void (作废).
func (s *Server) voidCertificate(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	err = s.flow.VoidCertificate(r.Context(), actor(r), id, r.PostFormValue("reason"))
	return s.answer(w, r, "void", err, "已作废，编号保留。请在会议结果办理页重新制作。", certificatePath(id), s.showCertificate)
}

// certificateSheet is a certificate as it is handed over; a proof says that it is one.
func certificateSheet(x store.Certificate, proof bool) document.CertificateSheet {
	c := document.CertificateSheet{
		Title:  "任命书",
		Second: x.TitleSecond,
		Number: x.Number,
		To:     x.Name,
		Body:   strings.Split(x.Text, "\n"),
		Signed: strings.Split(x.Signed, "\n"),
		Date:   x.Dated.String(),
	}
	switch {
	case x.Voided != "":
		c.Stamp = "作废"
	case proof:
		c.Stamp = "校样"
	}
	return c
}

// certificatePaper shows one certificate: a proof until it was printed for the first time.
func (s *Server) certificatePaper(w http.ResponseWriter, r *http.Request) error {
	x, err := s.certificateOf(r)
	if err != nil {
		return err
	}
	return s.renderCertificates(w, r, x.Number, ui.Link{Label: x.Number, Href: certificatePath(x.ID)}, certificateSheet(x, x.Prints == 0))
}

// certificateProofs shows the proofs of all certificates of a meeting, to be read before printing.
func (s *Server) certificateProofs(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	return s.certificatePapers(w, r, m, true)
}

// certificateBatch shows the certificates named in the address, those that were printed.
func (s *Server) certificateBatch(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	return s.certificatePapers(w, r, m, false)
}

func (s *Server) certificatePapers(w http.ResponseWriter, r *http.Request, m store.Meeting, proof bool) error {
	if err := authz.Check(actor(r), authz.ViewOutcome); err != nil {
		return err
	}
	all, err := s.db.CertificatesOfMeeting(r.Context(), m.ID)
	if err != nil {
		return err
	}
	wanted := strings.Split(r.URL.Query().Get("ids"), ".")
	var sheets []document.CertificateSheet
	for _, x := range all {
		if x.Voided == "" && (proof || x.Prints > 0 && slices.Contains(wanted, idText(x.ID))) {
			sheets = append(sheets, certificateSheet(x, proof))
		}
	}
	if len(sheets) == 0 {
		return errs.New(errs.NotFound, "没有可以打印的任命书，请先在会议结果办理页制作。")
	}
	return s.renderCertificates(w, r, "任命书", outcomeCrumb(m), sheets...)
}

// renderCertificates shows certificates to print; ?form=pdf gives the file.
func (s *Server) renderCertificates(w http.ResponseWriter, r *http.Request, title string, back ui.Link, all ...document.CertificateSheet) error {
	if r.URL.Query().Get("form") == "pdf" {
		return sendPDF(w, title, func() ([]byte, error) { return pdf.Certificates(all...) })
	}
	own, err := s.ownCertificates(r, all)
	if err != nil {
		return err
	}
	if own && r.URL.Query().Get("form") == "docx" {
		data, err := s.flow.EditablePapers(r.Context(), certificateDocuments(all)...)
		if err != nil {
			return err
		}
		return sendFile(w, store.File{Name: title + ".docx", MediaType: docxType, Data: data})
	}
	page := staff.CertificatesPage{Frame: s.frame(r, title, back)}
	page.Frame.Forms = paperForms(r, "pdf")
	if own {
		page.Frame.Forms = paperForms(r, "pdf", "docx")
	}
	for _, c := range all {
		page.Sheets = append(page.Sheets, ui.Certificate(c))
	}
	return s.render(w, r, http.StatusOK, staff.Certificates(page))
}

// ownCertificates reports whether certificates can be set in the county's own template. Proofs and what is
// void carry a stamp, which a template has no place for.
func (s *Server) ownCertificates(r *http.Request, all []document.CertificateSheet) (bool, error) {
	if slices.ContainsFunc(all, func(c document.CertificateSheet) bool { return c.Stamp != "" }) {
		return false, nil
	}
	_, own, err := s.db.ActiveTemplate(r.Context(), "certificate")
	return own, err
}

func certificateDocuments(all []document.CertificateSheet) []document.Document {
	papers := make([]document.Document, len(all))
	for i, c := range all {
		papers[i] = document.Document{Name: "任命书", Number: c.Number, Title: []string{c.Title}, Addressee: c.To + "：", Sign: c.Signed, Date: c.Date}
		for _, line := range c.Body {
			papers[i].Blocks = append(papers[i].Blocks, document.Block{Style: document.Para, Text: line})
		}
	}
	return papers
}

// printCertificates records the first printing of all and shows the sheets (成批打印).
func (s *Server) printCertificates(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	printed, err := s.flow.PrintCertificates(r.Context(), actor(r), m.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(printed))
	for i, x := range printed {
		ids[i] = idText(x.ID)
	}
	return seeOther(w, r, meetingPath(m.ID)+"/certificates/paper?ids="+strings.Join(ids, "."))
}
