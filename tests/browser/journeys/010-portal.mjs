// A citizen finds a procedure: by words with and without accents, by an event of life; on a phone and a desk; vi and en.
import assert from 'node:assert/strict';
import { go } from '../lib/go.mjs';
import { PHONE, DESK } from '../lib/world.mjs';

const first_hit = (page) => page.locator('ol.hits li a').first();
const queries = ['dang ky khai sinh', 'đăng kí khai sinh', 'khai sinh', 'ĐĂNG KÝ  KHAI SINH'];

export default function (journey) {
  journey('the same first hit with and without accents', { reads: true }, async (w) => {
    const page = await w.page({ view: PHONE });
    const hits = [];
    for (const q of queries) {
      await page.goto('/');
      await page.fill('#q', q);
      await page.press('#q', 'Enter');
      hits.push(await first_hit(page).innerText());
    }
    assert.match(hits[0], /khai sinh/i);
    assert.deepEqual(new Set(hits).size, 1, hits.join(' | '));
  });

  journey('an accent typed is an accent meant', { reads: true }, async (w) => {
    const page = await w.page({ js: false });
    await page.goto(`/procedures?q=${encodeURIComponent('khái sính')}`);
    assert.equal(await page.locator('ol.hits li').count(), 0);
    await w.clean(page, 'vi');
    assert.match(await page.locator('main').innerText(), /khái sính/);
  });

  journey('an event of life leads to its procedures', { reads: true }, async (w) => {
    const page = await w.page({ view: PHONE, js: false });
    await page.goto('/');
    const tiles = page.locator('ul.tiles a');
    assert.ok(await tiles.count() >= 6);
    for (const href of await tiles.evaluateAll((a) => a.map((x) => x.getAttribute('href')))) {
      await page.goto(href);
      assert.ok(await page.locator('ol.hits li').count() > 0, `${href} leads to nothing`);
    }
    await page.goto('/procedures?life=zz');
    assert.doesNotMatch(await page.locator('main').innerText(), /“\s*”|"\s*"/, 'no empty quotes');
    assert.ok(await page.locator('main a[href="/procedures"]').count(), 'a way on');
  });

  journey('a procedure says papers, time, fee, where, who and the law', { reads: true }, async (w) => {
    const page = await w.page({ view: PHONE, js: false });
    await page.goto(`/procedures?q=${encodeURIComponent(queries[0])}`);
    await go(page, first_hit(page));
    for (const id of ['papers', 'fees', 'where', 'now']) assert.ok(await page.locator(`#${id}`).count(), `no section ${id}`);
    const text = await page.locator('main').innerText();
    assert.match(text, /Thời (gian|hạn)/i);
    const shares = [...text.matchAll(/(\d+) % thời gian/g)].map((m) => Number(m[1]));
    assert.equal(shares.reduce((a, b) => a + b, 0), 100, `the shares of the stages: ${shares}`);
    await page.locator('details summary').first().click();
    assert.match(await page.locator('details').first().innerText(), /\d+\/\d{4}\/[A-ZĐ]/);
    assert.ok(await page.locator('a[href$="/start"]').count(), 'it can be filed');
  });

  journey('English keeps the page', { reads: true }, async (w) => {
    const page = await w.page();
    await page.goto(`/procedures?q=${encodeURIComponent(queries[0])}`);
    await go(page, first_hit(page));
    const here = new URL(page.url()).pathname;
    await go(page, page.locator('header a[lang=en], header a[hreflang=en]').first());
    assert.equal(new URL(page.url()).pathname, here);
    await w.clean(page, 'en');
  });

  for (const address of ['/', '/procedures?q=khai%20sinh', '/procedures?q=zzzzqqq', '/places', '/track', '/sign-in']) {
    journey(`${address}: rules, width, language, targets, light and dark`, { reads: true }, async (w) => {
      const page = await w.page({ view: PHONE });
      await page.goto(address);
      await w.axe(page, `${address} light`);
      await w.clean(page, 'vi');
      await w.no_overflow(page);
      await w.targets(page, 44);
      await page.emulateMedia({ colorScheme: 'dark' });
      await w.axe(page, `${address} dark`);
      await page.setViewportSize(DESK);
      await w.axe(page, `${address} desk`);
      await page.emulateMedia({ colorScheme: 'light' });
      await go(page, page.locator('header a[lang=en], header a[hreflang=en]').first());
      await w.clean(page, 'en');
      await w.no_overflow(page);
    });
  }

  journey('public pages stay within their budget on a slow line', { reads: true }, async (w) => {
    const page = await w.page({ view: PHONE });
    await w.within(page, '/', 'P1');
    await w.within(page, '/procedures?q=khai%20sinh', 'P1');
    await page.goto('/procedures?q=khai%20sinh');
    await w.within(page, await first_hit(page).getAttribute('href'), 'P1');
    await w.within(page, '/track', 'P1');
  });

  journey('keyboard: the skip link comes first, the focus is seen', { reads: true }, async (w) => {
    const page = await w.page();
    await page.goto('/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main');
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
        return { tag: e.outerHTML.slice(0, 80), outline: parseFloat(s.outlineWidth) || 0, shadow: s.boxShadow !== 'none', inside: r.bottom > 0 && r.top < innerHeight };
      });
      assert.ok(seen.outline >= 2 || seen.shadow, `no focus ring: ${seen.tag}`);
      assert.ok(seen.inside, `focus outside the window: ${seen.tag}`);
    }
  });
}
