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

			// Administrator and security officer.
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
