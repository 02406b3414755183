package server

import (
	"fmt"
	"net/http"

	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
)

// printPlan is the plan as a paper.
func (s *Server) printPlan(w http.ResponseWriter, r *http.Request) error {
	p, items, err := s.planOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, planCrumb(p.Year), planPaper(county, p, items))
}

// planPaper sets a plan as the paper that the chairpersons' meeting adopts.
func planPaper(county document.County, p store.Plan, items []store.PlanItem) document.Document {
	x := document.PlanPaper{Year: p.Year, ApprovedOn: p.ApprovedOn}
	for _, i := range items {
		line := document.PlanLine{Month: i.Month, Kind: supervision.PlanLabel(i.Kind), Title: i.Title, Lead: i.Lead}
		switch {
		case i.Dropped != "":
			line.Note = "取消：" + i.Dropped
		case i.FirstMonth != 0:
			line.Note = fmt.Sprintf("原定%d月；%s", i.FirstMonth, i.Reason)
		case i.Added:
			line.Note = "增加：" + i.Reason
		default:
			line.Note = i.Note
		}
		x.Items = append(x.Items, line)
	}
	return document.SupervisionPlan(county, x)
}
