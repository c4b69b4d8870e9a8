// The administrator's room and one's own account: a person with a role, a holiday, an import, the second factor, and who may not.
import assert from 'node:assert/strict';
import { go } from '../lib/go.mjs';
import { readFile } from 'node:fs/promises';
import { PHONE, totp } from '../lib/world.mjs';

const seed = (name) => new URL(`../../../seed/${name}`, import.meta.url);
const main = (page) => page.locator('main').innerText();
const send = (page) => go(page, 'main form .go button');

// A dangerous act asks for the password again when the last proof is older than five minutes.
async function prove(page, password) {
  const box = page.locator('main input[name=_proof]');
  if (await box.count()) { await box.fill(password); await go(page, 'main form button'); }
}

const pages = ['/admin/people', '/admin/people/new', '/admin/agencies', '/admin/agencies/new', '/admin/calendar', '/admin/calendar/day',
  '/admin/calendar/hours', '/admin/imports', '/admin/system', '/admin/outbox', '/admin/system/trial', '/account', '/account/password',
  '/account/totp', '/account/delegations', '/account/delegations/new'];

export default function (journey) {
  for (const who of [{ role: 'admin' }, { role: 'admin', view: PHONE, dark: true }]) {
    journey(`every page is clean, ${who.dark ? 'narrow and dark' : 'wide and light'}`, { limit_ms: 300_000 }, async (w) => {
      const page = await w.page(who);
      for (const path of pages) {
        const answer = await page.goto(path);
        assert.equal(answer.status(), 200, path);
        await w.axe(page, path);
        if (who.view) await w.no_overflow(page);
      }
    });
  }

  journey('a person is made, must change the password, and works', async (w) => {
    const password = w.program.account('admin').password;
    const page = await w.page({ role: 'admin', js: false });
    await page.goto('/admin/people/new');
    await send(page);
    assert.ok(await page.locator('.summary li').count() >= 2, 'all faults at once');
    await page.fill('[name=name]', 'Tòng Thị Thử');
    await page.fill('[name=login]', 'tong.thi.thu');
    await page.selectOption('[name=role]', 'counter');
    const unit = await page.locator('[name=agency_id] option', { hasText: 'H35.102)' }).getAttribute('value');
    await page.selectOption('[name=agency_id]', unit);
    await send(page);
    await prove(page, password);
    const once = (await page.locator('.panel .code').innerText()).trim();
    assert.match(once, /^[a-z0-9-]{19}$/);
    await page.goto(`/admin/people?q=${encodeURIComponent('tong thi thu')}`);
    assert.match(await main(page), /Tòng Thị Thử/);
    const theirs = await w.page({ js: false });
    await theirs.goto('/sign-in');
    await theirs.fill('[name=login]', 'tong.thi.thu');
    await theirs.fill('[name=password]', once);
    await go(theirs, theirs.locator('main form button'));
    assert.match(theirs.url(), /\/account\/password$/);
    await theirs.goto('/desk');
    assert.match(theirs.url(), /\/account\/password$/, 'nothing else until it is changed');
    await theirs.fill('[name=old]', once);
    await theirs.fill('[name=password]', 'mat khau cua rieng toi');
    await theirs.fill('[name=again]', 'mat khau cua rieng toi');
    await send(theirs);
    assert.equal((await theirs.goto('/desk')).status(), 200);
    await go(page, page.locator('table.data a').first());
    await go(page, page.locator('main a', { hasText: 'Khóa tài khoản' }));
    await page.fill('[name=why]', 'Thử khóa');
    await send(page);
    await prove(page, password);
    assert.match(await main(page), /đã khóa/);
    await theirs.goto('/desk');
    assert.match(theirs.url(), /\/sign-in/, 'the lock ends the session');
  });

  journey('a holiday is listed and an import is shown before it is done', async (w) => {
    const password = w.program.account('admin').password;
    const page = await w.page({ role: 'admin' });
    await page.goto('/admin/calendar/day?on=2026-12-24');
    await page.selectOption('[name=kind]', 'holiday');
    await page.fill('[name=name]', 'Ngày nghỉ thử');
    await page.selectOption('[name=certainty]', 'sourced');
    await page.fill('[name=why]', 'Thông báo số 1/TB');
    await send(page);
    await prove(page, password);
    assert.match(await main(page), /Ngày nghỉ thử/);
    const file = JSON.parse(await readFile(seed('agencies.json'), 'utf8'));
    file.agencies.push({ key: 'LC.THU', name: 'Sở Thử Nghiệm', kind: 'so', level: 'tinh', parent: 'LC', id_qd20: 'H35.98' },
      { key: 'LC.SAI', name: 'Sở Sai Mã', kind: 'so', level: 'tinh', parent: 'LC', id_qd20: '98' });
    file.agencies[1].name = 'Văn phòng đổi tên thử';
    await page.goto('/admin/imports');
    await page.selectOption('[name=kind]', 'agencies');
    await page.locator('[name=file]').setInputFiles({ name: 'co-quan.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
    await send(page);
    const shown = await main(page);
    assert.match(shown, /Sẽ thêm 1, đổi 1, giữ nguyên \d+, từ chối 1/);
    assert.match(shown, /Sở Thử Nghiệm/);
    await w.axe(page, 'import');
    await page.goto('/admin/agencies?q=so+thu+nghiem');
    assert.doesNotMatch(await page.locator('table.data').innerText(), /Sở Thử Nghiệm/, 'a dry run writes nothing');
    await page.goBack();
    await send(page);
    await prove(page, password);
    assert.match(await main(page), /Đã thêm 1, đổi 1/);
    await page.goto('/admin/agencies?q=so+thu+nghiem');
    assert.match(await page.locator('table.data').innerText(), /Sở Thử Nghiệm/);
  });

  journey('the second factor is set up, asked for, and replaced by a recovery code once', async (w) => {
    const account = w.program.account('clerk');
    const page = await w.page({ role: 'clerk' });
    await page.goto('/account');
    await go(page, page.locator('button', { hasText: 'Cài ứng dụng xác thực' }));
    await prove(page, account.password);
    const secret = (await page.locator('code.secret').innerText()).replace(/\s/g, '');
    assert.equal((await page.request.get('/account/totp/qr.svg')).headers()['content-type'], 'image/svg+xml');
    await w.axe(page, 'enrolment');
    const code = totp(secret); // kept: half a minute later the app would show another, which opens
    await page.fill('[name=code]', code);
    await go(page, page.locator('main form button'));
    const codes = await page.locator('ul.codes code').allInnerTexts();
    assert.equal(codes.length, 10);
    const next = async (word) => {
      const p = await w.page({ js: false });
      await p.goto('/sign-in');
      await p.fill('[name=login]', account.login);
      await p.fill('[name=password]', account.password);
      await go(p, p.locator('main form button'));
      assert.match(p.url(), /\/sign-in\/code/);
      await p.fill('[name=code]', word);
      await go(p, p.locator('main form button'));
      return p;
    };
    assert.match((await next(code)).url(), /\/sign-in\/code/, 'a code works once');
    assert.doesNotMatch((await next(codes[0])).url(), /\/sign-in/, 'a recovery code opens');
    assert.match((await next(codes[0])).url(), /\/sign-in\/code/, 'but only once');
  });

  journey('an officer delegates to a colleague and ends it', async (w) => {
    const password = w.program.account('head').password;
    const page = await w.page({ role: 'head', js: false });
    const day = (n) => new Date(Date.now() + n * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
    await page.goto('/account/delegations/new');
    await page.selectOption('[name=to_person_id]', { index: 1 });
    await page.fill('[name=document_number]', '12/GUQ-UBND');
    await page.fill('[name=valid_to]', day(5));
    await send(page);
    await prove(page, password);
    assert.match(await main(page), /12\/GUQ-UBND/);
    await go(page, page.locator('button', { hasText: 'Kết thúc' }).first());
    assert.match(await main(page), /đã kết thúc sớm/);
  });

  journey('nobody else reaches the administrator’s addresses', async (w) => {
    const routes = JSON.parse((await w.program.command_plain('docs', 'routes')).stdout);
    const mine = (routes.routes || routes).filter((r) => r.path.startsWith('/admin') && r.method === 'GET');
    assert.ok(mine.length >= 15, `only ${mine.length} addresses of the room were found`);
    for (const role of ['citizen', 'business', 'counter', 'specialist', 'head', 'leader', 'clerk', 'reform', 'inspector']) {
      const page = await w.page({ role, js: false });
      for (const r of mine) {
        const path = r.path.replace('{act}', 'lock').replace(/\{[^}]+\}/g, '1');
        assert.equal((await page.request.get(path, { maxRedirects: 0 })).status(), 403, `${role} ${path}`);
      }
    }
  });
}
