package supervision

import (
	"strings"
	"testing"

	"renmian/internal/calendar"
)

// 业务参考 4.2: every phase says what is missing, and who acts next.
func TestReviewPhases(t *testing.T) {
	full := Review{
		MatterID:   7,
		Kind:       PerformanceReview,
		PersonID:   3,
		Subject:    "钱正明",
		Planned:    true,
		Approved:   true,
		Mobilised:  true,
		Records:    2,
		Reported:   true,
		Signers:    2,
		Signed:     2,
		Spoken:     true,
		OpinionSet: true,
		Sent:       true,
		Received:   true,
		Answered:   true,
		AnswerDue:  calendar.Date(2026, 12, 30),
	}
	for _, tt := range []struct {
		name    string
		phase   ReviewPhase
		change  func(*Review)
		missing string // part of the one sentence; empty: the phase may end
		task    string
		by      Party
	}{
		{"all prepared", ReviewPrepare, func(*Review) {}, "", "survey", PartyClerk},
		{"no plan", ReviewPrepare, func(r *Review) { r.Planned = false }, "方案", "plan", PartyClerk},
		{"the chairpersons have not approved", ReviewPrepare, func(r *Review) { r.Approved = false }, "主任会议", "approve", PartyChair},
		{"no mobilisation", ReviewPrepare, func(r *Review) { r.Mobilised = false }, "动员会", "mobilise", PartyClerk},
		{"ZJ-10 surveyed and reported", ReviewSurvey, func(*Review) {}, "", "review", PartyClerk},
		{"nothing looked at", ReviewSurvey, func(r *Review) { r.Records = 0 }, "调查过程", "survey", PartyClerk},
		{"no report", ReviewSurvey, func(r *Review) { r.Reported = false }, "调查报告", "survey", PartyClerk},
		{"one has not signed", ReviewSurvey, func(r *Review) { r.Signed = 1 }, "全部", "survey", PartyClerk},
		{"opinion sent", ReviewHeld, func(*Review) {}, "", "rectify", PartyClerk},
		{"no report of the person", ReviewHeld, func(r *Review) { r.Spoken = false }, "述职", "rectify", PartyClerk},
		{"TM-20 a topic needs no report of a person", ReviewHeld, func(r *Review) { r.Spoken, r.Kind = false, TopicReview }, "", "rectify", PartyClerk},
		{"a rating goes on", ReviewHeld, func(r *Review) { r.RatingOpen = true }, "测评", "rectify", PartyClerk},
		{"ZJ-12 the opinion is not sent", ReviewHeld, func(r *Review) { r.Sent = false }, "评议意见书", "opinion", PartyClerk},
		{"answered", ReviewRectify, func(*Review) {}, "", "close", PartyClerk},
		{"the person acknowledges", ReviewRectify, func(r *Review) { r.Received, r.Answered = false, false }, "", "receive", PartyAppointee},
		{"the person answers", ReviewRectify, func(r *Review) { r.Answered = false }, "答复", "answer", PartyAppointee},
		{"TM-21 a unit answers", ReviewRectify, func(r *Review) { r.Answered, r.PersonID, r.OrganID, r.Kind = false, 0, 9, WorkReview }, "答复", "answer", PartyOrgan},
		{"AN-07 nobody of theirs has an account", ReviewRectify, func(r *Review) { r.Answered, r.PersonID, r.Kind = false, 0, TopicReview }, "答复", "answer", PartyClerk},
	} {
		r := full
		r.Phase = tt.phase
		tt.change(&r)
		missing := strings.Join(r.Missing(), " ")
		if tt.missing == "" && missing != "" && tt.task != "receive" || !strings.Contains(missing, tt.missing) {
			t.Errorf("%s: missing %q, want %q", tt.name, missing, tt.missing)
		}
		tasks := ReviewTasks(r)
		if len(tasks) != 1 || tasks[0].Key != tt.task || tasks[0].By != tt.by || !strings.HasPrefix(tasks[0].Path, "/supervision/reviews/7") {
			t.Errorf("%s: tasks %+v, want %s by %s", tt.name, tasks, tt.task, tt.by)
		}
	}
	if r := (Review{Phase: ReviewClosed}); len(ReviewTasks(r)) > 0 || r.Next() != ReviewClosed {
		t.Error("a closed review asks for something")
	}
}

func TestQuestions(t *testing.T) {
	all, err := ParseQuestions("\n执行工作是否满意：满意、基本满意，不满意\n您的意见和建议\n")
	if err != nil || len(all) != 2 || len(all[0].Options) != 3 || len(all[1].Options) != 0 || QuestionLines(all) != "执行工作是否满意：满意、基本满意、不满意\n您的意见和建议" {
		t.Errorf("%+v, %v", all, err)
	}
	for _, text := range []string{"", "只有一个选项：满意", "：满意、不满意", "一样：满意、满意", strings.Repeat("题\n", 41)} {
		if _, err := ParseQuestions(text); err == nil {
			t.Errorf("%.20q is taken", text)
		}
	}
	// One length whatever is answered, and back.
	short, err := SealSheet(all, []Answer{{Choice: 1}, {}})
	if err != nil {
		t.Fatal(err)
	}
	long, err := SealSheet(all, []Answer{{Choice: 3}, {Text: strings.Repeat("好", 500)}})
	if err != nil || len(long) != len(short) {
		t.Errorf("%d and %d bytes, %v", len(short), len(long), err)
	}
	if back, err := OpenSheet(all, long); err != nil || back[0].Choice != 3 || len([]rune(back[1].Text)) != 500 {
		t.Errorf("%+v, %v", back, err)
	}
	for name, answers := range map[string][]Answer{"nothing": {{}, {}}, "a fourth option": {{Choice: 4}, {}}, "a text for a choice": {{Text: "好"}, {}}, "one too few": {{Choice: 1}}, "too long": {{}, {Text: strings.Repeat("好", 501)}}} {
		if _, err := SealSheet(all, answers); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
