// Prints the load template of "create with two 20 kB files": a true PDF twice, other bytes each time.
// usage: node tests/bench/create.mjs BASE TOKEN
import { Api, filing } from '../browser/lib/api.mjs';
import { pdf } from '../browser/lib/papers.mjs';

const [base, token] = process.argv.slice(2);
const { procedure, answers } = await filing(new Api(base, token));
const ids = procedure.papers.filter((p) => p.required && !p.present_only).map((p) => p.id);
for (const p of procedure.papers) if (ids.length < 2 && !ids.includes(p.id)) ids.push(p.id);
const filler = 19_300;
const file = pdf('To khai', filler + 700).toString('latin1').replace(/%[0-9a-f]{1000,}\n/, (m) => `%{bytes:${m.length - 2}}\n`);
const part = (head, body) => `--b0undary\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`;
const dossier = JSON.stringify({ procedure: procedure.code, owner: { name: 'Đo Tốc Độ {serial}' }, answers }).replace('{serial}', '\u0001').replace(/[{}]/g, '$&').replace('\u0001', '{serial}');
process.stdout.write(Buffer.from(`# status 201
POST /api/v1/dossiers HTTP/1.1
Authorization: Bearer ${token}
Idempotency-Key: {serial}
Content-Type: multipart/form-data; boundary=b0undary

`, 'utf8'));
process.stdout.write(part('name="dossier"', dossier));
for (const id of ids) {
  process.stdout.write(`--b0undary\r\nContent-Disposition: form-data; name="paper.${id}"; filename="giay.pdf"\r\nContent-Type: application/pdf\r\n\r\n`);
  process.stdout.write(Buffer.from(file, 'latin1'));
  process.stdout.write('\r\n');
}
process.stdout.write('--b0undary--\r\n');
