package server

import (
	"context"
	"slices"
	"strconv"

	"renmian/internal/authz"
	"renmian/internal/ballot"
	"renmian/internal/meeting"
	"renmian/internal/store"
	"renmian/web/chamber"
	"renmian/web/ui"
)

// consoleSeats is the map of the room, and its sums. It says who is here and who holds a ballot, never who
// has cast: nobody knows.
func (s *Server) consoleSeats(ctx context.Context, v proceedings) ([]chamber.Place, []ui.Stat, error) {
	var holders []int64
	round, voting := liveRound(v.rounds, v.at.ID)
	voting = voting && round.State == store.RoundOpen && (round.Phase == ballot.PhaseIssuing || round.Phase == ballot.PhaseCasting)
	if voting {
		var err error
		if holders, err = s.db.BallotHolders(ctx, round.BoxID); err != nil {
			return nil, nil, err
		}
	}
	here := s.hub.Present(store.HereTopic(v.m.ID))
	away := 0
	var places []chamber.Place
	count := map[meeting.Status]int{}
	action := meetingPath(v.m.ID) + "/attendance"
	for _, a := range v.people {
		count[a.Status]++
		x := chamber.Place{Name: a.Name, Class: string(a.Status), State: ui.Tag{Label: a.Status.Label()}}
		switch { // one word more than that somebody is here, so that a place keeps its height
		case slices.Contains(holders, a.ID):
			x.State.Label = "已领票"
		case a.AtSeat && a.Status == meeting.Present:
			x.State.Label = signedBy(a)
		}
		if v.data.seats && a.Status == meeting.Present && v.m.Phase == meeting.Open && !here[a.ID] {
			x.Away = true
			away++
		}
		if a.Status == meeting.Expected && (v.m.Phase == meeting.Notified || v.m.Phase == meeting.Open) && authz.Can(v.who, authz.RecordAttendance) {
			id := strconv.FormatInt(a.ID, 10)
			x.SignIn = ui.Post{Action: action, Label: a.Name + " 签到", Kind: ui.Plain, Key: v.formKey(action, id),
				Fields: []ui.Hidden{{Name: "status-" + id, Value: string(meeting.Present)}, {Name: "from", Value: fromConsole}}}
		}
		places = append(places, x)
	}
	stats := []ui.Stat{{Label: "出席", Value: strconv.Itoa(count[meeting.Present])}, {Label: "请假", Value: strconv.Itoa(count[meeting.OnLeave])},
		{Label: "未到", Value: strconv.Itoa(count[meeting.Expected] + count[meeting.Absent])}}
	if n := count[meeting.LeftEarly]; n > 0 {
		stats = append(stats, ui.Stat{Label: "离会", Value: strconv.Itoa(n)})
	}
	if away > 0 {
		stats = append(stats, ui.Stat{Label: "平板离线", Value: strconv.Itoa(away)})
	}
	if voting {
		stats = append(stats, ui.Stat{Label: "已领票", Value: strconv.Itoa(len(holders))})
	}
	return places, stats, nil
}
