// Pictures of the main pages for docs/screens/, on a phone and a desk, from the demonstration province.
// usage: tests/browser/run.sh screenshots [PART OF A NAME...]
import { mkdir } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser_open } from './lib/browser.mjs';
import { World, PHONE, DESK } from './lib/world.mjs';
import { program_close_all } from './lib/program.mjs';
import { fill, attach_all, file_dossier } from './lib/forms.mjs';

const to = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screens');
const wanted = process.argv.slice(2);
const shapes = { phone: { view: { width: 390, height: 844 } }, desk: { view: DESK } };

async function birth(page) {
  await page.goto(`/procedures?q=${encodeURIComponent('dang ky khai sinh')}`);
  return (await page.locator('ol.hits li a').first().getAttribute('href')).split('/').pop();
}

// name, who looks, how one gets there
const pages = [
  ['home', {}, async (p) => p.goto('/')],
  ['results', {}, async (p) => p.goto(`/procedures?q=${encodeURIComponent('dang ky khai sinh')}`)],
  ['procedure', {}, async (p) => p.goto(`/procedures/${await birth(p)}`)],
  ['form', { role: 'citizen' }, async (p) => {
    await p.goto(`/procedures/${await birth(p)}/start`);
    await fill(p);
    await p.locator('main form .go button').click();
    await p.locator('main form .go button').click();
  }],
  ['papers', { role: 'citizen' }, async (p) => {
    await p.goto(`/procedures/${await birth(p)}/start`);
    for (let i = 0; i < 12 && !(await p.locator('input[type=file]').count()); i++) { await fill(p); await p.locator('main form .go button').click(); await p.waitForLoadState('load'); }
    await attach_all(p, { js: true });
  }],
  ['receipt', { role: 'citizen' }, async (p) => file_dossier(p, await birth(p))],
  ['tracking', { role: 'citizen' }, async (p) => {
    const filed = await file_dossier(p, await birth(p));
    await p.goto(`/track/${filed.code}?check=${filed.check}`);
  }],
  ['bench', { role: 'counter' }, async (p) => p.goto('/desk')],
  ['dossier', { role: 'counter' }, async (p) => {
    await p.goto('/desk');
    await p.goto(await p.locator('main a[href*="/desk/dossiers/"]').first().getAttribute('href'));
  }],
  ['people', { role: 'admin' }, async (p) => p.goto('/admin/people')],
];

await mkdir(to, { recursive: true });
const browser = await browser_open();
const w = new World(browser, { engine: 'sqlite', out: to, name: 'screens' });
let failed = 0;
try {
  await w.open();
  for (const [name, who, go] of pages) {
    if (wanted.length && !wanted.some((x) => name.includes(x))) continue;
    for (const [shape, how] of Object.entries(shapes)) {
      for (const dark of name === 'bench' || name === 'home' ? [false, true] : [false]) {
        const file = `${name}-${shape}${dark ? '-dark' : ''}.png`;
        try {
          const page = await w.page({ ...who, ...how, dark });
          await go(page);
          await page.waitForLoadState('load');
          await page.screenshot({ path: join(to, file) });
          await page.context().close();
          console.log(file);
        } catch (error) {
          failed++;
          console.error(`${file}: ${error.message.split('\n')[0]}`);
        }
      }
    }
  }
} finally {
  await w.close();
  await browser.close();
  await program_close_all();
}
process.exitCode = failed ? 1 : 0;
