package server

import (
	"github.com/go-chi/chi/v5"

	"renmian/web"
)

// routes lists every address, grouped by who comes there.
func (s *Server) routes(r chi.Router) {
	// Machines.
	r.Get("/healthz", s.healthz)
	r.Get("/readyz", s.readyz)
	r.Handle("/static/*", web.Handler())

	r.Group(func(r chi.Router) {
		r.Use(s.logged, s.headers, s.recovered, s.sameOrigin)
		r.NotFound(s.handle(s.notFound))
		r.MethodNotAllowed(s.handle(s.methodNotAllowed))

		// The public: no session, no cookie but the one for the display.
		r.Group(func(r chi.Router) {
			r.Use(s.forms(publicForm, 0))
			r.Get("/display", s.handle(s.display))
			r.Get("/offices", s.handle(s.publicOffices))
		})

		// Signing in.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.forms(plainForm, 0))
			r.Get("/login", s.handle(s.loginPage))
			r.Post("/login", s.handle(s.login))
		})

		// Everybody who has signed in.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.signedIn, s.forms(plainForm, uploadForm))
			r.Post("/logout", s.handle(s.logout))
			r.Get("/account", s.handle(s.accountPage))
			r.Get("/account/password", s.handle(s.passwordPage))
			r.Post("/account/password", s.handle(s.changePassword))
			r.Post("/account/sign-out-all", s.handle(s.signOutAll))

			// Workbench, cases, figures.
			r.Get("/desk", s.handle(s.desk))
			r.Get("/cases", s.handle(s.cases))
			r.Get("/cases/{id}", s.handle(s.casePage))
			r.Get("/statistics", s.handle(s.statistics))

			// Registers.
			r.Get("/registers", s.handle(s.holders))
			r.Get("/registers/export", s.handle(s.exportHolders))
			r.Get("/registers/terms", s.handle(s.terms))
			r.Get("/registers/terms/new", s.handle(s.newTerm))
			r.Post("/registers/terms", s.handle(s.createTerm))
			r.Get("/registers/terms/{id}", s.handle(s.termDetail))
			r.Get("/registers/terms/{id}/edit", s.handle(s.editTerm))
			r.Post("/registers/terms/{id}", s.handle(s.updateTerm))
			r.Get("/registers/terms/{id}/members/new", s.handle(s.newMember))
			r.Post("/registers/terms/{id}/members", s.handle(s.addMember))
			r.Get("/registers/members/{id}", s.handle(s.memberDetail))
			r.Post("/registers/members/{id}", s.handle(s.changeMember))
			r.Get("/registers/members/{id}/end", s.handle(s.endMemberPage))
			r.Post("/registers/members/{id}/end", s.handle(s.endMember))
			r.Get("/registers/organs", s.handle(s.organs))
			r.Get("/registers/organs/new", s.handle(s.newOrgan))
			r.Post("/registers/organs", s.handle(s.createOrgan))
			r.Get("/registers/organs/{id}", s.handle(s.organDetail))
			r.Get("/registers/organs/{id}/edit", s.handle(s.editOrgan))
			r.Post("/registers/organs/{id}", s.handle(s.updateOrgan))
			r.Get("/registers/organs/{id}/abolish", s.handle(s.abolishOrganPage))
			r.Post("/registers/organs/{id}/abolish", s.handle(s.abolishOrgan))
			r.Get("/registers/offices", s.handle(s.catalogue))
			r.Get("/registers/offices/new", s.handle(s.newOffice))
			r.Post("/registers/offices", s.handle(s.createOffice))
			r.Post("/registers/offices/prefill", s.handle(s.prefillCatalogue))
			r.Get("/registers/offices/{id}", s.handle(s.officeDetail))
			r.Get("/registers/offices/{id}/edit", s.handle(s.editOffice))
			r.Post("/registers/offices/{id}", s.handle(s.updateOffice))
			r.Get("/registers/offices/{id}/abolish", s.handle(s.abolishOfficePage))
			r.Post("/registers/offices/{id}/abolish", s.handle(s.abolishOffice))
			r.Get("/registers/imports", s.handle(s.imports))
			r.Get("/registers/imports/template", s.handle(s.rosterTemplate))
			r.Get("/registers/imports/new", s.handle(s.newImport))
			r.Post("/registers/imports", s.handle(s.checkRoster))
			r.Get("/registers/imports/{id}", s.handle(s.rosterReport))
			r.Post("/registers/imports/{id}/accept", s.handle(s.acceptRoster))
			r.Post("/registers/imports/{id}/discard", s.handle(s.discardRoster))
			r.Get("/registers/tenures/{id}/end", s.handle(s.endTenurePage))
			r.Post("/registers/tenures/{id}/end", s.handle(s.endTenure))
			r.Get("/people", s.handle(s.people))
			r.Get("/people/new", s.handle(s.newPerson))
			r.Post("/people", s.handle(s.createPerson))
			r.Get("/people/{id}", s.handle(s.personDetail))
			r.Get("/people/{id}/edit", s.handle(s.editPerson))
			r.Post("/people/{id}", s.handle(s.updatePerson))

			// Chairperson's meeting.
			r.Get("/chairs", s.handle(s.chairsList))
			r.Post("/chairs", s.handle(s.planChairsMeeting))
			r.Get("/chairs/new", s.handle(s.newChairsMeeting))
			r.Post("/chairs/held/{case}", s.handle(s.takeUpCase))
			r.Get("/chairs/{id}", s.handle(s.chairsMeeting))
			r.Post("/chairs/{id}", s.handle(s.changeChairsMeeting))
			r.Get("/chairs/{id}/edit", s.handle(s.editChairsMeeting))
			r.Post("/chairs/{id}/close", s.handle(s.closeChairsMeeting))
			r.Post("/chairs/{id}/cases", s.handle(s.listForChairs))
			r.Get("/chairs/{id}/cases/{case}", s.handle(s.chairsCase))
			r.Post("/chairs/{id}/cases/{case}", s.handle(s.decideAtChairs))
			r.Post("/chairs/{id}/cases/{case}/remove", s.handle(s.unlistFromChairs))
			r.Get("/chairs/{id}/minutes", s.handle(s.editChairsMinutes))
			r.Post("/chairs/{id}/minutes", s.handle(s.writeChairsMinutes))
			r.Get("/chairs/{id}/minutes/print", s.handle(s.printChairsMinutes))

			// Administrator and security officer.
			r.Get("/admin/county", s.handle(s.countyPage))
			r.Post("/admin/county", s.handle(s.changeCounty))
			r.Get("/admin/holidays", s.handle(s.holidays))
			r.Post("/admin/holidays", s.handle(s.saveHoliday))
			r.Post("/admin/holidays/remove", s.handle(s.removeHoliday))
			r.Post("/admin/holidays/prefill", s.handle(s.prefillHolidays))
			r.Get("/admin/accounts", s.handle(s.accounts))
			r.Get("/admin/accounts/new", s.handle(s.newAccount))
			r.Post("/admin/accounts", s.handle(s.createAccount))
			r.Get("/admin/accounts/{id}", s.handle(s.accountDetail))
			r.Get("/admin/accounts/{id}/edit", s.handle(s.editAccount))
			r.Post("/admin/accounts/{id}", s.handle(s.updateAccount))
			r.Post("/admin/accounts/{id}/{act}", s.handle(s.actOnAccount))
			r.Get("/admin/settings", s.handle(s.settingsPage))
			r.Post("/admin/settings", s.handle(s.changeSettings))

			// Auditor.
			r.Get("/admin/audit", s.handle(s.auditLog))
			r.Post("/admin/audit/export", s.handle(s.exportAudit))
			r.Get("/admin/audit/tree", s.handle(s.auditTree))
			r.Post("/admin/audit/tree", s.handle(s.signAuditHead))
			r.Post("/admin/audit/check", s.handle(s.checkAudit))
			r.Get("/admin/audit/heads/{size}", s.handle(s.auditHead))
		})
	})
}
