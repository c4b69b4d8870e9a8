// After filing: tracking without sign-in, a supplement answered on a phone without JavaScript, the receipt, the result.
import assert from 'node:assert/strict';
import { go } from '../lib/go.mjs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PHONE, DESK } from '../lib/world.mjs';
import { attach, pdf } from '../lib/papers.mjs';
import { Api, filing } from '../lib/api.mjs';

const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
const right = (r, what) => { assert.ok(r.status < 300, `${what}: ${r.status} ${JSON.stringify(r.body)}`); return r.body; };

// The roles' programs, and a dossier of the citizen with the generic form.
async function people(w) {
  const as = Object.fromEntries(['citizen', 'counter', 'head', 'specialist', 'leader', 'clerk'].map((r) => [r, new Api(w.base, w.program.account(r).token, 'vi')]));
  const f = await filing(as.citizen);
  const d = right(await as.citizen.create({ procedure: f.procedure.code, answers: f.answers }, f.papers()), 'filed');
  return { as, d, procedure: f.procedure };
}

async function move(as, role, d, act, body = {}) {
  return right(await as[role].move(d.code, act, d.version, body), `${role} ${act}`);
}

// From acceptance to state 9 by whoever has the step.
async function finish(as, d) {
  d = await move(as, 'counter', d, 'accept');
  d = await move(as, 'counter', d, 'hand_over');
  for (let i = 0; i < 20 && d.state === 4; i++) {
    for (const role of ['head', 'specialist', 'leader', 'clerk']) {
      const seen = right(await as[role].get(`dossiers/${d.code}`), role);
      const acts = seen.moves.map((m) => m.act);
      const form = new FormData();
      form.set('move', JSON.stringify({ number: '12/KQ', signer: 'Tẩn A Sài', signed_on: day(0) }));
      form.set('result', new Blob([pdf('Ket qua')], { type: 'application/pdf' }), 'ket-qua.pdf');
      const done = acts.includes('finish') ? await as[role].call('POST', `dossiers/${d.code}/moves/finish`, form, { 'if-match': `"${seen.version}"` }) : { status: 0 };
      if (done.status === 200) { d = done.body; break; }
      if (acts.includes('forward')) { d = await move(as, role, seen, 'forward'); break; }
    }
  }
  assert.equal(d.state, 9, 'a result is there');
  return d;
}

async function fetched(page, link) {
  const href = await link.getAttribute('href');
  const r = await page.request.get(href);
  return { status: r.status(), headers: r.headers(), body: await r.body() };
}

// A dossier of certified copies (a form with rows, and a paper that may come in pieces), its rows and its paper asked for again.
async function copies_asked_again(w) {
  const as = Object.fromEntries(['citizen', 'counter'].map((r) => [r, new Api(w.base, w.program.account(r).token, 'vi')]));
  const answers = { ho_ten: 'Lò Thị Thử', so_dinh_danh: '012185000011', dien_thoai: '0912000111', noi_cu_tru: { tinh: '12', xa: 'Phường Tân Phong', chi_tiet: 'Bản thử số 1' },
    giay_to: [{ ten: 'Bằng tốt nghiệp', so_trang: 2, so_ban: 1 }], nhan: 'dien_tu', cam_doan: true };
  const d = right(await as.citizen.create({ procedure: '2.000815', unit: 'H35.102', answers }, { p2: pdf('Ban sao') }), 'filed');
  await move(as, 'counter', d, 'ask_early', { reason: 'Danh sách giấy tờ chưa đủ.', until: day(10), faults: [
    { target: 'field:giay_to', label: 'Giấy tờ', reason: 'Còn thiếu học bạ.' }, { target: 'paper:p2', label: 'Bản sao', reason: 'Ảnh bị mờ.' }] });
  return { as, d };
}

export default function (journey) {
  journey('a supplement is answered on a phone without JavaScript', async (w) => {
    const { as, d, procedure } = await people(w);
    const paper = d.papers[0].component;
    await move(as, 'counter', d, 'ask_early', { reason: 'Nội dung chưa rõ.', until: day(10), faults: [
      { target: 'field:noi_dung', label: 'Nội dung', reason: 'Hãy ghi rõ đề nghị việc gì.' },
      { target: `paper:${paper}`, label: procedure.papers[0].name, reason: 'Ảnh bị mờ.' }] });
    const page = await w.page({ view: PHONE, role: 'citizen', js: false });
    await page.goto(`/mine/${d.code}`);
    await go(page, page.locator('main a.btn:not(.quiet)[href$="/supplement"]'));
    const words = await page.locator('main').innerText();
    assert.ok(words.includes('Hãy ghi rõ đề nghị việc gì.') && words.includes('Ảnh bị mờ.'), 'every fault is told at once');
    assert.equal(await page.locator('main [name=ho_ten]').count(), 0, 'what is in order is not asked again');
    await w.clean(page, 'vi');
    await go(page, page.locator('main form .go button'));
    assert.equal(await page.locator('.summary li').count(), 2, 'both are still unmended, told at once');
    for (const href of await page.locator('.summary li a').evaluateAll((a) => a.map((x) => x.getAttribute('href'))))
      assert.equal(await page.locator(`[id="${href.slice(1)}"]`).count(), 1, `${href} leads nowhere`);
    await page.fill('[name=noi_dung]', 'Đề nghị cấp lại bản chính do bị hỏng vì mưa lũ.');
    await go(page, page.locator('main form .go button'));
    assert.equal(await page.locator('.summary li').count(), 1);
    assert.equal(await page.inputValue('[name=noi_dung]'), 'Đề nghị cấp lại bản chính do bị hỏng vì mưa lũ.', 'what was typed comes back');
    await page.setInputFiles(`[name="paper.${paper}"]`, attach.pdf('giay-moi.pdf'));
    await go(page, page.locator('main form .go button'));
    assert.ok(await page.locator('main .banner.ok').count(), 'it is said what happens next');
    const now = right(await as.counter.get(`dossiers/${d.code}`), 'seen');
    assert.equal(now.state, 1);
    assert.match(now.answers.noi_dung, /mưa lũ/);
    await page.goto(`/mine/${d.code}/supplement`);
    assert.equal(new URL(page.url()).pathname, `/mine/${d.code}`, 'nothing is asked any more');
    const officer = await w.page({ view: DESK, role: 'counter' });
    await officer.goto(`/desk/dossiers/${d.code}`);
    const seen = await officer.locator('main').innerText();
    assert.ok(seen.includes('Lần trước:'), 'the officer sees what stood before');
    assert.ok(!seen.includes('012185000011'), 'personal numbers are masked');
    await w.axe(officer, 'a dossier after a supplement');
  });

  for (const js of [true, false]) {
    journey(`rows are added and taken away in a supplement ${js ? 'with' : 'without'} JavaScript`, async (w) => {
      const { as, d } = await copies_asked_again(w);
      const page = await w.page({ view: PHONE, role: 'citizen', js });
      const pressed = (button) => go(page, button);
      await page.goto(`/mine/${d.code}/supplement`);
      await w.clean(page, 'vi');
      assert.equal(await page.inputValue('[name="giay_to.0.ten"]'), 'Bằng tốt nghiệp', 'what was sent stands there');
      for (const ten of ['Sổ hộ khẩu cũ', 'Học bạ lớp 12']) {
        await pressed(page.locator('button[name=add]'));
        const row = await page.locator('[name^="giay_to."][name$=".ten"]').count() - 1;
        assert.equal(await page.locator('.summary').count(), 0, 'a row more is no sending');
        await page.fill(`[name="giay_to.${row}.ten"]`, ten);
        await page.fill(`[name="giay_to.${row}.so_trang"]`, '12');
        await page.fill(`[name="giay_to.${row}.so_ban"]`, '1');
      }
      await page.fill('[name=message]', 'Đã ghi thêm học bạ.');
      await pressed(page.locator('button[name=remove][value="giay_to.1"]'));
      assert.equal(await page.inputValue('[name="giay_to.1.ten"]'), 'Học bạ lớp 12', 'the later row moved up with what was typed');
      assert.equal(await page.inputValue('[name=message]'), 'Đã ghi thêm học bạ.');
      if (js) { await w.axe(page, 'rows of a supplement'); await w.no_overflow(page); }
      await page.fill('[name="giay_to.1.so_trang"]', 'mười hai');
      await go(page, '[name="giay_to.1.so_trang"]', (at) => at.press('Enter'));
      await page.locator('.summary').waitFor();
      assert.equal(await page.inputValue('[name="giay_to.1.so_trang"]'), 'mười hai', 'Enter sends; what was typed comes back');
      assert.equal(await page.locator('[name^="giay_to."][name$=".ten"]').count(), 2, 'and presses no button of a row');
      await page.fill('[name="giay_to.1.so_trang"]', '12');
      await pressed(page.locator('main form .go button'));
      await page.waitForURL(/sent=1/);
      const now = right(await as.counter.get(`dossiers/${d.code}`), 'seen');
      assert.deepEqual(now.answers.giay_to.map((g) => [g.ten, g.so_trang]), [['Bằng tốt nghiệp', 2], ['Học bạ lớp 12', 12]]);
    });
  }

  journey('a large file of a supplement goes on where it was cut off', async (w) => {
    const { as, d } = await copies_asked_again(w);
    const folder = await mkdtemp(join(tmpdir(), 'motcua-large-'));
    try {
      const file = join(folder, 'ban-sao-ro.pdf'), seen = [];
      await writeFile(file, pdf('Ban sao ro', 900_000));
      const page = await w.page({ view: PHONE, role: 'citizen' });
      page.on('request', (r) => { if (/\/uploads\//.test(r.url())) seen.push(`${r.method()} ${r.headers()['upload-offset'] || ''}`.trim()); });
      await page.goto(`/mine/${d.code}/supplement`);
      let cut = 0;
      await page.route('**/uploads/*', (route) => {
        const at = Number(route.request().headers()['upload-offset'] || 0);
        return route.request().method() === 'PATCH' && at > 0 ? (cut++, route.abort('connectionreset')) : route.continue();
      });
      await page.setInputFiles('[name="paper.p2"]', file);
      await page.waitForFunction(() => /kết nối|mạng/i.test(document.querySelector('#paper-p2 .files li:last-child small')?.textContent || ''));
      await w.axe(page, 'an upload that waits');
      await page.reload(); // the telephone was put away
      await page.unroute('**/uploads/*');
      assert.ok(cut > 0);
      seen.length = 0;
      await page.setInputFiles('[name="paper.p2"]', file);
      await page.locator('#paper-p2 button[name=remove]').waitFor();
      assert.equal(seen[0], 'HEAD', `asks how far it was: ${seen}`);
      assert.ok(Number(seen.find((s) => s.startsWith('PATCH')).split(' ')[1]) >= 262_144, `what had arrived is not sent again: ${seen}`);
      await w.axe(page, 'a file that lies ready');
      await page.reload();
      await page.locator('#paper-p2 button[name=remove]').waitFor({ timeout: 5000 });
      await page.fill('[name="giay_to.0.ten"]', 'Bằng tốt nghiệp và học bạ');
      await go(page, page.locator('main form .go button'));
      await page.waitForURL(/sent=1/);
      const now = right(await as.counter.get(`dossiers/${d.code}`), 'seen');
      assert.equal(now.state, 1);
      const given = now.papers.filter((p) => p.component === 'p2').map((p) => p.size);
      assert.ok(given.some((n) => n > 890_000), `the whole file is there: ${given}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  journey('the supplement page fits and is accessible', async (w) => {
    const { as, d } = await people(w);
    await move(as, 'counter', d, 'ask_early', { reason: 'Nội dung chưa rõ.', until: day(10), faults: [
      { target: 'field:noi_dung', label: 'Nội dung', reason: 'Hãy ghi rõ.' }, { target: 'field:noi_cu_tru', label: 'Nơi cư trú', reason: 'Thiếu số nhà.' },
      { target: `paper:${d.papers[0].component}`, label: 'Giấy tờ', reason: 'Ảnh bị mờ.' }, { target: '', label: '', reason: 'Ai đến nhận?' }] });
    const page = await w.page({ view: PHONE, role: 'citizen' });
    await page.goto(`/mine/${d.code}/supplement`);
    await w.axe(page, 'supplement');
    await w.no_overflow(page);
    await go(page, page.locator('main form .go button'));
    await w.axe(page, 'supplement with faults');
  });

  journey('a stranger tracks, the owner takes receipt and result', async (w) => {
    const { as, d } = await people(w);
    await finish(as, d);
    const stranger = await w.page({ view: PHONE, js: false });
    await stranger.goto('/track');
    await stranger.fill('[name=code]', d.code);
    await stranger.fill('[name=check]', d.check);
    await go(stranger, stranger.locator('main form button'));
    const told = await stranger.locator('main').innerText();
    assert.ok(told.includes(d.code));
    assert.equal(await stranger.locator('main a[href*="/results/"]').count(), 0, 'a stranger reads the fact, not the file');
    assert.ok(!/Lò Thị Thử|012185000011|0912000111/.test(told), 'and no personal data');

    const page = await w.page({ view: PHONE, role: 'citizen' });
    await page.goto(`/mine/${d.code}`);
    await w.axe(page, 'own dossier with a result');
    await w.no_overflow(page);
    const receipt = await fetched(page, page.locator(`main a[href$="/mine/${d.code}/receipt"]`));
    assert.equal(receipt.status, 200);
    assert.equal(receipt.headers['content-type'], 'application/pdf');
    assert.equal(receipt.body.subarray(0, 5).toString(), '%PDF-');
    const result = await fetched(page, page.locator('main a[href*="/results/"]').first());
    assert.equal(result.status, 200);
    assert.match(result.headers['content-disposition'], /^attachment/);
    assert.equal(result.headers['x-content-type-options'], 'nosniff');
    assert.match(result.headers['cache-control'], /no-store/);
    const life = right(await as.counter.get(`dossiers/${d.code}/journal`), 'journal').items;
    assert.equal(life.filter((e) => e.act === 'fetch_result').length, 1, 'the journal says who fetched it');
    const other = await w.page({ role: 'business' });
    const refused = await other.request.get(`/mine/${d.code}/results/1`);
    assert.equal(refused.status(), 404, "another's result is not there");
  });

  journey('an officer prints the forms and the book', async (w) => {
    const { as, d } = await people(w);
    await move(as, 'counter', d, 'accept');
    const page = await w.page({ view: DESK, role: 'counter' });
    await page.goto(`/desk/dossiers/${d.code}`);
    const links = page.locator('main a[href*="/print/"]');
    assert.ok(await links.count() >= 2, 'receipt and control slip');
    for (const link of await links.all()) {
      const form = await fetched(page, link);
      assert.equal(form.status, 200);
      assert.equal(form.body.subarray(0, 5).toString(), '%PDF-');
    }
    await page.goto('/desk/register');
    await w.axe(page, 'the days of the book');
    const book = await page.request.post('/desk/register', { form: { _t: await page.locator('[name=_t]').first().inputValue(), from: day(-30), to: day(1) } });
    assert.equal(book.headers()['content-type'], 'application/pdf');
    await page.fill('[name=from]', day(1));
    await page.fill('[name=to]', day(-1));
    await go(page, page.locator('main form .go button'));
    assert.equal(await page.locator('.summary li').count(), 1, 'days in the wrong order are told');
  });
}
