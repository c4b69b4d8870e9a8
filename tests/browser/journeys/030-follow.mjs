// After filing: tracking without sign-in, a supplement answered on a phone without JavaScript, the receipt, the result.
import assert from 'node:assert/strict';
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

export default function (journey) {
  journey('a supplement is answered on a phone without JavaScript', async (w) => {
    const { as, d, procedure } = await people(w);
    const paper = d.papers[0].component;
    await move(as, 'counter', d, 'ask_early', { reason: 'Nội dung chưa rõ.', until: day(10), faults: [
      { target: 'field:noi_dung', label: 'Nội dung', reason: 'Hãy ghi rõ đề nghị việc gì.' },
      { target: `paper:${paper}`, label: procedure.papers[0].name, reason: 'Ảnh bị mờ.' }] });
    const page = await w.page({ view: PHONE, role: 'citizen', js: false });
    await page.goto(`/mine/${d.code}`);
    await page.locator('main a.btn:not(.quiet)[href$="/supplement"]').click();
    const words = await page.locator('main').innerText();
    assert.ok(words.includes('Hãy ghi rõ đề nghị việc gì.') && words.includes('Ảnh bị mờ.'), 'every fault is told at once');
    assert.equal(await page.locator('main [name=ho_ten]').count(), 0, 'what is in order is not asked again');
    await w.clean(page, 'vi');
    await page.locator('main form .go button').click();
    assert.equal(await page.locator('.summary li').count(), 2, 'both are still unmended, told at once');
    for (const href of await page.locator('.summary li a').evaluateAll((a) => a.map((x) => x.getAttribute('href'))))
      assert.equal(await page.locator(`[id="${href.slice(1)}"]`).count(), 1, `${href} leads nowhere`);
    await page.fill('[name=noi_dung]', 'Đề nghị cấp lại bản chính do bị hỏng vì mưa lũ.');
    await page.locator('main form .go button').click();
    assert.equal(await page.locator('.summary li').count(), 1);
    assert.equal(await page.inputValue('[name=noi_dung]'), 'Đề nghị cấp lại bản chính do bị hỏng vì mưa lũ.', 'what was typed comes back');
    await page.setInputFiles(`[name="paper.${paper}"]`, attach.pdf('giay-moi.pdf'));
    await page.locator('main form .go button').click();
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

  journey('the supplement page fits and is accessible', async (w) => {
    const { as, d } = await people(w);
    await move(as, 'counter', d, 'ask_early', { reason: 'Nội dung chưa rõ.', until: day(10), faults: [
      { target: 'field:noi_dung', label: 'Nội dung', reason: 'Hãy ghi rõ.' }, { target: 'field:noi_cu_tru', label: 'Nơi cư trú', reason: 'Thiếu số nhà.' },
      { target: `paper:${d.papers[0].component}`, label: 'Giấy tờ', reason: 'Ảnh bị mờ.' }, { target: '', label: '', reason: 'Ai đến nhận?' }] });
    const page = await w.page({ view: PHONE, role: 'citizen' });
    await page.goto(`/mine/${d.code}/supplement`);
    await w.axe(page, 'supplement');
    await w.no_overflow(page);
    await page.locator('main form .go button').click();
    await w.axe(page, 'supplement with faults');
  });

  journey('a stranger tracks, the owner takes receipt and result', async (w) => {
    const { as, d } = await people(w);
    await finish(as, d);
    const stranger = await w.page({ view: PHONE, js: false });
    await stranger.goto('/track');
    await stranger.fill('[name=code]', d.code);
    await stranger.fill('[name=check]', d.check);
    await stranger.locator('main form button').click();
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
    await page.locator('main form .go button').click();
    assert.equal(await page.locator('.summary li').count(), 1, 'days in the wrong order are told');
  });
}
