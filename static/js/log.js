// Log a violation: plate entry, offence search by keyboard, one-key choice of a known driver, evidence by drop or paste.
// A live look-up never chooses anything: driver, licence check, informing and statement are always the officer's own keys.
const form = document.querySelector('[data-log]');
const $ = (selector) => form.querySelector(selector);
const all = (selector) => [...form.querySelectorAll(selector)];
const CHINESE = /[\u4e00-\u9fff]/;
const changed = (field) => ['input', 'change'].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
const ask = () => { if (code.value) htmx.trigger($('#answer'), 'refresh'); };

// ── What a draft holds for fields that only appear after a look-up
const draft = (() => {
  try {
    return JSON.parse(localStorage.getItem(`draft:${document.body.dataset.officer || 'public'}:${form.dataset.draft}`))?.values ?? {};
  } catch { return {}; }
})();
const answered = form.previousElementSibling?.matches('.form-sum') || $('.error');

// ── Plate: province from the key pad, letters upper-case, one hidden field for the whole
const part = $('[data-plate-part]');
const whole = $('[name=plate]');
const shown = () => $('[data-card]')?.dataset.card ?? '';
const province = () => $('[name=prov]:checked')?.value ?? '鲁';
let looked = shown();

function typedPlate() {
  let text = part.value.toUpperCase().replace(/[\s·•.\-]/g, '');
  const pasted = text.search(/[\u4e00-\u9fff][A-Z]/);
  if (pasted > 0) text = text.slice(pasted);
  if (CHINESE.test(text.charAt(0))) {
    const radio = $(`[name=prov][value="${text.charAt(0)}"]`);
    if (!radio) return text;
    radio.checked = true;
    text = text.slice(1);
  }
  if (part.value !== text) part.value = text;
  return text.length > 1 ? province() + text : '';
}
function joinPlate() {
  whole.value = typedPlate();
  $('[data-province]').textContent = CHINESE.test(whole.value.charAt(0)) ? whole.value.charAt(0) : province();
  if (whole.value === looked || (whole.value && whole.value.length < 7)) return;
  looked = whole.value;
  const kind = $('[name=plate_kind]');
  if (kind) kind.value = '';
  lookUp();
}
function lookUp() { htmx.trigger(whole, 'look'); }
part.addEventListener('input', (event) => { if (!event.isComposing) joinPlate(); });
part.addEventListener('compositionend', joinPlate);
part.addEventListener('keydown', (event) => { if (isEnter(event)) { event.preventDefault(); next(search); } });
for (const radio of all('[name=prov]')) radio.addEventListener('change', () => { joinPlate(); part.focus(); });

// ── Where the cursor goes: the first thing that is still missing
const isEnter = (event) => event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.isComposing;
const empty = (field) => field && field.offsetParent && !field.value;
function next(first) {
  const open = [first, ...(code.value ? [] : [search]), ...all('#facts input'), $('[name=place]')].find(empty);
  (open || (empty($('[name=party__name]')) ? $('[data-driver]') || $('[name=party__name]') : $('[name=licence_checked]'))).focus();
}

// ── Offence: a combobox over server-made options
const search = $('#offence_code');
const hits = $('#hits');
const code = $('[name=offence_code]');
const options = () => [...hits.querySelectorAll('[role=option]')];
let at = 0;
let hitsFor = '';
let pending = false;
let moveOn = false;
function mark(index) {
  const list = options();
  search.setAttribute('aria-expanded', String(list.length > 0));
  if (!list.length) { search.removeAttribute('aria-activedescendant'); return; }
  at = (index + list.length) % list.length;
  list.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
  search.setAttribute('aria-activedescendant', list[at].id);
  list[at].scrollIntoView({ block: 'nearest' });
}
function close() { hits.replaceChildren(); mark(0); hitsFor = ''; }
function choose(option) {
  code.value = option.dataset.code;
  search.value = `${option.dataset.code} ${option.dataset.name}`;
  close();
  moveOn = true;
  changed(code);
}
function enter() {
  if (code.value) { next(); return; }
  pending = search.value.trim() !== hitsFor;
  if (!pending && options().length) choose(options()[at]);
}
search.addEventListener('input', () => { code.value = ''; });
search.addEventListener('focus', () => search.select());
search.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') { mark(at + 1); event.preventDefault(); }
  else if (event.key === 'ArrowUp') { mark(at - 1); event.preventDefault(); }
  else if (event.key === 'Escape') close();
  else if (isEnter(event)) { event.preventDefault(); enter(); }
});
hits.addEventListener('mousedown', (event) => event.preventDefault());
hits.addEventListener('click', (event) => { const option = event.target.closest('[role=option]'); if (option) choose(option); });
form.addEventListener('click', (event) => { const quick = event.target.closest('[data-quick]'); if (quick) choose(quick); });
$('#facts').addEventListener('keydown', (event) => {
  if (!isEnter(event) || event.target.matches('textarea')) return;
  event.preventDefault();
  next();
});

// ── What the server sends back
const swapped = {
  hits(detail) {
    hitsFor = String(detail.requestConfig.parameters.offence_search ?? '').trim();
    if (code.value) { close(); return; }
    mark(0);
    if (pending && hitsFor === search.value.trim()) { pending = false; if (options().length) choose(options()[0]); }
  },
  card: ask,
  party(detail) {
    all('[data-driver]').forEach((one) => one.setAttribute('aria-pressed', String(one === detail.requestConfig.elt)));
    changed($('[name=party__id_no]'));
    next();
  },
  facts() {
    for (const field of all('#facts input:not([type=hidden])')) if (!field.value && draft[field.name]) field.value = draft[field.name][0];
    if (all('#facts input:not([type=hidden])').some((field) => field.value)) ask();
  },
  answer(detail) {
    if ($('#bar .btn.go[value=oral_warning], #bar .btn.go[value=exempt]')) $('#educate').open = true;
    if (!moveOn || detail.requestConfig.parameters.offence_code !== code.value) return;
    moveOn = false;
    setTimeout(next);
  },
};
document.body.addEventListener('htmx:afterSwap', (event) => swapped[event.detail.target.id]?.(event.detail));
document.body.addEventListener('htmx:oobAfterSwap', (event) => { if (event.detail.target.id === 'facts') swapped.facts(); });

// ── Keys: Alt and a figure takes a known driver, Alt and a letter what carries it; Ctrl+Enter also outside a field
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.ctrlKey && !form.contains(event.target) && !event.target.closest('form, dialog')) {
    form.requestSubmit($('.btn.go') || undefined);
    return;
  }
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const key = event.code.replace(/^(Digit|Numpad|Key)/, '').toLowerCase();
  const target = /^[1-9]$/.test(key) ? all('[data-driver]')[Number(key) - 1] : $(`[data-alt="${key}"]`);
  if (!target) return;
  event.preventDefault();
  htmx.process(target);  // it may have come in a moment ago
  if (target.matches('button, [type=checkbox], [type=radio]')) target.click();
  if (!target.matches('button')) target.focus();
});
form.addEventListener('change', (event) => {
  if (event.target.name !== 'statement' || event.target.value !== 'given') return;
  $('#said').open = true;
  $('[name=statement_text]').focus();
});

// ── Evidence: drop or paste as well as choose
const files = $('#evidence');
const list = $('[data-files]');
function showFiles() {
  list.replaceChildren(...all('[name=evidence]').flatMap((input) => [...input.files]).map((file) => {
    const item = document.createElement('li');
    item.textContent = `${file.name || 'image'} · ${Math.max(1, Math.round(file.size / 1024))} kB`;
    return item;
  }));
}
function addFiles(more) {
  const together = new DataTransfer();
  [...files.files, ...more].forEach((file) => together.items.add(file));
  files.files = together.files;
  showFiles();
}
for (const input of all('[name=evidence]')) input.addEventListener('change', showFiles);
const drop = $('.drop');
drop.addEventListener('dragover', (event) => { event.preventDefault(); drop.classList.add('over'); });
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', (event) => { event.preventDefault(); drop.classList.remove('over'); addFiles(event.dataTransfer.files); });
document.addEventListener('paste', (event) => { if (event.clipboardData?.files.length) addFiles(event.clipboardData.files); });

// ── Place from the phone, only when asked
$('[data-locate]').addEventListener('click', () => navigator.geolocation?.getCurrentPosition((here) => {
  $('[name=longitude]').value = here.coords.longitude.toFixed(6);
  $('[name=latitude]').value = here.coords.latitude.toFixed(6);
  $('[name=datum]').value = 'WGS84';
}));

// ── The beginning: a restored draft is looked up again; a discarded one leaves nothing behind
form.addEventListener('reset', () => setTimeout(() => location.reload()));
document.addEventListener('DOMContentLoaded', () => {
  if (whole.value && !part.value.trim()) part.value = whole.value.slice(1);
  $('[data-province]').textContent = province();
  if (document.activeElement === part) part.setSelectionRange(part.value.length, part.value.length);
  if (whole.value && whole.value !== shown()) { looked = whole.value; lookUp(); }
  if (!answered) ask();
});
