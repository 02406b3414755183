package policy

// Oversight is what follows an appointment (任后监督)〔业务参考 4〕. The Supervision Law names neither
// duty reports nor ratings; they rest on the county's own rules, so all of it can be switched off.
type Oversight struct {
	DutyReport    DutyReport    `json:"duty_report"`   // 述职报告
	Review        Appraisal     `json:"review"`        // 述职评议、工作评议
	Rating        Rating        `json:"rating"`        // 测评
	Opinion       Opinion       `json:"opinion"`       // 审议意见
	Rectification Rectification `json:"rectification"` // 整改
	Suggestions   Suggestions   `json:"suggestions"`   // 代表建议
	Petitions     Petitions     `json:"petitions"`     // 信访举报
}

// DutyReport is the yearly account of those appointed (述职报告)〔业务参考 4.1〕.
type DutyReport struct {
	Cycle      Cycle    `json:"cycle"`       // 政府、监委组成人员和两院副职：每年〔ZY-16、SB-10〕
	JudgeCycle Cycle    `json:"judge_cycle"` // 其他法官、检察官：五年至少一次〔S1〕
	DueMonth   int      `json:"due_month"`   // 每年几月底前提交
	Oral       Whom     `json:"oral"`        // 口头述职〔SB-12、DZ-16〕
	Reviewed   bool     `json:"reviewed"`    // 工委写审查报告〔SB-11〕
	Volume     bool     `json:"volume"`      // 装订成册印发〔ZY-17〕
	Headings   []string `json:"headings"`    // 报告内容〔业务参考 4.1〕

	MinMonths      int `json:"min_months"`      // 任职不满几个月的，当年可以不述职
	ReviewDays     int `json:"review_days"`     // 提交后几日内审查
	SupplementDays int `json:"supplement_days"` // 退回后几日内补充
}

// Appraisal is the yearly plan of reviews of persons, units and topics (评议)〔业务参考 4.2，ZJ-09〕.
type Appraisal struct {
	Mode      Mode      `json:"mode"`      // 是否开展
	Persons   int       `json:"persons"`   // 每年述职评议人数
	Units     int       `json:"units"`     // 每年工作评议单位数
	Selection Selection `json:"selection"` // 对象确定方式〔业务参考 4.2〕
	Minutes   int       `json:"minutes"`   // 述职限时，分钟
	Methods   []string  `json:"methods"`   // 调查方法〔ZJ-10〕
	Headings  []string  `json:"headings"`  // 评议内容〔ZJ-11〕
}

// Rating is the secret rating of persons and of work (测评)〔业务参考 4.3〕.
type Rating struct {
	Person  Scale        `json:"person"`  // 对人
	Work    Scale        `json:"work"`    // 对工作
	Groups  []RaterGroup `json:"groups"`  // 测评人员分组统计〔SB-14〕
	Blank   Blank        `json:"blank"`   // 不选的：深圳视为无效〔S5〕
	Publish PublishScope `json:"publish"` // 公开范围〔TM-22〕
}

// Scale is the grades a rater may choose and the rules that turn counts into a result (等次与结果规则).
type Scale struct {
	Grades []string     `json:"grades"` // 从高到低
	Rules  []ResultRule `json:"rules"`  // 依次适用，第一条成立的为结果；最后一条无条件
}

// ResultRule gives a result when the sum of some grades reaches a share of the base.
type ResultRule struct {
	Result string     `json:"result"` // 结果等次
	Sum    []string   `json:"sum"`    // 相加的等次；空为无条件
	Over   bool       `json:"over"`   // 超过（真）还是达到（假）
	Num    int        `json:"num"`    // 份额的分子
	Den    int        `json:"den"`    // 份额的分母
	Base   Base       `json:"base"`   // 基数
	Next   NextAction `json:"next"`   // 结果处理
}

// RaterGroup is one kind of rater, counted apart (测评人员组).
type RaterGroup struct {
	Key     string `json:"key"`     // 标识
	Label   string `json:"label"`   // 名称
	Decides bool   `json:"decides"` // 计入结果；否则只作参考〔业务参考 4.3〕
}

// Rectification is putting right what a review found (整改)〔业务参考 4.2、1.5〕.
type Rectification struct {
	PlanDays   int `json:"plan_days"`   // 几日内报整改方案：15 或 30
	ReportDays int `json:"report_days"` // 几日内报整改报告：二至四个月
	RemindDays int `json:"remind_days"` // 到期前几日提醒〔V22〕

	Rerate bool `json:"rerate"` // 整改报告接收后都要复评；否则由主任会议决定〔K22〕
}

// Opinion is what becomes of deliberation opinions (审议意见)〔监督法 第十七条；业务参考 1.5〕. The days are the county's: the
// law leaves them open.
type Opinion struct {
	SendDays    int  `json:"send_days"`    // 听取报告后几日内交办：河南省 10 日
	Months      int  `json:"months"`       // 几个月内报告研究处理情况：河南省 3 个月，重庆 6 个月
	AuditMonths int  `json:"audit_months"` // 预算、审计方面的：河南省 2 个月
	Rated       bool `json:"rated"`        // 研究处理情况由测评决定是否通过〔ZJ-15〕
}

// Holds reports whether the rule's condition is met by the counts of each grade on the base n.
func (r ResultRule) Holds(counts map[string]int, n int) bool {
	if len(r.Sum) == 0 {
		return true
	}
	sum := 0
	for _, g := range r.Sum {
		sum += counts[g]
	}
	if r.Over {
		return sum*r.Den > n*r.Num
	}
	return n > 0 && sum*r.Den >= n*r.Num
}

// Suggestions is how deputies' suggestions are handled (代表建议). That an answer is due in three months, or in six
// where it is hard, is the law's 〔代表法 第五十一条〕 and no setting; the rest follows R9.
type Suggestions struct {
	HandDays    int `json:"hand_days"`    // 几个工作日内交办：10〔R9、DZ-20〕
	RefuseDays  int `json:"refuse_days"`  // 不属职责的，几个工作日内说明：10〔R9〕
	ContactDays int `json:"contact_days"` // 几个工作日内联系代表：20〔R9〕
	JudgeDays   int `json:"judge_days"`   // 代表几个工作日内评价：20〔R9〕
	AgainMonths int `json:"again_months"` // 不满意的，几个月内重新办理：2〔R9〕
}

// Petitions is how petitions about appointees are taken and passed on (信访举报)〔业务参考 4.4、DZ-24〕.
type Petitions struct {
	Web          bool `json:"web"`           // 网上受理
	TransferDays int  `json:"transfer_days"` // 转办后几日内报结果
}
