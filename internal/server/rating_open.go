package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

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
	if id, _ := strconv.ParseInt(r.URL.Query().Get("rating"), 10, 64); id != 0 && r.Method == http.MethodGet {
		if x, err := s.db.Rating(ctx, id); err == nil && x.RoundID != 0 && x.State != supervision.RatingPlanned { // gone back to after it was opened
			return seeOther(w, r, ratingRoundPath(x.RoundID))
		}
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
		subjects.Options = append(subjects.Options,
			ui.Option{Value: id, Label: x.Title, Hint: x.Matter, Chosen: t.chosen(act, "rating", id, id == first || len(planned) == 1)})
	}
	form := staff.PanelForm{Form: ui.Form{Action: roundsPath, Guard: true}, Fields: []templ.Component{subjects}}
	if now.ID != 0 {
		form.Fields = append(
			form.Fields,
			ui.Check{Name: "meeting", Value: idText(now.ID), Label: "在" + meetingTitle(now) + "上测评", Hint: fmt.Sprintf("出席 %d 人，席位平板自动打开测评票。", now.Present),
				Checked: t.chosen(act, "meeting", idText(now.ID), lead.Object != supervision.RateInUnit)},
		)
	}
	form.Fields = append(form.Fields, waysOf(lead.Groups, now.ID != 0, t, act)...)
	scrutineers, err := s.scrutineerField(ctx, t, act)
	if err != nil {
		return err
	}
	form.Fields = append(form.Fields, scrutineers)
	form.Buttons = []ui.Button{{Label: "开始发票"}, {Label: "返回", Kind: ui.Plain, Href: ratingsPath}}
	page.Panels = []staff.Panel{{Forms: []staff.PanelForm{form}}}
	return s.render(w, r, status, staff.Board(page))
}

// waysOf ask of each group how it votes and how many are invited.
func waysOf(groups []policy.RaterGroup, inMeeting bool, t typed, act string) (fields []templ.Component) {
	for _, g := range groups {
		way := ui.Select{Name: "way-" + g.Key, Label: g.Label, Width: ui.Medium, Error: t.wrong(act, "way-"+g.Key)}
		if !g.Decides {
			way.Optional, way.Prompt = true, "不参加"
		}
		chosen := supervision.Way(t.value(act, "way-"+g.Key, string(workflow.DefaultWay(g, inMeeting))))
		if !g.Decides && t.act == "" {
			chosen = ""
		}
		for _, v := range supervision.Ways {
			if v == supervision.OnTablets && (g.Key != "members" || !inMeeting) {
				continue
			}
			way.Options = append(way.Options, ui.Option{Value: string(v), Label: v.Label(), Chosen: v == chosen})
		}
		fields = append(fields, way)
		if g.Key != "members" {
			fields = append(fields, ui.Text{
				Name:     "invited-" + g.Key,
				Label:    g.Label + "应到人数",
				Type:     ui.Number,
				Width:    ui.Short,
				Unit:     "人",
				Optional: !g.Decides,
				Hint:     "凭测评码的，按人数印测评码条。",
				Value:    t.value(act, "invited-"+g.Key, ""),
				Error:    t.wrong(act, "invited-"+g.Key),
			})
		}
	}
	return fields
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
		Hint: "扫码测评，不记名；本码只能用一次", Code: "测评码", Once: "请现在打印，沿线裁开，混合后由测评人员各自随意抽取一张。关闭本页后不能再看，只能作废重来。",
		Back: ui.Button{Label: "打印好了，打开这一场测评", Href: ratingRoundPath(id)}}
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
