package authz

// The closed list of actions, a block for each stage; the table below gives each its Chinese name
// and the roles that may do it.

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
	AddMember        Action = "add_member"
	ChangeMember     Action = "change_member"
	EndMember        Action = "end_member"
	SaveOrgan        Action = "save_organ"
	AbolishOrgan     Action = "abolish_organ"
	SaveOffice       Action = "save_office"
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

// Intake of proposals.
const (
	CreateProposal   Action = "create_proposal"
	UpdateProposal   Action = "update_proposal"
	DeleteProposal   Action = "delete_proposal"
	ImportForms      Action = "import_forms"
	CheckAssessors   Action = "check_assessors"
	AcceptAssessors  Action = "accept_assessors"
	DiscardAssessors Action = "discard_assessors"
	AddCase          Action = "add_case"
	UpdateCase       Action = "update_case"
	DeleteCase       Action = "delete_case"
	CorrectForm      Action = "correct_form"
	SettleFinding    Action = "settle_finding"
	AddDocument      Action = "add_document"
	DropDocument     Action = "drop_document"
	SubmitProposal   Action = "submit_proposal"
	AcceptProposal   Action = "accept_proposal"
	ReturnProposal   Action = "return_proposal"
	WithdrawProposal Action = "withdraw_proposal"
	WithdrawCase     Action = "withdraw_case"
	DecideWithdrawal Action = "decide_withdrawal"
	ViewProposals    Action = "view_proposals"
	ViewForm         Action = "view_form"
	ViewDocument     Action = "view_document"
)

// Preliminary review.
const (
	ViewReview       Action = "view_review"
	RecordFindings   Action = "record_findings"
	ReturnCase       Action = "return_case"
	AnswerCorrection Action = "answer_correction"
	WriteReport      Action = "write_report"
	PassReview       Action = "pass_review"
	EndCase          Action = "end_case"
	ViewDefence      Action = "view_defence"
	RecordDefence    Action = "record_defence"
)

// Investigation, consultation, publicity.
const (
	ViewInquiry         Action = "view_inquiry"
	RecordInvestigation Action = "record_investigation"
	RecordConsultation  Action = "record_consultation"
	ViewPublicities     Action = "view_publicities"
	PublishPublicity    Action = "publish_publicity"
	ExtendPublicity     Action = "extend_publicity"
	DropPublicity       Action = "drop_publicity"
	GiveOpinion         Action = "give_opinion"
	EnterOpinion        Action = "enter_opinion"
	ViewOpinion         Action = "view_opinion"
	VerifyOpinion       Action = "verify_opinion"
	ConcludeOpinion     Action = "conclude_opinion"
	ReportPublicity     Action = "report_publicity"
)

// Chairpersons' meeting.
const (
	ViewChairs          Action = "view_chairs"
	PlanChairsMeeting   Action = "plan_chairs_meeting"
	ChangeChairsMeeting Action = "change_chairs_meeting"
	ListForChairs       Action = "list_for_chairs"
	UnlistFromChairs    Action = "unlist_from_chairs"
	DecideAtChairs      Action = "decide_at_chairs"
	WriteChairsMinutes  Action = "write_chairs_minutes"
	CloseChairsMeeting  Action = "close_chairs_meeting"
	TakeUpCase          Action = "take_up_case"
)

// Exam.
const (
	ViewExams         Action = "view_exams"
	ViewCaseExam      Action = "view_case_exam"
	CreateSitting     Action = "create_sitting"
	ChangeSitting     Action = "change_sitting"
	CallCandidates    Action = "call_candidates"
	DismissCandidate  Action = "dismiss_candidate"
	EnterExamResult   Action = "enter_exam_result"
	CorrectExamResult Action = "correct_exam_result"
	ConfirmExamResult Action = "confirm_exam_result"
	WaiveExam         Action = "waive_exam"

	// Exam on computers: the room.
	ArrangeExamRoom Action = "arrange_exam_room"
	ChooseExamPaper Action = "choose_exam_paper"
	DrawExamPaper   Action = "draw_exam_paper"
	PrintAdmission  Action = "print_admission"
	ViewExamRoom    Action = "view_exam_room"
	OpenExamSignIn  Action = "open_exam_sign_in"
	StartExam       Action = "start_exam"
	PauseExam       Action = "pause_exam"
	ResumeExam      Action = "resume_exam"
	ExtendExam      Action = "extend_exam"
	EndExam         Action = "end_exam"
	CancelSitting   Action = "cancel_sitting"
	AllowMachine    Action = "allow_machine"
	RefuseMachine   Action = "refuse_machine"
	UnlockEntry     Action = "unlock_entry"
	AdmitLate       Action = "admit_late"
	WarnCandidate   Action = "warn_candidate"
	CancelEntry     Action = "cancel_entry"
	HandInFor       Action = "hand_in_for"
	HandInDue       Action = "hand_in_due"
	EnterExam       Action = "enter_exam"
	EnterExamFail   Action = "enter_exam_fail"
	AskMachine      Action = "ask_machine"
	PledgeExam      Action = "pledge_exam"
	HandInExam      Action = "hand_in_exam"
)

// Marking of an exam on computers.
const (
	ViewMarking          Action = "view_marking"
	MarkAnswer           Action = "mark_answer"
	LockScores           Action = "lock_scores"
	ConfirmScores        Action = "confirm_scores"
	ViewScoreSheet       Action = "view_score_sheet"
	AskCorrection        Action = "ask_correction"
	DecideCorrection     Action = "decide_correction"
	FileScoreObjection   Action = "file_score_objection"
	AnswerScoreObjection Action = "answer_score_objection"
)

// Question bank.
const (
	ViewBank         Action = "view_bank"
	LoadStartingBank Action = "load_starting_bank"
	WriteItem        Action = "write_item"
	ChangeItem       Action = "change_item"
	PassItem         Action = "pass_item"
	ReturnItem       Action = "return_item"
	RetireItem       Action = "retire_item"
	RestoreItem      Action = "restore_item"
	CheckItems       Action = "check_items"
	AcceptItems      Action = "accept_items"
	DiscardItems     Action = "discard_items"
	ExportBank       Action = "export_bank"
	SaveLaw          Action = "save_law"
	SaveArticle      Action = "save_article"
)

// Practice, study and training.
const (
	Practise         Action = "practise"
	PlanStudy        Action = "plan_study"
	ChangeStudy      Action = "change_study"
	CallToStudy      Action = "call_to_study"
	RecordStudy      Action = "record_study"
	ViewStudy        Action = "view_study"
	SetPractice      Action = "set_practice"
	MarkArticlesRead Action = "mark_articles_read"
)

// Supervision: what all its matters share.
const (
	ViewMatters     Action = "view_matters"
	RecordMatter    Action = "record_matter"
	SetMatterPeople Action = "set_matter_people"
)

// Inquiry, interpellation, investigation, audit, petitions, suggestions, notices, records; and what ends an office.
const (
	ViewInquiries        Action = "view_inquiries"
	PlanInquiry          Action = "plan_inquiry"
	ApproveInquiry       Action = "approve_inquiry"
	ListQuestion         Action = "list_question"
	NotifyInquiry        Action = "notify_inquiry"
	ReceiveInquiry       Action = "receive_inquiry"
	RecordAnswer         Action = "record_inquiry_answer"
	HoldInquiry          Action = "hold_inquiry"
	CloseInquiry         Action = "close_inquiry"
	SendInquiryOpinion   Action = "send_inquiry_opinion"
	StartMotion          Action = "start_motion"
	SignMotion           Action = "sign_motion"
	DeclineMotion        Action = "decline_motion"
	FileMotion           Action = "file_motion"
	WithdrawMotion       Action = "withdraw_motion"
	DecideMotion         Action = "decide_motion"
	AnswerMotion         Action = "answer_motion"
	JudgeAnswer          Action = "judge_answer"
	CloseMotion          Action = "close_motion"
	ProposeInquest       Action = "propose_investigation"
	NameInvestigator     Action = "name_investigator"
	FormInvestigation    Action = "form_investigation"
	ReportInvestigation  Action = "report_investigation"
	ResolveInvestigation Action = "resolve_investigation"
	EntrustAudit         Action = "entrust_audit"
	FileAudit            Action = "file_audit"
	CloseAudit           Action = "close_audit"
	RectifyAudit         Action = "rectify_audit"
	GivePetition         Action = "give_petition"
	EnterPetition        Action = "enter_petition"
	ViewPetitions        Action = "view_petitions"
	ViewPetitionSource   Action = "view_petition_source"
	SummarisePetition    Action = "summarise_petition"
	TransferPetition     Action = "transfer_petition"
	UrgePetition         Action = "urge_petition"
	ReportPetition       Action = "report_petition"
	ConcludePetition     Action = "conclude_petition"
	EnterSuggestion      Action = "enter_suggestion"
	CheckSuggestions     Action = "check_suggestions"
	AcceptSuggestions    Action = "accept_suggestions"
	DiscardSuggestions   Action = "discard_suggestions"
	HandSuggestion       Action = "hand_suggestion"
	RefuseSuggestion     Action = "refuse_suggestion"
	RuleOnRefusal        Action = "rule_on_refusal"
	MarkKey              Action = "mark_key_suggestion"
	ExtendSuggestion     Action = "extend_suggestion"
	ContactDeputy        Action = "contact_deputy"
	ReplySuggestion      Action = "reply_suggestion"
	JudgeSuggestion      Action = "judge_suggestion"
	HearSuggestions      Action = "hear_suggestions"
	DraftCorrection      Action = "draft_correction"
	IssueCorrection      Action = "issue_correction"
	ReplyCorrection      Action = "reply_correction"
	AcceptCorrection     Action = "accept_correction"
	EnterRecord          Action = "enter_outside_record"
	ViewRecords          Action = "view_outside_records"
	CheckRecord          Action = "check_outside_record"
	ViewRemovals         Action = "view_removals"
	MoveRemoval          Action = "move_removal"
	FileRemoval          Action = "file_removal"
	DropRemoval          Action = "drop_removal"
	AnswerRemoval        Action = "answer_removal"
)

// Supervision plan and duty reports.
const (
	ViewPlans     Action = "view_plans"
	DraftPlan     Action = "draft_plan"
	SubmitPlan    Action = "submit_plan"
	ApprovePlan   Action = "approve_plan"
	ReturnPlan    Action = "return_plan"
	PublishPlan   Action = "publish_plan"
	AdjustPlan    Action = "adjust_plan"
	DrawForPlan   Action = "draw_for_plan"
	StartPlanItem Action = "start_plan_item"

	ViewDuty      Action = "view_duty"
	CallDuty      Action = "call_duty"
	DraftDuty     Action = "draft_duty"
	FileDuty      Action = "file_duty"
	EnterDuty     Action = "enter_duty"
	UrgeDuty      Action = "urge_duty"
	ReturnDuty    Action = "return_duty"
	ReviewDuty    Action = "review_duty"
	ExcuseDuty    Action = "excuse_duty"
	ChooseOral    Action = "choose_oral"
	RecordOral    Action = "record_oral"
	ReportDuty    Action = "report_duty"
	CompileVolume Action = "compile_volume"
	IssueVolume   Action = "issue_volume"
	OpenVolume    Action = "open_volume"
)

// Papers of the exam.
const (
	ViewPapers      Action = "view_papers"
	AssemblePapers  Action = "assemble_papers"
	ReplaceQuestion Action = "replace_question"
	ApprovePapers   Action = "approve_papers"
	DiscardPapers   Action = "discard_papers"
	OpenPapers      Action = "open_papers"
)

// Commitment.
const (
	ViewOwnCases     Action = "view_own_cases"
	ViewCommitment   Action = "view_commitment"
	DraftCommitment  Action = "draft_commitment"
	FileCommitment   Action = "file_commitment"
	EnterCommitment  Action = "enter_commitment"
	JudgeCommitment  Action = "judge_commitment"
	EndForCommitment Action = "end_for_commitment"
)

// Committee meeting.
const (
	ViewMeetings         Action = "view_meetings"
	PlanMeeting          Action = "plan_meeting"
	ChangeMeeting        Action = "change_meeting"
	ArrangeAgenda        Action = "arrange_agenda"
	SendMeetingNotice    Action = "send_meeting_notice"
	AddMaterial          Action = "add_material"
	RemoveMaterial       Action = "remove_material"
	DeliverMaterials     Action = "deliver_materials"
	OpenMaterial         Action = "open_material"
	RecordAttendance     Action = "record_attendance"
	RequestLeave         Action = "request_leave"
	SetObservers         Action = "set_observers"
	SetGroups            Action = "set_groups"
	OpenMeeting          Action = "open_meeting"
	IntroduceItem        Action = "introduce_item"
	ConcludeItem         Action = "conclude_item"
	RecordPresentation   Action = "record_presentation"
	RecordSpeech         Action = "record_speech"
	RecordQuestion       Action = "record_question"
	AnswerQuestion       Action = "answer_question"
	RecordDeliberation   Action = "record_deliberation"
	RecordNomineeAbsence Action = "record_nominee_absence"
	SuspendCase          Action = "suspend_case"
	ResumeCase           Action = "resume_case"
	WriteMinutes         Action = "write_minutes"
	CloseMeeting         Action = "close_meeting"
)

// Vote.
const (
	VoteSeparately Action = "vote_separately"
	OpenRound      Action = "open_round"
	EnterCount     Action = "enter_count"
	RecordHands    Action = "record_hands"
	VoidRound      Action = "void_round"
	AnnounceResult Action = "announce_result"

	FileObjection   Action = "file_objection"
	DecideObjection Action = "decide_objection"
)

// Rectification, deliberation opinions, dispatches.
const (
	OpenRectification   Action = "open_rectification"
	FileRectification   Action = "file_rectification"
	EnterRectification  Action = "enter_rectification"
	JudgeRectification  Action = "judge_rectification"
	AskMoreTime         Action = "ask_more_time"
	DecideMoreTime      Action = "decide_more_time"
	OrderRerating       Action = "order_rerating"
	RecordRerating      Action = "record_rerating"
	CloseRectification  Action = "close_rectification"
	UrgeFollowup        Action = "urge_followup"
	CheckFollowup       Action = "check_followup"
	DraftDeliberation   Action = "draft_deliberation"
	ChangeDeliberation  Action = "change_deliberation"
	SeekDeliberation    Action = "seek_deliberation"
	SendDeliberation    Action = "send_deliberation"
	FileOpinionReply    Action = "file_opinion_reply"
	EnterOpinionReply   Action = "enter_opinion_reply"
	HearOpinionReply    Action = "hear_opinion_reply"
	PublishDeliberation Action = "publish_deliberation"
	CloseDeliberation   Action = "close_deliberation"
	SendDispatch        Action = "send_dispatch"
	ReceiveDispatch     Action = "receive_dispatch"
	NoteDispatchUse     Action = "note_dispatch_use"
)

// Reports and inspections.
const (
	PlanOversight     Action = "plan_oversight"
	ChangeOversight   Action = "change_oversight"
	DropFromOversight Action = "drop_from_oversight"
	SeekForOversight  Action = "seek_for_oversight"
	SubmitOversight   Action = "submit_oversight"
	DeliverOversight  Action = "deliver_oversight"
	SetSites          Action = "set_sites"
	RecordSite        Action = "record_site"
	AddSitePhoto      Action = "add_site_photo"
	NoteFinding       Action = "note_finding"
	AddAdvice         Action = "add_advice"
	SettleAdvice      Action = "settle_advice"
	WriteOversight    Action = "write_oversight"
	HearOversight     Action = "hear_oversight"
	CloseOversight    Action = "close_oversight"
)

// Seats and tablets.
const (
	ViewSeats      Action = "view_seats"
	MakeSeats      Action = "make_seats"
	ResetSeat      Action = "reset_seat"
	ReleaseSeat    Action = "release_seat"
	InviteDevices  Action = "invite_devices"
	RegisterDevice Action = "register_device"
	RevokeDevice   Action = "revoke_device"
	EnterSeat      Action = "enter_seat"
	EnterSeatFail  Action = "enter_seat_failed"
	ViewSeat       Action = "view_seat"
	WriteNote      Action = "write_note"
)

// Reviews of persons, units and topics; questionnaires.
const (
	OpenReview           Action = "open_review"
	PlanReview           Action = "plan_review"
	ApproveReview        Action = "approve_review"
	MobiliseReview       Action = "mobilise_review"
	AdvanceReview        Action = "advance_review"
	ReportSurvey         Action = "report_survey"
	HearReview           Action = "hear_review"
	WriteOpinion         Action = "write_review_opinion"
	SendReviewOpinion    Action = "send_review_opinion"
	ReceiveReviewOpinion Action = "receive_review_opinion"
	AnswerReviewOpinion  Action = "answer_review_opinion"
	DraftQuestionnaire   Action = "draft_questionnaire"
	OpenQuestionnaire    Action = "open_questionnaire"
	CloseQuestionnaire   Action = "close_questionnaire"
)

// Ratings: planned on a matter, held by the ballot engine or on paper. Who rates by a code has no account.
const (
	PlanRating       Action = "plan_rating"
	DropRating       Action = "drop_rating"
	ViewRatings      Action = "view_ratings"
	ViewPassive      Action = "view_passive_list"
	OpenRating       Action = "open_rating"
	TakeRatingBallot Action = "take_rating_ballot"
	OpenRatingCast   Action = "open_rating_cast"
	CloseRating      Action = "close_rating"
	SealRating       Action = "seal_rating"
	VoidRating       Action = "void_rating"
	EnterRatingCount Action = "enter_rating_count"
	AnnounceRating   Action = "announce_rating"
	DecideRating     Action = "decide_rating"
)

// Electronic ballot.
const (
	IssueBallot   Action = "issue_ballot"
	OpenCasting   Action = "open_casting"
	CloseCasting  Action = "close_casting"
	SealBox       Action = "seal_box"
	ConfirmCount  Action = "confirm_count"
	SwitchToPaper Action = "switch_to_paper"
	VoidLostBox   Action = "void_lost_box"
	ForgetTokens  Action = "forget_tokens"
)

// The room: console, chair's page, hall.
const (
	ViewConsole  Action = "view_console"
	ViewScript   Action = "view_script"
	PairScreen   Action = "pair_screen"
	RevokeScreen Action = "revoke_screen"
	ShowInHall   Action = "show_in_hall"

	RestMeeting   Action = "rest_meeting"
	ResumeMeeting Action = "resume_meeting"

	AskMethod    Action = "ask_method"
	DecideMethod Action = "decide_method"
	SignInAtSeat Action = "sign_in_at_seat"
)

// Certificate, oath, notice, filing.
const (
	ViewOutcome         Action = "view_outcome"
	MakeCertificate     Action = "make_certificate"
	PrintCertificate    Action = "print_certificate"
	HandOverCertificate Action = "hand_over_certificate"
	VoidCertificate     Action = "void_certificate"
	ArrangeOath         Action = "arrange_oath"
	CancelOath          Action = "cancel_oath"
	RecordOath          Action = "record_oath"
	ViewPublishing      Action = "view_publishing"
	ViewFinalPapers     Action = "view_final_papers"
	FinishPaper         Action = "finish_paper"
	ViewTemplates       Action = "view_templates"
	AddTemplate         Action = "add_template"
	ActivateTemplate    Action = "activate_template"
	WithdrawTemplate    Action = "withdraw_template"
	DraftNotice         Action = "draft_notice"
	EditNotice          Action = "edit_notice"
	ProofreadNotice     Action = "proofread_notice"
	PublishNotice       Action = "publish_notice"
	SchedulePublication Action = "schedule_publication"
	CorrectNotice       Action = "correct_notice"
	PublishResult       Action = "publish_result"
	ViewRules           Action = "view_rules"
	SaveRule            Action = "save_rule"
	PublishRule         Action = "publish_rule"
	RepealRule          Action = "repeal_rule"
	SendOrganNotice     Action = "send_organ_notice"
	ReceiveOrganNotice  Action = "receive_organ_notice"
	ViewOrganNotices    Action = "view_organ_notices"
	MarkFiled           Action = "mark_filed"
	CloseCase           Action = "close_case"
	ViewDossier         Action = "view_dossier"
)

// Supervision.

var (
	everyone = []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee,
		RoleAdmin, RoleSecurity, RoleAuditor}
	accountStaff = []Role{RoleAdmin, RoleSystem}
	clerks       = []Role{RoleClerk, RoleSystem}
	organOnly    = []Role{RoleOrgan}
	clerkOnly    = []Role{RoleClerk}
	chairOnly    = []Role{RoleChair}
	meetingStaff = []Role{RoleOperator, RoleClerk}
	inSession    = []Role{RoleOperator}
	examStaff    = []Role{RoleExaminer, RoleClerk}

	candidateOnly = []Role{RoleCandidate}
)

var table = map[Action]rule{
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
	AddMember:        {"登记组成人员", clerks},
	ChangeMember:     {"调整组成人员席位和次序", clerks},
	EndMember:        {"登记组成人员职务终止", clerks},
	SaveOrgan:        {"登记机关", clerks},
	AbolishOrgan:     {"登记机关撤销", clerks},
	SaveOffice:       {"登记职务", clerks},
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

	// Intake of proposals.
	CreateProposal:   {"起草提请件", organOnly},
	UpdateProposal:   {"填写提请件", organOnly},
	DeleteProposal:   {"删除提请件草稿", organOnly},
	ImportForms:      {"导入干部任免审批表", organOnly},
	CheckAssessors:   {"上传人民陪审员名单", organOnly},
	AcceptAssessors:  {"导入人民陪审员名单", organOnly},
	DiscardAssessors: {"放弃人民陪审员名单", organOnly},
	AddCase:          {"添加任免事项", organOnly},
	UpdateCase:       {"修改任免事项", organOnly},
	DeleteCase:       {"删除任免事项", organOnly},
	CorrectForm:      {"更正审批表", organOnly},
	SettleFinding:    {"说明审批表疑点", organOnly},
	AddDocument:      {"提交提请材料", organOnly},
	DropDocument:     {"撤换提请材料", organOnly},
	SubmitProposal:   {"提交提请件", organOnly},
	AcceptProposal:   {"受理提请件", clerkOnly},
	ReturnProposal:   {"退回提请件补正", clerkOnly},
	WithdrawProposal: {"撤回提请件", organOnly},
	WithdrawCase:     {"撤回任免案", organOnly},
	DecideWithdrawal: {"决定是否同意撤回", chairOnly},
	ViewProposals:    {"查看提请件", []Role{RoleOrgan, RoleClerk, RoleChair}},
	ViewForm:         {"查看干部任免审批表", []Role{RoleOrgan, RoleClerk}},
	ViewDocument:     {"查看提请材料", []Role{RoleOrgan, RoleClerk, RoleChair}},

	// Preliminary review.
	ViewReview:       {"查看初审", []Role{RoleClerk, RoleChair}},
	RecordFindings:   {"登记初审情况", clerkOnly},
	ReturnCase:       {"退回任免案补正", clerkOnly},
	AnswerCorrection: {"补正后交回", organOnly},
	WriteReport:      {"形成初审报告", clerkOnly},
	PassReview:       {"初审合格，提请主任会议", clerkOnly},
	EndCase:          {"终止任免案", chairOnly},
	ViewDefence:      {"查看申辩", []Role{RoleClerk, RoleChair, RoleOperator}},
	RecordDefence:    {"登记申辩", []Role{RoleClerk, RoleOperator}}, // an answer given at the meeting itself

	// Investigation, consultation, publicity.
	ViewInquiry:         {"查看考察沟通", []Role{RoleClerk, RoleChair}},
	RecordInvestigation: {"登记任前考察", clerkOnly},
	RecordConsultation:  {"登记任前沟通", clerkOnly},
	ViewPublicities:     {"查看任前公示", []Role{RoleClerk, RoleChair}},
	PublishPublicity:    {"发布任前公示", clerkOnly},
	ExtendPublicity:     {"延长任前公示", clerkOnly},
	DropPublicity:       {"撤下任前公示", clerkOnly},
	GiveOpinion:         {"提交公示意见", []Role{RolePublic}},
	EnterOpinion:        {"登记公示意见", clerkOnly},
	ViewOpinion:         {"查看公示意见", clerkOnly},
	VerifyOpinion:       {"核实公示意见", clerkOnly},
	ConcludeOpinion:     {"形成核实结论", clerkOnly},
	ReportPublicity:     {"形成公示情况报告", clerkOnly},

	// Chairpersons' meeting.
	ViewChairs:          {"查看主任会议", []Role{RoleClerk, RoleChair}},
	PlanChairsMeeting:   {"安排主任会议", clerkOnly},
	ChangeChairsMeeting: {"修改主任会议安排", clerkOnly},
	ListForChairs:       {"列入主任会议议程", clerkOnly},
	UnlistFromChairs:    {"移出主任会议议程", clerkOnly},
	DecideAtChairs:      {"主任会议决定", []Role{RoleChair}},
	WriteChairsMinutes:  {"起草主任会议纪要", clerkOnly},
	CloseChairsMeeting:  {"主任会议结束", clerkOnly},
	TakeUpCase:          {"恢复办理", clerkOnly},

	// Exam.
	ViewExams:         {"查看任前考试", examStaff},
	ViewCaseExam:      {"查看任免案的考试情况", []Role{RoleClerk, RoleExaminer, RoleChair}},
	CreateSitting:     {"安排任前考试", examStaff},
	ChangeSitting:     {"修改考试安排", examStaff},
	CallCandidates:    {"安排考生", examStaff},
	DismissCandidate:  {"撤去考生", examStaff},
	EnterExamResult:   {"登记考试成绩", examStaff},
	CorrectExamResult: {"更正待核对的成绩", examStaff},
	ConfirmExamResult: {"核对考试成绩", examStaff},
	WaiveExam:         {"准予免试", examStaff},

	// Marking of an exam on computers.
	ViewMarking:          {"查看阅卷情况", examStaff},
	MarkAnswer:           {"评阅主观题", examStaff},
	LockScores:           {"锁定考试成绩", examStaff},
	ConfirmScores:        {"核对锁定的成绩", examStaff},
	ViewScoreSheet:       {"查看成绩明细", []Role{RoleExaminer, RoleClerk, RoleNominee}},
	AskCorrection:        {"提出成绩更正", examStaff},
	DecideCorrection:     {"决定成绩更正", examStaff},
	FileScoreObjection:   {"提出成绩异议", []Role{RoleNominee}},
	AnswerScoreObjection: {"答复成绩异议", examStaff},

	// Question bank. The texts of questions are nobody's but the exam's own staff.
	ViewBank:         {"查看题库", examStaff},
	LoadStartingBank: {"载入起始题库", append([]Role{RoleSystem}, examStaff...)},
	WriteItem:        {"命题", examStaff},
	ChangeItem:       {"修改试题", examStaff},
	PassItem:         {"试题审定", examStaff},
	ReturnItem:       {"退回试题", examStaff},
	RetireItem:       {"停用试题", examStaff},
	RestoreItem:      {"恢复试题", examStaff},
	CheckItems:       {"上传试题表格", examStaff},
	AcceptItems:      {"导入试题", examStaff},
	DiscardItems:     {"放弃导入试题", examStaff},
	ExportBank:       {"导出试题", examStaff},
	SaveLaw:          {"登记法规", examStaff},
	SaveArticle:      {"登记条文", examStaff},

	// Practice, study and training. Whether staff may practise is the county's setting.
	Practise:         {"练习", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee}},
	PlanStudy:        {"安排学习培训", examStaff},
	ChangeStudy:      {"修改学习培训", examStaff},
	CallToStudy:      {"确定学习培训参加人员", examStaff},
	RecordStudy:      {"登记学习培训出席", examStaff},
	ViewStudy:        {"查看学习培训", examStaff},
	SetPractice:      {"设置练习范围", examStaff},
	MarkArticlesRead: {"登记已学条文", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember, RoleNominee}},

	// Supervision. An organ and an appointee see the matters in which they have a part.
	ViewMatters:     {"查看监督事项", []Role{RoleClerk, RoleChair, RoleOperator, RoleMember, RoleOrgan, RoleNominee}},
	RecordMatter:    {"登记监督过程", clerkOnly},
	SetMatterPeople: {"确定监督事项涉及的人员和单位", clerkOnly},

	// Inquiry and what belongs to it.
	ViewInquiries:        {"查看询问质询、审计和代表建议", []Role{RoleClerk, RoleChair, RoleOperator, RoleMember, RoleOrgan}},
	PlanInquiry:          {"拟订专题询问方案", clerkOnly},
	ApproveInquiry:       {"审定专题询问方案", chairOnly},
	ListQuestion:         {"列出询问的问题", clerkOnly},
	NotifyInquiry:        {"通知应询单位", clerkOnly},
	ReceiveInquiry:       {"签收询问通知", organOnly},
	RecordAnswer:         {"记录询问和答复", meetingStaff},
	HoldInquiry:          {"登记专题询问情况", meetingStaff},
	CloseInquiry:         {"办结专题询问", clerkOnly},
	SendInquiryOpinion:   {"交办专题询问的意见", clerkOnly},
	StartMotion:          {"发起联名", []Role{RoleMember}},
	SignMotion:           {"签署联名", []Role{RoleMember}},
	DeclineMotion:        {"不参加联名", []Role{RoleMember}},
	FileMotion:           {"提出议案", []Role{RoleMember}},
	WithdrawMotion:       {"撤回质询案", []Role{RoleMember}},
	DecideMotion:         {"主任会议决定质询、调查", chairOnly},
	AnswerMotion:         {"答复质询", []Role{RoleOrgan, RoleClerk, RoleOperator}},
	JudgeAnswer:          {"对质询答复表示意见", []Role{RoleMember}},
	CloseMotion:          {"办结质询案", clerkOnly},
	ProposeInquest:       {"主任会议提议特定问题调查", chairOnly},
	NameInvestigator:     {"提名调查委员会组成人员", clerkOnly},
	FormInvestigation:    {"登记调查委员会成立", clerkOnly},
	ReportInvestigation:  {"提出调查报告", clerkOnly},
	ResolveInvestigation: {"登记调查后的决议决定", clerkOnly},
	EntrustAudit:         {"登记审计委托", clerkOnly},
	FileAudit:            {"审计报告备案", clerkOnly},
	CloseAudit:           {"办结审计事项", clerkOnly},
	RectifyAudit:         {"交办审计查出问题的整改", clerkOnly},
	GivePetition:         {"提交信访举报", []Role{RolePublic}},
	EnterPetition:        {"登记信访举报", clerkOnly},
	ViewPetitions:        {"查看信访举报", []Role{RoleClerk, RoleChair, RoleOrgan}},
	ViewPetitionSource:   {"打开信访来源和原文", clerkOnly},
	SummarisePetition:    {"形成信访摘要", clerkOnly},
	TransferPetition:     {"转办信访件", clerkOnly},
	UrgePetition:         {"催办信访件", clerkOnly},
	ReportPetition:       {"报告信访办理结果", organOnly},
	ConcludePetition:     {"形成信访结论", clerkOnly},
	EnterSuggestion:      {"登记代表建议", clerkOnly},
	CheckSuggestions:     {"上传代表建议表格", clerkOnly},
	AcceptSuggestions:    {"导入代表建议", clerkOnly},
	DiscardSuggestions:   {"放弃代表建议表格", clerkOnly},
	HandSuggestion:       {"交办代表建议", clerkOnly},
	RefuseSuggestion:     {"说明代表建议不属职责", organOnly},
	RuleOnRefusal:        {"研究不属职责的说明", clerkOnly},
	MarkKey:              {"确定主任会议督办件", chairOnly},
	ExtendSuggestion:     {"延长代表建议办理期限", clerkOnly},
	ContactDeputy:        {"登记与代表的联系", organOnly},
	ReplySuggestion:      {"答复代表建议", organOnly},
	JudgeSuggestion:      {"登记代表评价", clerkOnly},
	HearSuggestions:      {"登记听取代表建议办理情况", clerkOnly},
	DraftCorrection:      {"起草纠正通知", clerkOnly},
	IssueCorrection:      {"签发纠正通知", chairOnly},
	ReplyCorrection:      {"报告纠正情况", organOnly},
	AcceptCorrection:     {"核对纠正情况", clerkOnly},
	EnterRecord:          {"登记外来记录", clerkOnly},
	ViewRecords:          {"查看外来记录", []Role{RoleClerk, RoleChair}},
	CheckRecord:          {"核实外来记录", clerkOnly},
	ViewRemovals:         {"查看刚性监督手段", []Role{RoleClerk, RoleChair, RoleMember, RoleOrgan}},
	MoveRemoval:          {"提出撤职、罢免或者免职建议", []Role{RoleOrgan, RoleChair, RoleMember}},
	FileRemoval:          {"把联名提出的撤职、罢免案送交办理", []Role{RoleMember}},
	DropRemoval:          {"不再提出撤职、罢免", []Role{RoleOrgan, RoleChair, RoleMember}},
	AnswerRemoval:        {"登记免职建议的答复", clerkOnly},

	// Supervision plan and duty reports.
	ViewPlans:     {"查看年度监督计划", []Role{RoleClerk, RoleChair, RoleOperator, RoleMember}},
	DraftPlan:     {"编制年度监督计划", clerkOnly},
	SubmitPlan:    {"提请主任会议通过监督计划", clerkOnly},
	ApprovePlan:   {"主任会议通过监督计划", chairOnly},
	ReturnPlan:    {"主任会议退回监督计划", chairOnly},
	PublishPlan:   {"公布年度监督计划", clerkOnly},
	AdjustPlan:    {"调整年度监督计划", clerkOnly},
	DrawForPlan:   {"抽签确定监督对象", clerkOnly},
	StartPlanItem: {"启动计划事项", clerkOnly},

	ViewDuty:      {"查看述职情况", []Role{RoleClerk, RoleChair, RoleOperator, RoleMember}},
	CallDuty:      {"发出述职通知", clerkOnly},
	DraftDuty:     {"起草述职报告", []Role{RoleNominee}},
	FileDuty:      {"提交述职报告", []Role{RoleNominee}},
	EnterDuty:     {"登记书面述职报告", clerkOnly},
	UrgeDuty:      {"催交述职报告", clerkOnly},
	ReturnDuty:    {"退回述职报告补充", clerkOnly},
	ReviewDuty:    {"审查述职报告", clerkOnly},
	ExcuseDuty:    {"准予免交述职报告", clerkOnly},
	ChooseOral:    {"主任会议确定口头述职人员", chairOnly},
	RecordOral:    {"登记口头述职和审议情况", []Role{RoleClerk, RoleOperator}},
	ReportDuty:    {"报告述职审查情况", clerkOnly},
	CompileVolume: {"汇编述职报告", clerkOnly},
	IssueVolume:   {"印发述职报告汇编", clerkOnly},
	OpenVolume:    {"阅读述职报告汇编", []Role{RoleMember, RoleChair}},

	// Exam on computers: the room. A candidate acts by the admission code, with no account.
	ArrangeExamRoom: {"安排考场和座位", examStaff},
	ChooseExamPaper: {"选定考试试卷", examStaff},
	DrawExamPaper:   {"抽签定卷", examStaff},
	PrintAdmission:  {"打印准考证", examStaff},
	ViewExamRoom:    {"查看考场", examStaff},
	OpenExamSignIn:  {"开放考试签到", examStaff},
	StartExam:       {"宣布开考", examStaff},
	PauseExam:       {"暂停考试", examStaff},
	ResumeExam:      {"恢复考试", examStaff},
	ExtendExam:      {"延长考试时间", examStaff},
	EndExam:         {"结束考试", append([]Role{RoleSystem}, examStaff...)},
	CancelSitting:   {"取消考试场次", examStaff},
	AllowMachine:    {"同意换机", examStaff},
	RefuseMachine:   {"不同意换机", examStaff},
	UnlockEntry:     {"解除准考码锁定", examStaff},
	AdmitLate:       {"同意迟到入场", examStaff},
	WarnCandidate:   {"警告考生", examStaff},
	CancelEntry:     {"取消考生成绩", examStaff},
	HandInFor:       {"代考生交卷", examStaff},
	HandInDue:       {"到时自动交卷", []Role{RoleSystem}},
	EnterExam:       {"考生签到", candidateOnly},
	EnterExamFail:   {"考生签到未通过", []Role{RolePublic}},
	AskMachine:      {"考生申请换机", candidateOnly},
	PledgeExam:      {"签署考试承诺", candidateOnly},
	HandInExam:      {"交卷", candidateOnly},

	// Papers of the exam.
	ViewPapers:      {"查看试卷", examStaff},
	AssemblePapers:  {"组卷", examStaff},
	ReplaceQuestion: {"换题", examStaff},
	ApprovePapers:   {"审定封存试卷", examStaff},
	DiscardPapers:   {"作废试卷", examStaff},
	OpenPapers:      {"启封试卷", examStaff},

	// Commitment.
	ViewOwnCases:     {"查看本人任免事项", []Role{RoleNominee}},
	ViewCommitment:   {"查看供职承诺", []Role{RoleClerk, RoleChair}},
	DraftCommitment:  {"起草供职承诺", []Role{RoleNominee}},
	FileCommitment:   {"提交供职承诺", []Role{RoleNominee}},
	EnterCommitment:  {"登记书面供职承诺", clerkOnly},
	JudgeCommitment:  {"审核供职承诺", clerkOnly},
	EndForCommitment: {"因承诺不合格终止任免程序", clerkOnly},

	// Committee meeting.
	ViewMeetings:         {"查看常委会会议", []Role{RoleOperator, RoleClerk, RoleExaminer, RoleChair, RoleMember}},
	PlanMeeting:          {"安排常委会会议", meetingStaff},
	ChangeMeeting:        {"修改会议安排", meetingStaff},
	ArrangeAgenda:        {"编排会议议程", meetingStaff},
	SendMeetingNotice:    {"发出会议通知", meetingStaff},
	AddMaterial:          {"添加会议材料", meetingStaff},
	RemoveMaterial:       {"撤下会议材料", meetingStaff},
	DeliverMaterials:     {"送达会议材料", meetingStaff},
	OpenMaterial:         {"阅读会议材料", []Role{RoleMember, RoleChair}},
	RecordAttendance:     {"登记出席", inSession},
	RequestLeave:         {"请假", []Role{RoleMember, RoleChair}},
	SetObservers:         {"登记列席和旁听人员", meetingStaff},
	SetGroups:            {"编排审议分组", meetingStaff},
	OpenMeeting:          {"宣布开会", inSession},
	IntroduceItem:        {"开始审议", inSession},
	ConcludeItem:         {"结束审议", inSession},
	RecordPresentation:   {"登记说明", inSession},
	RecordSpeech:         {"登记供职发言", inSession},
	RecordQuestion:       {"登记询问", inSession},
	AnswerQuestion:       {"登记答复", inSession},
	RecordDeliberation:   {"登记审议情况", inSession},
	RecordNomineeAbsence: {"登记本人回避", inSession},
	SuspendCase:          {"决定暂不付表决", []Role{RoleChair}},
	ResumeCase:           {"决定恢复审议", []Role{RoleChair}},
	WriteMinutes:         {"起草会议纪要", meetingStaff},
	CloseMeeting:         {"宣布闭会", inSession},

	// Vote.
	VoteSeparately: {"改为逐人表决", inSession},
	OpenRound:      {"开始表决", inSession},
	EnterCount:     {"录入计票", []Role{RoleMember, RoleChair}},
	RecordHands:    {"登记举手表决", inSession},
	VoidRound:      {"宣布本轮无效", []Role{RoleChair}},
	AnnounceResult: {"宣布表决结果", []Role{RoleChair}},

	FileObjection:   {"提出计票异议", []Role{RoleMember, RoleChair}},
	DecideObjection: {"决定计票异议", []Role{RoleChair}},

	// Rectification, deliberation opinions, dispatches.
	OpenRectification:   {"发出整改要求", clerkOnly},
	FileRectification:   {"报送整改材料", []Role{RoleOrgan, RoleNominee}},
	EnterRectification:  {"代收纸质整改材料", clerkOnly},
	JudgeRectification:  {"审核整改材料", clerkOnly},
	AskMoreTime:         {"申请整改延期", []Role{RoleOrgan, RoleNominee, RoleClerk}},
	DecideMoreTime:      {"决定整改延期", chairOnly},
	OrderRerating:       {"决定整改后复评", chairOnly},
	RecordRerating:      {"登记复评结果", clerkOnly},
	CloseRectification:  {"整改销号", clerkOnly},
	UrgeFollowup:        {"催办", clerkOnly},
	CheckFollowup:       {"跟踪检查", clerkOnly},
	DraftDeliberation:   {"起草审议意见", clerkOnly},
	ChangeDeliberation:  {"修改审议意见", clerkOnly},
	SeekDeliberation:    {"审议意见征求工作机构意见", clerkOnly},
	SendDeliberation:    {"交办审议意见", clerkOnly},
	FileOpinionReply:    {"报告审议意见研究处理情况", organOnly},
	EnterOpinionReply:   {"代收纸质研究处理情况报告", clerkOnly},
	HearOpinionReply:    {"登记听取研究处理情况报告", clerkOnly},
	PublishDeliberation: {"登记审议意见通报和公布", clerkOnly},
	CloseDeliberation:   {"办结审议意见", clerkOnly},
	SendDispatch:        {"报送监督情况", clerkOnly},
	ReceiveDispatch:     {"登记报送件签收", clerkOnly},
	NoteDispatchUse:     {"登记报送件运用情况", clerkOnly},

	// Reports and inspections.
	PlanOversight:     {"安排听取报告、检查和视察", clerkOnly},
	ChangeOversight:   {"修改听取报告、检查和视察的安排", clerkOnly},
	DropFromOversight: {"撤去涉及的人员和单位", clerkOnly},
	SeekForOversight:  {"登记工作报告征求意见", clerkOnly},
	SubmitOversight:   {"登记工作报告送交", clerkOnly},
	DeliverOversight:  {"登记工作报告印发", clerkOnly},
	SetSites:          {"确定乡镇街道和点位", clerkOnly},
	RecordSite:        {"登记实地察看情况", clerkOnly},
	AddSitePhoto:      {"上传实地照片", clerkOnly},
	NoteFinding:       {"登记对任命人员的了解", clerkOnly},
	AddAdvice:         {"提出检查视察建议", clerkOnly},
	SettleAdvice:      {"登记建议采纳情况", clerkOnly},
	WriteOversight:    {"登记检查视察报告", clerkOnly},
	HearOversight:     {"登记听取和审议", clerkOnly},
	CloseOversight:    {"办结听取报告、检查和视察", clerkOnly},

	// Seats and tablets.
	ViewSeats:      {"查看席位和平板", inSession},
	MakeSeats:      {"制作席卡和席位密码", inSession},
	ResetSeat:      {"重发席位密码", inSession},
	ReleaseSeat:    {"更换平板", inSession},
	InviteDevices:  {"生成平板登记码", inSession},
	RegisterDevice: {"登记平板", inSession},
	RevokeDevice:   {"停用平板", inSession},
	EnterSeat:      {"席位登录", []Role{RoleMember, RoleChair}},
	EnterSeatFail:  {"席位登录未通过", []Role{RolePublic}},
	ViewSeat:       {"使用席位平板", []Role{RoleMember, RoleChair}},
	WriteNote:      {"记私人笔记", []Role{RoleMember, RoleChair}},

	// Reviews. The reviewed acknowledge and answer; the clerk does so for those who have no account.
	OpenReview:           {"启动评议", clerkOnly},
	PlanReview:           {"制定评议方案", clerkOnly},
	ApproveReview:        {"主任会议通过评议方案", chairOnly},
	MobiliseReview:       {"登记评议动员会", clerkOnly},
	AdvanceReview:        {"转入评议下一阶段", clerkOnly},
	ReportSurvey:         {"提交评议调查报告", clerkOnly},
	HearReview:           {"登记述职和评议发言", []Role{RoleClerk, RoleOperator}},
	WriteOpinion:         {"起草评议意见书", clerkOnly},
	SendReviewOpinion:    {"发出评议意见书", clerkOnly},
	ReceiveReviewOpinion: {"签收评议意见书", []Role{RoleOrgan, RoleNominee, RoleClerk}},
	AnswerReviewOpinion:  {"答复评议意见", []Role{RoleOrgan, RoleNominee, RoleClerk}},
	DraftQuestionnaire:   {"编制调查问卷", clerkOnly},
	OpenQuestionnaire:    {"发放调查问卷", clerkOnly},
	CloseQuestionnaire:   {"截止调查问卷", append([]Role{RoleSystem}, clerkOnly...)},

	// Ratings.
	PlanRating:       {"安排测评", clerkOnly},
	DropRating:       {"取消测评", clerkOnly},
	ViewRatings:      {"查看测评", []Role{RoleClerk, RoleChair, RoleOperator, RoleMember}},
	ViewPassive:      {"查看预警名单", []Role{RoleClerk, RoleChair}},
	OpenRating:       {"开始测评", inSession},
	TakeRatingBallot: {"凭测评码领票", []Role{RolePublic}},
	OpenRatingCast:   {"开始测评投票", inSession},
	CloseRating:      {"截止测评", inSession},
	SealRating:       {"测评开箱计票并封存", append([]Role{RoleSystem}, inSession...)},
	VoidRating:       {"测评作废", []Role{RoleSystem, RoleChair}},
	EnterRatingCount: {"录入测评计票", []Role{RoleMember, RoleChair}},
	AnnounceRating:   {"宣布测评结果", []Role{RoleChair}},
	DecideRating:     {"决定测评结果的处理", []Role{RoleChair}},

	// Electronic ballot. A member takes the ballot; casting it is no action of anybody.
	IssueBallot:   {"领取电子表决票", []Role{RoleMember, RoleChair}},
	OpenCasting:   {"开始投票", inSession},
	CloseCasting:  {"截止投票", inSession},
	SealBox:       {"开箱计票并封存", append([]Role{RoleSystem}, inSession...)},
	ConfirmCount:  {"确认电子计票", []Role{RoleMember, RoleChair}},
	SwitchToPaper: {"改用纸质表决票", []Role{RoleChair}},
	VoidLostBox:   {"密钥丢失，本轮无效", []Role{RoleSystem}},
	ForgetTokens:  {"销毁电子表决票据", []Role{RoleSystem}},

	// The room: console, chair's page, hall.
	ViewConsole:  {"打开会议控制台", inSession},
	ViewScript:   {"打开主持页面", []Role{RoleChair, RoleOperator}},
	PairScreen:   {"配对大屏", inSession},
	RevokeScreen: {"停用大屏", inSession},
	ShowInHall:   {"切换大屏画面", inSession},

	RestMeeting:   {"宣布休会", inSession},
	ResumeMeeting: {"宣布复会", inSession},

	AskMethod:    {"请求改变表决方式", inSession},
	DecideMethod: {"决定改变表决方式", []Role{RoleChair}},
	SignInAtSeat: {"席位签到", []Role{RoleMember, RoleChair}},

	// Certificate, oath, notice, filing.
	ViewOutcome:         {"查看会议结果的办理", []Role{RoleClerk, RoleOperator, RoleChair}},
	MakeCertificate:     {"制作任命书", clerkOnly},
	PrintCertificate:    {"打印任命书", clerkOnly},
	HandOverCertificate: {"颁发任命书", meetingStaff},
	VoidCertificate:     {"作废任命书", clerkOnly},
	ArrangeOath:         {"安排宪法宣誓", meetingStaff},
	CancelOath:          {"取消宪法宣誓安排", meetingStaff},
	RecordOath:          {"登记宪法宣誓", meetingStaff},
	ViewFinalPapers:     {"查看文书定稿簿", []Role{RoleClerk, RoleExaminer, RoleOperator}},
	FinishPaper:         {"文书定稿编号", []Role{RoleClerk, RoleExaminer, RoleOperator}},
	ViewTemplates:       {"查看文书模板", clerkOnly},
	AddTemplate:         {"上传文书模板", clerkOnly},
	ActivateTemplate:    {"启用文书模板", clerkOnly},
	WithdrawTemplate:    {"停用文书模板", clerkOnly},
	ViewPublishing:      {"查看公布与备案", []Role{RoleClerk, RoleChair}},
	DraftNotice:         {"起草任免名单和公告", clerkOnly},
	EditNotice:          {"修改公告稿", clerkOnly},
	ProofreadNotice:     {"校核公告稿", clerkOnly},
	PublishNotice:       {"公布", clerkOnly},
	SchedulePublication: {"定时公布", clerkOnly},
	CorrectNotice:       {"发布更正", clerkOnly},
	PublishResult:       {"提出公布评议结果", clerkOnly},
	ViewRules:           {"查看法规与办法", []Role{RoleOrgan, RoleClerk, RoleExaminer, RoleChair, RoleOperator, RoleMember}},
	SaveRule:            {"登记法规与办法", clerkOnly},
	PublishRule:         {"公布法规与办法", clerkOnly},
	RepealRule:          {"废止法规与办法", clerkOnly},
	SendOrganNotice:     {"通知提请机关", clerkOnly},
	ReceiveOrganNotice:  {"签收任免通知", organOnly},
	ViewOrganNotices:    {"查看任免通知", []Role{RoleOrgan, RoleClerk, RoleChair}},
	MarkFiled:           {"登记备案", clerkOnly},
	CloseCase:           {"办结任免案", clerkOnly},
	ViewDossier:         {"查看任职档案", []Role{RoleClerk, RoleChair}},

	// Supervision.
}
