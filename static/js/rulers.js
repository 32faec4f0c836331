// Keeps the rulers and the clock true while a page stays open. Colours and words change as the time does.
const words = JSON.parse(document.querySelector('meta[name="face-words"]')?.content || "{}");
const clock = document.querySelector("[data-clock]");
// The server's clock decides, whatever the device says
const drift = clock ? Date.parse(clock.dateTime) - Date.now() : 0;
const say = (key, n) => words[key].replace("%(n)s", n);

function duration(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  const days = Math.floor(minutes / 1440), hours = Math.floor((minutes % 1440) / 60), mins = minutes % 60;
  if (days >= 10) return say("d", days);
  if (days) return `${say("d", days)} ${hours ? say("h", hours) : ""}`.trim();
  if (hours) return `${say("h", hours)} ${mins ? say("min", mins) : ""}`.trim();
  return say("min", mins);
}

function draw(box, now) {
  const svg = box.querySelector("svg.cells[data-due]");
  if (!svg) return;
  const { begin, end, due, near, ticks } = svg.dataset;
  const cells = svg.viewBox.baseVal.width / 10;
  const run = Math.min(Math.max(((now - begin) / (end - begin)) * cells, 0), cells);
  svg.querySelector(".now")?.setAttribute("d", `M${(run * 10).toFixed(2)} -3v16`);
  for (const filled of svg.querySelectorAll(".r")) filled.remove();
  for (const unit of svg.querySelectorAll(".u")) {
    const part = Math.min(Math.max(run - unit.x.baseVal.value / 10, 0), 1);
    if (!part) continue;
    const filled = unit.cloneNode();
    filled.setAttribute("class", "r");
    filled.setAttribute("width", (unit.width.baseVal.value * part).toFixed(3));
    unit.after(filled);
  }
  const state = now > due ? "over" : now > near ? "near" : "ok";
  const worse = !box.classList.contains(state);
  if (worse) { box.classList.remove("ok", "near", "over"); box.classList.add(state); }
  if (ticks || state === "over") write(box, state, worse, state === "over" ? now - due : due - now);
}

function write(box, state, worse, seconds) {
  const amount = duration(seconds), lead = state === "over" ? "" : words.left;
  const mark = box.querySelector(".mark");
  if (mark && worse) mark.className = `mark ${state}`;
  const short = box.querySelector("[data-left]");
  if (short) { short.textContent = `${lead || words.over} ${amount}`; return; }
  const bold = box.querySelector(".due b"), said = box.querySelector(".due [data-lead]");
  if (bold) bold.textContent = amount;
  if (said) said.textContent = lead;
  if (mark && worse && words[state]) mark.textContent = words[state];
}

function tick() {
  const now = (Date.now() + drift) / 1000;
  for (const box of document.querySelectorAll("[data-ruler]")) draw(box, now);
  const bold = clock?.querySelector("b");
  if (bold) {
    bold.textContent = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" })
      .format(new Date(now * 1000));
  }
}
setInterval(tick, 30000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
