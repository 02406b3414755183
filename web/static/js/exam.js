// A candidate's pages on top of plain forms. The server's clock decides all: the page only shows it, counted by
// a clock that changing the machine's time does not touch. Every answer lies in localStorage until the server
// has acknowledged it, and goes out again and again until then.
const main = document.querySelector("[data-exam-phase]");
const paper = document.getElementById("exam-paper");
const delay = (ms) => new Promise((done) => setTimeout(done, ms));
document.documentElement.classList.add("scripted");

const sizes = ["", "large", "xlarge"];
document.addEventListener("click", (e) => { // changed in place, so that the page stays as it is
  const link = e.target.closest("[data-size-link]");
  if (!link) return;
  e.preventDefault();
  const root = document.documentElement, up = link === link.parentElement.lastElementChild;
  const size = sizes[Math.max(0, Math.min(2, sizes.indexOf(root.dataset.size ?? "") + (up ? 1 : -1)))];
  if (size) root.dataset.size = size;
  else delete root.dataset.size;
  fetch(`/display?set=${size}.${root.dataset.contrast ?? ""}&back=/exam`, { redirect: "manual" }).catch(() => {});
});

// ask reads how it stands; null when the server cannot be reached, "gone" when this machine is no longer used.
async function ask() {
  const answer = await fetch("/exam/state", { cache: "no-store", redirect: "manual" }).catch(() => null);
  if (answer?.ok) return answer.json().catch(() => null);
  return answer?.status === 404 ? { phase: "gone" } : null;
}

// The clock.
let ends = null; // of performance.now()
let frozen = false;
const clock = document.querySelector("[data-clock]");
const setClock = (left) => { ends = performance.now() + left * 1000; };
const left = () => Math.max(0, Math.ceil((ends - performance.now()) / 1000));
const two = (n) => String(n).padStart(2, "0");
const words = (s) => s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
function tick() {
  if (ends === null || frozen) return;
  clock.textContent = words(left());
  clock.parentElement.classList.toggle("short", left() <= 60);
}

if (paper) sit();
else if (main.dataset.examPhase) wait();

async function wait() {
  if (clock) {
    setClock(Number(clock.dataset.left));
    setInterval(tick, 500);
  }
  for (;;) {
    await delay(3000);
    const s = await ask();
    if (!s) continue;
    if (s.left !== undefined && clock) setClock(s.left);
    if (s.phase !== main.dataset.examPhase) return location.replace("/exam");
  }
}

function sit() {
  const key = `exam-${paper.dataset.entry}`;
  const status = paper.querySelector("[data-saved]");
  const cover = document.getElementById("exam-cover");
  const questions = [...paper.querySelectorAll("[data-q]")].map((at) => ({ at, n: Number(at.dataset.q), kind: at.dataset.kind,
    rev: at.querySelector(`[name^="rev-"]`), flag: at.querySelector(`[name^="flag-"]`),
    fields: [...at.querySelectorAll(`[name^="answer-"]`)], link: paper.querySelector(`[data-to="${at.dataset.q}"]`) }));
  const byNumber = new Map(questions.map((q) => [q.n, q]));
  const longest = 20000;
  let pending = {};   // by number: {answer, flagged, revision}, until acknowledged
  let sending = null;
  let active = true;  // this window is the one that writes
  let over = false;
  let heard = performance.now();
  let timer;

  const keep = () => {
    try {
      if (Object.keys(pending).length) localStorage.setItem(key, JSON.stringify(pending));
      else localStorage.removeItem(key);
    } catch { /* a full or forbidden store: the page itself still holds the answers */ }
  };
  const waiting = () => Object.values(pending).filter((a) => !a.refused).length;
  const given = (q) => {
    if (q.kind === "choice" || q.kind === "choices") return q.fields.filter((f) => f.checked).map((f) => f.value);
    const texts = q.fields.map((f) => f.value);
    return texts.some((t) => t.trim()) ? texts : [];
  };
  const put = (q, answer) => {
    if (q.kind === "choice" || q.kind === "choices") for (const f of q.fields) f.checked = answer.includes(f.value);
    else q.fields.forEach((f, i) => { f.value = answer[i] ?? ""; });
  };
  const say = (text, failed) => { status.textContent = text; status.classList.toggle("failed", Boolean(failed)); };
  const wrong = (q, text) => {
    const line = q.at.querySelector("[data-error]");
    line.textContent = text;
    line.hidden = !text;
    q.at.classList.toggle("wrong", Boolean(text));
  };

  // The answer sheet.
  function show(q) {
    const answered = given(q).length > 0;
    q.link.classList.toggle("answered", answered);
    q.link.classList.toggle("flagged", q.flag.checked);
    q.link.setAttribute("aria-label", `第 ${q.n} 题，${answered ? "已答" : "未答"}${q.flag.checked ? "，已标记" : ""}`);
    const clear = q.at.querySelector("[data-clear]");
    clear.hidden = q.kind !== "choice" || !answered;
    if (q.kind === "text") q.at.querySelector("[data-length]").textContent = `已写 ${[...q.fields[0].value].length} 字，至多 ${longest} 字`;
    const done = questions.filter((x) => given(x).length).length, flags = questions.filter((x) => x.flag.checked).length;
    paper.querySelector("[data-counts]").textContent = `已答 ${done}，未答 ${questions.length - done}，标记 ${flags}`;
  }

  // Saving.
  function changed(q, soon) {
    show(q);
    const text = q.kind === "text" ? [...q.fields[0].value].length : 0;
    if (text > longest) {
      wrong(q, `第 ${q.n} 题已写 ${text} 字，超过 ${longest} 字的上限，没有保存。请删减后再保存，原文仍在答题框中。`);
      return say(`第 ${q.n} 题过长，没有保存`, true);
    }
    wrong(q, "");
    const revision = Math.max(Number(q.rev.value), pending[q.n]?.revision ?? 0) + 1;
    pending[q.n] = { answer: given(q), flagged: q.flag.checked, revision };
    keep();
    say("正在保存……");
    clearTimeout(timer);
    timer = setTimeout(flush, soon ? 120 : 1200);
  }

  // flush sends what is pending until nothing is, or sending is of no use any more.
  function flush() {
    clearTimeout(timer);
    sending ??= send().finally(() => { sending = null; });
    return sending;
  }
  async function send() {
    for (let pause = 1000; active && !over; ) {
      const batch = Object.entries(pending).filter(([, a]) => !a.refused).slice(0, 50)
        .map(([n, a]) => ({ position: Number(n), answer: a.answer, flagged: a.flagged, revision: a.revision }));
      if (!batch.length) return;
      const answer = await fetch("/exam/answers", { method: "POST", body: JSON.stringify({ answers: batch }), redirect: "manual",
        headers: { "Content-Type": "application/json" } }).catch(() => null);
      const told = await answer?.json().catch(() => null);
      if (answer?.ok && told) {
        take(told, batch);
        pause = 1000;
        continue;
      }
      if (answer?.status === 404) return moved();
      if (answer?.status === 409 && told) {
        await follow(await ask());
        if (over) return;
        say(told.message, true);
      } else say(`未保存，重试中。答案留在本机，请继续作答，不要关闭网页（${batch.length} 题待送）`, true);
      await delay(pause);
      pause = Math.min(2 * pause, 5000);
    }
  }
  function take(told, batch) {
    heard = performance.now();
    for (const { position, revision } of batch) {
      const q = byNumber.get(position), mine = pending[position];
      const problem = told.wrong?.[`answer-${position}`];
      if (problem) {
        wrong(q, problem);
        if (mine?.revision === revision) mine.refused = true; // until it is changed
        continue;
      }
      const newer = told.newer?.[position];
      q.rev.value = Math.max(Number(q.rev.value), newer?.revision ?? revision);
      if (mine?.revision !== revision) continue; // changed meanwhile
      delete pending[position];
      if (newer) {
        put(q, newer.answer ?? []);
        q.flag.checked = newer.flagged;
        show(q);
      }
    }
    keep();
    if (told.state) follow(told.state);
    if (told.wrong) say("有的答案没有保存，请看题目上方的说明", true);
    else if (!Object.keys(pending).length) {
      const long = questions.find((q) => q.at.classList.contains("wrong"));
      if (long) say(`已保存 ${told.at}，第 ${long.n} 题除外`, true);
      else say(`已保存 ${told.at}`);
    }
  }

  // What happens in the room.
  let warned = null;
  async function follow(s) {
    if (!s || over) return;
    heard = performance.now();
    if (s.left !== undefined) setClock(s.left);
    if (warned !== null && s.warned > warned) paper.ownerDocument.querySelector("[data-warned]").replaceChildren(
      Object.assign(document.createElement("p"), { textContent: `监考警告：${s.warning}` }));
    warned = s.warned ?? warned;
    if (!active) return;
    if (s.phase === "paused") {
      frozen = true;
      clock.textContent = words(Math.round(s.left));
      return hide("全场暂停", "计时已停，请留在座位上等候监考人员宣布恢复。答案都在。");
    }
    if (s.phase === "write") {
      if (frozen) {
        frozen = false;
        reveal();
        flush();
      }
      return;
    }
    if (s.phase === "gone") return moved();
    over = true;
    if (["done", "cancelled", "ended"].includes(s.phase)) {
      pending = {};
      keep();
    }
    location.replace("/exam");
  }
  function moved() {
    over = true;
    hide("本机不再收取答案", "您已换到另一台机器作答，或者监考人员收回了本机。如不是您本人换机，请立即举手。");
  }
  function hide(title, text, button) {
    paper.inert = true;
    cover.hidden = false;
    cover.querySelector("h2").textContent = title;
    cover.querySelector("h2 + p").textContent = text;
    cover.querySelector("button").hidden = !button;
    scrollTo(0, 0);
    cover.querySelector("h2").focus();
  }
  function reveal() {
    paper.inert = false;
    cover.hidden = true;
  }
  async function poll() {
    for (;;) {
      await delay(5000);
      if (over) return;
      if (performance.now() - heard < 4500) continue;
      const s = await ask();
      if (s) await follow(s);
      else if (!Object.keys(pending).length) say("网络中断，正在重新连接。请继续作答，答案留在本机", true);
    }
  }

  const told = new Set(); // announced: at ten minutes and at one
  async function second() {
    tick();
    if (frozen || over || ends === null) return;
    for (const [at, text] of [[600, "还剩 10 分钟"], [60, "还剩 1 分钟"]]) {
      if (left() <= at && left() > at - 30 && !told.has(at)) {
        told.add(at);
        paper.querySelector("[data-announce]").textContent = text;
      }
    }
    if (left() === 0 && active && !paper.inert) {
      for (const q of questions) if (document.activeElement?.closest("[data-q]") === q.at && q.kind !== "choice" && q.kind !== "choices") changed(q, true);
      hide("时间到，正在交卷", "请不要关闭网页，正在送出最后的答案。");
      flush();
      while (!over) {
        await follow(await ask());
        if (!over && left() > 0 && !frozen) return reveal(); // more time was given
        await delay(1000);
      }
    }
  }

  // One window writes: the one opened last.
  const window_ = String(Math.random());
  try { localStorage.setItem("exam-window", window_); } catch { /* then every window writes, and the newest answer counts */ }
  addEventListener("storage", (e) => {
    if (e.key !== "exam-window" || !e.newValue || e.newValue === window_ || over) return;
    active = false;
    hide("本试卷已在另一个窗口打开", "请在那个窗口继续作答。两个窗口的答案不会混在一起。", true);
  });
  cover.querySelector("button").addEventListener("click", () => location.reload());

  // Leaving the page is written down, and shown to the invigilators.
  let away = 0;
  const note = (kind, seconds) => fetch("/exam/events", { method: "POST", keepalive: true, redirect: "manual",
    body: new URLSearchParams({ kind, seconds: String(seconds) }) }).catch(() => {});
  const look = () => {
    if (over) return;
    if (document.hidden && !away) {
      away = performance.now();
      note("left", 0);
    } else if (!document.hidden && away) {
      note("returned", Math.round((performance.now() - away) / 1000));
      away = 0;
      ask().then(follow);
    }
  };
  document.addEventListener("visibilitychange", look);

  // What lies on this machine from before is newer than what the server knows, or it is dropped.
  try {
    for (const k of Object.keys(localStorage)) if (k.startsWith("exam-") && k !== key && k !== "exam-window") localStorage.removeItem(k);
    for (const [n, a] of Object.entries(JSON.parse(localStorage.getItem(key) ?? "{}"))) {
      const q = byNumber.get(Number(n));
      if (!q || a.revision <= Number(q.rev.value)) continue;
      put(q, a.answer);
      q.flag.checked = a.flagged;
      pending[n] = { ...a, refused: false };
    }
  } catch { /* nothing readable is kept */ }

  for (const q of questions) {
    show(q);
    q.at.addEventListener("change", () => changed(q, true));
    q.at.addEventListener("input", (e) => { if (e.target.matches("textarea, [type=text]")) changed(q, false); });
    q.at.querySelector("[data-clear]").addEventListener("click", () => { put(q, []); changed(q, true); q.fields[0].focus(); });
    q.at.addEventListener("focusin", () => current(q));
  }
  function current(q) {
    for (const x of questions) {
      if (x === q) x.link.setAttribute("aria-current", "true");
      else x.link.removeAttribute("aria-current");
    }
    if (!("one" in paper.dataset)) return;
    for (const x of questions) x.at.hidden = x !== q;
    for (const s of paper.querySelectorAll(".examsection")) s.hidden = !s.contains(q.at);
    const i = questions.indexOf(q);
    paper.querySelector("[data-step='-1']").disabled = i === 0;
    paper.querySelector("[data-step='1']").disabled = i === questions.length - 1;
  }
  const go = (q) => { current(q); q.at.scrollIntoView({ block: "start" }); q.at.focus({ preventScroll: true }); };
  paper.addEventListener("click", (e) => {
    const to = e.target.closest("[data-to]"), step = e.target.closest("[data-step]");
    if (to) {
      e.preventDefault();
      go(byNumber.get(Number(to.dataset.to)));
    } else if (step) {
      const at = questions.findIndex((q) => q.link.hasAttribute("aria-current"));
      go(questions[Math.max(0, Math.min(questions.length - 1, at + Number(step.dataset.step)))]);
    }
  });
  paper.addEventListener("submit", async (e) => {
    e.preventDefault();
    const bad = questions.find((q) => q.at.classList.contains("wrong"));
    if (bad) {
      go(bad);
      return say(`第 ${bad.n} 题没有保存，请先看题目上方的说明`, true);
    }
    for (let tries = 0; tries < 3 && waiting(); tries++) await Promise.race([flush(), delay(4000)]);
    const rest = waiting();
    if (rest) return say(`还有 ${rest} 题没有送达，暂时不能交卷。答案留在本机，正在重试`, true);
    over = true;
    location.assign("/exam/check");
  });
  addEventListener("beforeunload", (e) => { if (!over && Object.keys(pending).length) e.preventDefault(); });
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });

  if ("one" in paper.dataset) paper.querySelector("[data-steps]").hidden = false;
  current(byNumber.get(Number(location.hash.slice(2))) ?? questions[0]);
  if (location.hash) go(byNumber.get(Number(location.hash.slice(2))) ?? questions[0]);
  setClock(Number(paper.dataset.left));
  setInterval(second, 500);
  say("答案随写随存");
  ask().then(follow);
  flush();
  poll();
}
