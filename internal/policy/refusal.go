package policy

// Refusal is a practice of the source that is not offered, with the ground in law and what is done instead.
type Refusal struct {
	Preset   string // key of the county that names it
	Row      string
	Practice string
	Ground   string
	Instead  string
}

// Refusals lists the practices no county can set.
func Refusals() []Refusal {
	return []Refusal{
		{"wn", "WN-10", "撤销职务用举手表决", "监督法第六十二条：撤职案的表决采用无记名投票的方式",
			"撤职案一律无记名投票，不能设置；免去职务可以设为举手表决"},
		{"st", "ST-05", "手捧党章宣誓", "宪法第二十七条，全国人大常委会关于实行宪法宣誓制度的决定",
			"只用国家统一的宪法宣誓誓词，宣誓人手按宪法"},
		{"an", "AN-05", "由主任会议或组成人员联名提出一府两院的任命人选", "地方组织法第五十条：由县长、监委主任、院长、检察长等依法提名",
			"提名人按职务固定；组成人员联名只用于撤职案〔监督法第六十一条〕"},
		{"an", "AN-06", "差额任命、另选他人", "地方组织法第五十条、第五十一条：对提请的人选，以全体组成人员的过半数通过；差额和另选他人属于选举",
			"任免表决票只有赞成、反对、弃权"},
		{"an", "AN-07", "任免垂直管理部门负责人", "地方组织法第五十条：县级政府组成部门的局长、主任等，由常委会决定任免",
			"可以列为工作评议的单位，不列入任免职务目录"},
	}
}
