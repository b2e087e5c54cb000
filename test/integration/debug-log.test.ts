import { expect } from 'vitest';
import { runCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';

const linesOf = (text: string) => text.split('\n').filter((line) => line.startsWith('PANETREE '));

test.for([{ PANETREE_DEBUG: '1' }, { NODE_DEBUG: 'panetree' }])(
  '%o says the backend, each start and end, and the end of the block',
  async (env, { scenario }) => {
    const command = ['sh', '-c', 'sleep 0.2; exit 3', 'secret-argument'];
    const { code, stderr } = await runCli(scenario, ['run', '--block', 'a', '--', ...command], { env });
    expect(code).toBe(3);
    const lines = linesOf(stderr);
    expect(lines[0]).toMatch(/^PANETREE \d+: backend \{"name":"linux-cgroup","downgrades":\[\]\}$/);
    expect(lines.some((line) => /: process-added "a" \{"pid":\d+,.*"role":"root"/.test(line))).toBe(true);
    expect(lines.some((line) => /: process-exited "a" \{"pid":\d+,.*"exitCode":3\}/.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/: tracker-closed "a" \{"status":"(empty|ended)","problems":\[\]\}$/);
    expect(lines.join()).not.toContain('secret-argument');
  },
);

test('without either variable nothing is logged', async ({ scenario }) => {
  for (const env of [{}, { PANETREE_DEBUG: '0' }, { PANETREE_DEBUG: '' }]) {
    const { stderr } = await runCli(scenario, ['run', '--', 'true'], { env });
    expect(linesOf(stderr)).toEqual([]);
  }
});
