package store

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// searchTerms returns what a text is found by: every character, every pair of neighbours and every
// four of them, lower case and without blanks. Unlike a word parser it never splits a Chinese name
// wrongly, and unlike pg_trgm it works the same in every locale of the database. The fours are for
// digits and letters, whose pairs are too common to choose by.
func searchTerms(texts ...string) []string {
	seen := map[string]bool{}
	terms := []string{}
	for _, text := range texts {
		runes := []rune(searchText(text))
		for _, n := range []int{1, 2, 4} {
			for i := 0; i+n <= len(runes); i++ {
				t := string(runes[i : i+n])
				if n == 4 && !plain(t) || seen[t] {
					continue
				}
				seen[t] = true
				terms = append(terms, t)
			}
		}
	}
	return terms
}

// plain reports whether a text is of digits, letters and signs only.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// queryTerms returns the terms a row must have to contain the query: its fours where it is plain
// enough, else its pairs, or the one character.
func queryTerms(query string) []string {
	runes := []rune(searchText(query))
	terms := []string{}
	if len(runes) == 1 {
		return append(terms, string(runes))
	}
	for i := 0; i+1 < len(runes); i++ {
		four := ""
		if i+4 <= len(runes) {
			four = string(runes[i : i+4])
		}
		switch pair := string(runes[i : i+2]); {
		case four != "" && plain(four):
			terms = append(terms, four)
		case !plain(pair) || len(runes) < 4:
			terms = append(terms, pair)
		}
	}
	if len(terms) == 0 && len(runes) > 1 {
		terms = append(terms, string(runes[:2]))
	}
	return terms
}

// searchText is a text as it is compared: lower case, no blanks.
func searchText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// searchColumns returns the terms of the texts and the text in which a query must stand.
func searchColumns(texts ...string) (terms []string, haystack string) {
	for i, t := range texts {
		texts[i] = searchText(t)
	}
	return searchTerms(texts...), strings.Join(texts, " ")
}

// RefreshSearch writes anew by what the cases of a proposal are found: number, name, office, pinyin
// initials, document number.
func (tx *Tx) RefreshSearch(ctx context.Context, proposalID int64) error {
	_, err := tx.refreshSearch(ctx, fmt.Sprintf("search terms of proposal %d", proposalID), `pr.id = $1`, proposalID)
	return err
}

// RefreshOffice lets the undecided cases on an office follow its new title.
func (tx *Tx) RefreshOffice(ctx context.Context, officeID int64) error {
	open, err := tx.refreshSearch(ctx, fmt.Sprintf("search terms of office %d", officeID),
		`o.id = $1 AND c.stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed')`, officeID)
	tx.RefreshTasks(open...)
	return err
}

func (tx *Tx) refreshSearch(ctx context.Context, doing, where string, arg int64) (ids []int64, err error) {
	rows, err := tx.tx.Query(ctx, `
		SELECT c.id, coalesce(c.number, ''), p.name, p.initials, office_called(o.id, o.title, c.decided_on), o.initials, pr.document_no
		FROM appointment_case c JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
		JOIN proposal pr ON pr.id = c.proposal_id
		WHERE `+where, arg)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	batch := &pgx.Batch{}
	var id int64
	var number, name, initials, title, titleInitials, document string
	_, err = pgx.ForEachRow(rows, []any{&id, &number, &name, &initials, &title, &titleInitials, &document}, func() error {
		terms, text := searchColumns(number, name, initials, title, titleInitials, document)
		ids = append(ids, id)
		batch.Queue(`UPDATE appointment_case SET search = $2, haystack = $3 WHERE id = $1`, id, terms, text)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	return ids, nil
}
