// Log a violation: plate entry, offence search by keyboard, one-key choice of a known driver, evidence by drop or paste.
const form = document.querySelector('[data-log]');
const $ = (selector) => form.querySelector(selector);
const changed = (field) => field.dispatchEvent(new Event('change', { bubbles: true }));

// ── Plate: province from the key pad, letters upper-case, one hidden field for the whole.
const part = $('[data-plate-part]');
const whole = $('[name=plate]');
const kind = $('[name=plate_kind]');
let looked = '';
function province() { return $('[name=prov]:checked')?.value ?? '鲁'; }
function joinPlate() {
  const text = part.value.toUpperCase().replace(/[\s·•\-]/g, '');
  const first = text.charAt(0);
  const full = /[\u4e00-\u9fff]/.test(first) ? text : text ? province() + text : '';
  whole.value = full;
  const output = $('[data-province]');
  if (output) output.textContent = /[\u4e00-\u9fff]/.test(first) ? first : province();
  if (full.length >= 7 && full !== looked) { looked = full; kind.value = ''; changed(whole); }
}
part.addEventListener('input', joinPlate);
for (const radio of form.querySelectorAll('[name=prov]')) radio.addEventListener('change', () => { joinPlate(); part.focus(); });
kind?.addEventListener('change', () => { if (whole.value) htmx.trigger(whole, 'change'); });

// ── Offence: a combobox over server-made options.
const search = $('#offence-search');
const hits = $('#hits');
const code = $('[name=offence_code]');
const options = () => [...hits.querySelectorAll('[role=option]')];
let at = 0;
function mark(index) {
  const all = options();
  if (!all.length) { search.removeAttribute('aria-activedescendant'); return; }
  at = (index + all.length) % all.length;
  all.forEach((option, i) => option.setAttribute('aria-selected', i === at ? 'true' : 'false'));
  search.setAttribute('aria-activedescendant', all[at].id);
  all[at].scrollIntoView({ block: 'nearest' });
}
function choose(option) {
  if (!option) return;
  code.value = option.dataset.code;
  search.value = `${option.dataset.code} ${option.dataset.name}`;
  hits.replaceChildren();
  search.setAttribute('aria-expanded', 'false');
  changed(code);
}
search.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') { mark(at + 1); event.preventDefault(); }
  else if (event.key === 'ArrowUp') { mark(at - 1); event.preventDefault(); }
  else if (event.key === 'Escape') { hits.replaceChildren(); }
  else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (options().length) choose(options()[at]); else search.dataset.pending = '1';
  }
});
document.body.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target !== hits) return;
  search.setAttribute('aria-expanded', options().length ? 'true' : 'false');
  mark(0);
  if (search.dataset.pending) { delete search.dataset.pending; choose(options()[0]); }
});
hits.addEventListener('click', (event) => choose(event.target.closest('[role=option]')));
form.addEventListener('click', (event) => {
  const quick = event.target.closest('[data-quick]');
  if (quick) choose(quick);
});

// ── A known driver is taken over by one key; never without being asked. The server fills the fields and notes the look.
document.body.addEventListener('htmx:afterSwap', (event) => {
  if (event.detail.target.id !== 'party') return;
  const chosen = event.detail.requestConfig.elt;
  form.querySelectorAll('[data-driver]').forEach((other) => other.setAttribute('aria-pressed', String(other === chosen)));
  changed($('[name=party__id_no]'));
  search.focus();
});
document.addEventListener('keydown', (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace('Digit', '').replace('Key', '').toLowerCase();
  if (/^[1-9]$/.test(key)) {
    const driver = form.querySelectorAll('[data-driver]')[Number(key) - 1];
    if (driver) { driver.click(); event.preventDefault(); }
  } else {
    const target = form.querySelector(`[data-alt="${key}"]`);
    if (target) { event.preventDefault(); target.click(); if (target.type !== 'checkbox' && target.type !== 'radio') target.focus(); }
  }
});

// ── Evidence: drop or paste as well as choose.
const files = $('[name=evidence]');
const list = $('[data-files]');
function showFiles() {
  list.replaceChildren(...[...files.files].map((file) => {
    const item = document.createElement('li');
    item.textContent = `${file.name || 'image'} · ${Math.max(1, Math.round(file.size / 1024))} kB`;
    return item;
  }));
}
function addFiles(more) {
  const all = new DataTransfer();
  [...files.files, ...more].forEach((file) => all.items.add(file));
  files.files = all.files;
  showFiles();
}
files?.addEventListener('change', showFiles);
const drop = $('.drop');
drop?.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
drop?.addEventListener('dragleave', () => drop.classList.remove('over'));
drop?.addEventListener('drop', (event) => { event.preventDefault(); drop.classList.remove('over'); addFiles(event.dataTransfer.files); });
document.addEventListener('paste', (event) => { if (event.clipboardData?.files.length) addFiles(event.clipboardData.files); });

// ── Place from the phone, only when asked.
$('[data-locate]')?.addEventListener('click', () => navigator.geolocation?.getCurrentPosition((here) => {
  $('[name=longitude]').value = here.coords.longitude.toFixed(6);
  $('[name=latitude]').value = here.coords.latitude.toFixed(6);
  $('[name=datum]').value = 'WGS84';
}));

joinPlate();
