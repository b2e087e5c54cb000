import { expect, expectTypeOf, test } from 'vitest';
import {
  type BackendName,
  type ExitReason,
  linuxCgroup,
  linuxProcfs,
  macosPgid,
  processList,
  type RunStatus,
  type TrackedProcess,
  windowsJob,
} from '../../src/index.js';
import type * as wire from '../../src/host/wire/index.js';
import { backendNames } from '../../src/names.js';

test('every backend has its name in the table, and the table names no other', () => {
  const backends = [linuxCgroup(), linuxProcfs(), macosPgid(), windowsJob(), processList()];
  expect(backends.map(({ name }) => name)).toEqual(backendNames);
});

test('the library and the wire mean the same by a name', () => {
  expectTypeOf<wire.RunStatus>().toEqualTypeOf<RunStatus>();
  expectTypeOf<wire.ExitReason>().toEqualTypeOf<ExitReason>();
  expectTypeOf<wire.Role>().toEqualTypeOf<TrackedProcess['role']>();
  expectTypeOf<BackendName>().toEqualTypeOf<
    'linux-cgroup' | 'linux-procfs' | 'macos-pgid' | 'windows-job' | 'process-list'
  >();
});
