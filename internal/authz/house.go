package authz

// The actions of the house: accounts, settings, registers, what everybody reads.

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
	CheckAudit     Action = "check_audit"
	SignAuditHead  Action = "sign_audit_head"
)

// Reading the cases.
const (
	ViewDesk       Action = "view_desk"
	ListCases      Action = "list_cases"
	ViewCases      Action = "view_cases"
	ViewStatistics Action = "view_statistics"
)

// Registers: terms, members, organs, offices, persons, tenures, county, holidays.
const (
	ViewRegisters    Action = "view_registers"
	ViewVacancies    Action = "view_vacancies"
	SaveTerm         Action = "save_term"
	StartTermChange  Action = "start_term_change"
	RenewMembers     Action = "renew_members"
	SettleElected    Action = "settle_elected"
	DrawRenewals     Action = "draw_renewals"
	PlanRenewals     Action = "plan_renewals"
	RemindRenewals   Action = "remind_renewals"
	DraftRenewals    Action = "draft_renewals"
	CloseTermChange  Action = "close_term_change"
	AddMember        Action = "add_member"
	ChangeMember     Action = "change_member"
	EndMember        Action = "end_member"
	SaveOrgan        Action = "save_organ"
	RenameOrgan      Action = "rename_organ"
	AbolishOrgan     Action = "abolish_organ"
	SaveOffice       Action = "save_office"
	RenameOffice     Action = "rename_office"
	AbolishOffice    Action = "abolish_office"
	PrefillCatalogue Action = "prefill_catalogue"
	SavePerson       Action = "save_person"
	EndTenureByLaw   Action = "end_tenure_by_law"
	CheckRoster      Action = "check_roster"
	AcceptRoster     Action = "accept_roster"
	DiscardRoster    Action = "discard_roster"
	ChangeCounty     Action = "change_county"
	ChangeHoliday    Action = "change_holiday"
	AdoptPolicy      Action = "adopt_policy"
	ViewPolicy       Action = "view_policy"
	MoveCaseToPolicy Action = "move_case_to_policy"
)

var houseRules = map[Action]rule{
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
	CheckAudit:     {"核对审计日志", []Role{RoleAuditor}},
	SignAuditHead:  {"签署审计树头", []Role{RoleAuditor, RoleSystem}},

	// Reading the cases.
	ViewDesk:       {"查看今天要办", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee}},
	ListCases:      {"查看任免案目录", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator}},
	ViewCases:      {"查看任免案", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleNominee}},
	ViewStatistics: {"查看统计", []Role{RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember}},

	// Registers.
	ViewVacancies:    {"查看职务空缺", []Role{RoleOrgan, RoleClerk, RoleChair}},
	ViewRegisters:    {"查看名册和职务目录", []Role{RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember}},
	SaveTerm:         {"登记届次", clerks},
	StartTermChange:  {"办理换届", clerks},
	RenewMembers:     {"登记新一届组成人员", clerks},
	SettleElected:    {"登记选举产生的职务", clerks},
	DrawRenewals:     {"生成换届清单", clerks},
	PlanRenewals:     {"调整换届清单", clerks},
	RemindRenewals:   {"催办换届提请", clerks},
	DraftRenewals:    {"起草换届提请件", organOnly},
	CloseTermChange:  {"办结换届", clerks},
	AddMember:        {"登记组成人员", clerks},
	ChangeMember:     {"调整组成人员席位和次序", clerks},
	EndMember:        {"登记组成人员职务终止", clerks},
	SaveOrgan:        {"登记机关", clerks},
	RenameOrgan:      {"登记机关改名", clerks},
	AbolishOrgan:     {"登记机关撤销", clerks},
	SaveOffice:       {"登记职务", clerks},
	RenameOffice:     {"登记职务改名", clerks},
	AbolishOffice:    {"登记职务撤销", clerks},
	PrefillCatalogue: {"预置机关和职务目录", clerks},
	SavePerson:       {"登记人员基本情况", clerks},
	EndTenureByLaw:   {"登记职务自行终止", clerks},
	CheckRoster:      {"上传任职名册", clerks},
	AcceptRoster:     {"导入任职名册", clerks},
	DiscardRoster:    {"放弃任职名册", clerks},
	ChangeCounty:     {"修改县情", accountStaff},
	ChangeHoliday:    {"登记放假和调休", accountStaff},
	AdoptPolicy:      {"采用任免办法", accountStaff},
	MoveCaseToPolicy: {"任免案改按新办法办理", clerkOnly},
	ViewPolicy:       {"查看本县办法", everyone},
}
