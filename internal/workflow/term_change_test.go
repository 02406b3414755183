package workflow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// newTerm is a house in the first days of its nineteenth term.
func newTerm(t *testing.T) (*fixture.House, int64) {
	t.Helper()
	h := fixture.New(t, pgtest.New(t))
	h.Now = time.Date(2027, 1, 15, 9, 0, 0, 0, calendar.Zone)
	id, err := h.Flow.SaveTerm(t.Context(), h.Clerk, store.Term{Number: 19, StartsOn: calendar.Date(2027, 1, 10), EndsOn: calendar.Date(2032, 1, 10), Seats: 29,
		GovernmentOn: calendar.Date(2027, 1, 12)})
	h.Must(err)
	return h, id
}

func TestTermChangeIsRefusedToOthers(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	for act, do := range map[authz.Action]func(who authz.Actor) error{
		authz.StartTermChange: func(who authz.Actor) error { return h.Flow.StartTermChange(ctx, who, h.Term) },
		authz.RenewMembers:    func(who authz.Actor) error { return h.Flow.RenewMembers(ctx, who, h.Term, workflow.NewMembers{}) },
		authz.SettleElected:   func(who authz.Actor) error { return h.Flow.SettleElected(ctx, who, h.Term, nil) },
		authz.DrawRenewals:    func(who authz.Actor) error { return h.Flow.DrawRenewals(ctx, who, h.Term) },
		authz.PlanRenewals:    func(who authz.Actor) error { return h.Flow.PlanRenewals(ctx, who, h.Term, nil) },
		authz.RemindRenewals:  func(who authz.Actor) error { _, err := h.Flow.RemindRenewals(ctx, who, h.Term); return err },
		authz.DraftRenewals:   func(who authz.Actor) error { _, err := h.Flow.DraftRenewals(ctx, who); return err },
		authz.CloseTermChange: func(who authz.Actor) error { return h.Flow.CloseTermChange(ctx, who, h.Term) },
	} {
		for _, role := range authz.Roles {
			who := authz.Actor{AccountID: h.Clerk.AccountID, OrganID: h.Organs["government"], Name: role.Label(), Roles: []authz.Role{role}}
			err := do(who)
			if got := errs.KindOf(err) == errs.Forbidden; got == authz.Can(who, act) || errs.KindOf(err) == "" {
				t.Errorf("%s by %s: %v", act, role, err)
			}
		}
	}
}

func TestTermChangeBeginsOnce(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	refused(t, "the first term of all", h.Flow.StartTermChange(ctx, h.Clerk, h.Term), errs.Conflict, "没有上一届")
	ahead, err := h.Flow.SaveTerm(ctx, h.Clerk, store.Term{Number: 19, StartsOn: calendar.Date(2027, 1, 10), EndsOn: calendar.Date(2032, 1, 10), Seats: 29})
	h.Must(err)
	refused(t, "a term ahead", h.Flow.StartTermChange(ctx, h.Clerk, ahead), errs.Conflict, "选出新的常务委员会以后")
	refused(t, "the old term", h.Flow.StartTermChange(ctx, h.Clerk, h.Term), errs.Conflict, "新一届的页面")
	refused(t, "a step before the beginning", h.Flow.DrawRenewals(ctx, h.Clerk, ahead), errs.NotFound, "换届")
	h.Now = time.Date(2027, 1, 15, 9, 0, 0, 0, calendar.Zone)
	h.Must(h.Flow.StartTermChange(ctx, h.Clerk, ahead))
	refused(t, "twice", h.Flow.StartTermChange(ctx, h.Clerk, ahead), errs.Conflict, "接着办")
	_, err = h.Flow.SaveTerm(ctx, h.Clerk, store.Term{
		ID:           ahead,
		Number:       19,
		StartsOn:     calendar.Date(2027, 1, 10),
		EndsOn:       calendar.Date(2032, 1, 10),
		Seats:        29,
		GovernmentOn: calendar.Date(2027, 1, 9),
	})
	if f := errs.Fields(err); len(f) != 1 || f[0].Name != "government_on" {
		t.Errorf("a government elected before the term: %v", err)
	}
}

// 地方组织法 第四十七条、第四十八条: the old committee serves until the new one is elected.
func TestNewCommitteeInOneAct(t *testing.T) {
	h, term := newTerm(t)
	ctx := t.Context()
	h.Must(h.Flow.StartTermChange(ctx, h.Clerk, term))
	x := workflow.NewMembers{Again: map[int64]store.Duty{h.Members[1]: store.Chairperson}}
	for _, id := range h.Members[5:24] {
		x.Again[id] = store.PlainMember
	}
	for name, tt := range map[string]struct{ fresh, words string }{
		"four facts":    {"甲新任，男，1980.01，委员", "第 1 行：请依次填写"},
		"no such duty":  {"\n甲新任，男，1980.01，汉族，秘书长", "第 2 行：职务请填"},
		"two chiefs":    {"甲新任，男，1980.01，汉族，主任", "主任只有一人"},
		"twice":         {"甲新任，男，1980.01，汉族，委员\n甲新任 男，1980.01，汉族，委员", "第 2 行：请依次填写"},
		"the same":      {"甲新任，男，1980.01，汉族，委员\n甲新任，男，1980.01，汉族，委员", "第 2 行：甲新任已在前面"},
		"over the seat": {strings.Repeat("甲一，男，1980.01，汉族，委员\n", 1) + many(10), "超过本届名额 29 人"},
	} {
		y := x
		y.Fresh = tt.fresh
		if err := h.Flow.RenewMembers(ctx, h.Clerk, term, y); errs.KindOf(err) != errs.Invalid || !strings.Contains(fmt.Sprint(errs.Fields(err)), tt.words) {
			t.Errorf("%s: %v %v", name, err, errs.Fields(err))
		}
	}
	// A bureau head cannot join before he is removed: V07. Nothing of the list is kept then.
	bureau := x
	bureau.Fresh = "钱正明，男，1972.05，汉族，委员"
	refused(t, "a bureau head", h.Flow.RenewMembers(ctx, h.Clerk, term, bureau), errs.Conflict, "第四十七条")
	if all, err := h.DB.Members(ctx, term, calendar.Day{}); err != nil || len(all) != 0 {
		t.Fatalf("half a list was kept: %+v, %v", all, err)
	}
	x.Fresh = "甲新任，女，1980.01，回族，副主任\n乙新任,男,1981.2,汉族,委员\n"
	h.Must(h.Flow.RenewMembers(ctx, h.Clerk, term, x))
	all, err := h.DB.Members(ctx, term, h.Today())
	h.Must(err)
	if len(all) != 22 || all[0].Name != "王建国" || all[0].Seat != 2 || all[1].Name != "甲新任" || all[1].Ethnicity != "回族" ||
		all[0].Since != calendar.Date(2027, 1, 10) {
		t.Errorf("the new committee: %+v", all)
	}
	if last, err := h.DB.Members(ctx, h.Term, calendar.Date(2027, 1, 9)); err != nil || len(last) != 29 || last[0].Until != calendar.Date(2027, 1, 10) {
		t.Errorf("the old committee on its last day: %d, %v", len(last), err)
	}
	a, err := h.DB.Account(ctx, h.Member.AccountID)
	h.Must(err)
	if m, err := h.DB.Member(ctx, a.MemberID); err != nil || m.TermID != term || m.PersonID != h.Persons["杨海燕"] {
		t.Errorf("the account of a member elected again belongs to %+v, %v", m, err)
	}
	refused(t, "twice", h.Flow.RenewMembers(ctx, h.Clerk, term, x), errs.Conflict, "已经登记")
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "乙%c，男，1980.01，汉族，委员\n", '一'+rune(i))
	}
	return b.String()
}

// 地方组织法 第七十一条: within two months of the election the government is proposed anew. V20
func TestRenewals(t *testing.T) {
	h, term := newTerm(t)
	ctx := t.Context()
	_, err := h.Flow.RemindRenewals(ctx, h.Clerk, term)
	refused(t, "before the beginning", err, errs.NotFound, "换届")
	h.Must(h.Flow.StartTermChange(ctx, h.Clerk, term))
	held, err := h.DB.ElectedHolders(ctx)
	h.Must(err)
	var president int64
	for _, x := range held {
		if x.Name == "彭守正" {
			president = x.ID
		}
	}
	h.Must(h.Flow.SettleElected(ctx, h.Clerk, term, []int64{president}))
	refused(t, "who has left", h.Flow.SettleElected(ctx, h.Clerk, term, []int64{president}), errs.Conflict, "刷新页面")
	if x, err := h.DB.Tenure(ctx, president); err != nil || x.EndsOn != calendar.Date(2027, 1, 10) || x.EndReason != workflow.EndedByTerm {
		t.Errorf("not elected again: %+v, %v", x, err)
	}

	h.Must(h.Flow.DrawRenewals(ctx, h.Clerk, term))
	lines := func() map[string]appointment.RenewalLine {
		all, err := h.DB.RenewalLines(ctx, term)
		h.Must(err)
		by := map[string]appointment.RenewalLine{}
		for _, l := range all {
			by[l.Person] = l
		}
		return by
	}
	due := calendar.Date(2027, 3, 12)
	all := lines()
	if len(all) != 4 || all["钱正明"].Plan != appointment.RenewalAnew || all["钱正明"].Due != due || all["曹雨生"].Plan != appointment.RenewalStays {
		t.Fatalf("the list: %+v", all)
	}
	deputy := all["沈卫东"]
	leave := []workflow.RenewalPlan{{TenureKey: store.TenureKey{OfficeID: deputy.OfficeID, PersonID: deputy.PersonID}, Leaves: true}}
	h.Must(h.Flow.PlanRenewals(ctx, h.Clerk, term, leave))
	refused(t, "no change", h.Flow.PlanRenewals(ctx, h.Clerk, term, leave), errs.Conflict, "没有改动")
	h.Must(h.Flow.DrawRenewals(ctx, h.Clerk, term)) // again: what was planned stays
	if got := lines()["沈卫东"].Plan; got != appointment.RenewalLeaves {
		t.Errorf("drawn again: %s", got)
	}

	n, err := h.Flow.RemindRenewals(ctx, h.Clerk, term)
	reminders, err2 := h.DB.TermReminders(ctx, term)
	if err != nil || err2 != nil || n != 1 || len(reminders) != 1 || reminders[0].Offices != 1 || reminders[0].Due != due || reminders[0].Organ != "示例县人民政府" {
		t.Errorf("reminded %d: %+v, %v %v", n, reminders, err, err2)
	}
	id, err := h.Flow.DraftRenewals(ctx, h.Organ)
	h.Must(err)
	drafted := cases(t, h, id)
	if len(drafted) != 1 || drafted[0].Person.Name != "钱正明" || drafted[0].Action != policy.DecideAppoint {
		t.Errorf("drafted %+v", drafted)
	}
	_, err = h.Flow.DraftRenewals(ctx, h.Organ)
	refused(t, "drafting twice", err, errs.Conflict, "都已在提请件中")
	if s := lines()["钱正明"].State(calendar.Date(2027, 1, 12), due.Add(1)); s != appointment.RenewalOverdue {
		t.Errorf("a draft is no proposal: %s", s)
	}
	refused(t, "closing early", h.Flow.CloseTermChange(ctx, h.Clerk, term), errs.Conflict, "还没有登记新一届组成人员 清单上还有 2 项没有办完")

	members := workflow.NewMembers{Again: map[int64]store.Duty{h.Members[0]: store.Chairperson}}
	h.Must(h.Flow.RenewMembers(ctx, h.Clerk, term, members))
	for _, name := range []string{"钱正明", "沈卫东"} {
		tenures, err := h.DB.TenuresOf(ctx, h.Persons[name])
		h.Must(err)
		h.Must(h.Flow.EndTenureByLaw(ctx, h.Clerk, tenures[0].ID, h.Today(), workflow.EndedByAbolition, "示编发〔2027〕1号"))
	}
	_, err = h.Flow.RemindRenewals(ctx, h.Clerk, term)
	refused(t, "nobody waits", err, errs.Conflict, "不必催办")
	h.Must(h.Flow.CloseTermChange(ctx, h.Clerk, term))
	refused(t, "after the end", h.Flow.DrawRenewals(ctx, h.Clerk, term), errs.Conflict, "办结")
}
