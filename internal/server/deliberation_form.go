package server

import (
	"cmp"
	"net/http"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// newDeliberation is the form of an opinion on what a matter was about (起草审议意见).
func (s *Server) newDeliberation(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	return s.showDeliberationForm(w, r, http.StatusOK, m, store.DeliberationOpinion{}, typed{})
}

func (s *Server) editDeliberation(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	return s.showDeliberationForm(w, r, http.StatusOK, store.Matter{ID: x.MatterID, Kind: x.MatterKind, Title: x.MatterTitle}, x.DeliberationOpinion, typed{})
}

func (s *Server) showDeliberationForm(w http.ResponseWriter, r *http.Request, status int, m store.Matter, x store.DeliberationOpinion, t typed) error {
	const act = "opine"
	if err := authz.Check(actor(r), authz.DraftDeliberation); err != nil {
		return err
	}
	form := staff.PanelForm{
		Form:    ui.Form{Action: matterFilesPath(m.ID) + "/opine", Guard: true},
		Buttons: []ui.Button{{Label: "保存草稿"}, {Label: "返回", Href: matterPath(m.Kind, m.ID), Kind: ui.Plain}},
	}
	title := "起草审议意见"
	if x.ID != 0 {
		title = "修改审议意见"
		form.Form.Action, form.Form.Version, form.Buttons[1].Href = supervision.OpinionPath(x.ID), strconv.Itoa(x.Version), supervision.OpinionPath(x.ID)
	} else {
		options, err := s.matterOrganOptions(r, m, t.value(act, "organ", ""))
		if err != nil {
			return err
		}
		form.Fields = append(form.Fields, ui.Select{Name: "organ", Label: "研究处理机关", Options: options, Error: t.wrong(act, "organ")})
	}
	form.Fields = append(form.Fields,
		t.text(act, ui.Text{Name: "title", Label: "标题", Width: ui.Wide}, cmp.Or(x.Title, "关于"+m.Title+"的审议意见")),
		t.area(act, ui.Area{Name: "body", Label: "审议意见", Rows: 10}, x.Body))
	page := staff.BoardPage{
		Frame:    s.frame(r, title, supervisionCrumb, ui.Link{Label: m.Title, Href: matterPath(m.Kind, m.ID)}),
		Problems: t.problems,
		Heading:  ui.Heading{Over: m.Title, Title: title},
		Panels:   []staff.Panel{{Forms: []staff.PanelForm{form}}},
	}
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, staff.Board(page))
}

// matterOrganOptions offers the units of a matter.
func (s *Server) matterOrganOptions(r *http.Request, m store.Matter, chosen string) (out []ui.Option, err error) {
	organs, err := s.db.MatterOrgans(r.Context(), m.ID)
	for _, g := range organs {
		out = append(out, ui.Option{Value: idText(g.OrganID), Label: g.Name, Chosen: chosen == idText(g.OrganID)})
	}
	return out, err
}

func (s *Server) draftDeliberation(w http.ResponseWriter, r *http.Request) error {
	m, err := s.supervised(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	id, err := s.flow.DraftDeliberation(r.Context(), actor(r), m.ID,
		workflow.DeliberationForm{OrganID: f.id("organ"), Title: f.value("title"), Body: f.value("body")})
	return s.answer(w, r, "opine", err, "草稿已保存，请征求工作机构意见后交办。", supervision.OpinionPath(id),
		func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showDeliberationForm(w, r, status, m, store.DeliberationOpinion{}, t)
		})
}

func (s *Server) changeDeliberation(w http.ResponseWriter, r *http.Request) error {
	x, err := s.deliberationOf(r)
	if err != nil {
		return err
	}
	f := typedIn(r)
	err = s.flow.ChangeDeliberation(r.Context(), actor(r), x.ID, formVersion(r), workflow.DeliberationForm{Title: f.value("title"), Body: f.value("body")})
	return s.answer(w, r, "opine", err, "修改已保存。", supervision.OpinionPath(x.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		x.Version = formVersion(r)
		return s.showDeliberationForm(w, r, status, store.Matter{ID: x.MatterID, Kind: x.MatterKind, Title: x.MatterTitle}, x.DeliberationOpinion, t)
	})
}
