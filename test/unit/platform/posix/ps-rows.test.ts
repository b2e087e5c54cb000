import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePs, type PsRow } from '../../../../src/platform/posix/ps-rows.js';
import { date, type Printed, printApple, printProcps, startedAt } from '../../support/ps-lines.js';

const marker = 'k3vq0a:pane=0020one.1';

function fixture(name: string) {
  return parsePs(readFileSync(new URL(`../../../fixtures/ps/${name}.txt`, import.meta.url), 'utf8'));
}

function byName({ rows }: { readonly rows: readonly PsRow[] }, name: string): PsRow | undefined {
  return rows.find((row) => row.name === name);
}

function parseOne(printed: Printed): PsRow | undefined {
  const { rows, unread } = parsePs(printApple(printed));
  expect([rows.length, unread]).toEqual([1, 0]);
  return rows[0];
}

const row = (pid: number) => printApple({ name: 'x', command: 'x' }).replace('   77', `${pid}`.padStart(5));

describe('recorded tables', () => {
  test.for([
    ['macos-12', 21],
    ['macos-14', 22],
    ['macos-15', 23],
    ['linux-procps-4.0.2', 11],
  ] as const)('%s: every line is understood and no environment is told', ([name, count]) => {
    const { rows, unread } = fixture(name);
    expect([rows.length, unread]).toEqual([count, 0]);
    expect(JSON.stringify(rows)).not.toMatch(/a-secret|TMPDIR|HOME|PATH/);
  });

  test('macOS: a program in a terminal, with its environment', () => {
    expect(byName(fixture('macos-14'), 'python3.13')).toEqual({
      pid: 99_998,
      ppid: 1190,
      group: 1190,
      session: undefined,
      terminal: 'ttys001',
      uid: 501,
      state: 'S+',
      startedAt: Date.UTC(2025, 10, 6, 23, 59, 59),
      name: 'python3.13',
      command: '/opt/homebrew/bin/python3.13 -m http.server',
      marker,
    });
  });

  test('macOS: names with spaces, parentheses, other scripts and a line break', () => {
    const table = fixture('macos-15');
    const helper = byName(table, 'Google Chrome He');
    expect(helper?.command).toMatch(/\/Google Chrome Helper \(Renderer\) --type=renderer --lang=en-GB$/);
    expect(byName(table, 'größe (1) 2')).toMatchObject({ pid: 1216, marker });
    expect(byName(table, 'daemon\nwith line')).toMatchObject({ pid: 1215, state: 'U', marker });
  });

  test.for([
    ['macos-12', '(bash)'],
    ['macos-14', '<defunct>'],
  ] as const)('%s: a zombie shows as %s and keeps its name', ([name, command]) => {
    expect(byName(fixture(name), 'bash')).toMatchObject({
      pid: 1210,
      state: 'Z',
      terminal: undefined,
      command,
    });
  });

  test('macOS: other users’ programs and the system’s own show no marker', () => {
    const table = fixture('macos-14');
    expect(byName(table, 'netbiosd')).toMatchObject({ uid: 4_294_967_294, state: '?s', marker: undefined });
    expect(byName(table, 'sleep')).toMatchObject({ command: 'sleep 600', marker: undefined });
    expect(byName(table, 'grep')).toMatchObject({ command: 'grep -r', marker: undefined });
    expect(byName(table, 'make')).toMatchObject({ command: 'make', marker: undefined });
    expect(byName(table, 'vim')).toMatchObject({ state: 'T', command: 'vim notes.txt', marker: undefined });
  });

  test('Linux: sessions, terminals, a zombie, another user', () => {
    const table = fixture('linux-procps-4.0.2');
    expect(byName(table, 'größe (1')).toMatchObject({
      command: './größe (1) 2 600',
      session: undefined,
      marker,
    });
    expect(table.rows.find(({ pid }) => pid === 9)).toMatchObject({
      session: 9,
      terminal: 'pts/0',
      group: 9,
    });
    expect(table.rows.find(({ pid }) => pid === 11)).toMatchObject({
      state: 'Z',
      name: 'perl',
      terminal: undefined,
    });
    expect(table.rows.find(({ uid }) => uid === 65_534)).toMatchObject({ command: 'sleep 600' });
    expect(table.rows.find(({ pid }) => pid === 4)).toMatchObject({
      command: '/bin/sh -c kill -STOP $$',
      marker,
    });
  });
});

describe('single fields', () => {
  test.for(['??', '?', '-'])('a terminal printed as %s is none', (terminal) => {
    expect(parseOne({ name: 'x', command: 'x', terminal })?.terminal).toBeUndefined();
  });

  test.for(['ttys000', 'console', 'pts/12', 'a-very-long-terminal-name'])('the terminal %s', (terminal) => {
    expect(parseOne({ name: 'x', command: 'x', terminal })?.terminal).toBe(terminal);
  });

  test.for([
    ['0', undefined],
    ['ffffff8012345678', undefined],
    ['1234567890123456', undefined],
    ['4194304', 4_194_304],
  ] as const)('a session printed as %s is %s', ([session, expected]) => {
    expect(parseOne({ name: 'x', command: 'x', session })?.session).toBe(expected);
  });

  test.for(['S', 'Ss+', 'R<sl+', 'Z', 'T', '?', 's+', ''])(
    'the state %j, also before a name like a state',
    (state) => {
      expect(parseOne({ name: 'Ss 5 S', command: 'x', state })).toMatchObject({
        state,
        uid: 501,
        name: 'Ss 5 S',
      });
    },
  );

  test('PIDs wider than their columns', () => {
    const text = ` 4194303 4194302 4194301 S 4294967294 4194300 pts/1 x ${date} x\n`;
    expect(parsePs(text).rows).toMatchObject([
      { pid: 4_194_303, ppid: 4_194_302, group: 4_194_301, session: 4_194_300, uid: 4_294_967_294 },
    ]);
  });

  test.for([
    ['Thu Jan  1 00:00:00 1970', 0],
    ['Mon Feb 29 23:59:60 2016', Date.UTC(2016, 2, 1)],
    ['Wed Dec 31 23:59:59 2025', Date.UTC(2025, 11, 31, 23, 59, 59)],
  ] as const)('the date %s', ([text, expected]) => {
    expect(parsePs(printApple({ name: 'x', command: 'x' }).replace(date, text)).rows[0]?.startedAt).toBe(
      expected,
    );
  });

  test.for([
    ['', 'a', 4096],
    ['', 'é', 4096],
    ['a', 'é', 4095],
    ['', '\u{1F600}', 4096],
    ['abc', '\u{1F600}', 4095],
  ] as const)(
    'a long command of %j and then %s is cut between two characters',
    ([start, character, bytes]) => {
      const whole = start + character.repeat(5000);
      const command = parseOne({ name: 'x', command: whole })?.command ?? '?';
      expect([Buffer.byteLength(command), whole.startsWith(command)]).toEqual([bytes, true]);
    },
  );
});

describe('rule 28: environments are never recorded', () => {
  test.for([
    ['node x.js HOME=/a b SECRET=c', 'node x.js'],
    ['node --flag=1 /path?x=1 HOME=/a', 'node --flag=1 /path?x=1'],
    ['make CC=gcc all', 'make'],
    ['HOME=/a PATH=/b', ''],
    ['sh BASH_FUNC_x%%=() { a; }', 'sh'],
    ['sh npm_config_//registry/:_token=secret', 'sh'],
    ['sh é=secret', 'sh'],
    ['sh =secret', 'sh'],
    ['sh', 'sh'],
    ['', ''],
  ] as const)('%j shows as %j', ([printed, command]) => {
    expect(parseOne({ name: 'x', command: printed })?.command).toBe(command);
  });

  test('any variable whose name begins as a shell would allow', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/^[-/]|[=\0]|[\s]/u.test(text));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string()), { minLength: 1 }), (variables) => {
        const environment = variables.map(([key, value]) => `${key}=SECRET${value}SECRET`).join(' ');
        for (const print of [printApple, printProcps]) {
          const { rows } = parsePs(print({ name: 'x', command: `a b ${environment}` }));
          expect(rows.map(({ command }) => command)).toEqual(['a b']);
        }
      }),
    );
  });
});

describe('the marker', () => {
  const own = `PANETREE_BLOCK=${marker}`;

  test.for([
    [`node A=1 ${own}`, marker],
    [`node ${own} A=1`, marker],
    [`env PANETREE_BLOCK=other:x.1 node A=1 ${own} B=2`, marker],
    [`node PANETREE_BLOCK=$1 export A=1 ${own}`, marker],
    [`grep ${own}`, undefined],
    [`grep ${own} ${own} .`, undefined],
    [`sh -c x;${own} A=1`, undefined],
    [`node A=1 NOT_${own}`, undefined],
    ['node A=1 PANETREE_BLOCK=', undefined],
    ['node A=1 PANETREE_BLOCKS=x', undefined],
    ['node A=1', undefined],
    ['', undefined],
  ] as const)('of %j is %s', ([command, expected]) => {
    expect(parseOne({ name: 'x', command })?.marker).toBe(expected);
  });
});

describe('tables', () => {
  test.for([
    ['', 0],
    ['\n', 1],
    ['garbage', 1],
    [
      '  PID  PPID  PGID STAT   UID   SESS TTY      UCOMM            STARTED                      COMMAND\n',
      1,
    ],
    [row(5).slice(0, -1), 1],
    [row(5).slice(0, 50), 1],
    [row(5).slice(0, 60).trimEnd().concat('\n'), 1],
    [`${row(5).slice(0, 45)}\n`, 1],
    [row(5).replace('Nov', 'Nof'), 1],
    [row(5).replace('501', '5x1'), 1],
    [row(5).replace('    5', '12345678901'), 1],
    ['\0\u{FFFD}\u2028'.repeat(100_000), 1],
    [`${row(5).slice(0, 45)}${'x '.repeat(500_000)}\n`, 1],
  ] as const)('%#: what is no row is counted and spoils no other row', ([text, unread]) => {
    expect(parsePs(text)).toEqual({ rows: [], unread });
    if (text !== '' && !text.endsWith('\n')) return;
    expect(parsePs(row(1) + text + row(2))).toMatchObject({ rows: [{ pid: 1 }, { pid: 2 }], unread });
  });

  test('a line break in a name cannot forge a row', () => {
    const forged = `0 0 S 0 0 ?? a ${date} a`;
    const text = printApple({ name: 'x\n1 1 S 0', command: forged });
    expect(parsePs(text + row(2)).rows).toMatchObject([{ pid: 77, name: 'x\n1 1 S 0' }, { pid: 2 }]);
  });

  test('any names and commands come back, in any order', () => {
    const characters = fc.constantFrom(
      ' ',
      '(',
      ')',
      '1',
      ':',
      '?',
      '\n',
      '\t',
      'S',
      'é',
      '\u2028',
      '\u{1F600}',
      'Nov',
      '/',
    );
    const names = fc
      .string({ unit: characters, maxLength: 16 })
      .filter((name) => Buffer.byteLength(name) <= 16);
    const commands = fc.oneof(fc.string({ unit: characters }), fc.constant(`1 1 1 S 1 0 ?? a ${date} a`));
    const states = fc.constantFrom('', 'S', 'Ss+', '?', 'Z');
    const printed = fc.record({ name: names, command: commands, state: states });
    fc.assert(
      fc.property(fc.array(printed), (table) => {
        const { rows, unread } = parsePs(table.map(printApple).join(''));
        expect(unread).toBe(0);
        expect(rows).toMatchObject(
          table.map(({ name, command, state }) => ({
            state,
            startedAt,
            name: name.replaceAll(/^ +| +$/g, ''),
            command: command.replace(/^ +/, '').replaceAll('\n', '^J').replaceAll('\t', '^I'),
          })),
        );
      }),
    );
  });
});
