package workflow_test

import (
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/errs"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
	"renmian/internal/store"
	"renmian/internal/supervision"
	"renmian/internal/workflow"
)

// A year of duty reports: call, filing with promises answered, urging, return, review, oral report, the report at the meeting, the volume.
func TestDutyReportsOfAYear(t *testing.T) {
	h, _ := fixture.Case(t, pgtest.New(t), appointment.StageClosed)
	ctx, year := t.Context(), h.Today().Year()
	h.Persons["欧阳示例"] = person(t, h, "欧阳示例")
	due := h.Today().Add(20)
	refuse := func(name string, x workflow.DutyCallForm, message string) {
		t.Helper()
		wantErr(t, name, h.Flow.CallDuty(ctx, h.Clerk, x), errs.Invalid, message)
	}
	everybody := []int64{h.Persons["欧阳示例"], h.Persons["钱正明"], h.Persons["曹雨生"], h.Persons["曾立法"]}
	refuse("due yesterday", workflow.DutyCallForm{Year: year, DueOn: h.Today().Add(-1), People: everybody}, "不能早于今天")
	refuse("for nobody", workflow.DutyCallForm{Year: year, DueOn: due}, "请选择要述职")
	refuse("somebody who holds nothing", workflow.DutyCallForm{Year: year, DueOn: due, People: []int64{h.Persons["王建国"]}}, "不在任")
	matters := h.CallDuty(due, "欧阳示例", "钱正明", "曹雨生", "曾立法")
	if len(matters) != 4 {
		t.Fatalf("called: %v", matters)
	}
	refuse("twice a year", workflow.DutyCallForm{Year: year, DueOn: due, People: everybody}, "已经发出")
	h.Must(h.Flow.CallMoreToDuty(ctx, h.Clerk, year, []int64{h.Persons["沈卫东"]}, due))

	// The appointee writes, with the promises of the commitment beside 〔SN-21〕.
	own := h.Appointee("欧阳示例")
	id := matters["欧阳示例"]
	sections, answers := h.DutyText(id)
	if len(answers) == 0 {
		t.Fatal("the promises of the commitment are not beside the report")
	}
	stranger := h.Appointee("钱正明")
	_, err := h.Flow.DraftDuty(ctx, stranger, id, 0, sections, answers)
	wantErr(t, "somebody else's", err, errs.NotFound, "不属于您")
	v, err := h.Flow.DraftDuty(ctx, own, id, 0, sections[:2], nil)
	h.Must(err)
	_, err = h.Flow.DraftDuty(ctx, own, id, 0, sections, answers)
	wantErr(t, "from a second device", err, errs.Conflict, "")
	_, err = h.Flow.DraftDuty(ctx, own, id, v, sections, answers)
	h.Must(err)
	wantErr(t, "no file", h.Flow.AttachToDuty(ctx, own, id, nil), errs.Invalid, "请选择")
	h.Must(h.Flow.AttachToDuty(ctx, own, id, []workflow.Upload{{Name: "附表.pdf", Data: fixture.PDF()}}))
	_, err = h.Flow.FileDuty(ctx, own, id, sections, answers[:0])
	wantErr(t, "promises unanswered", err, errs.Invalid, "兑现")
	_, err = h.Flow.FileDuty(ctx, own, id, sections, answers)
	h.Must(err)
	_, err = h.Flow.FileDuty(ctx, own, id, sections, answers)
	wantErr(t, "filed twice", err, errs.Conflict, "已经提交")

	// Paper from somebody without an account; sent back and filed again; the late are urged.
	paper := matters["曹雨生"]
	wantErr(t, "paper with nothing", h.Flow.EnterDuty(ctx, h.Clerk, paper, nil, nil, workflow.Upload{}), errs.Invalid, "扫描件")
	h.Must(h.Flow.EnterDuty(ctx, h.Clerk, paper, nil, nil, workflow.Upload{Name: "述职报告.pdf", Data: fixture.PDF()}))
	wantErr(t, "sent back without a word", h.Flow.ReturnDuty(ctx, h.Clerk, id, "", due), errs.Invalid, "补充什么")
	h.Must(h.Flow.ReturnDuty(ctx, h.Clerk, id, "请补充审议意见办理情况", due))
	_, err = h.Flow.FileDuty(ctx, own, id, sections, answers)
	h.Must(err)
	h.Pass(21)
	late := call(t, h, year)
	if late.Late != 3 || late.Filed != 2 {
		t.Errorf("call %+v; want 3 late, 2 filed", late)
	}
	wantErr(t, "urged in no way", h.Flow.UrgeDuty(ctx, h.Clerk, []int64{matters["钱正明"]}, "", ""), errs.Invalid, "方式")
	wantErr(t, "urged though filed", h.Flow.UrgeDuty(ctx, h.Clerk, []int64{id}, "电话", ""), errs.Conflict, "不必催交")
	h.Must(h.Flow.UrgeDuty(ctx, h.Clerk, []int64{matters["钱正明"], matters["曾立法"]}, "电话", "本周内提交"))
	tasks, err := h.DB.MatterTasksFor(ctx, h.Organ, h.Today(), 10)
	h.Must(err)
	if len(tasks) != 1 || tasks[0].MatterID != matters["钱正明"] {
		t.Errorf("the organ's workbench: %+v", tasks)
	}
	wantErr(t, "excused without a reason", h.Flow.ExcuseDuty(ctx, h.Clerk, matters["曾立法"], " "), errs.Invalid, "理由")
	h.Must(h.Flow.ExcuseDuty(ctx, h.Clerk, matters["曾立法"], "长期病休"))

	// Review, choice, meeting 〔SB-11、SB-12、SB-13〕.
	wantErr(t, "reviewed by the chair", h.Flow.ReviewDuty(ctx, h.Chair, id, "好"), errs.Forbidden, "")
	h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, id, "内容齐全，承诺逐项说明"))
	h.Must(h.Flow.DraftDutySummary(ctx, h.Clerk, year, late.Version, "审查情况如下。"))
	wantErr(t, "written over", h.Flow.DraftDutySummary(ctx, h.Clerk2, year, late.Version, "另一稿"), errs.Conflict, "他人修改")
	wantErr(t, "reported before all are reviewed", h.Flow.ReportDuty(ctx, h.Clerk, year, h.Meeting, h.Today()), errs.Conflict, "没有审查")
	_, err = h.Flow.CompileVolume(ctx, h.Clerk, year)
	wantErr(t, "bound before all are reviewed", err, errs.Conflict, "没有审查")
	h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, paper, "书面报告属实"))
	wantErr(t, "chosen by the clerk", h.Flow.ChooseOral(ctx, h.Clerk, year, []int64{id}, h.Meeting), errs.Forbidden, "")
	wantErr(t, "for no meeting", h.Flow.ChooseOral(ctx, h.Chair, year, []int64{id}, 0), errs.Invalid, "哪次")
	h.Must(h.Flow.ChooseOral(ctx, h.Chair, year, []int64{id, paper}, h.Meeting))
	h.Must(h.Flow.ChooseOral(ctx, h.Chair, year, []int64{id}, h.Meeting)) // one is taken off again
	wantErr(t, "the same list", h.Flow.ChooseOral(ctx, h.Chair, year, []int64{id}, h.Meeting), errs.Conflict, "没有改动")
	wantErr(t, "heard though not chosen",
		h.Flow.RecordOral(ctx, h.Clerk, paper, workflow.OralForm{HeldOn: h.Today(), Achievements: "一", Shortcomings: "二", Suggestions: "三"}), errs.Conflict,
		"没有确定")
	wantErr(t, "heard with nothing said", h.Flow.RecordOral(ctx, h.Clerk, id, workflow.OralForm{HeldOn: h.Today()}), errs.Invalid, "成绩")
	h.Must(h.Flow.ReportDuty(ctx, h.Clerk, year, h.Meeting, h.Today()))
	if m := matterRead(t, h, paper); m.ClosedOn.IsZero() || m.Outcome != "书面述职" {
		t.Errorf("a written report after the meeting: %+v", m)
	}
	if m := matterRead(t, h, id); !m.ClosedOn.IsZero() {
		t.Error("closed before the oral report was heard")
	}
	h.Must(h.Flow.RecordOral(ctx, h.Operator, id, workflow.OralForm{HeldOn: h.Today(), Achievements: "预算管理规范", Shortcomings: "专项资金拨付偏慢", Suggestions: "建立台账"}))
	if m := matterRead(t, h, id); m.Outcome != "书面述职，口头述职并经审议" {
		t.Errorf("after the oral report: %+v", m)
	}
	// Filed late, after the report: reviewed, it ends by itself.
	lateText, lateAnswers := h.DutyText(matters["钱正明"])
	_, err = h.Flow.FileDuty(ctx, stranger, matters["钱正明"], lateText, lateAnswers)
	h.Must(err)
	h.Must(h.Flow.ReviewDuty(ctx, h.Clerk, matters["钱正明"], "迟交，已说明原因"))
	if m := matterRead(t, h, matters["钱正明"]); m.Outcome != "书面述职（逾期提交）" {
		t.Errorf("filed late: %+v", m)
	}

	// The volume holds what was filed, goes to all members, and notes who opens it 〔ZY-17〕.
	volume, err := h.Flow.CompileVolume(ctx, h.Clerk, year)
	h.Must(err)
	_, err = h.Flow.CompileVolume(ctx, h.Clerk, year)
	wantErr(t, "bound twice", err, errs.Conflict, "已经编成")
	reports, err := h.DB.VolumeReports(ctx, volume)
	h.Must(err)
	if len(reports) != 3 {
		t.Errorf("%d reports in the volume, want 3", len(reports))
	}
	h.Must(h.Flow.IssueVolume(ctx, h.Clerk, volume))
	wantErr(t, "issued twice", h.Flow.IssueVolume(ctx, h.Clerk, volume), errs.Conflict, "")
	unread, err := h.DB.VolumeUnread(ctx, h.Member.MemberID)
	h.Must(err)
	if unread.ID != volume {
		t.Errorf("unread by the member: %+v", unread)
	}
	h.Must(h.Flow.OpenVolume(ctx, h.Member, volume))
	h.Must(h.Flow.OpenVolume(ctx, h.Member, volume))
	got, err := h.DB.DutyVolume(ctx, volume)
	h.Must(err)
	if got.Delivered != 29 || got.Opened != 1 {
		t.Errorf("delivered %d, opened %d", got.Delivered, got.Opened)
	}
}

func person(t *testing.T, h *fixture.House, name string) (id int64) {
	t.Helper()
	h.Must(h.Pool.QueryRow(t.Context(), `SELECT id FROM person WHERE name = $1`, name).Scan(&id))
	return id
}

func call(t *testing.T, h *fixture.House, year int) store.DutyCall {
	t.Helper()
	c, err := h.DB.DutyCallOf(t.Context(), year, h.Today())
	h.Must(err)
	return c
}

func matterRead(t *testing.T, h *fixture.House, id int64) store.Matter {
	t.Helper()
	m, err := h.DB.Matter(t.Context(), id)
	h.Must(err)
	return m
}

// An oral report that stands in the plan starts with the chairpersons' choice, and both lead to one another.
func TestPlannedOralReportStarts(t *testing.T) {
	h := fixture.New(t, pgtest.New(t))
	ctx, year := t.Context(), h.Today().Year()
	h.Must(h.Flow.DraftPlan(ctx, h.Clerk, year))
	item := workflow.PlanItemForm{PlanItem: supervision.PlanItem{Kind: supervision.DutyReport, Month: 11, PersonID: h.Persons["钱正明"]}}
	_, err := h.Flow.AddPlanItem(ctx, h.Clerk, year, item)
	h.Must(err)
	h.Must(h.Flow.SubmitPlan(ctx, h.Clerk, year))
	h.Must(h.Flow.ApprovePlan(ctx, h.Chair, year, h.Today()))
	matters := h.CallDuty(h.Today().Add(5), "钱正明", "曹雨生")
	h.Must(h.Flow.ChooseOral(ctx, h.Chair, year, []int64{matters["钱正明"], matters["曹雨生"]}, h.Meeting))
	if i := planItems(t, h, year)[0]; i.MatterID != matters["钱正明"] {
		t.Errorf("item %+v", i)
	}
}
