package workflow

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/store"
)

const (
	auditBatch = 1000
	headEvery  = time.Hour
)

// RunAudit gives new events their place in the tree, once a second, and signs a head every hour in
// which something happened, until ctx ends. Several replicas may run it; a lock lets one work.
func (f *Flow) RunAudit(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := f.sequence(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "sequence audit log", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (f *Flow) sequence(ctx context.Context) error {
	for {
		n, err := f.db.SequenceAudit(ctx, auditBatch)
		if err != nil {
			return err
		}
		if n < auditBatch {
			break
		}
	}
	size, err := f.db.AuditSize(ctx)
	if err != nil || size == 0 {
		return err
	}
	heads, err := f.db.AuditHeads(ctx, 0, 1)
	if err != nil {
		return err
	}
	if len(heads) == 0 || heads[0].Size < size && f.db.Now().Sub(heads[0].SignedAt) >= headEvery {
		_, err = f.signHead(ctx)
	}
	return err
}

// SignAuditHead signs the present head of the audit log (签署审计树头), to be kept elsewhere, and
// printed with a meeting's report.
func (f *Flow) SignAuditHead(ctx context.Context, who authz.Actor) (store.AuditHead, error) {
	if err := authz.Check(who, authz.SignAuditHead); err != nil {
		return store.AuditHead{}, err
	}
	for {
		n, err := f.db.SequenceAudit(ctx, auditBatch)
		if err != nil {
			return store.AuditHead{}, err
		}
		if n < auditBatch {
			return f.signHead(ctx)
		}
	}
}

func (f *Flow) signHead(ctx context.Context) (store.AuditHead, error) {
	size, err := f.db.AuditSize(ctx)
	if err != nil {
		return store.AuditHead{}, err
	}
	if size == 0 {
		return store.AuditHead{}, errs.New(errs.Conflict, "审计日志还没有记录，暂时不能签署。")
	}
	root, err := f.db.AuditRoot(ctx, size)
	if err != nil {
		return store.AuditHead{}, err
	}
	signed, err := note.Sign(&note.Note{Text: string(tlog.FormatTree(tlog.Tree{N: size, Hash: root}))}, f.keys.Audit)
	if err != nil {
		return store.AuditHead{}, fmt.Errorf("sign audit head: %w", err)
	}
	h := store.AuditHead{Size: size, Note: string(signed), SignedAt: f.db.Now()}
	return h, f.db.SaveAuditHead(ctx, h)
}

// AuditPublic returns the key that checks signed heads.
func (f *Flow) AuditPublic() string { return f.keys.AuditPublic }

// CheckAudit recomputes the whole log (核对审计日志) and records that it was done and what was found.
func (f *Flow) CheckAudit(ctx context.Context, who authz.Actor) (AuditReport, error) {
	if err := authz.Check(who, authz.CheckAudit); err != nil {
		return AuditReport{}, err
	}
	r, err := VerifyAudit(ctx, f.db, f.keys.AuditPublic, nil)
	if err != nil {
		return r, err
	}
	return r, f.do(ctx, who, authz.CheckAudit, func(tx *store.Tx) error {
		return tx.Audit(ctx, authz.CheckAudit, store.Subject{Kind: "audit_log"}, map[string]any{"records": r.Size, "heads": r.Heads, "findings": len(r.Findings)})
	})
}

// ExportAudit records that the log was taken out, and by what filter (导出审计日志).
func (f *Flow) ExportAudit(ctx context.Context, who authz.Actor, filter any) error {
	return f.do(ctx, who, authz.ExportAudit, func(tx *store.Tx) error {
		return tx.Audit(ctx, authz.ExportAudit, store.Subject{Kind: "audit_log"}, filter)
	})
}
