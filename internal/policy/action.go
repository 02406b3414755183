package policy

import "slices"

// Action is what a case asks the standing committee to do with one person and one office (任免事项).
type Action string

const (
	Appoint           Action = "appoint"            // 任命：法检监、人大机构人员
	DecideAppoint     Action = "decide_appoint"     // 决定任命：副县长、政府组成人员
	ApproveAppoint    Action = "approve_appoint"    // 批准任命：下一级检察长，县级一般不用
	Remove            Action = "remove"             // 免去
	DecideRemove      Action = "decide_remove"      // 决定免去
	AcceptResignation Action = "accept_resignation" // 接受辞职
	Dismiss           Action = "dismiss"            // 撤职
	DecideActing      Action = "decide_acting"      // 决定代理：代理县长、监委主任、院长、检察长
	ElectActing       Action = "elect_acting"       // 推选代理：常委会代理主任
	Pass              Action = "pass"               // 通过：代表资格审查委员会等
	Recall            Action = "recall"             // 罢免：本级选出的上一级人大代表
)

var actionLabels = labels[Action]{
	{Appoint, "任命"}, {DecideAppoint, "决定任命"}, {ApproveAppoint, "批准任命"},
	{Remove, "免去"}, {DecideRemove, "决定免去"}, {AcceptResignation, "接受辞职"},
	{Dismiss, "撤职"}, {DecideActing, "决定代理"}, {ElectActing, "推选代理"},
	{Pass, "通过"}, {Recall, "罢免"},
}

// Actions lists every action in the order of the official list.
func Actions() []Action { return actionLabels.values() }

// Label is the action's word on paper.
func (a Action) Label() string { return actionLabels.of(a) }

// Options lists the actions for a form.
func (Action) Options() []Option { return actionLabels.options() }

// Valid reports whether a is one of the actions.
func (a Action) Valid() bool { return actionLabels.has(a) }

// Begins reports whether adopting the action starts a tenure.
func (a Action) Begins() bool {
	return slices.Contains([]Action{Appoint, DecideAppoint, ApproveAppoint, DecideActing, ElectActing, Pass}, a)
}

// Ends reports whether adopting the action ends a tenure.
func (a Action) Ends() bool { return a.Valid() && !a.Begins() }

// Acting reports whether the action fills an office for the time being only (代理).
func (a Action) Acting() bool { return a == DecideActing || a == ElectActing }

// Disciplinary reports whether the action is a sanction, so that the person may answer it before
// the vote 〔监督法 第六十二条〕.
func (a Action) Disciplinary() bool { return a == Dismiss || a == Recall }

// Decides reports whether the action is worded 决定: the offices of 〔地方组织法 第五十条（十三）（十四）〕.
func (a Action) Decides() bool {
	return a == DecideAppoint || a == DecideRemove || a == DecideActing
}

// Group is the kind of organ an office belongs to: one exam paper, one block of the official list.
type Group string

const (
	Congress      Group = "congress"      // 人大常委会机关和专门委员会
	Government    Group = "government"    // 县政府
	Supervision   Group = "supervision"   // 县监察委员会
	Court         Group = "court"         // 县人民法院
	Procuratorate Group = "procuratorate" // 县人民检察院
)

var groupLabels = labels[Group]{
	{Congress, "人大"}, {Government, "政府"}, {Supervision, "监委"}, {Court, "法院"}, {Procuratorate, "检察院"},
}

// Groups lists every group in the order of the official list.
func Groups() []Group { return groupLabels.values() }

// Label is the short name of the group.
func (g Group) Label() string { return groupLabels.of(g) }

// Options lists the groups for a form.
func (Group) Options() []Option { return groupLabels.options() }

// Valid reports whether g is one of the groups.
func (g Group) Valid() bool { return groupLabels.has(g) }

// Document is a paper the proposing organ hands in (提请材料)〔业务参考 2.2〕.
type Document string

const (
	Bill          Document = "bill"           // 人事任免议案或报告，机关正职签署
	Form          Document = "form"           // 干部任免审批表
	Inspection    Document = "inspection"     // 考察材料
	Resume        Document = "resume"         // 基本情况或简历
	ReasonAppoint Document = "reason_appoint" // 拟任理由
	ReasonRemove  Document = "reason_remove"  // 免职（撤职）理由
	Notice        Document = "notice"         // 公示情况
	ExamResult    Document = "exam"           // 法律考试成绩单
	Pledge        Document = "commitment"     // 供职承诺书
	OrgDoc        Document = "org_doc"        // 新设机构的批准文件
	Qualification Document = "qualification"  // 法官、检察官任职资格材料
	Resignation   Document = "resignation"    // 辞职书
	Discipline    Document = "discipline"     // 廉政意见
	Defence       Document = "defence"        // 本人书面申辩
	Audit         Document = "audit"          // 任前审计报告〔AN-04〕
	Recommended   Document = "recommended"    // 民主推荐和民主测评情况〔SB-02〕
)

var documentLabels = labels[Document]{
	{Bill, "人事任免议案"}, {Form, "干部任免审批表"}, {Inspection, "考察材料"}, {Resume, "基本情况（简历）"},
	{ReasonAppoint, "拟任理由"}, {ReasonRemove, "免职理由"}, {Notice, "公示情况"}, {ExamResult, "法律考试成绩单"},
	{Pledge, "供职承诺书"}, {OrgDoc, "新设机构批准文件"}, {Qualification, "法官、检察官任职资格材料"},
	{Resignation, "辞职书"}, {Discipline, "廉政意见"}, {Defence, "书面申辩"}, {Audit, "任前审计报告"}, {Recommended, "民主推荐和测评情况"},
}

// Documents lists every kind of document in the order of the checklist.
func Documents() []Document { return documentLabels.values() }

// Label is the document's name on the checklist.
func (d Document) Label() string { return documentLabels.of(d) }

// Options lists the documents for a form.
func (Document) Options() []Option { return documentLabels.options() }

// Valid reports whether d is one of the documents.
func (d Document) Valid() bool { return documentLabels.has(d) }
