package server

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

// Forms sent from the console or the chair's page lead back there.
const (
	fromConsole = "console"
	fromScript  = "script"
)

func consolePath(meetingID, itemID int64) string {
	path := meetingPath(meetingID) + "/console"
	if itemID != 0 {
		path += fmt.Sprintf("?item=%d", itemID)
	}
	return path
}

// proceedings is everything the console and the chair's page show of a meeting.
type proceedings struct {
	m       store.Meeting
	changes int64
	items   []store.Item
	rounds  []store.Round
	people  []store.Attendee
	at      store.Item // the item that is shown; none when its id is zero
	data    itemData   // of that item
	chosen  int64      // the item that was asked for; zero: the one whose turn it is
	who     authz.Actor
	t       typed
}

// proceedings reads a meeting as it stands; itemID zero means the item whose turn it is.
func (s *Server) proceedings(ctx context.Context, r *http.Request, meetingID, itemID int64, t typed) (proceedings, error) {
	v := proceedings{who: actor(r), t: t, chosen: itemID}
	var err error
	for _, load := range []func() error{
		func() error { v.changes, err = s.db.MeetingChanges(ctx, meetingID); return err },
		func() error { v.m, err = s.db.Meeting(ctx, meetingID); return err },
		func() error { v.items, err = s.db.Items(ctx, meetingID); return err },
		func() error { v.rounds, err = s.db.RoundsOfMeeting(ctx, meetingID); return err },
		func() error { v.people, err = s.db.Attendance(ctx, meetingID); return err },
	} {
		if err := load(); err != nil {
			return v, err
		}
	}
	for _, i := range v.items {
		if i.ID == itemID {
			v.at = i
		}
	}
	if v.at.ID != 0 {
		v.data, err = s.itemData(ctx, r, v.m, v.at, t)
		return v, err
	}
	return v, s.turn(ctx, r, &v, t)
}

// turn finds the item whose turn it is in an open meeting: the first that is not over, unless the one
// before still has its certificates or its oath to come.
func (s *Server) turn(ctx context.Context, r *http.Request, v *proceedings, t typed) (err error) {
	if v.m.Phase != meeting.Open {
		return nil
	}
	var last store.Item
	for _, i := range v.items {
		if !i.Over() {
			v.at = i
			break
		}
		if i.Personnel && i.State == meeting.ItemAnnounced {
			last = i
		}
	}
	if last.ID != 0 && v.at.ID != 0 && v.at.State == meeting.ItemPlanned {
		d, err := s.itemData(ctx, r, v.m, last, t)
		if err != nil {
			return err
		}
		if step, _ := d.following(); step != "" {
			v.at, v.data = last, d
			return nil
		}
	}
	if v.at.ID == 0 {
		return s.leftOver(ctx, r, v, t)
	}
	v.data, err = s.itemData(ctx, r, v.m, v.at, t)
	return err
}

// leftOver finds the first item whose certificates or oath were passed over, once every item has its result.
func (s *Server) leftOver(ctx context.Context, r *http.Request, v *proceedings, t typed) error {
	for _, i := range v.items {
		if !i.Personnel || i.State != meeting.ItemAnnounced {
			continue
		}
		d, err := s.itemData(ctx, r, v.m, i, t)
		if err != nil {
			return err
		}
		if step, _ := d.following(); step != "" {
			v.at, v.data = i, d
			return nil
		}
	}
	return nil
}

func (v proceedings) quorum() chamber.QuorumLine {
	total := v.m.Total
	if total == 0 {
		total = len(v.people)
	}
	q := chamber.QuorumLine{Total: strconv.Itoa(total), Present: strconv.Itoa(v.m.Present), Majority: strconv.Itoa(meeting.Majority(total))}
	if v.m.Phase == meeting.Open && !meeting.Quorum(v.m.Present, total) {
		q.Lost = fmt.Sprintf("不足法定人数，还差 %d 人，不得表决。〔地方组织法 第五十一条〕", meeting.Majority(total)-v.m.Present)
	}
	return q
}

// console is the operator's page (会议控制台).
func (s *Server) showConsole(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.ViewConsole); err != nil {
		return err
	}
	at := consoleItem(r)
	if t.late {
		at = 0 // what is done now, not what the press was for
	}
	var body chamber.Console
	err := s.look(r, func(r *http.Request) error {
		v, err := s.proceedings(r.Context(), r, m.ID, at, t)
		if err == nil {
			body, err = s.consoleBody(r.Context(), r, v)
		}
		return err
	})
	if err != nil {
		return err
	}
	path := meetingPath(m.ID)
	page := chamber.ConsolePage{Frame: s.frame(r, "会议控制台", meetingsCrumb, meetingCrumb(m)).Live(), Console: body,
		Heading: ui.Heading{Over: meetingTitle(m) + "，" + m.HeldOn.String(), Title: "会议控制台", Tag: phaseTag(m.Phase)},
		Address: withQuery(path+"/console/live", "item", idText(at), "ask",
			r.URL.Query().Get("ask")), Text: ui.Form{Action: path + "/hall"}, Pair: ui.Form{Action: path + "/screens"},
		Open:     ui.Post{Action: path + "/screens", Label: "新开一块大屏", Kind: ui.Plain, Fields: []ui.Hidden{{Name: "new", Value: "1"}}},
		TextArea: t.area("hall", ui.Area{Name: "text", Label: "上屏文字", Rows: 2, Hint: "60 字以内，如“休会 10 分钟”。"}, ""),
		PairCode: t.text("screen", ui.Text{Name: "code", Label: "配对码", Width: ui.Medium}, ""),
		Links: []ui.Link{
			{Label: "主持页面", Href: path + "/script"},
			{Label: "出席情况", Href: path + "/attendance"},
			{Label: "会议进程", Href: path + "/record"},
			{Label: "会议纪要", Href: path + "/minutes"},
			{Label: "会议页面", Href: path},
		}}
	page.Problems, page.Late = t.alerts()
	page.Frame.Nav = nil // the run sheet is the way through
	page.Frame.Sheets = []string{"css/chamber.css", "css/hall.css"}
	page.Frame.Scripts = append(page.Frame.Scripts, "js/clock.js", "js/keys.js")
	page.Frame.Invalid = len(t.problems) > 0
	return s.render(w, r, status, chamber.ConsoleView(page))
}

// consoleItem is the item that the operator looks at: chosen on the run sheet, or that of the form sent.
func consoleItem(r *http.Request) int64 {
	text := r.URL.Query().Get("item")
	if x := chi.URLParam(r, "item"); x != "" {
		text = x
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// consoleLive is what follows the meeting on the console.
func (s *Server) consoleLive(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	who := actor(r)
	if err := authz.Check(who, authz.ViewConsole); err != nil {
		return err
	}
	at := consoleItem(r)
	return s.liveView(w, r, live.View{
		Key:    fmt.Sprintf("console:%d:%d:%d:%s", m.ID, at, who.AccountID, r.URL.Query().Get("ask")),
		Topics: append(meetingTopics(m.ID), store.HereTopic(m.ID)),
		Render: func(ctx context.Context) ([]byte, error) {
			r := asRequest(ctx, r)
			v, err := s.proceedings(ctx, r, m.ID, at, typed{})
			if err != nil {
				return nil, err
			}
			body, err := s.consoleBody(ctx, r, v)
			if err != nil {
				return nil, err
			}
			return rendered(ctx, chamber.ConsoleBody(body))
		},
	})
}

// asRequest is the request of the one who looks, for as long as ctx lives.
func asRequest(ctx context.Context, r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(ctx, accountKey, account(r)))
}

// formKey is the key of a form that stands on the console at a state of the meeting: the same on every
// rendering of that state, so that a second press counts once.
func (v proceedings) formKey(action, extra string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %d %s %s", v.who.AccountID, v.m.ID, v.changes, action, extra))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15])
}

func (s *Server) consoleBody(ctx context.Context, r *http.Request, v proceedings) (chamber.Console, error) {
	c := chamber.Console{Quorum: v.quorum(), Sheet: v.sheet(), Rest: restOf(v.m)}
	now, more, err := s.consoleNow(r, v)
	if err != nil {
		return c, err
	}
	for _, panels := range [][]staff.Panel{now, more} {
		for n := range panels {
			v.stamp(&panels[n], fromConsole)
		}
	}
	c.Now, c.More = staff.Panels(now), staff.Panels(more)
	if c.Seats, c.Room, err = s.consoleSeats(ctx, v); err != nil {
		return c, err
	}
	if c.Hall, err = s.hall(ctx, v.m.ID); err != nil {
		return c, err
	}
	return c, s.consoleHall(ctx, v, &c)
}

// stamp leads the forms of the meeting's other pages back to where they were sent from.
func (v proceedings) stamp(p *staff.Panel, from string) {
	v.stampForms(p.Forms, from)
	v.stampFolds(p.Folded, from)
}

func (v proceedings) stampFolds(all []staff.PanelFold, from string) {
	for _, f := range all {
		v.stampForms(f.Forms, from)
		v.stampFolds(f.Folded, from)
	}
}

func (v proceedings) stampForms(all []staff.PanelForm, from string) {
	for n := range all {
		all[n].Form.Key = v.formKey(all[n].Form.Action, "")
		all[n].Fields = append([]templ.Component{ui.Hidden{Name: "from", Value: from}}, all[n].Fields...)
	}
}

// consoleNow is what is to be done: opening, the item, closing; more is what else may be done.
func (s *Server) consoleNow(r *http.Request, v proceedings) (now, more []staff.Panel, err error) {
	path := meetingPath(v.m.ID)
	p := staff.Panel{}
	switch {
	case v.m.Resting() && v.chosen == 0:
		return []staff.Panel{restPanel(v)}, nil, nil
	case v.at.ID != 0 && (v.m.Phase == meeting.Open || v.chosen != 0):
		return s.consoleItemPanels(r, v)
	case v.m.Phase == meeting.Planned:
		p = staff.Panel{Card: ui.Card{Title: "会议还在筹备"}, Text: []string{"发出会议通知以后，在这里登记签到、宣布开会。"},
			Buttons: []ui.Button{{Label: "会议页面", Href: path}}}
	case v.m.Phase == meeting.Notified:
		p, err = s.openingPanel(r, v.m, len(v.people), v.m.Present, v.t)
		p.Buttons = append(p.Buttons, ui.Button{Label: "登记出席和请假", Kind: ui.Plain, Href: path + "/attendance"})
	case v.m.Phase == meeting.Open:
		p, err = s.closingPanel(r, v)
	default:
		p = staff.Panel{Card: ui.Card{Title: "会议已经闭会", Tag: ui.Tag{State: ui.Done, Label: "闭会"}}, Text: []string{"请整理纪要，办理颁证、宣誓、公布和备案。"},
			Buttons: []ui.Button{{Label: "结果办理", Href: outcomePath(v.m.ID)}, {Label: "会议纪要", Kind: ui.Plain, Href: path + "/minutes"}}}
	}
	if rests := v.rests(); len(rests) > 0 {
		more = []staff.Panel{{Card: ui.Card{Title: "其他办理", ID: "other"}, Folded: rests}}
	}
	return []staff.Panel{p}, more, err
}

// consoleItemPanels are those of the item's own page, without what the console shows elsewhere.
func (s *Server) consoleItemPanels(r *http.Request, v proceedings) (now, more []staff.Panel, err error) {
	d := v.data
	if now, err = s.nowPanel(r, d); err != nil {
		return nil, nil, err
	}
	first := &now[0]
	first.Card.Title = fmt.Sprintf("第 %d 项 · %s", d.i.Position, first.Card.Title)
	first.Buttons = slices.DeleteFunc(first.Buttons, func(b ui.Button) bool { return b.Href == itemPath(d.i) }) // the console follows by itself
	if d.i.Over() {
		last := &now[len(now)-1] // the result, below what is still to be done
		last.Buttons = append(last.Buttons, v.onward()...)
	}
	if d.i.Personnel && d.i.State.UnderDeliberation() {
		more = append(append(more, groupsPanel(d)...), questionsPanel(d), deliberationPanel(d))
	}
	rare := rarePanel(d)
	if rare.Folded = append(append(rare.Folded, v.closes()...), v.rests()...); len(rare.Folded) > 0 {
		more = append(more, rare)
	}
	return now, more, nil
}

// closes offers to close a meeting whose items all have their results while certificates or an oath are still to come.
func (v proceedings) closes() []staff.PanelFold {
	if v.m.Phase != meeting.Open || v.m.Resting() || !authz.Can(v.who, authz.CloseMeeting) || slices.ContainsFunc(v.items, notOver) {
		return nil
	}
	return []staff.PanelFold{{Title: "其余会后补办，现在闭会", Text: "各项议程都有了结果。还没有颁发的任命书、还没有举行的宣誓，闭会以后在“结果办理”里补办。",
		Forms: []staff.PanelForm{closeForm(v.m)}}}
}

func notOver(i store.Item) bool { return !i.Over() }

func closeForm(m store.Meeting) staff.PanelForm {
	return staff.PanelForm{Form: ui.Form{Action: meetingPath(m.ID) + "/close"}, Buttons: []ui.Button{{Label: "宣布闭会"}}}
}

// onward leads from an item that is over to the one that is next.
func (v proceedings) onward() []ui.Button {
	if n := slices.IndexFunc(v.items, notOver); n >= 0 {
		i := v.items[n]
		return []ui.Button{{Label: fmt.Sprintf("进入第 %d 项", i.Position), Kind: ui.Plain, Href: consolePath(v.m.ID, i.ID)}}
	}
	if v.chosen == 0 { // the console came here by itself, to what is still to be done
		return nil
	}
	return []ui.Button{{Label: "各项已毕", Kind: ui.Plain, Href: consolePath(v.m.ID, 0)}}
}

// closingPanel closes the meeting once every item has a result.
func (s *Server) closingPanel(r *http.Request, v proceedings) (staff.Panel, error) {
	p := staff.Panel{Card: ui.Card{Title: "宣布闭会", ID: "now"}, Text: []string{"各项议程都有了结果。"}}
	if len(v.items) == 0 {
		p.Text = []string{"还没有编排议程。"}
		return p, nil
	}
	county, err := s.issuer(r, v.m)
	if err != nil {
		return p, err
	}
	p.Say = sayClose(county, v.m)
	if authz.Can(v.who, authz.CloseMeeting) {
		p.Forms = []staff.PanelForm{closeForm(v.m)}
	}
	return p, nil
}

// sheet is the run sheet: every item with its state, the open one with its steps.
func (v proceedings) sheet() []chamber.SheetEntry {
	opening := chamber.SheetEntry{Number: "", Title: "签到、开会", Href: meetingPath(v.m.ID) + "/attendance", Tag: ui.Tag{State: ui.Done, Label: "已开会"}}
	if v.m.Phase == meeting.Planned || v.m.Phase == meeting.Notified {
		opening.Tag, opening.Current = ui.Tag{State: ui.Doing, Label: v.m.Phase.Label()}, v.at.ID == 0
	}
	all := []chamber.SheetEntry{opening}
	for _, i := range v.items {
		e := chamber.SheetEntry{Number: strconv.Itoa(i.Position), Title: i.Title, Href: consolePath(v.m.ID, i.ID), Tag: itemTag(i), Current: i.ID == v.at.ID}
		if e.Current && i.Personnel && len(v.data.cases) > 0 {
			e.Steps = v.data.steps()
		}
		all = append(all, e)
	}
	closing := chamber.SheetEntry{Title: "闭会", Href: consolePath(v.m.ID, 0), Tag: ui.Tag{State: ui.Idle, Label: "未开始"}}
	if v.m.Phase == meeting.Closed {
		closing.Tag, closing.Current = ui.Tag{State: ui.Done, Label: "已闭会"}, v.at.ID == 0
	} else if v.m.Phase == meeting.Open && v.at.ID == 0 {
		closing.Tag, closing.Current = ui.Tag{State: ui.Doing, Label: "现在"}, true
	}
	return append(all, closing)
}

// back is where a form leads that was sent from the console or the chair's page.
func (s *Server) back(r *http.Request) (to string, again func(w http.ResponseWriter, r *http.Request, status int, t typed) error, ok bool) {
	show := map[string]func(http.ResponseWriter, *http.Request, int, store.Meeting, typed) error{fromConsole: s.showConsole, fromScript: s.showScript}[r.PostFormValue("from")]
	id, err := pathID(r, "id")
	if show == nil || err != nil {
		return "", nil, false
	}
	return meetingPath(id) + "/" + r.PostFormValue("from"), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		m, err := s.db.Meeting(r.Context(), id)
		if err != nil {
			return err
		}
		return show(w, r, status, m, t)
	}, true
}
