import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { findUserBus, scopeCall } from '../../../../src/platform/linux-cgroup/user-manager.js';
import { needsPosix } from '../../support/needs.js';

beforeEach(needsPosix);

const nobodysUid = 4_000_000_000;

describe('findUserBus', () => {
  test('the bus of the runtime directory comes before that of the session, which may be another one', () => {
    const directory = runtimeDirectory();
    const found = findUserBus(
      { XDG_RUNTIME_DIR: directory, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/other', LANG: 'C' },
      nobodysUid,
    );
    expect(found).toEqual({
      status: 'found',
      environment: {
        XDG_RUNTIME_DIR: directory,
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${directory}/bus`,
        LANG: 'C',
      },
    });
  });

  test('a path keeps its meaning in an address', () => {
    const directory = runtimeDirectory(' a,b=ü%');
    const found = findUserBus({ XDG_RUNTIME_DIR: directory }, nobodysUid);
    expect(found).toMatchObject({
      environment: { DBUS_SESSION_BUS_ADDRESS: expect.stringMatching(/%20a%2cb%3d%c3%bc%25\w{6}\/bus$/) },
    });
  });

  test('without one the session’s bus will do', () => {
    const address = 'unix:abstract=/tmp/bus';
    const found = findUserBus({ XDG_RUNTIME_DIR: '/nowhere', DBUS_SESSION_BUS_ADDRESS: address }, 1);
    expect(found).toMatchObject({ environment: { DBUS_SESSION_BUS_ADDRESS: address } });
  });

  test.for([{}, { XDG_RUNTIME_DIR: '' }])('without any, %o, it says where it looked', (environment) => {
    expect(findUserBus(environment, nobodysUid)).toEqual({
      status: 'missing',
      looked: `/run/user/${nobodysUid}/bus`,
    });
  });
});

describe('scopeCall', () => {
  const scope = { name: 'panetree-7-ab.scope', pid: 7 };
  const start = ['StartTransientUnit', 'ssa(sv)a(sa(sv))', 'panetree-7-ab.scope', 'fail'];
  const needed = ['PIDs', 'au', '1', '7', 'Delegate', 'b', 'true'];

  test('counts its properties and ends with no further units', () => {
    const wishes = ['Description', 's', 'Terminal panes of PID 7', 'CollectMode', 's', 'inactive-or-failed'];
    expect(scopeCall(scope, 'full').slice(4)).toEqual([...start, '4', ...needed, ...wishes, '0']);
  });

  test('can do without what is only nice to have', () => {
    expect(scopeCall(scope, 'necessary').slice(4)).toEqual([...start, '2', ...needed, '0']);
  });
});

function runtimeDirectory(name = 'runtime-'): string {
  const directory = mkdtempSync(join(tmpdir(), name));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'bus'), '');
  return directory;
}
