package workflow_test

import (
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// Whoever owns the database and changes the log behind the application is found, even where the
// stored tree was changed along with it.
func TestTamperingIsFound(t *testing.T) {
	const leafOf3 = `(SELECT event_id FROM audit_leaf WHERE seq = 3)`
	for _, tt := range []struct {
		name, sql string
		found     string
	}{
		{"nothing", `SELECT 1`, ""},
		{"content changed", `UPDATE audit_event SET actor = 'x' WHERE id = ` + leafOf3, "内容被改动"},
		{"time changed", `UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = ` + leafOf3, "内容被改动"},
		{"detail respaced", `UPDATE audit_event SET detail = (detail::text || ' ')::json WHERE id = ` + leafOf3, "内容被改动"},
		{"event deleted", `ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_fkey;
			DELETE FROM audit_event WHERE id = ` + leafOf3, "已被删除"},
		{"last events deleted with their leaves", `WITH gone AS (DELETE FROM audit_leaf WHERE seq >= 3 RETURNING event_id)
			DELETE FROM audit_event WHERE id IN (SELECT event_id FROM gone)`, "有记录被删除"},
		{"leaf deleted", `DELETE FROM audit_leaf WHERE seq = 3`, "树中缺第 3 条"},
		{"event slipped in", `INSERT INTO audit_event (at, actor, action, subject_kind, subject_id, detail, leaf)
			SELECT at, 'x', action, subject_kind, subject_id, detail, leaf FROM audit_event LIMIT 1`, "不在树中"},
		{"two events exchanged", `UPDATE audit_leaf SET event_id = -event_id WHERE seq IN (1, 2);
			UPDATE audit_leaf l SET event_id = -o.event_id FROM audit_leaf o WHERE (l.seq, o.seq) IN ((1, 2), (2, 1))`, "不符"},
		{"head replaced", `UPDATE audit_head SET note = replace(note, 'renmian', 'rm')`, "签名不对"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := emptyHouse(t)
			h.writeEvents(t, 6)
			head, err := h.flow.SignAuditHead(t.Context(), authz.System)
			if err != nil {
				t.Fatal(err)
			}
			owner := pgtest.Owner(t)
			if strings.Contains(tt.name, "exchanged") { // the foreign key would stop even the owner halfway
				if _, err := owner.Exec(t.Context(), `ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_fkey`); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := owner.Exec(t.Context(), tt.sql); err != nil {
				t.Fatal(err)
			}
			report := verify(t, h, []byte(head.Note))
			switch all := strings.Join(report.Findings, ""); {
			case tt.found == "" && all != "", !strings.Contains(all, tt.found):
				t.Errorf("findings %q, want one with %q", report.Findings, tt.found)
			case tt.found == "" && (report.Size != 6 || report.Heads != 2):
				t.Errorf("report %+v", report)
			}
			restoreKey(t)
		})
	}
}

// restoreKey puts the foreign key back that some cases drop: the next test gets the same database.
func restoreKey(t *testing.T) {
	t.Helper()
	_, err := pgtest.Owner(t).Exec(t.Context(), `
		TRUNCATE audit_leaf, audit_pending;
		ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS audit_leaf_event_id_fkey;
		ALTER TABLE audit_leaf ADD FOREIGN KEY (event_id) REFERENCES audit_event`)
	if err != nil {
		t.Fatal(err)
	}
}

// writeEvents writes n events in one transaction.
func (h *house) writeEvents(t *testing.T, n int) {
	t.Helper()
	err := h.db.InTx(t.Context(), authz.System, func(tx *store.Tx) error {
		for i := range n {
			if err := tx.Audit(t.Context(), authz.SignIn, store.Subject{Kind: "account", ID: int64(i)}, map[string]int{"n": i}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, h *house, head []byte) workflow.AuditReport {
	t.Helper()
	report, err := workflow.VerifyAudit(t.Context(), h.db, h.flow.AuditPublic(), head)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A head kept elsewhere finds what no head in the database can: the whole log rewritten.
func TestHeadKeptElsewhere(t *testing.T) {
	h := emptyHouse(t)
	h.writeEvents(t, 3)
	head, err := h.flow.SignAuditHead(t.Context(), authz.System)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pgtest.Owner(t).Exec(t.Context(), `TRUNCATE audit_event, audit_leaf, audit_hash, audit_pending, audit_head`)
	if err != nil {
		t.Fatal(err)
	}
	if r := verify(t, h, nil); len(r.Findings) != 0 {
		t.Errorf("an empty log by itself: %q", r.Findings)
	}
	if r := verify(t, h, []byte(head.Note)); len(r.Findings) != 1 {
		t.Errorf("an empty log and a head of %d events: %q", head.Size, r.Findings)
	}
}

func TestTreeGrowsInBatches(t *testing.T) {
	h := emptyHouse(t)
	var heads []string
	for range 3 {
		h.writeEvents(t, 700)
		h.now = h.now.Add(time.Minute)
		head, err := h.flow.SignAuditHead(t.Context(), authz.System)
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, head.Note)
	}
	for _, head := range heads {
		if r := verify(t, h, []byte(head)); r.Size != 2100 || r.Heads != 4 || len(r.Findings) != 0 {
			t.Errorf("report %+v", r)
		}
	}
}

func TestOnlyTheAuditorSigns(t *testing.T) {
	h := emptyHouse(t)
	clerk := authz.Actor{Name: "王丽", Roles: []authz.Role{authz.RoleClerk}}
	if _, err := h.flow.SignAuditHead(t.Context(), clerk); errs.KindOf(err) != errs.Forbidden {
		t.Errorf("a clerk signing the log: %v", err)
	}
}
