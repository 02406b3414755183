package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/store"
)

// 业务参考 1.9: the guided pages of a new term, left and taken up again.
func TestTermChangeOnPages(t *testing.T) {
	h := newHouse(t)
	h.Now = time.Date(2027, 1, 15, 9, 0, 0, 0, calendar.Zone)
	clerk, organ := h.enter(h.Clerk), h.enter(h.Organ)
	form := []string{"number", "19", "starts_on", "2027-01-10", "ends_on", "2032-01-10", "seats", "29", "government_on", "2027-01-01"}
	clerk.post("/registers/terms", form...).want(t, 422, "须在本届任期之内")
	form[9] = "2027-01-12"
	term := clerk.post("/registers/terms", form...).want(t, 303, "/registers/terms/").to
	clerk.get(term+"/change").want(t, 404, "还没有开始办理")
	clerk.get(termPath(h.Term)).want(t, 200).page.Omits("新一届选出以后要做的事")
	clerk.get(term).want(t, 200, "新一届选出以后要做的事")
	change := clerk.post(term+"/change").want(t, 303, term+"/change").to
	clerk.get(term).want(t, 200, "换届进度")
	clerk.get("/desk").want(t, 200, "第19届换届", "组成人员")
	clerk.get(change).want(t, 200, "2027年3月12日以前提请任命", "下一步：登记新一届常务委员会组成人员", "每一步都可以随时离开")

	// 2 the committee
	page := clerk.get(change+"/members").want(t, 200, "陈立民（原主任）", "一行一人").page
	if n := len(page.All("input[name=plain]")); n != 29 {
		t.Errorf("%d names to choose from", n)
	}
	who := func(n int) string { return fmt.Sprint(h.Members[n]) }
	re := clerk.post(change+"/members", "chief", who(0), "vice", who(1), "vice", who(0), "plain", who(5), "fresh", "甲新任，男").want(t, 422, "有人选了两个职务")
	if got := re.page.One("textarea[name=fresh]").Text(); !strings.Contains(got, "甲新任，男") {
		t.Errorf("typed names came back as %q", got)
	}
	if n := len(re.page.All("input[name=vice][checked]")); n != 2 {
		t.Errorf("%d ticks came back", n)
	}
	clerk.post(change+"/members", "chief", who(0), "vice", who(1), "plain", who(5), "fresh", "甲新任，男").want(t, 422, "第 1 行：请依次填写")
	clerk.post(change+"/members", "chief", who(0), "vice", who(1), "plain", who(5), "fresh", "甲新任，女，1980.01，回族，委员").want(t, 303, change)
	clerk.get(term).want(t, 200, "甲新任")
	clerk.get(change+"/members").want(t, 200, "已经登记")

	// 3 elected offices
	clerk.get(change+"/elected").want(t, 200, "示例县人民法院院长", "彭守正")
	var president string
	for _, c := range clerk.get(change + "/elected").page.All("input[name=leaves]") {
		president = c.Attr("value")
	}
	clerk.post(change+"/elected", "leaves", president).want(t, 303, change)
	clerk.post(change+"/elected", "leaves", president).want(t, 409, "刷新页面")

	// 4 the list
	clerk.get(change).want(t, 200, "下一步：按法律和本县任免办法")
	clerk.post(change+"/list").want(t, 303, change+"/list")
	clerk.get(change+"/list").want(t, 200, "地方组织法第七十一条", "重新任命", "继续任职", "清单（4）", "待提请")
	clerk.get(change+"/list?state=nothing").want(t, 200, "曹雨生").page.Omits("钱正明")
	clerk.get(change+"/list?by=county_head").want(t, 200, "钱正明").page.Omits("曹雨生")
	clerk.get(change+"/plan").want(t, 200, "谁不再担任", "沈卫东").page.Omits("曹雨生")
	leaves := fmt.Sprintf("%d-%d", h.Offices["示例县副县长"].ID, h.Persons["沈卫东"])
	clerk.post(change+"/plan?group=government", "leaves", leaves).want(t, 303, change+"/list")
	clerk.post(change+"/plan?group=government", "leaves", leaves).want(t, 409, "没有改动")
	clerk.get(change+"/list").want(t, 200, "不再担任")

	// 5 reminders, and the organ's one press
	clerk.get(change).want(t, 200, "催办待提请的机关", "还没有催办过", "县长")
	clerk.post(change+"/remind").want(t, 303, change)
	clerk.get(change).want(t, 200, "示例县人民政府", "1 项")
	organ.get("/desk").want(t, 200, "提请重新任命 1 人", "催办")
	organ.get("/vacancies").want(t, 200, "换届待任命", "起草换届提请件")
	draft := organ.post("/vacancies/renewals").want(t, 303, "/proposals/").to
	organ.get(draft).want(t, 200, "钱正明", "关于提请决定任命新一届示例县人民政府组成人员的议案").page.Omits("沈卫东")
	organ.post("/vacancies/renewals").want(t, 409, "都已在提请件中")
	clerk.post(change+"/close").want(t, 409, "还有 2 项没有办完")
	h.Pass(60)
	clerk, organ = h.enter(h.Clerk), h.enter(h.Organ)
	clerk.get("/desk").want(t, 200, "1 个职务逾期未提请")
	clerk.get("/vacancies").want(t, 200, "逾期")
	organ.get("/desk").want(t, 200, "提请重新任命 1 人", "逾期")
	for _, path := range []string{change + "/members", change + "/elected", change + "/plan"} {
		h.enter(h.Operator).get(path).want(t, 403)
	}
	h.enter(h.Operator).get(change).want(t, 200).page.Omits("催办待提请的机关")
	for _, path := range []string{"", "/members", "/elected", "/list", "/plan", "/remind", "/close"} {
		if got := h.enter(h.Operator).post(change + path).status; got != http.StatusForbidden {
			t.Errorf("POST %s by the operator: %d", path, got)
		}
	}
}

// A county of three hundred holders: the list is paged, and each page is a handful of statements.
func TestTermChangeOfALargeCounty(t *testing.T) {
	h := newHouse(t)
	h.Now = time.Date(2027, 1, 15, 9, 0, 0, 0, calendar.Zone)
	ctx := t.Context()
	judge := h.Offices["示例县人民法院民事审判庭庭长"]
	_, err := h.Pool.Exec(ctx, `
		WITH p AS (INSERT INTO person (name, initials, sex, born, created_at)
			SELECT '甲' || chr(19968 + n), 'j', '男', '1980-01-01', now() FROM generate_series(1, 300) n RETURNING id)
		INSERT INTO tenure (person_id, office_id, starts_on, start_import_id) SELECT p.id, $1, '2022-01-10', (SELECT min(id) FROM roster_import) FROM p`, judge.ID)
	h.Must(err)
	id, err := h.Flow.SaveTerm(ctx, h.Clerk, store.Term{Number: 19, StartsOn: calendar.Date(2027, 1, 10), EndsOn: calendar.Date(2032, 1, 10), Seats: 29})
	h.Must(err)
	h.Must(h.Flow.StartTermChange(ctx, h.Clerk, id))
	h.Must(h.Flow.DrawRenewals(ctx, h.Clerk, id))
	clerk := h.enter(h.Clerk)
	page := clerk.get(changePath(id)+"/list").want(t, 200, "清单（304）").page
	if n := len(page.All("tbody tr")); n != pageSize {
		t.Errorf("%d rows on a page", n)
	}
	clerk.get(changePath(id)+"/list?from=300").want(t, 200, "清单（304）")
	if n := len(clerk.get(changePath(id) + "/list?from=300").page.All("tbody tr")); n != 4 {
		t.Errorf("%d rows on the last page", n)
	}
	if authz.Can(h.Clerk, authz.DraftRenewals) {
		t.Error("the clerk proposes")
	}
}
