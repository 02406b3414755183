// The sums of a count while a scrutineer types it: what adds up, and what is missing or too much. The server
// checks the same when the count is sent, so the page works without this.
const form = document.querySelector("form:has([data-sum])");
const number = (name) => {
  const text = form.elements[name].value.trim();
  return /^\d+$/.test(text) ? Number(text) : null;
};
const parts = [["yes", "赞成"], ["no", "反对"], ["abstain", "弃权"], ["invalid", "无效"]];

// ofPerson says how far one line has come; right is null while numbers are still missing.
function ofPerson(id, returned) {
  const values = parts.map(([name]) => number(`${name}-${id}`));
  const typed = values.filter((v) => v !== null);
  const sum = typed.reduce((a, b) => a + b, 0);
  if (!typed.length) return { right: null, text: "" };
  if (typed.length < values.length) return { right: null, text: `已填合计 ${sum}${returned === null ? "" : `，收回 ${returned}`}` };
  const written = `${parts.map(([, label], n) => `${label} ${values[n]}`).join(" + ")} = ${sum}`;
  if (returned === null) return { right: null, text: `${written}，请填收回票` };
  if (sum === returned) return { right: true, text: `${written}，与收回 ${returned} 相符` };
  return { right: false, text: `${written}，比收回 ${returned} ${sum < returned ? "少" : "多"} ${Math.abs(sum - returned)} 票，请核对` };
}

function ofBallots(present, issued, returned) {
  if (issued === null && returned === null) return { right: null, text: "" };
  if (issued !== null && issued > present) return { right: false, text: `发出 ${issued} 票，比出席 ${present} 人多 ${issued - present} 票，请核对` };
  if (issued === null || returned === null) return { right: null, text: `出席 ${present} 人，请填${issued === null ? "发出票" : "收回票"}` };
  if (returned > issued) return { right: false, text: `收回 ${returned} 票，比发出 ${issued} 票多 ${returned - issued} 票。请重新清点；确实多出的照实提交，本轮无效，重新投票` };
  return { right: true, text: `收回 ${returned} + 未投 ${issued - returned} = 发出 ${issued}，发出 ${issued} + 未领 ${present - issued} = 出席 ${present}，相符` };
}

function show(line, { right, text }) {
  line.hidden = !text;
  line.classList.toggle("wrong", right === false);
  if (line.textContent !== text) line.textContent = text;
}

function add() {
  const lines = [...form.querySelectorAll("[data-sum]")];
  const returned = number("returned"), issued = number("issued");
  const all = lines.map((line) => {
    const found = line.dataset.sum ? ofPerson(line.dataset.sum, returned) : ofBallots(Number(line.dataset.present), issued, returned);
    show(line, found);
    return found.right;
  });
  const over = issued !== null && returned !== null && returned > issued;
  const wrong = all.filter((r) => r === false).length, open = all.filter((r) => r === null).length;
  show(form.querySelector("[data-sum-all]"), over ? { right: false, text: "收回多于发出" }
    : wrong ? { right: false, text: `${wrong} 处不符，标出的请重新核对` }
      : open ? { right: null, text: `还有 ${open} 处没有填完` } : { right: true, text: "全部相符，可以提交" });
}

if (form) {
  form.addEventListener("input", add);
  add();
}
