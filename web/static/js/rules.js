// The county's rules as a form: finds a value by its words and unfolds the chapter a link leads to. Without script
// the chapters are folded and unfolded by hand.
const chapters = [...document.querySelectorAll("details.rules")];
const find = document.querySelector("#find"), found = document.querySelector("#found"), all = document.querySelector("[data-open-all]");
const advice = found.textContent;
let before; // which chapters were unfolded when the search began

function search() {
  const words = find.value.trim().toLowerCase();
  before ??= chapters.map((c) => c.open);
  let hits = 0;
  chapters.forEach((chapter, n) => {
    const fields = [...chapter.querySelector(".fields").children];
    const title = chapter.querySelector("summary").textContent.toLowerCase();
    const fits = fields.map((f) => !words || title.includes(words) || f.textContent.toLowerCase().includes(words));
    fields.forEach((f, i) => { f.hidden = !fits[i]; });
    hits += words ? fits.filter(Boolean).length : 0;
    chapter.hidden = !fits.includes(true);
    chapter.open = words ? !chapter.hidden : before[n];
  });
  found.textContent = !words ? advice : hits ? `找到 ${hits} 项` : "没有这样的项，换一个词试试";
  if (!words) before = undefined;
}

// reveal shows what the address leads to, whatever hides it.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const chapter = target?.closest("details.rules");
  if (!chapter) return;
  if (find.value) {
    find.value = "";
    search();
  }
  chapter.open = true;
  target.scrollIntoView();
}

find.addEventListener("input", search);
addEventListener("hashchange", reveal);
for (const a of document.querySelectorAll(".contents a, .alert a")) a.addEventListener("click", () => setTimeout(reveal));
all.addEventListener("click", () => {
  const open = all.textContent === "全部展开";
  for (const c of chapters) c.open = open;
  all.textContent = open ? "全部收起" : "全部展开";
});
find.closest("[data-find]").hidden = all.hidden = false;
reveal();
