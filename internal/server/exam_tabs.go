package server

import (
	"renmian/internal/authz"
	"renmian/web/ui"
)

// examTabs are the pages of the exam, shown above each of them to those who may open them.
var examTabs = []struct {
	ui.Link
	action authz.Action
}{
	{ui.Link{Label: "场次", Href: "/exams"}, authz.ViewExams},
	{papersCrumb, authz.ViewPapers},
	{ui.Link{Label: "题库", Href: "/exams/bank"}, authz.ViewBank},
	{ui.Link{Label: "学习", Href: "/practice"}, authz.ViewStudy},
}

// examTabsAt is the line of tabs on the page at href.
func examTabsAt(who authz.Actor, href string) ui.Tabs {
	var tabs ui.Tabs
	for _, t := range examTabs {
		if authz.Can(who, t.action) {
			t.Link.Current = t.Href == href
			tabs = append(tabs, t.Link)
		}
	}
	return tabs
}
