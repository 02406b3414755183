package workflow_test

import (
	"strings"
	"sync"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// results is a house whose meeting adopted an appointment, a removal and a resignation.
type results struct {
	*fixture.House
	appointed, removed, resigned int64
}

func newResults(t *testing.T) results {
	t.Helper()
	r := results{House: fixture.New(t, pgtest.New(t))}
	r.appointed = r.Case(appointment.StageCommittee).ID
	r.removed = r.Removal("示例县教育局局长")
	r.resigned = r.Resignation()
	r.Adopt(r.appointed, r.removed, r.resigned)
	return r
}

// declined fails the test unless err is told to the user and says all of the words.
func declined(t *testing.T, what string, err error, words ...string) {
	t.Helper()
	if errs.KindOf(err) == "" {
		t.Errorf("%s: %v, want a refusal", what, err)
	}
	for _, w := range words {
		if !strings.Contains(strings.Join(errs.Reasons(err), "；"), w) {
			t.Errorf("%s refused because of %q, want %q", what, errs.Reasons(err), w)
		}
	}
}

func TestOutcomeActionsAreRefusedToOthers(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, day := t.Context(), h.Today()
	for act, do := range map[authz.Action]func(who authz.Actor) error{
		authz.MakeCertificate:     func(who authz.Actor) error { return h.Flow.MakeCertificates(ctx, who, 1) },
		authz.PrintCertificate:    func(who authz.Actor) error { return h.Flow.PrintCertificate(ctx, who, 1, "") },
		authz.HandOverCertificate: func(who authz.Actor) error { return h.Flow.HandOverCertificates(ctx, who, 1, day, "甲") },
		authz.VoidCertificate:     func(who authz.Actor) error { return h.Flow.VoidCertificate(ctx, who, 1, "有误") },
		authz.ArrangeOath:         func(who authz.Actor) error { _, err := h.Flow.ArrangeOath(ctx, who, h.OathPlan()); return err },
		authz.CancelOath:          func(who authz.Actor) error { return h.Flow.CancelOath(ctx, who, 1) },
		authz.RecordOath:          func(who authz.Actor) error { return h.Flow.RecordOath(ctx, who, 1, nil) },
		authz.DraftNotice:         func(who authz.Actor) error { return h.Flow.DraftNotices(ctx, who, 1) },
		authz.EditNotice:          func(who authz.Actor) error { return h.Flow.EditNotice(ctx, who, 1, 1, "甲", "乙") },
		authz.ProofreadNotice:     func(who authz.Actor) error { return h.Flow.ProofreadNotice(ctx, who, 1, 1, true, "") },
		authz.PublishNotice:       func(who authz.Actor) error { return h.Flow.PublishNotices(ctx, who, 1) },
		authz.CorrectNotice:       func(who authz.Actor) error { return h.Flow.CorrectNotice(ctx, who, 1, "更正") },
		authz.SendOrganNotice:     func(who authz.Actor) error { return h.Flow.SendOrganNotices(ctx, who, 1) },
		authz.ReceiveOrganNotice:  func(who authz.Actor) error { return h.Flow.ReceiveOrganNotice(ctx, who, 1) },
		authz.MarkFiled:           func(who authz.Actor) error { return h.Flow.MarkFiled(ctx, who, 1, day, "1") },
		authz.CloseCase:           func(who authz.Actor) error { return h.Flow.CloseCase(ctx, who, 1) },
		authz.ViewDossier:         func(who authz.Actor) error { _, err := h.Flow.ViewDossier(ctx, who, 1); return err },
	} {
		for _, role := range authz.Roles {
			who := authz.Actor{AccountID: h.Clerk.AccountID, Name: "试", Roles: []authz.Role{role}}
			if got := errs.KindOf(do(who)) == errs.Forbidden; got == authz.Can(who, act) {
				t.Errorf("%s as %s: forbidden is %v", act, role, got)
			}
		}
	}
}

// UX §10, 业务参考 2.8: certificates are handed out in the room, to those absent on another day.
func TestCertificatesInTheRoom(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	hand := func(x workflow.HandoverResult) error {
		return r.Flow.HandOverAtMeeting(ctx, r.Operator, r.Meeting, "陈立民", []workflow.HandoverResult{x})
	}
	here := workflow.HandoverResult{CaseID: r.appointed, Handed: true}
	declined(t, "for nobody", r.Flow.HandOverAtMeeting(ctx, r.Operator, r.Meeting, "陈立民", nil), "没有需要")
	declined(t, "before it is made", hand(here), "请先制作")
	r.Must(r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting))
	declined(t, "before it is printed", hand(here), "还没有打印")
	_, err := r.Flow.PrintCertificates(ctx, r.Clerk, r.Meeting)
	r.Must(err)
	declined(t, "by nobody", r.Flow.HandOverAtMeeting(ctx, r.Operator, r.Meeting, " ", []workflow.HandoverResult{here}), "颁发人")
	declined(t, "absent for no reason", hand(workflow.HandoverResult{CaseID: r.appointed}), "写明原因")
	declined(t, "of a removal", hand(workflow.HandoverResult{CaseID: r.removed, Absence: "因公出差"}), "免职")
	declined(t, "by the chair", r.Flow.HandOverAtMeeting(ctx, r.Chair, r.Meeting, "陈立民", []workflow.HandoverResult{here}), "颁发任命书")

	away := workflow.HandoverResult{CaseID: r.appointed, Absence: "因公出差"}
	r.Must(hand(away))
	declined(t, "put off twice", hand(away), "另行颁发")
	absent, err := r.DB.CertificateAbsences(ctx, r.Meeting)
	if r.Must(err); absent[r.appointed] != "因公出差" || len(absent) != 1 {
		t.Errorf("absences: %v", absent)
	}
	if c := r.Read(r.appointed); !c.Certificate.HandedOn.IsZero() {
		t.Errorf("handed to somebody who was away: %+v", c.Certificate)
	}
	r.Must(r.Flow.CloseMeeting(ctx, r.Operator, r.Meeting))
	declined(t, "in the room of a meeting that is over", hand(here), "已经闭会")
	r.Must(r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today(), "陈立民"))
	if c := r.Read(r.appointed); c.Certificate.HandedOn != r.Today() {
		t.Errorf("handed on another day: %+v", c.Certificate)
	}
}

func TestNothingFollowsBeforeTheAnnouncement(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx := t.Context()
	declined(t, "certificate", h.Flow.MakeCertificates(ctx, h.Clerk, h.Meeting, c.ID), "未经常委会会议表决通过")
	declined(t, "certificates", h.Flow.MakeCertificates(ctx, h.Clerk, h.Meeting), "没有需要")
	_, err := h.Flow.ArrangeOath(ctx, h.Operator, h.OathPlan(c.ID))
	declined(t, "oath", err, "未经常委会会议表决通过")
	declined(t, "list", h.Flow.DraftNotices(ctx, h.Clerk, h.Meeting), "没有宣布结果")
	declined(t, "organ notice", h.Flow.SendOrganNotices(ctx, h.Clerk, h.Meeting), "没有宣布结果")
	declined(t, "closing", h.Flow.CloseCase(ctx, h.Clerk, c.ID), "审议中")
}

func TestCertificates(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	declined(t, "for a removal", r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting, r.removed), "免职")
	declined(t, "for a resignation", r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting, r.resigned), "接受辞职")
	declined(t, "handed before it is made", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today(), "陈立民", r.appointed), "请先制作")
	r.Must(r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting))
	declined(t, "a second one", r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting, r.appointed), "示例人任字〔2026〕1号")

	all, err := r.DB.CertificatesOfMeeting(ctx, r.Meeting)
	r.Must(err)
	first := all[0]
	want := "示例县第十八届人民代表大会常务委员会第三十六次会议决定任命你为示例县财政局局长。"
	if len(all) != 1 || first.Text != want || first.Signed != "主任　陈立民" || first.Dated != r.MeetingOn {
		t.Errorf("certificate: %+v", all)
	}
	declined(t, "handed before it is printed", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today(), "陈立民"), "还没有打印")
	if printed, err := r.Flow.PrintCertificates(ctx, r.Clerk, r.Meeting); err != nil || len(printed) != 1 {
		t.Errorf("printed %v, %v", printed, err)
	}
	_, err = r.Flow.PrintCertificates(ctx, r.Clerk, r.Meeting)
	declined(t, "all again", err, "都已打印过")
	declined(t, "again without a reason", r.Flow.PrintCertificate(ctx, r.Clerk, first.ID, " "), "写明理由")
	r.Must(r.Flow.PrintCertificate(ctx, r.Clerk, first.ID, "纸张破损"))

	declined(t, "too early", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.MeetingOn.Add(-1), "陈立民"), "不能早于")
	declined(t, "in the future", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today().Add(1), "陈立民"), "还没有到")
	declined(t, "by nobody", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today(), " "), "颁发人")
	r.Must(r.Flow.HandOverCertificates(ctx, r.Operator, r.Meeting, r.Today(), "陈立民"))
	declined(t, "twice", r.Flow.HandOverCertificates(ctx, r.Clerk, r.Meeting, r.Today(), "陈立民", r.appointed), "已于")

	declined(t, "void without a reason", r.Flow.VoidCertificate(ctx, r.Clerk, first.ID, ""), "理由")
	r.Must(r.Flow.VoidCertificate(ctx, r.Clerk, first.ID, "职务名称有误"))
	declined(t, "void twice", r.Flow.VoidCertificate(ctx, r.Clerk, first.ID, "又"), "已经作废")
	declined(t, "printing a void one", r.Flow.PrintCertificate(ctx, r.Clerk, first.ID, "再印"), "已经作废")
	if c := r.Read(r.appointed); c.Certificate != nil {
		t.Errorf("the void certificate still counts: %+v", c.Certificate)
	}
	r.Must(r.Flow.MakeCertificates(ctx, r.Clerk, r.Meeting))
	if c := r.Read(r.appointed); c.Certificate == nil || c.Certificate.Number != "示例人任字〔2026〕2号" {
		t.Errorf("made anew: %+v", c.Certificate)
	}
}

// Two clerks at once: one certificate, one number.
func TestTwoClerksMakeOneCertificate(t *testing.T) {
	r := newResults(t)
	var wait sync.WaitGroup
	failed := make([]error, 2)
	for i, who := range []authz.Actor{r.Clerk, r.Clerk2} {
		wait.Go(func() { failed[i] = r.Flow.MakeCertificates(t.Context(), who, r.Meeting) })
	}
	wait.Wait()
	if (failed[0] == nil) == (failed[1] == nil) {
		t.Errorf("both ended alike: %v, %v", failed[0], failed[1])
	}
	all, err := r.DB.Certificates(t.Context(), store.CertificateFilter{Search: "财政局", State: store.CertificateWaiting, Year: 2026, Limit: 10})
	if err != nil || len(all) != 1 || all[0].Sequence != 1 {
		t.Errorf("register: %+v, %v", all, err)
	}
}

func TestOath(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	arrange := func(change func(p *workflow.OathPlan)) error {
		p := r.OathPlan(r.appointed)
		change(&p)
		_, err := r.Flow.ArrangeOath(ctx, r.Operator, p)
		return err
	}
	declined(t, "old words", arrange(func(p *workflow.OathPlan) { p.Version = "2015" }), "法定誓词")
	declined(t, "nobody", arrange(func(p *workflow.OathPlan) { p.CaseIDs = nil }), "宣誓人")
	declined(t, "no place", arrange(func(p *workflow.OathPlan) { p.Place = " " }), "地点")
	declined(t, "before adoption", arrange(func(p *workflow.OathPlan) { p.HeldOn = r.MeetingOn.Add(-1) }), "不能早于")
	declined(t, "a removed person", arrange(func(p *workflow.OathPlan) { p.CaseIDs = []int64{r.removed} }), "不需宣誓")
	declined(t, "a make-up of nothing", arrange(func(p *workflow.OathPlan) { p.MakeupOf = 1 }), "没有缺席")

	id, err := r.Flow.ArrangeOath(ctx, r.Operator, r.OathPlan(r.appointed))
	r.Must(err)
	declined(t, "twice at once", arrange(func(*workflow.OathPlan) {}), "另一次宣誓")
	r.Must(r.Flow.CancelOath(ctx, r.Operator, id))
	id, err = r.Flow.ArrangeOath(ctx, r.Operator, r.OathPlan(r.appointed))
	r.Must(err)
	declined(t, "not everybody", r.Flow.RecordOath(ctx, r.Operator, id, nil), "逐人登记")
	declined(t, "absent for no reason", r.Flow.RecordOath(ctx, r.Operator, id, []workflow.OathResult{{CaseID: r.appointed}}), "缺席的原因")
	r.Must(r.Flow.RecordOath(ctx, r.Operator, id, []workflow.OathResult{{CaseID: r.appointed, Absence: "因公出差"}}))
	declined(t, "recorded twice", r.Flow.RecordOath(ctx, r.Operator, id, []workflow.OathResult{{CaseID: r.appointed, Sworn: true}}), "已经登记")
	declined(t, "cancelled after it", r.Flow.CancelOath(ctx, r.Operator, id), "已经登记")
	if due, err := r.DB.OathsDue(ctx, 10); err != nil || len(due) != 1 || due[0].Label != "缺席宣誓，待补誓" || due[0].Due != r.MeetingOn.Add(30) {
		t.Errorf("due: %+v, %v", due, err)
	}

	declined(t, "not as a make-up", arrange(func(*workflow.OathPlan) {}), "补誓")
	r.Pass(3)
	p := r.OathPlan(r.appointed)
	p.MakeupOf, p.HeldOn = id, r.Today().Add(1)
	makeup, err := r.Flow.ArrangeOath(ctx, r.Clerk, p)
	r.Must(err)
	taken := []workflow.OathResult{{CaseID: r.appointed, Sworn: true}}
	declined(t, "recorded beforehand", r.Flow.RecordOath(ctx, r.Clerk, makeup, taken), "届时")
	r.Pass(1)
	r.Must(r.Flow.RecordOath(ctx, r.Clerk, makeup, taken))
	if c := r.Read(r.appointed); c.Oath == nil || !c.Oath.Sworn || c.Oath.On != r.Today() {
		t.Errorf("oath: %+v", c.Oath)
	}
	declined(t, "a second oath", arrange(func(p *workflow.OathPlan) { p.MakeupOf = id }), "已于")
	if y, err := r.DB.Ceremony(ctx, id); err != nil || !y.Roster[0].Made || y.Absent != 1 {
		t.Errorf("the missed ceremony: %+v, %v", y, err)
	}
}

func TestOrganNoticesAndFilings(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	r.Must(r.Flow.SendOrganNotices(ctx, r.Clerk, r.Meeting))
	declined(t, "sent twice", r.Flow.SendOrganNotices(ctx, r.Clerk, r.Meeting), "已经通知过")
	sent, err := r.DB.OrganNotices(ctx, r.Organ.OrganID, 0, 10)
	r.Must(err)
	if len(sent) != 1 || !strings.Contains(sent[0].Body, "决定任命欧阳示例为示例县财政局局长") || strings.Contains(sent[0].Body, "方志远") {
		t.Errorf("to the government: %+v", sent)
	}
	declined(t, "received by another organ", r.Flow.ReceiveOrganNotice(ctx, r.Court, sent[0].ID), "不是发给您单位的")
	r.Must(r.Flow.ReceiveOrganNotice(ctx, r.Organ, sent[0].ID))
	declined(t, "received twice", r.Flow.ReceiveOrganNotice(ctx, r.Organ, sent[0].ID), "签收")

	due, err := r.DB.FilingsDue(ctx, store.FilingKey{}, 10)
	r.Must(err)
	if len(due) != 2 || due[0].Due != r.MeetingOn.Add(15) {
		t.Errorf("filings: %+v", due)
	}
	declined(t, "no number", r.Flow.MarkFiled(ctx, r.Clerk, due[0].ID, r.Today(), ""), "文号")
	declined(t, "no day", r.Flow.MarkFiled(ctx, r.Clerk, due[0].ID, calendar.Day{}, "1"), "日期")
	r.Must(r.Flow.MarkFiled(ctx, r.Clerk, due[0].ID, r.Today(), "示人发〔2026〕50号"))
	declined(t, "filed twice", r.Flow.MarkFiled(ctx, r.Clerk, due[0].ID, r.Today(), "又"), "已被他人办理")
}

func TestClosing(t *testing.T) {
	r := newResults(t)
	ctx := t.Context()
	declined(t, "closing", r.Flow.CloseCase(ctx, r.Clerk, r.appointed), "任命书未制作", "未进行宪法宣誓", "任免名单未公布", "未书面通知提请机关", "备案")
	_, err := r.Flow.CloseCases(ctx, r.Clerk, r.Meeting)
	declined(t, "closing all", err, "没有可以办结")
	r.Published()
	r.Told()
	if n, err := r.Flow.CloseCases(ctx, r.Clerk, r.Meeting); err != nil || n != 1 {
		t.Errorf("closed %d, %v; the removal needs no more", n, err)
	}
	r.Certified()
	r.Sworn(r.appointed)
	r.Filed()
	if n, err := r.Flow.CloseCases(ctx, r.Clerk, r.Meeting); err != nil || n != 2 {
		t.Errorf("closed %d, %v", n, err)
	}
	if c := r.Read(r.appointed); c.Stage != appointment.StageClosed {
		t.Errorf("the appointment stands at %s", c.Stage)
	}
}
