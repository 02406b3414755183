// The clock of the room, and how long a rest or a vote still lasts. Without script the time itself stands there.
const tick = () => {
  const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  const say = (e, text) => { if (e.textContent !== text) e.textContent = text; };
  for (const t of document.querySelectorAll("[data-clock]")) say(t, now);
  for (const t of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(t.dataset.until) - Date.now()) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    say(t, left > 0 ? `还有 ${two(Math.floor(left / 60))}:${two(left % 60)}` : t.dataset.over ?? "时间已到，请入座");
  }
};
tick();
setInterval(tick, 1000);
document.addEventListener("live:shown", tick);
