// Checks a signed permit. The token stands after # and never leaves the phone unless there is a connection to ask with.
const root = document.querySelector("[data-permit-key]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

function say(name, on = true) {
  root.querySelector(`[data-say="${name}"]`).hidden = !on;
}

function show(said) {
  const values = { ...said, days: `${said.f} – ${said.t}`, w: said.w.join(", "), r: said.r.join("—") };
  for (const cell of root.querySelectorAll("[data-of]")) cell.textContent = values[cell.dataset.of] || "—";
}

async function genuine(head, tail) {
  const key = await crypto.subtle.importKey("raw", bytes(root.dataset.permitKey), { name: "Ed25519" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "Ed25519" }, key, bytes(tail), bytes(head));
}

async function ask(token) {
  try {
    const answer = await fetch(`${root.dataset.live}?t=${encodeURIComponent(token)}`, { cache: "no-store" });
    const told = await answer.json();
    root.querySelector("[data-state]").textContent = told.sentence;
    say(told.genuine ? "genuine" : "forged");
  } catch {
    say("offline");
  }
}

async function check() {
  const token = location.hash.slice(1);
  if (!token) return;
  say("none", false);
  for (const name of ["genuine", "forged", "unable", "offline"]) say(name, false);
  const [head, tail] = token.split(".");
  try {
    const fine = await genuine(head, tail);
    say(fine ? "genuine" : "forged");
    if (!fine) return;
    show(JSON.parse(new TextDecoder().decode(bytes(head))));
  } catch (fault) {
    if (!(fault instanceof DOMException) || fault.name !== "NotSupportedError") {
      say("forged");
      return;
    }
    say("unable");
  }
  await ask(token);
}

window.addEventListener("hashchange", check);
check();
