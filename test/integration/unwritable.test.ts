import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import type { BackendReport, KillReport } from '../../src/index.js';
import { clear, mountPoint } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';

interface FromStart {
  readonly named: { readonly name: string; readonly code: string; readonly message: string };
  readonly backend: BackendReport;
}

interface Later {
  readonly changes: readonly {
    readonly from: string;
    readonly to: string;
    readonly reasons: readonly string[];
  }[];
  readonly killAll: KillReport;
  readonly removed: KillReport;
}

test('rule 1: on a read-only cgroup file system less is promised, and all is tracked as well as can be', async ({
  scenario,
}) => {
  const host = openHost(scenario, 'start');
  const report = await host.heard<FromStart>('report');
  expect(report.named).toMatchObject({ name: 'BackendUnavailableError', code: 'backend-unavailable' });
  expect(report.named.message).toMatch(/EROFS|read-only/);
  expect(report.backend).toMatchObject({ name: 'linux-procfs', confidence: 'best-effort' });
  expect(report.backend.downgrades[0]?.backend).toBe('linux-cgroup');
  expect(report.backend.downgrades[0]?.reason).toMatch(/EROFS|read-only/);
  expect(report).toMatchObject({ output: 'it runs\n', listed: [], confidence: 'best-effort' });
  expect(report).toMatchObject({ kill: { status: 'protected' }, removed: { status: 'empty' } });
  expect(await host.ended()).toBe(0);
});

test('rules 2, 20: a cgroup file system that becomes read-only is told, and no kill hangs', async ({
  scenario,
}) => {
  const host = openHost(scenario, 'later');
  const { directory } = await host.heard<{ directory: string }>('opened');
  scenario.atEnd(() => clear(directory));
  const report = await host.heard<Later>('report');
  expect(report).toMatchObject({ output: 'it runs\n', confidence: 'best-effort', listed: 2 });
  expect(report.changes[0]).toMatchObject({ from: 'high', to: 'best-effort' });
  expect(report.changes[0]?.reasons.join()).toMatch(/EROFS|read-only/);
  expect(report).toMatchObject({ killOne: { status: expect.stringMatching(/denied|survived|killed/) } });
  const { status, survivors, ended } = report.killAll;
  expect(status === 'survived' ? survivors.length : ended.length, 'what lives is reported').toBeGreaterThan(
    0,
  );
  expect(report.removed.survivors).toEqual([]);
  expect(await host.ended()).toBe(0);
  await scenario.expectNothingLeft();
  expect(existsSync(directory)).toBe(false);
});

function openHost(scenario: Scenario, from: 'start' | 'later'): Host {
  const config = { from, mount: mountPoint(), token: scenario.token };
  return new Host(scenario, 'unwritable', { prefix: ['unshare', '--mount'], config });
}
