package lrmx

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
)

// Severity says what a finding does to the import.
type Severity string

const (
	Stop   Severity = "stop"   // 不能导入
	Settle Severity = "settle" // 须更正，或说明理由予以确认，方可提交
	Hint   Severity = "hint"   // 提示
)

// Finding is one result of the checks, beside its field.
type Finding struct {
	Severity Severity
	Rule     string // stable name of the check, under which a confirmation is kept
	Key      string // field; "" for the whole form
	Text     string // a Chinese sentence
}

// CommitteeMember is a member of the standing committee, for recusal.
type CommitteeMember struct{ Name, Organ string }

// Context is what the checks compare the form with. What is left empty is not checked.
type Context struct {
	Notes      []Note            // what Read noticed
	Offices    []string          // 本级人大常委会任免的职务: titles of the catalogue
	PersonName string            // the person named in the proposal
	Birth      Date              // that person's month of birth
	IDInUse    bool              // the same identity number is in an open case
	Meeting    calendar.Day      // day of the committee meeting
	Members    []CommitteeMember // 常委会组成人员
	AgeLimit   int               // highest age allowed on the meeting day; 0 for none
}

// Check returns everything to be stopped at, settled or looked at, in the order of the form.
func Check(f Form, c Context) []Finding {
	k := &checker{f: f, c: c}
	for _, n := range c.Notes {
		k.add(Hint, "note", n.Key, "%s", n.Text)
	}
	k.person()
	k.identity()
	k.offices()
	k.resume()
	k.conduct()
	k.age()
	k.family()
	k.paper()
	return k.findings
}

type checker struct {
	f        Form
	c        Context
	findings []Finding
}

func (k *checker) add(s Severity, rule, key, format string, args ...any) {
	k.findings = append(k.findings, Finding{s, rule, key, fmt.Sprintf(format, args...)})
}

func (k *checker) person() {
	f := &k.f
	if f.Name.Value == "" {
		k.add(Stop, "name_missing", "name", "表上没有姓名，不能导入，请补填后再交。")
	}
	named := personName(k.c.PersonName)
	switch {
	case named != "" && f.Name.Value != "" && named != f.Name.Value:
		k.add(Settle, "person_differs", "name", "表上姓名“%s”与提请件所列“%s”不一致，请核对。", f.Name.Value, named)
	case !k.c.Birth.IsZero() && !f.Birth.Value.IsZero() && k.c.Birth.YearMonth() != f.Birth.Value.YearMonth():
		k.add(Settle, "person_differs", "birth", "表上出生年月 %s 与提请件所列 %s 不一致，请核对。", f.Birth.Value.YearMonth(), k.c.Birth.YearMonth())
	}
	switch f.Sex.Value {
	case "男", "女":
	case "":
		k.add(Hint, "sex_missing", "sex", "性别未填。")
	default:
		k.add(Hint, "sex_unknown", "sex", "性别“%s”应为“男”或“女”，请更正。", f.Sex.Value)
	}
	if f.Birth.Value.Month == 0 {
		k.add(Hint, "birth_missing", "birth", "出生年月未填或看不懂，无法核对年龄，请补填。")
	}
	if raw := removeBlanks(f.Ethnicity.Raw); raw != "" && !f.Ethnicity.Edited && !strings.HasSuffix(raw, "族") && !strings.HasSuffix(raw, "人") {
		k.add(Hint, "ethnicity_suffix", "ethnicity", "民族“%s”缺“族”字，采用“%s”。", raw, f.Ethnicity.Value)
	}
}

func (k *checker) identity() {
	id := k.f.IDNumber.Value
	if id == "" {
		k.add(Hint, "id_missing", "id_number", "身份证号未填，无法核对身份。")
		return
	}
	if k.c.IDInUse {
		k.add(Settle, "id_in_use", "id_number", "同一身份证号已有在办的任免案，请核对是否重复提请。")
	}
	if problem := IDProblem(id); problem != "" {
		k.add(Settle, "id_wrong", "id_number", "%s", problem)
	}
	if born, birth := IDBirth(id), k.f.Birth.Value; birth.Month != 0 && !born.IsZero() && birth.YearMonth() != born.YearMonth() {
		k.add(Settle, "id_birth", "id_number", "身份证号上的出生年月 %s 与表上 %s 不一致，请核对。", born.YearMonth(), birth.YearMonth())
	}
	if sex := IDSex(id); sex != "" && checkSex(k.f.Sex.Value, "") == "" && k.f.Sex.Value != "" && sex != k.f.Sex.Value {
		k.add(Settle, "id_sex", "id_number", "身份证号表明性别为%s，与表上“%s”不一致，请核对。", sex, k.f.Sex.Value)
	}
}

func (k *checker) offices() {
	proposed, removed := k.f.ProposedOffice.Value, k.f.RemovedOffice.Value
	if none.MatchString(proposed) {
		proposed = ""
	}
	if none.MatchString(removed) {
		removed = ""
	}
	if proposed == "" && removed == "" {
		k.add(Settle, "office_missing", "proposed_office", "拟任职务和拟免职务都没有填，请至少填写一项。")
	}
	if k.c.Offices == nil || proposed == "" {
		return
	}
	var unknown []string
	matches := MatchOffices(proposed, k.c.Offices)
	for _, m := range matches {
		if m.Title == "" {
			unknown = append(unknown, m.Part)
		}
	}
	switch {
	case len(unknown) == 0:
	case len(unknown) == len(matches):
		k.add(Settle, "office_unknown", "proposed_office", "拟任职务“%s”不在本级人大常委会任免职务目录内，请核对或从目录中选择。", excerpt(proposed))
	default:
		k.add(Hint, "office_other", "proposed_office", "拟任职务中的“%s”不在本级人大常委会任免职务目录内，不由常委会表决。", excerpt(strings.Join(unknown, "、")))
	}
}

func (k *checker) resume() {
	periods := k.f.Resume.Value.Periods
	if len(periods) == 0 {
		k.add(Hint, "resume_missing", "resume", "简历未填，或没有一行以起止年月开头。")
		return
	}
	for i, p := range periods {
		if p.reversed() {
			k.add(Hint, "resume_reversed", "resume", "简历第 %d 段“%s”起止年月颠倒，请更正。", i+1, p.span())
		}
		if i == 0 {
			continue
		}
		last := periods[i-1]
		if last.Open {
			k.add(Hint, "resume_overlap", "resume", "简历第 %d 段没有截止年月，后面却还有一段，请核对。", i)
			continue
		}
		if last.End.Month == 0 || p.Start.Month == 0 {
			continue
		}
		switch gap := p.Start.months() - last.End.months(); {
		case gap > 1:
			k.add(Hint, "resume_gap", "resume", "简历在 %s 与 %s 之间有空档，请核对。", last.End.YearMonth(), p.Start.YearMonth())
		case gap < 0:
			k.add(Hint, "resume_overlap", "resume", "简历“%s”与“%s”两段时间重叠，兼任属正常，请核对。", last.span(), p.span())
		}
	}
	current, last := k.f.CurrentOffice.Value, periods[len(periods)-1].Text
	if current != "" && !agree(current, last) {
		k.add(Hint, "resume_current", "resume", "简历最后一段“%s”与现任职务不一致，请核对。", excerpt(last))
	}
}

// agree reports whether two texts name the same offices: one contains the other, or every office of
// one stands in the other.
func agree(current, last string) bool {
	a, b := officeKey(current), officeKey(last)
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	for _, part := range officeSeparator.Split(rankNote.ReplaceAllString(current, ""), maxOfficeParts) {
		if !strings.Contains(b, officeKey(part)) {
			return false
		}
	}
	return true
}

func (k *checker) conduct() {
	if n := len(k.f.Assessments.Value.Years); n < 3 {
		k.add(Hint, "assessments_few", "assessments", "年度考核结果只看出 %d 个年度，一般应填近 3 年。", n)
	}
	for _, a := range k.f.Assessments.Value.Years {
		if a.Grade == "不称职" || a.Grade == "不合格" || a.Grade == "基本称职" || a.Grade == "基本合格" {
			k.add(Hint, "assessments_low", "assessments", "%d 年年度考核结果为%s，请留意。", a.Year, a.Grade)
		}
	}
}

func (k *checker) age() {
	birth, on := k.f.Birth.Value, DateOf(k.c.Meeting)
	if birth.Month == 0 || on.IsZero() {
		return
	}
	if age, ok := Age(birth, on); ok && k.c.AgeLimit > 0 && age > k.c.AgeLimit {
		k.add(Hint, "age_limit", "birth", "到会议之日年满 %d 周岁，超过 %d 周岁的年龄要求，请核对。", age, k.c.AgeLimit)
	}
	limit := AgeLimitMonth(birth, k.f.FormerLimit())
	if limit.IsZero() {
		return
	}
	if limit.months() <= on.months() {
		k.add(Hint, "age_reached", "birth", "按改革前 %d 岁推算，到龄年月为 %s，会议之日已到龄，请核对；推算仅供参考。", k.f.FormerLimit(), limit)
	}
	if stated := k.f.AgeLimitMonth.Value; !stated.IsZero() && stated.YearMonth() != limit && k.f.FormerAgeLimit.Value != "" {
		k.add(Hint, "age_limit_date", "age_limit_date", "表上到龄年月 %s 与推算的 %s 不一致，请核对；推算仅供参考。", stated.YearMonth(), limit)
	}
}

func (k *checker) family() {
	for i, r := range k.f.Relatives {
		key := fmt.Sprintf("family.%d.", i+1)
		if r.blank(&k.f, i) {
			continue
		}
		switch who := r.Title.Value + r.Name.Value; {
		case r.Title.Value == "":
			k.add(Hint, "relative_title", key+"title", "家庭成员%s没有填称谓，请补填。", r.Name.Value)
		case r.Name.Value == "":
			k.add(Hint, "relative_name", key+"name", "家庭成员“%s”没有填姓名，请补填。", who)
		}
		k.recusal(key, r)
	}
}

// recusal reminds of members who are a relative, or work where a relative works.
func (k *checker) recusal(key string, r Relative) {
	who := r.Title.Value + r.Name.Value
	for _, m := range k.c.Members {
		name, organ := personName(m.Name), officeKey(m.Organ)
		switch {
		case name != "" && name == r.Name.Value:
			k.add(Hint, "recusal", key+"name", "亲属%s与常委会组成人员%s同名，如系同一人，表决时应当回避，请核实。", who, m.Name)
		case len([]rune(organ)) >= 3 && !r.Deceased() && strings.Contains(officeKey(r.Work.Value), organ):
			k.add(Hint, "recusal", key+"work", "亲属%s与常委会组成人员%s同在%s，请核实是否需要回避。", who, m.Name, m.Organ)
		}
	}
}

func (k *checker) paper() {
	if !k.f.HasPhoto {
		k.add(Hint, "photo_missing", "photo", "没有照片。")
	}
	if strings.TrimSpace(k.f.FilledDate.Raw) == "" && k.f.FilledDate.Value.IsZero() {
		k.add(Hint, "filled_date_missing", "filled_date", "填表时间未填。")
	}
}
