// The phone of a rater who has no account (凭测评码测评): a code from a slip leads to a box, and from there everything
// goes as on a tablet. The code stands behind the # of the address, which is never sent with a page.
import { holdByCode } from "/static/js/ballot.js";
import "/static/js/vote.js";

const apart = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "manual" };
const form = document.getElementById("rate-code");
const field = form.querySelector("input");
const wrong = document.getElementById("rate-wrong");
const delay = (ms) => new Promise((done) => setTimeout(done, ms));

const clean = (text) => text.toUpperCase().replace(/[^2-9A-HJ-NP-Z]/g, "");

async function begin(text) {
  const code = clean(text);
  wrong.textContent = "";
  if (code.length !== 12) {
    wrong.textContent = "测评码是 12 位字母和数字，请逐个核对。";
    field.focus();
    return;
  }
  const answer = await fetch("/box/find", { ...apart, method: "POST", headers: { "Content-Type": "text/plain" }, body: JSON.stringify({ code }) }).catch(() => null);
  if (!answer?.ok) {
    wrong.textContent = answer ? (await answer.json().catch(() => ({}))).message ?? "测评码不对，请核对测评码条。" : "网络不通，请再试一次。";
    field.focus();
    return;
  }
  const { box } = await answer.json();
  form.remove();
  history.replaceState({ code }, ""); // a page loaded again goes on where it was
  holdByCode(code);
  follow(box);
}

// follow asks now and then how far the box is; nobody is known by it, and casting ends nothing of it.
async function follow(box) {
  for (let last = ""; last !== "over"; await delay(1200 + Math.random() * 800)) {
    const answer = await fetch(`/box/${box}/state`, apart).catch(() => null);
    if (!answer?.ok) continue;
    const state = await answer.json();
    document.dispatchEvent(new CustomEvent("seat:state", { detail: { box, phase: state.phase, announced: state.announced, item: 0, voted: 0, kind: "rating" } }));
    last = state.announced || state.phase === "void" ? "over" : state.phase;
  }
}

form.addEventListener("submit", (e) => {
  e.preventDefault();
  begin(field.value);
});
if (location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname); // a neighbour reads it no more
  begin(field.value);
} else if (history.state?.code) {
  begin(history.state.code);
}
