// Parts of a page that follow what happens. An element with data-live="ADDRESS" and hx-sse:connect,
// hx-trigger="live" shows the server's present state: by server-sent events where a connection is to be
// had, else by asking every two seconds. Only what differs is replaced, and never a form that somebody is
// filling in, has just sent or has back to correct. Where the line drops, all but the screens in the hall say
// that what they show may be old.
const slots = 4; // of the six connections a browser opens to one HTTP/1.1 server
const silence = 35000; // the server beats every 15 seconds
const start = 5000; // for a stream to begin; meanwhile nobody waits
const settle = 700; // a press meant for what stood here a moment ago

let looked = false; // the first state has come
const loaded = new Promise((done) => { if (document.readyState === "complete") done(); else addEventListener("load", done); });

for (const part of document.querySelectorAll("[data-live]")) follow(part);

async function follow(part) {
  let heard = 0, waiting = null, settling; // heard: of the stream
  const address = part.dataset.live;
  const pending = document.querySelector("[data-live-pending]");
  const line = part.closest(".hall") ? null : lineNote(address.replace("/live", ""));
  const state = (s) => {
    document.documentElement.dataset.line = s;
    line?.(s);
  };
  const step = () => part.querySelector("#now h2")?.textContent;
  const primary = () => part.querySelector(".btn:not(.plain, .danger, .quiet)")?.form?.action;

  const show = (text, force) => {
    const fresh = document.createElement("template");
    fresh.innerHTML = text;
    if (fresh.content.querySelector("[data-live-reload]")) {
      part.replaceChildren(fresh.content);
      return setTimeout(() => location.reload(), 1000);
    }
    const act = primary(), was = step(), at = document.activeElement?.id;
    const held = patchAll(part, fresh.content, force);
    looked = true;
    waiting = held ? text : null;
    if (pending) pending.hidden = !held;
    if (step() !== was || primary() !== act) document.querySelector(".flash p")?.remove(); // it was about the step before
    if (primary() !== act) {
      part.setAttribute("aria-busy", "true"); // takes no press until people have seen it
      clearTimeout(settling);
      settling = setTimeout(() => part.removeAttribute("aria-busy"), settle);
    }
    if (at && document.activeElement === document.body) document.getElementById(at)?.focus();
    part.dispatchEvent(new CustomEvent("live:shown", { bubbles: true }));
  };
  const take = (text) => {
    state("ok");
    show(text, false);
  };
  part.addEventListener("click", (e) => {
    if (part.hasAttribute("aria-busy") && e.isTrusted) { e.preventDefault(); e.stopPropagation(); }
  }, true);
  part.addEventListener("focusout", () => setTimeout(() => { if (waiting !== null) show(waiting, false); }, 200));
  pending?.addEventListener("click", () => { if (waiting !== null) show(waiting, true); });

  part.addEventListener("htmx:sse:before:message", (e) => {
    heard = Date.now();
    state("ok");
    if (e.detail.message.event) return;
    e.preventDefault(); // shown below
    take(e.detail.message.data);
  });
  part.addEventListener("beat", () => { heard = Date.now(); state("ok"); });
  part.addEventListener("htmx:sse:error", () => {
    state("lost");
    ask(); // perhaps it is the session that ended
  });

  async function ask() {
    try {
      const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}once`, { cache: "no-store", redirect: "manual" });
      if (answer.type === "opaqueredirect") return state("out");
      if (!answer.ok) throw new Error(answer.status);
      take(await answer.text());
    } catch {
      state("lost");
    }
  }

  await loaded; // htmx listens from then on
  const connect = () => {
    heard = Date.now() - silence + start;
    part.dispatchEvent(new CustomEvent("live")); // does nothing while the stream stands
  };
  const streaming = !("livePoll" in part.dataset) && await slot(connect);
  if (!streaming) ask();
  setInterval(() => {
    if (!document.hidden && (!streaming || Date.now() - heard > silence)) ask();
  }, 2000);
  if (streaming) setInterval(() => { if (Date.now() - heard > silence) connect(); }, 15000);
}

// lineNote makes the bar that says what became of the line of a page, and returns what sets it.
function lineNote(page) {
  const note = document.createElement("p"), again = document.createElement("a");
  note.className = "lineout";
  note.setAttribute("role", "status");
  again.href = page;
  again.textContent = "重新登录";
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  let was = "ok", later;
  return (s) => {
    if (s === was || was === "out" && s === "lost") return;
    was = s;
    clearTimeout(later);
    note.remove();
    if (s === "ok") return;
    const since = clock();
    later = setTimeout(() => { // the line is renewed now and then, which takes no time
      note.replaceChildren(s === "out" ? `登录已经结束，画面停在 ${since}。` : `连接中断，画面停在 ${since}。正在重新连接，接通后自动更新。`);
      if (s === "out") note.append(again);
      document.body.append(note);
    }, 2500);
  };
}

// refused reports whether a form came back with what is wrong in it: it stays as it was typed.
const refused = (form) => typed.has(form) || Boolean(form.querySelector("[aria-invalid=true], .error"));
const late = document.querySelector("[data-late]"); // a press came to nothing; what was typed for it still stands there
const typed = new WeakSet();
const instead = new WeakMap(); // such a form -> what the server showed in its place at first

// stays reports whether nothing but a refusal makes a form differ from what the server shows.
function stays(was, is) {
  if (was.tagName !== "FORM" || is.tagName !== "FORM") return false;
  if (late && !looked) typed.add(was);
  if (!refused(was)) return false;
  if (!instead.has(was)) instead.set(was, is.outerHTML);
  return instead.get(was) === is.outerHTML;
}

// inUse reports whether somebody is filling in a form, has sent it, or has it back to correct.
function inUse(form) {
  if (form.dataset.sent || refused(form)) return true;
  const at = document.activeElement;
  if (form.contains(at) && (at.tagName === "TEXTAREA" || at.tagName === "SELECT" || at.type === "text" || at.type === "number")) return true;
  return [...form.elements].some((f) =>
    f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked
      : f.tagName === "SELECT" ? f.value !== ([...f.options].find((o) => o.defaultSelected) ?? f.options[0])?.value
        : (f.tagName === "INPUT" || f.tagName === "TEXTAREA") && f.type !== "hidden" && f.value !== f.defaultValue);
}

const holds = (n) => n.nodeType === 1 && (n.tagName === "FORM" ? inUse(n) : [...n.querySelectorAll("form")].some(inUse));

// patchAll gives a node the children of another, and reports whether a form in use kept its old state.
function patchAll(was, is, force) {
  const old = [...was.childNodes], fresh = [...is.childNodes];
  if (old.length === fresh.length) return old.map((n, i) => patch(n, fresh[i], force)).some(Boolean);
  if (!force && old.some(holds)) return true;
  was.replaceChildren(...fresh);
  return false;
}

function patch(was, is, force) {
  if (was.nodeType === 1 && was.tagName === "DETAILS" && is.tagName === "DETAILS" && was.open) is.open = true;
  if (was.isEqualNode(is) || !force && stays(was, is)) return false;
  if (was.nodeType === 1 && is.nodeType === 1 && was.tagName !== "FORM" && was.cloneNode(false).isEqualNode(is.cloneNode(false))) {
    return patchAll(was, is, force);
  }
  if (!force && holds(was)) return true;
  was.replaceWith(is);
  return false;
}

// slot takes one of the connections that this browser may hold open, and reports whether there was one.
async function slot(connect) {
  if (!navigator.locks) return connect(), true;
  for (let n = 0; n < slots; n++) {
    const got = await new Promise((told) => {
      navigator.locks.request(`stream-${n}`, { ifAvailable: true }, (lock) => {
        told(Boolean(lock));
        return lock ? new Promise(() => {}) : null;
      });
    });
    if (got) return connect(), true;
  }
  return false;
}
