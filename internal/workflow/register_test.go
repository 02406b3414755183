package workflow_test

import (
	"bytes"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

var termStart = calendar.Date(2021, 11, 5)

// registry is a house with a clerk, a term and the prefilled post catalogue.
type registry struct {
	*house
	clerk authz.Actor
	term  int64
}

func newRegistry(t *testing.T) registry {
	t.Helper()
	r := registry{house: emptyHouse(t)}
	r.clerk, _ = r.officer(t, "clerk", authz.RoleClerk)
	var err error
	r.term, err = r.flow.SaveTerm(t.Context(), r.clerk, store.Term{Number: 18, StartsOn: termStart, EndsOn: termStart.AddMonths(60), Seats: 15})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.flow.PrefillCatalogue(t.Context(), r.clerk, "示例县"); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r registry) person(t *testing.T, name string) int64 {
	t.Helper()
	id, err := r.flow.SavePerson(t.Context(), r.clerk, workflow.PersonForm{Person: store.Person{Name: name, Sex: "男", Born: calendar.Date(1975, 3, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r registry) office(t *testing.T, title string) appointment.Office {
	t.Helper()
	o, err := r.db.OfficeByTitle(t.Context(), title)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// roster is an .xlsx file of lines: name, sex, month of birth, title, from, to, why it ended.
func roster(t *testing.T, lines ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteRows(&b, "任职名册", []string{"姓名", "性别", "出生年月", "职务", "任职日期", "终止日期", "终止原因"}, lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Each action is refused to everybody but those named for it, before anything else is looked at.
func TestRegisterActionsAreRefusedToOthers(t *testing.T) {
	h := emptyHouse(t)
	ctx := t.Context()
	day := calendar.Date(2026, 11, 1)
	for act, do := range map[authz.Action]func(who authz.Actor) error{
		authz.SaveTerm:         func(who authz.Actor) error { _, err := h.flow.SaveTerm(ctx, who, store.Term{}); return err },
		authz.AddMember:        func(who authz.Actor) error { _, err := h.flow.AddMember(ctx, who, store.Member{}); return err },
		authz.ChangeMember:     func(who authz.Actor) error { return h.flow.ChangeMember(ctx, who, 1, -1, 0) },
		authz.EndMember:        func(who authz.Actor) error { return h.flow.EndMember(ctx, who, 1, calendar.Day{}, "") },
		authz.SaveOrgan:        func(who authz.Actor) error { _, err := h.flow.SaveOrgan(ctx, who, store.Organ{}, false); return err },
		authz.AbolishOrgan:     func(who authz.Actor) error { return h.flow.AbolishOrgan(ctx, who, 1, workflow.Abolition{}) },
		authz.RenameOrgan:      func(who authz.Actor) error { return h.flow.RenameOrgan(ctx, who, 1, workflow.Renaming{}) },
		authz.RenameOffice:     func(who authz.Actor) error { return h.flow.RenameOffice(ctx, who, 1, workflow.Renaming{}) },
		authz.SaveOffice:       func(who authz.Actor) error { _, err := h.flow.SaveOffice(ctx, who, store.CatalogueEntry{}); return err },
		authz.AbolishOffice:    func(who authz.Actor) error { return h.flow.AbolishOffice(ctx, who, 1, workflow.Abolition{}) },
		authz.PrefillCatalogue: func(who authz.Actor) error { _, err := h.flow.PrefillCatalogue(ctx, who, "示例县"); return err },
		authz.SavePerson:       func(who authz.Actor) error { _, err := h.flow.SavePerson(ctx, who, workflow.PersonForm{}); return err },
		authz.EndTenureByLaw:   func(who authz.Actor) error { return h.flow.EndTenureByLaw(ctx, who, 1, day, "", "") },
		authz.CheckRoster:      func(who authz.Actor) error { _, err := h.flow.CheckRoster(ctx, who, "x", nil); return err },
		authz.AcceptRoster:     func(who authz.Actor) error { return h.flow.AcceptRoster(ctx, who, 1) },
		authz.DiscardRoster:    func(who authz.Actor) error { return h.flow.DiscardRoster(ctx, who, 1) },
		authz.ChangeCounty:     func(who authz.Actor) error { return h.flow.ChangeCounty(ctx, who, store.County{}) },
		authz.ChangeHoliday:    func(who authz.Actor) error { return h.flow.SaveHoliday(ctx, who, calendar.Holiday{}) },
	} {
		for _, role := range authz.Roles {
			who := authz.Actor{Name: role.Label(), Roles: []authz.Role{role}}
			if err := do(who); authz.Can(who, act) == (errs.KindOf(err) == errs.Forbidden) || err != nil && errs.KindOf(err) == "" {
				t.Errorf("%s by %s: %v", act, role, err)
			}
		}
	}
	for _, role := range authz.Roles {
		if role != authz.RoleAdmin {
			who := authz.Actor{Roles: []authz.Role{role}}
			if err := h.flow.RemoveHoliday(ctx, who, day); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("removing a holiday by %s: %v", role, err)
			}
			if err := h.flow.PrefillHolidays(ctx, who, 2026); errs.KindOf(err) != errs.Forbidden {
				t.Errorf("prefilling holidays by %s: %v", role, err)
			}
		}
	}
}

func TestMembersComeAndGo(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	person := r.person(t, "王示例")
	id, err := r.flow.AddMember(ctx, r.clerk, store.Member{TermID: r.term, PersonID: person, Duty: store.Chairperson, Seat: 1, Since: termStart})
	if err != nil {
		t.Fatal(err)
	}
	other := r.person(t, "李示例")
	for name, m := range map[string]store.Member{
		"person": {TermID: r.term, PersonID: person, Duty: store.PlainMember, Seat: 2, Since: termStart},
		"duty":   {TermID: r.term, PersonID: other, Duty: store.Chairperson, Seat: 2, Since: termStart},
		"seat":   {TermID: r.term, PersonID: other, Duty: store.PlainMember, Seat: 1, Since: termStart},
		"since":  {TermID: r.term, PersonID: other, Duty: store.PlainMember, Since: termStart.Add(-1)},
	} {
		if _, err := r.flow.AddMember(ctx, r.clerk, m); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Name != name {
			t.Errorf("wrong %s: %v", name, err)
		}
	}
	if _, err := r.flow.SaveTerm(ctx, r.clerk, store.Term{ID: r.term, Number: 18, StartsOn: termStart, EndsOn: termStart.AddMonths(60), Seats: 17}); len(
		errs.Fields(err),
	) != 1 {
		t.Errorf("changing the number of seats in the term: %v", err)
	}
	if err := r.flow.ChangeMember(ctx, r.clerk, id, 8, 2); err != nil {
		t.Error(err)
	}
	if err := r.flow.EndMember(ctx, r.clerk, id, calendar.Date(2026, 11, 20), "接受辞职"); err != nil {
		t.Fatal(err)
	}
	if err := r.flow.EndMember(ctx, r.clerk, id, calendar.Date(2026, 11, 20), "接受辞职"); errs.KindOf(err) != errs.Conflict {
		t.Errorf("ending a membership twice: %v", err)
	}
	left, err := r.db.Members(ctx, r.term, calendar.Date(2026, 11, 20))
	if err != nil || len(left) != 0 {
		t.Errorf("members %v, %v", left, err)
	}
}

func TestMembershipExcludesOtherOrgans(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	file := roster(t, []string{"赵示例", "男", "1975.03", "示例县财政局局长", "2022-01-10", "", ""})
	id, err := r.flow.CheckRoster(ctx, r.clerk, "名册.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AcceptRoster(ctx, r.clerk, id); err != nil {
		t.Fatal(err)
	}
	found, _ := r.db.FindPerson(ctx, "赵示例", calendar.Date(1975, 3, 1))
	_, err = r.flow.AddMember(ctx, r.clerk, store.Member{TermID: r.term, PersonID: found[0].ID, Duty: store.PlainMember, Since: termStart.Add(200)})
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(errs.Message(err), "第四十七条") {
		t.Errorf("a bureau head as member: %v", err)
	}
	for i := range 15 {
		m := store.Member{TermID: r.term, PersonID: r.person(t, "委员"+string(rune('甲'+i))), Duty: store.PlainMember, Since: termStart}
		if _, err := r.flow.AddMember(ctx, r.clerk, m); err != nil {
			t.Fatal(err)
		}
	}
	_, err = r.flow.AddMember(ctx, r.clerk, store.Member{TermID: r.term, PersonID: r.person(t, "多一人"), Duty: store.PlainMember, Since: termStart})
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(errs.Message(err), "名额") {
		t.Errorf("a sixteenth of fifteen: %v", err)
	}
}

func TestCatalogue(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	if _, err := r.flow.PrefillCatalogue(ctx, r.clerk, "示例县"); errs.KindOf(err) != errs.Conflict {
		t.Errorf("prefilling twice: %v", err)
	}
	finance := r.office(t, "示例县财政局局长")
	organ, err := r.db.Organ(ctx, finance.OrganID)
	if err != nil {
		t.Fatal(err)
	}
	organ.Name = "示例县财政和国有资产局"
	if _, err := r.flow.SaveOrgan(ctx, r.clerk, organ, true); err != nil {
		t.Fatal(err)
	}
	if o := r.office(t, "示例县财政和国有资产局局长"); o.ID != finance.ID {
		t.Errorf("the title did not follow its organ: %+v", o)
	}
	if _, err := r.flow.SaveOrgan(ctx, r.clerk, organ, true); errs.KindOf(err) != errs.Conflict {
		t.Errorf("saving an old version: %v", err)
	}
	e, err := r.db.CatalogueEntry(ctx, finance.ID)
	if err != nil {
		t.Fatal(err)
	}
	e.Certificate, e.FilledBy, e.Nominator, e.Dismissible = true, appointment.FilledByElect, appointment.CongressItself, false
	if _, err := r.flow.SaveOffice(ctx, r.clerk, e); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Name != "certificate" {
		t.Errorf("a certificate for an elected office: %v", err)
	}
	_, err = r.flow.SaveOffice(ctx, r.clerk, store.CatalogueEntry{Office: appointment.Office{OrganID: organ.ID, Title: "示例县人民法院院长",
		Group: policy.Court, FilledBy: appointment.FilledByElect, Nominator: appointment.CongressItself, Rank: appointment.RankChief, Seats: 1}})
	if len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Name != "title" {
		t.Errorf("one title twice: %v", err)
	}
}

func TestAbolishedOrganEndsTenures(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	id, err := r.flow.CheckRoster(ctx, r.clerk, "名册.xlsx", roster(t, []string{"赵示例", "男", "1975.03", "示例县林业局局长", "2022-01-10", "", ""}))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AcceptRoster(ctx, r.clerk, id); err != nil {
		t.Fatal(err)
	}
	office := r.office(t, "示例县林业局局长")
	day := calendar.Date(2026, 6, 1)
	if err := r.flow.AbolishOrgan(ctx, r.clerk, office.OrganID, workflow.Abolition{Version: 1, Day: day, Basis: "示编发〔2026〕3号"}); err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AbolishOrgan(ctx, r.clerk, office.OrganID, workflow.Abolition{Version: 2, Day: day, Basis: "示编发〔2026〕3号"}); errs.KindOf(
		err,
	) != errs.Conflict {
		t.Errorf("abolishing twice: %v", err)
	}
	tenures, err := r.db.TenuresIn(ctx, office.ID)
	if err != nil || len(tenures) != 1 || tenures[0].EndsOn != day || tenures[0].EndReason != workflow.EndedByAbolition {
		t.Errorf("tenures %+v, %v", tenures, err)
	}
	if err := r.flow.EndTenureByLaw(ctx, r.clerk, tenures[0].ID, day, workflow.EndedByDeath, "讣告"); errs.KindOf(err) != errs.Conflict {
		t.Errorf("ending a tenure twice: %v", err)
	}
	if titles, _ := r.db.OfficeTitles(ctx); strings.Contains(strings.Join(titles, " "), "林业局") {
		t.Error("an abolished office is still offered")
	}
}

func TestPersonIsRegisteredOnce(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	id := r.person(t, "王 示例")
	form := workflow.PersonForm{Person: store.Person{Name: "王示例", Sex: "男", Born: calendar.Date(1975, 3, 1)}}
	if _, err := r.flow.SavePerson(ctx, r.clerk, form); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Name != "namesake" {
		t.Errorf("a namesake: %v", err)
	}
	form.Namesake = true
	if _, err := r.flow.SavePerson(ctx, r.clerk, form); err != nil {
		t.Errorf("a confirmed namesake: %v", err)
	}
	p, err := r.db.Person(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[string]string{
		"999999197503011230": "第 18 位", "12345": "18 位", "999999198003011237": "出生年月",
	} {
		_, err := r.flow.SavePerson(ctx, r.clerk, workflow.PersonForm{Person: p, Identity: number, Namesake: true})
		if f := errs.Fields(err); len(f) != 1 || !strings.Contains(f[0].Message, want) {
			t.Errorf("identity number %s: %v", number, err)
		}
	}
	p.Ethnicity = "回族"
	if _, err := r.flow.SavePerson(ctx, r.clerk, workflow.PersonForm{Person: p, Namesake: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.flow.SavePerson(ctx, r.clerk, workflow.PersonForm{Person: p, Namesake: true}); errs.KindOf(err) != errs.Conflict {
		t.Errorf("saving an old version: %v", err)
	}
}

func TestRosterImport(t *testing.T) {
	r := newRegistry(t)
	ctx := t.Context()
	if _, err := r.flow.CheckRoster(ctx, r.clerk, "x.xlsx", []byte("no spreadsheet")); len(errs.Fields(err)) != 1 {
		t.Errorf("no spreadsheet: %v", err)
	}
	bad, err := r.flow.CheckRoster(ctx, r.clerk, "名册.xlsx", roster(t,
		[]string{"赵示例", "男", "1975.03", "示例县财政局局长", "2022-01-10", "", ""},
		[]string{"钱示例", "女", "1980.13", "示例县养马局局长", "2022-02-30", "", ""}))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AcceptRoster(ctx, r.clerk, bad); errs.KindOf(err) != errs.Conflict {
		t.Errorf("accepting a list with problems: %v", err)
	}
	i, err := r.db.RosterImport(ctx, bad)
	if err != nil || len(i.Lines) != 2 || len(i.Lines[0].Problems) != 0 || len(i.Lines[1].Problems) != 3 {
		t.Fatalf("report %+v, %v", i, err)
	}
	if err := r.flow.DiscardRoster(ctx, r.clerk, bad); err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AcceptRoster(ctx, r.clerk, bad); errs.KindOf(err) != errs.Conflict {
		t.Errorf("accepting a discarded list: %v", err)
	}
	file := roster(t,
		[]string{"赵示例", "男", "1975.03", "示例县财政局局长", "2022-01-10", "", ""},
		[]string{"赵示例", "男", "1975.03", "示例县审计局局长", "2019-01-10", "2022-01-10", "免职"},
		[]string{"钱示例", "女", "1980.11", "示例县审计局局长", "2022-01-10", "", ""})
	good, err := r.flow.CheckRoster(ctx, r.clerk, "名册.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := r.db.SearchPersons(ctx, store.PersonFilter{Limit: 10}); len(rows) != 0 {
		t.Errorf("%d persons before the list is accepted", len(rows))
	}
	again, err := r.flow.CheckRoster(ctx, r.clerk, "名册（改）.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.flow.AcceptRoster(ctx, r.clerk, good); err != nil {
		t.Fatal(err)
	}
	for name, id := range map[string]int64{"the same list twice": good, "the same lines in another file": again} {
		if err := r.flow.AcceptRoster(ctx, r.clerk, id); errs.KindOf(err) != errs.Conflict {
			t.Errorf("accepting %s: %v", name, err)
		}
	}
	rows, err := r.db.SearchPersons(ctx, store.PersonFilter{Limit: 10})
	if err != nil || len(rows) != 2 {
		t.Fatalf("persons %+v, %v", rows, err)
	}
	tenures, err := r.db.TenuresIn(ctx, r.office(t, "示例县审计局局长").ID)
	if err != nil || len(tenures) != 2 || tenures[0].Name != "钱示例" || tenures[0].StartImportID != good || tenures[1].EndReason != "免职" {
		t.Errorf("tenures %+v, %v", tenures, err)
	}
}

func TestRosterTemplateIsReadBack(t *testing.T) {
	var b bytes.Buffer
	if err := workflow.WriteRosterTemplate(&b); err != nil {
		t.Fatal(err)
	}
	r := newRegistry(t)
	_, err := r.flow.CheckRoster(t.Context(), r.clerk, "模板.xlsx", b.Bytes())
	if len(errs.Fields(err)) != 1 || !strings.Contains(errs.Message(err), "没有内容") {
		t.Errorf("the empty template: %v", err)
	}
}

func TestHolidays(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	if err := h.flow.SaveHoliday(ctx, h.admin, calendar.Holiday{Day: calendar.Date(2027, 1, 4), Name: "元旦调休"}); len(errs.Fields(err)) != 1 {
		t.Errorf("a make-up day on a Monday: %v", err)
	}
	if err := h.flow.SaveHoliday(ctx, h.admin, calendar.Holiday{Day: calendar.Date(2027, 1, 1), Off: true, Name: "元旦（放三天）"}); err != nil {
		t.Fatal(err)
	}
	if err := h.flow.PrefillHolidays(ctx, h.admin, 2027); err != nil {
		t.Fatal(err)
	}
	days, err := h.db.HolidaysBetween(ctx, calendar.Date(2027, 1, 1), calendar.Date(2028, 1, 1))
	if err != nil || len(days) != 6 || days[0].Name != "元旦（放三天）" {
		t.Errorf("days %+v, %v", days, err)
	}
	if err := h.flow.RemoveHoliday(ctx, h.admin, calendar.Date(2027, 5, 2)); err != nil {
		t.Fatal(err)
	}
	if err := h.flow.RemoveHoliday(ctx, h.admin, calendar.Date(2027, 5, 2)); errs.KindOf(err) != errs.Conflict {
		t.Errorf("removing a day twice: %v", err)
	}
}
