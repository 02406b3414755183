package workflow

import (
	"context"
	"slices"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/docx"
	"renmian/internal/errs"
	"renmian/internal/store"
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func templateSubject(id int64) store.Subject { return store.Subject{Kind: "paper_template", ID: id} }

// AddTemplate takes a county's own file for a kind of paper (上传文书模板) as its next version, after all that
// is wrong with it was looked for. It is not in use yet.
func (f *Flow) AddTemplate(ctx context.Context, who authz.Actor, kind string, file Upload) (id int64, err error) {
	err = f.do(ctx, who, authz.AddTemplate, func(tx *store.Tx) error {
		k, known := docx.KindOf(kind)
		if !known {
			return errs.New(errs.NotFound, "没有这种文书的模板。")
		}
		if file.Name == "" {
			return errs.Form(errs.Field{Name: "file", Message: "请选择模板文件（.docx）。"})
		}
		fields, wrong := k.Check(file.Data)
		if len(wrong) > 0 {
			return errs.Form(errs.Field{Name: "file", Message: strings.Join(wrong, "")})
		}
		kept, err := tx.InsertFile(ctx, baseName(file.Name), docxType, file.Data)
		if err != nil {
			return err
		}
		var version int
		if id, version, err = tx.InsertPaperTemplate(ctx, kind, fields, kept); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.AddTemplate, templateSubject(id), map[string]any{"kind": k.Name, "version": version, "file": kept.Name, "fields": fields})
	})
	return id, err
}

// ActivateTemplate puts a version to use (启用文书模板); the one that was in use is withdrawn.
func (f *Flow) ActivateTemplate(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.ActivateTemplate, func(tx *store.Tx) error {
		t, err := tx.LockPaperTemplate(ctx, id)
		if err != nil {
			return err
		}
		if t.Active() {
			return errs.New(errs.Conflict, "这一版已经在用，无需再启用。")
		}
		if err := tx.WithdrawTemplate(ctx, t.Kind); err != nil {
			return err
		}
		if err := tx.ActivateTemplate(ctx, id); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.ActivateTemplate, templateSubject(id), map[string]any{"kind": t.Kind, "version": t.Version})
	})
}

// WithdrawTemplate takes a version out of use (停用文书模板); the paper is then set in the layout of the house.
func (f *Flow) WithdrawTemplate(ctx context.Context, who authz.Actor, id int64) error {
	return f.do(ctx, who, authz.WithdrawTemplate, func(tx *store.Tx) error {
		t, err := tx.LockPaperTemplate(ctx, id)
		if err != nil {
			return err
		}
		if !t.Active() {
			return errs.New(errs.Conflict, "这一版不在使用，无需停用。")
		}
		if err := tx.WithdrawTemplate(ctx, t.Kind); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.WithdrawTemplate, templateSubject(id), map[string]any{"kind": t.Kind, "version": t.Version})
	})
}

// EditablePapers sets papers as a file that staff edit: in the county's own template when all are of one kind
// and one is in use, else in the layout of the house.
func (f *Flow) EditablePapers(ctx context.Context, papers ...document.Document) ([]byte, error) {
	k, known := docx.KindNamed(papers[0].Name)
	if !known || slices.ContainsFunc(papers, func(d document.Document) bool { return d.Name != k.Name }) {
		return docx.Write(papers...)
	}
	t, own, err := f.db.ActiveTemplate(ctx, k.Code)
	if err != nil {
		return nil, err
	}
	if !own {
		return docx.Write(papers...)
	}
	file, err := f.db.File(ctx, t.FileID)
	if err != nil {
		return nil, err
	}
	return k.Fill(file.Data, papers...)
}

// TemplateFile is the file of a version as it was uploaded, or filled in with a paper whose names are made up.
func (f *Flow) TemplateFile(ctx context.Context, who authz.Actor, id int64, sample *document.County) (store.File, error) {
	if err := authz.Check(who, authz.ViewTemplates); err != nil {
		return store.File{}, err
	}
	t, err := f.db.PaperTemplate(ctx, id)
	if err != nil {
		return store.File{}, err
	}
	file, err := f.db.File(ctx, t.FileID)
	k, known := docx.KindOf(t.Kind)
	if err != nil || sample == nil || !known {
		return file, err
	}
	_, rules, err := f.db.PolicyOn(ctx, calendar.Of(f.db.Now()))
	if err != nil && errs.KindOf(err) != errs.NotFound { // before any rules papers carry Chinese only
		return store.File{}, err
	}
	file.Name = k.Name + "（样例）.docx"
	file.Data, err = k.Fill(file.Data, document.TemplateSample(k.Name, *sample, rules.Language))
	return file, err
}
