// The ballot page (表决) on top of ballot.js. It takes its ballot by itself, waits until casting opens, and
// from then on changes in place only: no page is loaded and nothing signed in is asked for while ballots
// are cast. A choice lives in this page's memory until it is sent, and is never shown again after.
import { Refused, cast, check, claim, compare, fingerprint, forget, holdFor, infoPath, state as stepOf } from "/static/js/ballot.js";

const root = document.getElementById("ballot");
const main = document.querySelector("[data-seat]");
holdFor(main.dataset.member);
const byCode = "rate" in main.dataset; // the phone of a rater without an account
const signs = { 赞成: "✓", 反对: "✕", 弃权: "○" };

let now = null;     // the state all tablets are told
let box = 0;        // the box on this page
let info = null;    // its papers and keys
let rows = [];      // {paper, line, name, post, options}, and second, called, seconds in the second language of the papers
let choices = null; // by paper and line; null before the first choice and after sending
let view = "";      // what is shown, so that a repeated word changes nothing
let began = null;   // the item when the box was opened
let spent = 0;      // the box for which another phone has used this code

const delay = (ms) => new Promise((done) => setTimeout(done, ms));

// el makes an element; text goes in as text only.
function el(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value != null) e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c != null));
  return e;
}

// show puts one view in place of the one before and takes the reader to it.
function show(name, ...content) {
  view = name;
  document.body.classList.toggle("voting", ["paper", "confirm"].includes(name));
  root.replaceChildren(...content);
  const title = root.querySelector("h1");
  document.dispatchEvent(new Event("live:shown")); // the countdown among it
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  scrollTo(0, 0);
}

// told is a view that only says something.
function told(name, { kind = "", mark, title, lines = [], list = [], link }) {
  if (view === name) return;
  show(name, el("section", { class: `told ${kind}`, role: kind === "alarm" ? "alert" : "status" },
    el("p", { class: "mark", "aria-hidden": "true" }, mark), el("h1", {}, title),
    ...lines.map((l) => el("p", {}, l)), list.length ? el("ol", {}, ...list.map((l) => el("li", {}, l))) : null,
    link ? el("p", {}, el("a", { class: "btn plain", href: link.href }, link.label)) : null));
}

const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

const raise = "请举手告诉工作人员。";
const what = () => byCode || now?.kind === "rating" ? "测评" : "表决"; // the word for it
const ended = () => now?.phase === "void"
  ? told("idle void", { mark: "○", title: "本场测评已作废", lines: ["本场的票全部不算数。重新测评时另发测评码条。"] })
  : told("idle over", { mark: "—", title: "本场测评已截止", lines: ["截止以后不再收票，这张测评码条不能再用。"] });
const idle = () => byCode ? ended() : told(`idle ${now?.method}`, {
  secret_paper: { mark: "票", title: "本项用纸质表决票", lines: ["请在纸质表决票上填写，投入票箱。"] },
  hands: { mark: "手", title: "本项举手表决", lines: ["请听主持人的口令。"] },
}[now?.method] ?? { mark: "—", title: `现在没有${what()}`, lines: [`${what()}开始时，本页自动打开${what()}票。`] });
const received = (at) => told("received", { kind: "done", mark: "✓", title: "已收到。本轮不能更改。", lines: [at ? `收到时间 ${at}` : null, "封箱后本机自动核对您的票是否在票箱中。"].filter(Boolean) });
const late = () => told("late", { mark: "!", title: `${what()}已截止，未计入`, lines: ["您的票没有在截止前送达票箱。"] });
// absent is said where this device has no ballot of the round: the member may have cast one on another.
const absent = () => told("absent", { mark: "—", title: `${what()}已截止`,
  lines: ["本机没有本轮的票。", `您在另一台设备上${what()}的，票是否收到，以那台设备的显示为准。`] });
const without = () => ["none", "asked"].includes(stepOf(box));
const alarm = (title, message) => told(`alarm ${message}`, { kind: "alarm", mark: "!", title, lines: [message, raise] });

// capable says whether this browser can keep the vote secret.
function capable() {
  try {
    localStorage.setItem("ballot-try", "1");
    localStorage.removeItem("ballot-try");
  } catch {
    return false;
  }
  return isSecureContext && Boolean(crypto.subtle && navigator.locks);
}

async function readInfo() {
  for (let pause = 500; ; pause = Math.min(2 * pause, 4000)) {
    const answer = await fetch(infoPath(box), { cache: "no-store", redirect: "manual", credentials: byCode ? "omit" : "same-origin" }).catch(() => null);
    if (answer?.ok) return answer.json();
    if (answer && answer.status < 500) throw new Refused(answer.status, byCode ? "没有这场测评，请核对测评码条。" : "席位登录已经结束，请重新扫描席卡。");
    await delay(pause);
  }
}

async function learn() {
  if (info) return;
  info = await readInfo();
  rows = info.papers.flatMap((p, paper) => p.lines.map((l, line) =>
    ({ paper, line, name: l.name || p.title || info.title, post: l.post, second: l.second, options: p.options, called: p.called, seconds: p.second })));
}

// advance brings the page to where the box stands.
async function advance() {
  if (spent && spent === box) return; // what was said stays
  if (!box || ["sealed", "void"].includes(now.phase) && now.item !== now.voted) return view === "verified" ? undefined : idle();
  if (view === "sending") return; // cast() tells how it ends
  switch (now.phase) {
    case "issuing":
      await learn();
      if (!info.mine) return stranger();
      if (["none", "asked"].includes(stepOf(box))) {
        if (!view.startsWith("alarm")) told("claiming", { mark: "…", title: "正在领票", lines: ["请稍候，不用做任何事。"] });
        await claim(box, info);
      }
      if (stepOf(box) === "held") {
        const code = await fingerprint(info);
        told("ready", { mark: "票", title: "已领票，请等候投票开始", lines: [`票箱指纹 ${code}，应与大屏上的一致。`, names()] });
      }
      return;
    case "casting":
      await learn();
      if (!info.mine) return stranger();
      switch (stepOf(box)) {
        case "asked":
          await claim(box, info, 0);
          return paper();
        case "held":
        case "sent":
          return paper();
        case "done":
          return received();
        case "late":
          return late();
      }
      return told("without", { kind: "alarm", mark: "!", title: `没有领到${what()}票`, lines: ["投票已经开始，本机没有领到本轮的票。", raise] });
    case "closing":
      if (stepOf(box) === "done") return received();
      if (!info?.mine) return idle();
      return without() ? absent() : stepOf(box) === "sent" ? told("checking", { mark: "…", title: "投票已截止", lines: ["封箱后本机自动核对您的票是否送达。"] }) : late();
    case "sealed":
      return verify();
    case "void":
      if (view && !view.startsWith("idle")) told("void", { mark: "○", title: `本轮${what()}已作废`, lines: [`本轮的票全部不算数。请等候重新${what()}。`] });
      else idle();
      return forget(box);
  }
}

const stranger = () => told("stranger", { mark: "—", title: "您不在本轮表决的名册上", lines: [`名册是${what()}开始时出席会议的组成人员。如有疑问，请举手告诉工作人员。`] });
const names = () => rows.length > 1 ? `本轮 ${rows.length} ${what() === "测评" ? "项" : "人"}逐${what() === "测评" ? "项" : "人"}${what()}：${rows.map((r) => r.name).join("、")}` : rows[0].name;

// verify looks whether this tablet's ballot lies in the sealed box as it was cast.
async function verify() {
  const step = stepOf(box);
  if (without()) {
    forget(box);
    return view === "" || view.startsWith("idle") ? idle() : absent();
  }
  if (view === "verified") return;
  if (step === "done") told("verifying", { mark: "…", title: "票箱已封，正在核对", lines: ["请稍候。"] });
  await delay(Math.random() * 1500); // not all at once
  switch (await check(box)) {
    case "counted":
      told("verified", { kind: "done", mark: "✓", title: "您的票已在票箱中", lines: ["本机已在封存的票箱中找到您的票，内容与您提交的一致。", "本机不再保存您的选择。"] });
      break;
    case "missing":
    case "changed":
      told("verified", { kind: "alarm", mark: "!", title: "自查不符，请立即举手", lines: ["封存的票箱中没有找到与您所投一致的票。"],
        list: ["请举手，请监票人到您的席位来看本页。", "告诉监票人：平板自查不符。", "监票人看过以后，可以提出书面异议，由主持人决定；决定以前不宣布结果。"],
        link: what() === "表决" ? { label: "提出书面异议", href: "/seat/objection" } : null });
      break;
    default:
      if (step === "done") told("verified", { kind: "done", mark: "✓", title: "您的票已收到", lines: ["本页在提交后重新打开过，不再保存您的选择，所以不能自查。票数由监票人核对。"] });
      else if (step === "sent") told("verified", { mark: "!", title: `${what()}已截止`, lines: ["本页在提交后重新打开过，没有收到回执，不能确认您的票是否在票箱中。", raise] });
      else late();
  }
  view = "verified";
}

// agree looks, once the result is announced, whether the box that was made public is the one in which this
// tablet found its ballot.
let agreed = 0;
async function agree() {
  if (agreed === box) return;
  agreed = box;
  await delay(Math.random() * 1500);
  if (await compare(box).catch(() => "none") !== "other") return;
  told("differs", { kind: "alarm", mark: "!", title: "公布的票箱与封存的不同，请立即举手", lines: ["公布的票箱文件，不是本机封存后核对过的那一个。"],
    list: ["请举手，请监票人到您的席位来。", "告诉监票人：公布的票箱与封存的不同。", "不要关闭本页。"] });
}

// second is text of the second language of the county's papers, where they carry one.
const second = (text, kind = "") => text ? el("small", { class: `second ${kind}`, dir: "auto" }, text) : null;

// The ballot paper.
function paper() {
  if (["paper", "confirm", "sending"].includes(view)) return;
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(200);
  choices ??= info.papers.map((p) => p.lines.map(() => 0));
  const single = rows.length === 1;
  const status = el("p", { role: "status" });
  const count = () => {
    const done = rows.filter((r) => choices[r.paper][r.line]).length;
    status.textContent = single ? (done ? "已选" : "还没有选择") : done === rows.length ? `已选 ${done} / ${rows.length}` : `已选 ${done} / ${rows.length}，还有 ${rows.length - done} ${what() === "表决" && rows.some((r) => r.post) ? "人" : "项"}未选`;
  };
  const again = stepOf(box) === "sent"
    ? el("p", { class: "sending" }, "上一次提交没有得到答复。请重新选择并提交；先前的票如果已经送达，以先前的为准，不会重复计票。") : null;
  show("paper", el("section", { class: "ballot" }, el("h1", {}, info.title),
    now.until ? el("p", { class: "count", "data-until": now.until, "data-over": "建议的投票时间已到，请核对提交" }) : null,
    rows[0].called ? el("p", { class: "called" }, second(rows[0].called)) : null,
    el("p", { class: "rule" }, single ? "选好后核对，再提交。不选的按“未按”计入；提交后本轮不能更改。" : `请逐${what() === "测评" ? "项" : "人"}选择，再按一次取消。没有选择的按“未按”计入；提交后本轮不能更改。`), again,
    ...rows.map((r, n) => rowOf(r, n, single, () => { count(); if (single && choices[0][0]) confirm(); }))),
  bar(status, button("遮屏", "plain", veil), button("核对并提交", "", confirm)));
  count();
}

function rowOf(r, n, single, changed) {
  const title = el("div", { id: `row-${n}` }, el("strong", { class: "name" }, single ? r.name : `${n + 1}　${r.name}`), r.post ? el("span", { class: "post" }, r.post) : null, second(r.second, "post"));
  const chosen = () => choices[r.paper][r.line];
  const inputs = r.options.map((option, i) => {
    let was = false; // pressed again, a choice is taken back
    const input = el("input", { type: "radio", name: `row-${n}`, autocomplete: "off" });
    input.checked = chosen() === i + 1;
    input.addEventListener("pointerdown", () => { was = input.checked; });
    input.addEventListener("click", () => {
      if (was && input.checked) input.checked = false;
      was = false;
      choices[r.paper][r.line] = input.checked ? i + 1 : 0;
      changed();
    });
    input.addEventListener("keydown", (e) => {
      if (e.key !== "Delete" && e.key !== "Backspace") return;
      input.checked = false;
      choices[r.paper][r.line] = 0;
      changed();
    });
    return el("label", { class: "opt" }, input, el("span", {}, signs[option] ? el("b", { "aria-hidden": "true" }, signs[option]) : null, option, second(r.seconds?.[i])));
  });
  return el("div", { class: single ? "row single" : "row", role: "radiogroup", "aria-labelledby": `row-${n}` }, title,
    el("div", { class: inputs.length > 3 ? "opts scale" : "opts" }, ...inputs));
}

const button = (label, kind, press) => el("button", { type: "button", class: `btn ${kind}`, onclick: press }, label);
const bar = (status, ...buttons) => el("div", { class: "tally", role: "region", "aria-label": "提交" }, el("div", {}, status, el("div", { class: "btns" }, ...buttons)));

// confirm reads every choice back in words.
function confirm() {
  const blank = rows.filter((r) => !choices[r.paper][r.line]).length;
  const back = button("返回修改", "plain", () => { view = ""; paper(); });
  const send = button("提交，不再更改", "", () => submit(send, back));
  const status = el("p", { role: "status" }, blank ? `${blank} ${rows.length > 1 && what() === "表决" ? "人" : "项"}未选，按“未按”计入` : "请核对");
  show("confirm", el("section", { class: "ballot" }, el("h1", {}, "请核对您的选择"), el("dl", { class: "read" }, ...rows.map((r) =>
    el("div", {}, el("dt", {}, r.name, r.post ? el("small", {}, r.post) : null), el("dd", {}, r.options[choices[r.paper][r.line] - 1] ?? "未选 → 按未按计", second(r.seconds?.[choices[r.paper][r.line] - 1]))))),
  el("p", { class: "sending", role: "status", hidden: true })), bar(status, button("遮屏", "plain", veil), back, send));
}

async function submit(send, back) {
  view = "sending";
  main.dataset.busy = "1";
  send.disabled = back.disabled = true;
  const line = root.querySelector(".sending");
  line.hidden = false;
  line.textContent = "正在送出……";
  const voted = box;
  try {
    const outcome = await cast(voted, info, choices, () => { line.textContent = "尚未送达，正在重试。您的选择还在本页，请不要关闭。"; });
    choices = null;
    view = "";
    if (outcome === "accepted") received(clock());
    else if (outcome === "late") late();
    else told("conflict", { mark: "!", title: "以先收到的票为准", lines: ["本机先前已经投出一张票，本轮不能更改。"] });
  } catch (e) {
    view = "";
    alarm("没有投成", e instanceof Refused ? e.message : "本机的投票程序出错。");
  } finally {
    delete main.dataset.busy;
    unveil();
  }
  if (voted !== box || ["closing", "sealed", "void"].includes(now.phase)) wake();
}

// veil hides the page from the neighbours; a press brings it back.
let cover = null;
function veil() {
  cover = el("button", { type: "button", class: "veil", onclick: unveil }, "已遮屏", el("small", {}, "点按屏幕恢复"));
  document.body.append(cover);
  for (const part of document.body.children) if (part !== cover) part.inert = true;
  cover.focus();
}

function unveil() {
  if (!cover) return;
  for (const part of document.body.children) part.inert = false;
  cover.remove();
  cover = null;
  root.querySelector(".tally .btn")?.focus();
}

// turn looks once at what all tablets are told.
async function turn() {
  if (now.box !== box && view !== "sending") {
    if (box && stepOf(box) === "done" && view !== "verified") await check(box).catch(() => {}); // void, or sealed unseen
    [box, info, rows, choices, view, began] = [now.box, null, [], null, "", now.item];
    unveil();
  }
  try {
    await advance();
    if (box && now.announced) await agree();
  } catch (e) {
    if (byCode && e instanceof Refused && e.status === 409) spent = box;
    alarm(now.phase === "issuing" ? "没有领到票" : "投票程序不能继续", e instanceof Refused ? e.message : "本机的投票程序出错。");
    if (!(e instanceof Refused)) console.error(e);
  }
  if (["verified", "void", "late"].includes(view) && now.item && began !== now.item) location.assign("/seat");
}

// One turn after the other; what came meanwhile is looked at in the next.
let working = false, again = false;
async function wake() {
  again = true;
  if (working) return;
  working = true;
  while (again) {
    again = false;
    await turn();
  }
  working = false;
}

function on(state) {
  now = state;
  wake();
}

addEventListener("beforeunload", (e) => { if (view === "sending") e.preventDefault(); });

if (!capable()) {
  told("unable", { kind: "alarm", mark: "!", title: "本机不能投票", lines: [`这台${byCode ? "手机" : "平板"}的浏览器不能保证无记名（没有安全连接或者不允许保存）。`, `请举手，向工作人员索取备用平板或者纸质${what()}票。`] });
} else {
  document.addEventListener("seat:state", (e) => on(e.detail));
  if (main.dataset.seat) on(JSON.parse(main.dataset.seat));
  else if (!byCode) idle();
}
