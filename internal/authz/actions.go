package authz

// The closed list of actions, a block for each stage; the table below gives each its Chinese name
// and the roles that may do it.

// Own account.
const (
	SignIn         Action = "sign_in"
	SignInFailed   Action = "sign_in_failed"
	SignOut        Action = "sign_out"
	SignOutAll     Action = "sign_out_all"
	ChangePassword Action = "change_password"
)

// Accounts, policy, keys and logs: the three separate officers (三员).
const (
	ViewAccounts   Action = "view_accounts"
	CreateAccount  Action = "create_account"
	UpdateAccount  Action = "update_account"
	DisableAccount Action = "disable_account"
	EnableAccount  Action = "enable_account"
	ResetPassword  Action = "reset_password"
	UnlockAccount  Action = "unlock_account"
	ApproveRoles   Action = "approve_roles"
	RefuseRoles    Action = "refuse_roles"
	ChangeSetting  Action = "change_setting"
	ViewAudit      Action = "view_audit"
	ExportAudit    Action = "export_audit"
	SignAuditHead  Action = "sign_audit_head"
)

// Reading the cases.
const (
	ViewDesk       Action = "view_desk"
	ListCases      Action = "list_cases"
	ViewCases      Action = "view_cases"
	ViewStatistics Action = "view_statistics"
)

// Registers: terms, members, organs, offices, persons, tenures, policy, holidays.

// Intake of proposals.

// Preliminary review.

// Investigation, consultation, publicity.

// Chairpersons' meeting.

// Exam.

// Commitment.

// Committee meeting.

// Vote.

// Certificate, oath, notice, filing.

// Supervision.

var (
	everyone = []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee,
		RoleAdmin, RoleSecurity, RoleAuditor}
	accountStaff = []Role{RoleAdmin, RoleSystem}
)

var table = map[Action]rule{
	// Own account.
	SignIn:         {"登录", everyone},
	SignInFailed:   {"登录未通过", []Role{RolePublic}},
	SignOut:        {"退出登录", everyone},
	SignOutAll:     {"退出全部登录", everyone},
	ChangePassword: {"修改密码", everyone},

	// Accounts, policy, keys and logs.
	ViewAccounts:   {"查看账号", []Role{RoleAdmin, RoleSecurity}},
	CreateAccount:  {"新建账号", accountStaff},
	UpdateAccount:  {"修改账号", accountStaff},
	DisableAccount: {"停用账号", accountStaff},
	EnableAccount:  {"启用账号", accountStaff},
	ResetPassword:  {"重置密码", accountStaff},
	UnlockAccount:  {"解除锁定", []Role{RoleSecurity, RoleSystem}},
	ApproveRoles:   {"核准角色", []Role{RoleSecurity, RoleSystem}},
	RefuseRoles:    {"不予核准角色", []Role{RoleSecurity}},
	ChangeSetting:  {"修改设置", []Role{RoleSecurity, RoleSystem}},
	ViewAudit:      {"查看审计日志", []Role{RoleAuditor}},
	ExportAudit:    {"导出审计日志", []Role{RoleAuditor}},
	SignAuditHead:  {"签署审计树头", []Role{RoleAuditor, RoleSystem}},

	// Reading the cases.
	ViewDesk:       {"查看今天要办", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee}},
	ListCases:      {"查看任免案目录", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator}},
	ViewCases:      {"查看任免案", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleNominee}},
	ViewStatistics: {"查看统计", []Role{RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember}},

	// Registers.

	// Intake of proposals.

	// Preliminary review.

	// Investigation, consultation, publicity.

	// Chairpersons' meeting.

	// Exam.

	// Commitment.

	// Committee meeting.

	// Vote.

	// Certificate, oath, notice, filing.

	// Supervision.
}
