// The officers' workbench: intake by keyboard alone, a dossier from the counter through the steps of its process to the
// applicant's hands, two officers on one dossier, the list with its filters, the scanner.
import assert from 'node:assert/strict';
import { PHONE } from '../lib/world.mjs';
import { Api, filing } from '../lib/api.mjs';
import { attach, pdf } from '../lib/papers.mjs';

const api_of = (w, role) => new Api(w.base, w.program.account(role).token);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
const main = (page) => page.locator('main').innerText();

// Presses a key that leads to another page and waits until that page stands.
async function press(page, key, where) {
  await Promise.all([page.waitForURL(where), page.keyboard.press(key)]);
  await page.waitForLoadState('load');
}

// Online, by a citizen, through the API: what the counter finds in its queue.
async function filed(w, q) {
  const { procedure, papers } = await filing(api_of(w, 'citizen'), q);
  const answer = await api_of(w, 'citizen').create({ procedure: procedure.code, unit: 'H35.102', answers: {} }, papers());
  return { procedure, answer };
}

// Straight onto the counter (T2), through the API of the counter officer.
async function taken(w) {
  const { procedure } = await filing(api_of(w, 'counter'));
  const { status, body } = await api_of(w, 'counter').create({ procedure: procedure.code, owner: { name: 'Sùng A Dếnh' } }, { p1: pdf('To khai', 70_000) });
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}

// Opens the move's form where it has one, fills, and makes it; waits for the page after it.
async function move(page, act, fill = {}) {
  const form = page.locator(`form[action$="/moves/${act}"]`);
  await form.first().waitFor({ state: 'attached', timeout: 10_000 });
  const details = page.locator('.moves details', { has: form });
  if (await details.count() && !(await details.first().evaluate((d) => d.open))) await details.locator('summary').first().press('Enter');
  for (const [name, value] of Object.entries(fill)) {
    const field = form.locator(`[name="${name}"]`);
    if (value === true) await field.check();
    else if (value?.path || value?.buffer) await field.setInputFiles(value);
    else if (await field.evaluate((e) => e.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await Promise.all([page.waitForURL(new RegExp(`done=${act}`)), form.locator('button').last().press('Enter')]);
  await page.waitForLoadState('load');
}

export default function (journey) {
  journey('a paper dossier is taken in by keyboard alone', async (w) => {
    const page = await w.page({ role: 'counter' });
    await page.goto('/desk');
    await page.keyboard.press('g');
    await press(page, 't', /\/desk\/intake$/);
    assert.equal(await focused(page), 'q', 'the search box has the focus');
    await w.axe(page, 'find a procedure');
    await page.keyboard.type('dang ky khai sinh');
    await press(page, 'Enter', /\/desk\/intake(\?q=|\/.)/);
    if (!/\/intake\/./.test(page.url())) {
      await page.keyboard.press('j');
      await page.waitForFunction(() => document.activeElement.matches('a[data-row]'));
      await press(page, 'Enter', /\/desk\/intake\/./);
    }
    assert.equal(await focused(page), 'f-id_number', 'the identity number has the focus');
    await w.axe(page, 'intake');
    await press(page, 'Control+Enter', /\/desk\/intake\/./);
    await page.locator('.summary').waitFor();
    assert.ok(await page.locator('.summary li').count() >= 2, 'the name and the papers, all at once');
    assert.match(await page.title(), /^Lỗi/);
    await w.axe(page, 'intake with faults');

    await page.locator('#f-id_number').focus();
    await page.keyboard.type('012195001234');
    await press(page, 'Control+k', /\/desk\/intake\/./);
    await page.locator('#f-name[data-focus]').waitFor();
    assert.equal(await page.locator('#f-id_number').inputValue(), '012195001234');
    assert.equal(await focused(page), 'f-name', 'the hands go on where something is empty');
    await page.keyboard.type('Vàng Thị Mỷ');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0912 345 678');
    await page.locator('[id^="f-have."]').first().focus();
    const ticks = page.locator('[id^="f-have."]');
    for (let i = 0; i < await ticks.count(); i++) {
      await page.keyboard.press(String(i + 1));
      await page.waitForFunction((k) => document.querySelectorAll('[id^="f-have."]')[k].checked, i);
    }
    await press(page, 'Control+Enter', /\/desk\/dossiers\/[^/]+\/slip$/);
    const code = page.url().match(/dossiers\/([^/]+)/)[1];
    assert.ok((await main(page)).includes('Vàng Thị Mỷ') && (await main(page)).includes(code));
    assert.ok(!/012195001234/.test(await main(page)), 'no identity number on the slip');
    await w.axe(page, 'slip');
    await press(page, 'Control+Enter', /\/desk\/intake$/);
    assert.equal(await focused(page), 'q', 'ready for the next one');

    await page.goto(`/desk/dossiers/${code}/life`);
    assert.match(await main(page), /Chuỗi nhật ký nguyên vẹn/);
    await w.axe(page, 'life');
  });

  journey('typed again, the same person is found and a twin is named; no JavaScript', async (w) => {
    const page = await w.page({ role: 'counter', js: false, view: PHONE });
    const take = async (fill) => {
      await page.goto('/desk/intake/1.001193');
      await page.fill('#f-id_number', '012195001234');
      await page.click('[name=lookup]');
      await fill();
      for (const tick of await page.locator('[id^="f-have."]').all()) await tick.check();
      await page.click('.go .btn');
    };
    await take(async () => { await page.fill('#f-name', 'Vàng Thị Mỷ'); });
    assert.match(page.url(), /slip$/);
    const code = page.url().match(/dossiers\/([^/]+)/)[1];
    await take(async () => {
      assert.ok((await main(page)).includes(code), 'the open twin is named');
      assert.equal(await page.inputValue('#f-name'), 'Vàng Thị Mỷ', 'the profile fills what was empty');
      await page.fill('#f-name', 'Lò Văn Khác');
    });
    assert.equal(await page.locator('#f-same_person').count(), 1, 'another name under a known number is asked about');
    assert.equal(await page.inputValue('#f-name'), 'Lò Văn Khác', 'what was typed stands');
    await w.no_overflow(page);
  });

  journey('from the counter through every step to the applicant', async (w) => {
    const { code } = await taken(w);
    const counter = await w.page({ role: 'counter' });
    const open = async (page) => { await page.goto(`/desk/dossiers/${code}`); };
    await open(counter);
    await w.axe(counter, 'dossier side by side');
    await counter.waitForFunction(async () => {
      const t = await (await fetch(location.href)).text();
      return /papers\/\d+\/pages\/1/.test(t);
    }, undefined, { timeout: 60_000, polling: 1000 });
    await counter.reload();
    assert.ok(await counter.locator('#papers img').count(), 'the pages stand beside the form');
    await move(counter, 'hand_over');
    assert.match(await main(counter), /Đang ở bước/, 'the counter reads whose turn it is');

    const roles = ['head', 'specialist', 'head', 'leader', 'clerk', 'specialist', 'head', 'leader', 'clerk'];
    let returned = false, done = false;
    const pages = {};
    for (let i = 0; i < 12 && !done; i++) {
      for (const role of [...new Set(roles)]) {
        const page = pages[role] ||= await w.page({ role });
        await open(page);
        if (await page.locator('form[action$="/moves/finish"]').count()) {
          await move(page, 'finish', { number: '15/KQ-UBND', signed_on: '2026-11-20', signer: 'Tao Văn Ước', result: attach.pdf('ket-qua.pdf') });
          done = true;
          break;
        }
        if (!(await page.locator('form[action$="/moves/forward"]').count())) continue;
        if (!returned && role !== 'specialist' && await page.locator('form[action$="/moves/send_back"]').count()) {
          await move(page, 'send_back', { comment: 'Xem lại ngày sinh.' });
          returned = true;
          break;
        }
        await move(page, 'forward', { comment: 'Đồng ý.' });
        break;
      }
    }
    assert.ok(done, 'the clerk finished it with a result');
    assert.ok(returned, 'a step was returned once');
    await open(counter);
    await move(counter, 'deliver', { receiver: 'Sùng A Dếnh', identity_checked: true });
    const { body } = await api_of(w, 'counter').get(`dossiers/${code}`);
    assert.equal(body.state, 10);
    await counter.goto(`/desk/dossiers/${code}/life`);
    assert.match(await main(counter), /Chuỗi nhật ký nguyên vẹn/);
  });

  journey('two officers on one dossier: one wins, the other is told and keeps his words', async (w) => {
    const { code } = await taken(w);
    const first = await w.page({ role: 'counter' }), second = await w.page({ role: 'counter' });
    for (const p of [first, second]) await p.goto(`/desk/dossiers/${code}`);
    await move(first, 'hand_over', { comment: 'Chuyển ngay.' });
    const form = second.locator('form[action$="/moves/hand_over"]');
    await second.locator('.moves details', { has: form }).locator('summary').first().press('Enter');
    await form.locator('[name=comment]').fill('Lời này không được mất.');
    const [answer] = await Promise.all([second.waitForResponse((r) => r.request().method() === 'POST' && /hand_over/.test(r.url())), form.locator('button').last().press('Enter')]);
    await second.waitForLoadState('load');
    assert.equal(answer.status(), 409);
    const said = await main(second);
    assert.match(said, /vừa cập nhật hồ sơ này/);
    assert.ok(said.includes('Lời này không được mất.'), 'what was typed is still there');
    await w.axe(second, 'conflict');
  });

  journey('a supplement is asked with all faults; a refused form keeps them', async (w) => {
    const { answer } = await filed(w);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const { code } = answer.body;
    const page = await w.page({ role: 'counter' });
    await page.goto(`/desk/dossiers/${code}`);
    await page.keyboard.press('b');
    const form = page.locator('form[action$="/moves/ask_early"]');
    await form.locator('[name^="fault."]').first().waitFor({ state: 'visible' });
    await form.locator('[name^="fault."]').first().fill('Bản chụp mờ, không đọc được ngày sinh.');
    await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST'), form.locator('button').last().press('Enter')]);
    await page.waitForLoadState('load');
    assert.ok(await page.locator('.summary li').count() >= 2, 'reason and day are both asked for');
    for (const href of await page.locator('.summary a').evaluateAll((a) => a.map((x) => x.getAttribute('href'))))
      assert.equal(await page.locator(`[id="${href.slice(1)}"]`).count(), 1, `${href} leads nowhere`);
    assert.equal(await form.locator('[name^="fault."]').first().inputValue(), 'Bản chụp mờ, không đọc được ngày sinh.');
    await move(page, 'ask_early', { reason: 'Đề nghị nộp lại bản rõ.', until: '2026-12-20' });
    assert.match(await main(page), /Chờ người nộp bổ sung/);
  });

  journey('the list: filters in the address, keys, pages, and as a file', async (w) => {
    const page = await w.page({ role: 'counter' });
    await page.goto('/desk/dossiers');
    await w.axe(page, 'list');
    await w.no_overflow(page, 390);
    const all = await page.locator('a[data-row]').count();
    await page.locator('[name=state]').selectOption('in_process');
    await page.locator('form.filter button').press('Enter');
    await page.waitForURL(/state=in_process/);
    const some = await page.locator('a[data-row]').count();
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
    assert.equal(await page.locator('[name=state]').inputValue(), 'in_process', 'the filter shows what it does');
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.waitForFunction(() => document.activeElement.matches('a[data-row]'));
    await press(page, 'Enter', /\/desk\/dossiers\/H/);
    await page.goBack();
    assert.match(page.url(), /state=in_process/);
    const file = await page.evaluate(async () => (await fetch(document.querySelector('a[download]').href)).text());
    assert.equal(file.trim().split('\r\n').length, some + 1, 'a line a row, and the head');
    await page.goto('/desk/dossiers?q=khongcoai');
    assert.match(await main(page), /Không có hồ sơ nào khớp/);
  });

  journey('the scanner opens a dossier from any page and says when it read badly', async (w) => {
    const { code } = await taken(w);
    const page = await w.page({ role: 'counter' });
    const scan = (digits) => page.evaluate((text) => {
      let t = performance.now();
      const key = (k, c) => document.activeElement.dispatchEvent(Object.defineProperty(new KeyboardEvent('keydown', { key: k, code: c, bubbles: true, cancelable: true }), 'timeStamp', { value: t += 5 }));
      for (const d of text) key(d, `Digit${d}`);
      key('Enter', 'Enter');
    }, digits);
    for (const from of ['/desk', '/desk/dossiers', '/desk/intake']) {
      await page.goto(from);
      await scan('12345678901234');
      await page.waitForFunction(() => document.querySelector('#say').textContent.length > 0);
      assert.equal(new URL(page.url()).pathname, from, 'a bad scan stays where it was');
    }
    await page.goto('/desk/scan/12345678901234');
    assert.match(page.url(), /\/desk\?scan=bad/);
    assert.ok(await page.locator('.summary').count(), 'and it is said without a script too');
    assert.ok(code);
  });

  journey('dark, a long name, and the sheet of keys', async (w) => {
    const { procedure } = await filing(api_of(w, 'counter'));
    const name = 'Lò Thị Nguyễn Hoàng Phương Thảo Vy Kiều Trinh '.repeat(2).trim();
    const { body } = await api_of(w, 'counter').create({ procedure: procedure.code, owner: { name } });
    const page = await w.page({ role: 'counter', dark: true });
    await page.goto(`/desk/dossiers/${body.code}`);
    await w.axe(page, 'dark dossier');
    await w.no_overflow(page, 390);
    await page.keyboard.press('?');
    await page.locator('#keys[open]').waitFor();
    const keys = await page.locator('#keys').innerText();
    for (const k of ['c', 'l', 'p', 'j', '/', 'g t']) assert.ok(keys.split('\n').includes(k), `the sheet names ${k}`);
  });

  journey('acting as another is chosen, shown and journaled', async (w) => {
    const page = await w.page({ role: 'counter' });
    await page.goto('/act-as');
    await w.axe(page, 'act as');
    assert.equal(await page.locator('[name=as]:checked').count(), 1, 'the present role is marked');
    await page.locator('main form .btn').press('Enter');
    await page.waitForURL(/\/desk$/);
  });
}
