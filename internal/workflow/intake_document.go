package workflow

import (
	"context"
	"slices"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// DocumentForm is one paper handed in: a file, or for secret papers where the copy lies.
type DocumentForm struct {
	CaseID    int64 // zero: for the whole proposal
	Kind      policy.Document
	File      Upload
	PaperNote string // 纸质件的份号
}

// AddDocument hands in one paper of the checklist.
func (f *Flow) AddDocument(ctx context.Context, who authz.Actor, id int64, x DocumentForm) error {
	return f.onProposal(ctx, who, authz.AddDocument, id, func(w proposalWork) (map[string]any, error) {
		if err := w.mayAttach(ctx, x.CaseID); err != nil {
			return nil, err
		}
		d := store.Document{ProposalID: id, CaseID: x.CaseID, Kind: x.Kind, PaperNote: clean(x.PaperNote)}
		switch {
		case !x.Kind.Valid() || x.Kind == policy.Form:
			return nil, errs.Form(errs.Field{Name: "kind", Message: "请选择材料名称；审批表请在人员页导入。"})
		case x.File.Name == "" && d.PaperNote == "":
			return nil, errs.Form(errs.Field{Name: "file", Message: "请选择文件；涉密的纸质件不要上传，填写份号即可。"})
		case x.File.Name != "":
			file, err := keep(ctx, w.tx, x.File, "file")
			if err != nil {
				return nil, err
			}
			d.FileID, d.FileName = file.ID, file.Name
		}
		if _, err := w.tx.InsertDocument(ctx, d); err != nil {
			return nil, err
		}
		return map[string]any{"kind": d.Kind, "case_id": d.CaseID, "file": d.FileName, "paper": d.PaperNote},
			refreshTasksOf(ctx, w.tx, id)
	})
}

// DropDocument takes a paper out: from a draft it disappears, one that was handed in stays as replaced.
func (f *Flow) DropDocument(ctx context.Context, who authz.Actor, id, documentID int64) error {
	return f.onProposal(ctx, who, authz.DropDocument, id, func(w proposalWork) (map[string]any, error) {
		d, err := w.tx.Document(ctx, id, documentID)
		if err != nil {
			return nil, err
		}
		if err := w.mayAttach(ctx, d.CaseID); err != nil {
			return nil, err
		}
		if err := w.tx.DropDocument(ctx, d, w.p.State == store.ProposalDraft); err != nil {
			return nil, err
		}
		return map[string]any{"kind": d.Kind, "case_id": d.CaseID, "file": d.FileName}, refreshTasksOf(ctx, w.tx, id)
	})
}

// mayAttach says whether papers of a case, or of the whole proposal, may be changed now.
func (w proposalWork) mayAttach(ctx context.Context, caseID int64) error {
	if err := w.mayEdit(ctx, func(c appointment.Case) bool { return caseID == 0 || c.ID == caseID }); err != nil || caseID == 0 {
		return err
	}
	ids, err := w.tx.CaseIDs(ctx, w.p.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(ids, caseID) {
		return errs.New(errs.NotFound, "本提请件中没有这一事项，请刷新页面。")
	}
	return nil
}

// ProposalWide reports whether a paper is handed in once for all persons of a proposal.
func ProposalWide(d policy.Document) bool {
	return d == policy.Bill || d == policy.OrgDoc
}
