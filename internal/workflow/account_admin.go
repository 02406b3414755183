package workflow

import (
	"context"
	"regexp"
	"slices"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

// AccountForm is what the administrator decides about an account.
type AccountForm struct {
	Username string // only when new
	Name     string
	Roles    []authz.Role // asked for; the security officer approves them
	OrganID  int64
	PersonID int64
	MemberID int64
	Version  int // what the page showed; not when new
}

var usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,39}$`)

func (form AccountForm) check(isNew bool) error {
	var fields []errs.Field
	if isNew && !usernameForm.MatchString(form.Username) {
		fields = append(fields, errs.Field{Name: "username", Message: "用户名用 2 至 40 个小写字母、数字或 . _ -，以字母或数字开头。"})
	}
	if form.Name == "" {
		fields = append(fields, errs.Field{Name: "name", Message: "请填写姓名。"})
	}
	if len(form.Roles) == 0 {
		fields = append(fields, errs.Field{Name: "roles", Message: "请至少选择一个角色。"})
	}
	if err := authz.CheckRoles(form.Roles); err != nil {
		fields = append(fields, errs.Fields(err)...)
	}
	who := authz.Actor{Roles: form.Roles}
	if who.Has(authz.RoleOrgan) && form.OrganID == 0 {
		fields = append(fields, errs.Field{Name: "organ", Message: "提请机关经办人须选定所在机关。"})
	}
	if who.Has(authz.RoleNominee) && form.PersonID == 0 {
		fields = append(fields, errs.Field{Name: "person", Message: "拟任（任命）人员须选定本人的人员档案。"})
	}
	if who.Has(authz.RoleMember) && form.MemberID == 0 {
		fields = append(fields, errs.Field{Name: "member", Message: "常委会组成人员须选定本人的组成人员记录。"})
	}
	return errs.Form(fields...)
}

// CreateAccount opens an account (新建账号) that waits for the approval of its roles, and returns its
// id and the password for the first sign-in.
func (f *Flow) CreateAccount(ctx context.Context, who authz.Actor, form AccountForm) (id int64, password string, err error) {
	if err := authz.Check(who, authz.CreateAccount); err != nil {
		return 0, "", err
	}
	if err := form.check(true); err != nil {
		return 0, "", err
	}
	password = oneTimePassword()
	hash, err := f.HashPassword(ctx, password)
	if err != nil {
		return 0, "", err
	}
	err = f.db.InTx(ctx, who, func(tx *store.Tx) error {
		a := store.Account{Username: form.Username, Name: form.Name, OrganID: form.OrganID, PersonID: form.PersonID,
			MemberID: form.MemberID, PasswordHash: hash, MustChange: true, RolesAsked: form.Roles, AskedBy: who.AccountID}
		if who.Has(authz.RoleSystem) { // the command line makes the first officers
			a.Roles, a.RolesAsked = form.Roles, nil
		}
		if id, err = tx.InsertAccount(ctx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.CreateAccount, onAccount(id),
			map[string]any{"username": form.Username, "name": form.Name, "roles": form.Roles})
	})
	return id, password, err
}

// UpdateAccount changes name, links and roles (修改账号); changed roles wait for approval.
func (f *Flow) UpdateAccount(ctx context.Context, who authz.Actor, id int64, form AccountForm) error {
	if err := authz.Check(who, authz.UpdateAccount); err != nil {
		return err
	}
	if err := form.check(false); err != nil {
		return err
	}
	return f.changeOther(ctx, who, authz.UpdateAccount, id, func(a *store.Account, _ *store.Tx) (any, error) {
		if a.Version != form.Version {
			return nil, errs.New(errs.Conflict, "该账号刚被他人修改，请刷新页面，看清现在的情况后再改。")
		}
		a.Version++
		a.Name, a.OrganID, a.PersonID, a.MemberID = form.Name, form.OrganID, form.PersonID, form.MemberID
		if a.RolesAsked = nil; !sameRoles(a.Roles, form.Roles) {
			a.RolesAsked, a.AskedBy = form.Roles, who.AccountID
		}
		return map[string]any{"name": form.Name, "roles": form.Roles, "organ": form.OrganID,
			"person": form.PersonID, "member": form.MemberID}, nil
	})
}

func sameRoles(a, b []authz.Role) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(r authz.Role) bool { return !slices.Contains(b, r) })
}

// changeOther is changeAccount for officers, who may not decide about their own account.
func (f *Flow) changeOther(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(a *store.Account, tx *store.Tx) (detail any, err error)) error {
	if who.AccountID == id {
		return errs.New(errs.Forbidden, "不能对本人的账号%s，请由另一名%s办理。", act.Label(), authz.Labels(act.Roles()[:1]))
	}
	return f.changeAccount(ctx, who, act, id, change)
}

// DisableAccount ends an account's use at once (停用账号).
func (f *Flow) DisableAccount(ctx context.Context, who authz.Actor, id int64) error {
	return f.changeOther(ctx, who, authz.DisableAccount, id, func(a *store.Account, tx *store.Tx) (any, error) {
		if !a.DisabledAt.IsZero() {
			return nil, errs.New(errs.Conflict, "该账号已经停用，无需再办。")
		}
		a.DisabledAt = tx.Now()
		a.SessionEpoch++
		a.Version++
		return nil, nil
	})
}

// EnableAccount lets a disabled account be used again (启用账号).
func (f *Flow) EnableAccount(ctx context.Context, who authz.Actor, id int64) error {
	return f.changeOther(ctx, who, authz.EnableAccount, id, func(a *store.Account, _ *store.Tx) (any, error) {
		if a.DisabledAt.IsZero() {
			return nil, errs.New(errs.Conflict, "该账号正在使用，无需启用。")
		}
		a.DisabledAt = time.Time{}
		a.Version++
		return nil, nil
	})
}

// ResetPassword gives the account a password for one sign-in (重置密码) and ends its sessions.
func (f *Flow) ResetPassword(ctx context.Context, who authz.Actor, id int64) (password string, err error) {
	if err := authz.Check(who, authz.ResetPassword); err != nil {
		return "", err
	}
	password = oneTimePassword()
	hash, err := f.HashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = f.changeOther(ctx, who, authz.ResetPassword, id, func(a *store.Account, tx *store.Tx) (any, error) {
		a.PasswordHash, a.MustChange, a.PasswordChangedAt = hash, true, tx.Now()
		a.SessionEpoch++
		a.Version++
		return nil, nil
	})
	return password, err
}

// UnlockAccount ends the waiting time after wrong passwords (解除锁定).
func (f *Flow) UnlockAccount(ctx context.Context, who authz.Actor, id int64) error {
	return f.changeOther(ctx, who, authz.UnlockAccount, id, func(a *store.Account, _ *store.Tx) (any, error) {
		if a.Failures == 0 {
			return nil, errs.New(errs.Conflict, "该账号没有锁定，无需解除。")
		}
		a.Failures, a.LockedUntil = 0, time.Time{}
		return nil, nil
	})
}

// ApproveRoles puts the roles asked for in force (核准角色). Who asked may not approve.
func (f *Flow) ApproveRoles(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.decideRoles(ctx, who, authz.ApproveRoles, id, version, func(a *store.Account) {
		a.Roles = a.RolesAsked
	})
}

// RefuseRoles leaves the roles in force as they are (不予核准角色).
func (f *Flow) RefuseRoles(ctx context.Context, who authz.Actor, id int64, version int) error {
	return f.decideRoles(ctx, who, authz.RefuseRoles, id, version, func(*store.Account) {})
}

func (f *Flow) decideRoles(ctx context.Context, who authz.Actor, act authz.Action, id int64, version int,
	decide func(a *store.Account)) error {
	return f.changeOther(ctx, who, act, id, func(a *store.Account, _ *store.Tx) (any, error) {
		switch {
		case a.RolesAsked == nil:
			return nil, errs.New(errs.Conflict, "该账号没有待核准的角色，可能已由他人办理。")
		case a.Version != version:
			return nil, errs.New(errs.Conflict, "该账号的角色申请刚被修改，请刷新页面，看清后再核准。")
		case a.AskedBy == who.AccountID:
			return nil, errs.New(errs.Forbidden, "角色由本人申请，须由另一名安全管理员核准。")
		}
		detail := map[string]any{"was": a.Roles, "asked": a.RolesAsked}
		decide(a)
		a.RolesAsked, a.AskedBy = nil, 0
		a.Version++
		return detail, nil
	})
}

// ChangeSettings replaces the limits of sign-in and of what is kept of a ballot (修改设置).
func (f *Flow) ChangeSettings(ctx context.Context, who authz.Actor, s store.Settings) error {
	var fields []errs.Field
	if s.Idle < 5*time.Minute || s.Idle > 2*time.Hour {
		fields = append(fields, errs.Field{Name: "idle", Message: "无操作自动退出的时间须在 5 至 120 分钟之间。"})
	}
	if s.Absolute < time.Hour || s.Absolute > 24*time.Hour {
		fields = append(fields, errs.Field{Name: "absolute", Message: "一次登录最长使用时间须在 1 至 24 小时之间。"})
	}
	if s.PasswordDays < 0 || s.PasswordDays > 3650 {
		fields = append(fields, errs.Field{Name: "password_days", Message: "密码更换周期须在 0 至 3650 天之间，0 表示不要求定期更换。"})
	}
	if s.KeepTokens < 7*24*time.Hour || s.KeepTokens > 3650*24*time.Hour {
		fields = append(fields, errs.Field{Name: "keep_token_days", Message: "电子表决票据须保管 7 至 3650 天，以备核验。"})
	}
	if err := authz.Check(who, authz.ChangeSetting); err != nil {
		return err
	}
	if err := errs.Form(fields...); err != nil {
		return err
	}
	return f.db.InTx(ctx, who, func(tx *store.Tx) error {
		if err := tx.SaveSettings(ctx, s); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ChangeSetting, store.Subject{Kind: "setting"}, s)
	})
}
