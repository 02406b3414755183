package workflow

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"renmian/internal/store"
)

// AuditReport is what checking the audit log found.
type AuditReport struct {
	Size     int64     // events in the tree
	Root     tlog.Hash // recomputed from the events themselves
	Heads    int       // signed heads that were compared
	Waiting  int64     // events too new to have a place
	Findings []string  // what is not as it was written; empty when all is well
}

// tree is the tree recomputed from the events, as the stored hashes by index.
type tree []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, n := range indexes {
		if n >= int64(len(t)) {
			return nil, fmt.Errorf("no hash %d", n)
		}
		all[i] = t[n]
	}
	return all, nil
}

// VerifyAudit recomputes the tree from every event, and compares it with the stored tree, with all
// signed heads kept and with one more that was kept elsewhere (nil: none). public is the key that
// checks the signatures.
func VerifyAudit(ctx context.Context, db *store.DB, public string, head []byte) (AuditReport, error) {
	var r AuditReport
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return r, fmt.Errorf("read audit.pub: %w", err)
	}
	hashes, err := r.recompute(ctx, db)
	if err != nil {
		return r, err
	}
	if r.Size > 0 {
		stored, err := db.AuditRoot(ctx, r.Size)
		if err != nil || stored != r.Root {
			r.found("树中保存的散列与事件不符。")
		}
	}
	for before := int64(0); ; {
		heads, err := db.AuditHeads(ctx, before, 100)
		if err != nil {
			return r, err
		}
		for _, h := range heads {
			r.checkHead([]byte(h.Note), hashes, verifier, fmt.Sprintf("库中第 %d 条处的树头", h.Size))
			before = h.Size
		}
		if len(heads) < 100 {
			break
		}
	}
	if head != nil {
		r.checkHead(head, hashes, verifier, "所给的树头")
	}
	waiting, unqueued, err := db.AuditOutside(ctx)
	if err != nil {
		return r, err
	}
	if r.Waiting = waiting; unqueued > 0 {
		r.found("有 %d 条事件不在树中，也不在等待入树之列。", unqueued)
	}
	return r, nil
}

func (r *AuditReport) found(format string, args ...any) {
	if len(r.Findings) < 100 { // a broken log has as many findings as events
		r.Findings = append(r.Findings, fmt.Sprintf(format, args...))
	}
}

// recompute walks the leaves in order and builds the tree from what the events say now.
func (r *AuditReport) recompute(ctx context.Context, db *store.DB) (tree, error) {
	var hashes tree
	for {
		leaves, err := db.AuditLeaves(ctx, r.Size, auditBatch)
		if err != nil {
			return nil, err
		}
		for _, l := range leaves {
			hash := l.Event.Hash()
			switch {
			case l.Seq != r.Size:
				r.found("树中缺第 %d 条。", r.Size)
				return hashes, nil
			case l.Event.ID == 0:
				r.found("第 %d 条（事件 %d）已被删除。", l.Seq, l.EventID)
			case hash != l.Event.Leaf:
				r.found("第 %d 条（事件 %d）的内容被改动。", l.Seq, l.EventID)
			}
			more, err := tlog.StoredHashesForRecordHash(l.Seq, hash, hashes)
			if err != nil {
				return nil, fmt.Errorf("recompute audit tree: %w", err)
			}
			hashes = append(hashes, more...)
			r.Size++
		}
		if len(leaves) < auditBatch {
			break
		}
	}
	if r.Size == 0 {
		return hashes, nil
	}
	root, err := tlog.TreeHash(r.Size, hashes)
	r.Root = root
	return hashes, err
}

func (r *AuditReport) checkHead(signed []byte, hashes tree, v note.Verifier, which string) {
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		r.found("%s的签名不对。", which)
		return
	}
	t, err := tlog.ParseTree([]byte(n.Text))
	if err != nil {
		r.found("%s的格式不对。", which)
		return
	}
	r.Heads++
	if t.N > r.Size {
		r.found("日志只有 %d 条，%s却有 %d 条：有记录被删除。", r.Size, which, t.N)
		return
	}
	if root, err := tlog.TreeHash(t.N, hashes); err != nil || root != t.Hash {
		r.found("前 %d 条与%s不符：有记录被改动、增删或调换。", t.N, which)
	}
}
