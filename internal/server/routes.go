package server

import (
	"github.com/go-chi/chi/v5"

	"renmian/web"
)

// boxRoutes lists the addresses on which nobody is known. No middleware: nothing may note when a ballot
// was cast, or from where.
func (s *Server) boxRoutes(r chi.Router) {
	r.Post("/box/{box}", s.castBallot)
	r.Get("/sealed/{box}", s.checklist)
	r.Get("/sealed/{box}/file", s.announcedBox)

	// Raters who hold a code and have no account.
	r.Post("/box/find", s.findBox)
	r.Get("/box/{box}", s.openBoxInfo)
	r.Get("/box/{box}/state", s.boxState)
	r.Post("/box/{box}/claim", s.claimByCode)

	// Whoever answers a questionnaire.
	r.Get("/ask/{code}", s.ask)
	r.Post("/ask/{code}", s.answerAsk)
}

// routes lists every other address, grouped by who comes there.
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

			r.Group(func(r chi.Router) {
				r.Use(s.cacheable)
				r.Get("/", s.handle(s.home))
				r.Get("/notices", s.handle(s.notices))
				r.Get("/notices.atom", s.handle(s.feed))
				r.Get("/notices/{id}", s.handle(s.notice))
				r.Get("/notices/{id}/print", s.handle(s.printPublished))
				r.Get("/notices/{id}/commitments", s.handle(s.commitments))
				r.Get("/results", s.handle(s.results))
				r.Get("/pledges", s.handle(s.pledges))
				r.Get("/rules", s.handle(s.publicRules))
				r.Get("/rules/{id}", s.handle(s.publicRule))
				r.Get("/rules/{id}/{version}", s.handle(s.publicRule))
				r.Get("/rules/{id}/{version}/print", s.handle(s.printPublicRule))
				r.Get("/offices", s.handle(s.publicOffices))
				r.Get("/persons/{id}", s.handle(s.publicPersonPage))
				r.Get("/data", s.handle(s.openData))
				r.Get("/data/{file}", s.handle(s.openDataFile))
				r.Get("/publicity/{id}", s.handle(s.publicPublicity))
				r.Get("/publicity/{id}/print", s.handle(s.publicPublicityPaper))
				r.Get("/robots.txt", s.handle(s.robots))
				r.Get("/sitemap.xml", s.handle(s.sitemap))
			})
			r.Get("/rules/{id}/{version}/file", s.handle(s.publicRuleFile))
			r.Get("/plans", s.handle(s.publicPlanList))
			r.Get("/plans/{year}", s.handle(s.publicPlan))
			r.Get("/plans/{year}/print", s.handle(s.printPublicPlan))
			r.With(s.private).Get("/practice/open", s.handle(s.openPractice))
			r.With(s.private).Post("/practice/open", s.handle(s.answerOpenPractice))
			r.Get("/publicity/{id}/opinion", s.handle(s.opinionForm))
			r.Post("/publicity/{id}/opinion", s.handle(s.giveOpinion))
			r.Get("/publicity/{id}/received", s.handle(s.opinionReceived))
			r.Get("/petition", s.handle(s.petitionForm))
			r.Post("/petition", s.handle(s.givePetition))
			r.Get("/petition/received", s.handle(s.petitionReceived))
		})

		r.With(s.forms(publicForm, verifyForm)).Get(verifyPath, s.handle(s.verifyPage))
		r.With(s.forms(publicForm, verifyForm)).Post(verifyPath, s.handle(s.verifyFile))

		// Screens in the hall: no session; what they show is for everybody in the room.
		r.Group(func(r chi.Router) {
			r.Use(s.private)
			r.Get("/hall", s.handle(s.openHall))
			r.Get("/hall/{code}", s.handle(s.hallPage))
			r.Get("/hall/{code}/live", s.handle(s.hallLive))
		})
		r.With(s.private).Get("/rate", s.handle(s.rate))           // raters who hold a code: no session
		r.With(s.private).Get("/rehearsal", s.handle(s.rehearsal)) // the demonstration county's
		r.With(s.private).Get("/rehearsal/{id}/live", s.handle(s.rehearsalLive))

		// Signing in.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.forms(plainForm, 0))
			r.Get("/login", s.handle(s.loginPage))
			r.Post("/login", s.handle(s.login))
		})

		// Members' tablets: the door, and the room behind it.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.forms(plainForm, 0))
			r.Get("/seat/login", s.handle(s.seatDoor))
			r.Post("/seat/login", s.handle(s.enterSeat))
			r.Get("/seat/device", s.handle(s.devicePage))
			r.Post("/seat/device", s.handle(s.registerDevice))
		})
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.inRoom, s.forms(plainForm, 0))
			r.Get("/seat", s.handle(s.seatHome))
			r.Get("/seat/live", s.handle(s.seatLive))
			r.Get("/seat/materials", s.handle(s.seatMaterials))
			r.Get("/seat/materials/{material}", s.handle(s.seatMaterial))
			r.Get("/seat/materials/{material}/file", s.handle(s.seatMaterialFile))
			r.Post("/seat/materials/{material}/note", s.handle(s.writeNote))
			r.Get("/seat/vote", s.handle(s.seatVote))
			r.Get("/seat/objection", s.handle(s.seatObjection))
			r.Post("/seat/objection", s.handle(s.fileSeatObjection))
		})
		r.Group(func(r chi.Router) { // as above, asked by a script
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.inRoom)
			r.Get("/seat/boxes/{box}", answered(s.seatBox))
			r.Post("/seat/boxes/{box}/issue", answered(s.issueBallot))
		})

		// Candidates of an exam on computers: a cookie of their own, and no account.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.fromBrowser, s.forms(examForm, 0))
			r.Get("/exam", s.handle(s.examHome))
			r.Post("/exam", s.handle(s.enterExam))
			r.Post("/exam/pledge", s.onMachine(s.pledgeExam))
			r.Get("/exam/paper", s.onMachine(s.examPaper))
			r.Post("/exam/paper", s.onMachine(s.postExamPaper))
			r.Get("/exam/check", s.onMachine(s.checkExam))
			r.Post("/exam/hand-in", s.onMachine(s.handInExam))
			r.Post("/exam/leave", s.onMachine(s.leaveExam))
			r.Post("/exam/events", answered(s.noteLeaving))
		})
		r.Group(func(r chi.Router) { // as above, asked by a script
			r.Use(s.private, s.fromBrowser)
			r.Get("/exam/state", answered(s.examStateNow))
			r.Post("/exam/answers", answered(s.saveAnswers))
		})

		// Everybody who has signed in.
		r.Group(func(r chi.Router) {
			r.Use(s.private, s.sessions.LoadAndSave, s.fromBrowser, s.signedIn, s.forms(plainForm, uploadForm))
			r.Post("/logout", s.handle(s.logout))
			r.Get("/account", s.handle(s.accountPage))
			r.Get("/account/password", s.handle(s.passwordPage))
			r.Post("/account/password", s.handle(s.changePassword))
			r.Post("/account/sign-out-all", s.handle(s.signOutAll))

			s.houseRoutes(r)
			s.caseRoutes(r)
			s.examRoutes(r)
			s.meetingRoutes(r)
			s.supervisionRoutes(r)
		})
	})
}
