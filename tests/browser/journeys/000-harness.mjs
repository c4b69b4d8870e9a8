// The measures themselves: each must see what it is there to see.
import assert from 'node:assert/strict';
import { totp, PHONE } from '../lib/world.mjs';

const good = '<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Một cửa</title></head>'
  + '<body><main><h1>Một cửa</h1><p>Bạn cần làm giấy tờ gì?</p></main></body></html>';
const page_of = (body, lang = 'vi') => good.replace('<p>Bạn cần làm giấy tờ gì?</p>', body).replace('lang="vi"', `lang="${lang}"`);
const fails = async (f, pattern) => assert.rejects(f, (e) => { assert.match(e.message, pattern); return true; });

export default function (journey) {
  journey('a good page passes every measure', { program: false, engines: ['sqlite'] }, async (w) => {
    const { base } = await w.serve({ '/': ['text/html', good] });
    const page = await w.page({ view: PHONE });
    await page.goto(base);
    await w.axe(page);
    await w.no_overflow(page);
    await w.clean(page, 'vi');
    await w.targets(page, 44);
    const cost = await w.cost(page, base);
    assert.ok(cost.html > 200 && cost.html < 2000, JSON.stringify(cost));
  });

  journey('each measure sees its fault', { program: false, engines: ['sqlite'] }, async (w) => {
    const { base } = await w.serve({
      '/axe': ['text/html', page_of('<img src="x.png"><input>')],
      '/wide': ['text/html', page_of('<pre>' + 'x'.repeat(400) + '</pre>')],
      '/key': ['text/html', page_of('<p>[[desk.queue.title]]</p>')],
      '/lang': ['text/html', page_of('<p>Hello</p>', 'en')],
      '/style': ['text/html', page_of('<p style="color:red">x</p>')],
      '/small': ['text/html', page_of('<button>x</button>')],
      '/heavy': ['text/html', page_of('<p>' + 'Nguyễn '.repeat(4000) + '</p>')],
      '/x.png': ['image/png', ''],
    });
    const page = await w.page();
    await page.goto(`${base}/axe`);
    await fails(() => w.axe(page), /image-alt/);
    await page.goto(`${base}/wide`);
    await fails(() => w.no_overflow(page), /wider than 320/);
    for (const [path, pattern] of [['key', /untranslated/], ['lang', /language/], ['style', /inline/]]) {
      await page.goto(`${base}/${path}`);
      await fails(() => w.clean(page, 'vi'), pattern);
    }
    await page.goto(`${base}/small`);
    await fails(() => w.targets(page, 44), /targets under 44/);
    await fails(() => w.within(page, `${base}/heavy`, 'P1'), /html \d+ is over/);
  });

  journey('refused content and script errors fail a journey', { program: false, engines: ['sqlite'] }, async (w) => {
    const { base } = await w.serve({ '/': ['text/html', page_of('<p style="color:red">x</p>')] }, { 'content-security-policy': "default-src 'self'" });
    const page = await w.page();
    await page.goto(base);
    await page.evaluate(() => { setTimeout(() => { throw new Error('planted'); }, 0); });
    const both = () => w.noise.some((n) => /policy/.test(n)) && w.noise.some((n) => /planted/.test(n));
    for (let i = 0; i < 100 && !both(); i++) await page.waitForTimeout(100); /* the browser tells of them in its own time */
    assert.ok(both(), w.noise.join('\n'));
    assert.throws(() => w.check_quiet(), /script errors/);
    w.noise.length = 0;
  });

  journey('one-time codes agree with RFC 6238', { program: false, engines: ['sqlite'] }, async () => {
    assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59_000), '287082');
    assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 1111111109_000), '081804');
  });
}
