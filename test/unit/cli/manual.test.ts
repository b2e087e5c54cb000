import { expect, test } from 'vitest';
import { helpText, pageOf } from '../../../src/cli/manual/help.js';
import { generalOption, parseCommand } from '../../../src/cli/manual/parse.js';

const names = [...helpText().matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name ?? '');

test('the overview names every command, within 80 columns', () => {
  expect(names).toEqual('run host link ps kill top recover doctor history help version'.split(' '));
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

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}
