// Parts of a page that follow what happens. An element with data-live="ADDRESS" and hx-sse:connect,
// hx-trigger="live" shows the server's present state: by server-sent events where a connection is to be
// had, else by asking every two seconds. What somebody is filling in is never replaced under their hands.
const slots = 4; // of the six connections a browser opens to one HTTP/1.1 server
const silence = 35000; // the server beats every 15 seconds

for (const part of document.querySelectorAll("[data-live]")) follow(part);

async function follow(part) {
  let heard = 0, shown = null, waiting = null, pressed = 0;
  const address = part.dataset.live;
  const pending = document.querySelector("[data-live-pending]");

  const state = (s) => { document.documentElement.dataset.line = s; };
  const busy = () => {
    const at = document.activeElement;
    if (part.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(radio|checkbox)$/.test(at.type)) return true;
    return [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].some((f) =>
      f.type === "checkbox" || f.type === "radio" ? f.checked !== f.defaultChecked
        : f.tagName === "SELECT" ? [...f.options].some((o) => o.selected !== o.defaultSelected) && f.selectedIndex > 0
          : f.value !== f.defaultValue);
  };
  const hold = (text) => {
    waiting = text;
    if (pending) pending.hidden = false;
  };
  const show = (text) => {
    waiting = null;
    if (pending) pending.hidden = true;
    if (text === shown) return;
    shown = text;
    const at = document.activeElement?.id, open = [...part.querySelectorAll("details[open][id]")].map((d) => d.id);
    const act = part.querySelector(".btn:not(.plain)")?.form?.action;
    part.innerHTML = text;
    htmx.process(part);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (at) document.getElementById(at)?.focus();
    // A press meant for the button that stood here a moment ago does not go to the new one.
    if (act && part.querySelector(".btn:not(.plain)")?.form?.action !== act) pressed = Date.now();
    part.dispatchEvent(new CustomEvent("live:shown", { bubbles: true }));
  };
  const take = (text) => {
    heard = Date.now();
    state("ok");
    if (busy()) hold(text); else show(text);
  };
  part.addEventListener("click", (e) => {
    if (Date.now() - pressed < 700) { e.preventDefault(); e.stopPropagation(); }
  }, true);
  part.addEventListener("focusout", () => setTimeout(() => { if (waiting !== null && !busy()) show(waiting); }, 200));
  pending?.addEventListener("click", () => { if (waiting !== null) show(waiting); });

  part.addEventListener("htmx:sse:before:message", (e) => {
    heard = Date.now();
    state("ok");
    if (e.detail.message.event) return;
    e.preventDefault(); // shown below, or kept until nobody is typing
    take(e.detail.message.data);
  });
  part.addEventListener("beat", () => { heard = Date.now(); state("ok"); });

  async function ask() {
    try {
      const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}once`, { cache: "no-store", redirect: "error" });
      if (!answer.ok) throw new Error(answer.status);
      take(await answer.text());
    } catch {
      state("lost");
    }
  }

  const streaming = await slot(() => part.dispatchEvent(new CustomEvent("live")));
  const polling = !streaming;
  if (polling) ask();
  setInterval(() => {
    if (document.hidden) return;
    if (polling || Date.now() - heard > silence) ask();
  }, 2000);
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
