// A signed file is checked by who received it; whom the province believes is the administrator's word. The verdicts themselves
// are proved by tests/shell/135-verify.sh and 140-check.sh; here are the pages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { go } from '../lib/go.mjs';
import { PHONE } from '../lib/world.mjs';

const main = (page) => page.locator('main').innerText();

// An authority, a person under it, a PDF he signed: invented people.
async function signed(w) {
  const dir = mkdtempSync(join(tmpdir(), 'motcua-sign.'));
  const at = (name) => join(dir, name);
  const openssl = (...words) => execFileSync('openssl', words, { stdio: 'ignore', cwd: dir });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-utf8',
    '-subj', '/C=VN/O=Thử nghiệm/CN=Gốc chứng thực thử nghiệm');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'a.key', '-out', 'a.csr', '-utf8', '-subj', '/C=VN/O=UBND xã Thử/CN=Lò Thị Ký');
  openssl('x509', '-req', '-in', 'a.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-out', 'a.pem');
  writeFileSync(at('page.txt'), '%%MediaBox 0 0 595 842\n');
  execFileSync('mutool', ['create', '-o', at('plain.pdf'), at('page.txt')], { stdio: 'ignore' });
  await w.program.command_plain('sign', at('plain.pdf'), at('signed.pdf'), '--key', `pem:${at('a.key')},${at('a.pem')}`);
  return { root: readFileSync(at('ca.pem'), 'utf8'), file: at('signed.pdf'), plain: at('plain.pdf'), done: () => rmSync(dir, { recursive: true }) };
}

async function check(page, file) {
  await page.goto('/kiem-tra');
  await page.locator('#f-file').setInputFiles(file);
  await go(page, page.locator('main form button'));
  await page.waitForURL(/\/kiem-tra\/.+/);
  await page.locator('h1').waitFor();
  for (let i = 0; i < 120 && /Đang kiểm tra|Checking/.test(await main(page)); i++) await page.waitForTimeout(500);
}

export default function (journey) {
  journey('a received file is checked on a phone and on a desk, and whom the province believes decides', async (w) => {
    const s = await signed(w);
    try {
      const phone = await w.page({ js: false, view: PHONE });
      await check(phone, s.file);
      assert.match(await main(phone), /Chưa đủ căn cứ[\s\S]*Lò Thị Ký[\s\S]*UBND xã Thử/);

      const admin = await w.page({ role: 'admin' });
      await admin.goto('/admin/trust/new');
      await w.axe(admin, 'a new anchor');
      await admin.selectOption('[name=list]', 'noi-bo');
      await admin.fill('[name=file]', s.root);
      await go(admin, admin.locator('.go .btn'));
      assert.equal(await admin.locator('.summary li').count(), 1, 'a reason is asked for');
      assert.match(await admin.inputValue('[name=file]'), /BEGIN CERTIFICATE/, 'what was pasted stands');
      await admin.fill('[name=why]', 'so dấu vân tay với nơi công bố');
      await go(admin, admin.locator('.go .btn'));
      assert.match(await main(admin), /Đã thêm gốc tin cậy[\s\S]*Gốc chứng thực thử nghiệm/);
      await w.axe(admin, 'trust lists');
      await w.no_overflow(admin, 360);

      const desk = await w.page({ lang: 'en', dark: true });
      await check(desk, s.file);
      assert.match(await main(desk), /not enough to decide[\s\S]*whether|revoked/i, 'believed now, but nobody knows of revocations');
      assert.match(await main(desk), /Internal/);
      await w.clean(desk, 'en');
      await w.axe(desk, 'a verdict');
      await w.no_overflow(desk, 360);

      const page = await w.page({});
      await check(page, s.plain);
      assert.match(await main(page), /Tệp chưa được ký số/);
      await page.goto('/kiem-tra');
      await w.axe(page, 'asking');
      await w.clean(page, 'vi');
      await go(page, page.locator('main form button'));
      assert.match(await page.locator('.summary').innerText(), /Hãy chọn tệp/);
    } finally {
      s.done();
    }
  });
}
