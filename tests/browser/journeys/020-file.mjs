// A citizen files a dossier, alone, on a phone: with and without JavaScript; once, whatever happens; and follows it.
import assert from 'node:assert/strict';
import { go } from '../lib/go.mjs';
import { PHONE } from '../lib/world.mjs';
import { file_dossier, fill } from '../lib/forms.mjs';
import { Api, filing } from '../lib/api.mjs';

async function birth(page) {
  await page.goto(`/procedures?q=${encodeURIComponent('dang ky khai sinh')}`);
  return (await page.locator('ol.hits li a').first().getAttribute('href')).split('/').pop();
}

export default function (journey) {
  for (const js of [false, true]) {
    journey(`files, gets a code, follows it ${js ? 'with' : 'without'} JavaScript`, async (w) => {
      const page = await w.page({ view: PHONE, role: 'citizen', js });
      const filed = await file_dossier(page, await birth(page), {
        js,
        at: async (p, path) => {
          await w.clean(p, 'vi');
          if (js) { await w.axe(p, path); await w.no_overflow(p); }
        },
      });
      if (js) await w.axe(page, 'receipt');
      await page.goto('/mine');
      assert.ok((await page.locator('main').innerText()).includes(filed.code), 'it stands in my list');
      const cut = await page.locator('header.top a, header.top button').evaluateAll((all) => all
        .filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth).map((e) => e.innerText));
      assert.deepEqual(cut, [], 'nothing of the menu is cut off');
      const stranger = await w.page({ view: PHONE, js });
      await stranger.goto('/track');
      await stranger.fill('[name=code]', filed.code);
      await stranger.fill('[name=check]', filed.check);
      await go(stranger, stranger.locator('main form button'));
      const seen = await stranger.locator('main').innerText();
      assert.ok(seen.includes(filed.code));
      assert.ok(!/Nguyễn Văn Ánh|001099012345|0912345678/.test(seen), 'a stranger reads no personal data');
      assert.ok(!/001099012345|0912345678/.test(stranger.url()), 'no personal number in an address');
    });
  }

  journey('a wrong check value tells nothing', async (w) => {
    const page = await w.page({ role: 'citizen' });
    const filed = await file_dossier(page, await birth(page));
    const stranger = await w.page();
    await stranger.goto('/track');
    await stranger.fill('[name=code]', filed.code);
    await stranger.fill('[name=check]', 'zzzzzz');
    await go(stranger, stranger.locator('main form button'));
    assert.ok(await stranger.locator('.summary').count(), 'it is said that nothing was found');
    assert.match(await stranger.title(), /^Lỗi/);
  });

  journey('all errors at once, right answers kept, focus in the summary', async (w) => {
    const page = await w.page({ view: PHONE, role: 'citizen' });
    await page.goto(`/procedures/${await birth(page)}/start`);
    await fill(page);
    await go(page, page.locator('main form .go button'));
    const boxes = page.locator('main form input[type=text]:visible');
    assert.ok(await boxes.count() > 0, 'the second page asks something');
    const before = await boxes.first().inputValue();
    await go(page, page.locator('main form .go button'));
    const links = page.locator('.summary li a');
    if (before === '') assert.ok(await links.count() > 1, 'more than one fault at once');
    assert.match(await page.title(), /^Lỗi/);
    assert.ok(await page.evaluate(() => document.activeElement.classList.contains('summary')), 'focus in the summary');
    await w.axe(page, 'error summary');
    for (const href of await links.evaluateAll((a) => a.map((x) => x.getAttribute('href')))) {
      const target = page.locator(`[id="${href.slice(1)}"]`);
      assert.equal(await target.count(), 1, `${href} leads nowhere`);
      assert.ok(await target.evaluate((e) => e.getAttribute('aria-invalid') === 'true' || e.closest('.bad, [aria-describedby]') !== null), `${href} is not marked`);
    }
    await fill(page);
    await go(page, page.locator('main form .go button'));
    assert.equal(await page.locator('.summary').count(), 0);
  });

  journey('double click, back and reload make one dossier', async (w) => {
    const page = await w.page({ role: 'citizen' });
    const count = async () => {
      const p = await w.page({ role: 'citizen' });
      await p.goto('/mine');
      return p.locator('section[aria-labelledby=filed] ul.rows li').count();
    };
    const before = await count();
    await file_dossier(page, await birth(page), {
      before_submit: async (p) => {
        await p.locator('#f-agree').check();
        await p.locator('main form .go button').dblclick({ noWaitAfter: true }).catch(() => {});
        await p.locator('.panel .code').waitFor();
        await p.goBack();
        await p.waitForLoadState('load');
      },
    });
    await page.reload();
    assert.equal(await count(), before + 1);
  });

  journey('the draft outlives a killed server', async (w) => {
    const page = await w.page({ view: PHONE, role: 'citizen', js: false });
    const code = await birth(page);
    await page.goto(`/procedures/${code}/start`);
    await fill(page);
    await go(page, page.locator('main form .go button'));
    await fill(page);
    const typed = await page.locator('main form input[type=text]:visible').first().inputValue();
    await go(page, page.locator('main form .go button'));
    await w.program.restart('SIGKILL');
    await page.goto('/mine');
    await go(page, page.locator('section[aria-labelledby=drafts] a').first());
    const kept = await page.content();
    assert.ok(kept.includes(typed) || await page.locator('.stepper, ol.steps').count() > 0, 'the draft is there');
  });

  for (const js of [true, false]) {
    journey(`a paper sent before is sent again ${js ? 'with' : 'without'} JavaScript`, async (w) => {
      const api = new Api(w.base, w.program.account('citizen').token);
      const f = await filing(api);
      const sent = await api.create({ procedure: f.procedure.code, answers: f.answers }, f.papers());
      assert.equal(sent.status, 201, JSON.stringify(sent.body));
      const page = await w.page({ view: PHONE, role: 'citizen', js });
      await page.goto(`/procedures/${f.procedure.code}/start`);
      await fill(page);
      await go(page, page.locator('main form .go button'));
      await page.waitForURL(/\/drafts\/\d+\//);
      await page.goto(`${page.url().match(/.*\/drafts\/\d+/)[0]}/papers`);
      const box = page.locator('section.paper', { has: page.locator('ul.again') }).first();
      const key = await box.getAttribute('id');
      await box.locator('summary').click();
      assert.ok((await box.innerText()).includes(sent.body.code), 'it is said which dossier it came with');
      await w.clean(page, 'vi');
      if (js) { await w.axe(page, 'papers sent before'); await w.no_overflow(page); }
      const others = await page.locator('ul.again').count();
      await go(page, box.locator('ul.again button').first());
      await page.locator(`[id="${key}"] ul.files li`).waitFor();
      assert.equal(await page.locator('.summary').count(), 0, 'nothing else is asked for yet');
      assert.equal(await page.locator('ul.again').count(), others - 1, 'it is not offered twice');
      const link = page.locator(`[id="${key}"] ul.files a`).first();
      const file = await page.request.get(await link.getAttribute('href'));
      assert.equal((await file.body()).subarray(0, 5).toString(), '%PDF-', 'the bytes are there');
      await go(page, page.locator(`[id="${key}"] button[name=remove]`));
      await page.locator(`[id="${key}"] ul.again`).waitFor({ state: 'attached' });
      assert.equal(await page.locator(`[id="${key}"] ul.files li`).count(), 0, 'taken away, it is offered again');

      const other = await w.page({ role: 'business', js: false });
      await other.goto(`/procedures/${f.procedure.code}/start`);
      await fill(other);
      await go(other, other.locator('main form .go button'));
      await other.goto(`${other.url().match(/.*\/drafts\/\d+/)[0]}/papers`);
      assert.equal(await other.locator('ul.again').count(), 0, "another's papers are not offered");
    });
  }
}
