package ballot

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"renmian/internal/browsertest"
	"renmian/web"
)

// TestVoteInBrowser walks one ballot from the tablet to the recounted box: the browser blinds, Go signs, the
// browser finishes, Go locks, unlocks, counts and verifies. It also is the secrecy test of the cast request.
func TestVoteInBrowser(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("ouyang")
	want(t, tab, `ballot.state(7)`, "none")
	want(t, tab, `ballot.fingerprint(info)`, Fingerprint(sharedKeys().Public()))
	want(t, tab, `ballot.claim(7, info, 0)`, "held")
	want(t, tab, `ballot.claim(7, info, 0)`, "held") // asks for nothing more
	if got := len(h.requests(issuePath)); got != 1 {
		t.Errorf("asked %d times for a ballot", got)
	}
	h.open(PhaseCasting)
	want(t, tab, `ballot.cast(7, info, [[1], [0]])`, "accepted")
	want(t, tab, `ballot.state(7)`, "done")
	want(t, tab, `ballot.cast(7, info, [[1], [0]])`, "accepted") // pressed twice
	want(t, tab, `ballot.cast(7, info, [[2], [0]])`, "conflict")

	cast, issue := h.requests(boxPath), h.requests(issuePath)
	if len(cast) != 1 {
		t.Fatalf("cast %d times", len(cast))
	}
	if cast[0].cookie != "" || cast[0].referer != "" || cast[0].contentType != "text/plain" {
		t.Errorf("the cast carries %+v", cast[0])
	}
	if issue[0].cookie == "" || cast[0].remote == issue[0].remote {
		t.Errorf("the cast travelled from %s, the session (%s) from %s", cast[0].remote, issue[0].cookie, issue[0].remote)
	}
	mine := tokens(t, cast[0].body)
	if containsAny(stored(tab), mine) || containsAny(issue[0].body, mine) {
		t.Error("a token is left on the tablet, or was shown when it was signed")
	}

	box := h.seal(nil)
	want(t, tab, `ballot.compare(7)`, "none")
	want(t, tab, `ballot.check(7)`, "counted")
	want(t, tab, `ballot.check(7)`, "none") // it has forgotten
	want(t, tab, `ballot.compare(7)`, "same")
	want(t, tab, `ballot.compare(7)`, "none")
	if sealed := h.requests(sealedPath); sealed[0].cookie != "" || sealed[0].referer != "" {
		t.Errorf("the self-check carries %+v", sealed[0])
	}
	r := Verify(box.Bytes(), box.SHA256())
	if len(r.Findings) > 0 || r.Papers[0].Words(0) != "赞成 1、反对 0、弃权 0、未按 0" || r.Papers[1].Words(0) != "赞成 0、反对 0、弃权 0、未按 1" {
		t.Errorf("recount: %q, %v", r.Findings, r.Papers)
	}
}

// TestTwoTabs: whatever two tabs of a tablet do at once, there is one ballot and one choice.
func TestTwoTabs(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("sima")
	browsertest.Eval[bool](tab, `new Promise((done) => {
		window.tabs = [0, 1].map(() => document.body.appendChild(Object.assign(document.createElement("iframe"), {src: "/"})));
		(function wait() { tabs.every((t) => t.contentWindow.info) ? done(true) : setTimeout(wait, 5) })();
	})`)
	both := func(choices string) string {
		return call(tab, `Promise.all(tabs.map((t, i) => t.contentWindow.ballot.`+choices+`)).then((all) => all.sort())`)
	}
	if got := both(`claim(7, info, 50)`); got != "held,held" {
		t.Errorf("claims at once: %s", got)
	}
	if got := len(h.requests(issuePath)); got != 1 {
		t.Errorf("two tabs asked for %d ballots", got)
	}
	h.open(PhaseCasting)
	if got := both(`cast(7, info, [[i + 1], [i + 1]])`); got != "accepted,conflict" {
		t.Errorf("casts at once: %s", got)
	}
	if h.inUrn() != 2 || len(h.requests(boxPath)) != 1 {
		t.Errorf("%d ballots after %d requests, want one of each paper", h.inUrn(), len(h.requests(boxPath)))
	}
}

// TestMembersShareABrowser: each has a ballot of their own.
func TestMembersShareABrowser(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("ren")
	want(t, tab, `(ballot.holdFor(11), ballot.claim(7, info, 0))`, "held")
	tab.SetCookie("session", "gui")
	want(t, tab, `(ballot.holdFor(12), ballot.state(7))`, "none")
	want(t, tab, `ballot.claim(7, info, 0)`, "held")
	h.open(PhaseCasting)
	want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "accepted")
	want(t, tab, `(ballot.holdFor(11), ballot.cast(7, info, [[2], [2]]))`, "accepted")
	h.seal(nil)
	want(t, tab, `ballot.check(7)`, "counted")
	want(t, tab, `(ballot.holdFor(12), ballot.check(7))`, "counted")
	if h.inUrn() != 4 {
		t.Errorf("%d ballots in the urn, want two members' two", h.inUrn())
	}
}

func TestReload(t *testing.T) {
	t.Run("between claim and cast", func(t *testing.T) {
		h := newHall(t)
		tab := h.tablet("jia")
		want(t, tab, `ballot.claim(7, info, 0)`, "held")
		h.load(tab)
		want(t, tab, `ballot.state(7)`, "held")
		h.open(PhaseCasting)
		want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "accepted")
	})
	t.Run("while asking", func(t *testing.T) {
		h := newHall(t)
		tab := h.tablet("jia")
		h.breaks(issuePath, lost)
		browsertest.Eval[bool](tab, `(ballot.claim(7, info, 0), true)`)
		until(t, tab, "the request", func() bool { return len(h.requests(issuePath)) > 0 })
		want(t, tab, `ballot.state(7)`, "asked")
		h.load(tab)
		h.breaks(issuePath)
		want(t, tab, `ballot.claim(7, info, 0)`, "held")
		for _, r := range h.requests(issuePath) {
			if r.body != h.requests(issuePath)[0].body {
				t.Error("after the reload other tokens were sent to be signed")
			}
		}
	})
	for choices, outcome := range map[string]string{"[[1], [2]]": "accepted", "[[2], [2]]": "conflict"} {
		t.Run("after a cast without answer, "+outcome, func(t *testing.T) {
			h := newHall(t)
			tab := h.tablet("jia")
			want(t, tab, `ballot.claim(7, info, 0)`, "held")
			h.open(PhaseCasting)
			h.breaks(boxPath, lost)
			browsertest.Eval[bool](tab, `(ballot.cast(7, info, [[1], [2]]), true)`)
			until(t, tab, "the ballot", func() bool { return h.inUrn() == 2 })
			want(t, tab, `ballot.state(7)`, "sent")
			if strings.Contains(stored(tab), "choice") {
				t.Errorf("the choice is stored: %s", stored(tab))
			}
			h.load(tab)
			h.breaks(boxPath)
			want(t, tab, `ballot.cast(7, info, `+choices+`)`, outcome)
			want(t, tab, `ballot.state(7)`, "done")
			if h.inUrn() != 2 {
				t.Errorf("%d ballots in the urn", h.inUrn())
			}
		})
	}
}

// TestLostAnswers: the same bytes are sent until there is an answer.
func TestLostAnswers(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("yi")
	h.breaks(issuePath, lost, busy, down, 0)
	want(t, tab, `ballot.claim(7, info, 0)`, "held")
	h.open(PhaseCasting)
	h.breaks(boxPath, busy, lost, down, lost, 0)
	got := call(tab, `(async () => { let waited = 0; return [await ballot.cast(7, info, [[3], [0]], () => waited++), waited >= 2] })()`)
	if got != "accepted,true" {
		t.Errorf("cast and waited: %s", got)
	}
	for _, path := range []string{issuePath, boxPath} {
		all := h.requests(path)
		if len(all) < 4 || slices.ContainsFunc(all, func(a asked) bool { return a.body != all[0].body }) {
			t.Errorf("%s: %d requests, want several, all of them the same", path, len(all))
		}
	}
	h.breaks(sealedPath, down, busy, 0)
	h.seal(nil)
	want(t, tab, `ballot.check(7)`, "counted")
	if h.inUrn() != 2 {
		t.Errorf("%d ballots in the urn", h.inUrn())
	}
}

// TestOffline: a tablet without network keeps trying, and goes on at once when the network is back.
func TestOffline(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("bing")
	want(t, tab, `ballot.claim(7, info, 0)`, "held")
	h.open(PhaseCasting)
	h.breaks(boxPath, down)
	browsertest.Eval[bool](tab, `(window.pending = ballot.cast(7, info, [[2], [2]]), true)`)
	until(t, tab, "several tries", func() bool { return len(h.requests(boxPath)) >= 3 })
	want(t, tab, `ballot.state(7)`, "sent")
	if h.inUrn() != 0 {
		t.Error("a ballot came through a broken line")
	}
	h.breaks(boxPath)
	browsertest.Eval[bool](tab, `dispatchEvent(new Event("online"))`)
	want(t, tab, `pending`, "accepted")
	if h.inUrn() != 2 {
		t.Errorf("%d ballots in the urn", h.inUrn())
	}
}

func TestLate(t *testing.T) {
	t.Run("nothing arrived", func(t *testing.T) {
		h := newHall(t)
		tab := h.tablet("ding")
		want(t, tab, `ballot.claim(7, info, 0)`, "held")
		h.open(PhaseClosing)
		want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "late")
		want(t, tab, `ballot.state(7)`, "late")
		want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "late")
		want(t, tab, `ballot.check(7)`, "404 票箱尚未封存。")
		h.seal(nil)
		want(t, tab, `ballot.check(7)`, "none")
	})
	t.Run("only the answer was lost", func(t *testing.T) {
		h := newHall(t)
		tab := h.tablet("ding")
		want(t, tab, `ballot.claim(7, info, 0)`, "held")
		h.open(PhaseCasting)
		h.breaks(boxPath, lost)
		browsertest.Eval[bool](tab, `(window.pending = ballot.cast(7, info, [[1], [1]]), true)`)
		until(t, tab, "the ballot", func() bool { return h.inUrn() == 2 })
		h.open(PhaseClosing)
		h.breaks(boxPath)
		want(t, tab, `pending`, "late")
		h.seal(nil)
		want(t, tab, `ballot.check(7)`, "counted")
	})
	t.Run("never cast", func(t *testing.T) {
		h := newHall(t)
		tab := h.tablet("ding")
		want(t, tab, `ballot.claim(7, info, 0)`, "held")
		h.seal(nil)
		want(t, tab, `ballot.check(7)`, "none")
		want(t, tab, `ballot.state(7)`, "late")
		if s := stored(tab); strings.Contains(s, "msg") || strings.Contains(s, "sig") {
			t.Errorf("the token is left: %s", s)
		}
	})
}

// TestSelfCheck: the tablet notices what was done to its ballot.
func TestSelfCheck(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("wu")
	for _, tt := range []struct {
		name   string
		spoil  func(b *Box)
		result string
	}{
		{"as cast", nil, "counted"},
		{"a ballot is gone", func(b *Box) { b.Papers[1].Ballots = []Slip{} }, "missing"},
		{"a choice is another", func(b *Box) { b.Papers[0].Ballots[0].Choice = Choice{2} }, "changed"},
		{"nothing chosen", func(b *Box) { b.Papers[0].Ballots[0].Choice = Choice{} }, "changed"},
		{"another key than the others", func(b *Box) { b.Papers[0].Key = b.Papers[1].Key }, "changed"},
		{"a paper is gone", func(b *Box) { b.Papers = b.Papers[:1] }, "changed"},
		{"one gone, one changed", func(b *Box) {
			b.Papers[0].Ballots = []Slip{}
			b.Papers[1].Ballots[0].Choice = Choice{3}
		}, "changed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.empty()
			want(t, tab, `ballot.forget(7).then(() => ballot.claim(7, info, 0))`, "held")
			h.open(PhaseCasting)
			want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "accepted")
			h.seal(tt.spoil)
			want(t, tab, `ballot.check(7)`, tt.result)
		})
	}
}

func TestClientRefuses(t *testing.T) {
	h := newHall(t)
	first, second := h.tablet("ji"), h.tablet("ji")
	want(t, first, `ballot.cast(7, info, [[1], [1]])`, "error no ballot")
	want(t, first, `ballot.claim(7, info, 0)`, "held")
	want(t, second, `ballot.claim(7, info, 0)`, "409 本次表决的票已经领过，或已停止发票。")
	want(t, second, `ballot.state(7)`, "asked")
	want(t, second, `ballot.forget(7).then(() => ballot.state(7))`, "none")
	second.ClearCookies()
	want(t, second, `ballot.claim(7, info, 0)`, "401 登录已失效，请重新登录；已领的票仍在本机。")

	h.open(PhaseCasting)
	want(t, first, `ballot.cast(7, info, [[1]])`, "error the choices or keys are those of another box")
	want(t, first, `ballot.cast(7, {papers: info.papers.toReversed()}, [[1], [1]])`, "error the choices or keys are those of another box")
	if got := call(first, `ballot.cast(7, info, [[1], [9]])`); !strings.HasPrefix(got, "422 表决票“免职”上的选择不完整，或不在票面选项之内") {
		t.Errorf("a choice that is not on the paper: %s", got)
	}
	want(t, first, `ballot.cast(7, info, [[1], [3]])`, "accepted") // still possible

	third := h.tablet("geng")
	h.open(PhaseIssuing)
	want(t, third, `ballot.claim(7, {papers: [{key: "AAAA"}]}, 0).catch(() => "refused")`, "refused")
	want(t, third, `ballot.state(7)`, "none")
	h.breaks(issuePath, forged)
	want(t, third, `ballot.claim(7, info, 0)`, "error invalid signature")
	want(t, third, `ballot.state(7)`, "asked")
}

// TestRFC9474InBrowser runs the RFC's vector through the bundle, with the RFC's numbers in place of chance.
func TestRFC9474InBrowser(t *testing.T) {
	data, err := os.ReadFile("testdata/rfc9474.json")
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]string
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	tab := newHall(t).tablet("xin")
	got := browsertest.Eval[map[string]string](tab, `(async (v) => {
		const {RSABSSA} = await import("`+web.Asset("vendor/blindrsa.js")+`");
		const bytes = (hex) => Uint8Array.from(hex.match(/../g), (b) => parseInt(b, 16));
		const hex = (b) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
		const url = (h) => btoa(String.fromCharCode(...bytes(h))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
		const number = (h) => BigInt("0x" + h);
		const inverse = (a, n) => { // extended Euclid
			let [r, s, x, y] = [n, a % n, 0n, 1n];
			while (s) { const q = r / s; [r, s, x, y] = [s, r - q * s, y, x - q * y]; }
			return ((x % n) + n) % n;
		};
		const r = inverse(number(v.inv), number(v.n)).toString(16).padStart(v.n.length, "0");
		const chance = [v.msg_prefix, v.salt, r].map(bytes);
		const random = crypto.getRandomValues;
		crypto.getRandomValues = (a) => { a.set(chance.shift()); return a; };
		const suite = RSABSSA.SHA384.PSS.Randomized();
		const key = await crypto.subtle.importKey("jwk", {kty: "RSA", n: url(v.n), e: url(v.e)}, {name: "RSA-PSS", hash: "SHA-384"}, true, ["verify"]);
		const msg = suite.prepare(bytes(v.msg));
		const {blindedMsg, inv} = await suite.blind(key, msg);
		crypto.getRandomValues = random;
		const sig = await suite.finalize(key, msg, bytes(v.blind_sig), inv);
		return {input_msg: hex(msg), blinded_msg: hex(blindedMsg), inv: hex(inv), sig: hex(sig)};
	})(`+string(data)+`)`)
	for name, result := range got {
		if result != v[name] {
			t.Errorf("%s = %.60s…, want %.60s…", name, result, v[name])
		}
	}
	if len(got) != 4 {
		t.Errorf("%d results", len(got))
	}
}

// TestClaimWaitsAtRandom: the order in which tablets ask says nothing of who sits before them.
func TestClaimWaitsAtRandom(t *testing.T) {
	tab := newHall(t).tablet("xin")
	got := call(tab, `(async () => {
		const waits = [], [random, timeout] = [Math.random, window.setTimeout];
		Math.random = () => 0.75;
		window.setTimeout = (act, ms, ...rest) => { waits.push(ms); return timeout(act, 0, ...rest); };
		const state = await ballot.claim(7, info);
		[Math.random, window.setTimeout] = [random, timeout];
		return [state, waits.includes(2250)];
	})()`)
	if got != "held,true" {
		t.Errorf("claimed and waited: %s", got)
	}
}

// TestAnotherBoxIsMadePublic: the tablets notice when the announced box is not the one in which they looked.
func TestAnotherBoxIsMadePublic(t *testing.T) {
	h := newHall(t)
	tab := h.tablet("ren")
	want(t, tab, `ballot.claim(7, info, 0)`, "held")
	h.open(PhaseCasting)
	want(t, tab, `ballot.cast(7, info, [[1], [1]])`, "accepted")
	b := h.seal(nil)
	for what, spoil := range map[string]func(b *Box){
		"a choice":  func(b *Box) { b.Papers[0].Ballots[0].Choice = Choice{2} },
		"the count": func(b *Box) { b.Papers[0].Tally[0].Marks[1]++ },
		"a title":   func(b *Box) { b.Title = "另一次表决" },
		"a key":     func(b *Box) { b.Papers[0].Key = b.Papers[1].Key },
	} {
		want(t, tab, `ballot.check(7).then(() => "looked")`, "looked")
		other := b
		other.Papers = slices.Clone(b.Papers)
		other.Papers[0].Ballots = slices.Clone(b.Papers[0].Ballots)
		other.Papers[0].Tally = []LineTally{{Marks: slices.Clone(b.Papers[0].Tally[0].Marks)}}
		spoil(&other)
		h.publish(other)
		if got := call(tab, `ballot.compare(7)`); got != "other" {
			t.Errorf("%s is another: %s", what, got)
		}
	}
}
