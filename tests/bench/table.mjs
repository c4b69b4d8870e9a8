// Turns the rows of a bench run into the table: one line a work, medians, a column for each engine and size.
// usage: node tests/bench/table.mjs ROWS.json
import { readFileSync } from 'node:fs';
import { cpus, totalmem, release } from 'node:os';

const rows = readFileSync(process.argv[2], 'utf8').trim().split('\n').filter(Boolean).map((l) => JSON.parse(l));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const least = {
  page: ['open a dossier page', 4000, 1500], api: ['open a dossier, JSON'], list: ['list 25 by due date', 4000, 1500], next: ['next pages of the list', 4000, 1500],
  find: ['find a name, p95 ms', 5, 10], create: ['create with two 20 kB files', 400, 400], step: ['take a step', 800, 800],
  memory: ['memory at rest, MB', 100, 100], worker: ['memory per worker, MB', 40, 40], upload: ['growth by a 200 MB upload, MB', 5, 5],
};
const figure = {
  find: (r) => r.p95_us / 1000, memory: (r) => r.mb, worker: (r) => r.mb, upload: (r) => r.mb,
};
const columns = [...new Set(rows.map((r) => `${r.engine} ${r.size}`))];
const works = Object.keys(least).filter((k) => rows.some((r) => r.name === k));
const fmt = (v) => (v === undefined ? '' : v >= 100 ? Math.round(v).toLocaleString('en') : v.toFixed(v < 10 ? 2 : 1));

console.log(`${cpus()[0].model}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, ${new Date().toISOString().slice(0, 10)}`);
console.log('Requests a core-second (1 s of processor time of all server processes), unless the line says otherwise; medians.\n');
console.log(`| work | at least, SQLite / PostgreSQL | ${columns.join(' | ')} |`);
console.log(`|---|---|${columns.map(() => '---:').join('|')}|`);
for (const work of works) {
  const [title, sqlite, postgres] = least[work];
  const cells = columns.map((c) => {
    const own = rows.filter((r) => r.name === work && `${r.engine} ${r.size}` === c);
    if (!own.length) return '';
    const bad = own.reduce((n, r) => n + (r.wrong || 0) + (r.broken || 0), 0);
    const value = median(own.map(figure[work] || ((r) => 1e6 / r.cpu_us)));
    return `${fmt(value)}${figure[work] ? '' : ` (${fmt(median(own.map((r) => r.rps)))}/s, p95 ${fmt(median(own.map((r) => r.p95_us / 1000)))} ms)`}${bad ? ` **${bad} wrong**` : ''}`;
  });
  console.log(`| ${title} | ${sqlite ? `${sqlite.toLocaleString('en')} / ${postgres.toLocaleString('en')}` : ''} | ${cells.join(' | ')} |`);
}
