package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"renmian/internal/authz"
	"renmian/internal/store"
	"renmian/web/staff"
	"renmian/web/ui"
)

func accountPath(id int64) string { return accountsCrumb.Href + "/" + strconv.FormatInt(id, 10) }

func roleOptions(chosen []authz.Role) []ui.Option {
	options := make([]ui.Option, len(authz.Roles))
	for i, role := range authz.Roles {
		options[i] = ui.Option{Value: string(role), Label: role.Label(), Chosen: slices.Contains(chosen, role)}
	}
	return options
}

// accountsPage builds the list; passed reports whether the present is after an instant.
func accountsPage(f store.AccountFilter, list []store.Account, passed func(time.Time) bool) staff.AccountsPage {
	page := staff.AccountsPage{Search: f.Search, Roles: roleOptions([]authz.Role{f.Role}), Waiting: f.Waiting,
		Table: ui.Table{Caption: "账号", HideCaption: true, Empty: "没有符合条件的账号。",
			Columns: []ui.Column{{Label: "姓名"}, {Label: "用户名"}, {Label: "角色"}, {Label: "状态", Narrow: true}, {Label: "最近登录", Narrow: true}}}}
	waiting := ""
	if f.Waiting {
		waiting = "1"
	}
	if f.Search != "" || f.Role != "" || f.Waiting {
		page.Clear = accountsCrumb.Href
	}
	if len(list) == f.Limit {
		list = list[:f.Limit-1]
		page.Pager.Next = withQuery(accountsCrumb.Href, "q", f.Search, "role", string(f.Role), "waiting", waiting,
			"after", list[len(list)-1].Username)
	}
	if f.After != "" {
		page.Pager.Prev = withQuery(accountsCrumb.Href, "q", f.Search, "role", string(f.Role), "waiting", waiting)
	}
	for _, a := range list {
		page.Table.Rows = append(page.Table.Rows, ui.Row{Href: accountPath(a.ID), Cells: []ui.Cell{
			{Text: a.Name}, {Text: a.Username}, {Text: authz.Labels(a.Roles)}, {Tag: accountTag(a, passed)},
			{Text: minute(a.LastSignInAt)}}})
	}
	return page
}

func accountTag(a store.Account, passed func(time.Time) bool) ui.Tag {
	switch {
	case !a.DisabledAt.IsZero():
		return ui.Tag{State: ui.Stop, Label: "已停用"}
	case a.RolesAsked != nil:
		return ui.Tag{State: ui.Todo, Label: "角色待核准"}
	case !a.LockedUntil.IsZero() && !passed(a.LockedUntil):
		return ui.Tag{State: ui.Stop, Label: "已锁定"}
	}
	return ui.Tag{State: ui.Done, Label: "在用"}
}

// accountDetailPage decides which acts this person sees.
func accountDetailPage(a store.Account, who authz.Actor, now time.Time) staff.AccountDetailPage {
	page := staff.AccountDetailPage{Title: a.Name, Tag: accountTag(a, now.After), Asked: authz.Labels(a.RolesAsked),
		Summary: ui.Summary{
			{Key: "用户名", Value: a.Username},
			{Key: "角色", Value: cmp.Or(authz.Labels(a.Roles), "尚未核准")},
			{Key: "最近登录", Value: cmp.Or(minute(a.LastSignInAt), "未登录过")},
			{Key: "连续输错密码", Value: fmt.Sprintf("%d 次", a.Failures)},
			{Key: "建立时间", Value: minute(a.CreatedAt)},
		}}
	if who.AccountID == a.ID {
		return page // nobody decides about the own account
	}
	add := func(action authz.Action, path, text string, kind ui.Kind) {
		if authz.Can(who, action) {
			page.Acts = append(page.Acts, staff.AccountAct{Text: text,
				Post: ui.Post{Action: accountPath(a.ID) + "/" + path, Label: action.Label(), Kind: kind}})
		}
	}
	if authz.Can(who, authz.UpdateAccount) {
		page.Edit = accountPath(a.ID) + "/edit"
	}
	if a.RolesAsked != nil && authz.Can(who, authz.ApproveRoles) {
		version := strconv.Itoa(a.Version)
		page.Approve = []ui.Post{
			{Action: accountPath(a.ID) + "/approve", Label: "核准角色", Version: version},
			{Action: accountPath(a.ID) + "/refuse", Label: "不予核准", Kind: ui.Plain, Version: version},
		}
	}
	if a.Failures > 0 {
		add(authz.UnlockAccount, "unlock", "本人确认是自己输错密码后解除，立即可以重新登录。", ui.Plain)
	}
	if a.DisabledAt.IsZero() {
		add(authz.ResetPassword, "reset", "生成一次性密码，原密码立即失效，正在使用的登录全部退出。", ui.Plain)
		add(authz.DisableAccount, "disable", "停用后不能登录，正在使用的登录立即退出；办理记录不受影响，以后可以重新启用。", ui.Danger)
	} else {
		add(authz.EnableAccount, "enable", "重新启用后可以用原密码登录。", ui.Plain)
	}
	return page
}

// timeline shows audit events as history, newest last.
func timeline(events []store.Event) ui.Timeline {
	var t ui.Timeline
	for _, e := range events {
		t = append(t, ui.Event{When: minute(e.At), Who: e.Actor, Text: actionLabel(e.Action), Note: eventNote(e)})
	}
	return t
}

// actionLabel names an action; one that a former version of the program audited keeps its identifier.
func actionLabel(a authz.Action) string { return cmp.Or(a.Label(), string(a)) }

var refusals = map[string]string{
	"locked": "账号暂停登录期间", "password": "密码不正确", "disabled": "账号已停用", "no_roles": "角色尚未核准",
	"unknown": "用户名不存在", "old_password": "修改密码时原密码不正确",
}

// eventNote shows what an event of this file's subjects says beyond its action.
func eventNote(e store.Event) string {
	var d struct {
		Why   string       `json:"why"`
		Roles []authz.Role `json:"roles"`
		Asked []authz.Role `json:"asked"`
	}
	if json.Unmarshal(e.Detail, &d) != nil {
		return ""
	}
	switch {
	case d.Why != "":
		return refusals[d.Why]
	case len(d.Roles) > 0:
		return "角色：" + authz.Labels(d.Roles)
	case len(d.Asked) > 0:
		return "角色：" + authz.Labels(d.Asked)
	}
	return ""
}
