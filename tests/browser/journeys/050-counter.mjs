// The counter beyond the first slip: what was taken for a dossier, the paper form entered later; and where each role begins.
import assert from 'node:assert/strict';
import { go } from '../lib/go.mjs';
import { PHONE } from '../lib/world.mjs';
import { Api } from '../lib/api.mjs';

const FEE = '2.000635';  // a copy from the civil register: one charge of 8.000 đồng
const FORM = '2.000815'; // certified copies: a form with rows
const main = (page) => page.locator('main').innerText();
const faults = (page) => page.locator('.summary li').allInnerTexts();

const send = (page) => go(page, '.go .btn');

async function lay_open(page, procedure, name) {
  await page.goto(`/desk/intake/${procedure}`);
  await page.fill('#f-name', name);
  for (const tick of await page.locator('[id^="f-have."]').all()) await tick.check();
}

// Taken in on paper; gives the code.
async function taken_in(page, procedure, name) {
  await lay_open(page, procedure, name);
  await send(page);
  await page.waitForURL(/slip$/);
  return page.url().match(/dossiers\/([^/]+)/)[1];
}

export default function (journey) {
  for (const js of [true, false]) {
    journey(`a fee is taken with its receipt ${js ? 'with' : 'without'} JavaScript`, async (w) => {
      const page = await w.page({ role: 'counter', js, view: js ? undefined : PHONE });
      await lay_open(page, FEE, 'Lường Thị Pản');
      await w.clean(page, 'vi');
      if (js) { await w.axe(page, 'intake with a fee'); await w.no_overflow(page, 360); }
      assert.equal(await page.inputValue('[name="fee.0.amount"]'), '8000', 'the catalogue says how much');
      await page.selectOption('[name="fee.0.how"]', 'taken');
      await page.fill('[name="fee.0.amount"]', 'tám nghìn');
      await send(page);
      assert.equal((await faults(page)).length, 2, 'the sum and the receipt, at once');
      assert.equal(await page.inputValue('[name="fee.0.amount"]'), 'tám nghìn', 'what was typed stands');
      assert.equal(await page.inputValue('[name="fee.0.how"]'), 'taken');
      assert.equal(await page.inputValue('#f-name'), 'Lường Thị Pản');
      for (const href of await page.locator('.summary a').evaluateAll((a) => a.map((x) => x.getAttribute('href'))))
        assert.equal(await page.locator(`[id="${href.slice(1)}"]`).count(), 1, `${href} leads nowhere`);
      if (js) await w.axe(page, 'intake with a fee refused');
      await page.fill('[name="fee.0.amount"]', '16.000');
      await page.fill('[name="fee.0.receipt"]', 'BL-0042');
      await send(page);
      await page.waitForURL(/slip$/);
      assert.match(await main(page), /16\.000.*BL-0042/, 'the slip says what was taken');
      const code = page.url().match(/dossiers\/([^/]+)/)[1];
      await page.goto(`/desk/dossiers/${code}`);
      assert.match(await main(page), /16\.000.*BL-0042/, 'and so does the dossier');
      if (js) await w.axe(page, 'a dossier with a fee');
      const { body } = await new Api(w.base, w.program.account('counter').token).get(`dossiers/${code}`);
      assert.deepEqual(body.fees.map((f) => [f.amount, f.receipt]), [[16000, 'BL-0042']]);
    });
  }

  journey('an exemption has its reason; a receipt beside "not taken" is asked about', async (w) => {
    const page = await w.page({ role: 'counter' });
    await lay_open(page, FEE, 'Tao Thị Ín');
    await page.fill('[name="fee.0.receipt"]', 'BL-0043');
    await send(page);
    assert.equal((await faults(page)).length, 1, 'money and no word of it: which is it?');
    await page.fill('[name="fee.0.receipt"]', '');
    await page.selectOption('[name="fee.0.how"]', 'exempt');
    await send(page);
    assert.equal((await faults(page)).length, 1, 'an exemption without a reason');
    await page.fill('[name="fee.0.reason"]', 'Hộ nghèo theo Nghị quyết của HĐND tỉnh');
    await send(page);
    await page.waitForURL(/slip$/);
    assert.match(await main(page), /Được miễn: Hộ nghèo theo Nghị quyết/);
    await taken_in(page, FEE, 'Tao Văn Ỏm');
    assert.ok(!/Được miễn|biên lai/.test(await main(page)), 'nothing taken yet is nothing said');
  });

  for (const js of [true, false]) {
    journey(`a paper form is entered later, in parts, ${js ? 'with' : 'without'} JavaScript`, async (w) => {
      const page = await w.page({ role: 'counter', js, view: js ? undefined : PHONE });
      const code = await taken_in(page, FORM, 'Mùa A Sình');
      await page.goto(`/desk/dossiers/${code}`);
      await go(page, page.locator(`main a[href$="/${code}/answers"]`));
      await page.waitForURL(/answers$/);
      await w.clean(page, 'vi');
      if (js) { await w.axe(page, 'the form to enter'); await w.no_overflow(page, 360); }
      assert.equal(await page.inputValue('[name=ho_ten]'), 'Mùa A Sình', 'what the office knows nobody types again');
      await page.fill('[name="giay_to.0.ten"]', 'Bằng tốt nghiệp trung học phổ thông');
      await go(page, page.locator('[name=add]'));
      await page.waitForSelector('[name="giay_to.1.ten"]');
      assert.equal(await page.inputValue('[name="giay_to.0.ten"]'), 'Bằng tốt nghiệp trung học phổ thông', 'a row more loses nothing');
      await page.fill('[name="giay_to.1.ten"]', 'Sổ hộ khẩu cũ');
      await page.fill('[name="giay_to.0.so_trang"]', '2');
      await page.fill('[name=dien_thoai]', '0912 34');
      await page.fill('[name="giay_to.1.so_trang"]', 'hai');
      await send(page);
      assert.equal((await faults(page)).length, 2, 'what does not look right, and nothing that is missing');
      assert.equal(await page.locator('main .err').count(), 2, 'each at its place');
      assert.ok(await page.locator('.banner.wa').count(), 'and that it is saved');
      if (js) await w.axe(page, 'the form with doubts');
      const as_typed = async (what) => {
        assert.equal(await page.inputValue('[name=dien_thoai]'), '0912 34', what);
        assert.equal(await page.inputValue('[name="giay_to.1.so_trang"]'), 'hai', what);
        assert.equal(await page.inputValue('[name="giay_to.0.so_trang"]'), '2', what);
      };
      await as_typed('the page that answers');
      await page.goto(`/desk/dossiers/${code}`);
      assert.ok((await main(page)).includes('Sổ hộ khẩu cũ'), 'the dossier shows what was entered');
      await page.goto(`/desk/dossiers/${code}/answers`);
      await as_typed('left and opened again');
      assert.equal((await faults(page)).length, 2, 'and is still in doubt');
      await page.fill('[name=dien_thoai]', '0912 345 678');
      await page.fill('[name="giay_to.1.so_trang"]', '4');
      await send(page);
      await page.waitForURL(new RegExp(`/desk/dossiers/${code}\\?done=enter_answers`));
      const { body } = await new Api(w.base, w.program.account('counter').token).get(`dossiers/${code}`);
      assert.equal(body.answers.dien_thoai, '0912345678');
      assert.deepEqual(body.answers.giay_to.map((g) => g.so_trang), [2, 4]);
      await page.goto(`/desk/dossiers/${code}/life`);
      assert.match(await main(page), /Đã nhập tờ khai giấy/, 'each entering is in its life');
    });
  }

  journey('two enter one form: the slower keeps his words', async (w) => {
    const first = await w.page({ role: 'counter' }), second = await w.page({ role: 'counter' });
    const code = await taken_in(first, FORM, 'Vừ Thị Dở');
    for (const p of [first, second]) await p.goto(`/desk/dossiers/${code}/answers`);
    await first.fill('[name="giay_to.0.ten"]', 'Bằng lái xe');
    await send(first);
    await second.fill('[name="giay_to.0.ten"]', 'Học bạ lớp 12');
    await send(second);
    assert.ok(await second.locator('.summary, .banner').count(), 'it is said');
    assert.equal(await second.inputValue('[name="giay_to.0.ten"]'), 'Học bạ lớp 12');
    await w.axe(second, 'a form another was faster with');
    await send(second);
    await second.waitForURL(/done=enter_answers/);
    assert.ok((await main(second)).includes('Học bạ lớp 12'), 'over the version that stands now it is saved');
  });

  journey('whoever signs in begins at his work', { reads: true }, async (w) => {
    const begins = { citizen: '/mine', business: '/mine', counter: '/desk', specialist: '/desk', head: '/desk', leader: '/desk', clerk: '/desk', inspector: '/desk', reform: '/desk/figures', admin: '/admin/people' };
    for (const [role, path] of Object.entries(begins)) {
      const page = await w.page({ role, js: false });
      assert.equal(new URL(page.url()).pathname, path, role);
      await w.clean(page, 'vi');
      await page.context().close();
    }
  });

  journey('the reform officer reads sums by unit, and no dossier', { reads: true }, async (w) => {
    const page = await w.page({ role: 'reform' });
    assert.ok(await page.locator('table.data tbody tr').count() >= 2, 'the whole and a unit of it');
    const cells = await page.locator('table.data tbody tr').first().locator('td').allInnerTexts();
    assert.ok(cells.slice(1, 5).some((n) => Number(n) > 0), `something is open: ${cells}`);
    assert.match(cells[7], /^\d+% \(\d+\/\d+\)$|^–$/);
    await w.axe(page, 'figures');
    await w.no_overflow(page, 360);
    await go(page, page.locator('table.data a').first());
    await page.waitForURL(/\/desk\/figures\?unit=/);
    assert.ok(await page.locator('main a[href="/desk/figures"]').count(), 'and back');
    assert.equal(await page.locator('main a[href*="/desk/dossiers"]').count(), 0, 'no list for who may not read it');
    assert.equal((await page.request.get('/desk/dossiers')).status(), 403);
    const leader = await w.page({ role: 'leader' });
    await leader.goto('/desk/figures');
    assert.ok(await leader.locator('main a[href*="/desk/dossiers?unit="]').count(), 'who may read goes on to the list');
    const above = await w.page({ role: 'inspector' });
    for (const [who, status] of [[leader, 404], [above, 200]])
      assert.equal((await who.request.get('/desk/figures?unit=H35')).status(), status, 'what lies above is not there');
  });
}
