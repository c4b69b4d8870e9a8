// Starts build/motcua on demonstration data. The data is made once a run and copied for each start: a folder on SQLite, a
// template database on PostgreSQL; so every journey begins with the same province and none disturbs the next.
import { spawn, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const call = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const binary = process.env.MOTCUA || join(root, 'build/motcua');
const dossiers = process.env.DEMO_DOSSIERS || '60';
const made = {};      // engine → { accounts, folder, database }
const running = new Set();
const shared = {};    // engine → the program of journeys that only read
let serial = 0;

export async function free_port() {
  return new Promise((yes, no) => {
    const s = createServer();
    s.once('error', no);
    s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => yes(port)); });
  });
}

async function pg_create(name, template) {
  const dir = process.env.MOTCUA_PG_DIR;
  if (!dir) throw new Error('PostgreSQL journeys need MOTCUA_PG_DIR (tests/pg.sh with …)');
  const sql = `CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ''}`;
  await call('psql', ['-q', '-X', '-h', dir, '-U', 'motcua', '-d', 'postgres', '-c', sql]);
  return `postgresql://motcua@/${name}?host=${dir}`;
}

async function demo(engine) {
  if (!existsSync(binary)) throw new Error(`no program at ${binary}; run make`);
  if (made[engine]) return made[engine];
  const folder = await mkdtemp(join(tmpdir(), 'motcua-demo-'));
  const m = { folder, database: null };
  const where = ['--data', join(folder, 'data')];
  if (engine === 'postgres') {
    m.database = `demo_${process.pid}`;
    where.push('--db', await pg_create(m.database));
  }
  const { stdout } = await call(binary, ['demo', ...where, '--dossiers', dossiers, '--seed', '1', '--json'], { maxBuffer: 1 << 24, timeout: 300_000 });
  m.accounts = JSON.parse(stdout).accounts;
  if (!Array.isArray(m.accounts) || !m.accounts.length) throw new Error(`motcua demo printed no accounts: ${stdout.slice(0, 200)}`);
  made[engine] = m;
  return m;
}

export class Program {
  // For journeys that change nothing: one program for all of them, closed by program_close_all.
  static async shared(options) { return (shared[options.engine] ||= await Program.start({ engine: options.engine })); }

  // options: engine, args (further words for serve), env
  static async start(options) {
    const m = await demo(options.engine);
    const p = new Program();
    p.options = options;
    p.accounts = m.accounts;
    p.folder = await mkdtemp(join(tmpdir(), 'motcua-run-'));
    p.data = join(p.folder, 'data');
    if (existsSync(join(m.folder, 'data'))) await cp(join(m.folder, 'data'), p.data, { recursive: true });
    p.where = ['--data', p.data];
    if (options.engine === 'postgres') p.where.push('--db', await pg_create(`${m.database}_${++serial}`, m.database));
    p.port = await free_port();
    running.add(p);
    await p.up();
    return p;
  }

  get base() { return `http://127.0.0.1:${this.port}`; }

  async up() {
    this.log = '';
    const args = ['serve', ...this.where, '--listen', `127.0.0.1:${this.port}`, ...(this.options.args || [])];
    this.child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.options.env } });
    this.ended = new Promise((yes) => this.child.once('exit', (code, signal) => { this.exit = { code, signal }; yes(); }));
    this.exit = null;
    for (const s of [this.child.stdout, this.child.stderr]) s.on('data', (d) => { this.log = (this.log + d).slice(-20_000); });
    for (let i = 0; i < 400; i++) {
      if (this.exit) throw new Error(`motcua serve ended with ${JSON.stringify(this.exit)}: ${this.log.slice(-2000)}`);
      try { await fetch(`${this.base}/`, { redirect: 'manual', signal: AbortSignal.timeout(2000) }); return; } catch { await new Promise((r) => setTimeout(r, 50)); }
    }
    throw new Error(`motcua serve does not answer on ${this.base}: ${this.log.slice(-2000)}`);
  }

  async down(signal = 'SIGTERM') {
    if (!this.child || this.exit) return;
    this.child.kill(signal);
    await Promise.race([this.ended, new Promise((r) => setTimeout(r, 10_000))]);
    if (!this.exit) { this.child.kill('SIGKILL'); await this.ended; throw new Error('motcua serve did not end within 10 s of SIGTERM'); }
  }

  async restart(signal) { await this.down(signal); await this.up(); }

  account(role) {
    const a = this.accounts.find((x) => x.role === role);
    if (!a) throw new Error(`the demonstration has no account of the role ${role}`);
    return a;
  }

  async command(...args) { return call(binary, [args[0], ...this.where, ...args.slice(1)], { maxBuffer: 1 << 24 }); }

  // A command that needs no database.
  async command_plain(...args) { return call(binary, args, { maxBuffer: 1 << 24 }); }

  async close() {
    running.delete(this);
    try { await this.down(); } finally { await rm(this.folder, { recursive: true, force: true }); }
  }
}

export async function program_close_all() {
  for (const p of [...running]) await p.close().catch(() => {});
  for (const m of Object.values(made)) await rm(m.folder, { recursive: true, force: true });
}
