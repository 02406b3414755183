package policy

// Late says what happens to a proposal handed in after the deadline (迟交).
type Late string

const (
	RefuseLate  Late = "refuse"  // 不予受理，列入下次会议
	ExplainLate Late = "explain" // 书面说明理由，由主任会议决定是否受理
)

var lateLabels = labels[Late]{
	{RefuseLate, "不予受理，列入下次会议"},
	{ExplainLate, "书面说明理由，由主任会议决定是否受理"},
}

// Label is the choice in words.
func (v Late) Label() string { return lateLabels.of(v) }

// Options lists the choices for a form.
func (Late) Options() []Option { return lateLabels.options() }

// Valid reports whether v is one of the choices.
func (v Late) Valid() bool { return lateLabels.has(v) }

// Mode says whether a step is held and whether the case waits for it (是否实行).
type Mode string

const (
	Off      Mode = "off"      // 不实行
	Optional Mode = "optional" // 可以进行，不作前置条件
	Required Mode = "required" // 必须完成
)

var modeLabels = labels[Mode]{
	{Off, "不实行"},
	{Optional, "可以进行，不作前置条件"},
	{Required, "必须完成"},
}

// Label is the choice in words.
func (v Mode) Label() string { return modeLabels.of(v) }

// Options lists the choices for a form.
func (Mode) Options() []Option { return modeLabels.options() }

// Valid reports whether v is one of the choices.
func (v Mode) Valid() bool { return modeLabels.has(v) }

// Gate is one question of the preliminary review (初审关口).
type Gate string

const (
	GateTenure      Gate = "tenure"      // 任职时间
	GateEligibility Gate = "eligibility" // 任职资格
	GatePaperwork   Gate = "paperwork"   // 文字材料
	GateAbility     Gate = "ability"     // 工作能力
	GateFit         Gate = "fit"         // 岗位匹配
	GateReputation  Gate = "reputation"  // 群众口碑
)

var gateLabels = labels[Gate]{
	{GateTenure, "任职时间"},
	{GateEligibility, "任职资格"},
	{GatePaperwork, "文字材料"},
	{GateAbility, "工作能力"},
	{GateFit, "岗位匹配"},
	{GateReputation, "群众口碑"},
}

// Label is the choice in words.
func (v Gate) Label() string { return gateLabels.of(v) }

// Options lists the choices for a form.
func (Gate) Options() []Option { return gateLabels.options() }

// Valid reports whether v is one of the choices.
func (v Gate) Valid() bool { return gateLabels.has(v) }

// FailPolicy says what a failed law exam does to the case (考试不及格的处理).
type FailPolicy string

const (
	FailBlock   FailPolicy = "block"   // 不予提请，不补考
	FailMakeup  FailPolicy = "makeup"  // 补考，仍不及格的不得提请
	FailSuspend FailPolicy = "suspend" // 暂缓提请
	FailDefer   FailPolicy = "defer"   // 缓至以后的会议，补考及格再提请
)

var failPolicyLabels = labels[FailPolicy]{
	{FailBlock, "不予提请，不补考"},
	{FailMakeup, "补考，仍不及格的不得提请"},
	{FailSuspend, "暂缓提请"},
	{FailDefer, "缓至以后的会议，补考及格再提请"},
}

// Label is the choice in words.
func (v FailPolicy) Label() string { return failPolicyLabels.of(v) }

// Options lists the choices for a form.
func (FailPolicy) Options() []Option { return failPolicyLabels.options() }

// Valid reports whether v is one of the choices.
func (v FailPolicy) Valid() bool { return failPolicyLabels.has(v) }

// Validity says how long a passed exam counts (成绩有效期).
type Validity string

const (
	ValidTerm  Validity = "term"  // 本届内有效
	ValidYears Validity = "years" // 按年数有效
)

var validityLabels = labels[Validity]{
	{ValidTerm, "本届内有效"},
	{ValidYears, "按年数有效"},
}

// Label is the choice in words.
func (v Validity) Label() string { return validityLabels.of(v) }

// Options lists the choices for a form.
func (Validity) Options() []Option { return validityLabels.options() }

// Valid reports whether v is one of the choices.
func (v Validity) Valid() bool { return validityLabels.has(v) }

// Waiver is a ground on which the exam is waived (免试情形).
type Waiver string

const (
	WaiveReappointed Waiver = "reappointed" // 换届留任同一职务
	WaiveInternal    Waiver = "internal"    // 同一机关内部调整，已通过考试
	WaiveQualified   Waiver = "qualified"   // 持法律职业资格，免考专业法部分
)

var waiverLabels = labels[Waiver]{
	{WaiveReappointed, "换届留任同一职务"},
	{WaiveInternal, "同一机关内部调整，已通过考试"},
	{WaiveQualified, "持法律职业资格，免考专业法部分"},
}

// Label is the choice in words.
func (v Waiver) Label() string { return waiverLabels.of(v) }

// Options lists the choices for a form.
func (Waiver) Options() []Option { return waiverLabels.options() }

// Valid reports whether v is one of the choices.
func (v Waiver) Valid() bool { return waiverLabels.has(v) }

// ScoreReport says to whom exam results are reported (成绩报告对象).
type ScoreReport string

const (
	ScoreNone    ScoreReport = "none"    // 只作初审依据
	ScoreChairs  ScoreReport = "chairs"  // 报告主任会议
	ScoreMeeting ScoreReport = "meeting" // 报告主任会议和常委会会议
)

var scoreReportLabels = labels[ScoreReport]{
	{ScoreNone, "只作初审依据"},
	{ScoreChairs, "报告主任会议"},
	{ScoreMeeting, "报告主任会议和常委会会议"},
}

// Label is the choice in words.
func (v ScoreReport) Label() string { return scoreReportLabels.of(v) }

// Options lists the choices for a form.
func (ScoreReport) Options() []Option { return scoreReportLabels.options() }

// Valid reports whether v is one of the choices.
func (v ScoreReport) Valid() bool { return scoreReportLabels.has(v) }

// QuestionKind is a kind of exam question (题型).
type QuestionKind string

const (
	SingleChoice   QuestionKind = "single"     // 单项选择题
	MultipleChoice QuestionKind = "multiple"   // 多项选择题
	TrueFalse      QuestionKind = "true_false" // 判断题
	FillIn         QuestionKind = "fill"       // 填空题
	ShortAnswer    QuestionKind = "short"      // 简答题
	Essay          QuestionKind = "essay"      // 论述题
)

var questionKindLabels = labels[QuestionKind]{
	{SingleChoice, "单项选择题"},
	{MultipleChoice, "多项选择题"},
	{TrueFalse, "判断题"},
	{FillIn, "填空题"},
	{ShortAnswer, "简答题"},
	{Essay, "论述题"},
}

// Label is the choice in words.
func (v QuestionKind) Label() string { return questionKindLabels.of(v) }

// Options lists the choices for a form.
func (QuestionKind) Options() []Option { return questionKindLabels.options() }

// Valid reports whether v is one of the choices.
func (v QuestionKind) Valid() bool { return questionKindLabels.has(v) }

// Stop is the step that waits for a piece of evidence (完成时限).
type Stop string

const (
	StopChairs Stop = "chairs" // 提请主任会议之前
	StopVote   Stop = "vote"   // 常委会会议审议之前
)

var stopLabels = labels[Stop]{
	{StopChairs, "提请主任会议之前"},
	{StopVote, "常委会会议审议之前"},
}

// Label is the choice in words.
func (v Stop) Label() string { return stopLabels.of(v) }

// Options lists the choices for a form.
func (Stop) Options() []Option { return stopLabels.options() }

// Valid reports whether v is one of the choices.
func (v Stop) Valid() bool { return stopLabels.has(v) }
