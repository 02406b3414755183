package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"renmian/internal/calendar"
)

// Term is one term of the people's congress and its standing committee (届).
type Term struct {
	ID       int64
	Number   int // 第几届
	StartsOn calendar.Day
	EndsOn   calendar.Day
	Seats    int // 名额
	// GovernmentOn is when the new government's leaders were elected; zero: on the first day of the term.
	GovernmentOn calendar.Day
}

// Elected is the day from which the two months for the new government run 〔地方组织法 第七十一条〕. V20
func (t Term) Elected() calendar.Day {
	if t.GovernmentOn.IsZero() {
		return t.StartsOn
	}
	return t.GovernmentOn
}

// Duty is what a member does in the standing committee.
type Duty string

const (
	Chairperson     Duty = "chairperson"      // 主任
	ViceChairperson Duty = "vice_chairperson" // 副主任
	PlainMember     Duty = "member"           // 委员
)

// Duties lists the duties in the order of the official list.
var Duties = []Duty{Chairperson, ViceChairperson, PlainMember}

// Label is the duty's name.
func (d Duty) Label() string {
	switch d {
	case Chairperson:
		return "主任"
	case ViceChairperson:
		return "副主任"
	case PlainMember:
		return "委员"
	}
	return ""
}

// Member is one person's membership in the standing committee of one term (组成人员).
type Member struct {
	ID        int64
	TermID    int64
	PersonID  int64
	Name      string
	Sex       string
	Ethnicity string
	Initials  string
	Duty      Duty
	Seat      int // 席位号; zero for none
	Since     calendar.Day
	Until     calendar.Day // the first day without the duty; zero while it lasts
	Sort      int          // place in the official list among the same duty; zero: by strokes
}

func (r reads) term(ctx context.Context, what any, sql string) (Term, error) {
	var t Term
	err := r.q.QueryRow(ctx, sql, what).Scan(&t.ID, &t.Number, &t.StartsOn, &t.EndsOn, &t.Seats, &t.GovernmentOn)
	if err != nil {
		return Term{}, missing(err, "届次", what)
	}
	return t, nil
}

// CurrentTerm returns the term in office on a day: the latest one begun, since a committee serves
// until the next one is elected 〔地方组织法 第四十八条〕.
func (r reads) CurrentTerm(ctx context.Context, day calendar.Day) (Term, error) {
	return r.term(ctx, day, `
		SELECT id, number, starts_on, ends_on, seats, government_on FROM term WHERE starts_on <= $1 ORDER BY starts_on DESC LIMIT 1`)
}

// Term returns one term.
func (r reads) Term(ctx context.Context, id int64) (Term, error) {
	return r.term(ctx, id, `SELECT id, number, starts_on, ends_on, seats, government_on FROM term WHERE id = $1`)
}

// Terms lists all terms, the newest first.
func (r reads) Terms(ctx context.Context) ([]Term, error) {
	rows, err := r.q.Query(ctx, `SELECT id, number, starts_on, ends_on, seats, government_on FROM term ORDER BY starts_on DESC LIMIT 100`)
	if err != nil {
		return nil, fmt.Errorf("terms: %w", err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Term, err error) {
		return t, row.Scan(&t.ID, &t.Number, &t.StartsOn, &t.EndsOn, &t.Seats, &t.GovernmentOn)
	})
}

// InsertTerm stores a new term and returns its id.
func (tx *Tx) InsertTerm(ctx context.Context, t Term) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO term (number, starts_on, ends_on, seats, government_on) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
		t.Number, t.StartsOn, t.EndsOn, t.Seats, t.GovernmentOn).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert term %d: %w", t.Number, err)
	}
	return id, nil
}

// LockTerm reads a term and holds its row until the transaction ends.
func (tx *Tx) LockTerm(ctx context.Context, id int64) (Term, error) {
	return tx.term(ctx, id, `SELECT id, number, starts_on, ends_on, seats, government_on FROM term WHERE id = $1 FOR UPDATE`)
}

// SaveTerm writes what changed since LockTerm.
func (tx *Tx) SaveTerm(ctx context.Context, t Term) error {
	return tx.exec1(ctx, "届次", fmt.Sprintf("save term %d", t.ID), `
		UPDATE term SET number = $2, starts_on = $3, ends_on = $4, seats = $5, government_on = $6 WHERE id = $1`,
		t.ID, t.Number, t.StartsOn, t.EndsOn, t.Seats, t.GovernmentOn)
}

const memberColumns = `m.id, m.term_id, m.person_id, p.name, p.sex, p.ethnicity, p.initials, m.duty, m.seat,
	m.since, m.until, m.sort`

func scanMember(row pgx.CollectableRow) (Member, error) {
	var m Member
	var seat zeronull.Int4
	err := row.Scan(&m.ID, &m.TermID, &m.PersonID, &m.Name, &m.Sex, &m.Ethnicity, &m.Initials, &m.Duty, &seat,
		&m.Since, &m.Until, &m.Sort)
	m.Seat = int(seat)
	return m, err
}

// Members lists the members of a term in office on a day, in the order of the official list. The
// zero day lists everybody who was ever a member in the term.
func (r reads) Members(ctx context.Context, termID int64, day calendar.Day) ([]Member, error) {
	return r.members(ctx, `
		SELECT `+memberColumns+` FROM member m JOIN person p ON p.id = m.person_id
		WHERE m.term_id = $1 AND ($2::date IS NULL OR m.since <= $2 AND (m.until IS NULL OR m.until > $2))
		LIMIT 500`, termID, day)
}

// Chairs lists chairperson and vice-chairpersons on a day: the chairpersons' meeting 〔地方组织法 第五十四条〕.
func (r reads) Chairs(ctx context.Context, day calendar.Day) ([]Member, error) {
	return r.members(ctx, `
		SELECT `+memberColumns+` FROM member m JOIN person p ON p.id = m.person_id
		WHERE m.term_id = (SELECT id FROM term WHERE starts_on <= $1 ORDER BY starts_on DESC LIMIT 1)
		  AND m.duty <> 'member' AND m.since <= $1 AND (m.until IS NULL OR m.until > $1) LIMIT 50`, day)
}

// MembershipsOf lists a person's memberships over all terms, the newest first.
func (r reads) MembershipsOf(ctx context.Context, personID int64) ([]Member, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+memberColumns+` FROM member m JOIN person p ON p.id = m.person_id
		WHERE m.person_id = $1 ORDER BY m.since DESC, m.id DESC LIMIT 50`, personID)
	if err != nil {
		return nil, fmt.Errorf("memberships: %w", err)
	}
	return pgx.CollectRows(rows, scanMember)
}

func (r reads) members(ctx context.Context, sql string, args ...any) ([]Member, error) {
	rows, err := r.q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanMember)
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	sortMembers(all)
	return all, nil
}

// sortMembers puts members as official lists do: by duty, within it by the list's own order, then by
// the strokes of the surname (姓名笔画).
func sortMembers(all []Member) {
	strokes := collate.New(language.MustParse("zh-u-co-stroke"))
	slices.SortStableFunc(all, func(a, b Member) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Duties, a.Duty), slices.Index(Duties, b.Duty)),
			cmp.Compare(a.Sort, b.Sort), strokes.CompareString(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// Member returns one membership.
func (r reads) Member(ctx context.Context, id int64) (Member, error) {
	return r.member(ctx, id, "")
}

func (r reads) member(ctx context.Context, id int64, lock string) (Member, error) {
	rows, err := r.q.Query(ctx, `
		SELECT `+memberColumns+` FROM member m JOIN person p ON p.id = m.person_id WHERE m.id = $1 `+lock, id)
	if err != nil {
		return Member{}, fmt.Errorf("member %d: %w", id, err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, scanMember)
	if err != nil {
		return Member{}, missing(err, "组成人员", id)
	}
	return m, nil
}

// LockMember reads a membership and holds its row until the transaction ends.
func (tx *Tx) LockMember(ctx context.Context, id int64) (Member, error) {
	return tx.member(ctx, id, "FOR UPDATE OF m")
}

// InsertMember stores a new membership and returns its id.
func (tx *Tx) InsertMember(ctx context.Context, m Member) (int64, error) {
	var id int64
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO member (term_id, person_id, duty, seat, since, until, sort)
		VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
		m.TermID, m.PersonID, m.Duty, zeronull.Int4(m.Seat), m.Since, m.Until, m.Sort).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert member: %w", err)
	}
	return id, nil
}

// SaveMember writes what changed since LockMember.
func (tx *Tx) SaveMember(ctx context.Context, m Member) error {
	return tx.exec1(ctx, "组成人员", fmt.Sprintf("save member %d", m.ID), `
		UPDATE member SET duty = $2, seat = $3, since = $4, until = $5, sort = $6 WHERE id = $1`,
		m.ID, m.Duty, zeronull.Int4(m.Seat), m.Since, m.Until, m.Sort)
}
