package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"renmian/internal/exam"
)

// ExamQuestions lists the questions of a paper in their order.
func (r reads) ExamQuestions(ctx context.Context, paperID int64) ([]exam.Question, error) {
	rows, err := r.q.Query(ctx, `
		SELECT position, section, item_id, kind, stem, options, key, cites, note, difficulty, points
		FROM exam_question WHERE paper_id = $1 ORDER BY position LIMIT 500`, paperID)
	if err != nil {
		return nil, fmt.Errorf("questions of paper %d: %w", paperID, err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[exam.Question])
	if err != nil {
		return nil, fmt.Errorf("questions of paper %d: %w", paperID, err)
	}
	return all, nil
}
