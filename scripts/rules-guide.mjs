// @ts-check
// Writes into docs/rules.md which tests name each rule; with --check it only tells whether the page is up to date.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const page = new URL('../docs/rules.md', import.meta.url);
const tests = fileURLToPath(new URL('../test/', import.meta.url));

/** Names of files by rule. */
function mentions() {
  /** @type {Map<number, Set<string>>} */ const byRule = new Map();
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts')).toSorted()) {
    for (const rule of rulesIn(readFileSync(`${tests}${file}`, 'utf8'))) {
      byRule.set(rule, (byRule.get(rule) ?? new Set()).add(file));
    }
  }
  return byRule;
}

/**
 * A test names its rule in its title ("rule 3: …", "rules 4, 19: …"), a case of the contract in a field ("rule: 3").
 * @param {string} text
 */
function rulesIn(text) {
  const named = [...text.matchAll(/['"`]rules? (\d+(?:(?:, | and )\d+)*):/g)];
  const fields = [...text.matchAll(/^\s*rule: (\d+),$/gm)];
  return [...named, ...fields].flatMap(([, numbers = '']) => numbers.split(/, | and /).map(Number));
}

const byRule = mentions();
const before = readFileSync(page, 'utf8');
const after = before.replace(/^\| (\d+) \| (.*?) \| .*\|$/gm, (_row, number, rule) => {
  const links = [...(byRule.get(Number(number)) ?? [])].map((file) => `[${file}](../test/${file})`);
  if (links.length === 0) throw new Error(`no test names rule ${number}`);
  return `| ${number} | ${rule} | ${links.join(', ')} |`;
});

if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (after !== before) {
  process.stderr.write('docs/rules.md does not say which tests name each rule: npm run docs\n');
  process.exitCode = 1;
} else {
  process.stdout.write('docs/rules.md keeps what it says\n');
}
