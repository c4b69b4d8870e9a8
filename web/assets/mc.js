/* mc.js: what a page gains with a script; every page works without it. ES2018.
 * data-once draft when swap live upload keys scan; data-idle on <body>. */
(() => {
'use strict';
const D = document, W = window, { assign } = Object;
const $ = (s, r) => (r || D).querySelector(s), $$ = (s, r) => Array.from((r || D).querySelectorAll(s));
const on = (t, f, o) => D.addEventListener(t, f, o), at = (e, a) => e.getAttribute('data-' + a);
// null forgets one, no key all
const keep = (k, v) => {
  try {
    const l = localStorage;
    if (!k) l.clear();
    if (v === undefined) return JSON.parse(l.getItem('mc:' + k));
    if (v === null) l.removeItem('mc:' + k); else l.setItem('mc:' + k, JSON.stringify(v));
  } catch (e) { return null; }
};
const ask = (u, o) => fetch(u, assign({ credentials: 'same-origin' }, o, { headers: assign({ 'MC-Token': ($('[name=_t]') || {}).value || '', 'MC-Fragment': '1' }, o && o.headers) }));
const post = (u, body) => ask(u, { method: 'POST', body: new URLSearchParams(body) });
const parse = t => new DOMParser().parseFromString(t, 'text/html');
const say = t => { $('#say').textContent = t; clearTimeout(say.t); say.t = setTimeout(() => say(''), 5000); };
const typing = e => e && /^(SELECT|TEXTAREA|INPUT)$/.test(e.tagName) && !/^(checkbox|radio|file)$/.test(e.type);
const seen = e => e.getClientRects().length;
const make = (t, c, x) => assign(D.createElement(t), { className: c || '', textContent: x || '' });

// one submit is one submit
const sent = new Set();
const release = f => { sent.delete(f); $$('.btn', f).forEach(b => b.removeAttribute('aria-disabled')); };
on('submit', e => {
  const f = e.target;
  if (e.defaultPrevented || at(f, 'once') === null) return;
  if (sent.has(f)) e.preventDefault();
  sent.add(f);
  $$('.btn', f).forEach(b => b.setAttribute('aria-disabled', 'true'));
});
W.addEventListener('pageshow', () => sent.forEach(release));

// drafts: kept here until the server has it
const answers = f => Array.from(new FormData(f)).filter(p => typeof p[1] === 'string' && p[0] !== '_t');
function draft(f) {
  const key = 'draft:' + location.pathname, mark = $('[data-saved]', f), old = keep(key);
  let timer, fails = 0;
  const later = ms => { clearTimeout(timer); timer = setTimeout(send, ms); };
  const send = () => post(at(f, 'draft'), answers(f).concat([['_page', location.pathname]])).then(r => {
    if (!r.ok) throw 0;
    keep(key, null);
    fails = 0;
    if (mark) mark.textContent = at(mark, 'saved').replace('%s', new Date().toTimeString().slice(0, 5));
  }).catch(() => later(Math.min(60, 5 << fails++) * 1000));
  for (const [n, v] of old || []) for (const i of $$('[name="' + n + '"]:not([type=hidden])', f)) {
    if (/^(radio|checkbox)$/.test(i.type)) i.checked = i.checked || i.value === v; else if (!i.value) i.value = v;
  }
  if (old) send();
  f.addEventListener('input', () => { keep(key, answers(f)); later(900); });
  f.addEventListener('submit', () => clearTimeout(timer));
  W.addEventListener('online', () => keep(key) && send());
}

// show and hide: the server decides
function value(f, n) {
  const i = f.elements[n] || {}, t = i.type && at(i, 'type'), x = i.type === 'checkbox' ? String(i.checked) : i.value || '';
  if (t === 'date') return x.split('/').reverse().map(q => q.padStart(2, '0')).join('-');
  return t === 'money' ? x.replace(/\D/g, '') : /^(true|false)$/.test(x) ? x === 'true' : x;
}
const yes = q => q && q !== '0' && q.length !== 0;
const ops = {
  '==': (a, b) => a === b, '!=': (a, b) => a !== b, '<': (a, b, c) => a < b && !(b >= c), '<=': (a, b, c) => a <= b && !(b > c),
  '>': (a, b) => a > b, '>=': (a, b) => a >= b,
  '!': a => !yes(a), '!!': yes, in: (a, b) => b.indexOf(a) >= 0, '+': (...q) => q.reduce((a, b) => a + b), '-': (a, b) => a - b,
  '*': (a, b) => a * b, '/': (a, b) => a / b, len: a => String(a).length
};
function logic(r, v) {
  if (Array.isArray(r)) return r.map(x => logic(x, v));
  if (!r || typeof r !== 'object') return r;
  const op = Object.keys(r)[0], q = [].concat(r[op]), x = i => logic(q[i], v);
  let i = 0;
  if (op === 'var') return v(x(0)) || (q.length > 1 ? x(1) : v(x(0)));
  if (op === 'and' || op === 'or') { while (i < q.length - 1 && !yes(x(i)) === (op === 'or')) i++; return x(i); }
  if (op === 'if') { while (i + 1 < q.length && !yes(x(i))) i += 2; return x(i + 1 < q.length ? i + 1 : i); }
  return ops[op](...q.map((y, j) => x(j)).map(y => typeof y === 'string' && y && !isNaN(y) ? +y : y));
}
const whens = f => $$('[data-when]', f).forEach(e => {
  try { e.hidden = !yes(logic(JSON.parse(at(e, 'when')), n => value(f, n))); } catch (x) { e.hidden = false; }
});
on('input', e => e.target.form && whens(e.target.form));

let going;
async function swap(url, where, o, back) {
  if (going) going.abort();
  going = new AbortController();
  try {
    const r = await ask(url, assign({ signal: going.signal }, o)), doc = parse(await r.text());
    if (!$(where, doc) || !$(where)) where = 'main';
    const part = $(where, doc);
    $(where).replaceWith(part);
    D.title = doc.title;
    if (!back) history.pushState(0, '', r.status === 422 ? location.href : r.url);
    $$('[data-list] a').forEach(a => a.href === location.href ? a.setAttribute('aria-current', 'true') : a.removeAttribute('aria-current'));
    init(part);
    const h = $('[data-focus],h1,h2', part) || part;
    h.tabIndex = -1;
    h.focus();
  } catch (e) { if (e.name !== 'AbortError') location.href = url; }
}
on('click', e => {
  const a = e.target.closest('a[data-swap]');
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  swap(a.href, at(a, 'swap'));
});
on('submit', e => {
  const f = e.target;
  if (e.defaultPrevented || !f.matches('[method=get][data-swap]')) return;
  e.preventDefault();
  swap(f.action.split('?')[0] + '?' + new URLSearchParams(new FormData(f)), at(f, 'swap')).then(() => release(f));
});
W.addEventListener('popstate', () => swap(location.href, 'main', null, true));

setInterval(() => {
  const e = $('[data-live]'), now = D.activeElement;
  if (!e || D.hidden || $('dialog[open]') || typing(now)) return;
  ask(at(e, 'live') || location.href).then(r => r.text()).then(t => {
    const n = $('#' + e.id, parse(t)), url = e.contains(now) && now.href, top = e.scrollTop;
    if (!n || n.innerHTML === e.innerHTML) return;
    e.replaceWith(n);
    n.scrollTop = top;
    $$('a', n).filter(a => a.href === url).forEach(a => a.focus());
  }).catch(() => {});
}, 15000);

// uploads: tus 1.0
let busy = 0, after;
async function shrink(file) {
  if (!/^image.(jpeg|png|webp)/.test(file.type) || file.size < 6e5) return file;
  try {
    const m = await createImageBitmap(file), k = Math.min(1, 2000 / Math.max(m.width, m.height)), c = make('canvas');
    c.width = m.width * k;
    c.height = m.height * k;
    c.getContext('2d').drawImage(m, 0, 0, c.width, c.height);
    const b = await new Promise(f => c.toBlob(f, 'image/jpeg', 0.8));
    return b.size < file.size ? new File([b], file.name.replace(/\.\w+$/, '.jpg'), b) : file;
  } catch (e) { return file; }
}
const b64 = s => btoa(unescape(encodeURIComponent(s)));
async function tus(url, file, key, step) {
  const put = (u, method, headers, body) => ask(u, { method, headers: assign({ 'Tus-Resumable': '1.0.0' }, headers), body });
  let to = keep(key), off = -1, miss = 0, r;
  while (off < file.size) {
    try {
      if (!to) {
        r = await put(url, 'POST', { 'Upload-Length': file.size, 'Upload-Metadata': 'filename ' + b64(file.name) + ',filetype ' + b64(file.type || 'x/x') });
        keep(key, to = r.headers.get('Location'));
      } else if (off < 0) r = await put(to, 'HEAD');
      else r = await put(to, 'PATCH', { 'Upload-Offset': off, 'Content-Type': 'application/offset+octet-stream' }, file.slice(off, off + 262144));
      if (r.ok) { off = Number(r.headers.get('Upload-Offset')); miss = 0; step(off); continue; }
    } catch (e) { r = { status: 503 }; }
    off = -1;
    if (/404|410/.test(r.status) && to) keep(key, to = null);
    else if (r.status < 500 && r.status !== 409 && r.status !== 460) { keep(key, null); throw Error(await r.text()); }
    step(-1);
    await new Promise(f => setTimeout(f, 1000 << Math.min(4, miss++)));
  }
  keep(key, null);
}
async function upload(input, file, words, whole) {
  const into = input.closest('.paper'), list = $('.files', into) || input.parentNode.insertBefore(make('ul', 'files'), input);
  const li = make('li'), box = make('span', '', file.name), note = make('small'), bar = make('progress'), mb = n => (n / 1e6).toFixed(1) + ' MB';
  bar.setAttribute('aria-label', file.name);
  box.append(note, bar);
  li.append(box);
  list.append(li);
  busy++;
  try {
    const f = whole ? file : await shrink(file);
    if (f.size > at(input, 'max')) throw Error(words[4]);
    bar.max = f.size;
    await tus(at(input, 'upload'), f, 'tus:' + location.pathname + file.name + f.size + file.lastModified, n => {
      note.textContent = n < 0 ? words[2] : words[0].replace('%s', mb(n)).replace('%s', mb(f.size));
      bar.value = Math.max(n, bar.value);
    });
    note.textContent = words[1];
    bar.remove();
    const n = parse(await (await ask(location.href)).text()).getElementById(into.id).querySelector('.files');
    if (n && !$('progress', list)) list.replaceWith(n);
  } catch (e) { note.textContent = e.message || words[3]; note.className = 'err'; bar.remove(); }
  if (!--busy && after) { release(after); after.requestSubmit($('.go .btn', after)); }
}
function uploads(i) {
  const words = at(i, 'words').split('|'), l = make('label', 'tick'), c = assign(make('input'), { type: 'checkbox' });
  l.append(c, make('span', 'hint', words[5]));
  i.after(l);
  i.addEventListener('change', () => { const fs = Array.from(i.files); i.value = ''; fs.reduce((p, f) => p.then(() => upload(i, f, words, c.checked)), Promise.resolve()); });
  i.form.addEventListener('submit', e => { if (busy) { e.preventDefault(); after = i.form; say(words[6]); } });
}

// keys
let first = '', late;
const spec = e => at(e, 'keys'), keyed = () => $$('[data-keys]').filter(seen);
function press(e) {
  if (typing(e)) e.select ? e.select() : e.focus(); else e.click();
  const d = e.closest('summary') && e.parentNode, i = d && d.open && $('input:not([type=hidden]),select,textarea', d);
  if (i) i.focus();
}
function rows(step) {
  const all = $$('[data-list] a[data-row]'), now = all.indexOf(D.activeElement), i = now < 0 ? all.findIndex(a => a.hasAttribute('aria-current')) : now;
  const n = all[Math.max(0, i + step)];
  if (n) n.focus();
}
on('keydown', e => {
  clearTimeout(late);
  if (e.defaultPrevented || e.isComposing || e.altKey || $('dialog[open]')) return;
  const ctrl = e.ctrlKey || e.metaKey, now = D.activeElement, open = now.closest('.moves [open]');
  let k = e.key.length > 1 && /^Key/.test(e.code) ? e.code[3].toLowerCase() : e.key;
  if (k === 'Escape' && open) { open.open = false; open.firstElementChild.focus(); }
  if (ctrl) k = 'Ctrl+' + k;
  else {
    if (k.length > 1 || typing(now) || keep('keys') === 0) return;
    const pair = first;
    first = pair ? '' : k;
    if (pair) k = pair + ' ' + k;
    else if (keyed().some(x => spec(x).startsWith(k + ' '))) return;
    first = '';
  }
  const all = keyed().filter(x => spec(x) === k), el = all.find(x => x.closest('form') && x.closest('form').contains(now)) || all[0];
  const step = !el && $('[data-list]') && { j: 1, k: -1 }[k];
  if (!el && !step) return;
  e.preventDefault();
  late = setTimeout(() => el ? press(el) : rows(step), !ctrl && $('[data-scan]') ? 60 : 0);
});
function sheet(d) {
  const dl = $('.keys', d), had = {}, list = $('[data-list]'), box = $('[data-keys-switch]', d);
  const row = (k, t) => { if (!had[k]) dl.append(had[k] = make('dt', '', k), make('dd', '', t)); };
  dl.textContent = '';
  if (list) at(list, 'list').split('|').forEach((t, i) => row('jk'[i], t));
  keyed().forEach(e => {
    const c = e.cloneNode(true), l = e.labels && e.labels[0];
    $$('kbd,b', c).forEach(x => x.remove());
    row(spec(e), (l || c).textContent || e.getAttribute('aria-label') || e.placeholder);
  });
  box.checked = keep('keys') !== 0;
  box.onchange = () => keep('keys', box.checked ? null : 0);
}
on('click', e => {
  const b = e.target.closest('[data-open],[data-print]'), d = b && D.getElementById(at(b, 'open'));
  if (b && !d) W.print();
  if (d) { sheet(d); d.showModal(); }
});

// a scanner: 8 or more keys, 50 ms apart at most, Enter; digits by e.code: no IME changes them
let burst = '', last = 0, field, before;
on('keydown', e => {
  const s = $('[data-scan]'), fast = e.timeStamp - last <= 50, card = $('[data-scan-card]');
  if (!s || e.key === 'Shift') return;
  last = e.timeStamp;
  if (!fast) { burst = ''; field = D.activeElement; before = field.value; }
  if (e.key !== 'Enter' || !fast || burst.length < 8) { burst += /^(Digit|Numpad)\d/.test(e.code) ? e.code.slice(-1) : '.'; return; }
  if (typing(field) && !/^\d{8}/.test(burst)) return; // quick fingers or an input method, not a scanner
  e.preventDefault();
  e.stopPropagation();
  clearTimeout(late);
  if (typing(field)) field.value = before;
  const mod = Array.from(burst).reduce((m, d) => (m * 10 + Number(d)) % 97, 0);
  if (/^[1-9]\d{13}$/.test(burst) && mod === 1) location.href = at(s, 'scan').replace('%s', burst);
  else if (card && /^\d{12}(\D|$)/.test(burst)) { card.value = burst.slice(0, 12); $('[name=lookup]').click(); }
  else {
    say(at(s, 'scan-bad'));
    const a = new AudioContext(), o = a.createOscillator();
    o.connect(a.destination);
    o.start();
    o.stop(0.25);
  }
  burst = '';
}, true);

// idle: the page covers itself
const idle = D.body.dataset.idle * 1000, lock = $('#lock');
let seenAt = 0;
const touch = () => { if (Date.now() - seenAt > 2000 && !lock.open) keep('seen', seenAt = Date.now()); };
const cover = () => { post('/lock', { _t: $('[name=_t]').value }).catch(() => {}); $$('dialog[open]').forEach(d => d.close()); lock.showModal(); };
if (lock && idle) {
  touch();
  ['pointerdown', 'pointermove', 'keydown', 'scroll'].forEach(t => on(t, touch, true));
  lock.addEventListener('cancel', e => e.preventDefault());
  setInterval(() => { if (!lock.open && Date.now() - Math.max(seenAt, keep('seen')) > idle) cover(); }, 1000);
}
on('submit', e => {
  const f = e.target, to = f.getAttribute('action');
  if (to === '/sign-out') keep();
  if (!lock || (to !== '/lock' && to !== '/unlock')) return;
  e.preventDefault();
  if (to === '/lock') { cover(); return; }
  post(to, new FormData(f)).then(r => {
    $('.err', f).hidden = r.ok;
    f.reset();
    if (r.ok) { lock.close(); touch(); }
  });
});

function init(r) {
  $$('[data-open],[data-print]', r).forEach(b => { b.hidden = false; });
  $$('[data-draft]', r).forEach(draft);
  $$('form', r).forEach(whens);
  $$('[data-upload]', r).forEach(uploads);
  const f = $('[data-focus]', r);
  if (f) f.focus();
}
init(D);
})();
