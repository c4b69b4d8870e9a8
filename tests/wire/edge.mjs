// What a hostile or broken client may send, byte by byte, and what the edge must answer: one clear refusal, never a second
// request read out of the first, never a hang. usage: node tests/wire/edge.mjs PORT TOKEN
import { connect } from 'node:net';

const port = Number(process.argv[2]), token = process.argv[3];
let failed = 0;

function say(name, good, why = '') {
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${name}`);
  if (!good) for (const line of String(why).split('\n').slice(0, 10)) console.log(`# ${line.slice(0, 300)}`);
}

// Sends the pieces, gives all statuses that came back until the server closed or `ms` passed.
function talk(pieces, ms = 8000, gap = 20) {
  return new Promise((yes) => {
    const s = connect(port, '127.0.0.1');
    let text = '', ended = false;
    const began = Date.now();
    const done = () => {
      if (ended) return;
      ended = true;
      s.destroy();
      yes({ text, ms: Date.now() - began, statuses: [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((m) => Number(m[1])), closed });
    };
    let closed = false;
    s.on('data', (d) => { text += d.toString('latin1'); });
    s.on('close', () => { closed = true; done(); });
    s.on('error', () => {});
    setTimeout(done, ms);
    (async () => {
      for (const p of [].concat(pieces)) {
        if (ended) return;
        s.write(Buffer.from(p, 'latin1'));
        await new Promise((r) => setTimeout(r, gap));
      }
    })();
  });
}

const host = `Host: 127.0.0.1:${port}\r\n`;
const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
const next = `GET /smuggled HTTP/1.1\r\n${host}\r\n`;
// Slow clients: headers one byte a second are closed within a quarter of a minute; all that follows is
// served while they hold their connections.
const drip = Array.from({ length: 60 }, () => 'X');
const slow_body = talk([`POST /track HTTP/1.1\r\n${host}${form}Content-Length: 1000\r\n\r\n`, ...drip], 40_000, 1000);
const slow = Array.from({ length: 60 }, () => talk([`GET / HTTP/1.1\r\n${host}X-Slow: `, ...drip], 25_000, 1000));
const refusals = [
  ['both Content-Length and Transfer-Encoding', `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${next}`],
  ['two different Content-Length', `POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab${next}`],
  ['a sign before Content-Length', `POST / HTTP/1.1\r\n${host}Content-Length: +1\r\n\r\na${next}`],
  ['negative Content-Length', `POST / HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n${next}`],
  ['a space before the colon', `POST / HTTP/1.1\r\n${host}Content-Length : 1\r\n\r\na${next}`],
  ['an unknown transfer coding', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${next}`],
  ['NUL inside a header', `GET / HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n'],
  ['two Hosts', `GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`],
  ['a control character in the path', `GET /\x01 HTTP/1.1\r\n${host}\r\n`],
  ['HTTP/9.9', `GET / HTTP/9.9\r\n${host}\r\n`],
  ['a chunk size that overflows', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\na\r\n`],
  ['a header name that is no token', `GET / HTTP/1.1\r\n${host}X(A): 1\r\n\r\n`],
  ['an unknown method', `BREW / HTTP/1.1\r\n${host}\r\n`],
  ['TRACE', `TRACE / HTTP/1.1\r\n${host}\r\n`],
  ['CONNECT', 'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\n'],
  ['64 KB of headers', `GET / HTTP/1.1\r\n${host}${'X-Filler: '.concat('x'.repeat(1000), '\r\n').repeat(64)}\r\n`],
  ['a path that climbs', `GET /../../../../etc/passwd HTTP/1.1\r\n${host}\r\n`],
  ['a path that climbs, encoded', `GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n${host}\r\n`],
  ['an encoded NUL in the path', `GET /%00 HTTP/1.1\r\n${host}\r\n`],
  ['broken UTF-8 in the query', `GET /procedures?q=%ff%fe HTTP/1.1\r\n${host}\r\n`, [200, 400, 422]],
  ['an absolute address of another host', `GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`, [200, 400, 404, 421]],
];

for (const [name, bytes, allowed] of refusals) {
  const r = await talk(bytes);
  const right = allowed ? r.statuses.every((s) => allowed.includes(s)) : r.statuses.every((s) => s >= 400 && s !== 500 && s < 506);
  say(`${name}: one refusal`, right && r.statuses.length <= 1 && (r.statuses.length === 1 || r.closed) && !/root:/.test(r.text),
    `statuses ${r.statuses}, closed ${r.closed}, ${r.text.slice(0, 200)}`);
}

const two = await talk(`GET / HTTP/1.1\r\n${host}\r\nGET /sign-in HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
say('two requests in one packet get two answers', two.statuses.length === 2 && two.statuses.every((s) => s === 200), `${two.statuses}`);

const head = await talk(`HEAD / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
say('HEAD has no body', head.statuses[0] === 200 && head.text.endsWith('\r\n\r\n'), head.text.slice(-200));

const safe = await talk(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
for (const want of [/content-security-policy: [^\r]*default-src '(self|none)'/i, /x-content-type-options: nosniff/i, /referrer-policy: /i, /x-frame-options: DENY|frame-ancestors 'none'/i])
  say(`a page carries ${want.source.split(':')[0].slice(0, 40)}`, want.test(safe.text), safe.text.split('\r\n\r\n')[0]);
say('the policy allows nothing inline', !/unsafe-inline|unsafe-eval/.test(safe.text.split('\r\n\r\n')[0]));
say('the server does not name its libraries', !/^server:.*(micro|\d)/im.test(safe.text.split('\r\n\r\n')[0]), safe.text.split('\r\n\r\n')[0]);

const first = (r, want) => [].concat(want).includes(r.statuses[0]);
const once = (r, want) => first(r, want) && r.statuses.length === 1;
const close = 'Connection: close\r\n';
const bearer = `Authorization: Bearer ${token}\r\n`;
const show = (r) => `statuses ${r.statuses}, closed ${r.closed}, ${r.text.slice(0, 200)}`;
async function answers(name, bytes, want, more = () => true) {
  const r = await talk(bytes);
  say(name, once(r, want) && more(r), show(r));
}
await answers('HTTP/1.0 without Host is served and closed', 'GET / HTTP/1.0\r\n\r\n', 200, (r) => r.closed);
await answers('an address of 9,000 bytes is refused', `GET /${'a'.repeat(9000)} HTTP/1.1\r\n${host}\r\n`, [400, 414]);
await answers('an address of 40,000 bytes is refused', `GET /${'a'.repeat(40_000)} HTTP/1.1\r\n${host}\r\n`, [400, 414]);
await answers('101 headers are refused', `GET / HTTP/1.1\r\n${host}${Array.from({ length: 101 }, (_, i) => `X-${i}: 1\r\n`).join('')}\r\n`, 431);
await answers('a method the address does not know is told which it knows', `PUT / HTTP/1.1\r\n${host}${close}\r\n`, 405, (r) => /\r\nallow: [^\r]*GET/i.test(r.text));
await answers('a folded header is refused', `GET / HTTP/1.1\r\n${host}X-A: a\r\n b\r\n\r\n`, 400);
await answers('bare line feeds are refused', `GET / HTTP/1.1\n${host.replace('\r', '')}\n`, 400);
await answers('Transfer-Encoding in HTTP/1.0 is refused', `POST /track HTTP/1.0\r\n${host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400);
await answers('a packed form is refused unread', `POST /track HTTP/1.1\r\n${host}${form}Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd`, 415);
await answers('a form of 2 MB is refused before it comes', `POST /track HTTP/1.1\r\n${host}${form}Content-Length: 2000000\r\n\r\n`, 413, (r) => r.closed);
await answers('chunks are counted', [`POST /track HTTP/1.1\r\n${host}${form}Transfer-Encoding: chunked\r\n\r\n`, ...Array(24).fill(`10000\r\n${'a'.repeat(65536)}\r\n`), '0\r\n\r\n'], 413);
await answers('a length beyond all numbers is refused', `POST /track HTTP/1.1\r\n${host}${form}Content-Length: 99999999999999999999999\r\n\r\n`, [400, 413]);
await answers('a body to an address that is not there is refused and the line closed', `POST /nowhere HTTP/1.1\r\n${host}Content-Length: 50000000\r\n\r\n`, 404, (r) => r.closed);
await answers('Expect: 100-continue does not invite a body that is refused', `POST /track HTTP/1.1\r\n${host}${form}Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n`, 413);
await answers('a form posted by another site is refused', `POST /sign-in HTTP/1.1\r\n${host}${close}Origin: https://evil.example\r\n${form}Content-Length: 21\r\n\r\nlogin=a&password=bbbb`, [403, 422]);

const parts = (n) => Array.from({ length: n }, (_, i) => `--b\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\n1\r\n`).join('') + '--b--\r\n';
const multipart = (body, more = '') => `POST /api/v1/dossiers HTTP/1.1\r\n${host}${close}${bearer}Content-Type: multipart/form-data; boundary=b\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;
await answers('1,000 parts are refused', multipart(parts(1000)), 413);
await answers('a multipart body that ends early is refused', multipart(parts(2).slice(0, -8)), 400);
await answers('a part without a name is refused', multipart('--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--\r\n'), 400);
await answers('a part with 10 kB of headers is refused', multipart(`--b\r\nContent-Disposition: form-data; name="a"; filename="${'n'.repeat(10_000)}"\r\n\r\n1\r\n--b--\r\n`), 413);
await answers('a multipart body of 300 MB is refused before it comes', `POST /api/v1/dossiers HTTP/1.1\r\n${host}${bearer}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300000000\r\n\r\n`, 413, (r) => r.closed);
await answers('files of a stranger are refused before they come', `POST /api/v1/dossiers HTTP/1.1\r\n${host}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000000\r\n\r\n`, 401, (r) => r.closed);
await answers('JSON nested 10,000 deep is refused', `POST /api/v1/dossiers HTTP/1.1\r\n${host}${close}${bearer}Content-Type: application/json\r\nContent-Length: 20010\r\n\r\n{"owner":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, [400, 415, 422]);
const mixed = await talk(`POST /track HTTP/1.1\r\n${host}${form}Content-Length: 10\r\n\r\ncode=abcdeGET /health HTTP/1.1\r\n${host}${close}\r\n`);
say('a body ends where its length says, the next request begins there', mixed.statuses.length === 2 && mixed.statuses[1] === 200, show(mixed));
const [dripped, other] = await Promise.all([talk(['POST /track HTTP/1.1\r\n', host, 'Content-Length: -1\r\n', form, '\r\n'], 10_000, 200), talk([`GET /health HTTP/1.1\r\n${host}`, close, '\r\n'], 10_000, 600)]);
say('a malformed head that comes in pieces is refused once', once(dripped, 400) && dripped.closed, show(dripped));
say('another head that came meanwhile is answered', once(other, 200), show(other));

const began = Date.now();
const meanwhile = await talk(`GET / HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
say('served while sixty slow clients hold their connections', meanwhile.statuses[0] === 200 && Date.now() - began < 3000, `${meanwhile.statuses} after ${Date.now() - began} ms`);
const ends = await Promise.all(slow);
const held = ends.filter((e) => !e.closed).length;
say('slow clients are closed', held === 0, `${held} of 60 still open after 25 s`);
const sipped = await slow_body;
say('a body that drips is closed', sipped.closed && sipped.ms < 38_000, show(sipped));
process.exitCode = failed ? 1 : 0;
