package browsertest

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

// site is a page with a form and a page that says what was sent.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	head := `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>试</title></head><body><main><h1>`
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		fmt.Fprint(w, head+`登记</h1><form method="post" action="/done" enctype="multipart/form-data">
<p><label for="a">姓名<small>（选填）</small></label><input id="a" name="name"></p>
<p><label for="d">日期</label><input type="date" id="d" name="day"></p>
<p><label for="o">职务</label><select id="o" name="office"><option>请选择</option><option>局长</option></select></p>
<fieldset><legend>结论</legend><label><input type="radio" name="result" value="yes"> 同意</label><label><input type="radio" name="result" value="no"> 不同意</label></fieldset>
<p><label for="f">文件</label><input type="file" id="f" name="file"></p><button>登记</button></form>
<ul><li>甲 <a href="/person?a">查看</a></li><li>乙 <a href="/person?b">查看</a></li></ul></main></body></html>`)
	})
	mux.HandleFunc("POST /done", func(w http.ResponseWriter, r *http.Request) {
		f, _, err := r.FormFile("file")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		content, _ := io.ReadAll(f)
		fmt.Fprint(w, head, "已登记</h1><p>", html.EscapeString(r.FormValue("name")+" "+r.FormValue("day")+" "+
			r.FormValue("office")+" "+r.FormValue("result")+" "+string(content)), "</p></main></body></html>")
	})
	mux.HandleFunc("GET /person", func(w http.ResponseWriter, r *http.Request) {
		who, err := r.Cookie("who")
		if err != nil {
			who = &http.Cookie{}
		}
		fmt.Fprint(w, head, "第 ", r.URL.RawQuery, " 人</h1><p>来者 ", who.Value, "</p></main></body></html>")
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestSteps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(file, []byte("附件正文"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := Open(t, site(t).URL, Phone)
	b.Goto("/")
	b.Fill("姓名", "欧阳示例")
	b.Fill("日期", "2026-11-22")
	b.Select("职务", "局长")
	b.Choose("同意")
	b.Upload("文件", file)
	b.Check()
	b.Submit("登记")
	b.See("已登记", "欧阳示例 2026-11-22 局长 yes 附件正文")
	b.NotSee("请选择")
}

func TestTabsAreDifferentPeople(t *testing.T) {
	s := site(t)
	one, other := Open(t, s.URL, Desktop), Open(t, s.URL, Tablet)
	one.SetCookie("who", "organ")
	other.SetCookie("who", "clerk")
	one.Goto("/")
	other.Goto("/")
	one.In("甲").Click("查看")
	other.In("乙").Click("查看")
	one.See("第 a 人", "来者 organ")
	other.See("第 b 人", "来者 clerk")
	if got := other.Path(); got != "/person?b" {
		t.Errorf("Path() = %q", got)
	}
	other.ClearCookies()
	other.Goto("/person?b")
	other.NotSee("clerk")
}

// What one size of screen alone does wrong is found at that size, though the page was right before.
func TestEachSizeIsChecked(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>试</title><link rel="stylesheet" href="/style.css"></head><body><main><h1>登记</h1><p>说明</p><button>登记</button> <button>撤回</button></main></body></html>`)
	})
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, `button { font-size: 12px; padding: 0; border: 0; width: 16px; overflow: hidden; height: 16px; margin-right: 30px }
@media (max-width: 1200px) { button { margin-right: 0 } } @media (max-width: 500px) { button { margin-right: 30px } p { color: #aaa } }`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	forget(t)
	b := Open(t, s.URL, Desktop)
	b.Goto("/")
	for _, x := range []struct {
		size Size
		rule string
	}{{Desktop, ""}, {Tablet, "target-size"}, {Phone, "color-contrast"}, {Desktop, ""}} {
		b.Resize(x.size)
		found := b.violations()
		if x.rule == "" && len(found) > 0 || x.rule != "" && (len(found) != 1 || !strings.HasPrefix(found[0], x.rule+":")) {
			t.Errorf("%s: axe finds %q; want %q alone", x.size.Name, found, x.rule)
		}
	}
}

// forget lets axe look at everything anew.
func forget(t *testing.T) {
	t.Helper()
	seenByAxe.Lock()
	defer seenByAxe.Unlock()
	clear(seenByAxe.marks)
}

// What is made alike is looked at once, on whichever page it stands; the one that is not alike is found.
func TestAlikeIsCheckedOnce(t *testing.T) {
	rows := func(odd string) string {
		row := `<tr><td><a href="/1">甲</a></td><td>局长</td></tr>`
		return `<table><tr><th>姓名</th><th>职务</th></tr>` + row + row + odd + row + `</table>`
	}
	field := func(n int) string { return fmt.Sprintf(`<p><label for="f%d">姓名</label><input id="f%d"></p>`, n, n) }
	pages := []struct{ name, body, rule string }{
		{"right", rows(`<tr><td><a href="/2">乙</a></td><td>主任</td></tr>`) + field(1) + field(2), ""},
		{"link without words in a later row", rows(`<tr><td><a href="/2"></a></td><td>主任</td></tr>`), "link-name"},
		{"pale words in a later row", rows(`<tr><td><a href="/2">乙</a></td><td class="pale">主任</td></tr>`), "color-contrast"},
		{"words on another ground", `<div class="dark">` + rows("") + `</div>`, "color-contrast"},
		{"label of a later field leads nowhere", field(1) + `<p><label for="other">姓名</label><input id="f2"></p>`, "label"},
		{"unknown role within what was right", rows(`<tr><td><a href="/2" role="person">乙</a></td><td>主任</td></tr>`), "aria-roles"},
		{"small controls near each other, though known", `<p class="small"><a href="/1">甲</a><a href="/2">乙</a></p>`, "target-size"},
		{"the same without room for more", `<div class="narrow"><p class="small"><a href="/1">甲</a><a href="/2">乙</a></p></div>`, "target-size"},
		{"page without a language", "", "html-has-lang"},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		lang := ` lang="zh-CN"`
		if pages[n].rule == "html-has-lang" {
			lang = ""
		}
		fmt.Fprint(w, `<!doctype html><html`+lang+`><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>试</title>
<style>a { color: #00c } .pale { color: #bbb } .dark { background: #333 } .small a { display: inline-block; width: 14px; height: 14px; overflow: hidden }</style>
</head><body><main><h1>名册</h1>`+pages[n].body+`</main></body></html>`)
	}))
	t.Cleanup(s.Close)
	forget(t)
	b := Open(t, s.URL, Desktop)
	for n, p := range pages {
		b.Goto(fmt.Sprintf("/?n=%d", n))
		found := b.violations()
		if p.rule == "" && len(found) > 0 || p.rule != "" && (len(found) != 1 || !strings.HasPrefix(found[0], p.rule+":")) {
			t.Errorf("%s: axe finds %q; want %q alone", p.name, found, p.rule)
		}
	}
	b.Goto("/?n=2")
	if found := b.violations(); len(found) > 0 {
		t.Errorf("what was told before is told again: %q", found)
	}
}
