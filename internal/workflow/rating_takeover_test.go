package workflow_test

import (
	"testing"

	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// ZJ-15, SB-16: an announced rating goes on by itself to the rectification or the opinion it was planned for; an opinion whose
// report does not satisfy is to be reported on again.
func TestAnAnnouncedRatingGoesOnByItself(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, matter := t.Context(), inspected(t, h)

	rect, err := h.Flow.OpenRectification(ctx, h.Clerk, matter,
		workflow.RectificationForm{Title: "饮水安全整改", OrganID: h.Organs["government"], Findings: []string{"管网老化"}, Rerate: true})
	h.Must(err)
	for _, kind := range []supervision.PaperKind{supervision.PlanPaper, supervision.ReportPaper} {
		h.Must(h.Flow.FileRectification(ctx, h.Organ, rect, workflow.RectificationPaperForm{Kind: kind, Answers: []string{"年内改造"}}))
		h.Must(h.Flow.JudgeRectification(ctx, h.Clerk, rect, true, ""))
	}
	again, err := h.Flow.PlanRerating(ctx, h.Clerk, rect)
	h.Must(err)

	opinion, err := h.Flow.DraftDeliberation(ctx, h.Clerk, matter,
		workflow.DeliberationForm{OrganID: h.Organs["government"], Title: "关于水法执法检查报告的审议意见", Body: "修复围栏。"})
	h.Must(err)
	h.Must(h.Flow.SeekDeliberation(ctx, h.Clerk, opinion, "农业工委", h.Today(), "同意"))
	h.Must(h.Flow.SendDeliberation(ctx, h.Clerk, opinion, "示例人发〔2026〕9号", false))
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, opinion, workflow.OpinionReplyForm{Body: "围栏已修复", Consulted: "农业工委"}))
	content, err := h.Flow.PlanOpinionRating(ctx, h.Clerk, opinion)
	h.Must(err)

	h.SeatAll(27)
	_, err = h.Flow.AddItem(ctx, h.Operator, h.Meeting, "测评")
	h.Must(err)
	h.Deliver()
	h.Open(27)
	o, codes := h.OpenRatings([]int64{again, content})
	var choices [][]int
	for range 20 {
		choices = append(choices, []int{1, 3}) // 满意 with the rectification, 不满意 with the report
	}
	h.HoldRatings(o, codes, map[string][][]int{"members": choices})
	h.Must(h.Flow.AnnounceRatings(ctx, h.Chair, o.ID))

	r, err := h.DB.RectificationFor(ctx, h.Clerk, rect)
	h.Must(err)
	if r.Stage != supervision.RectConclude || r.Rerated != "满意" || r.ReratedOn != h.Today() {
		t.Errorf("the rectification stands at %+v", r.Rectification)
	}
	wantTask(t, h, h.Clerk, "整改销号", true)
	x, err := h.DB.DeliberationOpinionFor(ctx, h.Clerk, opinion)
	h.Must(err)
	replies, err := h.DB.OpinionReplies(ctx, opinion)
	h.Must(err)
	if x.Stage != supervision.OpinionSent || len(replies) != 1 || replies[0].Grade != "不满意" || replies[0].Passed || replies[0].Verdict == "" ||
		replies[0].MeetingID != h.Meeting {
		t.Errorf("the opinion stands at %+v, its report %+v", x.Opinion, replies)
	}
	wantTask(t, h, h.Organ, "报告审议意见研究处理情况", true)
}
