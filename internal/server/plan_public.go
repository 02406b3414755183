package server

import (
	"fmt"
	"net/http"
	"strconv"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/public"
	"renmian/web/ui"
)

const publicPlans = "/plans"

var publicPlansCrumb = ui.Link{Label: "监督计划", Href: publicPlans}

func publicPlanPath(year int) string { return fmt.Sprintf("%s/%d", publicPlans, year) }

// publicPlanList lists the plans that were made public 〔监督法 第六十三条〕.
func (s *Server) publicPlanList(w http.ResponseWriter, r *http.Request) error {
	all, err := s.db.PublishedPlans(r.Context())
	if err != nil {
		return err
	}
	page := public.PlansPage{Frame: s.frame(r, "监督计划", publicHome), Heading: ui.Heading{Title: "监督计划", Lead: "县人大常委会每年的监督计划，由主任会议通过后在此公布；调整连同理由随之公布。"},
		Empty: "还没有公布过监督计划。"}
	for _, p := range all {
		page.Plans = append(page.Plans,
			ui.DatedLink{Label: fmt.Sprintf("%d 年度监督计划", p.Year), Href: publicPlanPath(p.Year), Date: calendar.Of(p.PublishedAt).String()})
	}
	page.Frame.Meta = s.siteMeta(r, publicPlansCrumb.Label)
	return s.render(w, r, http.StatusOK, public.Plans(page))
}

func (s *Server) publicPlanOf(r *http.Request) (p store.Plan, items []store.PlanItem, err error) {
	year, err := pathID(r, "year")
	if err != nil {
		return p, nil, err
	}
	p, err = s.db.PlanOf(r.Context(), int(year))
	if err == nil && p.PublishedAt.IsZero() {
		err = errs.New(errs.NotFound, "这一年的监督计划还没有公布。")
	}
	if err != nil {
		return p, nil, err
	}
	items, err = s.db.PlanItems(r.Context(), p.ID)
	return p, items, err
}

// publicPlan shows a published plan with its later adjustments.
func (s *Server) publicPlan(w http.ResponseWriter, r *http.Request) error {
	p, items, err := s.publicPlanOf(r)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("%d 年度监督计划", p.Year)
	page := public.PlansPage{Frame: s.frame(r, title, publicHome, publicPlansCrumb), Heading: ui.Heading{Title: title,
		Lead: p.ApprovedOn.String() + "主任会议通过，" + calendar.Of(
			p.PublishedAt,
		).String() + "公布。"}, Print: ui.Button{Label: "打印", Href: publicPlanPath(p.Year) + "/print", Kind: ui.Plain}}
	page.Items = ui.Table{
		Caption:     title,
		HideCaption: true,
		Columns:     []ui.Column{{Label: "时间", Narrow: true}, {Label: "种类", Narrow: true}, {Label: "事项"}, {Label: "承办"}, {Label: "情况", Narrow: true}},
	}
	for _, i := range items {
		line := planLine(p, i, s.today())
		tag := ui.Tag{}
		if i.Dropped != "" || i.MatterID != 0 {
			tag = line.Tag // whether something is late is nobody's business outside
		}
		page.Items.Rows = append(page.Items.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: strconv.Itoa(i.Month) + "月"},
				{Text: supervision.PlanLabel(i.Kind)},
				{Text: i.Title, Note: line.Note},
				{Text: i.Lead},
				{Tag: tag},
			},
		})
	}
	page.Frame.Meta = s.siteMeta(r, publicPlansCrumb.Label)
	return s.render(w, r, http.StatusOK, public.Plans(page))
}

// printPublicPlan is the published plan as a paper.
func (s *Server) printPublicPlan(w http.ResponseWriter, r *http.Request) error {
	p, items, err := s.publicPlanOf(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: fmt.Sprintf("%d 年度监督计划", p.Year), Href: publicPlanPath(p.Year)}, planPaper(county, p, items))
}
