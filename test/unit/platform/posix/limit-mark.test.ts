import { execFileSync, spawn } from 'node:child_process';
import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import {
  limitArgument,
  limitMarkOf,
  probeLimitMarks,
  readLimitMark,
} from '../../../../src/platform/posix/limit-mark.js';
import { needsProc } from '../../support/needs.js';

beforeEach(needsProc);

test('each marker has a limit of its own, far above all memory and below what means none', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const limit = BigInt(limitMarkOf(one));
      expect(limit >= 2n ** 61n && limit < 2n ** 62n && limit % 1024n === 0n).toBe(true);
      expect(limitMarkOf(one) === limitMarkOf(other)).toBe(one === other);
    }),
  );
});

test('what a shell sets by it can be read back of what the shell becomes', async () => {
  const mark = limitMarkOf('a');
  const child = spawn('sh', ['-c', `ulimit -S -m ${limitArgument(mark)}; echo; exec sleep 60`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readLimitMark(child.pid ?? 0)).toBe(mark);
  } finally {
    child.kill('SIGKILL');
  }
});

test('a limit of another size is no mark', async () => {
  const child = spawn('sh', ['-c', 'ulimit -S -m 4000000; echo; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    expect(readLimitMark(child.pid ?? 0)).toBeUndefined();
  } finally {
    child.kill('SIGKILL');
  }
});

const probe = `
import { probeLimitMarks } from '${new URL('../../../../dist/platform/posix/limit-mark.js', import.meta.url).href}';
console.log(JSON.stringify(await probeLimitMarks()));
`;

/** What a host finds that is started behind these lines of a shell. */
function probedBehind(lines: string): unknown {
  const script = `${lines}\nexec "$0" --input-type=module --eval "$1"`;
  return JSON.parse(execFileSync('sh', ['-c', script, process.execPath, probe], { encoding: 'utf8' }));
}

test('marks are set where nobody has set a limit, inside a pane of another host as well', async () => {
  expect(await probeLimitMarks()).toEqual({ status: 'set' });
  expect(probedBehind(`ulimit -S -m ${limitArgument(limitMarkOf('outer'))}`)).toEqual({ status: 'set' });
});

test('a limit that somebody has set stays, and it is said', () => {
  expect(probedBehind('ulimit -S -m 4000000')).toEqual({
    status: 'none',
    reason: 'RLIMIT_RSS is 4096000000 bytes already',
  });
});
