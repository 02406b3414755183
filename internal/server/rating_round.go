package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

const roundsPath = ratingsPath + "/rounds"

func ratingRoundPath(id int64) string { return fmt.Sprintf("%s/%d", roundsPath, id) }

// meetingToday is the meeting that sits now, zero when none does.
func (s *Server) meetingToday(ctx context.Context) (store.Meeting, error) {
	all, err := s.db.Meetings(ctx, store.MeetingKey{}, false, 20)
	if err != nil {
		return store.Meeting{}, err
	}
	for _, m := range all {
		if m.Phase == meeting.Open {
			return s.db.Meeting(ctx, m.ID)
		}
	}
	return store.Meeting{}, nil
}

// newRound asks what is rated together, and how each group rates.
func (s *Server) newRound(w http.ResponseWriter, r *http.Request) error {
	return s.showNewRound(w, r, http.StatusOK, typed{})
}

func (s *Server) showNewRound(w http.ResponseWriter, r *http.Request, status int, t typed) error {
	if err := authz.Check(actor(r), authz.OpenRating); err != nil {
		return err
	}
	const act = "open"
	ctx := r.Context()
	planned, err := s.db.PlannedRatings(ctx, 100)
	if err != nil {
		return err
	}
	now, err := s.meetingToday(ctx)
	if err != nil {
		return err
	}
	page := staff.BoardPage{Frame: s.frame(r, "开始测评", supervisionCrumb, ratingsCrumb), Problems: t.problems,
		Heading: ui.Heading{Title: "开始测评", Lead: "可以同时测评几个对象：每人每项一张票，各项互不关联。每个测评人员组一个票箱，分别统计。"}}
	page.Frame.Invalid = len(t.problems) > 0
	if len(planned) == 0 {
		page.Panels = []staff.Panel{{Text: []string{"没有等候测评的对象。请先在监督事项上安排测评。"}, Buttons: []ui.Button{{Label: "返回测评", Kind: ui.Plain, Href: ratingsPath}}}}
		return s.render(w, r, status, staff.Board(page))
	}
	first := r.URL.Query().Get("rating")
	subjects := ui.Checks{Name: "rating", Label: "测评对象", Error: t.wrong(act, "rating")}
	lead := planned[0]
	for _, x := range planned {
		id := idText(x.ID)
		if id == first {
			lead = x
		}
		subjects.Options = append(subjects.Options, ui.Option{Value: id, Label: x.Title, Hint: x.Matter, Chosen: t.chosen(act, "rating", id, id == first || len(planned) == 1)})
	}
	form := staff.PanelForm{Form: ui.Form{Action: roundsPath, Guard: true}, Fields: []templ.Component{subjects}}
	if now.ID != 0 {
		form.Fields = append(form.Fields, ui.Check{Name: "meeting", Value: idText(now.ID), Label: "在" + meetingTitle(now) + "上测评", Hint: fmt.Sprintf("出席 %d 人，席位平板自动打开测评票。", now.Present),
			Checked: t.chosen(act, "meeting", idText(now.ID), lead.Object != supervision.RateInUnit)})
	}
	for _, g := range lead.Groups {
		way := ui.Select{Name: "way-" + g.Key, Label: g.Label, Width: ui.Medium, Error: t.wrong(act, "way-"+g.Key)}
		if !g.Decides {
			way.Optional, way.Prompt = true, "不参加"
		}
		chosen := supervision.Way(t.value(act, "way-"+g.Key, string(workflow.DefaultWay(g, now.ID != 0))))
		if !g.Decides && t.act == "" {
			chosen = ""
		}
		for _, v := range supervision.Ways {
			if v == supervision.OnTablets && (g.Key != "members" || now.ID == 0) {
				continue
			}
			way.Options = append(way.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: v == chosen})
		}
		form.Fields = append(form.Fields, way)
		if g.Key != "members" {
			form.Fields = append(form.Fields, ui.Text{Name: "invited-" + g.Key, Label: g.Label + "应到人数", Type: ui.Number, Width: ui.Short, Unit: "人", Optional: !g.Decides, Hint: "凭测评码的，按人数印测评码条。",
				Value: t.value(act, "invited-"+g.Key, ""), Error: t.wrong(act, "invited-"+g.Key)})
		}
	}
	scrutineers, err := s.scrutineerField(ctx, t, act)
	if err != nil {
		return err
	}
	form.Fields = append(form.Fields, scrutineers)
	form.Buttons = []ui.Button{{Label: "开始发票"}, {Label: "返回", Kind: ui.Plain, Href: ratingsPath}}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	return s.render(w, r, status, staff.Board(page))
}

func (s *Server) scrutineerField(ctx context.Context, t typed, act string) (ui.Checks, error) {
	f := ui.Checks{Name: "scrutineer", Label: "监票人", Optional: true, Columns: true, Hint: "有一组用纸质测评票的，选两名，各自计票。", Error: t.wrong(act, "scrutineer")}
	term, err := s.db.CurrentTerm(ctx, s.today())
	if err != nil {
		return f, err
	}
	members, err := s.db.Members(ctx, term.ID, s.today())
	if err != nil {
		return f, err
	}
	for _, m := range members {
		f.Options = append(f.Options, ui.Option{Value: idText(m.ID), Label: m.Name, Chosen: t.chosen(act, "scrutineer", idText(m.ID), false)})
	}
	return f, nil
}

// openRatings begins a round (开始测评) and shows the slips with codes, once.
func (s *Server) openRatings(w http.ResponseWriter, r *http.Request) error {
	var o workflow.RatingOpening
	o.RatingIDs, o.Scrutineers, o.MeetingID = formIDs(r, "rating"), formIDs(r, "scrutineer"), formID(r, "meeting")
	for name, v := range r.PostForm {
		if key, ok := strings.CutPrefix(name, "way-"); ok && len(v) > 0 && v[0] != "" {
			o.Groups = append(o.Groups, workflow.GroupOpening{Key: key, Way: supervision.Way(v[0]), Invited: max(0, number(r.PostFormValue("invited-"+key)))})
		}
	}
	slices.SortFunc(o.Groups, func(a, b workflow.GroupOpening) int { return strings.Compare(a.Key, b.Key) })
	id, slips, err := s.flow.OpenRatings(r.Context(), actor(r), o)
	if err == nil && len(slips) > 0 {
		return s.showRatingSlips(w, r, id, slips)
	}
	return s.answer(w, r, "open", err, "已开始发票。", ratingRoundPath(id), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showNewRound(w, r, status, t)
	})
}

func (s *Server) showRatingSlips(w http.ResponseWriter, r *http.Request, id int64, slips []workflow.RatingSlips) error {
	o, err := s.db.RatingRound(r.Context(), id)
	if err != nil {
		return err
	}
	page := chamber.RateSlipsPage{Frame: s.frame(r, "测评码条", supervisionCrumb, ratingsCrumb, ui.Link{Label: o.Title, Href: ratingRoundPath(id)}), Title: o.Title,
		Hint: "扫码测评，不记名；本码只能用一次", Back: ui.Button{Label: "打印好了，打开这一场测评", Href: ratingRoundPath(id)}}
	page.Frame.Sheets = append(page.Frame.Sheets, "css/seat.css")
	for _, g := range slips {
		x := chamber.RateSlips{Group: g.Group}
		for _, code := range g.Codes {
			drawn, err := qrOf(s.base(r) + "/rate#" + strings.ReplaceAll(code, "-", ""))
			if err != nil {
				return err
			}
			x.Slips = append(x.Slips, chamber.RateSlip{Code: code, QR: drawn})
		}
		page.Groups = append(page.Groups, x)
	}
	return s.render(w, r, http.StatusOK, chamber.RateSlipsSheet(page))
}

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
	page := staff.BoardPage{Frame: s.frame(r, o.Title, supervisionCrumb, ratingsCrumb), Problems: t.problems, Heading: ui.Heading{Over: o.HeldOn.String(), Title: o.Title, Tag: roundTag(o)}}
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
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("rating:%d", o.ID), Topics: []string{store.RatingTopic(o.ID)}, Render: func(ctx context.Context) ([]byte, error) {
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
	}})
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
	all := []staff.Panel{groups}
	next := staff.Panel{Card: ui.Card{Title: "下一步", ID: "next"}}
	post := func(label, act string, kind ui.Kind, fields ...templ.Component) staff.PanelForm {
		return staff.PanelForm{Form: ui.Form{Action: ratingRoundPath(o.ID) + "/" + act}, Fields: fields, Buttons: []ui.Button{{Label: label, Kind: kind}}}
	}
	switch {
	case o.State == supervision.RoundIssuing && authz.Can(who, authz.OpenRatingCast):
		next.Text = []string{"票领齐后开始投票。开始后不再发票。"}
		next.Forms = []staff.PanelForm{post("开始投票", "cast", ui.Primary, ui.Check{Name: "force", Label: "还有人没有领到票，仍然开始；未领票的不能参加本场测评"})}
	case o.State == supervision.RoundCasting && authz.Can(who, authz.CloseRating):
		next.Text = []string{"投完后截止。截止的同时开箱计票、封存并销毁密钥；截止前谁也看不到任何票数的分布。"}
		next.Forms = []staff.PanelForm{post("截止并计票", "close", ui.Primary)}
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
		if authz.Can(who, authz.AnnounceRating) {
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
		all = append(all, staff.Panel{Card: ui.Card{Title: "作废重来", ID: "void"}, Folded: []staff.PanelFold{{Title: "宣布本场测评作废", Open: t.act == "void", Text: "作废后本场的票全部不算数，各项测评回到待测评。",
			Forms: []staff.PanelForm{{Form: ui.Form{Action: ratingRoundPath(o.ID) + "/void"}, Fields: []templ.Component{ui.Text{Name: "reason", Label: "理由", Width: ui.Wide, Value: t.value("void", "reason", ""), Error: t.wrong("void", "reason")}},
				Buttons: []ui.Button{{Label: "作废", Kind: ui.Danger}}}}}}})
	}
	return all, nil
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
		Columns: []ui.Column{{Label: "组"}, {Label: "方式", Narrow: true}, {Label: "应到", Numeric: true, Narrow: true}, {Label: "领票", Numeric: true, Narrow: true}, {Label: "票箱中", Numeric: true, Narrow: true}, {Label: "票箱指纹", Narrow: true}}}}
	for _, g := range o.Groups {
		note := "只作参考"
		if g.Decides {
			note = "计入结果"
		}
		invited := g.Invited
		if g.Way == supervision.OnTablets {
			invited = g.Present
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
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: g.Label, Note: note}, {Text: g.Way.Label()}, {Text: strconv.Itoa(invited)}, {Text: issued}, {Text: cast}, {Text: print}}})
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
			files.Summary = append(files.Summary, ui.Item{Key: g.Label, Value: "校验码 " + b.SHA256, Note: "下载票箱文件", Href: fmt.Sprintf("%s/boxes/%s", ratingRoundPath(o.ID), g.Key)})
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
	return s.flow.CloseRatings(r.Context(), actor(r), id)
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
		if g.Key != key || g.BoxID == 0 || !knowsRating(actor(r), o) || g.Returned < supervision.HiddenBelow || o.State != supervision.RoundCounted && o.State != supervision.RoundAnnounced {
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
