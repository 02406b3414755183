package workflow

import (
	"context"
	"crypto/sha256"
	"strings"

	"renmian/internal/authz"
	"renmian/internal/exam"
	"renmian/internal/store"
)

// LoadStartingBank takes the questions that come with the system into the bank (载入起始题库) and returns how many
// were new. Loading it again adds only what a newer edition of the system brings; what the county has
// changed or retired stays as it is.
func (f *Flow) LoadStartingBank(ctx context.Context, who authz.Actor) (added int, err error) {
	err = f.do(ctx, who, authz.LoadStartingBank, func(tx *store.Tx) error {
		all, err := exam.StartingBank()
		if err != nil {
			return err
		}
		for _, b := range all {
			n, err := loadLaw(ctx, tx, b)
			if err != nil {
				return err
			}
			added += n
		}
		return tx.Audit(ctx, authz.LoadStartingBank, store.Subject{Kind: "bank"}, map[string]any{"laws": len(all), "added": added})
	})
	return added, err
}

func loadLaw(ctx context.Context, tx *store.Tx, b exam.LawItems) (added int, err error) {
	lawID, err := tx.EnsureLaw(ctx, b.Law)
	if err != nil {
		return 0, err
	}
	articles := map[string]int64{}
	for _, i := range b.Items {
		if articles[i.Article] == 0 {
			if articles[i.Article], err = tx.EnsureArticle(ctx, lawID, i.Article, b.Bodies[i.Article]); err != nil {
				return 0, err
			}
		}
		isNew, err := tx.InsertStartingItem(ctx, articles[i.Article], i, startingMark(i))
		if err != nil {
			return 0, err
		}
		if isNew {
			added++
		}
	}
	return added, nil
}

// startingMark tells one item of the starting bank from every other, whatever becomes of its text.
func startingMark(i exam.Item) []byte {
	sum := sha256.Sum256([]byte(strings.Join([]string{i.LawTitle, string(i.Kind), i.Stem}, "\x00")))
	return sum[:]
}
