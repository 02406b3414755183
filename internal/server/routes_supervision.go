package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// supervisionRoutes are what follows the appointment.
func (s *Server) supervisionRoutes(r chi.Router) {
	r.Get("/supervision", s.handle(s.supervisionHome))
	r.Post("/supervision/matters/{id}/records", s.handle(s.recordMatter))

	s.reviewRoutes(r)
	s.ratingRoutes(r)
	s.followupRoutes(r)
	s.oversightRoutes(r)
	s.figureRoutes(r)
	s.dutyRoutes(r)
	s.planRoutes(r)
	s.inquiryRoutes(r)
	s.recordRoutes(r)
	s.endingRoutes(r)
	s.suggestionRoutes(r)
}

// reviewRoutes lead to reviews and questionnaires.
func (s *Server) reviewRoutes(r chi.Router) {
	r.Get("/supervision/reviews", s.handle(s.reviews))
	r.Post("/supervision/reviews", s.handle(s.openReview))
	r.Get("/supervision/reviews/new", s.handle(s.newReview))
	r.Get("/supervision/reviews/{id}", s.handle(s.reviewDetail))
	r.Get("/supervision/reviews/{id}/report", s.handle(s.surveyReportPaper))
	r.Get("/supervision/reviews/{id}/opinion", s.handle(s.reviewOpinionPaper))
	r.Post("/supervision/reviews/{id}/plan", s.onReviewPage("plan", "已保存。", "#prepare", s.planReview))
	r.Post("/supervision/reviews/{id}/approve", s.onReviewPage("approve", "评议方案已通过。", "#prepare", s.approveReview))
	r.Post("/supervision/reviews/{id}/mobilise", s.onReviewPage("mobilise", "已登记动员会。", "#prepare", s.mobiliseReview))
	r.Post("/supervision/reviews/{id}/advance", s.onReviewPage("advance", "已转入下一阶段。", "", s.advanceReview))
	r.Post("/supervision/reviews/{id}/survey", s.onReviewPage("survey", "调查报告已保存。", "#survey", s.reportSurvey))
	r.Post("/supervision/reviews/{id}/hear", s.onReviewPage("hear", "已登记述职。", "#hearing", s.hearReview))
	r.Post("/supervision/reviews/{id}/speech", s.onReviewPage("speech", "已登记。", "#hearing", s.recordReviewSpeech))
	r.Post("/supervision/reviews/{id}/opinion", s.onReviewPage("opinion", "评议意见书已保存。", "#opinion", s.writeReviewOpinion))
	r.Post("/supervision/reviews/{id}/send", s.onReviewPage("send", "评议意见书已发出。", "#opinion", s.sendReviewOpinion))
	r.Post("/supervision/reviews/{id}/rectify", s.onReviewPage("rectify", "已发出整改要求。", "#rectifications", s.rectifyReviewOpinion))
	r.Post("/supervision/reviews/{id}/receive", s.onReviewPage("receive", "已签收。", "#opinion", s.receiveReviewOpinion))
	r.Post("/supervision/reviews/{id}/answer", s.onReviewPage("answer", "答复已提交。", "#opinion", s.answerReviewOpinion))
	r.Get("/supervision/matters/{id}/questionnaires/new", s.handle(s.newQuestionnaire))
	r.Post("/supervision/matters/{id}/questionnaires", s.handle(s.draftQuestionnaire))
	r.Get("/supervision/questionnaires/{id}", s.handle(s.questionnaireDetail))
	r.Post("/supervision/questionnaires/{id}", s.handle(s.changeQuestionnaire))
	r.Post("/supervision/questionnaires/{id}/open", s.handle(s.openQuestionnaire))
	r.Post("/supervision/questionnaires/{id}/close", s.handle(s.closeQuestionnaire))
	r.Get("/supervision/questionnaires/{id}/poster", s.handle(s.questionnairePoster))
}

// ratingRoutes lead to ratings.
func (s *Server) ratingRoutes(r chi.Router) {
	r.Get("/supervision/matters/{id}/ratings/new", s.handle(s.newRating))
	r.Post("/supervision/matters/{id}/ratings", s.handle(s.planRating))
	r.Get("/supervision/ratings", s.handle(s.ratings))
	r.Get("/supervision/ratings/passive", s.handle(s.passive))
	r.Get("/supervision/ratings/{id}", s.handle(s.ratingDetail))
	r.Get("/supervision/ratings/{id}/drop", s.handle(s.askDropRating))
	r.Post("/supervision/ratings/{id}/drop", s.handle(s.dropRating))
	r.Post("/supervision/ratings/{id}/decide", s.handle(s.decideRating))
	r.Post("/supervision/ratings/{id}/publish", s.handle(s.publishRating))
	r.Get("/supervision/ratings/{id}/paper", s.handle(s.ratingPaper))
	r.Get("/supervision/ratings/rounds/new", s.handle(s.newRound))
	r.Post("/supervision/ratings/rounds", s.handle(s.openRatings))
	r.Get("/supervision/ratings/rounds/{round}", s.handle(s.roundDetail))
	r.Get("/supervision/ratings/rounds/{round}/live", s.handle(s.roundLive))
	r.Get("/supervision/ratings/rounds/{round}/ballot", s.handle(s.ratingBallot))
	r.Get("/supervision/ratings/rounds/{round}/boxes/{key}", s.handle(s.roundBoxFile))
	r.Post("/supervision/ratings/rounds/{round}/cast", s.actOnRound("cast", "已开始投票。", s.castRatings))
	r.Post("/supervision/ratings/rounds/{round}/close", s.actOnRound("close", "已截止，票箱已封存。", s.closeRatings))
	r.Post("/supervision/ratings/rounds/{round}/count", s.handle(s.enterRatingCount))
	r.Post("/supervision/ratings/rounds/{round}/announce", s.actOnRound("announce", "已宣布。", s.announceRatings))
	r.Post("/supervision/ratings/rounds/{round}/void", s.actOnRound("void", "已作废，可以重新开始。", s.voidRatings))
	r.Get("/supervision/matters/{id}/files/{file}", s.handle(s.matterFile))
	r.Get("/supervision/matters/{id}/people", s.handle(s.matterPeople))
	r.Post("/supervision/matters/{id}/people", s.handle(s.setMatterPeople))
	r.Post("/supervision/matters/{id}/people/find", s.handle(s.findMatterPeople))
}

// followupRoutes lead to rectifications, deliberation opinions and letters to those who appoint.
func (s *Server) followupRoutes(r chi.Router) {
	r.Get("/people/{id}/dossier/volume", s.handle(s.dossierVolume))
	r.Get("/supervision/rectifications", s.handle(s.rectifications))
	r.Get("/supervision/matters/{id}/rectify", s.handle(s.newRectification))
	r.Post("/supervision/matters/{id}/rectify", s.handle(s.openRectification))
	r.Get("/supervision/rectifications/{id}", s.handle(s.rectification))
	r.Get("/supervision/rectifications/{id}/print", s.handle(s.printRectification))
	r.Get("/supervision/rectifications/{id}/files/{file}", s.handle(s.rectificationFile))
	r.Post("/supervision/rectifications/{id}/draft", s.handle(s.draftRectification))
	r.Post("/supervision/rectifications/{id}/papers", s.handle(s.fileRectification))
	r.Post("/supervision/rectifications/{id}/judge", s.handle(s.judgeRectification))
	r.Post("/supervision/rectifications/{id}/extend", s.handle(s.askMoreTime))
	r.Post("/supervision/rectifications/{id}/extension", s.handle(s.decideMoreTime))
	r.Post("/supervision/rectifications/{id}/rerate", s.handle(s.orderRerating))
	r.Post("/supervision/rectifications/{id}/rating", s.handle(s.planRerating))
	r.Post("/supervision/rectifications/{id}/rerating", s.handle(s.recordRerating))
	r.Post("/supervision/rectifications/{id}/close", s.handle(s.closeRectification))
	r.Post("/supervision/rectifications/{id}/end", s.handle(s.endRectification))
	r.Post("/supervision/rectifications/{id}/notes/urge", s.handle(s.noteRectification(false)))
	r.Post("/supervision/rectifications/{id}/notes/check", s.handle(s.noteRectification(true)))

	r.Get("/supervision/opinions", s.handle(s.deliberations))
	r.Get("/supervision/matters/{id}/opine", s.handle(s.newDeliberation))
	r.Post("/supervision/matters/{id}/opine", s.handle(s.draftDeliberation))
	r.Get("/supervision/opinions/{id}", s.handle(s.deliberation))
	r.Get("/supervision/opinions/{id}/edit", s.handle(s.editDeliberation))
	r.Get("/supervision/opinions/{id}/print", s.handle(s.printDeliberation))
	r.Get("/supervision/opinions/{id}/files/{file}", s.handle(s.deliberationFile))
	r.Post("/supervision/opinions/{id}", s.handle(s.changeDeliberation))
	r.Post("/supervision/opinions/{id}/seek", s.handle(s.seekDeliberation))
	r.Post("/supervision/opinions/{id}/send", s.handle(s.sendDeliberation))
	r.Post("/supervision/opinions/{id}/reply", s.handle(s.replyDeliberation))
	r.Post("/supervision/opinions/{id}/hear", s.handle(s.hearDeliberation))
	r.Post("/supervision/opinions/{id}/publish", s.handle(s.publishDeliberation))
	r.Post("/supervision/opinions/{id}/close", s.handle(s.closeDeliberation))
	r.Post("/supervision/opinions/{id}/rating", s.handle(s.planOpinionRating))
	r.Post("/supervision/opinions/{id}/notes/urge", s.handle(s.noteDeliberation(false)))
	r.Post("/supervision/opinions/{id}/notes/check", s.handle(s.noteDeliberation(true)))

	r.Get("/supervision/dispatches", s.handle(s.dispatches))
	r.Get("/supervision/matters/{id}/dispatch", s.handle(s.newDispatch))
	r.Post("/supervision/matters/{id}/dispatch", s.handle(s.sendDispatch))
	r.Get("/supervision/dispatches/{id}", s.handle(s.dispatch))
	r.Get("/supervision/dispatches/{id}/print", s.handle(s.printDispatch))
	r.Post("/supervision/dispatches/{id}/receive", s.handle(s.receiveDispatch))
	r.Post("/supervision/dispatches/{id}/use", s.handle(s.useDispatch))
}

// oversightRoutes lead to reports and inspections.
func (s *Server) oversightRoutes(r chi.Router) {
	r.Get("/supervision/oversight", s.handle(s.oversightCalendar))
	r.Post("/supervision/oversight", s.handle(s.planOversight))
	r.Get("/supervision/oversight/new", s.handle(s.newOversight))
	r.Get("/supervision/oversight/{id}", s.handle(s.oversight))
	r.Post("/supervision/oversight/{id}", s.handle(s.changeOversight))
	r.Get("/supervision/oversight/{id}/edit", s.handle(s.editOversight))
	r.Get("/supervision/oversight/{id}/show", s.handle(s.oversightShow))
	r.Get("/supervision/oversight/{id}/photos/{file}", s.handle(s.sitePhoto))
	r.Post("/supervision/oversight/{id}/seek", s.handle(s.seekOversight))
	r.Post("/supervision/oversight/{id}/submit", s.handle(s.submitOversight))
	r.Post("/supervision/oversight/{id}/deliver", s.handle(s.deliverOversight))
	r.Post("/supervision/oversight/{id}/write", s.handle(s.writeOversight))
	r.Post("/supervision/oversight/{id}/material", s.handle(s.listForMeeting))
	r.Post("/supervision/oversight/{id}/hear", s.handle(s.hearOversight))
	r.Post("/supervision/oversight/{id}/close", s.handle(s.closeOversight))
	r.Post("/supervision/oversight/{id}/drop", s.handle(s.dropFromOversight))
	r.Post("/supervision/oversight/{id}/sites", s.handle(s.setSites))
	r.Post("/supervision/oversight/{id}/sites/again", s.handle(s.setSitesAgain))
	r.Get("/supervision/oversight/{id}/sites/{site}", s.handle(s.oversightSite))
	r.Post("/supervision/oversight/{id}/sites/{site}", s.handle(s.recordSite))
	r.Post("/supervision/oversight/{id}/sites/{site}/photos", s.handle(s.addSitePhoto))
	r.Post("/supervision/oversight/{id}/sites/{site}/drop", s.handle(s.dropSite))
	r.Post("/supervision/oversight/{id}/findings", s.handle(s.noteFinding))
	r.Post("/supervision/oversight/{id}/advice", s.handle(s.addAdvice))
	r.Post("/supervision/oversight/{id}/advice/{advice}", s.handle(s.settleAdvice))
}

// figureRoutes lead to the coverage of the term and its figures.
func (s *Server) figureRoutes(r chi.Router) {
	r.Get("/supervision/coverage", s.handle(s.coverage))
	r.Get("/supervision/figures", s.handle(s.figures))
	r.Get("/supervision/figures/report", s.handle(s.figuresReport))
}

// dutyRoutes lead to duty reports.
func (s *Server) dutyRoutes(r chi.Router) {
	r.Get("/supervision/duty", s.handle(s.dutyCalls))
	r.Get("/supervision/duty/calls/new", s.handle(s.newDutyCall))
	r.Post("/supervision/duty/calls", s.handle(s.callDuty))
	r.Get("/supervision/duty/calls/{year}", s.handle(s.dutyCall))
	r.Get("/supervision/duty/calls/{year}/people", s.handle(s.moreDutyPeople))
	r.Post("/supervision/duty/calls/{year}/people", s.handle(s.callMoreToDuty))
	r.Get("/supervision/duty/calls/{year}/notice", s.handle(s.dutyNotice))
	r.Get("/supervision/duty/calls/{year}/urge", s.handle(s.dutyLate))
	r.Post("/supervision/duty/calls/{year}/urge", s.handle(s.urgeDuty))
	r.Get("/supervision/duty/calls/{year}/oral", s.handle(s.oralPage))
	r.Post("/supervision/duty/calls/{year}/oral", s.handle(s.chooseOral))
	r.Post("/supervision/duty/calls/{year}/draw", s.handle(s.drawOral))
	r.Get("/supervision/duty/calls/{year}/summary", s.handle(s.dutySummary))
	r.Post("/supervision/duty/calls/{year}/summary", s.handle(s.saveDutySummary))
	r.Post("/supervision/duty/calls/{year}/report", s.handle(s.reportDuty))
	r.Get("/supervision/duty/calls/{year}/summary/print", s.handle(s.printDutySummary))
	r.Post("/supervision/duty/calls/{year}/volume", s.handle(s.compileVolume))
	r.Get("/supervision/duty/volumes/{id}", s.handle(s.volumePage))
	r.Get("/supervision/duty/volumes/{id}/read", s.handle(s.readVolume))
	r.Get("/supervision/duty/volumes/{id}/file", s.handle(s.volumeFile))
	r.Post("/supervision/duty/volumes/{id}/issue", s.handle(s.issueVolume))
	r.Get("/supervision/duty/{id}", s.handle(s.dutyPage))
	r.Get("/supervision/duty/{id}/print", s.handle(s.printDuty))
	r.Get("/supervision/duty/{id}/files/{file}", s.handle(s.dutyFile))
	r.Post("/supervision/duty/{id}/review", s.handle(s.reviewDuty))
	r.Post("/supervision/duty/{id}/return", s.handle(s.returnDuty))
	r.Post("/supervision/duty/{id}/paper", s.handle(s.enterDuty))
	r.Post("/supervision/duty/{id}/urge", s.handle(s.urgeOne))
	r.Get("/supervision/duty/{id}/excuse", s.handle(s.excusePage))
	r.Post("/supervision/duty/{id}/excuse", s.handle(s.excuseDuty))
	r.Post("/supervision/duty/{id}/oral", s.handle(s.recordOral))
	r.Get("/my/duty/{id}", s.handle(s.myDuty))
	r.Post("/my/duty/{id}", s.handle(s.saveDuty))
	r.Post("/my/duty/{id}/draft", s.handle(s.draftDuty))
	r.Post("/my/duty/{id}/files", s.handle(s.attachDuty))
	r.Post("/my/duty/{id}/files/{file}/drop", s.handle(s.detachDuty))
	r.Get("/my/duty/{id}/files/{file}", s.handle(s.myDutyFile))
	r.Get("/my/duty/{id}/check", s.handle(s.checkDuty))
	r.Post("/my/duty/{id}/file", s.handle(s.fileDuty))
	r.Get("/my/duty/{id}/receipt", s.handle(s.dutyReceipt))
	r.Get("/my/duty/{id}/print", s.handle(s.printMyDuty))
}

// planRoutes lead to the year's plan.
func (s *Server) planRoutes(r chi.Router) {
	r.Get("/supervision/plan", s.handle(s.plans))
	r.Post("/supervision/plan", s.handle(s.draftPlan))
	r.Get("/supervision/plan/{year}", s.handle(s.planPage))
	r.Post("/supervision/plan/{year}/submit", s.handle(s.planAct("submit", "已提请主任会议。", s.submitPlan)))
	r.Post("/supervision/plan/{year}/approve", s.handle(s.planAct("approve", "主任会议已通过计划。", s.approvePlan)))
	r.Post("/supervision/plan/{year}/return", s.handle(s.planAct("return", "已退回修改。", s.returnPlan)))
	r.Post("/supervision/plan/{year}/publish", s.handle(s.planAct("publish", "计划已向社会公布。", s.publishPlan)))
	r.Get("/supervision/plan/{year}/print", s.handle(s.printPlan))
	r.Get("/supervision/plan/{year}/propose", s.handle(s.proposePage))
	r.Post("/supervision/plan/{year}/propose", s.handle(s.propose))
	r.Get("/supervision/plan/{year}/draw", s.handle(s.drawPage))
	r.Post("/supervision/plan/{year}/draw", s.handle(s.draw))
	r.Get("/supervision/plan/{year}/items/new", s.handle(s.newPlanItem))
	r.Post("/supervision/plan/{year}/items", s.handle(s.addPlanItem))
	r.Get("/supervision/plan/{year}/items/{item}", s.handle(s.planItemPage))
	r.Post("/supervision/plan/{year}/items/{item}", s.handle(s.changePlanItem))
	r.Post("/supervision/plan/{year}/items/{item}/start", s.handle(s.startItem))
	r.Post("/supervision/plan/{year}/items/{item}/release", s.handle(s.releaseItem))
	r.Get("/supervision/plan/{year}/items/{item}/drop", s.handle(s.dropPlanItemPage))
	r.Post("/supervision/plan/{year}/items/{item}/drop", s.handle(s.dropPlanItem))
}

// inquiryRoutes lead to special inquiries, interpellations and special investigations.
func (s *Server) inquiryRoutes(r chi.Router) {
	r.Get("/supervision/inquiries", s.handle(s.inquiries))
	r.Get("/supervision/inquiries/new", s.handle(s.newInquiry))
	r.Post("/supervision/inquiries", s.handle(s.planInquiry))
	r.Get("/supervision/inquiries/interpellation", s.handle(s.newInterpellation))
	r.Post("/supervision/inquiries/interpellation", s.handle(s.startInterpellation))
	r.Get("/supervision/inquiries/investigation", s.handle(s.newInvestigation))
	r.Post("/supervision/inquiries/investigation", s.handle(s.proposeInvestigation))
	r.Get("/supervision/inquiries/{id}", s.handle(s.inquiryDetail))
	r.Get("/supervision/inquiries/{id}/paper", s.handle(s.inquiryPaper))
	r.Get("/supervision/inquiries/{id}/edit", s.handle(s.editInquiry))
	r.Post("/supervision/inquiries/{id}/edit", s.acted("plan", "方案已修改，请主任会议审定。", s.showEditInquiry, func(r *http.Request, f *fields, id int64) func() error {
		x := readInquiry(r, f)
		return func() error { return s.flow.ChangeInquiry(r.Context(), actor(r), id, x) }
	}))
	r.Get("/supervision/inquiries/{id}/answers", s.handle(s.inquiryAnswers))
	r.Post("/supervision/inquiries/{id}/answers", s.handle(s.recordInquiryAnswer))
	r.Post("/supervision/inquiries/{id}/questions/{question}/drop", s.handle(s.dropQuestion))
	r.Post("/supervision/inquiries/{id}/investigators/{investigator}/drop", s.handle(s.dropInvestigator))
	r.Get("/supervision/inquiries/{id}/withdraw", s.handle(s.withdrawal))
	r.Post("/supervision/inquiries/{id}/withdraw", s.acted("withdraw", "质询案已撤回。", s.showWithdrawal, func(r *http.Request, f *fields, id int64) func() error {
		return func() error { return s.flow.WithdrawInterpellation(r.Context(), actor(r), id, f.value("why")) }
	}))
	for act, do := range s.inquiryDeeds() {
		r.Post("/supervision/inquiries/{id}/"+act, do)
	}
}

// recordRoutes lead to audits, petitions, correction notices and records from outside.
func (s *Server) recordRoutes(r chi.Router) {
	r.Get("/supervision/audits", s.handle(s.audits))
	r.Get("/supervision/audits/new", s.handle(s.newAudit))
	r.Post("/supervision/audits", s.handle(s.entrustAudit))
	r.Get("/supervision/audits/{id}", s.handle(s.auditDetail))
	for act, do := range s.auditDeeds() {
		r.Post("/supervision/audits/{id}/"+act, do)
	}
	r.Get("/supervision/petitions", s.handle(s.petitions))
	r.Get("/supervision/petitions/new", s.handle(s.newPetition))
	r.Post("/supervision/petitions", s.handle(s.enterPetition))
	r.Get("/supervision/petitions/{id}", s.handle(s.petitionDetail))
	r.Post("/supervision/petitions/{id}/source", s.handle(s.openPetitionSource))
	for act, do := range s.petitionDeeds() {
		r.Post("/supervision/petitions/{id}/"+act, do)
	}
	r.Post("/supervision/petitions/{id}/transfers/{transfer}/urge", s.onTransfer("urge", "已催办。", func(r *http.Request, id, transfer int64) error {
		return s.flow.UrgePetition(r.Context(), actor(r), id, transfer)
	}))
	r.Post("/supervision/petitions/{id}/transfers/{transfer}/report", s.onTransfer("report", "已报告办理结果。", func(r *http.Request, id, transfer int64) error {
		return s.flow.ReportPetition(r.Context(), actor(r), id, transfer, r.PostFormValue("result"))
	}))
	r.Get("/supervision/notices", s.handle(s.corrections))
	r.Get("/supervision/notices/new", s.handle(s.newCorrectionNotice))
	r.Post("/supervision/notices", s.handle(s.draftCorrectionNotice))
	r.Get("/supervision/notices/{id}", s.handle(s.correctionNotice))
	for act, do := range s.correctionDeeds() {
		r.Post("/supervision/notices/{id}/"+act, do)
	}
	r.Get("/supervision/records", s.handle(s.outsideRecords))
	r.Get("/supervision/records/new", s.handle(s.newOutsideRecord))
	r.Post("/supervision/records", s.handle(s.enterOutsideRecord))
	r.Get("/supervision/records/{id}", s.handle(s.outsideRecord))
	r.Post("/supervision/records/{id}/check", s.acted("check", "已登记核实情况。", s.showOutsideRecord, func(r *http.Request, f *fields, id int64) func() error {
		return func() error { return s.flow.CheckRecord(r.Context(), actor(r), id, f.value("checked")) }
	}))
}

// endingRoutes lead to what ends an office.
func (s *Server) endingRoutes(r chi.Router) {
	r.Get("/supervision/removals", s.handle(s.removals))
	r.Get("/supervision/removals/means", s.handle(s.hardMeans))
	r.Get("/supervision/removals/new", s.handle(s.newRemoval))
	r.Post("/supervision/removals/find", s.handle(s.findForRemoval))
	r.Post("/supervision/removals", s.handle(s.moveRemoval))
	r.Get("/supervision/removals/{id}", s.handle(s.removalDetail))
	r.Get("/supervision/removals/{id}/drop", s.handle(s.droppingRemoval))
	for act, do := range s.removalDeeds() {
		r.Post("/supervision/removals/{id}/"+act, do)
	}
}

// suggestionRoutes lead to deputies' suggestions.
func (s *Server) suggestionRoutes(r chi.Router) {
	r.Get("/supervision/suggestions", s.handle(s.suggestions))
	r.Get("/supervision/suggestions/new", s.handle(s.newSuggestion))
	r.Post("/supervision/suggestions", s.handle(s.enterSuggestion))
	r.Get("/supervision/suggestions/import", s.handle(s.suggestionImports))
	r.Post("/supervision/suggestions/import", s.handle(s.checkSuggestions))
	r.Get("/supervision/suggestions/import/template", s.handle(s.suggestionTemplate))
	r.Get("/supervision/suggestions/import/{id}", s.handle(s.suggestionImport))
	r.Post("/supervision/suggestions/import/{id}/accept", s.handle(s.acceptSuggestions))
	r.Post("/supervision/suggestions/import/{id}/discard", s.handle(s.discardSuggestions))
	r.Get("/supervision/suggestions/hand", s.handle(s.handingOver))
	r.Post("/supervision/suggestions/hand", s.handle(s.handSuggestions))
	r.Get("/supervision/suggestions/report", s.handle(s.suggestionReport))
	r.Post("/supervision/suggestions/report", s.handle(s.hearSuggestions))
	r.Get("/supervision/suggestions/report/paper", s.handle(s.suggestionPaper))
	r.Get("/supervision/suggestions/{id}", s.handle(s.suggestionDetail))
	for act, do := range s.suggestionDeeds() {
		r.Post("/supervision/suggestions/{id}/"+act, do)
	}
}
