package server

import (
	"regexp"
	"strings"

	"renmian/internal/authz"
	"renmian/web/ui"
)

// opened says by which right a page that others link to is opened; numbers stand as N.
var opened = map[string]authz.Action{
	"/exams": authz.ViewExams, "/exams/N": authz.ViewExams,
	"/registers/offices/N": authz.ViewRegisters,
	"/cases/N":             authz.ViewCases, "/cases/N/review": authz.ViewReview, "/cases/N/review/report": authz.ViewReview,
	"/cases/N/inquiry": authz.ViewInquiry, "/cases/N/exam": authz.ViewCaseExam, "/cases/N/commitment": authz.ViewCommitment,
	"/cases/N/form": authz.ViewForm, "/cases/N/defence": authz.ViewDefence,
	"/proposals/N": authz.ViewProposals, "/people/N": authz.ViewRegisters, "/people/N/dossier": authz.ViewDossier,
	"/chairs": authz.ViewChairs, "/chairs/N": authz.ViewChairs, "/chairs/N/cases/N": authz.ViewChairs,
	"/meetings": authz.ViewMeetings, "/meetings/N": authz.ViewMeetings, "/meetings/N/materials": authz.ViewMeetings,
	"/meetings/N/items/N": authz.ViewMeetings, "/meetings/N/outcome": authz.ViewOutcome,
	"/publishing": authz.ViewPublishing, "/publishing/N": authz.ViewPublishing, "/filings": authz.ViewPublishing, "/filings/N": authz.ViewPublishing,
	"/supervision/ratings/N": authz.ViewRatings, "/supervision/ratings/rounds/N": authz.ViewRatings,
	"/study/N":    authz.ViewStudy,
	inquiriesPath: authz.ViewInquiries, auditsPath: authz.ViewInquiries, suggestionsPath: authz.ViewInquiries, correctionsPath: authz.ViewInquiries,
	"/organ-notices/N": authz.ViewOrganNotices,
}

var numbers = regexp.MustCompile(`/[0-9]+`)

// open returns an address to somebody who may open it and "" to anybody else, so that nobody is shown
// a link that is refused. An address that is not listed above is everybody's who sees the page it is on.
func open(who authz.Actor, href string) string {
	page, _, _ := strings.Cut(href, "#")
	page, _, _ = strings.Cut(page, "?")
	if right, listed := opened[numbers.ReplaceAllString(page, "/N")]; listed && !authz.Can(who, right) {
		return ""
	}
	return href
}

// openRows leaves a table's rows their addresses where the reader may open them.
func openRows(who authz.Actor, t ui.Table) {
	for n := range t.Rows {
		t.Rows[n].Href = open(who, t.Rows[n].Href)
	}
}
