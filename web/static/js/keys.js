// Keys of the console: each leads to a place and presses nothing. They do nothing while somebody types.
const places = {
  KeyN: () => document.querySelector(".nowcol .btn:not(.plain, .danger, .quiet, [disabled])") ?? document.querySelector(".nowcol :is(.btn, input, select, textarea)"),
  KeyA: () => document.querySelector(".sheet .current a, .sheet a"),
  KeyS: () => document.querySelector(".seats .btn") ?? document.querySelector(".nowcol [aria-labelledby=seats]"),
  KeyO: () => document.querySelector("#other")?.closest(".card")?.querySelector("summary"),
  KeyD: () => document.querySelector(".scenes .btn"),
  KeyT: () => document.querySelector(".hallforms textarea"),
  Slash: () => { const list = document.querySelector(".keys"); list.open = true; return list.querySelector("summary"); },
};
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
  const at = places[e.code]?.();
  if (!at) return;
  e.preventDefault();
  if (at.tabIndex < 0) at.tabIndex = -1;
  at.focus();
  at.scrollIntoView({ block: "center" });
});
