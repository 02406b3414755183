package server

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"renmian/internal/authz"
	"renmian/internal/calendar"
	"renmian/internal/document"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// registerSite is a site with the prefilled catalogue, a term, one imported tenure and its person.
type registerSite struct {
	*site
	clerk                    *visitor
	term, person, office     int64
	organ, tenure, importing int64
}

func newRegisterSite(t *testing.T) registerSite {
	t.Helper()
	rs := registerSite{site: newSite(t)}
	rs.clerk = rs.as(authz.RoleClerk)
	ctx, who := t.Context(), rs.clerk.who
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := rs.flow.PrefillCatalogue(ctx, who, "示例县")
	check(err)
	start := calendar.Date(2021, 11, 5)
	rs.term, err = rs.flow.SaveTerm(ctx, who, store.Term{Number: 18, StartsOn: start, EndsOn: start.AddMonths(60), Seats: 15})
	check(err)
	rs.importing, err = rs.flow.CheckRoster(ctx, who, "名册.xlsx", rosterFile(t, []string{"赵丽", "女", "1975.03", "示例县财政局局长", "2022-01-10"}))
	check(err)
	check(rs.flow.AcceptRoster(ctx, who, rs.importing))
	office, err := rs.db.OfficeByTitle(ctx, "示例县财政局局长")
	check(err)
	tenures, err := rs.db.TenuresIn(ctx, office.ID)
	check(err)
	rs.office, rs.organ, rs.tenure, rs.person = office.ID, office.OrganID, tenures[0].ID, tenures[0].PersonID
	return rs
}

func rosterFile(t *testing.T, lines ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := document.WriteRows(&b, "任职名册", []string{"姓名", "性别", "出生年月", "职务", "任职日期"}, lines); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// upload sends a form with one file.
func (v *visitor) upload(path, name string, data []byte) reply {
	v.site.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = f.Write(data)
	}
	if err != nil || m.Close() != nil {
		v.site.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(v.site.t.Context(), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return v.do(r)
}

func TestRegisterPagesRefuseOthers(t *testing.T) {
	rs := newRegisterSite(t)
	sight := authz.ViewRegisters.Roles()
	clerk, admin := []authz.Role{authz.RoleClerk}, []authz.Role{authz.RoleAdmin}
	visitors := map[authz.Role]*visitor{}
	for _, role := range authz.Roles {
		visitors[role] = rs.as(role)
	}
	for _, tt := range []struct {
		method, path string
		may          []authz.Role
	}{
		{"GET", "/registers", sight}, {"GET", "/registers/export", sight},
		{"GET", "/registers/terms", sight}, {"GET", termPath(rs.term), sight},
		{"GET", "/registers/terms/new", clerk}, {"POST", "/registers/terms", clerk}, {"GET", termPath(rs.term) + "/edit", clerk},
		{"POST", termPath(rs.term), clerk}, {"GET", termPath(rs.term) + "/members/new", clerk}, {"POST", termPath(rs.term) + "/members", clerk},
		{"GET", "/registers/organs", sight}, {"GET", organPath(rs.organ), sight}, {"GET", "/registers/organs/new", clerk},
		{"POST", "/registers/organs", clerk}, {"GET", organPath(rs.organ) + "/edit", clerk}, {"POST", organPath(rs.organ), clerk},
		{"GET", organPath(rs.organ) + "/rename", clerk}, {"POST", organPath(rs.organ) + "/rename", clerk},
		{"GET", officePath(rs.office) + "/rename", clerk}, {"POST", officePath(rs.office) + "/rename", clerk},
		{"GET", organPath(rs.organ) + "/abolish", clerk}, {"POST", organPath(rs.organ) + "/abolish", clerk},
		{"GET", "/registers/offices", sight}, {"GET", officePath(rs.office), sight}, {"GET", "/registers/offices/new", clerk},
		{"POST", "/registers/offices", clerk}, {"POST", "/registers/offices/prefill", clerk}, {"GET", officePath(rs.office) + "/edit", clerk},
		{"POST", officePath(rs.office), clerk}, {"GET", officePath(rs.office) + "/abolish", clerk}, {"POST", officePath(rs.office) + "/abolish", clerk},
		{"GET", "/registers/imports", clerk}, {"GET", "/registers/imports/template", clerk}, {"GET", "/registers/imports/new", clerk},
		{"POST", "/registers/imports", clerk}, {"GET", rosterPath(rs.importing), clerk}, {"POST", rosterPath(rs.importing) + "/accept", clerk},
		{"POST", rosterPath(rs.importing) + "/discard", clerk},
		{"GET", fmt.Sprintf("/registers/tenures/%d/end", rs.tenure), clerk}, {"POST", fmt.Sprintf("/registers/tenures/%d/end", rs.tenure), clerk},
		{"GET", "/people", sight}, {"GET", personPath(rs.person), sight}, {"GET", "/people/new", clerk}, {"POST", "/people", clerk},
		{"GET", personPath(rs.person) + "/edit", clerk}, {"POST", personPath(rs.person), clerk},
		{"GET", "/admin/county", admin}, {"POST", "/admin/county", admin}, {"GET", "/admin/holidays", admin}, {"POST", "/admin/holidays", admin},
		{"POST", "/admin/holidays/remove", admin}, {"POST", "/admin/holidays/prefill", admin},
	} {
		for _, role := range authz.Roles {
			v := visitors[role]
			re := reply{}
			if tt.method == "GET" {
				re = v.get(tt.path)
			} else {
				re = v.post(tt.path)
			}
			if may := v.who.Has(tt.may...); may == (re.status == 403) || re.status >= 500 {
				t.Errorf("%s %s as %s: %d %.200s", tt.method, tt.path, role, re.status, re.page.Text())
			}
		}
	}
}

func TestOfficeHoldersOfAnyDay(t *testing.T) {
	rs := newRegisterSite(t)
	public := rs.visitor()
	public.get("/offices").want(t, 200, "示例县财政局局长", "赵 丽（女）").page.Omits("空缺")
	public.get("/offices?on=2022-01-09").want(t, 200).page.Omits("赵 丽")
	public.get("/offices?on=2022-01-10").want(t, 200, "赵 丽")
	public.get("/offices?on=9999-01-01").want(t, 422, "只能查看今天和以前")
	public.get("/offices?on=yesterday").want(t, 422, "日期请写成")
	rs.clerk.get("/registers").want(t, 200, "赵 丽（女）", "空缺", "1 / 1").page.One(`a[href="` + personPath(rs.person) + `"]`)
	re := rs.clerk.get("/registers/export?on=2022-01-10").want(t, 200)
	if !strings.HasPrefix(re.body, "PK") || !strings.Contains(re.header.Get("Content-Disposition"), "2022-01-10") {
		t.Errorf("export: %q", re.header)
	}
}

func TestTermAndMembersOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	c.post("/registers/terms", "number", "十九", "starts_on", "2026-11-05", "ends_on", "2026-01-01", "seats", "9").
		want(t, 422, "1 至 99", "任期届满日须在起始日之后", "15 至 35 人").page.Has(`input[name=ends_on][value=2026-01-01]`)
	person, err := rs.flow.SavePerson(t.Context(), c.who, workflow.PersonForm{Person: store.Person{Name: "王伟", Sex: "男"}})
	if err != nil {
		t.Fatal(err)
	}
	add := termPath(rs.term) + "/members/new"
	c.get(add+"?q=ww").want(t, 200, "王 伟").page.One(fmt.Sprintf(`a[href="%s?person=%d"]`, add, person))
	c.get(fmt.Sprintf("%s?person=%d", add, person)).want(t, 200, "当选日期")
	members := termPath(rs.term) + "/members"
	c.post(members, "person", fmt.Sprint(person), "duty", "member", "since", "someday").want(t, 422, "日期请写成")
	c.post(members, "person", fmt.Sprint(rs.person), "duty", "member", "since", "2022-02-01").want(t, 409, "第四十七条")
	c.post(members, "person", fmt.Sprint(person), "duty", "chairperson", "seat", "1", "since", "2021-11-05").want(t, 303, termPath(rs.term))
	c.get(termPath(rs.term)).want(t, 200, "组成人员已登记", "王 伟", "主任", "缺 14 人")
	m, err := rs.db.MembershipsOf(t.Context(), person)
	if err != nil || len(m) != 1 {
		t.Fatal(m, err)
	}
	path := memberPath(m[0].ID)
	c.get(path).want(t, 200, "席位号", "登记组成人员")
	c.post(path, "seat", "x").want(t, 422, "席位号请填")
	c.post(path, "seat", "5").want(t, 303, path)
	c.get(path+"/end").want(t, 200, "将会发生")
	c.post(path+"/end", "until", "2024-05-06", "reason", "想不起来").want(t, 422, "请选择终止原因")
	c.post(path+"/end", "until", "2024-05-06", "reason", "去世").want(t, 303, termPath(rs.term))
	c.get(termPath(rs.term)).want(t, 200, "本届已离任", "2024年5月6日")
}

func TestCatalogueOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	c.get("/registers/offices").want(t, 200, "示例县人民检察院检察员", "监察委员会主任").page.Omits("预置")
	c.get("/registers/offices?q=slxczjjz").want(t, 200, "示例县财政局局长").page.Omits("审计局")
	c.get("/registers/offices?group=court").want(t, 200, "示例县人民法院院长").page.Omits("财政局")
	c.get(officePath(rs.office)).want(t, 200, "上一级人民政府", "决定任命、决定免去、接受辞职、撤职", "赵 丽（女）")
	re := c.post("/registers/offices", "title", "示例县粮食局局长", "organ", fmt.Sprint(rs.organ), "group", "government", "filled_by", "elect",
		"nominator", "county_head", "rank", "chief", "seats", "1", "certificate", "1").want(t, 422, "选举产生", "不颁发任命书")
	if got := re.page.Value("title"); got != "示例县粮食局局长" {
		t.Errorf("title typed came back as %q", got)
	}
	c.post("/registers/offices", "title", "示例县粮食局局长", "organ", fmt.Sprint(rs.organ), "group", "government", "filled_by", "decide_appoint",
		"nominator", "county_head", "rank", "chief", "seats", "1", "certificate", "1").want(t, 303, "/registers/offices/")
	edit := c.get(officePath(rs.office)+"/edit").want(t, 200)
	version := edit.page.One("input[name=version]").Attr("value")
	c.post(officePath(rs.office)+"/abolish", "day", "2026-06-01", "basis", "示编发〔2026〕3号", "version", "99").want(t, 409, "刷新页面")
	c.get(officePath(rs.office)+"/abolish").want(t, 200, "1 人次的任职")
	c.post(officePath(rs.office)+"/abolish", "day", "", "version", version).want(t, 422, "请填写撤销日期", "请写明依据")
	c.post(officePath(rs.office)+"/abolish", "day", "2026-06-01", "basis", "示编发〔2026〕3号", "version", version).want(t, 303, officePath(rs.office))
	c.get(officePath(rs.office)).want(t, 200, "已撤销", "机构撤销或者合并")
}

func TestOrgansOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	c.post("/registers/organs", "name", "局", "kind", "department").want(t, 422, "3 至 50 个字")
	c.post("/registers/organs", "name", "示例县财政局", "kind", "department").want(t, 422, "已有同名机关")
	c.post("/registers/organs", "name", "示例县数据局", "kind", "department").want(t, 303, "/registers/organs/")
	c.get("/registers/organs").want(t, 200, "示例县数据局", "示例县人民政府")
	version := c.get(organPath(rs.organ) + "/edit").page.One("input[name=version]").Attr("value")
	c.post(organPath(rs.organ), "name", "示例县财政和国资局", "kind", "department", "retitle", "1", "version", version).want(t, 303)
	c.get(organPath(rs.organ)).want(t, 200, "示例县财政和国资局局长", "示例县财政局改为示例县财政和国资局")
	version = c.get(organPath(rs.organ) + "/edit").page.One("input[name=version]").Attr("value")
	c.post(organPath(rs.organ)+"/abolish", "day", "2026-06-01", "basis", "示编发〔2026〕3号", "version", version, "successor", "999").want(t, 404)
	c.get(organPath(rs.organ)+"/abolish").want(t, 200, "不办免职手续", "公告稿随登记起草", "并入的机关", "示例县审计局")
	c.post(organPath(rs.organ)+"/abolish", "day", "2026-06-01", "basis", "示编发〔2026〕3号", "version", version).want(t, 303)
	c.get(organPath(rs.organ)).want(t, 200, "撤销日期")
	c.get("/registers/organs").want(t, 200).page.Omits("国资局")
	c.get("/registers/organs?ended=1").want(t, 200, "国资局", "已撤销")
}

// 业务参考 2.10: a new name holds from its day on; before it everybody sees the old one.
func TestRenamedOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	path := organPath(rs.organ)
	version := c.get(path+"/rename").want(t, 200, "登记示例县财政局改名", "任职不中断，不重新任命", "编制部门的批准文件").page.One("input[name=version]").Attr("value")
	re := c.post(path+"/rename", "name", "示例县财政和国资局", "day", "2026-13-01", "basis", "示编发〔2026〕3号", "version", version).want(t, 422, "日期请写成")
	if got := re.page.Value("name"); got != "示例县财政和国资局" {
		t.Errorf("name typed came back as %q", got)
	}
	c.post(path+"/rename", "name", "示例县财政和国资局", "day", "2026-06-01", "basis", "示编发〔2026〕3号", "retitle", "1", "version", version).want(t, 303, path)
	c.get(path).want(t, 200, "示例县财政和国资局局长", "沿革", "示例县财政局", "2026年5月31日", "示编发〔2026〕3号", "登记机关改名")
	office := officePath(rs.office)
	c.get(office).want(t, 200, "沿革", "示例县财政局局长", "登记机关改名")
	version = c.get(office+"/rename").want(t, 200, "新名称的民族文字").page.One("input[name=version]").Attr("value")
	c.post(office+"/rename", "name", "示例县财政金融局局长", "day", "2026-07-01", "basis", "示编发〔2026〕9号", "version", version).want(t, 303, office)
	c.get("/offices?on=2026-05-31").want(t, 200, "示例县财政局局长", "现名示例县财政金融局局长")
	c.get("/offices?on=2026-06-30").want(t, 200, "示例县财政和国资局局长")
	c.get("/offices?on=2026-07-01").want(t, 200, "示例县财政金融局局长").page.Omits("现名")
	c.get("/registers?on=2026-05-31").want(t, 200, "示例县财政局局长")
}

func TestPeopleOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	for _, q := range []string{"赵", "zl", "财政局"} {
		c.get("/people?q="+q).want(t, 200, "赵 丽（女）", "1975.03", "示例县财政局局长")
	}
	c.get("/people?q=nobody").want(t, 200, "没有符合条件的人员")
	c.get(personPath(rs.person)).want(t, 200, "任职档案", "名册导入", "2022年1月10日")
	c.post("/people", "name", "赵丽", "sex", "女", "born", "1975.03").want(t, 422, "已有同名同出生年月", "不是同一人")
	c.post("/people", "name", "", "born", "1975年").want(t, 422, "年月请写成")
	re := c.post("/people", "name", "单小平", "sex", "男", "born", "1975.03", "id_number", "999999197503011239").want(t, 303, "/people/")
	c.get(re.to).want(t, 200, "已登记，加密保存").page.Omits("9999991975")
	c.get(re.to+"/edit").want(t, 200).page.Omits("9999991975")
	c.get("/people?q=sxp").want(t, 200, "单小平")
	end := fmt.Sprintf("/registers/tenures/%d/end", rs.tenure)
	c.post(end, "day", "2026-06-01", "reason", "调动", "note", "").want(t, 422, "应", "请写明依据")
	c.post(end, "day", "2026-06-01", "reason", "去世", "note", "示例县政府报告").want(t, 303, personPath(rs.person))
	c.get(personPath(rs.person)).want(t, 200, "2026年6月1日", "去世", "登记职务自行终止", "示例县财政局局长，2026年6月1日，去世，示例县政府报告")
}

func TestPeoplePages(t *testing.T) {
	rs := newRegisterSite(t)
	for i := range pageSize {
		_, err := rs.flow.SavePerson(t.Context(), rs.clerk.who, workflow.PersonForm{Person: store.Person{Name: "王" + string(rune('一'+i))}})
		if err != nil {
			t.Fatal(err)
		}
	}
	first := rs.clerk.get("/people").want(t, 200)
	next := first.page.One("a[rel=next]").Attr("href")
	if n := len(first.page.All("tbody tr")); n != pageSize {
		t.Errorf("%d rows on the first page", n)
	}
	// The export holds what the list shows for the same search, over all pages.
	link := first.page.One("a[href=/people?form=xlsx]").Attr("href")
	for path, want := range map[string]int{link: pageSize + 1, "/people?form=xlsx&q=" + url.QueryEscape("王"): pageSize} {
		file := rs.clerk.get(path).want(t, 200)
		got, err := document.ReadRows([]byte(file.body), []document.Column{{Key: "name", Header: "姓名"}, {Key: "office", Header: "现任职务"}})
		if err != nil || len(got.Rows) != want || got.Rows[0].Values["name"] == "" {
			t.Errorf("%s: %d rows, want %d, %v", path, len(got.Rows), want, err)
		}
	}
	rs.clerk.get("/people?form=xlsx&q="+url.QueryEscape("查无此人")).want(t, 303, "/people?q=")
	if second := rs.clerk.get(next).want(t, 200); len(second.page.All("tbody tr")) != 1 {
		t.Errorf("%d rows on the second page", len(second.page.All("tbody tr")))
	}
}

func TestRosterOnPages(t *testing.T) {
	rs := newRegisterSite(t)
	c := rs.clerk
	if re := c.get("/registers/imports/template").want(t, 200); !strings.HasPrefix(re.body, "PK") {
		t.Errorf("template %.40q", re.body)
	}
	c.post("/registers/imports").want(t, 422, "请选择要上传的")
	c.upload("/registers/imports", "a.xlsx", []byte("text")).want(t, 422, "不是 .xlsx")
	bad := c.upload("/registers/imports", "名册一.xlsx", rosterFile(t,
		[]string{"钱伟", "男", "1980.01", "示例县审计局局长", "2023-01-10"}, []string{"孙敏", "女", "1980.02", "示例县审计局", "2023-01-10"})).want(t, 303, "/registers/imports/")
	c.get(bad.to).want(t, 200, "现在还不能导入", "是否为“示例县审计局局长”", "新建人员档案；登记任职").page.Lacks(`form[action="` + bad.to + `/accept"]`)
	c.post(bad.to+"/accept").want(t, 409, "1 行有问题")
	c.post(bad.to+"/discard").want(t, 303, "/registers/imports")
	good := c.upload("/registers/imports", "名册二.xlsx", rosterFile(t, []string{"钱伟", "男", "1980.01", "示例县审计局局长", "2023-01-10"})).want(t, 303)
	c.get("/people?q=钱伟").want(t, 200, "没有符合条件")
	c.get(good.to).want(t, 200, "导入 1 行")
	c.post(good.to+"/accept").want(t, 303, good.to)
	c.post(good.to+"/accept").want(t, 409, "不能重复导入")
	c.get(good.to).want(t, 200, "已办理", "新建人员档案")
	c.get("/people?q=钱伟").want(t, 200, "示例县审计局局长")
}

func TestCountyAndHolidaysOnPages(t *testing.T) {
	st := newSite(t)
	admin := st.as(authz.RoleAdmin)
	admin.get("/admin/county").want(t, 200, "发文机关代字")
	admin.post("/admin/county", "name", "示例县", "committee", "县人大").want(t, 422, "应以", "请填写电话").page.Has(`input[name=name][value=示例县]`)
	admin.post("/admin/county", "name", "示例县", "committee", "示例县人民代表大会常务委员会", "personnel_committee", "选任联工委", "telephone", "0000-1234567",
		"address", "示例县人民路1号", "document_word", "示例人发", "site_code", "9999990001").want(t, 303, "/admin/county")
	st.visitor().get("/offices").want(t, 200, "示例县人民路1号", "0000-1234567", "网站标识码：9999990001")
	admin.get("/admin/holidays?year=2027").want(t, 200, "还没有登记")
	admin.post("/admin/holidays/prefill", "year", "2027").want(t, 303, "year=2027")
	admin.get("/admin/holidays?year=2027").want(t, 200, "元旦", "2027年10月3日", "星期日").page.Omits("填入日期固定")
	admin.post("/admin/holidays", "day", "2027-02-08", "off", "0", "name", "春节").want(t, 422, "本来就是工作日")
	admin.post("/admin/holidays", "day", "2027-02-08", "off", "1", "name", "春节").want(t, 303)
	admin.post("/admin/holidays/remove", "day", "2027-02-08").want(t, 303)
	admin.get("/admin/holidays?year=2027").want(t, 200).page.Omits("2027年2月8日（星期一）")
}

// TestVacancies: the board from which proposals start; an organ sees what its head may propose. V20
func TestVacancies(t *testing.T) {
	d := newDecided(t)
	clerk, organ := d.as(authz.RoleClerk), d.by(d.Organ)
	clerk.get("/vacancies").want(t, 200, "职务空缺", "空缺", "无人担任").page.Omits("起草提请件")
	page := organ.get("/vacancies").want(t, 200, "县长", "起草提请件").page
	page.Omits("院长提名", "审判员")
	for _, l := range page.All("a") {
		if href := l.Attr("href"); strings.HasPrefix(href, "/proposals/new?office=") {
			organ.get(href).want(t, 200, "职务需要人选")
			return
		}
	}
	t.Error("no vacancy leads to a proposal")
}

func TestTermLine(t *testing.T) {
	term := store.Term{ID: 1, Number: 18, StartsOn: calendar.Date(2021, 11, 20), EndsOn: calendar.Date(2026, 11, 20)}
	for _, tt := range []struct {
		name  string
		today calendar.Day
		says  string
	}{
		{"in the midst of it", calendar.Date(2024, 1, 1), ""},
		{"half a year before its end", calendar.Date(2026, 5, 20), "届满"},
		{"after its end", calendar.Date(2026, 11, 21), "继续行使职权"},
		{"within two months of its beginning V20", calendar.Date(2022, 1, 19), "2022年1月20日以前提请"},
		{"after them", calendar.Date(2022, 1, 20), ""},
	} {
		if got := termLine(term, 6, tt.today); (got == "") != (tt.says == "") || !strings.Contains(got, tt.says) {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
