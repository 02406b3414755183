package supervision

import "fmt"

// Recipient is the kind of body to which records are sent (报送反馈)〔TM-22、SB-15、ZJ-14、DZ-17、K23〕.
type Recipient string

const (
	ToParty        Recipient = "party"        // 县委
	ToOrganisation Recipient = "organisation" // 县委组织部
	ToDiscipline   Recipient = "discipline"   // 县纪委监委
	ToProposer     Recipient = "proposer"     // 提请机关: proposes for the office
	ToGovernment   Recipient = "government"   // 一府一委两院负责人
	ToSuperior     Recipient = "superior"     // 上级主管部门
	ToUnit         Recipient = "unit"         // 本单位
	ToOther        Recipient = "other"        // 其他
)

// recipients lists them in the order they are shown, with the name to begin with, %s being the county's.
var recipients = []struct {
	kind        Recipient
	label, name string
}{
	{ToParty, "县委", "中共%s委员会"},
	{ToOrganisation, "组织部门", "中共%s委员会组织部"},
	{ToDiscipline, "纪检监察机关", "中共%[1]s纪律检查委员会、%[1]s监察委员会"},
	{ToProposer, "提请机关", ""},
	{ToGovernment, "一府一委两院负责人", ""},
	{ToSuperior, "上级主管部门", ""},
	{ToUnit, "本单位", ""},
	{ToOther, "其他", ""},
}

// Recipients lists them in the order they are shown.
func Recipients() []Recipient {
	out := make([]Recipient, len(recipients))
	for i, r := range recipients {
		out[i] = r.kind
	}
	return out
}

// Name is what the recipient is called in a county, "" where that differs from case to case.
func (r Recipient) Name(county string) string {
	for _, x := range recipients {
		if x.kind == r && x.name != "" {
			return fmt.Sprintf(x.name, county)
		}
	}
	return ""
}

// Label returns the recipient's Chinese name, "" for one there is not.
func (r Recipient) Label() string {
	for _, x := range recipients {
		if x.kind == r {
			return x.label
		}
	}
	return ""
}

// Use is what the recipient made of it.
type Use string

const (
	UseBasis   Use = "basis"   // 作为考核、使用的依据〔AN-11〕
	UseLeader  Use = "leader"  // 领导批示
	UseHandled Use = "handled" // 交办处理
	UseFiled   Use = "filed"   // 存档备查
)

// Uses lists them in the order they are shown.
var Uses = []Use{UseBasis, UseLeader, UseHandled, UseFiled}

// Label returns the use's Chinese name, "" for one there is not.
func (u Use) Label() string {
	return map[Use]string{UseBasis: "作为考核任用的依据", UseLeader: "领导批示", UseHandled: "交办处理", UseFiled: "存档备查"}[u]
}

// DispatchPath is where a dispatch stands.
func DispatchPath(id int64) string { return fmt.Sprintf("/supervision/dispatches/%d", id) }
