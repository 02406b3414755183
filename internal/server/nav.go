package server

import (
	"strings"

	"renmian/internal/authz"
	"renmian/web/ui"
)

// modules lists the main navigation by what it is for: each entry is shown to those who may do its action.
var modules = []struct {
	group, label, href string
	action             authz.Action
}{
	{"", "今天要办", "/desk", authz.ViewDesk},
	{"任免", "提请件", "/proposals", authz.ViewProposals},
	{"任免", "职务空缺", "/vacancies", authz.ViewVacancies},
	{"任免", "任免案", "/cases", authz.ListCases},
	{"任免", "我的任免事项", "/my", authz.ViewOwnCases},
	{"任免", "法律学习", "/practice", authz.ViewOwnCases},
	{"任免", "任前公示", "/publicities", authz.ViewPublicities},
	{"任免", "任前考试", "/exams", authz.ViewExams},
	{"任免", "学习培训", "/study", authz.ViewStudy},
	{"会议", "主任会议", "/chairs", authz.ViewChairs},
	{"会议", "常委会会议", "/meetings", authz.ViewMeetings},
	{"会后", "任命书", "/certificates", authz.ViewOutcome},
	{"会后", "宣誓", "/oaths", authz.ViewOutcome},
	{"会后", "公布与备案", "/publishing", authz.ViewPublishing},
	{"会后", "文书定稿", papersLedger, authz.ViewFinalPapers},
	{"会后", "任免通知", "/organ-notices", authz.ReceiveOrganNotice},
	{"监督", "任后监督", "/supervision", authz.ViewMatters},
	{"查阅", "统计", "/statistics", authz.ViewStatistics},
	{"查阅", "名册", "/registers", authz.ViewRegisters},
	{"查阅", "本县办法", policyHome, authz.ViewPolicy},
	{"查阅", "法规与办法", "/rulebook", authz.ViewRules},
	{"系统", "账号", "/admin/accounts", authz.ViewAccounts},
	{"系统", "县情", "/admin/county", authz.ChangeCounty},
	{"系统", "放假安排", "/admin/holidays", authz.ChangeHoliday},
	{"系统", "设置", "/admin/settings", authz.ChangeSetting},
	{"系统", "审计日志", "/admin/audit", authz.ViewAudit},
	{"系统", "审计树", "/admin/audit/tree", authz.SignAuditHead},
}

func navigation(who authz.Actor, path string) []ui.Link {
	var links []ui.Link
	longest, group := -1, ""
	if path == "/people" || strings.HasPrefix(path, "/people/") {
		path = "/registers" // where people are one of the pages
	}
	if authz.Can(who, authz.ViewStudy) && strings.HasPrefix(path, practicePath) {
		path = "/exams" // where practice is one of the tabs
	}
	for _, m := range modules {
		if !authz.Can(who, m.action) {
			continue
		}
		if path == m.href || strings.HasPrefix(path, m.href+"/") {
			if longest < 0 || len(m.href) > len(links[longest].Href) {
				longest = len(links)
			}
		}
		l := ui.Link{Label: m.label, Href: m.href}
		if m.group != group {
			l.Group, group = m.group, m.group
		}
		links = append(links, l)
	}
	if longest >= 0 {
		links[longest].Current = true
	}
	return links
}

// home returns where a person starts.
func home(who authz.Actor) string {
	switch {
	case who.AccountID == 0:
		return "/"
	case who.Has(authz.RoleAdmin, authz.RoleSecurity):
		return "/admin/accounts"
	case who.Has(authz.RoleAuditor):
		return "/admin/audit"
	}
	return "/desk"
}
