package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
)

// Certificate is one entry of the register of certificates (任命书登记簿).
type Certificate struct {
	ID          int64
	CaseID      int64
	MeetingID   int64
	Year        int
	Sequence    int
	Number      string
	Name        string
	Office      string
	TitleSecond string // 任命书 in the second language
	Text        string // the body as it stands on the paper
	Signed      string // 主任　陈立民
	Dated       calendar.Day
	IssuedBy    string
	IssuedAt    time.Time
	Prints      int
	PrintedAt   time.Time // the last time; zero when never
	HandedOn    calendar.Day
	HandedBy    string
	Voided      string // why it is void; empty while it is valid
	VoidedAt    time.Time
}

// CertificatePrint is one printing of a certificate; the first needs no reason.
type CertificatePrint struct {
	Reason string
	By     string
	At     time.Time
}

// CertificateState chooses certificates by what is still to be done.
type CertificateState string

const (
	CertificateWaiting CertificateState = "waiting" // 待颁发
	CertificateHanded  CertificateState = "handed"  // 已颁发
	CertificateVoid    CertificateState = "void"    // 已作废
)

// CertificateFilter chooses entries of the register. Empty fields choose all.
type CertificateFilter struct {
	Search string // name, office or number
	State  CertificateState
	Year   int
	Before [2]int // year and sequence of the last entry of the page before
	Limit  int
}

const certificateSQL = `
	SELECT t.id, t.case_id, i.meeting_id, t.year, t.sequence, t.number, t.name, t.office, t.title_second, t.text, t.signed, t.dated, a.name, t.issued_at,
	       (SELECT count(*) FROM certificate_print p WHERE p.certificate_id = t.id),
	       (SELECT max(p.printed_at) FROM certificate_print p WHERE p.certificate_id = t.id),
	       h.handed_on, coalesce(h.handed_by, ''), coalesce(v.reason, ''), v.voided_at
	FROM certificate t
	JOIN account a ON a.id = t.issued_by
	JOIN vote_result r ON r.case_id = t.case_id
	JOIN vote_round o ON o.id = r.round_id
	JOIN agenda_item i ON i.id = o.item_id
	LEFT JOIN certificate_handover h ON h.certificate_id = t.id
	LEFT JOIN certificate_void v ON v.certificate_id = t.id`

func (r reads) certificates(ctx context.Context, tail string, args ...any) ([]Certificate, error) {
	rows, err := r.q.Query(ctx, certificateSQL+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Certificate, err error) {
		return t, row.Scan(&t.ID, &t.CaseID, &t.MeetingID, &t.Year, &t.Sequence, &t.Number, &t.Name, &t.Office, &t.TitleSecond, &t.Text, &t.Signed, &t.Dated,
			&t.IssuedBy, &t.IssuedAt, &t.Prints, (*zeronull.Timestamptz)(&t.PrintedAt), &t.HandedOn, &t.HandedBy,
			&t.Voided, (*zeronull.Timestamptz)(&t.VoidedAt))
	})
	if err != nil {
		return nil, fmt.Errorf("certificates: %w", err)
	}
	return all, nil
}

// Certificate returns one entry of the register.
func (r reads) Certificate(ctx context.Context, id int64) (Certificate, error) {
	all, err := r.certificates(ctx, ` WHERE t.id = $1`, id)
	if err == nil && len(all) == 0 {
		err = missing(pgx.ErrNoRows, "任命书", id)
	}
	if err != nil {
		return Certificate{}, err
	}
	return all[0], nil
}

// CertificatesOfMeeting lists the certificates of what a meeting adopted, void ones included, by number.
func (r reads) CertificatesOfMeeting(ctx context.Context, meetingID int64) ([]Certificate, error) {
	return r.certificates(ctx, ` WHERE i.meeting_id = $1 ORDER BY t.year, t.sequence`, meetingID)
}

// CertificatesOfCase lists every certificate ever made for a case, by number.
func (r reads) CertificatesOfCase(ctx context.Context, caseID int64) ([]Certificate, error) {
	return r.certificates(ctx, ` WHERE t.case_id = $1 ORDER BY t.year, t.sequence`, caseID)
}

// Certificates lists the register, the newest number first.
func (r reads) Certificates(ctx context.Context, f CertificateFilter) ([]Certificate, error) {
	return r.certificates(ctx, `
		WHERE (@year = 0 OR (t.year, t.sequence) < (@year, @sequence))
		  AND (@of = 0 OR t.year = @of)
		  AND (@state = '' OR @state = CASE WHEN v.certificate_id IS NOT NULL THEN 'void' WHEN h.certificate_id IS NOT NULL THEN 'handed' ELSE 'waiting' END)
		  AND (@text = '' OR t.search @> @terms AND strpos(lower(concat_ws(' ', t.number, t.name, t.office)), @text) > 0)
		ORDER BY t.year DESC, t.sequence DESC LIMIT @limit`, planned,
		pgx.NamedArgs{"year": f.Before[0], "sequence": f.Before[1], "of": f.Year, "state": string(f.State),
			"text": searchText(f.Search), "terms": queryTerms(f.Search), "limit": f.Limit})
}

// CertificatePrints lists every printing of a certificate.
func (r reads) CertificatePrints(ctx context.Context, id int64) ([]CertificatePrint, error) {
	rows, err := r.q.Query(ctx, `
		SELECT p.reason, a.name, p.printed_at FROM certificate_print p JOIN account a ON a.id = p.printed_by
		WHERE p.certificate_id = $1 ORDER BY p.id LIMIT 200`, id)
	if err != nil {
		return nil, fmt.Errorf("prints of certificate %d: %w", id, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[CertificatePrint])
}

// InsertCertificate enters a certificate into the register.
func (tx *Tx) InsertCertificate(ctx context.Context, t Certificate) error {
	return tx.exec(ctx, fmt.Sprintf("certificate of case %d", t.CaseID), `
		INSERT INTO certificate (year, sequence, number, case_id, name, office, text, signed, dated, search, issued_by, issued_at, title_second)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		t.Year, t.Sequence, t.Number, t.CaseID, t.Name, t.Office, t.Text, t.Signed, t.Dated,
		searchTerms(t.Number, t.Name, t.Office), tx.who.AccountID, tx.now, t.TitleSecond)
}

// InsertCertificatePrint notes that a certificate was printed.
func (tx *Tx) InsertCertificatePrint(ctx context.Context, id int64, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("print certificate %d", id), `
		INSERT INTO certificate_print (certificate_id, reason, printed_by, printed_at) VALUES ($1, $2, $3, $4)`,
		id, reason, tx.who.AccountID, tx.now)
}

// InsertHandover notes that a certificate was handed over.
func (tx *Tx) InsertHandover(ctx context.Context, id int64, on calendar.Day, by string) error {
	return tx.exec(ctx, fmt.Sprintf("hand over certificate %d", id), `
		INSERT INTO certificate_handover (certificate_id, handed_on, handed_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)`,
		id, on, by, tx.who.AccountID, tx.now)
}

// CertificateAbsences returns why persons whom a meeting adopted were not handed their certificates there, by case.
func (r reads) CertificateAbsences(ctx context.Context, meetingID int64) (map[int64]string, error) {
	rows, err := r.q.Query(ctx, `
		SELECT x.case_id, x.reason FROM certificate_absence x JOIN vote_result v ON v.case_id = x.case_id
		JOIN vote_round o ON o.id = v.round_id JOIN agenda_item i ON i.id = o.item_id WHERE i.meeting_id = $1`, meetingID)
	if err != nil {
		return nil, fmt.Errorf("certificate absences of meeting %d: %w", meetingID, err)
	}
	all := map[int64]string{}
	var id int64
	var reason string
	if _, err := pgx.ForEachRow(rows, []any{&id, &reason}, func() error { all[id] = reason; return nil }); err != nil {
		return nil, fmt.Errorf("certificate absences of meeting %d: %w", meetingID, err)
	}
	return all, nil
}

// InsertCertificateAbsence notes why somebody was not handed the certificate at the meeting.
func (tx *Tx) InsertCertificateAbsence(ctx context.Context, caseID int64, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("certificate absence of case %d", caseID), `
		INSERT INTO certificate_absence (case_id, reason, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)`,
		caseID, reason, tx.who.AccountID, tx.now)
}

// VoidCertificate makes a certificate void; its number stays used V16.
func (tx *Tx) VoidCertificate(ctx context.Context, id int64, reason string) error {
	return tx.exec(ctx, fmt.Sprintf("void certificate %d", id), `
		INSERT INTO certificate_void (certificate_id, reason, voided_by, voided_at) VALUES ($1, $2, $3, $4)`,
		id, reason, tx.who.AccountID, tx.now)
}

// Signatory is who signs the committee's certificates on a day: the chairperson, or who acts as one.
type Signatory struct {
	Duty string // 主任, 代理主任
	Name string
}

// Signatory returns who signs on a day; the zero Signatory when there is neither.
func (r reads) Signatory(ctx context.Context, day calendar.Day) (Signatory, error) {
	rows, err := r.q.Query(ctx, `
		(SELECT '主任', p.name FROM member m JOIN person p ON p.id = m.person_id
		 WHERE m.duty = 'chairperson' AND m.since <= $1 AND (m.until IS NULL OR m.until > $1)
		 ORDER BY m.since DESC LIMIT 1)
		UNION ALL
		(SELECT '代理主任', p.name FROM tenure t JOIN office f ON f.id = t.office_id JOIN person p ON p.id = t.person_id
		 WHERE t.acting AND f.office_group = 'congress' AND f.filled_by = 'elect' AND f.rank = 'chief'
		   AND t.starts_on <= $1 AND (t.ends_on IS NULL OR t.ends_on > $1) ORDER BY t.starts_on DESC LIMIT 1)`, day)
	if err != nil {
		return Signatory{}, fmt.Errorf("signatory on %s: %w", day.ISO(), err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Signatory])
	if err != nil || len(all) == 0 {
		return Signatory{}, err
	}
	return all[0], nil
}

// decidedOf chooses the cases whose result a meeting announced, in the order of its agenda.
const decidedOf = ` JOIN vote_result v ON v.case_id = c.id JOIN vote_round vr ON vr.id = v.round_id
	JOIN agenda_item ai ON ai.id = vr.item_id JOIN agenda_case ac ON ac.item_id = ai.id AND ac.case_id = c.id
	WHERE ai.meeting_id = $1 ORDER BY ai.position, ac.position`

// DecidedCases lists the cases whose result a meeting announced, in the order of its agenda.
func (r reads) DecidedCases(ctx context.Context, meetingID int64) ([]appointment.Case, error) {
	return r.cases(ctx, decidedOf, meetingID)
}

// DecidedIDs lists the ids of the same, for those who lock the cases before they read them.
func (r reads) DecidedIDs(ctx context.Context, meetingID int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `SELECT c.id FROM appointment_case c`+decidedOf, meetingID)
	if err != nil {
		return nil, fmt.Errorf("decided cases of meeting %d: %w", meetingID, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("decided cases of meeting %d: %w", meetingID, err)
	}
	return ids, nil
}

// UndecidedCases counts the cases on a meeting's agenda whose result has not been announced.
func (r reads) UndecidedCases(ctx context.Context, meetingID int64) (int, error) {
	var n int
	err := r.q.QueryRow(ctx, `
		SELECT count(*) FROM agenda_item i JOIN agenda_case a ON a.item_id = i.id AND NOT a.dropped
		WHERE i.meeting_id = $1 AND NOT EXISTS (SELECT FROM vote_result v WHERE v.case_id = a.case_id)`, meetingID).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("undecided cases of meeting %d: %w", meetingID, err)
	}
	return n, nil
}
