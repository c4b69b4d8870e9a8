// Every address of the program × every role × a dossier of one's own unit, one of a foreign unit and one that does not exist.
// The addresses come from `motcua docs routes`, so a new one is walked the day it is added. What must hold:
//   a stranger is sent to sign in (pages) or told 401 (API); a role without the permission gets 403; a role with it gets no
//   401 or 403 for want of a permission; nothing answers 5xx; what is foreign answers exactly as what does not exist; and one
//   caller at least is really served. usage: ENGINE=sqlite|postgres node tests/wire/walk.mjs
import { execFileSync } from 'node:child_process';
import { Program, program_close_all } from '../browser/lib/program.mjs';
import { Api, filing } from '../browser/lib/api.mjs';

const engine = process.env.ENGINE || 'sqlite';
const NOWHERE = 'H35.999-990101-9999';
let failed = 0;

function say(name, bad) {
  console.log(`${bad.length ? 'not ok' : 'ok'} walk-${engine}: ${name}`);
  if (!bad.length) return;
  failed++;
  for (const line of bad.slice(0, 15)) console.log(`# ${String(line).slice(0, 300)}`);
}

const program = await Program.start({ engine });
const routes = JSON.parse(execFileSync(process.env.MOTCUA || 'build/motcua', ['docs', 'routes'], { maxBuffer: 1 << 24 }));

async function file(role, q, id_number) { // the owner by this number would see it too, whoever filed
  const api = new Api(program.base, program.account(role).token);
  const { procedure, papers, answers } = await filing(api, q);
  const r = await api.create({ procedure: procedure.code, owner: { name: 'Lò Thị Riêng Tư', id_number }, answers: { ...answers, so_dinh_danh: id_number } }, papers());
  if (r.status !== 201) throw new Error(`${role} cannot file ${procedure.code}: ${r.status} ${JSON.stringify(r.body).slice(0, 400)}`);
  return r.body;
}

// The ward's dossier belongs to the citizen, the province's to the business; who must see which follows from that alone.
const ward = await file('citizen', 'khai sinh', '012185000017'), province = await file('business', 'ly lich tu phap', '012185000018');
const both = [ward, province];
const sees = { citizen: [ward], business: [province], counter: [ward], specialist: [ward], head: [ward], leader: [ward], clerk: [ward], inspector: both, reform: [], admin: [] };

async function sign_in(account) {
  const first = await fetch(`${program.base}/sign-in`);
  const cookie = (r) => r.headers.getSetCookie().map((c) => c.split(';')[0]).find((c) => c.startsWith('mc='));
  const jar = cookie(first), form = token_of(await first.text());
  const body = new URLSearchParams({ _t: form, login: account.login, password: account.password, back: '/' });
  const r = await fetch(`${program.base}/sign-in`, { method: 'POST', body, headers: { cookie: jar }, redirect: 'manual' });
  if (r.status !== 303) throw new Error(`${account.login} cannot sign in: ${r.status} ${(await r.text()).slice(0, 200)}`);
  const session = cookie(r) || jar;
  const page = await (await fetch(`${program.base}/`, { headers: { cookie: session } })).text();
  return { session, form: token_of(page) || token_of(await (await fetch(`${program.base}/unlock`, { headers: { cookie: session } })).text()) };
}
function token_of(html) { return (html.match(/name="_t" value="([^"]+)"/) || [])[1]; }

const callers = [{ role: 'none', sees: [] }];
for (const role of Object.keys(sees)) {
  const account = program.account(role);
  callers.push({ role, sees: sees[role], token: account.token, ...(await sign_in(account)) });
}

const about_dossier = (route) => /\{code\}/.test(route.path) && !/procedures\/\{code\}/.test(route.path) || /\{digits\}/.test(route.path);
const procedure_code = ward.procedure.code;
function address(route, code) {
  const d = both.find((x) => x.code === code);
  const values = { code: about_dossier(route) ? code : procedure_code, act: 'accept', id: String(d?.papers[0]?.id ?? 1), n: '1', field: 'owner_phone', name: 'mc.css', digits: code.replace(/\D/g, '') };
  return route.path.replace(/\{(\w+)\}/g, (_, k) => encodeURIComponent(values[k] ?? '1'));
}

async function ask(route, caller, code) {
  const headers = { accept: route.api ? 'application/json' : 'text/html' }, init = { method: route.method, redirect: 'manual', headers };
  if (route.api && caller.token) headers.authorization = `Bearer ${caller.token}`;
  if (!route.api && caller.session) headers.cookie = caller.session;
  const bodied = !['GET', 'HEAD'].includes(route.method);
  if (bodied && route.api) { init.body = '{}'; headers['content-type'] = 'application/json'; }
  else if (bodied) { init.body = new URLSearchParams({ _t: caller.form || '' }); }
  const r = await fetch(program.base + address(route, code), init);
  const text = await r.text();
  return { status: r.status, to: r.headers.get('location') || '', text };
}

// Signed in is not enough here: only an officer has something to lend.
const officers_only = (route) => route.path.startsWith('/account/delegations');
// A scan that finds nothing leads back to the bench, which says so.
const nothing_found = (r) => r.status >= 400 || r.to === '/desk?scan=bad';

function judge(route, caller, code, r) {
  const may = route.roles.includes(caller.role), where = `${caller.role} ${code || ''}`.trim();
  const said = `${where}: ${r.status} ${r.to}`;
  if (r.status >= 500) return `${said} is a fault`;
  if (r.status === 429) return route.limited ? null : `${said} is not limited`;
  if (caller.role === 'none' && !may) {
    if (route.api || route.method !== 'GET') return r.status === 401 || r.status === 403 ? null : `${said}, not 401`;
    return r.status === 303 && r.to.startsWith('/sign-in') ? null : `${said}, not sent to sign in`;
  }
  if (!may) return r.status === 403 ? null : `${said}, not 403`;
  if (officers_only(route) && ['citizen', 'business'].includes(caller.role)) return r.status === 403 ? null : `${said}, not 403`;
  if (r.status === 401) return `${said} though it may`;
  const acts = route.step_up || route.method !== 'GET'; // a second proof, or a move that is not this role's
  if (r.status === 403 && !acts) return `${said} though it may`;
  return null;
}

async function walk(route) {
  const bad = [];
  let served = 0;
  await Promise.all(callers.map(async (caller) => {
    const may = route.roles.includes(caller.role);
    const codes = about_dossier(route) ? [...both.map((d) => d.code), NOWHERE] : [''];
    const got = {};
    for (const code of codes) {
      const r = got[code] = await ask(route, caller, code);
      const fault = judge(route, caller, code, r);
      if (fault) bad.push(fault);
      if (r.text.includes('Riêng Tư') && !caller.sees.some((d) => !code || d.code === code)) bad.push(`${caller.role} reads the name ${code ? `in ${code}` : 'in a list'}`);
      if (may && r.status < 400) served++;
    }
    if (!about_dossier(route) || !may) return;
    for (const d of both) {
      if (caller.sees.includes(d)) continue;
      const [foreign, nothing] = [got[d.code], got[NOWHERE]];
      if (foreign.status !== nothing.status && foreign.status !== 429 && nothing.status !== 429) bad.push(`${caller.role}: the foreign ${d.code} answers ${foreign.status}, what does not exist ${nothing.status}`);
      if (!route.roles.includes('none') && !nothing_found(foreign)) bad.push(`${caller.role} is served the foreign ${d.code}: ${foreign.status} ${foreign.to}`);
    }
  }));
  // Pages that need more than a dossier in its first state (an image made, a result there) are proved by the journeys.
  if (route.method === 'GET' && /^\/(desk|mine)\/(dossiers\/)?\{code\}$|^\/api\/v1\/dossiers\/\{code\}(\/journal)?$|^[^{]*$/.test(route.path) && !served) bad.push('nobody is served');
  say(`${route.method} ${route.path} (${route.name})`, bad);
}

// What ends or locks a session comes last.
const last = (r) => ['/password', '/second', '/unlock', '/lock', '/sign-out'].findIndex((p) => r.path.startsWith(p));
try {
  for (const route of [...routes].sort((a, b) => last(a) - last(b))) await walk(route);
  const dossier_routes = routes.filter(about_dossier).length;
  say(`${routes.length} addresses, ${dossier_routes} about a dossier, ${callers.length} callers`, routes.length > 30 && dossier_routes > 10 ? [] : ['the list of routes is too short to be true']);
} catch (e) {
  say('the walk runs to its end', [e.stack]);
} finally {
  await program_close_all();
}
process.exit(failed ? 1 : 0);
