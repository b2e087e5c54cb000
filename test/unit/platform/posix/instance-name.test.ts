import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  instanceName,
  parseInstanceName,
  stateOfOwner,
} from '../../../../src/platform/posix/instance-name.js';

function own() {
  const owner = parseInstanceName(instanceName('kill'));
  if (owner === undefined) throw new Error('a name of its own is not read');
  return owner;
}

test('a name is read back, with and without the time namespace', () => {
  const name = instanceName('keep', '1');
  expect(parseInstanceName(name)).toMatchObject({ pid: process.pid, onHostExit: 'keep' });
  const older = name.replace(/-[^-]+-1-keep$/, '-1-keep');
  expect(parseInstanceName(older)).toMatchObject({ ...parseInstanceName(name), timeNamespace: 'unknown' });
  for (const none of ['panetree-1-1-abc', `${name}-more`, `x${name}`]) {
    expect(parseInstanceName(none)).toBeUndefined();
  }
});

test('rule 26: a start that was counted by another clock proves no death', () => {
  const owner = own();
  expect(stateOfOwner(owner)).toBe('alive');
  const other = { ...owner, startTicks: owner.startTicks - 1 };
  expect(stateOfOwner(other)).toBe('dead');
  expect(stateOfOwner({ ...other, boot: '00000000' })).toBe('dead');
  for (const timeNamespace of ['4000000000', 'unknown']) {
    const elsewhere = { ...other, timeNamespace };
    // Where the kernel has no time namespaces all starts are comparable.
    expect(stateOfOwner(elsewhere)).toBe(owner.timeNamespace === timeNamespace ? 'dead' : 'unknown');
    expect(stateOfOwner({ ...elsewhere, pid: 9_999_999 })).toBe('dead');
  }
});

test('rule 26: a PID in another time namespace may be that host, restored, also after another boot', async ({
  skip,
}) => {
  const child = spawn('unshare', ['--time', 'sh', '-c', 'echo $$; read -r _']);
  try {
    const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (!(first instanceof Buffer)) skip('no time namespace of its own');
    const owner = { ...own(), pid: Number(String(first).trim()) };
    expect(owner.pid).toBeGreaterThan(0);
    for (const boot of [owner.boot, '00000000']) expect(stateOfOwner({ ...owner, boot })).toBe('unknown');
  } finally {
    child.stdin.end();
    await once(child, 'close');
  }
});
