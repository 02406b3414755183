package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/pgtest"
	"renmian/internal/policy"
	"renmian/internal/store"
)

var y2024 = calendar.Date(2024, time.January, 1)

// write runs a change as the system and audits it, as workflow does.
func write(t *testing.T, db *store.DB, change func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := tryWrite(t, db, change); err != nil {
		t.Fatal(err)
	}
}

func tryWrite(t *testing.T, db *store.DB, change func(ctx context.Context, tx *store.Tx) error) error {
	t.Helper()
	return db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		if err := change(t.Context(), tx); err != nil {
			return err
		}
		return tx.Audit(t.Context(), authz.ChangeSetting, store.Subject{Kind: "test"}, nil)
	})
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

type registers struct {
	term, committee, finance, office, person int64
}

func insertRegisters(t *testing.T, db *store.DB) (r registers) {
	t.Helper()
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		r.term = must[int64](t)(tx.InsertTerm(ctx, store.Term{Number: 18, StartsOn: y2024, EndsOn: y2024.AddMonths(60), Seats: 29}))
		r.committee = must[int64](t)(tx.InsertOrgan(ctx, store.Organ{Name: "示例县人大常委会", Kind: "congress"}))
		r.finance = must[int64](t)(tx.InsertOrgan(ctx, store.Organ{Name: "示例县财政局", Kind: "department"}))
		r.office = must[int64](t)(tx.InsertOffice(ctx, store.CatalogueEntry{Office: appointment.Office{OrganID: r.finance,
			Title: "示例县财政局局长", Group: policy.Government, FilledBy: appointment.FilledByDecide, Nominator: appointment.CountyHead,
			Rank: appointment.RankChief, Exam: true, Certificate: true, Oath: true, Dismissible: true, Seats: 1}}))
		r.person, err = tx.InsertPerson(ctx, store.Person{Name: "欧阳示例", Sex: "女", Born: calendar.Date(1980, 5, 1), Ethnicity: "回族"})
		return err
	})
	return r
}

func TestCurrentTermLastsUntilTheNext(t *testing.T) {
	db := store.New(pgtest.New(t))
	insertRegisters(t, db)
	for _, day := range []calendar.Day{y2024, y2024.AddMonths(61)} {
		if term := must[store.Term](t)(db.CurrentTerm(t.Context(), day)); term.Number != 18 {
			t.Errorf("on %s term %d", day, term.Number)
		}
	}
	if _, err := db.CurrentTerm(t.Context(), y2024.Add(-1)); errs.KindOf(err) != errs.NotFound {
		t.Errorf("before the first term: %v", err)
	}
}

func TestMembersStandAsInOfficialLists(t *testing.T) {
	db := store.New(pgtest.New(t))
	r := insertRegisters(t, db)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for i, m := range []struct {
			name string
			duty store.Duty
		}{{"戴安", store.PlainMember}, {"丁一", store.PlainMember}, {"张主任", store.Chairperson}, {"王副", store.ViceChairperson}, {"马六", store.PlainMember}} {
			p := must[int64](t)(tx.InsertPerson(ctx, store.Person{Name: m.name}))
			must[int64](t)(tx.InsertMember(ctx, store.Member{TermID: r.term, PersonID: p, Duty: m.duty, Seat: i + 1, Since: y2024}))
		}
		return nil
	})
	var names []string
	for _, m := range must[[]store.Member](t)(db.Members(t.Context(), r.term, y2024)) {
		names = append(names, m.Name)
	}
	if want := []string{"张主任", "王副", "丁一", "马六", "戴安"}; !slices.Equal(names, want) {
		t.Errorf("members %v, want %v", names, want)
	}
	if chairs := must[[]store.Member](t)(db.Chairs(t.Context(), y2024)); len(chairs) != 2 || chairs[0].Name != "张主任" {
		t.Errorf("chairs %v", chairs)
	}
	err := tryWrite(t, db, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.InsertMember(ctx, store.Member{TermID: r.term, PersonID: r.person, Duty: store.PlainMember, Seat: 1, Since: y2024})
		return err
	})
	if f := errs.Fields(err); len(f) != 1 || f[0].Name != "seat" {
		t.Errorf("a seat taken twice: %v", err)
	}
}

func TestSearchPersons(t *testing.T) {
	db := store.New(pgtest.New(t))
	r := insertRegisters(t, db)
	importTenure(t, db, r, y2024, false)
	for search, want := range map[string]int{"欧阳": 1, "OYS": 1, "财政局": 1, "": 1, "王": 0, "%": 0, "示例县监": 0} {
		got := must[[]store.PersonRow](t)(db.SearchPersons(t.Context(), store.PersonFilter{Search: search, Limit: 20}))
		if len(got) != want {
			t.Errorf("search %q finds %d, want %d", search, len(got), want)
		} else if want == 1 && !slices.Equal(got[0].Offices, []string{"示例县财政局局长"}) {
			t.Errorf("offices %v", got[0].Offices)
		}
	}
}

// importTenure starts a tenure as a marked import does.
func importTenure(t *testing.T, db *store.DB, r registers, since calendar.Day, acting bool) {
	t.Helper()
	owner := pgtest.Owner(t)
	_, err := owner.Exec(t.Context(), `
		WITH a AS (INSERT INTO account (username, name, created_at) VALUES ('importer', '导入', now())
			ON CONFLICT (username) DO UPDATE SET name = excluded.name RETURNING id),
		f AS (INSERT INTO file (sha256, name, media_type, size, data, created_at) VALUES (decode(repeat('00', 32), 'hex'), 'x', 'x', 0, '', now()) RETURNING id),
		i AS (INSERT INTO roster_import (file_id, as_of, rows, state, created_by, created_at, decided_by, decided_at)
			SELECT f.id, $4, '[]', 'accepted', a.id, now(), a.id, now() FROM a, f RETURNING id)
		INSERT INTO tenure (person_id, office_id, acting, starts_on, start_import_id) SELECT $1, $2, $3, $4, i.id FROM i`,
		r.person, r.office, acting, since)
	if err != nil {
		t.Fatal(err)
	}
}

func TestHoldersOnAnyDay(t *testing.T) {
	db := store.New(pgtest.New(t))
	r := insertRegisters(t, db)
	since, until := y2024.Add(10), y2024.Add(100)
	importTenure(t, db, r, since, true)
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		must[int64](t)(tx.InsertMember(ctx, store.Member{TermID: r.term, PersonID: r.person, Duty: store.PlainMember, Since: since}))
		tenures := must[[]store.Tenure](t)(tx.TenuresOf(ctx, r.person))
		return tx.EndTenureByLaw(ctx, tenures[0].ID, until, "机构撤销")
	})
	for _, tt := range []struct {
		day    calendar.Day
		holder string
		lines  int
	}{{since.Add(-1), "", 1}, {since, "欧阳示例", 2}, {until.Add(-1), "欧阳示例", 2}, {until, "", 2}} {
		all := must[[]store.Holder](t)(db.HoldersOn(t.Context(), tt.day))
		if len(all) != tt.lines {
			t.Fatalf("on %s %d lines, want %d", tt.day, len(all), tt.lines)
		}
		last := all[len(all)-1]
		if last.Title != "示例县财政局局长" || last.Name != tt.holder || last.Acting != (tt.holder != "") {
			t.Errorf("on %s: %+v", tt.day, last)
		}
		if len(all) == 2 && (all[0].Title != "委员" || all[0].OrganName != "示例县人大常委会") {
			t.Errorf("on %s the committee comes first, not %+v", tt.day, all[0])
		}
	}
}

// Who leaves an elected office of the standing committee is no longer its member.
func TestElectedOfficeEndsMembership(t *testing.T) {
	db := store.New(pgtest.New(t))
	r := insertRegisters(t, db)
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		r.office, err = tx.InsertOffice(ctx, store.CatalogueEntry{Office: appointment.Office{OrganID: r.committee, Title: "示例县人大常委会委员",
			Group: policy.Congress, FilledBy: appointment.FilledByElect, Nominator: appointment.CongressItself, Rank: appointment.RankMember, Seats: 20}})
		if err != nil {
			return err
		}
		_, err = tx.InsertMember(ctx, store.Member{TermID: r.term, PersonID: r.person, Duty: store.PlainMember, Since: y2024})
		return err
	})
	importTenure(t, db, r, y2024, false)
	day := y2024.Add(50)
	if all := must[[]store.Holder](t)(db.HoldersOn(t.Context(), day)); len(all) != 2 || all[0].OfficeID != r.office {
		t.Errorf("a member with a tenure stands in the list once: %+v", all)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		return tx.EndTenureByLaw(ctx, must[[]store.Tenure](t)(tx.TenuresOf(ctx, r.person))[0].ID, day, "去世")
	})
	if m := must[[]store.Member](t)(db.MembershipsOf(t.Context(), r.person)); m[0].Until != day {
		t.Errorf("membership %+v", m[0])
	}
}

func TestIdentity(t *testing.T) {
	pool := pgtest.New(t)
	db := store.New(pool)
	r := insertRegisters(t, db)
	const number = "11010519491231002x"
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SetPersonIdentity(ctx, r.person, number) })
	if got := must[string](t)(db.PersonIdentity(t.Context(), r.person)); got != strings.ToUpper(number) {
		t.Errorf("identity %q", got)
	}
	if p := must[store.Person](t)(db.FindPersonByIdentity(t.Context(), " 110105 19491231 002X")); p.ID != r.person || !p.HasIdentity {
		t.Errorf("found %+v", p)
	}
	if p := must[store.Person](t)(db.FindPersonByIdentity(t.Context(), "110105194912310021")); p.ID != 0 {
		t.Errorf("found %+v by another number", p)
	}
	var sealed []byte
	if err := pool.QueryRow(t.Context(), `SELECT id_number FROM person WHERE id = $1`, r.person).Scan(&sealed); err != nil ||
		strings.Contains(string(sealed), "110105") {
		t.Errorf("kept as %q, %v", sealed, err)
	}
	other := store.New(pool).WithIdentityKey([]byte("another key"))
	if _, err := other.PersonIdentity(t.Context(), r.person); err == nil {
		t.Error("another key opens the number")
	}
	err := tryWrite(t, db, func(ctx context.Context, tx *store.Tx) error {
		second := must[int64](t)(tx.InsertPerson(ctx, store.Person{Name: "同号"}))
		return tx.SetPersonIdentity(ctx, second, number)
	})
	if f := errs.Fields(err); len(f) != 1 || f[0].Name != "id_number" {
		t.Errorf("one number for two persons: %v", err)
	}
}

func TestCounty(t *testing.T) {
	db := store.New(pgtest.New(t))
	c := must[store.County](t)(db.County(t.Context()))
	if c.Name == "" || c.Committee == "" {
		t.Errorf("before it is set: %+v", c)
	}
	c.Name, c.Committee, c.DocumentWord = "示例县", "示例县人民代表大会常务委员会", "示例人发"
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCounty(ctx, c) })
	if got := must[store.County](t)(db.County(t.Context())); got != c || got.Short() != "示例县人大常委会" || got.Congress() != "示例县人民代表大会" {
		t.Errorf("got %+v, %s, %s", got, got.Short(), got.Congress())
	}
}
