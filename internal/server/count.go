package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/errs"
	"renmian/internal/live"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/chamber"
	"renmian/web/staff"
	"renmian/web/ui"
)

// countingOf finds the round at a meeting that a member counts.
func (s *Server) countingOf(r *http.Request, m store.Meeting) (store.Round, store.Item, error) {
	if err := authz.Check(actor(r), authz.EnterCount); err != nil {
		return store.Round{}, store.Item{}, err
	}
	rounds, err := s.db.RoundsOfMeeting(r.Context(), m.ID)
	if err != nil {
		return store.Round{}, store.Item{}, err
	}
	for n := len(rounds) - 1; n >= 0; n-- {
		if scrutinises(rounds[n], actor(r)) {
			i, err := s.db.Item(r.Context(), rounds[n].ItemID)
			return rounds[n], i, err
		}
	}
	return store.Round{}, store.Item{}, errs.New(errs.NotFound, "现在没有由您监票的表决。推选监票人、开始表决后再打开本页。")
}

// voting reports whether a scrutineer belongs at the tablet of their seat, to vote there like everybody: the box
// they count is open, or theirs is done with and another vote has begun.
func (s *Server) voting(ctx context.Context, m store.Meeting, v store.Round) (bool, error) {
	if v.State == store.RoundOpen {
		return v.Phase == ballot.PhaseIssuing || v.Phase == ballot.PhaseCasting, nil
	}
	rounds, err := s.db.RoundsOfMeeting(ctx, m.ID)
	return v.State != store.RoundCounted && slices.ContainsFunc(rounds, func(x store.Round) bool { return x.State == store.RoundOpen }), err
}

// toSeat leads back to the tablet of the seat.
func toSeat(kind ui.Kind) ui.Button {
	return ui.Button{Label: "回到席位", Kind: kind, Href: "/seat"}
}

// countTitle is what a scrutineer does: count papers, or check what the opened box holds.
func countTitle(v store.Round) string {
	if v.Method == store.SecretElectronic {
		return "核对计票"
	}
	return "录入计票"
}

// enters reports whether a scrutineer has numbers to enter: of a vote on paper, until theirs are in.
func (s *Server) enters(r *http.Request, v store.Round) (bool, []store.CountEntry, error) {
	if v.State != store.RoundOpen || v.Method != store.SecretPaper {
		return false, nil, nil
	}
	entries, err := s.db.CountEntries(r.Context(), v.ID)
	mine := slices.ContainsFunc(entries, func(e store.CountEntry) bool { return e.MemberID == actor(r).MemberID && !e.Superseded })
	return !mine, entries, err
}

// showCount is the page on which a scrutineer enters the count, apart from the other, or checks that of a box.
func (s *Server) showCount(w http.ResponseWriter, r *http.Request, status int, m store.Meeting, t typed) error {
	var page staff.CountPage
	var votes bool
	err := s.look(r, func(r *http.Request) error {
		v, _, err := s.countingOf(r, m)
		if err != nil {
			return err
		}
		if votes, err = s.voting(r.Context(), m, v); err != nil || votes {
			return err
		}
		page, err = s.countPage(r, m, t)
		return err
	})
	if err != nil {
		return err
	}
	if votes {
		return seeOther(w, r, "/seat")
	}
	return s.render(w, r, status, staff.Counting(page))
}

func (s *Server) countPage(r *http.Request, m store.Meeting, t typed) (page staff.CountPage, err error) {
	v, i, err := s.countingOf(r, m)
	if err != nil {
		return page, err
	}
	enters, entries, err := s.enters(r, v)
	if err != nil {
		return page, err
	}
	page = staff.CountPage{Frame: s.frame(r, countTitle(v), meetingsCrumb, meetingCrumb(m)), Problems: t.problems,
		Heading: ui.Heading{Over: meetingTitle(m) + " · " + fmt.Sprintf("第 %d 轮表决", v.Ordinal), Title: countTitle(v), Lead: i.Title}}
	if enters {
		if page.Before, err = s.beforeCount(r, i, entries); err != nil {
			return page, err
		}
		s.countFields(&page, m, i, v, t)
	} else {
		page.Frame, page.Live = page.Frame.Live(), meetingPath(m.ID)+"/count/live"
		page.Before, err = s.countPanels(r, m, i, v, t)
	}
	page.Frame.Sheets = []string{"css/chamber.css"}
	page.Frame.Invalid = len(t.problems) > 0
	return page, err
}

// countPanels is what a scrutineer sees who has nothing to enter.
func (s *Server) countPanels(r *http.Request, m store.Meeting, i store.Item, v store.Round, t typed) ([]staff.Panel, error) {
	switch {
	case v.State == store.RoundVoid:
		return voidPanels(v), nil
	case v.State != store.RoundOpen:
		return s.countDone(r, m, i, v, t)
	case v.Method == store.SecretElectronic:
		return s.confirmPanels(r, m, i, v, t)
	}
	return []staff.Panel{{Card: ui.Card{Title: "您的计票已录入", Tag: ui.Tag{State: ui.Doing, Label: "等候"}},
		Text:    []string{"等候另一名监票人录入。两人一致后计票完成；不一致的，两人重新清点。本页自动更新。"},
		Buttons: []ui.Button{toSeat(ui.Plain)}}}, nil
}

// countLive is that page as it changes.
func (s *Server) countLive(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	if _, _, err := s.countingOf(r, m); err != nil {
		return err
	}
	if !r.URL.Query().Has("once") {
		defer s.hub.Attend(store.HereTopic(m.ID), actor(r).MemberID)()
	}
	return s.liveView(w, r, live.View{Key: fmt.Sprintf("count:%d:%d", m.ID, actor(r).MemberID), Topics: meetingTopics(m.ID),
		Render: func(ctx context.Context) ([]byte, error) {
			r := asRequest(ctx, r)
			v, i, err := s.countingOf(r, m)
			if err != nil {
				return nil, err
			}
			votes, err := s.voting(ctx, m, v)
			if err != nil {
				return nil, err
			}
			if enters, _, err := s.enters(r, v); err != nil {
				return nil, err
			} else if enters || votes { // another page
				return rendered(ctx, chamber.HallReload())
			}
			panels, err := s.countPanels(r, m, i, v, typed{})
			if err != nil {
				return nil, err
			}
			return rendered(ctx, staff.Panels(panels))
		}})
}

// countDone shows the scrutineers the agreed count and the report to sign.
func (s *Server) countDone(r *http.Request, m store.Meeting, i store.Item, v store.Round, t typed) ([]staff.Panel, error) {
	counts, err := s.db.Counts(r.Context(), v.ID)
	if err != nil {
		return nil, err
	}
	p := staff.Panel{Card: ui.Card{Title: "计票完成", Tag: roundTags[v.State]}, Result: resultBars(itemData{i: i, counts: counts}, v),
		Sums: sumLines(countSums(i, v, counts))}
	p.Summary = append(p.Summary, objections(v)...)
	if v.State == store.RoundCounted {
		p.Text = []string{"两名监票人的计票一致。请在计票报告单上签名，结果由主持人宣布。"}
		if v.BoxID != 0 {
			p.Text = []string{"监票人已经全部确认。请在计票报告单上签名，结果由主持人宣布。"}
		}
		if len(v.Undecided()) > 0 {
			p.Text = append(p.Text, "有书面异议等候主持人决定，决定以前不宣布结果。")
		}
		if _, objected := v.Objected(actor(r).MemberID); !objected && v.BoxID == 0 {
			p.Folded = []staff.PanelFold{objectionFold(meetingPath(m.ID)+fmt.Sprintf("/count/%d", v.ID), t)}
		}
	}
	p.Buttons = []ui.Button{toSeat(ui.Primary), {Label: "计票报告单", Kind: ui.Plain, Href: fmt.Sprintf("%s/count/%d", meetingPath(m.ID), v.ID)}}
	return []staff.Panel{p}, nil
}

// beforeCount is what a scrutineer reads before the numbers: what the last two counts differed in, and how a
// line without a mark counts in this county.
func (s *Server) beforeCount(r *http.Request, i store.Item, entries []store.CountEntry) ([]staff.Panel, error) {
	blank := "没有填写的视为无效。"
	cases, err := s.db.CasesOfItem(r.Context(), i.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		p, err := s.db.Policy(r.Context(), c.PolicyID)
		if err != nil {
			return nil, err
		}
		if p.Vote.Blank == policy.BlankAbstain {
			blank = "没有填写的视为弃权，计入弃权。"
		}
	}
	how := staff.Panel{Text: []string{"先填发出票和收回票，再逐人填写；没有的填 0。每人各项相加应当等于收回票。" + blank}}
	return append(differences(i, entries), how), nil
}

// differences lists on what the last two counts did not agree.
func differences(i store.Item, entries []store.CountEntry) []staff.Panel {
	var old []store.CountEntry
	for _, e := range entries {
		if e.Superseded {
			old = append(old, e)
		}
	}
	if len(old) < 2 {
		return nil
	}
	asEntry := func(e store.CountEntry) meeting.Entry {
		out := meeting.Entry{ScrutineerID: e.MemberID, Issued: e.Issued, Returned: e.Returned}
		for n, l := range e.Lines {
			name := ""
			for _, c := range i.Cases {
				if c.CaseID == l.CaseID {
					name = c.Person
				}
			}
			if i.EnBloc {
				name = "本项"
			}
			out.Rows = append(out.Rows, meeting.EntryRow{CaseID: l.CaseID, Name: name, For: l.Yes, Against: l.No, Abstain: l.Abstain, Invalid: l.Invalid})
			if i.EnBloc && n == 0 {
				break
			}
		}
		return out
	}
	p := staff.Panel{Card: ui.Card{Title: "两人的计票不一致", Tag: ui.Tag{State: ui.Stop, Label: "请重新清点"}}, Text: []string{"请重新清点表决票，再各自录入。不一致的数字："}}
	for _, x := range meeting.CompareCounts(asEntry(old[len(old)-2]), asEntry(old[len(old)-1])) {
		p.Text = append(p.Text, x.String())
	}
	return []staff.Panel{p}
}

// countFields are the numbers to enter: ballots issued and returned, then a line for each person.
func (s *Server) countFields(page *staff.CountPage, m store.Meeting, i store.Item, v store.Round, t typed) {
	field := func(name, label string) ui.Text {
		return t.text("count", ui.Text{Name: name, Label: label, Type: ui.Number, Min: "0", Max: strconv.Itoa(v.Present), Step: "1"}, "")
	}
	page.Form, page.Present = ui.Form{Action: meetingPath(m.ID) + "/count", Key: formKey()}, strconv.Itoa(v.Present)
	page.Frame.Scripts = append(page.Frame.Scripts, "js/count.js")
	page.Totals = []ui.Text{field("issued", "发出票"), field("returned", "收回票")}
	page.Buttons = []ui.Button{{Label: "提交计票"}}
	for n, c := range i.Live() {
		line := staff.CountLine{
			ID:     idText(c.CaseID),
			Number: strconv.Itoa(n+1) + ".",
			Person: c.Person,
			Office: c.Action.Label() + c.Office,
			Error:  t.wrong("count", fmt.Sprintf("row%d", n)),
		}
		if i.EnBloc {
			line = staff.CountLine{ID: line.ID, Person: "本项合并表决", Office: itemCases(i), Error: line.Error}
		}
		for _, f := range countNames {
			line.Fields = append(line.Fields, field(fmt.Sprintf("%s-%d", f.name, c.CaseID), f.label))
		}
		page.Lines = append(page.Lines, line)
		if i.EnBloc {
			break
		}
	}
}

var countNames = []struct{ name, label string }{{"yes", "赞成"}, {"no", "反对"}, {"abstain", "弃权"}, {"invalid", "无效"}}

// enterCount takes a scrutineer's count (录入计票).
func (s *Server) enterCount(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	v, i, err := s.countingOf(r, m)
	if err != nil {
		return err
	}
	form, err := countForm(r, i)
	out := workflow.CountWaits
	if err == nil {
		out, err = s.flow.EnterCount(r.Context(), actor(r), i.ID, v.ID, form)
	}
	// What went wrong is on the page itself, not in the line that says that something is done.
	done := map[workflow.CountOutcome]string{workflow.CountWaits: "已录入，等候另一名监票人。", workflow.CountAgrees: "两人的计票一致，计票完成。"}[out]
	return s.answer(w, r, "count", err, done, meetingPath(m.ID)+"/count", again(m, s.showCount))
}

// countForm reads the numbers; what is no number is told beside its field.
func countForm(r *http.Request, i store.Item) (workflow.CountForm, error) {
	var form workflow.CountForm
	var fields []errs.Field
	number := func(name, label string, to *int) {
		n, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue(name)))
		if err != nil {
			fields = append(fields, errs.Field{Name: name, Message: "请填写" + label + "，没有的填 0。"})
		}
		*to = n
	}
	number("issued", "发出票数", &form.Issued)
	number("returned", "收回票数", &form.Returned)
	for _, c := range i.Live() {
		l := store.Count{CaseID: c.CaseID}
		for n, to := range []*int{&l.Yes, &l.No, &l.Abstain, &l.Invalid} {
			number(fmt.Sprintf("%s-%d", countNames[n].name, c.CaseID), c.Person+"的"+countNames[n].label+"票数", to)
		}
		form.Lines = append(form.Lines, l)
		if i.EnBloc {
			break
		}
	}
	return form, errs.Form(fields...)
}

// scrutineersReport shows a scrutineer the count report of their round to print and sign.
func (s *Server) scrutineersReport(w http.ResponseWriter, r *http.Request, m store.Meeting) error {
	v, i, err := s.countingOf(r, m)
	if err != nil {
		return err
	}
	if id, _ := pathID(r, "round"); id != v.ID {
		return notYet
	}
	return s.countReport(w, r, m, i)
}
