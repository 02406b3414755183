// Two halves of one look at the page. survey() names what stands there: two elements of one mark are the same to
// axe, being made alike, looking alike and standing within what looks alike; only their words differ. check(fresh)
// runs axe over the elements whose marks are fresh, the first of each, over the page itself, and over what is
// small or scrolls, which no mark tells.
const levels = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

// Attributes whose value is a county's or a person's: that there is one counts, not which.
const data = /^(class|href|src|srcset|id|name|value|title|alt|placeholder|aria-label|action|formaction|style|download|datetime|d|points|transform|viewbox|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|width|height|data-.*|hx-.*)$/i;
const references = /^(for|list|form|headers|aria-(labelledby|describedby|controls|owns|details|errormessage|activedescendant))$/;

function hash(text) {
  let a = 0xdeadbeef, b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b >>> 0).toString(36) + (a >>> 0).toString(36);
}

// kindOf tells empty words, signs, a single letter and words apart.
const kindOf = (words) => (words = words.trim()) === "" ? "" : !/[\p{L}\p{N}]/u.test(words) ? "sign" : [...words].length === 1 ? "letter" : "words";

function attribute({ name, value }) {
  if (references.test(name)) return name + "=" + value.split(/\s+/).map((id) => !!document.getElementById(id));
  if (data.test(name)) return name + "=" + kindOf(value) + value.startsWith("#");
  return name + "=" + value;
}

// look is all of the style that a rule asks for: whether there is anything to see, and in which colours.
function look(e, s) {
  const r = e.getBoundingClientRect(), size = parseFloat(s.fontSize), inline = s.display.startsWith("inline");
  const large = size >= 24 || (size >= 18.6 && parseInt(s.fontWeight) >= 700);
  return [s.visibility, inline, ["static", "relative"].includes(s.position), s.color, s.backgroundColor, s.backgroundImage, s.opacity,
    large, s.textDecorationLine, inline && s.borderBottomStyle, s.textShadow, s.filter, s.mixBlendMode, s.clip, s.clipPath === "none",
    r.width < 2 || r.height < 2, r.right <= 0 || r.bottom + scrollY <= 0].join();
}

// Roles that nobody presses.
const plain = new Set(["table", "rowgroup", "row", "cell", "columnheader", "rowheader", "list", "listitem", "img", "group", "status", "alert", "region"]);

// tight are the controls that are small or lie on another one: all others have the size that WCAG asks for.
function tight() {
  const all = [...document.querySelectorAll("a,area,button,input,select,textarea,summary,[tabindex],[contenteditable],[role]")]
    .filter((e) => e.checkVisibility() && !plain.has(e.getAttribute("role"))).map((e) => ({ e, rects: [...e.getClientRects()] }));
  const small = ({ rects }) => rects.some((r) => r.width < 24 || r.height < 24);
  const over = (one) => all.some((other) => other !== one && !other.e.contains(one.e) && one.rects.some((r) =>
    other.rects.some((o) => r.left < o.right && o.left < r.right && r.top < o.bottom && o.top < r.bottom)));
  return new Set(all.filter((one) => small(one) || over(one)).map((one) => one.e));
}

const scrolls = (e, s) => /auto|scroll/.test(s.overflow) && (e.scrollWidth > e.clientWidth + 8 || e.scrollHeight > e.clientHeight + 8);

function survey() {
  const all = new Map();
  let moving = false;
  const mark = (e, path) => {
    if (!e.checkVisibility()) return "hidden";
    const s = getComputedStyle(e);
    moving ||= scrolls(e, s);
    const words = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("");
    const labels = [...(e.labels ?? [])].map((l) => kindOf(l.textContent));
    const own = hash([e.tagName, kindOf(words), labels, ...[...e.attributes].map(attribute).sort(), look(e, s)].join("|"));
    const here = hash(path + own);
    const parts = [...e.children].map((child) => mark(child, here)).filter((part, i, list) => part !== list[i - 1]);
    const within = hash(own + parts.join());
    all.set(e, hash(path + within));
    return within;
  };
  mark(document.body, "");
  all.delete(document.body);
  window.browsertestMarks = all;
  window.browsertestTight = tight();
  return { Marks: [...new Set(all.values())], Geometry: moving || window.browsertestTight.size > 0 || !window.axe };
}

async function check(fresh) {
  const wanted = new Set(), open = new Set(fresh);
  for (const [e, mark] of window.browsertestMarks) {
    if (open.delete(mark)) wanted.add(e);
  }
  const known = (e) => window.browsertestMarks.has(e) && !wanted.has(e);
  const passes = {
    "target-size": (e) => !window.browsertestTight.has(e),
    "scrollable-region-focusable": () => false,
  };
  for (const rule of axe._audit.rules) {
    const matches = (rule.browsertestMatches ??= rule.matches);
    const pass = passes[rule.id] ?? known;
    rule.matches = (e, ...more) => !pass(e) && matches.call(rule, e, ...more);
  }
  const found = await axe.run(document, { preload: false, iframes: false, runOnly: { type: "tag", values: levels }, resultTypes: ["violations"] });
  return found.violations.map((v) => v.id + ": " + v.help + "\n    " + v.nodes.slice(0, 4).map((n) =>
    n.html.slice(0, 200) + "\n      " + (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join("\n    "));
}
