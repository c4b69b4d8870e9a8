// Runs the journeys in lexical order, basic before complex, and prints one TAP line a journey.
// A journey file: export default function (journey) { journey('title', { reads… }, async (w) => { … }) }
// reads: the journey changes nothing and shares one program with its like; args, env: how its own program is started.
import { readdir, mkdir, rm } from 'node:fs/promises';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser_open } from './lib/browser.mjs';
import { World } from './lib/world.mjs';
import { program_close_all } from './lib/program.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const engine = process.env.ENGINE || 'sqlite';
const wanted = process.argv.slice(2);
const only = process.env.JOURNEY || ''; // a part of a title
const limit_ms = 480_000;
const out = join(here, 'out', engine);

const files = (await readdir(join(here, 'journeys'))).filter((f) => f.endsWith('.mjs')).sort();
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const browser = await browser_open();
let failed = 0;

// What a machine that stands still for a minute does to a journey. A page that lacks what is waited for ends so too: it does at
// both tries, and one that is only slow is named in the run's last lines.
const ran_out_of_time = (error) => /Timeout \d+ms exceeded|not done after|Target (page, context or browser has been )?closed|crashed/i.test(error.message);

async function one(file, title, options, run) {
  const name = `browser-${engine}/${file.replace(/\.mjs$/, '')}: ${title}`;
  if (options.skip) return console.log(`ok ${name} # SKIP ${options.skip}`);
  if (options.engines && !options.engines.includes(engine)) return undefined;
  if (!await attempt(name, file, title, options, run, false)) await attempt(name, file, title, options, run, true);
  return undefined;
}

// True when it is settled; false when it ran out of time and may be tried once more, from the beginning.
async function attempt(name, file, title, options, run, again) {
  const w = new World(browser, { engine, out, name: `${file}-${title}`.replace(/[^a-z0-9]+/gi, '-').slice(0, 80), ...options });
  let timer;
  const began = Date.now();
  try {
    const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`not done after ${(options.limit_ms || limit_ms) / 1000} s`)), options.limit_ms || limit_ms); });
    await Promise.race([(async () => { await w.open(); await run(w); w.check_quiet(); })(), late]);
    console.log(`ok ${name} (${Date.now() - began} ms${again ? ', at the second try' : ''})`);
    return true;
  } catch (error) {
    if (!again && ran_out_of_time(error)) {
      console.log(`# ${name}: ${error.message.split('\n')[0]}; once more`);
      return false;
    }
    failed++;
    console.log(`not ok ${name}`);
    const text = `${error.message}\n${(error.stack || '').split('\n').filter((l) => /journeys\//.test(l)).join('\n')}`;
    for (const line of text.split('\n').slice(0, 40)) console.log(`# ${line.replace(/\u001b\[[0-9;]*m/g, '')}`);
    for (const line of await w.picture_failure()) console.log(`# ${line}`);
    return true;
  } finally {
    clearTimeout(timer);
    await w.close();
  }
}

try {
  for (const file of files) {
    if (wanted.length && !wanted.some((part) => file.includes(part))) continue;
    const list = [];
    const journeys = await import(join(here, 'journeys', file));
    journeys.default((title, options, run) => list.push(run ? [title, options, run] : [title, {}, options]));
    for (const [title, options, run] of list) if (title.includes(only)) await one(file, title, options, run);
  }
} finally {
  await browser.close();
  await program_close_all();
}
process.exitCode = failed ? 1 : 0;
