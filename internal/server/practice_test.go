package server

import (
	"strings"
	"testing"

	"renmian/internal/exam"
	"renmian/internal/store"
)

func TestPracticePages(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	v := h.enter(h.Examiner)
	v.get(practicePath).want(t, 200, "题库还没有载入")
	v.post(practicePath).want(t, 409, "还没有可以练习的题")
	_, err := h.Flow.LoadStartingBank(ctx, h.Examiner)
	h.Must(err)
	laws, err := h.DB.Laws(ctx)
	h.Must(err)
	path := v.post(practicePath, "law", idText(laws[0].ID)).want(t, 303, practicePath+"/runs/").to
	v.get(path).want(t, 200, "《宪法》", "交练习", "10. ")
	h.enter(h.Examiner2).get(path).want(t, 404)
	h.enter(h.Examiner2).post(path).want(t, 404)

	// All right but the first.
	runs, err := h.DB.PracticeRuns(ctx, h.Examiner.AccountID, 1)
	h.Must(err)
	items, err := h.DB.ExamItems(ctx, runs[0].Items)
	h.Must(err)
	var pairs []string
	for n, i := range items {
		if n == 0 {
			continue
		}
		for _, k := range i.Key {
			answer := exam.Alternatives(k)[0]
			if i.Kind == "fill" {
				answer = strings.Join(i.Key, "；")
			}
			pairs = append(pairs, "q-"+idText(i.ID), answer)
		}
	}
	v.post(path, pairs...).want(t, 303, path)
	v.get(path).want(t, 200, "练习结果", "未答", "没有作答", "依据")
	v.post(path, pairs...).want(t, 409, "已经交过")
	again := v.post(practicePath, "mistakes", "1").want(t, 303, practicePath+"/runs/").to
	v.get(again).want(t, 200, "错题", "共 1 题")
	v.get(practicePath).want(t, 200, "答对 9 / 10", "未交")

	// Articles.
	articles, err := h.DB.Articles(ctx, laws[0].ID)
	h.Must(err)
	law := practiceLawPath(laws[0].ID)
	v.post(law, "article", idText(articles[0].ID)).want(t, 303, law)
	v.get(law).want(t, 200, "已学的条文已记下", "已学 1 /")
	v.post(law).want(t, 303, law)
	v.get(law).want(t, 200, "已学 0 /")

	// Who else may practise is the county's setting.
	h.enter(h.Member).get(practicePath).want(t, 403, "只对拟任人员开放")
	h.enter(h.Member).get("/desk").want(t, 200).page.Omits("法律学习")
	h.visitor().get(practicePath+"/open").want(t, 404)
	h.enter(h.Member).post(practicePath+"/scope", "scope", "public").want(t, 403)
	v.post(practicePath+"/scope", "scope", "world").want(t, 422, "请选择练习向谁开放")
	v.post(practicePath+"/scope", "scope", "public").want(t, 303, practicePath)
	h.enter(h.Member).get("/desk").want(t, 200, "法律学习")
	h.enter(h.Member).get(practicePath).want(t, 200, "开始练习").page.Omits("开放范围")
	h.enter(h.Admin).get(practicePath).want(t, 403)
	h.visitor().get(practicePath+"/open").want(t, 200, "法律知识练习", "交练习")
	h.visitor().post(practicePath+"/open", "item", idText(items[0].ID), "q-"+idText(items[0].ID), "错").want(t, 200, "练习结果", "依据")
}

// TestPracticeKeepsSealedQuestions: a question on a paper that is still to be sat is practised by nobody.
func TestPracticeKeepsSealedQuestions(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	_, err := h.Flow.LoadStartingBank(ctx, h.Examiner)
	h.Must(err)
	items, err := h.DB.PracticeItems(ctx, store.PracticeFilter{}, "x", 1)
	h.Must(err)
	id := items[0].ID
	_, err = h.Pool.Exec(ctx, `
		WITH s AS (INSERT INTO exam_paper_set (number, title, office_group, blueprint, seed, tolerance, state, assembled_by, assembled_at)
			VALUES ('1', '试卷', 'court', '{}', 1, 0.3, 'draft', $1, now()) RETURNING id),
		p AS (INSERT INTO exam_paper (set_id, label) SELECT id, 'A' FROM s RETURNING id)
		INSERT INTO exam_question (paper_id, position, section, item_id, kind, stem, options, key, cites, difficulty, points)
		SELECT p.id, 1, 1, i.id, i.kind, i.stem, i.options, i.key, '', 1, 2 FROM p, exam_item i WHERE i.id = $2`, h.Examiner.AccountID, id)
	h.Must(err)
	if left, err := h.DB.Practicable(ctx, []int64{id}); err != nil || len(left) != 0 {
		t.Errorf("a question of a paper to come may be practised: %v, %v", left, err)
	}
	_, err = h.Pool.Exec(ctx, `UPDATE exam_paper_set SET state = 'discarded', discarded_why = '重组'`)
	h.Must(err)
	if left, err := h.DB.Practicable(ctx, []int64{id}); err != nil || len(left) != 1 {
		t.Errorf("a question of a discarded paper may not be practised: %v, %v", left, err)
	}
}
