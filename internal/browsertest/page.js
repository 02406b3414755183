// Finds things on a page by what a person reads. Each call returns {error} while the thing is not
// there yet, so the caller asks again.
const squeeze = (s) => (s ?? "").replace(/\s+/g, " ").trim();
const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
const words = (e) => squeeze(e.innerText || e.value || e.getAttribute("aria-label"));
const isSelector = (s) => /^[#.\[]/.test(s) || /^[a-z]+[#.\[:]/.test(s);

function one(all, what) {
  const unique = [...new Set(all)];
  if (unique.length === 1) return unique[0];
  if (unique.length === 0) throw new Error(`no ${what}`);
  throw new Error(`${unique.length} of ${what}: ${unique.map(words).join(" | ").slice(0, 300)}`);
}

// best prefers exact words to a beginning, and a beginning to a part.
function best(all, textOf, want, what) {
  for (const fits of [(t) => t === want, (t) => t.startsWith(want), (t) => t.includes(want)]) {
    const found = all.filter((e) => fits(textOf(e)));
    if (found.length) return one(found, what);
  }
  throw new Error(`no ${what}`);
}

// scoped is the part of the page that In named: a selector, or words in a row, item, card or form.
function scoped(scope) {
  if (!scope) return document;
  if (isSelector(scope)) return one([...document.querySelectorAll(scope)].filter(seen), `area ${scope}`);
  const areas = [...document.querySelectorAll("tr,li,dl>div,section,article,fieldset,form,aside,nav,header,footer,details,.alert")]
    .filter((e) => seen(e) && words(e).includes(scope));
  const smallest = areas.filter((e) => !areas.some((other) => other !== e && e.contains(other)));
  return one(smallest, `area with “${scope}”`);
}

function pressable(root, what) {
  if (isSelector(what)) return one([...root.querySelectorAll(what)].filter(seen), what);
  const all = [...root.querySelectorAll("a[href],button,summary,[role=button],input[type=submit],label")].filter(seen);
  return best(all, words, what, `link or button “${what}”`);
}

function labelled(root, what, kinds) {
  if (isSelector(what)) return one([...root.querySelectorAll(what)], what);
  const text = (field) => {
    const labels = [...(field.labels ?? [])].map((l) => {
      const copy = l.cloneNode(true);
      for (const mark of copy.querySelectorAll("small")) mark.remove();
      return squeeze(copy.textContent);
    });
    return labels[0] ?? squeeze(field.getAttribute("aria-label"));
  };
  return best([...root.querySelectorAll(kinds)], text, what, `field “${what}”`);
}

// leaves says whether pressing the element opens another page.
function leaves(e) {
  const link = e.closest("a[href]");
  if (link) return !link.getAttribute("href").startsWith("#") && !link.hasAttribute("download") && !link.target && !hx(link);
  const button = e.closest("button,input[type=submit]");
  return !!button?.form && button.type === "submit" && !button.disabled && !hx(button) && !hx(button.form);
}
const hx = (e) => ["get", "post", "put", "delete"].some((v) => e.hasAttribute("hx-" + v));

const steps = {
  // press says where to press, once nothing covers the element there.
  press({ scope, what }) {
    const e = pressable(scoped(scope), what);
    if (e.disabled) throw new Error(`“${what}” is disabled`);
    if (e.closest("[aria-busy=true]")) throw new Error(`“${what}” takes no press yet`);
    e.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const r = e.getClientRects()[0];
    let x = r.x + r.width / 2, y = r.y + r.height / 2;
    const hit = document.elementFromPoint(x, y);
    if (!hit || !(e.contains(hit) || hit.contains(e) || hit.closest("label")?.control === e)) {
      throw new Error(`“${what}” is covered by ${hit ? hit.outerHTML.slice(0, 120) : "nothing"}`);
    }
    window.browsertestPage = true; // gone once another page is shown
    const wanted = words(e);
    window.browsertestHit = false; // a part that is shown anew may move the element away from under the press
    window.browsertestPressed = false;
    const note = (event) => {
      window.browsertestPressed = true;
      const at = event.target.closest("a[href],button,summary,[role=button],input,label");
      window.browsertestHit = e.contains(event.target) || (!!at && (at.control === e || words(at) === wanted));
    };
    document.addEventListener("click", note, { capture: true, once: true });
    return { x, y, leaves: leaves(e) };
  },
  arrived() {
    if (window.browsertestPage || document.readyState !== "complete") throw new Error("the next page is not there");
    return true;
  },
  fill({ scope, what, value }) {
    const e = labelled(scoped(scope), what, "input:not([type=radio],[type=checkbox],[type=file],[type=hidden]),textarea");
    if (e.disabled || e.readOnly) throw new Error(`field “${what}” cannot be changed`);
    e.focus();
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), "value").set.call(e, value);
    if (e.value.replace(/\r/g, "") !== value) throw new Error(`field “${what}” does not take “${value}”`);
    e.dispatchEvent(new Event("input", { bubbles: true }));
    e.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  },
  select({ scope, what, value }) {
    const e = labelled(scoped(scope), what, "select");
    const option = best([...e.options], (o) => squeeze(o.textContent), value, `answer “${value}” of “${what}”`);
    e.value = option.value;
    e.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  },
  choose({ scope, what }) {
    const e = labelled(scoped(scope), what, "input[type=radio],input[type=checkbox]");
    if (e.disabled) throw new Error(`“${what}” cannot be chosen`);
    e.click();
    return true;
  },
  // mark gives the field an address that the protocol can use.
  mark({ scope, what }) {
    const e = labelled(scoped(scope), what, "input[type=file]");
    e.setAttribute("data-browsertest", "file");
    return true;
  },
  value({ scope, what }) {
    return labelled(scoped(scope), what, "input,textarea,select").value;
  },
  see({ scope, what }) {
    const root = scoped(scope);
    const text = squeeze((root.body ?? root).innerText);
    if (!text.includes(squeeze(what))) throw new Error(`“${what}” is not on the page`);
    return true;
  },
  notSee({ scope, what }) {
    const root = scoped(scope);
    if (squeeze((root.body ?? root).innerText).includes(squeeze(what))) throw new Error(`“${what}” is on the page`);
    return true;
  },
  text({ scope, what }) {
    return words(one([...scoped(scope).querySelectorAll(what)].filter(seen), what));
  },
  count({ scope, what }) {
    return [...scoped(scope).querySelectorAll(what)].filter(seen).length;
  },
  // sideways names what sticks out to the right, if the page can be moved sideways.
  sideways() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll"));
    return ["page is " + document.documentElement.scrollWidth + " wide in " + width, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 160))];
  },
};
