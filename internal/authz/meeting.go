package authz

// The actions of the committee's meeting: agenda, seats, vote, ballot, room.

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

var meetingRules = map[Action]rule{
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
}
