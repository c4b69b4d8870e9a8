// The JSON API as a program of another agency would use it. No retries of its own.
import { createHash } from 'node:crypto';
import { pdf } from './papers.mjs';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

export class Api {
  constructor(base, token, lang = 'en') { Object.assign(this, { base, token, lang }); }

  async call(method, path, body, headers = {}) {
    const init = { method, redirect: 'manual', headers: { accept: 'application/json', 'accept-language': this.lang, ...headers } };
    if (this.token) init.headers.authorization = `Bearer ${this.token}`;
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) { init.body = JSON.stringify(body); init.headers['content-type'] ||= 'application/json'; }
    const r = await fetch(`${this.base}/api/v1/${path}`, init);
    const text = await r.text();
    const json = /json/.test(r.headers.get('content-type') || '');
    return { status: r.status, type: r.headers.get('content-type'), etag: r.headers.get('etag'), headers: r.headers, body: json ? JSON.parse(text) : text };
  }

  get(path) { return this.call('GET', path); }

  // papers: { id: Buffer | [Buffer…] }
  create(dossier, papers = {}, key = undefined) {
    const form = new FormData();
    form.set('dossier', JSON.stringify(dossier));
    for (const [id, files] of Object.entries(papers))
      for (const file of [].concat(files)) form.append(`paper.${id}`, new Blob([file], { type: 'application/pdf' }), 'giay.pdf');
    return this.call('POST', 'dossiers', form, key ? { 'idempotency-key': key } : {});
  }

  move(code, act, version, body = {}) { return this.call('POST', `dossiers/${code}/moves/${act}`, body, { 'if-match': `"${version}"` }); }
}

// A procedure that can be filed online, and two papers of `size` bytes for it, the required ones first.
export async function filing(api, q = 'khai sinh', size = 20_000) {
  const found = await api.get(`procedures?q=${encodeURIComponent(q)}&limit=5`);
  if (found.status !== 200 || !found.body.items.length) throw new Error(`no procedure for ${q}: ${found.status}`);
  const { body: procedure } = await api.get(`procedures/${found.body.items[0].code}`);
  const papers = () => {
    const all = [...procedure.papers].sort((a, b) => (b.required ? 1 : 0) - (a.required ? 1 : 0));
    const chosen = all.filter((p, i) => p.required || i < 2);
    return Object.fromEntries(chosen.map((p) => [p.id, pdf('To khai', size)]));
  };
  return { procedure, papers };
}
