import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  isAlive,
  parseProcStat,
  readArguments,
  readProcStat,
} from '../../../../src/platform/posix/proc-stat.js';
import { needsProc } from '../../support/needs.js';

/** Fields 4 to 52; each is its own number, so that one taken for another shows. */
const fields = Array.from({ length: 49 }, (_, index) => 1000 + index + 4);

describe('parseProcStat', () => {
  test.for(['sh', 'a b', '(sd-pam)', ') R 1 1 1', 'a\nb', '', '((', '))', '1 (x) S 2', 'é\u{1F600}'])(
    'reads the fields behind the name %j',
    (name) => {
      expect(parseProcStat(`77 (${name}) S ${fields.join(' ')}\n`)).toEqual({
        pid: 77,
        name,
        state: 'S',
        ppid: 1004,
        group: 1005,
        session: 1006,
        terminal: 1007,
        isExiting: false,
        foregroundGroup: 1008,
        cpuTicks: 1014 + 1015,
        threads: 1020,
        startTicks: 1022,
      });
    },
  );

  test('no name can be taken for anything else', () => {
    const names = fc.string({
      unit: fc.constantFrom('(', ')', ' ', '\n', '1', 'R', 'Z', 'x'),
      maxLength: 15,
    });
    fc.assert(
      fc.property(names, (name) => {
        const stat = parseProcStat(`77 (${name}) Z ${fields.join(' ')}\n`);
        expect(stat).toMatchObject({ pid: 77, name, state: 'Z', ppid: 1004, startTicks: 1022 });
      }),
    );
  });
});

test.for([
  [0x4, true],
  [0x40_0004, true],
  [0x40_0000, false],
] as const)('flags of %i: is ending %o', ([flags, isExiting]) => {
  const flagged = fields.map((field, index) => (index === 5 ? flags : field));
  expect(parseProcStat(`77 (x) R ${flagged.join(' ')}\n`)).toMatchObject({ isExiting });
});

describe('isAlive', () => {
  test.for([
    ['R', true],
    ['S', true],
    ['D', true],
    ['T', true],
    ['t', true],
    ['I', true],
    ['Z', false],
    ['X', false],
  ] as const)('rule 4: in state %s with one thread: %o', ([state, expected]) => {
    const { threads, ...stat } = parseProcStat(`77 (x) ${state} ${fields.join(' ')}\n`);
    expect(threads).toBe(1020);
    expect(isAlive({ ...stat, threads: 1 })).toBe(expected);
  });

  test('rule 4: a process that has lost only its first thread runs on', () => {
    const stat = parseProcStat(`77 (x) Z ${fields.join(' ')}\n`);
    expect(isAlive({ ...stat, threads: 2 })).toBe(true);
  });
});

describe('/proc of this machine', () => {
  beforeEach(needsProc);

  test('tells of this process what node tells', () => {
    expect(readProcStat(process.pid)).toMatchObject({ pid: process.pid, ppid: process.ppid });
    const commandLine = readFileSync('/proc/self/cmdline', 'utf8');
    expect(commandLine).toMatch(new RegExp(`^${readArguments(process.pid)?.[0] ?? '?'}\0`));
  });

  test('tells nothing of a process that is not there', () => {
    expect([readProcStat(2 ** 30), readArguments(2 ** 30)]).toEqual([undefined, undefined]);
  });
});
