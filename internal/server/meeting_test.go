package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"renmian/internal/appointment"
	"renmian/internal/fixture"
	"renmian/internal/meeting"
	"renmian/internal/workflow"
)

func TestMeetingIsPreparedOnItsPages(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	op, member := st.by(h.Operator), st.by(h.Member)
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	st.by(h.Organ).get("/meetings").want(t, http.StatusForbidden, "查看常委会会议")
	member.get("/meetings").want(t, http.StatusOK, "还没有会议")
	member.get(path).want(t, http.StatusNotFound, "还没有发出通知")
	op.get("/meetings").want(t, http.StatusOK, "第三十六次会议")
	op.post("/meetings", "held_on", "", "place", "西楼").want(t, http.StatusUnprocessableEntity, "请填写会议日期").page.Has(`input[value=西楼]`)
	op.post("/meetings", "held_on", h.MeetingOn.Add(60).ISO(), "place", "西楼").want(t, http.StatusSeeOther, "/meetings/")
	op.post(path+"/edit", "held_on", h.MeetingOn.ISO(), "place", "大厅", "presider", fmt.Sprint(h.Members[1]), "version", "1").
		want(t, http.StatusUnprocessableEntity, "委托")

	op.get(path+"/agenda").want(t, http.StatusOK, "欧阳示例拟任")
	op.post(path+"/items", "title", "").want(t, http.StatusUnprocessableEntity, "请填写议题")
	op.post(path+"/items", "title", "听取专项工作报告").want(t, http.StatusSeeOther)
	op.post(path+"/personnel", "personnel-title", "审议人事任免案").want(t, http.StatusUnprocessableEntity, "请选择要列入的任免案").
		page.Has(`input[value=审议人事任免案]`)
	op.post(path+"/personnel", "personnel-title", "审议人事任免案", "case", fmt.Sprint(c.ID), "en_bloc", "1").want(t, http.StatusConflict, "没有决定可以合并表决")
	op.post(path+"/personnel", "personnel-title", "审议人事任免案", "case", fmt.Sprint(c.ID), "method", "secret").want(t, http.StatusSeeOther)
	items, err := h.DB.Items(t.Context(), h.Meeting)
	h.Must(err)
	personnel := fmt.Sprintf("%s/items/%d", path, items[1].ID)
	op.post(personnel+"/up").want(t, http.StatusSeeOther, "/agenda")
	op.post(personnel+"/down").want(t, http.StatusSeeOther, "/agenda")
	op.get(personnel).want(t, http.StatusOK, "开会后在这里办理本项")

	op.post(path+"/observers", "observers", "方志远 示例县县长\r\n彭守正 示例县人民法院院长").want(t, http.StatusSeeOther)
	op.get(path+"/notice").want(t, http.StatusOK, "审议人事任免案", "示例县县长方志远")
	op.post(path+"/notice", "version", "1", "notice", "").want(t, http.StatusUnprocessableEntity, "请写会议通知")
	op.post(path+"/notice", "version", "1", "notice", "定于近日举行会议。").want(t, http.StatusSeeOther, path)
	op.get(path+"/agenda/print").want(t, http.StatusOK, "第三十六次会议议程")
	samePaper(t, op, path+"/agenda/print", "docx")
	op.get(path+"/notice/print").want(t, http.StatusOK, "关于召开", "定于近日举行会议")

	op.post(path+"/materials/sheets").want(t, http.StatusSeeOther)
	op.post(path+"/materials", "title", "说明").want(t, http.StatusUnprocessableEntity, "请选择文件").page.Has(`input[value=说明]`)
	op.post(path+"/materials/deliver").want(t, http.StatusSeeOther)
	member.get(path).want(t, http.StatusOK, "欧阳示例拟任示例县财政局局长基本情况", "未阅", "请假")
	all, err := h.DB.Materials(t.Context(), h.Meeting, 0)
	h.Must(err)
	sheet := fmt.Sprintf("%s/materials/%d", path, all[0].ID)
	page := member.get(sheet).want(t, http.StatusOK, "简历", "初审意见", "会前")
	for _, private := range []string{"身份证", "家庭", "配偶"} {
		if strings.Contains(page.page.One("main").Text(), private) {
			t.Errorf("members read %s", private)
		}
	}
	member.get(path).want(t, http.StatusOK, "已阅")
	op.get(path+"/materials").want(t, http.StatusOK, "1 / 29", "杨海燕")
	member.get(path+"/materials").want(t, http.StatusSeeOther, path)
	member.get(personnel).want(t, http.StatusForbidden, "由会务人员办理")
	member.post(path+"/leave", "reason", "").want(t, http.StatusUnprocessableEntity, "请写明请假事由")
	member.post(path+"/leave", "reason", "因公出差").want(t, http.StatusSeeOther, path)
	op.get(path+"/attendance").want(t, http.StatusOK, "会议定于").page.Has(`input[value=因公出差]`)
}

// signIn marks the first members as present on the page of attendance.
func signIn(t *testing.T, op *visitor, h *fixture.House, present int) {
	t.Helper()
	var pairs []string
	for _, id := range h.Members[:present] {
		pairs = append(pairs, fmt.Sprintf("status-%d", id), string(meeting.Present))
	}
	op.post(fmt.Sprintf("/meetings/%d/attendance", h.Meeting), pairs...).want(t, http.StatusSeeOther)
}

// Two keep the list of attendance. What one page shows unchanged does not undo what was recorded since on the other;
// a change that the rules refuse is named beside its member, and the rest stays as chosen.
func TestAttendanceKeptOnTwoPages(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	h.Item(c.ID)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	op := st.by(h.Operator)
	path := fmt.Sprintf("/meetings/%d/attendance", h.Meeting)
	status := func(n int) string { return fmt.Sprintf("status-%d", h.Members[n]) }
	was := func(n int) string { return fmt.Sprintf("was-%d", h.Members[n]) }
	stands := func(n int) meeting.Status {
		list, err := h.DB.Attendance(t.Context(), h.Meeting)
		h.Must(err)
		for _, a := range list {
			if a.ID == h.Members[n] {
				return a.Status
			}
		}
		return ""
	}
	op.get(path).want(t, http.StatusOK).page.Has(fmt.Sprintf("input[name=%s][value=expected]", was(0)))
	op.post(path, status(0), "present", was(0), "expected").want(t, http.StatusSeeOther)
	op.post(path, status(0), "expected", was(0), "expected", status(1), "present", was(1), "expected").want(t, http.StatusSeeOther)
	if stands(0) != meeting.Present || stands(1) != meeting.Present {
		t.Errorf("a page left open set the first member to %s; the second is %s", stands(0), stands(1))
	}
	h.Must(h.Flow.RecordAttendance(t.Context(), h.Operator, h.Meeting,
		[]workflow.AttendanceMark{{MemberID: h.Members[28], Status: meeting.OnLeave, Reason: "因公出差"}}))
	h.Attend(27)
	h.Must(h.Flow.OpenMeeting(t.Context(), h.Operator, h.Meeting, 29))
	page := op.get(path).want(t, http.StatusOK).page
	page.Has(fmt.Sprintf("input[name=%s][value=left][disabled]", status(28)))
	page.Lacks(fmt.Sprintf("input[name=%s][value=left][disabled]", status(2)))
	refused := op.post(path, status(28), "left", was(28), "leave 因公出差", status(2), "left", was(2), "present")
	refused.want(t, http.StatusUnprocessableEntity, "不能由“请假”改为“中途离会”").page.Has(fmt.Sprintf("input[name=%s][value=left][checked]", status(2)))
	if stands(2) != meeting.Present {
		t.Errorf("half of a refused list was recorded: %s", stands(2))
	}
}

func TestItemIsRunOnItsPage(t *testing.T) {
	st, h, c := at(t, appointment.StageCommittee)
	ctx := t.Context()
	path := fmt.Sprintf("/meetings/%d", h.Meeting)
	id := h.Item(c.ID)
	item := fmt.Sprintf("%s/items/%d", path, id)
	h.Deliver(c.ID)
	h.Now = h.MeetingOn.Time().Add(9 * time.Hour)
	op, chair := st.by(h.Operator), st.by(h.Chair)
	first, second := st.by(h.AsMember(6)), st.by(h.AsMember(7))

	signIn(t, op, h, 14)
	op.get(path+"/attendance").want(t, http.StatusOK, "还差 1 人过半数")
	op.post(path+"/open", "total", "29").want(t, http.StatusConflict, "还差 1 人")
	rest := []string{"rest", string(meeting.Present)}
	for n, id := range h.Members {
		status := meeting.Expected
		if n >= 27 {
			status = meeting.OnLeave
			rest = append(rest, fmt.Sprintf("reason-%d", id), "外出学习")
		}
		rest = append(rest, fmt.Sprintf("status-%d", id), string(status))
	}
	op.get(path+"/attendance").want(t, http.StatusOK, "其余都已到会")
	op.post(path+"/attendance", rest...).want(t, http.StatusSeeOther)
	op.get(path+"/attendance").want(t, http.StatusOK, "应到29人，实到27人")
	op.post(path+"/open", "total", "40").want(t, http.StatusUnprocessableEntity, "全体组成人员应在")
	op.post(path+"/open", "total", "29").want(t, http.StatusSeeOther, path)
	op.get(item).want(t, http.StatusOK, "还差 1 项才能开始审议", "供职承诺书未交")
	op.post(item+"/introduce").want(t, http.StatusConflict, "供职承诺书未交")
	h.Committed(c)
	op.post(item+"/introduce").want(t, http.StatusSeeOther, item)
	op.get(item).want(t, http.StatusOK, "登记说明", "请示例县人民政府负责人就基本情况")
	op.post(item+"/present", "presenter", " ").want(t, http.StatusUnprocessableEntity, "请填写说明人")
	op.post(item+"/present", "presenter", "县长方志远").want(t, http.StatusSeeOther)
	op.post(item+"/question", "case", fmt.Sprint(c.ID), "asked_by", "何俊峰", "question", "").want(t, http.StatusUnprocessableEntity, "请填写询问的问题").
		page.Has(`input[value=何俊峰]`, `details[open]`)
	op.post(item+"/question", "case", fmt.Sprint(c.ID), "asked_by", "何俊峰", "question", "有无兼职？").want(t, http.StatusSeeOther)
	op.get(item).want(t, http.StatusOK, "登记审议情况", "交付表决前还差 2 项")
	op.post(item+"/deliberate", "group", "0", "summary", "").want(t, http.StatusUnprocessableEntity, "请写审议情况")
	op.post(item+"/deliberate", "group", "0", "summary", "没有不同意见").want(t, http.StatusSeeOther)
	questions, err := h.DB.Questions(ctx, id)
	h.Must(err)
	q := questions[0].ID
	op.post(fmt.Sprintf("%s/questions/%d", item, q), fmt.Sprintf("by-%d", q), "方志远").want(t, http.StatusUnprocessableEntity, "请填写答复人和答复").
		page.Has(`input[value=方志远]`)
	op.post(fmt.Sprintf("%s/questions/%d", item, q), fmt.Sprintf("by-%d", q), "方志远", fmt.Sprintf("answer-%d", q), "没有兼职").want(t, http.StatusSeeOther)

	op.get(item+"/ballot").want(t, http.StatusOK, "人事任免表决票", "不另写他人")
	s1, s2 := fmt.Sprint(h.Members[6]), fmt.Sprint(h.Members[7])
	op.post(item+"/rounds", "scrutineer1", s1, "scrutineer2", s2).want(t, http.StatusUnprocessableEntity, "近亲属").
		page.Has(`option[value="` + s1 + `"][selected]`)
	op.post(item+"/rounds", "scrutineer1", s1, "scrutineer2", s2, "unrelated", "1").want(t, http.StatusSeeOther)
	op.get(item).want(t, http.StatusOK, "请工作人员分发表决票", "未录入")

	count := path + "/count"
	n := fmt.Sprint(c.ID)
	op.get(count).want(t, http.StatusForbidden, "录入计票")
	st.by(h.AsMember(9)).get(count).want(t, http.StatusNotFound, "没有由您监票的表决")
	first.get(path).want(t, http.StatusOK, "您是本轮表决的监票人")
	enter := func(v *visitor, yes, no string) reply {
		return v.post(count, "issued", "27", "returned", "27", "yes-"+n, yes, "no-"+n, no, "abstain-"+n, "0", "invalid-"+n, "0")
	}
	first.post(count, "issued", "27", "returned", "", "yes-"+n, "20").want(t, http.StatusUnprocessableEntity, "请填写收回票数").page.Has(`input[value="20"]`)
	enter(first, "20", "5").want(t, http.StatusUnprocessableEntity, "合计 25 票，与收回 27 票不符")
	enter(first, "20", "7").want(t, http.StatusSeeOther, count)
	first.get(count).want(t, http.StatusOK, "等候另一名监票人")
	if strings.Contains(second.get(count).body, `value="20"`) {
		t.Error("one scrutineer sees the other's number")
	}
	enter(second, "21", "6").want(t, http.StatusSeeOther)
	second.get(count).want(t, http.StatusOK, "两人的计票不一致", "赞成：一人计 20，另一人计 21")
	enter(first, "21", "6").want(t, http.StatusSeeOther)
	enter(second, "21", "6").want(t, http.StatusSeeOther)
	second.get(count).want(t, http.StatusOK, "计票完成", "计票报告单")
	rounds, err := h.DB.Rounds(ctx, id)
	h.Must(err)
	round := fmt.Sprintf("%s/rounds/%d", item, rounds[0].ID)
	first.get(fmt.Sprintf("%s/%d", count, rounds[0].ID)).want(t, http.StatusOK, "人事任免表决计票报告单", "应到29人，实到27人")

	clerk := st.by(h.Clerk)
	clerk.get(item).want(t, http.StatusOK, "由主持人宣布结果").page.Lacks(".result", ".say")
	clerk.get(round+"/report").want(t, http.StatusForbidden, "宣布以前不能查看")
	op.get(item).want(t, http.StatusOK, "获21票赞成").page.Lacks(`form[action="` + round + `/announce"]`)
	op.post(round+"/announce").want(t, http.StatusForbidden, "宣布表决结果")
	chair.get(item).want(t, http.StatusOK, "获21票赞成，6票反对", "宣布结果")
	chair.post(round+"/announce").want(t, http.StatusSeeOther, item)
	chair.post(round+"/announce").want(t, http.StatusConflict, "已有结果")
	clerk.get(item).want(t, http.StatusOK, "已宣布", "通过")
	if got := h.Read(c.ID).Stage; got != appointment.StageAdopted {
		t.Errorf("stage %s", got)
	}
	op.get(path).want(t, http.StatusOK, "宣布闭会")
	op.post(path+"/close").want(t, http.StatusSeeOther, path)
	op.get(path+"/minutes").want(t, http.StatusOK, "何俊峰就欧阳示例一案询问：有无兼职？", "赞成21，反对6", "应到29人，实到27人")
	op.post(path+"/minutes", "version", "9", "minutes", "纪要").want(t, http.StatusConflict, "他人")
	m, err := h.DB.Meeting(ctx, h.Meeting)
	h.Must(err)
	op.post(path+"/minutes", "version", fmt.Sprint(m.Version), "minutes", "会议纪要正文").want(t, http.StatusSeeOther)
	st.by(h.Member).get(path+"/minutes").want(t, http.StatusOK, "会议纪要正文")
	op.get(path+"/minutes/print").want(t, http.StatusOK, "会议纪要正文")
}

func TestChairSuspendsAndVoids(t *testing.T) {
	st, h, c := at(t, appointment.StageDeliberation)
	chair, op := st.by(h.Chair), st.by(h.Operator)
	item := fmt.Sprintf("/meetings/%d/items/%d", h.Meeting, c.Agenda.ItemID)
	h.Deliberated(c.Agenda.ItemID)
	h.OpenRound(c.Agenda.ItemID)
	rounds, err := h.DB.Rounds(t.Context(), c.Agenda.ItemID)
	h.Must(err)
	void := fmt.Sprintf("%s/rounds/%d/void", item, rounds[0].ID)
	op.get(item).want(t, http.StatusOK).page.Lacks(`form[action="` + void + `"]`)
	chair.post(void, "void_reason", "").want(t, http.StatusUnprocessableEntity, "请写明本轮无效的理由").page.Has("details[open]")
	chair.post(void, "void_reason", "票箱未封").want(t, http.StatusSeeOther, item)
	op.get(item).want(t, http.StatusOK, "票箱未封", "刚才的表决无效，现在重新表决", "开始表决")
	suspend := fmt.Sprintf("%s/suspend/%d", item, c.ID)
	chair.get(item).want(t, http.StatusOK, "一案有需要进一步查清的问题，主任会议决定，本次会议暂不付表决")
	chair.post(suspend, fmt.Sprintf("reason-%d", c.ID), " ").want(t, http.StatusUnprocessableEntity, "请写明暂不付表决的理由")
	op.post(suspend, fmt.Sprintf("reason-%d", c.ID), "x").want(t, http.StatusForbidden, "暂不付表决")
	chair.post(suspend, fmt.Sprintf("reason-%d", c.ID), "有举报需要核实").want(t, http.StatusSeeOther, item)
	op.get(item).want(t, http.StatusOK, "本项不付表决", "暂不付表决")
	resume, reason := fmt.Sprintf("/meetings/resume/%d", c.ID), fmt.Sprintf("reason-%d", c.ID)
	op.get("/meetings").want(t, http.StatusOK, "暂不付表决的任免案").page.Lacks(`form[action="` + resume + `"]`)
	chair.post(resume, reason, "").want(t, http.StatusUnprocessableEntity, "请写明恢复审议的理由")
	chair.post(resume, reason, "已查清").want(t, http.StatusSeeOther, "/meetings")
	chair.get("/meetings").want(t, http.StatusOK).page.Lacks("#suspended")
}
