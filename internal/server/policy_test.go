package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"renmian/internal/appointment"
	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/policy"
)

func TestPolicyPages(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageReview)
	next := policy.Default()
	next.Title, next.Intake.DaysBefore = "示例县人事任免办法（修订）", 15
	id, err := h.Flow.AdoptPolicy(t.Context(), h.Admin, h.Today().Add(30), next)
	h.Must(err)

	clerk := h.enter(h.Clerk)
	page := clerk.get("/policy").want(t, http.StatusOK, "人民代表大会常务委员会人事任免办法", "提请截止（会议前） 10日", "过了这一天提交的按迟交处理",
		"“撤职”应交材料", "《示例县人事任免办法（修订）》自"+h.Today().Add(30).String()+"起施行", "未到施行", "按这个版本办理的在办任免案", c.Person.Name)
	if strings.Contains(page.body, policyNew) {
		t.Error("a clerk is offered to change the rules")
	}
	clerk.get("/policy/"+strconv.FormatInt(id, 10)).want(t, http.StatusOK, "示例县人事任免办法（修订）", "提请截止（会议前） 15日", "尚未到施行日期")
	clerk.get("/policy/999999").want(t, http.StatusNotFound)
	clerk.get("/policy/compare?left="+versionKey(c.PolicyID)+"&right="+versionKey(id)).want(t, http.StatusOK, "提请截止（会议前） 10日 15日").
		page.Omits("及格分")
	clerk.get("/policy/compare?left=default&right=default").want(t, http.StatusOK, "两者没有不同")
	clerk.get("/policy/compare?left=sb").want(t, http.StatusOK, "甘肃省肃北蒙古族自治县", "及格分 80分 60分")
	clerk.get("/policy/compare?left=nowhere").want(t, http.StatusNotFound)

	// Every reader of staff pages may read the rules; whose case it is stays with those who handle cases.
	for _, who := range []authz.Role{authz.RoleOrgan, authz.RoleChair, authz.RoleExaminer, authz.RoleOperator, authz.RoleMember, authz.RoleNominee,
		authz.RoleAdmin, authz.RoleSecurity, authz.RoleAuditor} {
		got := h.as(who).get("/policy").want(t, http.StatusOK, "人民代表大会常务委员会人事任免办法")
		if sees := slices.Contains([]authz.Role{authz.RoleChair, authz.RoleExaminer, authz.RoleOperator}, who); sees != strings.Contains(
			got.page.Text(),
			c.Person.Name,
		) {
			t.Errorf("%s sees whose case follows the version: %v", who, !sees)
		}
	}
	h.visitor().get("/policy").want(t, http.StatusSeeOther, "/login")
	h.enter(h.Admin).get("/policy").page.Says("修订办法")
}

// Before anything is adopted the administrator sees what would change and how many open cases keep their rules; then the comparison
// opens with what is to come.
func TestRulesAreLookedAtBeforeTheyAreAdopted(t *testing.T) {
	h := newHouse(t)
	h.Case(appointment.StageReview)
	admin := h.enter(h.Admin)
	form := admin.get("/policy/new?from=wn").want(t, http.StatusOK, "先看有哪些不同").page
	if got := form.Value("title"); got != "示例县"+policy.Default().Title {
		t.Errorf("the title begins as %q", got)
	}
	x, _ := policy.PresetOf("wn")
	typed := typedPolicy(x.Policy, h.Today().Add(30))
	fields := []string{"from", "wn", "act", "preview"}
	for name, values := range typed {
		for _, v := range values {
			fields = append(fields, name, v)
		}
	}
	admin.post("/policy/new", fields...).want(t, http.StatusOK, "还没有采用", "1 件任免案仍按原来的版本办完", "提请截止（会议前） 10日 15日")
	if all, err := h.DB.PolicyVersions(t.Context(), 5); err != nil || len(all) != 1 {
		t.Errorf("looking adopted something: %d versions, %v", len(all), err)
	}
	wrong := slices.Clone(fields)
	wrong[slices.Index(wrong, "vote.scrutineers")+1] = "1"
	admin.post("/policy/new", wrong...).want(t, http.StatusUnprocessableEntity, "监票人数应在 2 至 9 之间").page.Omits("还没有采用")
	fields[3] = ""
	admin.post("/policy/new", fields...).want(t, http.StatusSeeOther)
	admin.get("/policy/compare").want(t, http.StatusOK, "提请截止（会议前） 10日 15日", h.Today().Add(30).String()+"起施行")
}

func TestMovingACaseToTheNewRules(t *testing.T) {
	h := newHouse(t)
	c := h.Case(appointment.StageReview)
	clerk, path := h.enter(h.Clerk), casePath(c.ID)
	clerk.get(path).want(t, http.StatusOK).page.Omits("改按现行办法办理")
	clerk.get(path+"/rules").want(t, http.StatusConflict, "已经按现行办法办理")
	next := policy.Default()
	next.Intake.DaysBefore = 15
	_, err := h.Flow.AdoptPolicy(t.Context(), h.Admin, h.Today(), next)
	h.Must(err)
	clerk.get(path).want(t, http.StatusOK, "改按现行办法办理")
	clerk.get(path+"/rules").want(t, http.StatusOK, "由“10日”改为“15日”")
	clerk.post(path+"/rules", "reason", "").want(t, http.StatusUnprocessableEntity, "请写明改按现行办法办理的理由")
	clerk.post(path+"/rules", "reason", "主任会议决定").want(t, http.StatusSeeOther, path)
	if got := clerk.get(path).want(t, http.StatusOK); strings.Contains(got.body, path+"/rules") {
		t.Error("a case that follows the rules in force is offered to be moved")
	}
	h.enter(h.Chair).get(path+"/rules").want(t, http.StatusForbidden, "选任联工委")
}

func TestCountiesPage(t *testing.T) {
	h := newHouse(t)
	got := h.enter(h.Clerk).get("/policy/counties").want(t, http.StatusOK, "**市**土家族苗族自治县", "**省**壮族瑶族自治县", "（原文缺县名）",
		"提请截止（会议前） 15日 贵州省威宁彝族回族苗族自治县", "及格分 80分 甘肃省肃北蒙古族自治县", "审议时本人 须离场回避 甘肃省肃南裕固族自治县",
		"“免去”的表决方式 举手表决 贵州省威宁彝族回族苗族自治县",
		"撤销职务用举手表决 贵州省威宁彝族回族苗族自治县 监督法第六十二条", "手捧党章宣誓", "差额任命、另选他人")
	got.page.Omits("以此起草", "“撤职”的表决方式", "公示页面保留")
	// Whatever a county's paper states otherwise than is usual stands on the page, however new the setting.
	shown := got.page.Text()
	for _, x := range policy.Presets() {
		for _, c := range policy.Differences(policy.Default(), x.Policy) {
			for _, s := range c.Settings {
				if !strings.Contains(shown, s.Label) || !strings.Contains(shown, strings.Join(strings.Fields(s.Words(x.Policy)), " ")) {
					t.Errorf("%s: “%s” %s is not compared", x.Name, s.Label, s.Words(x.Policy))
				}
			}
		}
	}
	h.enter(h.Admin).get("/policy/counties").page.Has(`a[href="/policy/new?from=sb"]`)
}

// A value is said of a county only where its paper states it; what it leaves out is the default's, and not told.
func TestPracticesAreStatedOnly(t *testing.T) {
	for _, c := range policy.Chapters() {
		for _, x := range c.Settings {
			if x.Field != "exam.fail_policy" {
				continue
			}
			var got []string
			for _, r := range practices(x, policy.Presets()) {
				got = append(got, r.Cells[1].Text+": "+r.Cells[2].Text)
			}
			want := "补考，仍不及格的不得提请: 通行做法；贵州省道真仡佬族苗族自治县；贵州省威宁彝族回族苗族自治县\n" +
				"不予提请，不补考: **市**土家族苗族自治县；**省**壮族瑶族自治县；甘肃省肃北蒙古族自治县\n" +
				"暂缓提请: 甘肃省肃南裕固族自治县\n缓至以后的会议，补考及格再提请: 贵州省松桃苗族自治县"
			if strings.Join(got, "\n") != want {
				t.Errorf("practices:\n%s", strings.Join(got, "\n"))
			}
		}
	}
}

// sentPolicy is the form as a browser sends it, with some fields typed over.
func sentPolicy(p policy.Policy, day calendar.Day, from string, over ...string) []string {
	form := typedPolicy(p, day)
	form.Set("from", from)
	for i := 0; i+1 < len(over); i += 2 {
		form[over[i]] = []string{over[i+1]}
	}
	var pairs []string
	for name, values := range form {
		for _, v := range values {
			pairs = append(pairs, name, v)
		}
	}
	return pairs
}

func TestPolicyEditor(t *testing.T) {
	h := newHouse(t)
	admin, clerk := h.as(authz.RoleAdmin), h.enter(h.Clerk)
	clerk.get("/policy/new").want(t, http.StatusForbidden)
	clerk.post("/policy/new", sentPolicy(policy.Default(), h.Today(), "default")...).want(t, http.StatusForbidden)
	admin.get("/policy/new?from=nowhere").want(t, http.StatusNotFound)
	admin.get("/policy/new").want(t, http.StatusOK, "修订办法", "过了这一天提交的按迟交处理").page.Has(`input[name="intake.days_before"]`)

	// A county's practice is where one starts.
	page := admin.get("/policy/new?from=sb").want(t, http.StatusOK).page
	if got := page.Value("exam.pass_mark"); got != "80" {
		t.Errorf("the pass mark of the form is %q", got)
	}
	sb, _ := policy.PresetOf("sb")

	// What is wrong stands beside its field, all of it at once, and nothing typed is lost.
	page = admin.post("/policy/new", sentPolicy(sb.Policy, h.Today(), "sb", "exam.pass_mark", "八十", "oath.offices", "", "exam.bands", "80分合格",
		"title", "示例县人事任免办法")...).want(t, http.StatusUnprocessableEntity, "“及格分”请填写数字", "宪法 第二十七条", "有一行不能识别").page
	for name, want := range map[string]string{"exam.pass_mark": "八十", "exam.bands": "80分合格", "title": "示例县人事任免办法", "from": "sb"} {
		if got := page.Value(name); got != want {
			t.Errorf("%s became %q", name, got)
		}
	}
	page.Has(`a[href="#f-exam.pass_mark"]`)
	page.Has(`details[open] #exam [name="exam.pass_mark"]`, `.contents .error`, `details #publication`)
	page.Lacks(`details[open] #publication`)
	admin.post("/policy/new", sentPolicy(sb.Policy, h.Today().Add(-1), "sb")...).want(t, http.StatusUnprocessableEntity, "生效日期不能早于今天")
	admin.post("/policy/new", sentPolicy(sb.Policy, h.Today(), "sb", "exam.makeups", "2")...).want(t, http.StatusUnprocessableEntity, "不及格即不予提请的，补考次数应为 0")

	// Adopted, it is the version in force and reads back as typed; a dismissal stays a secret ballot whatever is sent.
	to := admin.post("/policy/new", sentPolicy(sb.Policy, h.Today(), "sb", "title", "示例县人事任免办法", "vote.method.dismiss", "hands")...).
		want(t, http.StatusSeeOther, "/policy/").to
	admin.get(to).want(t, http.StatusOK, "新的办法已采用", "示例县人事任免办法", "及格分 80分", "现行")
	_, p, err := h.DB.PolicyOn(t.Context(), h.Today())
	h.Must(err)
	if p.Exam.PassMark != 80 || p.Exam.FailPolicy != policy.FailBlock || p.VoteMethod(policy.Dismiss) != policy.Secret ||
		p.Vote.Method[policy.Dismiss] != policy.Secret {
		t.Errorf("adopted %+v, %v", p.Exam, p.Vote)
	}
	admin.post("/policy/new", sentPolicy(p, h.Today(), "sb")...).want(t, http.StatusUnprocessableEntity, "完全相同")
}
