import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, test, vi } from 'vitest';
import { until } from '../support/until.js';

const withinMs = 300;

async function waitFor(answerAfterMs: number): Promise<void> {
  const startedAt = performance.now();
  await until(() => performance.now() - startedAt > answerAfterMs, { what: 'the answer', withinMs });
}

test('a deadline is stretched where more programs want to run than there are cores, and that is said', async ({
  skip,
}) => {
  skip(process.platform !== 'linux', `only Linux tells its load at once, this is ${process.platform}`);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const count = 6 * availableParallelism();
  const loops = Array.from({ length: count }, () => spawn('sh', ['-c', 'while :; do :; done']));
  try {
    await waitFor(2 * withinMs * Number(process.env['PANETREE_TEST_PATIENCE'] ?? 1));
    expect(String(stderr.mock.calls.at(-1)?.[0])).toMatch(
      /^deadline stretched: \d+ ms instead of \d+ ms for: the answer\n$/,
    );
    await expect(waitFor(60_000)).rejects.toThrow(/^not within \d+ ms: the answer$/);
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
    stderr.mockRestore();
  }
});
