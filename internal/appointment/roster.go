package appointment

import (
	"fmt"
	"slices"
	"strings"

	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/policy"
)

// RosterLine is one line of an existing list of office holders that is to be taken over, with what was
// found about it and what will be done with it.
type RosterLine struct {
	Row       int          `json:"row"` // as the spreadsheet counts
	Name      string       `json:"name"`
	Sex       string       `json:"sex,omitempty"`
	Born      calendar.Day `json:"born,omitzero"` // first day of the month
	Ethnicity string       `json:"ethnicity,omitempty"`
	Party     string       `json:"party,omitempty"`
	Education string       `json:"education,omitempty"`
	Organ     string       `json:"organ,omitempty"`
	Title     string       `json:"title"`
	Acting    bool         `json:"acting,omitempty"`
	From      calendar.Day `json:"from,omitzero"`
	To        calendar.Day `json:"to,omitzero"`
	EndReason string       `json:"end_reason,omitempty"`

	Problems []errs.Finding `json:"problems,omitempty"`
	Hints    []string       `json:"hints,omitempty"`
	PersonID int64          `json:"person_id,omitempty"` // zero: a new person
	OfficeID int64          `json:"office_id,omitempty"`
	Plan     string         `json:"plan,omitempty"` // what will be done when nothing is wrong
}

func (l *RosterLine) problem(column, format string, args ...any) {
	l.Problems = append(l.Problems, errs.Finding{Column: column, Text: fmt.Sprintf(format, args...)})
}

func (l *RosterLine) hint(format string, args ...any) {
	l.Hints = append(l.Hints, fmt.Sprintf(format, args...))
}

// RosterOffice is an office of the catalogue as the roster is checked against it.
type RosterOffice struct {
	Office
	EndedOn calendar.Day
}

// RosterPerson is a registered person of a name that stands in the roster.
type RosterPerson struct {
	Person
	Member bool // of the present standing committee
}

// RosterTenure is a registered tenure of such a person.
type RosterTenure struct {
	PersonID, OfficeID int64
	Acting             bool
	From, To           calendar.Day
}

// Registered is what the registers know of the roster's offices and names.
type Registered struct {
	Offices []RosterOffice
	Persons []RosterPerson
	Tenures []RosterTenure
}

// CheckRoster checks a roster line by line against the registers and against itself. Lines come back
// with their problems, hints and plan; a roster is taken over only when no line has a problem.
func CheckRoster(lines []RosterLine, known Registered, today calendar.Day) []RosterLine {
	out := slices.Clone(lines)
	for i := range out {
		l := &out[i]
		checkDates(l, today)
		office := findOffice(l, known.Offices)
		person := findPerson(l, known.Persons)
		if person != nil && office != nil && person.Member && l.To.IsZero() && incompatible(office.Group) {
			l.problem("职务", "%s是现任常委会组成人员，不得担任行政、监察、审判、检察职务，请核对〔地方组织法第四十七条〕。", l.Name)
		}
		for _, t := range known.Tenures {
			if person != nil && office != nil && t.PersonID == person.ID && t.OfficeID == office.ID && t.Acting == l.Acting && overlap(*l, t.From, t.To) {
				l.problem("", "任职已有登记（%s），不能重复导入，请删去这一行。", period(t.From, t.To))
			}
		}
		againstEarlier(l, out[:i])
		if len(l.Problems) == 0 {
			l.Plan = plan(*l, person)
		}
	}
	againstSeats(out, known)
	return out
}

// RosterProblems counts the lines that stand in the way.
func RosterProblems(lines []RosterLine) int {
	n := 0
	for _, l := range lines {
		if len(l.Problems) > 0 {
			n++
		}
	}
	return n
}

func checkDates(l *RosterLine, today calendar.Day) {
	switch {
	case l.From.IsZero():
	case l.From.After(today):
		l.problem("任职日期", "任职日期不能晚于今天。")
	case !l.Born.IsZero() && l.From.Before(l.Born.AddMonths(18*12)):
		l.problem("出生年月", "按出生年月，任职时不满 18 周岁，请核对。")
	}
	switch {
	case l.To.IsZero():
		if l.EndReason != "" {
			l.problem("终止日期", "填了终止原因，请补填终止日期。")
		}
	case l.To.After(today):
		l.problem("终止日期", "终止日期不能晚于今天；仍在任的请留空。")
	case !l.From.IsZero() && l.To.Before(l.From):
		l.problem("终止日期", "终止日期早于任职日期，请核对。")
	case l.EndReason == "":
		l.problem("终止原因", "填了终止日期，请补填终止原因。")
	}
}

func findOffice(l *RosterLine, offices []RosterOffice) *RosterOffice {
	if l.Title == "" {
		return nil
	}
	n := slices.IndexFunc(offices, func(o RosterOffice) bool { return o.Title == l.Title })
	if n < 0 {
		if near := nearTitle(l.Title, offices); near != "" {
			l.problem("职务", "职务目录中没有“%s”，是否为“%s”？请按目录的全称填写，或先在职务目录中新设。", l.Title, near)
		} else {
			l.problem("职务", "职务目录中没有“%s”，请按目录的全称填写，或先在职务目录中新设。", l.Title)
		}
		return nil
	}
	o := &offices[n]
	l.OfficeID = o.ID
	if l.Organ != "" && l.Organ != o.OrganName {
		l.problem("机关", "“%s”在职务目录中属于“%s”，不是“%s”，请核对。", o.Title, o.OrganName, l.Organ)
	}
	if !o.EndedOn.IsZero() && (l.To.IsZero() || l.To.After(o.EndedOn)) {
		l.problem("职务", "该职务已于%s撤销，任职须在此前终止。", o.EndedOn)
	}
	if l.Acting && o.Rank != RankChief {
		l.problem("代理", "只有正职可以代理，请核对〔地方组织法第五十条（十三）〕。")
	}
	return o
}

// nearTitle guesses the office meant: one title holds the other, or they share their head and their end.
func nearTitle(title string, offices []RosterOffice) string {
	best, score := "", 0
	for _, o := range offices {
		n := commonPrefix(title, o.Title) + commonSuffix(title, o.Title)
		if strings.HasSuffix(o.Title, title) || strings.HasSuffix(title, o.Title) {
			n += 100
		}
		if n > score {
			best, score = o.Title, n
		}
	}
	if score < len([]rune(title))*2/3 {
		return ""
	}
	return best
}

func commonPrefix(a, b string) int {
	x, y, n := []rune(a), []rune(b), 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	x, y, n := []rune(a), []rune(b), 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

// findPerson matches by name and month of birth. Whom only a person can tell apart is a problem.
func findPerson(l *RosterLine, persons []RosterPerson) *RosterPerson {
	var same, exact []*RosterPerson
	for i := range persons {
		if p := &persons[i]; p.Name == l.Name {
			same = append(same, p)
			if !l.Born.IsZero() && p.Born == l.Born {
				exact = append(exact, p)
			}
		}
	}
	switch {
	case len(exact) > 1:
		l.problem("姓名", "人员档案中有 %d 名%s同月出生，无法区分，请在系统中逐人办理。", len(exact), l.Name)
	case len(exact) == 1:
		p := exact[0]
		l.PersonID = p.ID
		if l.Sex != "" && p.Sex != "" && l.Sex != p.Sex {
			l.problem("性别", "人员档案中%s（%s生）的性别是“%s”，请核对是否同一人。", p.Name, month(p.Born), p.Sex)
		}
		return p
	case len(same) > 0 && l.Born.IsZero():
		l.problem("出生年月", "人员档案中已有%s（%s），请补填出生年月以便区分。", l.Name, births(same))
	case slices.ContainsFunc(same, func(p *RosterPerson) bool { return p.Born.IsZero() }):
		l.problem("出生年月", "人员档案中的%s没有出生年月，无法判断是否同一人，请先补全该档案。", l.Name)
	case len(same) > 0:
		l.hint("与人员档案中的%s（%s）同名，出生年月不同，将另建档案。", l.Name, births(same))
	}
	return nil
}

func againstEarlier(l *RosterLine, earlier []RosterLine) {
	for _, e := range earlier {
		if e.Name != l.Name {
			continue
		}
		switch {
		case e.Born != l.Born:
			if l.PersonID == 0 && (e.Born.IsZero() || l.Born.IsZero()) {
				l.problem("出生年月", "与第 %d 行同名，请两行都填写出生年月以便区分。", e.Row)
				return
			}
		case e.Title == l.Title && e.Acting == l.Acting && overlap(*l, e.From, e.To):
			l.problem("", "与第 %d 行重复，请删去一行。", e.Row)
			return
		case e.Sex != l.Sex && e.Sex != "" && l.Sex != "":
			l.problem("性别", "与第 %d 行同名同出生年月，性别不同，请核对。", e.Row)
			return
		}
	}
}

// againstSeats hints at offices that would have more holders than seats.
func againstSeats(lines []RosterLine, known Registered) {
	holders := map[int64]int{}
	for _, t := range known.Tenures {
		if t.To.IsZero() && !t.Acting {
			holders[t.OfficeID]++
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.OfficeID == 0 || !l.To.IsZero() || l.Acting || len(l.Problems) > 0 {
			continue
		}
		holders[l.OfficeID]++
		n := slices.IndexFunc(known.Offices, func(o RosterOffice) bool { return o.ID == l.OfficeID })
		if seats := known.Offices[n].Seats; holders[l.OfficeID] > seats {
			l.hint("导入后在任 %d 人，超过职务目录中的职数 %d，请核对。", holders[l.OfficeID], seats)
		}
	}
}

// incompatible groups are those a member of the standing committee may not serve in 〔地方组织法 第四十七条〕. V07
func incompatible(g policy.Group) bool { return g != policy.Congress }

func overlap(l RosterLine, from, to calendar.Day) bool {
	return (to.IsZero() || l.From.Before(to)) && (l.To.IsZero() || from.Before(l.To))
}

func plan(l RosterLine, p *RosterPerson) string {
	who := "新建人员档案"
	if p != nil {
		who = "记入已有档案"
		if !p.Born.IsZero() {
			who += "（" + month(p.Born) + "生）"
		}
	}
	acting := ""
	if l.Acting {
		acting = "（代理）"
	}
	return who + "；登记任职：" + l.Title + acting + "，" + period(l.From, l.To)
}

func period(from, to calendar.Day) string {
	if to.IsZero() {
		return from.String() + "起"
	}
	return from.String() + "至" + to.String()
}

func month(d calendar.Day) string {
	if d.IsZero() {
		return "出生年月不详"
	}
	y, m, _ := d.Date()
	return fmt.Sprintf("%d年%d月", y, m)
}

func births(persons []*RosterPerson) string {
	var all []string
	for _, p := range persons {
		all = append(all, month(p.Born))
	}
	return strings.Join(all, "、")
}
