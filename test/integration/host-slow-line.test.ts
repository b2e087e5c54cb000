import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { SlowLine } from '../../bench/slow-line.js';
import { test } from '../support/process-test.js';
import { ServedHost } from '../support/served-host.js';
import { until } from '../support/until.js';

test('a screen that is larger than a slow line takes at once does not keep what comes after it away', async ({
  scenario,
}) => {
  const served = await ServedHost.open(scenario);
  const file = join(scenario.temporaryDirectory(), 'colours');
  writeFileSync(file, everyCellInItsColour(2000, 120));
  const script = 'cat "$0"; : > "$0.printed"; while :; do echo "li"ve; sleep 0.1; done';
  const command = { file: '/bin/sh', args: ['-c', script, file] };
  const { blockId } = await served.openPane({ command, cols: 120, rows: 40 });
  await until(() => existsSync(`${file}.printed`), { what: 'all is printed', withinMs: 20_000 });
  expect((await served.call('panes.screen', { blockId })).data.length).toBeGreaterThan(2_000_000);
  const line = await SlowLine.open(Number(new URL(served.host.url).port));
  scenario.atEnd(() => line[Symbol.dispose]());
  const client = await served.connect({ port: line.port });
  client.send({ type: 'watch-output', blockId });
  await until(() => client.all('output').length > 5, { what: 'live output', withinMs: 15_000 });
  const screens = client.all('screen');
  expect(screens).toHaveLength(1);
  expect(screens[0]?.screen.missingRows).toBeGreaterThan(0);
  expect(client.problems).toEqual([]);
});

function everyCellInItsColour(rows: number, cols: number): string {
  const line = (row: number) => Array.from({ length: cols }, (_, column) => cellOf(row, column)).join('');
  return `${Array.from({ length: rows }, (_, row) => line(row)).join('\r\n')}\u001b[0m\r\n`;
}

function cellOf(row: number, column: number): string {
  const colour = row % 256;
  return `\u001b[38;2;${column};${colour};7;48;2;${colour};${column};9m#`;
}
