package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// room is what a member's tablet shows of: the meeting that concerns them now.
type room struct {
	m     store.Meeting // zero: they are called to none
	items []store.Item
	now   store.Item  // being dealt with; zero: none
	last  store.Round // the last vote, zero before the first

	rating store.RatingRound // a rating that goes on, or came after the last vote; zero: none
	rated  store.RatingGroup // its group of members on tablets
}

// roomOf reads the meeting of a member's tablet: that of the seat, or the one that concerns them now.
func (s *Server) roomOf(r *http.Request) (room, error) {
	ctx, who := r.Context(), actor(r)
	if err := authz.Check(who, authz.ViewSeat); err != nil {
		return room{}, err
	}
	if who.MemberID == 0 {
		return room{}, errs.New(errs.Forbidden, "您的账号没有对应到常委会组成人员，不能使用席位平板。请联系系统管理员。")
	}
	id, err := s.db.MeetingOfMember(ctx, who.MemberID)
	if seat := s.sessions.GetInt64(ctx, sessionSeat); seat != 0 && err == nil {
		var at store.Seat
		at, err = s.db.Seat(ctx, seat)
		id = at.MeetingID
	}
	if err != nil || id == 0 {
		return room{}, err
	}
	var v room
	err = s.db.Snapshot(ctx, func(ctx context.Context) (err error) {
		v, err = s.room(ctx, id)
		return err
	})
	return v, err
}

func (s *Server) room(ctx context.Context, id int64) (v room, err error) {
	if v.m, err = s.db.Meeting(ctx, id); err != nil {
		return v, err
	}
	if v.items, err = s.db.Items(ctx, id); err != nil {
		return v, err
	}
	rounds, err := s.db.RoundsOfMeeting(ctx, id)
	if err != nil {
		return v, err
	}
	if n := len(rounds); n > 0 {
		v.last = rounds[n-1]
	}
	ratings, err := s.db.RatingRoundsOfMeeting(ctx, id)
	if err != nil {
		return v, err
	}
	v.rating, v.rated = seatRating(ratings, v.last)
	if v.m.Phase == meeting.Open {
		for _, i := range v.items {
			if i.State != meeting.ItemPlanned && !i.Over() {
				v.now = i
				break
			}
		}
	}
	return v, nil
}

// seatState is what every tablet of a meeting follows: the same for all, and nothing of any member.
type seatState struct {
	Meeting int64  `json:"meeting"`
	Changes int64  `json:"changes"` // a page that shows an older number reads itself anew
	Item    int64  `json:"item"`
	Title   string `json:"title"`
	Rest    string `json:"rest"`      // when the meeting goes on; empty while it sits
	Method  string `json:"method"`    // of the vote that is open: secret_electronic, secret_paper, hands
	Box     int64  `json:"box"`       // of the last vote, when it is electronic
	Phase   string `json:"phase"`     // of the box
	Until   string `json:"until"`     // what the room is told to vote by; empty for no countdown
	Voted   int64  `json:"voted"`     // the item that the box is for
	Told    bool   `json:"announced"` // the result of the last vote
	Kind    string `json:"kind"`      // rating, where the box is one's

	Count []int64 `json:"count"` // the scrutineers, members, while they have to count or confirm
}

func (s *Server) seatState(ctx context.Context, id int64) ([]byte, error) {
	changes, err := s.db.MeetingChanges(ctx, id) // first: what is read after it is at least as new
	if err != nil {
		return nil, err
	}
	v, err := s.room(ctx, id)
	if err != nil {
		return nil, err
	}
	state := seatState{Meeting: id, Changes: changes, Item: v.now.ID, Box: v.last.BoxID, Phase: string(v.last.Phase), Voted: v.last.ItemID,
		Told: v.last.State == store.RoundAnnounced}
	if v.m.Resting() {
		state.Rest = clock(v.m.Rest.Until)
	}
	if v.now.ID != 0 {
		state.Title = itemNumber(v.now) + " " + v.now.Title
	}
	if v.last.State == store.RoundOpen {
		state.Method = string(v.last.Method)
		state.Count = counting(v.last)
		state.Until = countdown(v.last)
	}
	if v.rated.BoxID != 0 {
		state.Box, state.Phase, state.Voted, state.Kind = v.rated.BoxID, string(v.rated.Phase), v.now.ID, "rating"
		state.Told = v.rating.State == supervision.RoundAnnounced && v.rated.Returned >= supervision.HiddenBelow
	}
	return json.Marshal(state)
}

// counting lists the scrutineers whose word on the count of a vote is still to come.
func counting(v store.Round) []int64 {
	var all []int64
	for _, x := range v.Scrutineers {
		if o, objected := v.Objected(x.MemberID); objected && o.Decision == store.Undecided {
			continue
		}
		if v.BoxID == 0 || v.Phase == ballot.PhaseSealed && !slices.Contains(v.Confirmed, x.MemberID) {
			all = append(all, x.MemberID)
		}
	}
	return all
}

func itemNumber(i store.Item) string { return fmt.Sprintf("第 %d 项", i.Position) }

// seatLive is the state as a stream, or once.
func (s *Server) seatLive(w http.ResponseWriter, r *http.Request) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	if v.m.ID == 0 {
		return errs.New(errs.NotFound, "现在没有您参加的会议。")
	}
	if !r.URL.Query().Has("once") {
		defer s.hub.Attend(store.HereTopic(v.m.ID), actor(r).MemberID)()
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("seat:%d", v.m.ID), Topics: []string{store.MeetingTopic(v.m.ID)},
		Render: func(ctx context.Context) ([]byte, error) { return s.seatState(ctx, v.m.ID) }})
}

// seatFrame is what stands around every page of a tablet. It takes no flash: taking one writes the session.
func (s *Server) seatFrame(r *http.Request, v room, title string, tab chamber.Tab) (chamber.Seat, error) {
	p := chamber.Seat{Frame: s.chamberFrame(r, title), Tab: tab, Who: actor(r).Name, Member: strconv.FormatInt(actor(r).MemberID, 10)}
	p.Frame.Scripts = append(p.Frame.Scripts, "js/seat.js", "js/clock.js")
	if v.m.ID == 0 {
		return p, nil
	}
	p.Meeting = meetingTitle(v.m)
	err := s.look(r, func(r *http.Request) error {
		state, err := s.seatState(r.Context(), v.m.ID)
		p.State = string(state)
		return err
	})
	return p, err
}

// chamberFrame is the frame of a page that nobody needs to have signed in for.
func (s *Server) chamberFrame(r *http.Request, title string) ui.Frame {
	f := s.frame(r.WithContext(context.WithValue(r.Context(), accountKey, store.Account{})), title)
	f.Sheets = append(f.Sheets, "css/seat.css")
	return f
}

// seatHome shows the agenda with the present item on top.
func (s *Server) seatHome(w http.ResponseWriter, r *http.Request) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	page := chamber.SeatHomePage{Say: "现在没有您参加的会议"}
	if page.Seat, err = s.seatFrame(r, v, "议程", chamber.TabAgenda); err != nil {
		return err
	}
	if v.m.ID == 0 {
		return s.render(w, r, http.StatusOK, chamber.SeatHome(page))
	}
	papers, err := s.db.Materials(r.Context(), v.m.ID, actor(r).MemberID)
	if err != nil {
		return err
	}
	page.Lead = meetingLead(v.m)
	switch v.m.Phase {
	case meeting.Notified:
		page.Say = "会议还没有开始，可以先看材料"
	case meeting.Open:
		page.Say = "请等候下一项议题"
	case meeting.Closed:
		page.Say = "会议已经闭会"
	}
	if v.m.Resting() {
		page.Say, page.Rest, page.Lead = "会议休会", restOf(v.m), v.m.Rest.Reason
	}
	for _, i := range v.items {
		row := seatItem(i, papers)
		if i.ID == v.now.ID {
			row.Current, page.Pinned = true, row
		}
		page.Items = append(page.Items, row)
	}
	return s.render(w, r, http.StatusOK, chamber.SeatHome(page))
}

func seatItem(i store.Item, papers []store.Material) chamber.SeatItem {
	row := chamber.SeatItem{Number: itemNumber(i), Title: i.Title, Tag: itemTag(i)}
	for _, c := range i.Cases {
		p := chamber.SeatPerson{Name: c.Person, Post: c.Action.Label() + c.Office}
		if c.Dropped {
			p.Note = c.Stage.Label()
		}
		at := slices.IndexFunc(papers, func(x store.Material) bool { return x.CaseID == c.CaseID && !x.DeliveredAt.IsZero() })
		if at >= 0 {
			p.Href = seatPaperPath(papers[at].ID)
		}
		row.Persons = append(row.Persons, p)
	}
	return row
}

func seatPaperPath(id int64) string { return fmt.Sprintf("/seat/materials/%d", id) }

// seatMaterials lists the papers that were delivered, by item.
func (s *Server) seatMaterials(w http.ResponseWriter, r *http.Request) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	var page chamber.SeatMaterialsPage
	if page.Seat, err = s.seatFrame(r, v, "会议材料", chamber.TabMaterials); err != nil {
		return err
	}
	papers, err := s.db.Materials(r.Context(), v.m.ID, actor(r).MemberID)
	if err != nil {
		return err
	}
	add := func(title string, of func(x store.Material) bool) {
		g := chamber.SeatPapers{Title: title}
		for _, x := range papers {
			if x.DeliveredAt.IsZero() || !of(x) {
				continue
			}
			p := chamber.SeatPaper{Title: x.Title, Href: seatPaperPath(x.ID), Tag: ui.Tag{State: ui.Todo, Label: "未阅"}}
			if !x.OpenedAt.IsZero() {
				p.Tag = ui.Tag{State: ui.Done, Label: "已阅"}
			}
			g.Papers = append(g.Papers, p)
		}
		if len(g.Papers) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	add("会议文件", func(x store.Material) bool { return x.CaseID == 0 })
	for _, i := range v.items {
		add(itemNumber(i)+" "+i.Title, func(x store.Material) bool {
			return slices.ContainsFunc(i.Cases, func(c store.ItemCase) bool { return c.CaseID == x.CaseID })
		})
	}
	return s.render(w, r, http.StatusOK, chamber.SeatMaterials(page))
}

// seatPaper reads a paper that the member was given; the first opening is the receipt.
func (s *Server) seatPaper(r *http.Request) (room, store.Material, error) {
	v, err := s.roomOf(r)
	if err != nil {
		return v, store.Material{}, err
	}
	x, err := s.materialOf(r, v.m)
	if err == nil && x.DeliveredAt.IsZero() { // an account with another duty too reads as a member here
		err = errs.New(errs.NotFound, "没有这份会议材料，请从材料页面重新进入。")
	}
	return v, x, err
}

// seatMaterial shows one paper with the member's own note.
func (s *Server) seatMaterial(w http.ResponseWriter, r *http.Request) error {
	v, x, err := s.seatPaper(r)
	if err != nil {
		return err
	}
	note, err := s.db.Note(r.Context(), actor(r).AccountID, x.ID)
	if err != nil {
		return err
	}
	return s.showSeatMaterial(w, r, http.StatusOK, v, x, note, nil)
}

func (s *Server) showSeatMaterial(w http.ResponseWriter, r *http.Request, status int, v room, x store.Material, note store.Note, ps ui.Problems) error {
	page := chamber.SeatMaterialPage{Title: x.Title, Over: minute(x.DeliveredAt) + "送达，请勿外传", File: x.FileName, Text: note.Text, Problems: ps,
		FileHref: seatPaperPath(x.ID) + "/file", PDF: strings.EqualFold(path.Ext(x.FileName), ".pdf")}
	noting := seatPaperPath(x.ID) + "/note"
	page.Note = ui.Form{Action: noting, Autosave: noting, Version: strconv.Itoa(note.Version)}
	for _, p := range sections(x.Body) {
		page.Parts = append(page.Parts, chamber.SeatPart{Heading: p.Card.Title, Facts: p.Summary, Prose: p.Prose})
	}
	var err error
	if page.Seat, err = s.seatFrame(r, v, x.Title, chamber.TabMaterials); err != nil {
		return err
	}
	page.Seat.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, chamber.SeatMaterial(page))
}

// seatMaterialFile sends the file of a paper.
func (s *Server) seatMaterialFile(w http.ResponseWriter, r *http.Request) error {
	_, x, err := s.seatPaper(r)
	if err != nil {
		return err
	}
	f, err := s.db.File(r.Context(), x.FileID)
	if err != nil {
		return err
	}
	return sendFileWithin(w, f, s.within(r))
}

// writeNote keeps a member's note (记私人笔记), while it is typed or by the button.
func (s *Server) writeNote(w http.ResponseWriter, r *http.Request) error {
	v, x, err := s.seatPaper(r)
	if err != nil {
		return err
	}
	n := store.Note{Text: strings.ReplaceAll(r.PostFormValue("note"), "\r\n", "\n"), Version: formVersion(r)}
	version, err := s.flow.WriteNote(r.Context(), actor(r), x.ID, n)
	switch {
	case errs.KindOf(err) == errs.Invalid:
		return s.showSeatMaterial(w, r, http.StatusUnprocessableEntity, v, x, n, problems(err))
	case errors.Is(err, workflow.ErrNoteWaits) && r.Header.Get("X-Autosave") != "":
		w.Header().Set("X-Later", "1")
		w.WriteHeader(http.StatusConflict)
		return nil
	case errors.Is(err, workflow.ErrNoteWaits):
		return s.showSeatMaterial(w, r, http.StatusConflict, v, x, n, ui.Problems{{Name: "note", Message: errs.Message(err)}})
	case err != nil:
		return err
	case r.Header.Get("X-Autosave") != "":
		w.Header().Set("X-Version", strconv.Itoa(version))
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return seeOther(w, r, seatPaperPath(x.ID))
}

// seatVote is the place of the ballot paper.
func (s *Server) seatVote(w http.ResponseWriter, r *http.Request) error {
	v, err := s.roomOf(r)
	if err != nil {
		return err
	}
	page, err := s.seatFrame(r, v, "表决", chamber.TabVote)
	if err != nil {
		return err
	}
	page.Frame.Scripts = append(page.Frame.Scripts, "js/vote.js")
	return s.render(w, r, http.StatusOK, chamber.SeatVote(page))
}
