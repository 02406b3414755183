package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// countingPanels show how far the count of papers is, and give a scrutineer the form for each group that waits.
func (s *Server) countingPanels(ctx context.Context, who authz.Actor, o store.RatingRound, ratings []store.Rating, t typed) (all []staff.Panel) {
	entries, err := s.db.RatingEntries(ctx, o.ID)
	mine := slices.ContainsFunc(o.Scrutineers, func(x store.Scrutineer) bool { return x.MemberID == who.MemberID })
	for _, g := range o.Groups {
		if g.Way != supervision.OnPaper || g.Counted || err != nil {
			continue
		}
		p := staff.Panel{
			Card:    ui.Card{Title: g.Label + "的纸质测评票", ID: "count-" + g.Key},
			Buttons: []ui.Button{{Label: "打印测评票", Kind: ui.Plain, Href: ratingRoundPath(o.ID) + "/ballot"}},
		}
		entered, again := 0, false
		for _, e := range entries {
			if e.Key == g.Key {
				again = again || e.Superseded
				if !e.Superseded {
					entered++
					mine = mine && e.MemberID != who.MemberID
				}
			}
		}
		p.Text = []string{fmt.Sprintf("两名监票人各自计票，已录入 %d 人。", entered)}
		if again && entered == 0 {
			p.Text = append(p.Text, "两人的计票不一致，请各自重新清点后再录入。")
		}
		if mine {
			p.Forms = []staff.PanelForm{paperCountForm(o, g, ratings, t)}
		}
		all = append(all, p)
	}
	return all
}

func paperCountForm(o store.RatingRound, g store.RatingGroup, ratings []store.Rating, t typed) staff.PanelForm {
	act := "count-" + g.Key
	field := func(name, label string) ui.Text {
		return t.text(act, ui.Text{Name: name, Label: label, Type: ui.Number, Width: ui.Short, Unit: "票"}, "")
	}
	form := staff.PanelForm{
		Form: ui.Form{Action: ratingRoundPath(o.ID) + "/count", Guard: true},
		Fields: []templ.Component{ui.Hidden{Name: "group", Value: g.Key},
			field("issued", "发出"), field("returned", "收回")},
		Buttons: []ui.Button{{Label: "录入我的计票"}},
	}
	for i, x := range ratings {
		prefix := "line-" + strconv.Itoa(i)
		for n, grade := range x.Scale.Grades {
			f := field(fmt.Sprintf("%s-%d", prefix, n), x.Title+"："+grade)
			if n == 0 && f.Error == "" {
				f.Error = t.wrong(act, prefix)
			}
			form.Fields = append(form.Fields, f)
		}
		form.Fields = append(form.Fields, field(prefix+"-blank", x.Title+"：不选"), field(prefix+"-invalid", x.Title+"：无效（多选、无法辨认）"))
	}
	return form
}

// enterRatingCount records what a scrutineer counted of a group's papers.
func (s *Server) enterRatingCount(w http.ResponseWriter, r *http.Request) error {
	o, err := s.roundOf(r)
	if err != nil {
		return err
	}
	ratings, err := s.db.RatingsOfRound(r.Context(), o.ID)
	if err != nil {
		return err
	}
	f := typedIn(r)
	read := func(name string) int {
		n := number(f.value(name))
		if n < 0 {
			f.wrong(name, "请填写票数，没有的填 0。")
		}
		return n
	}
	e := store.RatingEntry{Key: f.value("group"), Issued: read("issued"), Returned: read("returned")}
	for i, x := range ratings {
		prefix := "line-" + strconv.Itoa(i)
		l := store.RatingLine{Blank: read(prefix + "-blank"), Invalid: read(prefix + "-invalid")}
		for n := range x.Scale.Grades {
			l.Marks = append(l.Marks, read(fmt.Sprintf("%s-%d", prefix, n)))
		}
		e.Lines = append(e.Lines, l)
	}
	var out workflow.CountOutcome
	err = f.err(func() error {
		out, err = s.flow.EnterRatingCount(r.Context(), actor(r), o.ID, e)
		return err
	})
	said := map[workflow.CountOutcome]string{
		workflow.CountWaits:  "已录入，等候另一名监票人。",
		workflow.CountDiffer: "两人的计票不一致，请各自重新清点后再录入。",
		workflow.CountAgrees: "两人的计票一致。",
	}
	return s.answer(w, r, "count-"+e.Key, err, said[out], ratingRoundPath(o.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showRound(w, r, status, o, t)
	})
}

// ratingBallot is the paper to rate on (测评票): no number, no name, nothing that leads to a rater.
func (s *Server) ratingBallot(w http.ResponseWriter, r *http.Request) error {
	o, err := s.roundOf(r)
	if err != nil {
		return err
	}
	ratings, err := s.db.RatingsOfRound(r.Context(), o.ID)
	if err != nil {
		return err
	}
	county, err := s.county(r.Context())
	if err != nil {
		return err
	}
	var sheets []document.Document
	for _, g := range o.Groups {
		if g.Way != supervision.OnPaper {
			continue
		}
		var lines []document.RatingLine
		for _, t := range ratings {
			lines = append(lines, document.RatingLine{Subject: ratingSubjectName(t), Of: t.Matter, Grades: t.Scale.Grades})
		}
		sheets = append(sheets, document.RatingBallot(county, o.Title, g.Label, o.HeldOn, lines))
	}
	if len(sheets) == 0 {
		return notYet
	}
	return s.renderPapers(w, r, ui.Link{Label: o.Title, Href: ratingRoundPath(o.ID)}, sheets...)
}

// ratingPaper is the summary of a rating (测评汇总表).
func (s *Server) ratingPaper(w http.ResponseWriter, r *http.Request) error {
	t, err := s.ratingOf(r)
	if err != nil {
		return err
	}
	d, err := s.ratingSummary(r.Context(), t)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, ui.Link{Label: t.Title, Href: ratingPath(t.ID)}, d)
}

func (s *Server) ratingSummary(ctx context.Context, t store.Rating) (d document.Document, err error) {
	if t.State != supervision.RatingAnnounced {
		return d, notYet
	}
	county, err := s.county(ctx)
	if err != nil {
		return d, err
	}
	counts, err := s.db.RatingCounts(ctx, t.ID)
	if err != nil {
		return d, err
	}
	v, err := supervision.DecideRating(t.Scale, t.Blank, counts)
	if err != nil {
		return d, err
	}
	x := workflow.RatingSummary(t, counts)
	x.Verdict = verdictWords(t, v, counts)
	return document.RatingSheet(county, x), nil
}
