// Package authz says who may do what: the roles, the closed list of actions, and the one check
// between them. The constant that is checked is also the one audited and shown in the history.
// It imports errs only.
package authz

import (
	"slices"
	"strings"

	"renmian/internal/errs"
)

// Role is a capacity in which a person acts.
type Role string

const (
	RoleOrgan    Role = "organ"    // 提请机关经办人
	RoleClerk    Role = "clerk"    // 选任联工委工作人员
	RoleExaminer Role = "examiner" // 法工委考务人员
	RoleChair    Role = "chair"    // 主任会议组成人员
	RoleOperator Role = "operator" // 会务人员
	RoleMember   Role = "member"   // 常委会组成人员
	RoleNominee  Role = "nominee"  // 拟任人员、任命人员
	RoleAdmin    Role = "admin"    // 系统管理员
	RoleSecurity Role = "security" // 安全管理员
	RoleAuditor  Role = "auditor"  // 安全审计员

	// The next three belong to no account.
	RoleCandidate Role = "candidate" // 考生, by the admission code
	RolePublic    Role = "public"    // 社会公众, not signed in
	RoleSystem    Role = "system"    // 系统: scheduled work and the command line
)

// Roles lists the roles an account can hold, in the order they are shown.
var Roles = []Role{
	RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee,
	RoleAdmin, RoleSecurity, RoleAuditor,
}

var roleLabels = map[Role]string{
	RoleOrgan: "提请机关经办人", RoleClerk: "选任联工委工作人员", RoleExaminer: "法工委考务人员",
	RoleChair: "主任会议组成人员", RoleOperator: "会务人员", RoleMember: "常委会组成人员",
	RoleNominee: "拟任（任命）人员", RoleAdmin: "系统管理员", RoleSecurity: "安全管理员",
	RoleAuditor: "安全审计员", RoleCandidate: "考生", RolePublic: "社会公众", RoleSystem: "系统",
}

// Label returns the role's Chinese name.
func (r Role) Label() string { return roleLabels[r] }

// Exclusive reports whether the role must be an account's only one: administrator, security officer
// and auditor (三员) are separate persons, and none of them handles cases. 〔GB/T 22239—2019 8.1.5〕
func (r Role) Exclusive() bool {
	return r == RoleAdmin || r == RoleSecurity || r == RoleAuditor
}

// CheckRoles reports whether one account may hold these roles together.
func CheckRoles(roles []Role) error {
	for _, r := range roles {
		switch {
		case !slices.Contains(Roles, r):
			return errs.Form(errs.Field{Name: "roles", Message: "请从列表中选择角色。"})
		case r.Exclusive() && len(roles) > 1:
			return errs.Form(errs.Field{Name: "roles",
				Message: r.Label() + "须由专人担任，不得兼任其他角色，请只保留一个。"})
		}
	}
	return nil
}

// Labels joins the Chinese names of roles.
func Labels(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Label()
	}
	return strings.Join(names, "、")
}

// Actor is the person on whose behalf something is done. The zero ids mean "none".
type Actor struct {
	AccountID int64
	Name      string
	Roles     []Role
	OrganID   int64 // the organ an organ account hands in proposals for
	PersonID  int64 // the person a nominee account belongs to
	MemberID  int64 // the committee member an account belongs to
}

// System acts for scheduled work and the command line.
var System = Actor{Name: "系统", Roles: []Role{RoleSystem}}

// Public acts for a visitor who is not signed in.
var Public = Actor{Name: "社会公众", Roles: []Role{RolePublic}}

// Has reports whether the actor holds one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Action is one thing a person does.
type Action string

type rule struct {
	label string
	roles []Role
}

// Label returns the action's Chinese name, as checked, audited and shown in the history.
func (a Action) Label() string { return table[a].label }

// Roles returns the roles that may do the action.
func (a Action) Roles() []Role { return table[a].roles }

// Actions lists every action in the order of its identifier.
func Actions() []Action {
	all := make([]Action, 0, len(table))
	for a := range table {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// Can reports whether the actor may do the action.
func Can(who Actor, act Action) bool { return who.Has(table[act].roles...) }

// Check refuses an actor none of whose roles may do the action, naming the roles that may. An action
// missing in the table is refused to everybody.
func Check(who Actor, act Action) error {
	if Can(who, act) {
		return nil
	}
	r, known := table[act]
	if !known {
		return errs.New(errs.Forbidden, "本事项未开放办理，请与系统管理员联系。")
	}
	return errs.New(errs.Forbidden, "“%s”由%s办理，您的账号没有这项职责。如确需办理，请联系系统管理员调整账号角色。",
		r.label, Labels(slices.DeleteFunc(slices.Clone(r.roles), func(r Role) bool { return r == RoleSystem })))
}
