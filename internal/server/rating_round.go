package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

const roundsPath = ratingsPath + "/rounds"

func ratingRoundPath(id int64) string { return fmt.Sprintf("%s/%d", roundsPath, id) }

// roundOf reads the round an address names.
func (s *Server) roundOf(r *http.Request) (store.RatingRound, error) {
	if err := authz.Check(actor(r), authz.ViewRatings); err != nil {
		return store.RatingRound{}, err
	}
	id, err := pathID(r, "round")
	if err != nil {
		return store.RatingRound{}, err
	}
	return s.db.RatingRound(r.Context(), id)
}

func (s *Server) roundDetail(w http.ResponseWriter, r *http.Request) error {
	o, err := s.roundOf(r)
	if err != nil {
		return err
	}
	return s.showRound(w, r, http.StatusOK, o, typed{})
}

// showRound shows one holding of ratings with the one next act for whoever looks at it.
func (s *Server) showRound(w http.ResponseWriter, r *http.Request, status int, o store.RatingRound, t typed) error {
	page := staff.BoardPage{
		Frame:    s.frame(r, o.Title, supervisionCrumb, ratingsCrumb),
		Problems: t.problems,
		Heading:  ui.Heading{Over: o.HeldOn.String(), Title: o.Title, Tag: roundTag(o)},
	}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/figures.css")
	page.Frame.Invalid = len(t.problems) > 0
	panels, err := s.roundPanels(r, o, t)
	if err != nil {
		return err
	}
	page.Panels = panels
	if o.State == supervision.RoundIssuing || o.State == supervision.RoundCasting {
		return s.render(w, r, status, staff.LiveBoard(page, ratingRoundPath(o.ID)+"/live", 1))
	}
	return s.render(w, r, status, staff.Board(page))
}

func roundTag(o store.RatingRound) ui.Tag {
	switch o.State {
	case supervision.RoundAnnounced:
		return ui.Tag{State: ui.Done, Label: o.State.Label()}
	case supervision.RoundVoid:
		return ui.Tag{State: ui.Stop, Label: o.State.Label()}
	}
	return ui.Tag{State: ui.Doing, Label: o.State.Label()}
}

// roundLive is the numbers of a round as they change: how many ballots were issued and lie in the boxes, never whose.
func (s *Server) roundLive(w http.ResponseWriter, r *http.Request) error {
	o, err := s.roundOf(r)
	if err != nil {
		return err
	}
	return s.liveView(
		w,
		r,
		live.View{Key: fmt.Sprintf("rating:%d", o.ID), Topics: []string{store.RatingTopic(o.ID)}, Render: func(ctx context.Context) ([]byte, error) {
			now, err := s.db.RatingRound(ctx, o.ID)
			if err != nil {
				return nil, err
			}
			if now.State != o.State { // another page
				return rendered(ctx, chamber.HallReload())
			}
			p, err := s.groupsPanel(ctx, now)
			if err != nil {
				return nil, err
			}
			return rendered(ctx, staff.Panels([]staff.Panel{p}))
		}},
	)
}

func (s *Server) roundPanels(r *http.Request, o store.RatingRound, t typed) ([]staff.Panel, error) {
	ctx, who := r.Context(), actor(r)
	ratings, err := s.db.RatingsOfRound(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	groups, err := s.groupsPanel(ctx, o)
	if err != nil {
		return nil, err
	}
	all, tooFew := []staff.Panel{groups}, false
	next := staff.Panel{Card: ui.Card{Title: "下一步", ID: "next"}}
	post := func(label, act string, kind ui.Kind, fields ...templ.Component) staff.PanelForm {
		return staff.PanelForm{Form: ui.Form{Action: ratingRoundPath(o.ID) + "/" + act}, Fields: fields, Buttons: []ui.Button{{Label: label, Kind: kind}}}
	}
	switch {
	case o.State == supervision.RoundIssuing && authz.Can(who, authz.OpenRatingCast):
		next.Text = []string{"票领齐后开始投票。开始后不再发票。"}
		next.Forms = []staff.PanelForm{
			post("开始投票", "cast", ui.Primary, ui.Check{Name: "force", Label: "还有人没有领到票，仍然开始；未领票的不能参加本场测评", Error: t.wrong("cast", "force")}),
		}
	case o.State == supervision.RoundCasting && authz.Can(who, authz.CloseRating):
		next.Text = []string{"投完后截止。截止的同时开箱计票、封存并销毁密钥；截止前谁也看不到任何票数的分布。"}
		next.Forms = []staff.PanelForm{
			post("截止并计票", "close", ui.Primary, ui.Check{Name: "force", Label: "还有领了票的人没有投，仍然截止；没有投的不再收", Error: t.wrong("close", "force")}),
		}
	case o.State == supervision.RoundCounting:
		return append(all, s.countingPanels(ctx, who, o, ratings, t)...), nil
	case o.State == supervision.RoundCounted:
		next.Text = []string{"由主持人当场宣布。宣布后按办法的规则评定等次；宣布以前，只有主持人、会务人员和监票人知道票数。"}
		if knowsRating(who, o) {
			shown, err := s.countedPanels(ctx, o, ratings)
			if err != nil {
				return nil, err
			}
			all = append(all, shown...)
		}
		if tooFew, err = s.undecidable(ctx, ratings); err != nil {
			return nil, err
		}
		if tooFew {
			next.Text = []string{"计入结果的测评票不足五票，不能宣布。请主任会议组成人员作废本场，重新组织测评。"}
		} else if authz.Can(who, authz.AnnounceRating) {
			next.Forms = []staff.PanelForm{post("宣布结果", "announce", ui.Primary)}
		}
	case o.State == supervision.RoundAnnounced:
		next = staff.Panel{Card: ui.Card{Title: "结果", ID: "result"}, Table: ratingTable(ratings)}
		shown, err := s.countedPanels(ctx, o, ratings)
		if err != nil {
			return nil, err
		}
		all = append(all, shown...)
	case o.State == supervision.RoundVoid:
		next.Text = []string{"本场已作废：" + o.Reason, "各项测评回到待测评，可以重新开始。"}
	default:
		next.Text = []string{"由会务人员办理。"}
	}
	all = append(all, next)
	if o.Going() && authz.Can(who, authz.VoidRating) {
		all = append(all, staff.Panel{
			Card: ui.Card{Title: "作废重来", ID: "void"},
			Folded: []staff.PanelFold{{Title: "宣布本场测评作废", Open: tooFew || t.act == "void", Text: "作废后本场的票全部不算数，各项测评回到待测评。",
				Forms: []staff.PanelForm{{
					Form: ui.Form{Action: ratingRoundPath(o.ID) + "/void"},
					Fields: []templ.Component{
						t.text("void", ui.Text{Name: "reason", Label: "理由", Width: ui.Wide}, ""),
					},
					Buttons: []ui.Button{{Label: "作废", Kind: ui.Danger}},
				}}}},
		})
	}
	return all, nil
}

// undecidable reports whether a rating of a round has too few ballots to be announced.
func (s *Server) undecidable(ctx context.Context, ratings []store.Rating) (bool, error) {
	for _, t := range ratings {
		counts, err := s.db.RatingCounts(ctx, t.ID)
		if err != nil {
			return false, err
		}
		if _, err := supervision.DecideRating(t.Scale, t.Blank, counts); err != nil {
			return true, nil
		}
	}
	return false, nil
}

// knowsRating reports whether somebody may know the counts: everybody who may see ratings once they are announced, before
// that who presides, runs the meeting or counts.
func knowsRating(who authz.Actor, o store.RatingRound) bool {
	return o.State == supervision.RoundAnnounced || who.Has(authz.RoleChair, authz.RoleOperator) ||
		slices.ContainsFunc(o.Scrutineers, func(x store.Scrutineer) bool { return x.MemberID == who.MemberID && who.MemberID != 0 })
}

// groupsPanel shows each group with its numbers.
func (s *Server) groupsPanel(ctx context.Context, o store.RatingRound) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "测评人员组", ID: "groups"}, Table: ui.Table{Caption: "测评人员组", HideCaption: true,
		Columns: []ui.Column{
			{Label: "组"},
			{Label: "方式", Narrow: true},
			{Label: "应到", Numeric: true, Narrow: true},
			{Label: "领票", Numeric: true, Narrow: true},
			{Label: "票箱中", Numeric: true, Narrow: true},
			{Label: "票箱指纹", Narrow: true},
		}}}
	for _, g := range o.Groups {
		note := "只作参考"
		if g.Decides {
			note = "计入结果"
		}
		invited := o.Expected(g)
		if invited != g.Invited || g.Way == supervision.OnTablets {
			note += fmt.Sprintf("，全体 %d 人", g.Invited)
		}
		issued, cast, print := "—", "—", "—"
		if g.BoxID != 0 {
			b, err := s.db.Box(ctx, g.BoxID)
			if err != nil {
				return p, err
			}
			n, in, err := s.db.BoxCount(ctx, g.BoxID)
			if err != nil {
				return p, err
			}
			issued, cast, print = strconv.Itoa(n), strconv.Itoa(in), ballot.Fingerprint(b.PublicKeys)
		} else if g.Counted && g.Returned >= supervision.HiddenBelow {
			issued, cast = strconv.Itoa(g.Issued), strconv.Itoa(g.Returned)
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{
			Cells: []ui.Cell{
				{Text: g.Label, Note: note},
				{Text: g.Way.Label()},
				{Text: strconv.Itoa(invited)},
				{Text: issued},
				{Text: cast},
				{Text: print},
			},
		})
	}
	return p, nil
}

// countedPanels shows the counts of each rating that may be shown, and the box files.
func (s *Server) countedPanels(ctx context.Context, o store.RatingRound, ratings []store.Rating) (all []staff.Panel, err error) {
	for _, t := range ratings {
		counts, err := s.db.RatingCounts(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		p := staff.Panel{Card: ui.Card{Title: t.Title}, Table: countTable(t, supervision.ShowGroups(counts))}
		v, err := supervision.DecideRating(t.Scale, t.Blank, counts)
		if err != nil {
			p.Text = []string{errs.Message(err)}
		} else {
			p.Text = []string{verdictWords(t, v, counts)}
		}
		all = append(all, p)
	}
	files := staff.Panel{Card: ui.Card{Title: "票箱文件", ID: "boxes"}, Text: []string{"票箱文件可以在任何一台电脑上用 renmian verify ballots 重新计票。不足五票的组不提供。"}}
	for _, g := range o.Groups {
		if g.BoxID != 0 && g.Phase == ballot.PhaseSealed && g.Returned >= supervision.HiddenBelow {
			b, err := s.db.Box(ctx, g.BoxID)
			if err != nil {
				return nil, err
			}
			files.Summary = append(files.Summary,
				ui.Item{Key: g.Label, Value: "校验码 " + b.SHA256, Note: "下载票箱文件", Href: fmt.Sprintf("%s/boxes/%s", ratingRoundPath(o.ID), g.Key)})
		}
	}
	if len(files.Summary) > 0 {
		all = append(all, files)
	}
	return all, nil
}

// actOnRound carries out one act on a round.
func (s *Server) actOnRound(act, done string, do func(r *http.Request, id int64) error) http.HandlerFunc {
	return s.handle(func(w http.ResponseWriter, r *http.Request) error {
		o, err := s.roundOf(r)
		if err != nil {
			return err
		}
		return s.answer(w, r, act, do(r, o.ID), done, ratingRoundPath(o.ID), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
			return s.showRound(w, r, status, o, t)
		})
	})
}

func (s *Server) castRatings(r *http.Request, id int64) error {
	return s.flow.OpenRatingCasting(r.Context(), actor(r), id, r.PostFormValue("force") != "")
}

func (s *Server) closeRatings(r *http.Request, id int64) error {
	return s.flow.CloseRatings(r.Context(), actor(r), id, r.PostFormValue("force") != "")
}

func (s *Server) announceRatings(r *http.Request, id int64) error {
	return s.flow.AnnounceRatings(r.Context(), actor(r), id)
}

func (s *Server) voidRatings(r *http.Request, id int64) error {
	return s.flow.VoidRatings(r.Context(), actor(r), id, r.PostFormValue("reason"))
}

// roundBoxFile hands out the file of a group's box, to be recounted elsewhere; that of a group too small to be shown
// stays shut.
func (s *Server) roundBoxFile(w http.ResponseWriter, r *http.Request) error {
	o, err := s.roundOf(r)
	if err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	for _, g := range o.Groups {
		if g.Key != key || g.BoxID == 0 || !knowsRating(actor(r), o) || g.Returned < supervision.HiddenBelow ||
			o.State != supervision.RoundCounted && o.State != supervision.RoundAnnounced {
			continue
		}
		data, _, err := s.flow.BoxFile(r.Context(), g.BoxID)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="box-%d.json"`, g.BoxID))
		writeBox(w, data)
		return nil
	}
	return errs.New(errs.NotFound, "没有可以提供的票箱文件：还没有封存，或者这一组不足五票。")
}
