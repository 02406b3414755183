package meeting

import (
	"time"

	"renmian/internal/calendar"
	"renmian/internal/errs"
)

// OathText is one legal version of the constitutional oath.
type OathText struct {
	Version string
	Text    string
	From    calendar.Day
	Until   calendar.Day // first day no longer in force; zero for the current text
}

// oathTexts are the words fixed by 〔全国人大常委会关于实行宪法宣誓制度的决定〕; no county may change them.
var oathTexts = []OathText{
	{"2015", "我宣誓：忠于中华人民共和国宪法，维护宪法权威，履行法定职责，忠于祖国、忠于人民，恪尽职守、廉洁奉公，" +
		"接受人民监督，为建设富强、民主、文明、和谐的社会主义国家努力奋斗！", calendar.Date(2016, time.January, 1), calendar.Date(2018, time.March, 12)},
	{"2018", "我宣誓：忠于中华人民共和国宪法，维护宪法权威，履行法定职责，忠于祖国、忠于人民，恪尽职守、廉洁奉公，" +
		"接受人民监督，为建设富强民主文明和谐美丽的社会主义现代化强国努力奋斗！", calendar.Date(2018, time.March, 12), calendar.Day{}},
}

// OathOn returns the oath in force on a day; ok is false before 2016, when there was none.
func OathOn(day calendar.Day) (text OathText, ok bool) {
	for _, t := range oathTexts {
		if !day.Before(t.From) && (t.Until.IsZero() || day.Before(t.Until)) {
			return t, true
		}
	}
	return OathText{}, false
}

// OathForm is how the oath is taken 〔全国人大常委会关于实行宪法宣誓制度的决定〕.
type OathForm string

const (
	Single     OathForm = "single"     // 单独宣誓
	Collective OathForm = "collective" // 集体宣誓：一人领誓
)

// Label is the form in words.
func (f OathForm) Label() string {
	switch f {
	case Single:
		return "单独宣誓"
	case Collective:
		return "集体宣誓"
	}
	return string(f)
}

// Ceremony is one oath ceremony (宪法宣誓仪式).
type Ceremony struct {
	Day     calendar.Day
	Form    OathForm
	Version string  // which text was read
	Takers  []int64 // persons who took the oath
	Leader  string  // 领誓人; only in a collective oath
}

// CheckCeremony refuses an old text (V17), a single oath of several people, and a collective oath
// without a leader 〔全国人大常委会关于实行宪法宣誓制度的决定〕.
func CheckCeremony(c Ceremony) error {
	var fields []errs.Field
	add := func(wrong bool, name, message string) {
		if wrong {
			fields = append(fields, errs.Field{Name: name, Message: message})
		}
	}
	now, ok := OathOn(c.Day)
	add(!ok || c.Version != now.Version, "version", "宣誓只能使用宣誓当日有效的法定誓词。")
	add(len(c.Takers) == 0, "takers", "请选宣誓人。")
	switch c.Form {
	case Single:
		add(len(c.Takers) > 1, "takers", "单独宣誓只能有一名宣誓人；多人请选集体宣誓。")
	case Collective:
		add(c.Leader == "", "leader", "集体宣誓须由一人领誓，请指定领誓人。")
	default:
		add(true, "form", "请选择宣誓形式。")
	}
	return errs.Form(fields...)
}
