package supervision

import (
	"fmt"
	"strings"

	"renmian/internal/calendar"
)

// ReviewKinds are the kinds of a review (评议): of a person, a unit, or one piece of work.
var ReviewKinds = []Kind{PerformanceReview, WorkReview, TopicReview}

// ReviewPhase is how far a review has gone 〔业务参考 4.2〕.
type ReviewPhase string

const (
	ReviewPrepare ReviewPhase = "prepare" // 准备: the clerk drafts, the chairpersons approve the plan
	ReviewSurvey  ReviewPhase = "survey"  // 调查: the survey team looks and reports
	ReviewHeld    ReviewPhase = "review"  // 评议: report, speeches, questions, rating; the opinion is sent
	ReviewRectify ReviewPhase = "rectify" // 整改: the reviewed answers and puts right
	ReviewClosed  ReviewPhase = "closed"  // 办结
)

// ReviewPhases lists the phases in order.
var ReviewPhases = []ReviewPhase{ReviewPrepare, ReviewSurvey, ReviewHeld, ReviewRectify, ReviewClosed}

var reviewPhaseLabels = map[ReviewPhase]string{ReviewPrepare: "准备", ReviewSurvey: "调查", ReviewHeld: "评议", ReviewRectify: "整改", ReviewClosed: "办结"}

// Label returns the phase's Chinese name.
func (p ReviewPhase) Label() string { return reviewPhaseLabels[p] }

// Review is a review with what was done for it, as far as the rules ask.
type Review struct {
	MatterID   int64
	Kind       Kind
	Phase      ReviewPhase
	Subject    string // name of the person or unit
	PersonID   int64  // who has to answer, where a person is reviewed
	OrganID    int64  // or a unit
	Planned    bool   // 方案、领导小组 are written
	Approved   bool   // 主任会议通过方案
	Mobilised  bool   // 动员会
	Records    int    // of the survey
	Reported   bool   // 调查报告
	Signers    int    // 参加调查的人员
	Signed     int    // of them
	Spoken     bool   // 述职
	OpinionSet bool   // 评议意见书 is written
	Sent       bool
	AnswerDue  calendar.Day
	Received   bool
	Answered   bool
	RatingOpen bool // a rating is planned or goes on
}

// Path is the address of the review's page.
func (r Review) Path() string { return fmt.Sprintf("/supervision/%s/%d", r.Kind.Path(), r.MatterID) }

// Missing lists what is still to be done before the review may leave its phase, each a sentence.
func (r Review) Missing() (all []string) {
	need := func(done bool, text string) {
		if !done {
			all = append(all, text)
		}
	}
	switch r.Phase {
	case ReviewPrepare:
		need(r.Planned, "评议方案和评议领导小组还没有写明。")
		need(r.Approved, "评议方案还没有经主任会议通过。")
		need(r.Mobilised, "动员会还没有登记。")
	case ReviewSurvey:
		need(r.Records > 0, "还没有登记调查过程。")
		need(r.Reported, "调查报告还没有写成。")
		need(r.Signers > 0, "还没有列出参加调查的人员。")
		need(r.Signed == r.Signers, "参加调查的人员还没有全部在调查报告上签字。")
	case ReviewHeld:
		need(r.Kind == TopicReview || r.Spoken, "述职或者汇报还没有登记。")
		need(!r.RatingOpen, "安排的测评还没有宣布结果。")
		need(r.Sent, "评议意见书还没有发出。")
	case ReviewRectify:
		need(r.Received, "评议意见书还没有签收。")
		need(r.Answered, "对评议意见还没有答复。")
	}
	return all
}

// Next is the phase that follows.
func (r Review) Next() ReviewPhase {
	for i, p := range ReviewPhases[:len(ReviewPhases)-1] {
		if p == r.Phase {
			return ReviewPhases[i+1]
		}
	}
	return r.Phase
}

// ReviewTasks are what is to be done for a review now, and by whom.
func ReviewTasks(r Review) (all []Task) {
	add := func(key, label, hint string, by Party, part string) {
		all = append(all, Task{Key: key, Label: label, Hint: hint, Path: r.Path() + part, By: by})
	}
	switch r.Phase {
	case ReviewPrepare:
		switch {
		case !r.Planned:
			add("plan", "制定评议方案", "写明方案和评议领导小组", PartyClerk, "#prepare")
		case !r.Approved:
			add("approve", "审定评议方案", "主任会议通过后开始评议", PartyChair, "#prepare")
		case !r.Mobilised:
			add("mobilise", "登记动员会", "召开动员会，公告征求意见", PartyClerk, "#prepare")
		default:
			add("survey", "转入调查阶段", "准备工作已经完成", PartyClerk, "#phase")
		}
	case ReviewSurvey:
		if len(r.Missing()) == 0 {
			add("review", "转入评议阶段", "调查报告已经签字", PartyClerk, "#phase")
		} else {
			add("survey", "开展调查", strings.TrimSuffix(r.Missing()[0], "。"), PartyClerk, "#survey")
		}
	case ReviewHeld:
		if r.Sent {
			add("rectify", "转入整改阶段", "评议意见书已经发出", PartyClerk, "#phase")
		} else {
			add("opinion", "发出评议意见书", strings.TrimSuffix(r.Missing()[0], "。"), PartyClerk, "#opinion")
		}
	case ReviewRectify:
		t := Task{Path: r.Path() + "#opinion", By: PartyOrgan, OrganID: r.OrganID, PersonID: 0, Due: r.AnswerDue}
		if r.PersonID != 0 {
			t.By, t.PersonID, t.OrganID = PartyAppointee, r.PersonID, 0
		}
		switch {
		case !r.Received:
			t.Key, t.Label, t.Hint = "receive", "签收评议意见书", r.Subject
		case !r.Answered:
			t.Key, t.Label, t.Hint = "answer", "答复评议意见", "写明对每个问题的认识和整改打算"
		default:
			add("close", "办结评议", "评议意见已经答复", PartyClerk, "#phase")
			return all
		}
		if t.OrganID == 0 && t.PersonID == 0 { // nobody of theirs has an account
			t.By = PartyClerk
		}
		all = append(all, t)
	}
	return all
}
