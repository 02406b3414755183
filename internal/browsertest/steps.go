package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

//go:embed page.js
var pageJS string

// In narrows the following steps to one part of the page: a CSS selector, or words that stand in one
// row, item, card, form or field set.
func (b *Tab) In(area string) *Tab {
	part := *b
	part.scope = area
	return &part
}

// Click presses a link or button by its words, or by a CSS selector, and waits for the next page if
// it leads to one.
func (b *Tab) Click(what string) {
	b.t.Helper()
	if b.press(what) {
		wait[bool](b, "after "+what, "arrived", nil)
	}
}

// Submit is Click on a button that sends a form; it fails when no other page comes.
func (b *Tab) Submit(button string) {
	b.t.Helper()
	if !b.press(button) {
		b.t.Fatalf("%s: “%s” does not send a form", b.size.Name, button)
	}
	wait[bool](b, "after "+button, "arrived", nil)
}

// DoubleClick presses a button that sends a form twice, as some people press every button, and waits for
// the next page.
func (b *Tab) DoubleClick(button string) {
	b.t.Helper()
	at := b.find(button)
	b.do("press "+button, chromedp.MouseClickXY(at.X, at.Y))
	b.do("press "+button+" again", chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
	wait[bool](b, "after "+button, "arrived", nil)
}

// Press presses without waiting for anything, for what a script or the browser itself answers.
func (b *Tab) Press(what string) {
	b.t.Helper()
	b.press(what)
}

// place is where to press an element, and whether that opens another page.
type place struct {
	X, Y   float64
	Leaves bool
}

func (b *Tab) find(what string) place {
	b.t.Helper()
	return wait[place](b, "press "+what, "press", map[string]string{"what": what})
}

func (b *Tab) press(what string) (leaves bool) {
	b.t.Helper()
	for again := time.Now().Add(patience); ; {
		at := b.find(what)
		step := chromedp.MouseClickXY(at.X, at.Y)
		if b.size.Touch {
			step = chromedp.TapXY(at.X, at.Y)
		}
		b.do("press "+what, step)
		if !b.missed() {
			return at.Leaves
		}
		if time.Now().After(again) {
			b.t.Fatalf("%s at %s: “%s” moves away from under every press", b.size.Name, b.where(), what)
		}
	}
}

// missed reports whether the last press landed beside what it was meant for, because a live part of the page was
// shown anew in between; a person would press again. A page that is being replaced, or that a question of the
// browser covers, may swallow the call and then took the press.
func (b *Tab) missed() bool {
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second)
	defer cancel()
	missed, err := chromedp.Run(ctx,
		chromedp.Evaluate[bool]("window.browsertestPage === true && window.browsertestHit === false && !!window.browsertestPressed"))
	return err == nil && missed
}

// Fill types a value into the field with that label, replacing what was there. Dates are 2026-11-22.
func (b *Tab) Fill(label, value string) {
	b.t.Helper()
	wait[bool](b, "fill "+label, "fill", map[string]string{"what": label, "value": value})
}

// Select picks an option by its words.
func (b *Tab) Select(label, option string) {
	b.t.Helper()
	wait[bool](b, "select "+label, "select", map[string]string{"what": label, "value": option})
}

// Choose presses the radio button or check box with that label.
func (b *Tab) Choose(label string) {
	b.t.Helper()
	wait[bool](b, "choose "+label, "choose", map[string]string{"what": label})
}

// Upload puts files into the file field with that label.
func (b *Tab) Upload(label string, files ...string) {
	b.t.Helper()
	wait[bool](b, "upload "+label, "mark", map[string]string{"what": label})
	b.do("upload "+label, chromedp.SetUploadFiles(chromedp.CSS("[data-browsertest=file]"), files))
	b.eval("upload "+label, `document.querySelector("[data-browsertest]").removeAttribute("data-browsertest")`)
}

// See waits until all texts are on the page, visible.
func (b *Tab) See(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		wait[bool](b, "see", "see", map[string]string{"what": text})
	}
}

// NotSee fails when one of the texts is on the page, and stays there.
func (b *Tab) NotSee(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		wait[bool](b, "not see", "notSee", map[string]string{"what": text})
	}
}

// Value is what the field with that label holds.
func (b *Tab) Value(label string) string {
	b.t.Helper()
	return wait[string](b, "read "+label, "value", map[string]string{"what": label})
}

// Text is the visible text of the one element that the CSS selector matches.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	return wait[string](b, "read "+selector, "text", map[string]string{"what": selector})
}

// Count is how many visible elements the CSS selector matches.
func (b *Tab) Count(selector string) int {
	b.t.Helper()
	return wait[int](b, "count "+selector, "count", map[string]string{"what": selector})
}

// Path is the address of the page within the site.
func (b *Tab) Path() string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		b.t.Fatalf("%s: read address: %v", b.size.Name, err)
	}
	u, err := url.Parse(at)
	if err != nil {
		b.t.Fatalf("%s: address %q: %v", b.size.Name, at, err)
	}
	return u.RequestURI()
}

// Eval runs a script in the page; a promise is waited for.
func Eval[T any](b *Tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: run script: %v", b.size.Name, err)
	}
	return v
}

func (b *Tab) eval(what, script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](script+";0")); err != nil {
		b.t.Fatalf("%s: %s: %v", b.size.Name, what, err)
	}
}

// answer is what a step in page.js comes back with.
type answer[T any] struct {
	Error string
	Value T
}

// wait runs a step of page.js until it does not fail; a page that is just being replaced counts as a
// failure like any other.
func wait[T any](b *Tab, what, step string, args map[string]string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	script := stepScript(step, b.scope, args)
	why := ""
	for pause := 25 * time.Millisecond; ; pause = min(pause*5/4, 200*time.Millisecond) { // asking makes work, too
		a, err := chromedp.Run(ctx, chromedp.Evaluate[answer[T]](script, chromedp.EvalAwaitPromise))
		if err == nil && a.Error == "" {
			return a.Value
		}
		if ctx.Err() == nil || why == "" { // what the page said last tells more than that time is over
			why = reason(a.Error, err)
		}
		select {
		case <-ctx.Done():
			b.t.Fatalf("%s at %s: %s: %s", b.size.Name, b.where(), what, why)
		case <-time.After(pause):
		}
	}
}

func stepScript(step, scope string, args map[string]string) string {
	all := map[string]string{"scope": scope}
	for k, v := range args {
		all[k] = v
	}
	encoded, err := json.Marshal(all)
	if err != nil {
		panic(err) // strings always encode
	}
	return fmt.Sprintf(`(async () => {%s
		try { return {Value: await steps[%q](%s)} } catch (e) { return {Error: String(e.message ?? e)} }
	})()`, pageJS, step, encoded)
}

func reason(problem string, err error) string {
	if problem == "" && err != nil {
		return err.Error()
	}
	return problem
}

func (b *Tab) where() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(b.ctx), time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "unknown address"
	}
	return strings.TrimPrefix(at, b.base)
}

// PressAtOnce presses a button twice in each of several windows of one person, faster than any of them is
// answered.
func PressAtOnce(button string, windows ...*Tab) {
	places := make([]place, len(windows))
	for n, b := range windows {
		b.t.Helper()
		for b.Count("[data-live][aria-busy]") > 0 { // a part that has just changed takes no press for a moment
		}
		places[n] = b.find(button)
	}
	for clicks := 1; clicks <= 2; clicks++ {
		for n, b := range windows {
			b.do("press "+button, chromedp.MouseClickXY(places[n].X, places[n].Y, chromedp.ClickCount(clicks)))
		}
	}
}
