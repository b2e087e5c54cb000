import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { GuardProcess, type GuardProcessOptions } from '../../../../src/platform/posix/guard-process.js';
import { until } from '../../../support/until.js';
import { needsProc } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = temporaryDirectory();

beforeEach(needsProc);

/** More than any pipe holds. */
const much = `${'much '.repeat(1_000_000)}\n`;

function start(options: Partial<GuardProcessOptions>): { guard: GuardProcess; reasons: readonly string[] } {
  const reasons: string[] = [];
  const report = (reason: string) => void reasons.push(reason);
  return { guard: new GuardProcess({ script: '', args: [], report, ...options }), reasons };
}

test('rule 24: a guard is told all there is to know when it starts, and the news after it', async () => {
  const file = join(directory, 'told');
  const { guard, reasons } = start({ script: 'cat >"$1"', args: [file], briefing: () => 'all\n' });
  guard.tell('news\n');
  await guard.close('close\n');
  expect(readFileSync(file, 'utf8')).toBe('all\nnews\nclose\n');
  expect(guard.pid).toBeUndefined();
  expect(reasons).toEqual([]);
});

test('rule 24: a guard that has not kept up is told all there is to know once it has', async () => {
  const { guard, file } = await startSlow();
  guard.tell('missed\n');
  guard.tell('missed\n');
  process.kill(guard.pid ?? 0, 'SIGCONT');
  await until(() => told(file) === 'all\nmuch\nall\n', { what: 'it has caught up' });
  guard.tell('news\n');
  await guard.close('close\n');
  expect(told(file)).toBe('all\nmuch\nall\nnews\nclose\n');
});

test('rule 24: a guard that has not kept up is closed all the same', async () => {
  const { guard, file } = await startSlow();
  guard.tell('missed\n');
  const closed = guard.close('close\n');
  process.kill(guard.pid ?? 0, 'SIGCONT');
  await closed;
  expect(told(file)).toBe('all\nmuch\nclose\n');
});

test('rule 24: a guard that keeps ending is started anew three times, and then said to be gone', async () => {
  let briefings = 0;
  const briefing = () => `${++briefings}\n`;
  const { guard, reasons } = start({ script: 'read -r line; exit 7', briefing });
  await until(() => reasons.length > 0, { what: 'it is given up' });
  expect(briefings).toBe(4);
  expect(reasons).toEqual(['the guard is gone (exit code 7): if this host is killed, its processes stay']);
  expect(guard.pid).toBeUndefined();
  guard.tell('nobody hears it\n');
  await guard.close();
});

test('a guard that ends after it has lived long enough is always started anew', async () => {
  let briefings = 0;
  const briefing = () => `${++briefings}\n`;
  const { guard, reasons } = start({ script: 'read -r line; exit 7', briefing, steadyMs: 0 });
  await until(() => briefings > 8, { what: 'it is started again and again' });
  await guard.close();
  expect(reasons).toEqual([]);
});

/** One that takes in nothing until it is continued, and has been told too much. */
async function startSlow(): Promise<{ guard: GuardProcess; file: string }> {
  const file = join(directory, `slow-${performance.now()}`);
  const script = 'kill -s STOP $$; exec cat >"$1"';
  const { guard } = start({ script, args: [file], briefing: () => 'all\n' });
  guard.tell(much);
  const isStopped = () => readFileSync(`/proc/${guard.pid}/stat`, 'utf8').includes(') T ');
  await until(isStopped, { what: 'it has stopped' });
  return { guard, file };
}

function told(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').replace(much, 'much\n') : '';
}
