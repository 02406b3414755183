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

//go:embed axe.js
var checkJS string

// Axe fails the test for each violation of WCAG 2.2 AA that axe-core finds on the page.
func (b *Tab) Axe() {
	b.t.Helper()
	if found := b.violations(); len(found) > 0 {
		b.t.Errorf("%s at %s: axe finds\n  %s", b.size.Name, b.where(), strings.Join(found, "\n  "))
	}
}

func (b *Tab) violations() []string {
	b.t.Helper()
	if !Eval[bool](b, "!!window.axe") { // what is long is sent once for each page
		b.eval("load axe", axeJS)
	}
	return Eval[[]string](b, "(async () => {"+checkJS+"})()")
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
