package lrmx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"renmian/internal/errs"
)

// kind says how the text of one sort of box is read, shown and written.
type kind[T any] struct {
	parse func(string) (T, bool) // false: not readable, the text is kept as it is
	check func(T, string) string // for corrections by hand: what is wrong, or ""
	show  func(T) string         // for people
	file  func(T) string         // for the file
	lines bool                   // several lines
	dated bool                   // a date: the file has one form for it
}

// box is one field of the form with its accessors.
type box struct {
	key, element, label, group string
	lines, dated               bool
	read                       func(f *Form, raw string)
	edit                       func(f *Form, typed string) string
	raw, shown, file           func(f *Form) string
	edited, readable           func(f *Form) bool
}

func newBox[T any](key, element, label string, at func(*Form) *Field[T], k kind[T]) box {
	shown := func(f *Form) string {
		v := at(f)
		if s := k.show(v.Value); s != "" || v.Edited {
			return s
		}
		return tidy(v.Raw, k.lines)
	}
	parse := func(raw string) (v T, ok bool) {
		if strings.TrimSpace(raw) == "" {
			return v, true
		}
		if v, ok := k.parse(raw); ok {
			return v, true
		}
		return k.parse(tidy(raw, k.lines)) // as it will be written
	}
	return box{
		key: key, element: element, label: label, lines: k.lines, dated: k.dated,
		read: func(f *Form, raw string) {
			v, _ := parse(raw)
			*at(f) = Field[T]{Raw: raw, Value: v}
		},
		edit: func(f *Form, typed string) string {
			v, ok := parse(typed)
			if k.check != nil {
				if problem := k.check(v, typed); problem != "" {
					return problem
				}
			}
			if !ok {
				return label + "看不懂，请核对后重填。"
			}
			old, oldOK := parse(at(f).Raw)
			at(f).Value, at(f).Edited = v, !oldOK || k.show(v) != k.show(old)
			return ""
		},
		raw:   func(f *Form) string { return at(f).Raw },
		shown: shown,
		file: func(f *Form) string {
			if s := k.file(at(f).Value); s != "" {
				return s
			}
			return shown(f)
		},
		edited:   func(f *Form) bool { return at(f).Edited },
		readable: func(f *Form) bool { _, ok := parse(at(f).Raw); return ok || at(f).Edited },
	}
}

func tidy(s string, lines bool) string {
	if lines {
		return manyLines(s)
	}
	return oneLine(s)
}

func same(s string) string { return s }

// textKind is a box of plain text. What parse leaves is settled and parsed again: joining lines or taking
// out blanks can bring a reference together.
func textKind(parse func(string) string, lines bool, check func(string, string) string) kind[string] {
	once := func(s string) (string, bool) {
		s = parse(s)
		for range 4 {
			s = parse(settled(s))
		}
		return s, true
	}
	return kind[string]{parse: once, check: check, show: same, file: same, lines: lines}
}

func dateKind(label string, days bool) kind[Date] {
	shape := func(d Date) Date {
		if !days {
			return d.YearMonth()
		}
		return d
	}
	return kind[Date]{
		parse: ParseDate,
		check: func(d Date, typed string) string {
			if strings.TrimSpace(typed) != "" && d.IsZero() {
				return label + "应写作 2026.11 或 202611 的样子，请核对后重填。"
			}
			return ""
		},
		show:  func(d Date) string { return shape(d).String() },
		file:  func(d Date) string { return shape(d).compact() },
		dated: true,
	}
}

var (
	line      = textKind(oneLine, false, nil)
	word      = textKind(removeBlanks, false, nil)
	block     = textKind(manyLines, true, nil)
	nameKind  = textKind(personName, false, checkName)
	sexKind   = textKind(parseSex, false, checkSex)
	folkKind  = textKind(parseEthnicity, false, nil)
	idKind    = textKind(parseID, false, func(v, _ string) string { return IDProblem(v) })
	partyKind = kind[Party]{parse: parseParty, check: checkParty, show: Party.String, file: Party.file}

	resumeKind = kind[Resume]{parse: parseResume, check: checkResume, show: Resume.String, file: Resume.String, lines: true}
	rewardKind = kind[Rewards]{parse: parseRewards, show: Rewards.String, file: Rewards.String, lines: true}
	assessKind = kind[Assessments]{parse: parseAssessments, show: Assessments.String, file: Assessments.String, lines: true}
)

// The groups of the paper form.
const (
	groupBasic     = "基本情况"
	groupEducation = "学历学位"
	groupOffice    = "职务"
	groupResume    = "简历"
	groupConduct   = "奖惩与考核"
	groupFamily    = "家庭主要成员及重要社会关系"
	groupReport    = "呈报"
)

// family and photo stand in the order of the file like every other element, but have no box.
const (
	familyElement = "JiaTingChengYuan"
	photoElement  = "ZhaoPian"
	itemElement   = "Item"
)

type str = Field[string]

// boxes are all boxes of the form but family and photo, in the order of the file and of the paper.
var boxes = grouped(
	in(groupBasic,
		newBox("name", "XingMing", "姓名", func(f *Form) *str { return &f.Name }, nameKind),
		newBox("sex", "XingBie", "性别", func(f *Form) *str { return &f.Sex }, sexKind),
		newBox("birth", "ChuShengNianYue", "出生年月", func(f *Form) *Field[Date] { return &f.Birth }, birthKind),
		newBox("ethnicity", "MinZu", "民族", func(f *Form) *str { return &f.Ethnicity }, folkKind),
		newBox("native_place", "JiGuan", "籍贯", func(f *Form) *str { return &f.NativePlace }, line),
		newBox("birthplace", "ChuShengDi", "出生地", func(f *Form) *str { return &f.Birthplace }, line),
		newBox("party", "RuDangShiJian", "入党时间", func(f *Form) *Field[Party] { return &f.Party }, partyKind),
		newBox("work_start", "CanJiaGongZuoShiJian", "参加工作时间", func(f *Form) *Field[Date] { return &f.WorkStart }, dateKind("参加工作时间", false)),
		newBox("age_limit_date", "DaoLingNianYue", "到龄年月", func(f *Form) *Field[Date] { return &f.AgeLimitMonth }, dateKind("到龄年月", false)),
		newBox("health", "JianKangZhuangKuang", "健康状况", func(f *Form) *str { return &f.Health }, line),
		newBox("title", "ZhuanYeJiShuZhiWu", "专业技术职务", func(f *Form) *str { return &f.Title }, line),
		newBox("expertise", "ShuXiZhuanYeYouHeZhuanChang", "熟悉专业有何专长", func(f *Form) *str { return &f.Expertise }, line),
	),
	in(groupEducation, educationBoxes("full_time", "QuanRiZhiJiaoYu", "全日制教育", func(f *Form) *Education { return &f.FullTime })...),
	in(groupEducation, educationBoxes("in_service", "ZaiZhiJiaoYu", "在职教育", func(f *Form) *Education { return &f.InService })...),
	in(groupOffice,
		newBox("current_office", "XianRenZhiWu", "现任职务", func(f *Form) *str { return &f.CurrentOffice }, line),
		newBox("proposed_office", "NiRenZhiWu", "拟任职务", func(f *Form) *str { return &f.ProposedOffice }, line),
		newBox("removed_office", "NiMianZhiWu", "拟免职务", func(f *Form) *str { return &f.RemovedOffice }, line),
	),
	in(groupResume, newBox("resume", "JianLi", "简历", func(f *Form) *Field[Resume] { return &f.Resume }, resumeKind)),
	in(groupConduct,
		newBox("rewards", "JiangChengQingKuang", "奖惩情况", func(f *Form) *Field[Rewards] { return &f.Rewards }, rewardKind),
		newBox("assessments", "NianDuKaoHeJieGuo", "年度考核结果", func(f *Form) *Field[Assessments] { return &f.Assessments }, assessKind),
		newBox("reason", "RenMianLiYou", "任免理由", func(f *Form) *str { return &f.Reason }, block),
	),
	in(groupFamily, box{element: familyElement}),
	in(groupReport,
		newBox("reporting_organ", "ChengBaoDanWei", "呈报单位", func(f *Form) *str { return &f.ReportingOrgan }, line),
		newBox("former_age_limit", "GaiGeQianRenZhiNianLingJieXian", "改革前任职年龄界限", func(f *Form) *str { return &f.FormerAgeLimit }, line),
		newBox("age_date", "JiSuanNianLingShiJian", "计算年龄时间", func(f *Form) *Field[Date] { return &f.AgeDate }, dateKind("计算年龄时间", true)),
		newBox("filled_date", "TianBiaoShiJian", "填表时间", func(f *Form) *Field[Date] { return &f.FilledDate }, dateKind("填表时间", true)),
		newBox("filled_by", "TianBiaoRen", "填表人", func(f *Form) *str { return &f.FilledBy }, line),
		newBox("id_number", "ShenFenZheng", "身份证号", func(f *Form) *str { return &f.IDNumber }, idKind),
		box{element: photoElement},
		newBox("version", "Version", "版本", func(f *Form) *str { return &f.Version }, word),
		newBox("politics", "ZhengZhiMianMao", "政治面貌", func(f *Form) *str { return &f.Politics }, line),
	),
)

// optional elements are written only when they have a value: 3.x files do not know them.
var optional = map[string]bool{"DaoLingNianYue": true, "GaiGeQianRenZhiNianLingJieXian": true, "ZhengZhiMianMao": true}

func educationBoxes(key, element, label string, at func(*Form) *Education) []box {
	return []box{
		newBox(key+".level", element+"_XueLi", label+"学历", func(f *Form) *str { return &at(f).Level }, word),
		newBox(key+".degree", element+"_XueWei", label+"学位", func(f *Form) *str { return &at(f).Degree }, line),
		newBox(key+".level_school", element+"_XueLi_BiYeYuanXiaoXi", label+"毕业院校系及专业（学历）", func(f *Form) *str { return &at(f).LevelSchool }, line),
		newBox(key+".degree_school", element+"_XueWei_BiYeYuanXiaoXi", label+"毕业院校系及专业（学位）", func(f *Form) *str { return &at(f).DegreeSchool }, line),
	}
}

// relativeBoxes are the five cells of relative i, which must exist.
func relativeBoxes(i int) []box {
	key, label := fmt.Sprintf("family.%d.", i+1), fmt.Sprintf("家庭成员 %d ", i+1)
	return in(groupFamily,
		newBox(key+"title", "ChengWei", label+"称谓", func(f *Form) *str { return &f.Relatives[i].Title }, word),
		newBox(key+"name", "XingMing", label+"姓名", func(f *Form) *str { return &f.Relatives[i].Name }, textKind(personName, false, nil)),
		newBox(key+"birth", "ChuShengRiQi", label+"出生日期", func(f *Form) *Field[Date] { return &f.Relatives[i].Birth }, dateKind(label+"出生日期", false)),
		newBox(key+"politics", "ZhengZhiMianMao", label+"政治面貌", func(f *Form) *str { return &f.Relatives[i].Politics }, line),
		newBox(key+"work", "GongZuoDanWeiJiZhiWu", label+"工作单位及职务", func(f *Form) *str { return &f.Relatives[i].Work }, line),
	)
}

func in(group string, list ...box) []box {
	for i := range list {
		list[i].group = group
	}
	return list
}

func grouped(groups ...[]box) []box {
	var all []box
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// allBoxes lists every box of f in paper order, the cells of the relatives in their place.
func allBoxes(f *Form) []box {
	var all []box
	for _, b := range boxes {
		switch b.element {
		case familyElement:
			for i := range f.Relatives {
				all = append(all, relativeBoxes(i)...)
			}
		case photoElement:
		default:
			all = append(all, b)
		}
	}
	return all
}

var tagless = regexp.MustCompile(`<[^>]*>`)

// FieldRow is one line of the field-by-field table.
type FieldRow struct {
	Key, Label, Group string
	File              string // what the file says
	Use               string // the value in use
	Edited            bool   // corrected by hand
	Readable          bool   // false: the value in use is the text as it stands, because it could not be read
	Lines             bool   // several lines
	Fixed             bool   // cannot be corrected here
}

// Fields returns the rows of f in paper order.
func Fields(f Form) []FieldRow {
	var rows []FieldRow
	for _, b := range allBoxes(&f) {
		if b.key == "politics" && b.shown(&f) == "" {
			continue
		}
		rows = append(rows, FieldRow{
			Key: b.key, Label: b.label, Group: b.group, Lines: b.lines,
			File: strings.Trim(b.raw(&f), " \t\n"), Use: b.shown(&f),
			Edited: b.edited(&f), Readable: b.readable(&f), Fixed: b.key == "version",
		})
	}
	for _, u := range f.Unknown {
		text := oneLine(tagless.ReplaceAllString(u.XML, " "))
		text, _ = unescape(text)
		rows = append(rows, FieldRow{Key: "unknown", Label: "未列栏目 " + u.Name, Group: groupReport,
			File: text, Use: text, Readable: true, Fixed: true})
	}
	return rows
}

// With returns f with one field corrected by hand. The error is Invalid, with its sentence beside the
// field. The key family.N.x one past the last relative adds one; a relative left without any text is
// dropped when the form is written.
func (f Form) With(key, value string) (Form, error) {
	next := f.clone()
	if n, ok := relativeIndex(key); ok && n == len(f.Relatives) && n < maxRelatives {
		next.Relatives = append(next.Relatives, Relative{})
	}
	value, _ = legal(strings.ToValidUTF8(value, ""))
	value, _ = plain(value)
	if len(value) > maxText {
		return f, errs.Form(errs.Field{Name: key, Message: "内容过长，请删减后重填。"})
	}
	for _, b := range allBoxes(&next) {
		if b.key != key || key == "version" {
			continue
		}
		if problem := b.edit(&next, value); problem != "" {
			return f, errs.Form(errs.Field{Name: key, Message: problem})
		}
		return next, nil
	}
	return f, errs.New(errs.NotFound, "表中没有“%s”这一栏，请刷新页面后重试。", key)
}

// WithEditsOf returns f, read anew from a file, with the corrections made by hand in old. Those that no
// longer fit are left out.
func (f Form) WithEditsOf(old Form) Form {
	for _, b := range allBoxes(&old) {
		if !b.edited(&old) {
			continue
		}
		if next, err := f.With(b.key, b.shown(&old)); err == nil {
			f = next
		}
	}
	return f
}

// relativeIndex returns the index of the relative that a key like family.2.name speaks of.
func relativeIndex(key string) (int, bool) {
	rest, ok := strings.CutPrefix(key, "family.")
	number, _, dot := strings.Cut(rest, ".")
	n, err := strconv.Atoi(number)
	return n - 1, ok && dot && err == nil && n > 0
}
