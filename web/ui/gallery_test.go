package ui_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/a-h/templ"

	"renmian/internal/browsertest"
	"renmian/web"
	"renmian/web/ui"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// around puts parts into another part, as { … } does in a view.
func around(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, templ.Join(inner...)), w)
	})
}

func paragraph(text string) templ.Component {
	return templ.Raw("<p>" + text + "</p>")
}

func frame(title string) ui.Frame {
	return ui.Frame{
		Title: title,
		Site: ui.Site{
			Committee: "示例县人民代表大会常务委员会", Short: "示例县人大常委会", System: "人事任免", Home: "/desk",
			Phone: "0000-1234567", Address: "示例县示范路 1 号", Records: []ui.Link{{Label: "网站标识码 0000000000"}, {Label: "无障碍说明", Href: "/accessibility"}},
		},
		User: ui.User{Name: "钱模拟", Role: "人事代表工委", Links: []ui.Link{{Label: "修改密码", Href: "/account/password"}}},
		Nav: []ui.Link{{Label: "工作台", Href: "/desk"}, {Label: "任免案", Href: "/cases", Current: true}, {Label: "会议", Href: "/meetings"},
			{Label: "人员", Href: "/people"}, {Label: "任职名册", Href: "/offices"}, {Label: "统计", Href: "/statistics"}},
		Crumbs: []ui.Link{{Label: "工作台", Href: "/desk"}, {Label: "任免案", Href: "/cases"}},
		Search: "/search",
		Path:   "/cases/7",
	}
}

func stages() ui.Stages {
	return ui.Stages{
		{Label: "提请受理", Note: "11月10日", Href: "#a", State: ui.StageDone},
		{Label: "材料初审", Note: "11月11日", Href: "#b", State: ui.StageDone},
		{Label: "法律考试", Note: "92 分", Href: "#c", State: ui.StageDone},
		{Label: "任前公示", Note: "不需要", State: ui.StageSkipped},
		{Label: "主任会议", Note: "11月16日", State: ui.StageDone},
		{Label: "常委会表决", Note: "11月22日", State: ui.StageNow},
		{Label: "颁证宣誓"}, {Label: "公布备案"}, {Label: "任后监督"},
	}
}

// casePage shows what is known of a case.
func casePage() templ.Component {
	f := frame("欧阳示例拟任县财政局局长")
	f.Flash = "审议意见已登记，下一步由主任会议决定列入议程。"
	aside := templ.Join(
		around(ui.Card{Title: "下一步"}, paragraph("列入第三十六次会议第 4 项议程。"), around(ui.ButtonRow(),
			ui.Button{Label: "交付表决", Why: "还差 2 项，见左侧清单"}, ui.Button{Label: "打印任免审批表", Kind: ui.Plain, Href: "/print"})),
		around(ui.Card{Title: "办理记录", Link: ui.Link{Label: "全部", Href: "/history"}}, ui.Timeline{
			{When: "11月16日 10:20", Who: "钱模拟", Text: "主任会议同意提请审议"},
			{When: "11月13日 16:02", Who: "孙考官", Text: "确认考试成绩 92 分", Note: "阅卷人与核对人一致。"},
			{When: "11月10日 09:05", Who: "县人民政府", Text: "提请任命", Href: "/proposals/3"},
		}))
	return around(ui.Page(f),
		ui.Heading{Title: "欧阳示例拟任示例县人民政府财政局局长", Over: "任免案 2026-018 · 决定任命", Tag: ui.Tag{State: ui.Doing, Label: "审议中"}, Lead: "示例县人民政府提请，拟列入第三十六次会议。"},
		stages(),
		around(ui.Columns{Aside: aside},
			ui.Blockers{Title: "还不能交付表决，有 2 项未办", Reasons: []ui.Reason{
				{Text: "供职发言稿未交", Basis: "〔本县任免办法 第十六条〕", Href: "#speech"}, {Text: "任免名单未经第二人核对"}}},
			around(ui.Card{Title: "还差 2 项才能交付表决", Tag: ui.Tag{State: ui.Todo, Label: "待办"}}, ui.Tasks{
				{Label: "供职发言稿", Href: "#speech", Hint: "会前 3 日交；已催 1 次", Basis: "〔本县任免办法 第十六条〕", Tag: ui.Tag{State: ui.Todo, Label: "待补"}},
				{Label: "议案与任免名单核对", Href: "#check", Hint: "职务名称、性别与任免审批表一致", Tag: ui.Tag{State: ui.Doing, Label: "待核"}},
				{Label: "任免审批表（.lrmx）", Hint: "校验通过，2 处提示已确认", Tag: ui.Tag{State: ui.Done, Label: "已齐"}},
				{Label: "公示意见", Tag: ui.Tag{State: ui.Stop, Label: "有异议"}}, {Label: "宣誓", Tag: ui.Tag{State: ui.Idle, Label: "未开始"}},
			}),
			around(ui.Card{Title: "人选概要", ID: "person"}, ui.Summary{
				{Key: "姓名", Value: "欧阳示例（男，汉族，1980.01，46 岁）", Href: "/people/3"},
				{Key: "现任职务", Value: "示例县财政局党组书记", Lines: []string{"县政府办公室副主任"}, Change: "/cases/7/edit"},
				{Key: "拟任职务", Value: "示例县人民政府财政局局长", Note: "由县长提名", Change: "/cases/7/office", Tag: ui.Tag{State: ui.Done, Label: "已核"}},
			}),
			around(ui.Card{Title: "表决结果"}, ui.Result{Label: "决定任命欧阳示例为县财政局局长", Members: 29, For: 24, Against: 2, Abstain: 1, NotCast: 0,
				Verdict: ui.Tag{State: ui.Done, Label: "通过"}}),
			around(ui.Help{Title: "什么是过半数"}, paragraph("以常委会全体组成人员计算，不以到会人数计算。"))),
	)
}

// formPage shows every field, refused.
func formPage() templ.Component {
	f := frame("登记提请")
	f.Invalid = true
	problems := ui.Problems{{Name: "name", Message: "请填写姓名。"}, {Name: "result", Message: "请选择结论。"}, {Message: "本次会议的提请期限已过。"}}
	return around(ui.Page(f),
		problems,
		ui.Heading{Title: "登记提请", Lead: "照红头文件填写，附件清单在下一步。"},
		around(
			ui.Form{Action: "/proposals", Key: "k1", Version: "3", Files: true, Guard: true, Autosave: "/proposals/draft"},
			ui.Text{Name: "name", Label: "姓名", Value: "", Error: problems.For("name"), Width: ui.Medium},
			ui.Text{Name: "number", Label: "文号", Hint: "如：示政函〔2026〕9号", Width: ui.Wide, Value: "示政函〔2026〕9号"},
			ui.Text{Name: "day", Label: "提请日期", Type: ui.Date, Width: ui.Medium, Value: "2026-11-10"},
			ui.Text{Name: "score", Label: "考试成绩", Type: ui.Number, Width: ui.Short, Unit: "分", Optional: true, Min: "0", Max: "100"},
			ui.Text{Name: "password", Label: "口令", Type: ui.Password, Width: ui.Medium, Autocomplete: "current-password"},
			ui.Text{Name: "fixed", Label: "提请机关", Value: "示例县人民政府", ReadOnly: true, Suggest: []string{"示例县人民政府"}},
			ui.Select{Name: "office", Label: "拟任职务", Width: ui.Wide, Options: []ui.Option{
				{
					Value:  "1",
					Label:  "财政局局长",
					Group:  "县人民政府",
					Chosen: true,
				}, {Value: "2", Label: "教育局局长", Group: "县人民政府"}, {Value: "3", Label: "副院长", Group: "县人民法院"}}},
			ui.Radios{Name: "result", Label: "初审结论", Error: problems.For("result"), Options: []ui.Option{
				{Value: "pass", Label: "通过", Hint: "材料齐全，交主任会议。"}, {Value: "back", Label: "退回补正"}}},
			ui.Radios{Name: "sex", Label: "性别", Inline: true, Options: []ui.Option{{Value: "m", Label: "男", Chosen: true}, {Value: "f", Label: "女"}}},
			ui.Checks{Name: "present", Label: "出席", Columns: true, Options: names()},
			around(ui.FieldSet{Legend: "附件", Hint: "扫描件请用 PDF。"},
				ui.Files{Name: "files", Label: "任免审批表", Hint: ".lrmx、.lrm 或 .zip，可以多选。", Accept: ".lrmx,.lrm,.zip", Multiple: true},
				ui.Area{Name: "note", Label: "提请理由", Hint: "照议案原文。", Value: "因工作需要。", Optional: true},
				ui.Check{Name: "sure", Label: "已与红头文件核对", Hint: "姓名、职务逐字一致。"}),
			ui.Hidden{Name: "from", Value: "desk"},
			around(ui.ButtonRow(), ui.Button{Label: "登记提请"}, ui.Button{Label: "存为草稿", Kind: ui.Plain, Name: "go", Value: "draft"},
				ui.Button{Label: "撤回提请", Kind: ui.Danger, Href: "/withdraw"}, ui.Button{Label: "返回", Kind: ui.Quiet, Href: "/desk"}),
		),
		ui.Post{Action: "/accept", Label: "受理", Kind: ui.Plain, Key: "k2", Fields: []ui.Hidden{{Name: "x", Value: "1"}}, Confirm: "确认受理？"},
	)
}

func names() []ui.Option {
	var all []ui.Option
	for i, n := range []string{"赵示例", "钱模拟", "孙样本", "李示范", "周试用", "吴举例"} {
		all = append(all, ui.Option{Value: fmt.Sprint(i), Label: n, Chosen: i < 4})
	}
	return all
}

// listPage shows lists, with and without rows.
func listPage() templ.Component {
	f := frame("任免案")
	table := ui.Table{
		Caption: "办理中的任免案",
		Columns: []ui.Column{
			{Label: "人选"},
			{Label: "拟任免职务"},
			{Label: "提请机关"},
			{Label: "阶段", Narrow: true},
			{Label: "考试", Numeric: true},
			{Label: "期限", Narrow: true},
		},
		Empty: "没有办理中的任免案。",
	}
	for i, n := range []string{"欧阳示例", "张样本（女）", "李䶮", "周试用"} {
		table.Rows = append(table.Rows, ui.Row{Href: fmt.Sprintf("/cases/%d", i), Cells: []ui.Cell{
			{Text: n}, {Text: "示例县人民政府财政局局长", Note: "决定任命"}, {Text: "示例县人民政府", Href: "/organs/1"},
			{Tag: ui.Tag{State: ui.Doing, Label: "初审"}}, {Text: fmt.Sprint(90 + i)}, {Text: "2026年11月22日", Note: "还有 3 天"}}})
	}
	none := table
	none.Rows, none.Caption = nil, "已办结的任免案"
	return around(
		ui.Page(f),
		ui.Heading{Title: "任免案"},
		ui.Stats{
			{Label: "今天要办", Value: "3", Unit: "件", Href: "/desk"},
			{Label: "本周到期", Value: "7", Unit: "件", Href: "/due", Note: "最近：11月24日"},
			{Label: "等待他人", Value: "12", Unit: "件"},
			{Label: "本届已任命", Value: "146", Unit: "人次"},
		},
		ui.Sections{{Label: "办理中", Href: "#open", Current: true}, {Label: "已办结", Href: "#done"}},
		around(ui.Filter{Action: "/cases", Clear: "/cases"}, ui.Text{Name: "q", Label: "姓名或职务", Width: ui.Medium},
			ui.Select{Name: "stage", Label: "阶段", Prompt: "全部", Options: []ui.Option{{Value: "1", Label: "初审"}}}),
		table,
		ui.Pager{Prev: "/cases?before=3", Next: "/cases?after=9", Shown: "第 51–100 件"},
		none,
		around(
			ui.Scroll{Label: "成绩明细"},
			templ.Raw(
				"<table><caption>成绩明细</caption><thead><tr><th>姓名</th><th class=\"num\">单选</th><th class=\"num\">多选</th><th class=\"num\">判断</th></tr></thead><tbody><tr><td>欧阳示例</td><td class=\"num\">40</td><td class=\"num\">30</td><td class=\"num\">22</td></tr></tbody></table>",
			),
		),
		around(ui.Notice{Title: "会议材料应当在会前送达"}, paragraph("请在 11月19日前送达全体组成人员。")),
		around(ui.Notice{Tone: ui.Warning, Title: "期限将至"}, paragraph("还有 1 天。")),
		around(ui.Notice{Tone: ui.Success, Title: "材料已齐"}, paragraph("可以提交主任会议。")),
		around(ui.Notice{Tone: ui.Failure, Title: "表决未过半数"}, paragraph("该人选两次未获通过，不得再提请。")),
		ui.Empty{Text: "没有等待他人的事项。", Link: ui.Link{Label: "查看全部任免案", Href: "/cases"}},
	)
}

func donePage() templ.Component {
	return around(
		ui.Page(frame("提请已受理")),
		ui.Confirmation{Title: "提请已受理", NumberLabel: "受理号", Number: "示人常受〔2026〕18号"},
		around(ui.Card{Title: "接下来"}, paragraph("人事代表工委在 11月13日前完成初审；结果会出现在“我的提请”。"),
			around(ui.ButtonRow(), ui.Button{Label: "打印受理单", Href: "/print"}, ui.Button{Label: "返回工作台", Kind: ui.Plain, Href: "/desk"})),
	)
}

func publicPage() templ.Component {
	f := frame("示例县人民代表大会常务委员会任免职名单")
	f.Nav = []ui.Link{{Label: "任免名单", Href: "/notices", Current: true}, {Label: "任前公示", Href: "/publicity"}, {Label: "任职人员", Href: "/offices"}}
	f.Crumbs = []ui.Link{{Label: "首页", Href: "/"}, {Label: "任免名单", Href: "/notices"}}
	f.Meta = []ui.Meta{{Name: "ArticleTitle", Content: f.Title}}
	return around(ui.Public(f),
		around(ui.Article{Title: []string{"示例县人民代表大会常务委员会", "任免职名单"}, Session: "（2026年11月22日示例县第十八届人民代表大会常务委员会第三十六次会议通过）",
			Source: "县人大常委会办公室", Date: "2026年11月22日 17:30", Print: "/notices/1/print"},
			templ.Raw(`<h2>一、任命</h2><p>欧阳示例为示例县人民政府财政局局长；</p><p>张样本（女）为示例县人民政府教育局局长。</p><h2>二、免去</h2><p>李示范的示例县人民政府财政局局长职务。</p>`)))
}

func publicHome() templ.Component {
	f := frame("首页")
	f.Nav = []ui.Link{{Label: "任免名单", Href: "/notices"}, {Label: "任前公示", Href: "/publicity"}, {Label: "任职人员", Href: "/offices"}}
	f.Crumbs = nil
	return around(
		ui.Public(f),
		ui.Heading{Title: "人事任免公开"},
		ui.Entries{
			{Label: "任免名单", Href: "/notices", Note: "谁在何时被任命、免去何职"},
			{Label: "任前公示", Href: "/publicity", Note: "2 人公示中，可以反映情况"},
			{Label: "任职人员", Href: "/offices", Note: "现任和历任"},
		},
		around(ui.Card{Title: "最新公布", Link: ui.Link{Label: "全部", Href: "/notices"}}, ui.Dated{
			{Label: "示例县人大常委会任免职名单（第三十六次会议）", Href: "/notices/1", Date: "2026年11月22日"},
			{Label: "示例县人大常委会关于接受周试用辞去职务请求的决定", Href: "/notices/2", Date: "2026年9月28日"}}),
	)
}

func paperPage() templ.Component {
	return around(ui.Paper(frame("任免职名单")),
		around(ui.Sheet{RedHead: "示例县人民代表大会常务委员会文件", Number: "示人常〔2026〕9 号", Title: []string{"示例县人民代表大会常务委员会", "任免职名单"},
			Session: "（2026年11月22日示例县第十八届人民代表大会常务委员会第三十六次会议通过）", Signed: []string{"示例县人民代表大会常务委员会"}, Date: "2026年11月22日", Footer: []string{"抄送：县委，县政府，县监委，县法院，县检察院。"}},
			templ.Raw(`<p class="to">县人民政府：</p><h2>一、任命</h2><p>欧阳示例为示例县人民政府财政局局长；</p><p>张样本（女）为示例县人民政府教育局局长。</p><h2>二、免去</h2><p>李示范的示例县人民政府财政局局长职务。</p>`)),
		ui.Certificate{Title: "任命书", Number: "示人常任字〔2026〕第 31 号", To: "欧阳示例", Body: []string{"根据示例县第十八届人民代表大会常务委员会第三十六次会议决定，任命你为示例县人民政府财政局局长。"},
			Signed: []string{"示例县人民代表大会常务委员会", "主任　　　　　　"}, Date: "2026年11月22日"})
}

func signInPage() templ.Component {
	f := frame("登录")
	f.Nav, f.User, f.Crumbs, f.Search = nil, ui.User{}, nil, ""
	return around(ui.Page(f), around(ui.NarrowColumn(), ui.Heading{Title: "登录"}, around(ui.Card{}, around(ui.Form{Action: "/login"},
		ui.Text{Name: "username", Label: "账号", Autocomplete: "username"},
		ui.Text{Name: "password", Label: "口令", Type: ui.Password, Autocomplete: "current-password"},
		around(ui.ButtonRow(), ui.Button{Label: "登录"})))))
}

// gallery serves the pages under the policy the real server uses.
func gallery(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/static/", web.Handler())
	for path, page := range pages() {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			templ.Handler(page).ServeHTTP(w, r)
		})
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func pages() map[string]templ.Component {
	large := frame("大字")
	large.Display = ui.Display{Size: "xlarge", Contrast: "high"}
	return map[string]templ.Component{
		"/case": casePage(), "/form": formPage(), "/list": listPage(), "/done": donePage(), "/public": publicPage(), "/home": publicHome(), "/paper": paperPage(), "/signin": signInPage(),
		"/large": around(ui.Page(large), ui.Heading{Title: "欧阳示例拟任示例县人民政府财政局局长", Tag: ui.Tag{State: ui.Doing, Label: "审议中"}}, stages(),
			ui.Tasks{{Label: "供职发言稿", Hint: "会前 3 日交", Tag: ui.Tag{State: ui.Todo, Label: "待补"}}},
			around(ui.Notice{Tone: ui.Warning, Title: "期限将至"}, paragraph("还有 1 天。")), around(ui.ButtonRow(), ui.Button{Label: "交付表决"})),
	}
}

func TestGallery(t *testing.T) {
	s := gallery(t)
	for _, size := range []browsertest.Size{browsertest.Desktop, browsertest.Tablet, browsertest.Phone} {
		t.Run(size.Name, func(t *testing.T) {
			b := browsertest.Open(t, s.URL, size)
			for path := range pages() {
				b.Goto(path)
				if os.Getenv("SHOTS") != "" {
					b.Shot("gallery" + path)
				}
				b.Check()
			}
		})
	}
}
