// The member's side of the secret ballot (无记名投票), without a user interface: get a ballot, cast it,
// check after sealing that it was counted. `info` is what GET /seat/boxes/{box} answers.
//
// One slot of localStorage per box holds where this tablet stands, shared by its tabs:
//   none   nothing yet
//   asked  tokens are made and on their way to be signed
//   held   ballots are here, ready to be cast
//   sent   ballots were sent and not acknowledged yet; the same choices may be sent again
//   done   a ballot was acknowledged; the tokens are wiped
//   late   the box was closed without an acknowledged ballot; the tokens are wiped
// A choice is never stored: it lives in memory until the self-check.
import { RSABSSA } from "/static/vendor/blindrsa.js";

// Refused is an answer that asking again will not change; its message is meant for the member.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.name = "Refused";
    this.status = status;
  }
}

const suite = RSABSSA.SHA384.PSS.Randomized();
const lists = new Map(); // slot -> the checklist in which this tablet looked for its ballots
const casts = new Map(); // slot -> {accepted, papers: [{key, msg, choice}]}, for the self-check

// apart keeps a request away from the session: no cookie, no referrer, and with them in Chromium a
// connection of its own.
const apart = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "manual" };
const signedIn = { credentials: "same-origin", cache: "no-store", redirect: "manual" };

let holder = ""; // whose ballots these are, where members share a browser
let code = "";   // of a rater without an account

const slot = (box) => `ballot-${box}${holder}`;
const load = (box) => JSON.parse(localStorage.getItem(slot(box)) ?? '{"step":"none"}');
const save = (box, s) => localStorage.setItem(slot(box), JSON.stringify(s));

// alone lets one tab at a time act on a box.
const alone = (box, act) => navigator.locks.request(slot(box), act);

const encode = (bytes) => btoa(String.fromCharCode(...bytes));
const decode = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const delay = (ms) => new Promise((done) => setTimeout(done, ms));

// holdFor gives each member who uses this browser a slot of their own: the windows of a rehearsal, or a
// tablet that was handed on. Call it before anything else.
export const holdFor = (member) => {
  holder = `-${member}`;
};

// holdByCode makes this the phone of whoever holds a code: no account, and so no session to ask with.
export const holdByCode = (value) => {
  code = value;
  holder = `-${value}`;
};

// infoPath is where the papers and keys of a box are told.
export const infoPath = (box) => code ? `/box/${box}` : `/seat/boxes/${box}`;

// state says where this tablet stands.
export const state = (box) => load(box).step;

// claim gets the ballots of a box and resolves to the state. It waits a random time of up to `spread`
// milliseconds before it asks, so that the order in which ballots are issued says nothing.
export const claim = (box, info, spread = 3000) => alone(box, async () => {
  let s = load(box);
  if (s.step === "none") {
    s = { step: "asked", papers: await Promise.all(info.papers.map((p) => blind(p.key))) };
    save(box, s); // before asking, so that a lost answer is asked for with the same tokens
  }
  if (s.step === "asked") {
    await delay(Math.random() * spread);
    const blinded = s.papers.map((p) => p.blinded);
    const answer = await send(...code
      ? [`/box/${box}/claim`, { ...apart, method: "POST", headers: { "Content-Type": "text/plain" }, body: JSON.stringify({ code, blinded }) }]
      : [`/seat/boxes/${box}/issue`, { ...signedIn, method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ blinded }) }]);
    if (answer.status !== 200) throw refused(answer);
    const { signed } = JSON.parse(answer.text);
    s = { step: "held", papers: await Promise.all(s.papers.map((p, i) => finish(p, signed[i]))) };
    save(box, s);
  }
  return s.step;
});

// cast sends the ballots with the choices, one list of numbers per paper (0 nothing chosen, n the n-th
// option), again and again until there is an answer: "accepted", "late", or "conflict" when other choices
// were cast before. onWaiting is called after each try without an answer.
export const cast = (box, info, choices, onWaiting = () => {}) => alone(box, async () => {
  const s = load(box);
  if (s.step === "late") return "late";
  if (s.step === "done") return sameChoices(casts.get(slot(box))?.papers, choices) ? "accepted" : "conflict";
  if (s.step !== "held" && s.step !== "sent") throw new Error("no ballot");
  if (choices.length !== s.papers.length || s.papers.some((p, i) => p.key !== info.papers[i]?.key)) {
    throw new Error("the choices or keys are those of another box");
  }
  const papers = s.papers.map((p, i) => ({ ...p, choice: [...choices[i]] }));
  save(box, { ...s, step: "sent" });
  const answer = await send(`/box/${box}`, {
    ...apart, method: "POST", headers: { "Content-Type": "text/plain" },
    body: JSON.stringify({ slips: papers.map(({ msg, sig, choice }) => ({ msg, sig, choice })) }),
  }, onWaiting);
  const outcome = answer.status === 204 ? "accepted" : answer.status === 409 ? said(answer).reason : "";
  switch (outcome) {
    case "accepted":
    case "late": // perhaps counted all the same, if an earlier answer was lost; the self-check will tell
      casts.set(slot(box), { accepted: outcome === "accepted", papers: papers.map(({ key, msg, choice }) => ({ key, msg, choice })) });
      break;
    case "conflict":
      break;
    default:
      throw refused(answer);
  }
  save(box, { step: outcome === "late" ? "late" : "done" });
  return outcome;
});

// check downloads the list of all ballots in the sealed box, as hashes, and looks for this tablet's:
// "counted", "missing", "changed", or "none" when there is nothing to look for: no ballot was acknowledged,
// or the page was loaded again since.
export const check = (box) => alone(box, async () => {
  const answer = await send(`/sealed/${box}`, apart);
  if (answer.status !== 200) throw refused(answer);
  const sealed = JSON.parse(answer.text);
  lists.set(slot(box), answer.text);
  const mine = casts.get(slot(box));
  casts.delete(slot(box));
  if (state(box) !== "done") save(box, { step: "late" }); // a token of an open box would lead to its ballot
  if (!mine) return "none";
  const found = await Promise.all(mine.papers.map(async (p, i) => {
    const paper = sealed.papers[i];
    if (paper?.key !== p.key) return "changed";
    const msg = [...decode(p.msg)];
    const [token, both] = [await hash(msg), await hash([...msg, ...p.choice])];
    const ballot = paper.ballots.find((b) => b.msg === token);
    if (!ballot) return "missing";
    return ballot.choice === both ? "counted" : "changed";
  }));
  if (!mine.accepted && found.every((f) => f === "missing")) return "none";
  return ["changed", "missing"].find((f) => found.includes(f)) ?? "counted";
});

// compare makes the checklist again from the box file, which is public once the result is announced: "same",
// "other" when this is not the box in which the tablet looked, or "none" when it did not look.
export const compare = (box) => alone(box, async () => {
  const list = lists.get(slot(box));
  if (!list) return "none";
  const answer = await send(`/sealed/${box}/file`, apart);
  if (answer.status !== 200) throw refused(answer);
  lists.delete(slot(box));
  const papers = await Promise.all(JSON.parse(answer.text).papers.map(async ({ key, ballots }) => {
    const checks = await Promise.all(ballots.map(async (b) => {
      const msg = [...decode(b.msg)];
      return { msg: await hash(msg), choice: await hash([...msg, ...b.choice]) };
    }));
    return { key, ballots: checks.sort((a, b) => hex(decode(a.msg)) < hex(decode(b.msg)) ? -1 : 1) };
  }));
  const sha256 = hex(decode(await hash(new TextEncoder().encode(answer.text))));
  return JSON.stringify({ sha256, papers }) === list.trim() ? "same" : "other";
});

const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const hash = async (bytes) => encode(new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes))));

// forget wipes what the tablet holds of a box, after the box was declared void.
export const forget = (box) => alone(box, () => {
  casts.delete(slot(box));
  lists.delete(slot(box));
  localStorage.removeItem(slot(box));
});

// fingerprint is the six characters of the keys this tablet uses, to be compared with the screen in the
// hall (ballot.Fingerprint in Go).
export async function fingerprint(info) {
  const keys = info.papers.flatMap((p) => [...decode(p.key)]);
  const hash = new DataView(await crypto.subtle.digest("SHA-256", Uint8Array.from(keys)));
  return [27, 22, 17, 12, 7, 2].map((shift) => "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"[(hash.getUint32(0) >>> shift) & 31]).join("");
}

// importKey takes only the kind of key the ballot is specified with; the library needs it extractable.
async function importKey(spki) {
  const key = await crypto.subtle.importKey("spki", decode(spki), { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const { modulusLength, publicExponent } = key.algorithm;
  if (modulusLength !== 2048 || String(publicExponent) !== "1,0,1") throw new Error("not a key of the ballot");
  return key;
}

async function blind(key) {
  const msg = suite.prepare(crypto.getRandomValues(new Uint8Array(32)));
  const { blindedMsg, inv } = await suite.blind(await importKey(key), msg);
  return { key, msg: encode(msg), blinded: encode(blindedMsg), inv: encode(inv) };
}

// finish throws when the signature is not one of this key.
async function finish({ key, msg, inv }, signed) {
  const sig = await suite.finalize(await importKey(key), decode(msg), decode(signed), decode(inv));
  return { key, msg, sig: encode(sig) };
}

const sameChoices = (papers, choices) =>
  papers?.length === choices.length && papers.every((p, i) => String(p.choice) === String(choices[i]));

// send repeats one request, the same bytes each time, until the server answers it.
async function send(path, request, onWaiting = () => {}) {
  for (let pause = 250; ; pause = Math.min(2 * pause, 4000)) {
    try {
      const answer = await fetch(path, { ...request, signal: AbortSignal.timeout(15000) });
      const text = await answer.text();
      if (answer.status < 500) return { status: answer.status, text };
    } catch {
      // no connection, or it broke before the answer was whole
    }
    onWaiting();
    await Promise.race([delay(pause * (0.5 + Math.random() / 2)), online()]);
  }
}

const online = () => new Promise((back) => addEventListener("online", back, { once: true }));

function said(answer) {
  try {
    return JSON.parse(answer.text) ?? {};
  } catch {
    return {};
  }
}

function refused(answer) {
  if (answer.status === 0 || answer.status === 401) return new Refused(401, "登录已失效，请重新登录；已领的票仍在本机。");
  return new Refused(answer.status, said(answer).message ?? "系统没有接受这次请求，请向工作人员举手示意。");
}
