package browsertest

import (
	_ "embed"
	"strings"
)

//go:embed testdata/axe.min.js
var axeJS string

// Check is what every screen has to pass: Axe, single ids and NoSidewaysScroll.
func (b *Tab) Check() {
	b.t.Helper()
	b.Axe()
	b.singleIDs()
	b.NoSidewaysScroll()
}

// Axe fails the test for each violation of WCAG 2.2 AA that axe-core finds on the page.
func (b *Tab) Axe() {
	b.t.Helper()
	b.eval("load axe", "window.axe ?? (() => {"+axeJS+"\n})()")
	violations := Eval[[]string](b, `axe.run(document, {preload: false, iframes: false, runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]})
		.then((r) => r.violations.map((v) => v.id + ": " + v.help + "\n    " + v.nodes.slice(0, 4).map((n) =>
			n.html.slice(0, 200) + "\n      " + (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join("\n    ")))`)
	if len(violations) > 0 {
		b.t.Errorf("%s at %s: axe finds\n  %s", b.size.Name, b.where(), strings.Join(violations, "\n  "))
	}
}

// singleIDs fails the test for each id that stands on the page twice: a label would lead to the wrong field.
func (b *Tab) singleIDs() {
	b.t.Helper()
	twice := Eval[[]string](b, `[...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)`)
	if len(twice) > 0 {
		b.t.Errorf("%s at %s: ids that stand there twice: %s", b.size.Name, b.where(), strings.Join(twice, ", "))
	}
}

// NoSidewaysScroll fails the test when the page is wider than the screen; a phone may be as narrow as 320
// pixels.
func (b *Tab) NoSidewaysScroll() {
	b.t.Helper()
	size, sizes := b.size, []Size{b.size}
	if size == Phone {
		sizes = append(sizes, Size{Name: "320 px", Width: 320, Height: 640, Touch: true})
	}
	for _, s := range sizes {
		if s != b.size {
			b.Resize(s)
		}
		if out := wait[[]string](b, "measure", "sideways", nil); len(out) > 0 {
			b.t.Errorf("%s at %s: scrolls sideways\n  %s", s.Name, b.where(), strings.Join(out, "\n  "))
		}
	}
	if size != b.size {
		b.Resize(size)
	}
}
