import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { manPage } from '../../../src/cli/manual/man.js';
import { helpText, noSuchCommand, pageOf, pages } from '../../../src/cli/manual/help.js';
import { generalOption, parseCommand } from '../../../src/cli/manual/parse.js';

const names = [...helpText().matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name ?? '');

test('the overview names every command, within 80 columns', () => {
  expect(names).toEqual(
    'run host link ps kill top recover doctor history completion help version'.split(' '),
  );
  expect(widest(helpText())).toBeLessThanOrEqual(80);
});

test.for(names)('the page of %s has a usage, its options, its exit codes and an example', (name) => {
  const page = pageOf(name);
  const text = helpText(name);
  expect(text).toMatch(new RegExp(`^panetree ${name}: [^]+\n\nUsage:\n  panetree ${name}`));
  for (const part of ['\nOptions:\n', '\nExit codes:\n', '\nExamples:\n', '-h, --help', '-V, --version']) {
    expect(text).toContain(part);
  }
  for (const option of Object.keys(page.options)) expect(text).toContain(`--${option}`);
  expect(widest(text)).toBeLessThanOrEqual(80);
  for (const args of [['--help'], ['-h']]) expect(generalOption(page, args)).toBe('help');
  for (const args of [['--version'], ['-V']]) expect(generalOption(page, args)).toBe('version');
  expect(() => parseCommand(page, ['--no-such-option'])).toThrow('--no-such-option');
});

test('a page is asked for among other options, and never behind -- or by a value', () => {
  expect(generalOption(pageOf('history'), ['--limit', '5', '-h'])).toBe('help');
  expect(generalOption(pageOf('kill'), ['--', '--help'])).toBeUndefined();
  expect(generalOption(pageOf('run'), ['--json', 'ls', '-h'])).toBeUndefined();
});

test.for([
  ['histroy', 'history'],
  ['--run', 'run'],
  ['HOST', 'host'],
  ['vesion', 'version'],
  ['ls', 'ps'],
  ['toString', undefined],
  ['x', undefined],
] as const)('%s may have meant %s', ([written, meant]) => {
  const { message } = noSuchCommand(written);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  expect(message).toBe(`there is no command "${written}"${hint}`);
});

test('the man page has every command and option, and no line that groff would take for a macro', () => {
  const man = manPage(pages, '1.2.3');
  const options = pages.flatMap((page) => Object.keys(page.options));
  for (const option of options) expect(man).toContain(`\\-\\-${option.replaceAll('-', '\\-')}`);
  for (const { name } of pages) expect(man).toContain(`.SS "panetree ${name}`);
  const macros = man.split('\n').filter((line) => /^[.']/.test(line));
  expect(macros.filter((line) => !/^\.(?:TH|SH|SS|TP|PP|B|BR|br|\\") ?/.test(line))).toEqual([]);
});

function read(name: string): string {
  return readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
}

test('the man page of the package says what the pages say', () => {
  const { version } = JSON.parse(read('package.json')) as { readonly version: string };
  expect(read('man/panetree.1')).toBe(manPage(pages, version));
});

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}
