// Filing on the pages as a browser without a script does it: forms, cookies, uploads; then the script's own requests
// (autosave, tus). usage: ENGINE=… node tests/wire/filing.mjs
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Program, program_close_all } from '../browser/lib/program.mjs';
import { pdf, png } from '../browser/lib/papers.mjs';
import { sha256, Api } from '../browser/lib/api.mjs';

const engine = process.env.ENGINE || 'sqlite';
const program = await Program.start({ engine });
let failed = 0;

async function test(name, run) {
  try {
    await run();
    console.log(`ok filing-${engine}: ${name}`);
  } catch (e) {
    failed++;
    console.log(`not ok filing-${engine}: ${name}`);
    for (const line of `${e.message}\n${(e.stack || '').split('\n').filter((l) => /filing\.mjs/.test(l)).slice(0, 3).join('\n')}`.split('\n').slice(0, 15)) console.log(`# ${line.slice(0, 300)}`);
  }
}

const text_of = (html) => html.replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
const attribute = (tag, name) => { const m = tag.match(new RegExp(`\\s${name}="([^"]*)"`)); return m ? text_of(m[1]) : null; };

// What a page asks for, as a browser would send it back untouched.
function form_of(html) {
  const start = html.indexOf('<form', html.indexOf('<main'));
  const form = html.slice(start, html.indexOf('</form>', start));
  const fields = [];
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const type = attribute(tag, 'type') || 'text', name = attribute(tag, 'name');
    if (!name || type === 'file' || (/radio|checkbox/.test(type) && !/\schecked\b/.test(tag))) continue;
    fields.push([name, attribute(tag, 'value') ?? 'on']);
  }
  for (const m of form.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g)) fields.push([attribute(m[1], 'name'), text_of(m[2])]);
  for (const m of form.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
    const chosen = [...m[2].matchAll(/<option\b[^>]*>/g)].find(([o]) => /\sselected\b/.test(o));
    fields.push([attribute(m[1], 'name'), chosen ? attribute(chosen[0], 'value') : '']);
  }
  return Object.fromEntries(fields);
}

class Browser {
  constructor() { this.jar = new Map(); }

  async ask(path, init = {}) {
    const cookie = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    const r = await fetch(path.startsWith('http') ? path : program.base + path, { redirect: 'manual', ...init, headers: { 'accept-language': 'vi', ...(cookie && { cookie }), ...init.headers } });
    for (const c of r.headers.getSetCookie()) {
      const [pair] = c.split(';');
      this.jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    this.status = r.status;
    this.headers = r.headers;
    this.html = init.method === 'HEAD' ? '' : await r.text();
    if (r.status === 303) return this.ask(new URL(r.headers.get('location'), program.base).href, {});
    this.path = new URL(r.url).pathname;
    return this;
  }

  get(path) { return this.ask(path); }

  // Sends the form of the page with some answers changed; with files as multipart.
  async send(change = {}, files = null, path = null) {
    const fields = { ...form_of(this.html), ...change };
    for (const k of Object.keys(fields)) if (fields[k] === null) delete fields[k];
    const to = path || this.path + (this.search || '');
    if (!files) return this.ask(to, { method: 'POST', body: new URLSearchParams(fields) });
    const body = new FormData();
    for (const [k, v] of Object.entries(fields)) body.set(k, v);
    for (const [k, bytes, name] of files) body.append(k, new Blob([bytes]), name);
    return this.ask(to, { method: 'POST', body });
  }

  get token() { return form_of(this.html)._t; }

  async sign_in(role) {
    const a = program.account(role);
    await this.get('/sign-in');
    await this.send({ login: a.login, password: a.password });
    assert.notEqual(this.path, '/sign-in', `${role} signs in`);
    return this;
  }

  faults() { const m = this.html.match(/<div class="summary"[\s\S]*?<\/div>/); return m ? [...m[0].matchAll(/<li><a href="([^"]*)"/g)].map((x) => text_of(x[1])) : []; }
}

const CODE = '1.004884'; // has the generic form
const applicant = { ho_ten: 'Lò Thị Thử', so_dinh_danh: '012185000011', dien_thoai: '0912 000 111', 'noi_cu_tru.tinh': '12', 'noi_cu_tru.xa': 'Phường Tân Phong', 'noi_cu_tru.chi_tiet': 'Bản thử số 1' };

async function begin(b) {
  await b.get(`/procedures/${CODE}/start`);
  await b.send({ unit: 'H35.102', return_form: '0' });
  assert.match(b.path, /^\/drafts\/\d+\/pages\/1$/);
  return b.path.match(/\d+/)[0];
}
async function answer_all(b) {
  await b.send(applicant);
  await b.send({ thay_mat: 'ban_than' });
  await b.send({ noi_dung: 'Đề nghị đăng ký lại khai sinh theo giấy tờ kèm theo.' });
  assert.match(b.path, /papers$/, `after the form: ${b.path} ${b.status} ${b.faults()}`);
}
const keys = (b) => [...b.html.matchAll(/name="paper\.(\w+)"/g)].map((m) => m[1]);
const photo = png(), paper = pdf();

await test('a procedure that is filed online says so and leads there', async () => {
  const b = await new Browser().get(`/procedures/${CODE}`);
  assert.ok(b.html.includes(`href="/procedures/${CODE}/start"`));
});

await test('a stranger files; signs in before he submits; the draft comes along; one dossier', async () => {
  const b = new Browser();
  const id = await begin(b);
  await answer_all(b);
  await b.send({}, keys(b).map((k, i) => [`paper.${k}`, i ? photo : paper, i ? 'ảnh.png' : 'tờ khai.pdf']));
  assert.match(b.path, /check$/, `${b.faults()}`);
  assert.ok(b.html.includes('tờ khai.pdf') && b.html.includes('ảnh.png') && b.html.includes('Bản thử số 1'));
  await b.send();
  assert.equal(b.path, '/sign-in');
  const a = program.account('citizen');
  await b.send({ login: a.login, password: a.password });
  assert.equal(b.path, `/drafts/${id}/check`);
  const page = b.html;
  await b.send();
  assert.equal(b.status, 422, 'the declaration is asked');
  assert.ok(b.html.includes('Bản thử số 1'));
  await b.send({ agree: '1' });
  assert.match(b.path, /^\/mine\/H35.*\/done$/);
  const code = b.path.split('/')[2];
  assert.ok(b.html.includes(code));
  const again = new Browser();
  again.jar = b.jar;
  again.html = page;
  again.path = `/drafts/${id}/check`;
  await again.send({ agree: '1' });
  assert.equal(again.path, `/mine/${code}/done`, 'a second submission shows the first one');
  await b.get(`/drafts/${id}/pages/1`);
  assert.equal(b.path, `/mine/${code}/done`, 'back shows the receipt');
  const { body } = await new Api(program.base, a.token).get(`dossiers/${code}`);
  assert.equal(body.answers.dien_thoai, '0912000111');
  assert.ok(body.papers.some((p) => p.sha256 === sha256(photo)) && body.papers.some((p) => p.sha256 === sha256(paper)));
});

await test('two submissions at once make one dossier', async () => {
  const b = await new Browser().sign_in('citizen');
  await begin(b);
  await answer_all(b);
  await b.send({}, keys(b).map((k) => [`paper.${k}`, paper, 'a.pdf']));
  const body = () => new URLSearchParams({ ...form_of(b.html), agree: '1' });
  const cookie = [...b.jar].map(([k, v]) => `${k}=${v}`).join('; ');
  const to = await Promise.all([0, 1, 2, 3].map(() => fetch(program.base + b.path, { method: 'POST', redirect: 'manual', headers: { cookie }, body: body() }).then((r) => `${r.status} ${r.headers.get('location')}`)));
  assert.equal(new Set(to).size, 1, to.join());
  assert.match(to[0], /^303 \/mine\/H35/);
});

const birth = [
  { ho_ten: 'Lò Thị Mẩy', so_dinh_danh: '012185000011', dien_thoai: '0912000111', 'noi_cu_tru.tinh': '12', 'noi_cu_tru.xa': 'Phường Tân Phong', quan_he: 'me' },
  { ten_con: 'Lò Minh Khôi', gioi_tinh: 'nam', ngay_sinh: '20/11/2026', dan_toc: '01', quoc_tich: 'vn' },
  { tai_co_so_y_te: 'true', ten_co_so: 'Bệnh viện tỉnh', 'noi_sinh.tinh': '12', 'noi_sinh.xa': 'Phường Tân Phong', 'que_quan.tinh': '12', 'que_quan.xa': 'Phường Tân Phong' },
  { 'cha_me.0.vai_tro': 'me', 'cha_me.0.ho_ten': 'Lò Thị Mẩy', 'cha_me.0.ngay_sinh': '1985', 'cha_me.0.dan_toc': '01', 'cha_me.0.quoc_tich': 'vn', 'cha_me.0.noi_o.tinh': '12', 'cha_me.0.noi_o.xa': 'Phường Tân Phong', da_ket_hon: 'true' },
  { co_gcs: 'true' },
  { can_ban_sao: 'true', ban_sao: '3' },
];
const words_of = (html) => text_of(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

await test('a birth with three copies: one sum everywhere, no marriage certificate demanded, one declaration, the first step can be changed', async () => {
  const b = await new Browser().sign_in('citizen');
  await b.get('/procedures/1.001193/start');
  await b.send({ unit: 'H35.102', return_form: '0' });
  const id = b.path.match(/\d+/)[0];
  for (const page of birth) {
    await b.send(page);
    assert.notEqual(b.status, 422, `${b.path}: ${b.faults()}`);
    assert.ok(!/Tôi cam đoan/.test(words_of(b.html)), `declared at the end, not at ${b.path}`);
  }
  assert.match(b.path, /papers$/, 'the declaration is no page');
  assert.deepEqual(keys(b).sort(), ['p2', 'p4']);
  await b.send({}, [['paper.p2', paper, 'giấy chứng sinh.pdf']]);
  assert.match(b.path, /check$/, `what the catalogue does not demand is not demanded: ${b.faults()}`);
  const seen = words_of(b.html);
  assert.match(seen, /Phải trả 24\.000/);
  assert.ok(!seen.includes('Miễn phí'), 'one sum');
  assert.match(seen, /Nơi nộp .*Cơ quan giải quyết UBND phường Tân Phong .*Nhận kết quả Tại bộ phận một cửa/);
  assert.equal(b.html.match(/type="checkbox"/g).length, 1, 'one box');
  assert.ok(b.html.includes(`href="/drafts/${id}/start?from=check"`));
  await b.get(`/drafts/${id}/start?from=check`);
  await b.send({ return_form: '1' }, null, `/drafts/${id}/start?from=check`);
  assert.equal(b.path, `/drafts/${id}/check`, 'and back to the check');
  assert.match(words_of(b.html), /Nhận kết quả Qua bưu chính công ích/);
  await b.send();
  assert.equal(b.status, 422);
  assert.deepEqual(b.faults(), [`/drafts/${id}/check#f-agree`], 'told once');
  await b.send({ agree: '1' });
  assert.match(b.path, /\/done$/);
  assert.match(words_of(b.html), /Phải trả 24\.000/, 'on the receipt');
  const code = b.path.split('/')[2], counter = new Api(program.base, program.account('counter').token);
  await b.get(`/mine/${code}`);
  const { body } = await counter.get(`dossiers/${code}`);
  const mine = words_of(b.html);
  assert.match(mine, /Phải trả 24\.000/, 'and on its page');
  assert.ok(mine.includes(`Mã kiểm tra ${body.check.replace(/(.{4})(?=.)/g, '$1 ')}`), 'the owner reads the check value');
  assert.match(b.html, /aria-label="Tiếp nhận: còn [^"]+"/, 'the clock says which one it is');
  assert.match(mine, /Trả lời tiếp nhận trước/);
  assert.equal(body.answers.cam_doan, true, 'the declaration stands on record');
  assert.deepEqual({ ...body.owed, items: undefined }, { amount: 24000, taken: 0, left: 24000, items: undefined });
  const accepted = await counter.move(code, 'accept', body.version);
  assert.equal(accepted.body.owed.amount, 24000, JSON.stringify(accepted.body).slice(0, 200));
});

await test('a wrong page shows all its faults, keeps what was typed and saves it', async () => {
  const b = new Browser();
  const id = await begin(b);
  await b.send({ ...applicant, dien_thoai: '12', so_dinh_danh: 'abc', ho_ten: '' });
  assert.equal(b.status, 422);
  assert.deepEqual(b.faults().sort(), ['#f-dien_thoai', '#f-ho_ten', '#f-so_dinh_danh']);
  assert.match(b.html, /<title>Lỗi/);
  assert.ok(form_of(b.html).dien_thoai === '12' && form_of(b.html).so_dinh_danh === 'abc');
  await b.get(`/drafts/${id}/pages/1`);
  assert.ok(form_of(b.html).dien_thoai === '12' && form_of(b.html)['noi_cu_tru.xa'] === 'Phường Tân Phong');
  await b.get(`/drafts/${id}/check`);
  await b.sign_in('citizen');
  await b.get(`/drafts/${id}/check`);
  await b.send({ agree: '1' });
  assert.equal(b.status, 422);
  const urls = b.faults();
  assert.ok(urls.includes(`/drafts/${id}/pages/1?from=check#f-dien_thoai`) && urls.some((u) => u.includes('/papers?from=check#f-paper.')), urls.join());
  b.search = '?from=check';
  await b.get(`/drafts/${id}/pages/1?from=check`);
  await b.send(applicant, null, `/drafts/${id}/pages/1?from=check`);
  assert.equal(b.path, `/drafts/${id}/check`, 'a mended page goes back to the check');
});

await test('what the record knows is filled in, with its source', async () => {
  const b = await new Browser().sign_in('citizen');
  await begin(b);
  const f = form_of(b.html);
  assert.match(f.ho_ten, /Lò Thị Mẩy/);
  assert.equal(f.so_dinh_danh, '012185000011');
  assert.equal(f['noi_cu_tru.tinh'], '12');
  assert.match(b.html, /Lấy từ hồ sơ cá nhân/);
});

await test('the script saves from the first letter; signing out loses nothing; another account sees nothing', async () => {
  const b = await new Browser().sign_in('citizen');
  const id = await begin(b);
  const save = (who, more) => who.ask(`/drafts/${id}/save`, { method: 'POST', headers: { 'mc-token': b.token_kept }, body: new URLSearchParams({ _page: `/drafts/${id}/pages/1`, ...more }) });
  b.token_kept = b.token;
  await save(b, { ...applicant, dien_thoai: '09' });
  assert.equal(b.status, 204);
  await b.get('/mine');
  assert.ok(b.html.includes(`/drafts/${id}`), 'it stands in my list');
  await b.ask('/sign-out', { method: 'POST', body: new URLSearchParams({ _t: b.html.match(/name="_t" value="([^"]*)"/)[1] }) });
  await b.get(`/drafts/${id}/pages/1`);
  assert.equal(b.path, '/sign-in');
  await b.sign_in('citizen');
  await b.get(`/drafts/${id}/pages/1`);
  assert.equal(form_of(b.html).dien_thoai, '09');
  const other = await new Browser().sign_in('business');
  for (const path of [`/drafts/${id}`, `/drafts/${id}/pages/1`, `/drafts/${id}/papers`, `/drafts/${id}/check`]) {
    await other.get(path);
    assert.equal(other.status, 404, path);
  }
  await b.get('/mine');
  await b.ask(`/drafts/${id}/drop`, { method: 'POST', body: new URLSearchParams({ _t: b.html.match(/name="_t" value="([^"]*)"/)[1] }) });
  assert.equal(b.path, '/mine');
  assert.ok(!b.html.includes(`/drafts/${id}"`), 'it is gone');
});

await test('rows of a list are added and removed without a script', async () => {
  const b = new Browser();
  await b.get('/procedures/1.001612/start');
  await b.send({ unit: 'H35.102', return_form: '1' });
  const id = b.path.match(/\d+/)[0];
  await b.get(`/drafts/${id}/pages/3`);
  await b.send({ 'nganh.0.ten': 'Bán tạp hoá', add: 'nganh' });
  assert.equal(form_of(b.html)['nganh.0.ten'], 'Bán tạp hoá');
  assert.equal(form_of(b.html)['nganh.1.ten'], '');
  await b.send({ 'nganh.1.ten': 'Xay xát', remove: 'nganh.0' });
  assert.equal(form_of(b.html)['nganh.0.ten'], 'Xay xát');
  assert.equal(form_of(b.html)['nganh.1.ten'], undefined);
});

await test('papers: several files, a disguised one is refused beside a good one, one is removed', async () => {
  const b = new Browser();
  const id = await begin(b);
  await answer_all(b);
  const [first] = keys(b);
  await b.send({}, [[`paper.${first}`, paper, 'một.pdf'], [`paper.${first}`, photo, 'hai.png'], [`paper.${first}`, Buffer.from('MZ\x90\0 a program'), 'ba.pdf']]);
  assert.equal(b.status, 422);
  assert.ok(b.faults().includes(`#f-paper.${first}`));
  assert.ok(b.html.includes('một.pdf') && b.html.includes('hai.png') && !b.html.includes('ba.pdf'));
  const remove = b.html.match(/name="remove" value="(\d+)"/)[1];
  await b.send({ remove }, []);
  assert.equal(b.path, `/drafts/${id}/papers`);
  assert.ok(!b.html.includes('một.pdf') && b.html.includes('hai.png'));
});

await test('an officer does not file here', async () => {
  const b = await new Browser().sign_in('counter');
  await b.get(`/procedures/${CODE}/start`);
  await b.send({ unit: 'H35.102', return_form: '0' });
  assert.equal(b.status, 403);
});

// ---- papers in pieces, as mc.js sends them ----
const b64 = (t) => Buffer.from(t).toString('base64');
async function create(b, id, key, size, name = 'ảnh chụp.pdf') {
  await b.ask(`/drafts/${id}/papers/${key}/upload`, { method: 'POST', headers: { 'mc-token': b.token_kept, 'tus-resumable': '1.0.0', 'upload-length': `${size}`, 'upload-metadata': `filename ${b64(name)},filetype ${b64('application/pdf')}` } });
  return b.headers.get('location');
}
const offset = async (b, at) => { await b.ask(at, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } }); return b.status < 300 ? Number(b.headers.get('upload-offset')) : b.status; };
const piece = (b, at, from, bytes) => b.ask(at, { method: 'PATCH', headers: { 'mc-token': b.token_kept, 'tus-resumable': '1.0.0', 'upload-offset': `${from}`, 'content-type': 'application/offset+octet-stream' }, body: bytes });

// Announces `bytes` and breaks the line after `sent` of them.
function broken(b, at, from, bytes, sent) {
  const { hostname, port } = new URL(program.base);
  const cookie = [...b.jar].map(([k, v]) => `${k}=${v}`).join('; ');
  return new Promise((yes) => {
    const s = connect(Number(port), hostname, () => {
      s.write(`PATCH ${at} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\nMC-Token: ${b.token_kept}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: ${from}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`);
      s.write(bytes.subarray(0, sent), () => setTimeout(() => s.destroy(), 300));
    });
    s.on('error', () => {});
    s.on('close', () => setTimeout(yes, 300));
  });
}
async function at_papers(role) {
  const b = role ? await new Browser().sign_in(role) : new Browser();
  const id = await begin(b);
  b.token_kept = b.token;
  await b.get(`/drafts/${id}/papers`);
  return { b, id, key: keys(b)[0] };
}

await test('an upload broken in the middle goes on from there and becomes a file of the draft', async () => {
  const { b, id, key } = await at_papers();
  const big = pdf('Ảnh', 900_000);
  const at = await create(b, id, key, big.length);
  assert.equal(b.status, 201);
  assert.match(at, /^\/uploads\/[0-9a-f]{32}$/);
  assert.equal(await offset(b, at), 0);
  await piece(b, at, 0, big.subarray(0, 100_000));
  assert.equal(b.status, 204);
  await broken(b, at, 100_000, big.subarray(100_000), 300_000);
  const had = await offset(b, at);
  assert.ok(had > 100_000 && had <= 400_000, `${had} bytes are kept`);
  await piece(b, at, had + 1, big.subarray(had + 1));
  assert.equal(b.status, 409, 'a gap is refused');
  await piece(b, at, had, big.subarray(had));
  assert.equal(b.status, 204, b.html);
  assert.equal(Number(b.headers.get('upload-offset')), big.length);
  assert.equal(await offset(b, at), big.length, 'who did not hear the answer asks again');
  await b.get(`/drafts/${id}/papers`);
  assert.ok(b.html.includes('ảnh chụp.pdf'));
  assert.equal(b.html.match(/name="remove"/g).length, 1);
});

await test('an upload is its owner\'s alone', async () => {
  const { b, id, key } = await at_papers('citizen');
  const at = await create(b, id, key, paper.length);
  const other = await new Browser().sign_in('business');
  await other.get('/mine');
  other.token_kept = other.html.match(/name="_t" value="([^"]*)"/)[1];
  assert.equal(await offset(other, at), 404);
  await piece(other, at, 0, paper);
  assert.equal(other.status, 404);
  await create(other, id, key, 100);
  assert.equal(other.status, 404);
  await other.ask(at, { method: 'DELETE', headers: { 'mc-token': other.token_kept } });
  assert.equal(other.status, 404);
  assert.equal(await offset(b, at), 0);
  await b.ask(at, { method: 'DELETE', headers: { 'mc-token': b.token_kept, 'tus-resumable': '1.0.0' } });
  assert.equal(b.status, 204);
  assert.equal(await offset(b, at), 404);
});

await test('a disguised file, an empty one and one too large are refused in words', async () => {
  const { b, id, key } = await at_papers();
  const program_file = Buffer.concat([Buffer.from('MZ\x90\0'), randomBytes(70_000)]);
  const at = await create(b, id, key, program_file.length, 'giay-to.pdf');
  await piece(b, at, 0, program_file);
  assert.equal(b.status, 422);
  assert.match(b.html, /PDF/);
  assert.ok(!/[{<]/.test(b.html), 'a sentence, for the page');
  assert.equal(await offset(b, at), 404, 'it is gone');
  await create(b, id, key, 0);
  assert.equal(b.status, 422);
  await create(b, id, key, 500_000_000);
  assert.equal(b.status, 413);
  assert.match(b.html, /MB/);
  await b.get(`/drafts/${id}/papers`);
  assert.ok(!b.html.includes('name="remove"'));
});

await test('a draft nobody touched for thirty days is gone, and so are its uploads', async () => {
  const { b, id, key } = await at_papers('citizen');
  const at = await create(b, id, key, paper.length);
  writeFileSync(join(program.data, 'clock'), String(31 * 86_400_000));
  try {
    await program.restart();
    const later = await new Browser().sign_in('citizen');
    let status = 0;
    for (let i = 0; i < 100 && status !== 404; i++) {
      await later.get(`/drafts/${id}/pages/1`);
      status = later.status;
      await new Promise((r) => setTimeout(r, 200));
    }
    assert.equal(status, 404);
    assert.equal(await offset(later, at), 404);
  } finally { writeFileSync(join(program.data, 'clock'), '0'); }
});

await program_close_all();
process.exit(failed ? 1 : 0);
