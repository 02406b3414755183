package server

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
	"renmian/internal/workflow"
	"renmian/web/staff"
	"renmian/web/ui"
)

const pageSize = 50

var accountsCrumb = ui.Link{Label: "账号", Href: "/admin/accounts"}

// accounts lists accounts for the administrator and the security officer.
func (s *Server) accounts(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewAccounts); err != nil {
		return err
	}
	q := r.URL.Query()
	f := store.AccountFilter{Search: q.Get("q"), Role: authz.Role(q.Get("role")), Waiting: q.Get("waiting") != "",
		After: q.Get("after"), Limit: listSize(r) + 1}
	list, err := s.db.Accounts(r.Context(), f)
	if err != nil {
		return err
	}
	page := accountsPage(f, list, s.db.Now().After)
	if page.Tasks, err = s.officerTasks(r.Context(), actor(r)); err != nil {
		return err
	}
	page.Frame = s.frame(r, "账号")
	page.MayAdd = authz.Can(actor(r), authz.CreateAccount)
	if page.Lead = "系统管理员建立账号、申请角色，安全管理员核准角色。"; authz.Can(actor(r), authz.ApproveRoles) {
		page.Lead = "核准系统管理员申请的角色，解除锁定。"
	}
	return s.render(w, r, http.StatusOK, staff.Accounts(page))
}

func (s *Server) newAccount(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CreateAccount); err != nil {
		return err
	}
	return s.showAccountForm(w, r, http.StatusOK, store.Account{}, workflow.AccountForm{}, nil)
}

// showAccountForm shows the form of a new account or, when a has an id, of an existing one.
func (s *Server) showAccountForm(w http.ResponseWriter, r *http.Request, status int, a store.Account,
	form workflow.AccountForm, ps ui.Problems) error {
	page := staff.AccountFormPage{New: a.ID == 0, Problems: ps, Username: form.Username, Name: form.Name,
		Roles: roleOptions(form.Roles), Action: accountsCrumb.Href}
	title := "新建账号"
	if a.ID != 0 {
		title = "修改账号"
		page.Username, page.Version, page.Action = a.Username, strconv.Itoa(form.Version), accountPath(a.ID)
	}
	links, err := s.accountLinks(r.Context(), form, ps)
	if err != nil {
		return err
	}
	page.Links = links
	if page.Person = r.PostFormValue("person"); form.PersonID != 0 {
		p, err := s.db.Person(r.Context(), form.PersonID)
		if err != nil {
			return err
		}
		page.Person = personName(p)
	}
	page.Frame = s.frame(r, title, accountsCrumb)
	page.Frame.Invalid = len(ps) > 0
	return s.render(w, r, status, staff.AccountForm(page))
}

func accountForm(r *http.Request) workflow.AccountForm {
	form := workflow.AccountForm{Username: r.PostFormValue("username"), Name: r.PostFormValue("name"),
		OrganID: formID(r, "organ"), MemberID: formID(r, "member"), Version: formVersion(r)}
	for _, role := range r.PostForm["roles"] {
		form.Roles = append(form.Roles, authz.Role(role))
	}
	return form
}

// createAccount opens an account (新建账号) and shows its first password once.
func (s *Server) createAccount(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.CreateAccount); err != nil {
		return err // before anything is looked up for the form
	}
	form, err := s.readAccountForm(r)
	var id int64
	var password string
	if err == nil {
		id, password, err = s.flow.CreateAccount(r.Context(), actor(r), form)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showAccountForm(w, r, http.StatusUnprocessableEntity, store.Account{}, form, problems(err))
	} else if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, staff.OneTime(staff.OneTimePage{
		Frame: s.frame(r, "账号已建立", accountsCrumb), Title: "账号已建立", Username: form.Username, Password: password,
		Next: "角色“" + authz.Labels(form.Roles) + "”经安全管理员核准后，本人才能登录。", Account: accountPath(id)}))
}

// accountDetail shows one account and what may be done with it.
func (s *Server) accountDetail(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.ViewAccounts); err != nil {
		return err
	}
	a, err := s.accountOf(r)
	if err != nil {
		return err
	}
	history, err := s.db.SubjectHistory(r.Context(), "account", a.ID)
	if err != nil {
		return err
	}
	page := accountDetailPage(a, actor(r), s.db.Now())
	page.History = timeline(history)
	if err := s.linkSummary(r.Context(), a, &page); err != nil {
		return err
	}
	if a.AskedBy != 0 {
		by, err := s.db.Account(r.Context(), a.AskedBy)
		if err != nil {
			return err
		}
		page.AskedBy = by.Name
	}
	page.Frame = s.frame(r, a.Name, accountsCrumb)
	return s.render(w, r, http.StatusOK, staff.AccountDetail(page))
}

func (s *Server) accountOf(r *http.Request) (store.Account, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return store.Account{}, err
	}
	return s.db.Account(r.Context(), id)
}

func (s *Server) editAccount(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.UpdateAccount); err != nil {
		return err
	}
	a, err := s.accountOf(r)
	if err != nil {
		return err
	}
	form := workflow.AccountForm{Name: a.Name, Roles: a.Roles, OrganID: a.OrganID, PersonID: a.PersonID,
		MemberID: a.MemberID, Version: a.Version}
	if a.RolesAsked != nil {
		form.Roles = a.RolesAsked
	}
	return s.showAccountForm(w, r, http.StatusOK, a, form, nil)
}

// updateAccount changes name, links and roles (修改账号).
func (s *Server) updateAccount(w http.ResponseWriter, r *http.Request) error {
	if err := authz.Check(actor(r), authz.UpdateAccount); err != nil {
		return err
	}
	a, err := s.accountOf(r)
	if err != nil {
		return err
	}
	form, err := s.readAccountForm(r)
	if err == nil {
		err = s.flow.UpdateAccount(r.Context(), actor(r), a.ID, form)
	}
	if errs.KindOf(err) == errs.Invalid {
		return s.showAccountForm(w, r, http.StatusUnprocessableEntity, a, form, problems(err))
	} else if err != nil {
		return err
	}
	s.flash(r, "账号已修改。角色如有变动，经安全管理员核准后生效。")
	return seeOther(w, r, accountPath(a.ID))
}

// actOnAccount does one of the acts of the detail page.
func (s *Server) actOnAccount(w http.ResponseWriter, r *http.Request) error {
	a, err := s.accountOf(r)
	if err != nil {
		return err
	}
	ctx, who, said := r.Context(), actor(r), ""
	switch chi.URLParam(r, "act") {
	case "disable":
		said, err = "账号已停用，正在使用的登录已退出。", s.flow.DisableAccount(ctx, who, a.ID)
	case "enable":
		said, err = "账号已启用。", s.flow.EnableAccount(ctx, who, a.ID)
	case "unlock":
		said, err = "已解除锁定，本人可以重新登录。", s.flow.UnlockAccount(ctx, who, a.ID)
	case "approve":
		said, err = "角色已核准，立即生效。", s.flow.ApproveRoles(ctx, who, a.ID, formVersion(r))
	case "refuse":
		said, err = "没有核准，原有角色不变。", s.flow.RefuseRoles(ctx, who, a.ID, formVersion(r))
	case "reset":
		return s.resetPassword(w, r, a)
	default:
		return s.notFound(w, r)
	}
	if err != nil {
		return err
	}
	s.flash(r, said)
	return seeOther(w, r, accountPath(a.ID))
}

func (s *Server) resetPassword(w http.ResponseWriter, r *http.Request, a store.Account) error {
	password, err := s.flow.ResetPassword(r.Context(), actor(r), a.ID)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, staff.OneTime(staff.OneTimePage{
		Frame: s.frame(r, "密码已重置", accountsCrumb), Title: "密码已重置", Username: a.Username, Password: password,
		Account: accountPath(a.ID)}))
}
