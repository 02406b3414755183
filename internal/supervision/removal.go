package supervision

import (
	"fmt"

	"renmian/internal/errs"
)

// Means is how an office may come to its end out of supervision.
type Means string

const (
	Dismissal      Means = "dismissal"       // 撤职 〔监督法 第六十条〕
	Recall         Means = "recall"          // 罢免上一级人大代表 〔选举法 第五十一条〕
	SuggestRemoval Means = "suggest_removal" // 建议县委或者上级免职 〔DZ-15〕
)

var meansLabels = map[Means]string{Dismissal: "撤职案", Recall: "罢免案", SuggestRemoval: "建议免职"}

// Label is the means in words.
func (m Means) Label() string { return meansLabels[m] }

// Mover is who brings a motion.
type Mover string

const (
	MoverOrgan   Mover = "organ"                // 县政府、监委、法院、检察院
	MoverChairs  Mover = "chairpersons_meeting" // 主任会议
	MoverMembers Mover = "members"              // 组成人员联名
)

var moverLabels = map[Mover]string{MoverOrgan: "机关提出", MoverChairs: "主任会议提出", MoverMembers: "组成人员联名提出"}

// Label is the mover in words.
func (m Mover) Label() string { return moverLabels[m] }

// RemovalOffice is an office that a person may lose.
type RemovalOffice struct {
	Title       string
	Dismissible bool   // 撤职案对象 〔监督法 第六十条〕
	Deputy      bool   // 上一级人大代表
	OrganKind   string // the kind of organ that nominates for it
	Held        bool   // by the person now
}

// RemovalMotion is what somebody would bring against a person.
type RemovalMotion struct {
	Means     Means
	Mover     Mover
	OrganKind string // of the organ that moves
	Offices   []RemovalOffice
	Reason    string
	Recipient string // 建议送给谁
}

// Problems lists what the law does not allow of a motion, beside the field it is about.
func (m RemovalMotion) Problems() []errs.Field {
	var out []errs.Field
	add := func(name, format string, args ...any) {
		out = append(out, errs.Field{Name: name, Message: fmt.Sprintf(format, args...)})
	}
	if m.Means.Label() == "" {
		add("means", "请选择撤职案、罢免案或者建议免职。")
	}
	if len(m.Offices) == 0 {
		add("office", "请选择职务。")
	}
	for _, o := range m.Offices {
		switch {
		case !o.Held:
			add("office", "本人现不担任“%s”，请核对。", o.Title)
		case m.Means == Dismissal && !o.Dismissible:
			add("office", "“%s”不属于常委会可以决定撤职的范围〔监督法 第六十条〕。", o.Title)
		case m.Means == Recall && !o.Deputy:
			add("office", "罢免案只对本级人大选出的上一级人大代表提出，“%s”不是〔选举法 第五十一条〕。", o.Title)
		case m.Means == Dismissal && m.Mover == MoverOrgan && o.OrganKind != m.OrganKind:
			add("office", "“%s”不由本机关提请任命，本机关不能对其提出撤职案〔监督法 第六十一条〕。", o.Title)
		}
	}
	switch {
	case m.Means == Recall && m.Mover == MoverOrgan:
		add("means", "闭会期间，罢免案由主任会议或者五分之一以上的常委会组成人员联名提出〔选举法 第五十一条〕。")
	case m.Means == SuggestRemoval && m.Mover != MoverChairs:
		add("means", "免职建议由主任会议研究提出；组成人员和机关可以提出撤职案〔监督法 第六十一条〕。")
	case m.Means == SuggestRemoval && m.Recipient == "":
		add("recipient", "请填写送交的机关，如“中共示例县委”。")
	}
	if m.Reason == "" {
		add("reason", "请写明理由和事实，并备好有关材料〔监督法 第六十一条〕。")
	}
	return out
}

// Fifth reports whether n members are one fifth of all or more.
func Fifth(n, all int) bool { return n > 0 && n*5 >= all }

// FifthOf is the least number of members that is one fifth of all.
func FifthOf(all int) int { return max(1, (all+4)/5) }

// HardMean is one of the four hard means (刚性监督手段)〔ZY-20〕: who may start it and how it goes on.
type HardMean struct {
	Key     string
	Name    string
	Basis   string
	Objects string
	Who     string
	Steps   []string
}

// HardMeans lists the four for a committee of so many members.
func HardMeans(members int) []HardMean {
	fifth := fmt.Sprintf("五分之一以上组成人员（现为 %d 人以上）书面联名", FifthOf(members))
	return []HardMean{
		{"interpellation", "质询", "监督法 第五十一至五十四条", "本级人民政府及其部门、监察委员会、人民法院、人民检察院",
			fmt.Sprintf("组成人员 %d 人以上书面联名", LeastMovers),
			[]string{"写明质询对象、问题和内容，联名人逐一签署", "主任会议决定口头或者书面答复", "受质询机关负责人到会答复，或者签署书面答复",
				"过半数提案人不满意的，可以要求再作答复，由主任会议决定"}},
		{"special_investigation", "特定问题调查", "监督法 第五十五至五十九条", "需要作出决议、决定而有关重大事实不清的事项",
			"主任会议；或者" + fifth,
			[]string{"提议组织调查委员会，由主任会议决定提请", "常委会会议审议通过组成人员，有利害关系的不得参加，可以聘请专家", "调查并提出调查报告", "常委会作出相应的决议、决定"}},
		{"dismissal", "撤职", "监督法 第六十至六十二条", "个别副县长，常委会任命的政府其他组成人员，监委、法院、检察院的有关人员",
			"县人民政府、监察委员会、人民法院、人民检察院；主任会议；或者" + fifth,
			[]string{"写明对象和理由，提供有关材料", "主任会议决定提请常委会会议审议", "表决前本人到会或者书面申辩", "无记名投票，全体组成人员过半数通过"}},
		{"recall", "罢免", "选举法 第五十一至五十三条", "本级人大选出的上一级人大代表",
			"闭会期间：主任会议；或者" + fifth,
			[]string{"写明罢免理由", "本人到会或者书面申辩", "无记名表决，全体组成人员过半数通过", "报上一级人大常委会备案、公告"}},
	}
}

// SuggestTo lists to whom removal may be suggested: who proposes for the office, the Party committee, a superior authority〔DZ-15〕.
var SuggestTo = []Recipient{ToProposer, ToParty, ToSuperior}
