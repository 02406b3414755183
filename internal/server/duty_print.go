package server

import (
	"net/http"
	"slices"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/ui"
)

// dutyFile sends an attachment or the signed paper to staff.
func (s *Server) dutyFile(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewDuty); err != nil {
		return err
	}
	x, err := s.dutyOf(r)
	if err != nil {
		return err
	}
	return s.sendDutyFile(w, r, x, true)
}

func (s *Server) sendDutyFile(w http.ResponseWriter, r *http.Request, x dutyData, staffSees bool) error {
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	attached := slices.ContainsFunc(x.files, func(a store.DutyAttachment) bool { return a.FileID == id && (a.Edition != 0 || !staffSees) })
	if !attached && (!staffSees || !slices.ContainsFunc(x.filings, func(f store.DutyFiling) bool { return f.FileID == id })) {
		return errs.New(errs.NotFound, "查无此文件。")
	}
	f, err := s.db.File(r.Context(), id)
	if err != nil {
		return err
	}
	return sendFile(w, f)
}

// printDuty is a report to print, for staff.
func (s *Server) printDuty(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewDuty); err != nil {
		return err
	}
	x, err := s.dutyOf(r)
	if err != nil {
		return err
	}
	return s.renderDuty(w, r, x, ui.Link{Label: x.m.Title, Href: x.path()})
}

func (s *Server) renderDuty(w http.ResponseWriter, r *http.Request, x dutyData, back ui.Link) error {
	f := x.last()
	if len(f.Sections) == 0 {
		return errs.New(errs.NotFound, "还没有录入全文的述职报告。")
	}
	return s.renderPapers(w, r, back, dutyPaper(x.d.Year, x.d.Person, x.d.Office, f))
}

func dutyPaper(year int, name, office string, f store.DutyFiling) document.Document {
	p := document.DutyReportPaper{Year: year, Name: name, Office: office, FiledOn: calendar.Of(f.FiledAt), OnPaper: len(f.Sections) == 0}
	for _, x := range f.Sections {
		p.Sections = append(p.Sections, document.Promise{Heading: x.Heading, Text: x.Text})
	}
	for _, a := range f.Answers {
		p.Promises = append(p.Promises, document.PromiseKept{Heading: a.Heading, Promise: a.Promise, Kept: a.Kept.Label(), Text: a.Text})
	}
	return document.DutyReport(p)
}
