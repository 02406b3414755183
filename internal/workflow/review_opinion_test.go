package workflow_test

import (
	"testing"

	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// The opinion of a review of one piece of work is sent with days of its own, and its problems are asked to be put right in the
// same act, one finding a line, by the unit that handles the work. TM-20 ZJ-12 ZJ-16
func TestAnOpinionIsSentWithWhatIsToBePutRight(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	bureau := h.Departments(1)[0] // the county government acts for it
	open := func(organ int64) int64 {
		id, err := h.Flow.OpenReview(ctx, h.Clerk, workflow.ReviewForm{Kind: supervision.TopicReview, Topic: "农村人居环境整治", OrganID: organ})
		h.Must(err)
		_, err = h.Pool.Exec(ctx, `UPDATE matter SET stage = 'review' WHERE id = $1`, id)
		h.Must(err)
		h.Must(
			h.Flow.WriteReviewOpinion(ctx, h.Clerk, id,
				store.ReviewOpinion{Overall: "总体较好", Strengths: "全面推开", Problems: "垃圾清运不及时\n\n管护经费不足", Suggestions: "落实责任"}),
		)
		return id
	}
	days := workflow.OpinionDays{AnswerDue: h.Today().Add(20), Rectify: true, PlanDue: h.Today().Add(10), ReportDue: h.Today().Add(60)}
	wantErr(t, "nobody is responsible", h.Flow.SendReviewOpinion(ctx, h.Clerk, open(0), days), errs.Conflict, "还没有确定责任单位")
	id := open(bureau)
	h.Must(h.Flow.SendReviewOpinion(ctx, h.Clerk, id, days))
	o, err := h.DB.ReviewOpinion(ctx, id)
	h.Must(err)
	if o.AnswerDue != days.AnswerDue {
		t.Errorf("to be answered by %s", o.AnswerDue)
	}
	all, err := h.DB.Rectifications(ctx, store.RectificationFilter{Who: h.Organ, MatterID: id, Limit: 5})
	h.Must(err)
	if len(all) != 1 || all[0].OrganID != bureau || all[0].Source != supervision.FromReviewOpinion || all[0].PlanDue != days.PlanDue ||
		all[0].ReportDue != days.ReportDue {
		t.Fatalf("to be put right: %+v", all)
	}
	findings, err := h.DB.RectificationFindings(ctx, all[0].ID)
	h.Must(err)
	if len(findings) != 2 || findings[1] != "管护经费不足" {
		t.Errorf("findings %q", findings)
	}
	_, err = h.Flow.RectifyReviewOpinion(ctx, h.Clerk, id, workflow.OpinionDays{})
	wantErr(t, "asked twice", err, errs.Conflict, "已经按评议意见发出整改要求")

	wantErr(t, "received by the court", h.Flow.ReceiveReviewOpinion(ctx, h.Court, id), errs.Forbidden, "用该单位或者归口机关的账号")
	h.Must(h.Flow.ReceiveReviewOpinion(ctx, h.Organ, id))
	h.Must(h.Flow.AnswerReviewOpinion(ctx, h.Organ, id, "诚恳接受。"))
}
