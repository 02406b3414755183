package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

// evidence is everything collected for a case, read as one JSON object: one round trip whatever a
// case has come to.
type evidence struct {
	Documents      []policy.Document           `json:"documents"`
	Findings       []appointment.Finding       `json:"findings"`
	Report         *appointment.ReviewReport   `json:"report"`
	Withdrawal     *appointment.Withdrawal     `json:"withdrawal"`
	Investigations []appointment.Investigation `json:"investigations"`
	Consultations  []appointment.Consultation  `json:"consultations"`
	Publicity      *appointment.Publicity      `json:"publicity"`
	Exams          []appointment.Exam          `json:"exams"`
	EarlierExam    *appointment.EarlierExam    `json:"earlier_exam"`
	Waiver         *appointment.Waiver         `json:"waiver"`
	StudiedOn      calendar.Day                `json:"studied_on"`
	Commitments    []appointment.Commitment    `json:"commitments"`
	Chairs         *appointment.ChairsDecision `json:"chairs"`
	Agenda         *appointment.Agenda         `json:"agenda"`
	Vote           *appointment.Vote           `json:"vote"`
	Certificate    *appointment.Certificate    `json:"certificate"`
	Oath           *appointment.Oath           `json:"oath"`
	Notice         *appointment.Notice         `json:"notice"`
	OrganNotified  calendar.Day                `json:"organ_notified"`
	Filings        []appointment.Filing        `json:"filings"`
}

// caseSQL reads the cases whose ids the first part gives, in its order.
const caseSQL = `
	WITH wanted AS MATERIALIZED (SELECT x.id, row_number() OVER () AS place FROM (%s) x)
	SELECT c.id, coalesce(c.number, ''), c.version, c.action, c.stage, china_day(c.stage_since), c.stage_note, c.policy_id, c.reason,
	       p.id, p.name, p.sex, p.ethnicity, p.born,
	       o.id, o.organ_id, organ_called(oo.id, oo.name, c.decided_on), office_called(o.id, o.title, c.decided_on), o.office_group, o.filled_by, o.nominator, o.rank, o.exam, o.certificate, o.oath,
	       o.filing, o.dismissible, o.seats, office_called_second(o.id, o.title_second, c.decided_on),
	       pr.id, pr.organ_id, organ_called(po.id, po.name, coalesce(c.decided_on, china_day(pr.submitted_at))), po.kind, pr.state, pr.document_no, pr.mover, pr.signer_duty, pr.late_reason,
	       (SELECT count(*) FROM proposal_member pm WHERE pm.proposal_id = pr.id),
	       (SELECT count(*) FROM member m WHERE m.until IS NULL AND m.term_id = (SELECT id FROM term ORDER BY starts_on DESC LIMIT 1)),
	       china_day(pr.submitted_at), coalesce(pr.meeting_id, 0), m.held_on,
	       (SELECT t.starts_on FROM tenure t WHERE t.person_id = p.id AND t.office_id = o.id AND t.ends_on IS NULL AND NOT t.acting),
	       (SELECT max(n.until_on) FROM office_title n WHERE n.office_id = o.id AND n.reappoint),
	       (SELECT coalesce(t.government_on, t.starts_on) FROM term t ORDER BY t.starts_on DESC LIMIT 1),
	       EXISTS (SELECT FROM tenure t JOIN office d ON d.id = t.office_id
	               WHERE t.person_id = p.id AND t.ends_on IS NULL AND d.organ_id = o.organ_id AND d.rank = 'deputy')
	         OR (o.office_group = 'congress' AND EXISTS (SELECT FROM member v
	               WHERE v.person_id = p.id AND v.until IS NULL AND v.duty = 'vice_chairperson')),
	       EXISTS (SELECT FROM member v WHERE v.person_id = p.id AND v.until IS NULL),
	       past.rejections, past.last_rejected,
	       coalesce(c.after_case_id, 0), coalesce((SELECT a.adopted FROM appointment_case a WHERE a.id = c.after_case_id), false),
	       f.id IS NOT NULL, f.file_id IS NOT NULL, coalesce(f.unsettled, 0),
	       EXISTS (SELECT FROM correction k WHERE k.answered_at IS NULL AND k.proposal_id = pr.id AND (k.case_id = c.id OR k.case_id IS NULL)),
	       (SELECT min(k.due_on) FROM correction k WHERE k.answered_at IS NULL AND k.proposal_id = pr.id AND (k.case_id = c.id OR k.case_id IS NULL)),
	       (SELECT count(*) FROM defence d WHERE d.case_id = c.id),
	       e.evidence
	FROM wanted
	JOIN appointment_case c ON c.id = wanted.id
	JOIN person p ON p.id = c.person_id
	JOIN office o ON o.id = c.office_id
	JOIN organ oo ON oo.id = o.organ_id
	JOIN proposal pr ON pr.id = c.proposal_id
	JOIN organ po ON po.id = pr.organ_id
	LEFT JOIN committee_meeting m ON m.id = pr.meeting_id
	LEFT JOIN cadre_form f ON f.proposal_id = c.proposal_id AND f.person_id = c.person_id
	CROSS JOIN LATERAL (
		-- 本届内连续未通过: rejections since the last time the same person was adopted for the office
		SELECT count(*) AS rejections, max(x.decided_on) AS last_rejected
		FROM appointment_case x
		WHERE x.person_id = c.person_id AND x.office_id = c.office_id AND x.id <> c.id AND x.stage = 'rejected'
		  AND x.action IN ('appoint', 'decide_appoint', 'pass', 'decide_acting', 'elect_acting')
		  AND x.decided_on >= (SELECT max(t.starts_on) FROM term t WHERE t.starts_on <= china_day(now()))
		  AND NOT EXISTS (SELECT FROM appointment_case y WHERE y.person_id = x.person_id AND y.office_id = x.office_id
		                  AND y.adopted AND y.decided_on > x.decided_on)
	) past
	JOIN case_evidence(ARRAY(SELECT id FROM wanted)) e ON e.case_id = c.id
	ORDER BY wanted.place`

// With one id of its own the plan is kept; for a list the database plans anew.
var (
	oneCase      = fmt.Sprintf(caseSQL, `SELECT $1::bigint AS id`)
	severalCases = fmt.Sprintf(caseSQL, `SELECT id FROM unnest($1::bigint[]) WITH ORDINALITY u(id, n) GROUP BY id ORDER BY min(n)`)
)

func scanCase(row pgx.CollectableRow) (appointment.Case, error) {
	var c appointment.Case
	var form appointment.CadreForm
	var hasForm bool
	var raw []byte
	err := row.Scan(&c.ID, &c.Number, &c.Version, &c.Action, &c.Stage, &c.StageSince, &c.StageNote, &c.PolicyID, &c.Reason,
		&c.Person.ID, &c.Person.Name, &c.Person.Sex, &c.Person.Ethnicity, &c.Person.Born,
		&c.Office.ID, &c.Office.OrganID, &c.Office.OrganName, &c.Office.Title, &c.Office.Group, &c.Office.FilledBy,
		&c.Office.Nominator, &c.Office.Rank, &c.Office.Exam, &c.Office.Certificate, &c.Office.Oath,
		&c.Office.Filing, &c.Office.Dismissible, &c.Office.Seats, &c.Office.TitleSecond,
		&c.Proposal.ID, &c.Proposal.OrganID, &c.Proposal.OrganName, &c.Proposal.OrganKind, &c.Proposal.State,
		&c.Proposal.DocumentNo, &c.Proposal.Mover, &c.Proposal.SignerDuty, &c.Proposal.LateReason,
		&c.Proposal.Movers, &c.Proposal.Members, &c.Proposal.SubmittedOn, &c.Proposal.MeetingID, &c.Proposal.MeetingOn,
		&c.HeldSince, &c.AnewFrom, &c.Elected, &c.HoldsDeputy, &c.MemberOfSC, &c.Rejections, &c.LastRejected,
		&c.AfterCase.ID, &c.AfterCase.Adopted, &hasForm, &form.FromFile, &form.Unsettled, &c.OpenCorrection, &c.CorrectionDue, &c.Defences, &raw)
	if err != nil {
		return c, err
	}
	c.HoldsOffice = !c.HeldSince.IsZero()
	if hasForm {
		c.Form = &form
	}
	var e evidence
	if err := json.Unmarshal(raw, &e); err != nil {
		return c, fmt.Errorf("evidence of case %d: %w", c.ID, err)
	}
	c.Documents, c.Findings, c.Report, c.Withdrawal = e.Documents, e.Findings, e.Report, e.Withdrawal
	c.Investigations, c.Consultations, c.Publicity = e.Investigations, e.Consultations, e.Publicity
	c.Exams, c.EarlierExam, c.Waiver, c.Commitments, c.Chairs = e.Exams, e.EarlierExam, e.Waiver, e.Commitments, e.Chairs
	c.StudiedOn = e.StudiedOn
	c.Agenda, c.Vote, c.Certificate, c.Oath = e.Agenda, e.Vote, e.Certificate, e.Oath
	c.Notice, c.OrganNotified, c.Filings = e.Notice, e.OrganNotified, e.Filings
	return c, nil
}

// Case returns one case with all its evidence.
func (r reads) Case(ctx context.Context, id int64) (appointment.Case, error) {
	rows, err := r.q.Query(ctx, oneCase, id)
	if err != nil {
		return appointment.Case{}, fmt.Errorf("case %d: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanCase)
	if err != nil {
		return c, missing(err, "任免案", id)
	}
	return c, nil
}

// CasesOfProposal returns the cases of one proposal in its order.
func (r reads) CasesOfProposal(ctx context.Context, proposalID int64) ([]appointment.Case, error) {
	return r.cases(ctx, ` WHERE c.proposal_id = $1 ORDER BY c.position`, proposalID)
}

// CaseIDs lists the cases of one proposal in its order.
func (r reads) CaseIDs(ctx context.Context, proposalID int64) ([]int64, error) {
	rows, err := r.q.Query(ctx, `SELECT id FROM appointment_case WHERE proposal_id = $1 ORDER BY position`, proposalID)
	if err != nil {
		return nil, fmt.Errorf("cases of proposal %d: %w", proposalID, err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// CasesOfItem returns the cases of one agenda item in the order of the ballot paper.
func (r reads) CasesOfItem(ctx context.Context, itemID int64) ([]appointment.Case, error) {
	return r.cases(ctx, ` JOIN agenda_case ac ON ac.case_id = c.id
		WHERE ac.item_id = $1 AND NOT ac.dropped ORDER BY ac.position`, itemID)
}

// CasesByID reads cases in the order given, each once, leaving out what is not there.
func (r reads) CasesByID(ctx context.Context, ids []int64) ([]appointment.Case, error) {
	sql, which := severalCases, any(ids)
	if len(ids) == 1 {
		sql, which = oneCase, ids[0]
	}
	rows, err := r.q.Query(ctx, sql, which)
	if err != nil {
		return nil, fmt.Errorf("cases %v: %w", ids, err)
	}
	all, err := pgx.CollectRows(rows, scanCase)
	if err != nil {
		return nil, fmt.Errorf("cases %v: %w", ids, err)
	}
	return all, nil
}

// cases reads cases chosen by what stands beside them: office, person, proposal.
func (r reads) cases(ctx context.Context, tail string, args ...any) ([]appointment.Case, error) {
	rows, err := r.q.Query(ctx, fmt.Sprintf(caseSQL, `SELECT c.id FROM appointment_case c JOIN office o ON o.id = c.office_id
		JOIN proposal pr ON pr.id = c.proposal_id`+tail), args...)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanCase)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	return all, nil
}

// LockCase reads a case and holds its row until the transaction ends; the row is locked before any
// of its evidence.
func (tx *Tx) LockCase(ctx context.Context, id int64) (appointment.Case, error) {
	if _, err := tx.tx.Exec(ctx, `SELECT FROM appointment_case WHERE id = $1 FOR UPDATE`, id); err != nil {
		return appointment.Case{}, fmt.Errorf("lock case %d: %w", id, err)
	}
	return tx.Case(ctx, id)
}

// LockCases locks several cases in the order of their ids, so that two persons never wait for each other.
func (tx *Tx) LockCases(ctx context.Context, ids []int64) ([]appointment.Case, error) {
	rows, err := tx.tx.Query(ctx, `SELECT id FROM appointment_case WHERE id = ANY ($1) ORDER BY id FOR UPDATE`, ids)
	if err != nil {
		return nil, fmt.Errorf("lock cases: %w", err)
	}
	if _, err := pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return nil, fmt.Errorf("lock cases: %w", err)
	}
	return tx.CasesByID(ctx, ids)
}

// SaveCase writes the stage since LockCase, and the result if the vote has given one, with the event. The old stage and version in the WHERE
// clause guard the write even if a caller forgot the lock.
func (tx *Tx) SaveCase(ctx context.Context, old, c appointment.Case, act authz.Action, detail map[string]any) error {
	err := tx.exec1(ctx, c.Person.Name+"的任免案", fmt.Sprintf("save case %d", c.ID), `
		UPDATE appointment_case SET stage = @stage, stage_note = @note, version = version + 1,
			stage_since = CASE WHEN stage = @stage THEN stage_since ELSE @now END,
			decided_on = coalesce(decided_on, (SELECT v.decided_on FROM vote_result v WHERE v.case_id = @id)),
			adopted = coalesce(adopted, (SELECT v.adopted FROM vote_result v WHERE v.case_id = @id))
		WHERE id = @id AND stage = @was AND version = @version`,
		pgx.NamedArgs{"id": c.ID, "stage": c.Stage, "note": c.StageNote, "was": old.Stage, "version": old.Version, "now": tx.now})
	if err != nil {
		return err
	}
	if detail == nil {
		detail = map[string]any{}
	}
	if old.Stage != c.Stage {
		detail["from"], detail["to"] = old.Stage, c.Stage
	}
	tx.RefreshTasks(c.ID)
	return tx.Audit(ctx, act, CaseSubject(c.ID), detail)
}

// CaseSubject is a case as the subject of an audit event.
func CaseSubject(id int64) Subject { return Subject{Kind: "case", ID: id, CaseID: id} }

// RefreshTasks has what is to be done for cases derived anew, once, before the transaction is committed.
func (tx *Tx) RefreshTasks(caseIDs ...int64) {
	for _, id := range caseIDs {
		if !slices.Contains(tx.changed, id) {
			tx.changed = append(tx.changed, id)
		}
	}
}

// deriveTasks writes the tasks of every case whose evidence this transaction has changed.
func (tx *Tx) deriveTasks(ctx context.Context) error {
	if len(tx.changed) == 0 {
		return nil
	}
	cases, err := tx.CasesByID(ctx, tx.changed)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, c := range cases {
		p, err := tx.Policy(ctx, c.PolicyID)
		if err != nil {
			return err
		}
		keys := []string{}
		for _, t := range appointment.Tasks(c, p, calendar.Of(tx.now)) {
			keys = append(keys, t.Key)
			var organ, person any
			switch t.By {
			case appointment.PartyOrgan:
				organ = c.Proposal.OrganID
			case appointment.PartyNominee:
				person = c.Person.ID
			}
			batch.Queue(`
				INSERT INTO case_task (case_id, key, label, hint, role, organ_id, person_id, due_on, since)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
				ON CONFLICT (case_id, key) DO UPDATE SET label = excluded.label, hint = excluded.hint, role = excluded.role,
					organ_id = excluded.organ_id, person_id = excluded.person_id, due_on = excluded.due_on`,
				c.ID, t.Key, t.Label, t.Hint, t.By, organ, person, t.Due, tx.now)
		}
		batch.Queue(`DELETE FROM case_task WHERE case_id = $1 AND key <> ALL ($2)`, c.ID, keys)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("tasks of cases %v: %w", tx.changed, err)
	}
	return nil
}

// NextNumber gives the next number of a yearly series and never the same one twice. The row lock
// holds until the transaction ends, so a number is lost only with its transaction.
func (tx *Tx) NextNumber(ctx context.Context, kind string, year int) (int, error) {
	return tx.NextNumbers(ctx, kind, year, 1)
}

// NextNumbers gives the first of as many numbers of a series as are asked for.
func (tx *Tx) NextNumbers(ctx context.Context, kind string, year, many int) (first int, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO number_series AS s (kind, year, last) VALUES ($1, $2, $3)
		ON CONFLICT (kind, year) DO UPDATE SET last = s.last + $3 RETURNING last - $3 + 1`, kind, year, many).Scan(&first)
	if err != nil {
		return 0, fmt.Errorf("next number of %s: %w", kind, err)
	}
	return first, nil
}
