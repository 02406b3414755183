package store

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"
)

// searchTerms returns what a text is found by: every character and every pair of neighbours, lower
// case and without blanks. Unlike a word parser it never splits a Chinese name wrongly, and unlike
// pg_trgm it works the same in every locale of the database.
func searchTerms(texts ...string) []string {
	seen := map[string]bool{}
	terms := []string{}
	add := func(t string) {
		if !seen[t] {
			seen[t] = true
			terms = append(terms, t)
		}
	}
	for _, text := range texts {
		runes := []rune(searchText(text))
		for i, r := range runes {
			add(string(r))
			if i > 0 {
				add(string(runes[i-1 : i+1]))
			}
		}
	}
	return terms
}

// queryTerms returns the terms a row must have to contain the query: its pairs, or the one character.
func queryTerms(query string) []string {
	runes := []rune(searchText(query))
	if len(runes) == 1 {
		return []string{string(runes)}
	}
	terms := []string{}
	for i := 1; i < len(runes); i++ {
		terms = append(terms, string(runes[i-1:i+1]))
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

// RefreshSearch writes anew by what the cases of a proposal are found: number, name, office, pinyin
// initials, document number.
func (tx *Tx) RefreshSearch(ctx context.Context, proposalID int64) error {
	rows, err := tx.tx.Query(ctx, `
		SELECT c.id, coalesce(c.number, ''), p.name, p.initials, o.title, o.initials, pr.document_no
		FROM appointment_case c JOIN person p ON p.id = c.person_id JOIN office o ON o.id = c.office_id
		JOIN proposal pr ON pr.id = c.proposal_id
		WHERE pr.id = $1`, proposalID)
	if err != nil {
		return fmt.Errorf("search terms of proposal %d: %w", proposalID, err)
	}
	batch := &pgx.Batch{}
	var id int64
	var number, name, initials, title, titleInitials, document string
	_, err = pgx.ForEachRow(rows, []any{&id, &number, &name, &initials, &title, &titleInitials, &document}, func() error {
		batch.Queue(`UPDATE appointment_case SET search = $2 WHERE id = $1`, id,
			searchTerms(number, name, initials, title, titleInitials, document))
		return nil
	})
	if err != nil {
		return fmt.Errorf("search terms of proposal %d: %w", proposalID, err)
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("search terms of proposal %d: %w", proposalID, err)
	}
	return nil
}
