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

// Right answers for the generic form (seed/forms/generic.json), which every procedure without a form of its own has.
export const generic_answers = {
  ho_ten: 'Lò Thị Thử', so_dinh_danh: '012185000011', dien_thoai: '0912000111',
  noi_cu_tru: { tinh: '12', xa: 'Phường Tân Phong', chi_tiet: 'Bản thử số 1' },
  thay_mat: 'ban_than', noi_dung: 'Đề nghị giải quyết hồ sơ thử theo quy định.', cam_doan: true,
};

// A procedure with the generic form that can be filed, right answers for it, and its required papers of `size` bytes, two
// papers at least where it has them.
export async function filing(api, q = 'khai sinh', size = 20_000) {
  const found = await api.get(`procedures?q=${encodeURIComponent(q)}&limit=20`);
  if (found.status !== 200 || !found.body.items.length) throw new Error(`no procedure for ${q}: ${found.status}`);
  for (const { code } of found.body.items) {
    const [{ body: procedure }, { body: form }] = await Promise.all([api.get(`procedures/${code}`), api.get(`procedures/${code}/form`)]);
    if (form.form !== 'generic' || procedure.papers.every((p) => p.present_only)) continue;
    const papers = () => {
      const handed_in = procedure.papers.filter((p) => !p.present_only).sort((a, b) => (b.required ? 1 : 0) - (a.required ? 1 : 0));
      return Object.fromEntries(handed_in.filter((p, i) => p.required || i < 2).map((p) => [p.id, pdf('To khai', size)]));
    };
    return { procedure, papers, answers: structuredClone(generic_answers) };
  }
  throw new Error(`no procedure for ${q} has the generic form`);
}
