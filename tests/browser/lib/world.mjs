// What a journey holds in its hands: the program, pages of people, the API, and the measures of the house.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Program } from './program.mjs';
import { axe_violations } from './axe.mjs';
import { go } from './go.mjs';

export const PHONE = { width: 360, height: 640 };
export const DESK = { width: 1366, height: 768 };

export class World {
  constructor(browser, options) {
    this.browser = browser;
    this.options = options;
    this.engine = options.engine;
    this.contexts = [];
    this.pages = [];
    this.noise = [];      // what must not happen in any journey: script errors, refused content, answers of 5xx
    this.servers = [];
  }

  async open() {
    if (this.options.program === false) return;
    this.program = this.options.reads ? await Program.shared(this.options) : await Program.start(this.options);
    this.base = this.program.base;
  }

  // A page of one person. who: { role, view, dark, js, lang, reduced }
  async page(who = {}) {
    const context = await this.browser.newContext({
      viewport: who.view || DESK,
      colorScheme: who.dark ? 'dark' : 'light',
      javaScriptEnabled: who.js !== false,
      locale: who.lang === 'en' ? 'en-GB' : 'vi-VN',
      timezoneId: 'Asia/Ho_Chi_Minh',
      baseURL: this.base,
      acceptDownloads: true,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(60_000);
    this.contexts.push(context);
    const page = await context.newPage();
    this.watch(page);
    if (who.role) await this.sign_in(page, who.role);
    return page;
  }

  watch(page) {
    this.pages.push(page);
    page.on('pageerror', (e) => this.noise.push(`script error on ${page.url()}: ${e.message}`));
    page.on('console', (m) => {
      if (/Content Security Policy|Refused to/.test(m.text())) this.noise.push(`refused by policy on ${page.url()}: ${m.text()}`);
      else if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) this.noise.push(`console on ${page.url()}: ${m.text()}`);
    });
    page.on('response', (r) => { if (r.status() >= 500) this.noise.push(`${r.status()} from ${r.request().method()} ${r.url()}`); });
  }

  check_quiet() { assert.deepEqual(this.noise, [], 'script errors, refused content or answers of 5xx'); }

  // Signs in through the form, with the second factor where the account has one.
  async sign_in(page, role) {
    const a = typeof role === 'string' ? this.program.account(role) : role;
    await page.goto('/sign-in');
    await page.fill('input[name=login]', a.login);
    await page.fill('input[name=password]', a.password);
    await go(page, 'main form button:not([type=button])');
    const code = page.locator('form[action^="/sign-in"] input[name=code]');
    if (await code.count()) {
      assert.ok(a.totp, `${role} is asked for a second factor, but the demonstration gives no totp secret`);
      await code.fill(totp(a.totp));
      await go(page, 'main form button:not([type=button])');
    }
    assert.ok(!new URL(page.url()).pathname.startsWith('/sign-in'), `${role} could not sign in: ${await page.locator('main').innerText()}`);
  }

  // The JSON API as a role (or null for a stranger). Gives { status, body, headers }.
  async api(role, method, path, body, headers = {}) {
    const init = { method, headers: { accept: 'application/json', ...headers }, redirect: 'manual' };
    if (role) init.headers.authorization = `Bearer ${this.program.account(role).token}`;
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) { init.body = JSON.stringify(body); init.headers['content-type'] ||= 'application/json'; }
    const r = await fetch(`${this.base}/api/v1/${path}`, init);
    const text = await r.text();
    let parsed = text;
    if (/json/.test(r.headers.get('content-type') || '')) parsed = JSON.parse(text);
    return { status: r.status, body: parsed, headers: r.headers };
  }

  // Checks 1 to 3: no finding of the accessibility rules.
  async axe(page, what = page.url()) {
    const found = await axe_violations(page);
    assert.deepEqual(found, [], `accessibility rules on ${what}`);
  }

  // Check 5: nothing is wider than the page.
  async no_overflow(page, width = 320) {
    const before = page.viewportSize();
    await page.setViewportSize({ width, height: 640 });
    const wide = await page.evaluate((w) => {
      if (document.documentElement.scrollWidth <= w) return [];
      return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > w + 0.5)
        .slice(0, 8).map((e) => `${e.tagName.toLowerCase()}.${e.className}: ${Math.round(e.getBoundingClientRect().right)}`).concat('scrollWidth ' + document.documentElement.scrollWidth);
    }, width);
    await page.setViewportSize(before);
    assert.deepEqual(wide, [], `wider than ${width} px: ${page.url()}`);
  }

  // Check 10: targets of at least `px`; links inside sentences are free.
  async targets(page, px) {
    const small = await page.evaluate((least) => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, a.btn, nav a')]
      .filter((e) => e.checkVisibility?.({ checkOpacity: true }) ?? e.offsetParent)
      .map((e) => [e.closest('label') && /checkbox|radio/.test(e.type) ? e.closest('label') : e])
      .map(([e]) => [e, e.getBoundingClientRect()])
      .filter(([e, r]) => r.width && !e.classList.contains('sr') && (r.width < least - 0.5 || r.height < least - 0.5))
      .map(([e, r]) => `${e.tagName.toLowerCase()}.${e.className} "${(e.innerText || e.name || '').trim().slice(0, 30)}" ${Math.round(r.width)}×${Math.round(r.height)}`), px);
    assert.deepEqual(small, [], `targets under ${px} px: ${page.url()}`);
  }

  // Check 24: what one address costs on the wire with a cold cache. Gives bytes of bodies by kind, requests, first paint.
  async cost(page, address, network) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.clearBrowserCache');
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    if (network) await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: network.latency_ms, downloadThroughput: network.down / 8, uploadThroughput: network.up / 8 });
    const kinds = new Map(), heads = new Map(), cost = { html: 0, css: 0, script: 0, font: 0, image: 0, other: 0, requests: 0 };
    const kind_of = { Document: 'html', Stylesheet: 'css', Script: 'script', Font: 'font', Image: 'image' };
    cdp.on('Network.responseReceived', (e) => { kinds.set(e.requestId, kind_of[e.type] || 'other'); heads.set(e.requestId, e.response.encodedDataLength); });
    cdp.on('Network.loadingFinished', (e) => {
      if (!kinds.has(e.requestId)) return;
      cost[kinds.get(e.requestId)] += Math.max(0, e.encodedDataLength - heads.get(e.requestId));
      cost.requests++;
    });
    await page.goto(address, { waitUntil: 'networkidle' });
    cost.first_paint_ms = await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1));
    cost.shift = await page.evaluate(() => new Promise((yes) => {
      let sum = 0;
      new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => yes(sum), 100);
    }));
    await cdp.detach();
    return cost;
  }

  // The budgets of the page classes, in bytes of bodies as they travel; first paint is told, not judged: it is the machine's too.
  async within(page, address, page_class) {
    const most = BUDGETS[page_class];
    const cost = await this.cost(page, address, SLOW);
    for (const k of Object.keys(most)) assert.ok(cost[k] <= most[k], `${address} (${page_class}): ${k} ${cost[k]} is over ${most[k]}: ${JSON.stringify(cost)}`);
    return cost;
  }

  // Checks 20, 21, 26: language, no untranslated key, nothing inline.
  async clean(page, lang) {
    const found = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      inline: [...document.querySelectorAll('[style], script:not([src]):not([type="application/json"]):not([type="speculationrules"]), style')].map((e) => e.outerHTML.slice(0, 80))
        .concat([...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => /^on/.test(a.name))).map((e) => e.outerHTML.slice(0, 80))),
      keys: (document.body.innerText.match(/\[\[[^\]]*\]?|\b[a-z]+\.[a-z]+_[a-z_]+\b|\{[a-z_]+\}/g) || []).slice(0, 5),
      h1: document.querySelectorAll('h1').length,
      title: document.title,
    }));
    assert.deepEqual(found.inline, [], `inline style or script on ${page.url()}`);
    assert.deepEqual(found.keys, [], `untranslated on ${page.url()}`);
    assert.ok(found.h1 >= 1, `no h1 on ${page.url()}`);
    assert.ok(found.title.trim(), `no title on ${page.url()}`);
    if (lang) assert.equal(found.lang, lang, `language of ${page.url()}`);
  }

  // A small server of the test's own, on loopback: serve({ '/': ['text/html', '<h1>…'] }).
  async serve(pages, headers = {}) {
    const seen = [];
    const server = createServer((q, a) => {
      seen.push(`${q.method} ${q.url}`);
      const p = pages[q.url.split('?')[0]];
      if (!p) { a.writeHead(404); return a.end(); }
      a.writeHead(200, { 'content-type': p[0], ...headers });
      return a.end(p[1]);
    });
    await new Promise((yes) => server.listen(0, '127.0.0.1', yes));
    this.servers.push(server);
    return { base: `http://127.0.0.1:${server.address().port}`, seen };
  }

  async picture_failure() {
    const said = [];
    let i = 0;
    for (const page of this.pages.slice(-3)) {
      const path = join(this.options.out, `${this.options.name}-${++i}.png`);
      await page.screenshot({ path, timeout: 5000 }).then(() => said.push(`page ${page.url()} → ${path}`)).catch(() => {});
    }
    if (this.noise.length) said.push(...this.noise.slice(0, 5));
    if (this.program?.log) said.push(...this.program.log.trim().split('\n').slice(-5).map((l) => `log: ${l}`));
    return said;
  }

  async close() {
    for (const c of this.contexts) await c.close().catch(() => {});
    for (const s of this.servers) { s.closeAllConnections?.(); s.close(); }
    if (this.program && !this.options.reads) await this.program.close().catch((e) => { console.log(`# ${e.message}`); });
  }
}

const kb = (n) => n * 1024;
// experience: budgets per page class, gzip, cold cache; the script may come after load.
export const BUDGETS = {
  P1: { html: kb(12), css: kb(10), script: kb(6), font: 0, image: kb(20), requests: 6, shift: 0.05 },
  P2: { html: kb(8), css: kb(10), script: kb(6), font: 0, image: kb(10), requests: 6, shift: 0.05 },
  P3: { html: kb(30), css: kb(16), script: kb(6), font: kb(35), image: kb(60), requests: 10, shift: 0.05 },
};
export const SLOW = { latency_ms: 400, down: 400_000, up: 400_000 };

// RFC 6238 with SHA-1, six digits, thirty seconds.
export function totp(secret, at = Date.now()) {
  let bits = '';
  for (const c of secret.replace(/[\s=]/g, '').toUpperCase()) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) || []).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const o = mac[19] & 15;
  return String((mac.readUInt32BE(o) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
