package workflow

import (
	"context"
	"strings"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

const accountKind = "account"

func onAccount(id int64) store.Subject { return store.Subject{Kind: accountKind, ID: id} }

// errSignIn is one answer for every failure, so that nobody learns which accounts exist.
var errSignIn = errs.New(errs.Invalid,
	"用户名或密码不正确。连续输错会暂停登录一段时间，请核对后稍候再试；仍不能登录，请联系安全管理员解除锁定。")

// SignIn checks user name and password (登录) and returns the account. Failures count, and sign-in is
// refused for a growing time.
func (f *Flow) SignIn(ctx context.Context, username, password string) (store.Account, error) {
	a, err := f.db.AccountByUsername(ctx, strings.ToLower(strings.TrimSpace(username)))
	known := err == nil
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return store.Account{}, err
	}
	matches, err := f.passwordMatches(ctx, a.PasswordHash, password)
	if err != nil {
		return store.Account{}, err
	}
	refused := ""
	if !known {
		refused = "unknown"
		err = f.db.InTx(ctx, authz.Public, func(tx *store.Tx) error {
			return tx.Audit(ctx, authz.SignInFailed, onAccount(0), map[string]string{"why": refused})
		})
	} else {
		a, refused, err = f.judgeSignIn(ctx, a, matches)
	}
	switch {
	case err != nil:
		return store.Account{}, err
	case refused != "":
		return store.Account{}, errSignIn
	}
	return a, nil
}

// judgeSignIn locks the account, so that attempts made at once are counted one after another, and
// records the sign-in or why it is refused.
func (f *Flow) judgeSignIn(ctx context.Context, a store.Account, matches bool) (_ store.Account, refused string, _ error) {
	err := f.db.InTx(ctx, a.Actor(), func(tx *store.Tx) error {
		locked, err := tx.LockAccount(ctx, a.ID)
		if err != nil {
			return err
		}
		a = locked
		switch refused = signInRefusal(a, matches, tx.Now()); refused {
		case "":
			a.Failures, a.LockedUntil, a.LastSignInAt = 0, time.Time{}, tx.Now()
		case "password":
			countFailure(&a, tx.Now())
		default:
			return tx.Audit(ctx, authz.SignInFailed, onAccount(a.ID), map[string]string{"why": refused})
		}
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		if refused != "" {
			return tx.Audit(ctx, authz.SignInFailed, onAccount(a.ID), map[string]string{"why": refused})
		}
		return tx.Audit(ctx, authz.SignIn, onAccount(a.ID), nil)
	})
	return a, refused, err
}

func countFailure(a *store.Account, now time.Time) {
	a.Failures++
	if d := authz.LockAfter(a.Failures); d > 0 {
		a.LockedUntil = now.Add(d)
	}
}

// signInRefusal tells why sign-in is refused, "" when it is not.
func signInRefusal(a store.Account, passwordMatches bool, now time.Time) string {
	switch {
	case now.Before(a.LockedUntil):
		return "locked"
	case !passwordMatches:
		return "password"
	case !a.DisabledAt.IsZero():
		return "disabled"
	case len(a.Roles) == 0:
		return "no_roles"
	}
	return ""
}

// SignOut records that a person left (退出登录); the session itself belongs to the server.
func (f *Flow) SignOut(ctx context.Context, who authz.Actor) error {
	return f.do(ctx, who, authz.SignOut, func(tx *store.Tx) error {
		return tx.Audit(ctx, authz.SignOut, onAccount(who.AccountID), nil)
	})
}

// SignOutAll ends every session of the account, on all machines (退出全部登录).
func (f *Flow) SignOutAll(ctx context.Context, who authz.Actor) error {
	return f.changeAccount(ctx, who, authz.SignOutAll, who.AccountID, func(a *store.Account, _ *store.Tx) (any, error) {
		a.SessionEpoch++
		return nil, nil
	})
}

// ChangePassword replaces one's own password (修改密码), ends the other sessions and returns the account.
func (f *Flow) ChangePassword(ctx context.Context, who authz.Actor, old, password string) (store.Account, error) {
	settings, err := f.db.Settings(ctx)
	if err != nil {
		return store.Account{}, err
	}
	a, err := f.db.Account(ctx, who.AccountID)
	if err != nil {
		return store.Account{}, err
	}
	matches, err := f.passwordMatches(ctx, a.PasswordHash, old)
	switch {
	case err != nil:
		return store.Account{}, err
	case !matches:
		return store.Account{}, f.failedPassword(ctx, who)
	case password == old:
		return store.Account{}, errs.Form(errs.Field{Name: "password", Message: "新密码不能与原密码相同，请换一个。"})
	}
	if err := authz.CheckPassword(password, a.Username, a.Name, settings.ComplexPassword); err != nil {
		return store.Account{}, err
	}
	hash, err := f.HashPassword(ctx, password)
	if err != nil {
		return store.Account{}, err
	}
	err = f.changeAccount(ctx, who, authz.ChangePassword, a.ID, func(now *store.Account, tx *store.Tx) (any, error) {
		if now.PasswordHash != a.PasswordHash {
			return nil, errs.New(errs.Conflict, "密码刚刚在别处改过，请用新密码重新登录。")
		}
		now.PasswordHash, now.MustChange, now.PasswordChangedAt = hash, false, tx.Now()
		now.SessionEpoch++
		a = *now
		return nil, nil
	})
	return a, err
}

// failedPassword counts a wrong old password like a failed sign-in, so that a seat left open does not
// help to guess it.
func (f *Flow) failedPassword(ctx context.Context, who authz.Actor) error {
	err := f.db.InTx(ctx, who, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, who.AccountID)
		if err != nil {
			return err
		}
		countFailure(&a, tx.Now())
		if tx.Now().Before(a.LockedUntil) {
			a.SessionEpoch++ // too many tries: whoever sits there is signed out
		}
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.SignInFailed, onAccount(a.ID), map[string]string{"why": "old_password"})
	})
	if err != nil {
		return err
	}
	return errs.Form(errs.Field{Name: "old", Message: "原密码不正确，请重新输入。"})
}

// changeAccount locks an account, changes it and saves it with its event.
func (f *Flow) changeAccount(ctx context.Context, who authz.Actor, act authz.Action, id int64,
	change func(a *store.Account, tx *store.Tx) (detail any, err error)) error {
	return f.do(ctx, who, act, func(tx *store.Tx) error {
		a, err := tx.LockAccount(ctx, id)
		if err != nil {
			return err
		}
		detail, err := change(&a, tx)
		if err != nil {
			return err
		}
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, act, onAccount(id), detail)
	})
}
