package ui_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"

	"renmian/internal/browsertest"
	"renmian/web"
	"renmian/web/ui"
)

// desk is a server with one form; it counts what arrives.
type desk struct {
	*httptest.Server
	sent, saved atomic.Int32
	refuse      atomic.Bool   // answer saves with 503
	arrived     chan struct{} // one for each form sent
	release     func()        // lets the sent forms be answered
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	hold := make(chan struct{})
	d := &desk{arrived: make(chan struct{}, 8), release: sync.OnceFunc(func() { close(hold) })}
	mux := http.NewServeMux()
	mux.Handle("/static/", web.Handler())
	mux.Handle("GET /{$}", templ.Handler(around(ui.Page(frame("承诺书")),
		ui.Heading{Title: "承诺书"},
		around(ui.Form{Action: "/send", Key: "k1", Version: "1", Autosave: "/save", Guard: true},
			ui.Area{Name: "text", Label: "正文"},
			around(ui.ButtonRow(), ui.Button{Label: "提交承诺书"}, ui.Button{Label: "返回", Kind: ui.Quiet, Href: "/other"})),
		ui.Post{Action: "/send", Label: "撤回提请", Kind: ui.Danger, Confirm: "撤回后须重新提请，确定撤回？"})))
	mux.Handle("GET /other", templ.Handler(around(ui.Page(frame("受理回执")), ui.Heading{Title: "受理回执"})))
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if d.refuse.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("X-Version", fmt.Sprint(1+d.saved.Add(1)))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		d.sent.Add(1)
		d.arrived <- struct{}{}
		<-hold
		http.Redirect(w, r, "/other", http.StatusSeeOther)
	})
	d.Server = httptest.NewServer(mux)
	t.Cleanup(d.Close)
	t.Cleanup(d.release)
	return d
}

func TestTypedTextIsSavedByItself(t *testing.T) {
	d := newDesk(t)
	b := browsertest.Open(t, d.URL, browsertest.Desktop)
	b.Goto("/")
	b.Fill("正文", "我承诺依法履职。")
	b.See("已保存")
	if got := b.Value("[name=version]"); got != "2" {
		t.Errorf("after saving, the form carries version %s, want 2", got)
	}
	d.refuse.Store(true)
	b.Fill("正文", "我承诺依法履职，接受监督。")
	b.See("未保存，重试中")
	d.refuse.Store(false)
	b.See("已保存")
	b.Click("返回")
	b.See("受理回执")
	if asked := b.Asked(); len(asked) != 0 {
		t.Errorf("everything was saved, yet leaving asked %q", asked)
	}
}

func TestLeavingWithUnsentChangesAsks(t *testing.T) {
	d := newDesk(t)
	d.refuse.Store(true)
	b := browsertest.Open(t, d.URL, browsertest.Desktop)
	b.Goto("/")
	b.Click("#f-text") // browsers ask only where a person has touched the page
	b.Fill("正文", "写了一半")
	b.Click("返回")
	b.See("受理回执")
	if asked := b.Asked(); len(asked) != 1 {
		t.Errorf("leaving asked %q, want one question", asked)
	}
}

func TestPressingTwiceSendsOnce(t *testing.T) {
	d := newDesk(t)
	b := browsertest.Open(t, d.URL, browsertest.Desktop)
	b.Goto("/")
	// Both presses in one script: the browser takes none from the protocol while it waits for an answer.
	again := browsertest.Eval[bool](b, `(() => {
		const form = document.querySelector("form[data-guard]")
		form.requestSubmit()
		return form.dispatchEvent(new SubmitEvent("submit", {bubbles: true, cancelable: true}))
	})()`)
	if again {
		t.Error("a second press would send the form again")
	}
	select {
	case <-d.arrived:
	case <-time.After(time.Minute):
		t.Error("the form did not arrive")
	}
	d.release()
	b.See("受理回执")
	if got := d.sent.Load(); got != 1 {
		t.Errorf("the form arrived %d times", got)
	}
}

func TestDangerIsConfirmed(t *testing.T) {
	d := newDesk(t)
	d.release()
	b := browsertest.Open(t, d.URL, browsertest.Phone)
	b.Goto("/")
	b.Submit("撤回提请")
	b.See("受理回执")
	if asked := b.Asked(); len(asked) != 1 || asked[0] != "撤回后须重新提请，确定撤回？" {
		t.Errorf("asked %q", asked)
	}
}

func TestUserMenuClosesByEscape(t *testing.T) {
	b := browsertest.Open(t, newDesk(t).URL, browsertest.Desktop)
	b.Goto("/")
	b.Click("钱模拟")
	b.See("退出登录")
	b.Check()
	browsertest.Eval[bool](b, `document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
	b.NotSee("退出登录")
}
