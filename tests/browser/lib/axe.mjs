// The accessibility rules, put into the page through the debugger, so the page's own policy stays as strict as it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function axe_violations(page) {
  await page.evaluate(`if (!window.axe) { ${source} }`);
  return page.evaluate(async (run_only) => {
    const r = await window.axe.run(document, { runOnly: { type: 'tag', values: run_only }, resultTypes: ['violations'] });
    return r.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`);
  }, tags);
}
