package workflow_test

import (
	"fmt"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/exam"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// The term report of the county of 土家族苗族 and of 肃北 counts what was done, no more and no less: TM-29, SB-18.
func TestFiguresOfATerm(t *testing.T) {
	h := county(t, "tm")
	ctx := t.Context()
	nothing, err := h.DB.FiguresBetween(ctx, h.Today(), h.Today().Add(60))
	h.Must(err)
	if nothing.Appointed+nothing.Chairs+nothing.Sittings+nothing.Audited > 0 {
		t.Errorf("figures before anything was done: %+v", nothing)
	}
	nominee := h.Bring(h.Submit(h.Draft()), appointment.StageCommittee)
	h.Adopt(nominee.ID, h.Removal("示例县教育局局长"), h.Removal("示例县副县长"))
	h.Certified()
	h.Sworn(nominee.ID)
	for _, x := range []supervision.AuditPlan{{Sort: supervision.AuditOutgoing, PersonID: h.Persons["钱正明"], OrganID: h.Organs["government"]},
		{Sort: supervision.AuditOutgoing, PersonID: h.Persons["沈卫东"], OrganID: h.Organs["government"]}, {Sort: supervision.AuditDepartment, OrganID: h.Organs["court"]}} {
		x.Auditor, x.From, x.To, x.DueOn = "县审计局", calendar.Date(2025, 1, 1), calendar.Date(2025, 12, 31), h.Today()
		id, err := h.Flow.EntrustAudit(ctx, h.Clerk, x)
		h.Must(err)
		h.Must(h.Flow.FileAudit(ctx, h.Clerk, id, workflow.AuditReportForm{ReportNo: "审1号", ReportedOn: h.Today(), Summary: "较好"}))
	}
	duty := h.CallDuty(h.Today().Add(5), "曹雨生", "曾立法")
	h.Must(h.Flow.EnterDuty(ctx, h.Clerk, duty["曹雨生"], nil, nil, workflow.Upload{Name: "述职.pdf", Data: []byte("%PDF-1.7\n")}))
	_, err = h.Flow.OpenReview(ctx, h.Clerk, workflow.ReviewForm{Kind: supervision.PerformanceReview, PersonID: h.Persons["曾立法"]})
	h.Must(err)
	f, err := h.DB.FiguresBetween(ctx, calendar.Date(2026, 1, 1), h.Today().Add(1))
	h.Must(err)
	got := fmt.Sprint([]int{f.Meetings, f.Personnel, f.Chairs}, []int{f.Appointed, f.Removed, f.Dismissed, f.Recalled, f.Rejected, f.Assessors},
		[]int{f.Sittings, f.Examined, f.Certificates, f.Sworn}, []int{f.Audited, f.AuditedUnits}, []int{f.DutyFiled, f.Reviews, f.DutyAndReviews()})
	if want := "[1 1 3] [1 2 0 0 0 0] [1 1 1 1] [2 1] [1 1 2]"; got != want { // the removals went to chairpersons' meetings of their own
		t.Errorf("TM-29 SB-18 figures %s, want %s", got, want)
	}
}

// 张家川: a person is rated in four grades in secret by the members, announced on the spot (ZJ-13); what the government did with an
// opinion in three, and the result decides whether its report passes (ZJ-15).
func TestCountyZhangjiachuanRates(t *testing.T) {
	h := county(t, "zj")
	ctx := t.Context()
	person := h.Persons["钱正明"]
	matter := h.MatterOf(supervision.PerformanceReview, "钱正明述职评议", person, 0)
	id := h.Rate(matter, workflow.RatingForm{Object: supervision.RatePerson, PersonID: person})
	r := held(t, h, matter, id, 5, 6, 6, 10)
	if got := strings.Join(r.Scale.Grades, ""); got != "优秀称职基本称职不称职" || len(r.Groups) != 1 || r.Groups[0].Key != "members" {
		t.Errorf("ZJ-13 grades %s, raters %+v", got, r.Groups)
	}
	if r.Result != "基本称职" || r.Next != policy.NextRectify || r.Publish != policy.PublishMeeting || r.State != supervision.RatingAnnounced {
		t.Errorf("ZJ-13 5, 6, 6 and 10 of 29 make %s, then %s", r.Result, r.Next)
	}
	opinion := h.MatterOf(supervision.LawInspection, "检查水法实施情况", 0, h.Organs["government"])
	o, err := h.Flow.DraftDeliberation(ctx, h.Clerk, opinion,
		workflow.DeliberationForm{OrganID: h.Organs["government"], Title: "关于水法执法检查报告的审议意见", Body: "修复围栏。"})
	h.Must(err)
	h.Must(h.Flow.SendDeliberation(ctx, h.Clerk, o, "示例人发〔2026〕9号", false))
	h.Must(h.Flow.FileOpinionReply(ctx, h.Organ, o, workflow.OpinionReplyForm{Body: "围栏已修复", Consulted: "农业工委"}))
	wantErr(t, "ZJ-15 passed without a rating", h.Flow.HearOpinionReply(ctx, h.Clerk, o, workflow.HearingForm{HeardOn: h.Today(), Passed: true}), errs.Invalid,
		"测评结果")
	h.Must(h.Flow.HearOpinionReply(ctx, h.Clerk, o, workflow.HearingForm{HeardOn: h.Today(), Grade: "不满意", Verdict: "没有改"}))
	if x, err := h.DB.DeliberationOpinionFor(ctx, h.Organ, o); err != nil || x.Stage != supervision.OpinionSent {
		t.Errorf("ZJ-15 the report passed though rated 不满意: %+v, %v", x, err)
	}
}

// DZ-16: every appointed director files a report and gives it at the meeting; none can be left out.
func TestCountyDaozhenHearsEverybody(t *testing.T) {
	h := county(t, "dz")
	ctx, year := t.Context(), h.Today().Year()
	duty := h.CallDuty(h.Today().Add(20), "钱正明", "曹雨生")
	for _, id := range duty {
		h.Must(h.Flow.EnterDuty(ctx, h.Clerk, id, nil, nil, workflow.Upload{Name: "述职.pdf", Data: []byte("%PDF-1.7\n")}))
		h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, id, "属实"))
	}
	c, err := h.DB.DutyCallOf(ctx, year, h.Today())
	h.Must(err)
	h.Must(h.Flow.DraftDutySummary(ctx, h.Clerk, year, c.Version, "审查情况如下。"))
	refused(t, "DZ-16 reported though nobody is to be heard", h.Flow.ReportDuty(ctx, h.Clerk, year, h.Meeting, h.Today()), errs.Conflict, "还有 2 人")
	wantErr(t, "DZ-16 one left out", h.Flow.ChooseOral(ctx, h.Chair, year, []int64{duty["钱正明"]}, h.Meeting), errs.Invalid, "曹雨生")
	h.Must(h.Flow.ChooseOral(ctx, h.Chair, year, []int64{duty["钱正明"], duty["曹雨生"]}, h.Meeting))
	h.Must(h.Flow.ReportDuty(ctx, h.Clerk, year, h.Meeting, h.Today()))
	for _, id := range duty {
		if m := matterRead(t, h, id); !m.ClosedOn.IsZero() {
			t.Errorf("DZ-16 closed before it was heard: %+v", m)
		}
		h.Must(h.Flow.RecordOral(ctx, h.Clerk, id, workflow.OralForm{HeldOn: h.Today(), Achievements: "一", Shortcomings: "二", Suggestions: "三"}))
		if m := matterRead(t, h, id); m.Outcome != "书面述职，口头述职并经审议" {
			t.Errorf("DZ-16 after the oral report: %s", m.Outcome)
		}
	}
}

// A county's papers are made by its own list of laws: five laws and its own regulation (ST-01), the regulation beside the law of the
// post (ZY-04), professional law alone for the court and the general laws for the government (SN-05, TM-08, DZ-05).
func TestCountiesExamineTheirOwnLaws(t *testing.T) {
	const own = "本县自治条例"
	h := bank(t)
	ctx := t.Context()
	blueprint := func(key string, g policy.Group) workflow.PaperOrder {
		x, _ := policy.PresetOf(key)
		o := order(h, g)
		o.Blueprint, o.Papers = x.Policy.Exam.Blueprints[g], 1
		return o
	}
	for row, key := range map[string]string{"ST-01": "st", "ZY-04": "zy"} {
		_, err := h.Flow.AssemblePapers(ctx, h.Examiner, blueprint(key, policy.Court))
		wantErr(t, row+" without the regulation in the bank", err, errs.Invalid, own)
	}
	h.Must(h.DB.InTx(ctx, authz.System, func(tx *store.Tx) error {
		law, err := tx.EnsureLaw(ctx, exam.Law{Title: own, Short: own, Kind: exam.LawKinds[len(exam.LawKinds)-1]})
		if err != nil {
			return err
		}
		article, err := tx.EnsureArticle(ctx, law, "第一条", "本条例。")
		if err != nil {
			return err
		}
		for n := range 30 {
			if _, err := tx.InsertStartingItem(ctx, article, exam.Item{Kind: policy.SingleChoice, Stem: strings.Repeat(string(rune(0x4e10+n*37))+string(rune(0x5e10+n*41)), 6) + "？", Options: []string{"甲", "乙", "丙", "丁"},
				Key: exam.Key{"A"}, Groups: policy.Groups(), Difficulty: 1 + n%3, State: exam.Reviewed}, []byte(own+fmt.Sprint(n))); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, authz.SaveLaw, store.Subject{Kind: "fixture"}, nil)
	}))
	for _, tt := range []struct {
		row, key string
		group    policy.Group
		has      []string // short titles, each on the paper at least as often as the county asks
	}{
		{"ST-01", "st", policy.Court, []string{"宪法", "地方组织法", "代表法", "选举法", "公务员法", own}},
		{"ZY-04", "zy", policy.Court, []string{"宪法", "人民法院组织法", "法官法", own}},
		{"SN-05", "sn", policy.Court, []string{"人民法院组织法", "法官法"}},
		{"SN-05", "sn", policy.Government, []string{"宪法", "地方组织法", "公务员法"}},
	} {
		set, err := h.Flow.AssemblePapers(ctx, h.Examiner, blueprint(tt.key, tt.group))
		if err != nil {
			t.Errorf("%s: %v %v", tt.row, err, errs.Reasons(err))
			continue
		}
		papers, err := h.DB.Papers(ctx, set)
		h.Must(err)
		on := map[string]int{}
		for _, q := range papers[0].Questions {
			law, _, _ := strings.Cut(strings.TrimPrefix(q.Cites, "《"), "》")
			on[law]++
		}
		for _, law := range tt.has {
			if on[law] < 3 {
				t.Errorf("%s: %d questions of %s on the paper of the %s: %v", tt.row, on[law], law, tt.group.Label(), on)
			}
		}
		if tt.row == "SN-05" && (on["人民法院组织法"] >= 10) != (tt.group == policy.Court) {
			t.Errorf("SN-05: the paper of the %s: %v", tt.group.Label(), on)
		}
	}
}
