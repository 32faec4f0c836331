// The party's phone: photos go up in pieces and go on where they broke off; the signature is drawn with the finger.
const PIECE = 256 * 1024;
const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function send(form, file) {
  const shown = form.querySelector('[data-progress]');
  const headers = { 'X-CSRFToken': form.querySelector('[name=csrfmiddlewaretoken]').value };
  let offset = 0;
  for (let tries = 0; offset < file.size && tries < 30;) {
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        body: file.slice(offset, offset + PIECE),
        headers: { ...headers, 'Content-Type': 'application/octet-stream', 'Upload-Offset': String(offset), 'Upload-Length': String(file.size) },
      });
      const told = await answer.json();
      if (answer.status === 409 && 'offset' in told) { offset = told.offset; tries += 1; continue; }
      if (!answer.ok) { shown.textContent = told.sentence; return; }
      offset += PIECE;
      tries = 0;
      shown.textContent = `${Math.min(100, Math.round((100 * offset) / file.size))}%`;
    } catch {
      tries += 1;
      await wait(1000);
    }
  }
  if (offset >= file.size) location.reload();
}

document.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-upload]');
  const file = form?.querySelector('[type=file]').files[0];
  if (!file) return;
  event.preventDefault();
  send(form, file);
});

const signing = document.querySelector('[data-sign]');
if (signing) {
  const pad = signing.querySelector('[data-pad]');
  const strokes = [];
  let line = null;
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    const clip = (value) => Math.max(0, Math.min(1000, Math.round(value)));
    return [clip((1000 * (event.clientX - box.left)) / box.width), clip((1000 * (event.clientY - box.top)) / box.height)];
  };
  pad.style.touchAction = 'none';
  pad.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    strokes.push([at(event)]);
    line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    pad.append(line);
  });
  pad.addEventListener('pointermove', (event) => {
    if (!line) return;
    strokes.at(-1).push(at(event));
    line.setAttribute('d', `M${strokes.at(-1).map((point) => point.join(' ')).join('L')}`);
  });
  for (const name of ['pointerup', 'pointercancel']) pad.addEventListener(name, () => { line = null; });
  signing.querySelector('[data-wipe]').addEventListener('click', () => {
    strokes.length = 0;
    pad.querySelectorAll('path:not(.ln)').forEach((path) => path.remove());
  });
  signing.addEventListener('submit', () => { signing.elements.strokes.value = JSON.stringify(strokes); });
}
