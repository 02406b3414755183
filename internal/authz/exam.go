package authz

// The actions of the law exam: bank, papers, room, marking, practice and training.

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

// Papers of the exam.
const (
	ViewPapers      Action = "view_papers"
	AssemblePapers  Action = "assemble_papers"
	ReplaceQuestion Action = "replace_question"
	ApprovePapers   Action = "approve_papers"
	DiscardPapers   Action = "discard_papers"
	OpenPapers      Action = "open_papers"
)

var examRules = map[Action]rule{
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
}
