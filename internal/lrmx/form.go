package lrmx

import (
	"slices"

	"renmian/internal/errs"
)

// Field is one box of the form: the text of the file, and the value in use.
type Field[T any] struct {
	Raw    string `json:"raw,omitempty"`    // 文件原文: as the file has it, blanks and all
	Value  T      `json:"value,omitzero"`   // 采用值: normalised, or corrected by hand; zero when Raw cannot be read as a T
	Edited bool   `json:"edited,omitempty"` // 已人工更正
}

// Form is one person's form 干部任免审批表. It is stored as JSON without the photo, which is kept beside
// it like the original file.
type Form struct {
	Name          Field[string] `json:"name"`           // 姓名
	Sex           Field[string] `json:"sex"`            // 性别
	Birth         Field[Date]   `json:"birth"`          // 出生年月
	Ethnicity     Field[string] `json:"ethnicity"`      // 民族
	NativePlace   Field[string] `json:"native_place"`   // 籍贯
	Birthplace    Field[string] `json:"birthplace"`     // 出生地
	Party         Field[Party]  `json:"party"`          // 入党时间
	WorkStart     Field[Date]   `json:"work_start"`     // 参加工作时间
	AgeLimitMonth Field[Date]   `json:"age_limit_date"` // 到龄年月 (4.0)
	Health        Field[string] `json:"health"`         // 健康状况
	Title         Field[string] `json:"title"`          // 专业技术职务
	Expertise     Field[string] `json:"expertise"`      // 熟悉专业有何专长

	FullTime  Education `json:"full_time"`  // 全日制教育
	InService Education `json:"in_service"` // 在职教育

	CurrentOffice  Field[string] `json:"current_office"`  // 现任职务
	ProposedOffice Field[string] `json:"proposed_office"` // 拟任职务
	RemovedOffice  Field[string] `json:"removed_office"`  // 拟免职务

	Resume      Field[Resume]      `json:"resume"`      // 简历
	Rewards     Field[Rewards]     `json:"rewards"`     // 奖惩情况
	Assessments Field[Assessments] `json:"assessments"` // 年度考核结果
	Reason      Field[string]      `json:"reason"`      // 任免理由
	Relatives   []Relative         `json:"relatives"`   // 家庭主要成员及重要社会关系

	ReportingOrgan Field[string] `json:"reporting_organ"`  // 呈报单位
	FormerAgeLimit Field[string] `json:"former_age_limit"` // 改革前任职年龄界限 (4.0)
	AgeDate        Field[Date]   `json:"age_date"`         // 计算年龄时间
	FilledDate     Field[Date]   `json:"filled_date"`      // 填表时间
	FilledBy       Field[string] `json:"filled_by"`        // 填表人
	IDNumber       Field[string] `json:"id_number"`        // 身份证号
	Politics       Field[string] `json:"politics"`         // 政治面貌, written by some exporters
	Version        Field[string] `json:"version"`          // 版本: information only, nothing depends on it

	Photo    []byte `json:"-"`                   // 照片: JPEG of at most 413×579, made anew from the file's picture; set it again before Write
	HasPhoto bool   `json:"has_photo,omitempty"` // the form has a photo, wherever it is kept

	Unknown []Unknown `json:"unknown,omitempty"` // elements not in the list, kept and written back
	Tags    []Tag     `json:"tags,omitempty"`    // layout of a clean file, so that it is written back byte for byte

	photoText string // ZhaoPian of a clean file as it stood
}

// Education is one line pair of 学历学位.
type Education struct {
	Level        Field[string] `json:"level"`         // 学历
	Degree       Field[string] `json:"degree"`        // 学位
	LevelSchool  Field[string] `json:"level_school"`  // 毕业院校系及专业, line 1
	DegreeSchool Field[string] `json:"degree_school"` // 毕业院校系及专业, line 2
}

// Relative is one row of 家庭主要成员及重要社会关系.
type Relative struct {
	Title    Field[string] `json:"title"`    // 称谓
	Name     Field[string] `json:"name"`     // 姓名
	Birth    Field[Date]   `json:"birth"`    // 出生日期
	Politics Field[string] `json:"politics"` // 政治面貌
	Work     Field[string] `json:"work"`     // 工作单位及职务
	Unknown  []Unknown     `json:"unknown,omitempty"`
}

// Deceased reports a relative whose work unit says so; no age is shown then.
func (r Relative) Deceased() bool { return deceased.MatchString(r.Work.Value) }

// Unknown is an element this program has no box for, with its content as XML.
type Unknown struct {
	Name string `json:"name"`
	XML  string `json:"xml"`
}

// Tag is one child of Person where it stood in a clean file; Empty says how an empty one was spelled:
// "" for <X></X>, "/" for <X/>, " /" for <X />; for the family, blanks are its content.
type Tag struct {
	Name  string `json:"name"`
	Empty string `json:"empty,omitempty"`
}

// Note is one thing the reader noticed or repaired, in a sentence for the user.
type Note struct {
	Key  string // the field it belongs to; "" for the whole file
	Text string
}

// ForMembers returns what members of the standing committee may see: name, sex, month of birth,
// education, résumé and offices, and nothing else.
func (f Form) ForMembers() Form {
	birth := Field[Date]{Value: f.Birth.Value.YearMonth()}
	return Form{
		Name: f.Name, Sex: f.Sex, Birth: birth,
		FullTime: f.FullTime, InService: f.InService, Resume: f.Resume,
		CurrentOffice: f.CurrentOffice, ProposedOffice: f.ProposedOffice, RemovedOffice: f.RemovedOffice,
	}
}

// WithPhoto returns f with another picture as its photo.
func (f Form) WithPhoto(picture []byte) (Form, error) {
	photo, err := encodePhoto(picture)
	if err != nil {
		return f, errs.Form(errs.Field{Name: "photo", Message: "照片应为 2 MB 以内的 JPEG、PNG 或 BMP 图片，请重新选择。"})
	}
	f.Photo, f.HasPhoto, f.photoText = photo, true, ""
	return f, nil
}

// clone returns a copy whose relatives can be changed without touching f.
func (f Form) clone() Form {
	f.Relatives = slices.Clone(f.Relatives)
	return f
}
