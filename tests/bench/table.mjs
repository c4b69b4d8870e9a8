// Turns the rows of a bench run into docs/measured.md: one line a work, a column for each engine and size, the peers' figures, and
// how much ten times the data costs.
// usage: node tests/bench/table.mjs ROWS.json [COMMIT]
import { readFileSync } from 'node:fs';
import { cpus, totalmem, release } from 'node:os';

const rows = readFileSync(process.argv[2], 'utf8').trim().split('\n').filter(Boolean).map((l) => JSON.parse(l));
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
// title, peers measured in the same way, at least (SQLite, PostgreSQL), aim; unit: the figure is small when good
const works = {
  page: { title: 'open a dossier page', peers: 'Fossil 310–400, Redmine 12–14', least: [4000, 1500], aim: 10000 },
  api: { title: 'open a dossier, JSON' },
  list: { title: "list 25 by due date, the province's scope", peers: 'Redmine 7–9, CHEFS 2–3', least: [4000, 1500], aim: 10000 },
  next: { title: 'its next pages', peers: '', least: [4000, 1500], aim: 10000 },
  find: { title: 'find "nguyen van anh", p95', peers: 'none finds it', least: [5, 10], aim: 1, unit: 'ms', of: (r) => r.p95_us / 1000 },
  create: { title: 'create with two 20 kB files, durable, 64 clients', peers: 'Redmine 9–13', least: [400, 400], aim: 2000 },
  image: { title: 'and later, in the background, for each of its papers (page image, seal)', unit: 'ms', of: (r) => r.ms },
  step: { title: 'take a step, durable, 64 clients', peers: 'Redmine 18–24, Fossil 112→56', least: [800, 800], aim: 3000 },
  memory: { title: 'memory at rest, whole program', peers: '190–540 MB', least: [100, 100], aim: 40, unit: 'MB', of: (r) => r.mb },
  worker: { title: 'memory of a worker', peers: '', least: [40, 40], aim: 15, unit: 'MB', of: (r) => r.mb },
  upload: { title: 'growth by a 200 MB upload', peers: '', least: [5, 5], unit: 'MB', of: (r) => r.mb },
};
const columns = [...new Set(rows.map((r) => `${r.engine} ${r.size}`))];
const fmt = (v) => (v === undefined ? '' : v >= 100 ? Math.round(v).toLocaleString('en') : v.toFixed(v < 10 ? 2 : 1));
const figure = (w) => w.of || ((r) => 1e6 / r.cpu_us);
// A round in which nothing was answered has no figure.
const of = (name, column) => rows.filter((r) => r.name === name && `${r.engine} ${r.size}` === column && r.requests !== 0);

function cell(name, w, column) {
  const own = of(name, column);
  if (!own.length) return '';
  const bad = own.reduce((n, r) => n + (r.wrong || 0) + (r.broken || 0), 0);
  const values = own.map(figure(w));
  const best = w.unit ? Math.min(...values) : Math.max(...values);
  const wall = w.of ? '' : `; ${fmt(median(own.map((r) => r.rps)))}/s of wall clock, p95 ${fmt(median(own.map((r) => r.p95_us / 1000)))} ms`;
  const beside = w.of ? [] : rows.filter((r) => r.name === 'peer' && r.beside === name && `${r.engine} ${r.size}` === column && r.requests);
  const times = beside.length ? `; ${fmt(median(beside.map((r) => r.cpu_us)) * median(values) / 1e6)} × Fossil` : '';
  return `${fmt(median(values))}${w.unit ? ` ${w.unit}` : ''} (best ${fmt(best)}${times}${wall})${bad ? ` **${bad} wrong**` : ''}`;
}

// How many times worse the larger size is, by medians, for each engine that has both.
function growth(name, w) {
  const parts = [];
  for (const engine of new Set(rows.map((r) => r.engine))) {
    const sizes = [...new Set(rows.filter((r) => r.engine === engine).map((r) => r.size))].sort((a, b) => a - b);
    const [small, large] = [of(name, `${engine} ${sizes[0]}`), of(name, `${engine} ${sizes.at(-1)}`)].map((l) => median(l.map(figure(w))));
    if (sizes.length > 1 && small > 0 && large > 0) parts.push(`${engine} ${(w.unit ? large / small : small / large).toFixed(2)}`);
  }
  return parts.join(', ');
}

const peer = rows.filter((r) => r.name === 'peer' && r.requests).map((r) => r.cpu_us / 1000);
const [peer_least, peer_most] = [2.5, 3.2]; // ms, where the peers of the table were measured
const beside = peer.length
  ? `"× Fossil" is the ratio to the page of one ticket in Fossil, measured on this machine in turns with each work. That page took a median of
${fmt(median(peer))} ms of processor time here (${fmt(Math.min(...peer))} to ${fmt(Math.max(...peer))}) and ${peer_least}–${peer_most} ms where the peers were measured: a core-second here did
${fmt(median(peer) / peer_most)} to ${fmt(median(peer) / peer_least)} times less. 4,000 is about 11 × Fossil there, 1,500 4 ×, 800 2.3 ×, 400 1.1 ×.`
  : 'Fossil is not installed: no ratio to a peer on this machine.';
const loads = rows.map((r) => r.load).filter((l) => l !== undefined);
console.log(`# Measured

Written by \`make bench\`${process.argv[3] ? ` at ${process.argv[3]}` : ''}, ${new Date().toISOString().slice(0, 10)}; not edited by hand.

${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}. Load average while measuring ${fmt(Math.min(...loads))} to ${fmt(Math.max(...loads))}:
above 1 the machine did other work too, and processor time itself is dearer (shared caches and cores).

Requests a core-second (1 s of processor time of all server processes, the database's too), unless the line has a unit. First the
median of the rounds, in brackets the best round. "At least" is SQLite / PostgreSQL.

${beside}

| work | peers | at least | aim | ${columns.join(' | ')} | times worse at the larger size |
|---|---|---|---|${columns.map(() => '---').join('|')}|---|`);
for (const [name, w] of Object.entries(works))
  if (rows.some((r) => r.name === name))
    console.log(`| ${w.title} | ${w.peers ?? ''} | ${w.least ? w.least.map((n) => n.toLocaleString('en')).join(' / ') : ''} | ${w.aim?.toLocaleString('en') ?? ''} | ${columns.map((c) => cell(name, w, c)).join(' | ')} | ${growth(name, w)} |`);
