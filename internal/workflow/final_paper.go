package workflow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/document/pdf"
	"renmian/internal/errs"
	"renmian/internal/policy"
	"renmian/internal/store"
)

// FinishPaper makes the papers of a page final (定稿编号): they get the next number of the year, the file
// that carries it is kept, and its hash is entered into the ledger. The same words of the same page are
// entered once; then the entry there is, is returned.
func (f *Flow) FinishPaper(ctx context.Context, who authz.Actor, source string, papers []document.Document) (id int64, again bool, err error) {
	words := wordsOf(papers)
	if err := authz.Check(who, authz.FinishPaper); err != nil {
		return 0, false, err
	}
	if papers[0].Small {
		return 0, false, errs.New(errs.Conflict, "试卷、答题纸等考试用纸由考试系统封存，不入定稿簿。")
	}
	if x, known, err := f.db.FinalPaperOfWords(ctx, source, words); err != nil || known {
		return x.ID, known, err
	}
	err = f.do(ctx, who, authz.FinishPaper, func(tx *store.Tx) error {
		today := calendar.Of(tx.Now())
		_, rules, err := tx.PolicyOn(ctx, today)
		if err != nil {
			return err
		}
		county, err := tx.County(ctx)
		if err != nil {
			return err
		}
		year, _, _ := today.Date()
		n, err := tx.NextNumber(ctx, "final_paper", year) // from here on one after the other
		if err != nil {
			return err
		}
		if _, known, err := tx.FinalPaperOfWords(ctx, source, words); err != nil || known {
			return cmp.Or(err, errs.New(errs.Conflict, "这份文书刚刚由另一人定稿，请刷新打印页查看编号。"))
		}
		x := store.FinalPaper{
			Year:     year,
			Sequence: n,
			Number: document.Number(
				cmp.Or(rules.Publication.PaperNumber, policy.Default().Publication.PaperNumber),
				PaperCounty(county, 0).Word,
				year,
				n,
			),
			Name:           papers[0].Name,
			Title:          strings.Join(papers[0].Title, ""),
			DocumentNumber: papers[0].Number,
			Source:         source,
			Words:          words,
		}
		data, err := pdf.Final(x.Number, papers...)
		if err != nil {
			return err
		}
		file, err := tx.InsertSealedFile(ctx, x.Name+"（"+x.Number+"）.pdf", "application/pdf", data)
		if err != nil {
			return err
		}
		x.FileID, x.SHA256 = file.ID, file.SHA256[:]
		if id, err = tx.InsertFinalPaper(ctx, x); err != nil {
			return err
		}
		return tx.Audit(ctx, authz.FinishPaper, store.Subject{Kind: "final_paper", ID: id},
			map[string]any{"number": x.Number, "name": x.Name, "title": x.Title})
	})
	return id, false, err
}

// FinalOf looks up whether a page's papers are final with the words they have now.
func (f *Flow) FinalOf(ctx context.Context, who authz.Actor, source string, papers []document.Document) (store.FinalPaper, bool, error) {
	x, known, err := f.db.FinalPaperOfWords(ctx, source, wordsOf(papers))
	return x, known && SeesFinalPaper(who, x), err
}

// wordsOf is the hash of all that papers say.
func wordsOf(papers []document.Document) []byte {
	h := sha256.New()
	for _, d := range papers {
		for _, t := range d.Texts() {
			h.Write([]byte(t + "\x00"))
		}
		h.Write([]byte{1})
	}
	return h.Sum(nil)
}

// FinalPaperFile returns the file of an entry to those who may see it.
func (f *Flow) FinalPaperFile(ctx context.Context, who authz.Actor, id int64) (store.File, error) {
	x, err := f.FinalPaper(ctx, who, id)
	if err != nil {
		return store.File{}, err
	}
	return f.db.File(ctx, x.FileID)
}

// FinalPaper returns an entry of the ledger to those who may see it.
func (f *Flow) FinalPaper(ctx context.Context, who authz.Actor, id int64) (store.FinalPaper, error) {
	if err := authz.Check(who, authz.ViewFinalPapers); err != nil {
		return store.FinalPaper{}, err
	}
	x, err := f.db.FinalPaper(ctx, id)
	if err == nil && !SeesFinalPaper(who, x) {
		err = errs.New(errs.NotFound, "查无此定稿文书，或不属于您办理的范围。")
	}
	return x, err
}

// SeesFinalPaper reports whether somebody may see a final paper: clerks keep the whole ledger, others see what they made final.
func SeesFinalPaper(who authz.Actor, x store.FinalPaper) bool {
	return who.Has(authz.RoleClerk) || x.MadeByID == who.AccountID
}
