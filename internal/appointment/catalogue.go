package appointment

import (
	"strings"

	"renmian/internal/policy"
)

// DefaultOrgan is one organ of the prefilled post catalogue with its offices, in the order of the
// official list.
type DefaultOrgan struct {
	Name     string
	Kind     string
	Proposer string // the organ that proposes its personnel; empty: it does so itself
	Offices  []Office
}

// traits are the yes-or-no fields of an office, written as letters so that the table below reads as a
// table: e 任前考试, c 颁发任命书, o 宪法宣誓, d 可提撤职案.
type traits string

func (t traits) has(letter string) bool { return strings.Contains(string(t), letter) }

// entry is one line of the table: the office's name without its organ.
type entry struct {
	name     string
	filledBy Filling
	rank     Rank
	traits   traits
	seats    int
}

// 常委会组成人员 〔地方组织法 第四十七条〕. Offices of the congress are not in 〔监督法 第六十条〕, so they
// know no dismissal case.
var committeeEntries = []entry{
	{"主任", FilledByElect, RankChief, "", 1},
	{"副主任", FilledByElect, RankDeputy, "", 5},
	{"委员", FilledByElect, RankMember, "", 23},
}

// 常委会办事机构、工作机构 〔地方组织法 第五十九条〕, with a head and deputies each.
var committeeBodies = []string{"办公室", "法制工作委员会", "财政经济工作委员会", "教育科学文化卫生工作委员会",
	"农业与农村工作委员会", "选举任免联络工作委员会"}

var bodyEntries = []entry{
	{"主任", FilledByAppoint, RankChief, "eco", 1},
	{"副主任", FilledByAppoint, RankDeputy, "eco", 2},
}

// 代表资格审查委员会 〔地方组织法 第五十六条〕
var credentialsEntries = []entry{
	{"主任委员", FilledByPass, RankChief, "", 1},
	{"副主任委员", FilledByPass, RankDeputy, "", 1},
	{"委员", FilledByPass, RankMember, "", 5},
}

// 专门委员会主任委员由人大通过；个别副主任委员、部分委员由常委会任免 〔地方组织法 第三十四条〕.
var specialEntries = []entry{
	{"主任委员", FilledByElect, RankChief, "", 1},
	{"副主任委员", FilledByAppoint, RankDeputy, "eco", 2},
	{"委员", FilledByAppoint, RankMember, "eco", 6},
}

var specialCommittees = []string{"监察和司法委员会", "财政经济委员会", "社会建设委员会"}

// 个别副县长由常委会决定任免 〔地方组织法 第五十条（十三）〕.
var governmentEntries = []entry{
	{"县长", FilledByElect, RankChief, "", 1},
	{"副县长", FilledByDecide, RankDeputy, "ecod", 7},
}

// 政府组成部门的正职 〔地方组织法 第五十条（十四）〕. The ecology bureau is a branch of the city's and not
// among them.
var departments = []struct{ name, head string }{
	{"人民政府办公室", "主任"},
	{"发展和改革局", "局长"}, {"教育和体育局", "局长"}, {"工业和信息化局", "局长"}, {"公安局", "局长"},
	{"民政局", "局长"}, {"司法局", "局长"}, {"财政局", "局长"}, {"人力资源和社会保障局", "局长"},
	{"自然资源局", "局长"}, {"住房和城乡建设局", "局长"}, {"交通运输局", "局长"}, {"水利局", "局长"},
	{"农业农村局", "局长"}, {"商务局", "局长"}, {"文化和旅游局", "局长"}, {"卫生健康局", "局长"},
	{"退役军人事务局", "局长"}, {"应急管理局", "局长"}, {"审计局", "局长"}, {"市场监督管理局", "局长"},
	{"林业局", "局长"}, {"统计局", "局长"}, {"医疗保障局", "局长"}, {"行政审批服务局", "局长"},
}

// 〔地方组织法 第五十条（十五）〕
var supervisionEntries = []entry{
	{"主任", FilledByElect, RankChief, "", 1},
	{"副主任", FilledByAppoint, RankDeputy, "ecod", 3},
	{"委员", FilledByAppoint, RankMember, "ecod", 5},
}

// 〔地方组织法 第五十条（十六）；人民陪审员法 第十条〕
var courtEntries = []entry{
	{"院长", FilledByElect, RankChief, "", 1},
	{"副院长", FilledByAppoint, RankDeputy, "ecod", 3},
	{"审判委员会委员", FilledByAppoint, RankMember, "ecod", 9},
	{"立案庭庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"立案庭副庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"刑事审判庭庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"刑事审判庭副庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"民事审判庭庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"民事审判庭副庭长", FilledByAppoint, RankOther, "ecod", 2},
	{"行政审判庭庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"行政审判庭副庭长", FilledByAppoint, RankOther, "ecod", 1},
	{"审判员", FilledByAppoint, RankMember, "ecod", 30},
	{"人民陪审员", FilledByAppoint, RankOther, "c", 120},
}

// 〔地方组织法 第五十条（十六）〕
var procuratorateEntries = []entry{
	{"检察长", FilledByElect, RankChief, "", 1},
	{"副检察长", FilledByAppoint, RankDeputy, "ecod", 3},
	{"检察委员会委员", FilledByAppoint, RankMember, "ecod", 7},
	{"检察员", FilledByAppoint, RankMember, "ecod", 20},
}

// DefaultCatalogue returns the organs and offices a county begins with 〔业务参考 1.3〕; it then makes
// them its own.
func DefaultCatalogue(county string) []DefaultOrgan {
	congress, government := county+"人民代表大会", county+"人民政府"
	committee := county + "人大常委会"
	all := []DefaultOrgan{
		organ(congress+"常务委员会", "congress", "", committee, policy.Congress, ChairpersonsMeeting, committeeEntries),
	}
	ofCongress := func(name string, entries []entry) {
		all = append(all, organ(name, "congress", congress+"常务委员会", name, policy.Congress, ChairpersonsMeeting, entries))
	}
	for _, name := range specialCommittees {
		ofCongress(congress+name, specialEntries)
	}
	for _, name := range committeeBodies {
		ofCongress(committee+name, bodyEntries)
	}
	ofCongress(committee+"代表资格审查委员会", credentialsEntries)
	all = append(all, organ(government, "government", "", government, policy.Government, CountyHead, governmentEntries))
	for _, d := range departments {
		o := organ(county+d.name, "department", government, county+d.name, policy.Government, CountyHead,
			[]entry{{d.head, FilledByDecide, RankChief, "ecod", 1}})
		o.Offices[0].Filing = "上一级人民政府" // 〔地方组织法 第五十条（十四）〕
		all = append(all, o)
	}
	supervision, court, procuratorate := county+"监察委员会", county+"人民法院", county+"人民检察院"
	all = append(all,
		organ(supervision, "supervision", "", supervision, policy.Supervision, SupervisionHead, supervisionEntries),
		organ(court, "court", "", court, policy.Court, CourtPresident, courtEntries),
		organ(procuratorate, "procuratorate", "", procuratorate, policy.Procuratorate, ProcuratorGeneral, procuratorateEntries))
	// 代理检察长报上一级人民检察院和人大常委会备案 〔地方组织法 第五十条（十三）〕
	all[len(all)-1].Offices[0].Filing = "上一级人民检察院、上一级人民代表大会常务委员会"
	return all
}

// DefaultOffices returns the offices of DefaultCatalogue.
func DefaultOffices(county string) []Office {
	var all []Office
	for _, o := range DefaultCatalogue(county) {
		all = append(all, o.Offices...)
	}
	return all
}

func organ(name, kind, proposer, prefix string, group policy.Group, by Nominator, entries []entry) DefaultOrgan {
	o := DefaultOrgan{Name: name, Kind: kind, Proposer: proposer}
	for _, e := range entries {
		nominator := by
		if e.filledBy == FilledByElect {
			nominator = CongressItself
		}
		o.Offices = append(o.Offices, Office{OrganName: name, Title: prefix + e.name, Group: group, FilledBy: e.filledBy,
			Nominator: nominator, Rank: e.rank, Exam: e.traits.has("e"), Certificate: e.traits.has("c"),
			Oath: e.traits.has("o"), Dismissible: e.traits.has("d"), Seats: e.seats})
	}
	return o
}

// OfficeProblems lists what contradicts the law or itself in an office as the clerk describes it, by
// the name of the form field.
func OfficeProblems(o Office) map[string]string {
	bad := map[string]string{}
	if !o.Group.Valid() {
		bad["group"] = "请选择职务类别。"
	}
	if o.FilledBy.Label() == "" {
		bad["filled_by"] = "请选择产生方式。"
	}
	if o.Rank.Label() == "" {
		bad["rank"] = "请选择职级关系。"
	}
	switch elected := o.FilledBy == FilledByElect; {
	case o.Nominator.Label() == "":
		bad["nominator"] = "请选择法定提名人。"
	case elected != (o.Nominator == CongressItself):
		bad["nominator"] = "人民代表大会选举产生的职务不由常委会任命，提名人选“人民代表大会（选举）”；其他职务须选定提名人。"
	case !elected && o.Group.Valid() && o.Nominator != ChairpersonsMeeting && o.Nominator.OrganKind() != string(o.Group):
		bad["nominator"] = o.Group.Label() + "职务不由" + o.Nominator.Label() + "提名，请核对《地方组织法》第五十条。"
	}
	// 选举产生的不发任命书 V14
	if o.Certificate && (o.FilledBy == FilledByElect || o.FilledBy == FilledByActing || o.FilledBy == FilledByDeputy) {
		bad["certificate"] = "选举产生或者只决定代理的职务不颁发任命书，请取消勾选。"
	}
	if o.FilledBy == FilledByDeputy && o.Group != policy.Congress {
		bad["group"] = "上一级人大代表请归入人大。"
	}
	if o.Dismissible && (o.Group == policy.Congress || o.FilledBy == FilledByElect) {
		bad["dismissible"] = "人大机关职务和选举产生的职务不属于撤职案对象，请取消勾选〔监督法第六十条〕。"
	}
	if o.Seats < 1 || o.Seats > 1000 {
		bad["seats"] = "职数请填 1 至 1000 的整数。"
	}
	return bad
}
