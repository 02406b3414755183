package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// sitePanels show the townships or projects with what was seen at each.
func (s *Server) sitePanels(x oversightOf, clerk bool, t typed) []staff.Panel {
	if x.Kind == supervision.SpecialWorkReport {
		return nil
	}
	path := matterPath(x.Kind, x.ID)
	seen := 0
	list := staff.Panel{Card: ui.Card{Title: "乡镇街道和点位", ID: "sites"}, Table: ui.Table{Caption: "乡镇街道和点位", HideCaption: true, Empty: "还没有列出乡镇街道或者点位。",
		Columns: []ui.Column{{Label: "名称"}, {Label: "察看日期", Narrow: true}, {Label: "情况"}, {Label: "照片", Numeric: true, Narrow: true}}}}
	for _, p := range x.sites {
		href, found, on := "", p.Findings, p.VisitedOn.ISO()
		if clerk || !p.VisitedOn.IsZero() {
			href = fmt.Sprintf("%s/sites/%d", path, p.ID)
		}
		if p.VisitedOn.IsZero() {
			on, found = "—", "还没有去过"
		} else {
			seen++
		}
		list.Table.Rows = append(list.Table.Rows,
			ui.Row{Href: href, Cells: []ui.Cell{{Text: p.Name}, {Text: on}, {Text: found}, {Text: strconv.Itoa(len(p.Photos))}}})
	}
	if len(x.sites) > 0 {
		list.Stats = ui.Stats{{Label: "应去", Value: strconv.Itoa(len(x.sites)), Unit: "处"}, {Label: "已去", Value: strconv.Itoa(seen), Unit: "处"}}
	}
	if clerk {
		names := t.area("sites", ui.Area{Name: "names", Label: "名称", Hint: "每行一个，已列入的不会重复。", Rows: 6}, "")
		kinds := []ui.Option{
			{Value: "township", Label: "乡镇、街道", Chosen: t.value("sites", "kind", kindOfSites(x)) == "township"},
			{Value: "project", Label: "项目、点位", Chosen: t.value("sites", "kind", kindOfSites(x)) == "project"},
		}
		fold := staff.PanelFold{
			Title: "列出乡镇街道和点位",
			Open:  t.act == "sites",
			Forms: []staff.PanelForm{{
				Form:    ui.Form{Action: path + "/sites", Guard: true},
				Fields:  []templ.Component{ui.Radios{Name: "kind", Label: "种类", Options: kinds, Inline: true, Error: t.wrong("sites", "kind")}, names},
				Buttons: []ui.Button{{Label: "列入", Kind: ui.Plain}},
			}},
		}
		list.Folded = []staff.PanelFold{fold}
		if x.Kind == supervision.FieldStudy && len(x.sites) == 0 {
			list.Folded = append(list.Folded, staff.PanelFold{
				Title: "照上一次调研列出全部乡镇街道",
				Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/sites/again"}, Buttons: []ui.Button{{Label: "照上一次列出", Kind: ui.Plain}}}},
			})
		}
	}
	all := []staff.Panel{list}
	if g := siteGallery(x); len(g.Pictures) > 0 {
		all = append(all, staff.Panel{Card: ui.Card{Title: "实地照片和录像", ID: "photos"}, Figures: []templ.Component{g}})
	}
	return all
}

func kindOfSites(x oversightOf) string {
	if x.Kind == supervision.InspectionTour {
		return "project"
	}
	return "township"
}

func siteGallery(x oversightOf) ui.Gallery {
	var g ui.Gallery
	for _, p := range x.sites {
		g.Pictures = append(g.Pictures, sitePictures(x, p)...)
	}
	return g
}

func sitePictures(x oversightOf, p store.Site) (all []ui.Picture) {
	for _, q := range p.Photos {
		all = append(all,
			ui.Picture{Src: fmt.Sprintf("%s/photos/%d", matterPath(x.Kind, x.ID), q.FileID), Alt: q.Alt, Film: q.Film(), Caption: p.Name + "：" + q.Alt})
	}
	return all
}

// oversightSite is where what was seen at one place is written down, with its photographs.
func (s *Server) oversightSite(w http.ResponseWriter, r *http.Request) error {
	return s.showSite(w, r, http.StatusOK, typed{})
}

func (s *Server) showSite(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	p, err := siteOf(r, x)
	if err != nil {
		return err
	}
	path := fmt.Sprintf("%s/sites/%d", matterPath(x.Kind, x.ID), p.ID)
	page := staff.BoardPage{
		Frame:    s.frame(r, p.Name, supervisionCrumb, oversightCrumb, ui.Link{Label: x.Title, Href: matterPath(x.Kind, x.ID)}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: x.Title, Title: p.Name},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, figuresSheet)
	if !p.VisitedOn.IsZero() {
		page.Panels = append(page.Panels,
			staff.Panel{Card: ui.Card{Title: "察看情况"}, Text: []string{p.VisitedOn.String()}, Prose: strings.Split(unixLines(p.Findings), "\n")})
	}
	if len(p.Photos) > 0 {
		page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "照片和录像"}, Figures: []templ.Component{ui.Gallery{Pictures: sitePictures(x, p)}}})
	}
	if authz.Can(actor(r), authz.RecordSite) && x.Open() {
		on := p.VisitedOn
		if on.IsZero() {
			on = s.today()
		}
		page.Panels = append(
			page.Panels,
			staff.Panel{
				Card: ui.Card{Title: yesNo(p.VisitedOn.IsZero(), "登记察看情况", "修改察看情况")},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: path, Version: strconv.Itoa(p.Version), Guard: true}, Fields: []templ.Component{
					t.text("site", ui.Text{Name: "held_on", Label: "察看日期", Type: ui.Date, Width: ui.Medium}, on.ISO()),
					t.area("site", ui.Area{Name: "findings", Label: "看到的情况和发现的问题", Rows: 6}, p.Findings)}, Buttons: []ui.Button{{Label: "登记"}}}},
			},
			staff.Panel{
				Card: ui.Card{Title: "上传照片或录像"},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/photos", Files: true, Guard: true}, Fields: []templ.Component{
					ui.Files{
						Name:   "photo",
						Label:  "照片或录像",
						Accept: ".jpg,.jpeg,.png,.mp4,.webm",
						Hint:   "照片 20 MB 以内，录像 60 MB 以内。",
						Error:  t.wrong("photo", "photo"),
					},
					t.text("photo", ui.Text{Name: "alt", Label: "照片上是什么（录像写录的是什么）", Width: ui.Wide, Hint: "如“水厂的净化池正在检修，池边堆着旧管”。"},
						"")}, Buttons: []ui.Button{{Label: "上传", Kind: ui.Plain}}}},
			},
		)
		if p.VisitedOn.IsZero() {
			page.Panels = append(page.Panels, staff.Panel{
				Card:  ui.Card{Title: "撤去"},
				Text:  []string{"没有去过的可以撤去。"},
				Forms: []staff.PanelForm{{Form: ui.Form{Action: path + "/drop"}, Buttons: []ui.Button{{Label: "撤去" + p.Name, Kind: ui.Plain}}}},
			})
		}
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// sendFilm sends a film or the parts of it that a player asks for, without ever holding it whole.
func (s *Server) sendFilm(w http.ResponseWriter, r *http.Request, id int64) error {
	f, parts, err := s.db.FileParts(r.Context(), id)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(f.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; sandbox; frame-ancestors 'none'")
	h.Set("Cache-Control", "private, max-age=3600")
	http.ServeContent(w, r, "", f.CreatedAt, parts)
	return nil
}

// sitePhoto sends a photograph or a film of a place.
func (s *Server) sitePhoto(w http.ResponseWriter, r *http.Request) error {
	x, err := s.oversightOf(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "file")
	if err != nil {
		return err
	}
	for _, p := range x.sites {
		for _, q := range p.Photos {
			if q.FileID == id && q.Film() {
				return s.sendFilm(w, r, id)
			}
			if q.FileID == id {
				f, err := s.db.File(r.Context(), id)
				if err != nil {
					return err
				}
				w.Header().Set("Cache-Control", "private, max-age=3600")
				return sendFile(w, f)
			}
		}
	}
	return errs.New(errs.NotFound, "查无此照片或者录像。")
}
