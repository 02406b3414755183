package workflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/store"
)

// GroupPlan is one group of the deliberation as the office arranges it: who is in it, by name.
type GroupPlan struct {
	Convener, Place    string
	Members, Observers []string
}

// SetGroups arranges the groups in which a meeting deliberates (编排审议分组); no groups means that it does
// so in plenary. A convener is a member of the own group, and nobody is in two.
func (f *Flow) SetGroups(ctx context.Context, who authz.Actor, meetingID int64, plans []GroupPlan) error {
	return f.onMeeting(ctx, who, authz.SetGroups, meetingID, beforeClose, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		list, err := tx.Attendance(ctx, meetingID)
		if err != nil {
			return nil, err
		}
		sitting, err := tx.Observers(ctx, meetingID)
		if err != nil {
			return nil, err
		}
		in := map[string]int64{}
		for _, a := range list {
			in[a.Name] = a.ID
		}
		beside := map[string]int64{}
		for _, o := range sitting {
			beside[o.Name] = o.ID
		}
		var all []store.Group
		members, observers := map[int64]int{}, map[int64]int{}
		var fields []errs.Field
		wrong := func(n int, field, format string, args ...any) {
			fields = append(fields, errs.Field{Name: fmt.Sprintf("%s-%d", field, n), Message: fmt.Sprintf(format, args...)})
		}
		place := func(n int, field string, names []string, known map[string]int64, to map[int64]int, what string) {
			for _, name := range names {
				id, ok := known[name]
				switch {
				case !ok:
					wrong(n, field, "“%s”不在本次会议的%s名单中，请核对姓名。", name, what)
				case to[id] != 0:
					wrong(n, field, "%s已在第 %d 组。", name, to[id])
				default:
					to[id] = n
				}
			}
		}
		for i, p := range plans {
			n := i + 1
			g := store.Group{Number: n, Convener: strings.TrimSpace(p.Convener), Place: strings.TrimSpace(p.Place)}
			place(n, "members", p.Members, in, members, "组成人员")
			place(n, "observers", p.Observers, beside, observers, "列席、旁听人员")
			switch {
			case g.Convener == "":
				wrong(n, "convener", "请填写第 %d 组的召集人。", n)
			case !slices.Contains(p.Members, g.Convener):
				wrong(n, "convener", "召集人%s须是本组的组成人员。", g.Convener)
			}
			all = append(all, g)
		}
		_, rules, err := tx.PolicyOn(ctx, m.HeldOn)
		if err != nil {
			return nil, err
		}
		for _, o := range sitting { // DZ-07: who sits by deliberates in a group too, where the county says so
			if rules.Deliberation.ObserversInGroups && len(all) > 1 && !o.Listens && observers[o.ID] == 0 {
				wrong(len(all), "observers", "本县办法规定列席人员编入分组，%s还没有编入。", o.Name)
			}
		}
		if len(all) == 1 {
			wrong(1, "members", "分组至少两组；全体会议审议的，不用分组。")
		}
		if err := errs.Form(fields...); err != nil {
			return nil, err
		}
		return map[string]any{"groups": len(all)}, tx.SetGroups(ctx, meetingID, all, members, observers)
	})
}

// SplitEvenly proposes so many groups of the members in the order of the official list, with the leaders
// spread over them; the first of each calls it together.
func SplitEvenly(list []store.Attendee, observers []store.Observer, groups int) []GroupPlan {
	plans := make([]GroupPlan, groups)
	n := 0
	for _, a := range list {
		if a.Status == meeting.OnLeave || a.Status == meeting.Absent {
			continue
		}
		p := &plans[n%groups]
		if p.Convener == "" {
			p.Convener = a.Name
		}
		p.Members = append(p.Members, a.Name)
		n++
	}
	n = 0
	for _, o := range observers {
		if !o.Listens {
			plans[n%groups].Observers = append(plans[n%groups].Observers, o.Name)
			n++
		}
	}
	return plans
}
