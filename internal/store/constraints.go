package store

import "renmian/internal/errs"

// constraints gives each constraint that a person's input can violate the answer they see. Every
// file of this package adds its constraints by name, in the order of the migrations.
var constraints = map[string]error{
	// 000001 frame
	"account_username_key": errs.Form(errs.Field{Name: "username", Message: "该用户名已有人使用，请换一个。"}),
	"account_roles_separate": errs.Form(errs.Field{Name: "roles",
		Message: "系统管理员、安全管理员、安全审计员须由专人担任，请只保留一个角色。"}),
	"account_asked_separate": errs.Form(errs.Field{Name: "roles",
		Message: "系统管理员、安全管理员、安全审计员须由专人担任，请只保留一个角色。"}),
}
