package htmltest

import "testing"

const page = `<!doctype html><html lang="zh-CN"><head><title>任免案</title><style>.x{}</style></head><body>
<main id="main"><h1>欧阳示例  拟任<small>局长</small></h1>
<form action="/cases/7"><input name="score" value="92"><textarea name="note">
第一行
第二行</textarea>
<input type="radio" name="result" value="yes"><input type="radio" name="result" value="no" checked>
<select name="office"><option value="">请选择</option><option value="3" selected>县财政局局长</option></select>
<a class="btn plain" href="/cases/7/print sheet" data-x="a b">打印</a></form></main></body></html>`

func TestAll(t *testing.T) {
	p := Parse(t, []byte(page))
	for _, tt := range []struct {
		selector string
		want     int
	}{
		{"h1", 1},
		{"#main form", 1},
		{"form #main", 0},
		{"a.btn.plain", 1},
		{"a.danger", 0},
		{"input[name=result]", 2},
		{"input[name='result']", 2},
		{"main input[checked]", 1},
		{`a[data-x="a b"]`, 1},
		{"a[href=/cases/7/print sheet]", 1},
		{"html[lang=zh-CN] body form select option", 2},
	} {
		if got := len(p.All(tt.selector)); got != tt.want {
			t.Errorf("All(%q) finds %d, want %d", tt.selector, got, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	p := Parse(t, []byte(page))
	if got := p.One("h1").Text(); got != "欧阳示例 拟任 局长" {
		t.Errorf("heading says %q", got)
	}
	p.Says("第一行 第二行", "打印")
	p.Omits(".x{}")
	p.Has("main h1")
	p.Lacks("table")
}

func TestValue(t *testing.T) {
	p := Parse(t, []byte(page))
	for name, want := range map[string]string{"score": "92", "note": "第一行\n第二行", "result": "no", "office": "3"} {
		if got := p.Value(name); got != want {
			t.Errorf("Value(%q) = %q, want %q", name, got, want)
		}
	}
}
