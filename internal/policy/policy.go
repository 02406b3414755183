package policy

import (
	"encoding/json"
	"fmt"
	"slices"

	"renmian/internal/calendar"
)

// Policy is one version of a county's own rules (本县人事任免办法的取值).
type Policy struct {
	Title         string        `json:"title"`         // 办法名称：首页和文书引用时写“依据《…》”
	Intake        Intake        `json:"intake"`        // 提请与受理
	Review        Review        `json:"review"`        // 初审
	Investigation Investigation `json:"investigation"` // 任前考察
	Consultation  Consultation  `json:"consultation"`  // 党委与常委会的沟通
	Publicity     Publicity     `json:"publicity"`     // 任前公示
	Education     Education     `json:"education"`     // 任前学习、任后培训
	Exam          Exam          `json:"exam"`          // 任前法律知识考试
	Commitment    Commitment    `json:"commitment"`    // 供职承诺与供职发言
	Materials     Materials     `json:"materials"`     // 会议通知与材料送达
	Presentation  Presentation  `json:"presentation"`  // 到会说明
	Deliberation  Deliberation  `json:"deliberation"`  // 审议
	Vote          Vote          `json:"vote"`          // 表决
	Certificate   Certificate   `json:"certificate"`   // 任命书
	Oath          Oath          `json:"oath"`          // 宪法宣誓
	Publication   Publication   `json:"publication"`   // 公布
	Language      Language      `json:"language"`      // 民族文字
	Filing        Filing        `json:"filing"`        // 备案
	Resubmission  Resubmission  `json:"resubmission"`  // 未通过后的再次提请
	Supervision   Oversight     `json:"supervision"`   // 任后监督
	Roster        Roster        `json:"roster"`        // 职务空缺、到龄、换届的提示
	Retention     Retention     `json:"retention"`     // 资料保存
}

// Roster says when the list of office holders asks for attention (职务空缺、到龄、换届)〔业务参考 1.9〕.
type Roster struct {
	MenAge       int     `json:"men_age"`       // 男到龄
	WomenAge     int     `json:"women_age"`     // 女到龄：县处级女干部 60，其余按县定
	AgeMonths    int     `json:"age_months"`    // 到龄前几个月提示
	ActingMonths int     `json:"acting_months"` // 代理超过几个月提示
	TermMonths   int     `json:"term_months"`   // 任期届满前几个月提示
	Reappoint    []Group `json:"reappoint"`     // 换届后须重新任命的机关：政府组成人员法定；深圳另有人大工委

	ReappointPassed bool      `json:"reappoint_passed"` // 代表资格审查委员会换届后重新通过〔地方组织法 第五十六条：由常委会组成人员担任；深圳〕
	Renamed         Renaming  `json:"renamed"`          // 机关、职务改名时的现任人员〔业务参考 2.10〕
	Abolished       Abolition `json:"abolished"`        // 机关、职务撤销或者合并时的现任人员〔业务参考 2.10〕
}

// Intake says when and with what a proposal is accepted (提请与受理)〔业务参考 2.1、2.2〕.
type Intake struct {
	DaysBefore     int                   `json:"days_before"`     // 会议前多少日截止：重庆 7、广东浙江北京 10、WN-08 15
	Late           Late                  `json:"late"`            // 迟交：WN-09 退回；重庆须向主任会议说明〔V10〕
	Documents      map[Action][]Document `json:"documents"`       // 各任免事项应交材料〔业务参考 2.2，V11〕
	GroupDocuments map[Group][]Document  `json:"group_documents"` // 任命时按机关另交的材料，如法官、检察官资格
}

// Review is the preliminary review (初审)〔业务参考 2.3，ZY-02、SB-04、TM-04〕.
type Review struct {
	Gates          []Gate  `json:"gates"`           // 逐项审查的关口
	CorrectionDays int     `json:"correction_days"` // 退回补正的期限，日〔ZY-03〕
	AuditGroups    []Group `json:"audit_groups"`    // 须附任前审计的机关〔AN-04〕
}

// Investigation is the standing committee's own look at a nominee (任前考察)〔SN-01、SN-02、WN-03〕.
type Investigation struct {
	Mode     Mode     `json:"mode"`     // SN-02：未经考察一律不予上会，即“必须完成”
	Groups   []Group  `json:"groups"`   // 适用的机关
	Headings []string `json:"headings"` // 考察内容的分项〔SN-01〕
}

// Consultation is the exchange with the Party committee (沟通)〔TM-02、TM-03、SN-07、WN-01〕.
type Consultation struct {
	Required bool `json:"required"` // 没有沟通记录的，不提请主任会议
}

// Publicity is the pre-appointment notice (任前公示)〔业务参考 5，AN-02、AN-03〕.
type Publicity struct {
	Mode          Mode    `json:"mode"`            // 是否公示
	WorkingDays   int     `json:"working_days"`    // 公示期，工作日：一般不少于 5 个
	Groups        []Group `json:"groups"`          // 适用的机关：深圳只公示法检人选
	ShowExamScore bool    `json:"show_exam_score"` // 公示是否附考试成绩〔AN-02〕
}

// Education is study before and training after the appointment (任前学习)〔DZ-04、WN-06、TM-18〕.
type Education struct {
	Mode     Mode     `json:"mode"`     // 任前学习是否必须
	Hours    int      `json:"hours"`    // 学时
	Topics   []string `json:"topics"`   // 学习内容
	Training bool     `json:"training"` // 是否登记任后培训〔TM-18〕
}

// Commitment is what a nominee promises in writing and in person (供职承诺)〔TM-11、TM-12、ZY-06、SB-07〕.
type Commitment struct {
	Before        Stop         `json:"before"`         // 书面承诺何时以前交
	Written       Whom         `json:"written"`        // 书面承诺〔TM-11〕
	Speech        Whom         `json:"speech"`         // 供职发言：TM-12 由主任会议确定
	SpeechTiming  SpeechTiming `json:"speech_timing"`  // ST-04 通过后，其他表决前
	SpeechMinutes int          `json:"speech_minutes"` // 发言时限，分钟：一般 3 至 5〔业务参考 2.4〕
	Headings      []string     `json:"headings"`       // 承诺内容〔SB-07〕
	JudgeRequired bool         `json:"judge_required"` // 承诺须经审查合格〔WN-12〕
	OnFail        OnFail       `json:"on_fail"`        // 不合格：重新承诺或终止程序〔WN-12〕
}

// Materials is what members receive before the meeting, and when (会议通知与材料)〔TM-09、ZY-12〕.
type Materials struct {
	NoticeDaysBefore int  `json:"notice_days_before"` // 会议通知提前日数：重庆、浙江 7
	DaysBefore       int  `json:"days_before"`        // 材料送达提前日数：TM-09 7、浙江 5
	ReadReceipt      bool `json:"read_receipt"`       // 登记送达和阅读〔ZY-12〕
}

// Presentation says who explains a case to the meeting (到会说明)〔业务参考 2.4〕.
type Presentation struct {
	By       Presenter `json:"by"`       // ST-03 单位负责人；TM-10、SB-06 组织部门或提请机关
	Headings []string  `json:"headings"` // 说明内容〔SB-06、SN-08〕
}

// Deliberation is how the meeting talks a case over (审议)〔DZ-07、SN-10、SN-11〕.
type Deliberation struct {
	Mode               DeliberationMode `json:"mode"`                // DZ-07 分组
	ObserversInGroups  bool             `json:"observers_in_groups"` // 列席人员编入分组〔DZ-07〕
	NomineeLeaves      bool             `json:"nominee_leaves"`      // 审议时本人回避〔SN-10〕
	UnansweredSuspends bool             `json:"unanswered_suspends"` // 问题未说清的，暂不付表决〔SN-11，R1 第二十条〕
}

// Vote is the part of voting a county may choose (表决)〔业务参考 2.5、2.6〕.
type Vote struct {
	Method      map[Action]Method `json:"method"`      // 各事项的表决方式；撤职、罢免不可设为举手，见 Policy.VoteMethod
	Blank       Blank             `json:"blank"`       // 纸质票未填写的栏：视为弃权或无效
	EnBloc      EnBloc            `json:"en_bloc"`     // 合并表决〔R1 第二十二条、R5 第十九条〕
	Scrutineers int               `json:"scrutineers"` // 监票人数：北京两名〔R5 第二十九条〕
	Minutes     int               `json:"minutes"`     // 平板表决的建议投票时间，0 为不计时〔V4 可设定时长〕
}

// Certificate is the certificate of appointment (任命书)〔业务参考 2.8〕.
type Certificate struct {
	Actions      []Action `json:"actions"`       // 颁发任命书的事项〔V14〕
	ExceptActing bool     `json:"except_acting"` // 代理职务不发〔R3 第二十八条〕
	OnTheSpot    bool     `json:"on_the_spot"`   // 通过后当场颁发〔TM-16、ZY-08〕
	Seal         bool     `json:"seal"`          // 加盖常委会印章：主任署名为必需，印章可选〔O1〕
	NumberFormat string   `json:"number_format"` // 编号式样，含 {字}、{年}、{号}
}

// Oath is when and for whom the standing committee holds the constitutional oath (宪法宣誓)〔业务参考 1.6〕.
type Oath struct {
	Timing     OathTiming `json:"timing"`      // 重庆：颁发任命书之后、闭幕之前；ST-05 通过之后
	WithinDays int        `json:"within_days"` // 补誓或另行宣誓的期限：北京一般不超过 30 日
	Offices    []Group    `json:"offices"`     // 由主任会议组织宣誓的机关；其余由本机关组织〔重庆第七条〕
	Acting     bool       `json:"acting"`      // 代理职务也宣誓〔山东〕
	StateName  bool       `json:"state_name"`  // 诵毕自报姓名〔重庆、上海、北京、河南〕
}

// Publication is how results are made public (公布)〔业务参考 2.9〕.
type Publication struct {
	WithinDays         int      `json:"within_days"`         // 通过起几日内公布并通知提请机关：北京 3
	PaperNumber        string   `json:"paper_number"`        // 定稿编号式样，含 {字}、{年}、{号}
	Channels           []string `json:"channels"`            // 公布方式
	PublishCommitments bool     `json:"publish_commitments"` // 公布供职承诺〔TM-15、DZ-11〕
	ShowCounts         bool     `json:"show_counts"`         // 公布票数
}

// Filing is reporting decisions to those who must know (备案)〔业务参考 2.9，V19〕.
type Filing struct {
	WithinDays int `json:"within_days"` // 通过起几日内报备〔业务参考 9.2〕
}

// Resubmission limits proposing a rejected person again (再次提请)〔业务参考 2.7，V13〕.
type Resubmission struct {
	MaxRejections int `json:"max_rejections"` // 连续几次未通过，本届不得再提同一职务；0 为不限〔R1 第二十一条〕
	CooldownDays  int `json:"cooldown_days"`  // 再次提请的间隔日数：深圳半年〔R4 第二十条〕
}

// Retention says how long data outlives its purpose (资料保存)〔个人信息保护法 第十九条〕.
type Retention struct {
	PublicityPageDays int `json:"publicity_page_days"` // 公示期满后页面保留日数
	FamilyYears       int `json:"family_years"`        // 家庭成员信息在案件办结后保留年数
	OpinionYears      int `json:"opinion_years"`       // 公示意见保留年数
	ExamPaperYears    int `json:"exam_paper_years"`    // 试卷保留年数
}

// Parse reads a stored policy. What it leaves unset takes the default, so a policy written before a
// field existed still means what the county practised.
func Parse(data []byte) (Policy, error) {
	p := Default()
	if err := json.Unmarshal(data, &p); err != nil {
		return Policy{}, fmt.Errorf("parse policy: %w", err)
	}
	return p, nil
}

// Documents returns what must be handed in for an action on an office of a group, in checklist order.
func (p Policy) Documents(a Action, g Group) []Document {
	want := p.Intake.Documents[a]
	if a.Begins() {
		want = append(slices.Clip(want), p.Intake.GroupDocuments[g]...)
		if slices.Contains(p.Review.AuditGroups, g) {
			want = append(want, Audit)
		}
	}
	var out []Document
	for _, d := range Documents() {
		if slices.Contains(want, d) {
			out = append(out, d)
		}
	}
	return out
}

// VoteMethod returns how an action is voted on. A dismissal case is always a secret ballot
// 〔监督法 第六十二条〕, and so is the recall of a deputy 〔选举法 罢免代表采用无记名的表决方式〕, whatever the county set.
func (p Policy) VoteMethod(a Action) Method {
	if a.Disciplinary() {
		return Secret
	}
	if m := p.Vote.Method[a]; m.Valid() {
		return m
	}
	return Secret
}

// Issues reports whether adopting the action gives the person a certificate. Removal, resignation
// and dismissal never do 〔业务参考 9 V14〕.
func (c Certificate) Issues(a Action) bool {
	if !a.Begins() || a.Acting() && c.ExceptActing {
		return false
	}
	return slices.Contains(c.Actions, a)
}

// Sworn reports whether the standing committee holds an oath for the action in a group.
func (o Oath) Sworn(a Action, g Group) bool {
	return a.Begins() && (o.Acting || !a.Acting()) && slices.Contains(o.Offices, g)
}

// Applies reports whether the county publishes nominees of the group before appointment.
func (p Publicity) Applies(a Action, g Group) bool {
	return p.Mode != Off && a.Begins() && slices.Contains(p.Groups, g)
}

// PublicationDue is the last day to publish what a meeting adopted 〔R5，业务参考 2.9〕.
func (p Policy) PublicationDue(adopted calendar.Day) calendar.Day {
	return adopted.Add(p.Publication.WithinDays)
}

// FilingDue is the last day to report what a meeting adopted to those who must know.
func (p Policy) FilingDue(adopted calendar.Day) calendar.Day { return adopted.Add(p.Filing.WithinDays) }

// OathDue is the last day for an oath not taken at the meeting, the make-up oath of an absent person included.
func (p Policy) OathDue(adopted calendar.Day) calendar.Day { return adopted.Add(p.Oath.WithinDays) }
