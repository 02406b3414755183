package browsertest

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
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

// seenByAxe are the marks of what axe has looked at in this process, whichever page it stood on: the frame of all
// pages, the rows of a table and what another size of screen does not change are looked at once.
var seenByAxe = struct {
	sync.Mutex
	marks map[string]bool
}{marks: map[string]bool{}}

// firstSeen keeps of the marks those that nobody has met yet, and counts them as met.
func firstSeen(marks []string) []string {
	seenByAxe.Lock()
	defer seenByAxe.Unlock()
	fresh := []string{} // not null in a script
	for _, m := range marks {
		if !seenByAxe.marks[m] {
			seenByAxe.marks[m] = true
			fresh = append(fresh, m)
		}
	}
	return fresh
}

// Axe fails the test for each violation of WCAG 2.2 AA that axe-core finds on the page, in what stands there for
// the first time.
func (b *Tab) Axe() {
	b.t.Helper()
	if found := b.violations(); len(found) > 0 {
		b.t.Errorf("%s at %s: axe finds\n  %s", b.size.Name, b.where(), strings.Join(found, "\n  "))
	}
}

func (b *Tab) violations() []string {
	b.t.Helper()
	page := Eval[struct {
		Marks    []string
		Geometry bool // something is small, scrolls, or the page was not looked at before
	}](b, "(() => {"+checkJS+"return survey()})()")
	fresh := firstSeen(page.Marks)
	if len(fresh) == 0 && !page.Geometry {
		return nil
	}
	if !Eval[bool](b, "!!window.axe") { // what is long is sent once for each page
		b.eval("load axe", axeJS)
	}
	list, err := json.Marshal(fresh)
	if err != nil {
		panic(err) // strings always encode
	}
	return Eval[[]string](b, "(async () => {"+checkJS+"return check("+string(list)+")})()")
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
