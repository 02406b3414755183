package server

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"renmian/internal/calendar"
	"renmian/internal/policy"
	"renmian/internal/store"
	"renmian/internal/workflow"
)

// newPublicSite is a county with published lists, a result, rules in two versions and commitments.
func newPublicSite(t *testing.T) decided {
	t.Helper()
	d := newDecided(t)
	d.Published()
	id, err := d.Flow.PublishResult(t.Context(), d.Clerk, "关于述职评议结果的通报", "=测评等次：称职。\n满意率 88.9%。")
	d.Must(err)
	n, err := d.DB.Notice(t.Context(), id)
	d.Must(err)
	d.Must(d.Flow.ProofreadNotice(t.Context(), d.Clerk2, id, n.Version, true, ""))
	d.Must(d.Flow.PublishNotice(t.Context(), d.Clerk, id))
	return d
}

// rule publishes a version of a rule and returns it.
func (d decided) rule(t *testing.T, id int64, effective calendar.Day, body string) store.CountyRule {
	t.Helper()
	id, err := d.Flow.SaveRuleVersion(t.Context(), d.Clerk, store.CountyRule{RuleID: id, Name: "示例县人大常委会人事任免办法", Category: policy.PersonnelRule,
		Adopted: "示例县第十八届人大常委会会议通过", RuleVersion: policy.RuleVersion{Effective: effective}, Body: body}, workflow.Upload{})
	d.Must(err)
	all, err := d.DB.RuleVersions(t.Context(), id)
	d.Must(err)
	for _, v := range all {
		if v.Effective == effective {
			d.Must(d.Flow.PublishRule(t.Context(), d.Clerk2, v.ID, v.Version, true))
			return v
		}
	}
	t.Fatal("no version")
	return store.CountyRule{}
}

func TestPublicListings(t *testing.T) {
	d := newPublicSite(t)
	old := d.rule(t, 0, d.Today().Add(-400), "第一条　旧文本。")
	d.rule(t, old.RuleID, d.Today().Add(-10), "第一条　新文本。")
	v := d.visitor()
	v.get("/").want(t, 200, "任免名单", "任前公示", "履职监督", "法规与办法")
	v.get("/results").want(t, 200, "述职评议结果的通报")
	v.get("/results?q=没有这样").want(t, 200, "没有找到")
	v.get("/notices").want(t, 200).page.Omits("评议结果的通报")
	v.get("/pledges").want(t, 200, "欧阳示例") // TM-15
	v.get("/pledges?q=财政").want(t, 200, "欧阳示例")
	v.get("/pledges?q=教育").want(t, 200, "没有找到")
	// TM-01: the version in force is what a reader meets first; the old one says that it was amended.
	v.get("/rules").want(t, 200, "人事任免办法", "现行有效")
	v.get(fmt.Sprintf("/rules/%d", old.RuleID)).want(t, 200, "新文本", "已修订").page.Omits("旧文本")
	v.get(publicRulePath(old)).want(t, 200, "旧文本", "新文本代替")
	v.get(publicRulePath(old)+"/print").want(t, 200, "旧文本")
	v.get("/rules/99999").want(t, 404)
	// K01: a case cites the text that applied when it was handed in.
	d.as("clerk").get(casePath(d.appointed)).want(t, 200, "依据", "《示例县人大常委会人事任免办法》")
	// A person's page tells what published papers tell, of those whom they name.
	person := d.Read(d.appointed).Person.ID
	v.get(publicPersonPath(person)).want(t, 200, "欧阳示例", "示例县财政局局长", "在任", "任免决定", "供职承诺").page.Omits("身份证", "出生", "考试")
	v.get("/persons/999999").want(t, 404)
	page := v.get("/offices").want(t, 200).page
	page.Has("a[href=" + publicPersonPath(person) + "]")
	for _, path := range []string{"/results", "/rules", "/data", "/"} {
		if v.get(path).page.One("meta[name=ColumnName]").Attr("content") == "" {
			t.Errorf("%s says no column", path)
		}
	}
}

// A rule is published by a second person, with its status: provisional, in force, repealed. WN-13
func TestRuleIsProvedByTwo(t *testing.T) {
	d := newDecided(t)
	clerk, second := d.as("clerk"), d.as("clerk")
	clerk.post("/rulebook", "name", "", "body", "").want(t, 422, "请填写全称", "请粘贴全文", "施行日期")
	clerk.post("/rulebook", "name", "评议办法", "category", "supervision", "adopted", "某次会议通过", "effective", "2026-01-01",
		"body", "联系电话13812345678。").want(t, 422, "手机号码") // V25
	to := clerk.post("/rulebook", "name", "评议办法", "category", "supervision", "adopted", "某次会议通过", "effective", "2026-01-01", "provisional", "1",
		"body", "第一条　评议。").want(t, 303).to
	clerk.get(to).want(t, 200, "请交另一位同事")
	issued := []byte("%PDF-1.7 the text as it was issued")
	var id int64
	_, err := fmt.Sscanf(to, "/rulebook/%d", &id)
	d.Must(err)
	all, err := d.DB.RuleVersions(t.Context(), id)
	d.Must(err)
	path := versionPath(all[0])
	d.visitor().get("/rules/"+fmt.Sprint(id)).want(t, 404)
	draft := []string{"version", "1", "adopted", "某次会议通过", "effective", "2026-01-01", "provisional", "1", "body", "第一条　评议。"}
	clerk.send(path, []attached{{"file", "办法.exe", []byte("MZ\x90\x00")}}, draft...).want(t, 422, "不是可以收存的格式")
	clerk.send(path, []attached{{"file", "图.png", []byte("\x89PNG\r\n\x1a\n")}}, draft...).want(t, 422, "PDF、OFD 或者 .docx")
	clerk.send(path, []attached{{"file", "办法.pdf", issued}}, draft...).want(t, 303)
	public := fmt.Sprintf("/rules/%d/%d/file", id, all[0].ID)
	d.visitor().get(public).want(t, 404)
	if got := second.get(path+"/file").want(t, 200); got.body != string(issued) {
		t.Errorf("who proves the text reads %q", got.body)
	}
	clerk.post(path+"/publish", "version", "2", "compared", "1").want(t, 409, "另一位同事")
	second.post(path+"/publish", "version", "2").want(t, 422, "逐字核对")
	second.post(path+"/publish", "version", "2", "compared", "1").want(t, 303)
	if got := d.visitor().get(public).want(t, 200); got.body != string(issued) || got.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the public downloads %.30q, %s", got.body, got.header.Get("Content-Type"))
	}
	d.visitor().get("/rules/"+fmt.Sprint(id)).want(t, 200, "下载印发的文件（PDF，1 KB）").page.Has("a[href=" + public + "]")
	clerk.post(path, "version", "3", "adopted", "改", "effective", "2026-01-01", "body", "改").want(t, 409)
	d.visitor().get("/rules/"+fmt.Sprint(id)).want(t, 200, "第一条 评议", "暂行")
	clerk.post(path+"/repeal", "version", "3", "on", "2025-01-01", "note", "").want(t, 422, "不能早于")
	clerk.post(path+"/repeal", "version", "3", "on", "2026-02-01", "note", "某次会议决定废止").want(t, 303)
	d.visitor().get("/rules/"+fmt.Sprint(id)).want(t, 200, "已废止", "某次会议决定")
	d.as("operator").post("/rulebook", "name", "x").want(t, 403)
}

// TestOpenData: each file is what its schema says, and a table no program takes for a formula.
func TestOpenData(t *testing.T) {
	d := newPublicSite(t)
	v := d.visitor()
	v.get("/data").want(t, 200, "任免决定", "JSON Schema")
	for _, set := range datasets {
		var schema, data map[string]any
		d.Must(json.Unmarshal([]byte(v.get("/data/"+set.name+".schema.json").want(t, 200).body), &schema))
		file := v.get("/data/"+set.name+".json").want(t, 200)
		d.Must(json.Unmarshal([]byte(file.body), &data))
		for _, problem := range violations(schema, data, set.name) {
			t.Error(problem)
		}
		items := data["items"].([]any)
		if len(items) == 0 {
			t.Errorf("%s is empty", set.name)
		}
		table := v.get("/data/"+set.name+".csv").want(t, 200)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != len(items)+1 || len(rows[0]) != len(set.columns) {
			t.Errorf("%s.csv: %d rows for %d items, %v", set.name, len(rows), len(items), err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s.csv: a formula: %s", set.name, cell)
				}
			}
		}
	}
	if broken := violations(map[string]any{"type": "object", "required": []any{"a"}, "properties": map[string]any{}}, map[string]any{}, "x"); len(broken) != 1 {
		t.Errorf("the check itself finds %v", broken)
	}
	v.get("/data/unknown.csv").want(t, 404)
}

// violations checks a value against the words of JSON Schema that the site uses.
func violations(schema map[string]any, v any, at string) (out []string) {
	say := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	switch schema["type"] {
	case "object":
		o, ok := v.(map[string]any)
		if !ok {
			say("no object")
			return out
		}
		properties, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, there := o[name.(string)]; !there {
				say("lacks %s", name)
			}
		}
		for name, x := range o {
			p, known := properties[name].(map[string]any)
			if !known {
				say("unknown %s", name)
				continue
			}
			out = append(out, violations(p, x, at+"."+name)...)
		}
	case "array":
		all, ok := v.([]any)
		if !ok {
			say("no array")
		}
		for i, x := range all {
			out = append(out, violations(schema["items"].(map[string]any), x, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case "integer":
		if n, ok := v.(float64); !ok || n != float64(int(n)) {
			say("no integer: %v", v)
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			say("no boolean: %v", v)
		}
	case "string":
		text, ok := v.(string)
		if !ok {
			say("no string: %v", v)
		}
		if _, err := time.Parse(time.DateOnly, text); schema["format"] == "date" && err != nil {
			say("no date: %s", text)
		}
		if u, err := url.Parse(text); schema["format"] == "uri" && (err != nil || u.Scheme == "" || u.Host == "") {
			say("no address: %s", text)
		}
	default:
		say("the schema says type %v", schema["type"])
	}
	return out
}

// TestFeedAndSitemap validates both by what their specifications ask 〔RFC 4287、sitemaps.org〕, and that every
// address they name is there.
func TestFeedAndSitemap(t *testing.T) {
	d := newPublicSite(t)
	d.rule(t, 0, d.Today(), "第一条　办法。")
	v := d.visitor()
	reply := v.get("/notices.atom").want(t, 200)
	var feed atomFeed
	d.Must(xml.Unmarshal([]byte(reply.body), &feed))
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.ID == "" || feed.Title == "" || feed.Author == "" || len(feed.Entries) != 4 {
		t.Errorf("feed: %+v", feed)
	}
	seen := map[string]bool{}
	for _, e := range feed.Entries {
		if e.ID == "" || seen[e.ID] || e.Title == "" || e.Updated == "" || e.Link.Href == "" {
			t.Errorf("entry: %+v", e)
		}
		seen[e.ID] = true
		for _, at := range []string{e.Updated, e.Published, feed.Updated} {
			if _, err := time.Parse(time.RFC3339, at); err != nil {
				t.Error(err)
			}
		}
		v.get(strings.TrimPrefix(e.Link.Href, "http://example.com")).want(t, 200)
	}
	var m siteMap
	d.Must(xml.Unmarshal([]byte(v.get("/sitemap.xml").want(t, 200).body), &m))
	if m.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" || len(m.URLs) < 10 || len(m.URLs) > 50_000 {
		t.Errorf("sitemap: %d addresses", len(m.URLs))
	}
	robots := v.get("/robots.txt").body
	for _, u := range m.URLs {
		path := strings.TrimPrefix(u.Loc, "http://example.com")
		v.get(path).want(t, 200)
		if u.LastMod != "" && !regexp.MustCompile(`^\d{4}-\d\d-\d\d$`).MatchString(u.LastMod) {
			t.Errorf("%s: %s", u.Loc, u.LastMod)
		}
		if first := "/" + strings.SplitN(path, "/", 3)[1]; !strings.Contains(robots, "Allow: "+first) {
			t.Errorf("%s stands in the map and robots.txt forbids it", path)
		}
	}
	// For programs that read pages: what the notice is, as data.
	var data map[string]any
	list := v.get(strings.TrimPrefix(feed.Entries[0].Link.Href, "http://example.com")).body
	_, list, _ = strings.Cut(list, `<script type="application/ld+json">`)
	list, _, _ = strings.Cut(list, "</script>")
	d.Must(json.Unmarshal([]byte(list), &data))
	if data["@type"] != "Article" || data["headline"] == "" {
		t.Errorf("JSON-LD: %v", data)
	}
}
