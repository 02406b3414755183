package workflow

import (
	"context"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// longestRest is how long a meeting of one day may be suspended.
const longestRest = 8 * time.Hour

// RestMeeting suspends a meeting until an instant (宣布休会); while it rests already, the instant is changed.
func (f *Flow) RestMeeting(ctx context.Context, who authz.Actor, id int64, until time.Time, reason string) error {
	reason = strings.TrimSpace(reason)
	return f.onMeeting(ctx, who, authz.RestMeeting, id, anyPhase, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		items, err := tx.Items(ctx, id)
		if err != nil {
			return nil, err
		}
		var states []meeting.ItemState
		for _, i := range items {
			states = append(states, i.State)
		}
		if err := meeting.CheckRest(m.Phase, states); err != nil {
			return nil, err
		}
		if until.Before(tx.Now().Add(time.Minute)) || until.After(tx.Now().Add(longestRest)) {
			return nil, errs.Form(errs.Field{Name: "until", Message: "复会时间须在现在以后、8 小时以内。"})
		}
		rest := tx.BeginRest
		if m.Resting() {
			rest = tx.ProlongRest
		}
		return map[string]any{"until": until.In(calendar.Zone).Format("15:04"), "reason": reason}, rest(ctx, id, until, reason)
	})
}

// ResumeMeeting lets a suspended meeting go on (宣布复会), once there is a quorum again V01.
func (f *Flow) ResumeMeeting(ctx context.Context, who authz.Actor, id int64) error {
	return f.onMeeting(ctx, who, authz.ResumeMeeting, id, whileOpen, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if !m.Resting() {
			return nil, errs.New(errs.Conflict, "会议没有休会，请刷新页面。")
		}
		if err := meeting.CheckQuorum(m.Present, m.Total); err != nil {
			return nil, err
		}
		return map[string]any{"present": m.Present}, tx.EndRest(ctx, id)
	})
}

// awake refuses to go on with a meeting that rests.
func awake(m store.Meeting) error {
	if !m.Resting() {
		return nil
	}
	return errs.New(errs.Conflict, "会议正在休会（%s 复会）。请先宣布复会。", m.Rest.Until.In(calendar.Zone).Format("15:04"))
}
