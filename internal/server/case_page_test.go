package server

import (
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
	if page := newCasePage(c, policy.Default(), day, clerk, []store.Event{{Actor: "经办人", Action: authz.SignIn}}); len(page.Cards) < 4 || len(page.History) != 1 {
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

func TestStatisticsReconcile(t *testing.T) {
	// ZJ-08: 127 = 7+7+18+51+39+5
	counts := []store.YearCount{
		{Year: 2024, Action: policy.AcceptResignation, Group: policy.Government, Adopted: 7},
		{Year: 2024, Action: policy.DecideAppoint, Group: policy.Government, Adopted: 7, Rejected: 1},
		{Year: 2025, Action: policy.Appoint, Group: policy.Congress, Adopted: 18},
		{Year: 2025, Action: policy.DecideAppoint, Group: policy.Government, Adopted: 51},
		{Year: 2026, Action: policy.Appoint, Group: policy.Court, Adopted: 39},
		{Year: 2026, Action: policy.AcceptResignation, Group: policy.Court, Adopted: 5},
	}
	page := newStatisticsPage(counts, 2024, 2026)
	if page.Totals[0].Value != "128" || page.Totals[1].Value != "127" || page.Totals[2].Value != "1" {
		t.Errorf("totals: %+v", page.Totals)
	}
	for _, table := range []struct {
		name string
		last []string
	}{{"actions", nil}, {"groups", nil}} {
		rows := page.Years.Rows
		if table.name == "groups" {
			rows = page.Groups.Rows
		}
		sum := rows[len(rows)-1]
		if sum.Cells[0].Text != "合计" || sum.Cells[len(sum.Cells)-1].Text != "127" {
			t.Errorf("%s sum to %+v", table.name, sum)
		}
	}
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
	st.as(authz.RoleMember).get("/statistics").want(t, 200).page.Lacks("[href=/cases?result=adopted]")
}
