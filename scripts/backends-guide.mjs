// Writes the tables of docs/backends.md from what the last run of the contract has found; with --check it only
// tells whether they say what that run found.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const guide = new URL('../docs/backends.md', import.meta.url);
const end = '<!-- end -->';

/**
 * Each part is made from a run of its own. The one over Windows needs Wine: where that is missing, what the guide says of
 * it stays, and that is told.
 */
const parts = [
  {
    begin: '<!-- made from a run of the contract: npm run docs -->',
    title: 'Rule by rule',
    backends: [
      'linux-cgroup',
      'linux-cgroup before Linux 5.14',
      'linux-procfs',
      'macos-pgid',
      'process-list',
    ],
  },
  {
    begin: '<!-- made from a run of the contract in Wine: npm run docs -->',
    title: 'Rule by rule, in Windows Node under Wine',
    backends: ['windows-job'],
  },
];

/** Rules with cases of the contract; the others are held by tests of their own. */
const rules = {
  1: 'confidence is proven',
  2: 'a join is read back',
  3: 'unknown is not empty',
  4: 'zombies are no members',
  5: 'what cannot be seen is said',
  6: 'a reused PID is another process',
  7: 'the birth is read before each signal',
  8: 'who is never signalled',
  9: 'a member before its first instruction',
  10: 'attach, late',
  11: 'one tracker a block',
  12: 'no block waits for another',
  13: 'when ticks come',
  14: 'listeners that throw',
  15: 'tracking without listeners',
  16: 'seq, snapshot, generation',
  17: 'added once, exited once',
  18: 'name and command after exec',
  19: 'steps, force, proof',
  20: 'a kill always reports',
  21: 'one process, one subtree, nothing else',
  22: 'closed is closed',
  23: 'keep',
  27: 'any string is a block',
  28: 'redaction',
  29: 'wrong arguments',
};

const written = readFileSync(guide, 'utf8');
const made = parts.reduce(make, written);
if (!process.argv.includes('--check')) writeFileSync(guide, made);
else if (made !== written) {
  console.error('docs/backends.md does not say what the contract has found: npm test, then npm run docs');
  process.exit(1);
}

/** @type {(text: string, part: typeof parts[number]) => string} */
function make(text, { begin, title, backends }) {
  const missing = backends.filter((backend) => !wasWhole(backend));
  if (missing.length > 0) {
    console.log(`docs/backends.md keeps what it says: no whole run over ${missing.join(', ')} here`);
    return text;
  }
  const found = backends.map(read);
  const from = text.indexOf(begin) + begin.length;
  const sections = [...found.map(section), table(title, found)].join('\n\n');
  return `${text.slice(0, from)}\n\n${sections}\n\n${text.slice(text.indexOf(end, from))}`;
}

/** @param {string} backend */
function wasWhole(backend) {
  if (!existsSync(fileOf(backend))) return false;
  const { expected, cases } = read(backend);
  return cases.length === expected;
}

/** @type {(backend: string) => Found} */
function read(backend) {
  return JSON.parse(readFileSync(fileOf(backend), 'utf8'));
}

/** @param {string} backend */
function fileOf(backend) {
  return new URL(`../build/contract/${backend}.json`, import.meta.url);
}

/**
 * @typedef {{ rule: number, name: string, holds: true | string }} Case
 * @typedef {{ backend: string, expected: number, confidence: string, guarantees: string[], reasons: string[], cases: Case[] }} Found
 */

/** @param {Found} found */
function section({ backend, confidence, guarantees, reasons }) {
  return [
    `### ${backend}: ${confidence}`,
    '',
    ...list('It promises', guarantees),
    ...list('It says', reasons),
  ]
    .join('\n')
    .trimEnd();
}

/** @type {(title: string, lines: readonly string[]) => readonly string[]} */
function list(title, lines) {
  return lines.length === 0 ? [] : [`${title}:`, '', ...lines.map((line) => `- ${line}`), ''];
}

/** @type {(title: string, found: readonly Found[]) => string} */
function table(title, found) {
  const head = ['rule', ...found.map(({ backend }) => backend)];
  const rows = Object.entries(rules).map(([rule, what]) => {
    const cells = found.map((each) => cell(each, Number(rule)));
    return [`${rule}. ${what}`].concat(cells);
  });
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`### ${title}`, '', ...lines, '', ...notes(found)].join('\n').trimEnd();
}

/** @type {(found: Found, rule: number) => string} */
function cell({ cases }, rule) {
  const own = cases.filter((each) => each.rule === rule);
  const held = own.filter(({ holds }) => holds === true).length;
  if (own.length === 0) return '·';
  return held === own.length ? `${held}` : `**${held} of ${own.length}**`;
}

/** Each case that is not held, with the reason. @param {readonly Found[]} found */
function notes(found) {
  return found.flatMap(({ backend, cases }) =>
    cases
      .filter(({ holds }) => holds !== true)
      .map(({ rule, name, holds }) => `- ${backend}, rule ${rule}, not held: “${name}”: ${holds}`),
  );
}
