package ui_test

import (
	"bytes"
	"testing"

	"github.com/a-h/templ"

	"renmian/internal/htmltest"
	"renmian/web/ui"
)

func render(t *testing.T, c templ.Component) htmltest.Page {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return htmltest.Parse(t, b.Bytes())
}

func TestProblemsLeadToTheirFields(t *testing.T) {
	problems := ui.Problems{{Name: "score", Message: "成绩应当在 0 到 100 之间。"}, {Name: "result", Message: "请选择结论。"}}
	p := render(t, templ.Join(
		problems,
		ui.Text{Name: "score", Label: "成绩", Hint: "百分制", Value: "101", Error: problems.For("score")},
		ui.Radios{
			Name:    "result",
			Label:   "结论",
			Error:   problems.For("result"),
			Options: []ui.Option{{Value: "pass", Label: "通过"}, {Value: "back", Label: "退回"}},
		},
	))
	for _, link := range p.All(".problem a") {
		p.Has(link.Attr("href"))
	}
	field := p.One("#f-score")
	if field.Attr("aria-invalid") != "true" || field.Attr("aria-describedby") != "f-score-hint f-score-error" {
		t.Errorf("the field is described by %q, invalid %q", field.Attr("aria-describedby"), field.Attr("aria-invalid"))
	}
	if got := p.Value("score"); got != "101" {
		t.Errorf("what was typed became %q", got)
	}
	p.One("#f-score-error").Says("成绩应当在 0 到 100 之间。")
}

func TestNoProblemsNoSummary(t *testing.T) {
	render(t, ui.Problems(nil)).Lacks(".problem")
}

func TestDisplay(t *testing.T) {
	for _, tt := range []struct {
		cookie string
		want   ui.Display
	}{
		{"", ui.Display{}},
		{"large.", ui.Display{Size: "large"}},
		{"xlarge.high", ui.Display{Size: "xlarge", Contrast: "high"}},
		{".high", ui.Display{Contrast: "high"}},
		{`"><script>.x`, ui.Display{}},
	} {
		got := ui.ParseDisplay(tt.cookie)
		if got != tt.want {
			t.Errorf("ParseDisplay(%q) = %+v, want %+v", tt.cookie, got, tt.want)
		}
		if back := ui.ParseDisplay(got.String()); back != got {
			t.Errorf("%+v is written as %q and read as %+v", got, got.String(), back)
		}
	}
	f := frame("任免案")
	f.Display = ui.Display{Size: "large"}
	p := render(t, ui.Page(f))
	p.Has("html[data-size=large]", "nav.switches a[href=/display?back=%2Fcases%2F7&set=xlarge.]")
}

func TestRefusedFormIsSaidInTheTitle(t *testing.T) {
	f := frame("登记提请")
	f.Invalid = true
	if got := render(t, ui.Page(f)).One("head title").Text(); got != "有误：登记提请 · 示例县人大常委会" {
		t.Errorf("title %q", got)
	}
}

func TestTheMajorityMarkStandsBeforeTheFirstSufficientVote(t *testing.T) {
	for _, tt := range []struct {
		members int
		mark    string // where the mark stands, in hundredths of a member
	}{
		{29, "1450"}, // 15 votes suffice: between 14 and 15
		{30, "1550"}, // 16 votes suffice: between 15 and 16
	} {
		p := render(t, ui.Result{Label: "任命", Members: tt.members, For: 15, Against: 2})
		if got := p.One("line.mark").Attr("x1"); got != tt.mark {
			t.Errorf("of %d members the mark stands at %s, want %s", tt.members, got, tt.mark)
		}
		p.Says("赞成 15", "反对 2", "弃权 0")
	}
}

func TestBlockedButtonSaysWhy(t *testing.T) {
	p := render(t, ui.Post{Action: "/cases/7/vote", Label: "交付表决", Why: "供职发言稿未交"})
	p.Has("button[disabled]")
	p.Says("供职发言稿未交")
}
