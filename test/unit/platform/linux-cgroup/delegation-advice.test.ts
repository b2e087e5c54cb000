import { describe, expect, test } from 'vitest';
import { advise, type Situation } from '../../../../src/platform/linux-cgroup/delegation-advice.js';

const ssh: Situation = {
  path: '/user.slice/user-1000.slice/session-3.scope',
  ownerUid: 0,
  manager: 'present',
  asking: 'never',
};
const failed = 'the user manager gave no scope: Access denied';

describe('the advice names where the host lives and what to do', () => {
  test.for<readonly [string, Partial<Situation>, string]>([
    [
      'asking was not allowed, and would help',
      {},
      "this host lives in session-3.scope, which belongs to root: delegation is 'never' here, pass delegation: 'auto' to let it be moved into a scope of its own, or start it through `systemd-run --user --scope -p Delegate=yes …`",
    ],
    [
      'asking was not allowed, and there is nobody to ask',
      { manager: 'absent' },
      'this host lives in session-3.scope, which belongs to root: it needs the systemd user manager: `loginctl enable-linger` starts one, the package dbus-user-session gives it a bus',
    ],
    [
      'asking failed',
      { asking: { failed } },
      `this host lives in session-3.scope, which belongs to root; ${failed}: start it through \`systemd-run --user --scope -p Delegate=yes …\``,
    ],
    [
      'a service of PID 1',
      { path: '/system.slice/agent.service', manager: 'absent' },
      'this host lives in agent.service, which belongs to root: add Delegate=yes to the [Service] section of agent.service',
    ],
    [
      'a service of the user manager, moved by nobody',
      { path: '/user.slice/user-1000.slice/user@1000.service/app.slice/a.service', ownerUid: 1000 },
      "this host lives in a.service, which belongs to the user with id 1000: delegation is 'never' here, pass delegation: 'auto' to let it be moved into a scope of its own, or start it through `systemd-run --user --scope -p Delegate=yes …`",
    ],
    [
      'a container without systemd',
      { path: '/', manager: 'absent', asking: { failed: 'no user manager answers' } },
      'this host lives in the cgroup /, which belongs to root; no user manager answers: let its user write to a cgroup v2 directory, and start it in there',
    ],
    [
      'a cgroup that does not show',
      { path: '/../other', ownerUid: undefined, manager: 'absent' },
      'this host lives in the cgroup /../other: let its user write to a cgroup v2 directory, and start it in there',
    ],
  ])('%s', ([, situation, advice]) => {
    expect(advise({ ...ssh, ...situation })).toBe(advice);
  });
});
