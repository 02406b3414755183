package authz

// The actions of a case from proposal to filing, outside meeting and exam.

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
	ReviewAlike      Action = "review_alike"
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
	NotePosting         Action = "note_posting"
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

var caseRules = map[Action]rule{
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
	ReviewAlike:      {"成批初审", clerkOnly},
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

	// Commitment.
	ViewOwnCases:     {"查看本人任免事项", []Role{RoleNominee}},
	ViewCommitment:   {"查看供职承诺", []Role{RoleClerk, RoleChair}},
	DraftCommitment:  {"起草供职承诺", []Role{RoleNominee}},
	FileCommitment:   {"提交供职承诺", []Role{RoleNominee}},
	EnterCommitment:  {"登记书面供职承诺", clerkOnly},
	JudgeCommitment:  {"审核供职承诺", clerkOnly},
	EndForCommitment: {"因承诺不合格终止任免程序", clerkOnly},

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
	NotePosting:         {"登记刊登情况", clerkOnly},
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
}
