package server

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/staff"
	"renmian/web/ui"
)

// dossierVolume binds the dossier with the papers behind it in one file: every commitment, every rectification's ledger and
// every letter that was sent on (任职档案装订); the opening is recorded.
func (s *Server) dossierVolume(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDossier(r)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	papers := []document.Document{dossierPaper(county, d, s.today())}
	for _, c := range d.Cases {
		for _, m := range c.Commitments {
			if m.Judged == "returned" {
				continue
			}
			x := document.Document{
				Name:     fmt.Sprintf("供职承诺书（%s）", c.Office.Title),
				Title:    []string{"供职承诺书"},
				SubTitle: "（" + c.Office.Title + "）",
				Sign:     []string{d.Person.Name},
				Date:     calendar.Of(m.FiledAt).String(),
			}
			for _, a := range m.Answers {
				x.Blocks = append(x.Blocks, document.Block{Style: document.Head, Text: a.Heading}, document.Block{Style: document.Para, Text: a.Text})
			}
			papers = append(papers, x)
		}
	}
	for _, q := range d.Rectifications {
		x, err := s.rectificationByID(r, q.ID)
		if err != nil {
			return err
		}
		paper := s.ledger(county, x)
		paper.Name += "（" + q.Title + "）"
		papers = append(papers, paper)
	}
	for _, x := range d.Dispatches {
		paper := document.OfficialLetter(county,
			document.Letter{Name: x.Title, Number: x.Number, Title: x.Title, Recipient: x.Recipient, Body: x.Body, On: x.SentOn})
		papers = append(papers, paper)
	}
	data, err := pdf.Volume(pdf.Cover{Title: d.Person.Name + "任职档案", Issuer: county.Committee, Date: s.today().String()}, papers)
	if err != nil {
		return err
	}
	return sendFile(w, store.File{Name: d.Person.Name + "任职档案.pdf", MediaType: "application/pdf", Data: bytes.Clone(data)})
}

// glance says at a glance how an appointee stands: in office since, promises kept, ratings over the years (the oldest
// first), rectifications under way. Of who holds no office only what there is is said. Ratings are nil for a reader who
// may not see any: nothing is said of them, not that there are none.
func glance(tenures []store.Tenure, promises []store.YearPromises, ratings []store.Rating, rects []store.Rectification) ui.Stats {
	var out ui.Stats
	var since calendar.Day
	for _, t := range tenures {
		if t.EndsOn.IsZero() && (since.IsZero() || t.StartsOn.Before(since)) {
			since = t.StartsOn
		}
	}
	if !since.IsZero() {
		y, m, _ := since.Date()
		out = append(out, ui.Stat{Label: "在任自", Value: fmt.Sprintf("%d.%02d", y, int(m))})
	}
	if n := len(promises); n > 0 && len(promises[n-1].Answers) > 0 {
		kept := 0
		for _, a := range promises[n-1].Answers {
			if a.Kept == supervision.KeptWhole {
				kept++
			}
		}
		out = append(out, ui.Stat{Label: fmt.Sprintf("%d 年承诺兑现", promises[n-1].Year), Value: fmt.Sprintf("%d/%d", kept, len(promises[n-1].Answers)), Unit: "项"})
	} else if !since.IsZero() {
		out = append(out, ui.Stat{Label: "承诺兑现", Value: "—", Note: "述职报告还没有逐项说明的承诺"})
	}
	if n := len(ratings); n > 0 {
		x := ui.Stat{Label: "最近测评", Value: ratings[n-1].Result, Note: ratings[n-1].AnnouncedOn.String(), Href: ratingPath(ratings[n-1].ID)}
		for i := n - 2; i >= max(0, n-3); i-- {
			x.Note += fmt.Sprintf("；%s%s", ratings[i].AnnouncedOn, ratings[i].Result)
		}
		out = append(out, x)
	} else if ratings != nil && !since.IsZero() {
		out = append(out, ui.Stat{Label: "最近测评", Value: "—", Note: "还没有测评"})
	}
	open := 0
	for _, x := range rects {
		if x.Open() {
			open++
		}
	}
	if len(rects) > 0 || !since.IsZero() {
		out = append(out, ui.Stat{Label: "整改未销号", Value: strconv.Itoa(open), Unit: "件", Note: fmt.Sprintf("共 %d 件", len(rects))})
	}
	return out
}

// personGlance puts on a person's page what of supervision the reader may see.
func (s *Server) personGlance(r *http.Request, page *staff.RegisterDetailPage, personID int64, tenures []store.Tenure) error {
	who, ctx := actor(r), r.Context()
	if !authz.Can(who, authz.ViewMatters) {
		return nil
	}
	promises, err := s.db.PromiseAnswersOf(ctx, personID)
	if err != nil {
		return err
	}
	rects, err := s.db.Rectifications(ctx, store.RectificationFilter{Who: who, PersonID: personID, Limit: pageSize})
	if err != nil {
		return err
	}
	matters, err := s.db.Matters(ctx, store.MatterFilter{Kinds: visibleKinds(who), PersonID: personID, Limit: pageSize})
	if err != nil {
		return err
	}
	var ratings []store.Rating
	if authz.Can(who, authz.ViewRatings) {
		if ratings, err = s.db.RatingsOfPerson(ctx, personID); err != nil {
			return err
		}
	}
	if len(rects) > 0 || len(promises) > 0 || len(matters) > 0 || len(ratings) > 0 {
		page.Stats = glance(tenures, promises, ratings, rects)
	}
	if n := len(ratings); n > 0 {
		g, err := s.gradesOf(ctx, ratings[n-1])
		if err != nil {
			return err
		}
		page.Figures, page.Frame.Sheets = []templ.Component{g}, append(page.Frame.Sheets, figuresSheet)
	}
	if len(rects) > 0 {
		page.Sections = append(page.Sections, staff.RegisterSection{Title: "整改", Table: rectTable(rects, s.today())})
	}
	if len(promises) > 0 {
		page.Sections = append(page.Sections, staff.RegisterSection{Title: "承诺兑现", Table: promiseTable(promises)})
	}
	if len(matters) > 0 {
		page.Sections = append(page.Sections, staff.RegisterSection{Title: "监督事项", Table: s.matterTable(matters)})
	}
	return nil
}

// promiseTable shows each promise with what the latest duty report says of it.
func promiseTable(all []store.YearPromises) ui.Table {
	last := all[len(all)-1]
	t := ui.Table{
		Caption:     "承诺兑现",
		HideCaption: true,
		Empty:       "述职报告没有逐项回答供职承诺。",
		Columns:     []ui.Column{{Label: "承诺"}, {Label: fmt.Sprintf("%d 年述职报告的回答", last.Year)}, {Label: "兑现", Narrow: true}},
	}
	for _, a := range last.Answers {
		state := ui.Doing
		if a.Kept == supervision.KeptWhole {
			state = ui.Done
		}
		t.Rows = append(t.Rows,
			ui.Row{Cells: []ui.Cell{{Text: a.Heading, Note: a.Promise}, {Text: a.Text}, {Tag: ui.Tag{State: state, Label: a.Kept.Label()}}}})
	}
	return t
}
