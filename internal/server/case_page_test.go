package server

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
)

var (
	clerk = authz.Actor{AccountID: 1, Roles: []authz.Role{authz.RoleClerk}}
	organ = authz.Actor{AccountID: 2, Roles: []authz.Role{authz.RoleOrgan}, OrganID: 5}
	day   = calendar.Date(2026, 11, 20)
)

func reviewed() appointment.Case {
	return appointment.Case{
		ID: 7, Number: "2026-018", Action: policy.DecideAppoint, Stage: appointment.StageReview,
		Person: appointment.Person{ID: 3, Name: "欧阳示例", Sex: "男", Born: calendar.Date(1980, 1, 1)},
		Office: appointment.Office{Title: "示例县财政局局长", Group: policy.Government, FilledBy: appointment.FilledByDecide,
			Nominator: appointment.CountyHead, Exam: true, Certificate: true, Oath: true},
		Proposal: appointment.Proposal{ID: 4, OrganID: 5, OrganName: "示例县人民政府", State: "accepted", MeetingOn: calendar.Date(2026, 12, 5)},
		Findings: []appointment.Finding{{Gate: policy.GateTenure, Result: "pass", Text: "任职满两年"}},
	}
}

func TestCasePageNamesWhatIsMissing(t *testing.T) {
	page := newCasePage(reviewed(), policy.Default(), day, clerk, nil)
	if page.TasksFor != "还差 4 项才能“初审合格，提请主任会议”" || len(page.Tasks) != 4 || page.Next.Button.Label != "" {
		t.Errorf("%q with %d tasks, button %q", page.TasksFor, len(page.Tasks), page.Next.Button.Label)
	}
	for _, task := range page.Tasks {
		if task.Href == "" || task.Basis == "" {
			t.Errorf("task %q leads to %q by %q", task.Label, task.Href, task.Basis)
		}
	}
	if got := page.Heading.Title; got != "欧阳示例拟任示例县财政局局长" {
		t.Errorf("title %q", got)
	}
}

func TestCasePageOffersTheMoveToItsPartyOnly(t *testing.T) {
	c := reviewed()
	c.Findings = append(c.Findings, appointment.Finding{Gate: policy.GateEligibility, Result: "pass", Text: "符合"},
		appointment.Finding{Gate: policy.GatePaperwork, Result: "pass", Text: "齐全"})
	c.Report = &appointment.ReviewReport{Opinion: "合格", On: day}
	c.Exams = []appointment.Exam{{Attempt: 1, Score: 92, Confirmed: true, On: day}}
	if b := newCasePage(c, policy.Default(), day, clerk, nil).Next.Button; b.Label == "" || b.Href != "/cases/7/review" {
		t.Errorf("the clerk's button: %+v", b)
	}
	chair := authz.Actor{AccountID: 9, Roles: []authz.Role{authz.RoleChair}}
	if b := newCasePage(c, policy.Default(), day, chair, nil).Next.Button; b.Label != "" {
		t.Errorf("the chair is offered %q", b.Label)
	}
}

func TestCasePageShowsAnOrganOnlyItsPart(t *testing.T) {
	c := reviewed()
	c.Report = &appointment.ReviewReport{Opinion: "只供内部"}
	page := newCasePage(c, policy.Default(), day, organ, []store.Event{{Actor: "经办人", Action: authz.SignIn}})
	if len(page.Cards) != 0 || len(page.History) != 0 {
		t.Errorf("the organ sees %d cards and %d events", len(page.Cards), len(page.History))
	}
	if page := newCasePage(c, policy.Default(), day, clerk, []store.Event{{Actor: "经办人", Action: authz.SignIn}}); len(page.Cards) < 4 ||
		len(page.History) != 1 {
		t.Errorf("the clerk sees %d cards and %d events", len(page.Cards), len(page.History))
	}
}

func TestEveryBlockerLeadsSomewhere(t *testing.T) {
	c := reviewed()
	c.Agenda = &appointment.Agenda{MeetingID: 6}
	for _, key := range []string{"gate-tenure", "report", "correction", "document-bill", "form", "nominator", "investigation", "publicity",
		"exam", "study", "commitment", "commitment-judge", "chairs", "agenda", "materials", "speech", "certificate", "filing-x",
		"move-pass_review", "move-to_committee", "move-introduce", "move-close", "not_holder", "late_reason", "defence"} {
		if got := clearedAt(c, key); got == casePath(c.ID) {
			t.Errorf("%s leads back to the case", key)
		}
	}
}

func TestCaseTitles(t *testing.T) {
	for a, want := range map[policy.Action]string{
		policy.Appoint: "甲拟任乙", policy.Remove: "免去甲乙职务", policy.AcceptResignation: "接受甲辞去乙职务",
		policy.Dismiss: "撤销甲乙职务", policy.DecideActing: "甲拟代理乙",
	} {
		if got := caseTitle("甲", a, "乙"); got != want {
			t.Errorf("%s: %q", a, got)
		}
	}
}

func TestDeskPutsTheOverdueFirst(t *testing.T) {
	mine := []store.TaskLine{
		{CaseID: 1, Person: "甲", Office: "局长", Action: policy.DecideAppoint, Key: "report", Label: "初审报告未写", Role: authz.RoleClerk, Due: day.Add(-2)},
		{CaseID: 2, Person: "乙", Office: "庭长", Action: policy.Appoint, Key: "gate-tenure", Label: "任职时间关未审", Role: authz.RoleClerk, Due: day.Add(3)},
		{CaseID: 2, Person: "乙", Office: "庭长", Action: policy.Appoint, Key: "report", Label: "初审报告未写", Role: authz.RoleClerk},
	}
	page := newDeskPage(mine, nil, day, clerk)
	if len(page.Due) != 1 || page.Due[0].Tasks[0].Tag.Label != "逾期" || !strings.Contains(page.Due[0].Tasks[0].Hint, "已逾期 2 天") {
		t.Errorf("due: %+v", page.Due)
	}
	if len(page.Coming) != 1 || len(page.Coming[0].Tasks) != 2 || !strings.Contains(page.Coming[0].Tasks[0].Hint, "还有 3 天") {
		t.Errorf("coming: %+v", page.Coming)
	}
}

// Every number on the page is as long as the list that it opens; parts add up to the whole. V23
func TestStatistics(t *testing.T) {
	d := newDecided(t)
	chair := d.as(authz.RoleChair)
	page := chair.get("/statistics").want(t, 200, "任免统计", "任免人次", "任前法律知识考试", "合计")
	if !strings.Contains(page.page.Text(), "任命 33.3% 1 人次") || !strings.Contains(page.page.Text(), "接受辞职 33.3% 1 人次") {
		t.Errorf("chart: %.400s", page.page.Text())
	}
	links, exams := 0, false
	for _, cell := range page.page.All("a") {
		href := cell.Attr("href")
		if !strings.HasPrefix(href, "/statistics/list?") && !strings.HasPrefix(href, "/statistics/exams?") {
			continue
		}
		links++
		exams = exams || strings.HasPrefix(href, "/statistics/exams?")
		list := chair.get(href).want(t, 200)
		n, err := strconv.Atoi(strings.TrimSpace(cell.Text()))
		if err == nil && !strings.Contains(list.page.Text(), fmt.Sprintf("共 %d ", n)) {
			t.Errorf("%s shows %d, its list %.200s", href, n, list.page.Text())
		}
	}
	if links < 40 || !exams {
		t.Errorf("only %d numbers open a list; of exams: %v", links, exams)
	}
	terms, err := d.DB.Terms(t.Context())
	d.Must(err)
	chair.get("/statistics?term="+idText(terms[0].ID)).want(t, 200, "第十八届", "第三十六次会议")
	chair.get("/statistics?group=court&meeting="+idText(d.Meeting)).want(t, 200, "没有。")
	report := chair.get(
		"/statistics/report?term="+idText(terms[0].ID),
	).want(
		t,
		200,
		"人事任免工作情况",
		"任命1人次",
		"另任免人民陪审员0人次",
		"一、任免情况",
		"表决情况",
		"任前法律知识考试",
		"任命人员构成",
		"任后监督",
		"宪法宣誓",
	)
	if file := chair.get("/statistics/report?form=docx&term=" + idText(terms[0].ID)); file.status != 200 || !strings.HasPrefix(file.body, "PK") {
		t.Errorf("the report as .docx: %d, %.20q (page %.50s)", file.status, file.body, report.page.Text())
	}
	chair.get("/statistics/list?figure=unknown").want(t, 404)
	d.as(authz.RoleMember).get("/statistics").want(t, 200).page.Omits("不一致")
}

func TestPagesOfTheOffice(t *testing.T) {
	st := newSite(t)
	for _, role := range []authz.Role{authz.RoleClerk, authz.RoleOrgan, authz.RoleChair, authz.RoleNominee, authz.RoleMember} {
		st.as(role).get("/desk").want(t, 200, "今天要办")
	}
	st.as(authz.RoleAdmin).get("/desk").want(t, 403, "没有这项职责")
	st.as(authz.RoleClerk).get("/cases?q=欧阳&stage=review&year=2026").want(t, 200, "没有符合条件的任免案")
	st.as(authz.RoleNominee).get("/cases").want(t, 403)
	st.as(authz.RoleClerk).get("/cases/1").want(t, 404, "查无此任免案")
	st.as(authz.RoleClerk).get("/cases/x").want(t, 404)
	st.as(authz.RoleChair).get("/statistics").want(t, 200, "任免统计")
	st.as(authz.RoleChair).get("/statistics?from=2022&to=2020").want(t, 422, "不能晚于")
	st.as(authz.RoleChair).get("/statistics?from=abc").want(t, 422, "请填 1979")
	st.as(authz.RoleOrgan).get("/statistics").want(t, 403)
	st.as(authz.RoleMember).get("/statistics").want(t, 200).page.Omits("/statistics/list")
}
