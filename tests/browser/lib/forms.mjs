// Fills whatever form a procedure has, as a patient citizen would: every required question gets a plausible answer of its
// type; papers get files. Knows the house's parts (.fld, fieldset.date, section.paper), not the single procedures.
import assert from 'node:assert/strict';
import { go } from './go.mjs';
import { attach } from './papers.mjs';

const texts = { name: 'Nguyễn Văn Ánh', tel: '0912345678', email: 'cong.dan@example.org', decimal: '2', numeric: '12', text: 'Tổ 5, phường Tân Phong', textarea: 'Như đã ghi trong giấy tờ kèm theo.' };

async function answer(input) {
  const about = await input.evaluate((e) => ({
    tag: e.tagName.toLowerCase(), type: e.type, name: e.name, value: e.value, mode: e.inputMode, max: e.maxLength, locked: e.readOnly || e.disabled,
    label: (e.labels?.[0]?.innerText || '').toLowerCase(), hidden: !!e.closest('[hidden]'), kind: e.dataset.type || e.type,
  }));
  if (about.locked || about.hidden || about.value || about.type === 'hidden' || about.type === 'file') return;
  if (/\.day$/.test(about.name)) return void await input.fill('7');
  if (/\.month$/.test(about.name)) return void await input.fill('6');
  if (/\.year$/.test(about.name)) return void await input.fill('2021');
  if (about.type === 'date') return void await input.fill('2021-06-07');
  if (about.kind === 'date') return void await input.fill('7/6/2021');
  if (about.kind === 'partial_date') return void await input.fill('1999');
  if (about.kind === 'time') return void await input.fill('14:30');
  if (about.kind === 'person_id') return void await input.fill('001099012345');
  if (about.kind === 'org_id') return void await input.fill('6200000001');
  if (about.type === 'email') return void await input.fill(texts.email);
  if (about.type === 'tel') return void await input.fill(texts.tel);
  if (about.tag === 'textarea') return void await input.fill(texts.textarea);
  if (about.mode === 'numeric') return void await input.fill(about.max === 12 ? '001099012345' : about.max === 10 ? texts.tel : texts.numeric);
  if (about.mode === 'decimal') return void await input.fill(texts.decimal);
  await input.fill(/tên|name/.test(about.label) ? texts.name : texts.text);
}

export async function fill(page) {
  const form = page.locator('main form[method=post]').first();
  for (const group of await form.locator('fieldset:not(.date)').all()) {
    const ticks = group.locator('input[type=radio]');
    if (await ticks.count() && await ticks.first().isVisible() && !(await group.locator('input:checked').count())) await ticks.first().check();
  }
  for (const box of await form.locator('input[type=checkbox]').all())
    if (await box.isVisible() && !(await box.isChecked())) await box.check();
  for (const select of await form.locator('select').all()) {
    if (!(await select.isVisible()) || await select.inputValue()) continue;
    const values = await select.locator('option').evaluateAll((o) => o.map((x) => x.value).filter(Boolean));
    if (values.length) await select.selectOption(values[0]);
  }
  for (const input of await form.locator('input:not([type=radio]):not([type=checkbox]):not([type=hidden]):not([type=file]), textarea').all())
    if (await input.isVisible()) await answer(input);
}

export async function attach_all(page, { js }) {
  const inputs = await page.locator('input[type=file]').all();
  for (let i = 0; i < inputs.length; i++) {
    const id = await inputs[i].getAttribute('id');
    const input = page.locator(`[id="${id}"]`);
    await input.setInputFiles(i % 2 ? attach.png(`giay-${i}.png`) : attach.pdf(`giay-${i}.pdf`));
    if (js) await page.locator('section.paper').nth(i).locator('ul.files li').first().waitFor();
  }
  return inputs.length;
}

// From the start page to the receipt. Gives { code, check, pages }.
export async function file_dossier(page, procedure, options = {}) {
  const js = options.js !== false;
  await page.goto(`/procedures/${procedure}/start`);
  for (let step = 0; step < 15; step++) {
    const path = new URL(page.url()).pathname;
    await options.at?.(page, path);
    if (await page.locator('input[name=submit_key]').count()) break;
    if (await page.locator('input[type=file]').count()) await attach_all(page, { js });
    else await fill(page);
    const on = () => go(page, 'main form .go button, main form button.big');
    await on();
    // Without a script a question that depends on an answer of the same page comes with the server's next word.
    if (!js && await page.locator('.summary').count()) { await fill(page); await on(); }
    const faults = await page.locator('.summary li').allInnerTexts();
    assert.deepEqual(faults, [], `the form of ${procedure} refused plausible answers at ${path}`);
  }
  assert.ok(await page.locator('input[name=submit_key]').count(), `no check page after fifteen pages: ${page.url()}`);
  await options.before_submit?.(page);
  if (!(await page.locator('.panel .code').count())) { // the journey's own clicks may have filed it
    await page.locator('#f-agree').check();
    await go(page, 'main form .go button');
  }
  const code = (await page.locator('.panel .code, .receipt dd .num').first().innerText()).trim();
  assert.match(code, /^H35[.\d-]+$/, 'an official code');
  const check = (await page.locator('.receipt dd b.num').nth(1).innerText()).trim();
  return { code, check };
}
