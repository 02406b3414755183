package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/meeting"
	"renmian/internal/policy"
	"renmian/internal/store"
)

func itemSubject(id int64) store.Subject { return store.Subject{Kind: "agenda_item", ID: id} }

// AddItem puts an item without cases at the end of a meeting's agenda (编排会议议程) and returns its id.
func (f *Flow) AddItem(ctx context.Context, who authz.Actor, meetingID int64, title string) (id int64, err error) {
	title = strings.TrimSpace(title)
	err = f.onMeeting(ctx, who, authz.ArrangeAgenda, meetingID, beforeClose, func(tx *store.Tx, m *store.Meeting) (map[string]any, error) {
		if title == "" {
			return nil, errs.Form(errs.Field{Name: "title", Message: "请填写议题。"})
		}
		id, err = tx.InsertItem(ctx, store.Item{MeetingID: meetingID, Position: m.Items + 1, Title: title, Method: policy.Hands})
		return map[string]any{"added": title}, err
	})
	return id, err
}

// PersonnelItem is what the office puts on the agenda as one item with one ballot paper.
type PersonnelItem struct {
	Title   string
	CaseIDs []int64
	Method  policy.Method // "": as the county's rules say; the stricter way is always open
	EnBloc  bool          // 合并表决
}

// AddPersonnelItem puts cases that wait for the committee on a meeting's agenda (列入会议议程), inside
// the item and among the items in lawful order, and returns the item's id.
func (f *Flow) AddPersonnelItem(ctx context.Context, who authz.Actor, meetingID int64, p PersonnelItem) (id int64, err error) {
	p.Title = strings.TrimSpace(p.Title)
	err = f.do(ctx, who, authz.ArrangeAgenda, func(tx *store.Tx) error {
		cases, err := tx.LockCases(ctx, p.CaseIDs)
		if err != nil {
			return err
		}
		m, err := tx.LockMeeting(ctx, meetingID)
		if err != nil {
			return err
		}
		if err := inPhase(m, authz.ArrangeAgenda, beforeClose); err != nil {
			return err
		}
		item, err := personnelItem(ctx, tx, p, cases)
		if err != nil {
			return err
		}
		item.MeetingID = meetingID
		items, err := tx.Items(ctx, meetingID)
		if err != nil {
			return err
		}
		if item.Position, err = placeFor(items, item); err != nil {
			return err
		}
		if id, err = tx.InsertItem(ctx, item); err != nil {
			return err
		}
		return saveAll(ctx, tx, cases, authz.ArrangeAgenda, map[string]any{"meeting": m.Number, "item": p.Title})
	})
	return id, err
}

// saveAll saves cases whose evidence changed, with an event for each.
func saveAll(ctx context.Context, tx *store.Tx, cases []appointment.Case, act authz.Action, detail map[string]any) error {
	return tx.Together(ctx, func() error {
		for _, c := range cases {
			if err := tx.SaveCase(ctx, c, c, act, detail); err != nil {
				return err
			}
		}
		return nil
	})
}

// personnelItem checks what may stand together as one item, and puts it in lawful order.
func personnelItem(ctx context.Context, tx *store.Tx, p PersonnelItem, cases []appointment.Case) (store.Item, error) {
	it := store.Item{Title: p.Title, Personnel: true, Method: policy.Hands, EnBloc: p.EnBloc}
	switch {
	case p.Title == "":
		return it, errs.Form(errs.Field{Name: "title", Message: "请填写议题。"})
	case len(cases) == 0:
		return it, errs.Form(errs.Field{Name: "case", Message: "请选择要列入的任免案。"})
	case len(cases) != len(p.CaseIDs):
		return it, errs.New(errs.NotFound, "所选任免案有的已不存在，请刷新页面重新选择。")
	}
	var list []meeting.Item
	var actions []policy.Action
	presenter := map[int64]string{}
	for _, c := range cases {
		if err := inStage(c, authz.ArrangeAgenda, []appointment.Stage{appointment.StageCommittee}); err != nil {
			return it, err
		}
		pol, err := tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return it, err
		}
		if p.Method == policy.Hands {
			if err := meeting.CheckMethod(pol, c.Action, p.Method); err != nil {
				return it, errs.Form(errs.Field{Name: "method", Message: errs.Message(err)})
			}
		}
		if p.Method == policy.Secret || pol.VoteMethod(c.Action) == policy.Secret {
			it.Method = policy.Secret // one paper for all
		}
		if slices.ContainsFunc(cases, func(o appointment.Case) bool { return o.ID == c.AfterCase.ID }) {
			return it, errs.New(errs.Conflict, "%s的代理须在其副职任命通过之后表决，请分列为两个议题。〔地方组织法 第五十条（十三）〕", c.Person.Name)
		}
		if p.EnBloc && (c.Chairs == nil || !c.Chairs.EnBloc) {
			return it, errs.New(errs.Conflict, "%s一案主任会议没有决定可以合并表决，请逐人表决，或者报主任会议决定。", c.Person.Name)
		}
		if err := meeting.CheckEnBloc(pol, append(actions, c.Action), false); p.EnBloc && err != nil {
			return it, err
		}
		actions = append(actions, c.Action)
		presenter[c.ID] = presenterOf(c, pol)
		list = append(list, asItem(c))
	}
	ordered, _ := meeting.OrderAgenda(list)
	for _, o := range ordered {
		it.Cases = append(it.Cases, store.ItemCase{Item: o, Presenter: presenter[o.CaseID]})
	}
	return it, nil
}

func asItem(c appointment.Case) meeting.Item {
	return meeting.Item{CaseID: c.ID, Action: c.Action, Group: c.Office.Group, PersonID: c.Person.ID, Person: c.Person.Name,
		OfficeID: c.Office.ID, Office: c.Office.Title}
}

// presenterOf is who explains a case by the county's rules.
func presenterOf(c appointment.Case, p policy.Policy) string {
	switch p.Presentation.By {
	case policy.ByOrgan:
		return c.Proposal.OrganName + "负责人"
	case policy.ByUnitHead:
		return c.Office.OrganName + "主要负责人"
	}
	return p.Presentation.By.Label()
}

// flat lists the cases of an agenda in the order they are voted on.
func flat(items []store.Item) []meeting.Item {
	var all []meeting.Item
	for _, i := range items {
		for _, c := range i.Live() {
			all = append(all, c.Item)
		}
	}
	return all
}

// placeFor finds the last place on the agenda that keeps the lawful order, after what has begun.
func placeFor(items []store.Item, item store.Item) (int, error) {
	for at := len(items); at >= 0; at-- {
		if at < len(items) && items[at].State != meeting.ItemPlanned {
			break
		}
		if len(meeting.CheckOrder(flat(slices.Insert(slices.Clone(items), at, item)))) == 0 {
			return at + 1, nil
		}
	}
	var reasons []string
	for _, p := range meeting.CheckOrder(flat(append(slices.Clone(items), item))) {
		reasons = append(reasons, p.Reason)
	}
	return 0, errs.Blocked(append([]string{"所选任免案与已列入的议题前后相扣，请拆分议题后重新列入。"}, reasons...))
}

// MoveItem moves an item that has not begun one place up or down the agenda, within the lawful order.
func (f *Flow) MoveItem(ctx context.Context, who authz.Actor, itemID int64, up bool) error {
	return f.onPlannedItem(ctx, who, itemID, func(tx *store.Tx, items []store.Item, at int) error {
		to := at + 1
		if up {
			to = at - 1
		}
		if to < 0 || to >= len(items) || items[to].State != meeting.ItemPlanned {
			return errs.New(errs.Conflict, "“%s”已在可以移动的边上，不能再移。", items[at].Title)
		}
		items[at], items[to] = items[to], items[at]
		if broken := meeting.CheckOrder(flat(items)); len(broken) > 0 {
			return errs.New(errs.Conflict, "不能这样移动。%s", broken[0].Reason)
		}
		ids := make([]int64, len(items))
		for n, i := range items {
			ids[n] = i.ID
		}
		if err := tx.OrderItems(ctx, items[at].MeetingID, ids); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ArrangeAgenda, itemSubject(itemID), map[string]any{"up": up})
	})
}

// RemoveItem takes an item that has not begun off the agenda; its cases wait for a meeting again.
func (f *Flow) RemoveItem(ctx context.Context, who authz.Actor, itemID int64) error {
	return f.onPlannedItem(ctx, who, itemID, func(tx *store.Tx, items []store.Item, at int) error {
		i := items[at]
		var cases []appointment.Case
		for _, c := range i.Live() {
			full, err := tx.Case(ctx, c.CaseID)
			if err != nil {
				return err
			}
			cases = append(cases, full)
		}
		if err := tx.DeleteItem(ctx, i); err != nil {
			return err
		}
		if err := saveAll(ctx, tx, cases, authz.ArrangeAgenda, map[string]any{"removed": i.Title}); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ArrangeAgenda, itemSubject(itemID), map[string]any{"removed": i.Title})
	})
}

// onPlannedItem changes the place of an item that has not begun.
func (f *Flow) onPlannedItem(ctx context.Context, who authz.Actor, itemID int64,
	change func(tx *store.Tx, items []store.Item, at int) error) error {
	return f.do(ctx, who, authz.ArrangeAgenda, func(tx *store.Tx) error {
		i, err := lockItem(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if err := inPhase(i.m, authz.ArrangeAgenda, beforeClose); err != nil {
			return err
		}
		if err := meeting.CheckItem(i.item.State, i.item.Title, meeting.ItemPlanned); err != nil {
			return err
		}
		items, err := tx.Items(ctx, i.m.ID)
		if err != nil {
			return err
		}
		return change(tx, items, slices.IndexFunc(items, func(o store.Item) bool { return o.ID == itemID }))
	})
}

// itemWork is one item of an agenda, locked with its cases and its meeting.
type itemWork struct {
	tx    *store.Tx
	act   authz.Action
	m     store.Meeting
	item  store.Item
	cases []appointment.Case // the live ones, in the order of the ballot paper
	saved bool
}

// lockItem locks the cases of an item, then its meeting: whatever is done at one meeting is done one
// after the other, and always in this order.
func lockItem(ctx context.Context, tx *store.Tx, id int64) (*itemWork, error) {
	seen, err := tx.Item(ctx, id)
	if err != nil {
		return nil, err
	}
	w := &itemWork{tx: tx}
	if w.cases, err = tx.LockCases(ctx, caseIDs(seen)); err != nil {
		return nil, err
	}
	if w.m, err = tx.LockMeeting(ctx, seen.MeetingID); err != nil {
		return nil, err
	}
	if w.item, err = tx.Item(ctx, id); err != nil {
		return nil, err
	}
	if !slices.Equal(caseIDs(seen), caseIDs(w.item)) {
		return nil, errs.New(errs.Conflict, "“%s”刚由另一位同事办理过，请刷新页面。", w.item.Title)
	}
	return w, nil
}

func caseIDs(i store.Item) []int64 {
	var ids []int64
	for _, c := range i.Live() {
		ids = append(ids, c.CaseID)
	}
	return ids
}
