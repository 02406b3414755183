package server

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

func seatsPath(m store.Meeting) string { return meetingPath(m.ID) + "/seats" }

func seatPath(s store.Seat) string { return fmt.Sprintf("/meetings/%d/seats/%d", s.MeetingID, s.ID) }

// local reports whether an address leads back to the very machine that opens it.
func local(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// seatTag says how a seat stands: never what its member did on the tablet.
func seatTag(s store.Seat) ui.Tag {
	switch {
	case s.Locked():
		return ui.Tag{State: ui.Stop, Label: "已锁定"}
	case s.Revoked:
		return ui.Tag{State: ui.Todo, Label: "平板已停用"}
	case s.DeviceID != 0:
		return ui.Tag{State: ui.Done, Label: "已登录"}
	}
	return ui.Tag{State: ui.Idle, Label: "未登录"}
}

// seats lists the seats of a meeting and the tablets of the house.
func (s *Server) showSeats(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	if err := authz.Check(actor(r), authz.ViewSeats); err != nil {
		return err
	}
	seats, err := s.db.Seats(r.Context(), m.ID)
	if err != nil {
		return err
	}
	expected, err := s.db.Attendance(r.Context(), m.ID)
	if err != nil {
		return err
	}
	accounts, err := s.db.MemberAccounts(r.Context(), m.ID)
	if err != nil {
		return err
	}
	devices, err := s.db.Devices(r.Context())
	if err != nil {
		return err
	}
	page := s.board(r, m, "席位和平板", t)
	page.Heading.Over = meetingTitle(m)
	page.Panels = []staff.Panel{seatsPanel(seats, expected, accounts), devicesPanel(devices)}
	if local(s.base(r)) {
		page.Panels[0].Blockers = ui.Blockers{Title: "先换成平板能打开的地址，再打印席卡、登记平板", Reasons: []ui.Reason{{
			Text: "本页现在用 " + s.base(r) + " 打开，二维码里也是这个地址，只有这台电脑自己打得开。请用会场局域网的地址打开本页，或者请系统管理员设定 PUBLIC_URL。"}}}
	}
	page.Aside = []staff.Panel{cardsPanel(m, seats, expected, accounts), invitePanel(m)}
	return s.render(w, r, status, staff.Board(page))
}

func seatsPanel(seats []store.Seat, expected []store.Attendee, accounts map[int64]int64) staff.Panel {
	t := ui.Table{Caption: "席位", HideCaption: true, Empty: "会议名单还是空的。",
		Columns: []ui.Column{{Label: "组成人员"}, {Label: "席位", Narrow: true}, {Label: "平板", Narrow: true}, {Label: "现况", Narrow: true}}}
	of := map[int64]store.Seat{}
	signedIn := 0
	for _, x := range seats {
		of[x.MemberID] = x
		if x.DeviceID != 0 && !x.Revoked {
			signedIn++
		}
	}
	for _, a := range expected {
		row := ui.Row{Cells: []ui.Cell{{Text: a.Name, Note: a.Duty.Label()}, {Text: place(store.Seat{Number: a.Seat})}, {Text: "—"}, {}}}
		x, made := of[a.ID]
		switch {
		case made:
			row.Href, row.Cells[3].Tag = seatPath(x), seatTag(x)
			if x.Device != "" {
				row.Cells[2] = ui.Cell{Text: x.Device, Note: minute(x.SignedInAt)}
			}
		case accounts[a.ID] == 0:
			row.Cells[3].Tag = ui.Tag{State: ui.Stop, Label: "没有账号"}
		default:
			row.Cells[3].Tag = ui.Tag{State: ui.Todo, Label: "没有席卡"}
		}
		t.Rows = append(t.Rows, row)
	}
	return staff.Panel{Card: ui.Card{Title: "席位", ID: "seats"}, Table: t,
		Text: []string{fmt.Sprintf("%d 个席位，%d 个已登录。这里只看得到平板是否登录，看不到任何人怎样使用。", len(seats), signedIn)}}
}

func devicesPanel(devices []store.Device) staff.Panel {
	t := ui.Table{Caption: "平板", HideCaption: true, Empty: "还没有登记平板。先生成登记码，再用每台平板扫描。",
		Columns: []ui.Column{{Label: "平板"}, {Label: "登记", Narrow: true}, {Label: "现况", Narrow: true}}}
	for _, d := range devices {
		row := ui.Row{
			Cells: []ui.Cell{{Text: d.Label}, {Text: calendar.Of(d.RegisteredAt).Short(), Note: d.RegisteredBy}, {Tag: ui.Tag{State: ui.Done, Label: "在用"}}},
		}
		if !d.RevokedAt.IsZero() {
			row.Cells[2] = ui.Cell{Tag: ui.Tag{State: ui.Idle, Label: "已停用"}, Note: d.RevokedWhy}
		}
		t.Rows = append(t.Rows, row)
	}
	return staff.Panel{Card: ui.Card{Title: "平板", ID: "devices"}, Table: t}
}

// cardsPanel makes and prints cards and passwords.
func cardsPanel(m store.Meeting, seats []store.Seat, expected []store.Attendee, accounts map[int64]int64) staff.Panel {
	p := staff.Panel{Card: ui.Card{Title: "席卡和密码", ID: "cards"}}
	without := len(expected) - len(accounts)
	missing := len(accounts) - len(seats)
	if without > 0 {
		p.Text = append(p.Text, fmt.Sprintf("%d 位组成人员没有账号，不能用平板。请系统管理员先建立账号。", without))
	}
	switch {
	case m.Phase == meeting.Closed:
		p.Text = append(p.Text, "会议已经闭会，席卡不再使用。")
	case missing > 0:
		p.Text = append(p.Text, fmt.Sprintf("还有 %d 位组成人员没有席卡。密码条只在制作时显示一次，请先接好打印机。", missing))
		p.Forms = []staff.PanelForm{{Form: ui.Form{Action: seatsPath(m)}, Buttons: []ui.Button{{Label: "制作席卡和密码条"}}}}
	default:
		p.Text = append(p.Text, "席卡已经制作。忘记密码、锁定或者更换平板的，请点开该席位办理。")
	}
	if len(seats) > 0 {
		p.Buttons = []ui.Button{{Label: "打印席卡", Kind: ui.Plain, Href: seatsPath(m) + "/cards"}}
	}
	return p
}

func invitePanel(m store.Meeting) staff.Panel {
	return staff.Panel{Card: ui.Card{Title: "登记平板", ID: "invite"}, Text: []string{"登记码半小时内有效，可以登记任意多台平板。"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: seatsPath(m) + "/invite"}, Buttons: []ui.Button{{Label: "生成登记码", Kind: ui.Plain}}}}}
}

// makeSeats makes the cards that are missing and shows the slips once (制作席卡和席位密码).
func (s *Server) makeSeats(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	slips, err := s.flow.MakeSeats(r.Context(), actor(r), m.ID)
	if err != nil {
		return err
	}
	return s.showSlips(w, r, m, slips)
}

func (s *Server) showSlips(w http.ResponseWriter, r *http.Request, m store.Meeting, slips []workflow.Slip) error {
	cards, err := s.cards(r, m, false)
	if err != nil {
		return err
	}
	pins := map[int64]string{}
	for _, x := range slips {
		pins[x.MemberID] = x.Pin
	}
	page := chamber.SeatCardsPage{Frame: s.paperFrame(r, m, "席位密码条"), Meeting: meetingTitle(m)}
	for _, c := range cards {
		if pins[c.member] != "" {
			c.Pin = pins[c.member]
			page.Cards = append(page.Cards, c.SeatCard)
		}
	}
	return s.render(w, r, http.StatusOK, chamber.SeatSlips(page))
}

type seatCard struct {
	chamber.SeatCard
	member int64
}

// cards are the cards of a meeting in the order of the official list.
func (s *Server) cards(r *http.Request, m store.Meeting, drawn bool) ([]seatCard, error) {
	seats, err := s.db.Seats(r.Context(), m.ID)
	if err != nil {
		return nil, err
	}
	expected, err := s.db.Attendance(r.Context(), m.ID)
	if err != nil {
		return nil, err
	}
	of := map[int64]store.Seat{}
	for _, x := range seats {
		of[x.MemberID] = x
	}
	var cards []seatCard
	for _, a := range expected {
		x, made := of[a.ID]
		if !made {
			continue
		}
		c := seatCard{chamber.SeatCard{Name: x.Name, Duty: a.Duty.Label(), Place: place(x)}, a.ID}
		if drawn {
			if c.QR, err = qrOf(s.base(r) + "/seat/login?c=" + x.Code); err != nil {
				return nil, err
			}
		}
		cards = append(cards, c)
	}
	return cards, nil
}

func (s *Server) paperFrame(r *http.Request, m store.Meeting, title string) ui.Frame {
	f := s.frame(r, title, meetingsCrumb, meetingCrumb(m), ui.Link{Label: "席位和平板", Href: seatsPath(m)})
	f.Sheets = append(f.Sheets, "css/seat.css")
	return f
}

// printCards is the sheet of cards that stand on the desks.
func (s *Server) printCards(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	if err := authz.Check(actor(r), authz.ViewSeats); err != nil {
		return err
	}
	page := chamber.SeatCardsPage{Frame: s.paperFrame(r, m, "席卡"), Meeting: meetingTitle(m), Hint: "用平板扫码，输入密码条上的 4 位密码"}
	cards, err := s.cards(r, m, true)
	if err != nil {
		return err
	}
	for _, c := range cards {
		page.Cards = append(page.Cards, c.SeatCard)
	}
	return s.render(w, r, http.StatusOK, chamber.SeatCards(page))
}

// onSeatPage hands a seat of a meeting to a page or an act.
func (s *Server) onSeatPage(h func(w http.ResponseWriter, r *http.Request, m store.Meeting, x store.Seat) error) http.HandlerFunc {
	return s.onMeetingPage(func(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
		if err := authz.Check(actor(r), authz.ViewSeats); err != nil {
			return err
		}
		id, err := pathID(r, "seat")
		if err != nil {
			return err
		}
		x, err := s.db.Seat(r.Context(), id)
		if err == nil && x.MeetingID != m.ID {
			err = errs.New(errs.NotFound, "本次会议没有这个席位，请从席位页面重新进入。")
		}
		if err != nil {
			return err
		}
		return h(w, r, m, x)
	})
}

func (s *Server) seatDetail(w http.ResponseWriter, r *http.Request, m store.Meeting, x store.Seat) error {
	return s.showSeat(w, r, http.StatusOK, m, x, typed{})
}

// showSeat shows one seat with what may be done when a password is forgotten or a tablet is gone.
func (s *Server) showSeat(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, x store.Seat, t typed) error {
	page := s.board(r, m, x.Name, t)
	page.Frame.Crumbs = append(page.Frame.Crumbs, ui.Link{Label: "席位和平板", Href: seatsPath(m)})
	page.Heading = ui.Heading{Title: x.Name, Over: meetingTitle(m) + " · " + place(x), Tag: seatTag(x)}
	facts := ui.Summary{{Key: "平板", Value: "没有登录"}}
	if x.DeviceID != 0 {
		facts = ui.Summary{{Key: "平板", Value: x.Device}, {Key: "登录时间", Value: minute(x.SignedInAt)}}
	}
	page.Panels = []staff.Panel{{Card: ui.Card{Title: "席位"}, Summary: facts}}
	if m.Phase == meeting.Closed {
		return s.render(w, r, status, staff.Board(page))
	}
	page.Panels = append(page.Panels, staff.Panel{Card: ui.Card{Title: "忘记密码或者已锁定", ID: "reset"},
		Text:  []string{"核对是本人后重发。原密码作废，新密码只显示一次；已经登录的平板不受影响。"},
		Forms: []staff.PanelForm{{Form: ui.Form{Action: seatPath(x) + "/pin"}, Buttons: []ui.Button{{Label: "重发席位密码", Kind: ui.Plain}}}}})
	if x.DeviceID == 0 {
		return s.render(w, r, status, staff.Board(page))
	}
	page.Panels = append(page.Panels,
		staff.Panel{Card: ui.Card{Title: "更换平板", ID: "release"},
			Text: []string{"原平板立即退出，本人用备用平板扫席卡、输入密码即可继续。",
				"原平板已经领了表决票而投票还没有开始的，请在控制台作废重来；投票已经开始的，那张票按未收回计，或者由主持人决定本轮无效、重新表决。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: seatPath(x) + "/release"}, Buttons: []ui.Button{{Label: "更换平板", Kind: ui.Plain}}}}},
		staff.Panel{Card: ui.Card{Title: "平板丢失或者损坏", ID: "revoke"},
			Text: []string{"停用后，" + x.Device + "在任何席位上都不能再用；找回来须重新登记。"},
			Forms: []staff.PanelForm{{Form: ui.Form{Action: fmt.Sprintf("%s/revoke", seatPath(x))},
				Fields: []templ.Component{ui.Hidden{Name: "device", Value: strconv.FormatInt(x.DeviceID, 10)},
					t.text("revoke", ui.Text{Name: "why", Label: "原因", Width: ui.Medium}, "")},
				Buttons: []ui.Button{{Label: "停用" + x.Device, Kind: ui.Danger}}}}})
	return s.render(w, r, status, staff.Board(page))
}

// resetSeat gives a seat a new password and shows its slip once (重发席位密码).
func (s *Server) resetSeat(w http.ResponseWriter, r *http.Request, m store.Meeting, x store.Seat) error {
	slip, err := s.flow.ResetSeat(r.Context(), actor(r), m.ID, x.ID)
	if err != nil {
		return err
	}
	return s.showSlips(w, r, m, []workflow.Slip{slip})
}

// releaseSeat frees a seat for another tablet (更换平板).
func (s *Server) releaseSeat(w http.ResponseWriter, r *http.Request, m store.Meeting, x store.Seat) error {
	if err := s.flow.ReleaseSeat(r.Context(), actor(r), m.ID, x.ID); err != nil {
		return err
	}
	s.flash(r, "原平板已退出，请本人用备用平板扫席卡登录。")
	return seeOther(w, r, seatPath(x))
}

// revokeDevice ends the use of a seat's tablet (停用平板).
func (s *Server) revokeDevice(w http.ResponseWriter, r *http.Request, m store.Meeting, x store.Seat) error {
	err := s.flow.RevokeDevice(r.Context(), actor(r), formID(r, "device"), r.PostFormValue("why"))
	return s.answer(w, r, "revoke", err, "平板已停用。", seatPath(x), func(w http.ResponseWriter, r *http.Request, status int, t typed) error {
		return s.showSeat(w, r, status, m, x, t)
	})
}

// inviteDevices makes a code that registers tablets and shows it (生成平板登记码).
func (s *Server) inviteDevices(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	code, until, err := s.flow.InviteDevices(r.Context(), actor(r))
	if err != nil {
		return err
	}
	page := chamber.SeatInvitePage{Frame: s.paperFrame(r, m, "平板登记码"), Heading: ui.Heading{Title: "平板登记码"},
		Until: until.In(calendar.Zone).Format("15:04"), Address: s.base(r) + "/seat/device?c=" + code,
		Back: ui.Button{Label: "返回席位和平板", Kind: ui.Plain, Href: seatsPath(m)}}
	if page.QR, err = qrOf(page.Address); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, chamber.SeatInvite(page))
}
