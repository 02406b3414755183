// The clock on a screen in the hall, and a soft change of scenes.
const tick = () => {
  const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  for (const t of document.querySelectorAll("[data-clock]")) if (t.textContent !== now) t.textContent = now;
};
tick();
setInterval(tick, 1000);
document.addEventListener("live:shown", tick);
