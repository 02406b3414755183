package policy

// Whom says which nominees a step concerns (范围).
type Whom string

const (
	WhomAll      Whom = "all"      // 全部拟任人员
	WhomSelected Whom = "selected" // 由主任会议确定
	WhomNone     Whom = "none"     // 不要求
)

var whomLabels = labels[Whom]{
	{WhomAll, "全部拟任人员"},
	{WhomSelected, "由主任会议确定"},
	{WhomNone, "不要求"},
}

// Label is the choice in words.
func (v Whom) Label() string { return whomLabels.of(v) }

// Options lists the choices for a form.
func (Whom) Options() []Option { return whomLabels.options() }

// Valid reports whether v is one of the choices.
func (v Whom) Valid() bool { return whomLabels.has(v) }

// SpeechTiming places the commitment speech (供职发言时间).
type SpeechTiming string

const (
	BeforeVote SpeechTiming = "before_vote" // 表决前
	AfterVote  SpeechTiming = "after_vote"  // 通过后
)

var speechTimingLabels = labels[SpeechTiming]{
	{BeforeVote, "表决前"},
	{AfterVote, "通过后"},
}

// Label is the choice in words.
func (v SpeechTiming) Label() string { return speechTimingLabels.of(v) }

// Options lists the choices for a form.
func (SpeechTiming) Options() []Option { return speechTimingLabels.options() }

// Valid reports whether v is one of the choices.
func (v SpeechTiming) Valid() bool { return speechTimingLabels.has(v) }

// OnFail says what an insufficient commitment leads to (承诺不合格的处理).
type OnFail string

const (
	SpeakAgain   OnFail = "again" // 重新承诺
	EndProcedure OnFail = "end"   // 终止任免程序
)

var onFailLabels = labels[OnFail]{
	{SpeakAgain, "重新承诺"},
	{EndProcedure, "终止任免程序"},
}

// Label is the choice in words.
func (v OnFail) Label() string { return onFailLabels.of(v) }

// Options lists the choices for a form.
func (OnFail) Options() []Option { return onFailLabels.options() }

// Valid reports whether v is one of the choices.
func (v OnFail) Valid() bool { return onFailLabels.has(v) }

// Presenter says who explains the case to the meeting (说明人).
type Presenter string

const (
	ByOrgan                  Presenter = "organ"                   // 提请机关负责人
	ByOrganisationDepartment Presenter = "organisation_department" // 组织部门负责人
	ByUnitHead               Presenter = "unit_head"               // 拟任人员所在单位主要负责人
)

var presenterLabels = labels[Presenter]{
	{ByOrgan, "提请机关负责人"},
	{ByOrganisationDepartment, "组织部门负责人"},
	{ByUnitHead, "拟任人员所在单位主要负责人"},
}

// Label is the choice in words.
func (v Presenter) Label() string { return presenterLabels.of(v) }

// Options lists the choices for a form.
func (Presenter) Options() []Option { return presenterLabels.options() }

// Valid reports whether v is one of the choices.
func (v Presenter) Valid() bool { return presenterLabels.has(v) }

// DeliberationMode says in which form the meeting deliberates (审议形式).
type DeliberationMode string

const (
	Plenary  DeliberationMode = "plenary" // 全体会议审议
	InGroups DeliberationMode = "groups"  // 分组审议，向全体会议汇报
)

var deliberationModeLabels = labels[DeliberationMode]{
	{Plenary, "全体会议审议"},
	{InGroups, "分组审议，向全体会议汇报"},
}

// Label is the choice in words.
func (v DeliberationMode) Label() string { return deliberationModeLabels.of(v) }

// Options lists the choices for a form.
func (DeliberationMode) Options() []Option { return deliberationModeLabels.options() }

// Valid reports whether v is one of the choices.
func (v DeliberationMode) Valid() bool { return deliberationModeLabels.has(v) }

// Method is a way of voting (表决方式).
type Method string

const (
	Secret Method = "secret" // 无记名投票
	Hands  Method = "hands"  // 举手表决
)

var methodLabels = labels[Method]{
	{Secret, "无记名投票"},
	{Hands, "举手表决"},
}

// Label is the choice in words.
func (v Method) Label() string { return methodLabels.of(v) }

// Options lists the choices for a form.
func (Method) Options() []Option { return methodLabels.options() }

// Valid reports whether v is one of the choices.
func (v Method) Valid() bool { return methodLabels.has(v) }

// Blank says how an unmarked entry on a ballot counts (空白票).
type Blank string

const (
	BlankAbstain Blank = "abstain" // 视为弃权
	BlankInvalid Blank = "invalid" // 视为无效
)

var blankLabels = labels[Blank]{
	{BlankAbstain, "视为弃权"},
	{BlankInvalid, "视为无效"},
}

// Label is the choice in words.
func (v Blank) Label() string { return blankLabels.of(v) }

// Options lists the choices for a form.
func (Blank) Options() []Option { return blankLabels.options() }

// Valid reports whether v is one of the choices.
func (v Blank) Valid() bool { return blankLabels.has(v) }

// EnBloc says when several persons may be voted on together (合并表决).
type EnBloc string

const (
	EnBlocNever       EnBloc = "never"        // 一律逐人表决
	EnBlocNoObjection EnBloc = "no_objection" // 主任会议决定，组成人员无异议的
)

var enBlocLabels = labels[EnBloc]{
	{EnBlocNever, "一律逐人表决"},
	{EnBlocNoObjection, "主任会议决定，组成人员无异议的"},
}

// Label is the choice in words.
func (v EnBloc) Label() string { return enBlocLabels.of(v) }

// Options lists the choices for a form.
func (EnBloc) Options() []Option { return enBlocLabels.options() }

// Valid reports whether v is one of the choices.
func (v EnBloc) Valid() bool { return enBlocLabels.has(v) }
