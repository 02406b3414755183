package appointment

import (
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// Stage is where a case stands; each constant's comment says who acts next.
type Stage string

const (
	StageIntake       Stage = "intake"       // 提请：提请机关提交，工委受理
	StageReview       Stage = "review"       // 初审：工委
	StageCorrection   Stage = "correction"   // 补正：提请机关
	StageChairs       Stage = "chairs"       // 待主任会议：主任会议
	StageHeld         Stage = "held"         // 暂缓：主任会议
	StageCommittee    Stage = "committee"    // 待常委会会议：会务
	StageDeliberation Stage = "deliberation" // 审议表决：会务
	StageSuspended    Stage = "suspended"    // 暂不付表决：主任会议
	StageAdopted      Stage = "adopted"      // 通过：工委颁证、公布、备案
	StageRejected     Stage = "rejected"     // 未通过：无
	StageWithdrawn    Stage = "withdrawn"    // 撤回：无
	StageEnded        Stage = "ended"        // 终止：无
	StageClosed       Stage = "closed"       // 办结：无
)

// Stages lists every stage in the order of the procedure.
var Stages = []Stage{StageIntake, StageReview, StageCorrection, StageChairs, StageHeld, StageCommittee,
	StageDeliberation, StageSuspended, StageAdopted, StageRejected, StageWithdrawn, StageEnded, StageClosed}

var stageLabels = map[Stage]string{
	StageIntake: "提请", StageReview: "初审中", StageCorrection: "退回补正", StageChairs: "待主任会议",
	StageHeld: "暂缓", StageCommittee: "待常委会会议", StageDeliberation: "审议中", StageSuspended: "暂不付表决",
	StageAdopted: "已通过", StageRejected: "未通过", StageWithdrawn: "已撤回", StageEnded: "已终止", StageClosed: "已办结",
}

// Label is the stage's word on the screen.
func (s Stage) Label() string { return stageLabels[s] }

// Over reports whether nothing more can happen before a vote or after the end.
func (s Stage) Over() bool {
	return s == StageRejected || s == StageWithdrawn || s == StageEnded || s == StageClosed
}

// Party is who acts; the words are those of the account roles.
type Party string

const (
	PartyOrgan    Party = "organ"
	PartyClerk    Party = "clerk"
	PartyExaminer Party = "examiner"
	PartyChair    Party = "chair"
	PartyOperator Party = "operator"
	PartyMember   Party = "member"
	PartyNominee  Party = "nominee"
)

// Case is one person, one office and one action, with all evidence so far.
type Case struct {
	ID         int64
	Number     string
	Version    int
	Action     policy.Action
	Stage      Stage
	StageSince calendar.Day
	StageNote  string // why it is held, suspended, ended
	PolicyID   int64
	Reason     string

	Person   Person
	Office   Office
	Proposal Proposal

	// HoldsOffice: the person holds this office today, since HeldSince. AnewFrom: whoever held it before that day
	// is to be appointed anew, because it was renamed. Elected: the day of the newest election. ElectedDeputy: the person is a deputy of the
	// organ whose acting head is to be decided.
	HoldsOffice  bool
	HeldSince    calendar.Day
	AnewFrom     calendar.Day
	Elected      calendar.Day
	HoldsDeputy  bool
	MemberOfSC   bool // the person is a member of this standing committee
	Rejections   int  // earlier rejections for this office in this term
	LastRejected calendar.Day

	AfterCase Precedence

	Form           *CadreForm
	Documents      []policy.Document
	OpenCorrection bool
	CorrectionDue  calendar.Day // 补正期限, of the open one
	Withdrawal     *Withdrawal
	Findings       []Finding
	Report         *ReviewReport
	Investigations []Investigation
	Consultations  []Consultation
	Publicity      *Publicity
	Exams          []Exam
	EarlierExam    *EarlierExam // of another case of the same person and kind of organ
	Waiver         *Waiver
	StudiedOn      calendar.Day // 任前学习, zero when none was attended
	Commitments    []Commitment
	Chairs         *ChairsDecision
	Defences       int
	Agenda         *Agenda
	Vote           *Vote
	Certificate    *Certificate
	Oath           *Oath
	Notice         *Notice
	OrganNotified  calendar.Day
	Filings        []Filing
}

// Person is what the rules need to know of the nominee.
type Person struct {
	ID        int64
	Name      string
	Sex       string
	Ethnicity string
	Born      calendar.Day // first day of the month of birth
}

// Office is the entry of the post catalogue (职务).
type Office struct {
	ID          int64
	OrganID     int64
	OrganName   string
	Title       string
	TitleSecond string // in the second language of the county's papers
	Group       policy.Group
	FilledBy    Filling
	Nominator   Nominator
	Rank        Rank
	Exam        bool
	Certificate bool
	Oath        bool
	Filing      string // 备案机关, empty for none
	Dismissible bool
	Seats       int
}

// Proposal is what the rules need to know of the 提请件 the case came with.
type Proposal struct {
	ID          int64
	OrganID     int64
	OrganName   string
	OrganKind   string
	State       string
	DocumentNo  string
	Mover       Mover
	SignerDuty  string
	Movers      int // members who signed jointly
	Members     int // 全体组成人员
	LateReason  string
	SubmittedOn calendar.Day
	MeetingID   int64
	MeetingOn   calendar.Day
}

// Mover is who brings the proposal (提案人).
type Mover string

const (
	MoverOrgan   Mover = "organ"                // 提请机关
	MoverChairs  Mover = "chairpersons_meeting" // 主任会议
	MoverMembers Mover = "members"              // 组成人员联名
)

// Precedence is another case that must be adopted first: 先任副职再决定代理.
type Precedence struct {
	ID      int64
	Adopted bool
}

// CadreForm is the state of the 干部任免审批表.
type CadreForm struct {
	FromFile  bool
	Unsettled int // findings that must be settled before submitting
}

// Finding is one gate of the preliminary review.
type Finding struct {
	Gate   policy.Gate `json:"gate"`
	Result string      `json:"result"` // pass, correct, explain
	Text   string      `json:"finding"`

	Version int `json:"version"` // counts the changes; zero before the first
}

// Withdrawal is the latest request of the organ to take the case back (撤回).
type Withdrawal struct {
	Reason string `json:"reason"`
	State  string `json:"state"` // asked, free, consented, refused
}

// ReviewReport is the 初审报告.
type ReviewReport struct {
	Opinion string       `json:"opinion"`
	On      calendar.Day `json:"on"`
}

// Investigation is one 任前考察 record.
type Investigation struct {
	Conclusion string       `json:"conclusion"` // fit, doubt, unfit
	On         calendar.Day `json:"on"`
}

// Consultation is one 任前沟通 record.
type Consultation struct {
	Kind         string       `json:"kind"`
	SuggestsHold bool         `json:"suggests_hold"`
	On           calendar.Day `json:"on"`
}

// Publicity is the 任前公示 of the case.
type Publicity struct {
	ID         int64        `json:"id"`
	From       calendar.Day `json:"from"`
	To         calendar.Day `json:"to"`
	Unverified int          `json:"unverified"`
	Hold       int          `json:"hold"` // opinions found to speak for holding or withdrawing
	Reported   bool         `json:"reported"`
}

// Exam is one attempt at the 任前法律考试. Score is in points of 100.
type Exam struct {
	SittingID int64        `json:"sitting"`
	Attempt   int          `json:"attempt"`
	On        calendar.Day `json:"on"`
	Absent    bool         `json:"absent"`
	Cancelled bool         `json:"cancelled"` // for misconduct
	Score     float64      `json:"score"`
	Confirmed bool         `json:"confirmed"`
}

// EarlierExam is the newest confirmed result the same person has from another case.
type EarlierExam struct {
	On     calendar.Day `json:"on"`
	Score  float64      `json:"score"`
	InTerm bool         `json:"in_term"` // sat in this term of the committee
}

// Waiver frees from the exam (免试).
type Waiver struct {
	Ground string `json:"ground"`
}

// Commitment is one filed edition of the 供职承诺.
type Commitment struct {
	Edition int          `json:"edition"`
	On      calendar.Day `json:"on"`
	Judged  string       `json:"judged"` // "", sufficient, returned
}

// ChairsDecision is the latest decision of the chairperson's meeting.
type ChairsDecision struct {
	MeetingID int64        `json:"meeting_id"`
	On        calendar.Day `json:"on"`
	Decision  string       `json:"decision"` // "", to_committee, hold, return, end
	Speaks    bool         `json:"speaks"`
	EnBloc    bool         `json:"en_bloc"` // may be voted on together with others
}

// Agenda is the case's place in a committee meeting.
type Agenda struct {
	MeetingID     int64        `json:"meeting_id"`
	ItemID        int64        `json:"item_id"`
	MeetingOn     calendar.Day `json:"meeting_on"`
	MeetingNumber int          `json:"meeting_number"`
	MeetingState  string       `json:"meeting_state"`
	Position      int          `json:"position"`
	ItemState     string       `json:"item_state"` // planned, introduced, deliberating, voting, counted, announced
	Method        string       `json:"method"`
	DeliveredOn   calendar.Day `json:"delivered_on"`
	Presented     bool         `json:"presented"`
	Speech        string       `json:"speech"`
	Unanswered    int          `json:"unanswered"`
	Unresolved    int          `json:"unresolved"`
	Deliberated   int          `json:"deliberated"` // summaries recorded
	Groups        int          `json:"groups"`      // group summaries among them
	Silent        []int        `json:"silent"`      // groups arranged for the meeting that have no summary yet
	NomineeOut    bool         `json:"nominee_out"` // left the room and not yet called back
	NomineeLeft   bool         `json:"nominee_left"`
}

// Vote is the announced result; a count not yet announced is no part of the case.
type Vote struct {
	Yes     int          `json:"yes"`
	No      int          `json:"no"`
	Abstain int          `json:"abstain"`
	Invalid int          `json:"invalid"`
	NotCast int          `json:"not_cast"`
	Total   int          `json:"total"`
	Adopted bool         `json:"adopted"`
	On      calendar.Day `json:"on"`
}

// Certificate is the valid 任命书.
type Certificate struct {
	Number   string       `json:"number"`
	HandedOn calendar.Day `json:"handed_on"`
}

// Oath is the state of the 宪法宣誓: sworn, or absent and waiting for a make-up.
type Oath struct {
	Sworn bool         `json:"sworn"`
	On    calendar.Day `json:"on"`
}

// Notice is the published list or decision that names the case.
type Notice struct {
	ID          int64        `json:"id"`
	PublishedOn calendar.Day `json:"published_on"`
}

// Filing is one 备案 due after adoption.
type Filing struct {
	Recipient string       `json:"recipient"`
	Due       calendar.Day `json:"due"`
	Done      calendar.Day `json:"done"`
}
