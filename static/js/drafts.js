// Keeps what was typed in <form data-draft="name">: a reload, a lost link or an expired session loses nothing.
// One draft per officer and form, on this device, for three days; cleared once the server has taken it.
const words = JSON.parse(document.querySelector('meta[name="face-words"]')?.content || "{}");
const officer = document.body.dataset.officer || "public";
const DAYS = 3;
const SENT = "draft-sent";
const key = (name) => `draft:${officer}:${name}`;
// A hidden field is kept only where it says data-kept: tokens and versions must never come back from a draft
const kept = (field) => field.name && !field.disabled &&
  (field.type === "hidden" ? "kept" in field.dataset : !["password", "file", "submit", "button"].includes(field.type));

function collect(form) {
  const values = {};
  for (const field of form.elements) {
    if (!kept(field)) continue;
    if (["checkbox", "radio"].includes(field.type)) { (values[field.name] ??= []); if (field.checked) values[field.name].push(field.value); }
    else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else values[field.name] = [field.value];
  }
  return values;
}

function fill(form, values) {
  for (const field of form.elements) {
    if (!kept(field) || !(field.name in values)) continue;
    const wanted = values[field.name];
    if (["checkbox", "radio"].includes(field.type)) field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else field.value = wanted[0] ?? "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function read(name) {
  try {
    const draft = JSON.parse(localStorage.getItem(key(name)));
    return draft && Date.now() - draft.at < DAYS * 86400000 ? draft : null;
  } catch { return null; }
}

function drop(name) { localStorage.removeItem(key(name)); }

function offer(form, draft) {
  const bar = document.createElement("div");
  bar.className = "notice gap-b";
  bar.setAttribute("role", "status");
  const said = document.createElement("p");
  const time = new Date(draft.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  said.textContent = (words.kept || "%(time)s").replace("%(time)s", time);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn plain mini";
  button.textContent = words.drop || "×";
  button.onclick = () => { drop(form.dataset.draft); form.reset(); bar.remove(); };
  bar.append(said, button);
  form.prepend(bar);
}

// What was sent is cleared when a signed-in page answers that does not show the same form again.
// A page that shows the same form empty (save and next) says so with data-draft-done="name".
function settle() {
  for (const done of document.querySelectorAll("[data-draft-done]")) drop(done.dataset.draftDone);
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  // The sign-in page and the error pages: the server did not take it
  if (!sent || !document.body.dataset.officer || document.body.classList.contains("sign-in")) return;
  if (!document.querySelector(`form[data-draft="${CSS.escape(sent)}"]`)) drop(sent);
}

function watch(form) {
  const name = form.dataset.draft;
  const draft = read(name);
  const answered = form.querySelector(".form-sum, .error");
  if (draft && !answered) { fill(form, draft.values); offer(form, draft); }
  let waiting = 0;
  const save = () => {
    clearTimeout(waiting);
    waiting = 0;
    localStorage.setItem(key(name), JSON.stringify({ at: Date.now(), values: collect(form) }));
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, 300); });
  form.addEventListener("reset", () => { clearTimeout(waiting); waiting = 0; });
  // On the document, after the dialog that may ask back
  document.addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented) { save(); sessionStorage.setItem(SENT, name); }
  });
  addEventListener("pagehide", () => { if (waiting) save(); });
}

settle();
for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
document.addEventListener("htmx:afterSwap", settle);
