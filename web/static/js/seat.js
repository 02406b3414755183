// A member's tablet: follows the meeting, keeps notes safe, and goes to the vote by itself. What every
// tablet of a meeting is told is the same; it comes by server-sent events, else by asking. Each change is
// passed on as the event seat:state, which the ballot page listens to.
const main = document.querySelector("[data-seat]");
const voting = Boolean(document.getElementById("ballot"));
const news = document.querySelector("[data-news]");
let state = main?.dataset.seat ? JSON.parse(main.dataset.seat) : null;

const open = (s) => s.phase === "issuing" || s.phase === "casting";
const secret = (s) => open(s) || s.phase === "closing"; // nothing with a name is written while ballots are cast
const delay = (ms) => new Promise((done) => setTimeout(done, ms));

// What is over for this tablet does not call it back: its ballot is in (as ballot.js keeps it), or its member
// went elsewhere.
const step = (box) => JSON.parse(localStorage.getItem(`ballot-${box}-${main.dataset.member}`) ?? "{}").step;
const left = (box) => sessionStorage.getItem("left") === String(box);

function tell(text, href) {
  const line = document.createElement(href ? "a" : "p");
  line.textContent = text;
  if (href) line.href = href;
  else line.className = "failed";
  news.replaceChildren(line);
}

// notes: app.js saves them while they are typed; here nothing leads away from what is not saved yet.
const note = document.querySelector("form[data-autosave]");
const text = note?.elements.note;
let saved = text?.value;
const unsaved = () => Boolean(note) && text.value !== saved;
const writing = () => unsaved() || Boolean(note) && document.activeElement === text;

// What may not be saved during a vote waits in this tab, and is saved from whatever page it then shows.
const waiting = `note-${main?.dataset.member}-`;
const waits = (form) => waiting + form.dataset.autosave;
const keep = () => sessionStorage.setItem(waits(note), new URLSearchParams(new FormData(note)).toString());

if (note) {
  const draft = new URLSearchParams(sessionStorage.getItem(waits(note)) ?? "").get("note");
  if (draft !== null && draft !== text.value) {
    text.value = draft;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
  text.addEventListener("input", () => { if (secret(state)) keep(); });
  const status = note.querySelector("[data-saved]");
  new MutationObserver(() => {
    if (!status.textContent.startsWith("已保存")) return;
    saved = text.value;
    sessionStorage.removeItem(waits(note));
  }).observe(status, { childList: true, characterData: true, subtree: true });
}

async function saveNote() {
  if (secret(state)) {
    keep();
    return true;
  }
  for (let tries = 0; tries < 2 && unsaved(); tries++) {
    const value = text.value;
    const answer = await fetch(note.dataset.autosave, {
      method: "POST", body: new URLSearchParams(new FormData(note)), redirect: "manual", headers: { "X-Autosave": "1" },
    }).catch(() => null);
    if (answer?.ok) {
      note.elements.version.value = answer.headers.get("X-Version");
      saved = value;
    } else await delay(400); // perhaps the other saving was under way; its version is in the form then
  }
  return !unsaved();
}

// saveWaiting saves the notes of other pages once the vote is over.
let saving = false;
async function saveWaiting() {
  if (saving || secret(state)) return;
  saving = true;
  for (const key of Object.keys(sessionStorage).filter((k) => k.startsWith(waiting) && !(note && k === waits(note)))) {
    const path = key.slice(waiting.length);
    const answer = await fetch(path, {
      method: "POST", body: new URLSearchParams(sessionStorage.getItem(key)), redirect: "manual", headers: { "X-Autosave": "1" },
    }).catch(() => null);
    if (answer?.ok) sessionStorage.removeItem(key);
    else if (answer?.status === 409 && !answer.headers.has("X-Later")) tell("表决前后写的一条笔记没有存入系统，点此核对", path.replace(/\/note$/, ""));
    else setTimeout(saveWaiting, 3000);
  }
  saving = false;
}

document.addEventListener("click", async (e) => {
  const link = e.target.closest("a[href]");
  if (!link || link.target || !unsaved() || link.dataset.sizeLink !== undefined) return;
  e.preventDefault();
  if (await saveNote()) location.assign(link.href);
  else tell("笔记还没有保存到系统，请稍候再离开本页。");
});

// sizes: changed in place, so that nothing that was chosen or typed is lost, and kept for the next pages.
const sizes = ["", "large", "xlarge"];
document.addEventListener("click", (e) => {
  const link = e.target.closest("[data-size-link]");
  if (!link) return;
  e.preventDefault();
  const root = document.documentElement;
  const up = link === link.parentElement.lastElementChild;
  const size = sizes[Math.max(0, Math.min(2, sizes.indexOf(root.dataset.size ?? "") + (up ? 1 : -1)))];
  if (size) root.dataset.size = size;
  else delete root.dataset.size;
  if (voting && state && open(state)) return; // no request while ballots are cast
  fetch(`/display?set=${size}.${root.dataset.contrast ?? ""}&back=/seat`, { redirect: "manual", referrerPolicy: "no-referrer" }).catch(() => {});
});

// refresh shows the page's own content as it stands now.
async function refresh() {
  const part = document.querySelector("[data-fresh]");
  if (!part) return;
  const answer = await fetch(location.href, { cache: "no-store", redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-fresh]");
  if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
}

const scrutinises = (s) => Boolean(s?.count?.includes(Number(main.dataset.member))) && !open(s);

function take(s) {
  const before = state;
  state = s;
  if (note && secret(s)) {
    note.dataset.later = "表决结束后自动保存";
    if (unsaved()) keep();
  } else if (note) delete note.dataset.later;
  saveWaiting();
  document.dispatchEvent(new CustomEvent("seat:state", { detail: s }));
  if (before?.changes !== s.changes && !open(s)) refresh();
  if (scrutinises(s)) return tell(s.method === "secret_paper" ? "您是本轮监票人，清点后请录入计票" : "您是本轮监票人，请核对计票", `/meetings/${s.meeting}/count`);
  if (scrutinises(before)) news.replaceChildren();
  if (voting) return;
  if (open(s) && !["done", "late"].includes(step(s.box))) {
    if (!writing() && !left(s.box)) return location.assign("/seat/vote");
    return tell("表决开始，点此进入", "/seat/vote");
  }
  if (s.rest && !document.querySelector("[data-fresh]")) {
    if (before?.rest !== s.rest) tell(`会议休会，${s.rest} 复会`, "/seat");
  } else if (before?.rest && !s.rest && !document.querySelector("[data-fresh]")) tell("会议继续进行", "/seat");
  else if (!document.querySelector("[data-fresh]") && s.item && before?.item !== s.item) tell(`现在：${s.title}`, "/seat");
  else if (before && open(before)) news.replaceChildren();
}

// The line to the server: a stream where there is one, else a question every three seconds.
let heard = 0;
function follow() {
  const stream = new EventSource("/seat/live");
  stream.onmessage = (e) => { heard = Date.now(); take(JSON.parse(e.data)); };
  stream.addEventListener("beat", () => { heard = Date.now(); });
  setInterval(async () => {
    if (document.hidden || main.dataset.busy || Date.now() - heard < 35000 && stream.readyState === EventSource.OPEN) return;
    const answer = await fetch("/seat/live?once", { cache: "no-store", redirect: "manual" }).catch(() => null);
    if (answer?.ok) take(await answer.json());
    else if (answer?.type === "opaqueredirect" && !voting && !unsaved()) location.reload(); // the seat was given another tablet
  }, 3000);
}

// A browser that cannot show a file within the page is spared an empty frame.
if (navigator.pdfViewerEnabled === false) document.querySelector("[data-file]")?.remove();

// The screen stays on for the meeting, where the browser lets it.
const awake = () => { if (!document.hidden && top === self) navigator.wakeLock?.request("screen").catch(() => {}); };

if (main && state) {
  if (voting) {
    addEventListener("pagehide", () => { if (open(state)) sessionStorage.setItem("left", state.box); });
  }
  document.addEventListener("visibilitychange", awake);
  awake();
  take(state);
  follow();
}
