// kill -9 of any process of the program during a thousand creates and moves: what was acknowledged is there and whole, what
// was not is there whole or not at all, nothing is there twice. usage: ENGINE=sqlite|postgres node tests/fault/kill.mjs [ACKNOWLEDGEMENTS]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Program, program_close_all } from '../browser/lib/program.mjs';
import { Api, filing, sha256 } from '../browser/lib/api.mjs';

const engine = process.env.ENGINE || 'sqlite';
const wanted = Number(process.argv[2] || 1000);
const clients = 8;
const least = Math.min(wanted, 50);
let failed = 0;
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

function say(name, good, why = []) {
  console.log(`${good ? 'ok' : 'not ok'} kill-${engine}: ${name}`);
  if (good) return;
  failed++;
  for (const line of [].concat(why).slice(0, 10)) console.log(`# ${String(line).slice(0, 300)}`);
}

function children(pid) {
  return readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
    try { return Number(readFileSync(`/proc/${d}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid; } catch { return false; }
  }).map(Number);
}
const alive = (pid) => { try { return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')); } catch { return false; } };

const program = await Program.start({ engine, args: ['--workers', '2'] });
const token = (role) => program.account(role).token;
const citizen = new Api(program.base, token('citizen')), counter = new Api(program.base, token('counter'));
const { procedure, papers, answers } = await filing(citizen);
const stop_at = Date.now() + Number(process.env.KILL_SECONDS || 75) * 1000; // a slow machine does fewer than are wanted
const give_up_at = stop_at + 60_000;
const known = [];       // one a create: { key, name, code, version, state, files, acts }
let acknowledged = 0, over = false, refused = null;

// One call until it is answered: a dead server is asked again, as a program with an idempotency key may.
async function answered(call) {
  for (;;) {
    if (Date.now() > give_up_at) throw new Error('the program did not come back in time');
    try {
      const r = await call();
      if (r.status < 500) return r;
    } catch { /* no answer: nothing is known */ }
    await sleep(50);
  }
}

async function create(n) {
  const files = papers();
  const d = { key: `kill-${process.pid}-${n}`, name: `Thử Kill ${process.pid} Số ${n}`, files: Object.values(files).map(sha256).sort(), acts: [] };
  known.push(d);
  const r = await answered(() => citizen.create({ procedure: procedure.code, owner: { name: d.name, id_number: '', phone: '', email: '' }, answers }, files, d.key));
  if (r.status !== 201 && r.status !== 200) { refused ||= `create ${r.status} ${JSON.stringify(r.body).slice(0, 300)}`; over = true; return null; }
  acknowledged++;
  return Object.assign(d, { code: r.body.code, version: r.body.version, state: r.body.state });
}

async function move(d, act) {
  const r = await answered(() => counter.move(d.code, act, d.version));
  if (r.status === 409 || r.status === 412) { // the answer of an earlier try was lost: the move stands
    const now = await answered(() => counter.get(`dossiers/${d.code}`));
    d.acts.push({ act, sure: false });
    return Object.assign(d, { version: now.body.version, state: now.body.state });
  }
  if (r.status !== 200) { refused ||= `${act} ${r.status} ${JSON.stringify(r.body).slice(0, 300)}`; over = true; return d; }
  acknowledged++;
  d.acts.push({ act, sure: true });
  return Object.assign(d, { version: r.body.version, state: r.body.state });
}

const done = () => over || acknowledged >= wanted || Date.now() > stop_at;
let serial = 0;
async function client() {
  while (!done()) {
    const d = await create(serial++);
    for (const act of ['accept', 'hand_over']) if (d && !over) await move(d, act);
  }
}

let kills = 0, supervisors = 0, turns = 0;
async function killer() {
  while (!done()) {
    await sleep(150 + Math.random() * 700);
    const family = children(program.child.pid);
    if (++turns % 6 === 0 || !family.length) {
      supervisors++;
      await program.down('SIGKILL');
      for (let i = 0; i < 150 && family.some(alive); i++) await sleep(100);
      if (family.some(alive)) { say('children end with their supervisor', false, family.filter(alive)); family.forEach((p) => { try { process.kill(p, 'SIGKILL'); } catch { /* gone */ } }); }
      for (let i = 0; ; i++) { try { await program.up(); break; } catch (e) { if (i > 20) throw e; await sleep(300); } }
    } else {
      const pid = family[Math.floor(Math.random() * family.length)];
      try { process.kill(pid, 'SIGKILL'); kills++; } catch { /* it ended by itself */ }
    }
  }
}

async function judge() {
  await program.restart('SIGKILL');
  const gone = [], half = [], twice = [];
  for (const d of known) {
    if (!d.code) continue;
    const r = await counter.get(`dossiers/${d.code}`);
    if (r.status !== 200) { gone.push(`${d.code}: ${r.status}`); continue; }
    const journal = (await counter.get(`dossiers/${d.code}/journal`)).body.items.map((e) => e.act);
    const files = r.body.papers.map((p) => p.sha256).sort();
    if (r.body.version !== d.version || r.body.state !== d.state) gone.push(`${d.code}: version ${r.body.version} state ${r.body.state}, acknowledged ${d.version} ${d.state}`);
    if (files.join() !== d.files.join()) half.push(`${d.code}: papers ${files}`);
    for (const { act } of d.acts) {
      const times = journal.filter((a) => a === act).length;
      if (times !== 1) (times ? twice : half).push(`${d.code}: ${act} stands ${times} times in the journal`);
    }
  }
  const mine = new Map();
  for (let after = ''; ;) {
    const page = (await counter.get(`dossiers?limit=100${after && `&after=${after}`}`)).body;
    for (const d of page.items) if (d.owner.name.startsWith(`Thử Kill ${process.pid} `)) mine.set(d.owner.name, (mine.get(d.owner.name) || []).concat(d.code));
    if (!page.next) break;
    after = page.next;
  }
  for (const [name, codes] of mine) {
    if (codes.length > 1) twice.push(`${name}: ${codes}`);
    const d = known.find((k) => k.name === name);
    if (!d.code) { // made, never acknowledged: whole all the same
      const r = await counter.get(`dossiers/${codes[0]}`);
      if (r.status !== 200 || r.body.papers.map((p) => p.sha256).sort().join() !== d.files.join()) half.push(`${codes[0]} was never acknowledged and is not whole`);
    }
  }
  say(`${acknowledged} acknowledged creates and moves outlive ${kills} killed processes and ${supervisors} killed supervisors`, !gone.length && acknowledged >= least && kills >= 10 && supervisors >= 1, [refused || '', ...gone]);
  say('nothing is half done', !half.length, half);
  say('nothing is there twice', !twice.length && mine.size > 0, twice);
}

async function command(name, ...args) {
  try { await program.command(...args); say(name, true); } catch (e) { say(name, false, [e.stdout, e.stderr, e.message]); }
}

try {
  await Promise.all([killer(), ...Array.from({ length: clients }, client)]);
  await judge();
  await program.down();
  await command('the journal is sound', 'verify', 'journal');
  await command('every file has its bytes', 'backup', join(program.folder, 'copy'));
} catch (e) {
  say('the test runs to its end', false, [e.stack, refused, program.log?.slice(-500)]);
} finally {
  await program_close_all();
}
process.exit(failed ? 1 : 0);
