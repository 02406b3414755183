package authz

// The actions of supervision after the appointment.

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
	EndOnLeaving         Action = "end_on_leaving"
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
	DrawOral      Action = "draw_oral"
	RecordOral    Action = "record_oral"
	ReportDuty    Action = "report_duty"
	CompileVolume Action = "compile_volume"
	IssueVolume   Action = "issue_volume"
	OpenVolume    Action = "open_volume"
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

var supervisionRules = map[Action]rule{
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

	EndOnLeaving: {"离任终止监督事项", []Role{RoleSystem}}, // follows from the end of an office

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
	DrawOral:      {"抽签确定口头述职人员", chairOnly},
	RecordOral:    {"登记口头述职和审议情况", []Role{RoleClerk, RoleOperator}},
	ReportDuty:    {"报告述职审查情况", clerkOnly},
	CompileVolume: {"汇编述职报告", clerkOnly},
	IssueVolume:   {"印发述职报告汇编", clerkOnly},
	OpenVolume:    {"阅读述职报告汇编", []Role{RoleMember, RoleChair}},

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
	ReceiveDispatch:     {"登记报送件签收", []Role{RoleClerk, RoleOrgan}},
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
}
