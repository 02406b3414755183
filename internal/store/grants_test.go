package store_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"renmian/internal/pgtest"
)

// What the application must never be able to do, whoever controls it.
func TestApplicationRoleIsRefused(t *testing.T) {
	pool := pgtest.New(t)
	for _, sql := range []string{
		`UPDATE audit_event SET actor = 'x'`,
		`DELETE FROM audit_event`,
		`TRUNCATE audit_event CASCADE`,
		`ALTER TABLE audit_event DISABLE TRIGGER ALL`,
		`DROP TABLE audit_event CASCADE`,
		`UPDATE audit_leaf SET event_id = 1`,
		`DELETE FROM audit_leaf`,
		`UPDATE audit_hash SET hash = hash`,
		`DELETE FROM audit_hash`,
		`UPDATE audit_head SET note = ''`,
		`DELETE FROM audit_head`,
		`UPDATE audit_pending SET event_id = event_id`,
		`UPDATE file SET name = 'x'`,
		`DELETE FROM file`,
		`UPDATE policy_version SET name = 'x'`,
		`DELETE FROM policy_version`,
		`UPDATE vote_result SET yes = 0`,
		`DELETE FROM vote_result`,
		`UPDATE vote_count SET yes = 0`,
		`UPDATE count_line SET yes = 0`,
		`DELETE FROM count_entry`,
		`DELETE FROM vote_round`,
		`UPDATE ballot_box SET papers = '[]'`,
		`UPDATE ballot_box SET public_keys = '{}'`,
		`DELETE FROM ballot_box`,
		`UPDATE ballot_roll SET member_id = 1`,
		`DELETE FROM ballot_roll`,
		`UPDATE ballot_issue SET member_id = 1`,
		`DELETE FROM ballot_issue`,
		`UPDATE ballot_urn SET ct = ''`,
		`UPDATE sealed_ballot SET choice = '{1}'`,
		`UPDATE sealed_ballot SET msg = NULL, sig = NULL`,
		`DELETE FROM sealed_ballot`,
		`UPDATE count_confirmation SET member_id = 1`,
		`DELETE FROM count_confirmation`,
		`UPDATE count_objection SET text = 'x'`,
		`DELETE FROM count_objection`,
		`UPDATE certificate SET number = ''`,
		`DELETE FROM certificate`,
		`DELETE FROM certificate_void`,
		`UPDATE certificate_print SET reason = ''`,
		`UPDATE certificate_handover SET handed_by = ''`,
		`UPDATE certificate_absence SET reason = 'x'`,
		`DELETE FROM certificate_absence`,
		`UPDATE oath SET sworn = true`,
		`DELETE FROM oath`,
		`DELETE FROM rectification`,
		`UPDATE rectification_finding SET body = 'x'`,
		`DELETE FROM rectification_paper`,
		`UPDATE followup_note SET body = 'x'`,
		`DELETE FROM deliberation_opinion`,
		`DELETE FROM dispatch`,
		`UPDATE matter_finding SET body = 'x'`,
		`DELETE FROM oversight_photo`,
		`DELETE FROM notice`,
		`UPDATE notice_correction SET text = ''`,
		`DELETE FROM notice_posting`,
		`DELETE FROM account`,
		`TRUNCATE account CASCADE`,
		`CREATE TABLE intruder (id int)`,
		`COPY audit_event TO PROGRAM 'cat'`,
		`SELECT setval('audit_event_id_seq', 1)`,
	} {
		_, err := pool.Exec(t.Context(), sql)
		if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "42501" {
			t.Errorf("%s: %v, want insufficient privilege", sql, err)
		}
	}
}
