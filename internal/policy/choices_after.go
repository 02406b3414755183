package policy

// OathTiming places the constitutional oath (宣誓时间).
type OathTiming string

const (
	OathWithCertificate OathTiming = "with_certificate" // 颁发任命书之后、会议闭幕之前
	OathAfterVote       OathTiming = "after_vote"       // 表决通过之后
	OathWithinDays      OathTiming = "within_days"      // 通过后规定日数内
)

var oathTimingLabels = labels[OathTiming]{
	{OathWithCertificate, "颁发任命书之后、会议闭幕之前"},
	{OathAfterVote, "表决通过之后"},
	{OathWithinDays, "通过后规定日数内"},
}

// Label is the choice in words.
func (v OathTiming) Label() string { return oathTimingLabels.of(v) }

// Options lists the choices for a form.
func (OathTiming) Options() []Option { return oathTimingLabels.options() }

// Valid reports whether v is one of the choices.
func (v OathTiming) Valid() bool { return oathTimingLabels.has(v) }

// Cycle says how often a duty is due (周期).
type Cycle string

const (
	CycleOff    Cycle = "off"           // 不要求
	Annual      Cycle = "annual"        // 每年一次
	OncePerTerm Cycle = "once_per_term" // 每届至少一次
)

var cycleLabels = labels[Cycle]{
	{CycleOff, "不要求"},
	{Annual, "每年一次"},
	{OncePerTerm, "每届至少一次"},
}

// Label is the choice in words.
func (v Cycle) Label() string { return cycleLabels.of(v) }

// Options lists the choices for a form.
func (Cycle) Options() []Option { return cycleLabels.options() }

// Valid reports whether v is one of the choices.
func (v Cycle) Valid() bool { return cycleLabels.has(v) }

// Renaming says what a new name of an organ means for who holds its offices (机构改名).
type Renaming string

const (
	RenameContinues Renaming = "continues" // 任职不中断，报备案〔广东 第十五条、深圳〕
	RenameReappoint Renaming = "reappoint" // 应当重新任命〔浙江 第十七条〕
)

var renamingLabels = labels[Renaming]{
	{RenameContinues, "职责不变的，任职不中断，不重新任命，报备案"},
	{RenameReappoint, "应当重新任命"},
}

// Label is the choice in words.
func (v Renaming) Label() string { return renamingLabels.of(v) }

// Options lists the choices for a form.
func (Renaming) Options() []Option { return renamingLabels.options() }

// Valid reports whether v is one of the choices.
func (v Renaming) Valid() bool { return renamingLabels.has(v) }

// Abolition says how those leave office whose organ is abolished or merged (机构撤销或者合并).
type Abolition string

const (
	AbolitionEnds    Abolition = "ends"    // 职务自行终止，报备案并公告〔重庆 第十四条、广东 第十五条〕
	AbolitionRemoves Abolition = "removes" // 应予免职〔浙江 第十七条〕
)

var abolitionLabels = labels[Abolition]{
	{AbolitionEnds, "职务自行终止，不办免职，报备案并公告"},
	{AbolitionRemoves, "应予免职"},
}

// Label is the choice in words.
func (v Abolition) Label() string { return abolitionLabels.of(v) }

// Options lists the choices for a form.
func (Abolition) Options() []Option { return abolitionLabels.options() }

// Valid reports whether v is one of the choices.
func (v Abolition) Valid() bool { return abolitionLabels.has(v) }

// Selection says how the persons under review are chosen (评议对象确定方式).
type Selection string

const (
	ByPlan  Selection = "plan"  // 按年度计划
	ByFocus Selection = "focus" // 按重点确定
	ByDraw  Selection = "draw"  // 抽签
)

var selectionLabels = labels[Selection]{
	{ByPlan, "按年度计划"},
	{ByFocus, "按重点确定"},
	{ByDraw, "抽签"},
}

// Label is the choice in words.
func (v Selection) Label() string { return selectionLabels.of(v) }

// Options lists the choices for a form.
func (Selection) Options() []Option { return selectionLabels.options() }

// Valid reports whether v is one of the choices.
func (v Selection) Valid() bool { return selectionLabels.has(v) }

// PublishScope says who learns a rating result (测评结果公开范围).
type PublishScope string

const (
	PublishNone    PublishScope = "none"    // 不公开
	PublishMeeting PublishScope = "meeting" // 会议宣布
	PublishUnit    PublishScope = "unit"    // 向本人和所在单位反馈
	PublishPublic  PublishScope = "public"  // 向社会公布
)

var publishScopeLabels = labels[PublishScope]{
	{PublishNone, "不公开"},
	{PublishMeeting, "会议宣布"},
	{PublishUnit, "向本人和所在单位反馈"},
	{PublishPublic, "向社会公布"},
}

// Label is the choice in words.
func (v PublishScope) Label() string { return publishScopeLabels.of(v) }

// Options lists the choices for a form.
func (PublishScope) Options() []Option { return publishScopeLabels.options() }

// Valid reports whether v is one of the choices.
func (v PublishScope) Valid() bool { return publishScopeLabels.has(v) }

// Base is the number a share is taken of (计票基数).
type Base string

const (
	BaseTotal   Base = "total"   // 全体组成人员
	BasePresent Base = "present" // 出席人数
	BaseValid   Base = "valid"   // 有效票数
)

var baseLabels = labels[Base]{
	{BaseTotal, "全体组成人员"},
	{BasePresent, "出席人数"},
	{BaseValid, "有效票数"},
}

// Label is the choice in words.
func (v Base) Label() string { return baseLabels.of(v) }

// Options lists the choices for a form.
func (Base) Options() []Option { return baseLabels.options() }

// Valid reports whether v is one of the choices.
func (v Base) Valid() bool { return baseLabels.has(v) }

// NextAction is what a rating result leads to (结果处理).
type NextAction string

const (
	NextNone           NextAction = "none"            // 无
	NextRectify        NextAction = "rectify"         // 限期整改并书面报告
	NextReportAgain    NextAction = "report_again"    // 再次报告
	NextSuggestRemoval NextAction = "suggest_removal" // 建议免职或启动撤职程序
)

var nextActionLabels = labels[NextAction]{
	{NextNone, "无"},
	{NextRectify, "限期整改并书面报告"},
	{NextReportAgain, "再次报告"},
	{NextSuggestRemoval, "建议免职或启动撤职程序"},
}

// Label is the choice in words.
func (v NextAction) Label() string { return nextActionLabels.of(v) }

// Options lists the choices for a form.
func (NextAction) Options() []Option { return nextActionLabels.options() }

// Valid reports whether v is one of the choices.
func (v NextAction) Valid() bool { return nextActionLabels.has(v) }
