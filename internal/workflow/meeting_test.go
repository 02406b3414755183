package workflow_test

import (
	"slices"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/calendar"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

func TestMeetingActionsAreRefusedToOthers(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	_, plan := h.Flow.PlanMeeting(ctx, h.Organ, workflow.MeetingPlan{})
	_, item := h.Flow.AddItem(ctx, h.Member, h.Meeting, "x")
	_, personnel := h.Flow.AddPersonnelItem(ctx, h.Chair, h.Meeting, workflow.PersonnelItem{})
	_, material := h.Flow.AddMaterial(ctx, h.Examiner, h.Meeting, workflow.MaterialForm{})
	_, chairs := h.Flow.PlanChairsMeeting(ctx, h.Chair, workflow.ChairsPlan{})
	for name, err := range map[string]error{
		"plan": plan, "item": item, "personnel": personnel, "material": material, "chairs": chairs,
		"change":     h.Flow.ChangeMeeting(ctx, h.Chair, h.Meeting, workflow.MeetingPlan{}),
		"observers":  h.Flow.SetObservers(ctx, h.Member, h.Meeting, nil),
		"notice":     h.Flow.SendMeetingNotice(ctx, h.Chair, h.Meeting, 1, "x"),
		"deliver":    h.Flow.DeliverMaterials(ctx, h.Member, h.Meeting),
		"remove":     h.Flow.RemoveMaterial(ctx, h.Member, h.Meeting, 1),
		"read":       h.Flow.OpenMaterial(ctx, h.Operator, 1),
		"attendance": h.Flow.RecordAttendance(ctx, h.Clerk, h.Meeting, nil),
		"leave":      h.Flow.RequestLeave(ctx, h.Operator, h.Meeting, "x"),
		"open":       h.Flow.OpenMeeting(ctx, h.Clerk, h.Meeting, 29),
		"close":      h.Flow.CloseMeeting(ctx, h.Chair, h.Meeting),
		"minutes":    h.Flow.WriteMinutes(ctx, h.Member, h.Meeting, 1, "x"),
		"move":       h.Flow.MoveItem(ctx, h.Chair, 1, true),
		"take off":   h.Flow.RemoveItem(ctx, h.Chair, 1),
		"introduce":  h.Flow.IntroduceItem(ctx, h.Clerk, 1),
		"conclude":   h.Flow.ConcludeItem(ctx, h.Clerk, 1),
		"present":    h.Flow.RecordPresentation(ctx, h.Clerk, 1, 0, "x"),
		"speech":     h.Flow.RecordSpeech(ctx, h.Chair, 1, 1, "spoken"),
		"question":   h.Flow.RecordQuestion(ctx, h.Member, 1, 1, "x", "x"),
		"answer":     h.Flow.AnswerQuestion(ctx, h.Organ, 1, 1, workflow.Answer{}),
		"deliberate": h.Flow.RecordDeliberation(ctx, h.Member, 1, 0, "", "x"),
		"leaves":     h.Flow.NomineeLeaves(ctx, h.Clerk, 1, 1),
		"returns":    h.Flow.NomineeReturns(ctx, h.Clerk, 1, 1),
		"suspend":    h.Flow.SuspendCase(ctx, h.Operator, 1, 1, "x"),
		"resume":     h.Flow.ResumeCase(ctx, h.Operator, 1, "x"),
		"separate":   h.Flow.VoteSeparately(ctx, h.Chair, 1),
		"hands":      h.Flow.RecordHands(ctx, h.Chair, 1, 1, nil),
	} {
		if errs.KindOf(err) != errs.Forbidden {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
}

func TestPlanOfAMeeting(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	good := workflow.MeetingPlan{HeldOn: h.Today().Add(60), Place: "会议厅", PresiderID: h.Members[1]}
	_, err := h.Flow.PlanMeeting(ctx, h.Operator, good)
	refused(t, "a vice-chairperson not entrusted", err, errs.Invalid, "委托")
	_, err = h.Flow.PlanMeeting(ctx, h.Operator, workflow.MeetingPlan{HeldOn: good.HeldOn, Place: "会议厅", PresiderID: h.Members[9]})
	refused(t, "a plain member", err, errs.Invalid, "由主任主持")
	good.Entrusted = true
	id, err := h.Flow.PlanMeeting(ctx, h.Operator, good)
	h.Must(err)
	m, err := h.DB.Meeting(ctx, id)
	h.Must(err)
	list, err := h.DB.Attendance(ctx, id)
	if err != nil || m.Number != 37 || len(list) != 29 || list[0].Name != "陈立民" {
		t.Errorf("meeting %d, %d members, %v", m.Number, len(list), err)
	}
	refused(t, "notice of an empty agenda", h.Flow.SendMeetingNotice(ctx, h.Operator, id, 1, "通知"), errs.Conflict, "议程还没有事项")
	_, err = h.Flow.AddItem(ctx, h.Operator, id, "听取和审议专项工作报告")
	h.Must(err)
	refused(t, "a stale page", h.Flow.SendMeetingNotice(ctx, h.Operator, id, 9, "通知"), errs.Conflict, "他人")
	refused(t, "delivering before the notice", h.Flow.DeliverMaterials(ctx, h.Operator, id), errs.Conflict, "先发出会议通知")
	h.Must(h.Flow.SendMeetingNotice(ctx, h.Operator, id, 1, "通知"))
	refused(t, "a second notice", h.Flow.SendMeetingNotice(ctx, h.Operator, id, 2, "通知"), errs.Conflict, "已经发出")
	refused(t, "nothing to deliver", h.Flow.DeliverMaterials(ctx, h.Operator, id), errs.Conflict, "没有待送达")
	refused(t, "opening before the day", h.Flow.OpenMeeting(ctx, h.Operator, id, 29), errs.Conflict, "届时再宣布开会")
	h.Now = good.HeldOn.Time()
	refused(t, "opening without the presider", h.Flow.OpenMeeting(ctx, h.Operator, id, 29), errs.Conflict, "王建国没有签到")
}

func TestAttendanceAndLeave(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx := t.Context()
	refused(t, "leave before the notice", h.Flow.RequestLeave(ctx, h.Member, h.Meeting, "出差"), errs.Conflict, "筹备")
	_, err := h.Flow.AddItem(ctx, h.Operator, h.Meeting, "专项工作报告")
	h.Must(err)
	h.Must(h.Flow.SendMeetingNotice(ctx, h.Operator, h.Meeting, 1, "通知"))
	refused(t, "leave without a reason", h.Flow.RequestLeave(ctx, h.Member, h.Meeting, " "), errs.Invalid, "事由")
	h.Must(h.Flow.RequestLeave(ctx, h.Member, h.Meeting, "因公出差"))
	mark := func(n int, s meeting.Status, reason string) error {
		return h.Flow.RecordAttendance(ctx, h.Operator, h.Meeting, []workflow.AttendanceMark{{MemberID: h.Members[n], Status: s, Reason: reason}})
	}
	refused(t, "nothing changed", mark(5, meeting.OnLeave, "因公出差"), errs.Conflict, "没有改动")
	refused(t, "leave by the operator without a reason", mark(6, meeting.OnLeave, ""), errs.Invalid, "赵文博")
	h.Now = h.MeetingOn.Time()
	h.Attend(5)
	h.Attend(28)
	h.Must(h.Flow.OpenMeeting(ctx, h.Operator, h.Meeting, 29))
	refused(t, "leave once open", mark(28, meeting.OnLeave, "有事"), errs.Invalid, "：请假须在会议举行前")
	items, err := h.DB.Items(ctx, h.Meeting)
	h.Must(err)
	refused(t, "closing with an item open", h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "专项工作报告")
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, items[0].ID))
	h.Must(h.Flow.ConcludeItem(ctx, h.Operator, items[0].ID))
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	list, err := h.DB.Attendance(ctx, h.Meeting)
	h.Must(err)
	if list[5].Status != meeting.Present || !slices.ContainsFunc(list, func(a store.Attendee) bool { return a.Status == meeting.Absent }) {
		t.Errorf("after closing: %s", list[5].Status)
	}
	refused(t, "closing twice", h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting), errs.Conflict, "闭会")
	m, err := h.DB.Meeting(ctx, h.Meeting)
	h.Must(err)
	h.Must(h.Flow.WriteMinutes(ctx, h.Operator, h.Meeting, m.Version, "纪要"))
	refused(t, "writing over another's minutes", h.Flow.WriteMinutes(ctx, h.Clerk, h.Meeting, m.Version, "另稿"), errs.Conflict, "他人")
}

func TestAgendaStandsInLawfulOrder(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	_, err := h.Flow.AddItem(ctx, h.Operator, h.Meeting, "专项工作报告")
	h.Must(err)
	appoint := h.Item(c.ID)
	_, err = h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "重复", CaseIDs: []int64{c.ID}})
	refused(t, "a case on the agenda twice", err, errs.Conflict, "已列入会议议程")
	// The holder of the same office is removed: 先免后任.
	_, err = h.Pool.Exec(ctx, `
		INSERT INTO tenure (person_id, office_id, starts_on, start_import_id) SELECT $1, $2, starts_on, start_import_id FROM tenure LIMIT 1`,
		h.Persons["钱正明"], c.Office.ID)
	h.Must(err)
	removal := h.RemovalOf("钱正明", c.Office.Title)
	remove := h.Item(removal)
	order := func() []int64 {
		items, err := h.DB.Items(ctx, h.Meeting)
		h.Must(err)
		var ids []int64
		for _, i := range items {
			ids = append(ids, i.ID)
		}
		return ids[1:]
	}
	if got := order(); !slices.Equal(got, []int64{remove, appoint}) {
		t.Errorf("order %v, want removal %d before appointment %d", got, remove, appoint)
	}
	refused(t, "appointment first", h.Flow.MoveItem(ctx, h.Operator, appoint, true), errs.Conflict, "先免后任")
	h.Must(h.Flow.MoveItem(ctx, h.Operator, remove, true))
	h.Must(h.Flow.RemoveItem(ctx, h.Operator, appoint))
	if now := h.Read(c.ID); now.Agenda != nil {
		t.Error("taken off the agenda, it still stands on it")
	}
	_, err = h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "合并", CaseIDs: []int64{c.ID}, EnBloc: true})
	refused(t, "together without the chairs' word", err, errs.Conflict, "没有决定可以合并表决")
}

func TestItemRunsInOrder(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	item := h.Item(c.ID)
	refused(t, "before the meeting", h.Flow.IntroduceItem(ctx, h.Operator, item), errs.Conflict, "不能办理")
	h.Deliver()
	h.Open(27)
	refused(t, "no materials, no commitment", h.Flow.IntroduceItem(ctx, h.Operator, item), errs.Conflict, "材料未送达")
	refused(t, "explained before it begins", h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"), errs.Conflict, "未开始")
	h.Committed(c)
	h.Deliver(c.ID)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	refused(t, "introduced twice", h.Flow.IntroduceItem(ctx, h.Operator, item), errs.Conflict, "正在审议")
	refused(t, "moved once begun", h.Flow.RemoveItem(ctx, h.Operator, item), errs.Conflict, "正在审议")
	h.Must(h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"))
	refused(t, "explained twice", h.Flow.RecordPresentation(ctx, h.Operator, item, 0, "方志远"), errs.Conflict, "已经登记")
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "judged_poor"))
	h.Must(h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "spoken"))
	refused(t, "spoken twice", h.Flow.RecordSpeech(ctx, h.Operator, item, c.ID, "written"), errs.Conflict, "已经登记")
	h.Must(h.Flow.RecordQuestion(ctx, h.Operator, item, c.ID, "何俊峰", "收入申报情况如何？"))
	h.Must(h.Flow.NomineeLeaves(ctx, h.Operator, item, c.ID))
	refused(t, "left twice", h.Flow.NomineeLeaves(ctx, h.Operator, item, c.ID), errs.Conflict, "已登记离场")
	h.Must(h.Flow.RecordDeliberation(ctx, h.Operator, item, 0, "", "没有不同意见"))
	_, err := h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "an unanswered question", err, errs.Conflict, "询问未答复")
	questions, err := h.DB.Questions(ctx, item)
	h.Must(err)
	h.Must(h.Flow.AnswerQuestion(ctx, h.Operator, item, questions[0].ID, workflow.Answer{Unresolved: true}))
	_, err = h.Flow.OpenRound(ctx, h.Operator, item, h.Opening())
	refused(t, "a matter not cleared", err, errs.Conflict, "暂不付表决")
	h.Must(h.Flow.AnswerQuestion(ctx, h.Operator, item, questions[0].ID, workflow.Answer{By: "方志远", Text: "已如实申报"}))
	h.Must(h.Flow.NomineeReturns(ctx, h.Operator, item, c.ID))
	h.OpenRound(item)
}

func TestSuspendedCaseComesBack(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx, item := t.Context(), c.Agenda.ItemID
	refused(t, "without a reason", h.Flow.SuspendCase(ctx, h.Chair, item, c.ID, ""), errs.Invalid, "理由")
	h.Must(h.Flow.SuspendCase(ctx, h.Chair, item, c.ID, "有举报需要核实"))
	refused(t, "twice", h.Flow.SuspendCase(ctx, h.Chair, item, c.ID, "有举报需要核实"), errs.Conflict, "暂不付表决")
	if now := h.Read(c.ID); now.Stage != appointment.StageSuspended || now.Agenda != nil {
		t.Fatalf("suspended: %s %+v", now.Stage, now.Agenda)
	}
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	h.Must(h.Flow.ResumeCase(ctx, h.Chair, c.ID, "已查清"))
	h.Pass(30)
	var err error
	h.MeetingOn = h.Today()
	h.Meeting, err = h.Flow.PlanMeeting(ctx, h.Operator, workflow.MeetingPlan{HeldOn: h.MeetingOn, Place: "会议厅", PresiderID: h.Members[0]})
	h.Must(err)
	if now := h.Bring(c.ID, appointment.StageAdopted); now.Vote == nil || now.Agenda.MeetingNumber != 37 {
		t.Errorf("adopted: %+v", now.Agenda)
	}
}

func TestMembersReadMaterials(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	h.Item(c.ID)
	h.Pass(1)
	_, err := h.Flow.AddMaterial(ctx, h.Operator, h.Meeting, workflow.MaterialForm{Title: "空"})
	refused(t, "an empty paper", err, errs.Invalid, "文件")
	_, err = h.Flow.AddMaterial(ctx, h.Operator, h.Meeting, workflow.MaterialForm{Title: "外案", Body: "x", CaseID: c.ID + 99})
	refused(t, "a case not on the agenda", err, errs.Invalid, "不在本次会议议程")
	h.Deliver(c.ID)
	all, err := h.DB.Materials(ctx, h.Meeting, h.Member.MemberID)
	h.Must(err)
	if len(all) != 1 || all[0].Readers != 29 || all[0].Opened != 0 || !all[0].OpenedAt.IsZero() {
		t.Fatalf("materials %+v", all)
	}
	refused(t, "taking back what is delivered", h.Flow.RemoveMaterial(ctx, h.Operator, h.Meeting, all[0].ID), errs.Conflict, "已经送达")
	h.Must(h.Flow.OpenMaterial(ctx, h.Member, all[0].ID))
	first := h.Now
	h.Pass(1)
	h.Must(h.Flow.OpenMaterial(ctx, h.Member, all[0].ID))
	all, err = h.DB.Materials(ctx, h.Meeting, h.Member.MemberID)
	if err != nil || all[0].Opened != 1 || !all[0].OpenedAt.Equal(first) {
		t.Errorf("opened %+v, %v", all[0], err)
	}
	if now := h.Read(c.ID); now.Agenda.DeliveredOn != calendar.Of(first) {
		t.Errorf("delivered on %s", now.Agenda.DeliveredOn)
	}
}

func TestVotingTogetherAndApart(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageCommittee)
	ctx := t.Context()
	removal := h.Removal("示例县教育局局长")
	_, err := h.Pool.Exec(ctx, `UPDATE chairs_item SET en_bloc = true`)
	h.Must(err)
	h.Committed(c)
	item, err := h.Flow.AddPersonnelItem(ctx, h.Operator, h.Meeting, workflow.PersonnelItem{Title: "合并", CaseIDs: []int64{c.ID, removal}, EnBloc: true})
	h.Must(err)
	h.Deliver(c.ID, removal)
	h.Open(27)
	h.Must(h.Flow.IntroduceItem(ctx, h.Operator, item))
	h.Deliberated(item)
	round := h.OpenRound(item)
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: []store.Count{{Yes: 26, No: 1}}})
	h.Must(h.Flow.VoidRound(ctx, h.Chair, item, round, "有组成人员提出异议"))
	h.Must(h.Flow.VoteSeparately(ctx, h.Operator, item))
	refused(t, "apart already", h.Flow.VoteSeparately(ctx, h.Operator, item), errs.Conflict, "本来就是逐人表决")
	round = h.OpenRound(item)
	whole, err := h.DB.Item(ctx, item)
	h.Must(err)
	lines := func(yes ...int) (all []store.Count) {
		for i, x := range whole.Live() {
			all = append(all, store.Count{CaseID: x.CaseID, Yes: yes[i], No: 27 - yes[i]})
		}
		return all
	}
	_, err = h.Flow.EnterCount(ctx, h.AsMember(6), item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: lines(20, 10)[:1]})
	refused(t, "one line for two persons", err, errs.Conflict, "与表决票不符")
	h.Count(item, round, workflow.CountForm{Issued: 27, Returned: 27, Lines: lines(20, 10)})
	h.Must(h.Flow.AnnounceResult(ctx, h.Chair, item, round))
	first, second := whole.Live()[0], whole.Live()[1]
	if h.Read(first.CaseID).Stage != appointment.StageAdopted || h.Read(second.CaseID).Stage != appointment.StageRejected {
		t.Errorf("%s %s, %s %s", first.Person, h.Read(first.CaseID).Stage, second.Person, h.Read(second.CaseID).Stage)
	}
}

func TestWithdrawnAndEndedCasesLeaveTheMeeting(t *testing.T) {
	h, c := fixture.Case(t, pgtest.New(t), appointment.StageDeliberation)
	ctx := t.Context()
	h.Must(h.Flow.WithdrawCase(ctx, h.Organ, c.ID, "工作需要另作安排"))
	h.Must(h.Flow.DecideWithdrawal(ctx, h.Chair, c.ID, true, ""))
	_, err := h.Flow.OpenRound(ctx, h.Operator, c.Agenda.ItemID, h.Opening())
	refused(t, "voting on nothing", err, errs.Conflict, "没有可以表决的任免案")
	h.Must(h.Flow.CloseMeeting(ctx, h.Operator, h.Meeting))
	if now := h.Read(c.ID); now.Stage != appointment.StageWithdrawn {
		t.Errorf("stage %s", now.Stage)
	}
}
