package server

import (
	"fmt"
	"net/http"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/fixture"
	"renmian/internal/pgtest"
)

// at opens the server on a house of the fixture, with a case brought to a stage.
func at(t *testing.T, stage appointment.Stage) (*site, *fixture.House, appointment.Case) {
	t.Helper()
	pool := pgtest.New(t)
	h, c := fixture.Case(t, pool, stage)
	st := &site{t: t, now: h.Now, db: h.DB, flow: h.Flow}
	st.server = New(Config{DB: h.DB, Flow: h.Flow, Pool: pool})
	t.Cleanup(st.server.Close)
	st.handler = st.server.Handler()
	return st, h, c
}

// by returns a browser in which somebody of the house has signed in.
func (st *site) by(who authz.Actor) *visitor {
	st.t.Helper()
	a, err := st.db.Account(st.t.Context(), who.AccountID)
	if err != nil {
		st.t.Fatal(err)
	}
	return st.browser(a)
}

func TestChairsMeetingPages(t *testing.T) {
	st, h, c := at(t, appointment.StageChairs)
	clerk, chair := st.by(h.Clerk), st.by(h.Chair)
	st.by(h.Organ).get("/chairs").want(t, http.StatusForbidden, "查看主任会议")
	clerk.get("/chairs").want(t, http.StatusOK, "欧阳示例拟任", "安排主任会议")
	clerk.post("/chairs", "held_on", "", "place", "小会议室", "attendees", "甲、乙").
		want(t, http.StatusUnprocessableEntity, "请填写会议日期").page.Has(`input[value=小会议室]`, `input[value=甲、乙]`)
	planned := clerk.post("/chairs", "held_on", h.Today().ISO(), "place", "小会议室", "presider", fmt.Sprint(h.Members[0]))
	planned.want(t, http.StatusSeeOther, "/chairs/")
	clerk.post(planned.to+"/cases").want(t, http.StatusUnprocessableEntity, "请选择要列入的任免案")
	clerk.post(planned.to+"/cases", "case", fmt.Sprint(c.ID)).want(t, http.StatusSeeOther)
	page := fmt.Sprintf("%s/cases/%d", planned.to, c.ID)
	clerk.get(page).want(t, http.StatusOK, "任前法律考试", "初审意见", "由主任会议组成人员登记决定").page.Lacks(`input[name=decision]`)
	clerk.post(page, "decision", "to_committee").want(t, http.StatusForbidden, "主任会议决定")
	chair.post(page, "decision", "hold", "opinion", "").want(t, http.StatusUnprocessableEntity, "请写明理由", "写明理由").
		page.Has(`input[value=hold][checked]`)
	chair.post(page, "decision", "to_committee", "speaks", "1").want(t, http.StatusSeeOther, planned.to)
	chair.get(page).want(t, http.StatusOK, "同意提请常委会会议审议", "确定到会作供职发言")
	chair.post(page, "decision", "to_committee").want(t, http.StatusConflict, "不能办理")
	clerk.post(planned.to+"/close", "version", "1").want(t, http.StatusConflict, "会议纪要还没有写")
	clerk.get(planned.to+"/minutes").want(t, http.StatusOK, "会议确定欧阳示例在常委会会议上作供职发言")
	clerk.post(planned.to+"/minutes", "version", "1", "minutes", "").want(t, http.StatusUnprocessableEntity, "请写会议纪要")
	clerk.post(planned.to+"/minutes", "version", "1", "minutes", "会议决定如下。\r\n一、决定\r\n同意提请。").want(t, http.StatusSeeOther)
	clerk.get(planned.to+"/minutes/print").want(t, http.StatusOK, "主任会议纪要", "同意提请")
	clerk.post(planned.to+"/close", "version", "2").want(t, http.StatusSeeOther)
	chair.get(planned.to).want(t, http.StatusOK, "会议已经结束")
}

func TestHeldCaseIsTakenUpOnItsPage(t *testing.T) {
	st, h, c := at(t, appointment.StageChairs)
	id := h.ChairsMeeting()
	ctx := t.Context()
	h.Must(h.Flow.ListForChairs(ctx, h.Clerk, id, []int64{c.ID}))
	chair, clerk := st.by(h.Chair), st.by(h.Clerk)
	chair.post(fmt.Sprintf("/chairs/%d/cases/%d", id, c.ID), "decision", "hold", "opinion", "群众反映需要核实").want(t, http.StatusSeeOther)
	path, reason := fmt.Sprintf("/chairs/held/%d", c.ID), fmt.Sprintf("reason-%d", c.ID)
	clerk.get("/chairs").want(t, http.StatusOK, "恢复办理：欧阳示例", "群众反映需要核实")
	clerk.post(path, reason, "").want(t, http.StatusUnprocessableEntity, "请写明恢复办理的理由")
	chair.post(path, reason, "已核实").want(t, http.StatusForbidden, "恢复办理")
	clerk.post(path, reason, "已核实").want(t, http.StatusSeeOther, "/chairs")
	clerk.get("/chairs").want(t, http.StatusOK).page.Lacks("#held")
}
