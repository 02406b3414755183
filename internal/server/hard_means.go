package server

import (
	"net/http"

	"renmian/internal/authz"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// hardMeans shows the four hard means on one page (刚性监督手段)〔ZY-20〕: who may start each, its steps, and where.
func (s *Server) hardMeans(w http.ResponseWriter, r *http.Request) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewRemovals); err != nil {
		return err
	}
	n, err := s.db.MemberCount(r.Context())
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "四种刚性手段", supervisionCrumb, removalsCrumb), Tabs: supervisionTabsAt(who, removalsPath),
		Heading: ui.Heading{Title: "四种刚性监督手段", Lead: "质询、特定问题调查、撤职、罢免：谁可以提出，怎样一步步办。提出、联名和决定都在本人的账号里办理。"}}
	starts := map[string]string{}
	if who.Has(authz.RoleMember) {
		starts["interpellation"] = inquiriesPath + "/interpellation"
	}
	if who.Has(authz.RoleMember, authz.RoleChair) {
		starts["special_investigation"] = inquiriesPath + "/investigation"
		starts["recall"] = removalsPath + "/new?means=recall"
	}
	if authz.Can(who, authz.MoveRemoval) {
		starts["dismissal"] = removalsPath + "/new"
	}
	for _, m := range supervision.HardMeans(n) {
		p := staff.Panel{
			Card:    ui.Card{Title: m.Name, ID: m.Key},
			Summary: ui.Summary{{Key: "依据", Value: m.Basis}, {Key: "对象", Value: m.Objects}, {Key: "谁可以提出", Value: m.Who}},
		}
		for _, step := range m.Steps {
			p.Stages = append(p.Stages, ui.Stage{Label: step})
		}
		if href := starts[m.Key]; href != "" {
			p.Buttons = []ui.Button{{Label: "提出" + m.Name, Href: href, Kind: ui.Plain}}
		}
		page.Panels = append(page.Panels, p)
	}
	return s.render(w, r, http.StatusOK, staff.Board(page))
}
