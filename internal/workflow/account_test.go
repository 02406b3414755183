package workflow_test

import (
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

var clerk = workflow.AccountForm{Username: "wangli", Name: "王丽", Roles: []authz.Role{authz.RoleClerk}}

// house is a database with one administrator, one security officer and a clock that tests move.
type house struct {
	now             time.Time
	db              *store.DB
	flow            *workflow.Flow
	admin, security authz.Actor
	adminPassword   string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := emptyHouse(t)
	h.admin, h.adminPassword = h.officer(t, "admin", authz.RoleAdmin)
	h.security, _ = h.officer(t, "security", authz.RoleSecurity)
	return h
}

func emptyHouse(t *testing.T) *house {
	t.Helper()
	keys, err := workflow.OpenKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{now: time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)}
	h.db = store.New(pgtest.New(t)).WithClock(func() time.Time { return h.now })
	h.flow = workflow.New(h.db, keys)
	return h
}

func (h *house) officer(t *testing.T, username string, role authz.Role) (authz.Actor, string) {
	t.Helper()
	id, password, err := h.flow.CreateAccount(t.Context(), authz.System,
		workflow.AccountForm{Username: username, Name: role.Label(), Roles: []authz.Role{role}})
	if err != nil {
		t.Fatal(err)
	}
	return h.account(t, id).Actor(), password
}

func (h *house) account(t *testing.T, id int64) store.Account {
	t.Helper()
	a, err := h.db.Account(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestNewAccountNeedsTwoOfficers(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, password, err := h.flow.CreateAccount(ctx, h.admin, clerk)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.flow.SignIn(ctx, "wangli", password); errs.KindOf(err) != errs.Invalid {
		t.Errorf("signing in before the roles are approved: %v", err)
	}
	if err := h.flow.ApproveRoles(ctx, h.admin, id, 1); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("the administrator approving roles: %v", err)
	}
	if err := h.flow.ApproveRoles(ctx, h.security, id, 9); errs.KindOf(err) != errs.Conflict {
		t.Errorf("approving another request than the one shown: %v", err)
	}
	if err := h.flow.ApproveRoles(ctx, h.security, id, 1); err != nil {
		t.Fatal(err)
	}
	a, err := h.flow.SignIn(ctx, " WangLi ", password)
	if err != nil || !a.MustChange || !a.Actor().Has(authz.RoleClerk) {
		t.Fatalf("signing in: %+v, %v", a, err)
	}
	if err := h.flow.UpdateAccount(ctx, h.admin, h.admin.AccountID,
		workflow.AccountForm{Name: "x", Roles: []authz.Role{authz.RoleClerk}, Version: 1}); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("the administrator changing his own roles: %v", err)
	}
	more := clerk
	more.Version, more.Roles = a.Version, []authz.Role{authz.RoleClerk, authz.RoleOperator}
	if err := h.flow.UpdateAccount(ctx, h.admin, id, more); err != nil {
		t.Fatal(err)
	}
	if err := h.flow.UpdateAccount(ctx, h.admin, id, more); errs.KindOf(err) != errs.Conflict {
		t.Errorf("a second change from the same page: %v", err)
	}
	if err := h.flow.RefuseRoles(ctx, h.security, id, a.Version+1); err != nil {
		t.Fatal(err)
	}
	if a := h.account(t, id); len(a.Roles) != 1 || a.RolesAsked != nil {
		t.Errorf("after the refusal: %+v", a)
	}
}

func TestLockoutGrows(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	for range 5 {
		if _, err := h.flow.SignIn(ctx, "admin", "wrong"); errs.KindOf(err) != errs.Invalid {
			t.Fatalf("wrong password: %v", err)
		}
	}
	if _, err := h.flow.SignIn(ctx, "admin", h.adminPassword); err == nil {
		t.Error("the right password was taken at once after five wrong ones")
	}
	h.now = h.now.Add(time.Minute)
	if _, err := h.flow.SignIn(ctx, "admin", "wrong"); err == nil {
		t.Error("a wrong password was taken")
	}
	h.now = h.now.Add(time.Minute)
	if _, err := h.flow.SignIn(ctx, "admin", h.adminPassword); err == nil {
		t.Error("the sixth failure locked for no longer than the fifth")
	}
	if err := h.flow.UnlockAccount(ctx, h.security, h.admin.AccountID); err != nil {
		t.Fatal(err)
	}
	if _, err := h.flow.SignIn(ctx, "admin", h.adminPassword); err != nil {
		t.Errorf("after unlocking: %v", err)
	}
	_, unknown := h.flow.SignIn(ctx, "nobody", "wrong")
	_, wrong := h.flow.SignIn(ctx, "admin", "wrong")
	if unknown == nil || wrong == nil || unknown.Error() != wrong.Error() {
		t.Errorf("unknown user %v, wrong password %v", unknown, wrong)
	}
}

func TestChangePassword(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	const next = "三月的风吹过县城的老街口"
	for _, tt := range []struct{ name, old, password, field string }{
		{"old one wrong", "wrong", next, "old"},
		{"too short", h.adminPassword, "short", "password"},
		{"the same again", h.adminPassword, h.adminPassword, "password"},
	} {
		_, err := h.flow.ChangePassword(ctx, h.admin, tt.old, tt.password)
		if f := errs.Fields(err); len(f) != 1 || f[0].Name != tt.field {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	a, err := h.flow.ChangePassword(ctx, h.admin, h.adminPassword, next)
	if err != nil || a.MustChange || a.SessionEpoch != 1 {
		t.Fatalf("changed: %+v, %v", a, err)
	}
	if _, err := h.flow.SignIn(ctx, "admin", next); err != nil {
		t.Error(err)
	}
	if a := h.account(t, h.admin.AccountID); !strings.HasPrefix(a.PasswordHash, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("hash %q", a.PasswordHash)
	}
}

func TestOfficersKeepAccounts(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	id, password, err := h.flow.CreateAccount(ctx, h.admin, clerk)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.flow.CreateAccount(ctx, h.admin, clerk); len(errs.Fields(err)) != 1 {
		t.Errorf("the same user name again: %v", err)
	}
	if err := h.flow.ApproveRoles(ctx, h.security, id, 1); err != nil {
		t.Fatal(err)
	}
	if err := h.flow.DisableAccount(ctx, h.admin, id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.flow.SignIn(ctx, "wangli", password); err == nil {
		t.Error("a disabled account signed in")
	}
	if err := h.flow.DisableAccount(ctx, h.admin, id); errs.KindOf(err) != errs.Conflict {
		t.Errorf("disabled twice: %v", err)
	}
	if err := h.flow.EnableAccount(ctx, h.admin, id); err != nil {
		t.Fatal(err)
	}
	fresh, err := h.flow.ResetPassword(ctx, h.admin, id)
	if err != nil || fresh == password {
		t.Fatalf("reset: %q, %v", fresh, err)
	}
	if _, err := h.flow.SignIn(ctx, "wangli", fresh); err != nil {
		t.Error(err)
	}
	if err := h.flow.DisableAccount(ctx, h.admin, h.admin.AccountID); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("the administrator disabling himself: %v", err)
	}
	settings := store.DefaultSettings
	settings.Idle = time.Minute
	if err := h.flow.ChangeSettings(ctx, h.security, settings); len(errs.Fields(err)) != 1 {
		t.Errorf("idle limit of a minute: %v", err)
	}
	settings.Idle = 10 * time.Minute
	if err := h.flow.ChangeSettings(ctx, h.security, settings); err != nil {
		t.Error(err)
	}
}
