package policy

import "slices"

// Exam is the law exam before appointment (任前法律知识考试)〔业务参考 3〕.
type Exam struct {
	Groups           []Group             `json:"groups"`             // 须考试的机关〔TM-06 全部，SN-04 一府两院〕
	Actions          []Action            `json:"actions"`            // 须考试的任免事项
	Before           Stop                `json:"before"`             // 何时以前考完：浙江报主任会议，河口在会前〔R3 第十条〕
	Organiser        string              `json:"organiser"`          // 组织机构：DZ-04 法工委、SB-03 人事代表工委、ZY-04 选任联工委
	PassMark         float64             `json:"pass_mark"`          // 及格分，满分 100：多为 60，SB-05 为 80
	Makeups          int                 `json:"makeups"`            // 补考次数，-1 为不限〔DZ-06〕
	MakeupWithinDays int                 `json:"makeup_within_days"` // 几日内补考，0 为不限：商州 3〔E1〕
	FailPolicy       FailPolicy          `json:"fail_policy"`        // 不及格的处理〔V12〕
	Validity         Validity            `json:"validity"`           // 成绩有效期：R1 第十六条本届内有效
	ValidYears       int                 `json:"valid_years"`        // 按年数有效时的年数
	Bands            []Band              `json:"bands"`              // 等次：石台 60、80、90〔E6〕
	Waivers          []Waiver            `json:"waivers"`            // 免试情形〔E2、E3、E5，R4 第十五条〕
	Report           ScoreReport         `json:"report"`             // 成绩报告对象〔R3 第十条、DZ-06〕
	OpenBook         bool                `json:"open_book"`          // 开卷：商州、岐山；石台、开江闭卷
	Minutes          int                 `json:"minutes"`            // 考试时长，分钟
	LateMinutes      int                 `json:"late_minutes"`       // 开考几分钟以内可以入场，通常 30〔考场规则〕
	LateByConsent    bool                `json:"late_by_consent"`    // 过后经监考人员同意可以入场
	PartialCredit    bool                `json:"partial_credit"`     // 多选题少选是否给部分分
	DoubleMarking    bool                `json:"double_marking"`     // 主观题由两人分别评阅
	MaxDifference    float64             `json:"max_difference"`     // 两人评分相差超过此值的复核
	ObjectionDays    int                 `json:"objection_days"`     // 成绩核对后几日内可提异议，0 为不受理
	ScopeDays        int                 `json:"scope_days"`         // 考前几日告知范围：石台 3、开江 15
	Blueprints       map[Group]Blueprint `json:"blueprints"`         // 各类试卷的组卷要求〔E7、SN-05、DZ-05〕
}

// Band is a grade from a mark upward (等次).
type Band struct {
	From  float64 `json:"from"`  // 起始分
	Label string  `json:"label"` // 等次名称
}

// Blueprint is what one group's paper is made of (组卷要求)〔业务参考 3〕.
type Blueprint struct {
	Sections []Section  `json:"sections"`        // 题型、题数与分值，合计 100
	Laws     []LawPart  `json:"laws"`            // 各部法律至少几题
	Cells    []CellPart `json:"cells,omitempty"` // 更细的要求：某题型某部法律、某个难度至少几题
}

// Section is one part of a paper (大题).
type Section struct {
	Kind   QuestionKind `json:"kind"`   // 题型
	Count  int          `json:"count"`  // 题数
	Points float64      `json:"points"` // 每题分值
}

// LawPart is the least number of questions from one law.
type LawPart struct {
	Law string `json:"law"` // 法律名称
	Min int    `json:"min"` // 最少题数
}

// CellPart is the least number of questions of one kind, from one law, of one difficulty or both.
type CellPart struct {
	Law   string       `json:"law,omitempty"`   // 法律名称，空为不限
	Kind  QuestionKind `json:"kind"`            // 题型
	Level int          `json:"level,omitempty"` // 难度 1 至 5，0 为不限
	Min   int          `json:"min"`             // 最少题数
}

// Required reports whether an action on an office of the group needs a passed exam.
func (e Exam) Required(g Group, a Action) bool {
	return a.Begins() && slices.Contains(e.Groups, g) && slices.Contains(e.Actions, a)
}

// Passed reports whether a mark passes.
func (e Exam) Passed(mark float64) bool { return mark >= e.PassMark }

// Grade names the band a mark falls into; below the lowest band it is 不合格.
func (e Exam) Grade(mark float64) string {
	grade := "不合格"
	for _, b := range e.Bands {
		if mark >= b.From {
			grade = b.Label
		}
	}
	return grade
}

// MakeupLeft reports whether a person who has sat n make-up exams may sit another.
func (e Exam) MakeupLeft(n int) bool {
	return e.FailPolicy != FailBlock && (e.Makeups < 0 || n < e.Makeups)
}

// Total is the number of points of the paper.
func (b Blueprint) Total() float64 {
	total := 0.0
	for _, s := range b.Sections {
		total += float64(s.Count) * s.Points
	}
	return total
}

// Questions is the number of questions of the paper.
func (b Blueprint) Questions() int {
	n := 0
	for _, s := range b.Sections {
		n += s.Count
	}
	return n
}
