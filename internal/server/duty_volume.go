package server

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

// compileVolume binds the year's reports (汇编述职报告).
func (s *Server) compileVolume(w http.ResponseWriter, r *http.Request) error {
	year, err := pathID(r, "year")
	if err != nil {
		return err
	}
	id, err := s.flow.CompileVolume(r.Context(), actor(r), int(year))
	return s.answer(w, r, "volume", err, "已汇编成册，请核对后印发。", volumePath(id), s.showDutySummary)
}

func (s *Server) volumeOf(r *http.Request) (v store.DutyVolume, err error) {
	who := actor(r)
	if err := authz.Check(who, authz.ViewDuty); err != nil {
		return v, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return v, err
	}
	v, err = s.db.DutyVolume(r.Context(), id)
	if err == nil && v.IssuedOn.IsZero() && !who.Has(authz.RoleClerk, authz.RoleChair) {
		err = errs.New(errs.NotFound, "述职报告汇编还没有印发。")
	}
	return v, err
}

// volumePage shows a volume: what is in it, and which member got and opened it when 〔ZY-17、ZY-12〕.
func (s *Server) volumePage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.volumeOf(r)
	if err != nil {
		return err
	}
	who, path := actor(r), volumePath(v.ID)
	reports, err := s.db.VolumeReports(r.Context(), v.ID)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("%d 年述职报告汇编", v.Year)
	page := staff.BoardPage{
		Frame:   s.frame(r, title, supervisionCrumb, dutyCrumb, dutyCallCrumb(v.Year)),
		Heading: ui.Heading{Title: title, Tag: ui.Tag{State: ui.Todo, Label: "待印发"}},
	}
	facts := staff.Panel{
		Stats:   ui.Stats{{Label: "收入报告", Value: strconv.Itoa(v.Entries), Unit: "份"}},
		Summary: ui.Summary{{Key: "汇编", Value: minute(v.CompiledAt), Note: v.CompiledBy}},
		Buttons: []ui.Button{{Label: "阅读", Href: path + "/read"}, {Label: "装订成册（PDF）", Href: path + "/file", Kind: ui.Plain}},
	}
	if !v.IssuedOn.IsZero() {
		page.Heading.Tag = ui.Tag{State: ui.Done, Label: "已印发"}
		facts.Stats = append(facts.Stats, ui.Stat{Label: "送达", Value: strconv.Itoa(v.Delivered), Unit: "人"},
			ui.Stat{Label: "已打开", Value: strconv.Itoa(v.Opened), Unit: "人"})
		facts.Summary = append(facts.Summary, ui.Item{Key: "印发", Value: v.IssuedOn.String()})
	} else if authz.Can(who, authz.IssueVolume) {
		facts.Forms = []staff.PanelForm{{Form: ui.Form{Action: path + "/issue"}, Buttons: []ui.Button{{Label: "印发常委会组成人员"}}}}
	}
	contents := staff.Panel{
		Card: ui.Card{Title: "目录"},
		Table: ui.Table{
			Caption:     "目录",
			HideCaption: true,
			Columns:     []ui.Column{{Label: "序号", Numeric: true, Narrow: true}, {Label: "姓名", Narrow: true}, {Label: "职务"}},
		},
	}
	for i, x := range reports {
		contents.Table.Rows = append(contents.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(i + 1)}, {Text: x.Person}, {Text: x.Office}}})
	}
	page.Panels = []staff.Panel{facts, contents}
	if !v.IssuedOn.IsZero() && who.Has(authz.RoleClerk) {
		all, err := s.db.VolumeReceipts(r.Context(), v.ID)
		if err != nil {
			return err
		}
		got := staff.Panel{
			Card: ui.Card{Title: "送达和阅读", ID: "receipts"},
			Table: ui.Table{
				Caption:     "送达和阅读",
				HideCaption: true,
				Columns:     []ui.Column{{Label: "组成人员"}, {Label: "送达", Narrow: true}, {Label: "打开", Narrow: true}},
			},
		}
		for _, x := range all {
			opened := ui.Cell{Tag: ui.Tag{State: ui.Todo, Label: "未打开"}}
			if !x.OpenedAt.IsZero() {
				opened = ui.Cell{Text: minute(x.OpenedAt)}
			}
			got.Table.Rows = append(got.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: minute(x.DeliveredAt)}, opened}})
		}
		page.Panels = append(page.Panels, got)
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}

// volumePapers are the reports of a volume as papers.
func (s *Server) volumePapers(r *http.Request, v store.DutyVolume) ([]document.Document, error) {
	reports, err := s.db.VolumeReports(r.Context(), v.ID)
	if err != nil {
		return nil, err
	}
	papers := make([]document.Document, len(reports))
	for i, x := range reports {
		papers[i] = dutyPaper(v.Year, x.Person, x.Office, x.DutyFiling)
		papers[i].Name = x.Person + "　" + x.Office
	}
	return papers, nil
}

// readVolume shows the volume to read; a member's first opening is noted.
func (s *Server) readVolume(w http.ResponseWriter, r *http.Request) error {
	v, err := s.volumeOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.OpenVolume(r.Context(), actor(r), v.ID); err != nil {
		return err
	}
	papers, err := s.volumePapers(r, v)
	if err != nil {
		return err
	}
	page := staff.PaperPage{Frame: s.frame(r, fmt.Sprintf("%d 年述职报告汇编", v.Year), ui.Link{Label: fmt.Sprintf("%d 年述职报告汇编", v.Year), Href: volumePath(v.ID)})}
	page.Frame.Forms = []ui.Link{{Label: "装订成册（PDF）", Href: volumePath(v.ID) + "/file"}}
	for _, d := range papers {
		page.Sheets = append(page.Sheets, paper(d))
	}
	return s.render(w, r, http.StatusOK, staff.Paper(page))
}

// volumeFile is the volume as one file with contents and page numbers that run through.
func (s *Server) volumeFile(w http.ResponseWriter, r *http.Request) error {
	v, err := s.volumeOf(r)
	if err != nil {
		return err
	}
	if err := s.flow.OpenVolume(r.Context(), actor(r), v.ID); err != nil {
		return err
	}
	papers, err := s.volumePapers(r, v)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	cover := pdf.Cover{Title: fmt.Sprintf("%d年述职报告汇编", v.Year), Issuer: county.Committee, Date: cmp.Or(v.IssuedOn, calendar.Of(v.CompiledAt)).String()}
	return sendPDF(w, cover.Title, func() ([]byte, error) { return pdf.Volume(cover, papers) })
}

// issueVolume delivers the volume to the members (印发).
func (s *Server) issueVolume(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.flow.IssueVolume(r.Context(), actor(r), id); err != nil {
		return err
	}
	s.flash(r, "已印发，组成人员的工作台会提示阅读。")
	return seeOther(w, r, volumePath(id))
}
