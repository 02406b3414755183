package supervision

import (
	"slices"
	"strings"

	"renmian/internal/errs"
)

// The stages of a special investigation (特定问题调查).
const (
	InvestigationSigning       = "signing"       // 联名
	InvestigationFiled         = "filed"         // 已提议: the chairpersons' meeting decides
	InvestigationProposed      = "proposed"      // 提请常委会会议审议: the committee's members are named, and passed
	InvestigationInvestigating = "investigating" // 调查
	InvestigationReported      = "reported"      // 已提出调查报告: the committee resolves
	InvestigationClosed        = "closed"
	InvestigationRefused       = "refused"
)

// InvestigationRole is what somebody does in an investigation.
type InvestigationRole string

const (
	InvestigationChief    InvestigationRole = "chief"    // 主任委员
	InvestigationDeputy   InvestigationRole = "deputy"   // 副主任委员
	InvestigationMember   InvestigationRole = "member"   // 委员
	InvestigationExpert   InvestigationRole = "expert"   // 聘请的专家
	InvestigationExcluded InvestigationRole = "excluded" // 有利害关系，不得参加
)

// InvestigationRoles lists the roles in their order.
var InvestigationRoles = []InvestigationRole{InvestigationChief, InvestigationDeputy, InvestigationMember, InvestigationExpert, InvestigationExcluded}

var investigationLabels = map[InvestigationRole]string{InvestigationChief: "主任委员", InvestigationDeputy: "副主任委员", InvestigationMember: "委员",
	InvestigationExpert: "聘请的专家", InvestigationExcluded: "有利害关系，不参加"}

// Label is the role in words.
func (r InvestigationRole) Label() string { return investigationLabels[r] }

// Investigator is one person of an investigation.
type Investigator struct {
	Role     InvestigationRole
	Name     string
	Post     string
	Interest string // 利害关系
}

// CheckInvestigator checks one person who is to take part; concerned are the names of those whom the matter is about.
func CheckInvestigator(x Investigator, concerned []string) []errs.Field {
	var out []errs.Field
	add := func(name, message string) { out = append(out, errs.Field{Name: name, Message: message}) }
	if x.Name == "" {
		add("name", "请填写姓名。")
	}
	switch {
	case x.Role.Label() == "":
		add("role", "请选择担任什么。")
	case x.Role == InvestigationExcluded && x.Interest == "":
		add("interest", "请写明有什么利害关系。")
	case x.Role != InvestigationExcluded && x.Interest != "":
		add("role", "与调查的问题有利害关系的，不得参加调查委员会，请选“"+InvestigationExcluded.Label()+"”〔监督法 第五十七条〕。")
	case x.Role != InvestigationExcluded && slices.Contains(concerned, x.Name):
		add("name", x.Name+"是本事项涉及的人员，有利害关系，不得参加调查委员会〔监督法 第五十七条〕。")
	}
	return out
}

// FormingReasons lists why the investigation committee cannot be passed yet 〔监督法 第五十七条〕.
func FormingReasons(all []Investigator) []string {
	count := map[InvestigationRole]int{}
	for _, x := range all {
		count[x.Role]++
	}
	var out []string
	for _, r := range []InvestigationRole{InvestigationChief, InvestigationDeputy, InvestigationMember} {
		if count[r] == 0 {
			out = append(out, "还没有提名"+r.Label()+"；调查委员会由主任委员、副主任委员和委员组成〔监督法 第五十七条〕。")
		}
	}
	return out
}

// InvestigationTasks is what is to be done now.
func InvestigationTasks(id int64, stage string) []Task {
	path := Path(SpecialInvestigation, id)
	switch stage {
	case InvestigationFiled:
		return []Task{{Key: "decide", Label: "决定是否提请组织调查委员会", Path: path, By: PartyChair}}
	case InvestigationProposed:
		return []Task{{Key: "form", Label: "提名调查委员会组成人员，提请常委会通过", Path: path, By: PartyClerk}}
	case InvestigationInvestigating:
		return []Task{{Key: "report", Label: "提出调查报告", Path: path, By: PartyClerk}}
	case InvestigationReported:
		return []Task{{Key: "resolve", Label: "登记常委会的决议、决定", Path: path, By: PartyClerk}}
	}
	return nil
}

// Names joins the people of a role.
func (r InvestigationRole) Names(all []Investigator) string {
	var out []string
	for _, x := range all {
		if x.Role == r {
			out = append(out, x.Name)
		}
	}
	return strings.Join(out, "、")
}
