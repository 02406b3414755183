package document

// CadreForm is one person's 干部任免审批表 as it stands on paper, values ready to print.
type CadreForm struct {
	Name, Sex, Birth, Ethnicity, NativePlace, Birthplace string // Birth: 1980.01, then （46岁） on a line of its own
	Party, WorkStart, AgeLimit, Health, Title, Expertise string
	FullTime, InService                                  CadreEducation
	Current, Proposed, Removed                           string // 现任、拟任、拟免职务
	Resume                                               []CadrePeriod
	Rewards, Assessments, Reason                         string
	Relatives                                            []CadreRelative
	Organ, FilledBy                                      string // 呈报单位、填表人
	Photo                                                []byte
	Late                                                 bool // the print of version 4.0, with 到龄时间
}

// CadreEducation is one pair of lines of 学历学位.
type CadreEducation struct{ Level, Degree, LevelSchool, DegreeSchool string }

// CadrePeriod is one line of the résumé: what stands in its columns for the period, and the text.
type CadrePeriod struct{ Period, Text string }

// CadreRelative is one row of 家庭主要成员及重要社会关系.
type CadreRelative struct{ Title, Name, Age, Politics, Work string }

// Drawing is a page of fixed measures, in millimetres from its top left corner; sizes of type are points.
type Drawing struct {
	Frames []Frame
	Texts  []Placed
	Photo  Frame // where the photo goes; no width when there is none
}

// Frame is a rectangle with the width of its rule in points.
type Frame struct{ X, Y, W, H, Rule float64 }

// Placed is a piece of text in one line, its baseline at Y.
type Placed struct {
	X, Y, Width, Size float64
	Text              string
	Heavy             bool
}
