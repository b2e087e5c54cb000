import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directoryFrom, PaneName, programOf, titleOf } from '../../../src/host/panes/pane-name.js';
import { longestTitle } from '../../../src/host/wire/index.js';
import type { Foreground } from '../../../src/platform/foreground.js';

const parts = { given: '', program: 'bash', cwd: '/home/me', home: '/home/me' } as const;
/** A process group that nobody has: above the largest PID of Linux. */
const goneGroup = 4_194_305;

function foreground(entries: Partial<Foreground> = {}): Foreground {
  return { group: goneGroup, name: 'bash', args: ['-bash'], directory: '/home/me', ...entries };
}

describe('a pane that nobody has named', () => {
  test('is called by its foreground program and directory', () => {
    const name = new PaneName(parts);
    expect(name.described).toMatchObject({ title: 'bash · ~', titleFrom: 'foreground', cwd: '/home/me' });
    const vite = ['node', '/srv/shop/node_modules/.bin/vite', '--port', '5173'];
    expect(name.see(foreground({ name: 'node', args: vite, directory: '/srv/shop' }))).toBe(true);
    expect(name.described).toMatchObject({ title: 'vite · /srv/shop', program: 'vite', cwd: '/srv/shop' });
    expect(name.see(foreground({ name: 'node', args: vite, directory: '/srv/shop' }))).toBe(false);
  });

  test('keeps its program in the middle of an exec', () => {
    const name = new PaneName(parts);
    name.see(foreground({ args: [] }));
    expect(name.described.program).toBe('bash');
  });

  test('is called as its program says', () => {
    const name = new PaneName(parts);
    name.tell({ title: 'me@here: ~/src', directoryUrl: '' }, undefined);
    expect(name.see(foreground())).toBe(true);
    expect(name.described).toMatchObject({ title: 'me@here: ~/src', titleFrom: 'program' });
    name.tell({ title: '', directoryUrl: '' }, undefined);
    name.see(foreground());
    expect(name.described.titleFrom).toBe('foreground');
  });

  test('loses the title of a program that ended without taking it back', () => {
    const name = new PaneName(parts);
    name.tell({ title: 'notes - editor', directoryUrl: '' }, goneGroup);
    name.see(foreground({ group: goneGroup, args: ['editor', 'notes'] }));
    expect(name.described.title).toBe('notes - editor');
    name.see(foreground({ group: goneGroup + 1 }));
    expect(name.described).toMatchObject({ title: 'bash · ~', titleFrom: 'foreground' });
  });

  test('keeps the title of a shell while a program of it runs', () => {
    const name = new PaneName(parts);
    name.tell({ title: 'me@here: ~', directoryUrl: '' }, ownGroup());
    name.see(foreground({ group: goneGroup, args: ['sleep', '9'] }));
    expect(name.described).toMatchObject({ title: 'me@here: ~', program: 'sleep' });
  });

  test('is where the system says, else where its program says', () => {
    const name = new PaneName(parts);
    name.tell({ title: '', directoryUrl: `file://${hostname()}/srv/a%20b` }, undefined);
    name.see(foreground({ directory: '/srv/real' }));
    expect(name.described.cwd).toBe('/srv/real');
    name.see(foreground({ directory: undefined }));
    expect(name.described.cwd).toBe('/srv/a b');
    name.tell({ title: '', directoryUrl: 'file://elsewhere/srv' }, undefined);
    name.see(undefined);
    expect(name.described.cwd).toBe('/srv/a b');
  });
});

test('a name that was given stays, until it is taken back', () => {
  const name = new PaneName({ ...parts, given: 'web' });
  name.tell({ title: 'another', directoryUrl: '' }, undefined);
  name.see(foreground());
  expect(name.described).toMatchObject({ title: 'web', titleFrom: 'given' });
  name.rename('');
  expect(name.described).toMatchObject({ title: 'another', titleFrom: 'program' });
});

test('a title is one line of plain text, never empty and never long, whatever a program says', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.constant('\u001b[2J\u202egnp.exe\u2066'),
  );
  fc.assert(
    fc.property(odd, odd, (told, given) => {
      const { title } = titleOf({ ...parts, told, given });
      expect(title.length).toBeGreaterThan(0);
      expect(title.length).toBeLessThanOrEqual(longestTitle);
      expect(title).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
  expect(titleOf({ ...parts, told: '\u001b]0;\u202etxt\u0007 a\tb', given: '' }).title).toBe(']0;txt a b');
});

test.each([
  [['/usr/bin/node', '/srv/node_modules/.bin/vite', '--host'], 'vite'],
  [['node', '--require', './hook.js', 'server.js'], 'server.js'],
  [['python3.11', '-m', 'http.server', '8000'], 'http.server'],
  [['python3', '-c', 'import time; time.sleep(9)'], 'python3'],
  [['node', '-e', '0'], 'node'],
  [['npm run dev'], 'npm run dev'],
  [['-bash'], 'bash'],
  [['bash', '--norc', '--noprofile'], 'bash'],
  [['bash', '-c', 'sleep 9'], 'bash'],
  [['sh', './build.sh', 'all'], 'build.sh'],
  [['vim', 'notes.md'], 'vim'],
  [[''], 'named'],
])('the program of %j is %s', (args, program) => {
  expect(programOf(args, 'named')).toBe(program);
});

test.each([
  ['file:///srv/a', '/srv/a'],
  [`file://${hostname()}/srv/%C3%A4`, '/srv/ä'],
  ['file://localhost/', '/'],
  ['file://elsewhere/srv', undefined],
  ['https://localhost/srv', undefined],
  ['file:///srv/%00', undefined],
  ['file:///srv/%2f', undefined],
  [`file:///${'a'.repeat(5000)}`, undefined],
  ['/srv', undefined],
  ['', undefined],
])('the directory that %s names is %s', (url, directory) => {
  expect(directoryFrom(url)).toBe(directory);
});

/** The process group of this test: it is there as long as the test. */
function ownGroup(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
