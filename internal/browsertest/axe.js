// Runs axe on the page, once in full for each way it looks: another size of screen that shows the same
// things in the same colours and type can only bring controls nearer together or let a part scroll.
const look = () => [...document.body.querySelectorAll("*")].map((e) => {
  if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return "";
  const s = getComputedStyle(e);
  return [s.display, s.position, s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.fontSize, s.fontWeight].join();
}).join(";");

const geometry = ["target-size", "scrollable-region-focusable"];
const levels = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

const checked = (window.browsertestLooks ??= new Set());
const now = document.title + document.body.innerHTML + look();
const runOnly = checked.has(now) ? { type: "rule", values: geometry } : { type: "tag", values: levels };
checked.add(now);
const found = await axe.run(document, { preload: false, iframes: false, runOnly, resultTypes: ["violations"] });
return found.violations.map((v) => v.id + ": " + v.help + "\n    " + v.nodes.slice(0, 4).map((n) =>
  n.html.slice(0, 200) + "\n      " + (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join("\n    "));
