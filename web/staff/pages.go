package staff

import "renmian/web/ui"

func (p PasswordPage) hint() string {
	h := "至少 12 个字符，可以用一句好记的话；不能包含用户名和姓名。"
	if p.Complex {
		h += "须含大写字母、小写字母、数字、其他符号中的至少三类。"
	}
	return h
}

func (f AuditFilter) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: "account", Value: f.Account}, {Name: "action", Value: f.Action}, {Name: "from", Value: f.From},
		{Name: "to", Value: f.To}, {Name: "case", Value: f.Case}}
}
