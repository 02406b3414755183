package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"renmian/internal/authz"
	"renmian/internal/document"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

// minutesDraft words the minutes from what happened.
func (s *Server) minutesDraft(r *http.Request, m store.Meeting) (document.Document, error) {
	ctx := r.Context()
	county, err := s.issuer(r, m)
	if err != nil {
		return document.Document{}, err
	}
	a := document.Attendance{Members: m.Total}
	list, err := s.db.Attendance(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	for _, x := range list {
		switch x.Status {
		case meeting.Present, meeting.LeftEarly:
			a.Present = append(a.Present, x.Name+cameAndLeft(m, x))
		case meeting.OnLeave:
			a.OnLeave = append(a.OnLeave, x.Name)
		default:
			a.Absent = append(a.Absent, x.Name)
		}
	}
	observers, err := s.db.Observers(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	for _, o := range observers {
		if o.Listens {
			a.Listeners = append(a.Listeners, o.Name)
		} else {
			a.Observers = append(a.Observers, o.Name)
		}
	}
	groups, err := s.db.Groups(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	for _, g := range groups {
		a.Groups = append(a.Groups, groupSentence(g, list, observers))
	}
	rests, err := s.db.Rests(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	for _, x := range rests {
		text := clock(x.From) + "休会"
		if !x.Resumed.IsZero() {
			text += "，" + clock(x.Resumed) + "复会"
		}
		a.Rests = append(a.Rests, text)
	}
	items, err := s.db.Items(ctx, m.ID)
	if err != nil {
		return document.Document{}, err
	}
	var titles, spoken []string
	var results []document.Result
	for _, i := range items {
		titles = append(titles, i.Title)
		said, err := s.spoken(r, i)
		if err != nil {
			return document.Document{}, err
		}
		spoken = append(spoken, said...)
		decided, err := s.resultsOf(r, i)
		if err != nil {
			return document.Document{}, err
		}
		results = append(results, decided...)
	}
	followed, err := s.followed(ctx, items)
	if err != nil {
		return document.Document{}, err
	}
	return document.Minutes(county, session(m), m.Presider, a, titles, spoken, results, true, followed, actor(r).Name), nil
}

// followed is what came after the votes on the day of the meeting: certificates and the oath.
func (s *Server) followed(ctx context.Context, items []store.Item) ([]string, error) {
	var handed, sworn, all []string
	for _, i := range items {
		cases, err := s.db.CasesOfItem(ctx, i.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if c.Vote == nil {
				continue
			}
			if c.Certificate != nil && c.Certificate.HandedOn == c.Vote.On {
				handed = append(handed, c.Person.Name)
			}
			if c.Oath != nil && c.Oath.Sworn && c.Oath.On == c.Vote.On {
				sworn = append(sworn, c.Person.Name)
			}
		}
	}
	if len(handed) > 0 {
		all = append(all, "向"+strings.Join(handed, "、")+"颁发任命书")
	}
	if len(sworn) > 0 {
		all = append(all, strings.Join(sworn, "、")+"进行宪法宣誓")
	}
	return all, nil
}

// cameAndLeft notes who came late or left early.
func cameAndLeft(m store.Meeting, a store.Attendee) string {
	var notes []string
	if !m.OpenedAt.IsZero() && a.SignedAt.After(m.OpenedAt) {
		notes = append(notes, clock(a.SignedAt)+"到会")
	}
	if !a.LeftAt.IsZero() {
		notes = append(notes, clock(a.LeftAt)+"离会")
	}
	if len(notes) == 0 {
		return ""
	}
	return "（" + strings.Join(notes, "，") + "）"
}

// spoken is what was said on an item, a sentence each.
func (s *Server) spoken(r *http.Request, i store.Item) ([]string, error) {
	var said []string
	for _, c := range i.Cases {
		if !c.PresentedAt.IsZero() {
			said = append(said, fmt.Sprintf("%s就%s一案作了说明", c.Presenter, decisionOn(c).Sentence()))
		}
		if c.Speech != "" {
			said = append(said, c.Person+"供职发言："+workflow.Speeches[c.Speech])
		}
		for _, x := range c.Absences {
			text := c.Person + "于" + clock(x.LeftAt) + "离场回避"
			if !x.ReturnedAt.IsZero() {
				text += "，" + clock(x.ReturnedAt) + "返回"
			}
			said = append(said, text)
		}
		if c.Dropped {
			said = append(said, fmt.Sprintf("%s一案%s", decisionOn(c).Sentence(), c.Stage.Label()))
		}
	}
	questions, err := s.db.Questions(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range questions {
		text := fmt.Sprintf("%s就%s一案询问：%s", q.AskedBy, q.Person, q.Text)
		if q.Answer != "" {
			text += fmt.Sprintf("。%s答复：%s", q.AnsweredBy, q.Answer)
		}
		said = append(said, text)
	}
	summaries, err := s.db.Deliberations(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range summaries {
		said = append(said, groupName(d)+"："+d.Summary)
	}
	requests, err := s.db.MethodRequests(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range requests {
		if q.Consented {
			said = append(said, fmt.Sprintf("“%s”经%s同意改用%s：%s", i.Title, q.DecidedBy, q.To.Label(), q.Reason))
		}
	}
	rounds, err := s.db.Rounds(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range rounds {
		said = append(append(said, roundSentence(i, v)), objectionSentences(v)...)
	}
	return said, nil
}

// roundSentence is how a vote was held, a void one with the reason; what it decided stands elsewhere.
func roundSentence(i store.Item, v store.Round) string {
	text := fmt.Sprintf("“%s”第 %d 轮表决，%s，出席 %d 人", i.Title, v.Ordinal, roundMethods[v.Method], v.Present)
	var names []string
	for _, x := range v.Scrutineers {
		names = append(names, x.Name)
	}
	if len(names) > 0 {
		text += "，监票人" + strings.Join(names, "、")
	}
	switch {
	case v.State == store.RoundVoid:
		return text + "，宣布无效：" + v.VoidReason
	case v.State == store.RoundAnnounced && v.Method != store.ShowOfHands:
		return text + fmt.Sprintf("，发出 %d 票，收回 %d 票", v.Issued, v.Returned)
	}
	return text
}

func groupName(d store.Deliberation) string {
	if d.Group == 0 {
		return "全体会议审议"
	}
	return fmt.Sprintf("第%s组（召集人%s）", document.Numeral(d.Group), d.Convener)
}

// resultsOf is the announced results of an item, in the order of the ballot paper.
func (s *Server) resultsOf(r *http.Request, i store.Item) ([]document.Result, error) {
	rounds, err := s.db.Rounds(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, v := range rounds {
		if v.State == store.RoundAnnounced {
			counts, err := s.db.Counts(r.Context(), v.ID)
			return results(i, v, counts), err
		}
	}
	return nil, nil
}

// uncast is what members who were there and chose nothing did.
var uncast = map[store.RoundMethod]string{store.SecretPaper: "未投", store.SecretElectronic: "未按", store.ShowOfHands: "未举手"}

// results puts the counts of a round beside its cases.
func results(i store.Item, v store.Round, counts []store.Count) []document.Result {
	var all []document.Result
	for _, n := range counts {
		for _, c := range i.Cases {
			if c.CaseID == n.CaseID {
				all = append(all, document.Result{Item: decisionOn(c), Secret: v.Method != store.ShowOfHands, For: n.Yes, Against: n.No,
					Abstain: n.Abstain, Invalid: n.Invalid, NotCast: n.NotCast, Uncast: uncast[v.Method], Adopted: n.Yes >= meeting.Majority(v.Total)})
			}
		}
	}
	return all
}

// showMinutes is the minutes: the draft to those who write them, else the text.
func (s *Server) showMinutes(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	page := s.board(r, m, "会议纪要", t)
	page.Heading.Over = meetingTitle(m)
	print := ui.Button{Label: "打印纪要", Kind: ui.Plain, Href: meetingPath(m.ID) + "/minutes/print"}
	switch {
	case !authz.Can(actor(r), authz.WriteMinutes) && m.Minutes == "":
		page.Panels = []staff.Panel{{Text: []string{"会议纪要还在整理。"}}}
	case !authz.Can(actor(r), authz.WriteMinutes):
		page.Panels = []staff.Panel{{Prose: strings.Split(m.Minutes, "\n"), Buttons: []ui.Button{print}}}
	default:
		text := m.Minutes
		if text == "" {
			d, err := s.minutesDraft(r, m)
			if err != nil {
				return err
			}
			text = d.Body()
			page.Heading.Lead = "初稿由出席、审议和表决的登记生成，核对修改后保存。"
		}
		page.Panels = []staff.Panel{{Forms: []staff.PanelForm{{Form: ui.Form{Action: meetingPath(m.ID) + "/minutes", Version: version(m.Version), Guard: true},
			Fields: []templ.Component{
				t.area("minutes", ui.Area{Name: "minutes", Label: "纪要正文", Rows: 24}, text),
			},
			Buttons: []ui.Button{{Label: "保存纪要"}}}}}}
		if m.Minutes != "" {
			page.Panels[0].Buttons = []ui.Button{print}
		}
	}
	return s.render(w, r, status, staff.Board(page))
}

// writeMinutes keeps the minutes (起草会议纪要).
func (s *Server) writeMinutes(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	err := s.flow.WriteMinutes(r.Context(), actor(r), m.ID, formVersion(r), unixLines(r.PostFormValue("minutes")))
	return s.answer(w, r, "minutes", err, "纪要已保存。", meetingPath(m.ID)+"/minutes", again(m, s.showMinutes))
}

// printMinutes shows the minutes as an official paper.
func (s *Server) printMinutes(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	d, err := s.minutesDraft(r, m)
	if err != nil {
		return err
	}
	return s.renderPapers(w, r, meetingCrumb(m), worded(d, m.Minutes))
}
