import { describe, expect, test } from 'vitest';
import { below, candidateBases, parseMounts } from '../../../../src/platform/linux-cgroup/mounts.js';
import * as mountinfo from '../../support/mountinfo.js';

describe('parseMounts', () => {
  test.for([
    ['unified', mountinfo.unified, [{ mountPoint: '/sys/fs/cgroup', root: '/' }]],
    ['hybrid', mountinfo.hybrid, [{ mountPoint: '/sys/fs/cgroup/unified', root: '/' }]],
    ['v1 only', mountinfo.legacy, []],
    [
      'docker in a cgroup namespace',
      mountinfo.dockerInNamespace,
      [{ mountPoint: '/sys/fs/cgroup', root: '/' }],
    ],
    [
      'docker without a cgroup namespace',
      mountinfo.dockerWithoutNamespace,
      [{ mountPoint: '/sys/fs/cgroup', root: '/docker/4f1d' }],
    ],
    [
      'a bind-mounted subtree over the whole',
      mountinfo.boundSubtree,
      [
        { mountPoint: '/srv/cgroup', root: '/user.slice/user-1000.slice' },
        { mountPoint: '/sys/fs/cgroup', root: '/' },
      ],
    ],
    [
      'the host’s mount seen from a namespace',
      mountinfo.aboveNamespace,
      [{ mountPoint: '/host', root: '/../..' }],
    ],
    ['nothing', '', []],
  ] as const)('%s', ([, text, mounts]) => {
    expect(parseMounts(text)).toEqual(mounts);
  });

  test('a path with spaces, tabs, newlines, backslashes and what only looks like an escape', () => {
    const [mount] = parseMounts(mountinfo.escaped);
    expect(mount).toEqual({ mountPoint: '/mnt/my cgroup\t\n\\040', root: '/a b' });
  });

  test('optional fields, none or many, shift nothing', () => {
    for (const fields of ['', ' shared:4', ' shared:4 master:1 propagate_from:2']) {
      expect(parseMounts(`30 20 0:26 / /cg rw${fields} - cgroup2 cgroup2 rw`)).toEqual([
        { mountPoint: '/cg', root: '/' },
      ]);
    }
  });
});

describe('candidateBases', () => {
  test('are where the host lives, then each level above, up to the mount', () => {
    expect(bases(mountinfo.unified, '/user.slice/session-1.scope')).toEqual([
      ['/sys/fs/cgroup/user.slice/session-1.scope', '/user.slice/session-1.scope'],
      ['/sys/fs/cgroup/user.slice', '/user.slice'],
      ['/sys/fs/cgroup', '/'],
    ]);
  });

  test('hybrid: below the v2 mount, not below a v1 controller', () => {
    expect(bases(mountinfo.hybrid, '/')).toEqual([['/sys/fs/cgroup/unified', '/']]);
  });

  test('docker without a cgroup namespace: the mount shows the container’s part alone', () => {
    expect(bases(mountinfo.dockerWithoutNamespace, '/docker/4f1d')).toEqual([
      ['/sys/fs/cgroup', '/docker/4f1d'],
    ]);
    expect(bases(mountinfo.dockerWithoutNamespace, '/docker/4f1d/init')).toEqual([
      ['/sys/fs/cgroup/init', '/docker/4f1d/init'],
      ['/sys/fs/cgroup', '/docker/4f1d'],
    ]);
  });

  test('docker in a cgroup namespace: the mount point', () => {
    expect(bases(mountinfo.dockerInNamespace, '/')).toEqual([['/sys/fs/cgroup', '/']]);
  });

  test('a bound subtree the host does not live in: only its mount point', () => {
    expect(bases(mountinfo.boundSubtree, '/system.slice')).toEqual([
      ['/srv/cgroup', '/user.slice/user-1000.slice'],
      ['/sys/fs/cgroup/system.slice', '/system.slice'],
      ['/sys/fs/cgroup', '/'],
    ]);
  });

  test('a path that only begins like the mount’s part is not in it', () => {
    expect(bases(mountinfo.dockerWithoutNamespace, '/docker/4f1d-other')).toEqual([
      ['/sys/fs/cgroup', '/docker/4f1d'],
    ]);
  });

  test('a host outside its cgroup namespace: only the mount point', () => {
    expect(bases(mountinfo.unified, '/../other')).toEqual([['/sys/fs/cgroup', '/']]);
  });

  test('of two mounts on one directory only the topmost shows', () => {
    const [first] = candidateBases(parseMounts(mountinfo.mountedOver), '/docker/4f1d');
    expect(first).toEqual({ directory: '/sys/fs/cgroup', path: '/docker/4f1d' });
  });

  test('without a mount there is none', () => {
    expect(candidateBases([], '/')).toEqual([]);
  });
});

describe('below', () => {
  test('does not double the slash of the root', () => {
    expect(below({ directory: '/cg', path: '/' }, 'a')).toEqual({ directory: '/cg/a', path: '/a' });
    expect(below({ directory: '/cg/a', path: '/a' }, 'b')).toEqual({ directory: '/cg/a/b', path: '/a/b' });
  });
});

function bases(text: string, ownPath: string): readonly (readonly [directory: string, path: string])[] {
  return candidateBases(parseMounts(text), ownPath).map(({ directory, path }) => [directory, path]);
}
