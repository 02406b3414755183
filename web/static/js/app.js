// Small helps on top of plain forms; every page works without them. Attributes in the markup switch
// them on: data-confirm, data-guard, data-autosave, data-drop, data-print, data-focus.
"use strict";
(() => {
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
  const content = (form) => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
  const guarded = new Map(); // form -> its content when it was shown
  let leaving = false; // a form is being sent, so nothing is lost

  // A second press while the first is under way does nothing; the key in the form covers the rest.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return e.preventDefault();
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) return e.preventDefault();
    if (e.defaultPrevented) return;
    form.dataset.sent = "1";
    leaving = true;
    if (e.submitter) e.submitter.setAttribute("aria-busy", "true");
  });

  // A page that comes back from the history must be usable again.
  window.addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    leaving = false;
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const b of document.querySelectorAll("[aria-busy]")) b.removeAttribute("aria-busy");
  });

  window.addEventListener("beforeunload", (e) => {
    if (leaving) return;
    for (const [form, before] of guarded) {
      if (form.isConnected && content(form) !== before) return e.preventDefault();
    }
  });

  // Saves two seconds after the last change, and again every five seconds until the server has it.
  function autosave(form) {
    const status = form.querySelector("[data-saved]");
    let timer, saved = content(form);
    const later = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
    const say = (text, failed) => { status.textContent = text; status.classList.toggle("failed", failed); };
    async function save() {
      const body = content(form);
      if (form.dataset.sent || body === saved) return;
      if (form.dataset.later) { // it may not be saved now; who says so keeps it meanwhile
        say(form.dataset.later, false);
        return later(1000);
      }
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST", body, redirect: "manual",
          headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Autosave": "1" },
        });
        if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
          return say("登录已过期，尚未保存。请另开页面登录，再回到本页继续。", true);
        }
        if (answer.headers.has("X-Later")) return later(2000);
        if (answer.status === 409) return say("另一台设备上的内容更新，本页没有保存。请刷新本页核对。", true);
        if (!answer.ok) throw new Error(answer.status);
        const version = answer.headers.get("X-Version");
        if (version && form.elements.version) form.elements.version.value = version;
        saved = version ? content(form) : body;
        if (guarded.has(form)) guarded.set(form, saved);
        say(`已保存 ${clock()}`, false);
      } catch {
        say("未保存，重试中", true);
        later(5000);
      }
    }
    form.addEventListener("input", () => later(2000));
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  }

  // Files may be dropped on the whole zone; their names are read out.
  function dropZone(zone) {
    const input = zone.querySelector("input[type=file]");
    const text = zone.querySelector("[data-drop-text]");
    text.hidden = false;
    text.setAttribute("role", "status");
    const over = (on) => (e) => { e.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (e) => {
      over(false)(e);
      if (!e.dataTransfer.files.length) return;
      input.files = e.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      if ("send" in zone.dataset) input.form.requestSubmit();
    });
    input.addEventListener("change", () => {
      const names = [...input.files].map((f) => f.name);
      text.textContent = names.length ? `已选 ${names.length} 个文件：${names.join("、")}` : "也可以把文件拖到这里。";
    });
  }

  function enhance(root) {
    for (const form of root.querySelectorAll("form[data-guard]")) guarded.set(form, content(form));
    for (const form of root.querySelectorAll("form[data-autosave]")) autosave(form);
    for (const zone of root.querySelectorAll("[data-drop]")) dropZone(zone);
    for (const button of root.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    }
    root.querySelector("[data-focus]")?.focus();
  }

  // A form's answer stands at an address that only takes what is sent: going back to it, or reloading it, would send
  // the form again. The history gets the address of the page instead.
  const { again } = document.documentElement.dataset;
  if (again) history.replaceState(history.state, "", again);

  enhance(document);

  // Paper has no folds: what stands behind them in a list is printed as well.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("main details.fold:has(> table.list)").forEach((d) => { d.open = true; });
  });

  // An open menu closes by Escape and by a press elsewhere.
  const close = (menu) => { menu.open = false; };
  document.addEventListener("click", (e) => {
    for (const menu of document.querySelectorAll("details.user[open]")) if (!menu.contains(e.target)) close(menu);
  });
  document.addEventListener("keydown", (e) => {
    const menu = e.key === "Escape" && document.querySelector("details.user[open]");
    if (menu) { close(menu); menu.querySelector("summary").focus(); }
  });
})();
