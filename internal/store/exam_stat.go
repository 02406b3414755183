package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ItemStat is how candidates fared with a question in marked exams.
type ItemStat struct {
	Papers  int // sealed papers it stands on
	Answers int
	Rate    float64 // 得分率, 0 to 1; meaningless without answers
	// Discrimination is 区分度: the rate of the best 27 % of those who sat it minus that of the last 27 %. It says
	// something from ten answers on, see Telling.
	Discrimination float64
}

// Telling reports whether enough people answered for the discrimination to say something.
func (s ItemStat) Telling() bool { return s.Answers >= 10 }

// ItemStats returns how candidates fared with each of the questions; one that nobody met is not in the map.
func (r reads) ItemStats(ctx context.Context, ids []int64) (map[int64]ItemStat, error) {
	rows, err := r.q.Query(ctx, `
		WITH answered AS (
			SELECT q.item_id, coalesce(c.becomes, s.points[q.position]) / q.points AS share,
				row_number() OVER (PARTITION BY q.item_id ORDER BY s.total DESC, s.entry_id) AS place,
				count(*) OVER (PARTITION BY q.item_id) AS n
			FROM exam_question q JOIN exam_entry e ON e.paper_id = q.paper_id JOIN exam_score s ON s.entry_id = e.id
			LEFT JOIN LATERAL (SELECT x.becomes FROM exam_correction x
				WHERE x.entry_id = e.id AND x.position = q.position AND x.granted ORDER BY x.id DESC LIMIT 1) c ON true
			WHERE q.item_id = ANY ($1)),
		fared AS (
			SELECT item_id, count(*) AS answers, avg(share) AS rate,
				avg(share) FILTER (WHERE place <= greatest(1, round(0.27 * n))) -
				avg(share) FILTER (WHERE place > n - greatest(1, round(0.27 * n))) AS discrimination
			FROM answered GROUP BY item_id),
		placed AS (
			SELECT q.item_id, count(*) AS papers FROM exam_question q JOIN exam_paper p ON p.id = q.paper_id
			JOIN exam_paper_set s ON s.id = p.set_id WHERE s.state = 'approved' AND q.item_id = ANY ($1) GROUP BY q.item_id)
		SELECT p.item_id, p.papers, coalesce(f.answers, 0), coalesce(f.rate, 0)::float8, coalesce(f.discrimination, 0)::float8
		FROM placed p LEFT JOIN fared f USING (item_id)`, ids)
	if err != nil {
		return nil, fmt.Errorf("item statistics: %w", err)
	}
	all := map[int64]ItemStat{}
	var id int64
	var s ItemStat
	_, err = pgx.ForEachRow(rows, []any{&id, &s.Papers, &s.Answers, &s.Rate, &s.Discrimination}, func() error {
		all[id] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("item statistics: %w", err)
	}
	return all, nil
}
