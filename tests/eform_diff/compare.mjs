// Generates expressions and data, evaluates each with the reference (json-logic-js) and with our evaluator, and compares.
// usage: node compare.mjs DRIVER [CASES] [SEED]
//
// The reference computes in binary floating point; ours in exact hundredths. So the reference's sums are put back on the
// grid of hundredths after each operation (and each correction is checked to be no larger than half a hundredth).
import { createRequire } from "node:module";
import { spawnSync } from "node:child_process";

const require = createRequire(import.meta.url);
const pure = require("json-logic-js");
delete require.cache[require.resolve("json-logic-js")];
const reference = require("json-logic-js");
const [, , driver, casesText = "25000", seedText = "20211206"] = process.argv;
const cases = Number(casesText);

// ---- a small seeded generator ----
let state = Number(seedText) >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

// ---- the reference on the grid ----
let outside = false;
function grid(x) {
  const n = Math.sign(x) * Math.round(Math.abs(x) * 100);
  if (Math.abs(n - x * 100) > 1e-4) outside = true; // a number with more decimals, made of letters
  return n;
}
function settle(hundredths, plain) {
  if (!Number.isFinite(plain)) return NaN;
  if (Math.abs(plain) > 1e11) outside = true;
  const settled = hundredths / 100;
  if (!outside && Math.abs(settled - plain) > 0.0050001) throw new Error(`correction of ${plain} to ${settled} is too large`);
  return settled === 0 ? 0 : settled;
}
const halfAway = (p, q) => Math.sign(p) * Math.sign(q) * Math.floor((2 * Math.abs(p) + Math.abs(q)) / (2 * Math.abs(q)));
const plain = (op, ...v) => pure.apply({ [op]: v.map((_, i) => ({ var: i })) }, v);
reference.add_operation("+", (...v) => v.reduce((a, b) => settle(grid(parseFloat(a)) + grid(parseFloat(b)), plain("+", a, b)), 0));
reference.add_operation("*", (...v) => v.reduce((a, b) =>
  settle(halfAway(grid(parseFloat(a)) * grid(parseFloat(b)), 100), plain("*", a, b))));
reference.add_operation("-", (...v) => v.length === 1 ? settle(-grid(Number(v[0])), plain("-", v[0]))
  : settle(grid(Number(v[0])) - grid(Number(v[1])), plain("-", ...v)));
reference.add_operation("/", (a, b) => settle(halfAway(grid(Number(a)) * 100, grid(Number(b))), plain("/", a, b)));
reference.add_operation("%", (a, b) => {
  const [x, y, r] = [Number(a), Number(b), plain("%", a, b)];
  if (!Number.isFinite(r)) return NaN;
  if (Number.isInteger(x) && Number.isInteger(y)) return r === 0 ? 0 : r;
  const settled = (grid(x) % grid(y)) / 100;
  return settled === 0 ? 0 : settled;
});
reference.add_operation("cat", (...v) => {
  const text = plain("cat", ...v);
  if (/^\s*[-+]?\d*\.\d{3}/.test(text) || /\d{12}/.test(text)) outside = true; // a number off the grid, made of letters
  return text;
});
reference.add_operation("len", (v) => v === null ? 0 : Array.isArray(v) ? v.length : [...String(v)].length);
reference.add_operation("digits", (v) => v === null ? "" : String(v).replace(/[^0-9]/g, ""));

// ---- cases ----
const words = ["", "a", "b", "ab", "nam", "nữ", "Nguyễn Văn Ánh", "12", "-3.5", " 7 ", "0", "1.50", "12abc", ".5", "5.", "+4",
  "true", "null", "2021-06-07", "a,b", "abc", "Đ", "100", "10", "9", "1.", "-", "."];
const numbers = [0, 1, 2, 3, -1, -2, 7, 10, 12, 100, 0.5, 1.25, -3.5, 99.99, 0.01, 8000, 33, 250, -0.5];
const paths = ["a", "b", "c", "d", "e", "f", "g", "o", "o.x", "o.y", "o.z", "l", "l.0", "l.1", "l.9", "r", "r.0.x", "r.1.x", "none", "none.x"];
function scalar() {
  const k = below(20);
  return k < 8 ? pick(numbers) : k < 15 ? pick(words) : k < 17 ? true : k < 19 ? false : null;
}
const literal = () => below(8) === 0 ? Array.from({ length: below(4) }, scalar) : scalar();
function data() {
  const d = { o: { x: literal(), y: scalar() }, l: [scalar(), scalar(), scalar()], r: [{ x: scalar() }, { x: scalar(), y: 1 }] };
  for (const k of ["a", "b", "c", "d", "e", "f", "g"]) if (below(6) > 0) d[k] = literal();
  return d;
}
const many = (depth, least, most) => Array.from({ length: least + below(most - least + 1) }, () => expression(depth - 1));
const variable = () => ({ var: below(4) === 0 ? [pick(paths), literal()] : pick(paths) });
const shapes = {
  "==": [2, 2], "!=": [2, 2], "<": [2, 3], "<=": [2, 3], ">": [2, 2], ">=": [2, 2], and: [1, 4], or: [1, 4], "!": [1, 1], "!!": [1, 1],
  if: [1, 6], in: [2, 2], "+": [1, 4], "-": [1, 2], "*": [1, 3], "/": [2, 2], "%": [2, 2], min: [1, 4], max: [1, 4], cat: [1, 4],
  len: [1, 1], digits: [1, 1],
};
function expression(depth) {
  if (depth <= 0 || below(5) === 0) return below(2) ? variable() : literal();
  if (below(14) === 0) return variable();
  if (below(16) === 0) return { missing: below(2) ? [Array.from({ length: 1 + below(4) }, () => pick(paths))] : [pick(paths), pick(paths)] };
  const op = pick(Object.keys(shapes)), operands = many(depth, ...shapes[op]);
  return { [op]: operands.length === 1 && !Array.isArray(operands[0]) && below(2) ? operands[0] : operands };
}

// ---- run ----
const normal = (v) => JSON.stringify(v, (k, x) => x !== null && typeof x === "object" && !Array.isArray(x)
  ? Object.fromEntries(Object.keys(x).sort().map((n) => [n, x[n]])) : Object.is(x, -0) ? 0 : x) ?? "null";
const asked = [], wanted = [], used = {};
let skipped = 0;
while (asked.length < cases) {
  const logic = expression(2 + below(5)), d = data();
  if (typeof logic !== "object" || logic === null || Array.isArray(logic)) continue;
  outside = false;
  const value = reference.apply(logic, d);
  if (outside) { skipped++; continue; }
  asked.push(JSON.stringify({ logic, data: d }));
  wanted.push(normal(value));
  const op = Object.keys(logic)[0];
  used[op] = (used[op] || 0) + 1;
}
const run = spawnSync(driver, { input: asked.join("\n") + "\n", maxBuffer: 1 << 28, encoding: "utf8" });
if (run.status !== 0) {
  console.log(`not ok eform_diff: driver ended with ${run.status ?? run.signal}\n# ${run.stderr}`);
  process.exit(1);
}
const got = run.stdout.trimEnd().split("\n");
let wrong = got.length === asked.length ? 0 : 1;
if (wrong) console.log(`# ${got.length} answers for ${asked.length} questions`);
for (let i = 0; i < asked.length && i < got.length; i++) {
  let same = false;
  try { same = normal(JSON.parse(got[i])) === wanted[i]; } catch { same = false; }
  if (!same && wrong++ < 10) console.log(`# ${asked[i]}\n#   reference ${wanted[i]}\n#   ours      ${got[i]}`);
}
const unused = Object.keys(shapes).concat("var", "missing").filter((op) => !used[op]);
if (unused.length) { wrong++; console.log(`# never generated: ${unused.join(" ")}`); }
console.log(`${wrong ? "not ok" : "ok"} eform_diff: ${asked.length} expressions against json-logic-js 2.0.5, ${wrong} differ ` +
  `(${skipped} beyond the grid left out, seed ${seedText})`);
process.exit(wrong ? 1 : 0);
