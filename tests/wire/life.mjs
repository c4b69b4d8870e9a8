// One dossier's whole life over the API, by every role, with the refusals on the way. usage: ENGINE=… node tests/wire/life.mjs
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, program_close_all } from '../browser/lib/program.mjs';
import { Api, filing, sha256 } from '../browser/lib/api.mjs';
import { pdf } from '../browser/lib/papers.mjs';

const engine = process.env.ENGINE || 'sqlite';
const program = await Program.start({ engine });
const as = Object.fromEntries(['citizen', 'business', 'counter', 'specialist', 'head', 'leader', 'clerk', 'reform', 'inspector', 'admin'].map((r) => [r, new Api(program.base, program.account(r).token)]));
as.stranger = new Api(program.base, null);
let failed = 0;

async function test(name, run) {
  try {
    await run();
    console.log(`ok life-${engine}: ${name}`);
  } catch (e) {
    failed++;
    console.log(`not ok life-${engine}: ${name}`);
    for (const line of `${e.message}\n${e.stack.split('\n').find((l) => /life\.mjs/.test(l)) || ''}`.split('\n').slice(0, 15)) console.log(`# ${line.slice(0, 300)}`);
  }
}
const right = (r, status, what) => { assert.equal(r.status, status, `${what}: ${r.status} ${JSON.stringify(r.body).slice(0, 400)}`); return r.body; };
function problem(r, status, what) {
  assert.equal(r.status, status, `${what}: ${r.status} ${JSON.stringify(r.body).slice(0, 300)}`);
  assert.match(r.type, /application\/problem\+json/, what);
  assert.ok(r.body.title && r.body.detail !== undefined || r.body.title, `${what}: a sentence`);
}
const { procedure, papers, answers } = await filing(as.citizen);
const people = { procedure: procedure.code, answers };
const file = async (name = 'Lò Thị Thử') => right(await as.citizen.create({ ...people, owner: { name } }, papers()), 201, 'create');
const see = async (role, code) => right(await as[role].get(`dossiers/${code}`), 200, `${role} reads ${code}`);
const move = async (role, d, act, body) => right(await as[role].move(d.code, act, d.version, body), 200, `${role} ${act}`);
const tomorrow = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

// Moves it along its process until the acts run out: who may, does.
async function to_the_end(d) {
  for (let i = 0; i < 20 && d.state === 4; i++) {
    let moved = false;
    for (const role of ['head', 'specialist', 'leader', 'clerk', 'counter']) {
      const seen = await as[role].get(`dossiers/${d.code}`);
      if (seen.status !== 200) continue;
      const acts = seen.body.moves.map((m) => m.act);
      const last = seen.body.step && !(procedure.steps.findIndex((s) => s.step === seen.body.step) < procedure.steps.length - 1);
      if (acts.includes('finish') && last) {
        const form = new FormData();
        form.set('move', JSON.stringify({ number: '12/GKS', signer: 'Tẩn A Sài', signed_on: new Date().toISOString().slice(0, 10) }));
        form.set('result', new Blob([pdf('Ket qua')], { type: 'application/pdf' }), 'ket-qua.pdf');
        d = right(await as[role].call('POST', `dossiers/${d.code}/moves/finish`, form, { 'if-match': `"${seen.body.version}"` }), 200, `${role} finish`);
        moved = true;
      } else if (acts.includes('forward')) {
        d = await move(role, seen.body, 'forward', { comment: 'Đồng ý' });
        moved = true;
      }
      if (moved) break;
    }
    assert.ok(moved, `nobody can move ${d.code} at step ${d.step}`);
  }
  return d;
}

await test('a stranger is told to sign in', async () => problem(await as.stranger.get('dossiers'), 401, 'list'));
await test('a wrong token is refused', async () => problem(await new Api(program.base, 'mc_wrong').get('dossiers'), 401, 'list'));
await test('openapi.json names every address used here', async () => {
  const api = right(await as.stranger.get('openapi.json'), 200, 'openapi');
  for (const p of ['/dossiers', '/dossiers/{code}', '/dossiers/{code}/moves/{act}', '/dossiers/{code}/journal', '/tracking/{code}', '/procedures', '/procedures/{code}'])
    assert.ok(Object.keys(api.paths).some((k) => k === p || k === `/api/v1${p}`), p);
});
await test('a procedure carries what the interface promises', async () => {
  for (const k of ['code', 'name', 'field', 'committed', 'statutory', 'online', 'papers', 'fees', 'steps']) assert.ok(k in procedure, k);
  for (const k of ['id', 'name', 'originals', 'copies', 'required']) assert.ok(k in procedure.papers[0], `papers.${k}`);
  const moves = right(await as.stranger.get('openapi.json'), 200, 'openapi').paths['/api/v1/dossiers/{code}/moves/{act}'].post.requestBody.content['application/json'].schema;
  assert.ok(moves.properties.until && moves.properties.faults, 'the body of a move is described');
  assert.ok(moves['x-moves'].find((m) => m.act === 'ask_early').needs.includes('faults'), 'and what each act needs');
  assert.equal(procedure.steps.reduce((n, s) => n + s.share_percent, procedure.counter_share_percent), 100, 'all of the time is shared out');
});
await test('found alike with and without accents', async () => {
  const first = async (q) => right(await as.stranger.get(`procedures?q=${encodeURIComponent(q)}&limit=1`), 200, q).items[0]?.code;
  const a = await first('dang ky khai sinh');
  assert.ok(a);
  assert.equal(await first('đăng kí khai sinh'), a);
  assert.equal(await first('ĐĂNG KÝ KHAI SINH'), a);
});

await test('what is wrong is said as it is', async () => {
  const none = await as.citizen.create({}, {});
  problem(none, 422, 'no procedure');
  assert.equal(none.body.field, 'procedure');
  const act = await as.counter.call('POST', 'dossiers/H35.1-210607-0001/moves/fly', {});
  problem(act, 404, 'an unknown act');
  assert.match(act.body.detail, /fly/);
  const limit = await as.counter.get('dossiers?limit=-1');
  problem(limit, 422, 'limit -1');
  assert.doesNotMatch(JSON.stringify(limit.body), /100/);
});

let d;
await test('a citizen files; the same key gives the same dossier', async () => {
  const key = `life-${process.pid}`, files = papers();
  const a = right(await as.citizen.create({ ...people, owner: { name: 'Lò Thị Thử' } }, files, key), 201, 'create');
  const b = await as.citizen.create({ ...people, owner: { name: 'Lò Thị Thử' } }, files, key);
  assert.ok(b.status === 200 || b.status === 201);
  assert.equal(b.body.code, a.code);
  assert.match(a.code, /^H35/);
  assert.deepEqual(a.papers.map((p) => p.sha256).sort(), Object.values(files).map(sha256).sort());
  for (const k of ['code', 'state', 'procedure', 'owner', 'unit', 'received_at', 'due_at', 'statutory_due_at', 'step', 'version', 'clock', 'moves']) assert.ok(k in a, k);
  assert.equal(a.state, 1);
  d = a;
});
await test('a missing required paper is named, all at once', async () => {
  const required = procedure.papers.filter((p) => p.required && !p.present_only);
  const r = await as.citizen.create({ ...people, owner: { name: 'Lò Thị Thử' } }, {});
  problem(r, 422, 'create');
  for (const p of required) assert.ok(JSON.stringify(r.body).includes(`paper.${p.id}`), p.id);
});
await test('wrong, missing and unknown answers are named, all at once', async () => {
  const r = await as.citizen.create({ procedure: procedure.code, owner: { name: 'Lò Thị Thử' }, answers: { dien_thoai: '12', la: 1 } }, {});
  problem(r, 422, 'create');
  const fields = r.body.errors.map((e) => e.field);
  for (const f of ['dien_thoai', 'la', 'so_dinh_danh', 'noi_dung', `paper.${Object.keys(papers())[0]}`]) assert.ok(fields.includes(f), `${f} in ${fields}`);
  assert.ok(!fields.includes('ho_ten'), 'the owner said his name already');
});
await test('a counter tells what fees it took, by the rules of the page', async () => {
  const taken = (fees) => ({ procedure: '1.004873', owner: { name: 'Lò Thị Phí' }, fees });
  const faults = async (fees) => { const r = await as.counter.create(taken(fees)); problem(r, 422, JSON.stringify(fees)); return r.body.errors.map((e) => e.field).sort(); };
  const a = right(await as.counter.create(taken([{ kind: 'le-phi', amount: 15000, receipt: 'AB/26P 0001' }])), 201, 'taken');
  const shown = right(await as.counter.get(`dossiers/${a.code}`), 200, 'read');
  assert.deepEqual(shown.fees.map(({ kind, amount, exempt, receipt }) => ({ kind, amount, exempt, receipt })), [{ kind: 'le-phi', amount: 15000, exempt: false, receipt: 'AB/26P 0001' }]);
  const free = right(await as.counter.create(taken([{ kind: 'le-phi', exempt: true, reason: 'Người thuộc hộ nghèo' }])), 201, 'exempt');
  assert.deepEqual(free.fees.map((f) => [f.exempt, f.reason, f.amount]), [[true, 'Người thuộc hộ nghèo', 0]]);
  assert.deepEqual(right(await as.counter.create(taken(undefined)), 201, 'none').fees, []);
  assert.deepEqual([shown.owed.amount, shown.owed.taken, shown.owed.left], [15000, 15000, 0], 'owed and taken');
  assert.deepEqual([free.owed.amount, free.owed.left, free.owed.items[0].exempt], [0, 0, true], 'exempt: nothing is owed');
  assert.deepEqual(await faults([{ kind: 'le-phi', amount: 0 }]), ['fees/0/amount', 'fees/0/receipt']);
  assert.deepEqual(await faults([{ kind: 'le-phi', exempt: true }]), ['fees/0/reason']);
  assert.deepEqual(await faults([{ kind: 'le-phi', amount: 15000, receipt: 'ộ'.repeat(41) }]), ['fees/0/receipt'], 'forty characters');
  right(await as.counter.create(taken([{ kind: 'le-phi', amount: 15000, receipt: 'ộ'.repeat(40) }])), 201, 'forty characters');
  assert.deepEqual(await faults([{ kind: 'le-phi', amount: 15000, receipt: '1' }, { kind: 'le-phi', amount: 1, receipt: '2' }, { kind: 'tip' }]), ['fees/1/kind', 'fees/2/kind'], 'each fee of the catalogue once');
  assert.deepEqual(await faults({ kind: 'le-phi' }), ['fees']);
  problem(await as.citizen.create(taken([{ kind: 'le-phi', amount: 15000, receipt: '1' }])), 403, 'no counter');
});
await test('a declaration on paper stands for the answers, every paper must be there', async () => {
  const r = await as.citizen.create({ procedure: procedure.code, owner: { name: 'Lò Thị Giấy' } }, {});
  problem(r, 422, 'create');
  const required = procedure.papers.filter((p) => p.required && !p.present_only).map((p) => `paper.${p.id}`);
  assert.deepEqual(r.body.errors.map((e) => e.field).sort(), required.sort());
  assert.equal(right(await as.citizen.create({ procedure: procedure.code, owner: { name: 'Lò Thị Giấy' } }, papers()), 201, 'create').state, 1);
});
await test('at the counter the paper form holds what is missing, but what is typed must be right', async () => {
  const paper = { procedure: procedure.code, owner: { name: 'Lò Thị Giấy' } };
  const a = right(await as.counter.create({ ...paper, answers: {} }), 201, 'counter');
  assert.equal(a.state, 2);
  problem(await as.counter.create({ ...paper, answers: { dien_thoai: '12' } }), 422, 'a wrong phone');
  problem(await as.counter.create({ ...paper, answers: [] }), 422, 'no object');
});
await test('a paper of 0 bytes and one that is no paper are refused', async () => {
  const [id] = Object.keys(papers());
  problem(await as.citizen.create({ ...people, owner: { name: 'Lò' } }, { ...papers(), [id]: Buffer.alloc(0) }), 422, 'empty');
  problem(await as.citizen.create({ ...people, owner: { name: 'Lò' } }, { ...papers(), [id]: Buffer.from('MZ\x90\0 this is a program') }), 422, 'program');
});
await test('what is not JSON and what is not known is refused in words', async () => {
  const form = new FormData();
  form.set('dossier', '{"procedure":');
  problem(await as.citizen.call('POST', 'dossiers', form), 422, 'broken JSON');
  const r = await as.citizen.create({ procedure: '9.999999', owner: { name: 'Lò' } }, {});
  assert.ok(r.status === 404 || r.status === 422, `${r.status}`);
});
await test('others do not see it: another citizen, another unit, no token', async () => {
  problem(await as.business.get(`dossiers/${d.code}`), 404, 'business');
  problem(await as.stranger.get(`dossiers/${d.code}`), 401, 'stranger');
  problem(await as.business.get(`dossiers/${d.code}/journal`), 404, 'journal');
  problem(await as.business.move(d.code, 'withdraw', d.version, { reason: 'x' }), 404, 'withdraw');
});
await test('a citizen makes no officer\'s move', async () => problem(await as.citizen.move(d.code, 'accept', d.version), 403, 'accept'));
await test('tracking: with the check value only, without names', async () => {
  const t = right(await as.stranger.get(`tracking/${d.code}?check=${d.check}`), 200, 'tracking');
  assert.ok(!JSON.stringify(t).includes('Lò Thị Thử'));
  problem(await as.stranger.get(`tracking/${d.code}?check=zzzz`), 404, 'wrong check');
  const typed = encodeURIComponent(` ${d.check.toUpperCase().replace(/(.{4})/g, '$1 ')}`);
  assert.equal(right(await as.stranger.get(`tracking/${d.code.toLowerCase().replaceAll('-', '%E2%80%93')}?check=${typed}`), 200, 'as typed from a receipt').code, d.code);
});
await test('the counter asks for a supplement listing every fault; the citizen answers; a new reception clock', async () => {
  const first = await see('counter', d.code);
  const r = await as.counter.move(d.code, 'ask_early', first.version, {});
  problem(r, 422, 'nothing filled in');
  d = await move('counter', first, 'ask_early', { reason: 'Tờ khai thiếu', until: tomorrow(20), legal: 'NĐ 61/2018', faults: [
    { target: 'field:owner', label: 'Họ tên', reason: 'Viết đủ họ tên' }, { target: `paper:${procedure.papers[0].id}`, label: procedure.papers[0].name, reason: 'Ảnh mờ' }] });
  assert.equal(d.state, 5);
  assert.equal((await see('citizen', d.code)).faults.length, 2);
  d = await move('citizen', d, 'answer_early', { comment: 'Đã bổ sung' });
  assert.equal(d.state, 1);
});
await test('two officers at once: one wins, the other is told', async () => {
  const now = await see('counter', d.code);
  const both = await Promise.all([as.counter.move(d.code, 'accept', now.version), as.counter.move(d.code, 'accept', now.version)]);
  assert.deepEqual(both.map((r) => r.status === 200).sort(), [false, true], both.map((r) => r.status).join());
  const lost = both.find((r) => r.status !== 200);
  assert.ok([409, 412].includes(lost.status), `${lost.status}`);
  d = await see('counter', d.code);
  assert.equal(d.state, 2);
  assert.ok(d.due_at && d.statutory_due_at, 'both due dates');
  assert.ok(d.due_at <= d.statutory_due_at, 'the promise is not longer than the law');
});
await test('it goes through its process to a result, and is handed over', async () => {
  d = await move('counter', d, 'hand_over');
  assert.equal(d.state, 4);
  d = await to_the_end(d);
  assert.equal(d.state, 9);
  assert.ok(d.finished_at);
  d = await move('counter', await see('counter', d.code), 'deliver', { receiver: 'Lò Thị Thử', identity_checked: true });
  assert.equal(d.state, 10);
});
await test('the journal holds every act, chained', async () => {
  const { items } = right(await as.inspector.get(`dossiers/${d.code}/journal`), 200, 'journal');
  const acts = items.map((e) => e.act);
  for (const act of ['ask_early', 'answer_early', 'accept', 'hand_over', 'finish', 'deliver']) assert.equal(acts.filter((a) => a === act).length, 1, act);
  assert.deepEqual(items.map((e) => e.n), items.map((_, i) => i + 1));
});
await test('nothing moves a closed dossier', async () => {
  const r = await as.counter.move(d.code, 'accept', d.version);
  assert.ok([403, 409].includes(r.status), `${r.status}`);
});
await test('refusal and withdrawal end the clock with their reason', async () => {
  let a = await file();
  problem(await as.counter.move(a.code, 'refuse', a.version, {}), 422, 'refuse without a reason');
  a = await move('counter', a, 'refuse', { reason: 'Không thuộc thẩm quyền', legal: 'NĐ 61/2018' });
  assert.equal(a.state, 3);
  let b = await file();
  b = await move('citizen', b, 'withdraw', { reason: 'Nộp nhầm' });
  assert.equal(b.state, 7);
});
await test('lists page by key: no dossier twice, none missed', async () => {
  const seen = new Set();
  for (let after = ''; ;) {
    const page = right(await as.counter.get(`dossiers?limit=7${after && `&after=${after}`}`), 200, 'list');
    for (const x of page.items) { assert.ok(!seen.has(x.code), `${x.code} twice`); seen.add(x.code); }
    if (!page.next) break;
    after = page.next;
  }
  assert.ok(seen.has(d.code));
});
await test('search folds accents only where none were typed', async () => {
  const a = await file('Nguyễn Văn Ánh Thử');
  const found = async (q) => right(await as.counter.get(`dossiers?q=${encodeURIComponent(q)}&limit=50`), 200, q).items.some((x) => x.code === a.code);
  assert.ok(await found('nguyen van anh thu'));
  assert.ok(await found('Nguyễn Văn Ánh Thử'));
  assert.ok(await found(a.code));
  assert.ok(!(await found('nguyện vãn ảnh thứ')));
});
await test('limits: a page of more than the most is refused or cut, a broken cursor is refused', async () => {
  const r = await as.counter.get('dossiers?limit=100000');
  assert.ok(r.status === 422 || r.body.items.length <= 500, `${r.status}`);
  problem(await as.counter.get('dossiers?after=zzz'), 422, 'cursor');
});
await test('overdue: the clock runs out, the system says so, the head apologises once with a new date', async () => {
  let a = await file();
  a = await move('counter', a, 'accept');
  writeFileSync(join(program.data, 'clock'), String(60 * 86_400_000));
  try {
    for (let i = 0; i < 100 && !(await see('counter', a.code)).moves.some((m) => m.act === 'apologise'); i++) await new Promise((r) => setTimeout(r, 200));
    const acts = () => as.inspector.get(`dossiers/${a.code}/journal`).then((r) => r.body.items.map((e) => e.act));
    for (let i = 0; i < 100 && !(await acts()).includes('mark_overdue'); i++) await new Promise((r) => setTimeout(r, 200));
    assert.ok((await acts()).includes('mark_overdue'), 'marked overdue by the system');
    const late = await see('head', a.code);
    const day = new Date(Date.now() + 80 * 86_400_000).toISOString().slice(0, 10);
    const b = await move('head', late, 'apologise', { reason: 'Chậm do chờ xác minh', until: day });
    const again = await as.head.move(b.code, 'apologise', b.version, { reason: 'x', until: day });
    assert.ok([409, 403].includes(again.status), `${again.status}`);
  } finally { writeFileSync(join(program.data, 'clock'), '0'); }
});
await program.down();
await test('afterwards the journal is sound', async () => { await program.command('verify', 'journal'); });
await program_close_all();
process.exit(failed ? 1 : 0);
