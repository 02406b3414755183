// Package browsertest drives one Chromium per test process the way a person uses it: by the words on
// buttons and beside fields. A test package that uses it has
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }
//
// and its tests read as steps:
//
//	clerk := browsertest.Open(t, server.URL, browsertest.Desktop)
//	clerk.SetCookie("session", token)
//	clerk.Goto("/cases")
//	clerk.Click("欧阳示例")
//	clerk.Fill("文号", "示政函〔2026〕9号")
//	clerk.Submit("受理提请")
//	clerk.See("受理单")
//	clerk.Check() // axe and no sideways scroll
//
// Every step waits for what it needs and fails the test when that does not come. A failed test leaves a
// picture of each of its tabs in internal/e2e/shots; with SHOTS=1 in the environment, Shot does so too.
// Errors of scripts and of the content security policy fail the test as well.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a step waits for what it needs; long, because it only matters on failure and
// the machine may be busy.
const patience = 45 * time.Second

// Size is a kind of screen.
type Size struct {
	Name          string
	Width, Height int64
	Touch         bool
}

// The screens that pages are made for.
var (
	Desktop = Size{Name: "desktop", Width: 1366, Height: 768}
	Tablet  = Size{Name: "tablet", Width: 1180, Height: 820, Touch: true}
	Phone   = Size{Name: "phone", Width: 390, Height: 844, Touch: true}
	Hall    = Size{Name: "hall", Width: 1920, Height: 1080}
)

// Tab is one person's browser: it shares no cookies with other tabs.
type Tab struct {
	t     testing.TB
	ctx   context.Context
	base  string
	size  Size
	scope string // what In was called with
	win   *window
}

// window is a tab of the browser, which belongs to one person until the test ends and then to the next:
// a fresh one costs more than most pages. The listener writes it from another goroutine.
type window struct {
	ctx   context.Context
	close func()

	mu       sync.Mutex
	problems []string
	asked    []string // texts of dialogs, all of which were agreed to
}

// theBrowser is the process's browser, started by the first Open.
var theBrowser struct {
	mu      sync.Mutex
	running bool // Run was called
	ctx     context.Context
	stop    func()
	idle    []*window
}

// Run runs the tests of a package and then closes the browser, if one was started.
func Run(m *testing.M) int {
	theBrowser.running = true
	code := m.Run()
	if theBrowser.stop != nil {
		theBrowser.stop()
	}
	return code
}

// Open gives a new person a browser of that size at the site.
func Open(t testing.TB, baseURL string, size Size) *Tab {
	t.Helper()
	win, err := openWindow()
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
	tab := &Tab{t: t, ctx: win.ctx, base: strings.TrimSuffix(baseURL, "/"), size: size, win: win}
	t.Cleanup(tab.finish)
	tab.Resize(size)
	return tab
}

// openWindow returns a window without cookies, one that is idle if there is one.
func openWindow() (*window, error) {
	theBrowser.mu.Lock()
	defer theBrowser.mu.Unlock()
	if n := len(theBrowser.idle); n > 0 {
		win := theBrowser.idle[n-1]
		theBrowser.idle = theBrowser.idle[:n-1]
		return win, nil
	}
	parent, err := browser()
	if err != nil {
		return nil, err
	}
	win := &window{}
	win.ctx, win.close = chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	if err := errors.Join(chromedp.Do(win.ctx), chromedp.Listen(win.ctx, win.listen)); err != nil {
		win.close()
		return nil, fmt.Errorf("open tab: %w", err)
	}
	return win, nil
}

// browser starts the process's browser; the caller holds the lock.
func browser() (context.Context, error) {
	if !theBrowser.running {
		return nil, errors.New("the package lacks func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }")
	}
	if theBrowser.ctx != nil {
		return theBrowser.ctx, nil
	}
	path, err := chromium()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "renmian-browser-")
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(dir),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "zh-CN"))
	opts = append(opts, sparing()...)
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	if err := chromedp.Do(ctx); err != nil {
		stopAlloc()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	theBrowser.ctx = ctx
	theBrowser.stop = func() {
		_ = chromedp.Cancel(ctx) // the process ends anyway
		cancel()
		stopAlloc()
		_ = os.RemoveAll(dir)
	}
	return ctx, nil
}

// sparing are the options that let the browser do only what a page asks for: all windows visit one site and
// none goes far back, so no process has to stand ready for other sites and no page for a return.
func sparing() []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.Flag("disable-features", "Translate,BackForwardCache,SpareRendererForSitePerProcess,IsolateOrigins,site-per-process"),
		chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("disable-gpu-rasterization", true),
		chromedp.Flag("in-process-gpu", true),
	}
}

// chromium finds the browser: the shell without a window does the same for a third of the work.
func chromium() (string, error) {
	if p := os.Getenv("CHROMIUM"); p != "" {
		return p, nil
	}
	for _, name := range []string{"chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New("no Chromium found; install it, or name it in CHROMIUM")
}

// listen runs on the goroutine that reads the browser's messages and must not call it from there.
func (w *window) listen(ev any) {
	switch ev := ev.(type) {
	case *runtime.EventExceptionThrown:
		w.problem("script: " + ev.ExceptionDetails.Text + " " + describe(ev.ExceptionDetails))
	case *cdplog.EventEntryAdded:
		// An answer such as 422 or 404 is logged as a network error; those are asserted by the steps.
		if ev.Entry.Level == cdplog.EntryLevelError && ev.Entry.Source != cdplog.EntrySourceNetwork {
			w.problem(string(ev.Entry.Source) + ": " + ev.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		w.mu.Lock()
		w.asked = append(w.asked, ev.Message)
		w.mu.Unlock()
		go func() {
			_, _ = chromedp.Call(w.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

func describe(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return ""
	}
	return d.Exception.Description
}

func (w *window) problem(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems = append(w.problems, text)
}

// reset forgets the person who used the window.
func (w *window) reset() error {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
	err = errors.Join(err, chromedp.Do(ctx, chromedp.Navigate(blank())))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.problems, w.asked = nil, nil
	return err
}

// blank is the address of an empty page on the host that all sites under test have: coming from there, the
// browser goes on with the process that it has for the window, with all its scripts and fonts.
var blank = sync.OnceValue(func() string {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
	})).URL
})

// finish reports what went wrong inside the pages, keeps a picture if the test failed, and leaves the
// window to the next person.
func (b *Tab) finish() {
	b.win.mu.Lock()
	for _, p := range b.win.problems {
		b.t.Errorf("%s: %s", b.size.Name, p)
	}
	b.win.mu.Unlock()
	if b.t.Failed() {
		b.shoot(fmt.Sprintf("%s-%s%s", b.t.Name(), b.size.Name, b.where()))
	}
	if err := b.win.reset(); err != nil {
		b.win.close()
		return
	}
	theBrowser.mu.Lock()
	defer theBrowser.mu.Unlock()
	theBrowser.idle = append(theBrowser.idle, b.win)
}

// Asked returns the questions of dialogs so far; the tab agreed to all of them.
func (b *Tab) Asked() []string {
	b.win.mu.Lock()
	defer b.win.mu.Unlock()
	return append([]string(nil), b.win.asked...)
}

// Resize turns the tab into another kind of screen.
func (b *Tab) Resize(s Size) {
	b.t.Helper()
	opts := []chromedp.EmulateViewportOption{}
	if s.Touch {
		opts = append(opts, chromedp.EmulateTouch, chromedp.EmulateMobile)
	}
	b.do("resize to "+s.Name, chromedp.EmulateViewport(s.Width, s.Height, opts...))
	b.size = s
}

// Size is the kind of screen the tab is on.
func (b *Tab) Size() Size { return b.size }

// SetCookie gives the tab a cookie, such as that of a prepared session.
func (b *Tab) SetCookie(name, value string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.base})
	if err != nil {
		b.t.Fatalf("set cookie %s: %v", name, err)
	}
}

// ClearCookies forgets the session, as if it had expired.
func (b *Tab) ClearCookies() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil {
		b.t.Fatalf("clear cookies: %v", err)
	}
}

// Goto opens a page of the site. A page that is just being replaced by what was pressed on it may swallow
// the call, so it is made again when no page comes.
func (b *Tab) Goto(path string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience/3)
	defer cancel()
	step := chromedp.Navigate(b.base + path)
	if err := chromedp.Do(ctx, step); err != nil {
		b.do("go to "+path, step)
	}
}

// Back goes one page back in the tab's history.
func (b *Tab) Back() {
	b.t.Helper()
	b.do("go back", chromedp.NavigateBack())
}

func (b *Tab) do(what string, step chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, step); err != nil {
		b.t.Fatalf("%s: %s: %v", b.size.Name, what, err)
	}
}

// Shot keeps a picture of the whole page under internal/e2e/shots, which git ignores, if pictures are
// wanted: taking one costs as much as all checks of a page.
func (b *Tab) Shot(name string) {
	b.t.Helper()
	if os.Getenv("SHOTS") == "" {
		return
	}
	b.shoot(name + "-" + b.size.Name)
}

var unsafeInFileName = regexp.MustCompile(`[^\p{L}\p{N}.-]+`)

func (b *Tab) shoot(name string) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = writeShot(unsafeInFileName.ReplaceAllString(name, "_")+".png", png)
	}
	if err != nil {
		b.t.Logf("no picture of %s: %v", name, err)
	}
}

func writeShot(name string, png []byte) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	dir := filepath.Join(root, "internal", "e2e", "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), png, 0o644)
}

// moduleRoot finds the repository from the directory a test runs in.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("no go.mod above the test")
}
