package server

import (
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/demo"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Something is due on the very day for everybody who signs in to the demonstration county, at a weekend too, when what happened
// before was done on the Friday: on working days nothing is moved. SN-20, ZY-19
func TestDemoIsDueToday(t *testing.T) {
	for _, day := range []calendar.Day{calendar.Date(2026, time.December, 5), calendar.Date(2026, time.December, 6)} {
		t.Run(day.ISO(), func(t *testing.T) {
			t.Parallel()
			keys, err := workflow.OpenKeys(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			pool := pgtest.New(t)
			db := store.New(pool).WithIdentityKey(keys.Identity).WithClock(func() time.Time { return day.Time().Add(10 * time.Hour) })
			if err := demo.Load(t.Context(), db, keys); err != nil {
				t.Fatal(err)
			}
			h := &site{t: t, db: db, flow: workflow.New(db, keys)}
			h.server = New(Config{DB: db, Flow: h.flow, Pool: pool})
			t.Cleanup(h.server.Close)
			h.handler = h.server.Handler()
			accounts, err := db.DemoAccounts(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			due := map[authz.Role]int{}
			for _, a := range accounts {
				if a.PasswordHash == "" || len(a.Roles) == 0 {
					continue
				}
				if a.Roles[0] == authz.RoleNominee { // where they begin says as much as their own page
					v := h.browser(a)
					if strings.Contains(v.get("/my").want(t, 200).page.Text(), "就在今天") {
						v.get("/desk").want(t, 200, "参加任前法律考试", "就在今天").page.Omits("今天没有到期的事项")
					}
					v.get("/desk").want(t, 200, "我的任免事项", "法律学习")
				}
				switch role := a.Roles[0]; {
				case dueIn(h.browser(a), a.Actor(), day):
					due[role]++
				case role == authz.RoleNominee || role == authz.RoleAdmin: // some have done their part; an administrator's work has no day
				default:
					t.Errorf("nothing is due today for %s", a.Username)
				}
			}
			if due[authz.RoleNominee] < 2 || due[authz.RoleMember] != 29 || due[authz.RoleOrgan] != 5 {
				t.Errorf("due today: %v", due)
			}
		})
	}
}

// dueIn reports whether the page on which a person starts names something that is due on the day.
func dueIn(v *visitor, who authz.Actor, day calendar.Day) bool {
	words := []string{"今天到期", "就在今天", "核准角色：", "核对今天的审计日志"}
	path, part := home(who), "main"
	switch {
	case who.Has(authz.RoleNominee):
		path, words = "/my", []string{"就在今天", day.String() + "以前提交"}
	case path == "/desk":
		part = "#due"
	}
	text := strings.ReplaceAll(v.get(path).want(v.site.t.(*testing.T), 200).page.One(part).Text(), "今天到期或已逾期", "")
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
