// The shell of every inside page: keys, menus, lists, dialogs, toasts. Pages work without it.
const words = JSON.parse(document.querySelector('meta[name="face-words"]')?.content || "{}");
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

// Search box, Ctrl+Enter, shortcuts named by data-key
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && event.ctrlKey) {
    const form = event.target.closest?.("form");
    if (form && !form.role) { event.preventDefault(); form.requestSubmit(one(".btn.go", form) || undefined); }
    return;
  }
  if (event.ctrlKey || typing(event.target) || one("dialog[open]")) return;
  if (event.key === "/") { event.preventDefault(); one("#find")?.select(); one("#find")?.focus(); return; }
  const shortcut = all("[data-key]").find((link) => link.dataset.key === event.key.toLowerCase());
  if (shortcut && !event.shiftKey) { event.preventDefault(); shortcut.click(); return; }
  listKey(event);
});

// A careful form: Enter goes on to the next field, it never submits by accident
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || event.defaultPrevented) return;
  if (!input.matches?.("form[data-careful] input:not([type=submit], [type=file])")) return;
  event.preventDefault();
  const fields = all("input:not([type=hidden]), select, textarea, button", input.form).filter((field) => field.offsetParent);
  fields[fields.indexOf(input) + 1]?.focus();
});

// The fold of the rail is a checkbox; the server reads the cookie
one("#fold")?.addEventListener("change", (event) => {
  document.cookie = `fold=${event.target.checked ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
});

// Menus close on Escape and on a click elsewhere
document.addEventListener("click", (event) => {
  for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details[data-menu][open]")) { menu.open = false; one("summary", menu)?.focus(); }
});

// Lists: j and k move, Enter opens, x selects
const rows = () => all("[data-list] tr[data-row]");
function listKey(event) {
  const list = rows();
  if (!list.length) return;
  const here = list.findIndex((row) => row.hasAttribute("aria-current"));
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    const next = list[Math.min(Math.max(here + step, 0), list.length - 1)];
    list[here]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    (one("a[href]:not(.plate)", next) || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if (event.key === "x" && here >= 0) {
    one("[data-pick]", list[here])?.click();
    event.preventDefault();
  } else if (event.key === "Enter" && here >= 0 && !event.target.closest("a, button, summary")) {
    one("a[href]:not(.plate)", list[here])?.click();
  }
}

// The selection and its bar
function count() {
  const bar = one("[data-bulk]");
  if (!bar) return;
  const picks = all("[data-pick]");
  const chosen = picks.filter((pick) => pick.checked).length;
  one("[data-count]", bar).textContent = chosen;
  bar.hidden = !chosen && !one("[data-pick-all]", bar)?.checked;
  const page = one("[data-pick-page]");
  if (page) { page.checked = chosen > 0 && chosen === picks.length; page.indeterminate = chosen > 0 && chosen < picks.length; }
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-page]")) for (const pick of all("[data-pick]")) pick.checked = event.target.checked;
  if (event.target.matches("[data-pick], [data-pick-page], [data-pick-all]")) count();
});
document.addEventListener("reset", () => setTimeout(count));
count();

// A live region renews itself, but never under somebody's hands
document.addEventListener("htmx:beforeRequest", (event) => {
  const live = event.target;
  if (!live.matches?.("[data-live]")) return;
  if (document.hidden || live.contains(document.activeElement) || one("[data-pick]:checked, details[open]", live)) event.preventDefault();
});
document.addEventListener("htmx:afterSwap", count);

// Dialogs; data-confirm asks back before a form is sent
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) { one(`dialog#${CSS.escape(opener.dataset.open)}`)?.showModal(); return; }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});
document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ? event.submitter : event.target;
  const dialog = one("dialog#confirm");
  if (!asked.dataset.confirm || !dialog || asked.dataset.confirmed) { delete asked.dataset.confirmed; busy(event); return; }
  event.preventDefault();
  const submitter = event.submitter;
  one("[data-confirm-text]", dialog).textContent = asked.dataset.confirm;
  const yes = one("[data-confirm-yes]", dialog);
  if (asked.dataset.confirmGo) yes.textContent = asked.dataset.confirmGo;
  yes.onclick = () => { dialog.close(); asked.dataset.confirmed = "1"; event.target.requestSubmit(submitter || undefined); };
  one("[data-confirm-no]", dialog).onclick = () => dialog.close();
  dialog.showModal();
  yes.focus();
});

// One submission at a time: a second click while the first is under way does nothing
function busy(event) {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
}
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
});

// Toasts: what was done floats for a while; errors stay where they are
function toast(text) {
  const box = document.createElement("div");
  box.className = "toast";
  const said = document.createElement("span");
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn plain mini";
  close.textContent = words.close || "×";
  close.onclick = () => box.remove();
  box.append(said, close);
  one("#toasts")?.append(box);
  setTimeout(() => { if (!box.matches(":hover, :focus-within")) box.remove(); }, 10000);
}
addEventListener("load", () => setTimeout(() => {
  for (const notice of all("[data-toast]")) { toast(one("p", notice).textContent); notice.remove(); }
}));
document.addEventListener("htmx:sendError", () => toast(words.offline));
document.addEventListener("htmx:responseError", () => toast(words.failed));
document.addEventListener("toast", (event) => toast(event.detail?.value ?? event.detail));

// The summary of errors takes the focus when there is one
one("[data-focus]")?.focus();
