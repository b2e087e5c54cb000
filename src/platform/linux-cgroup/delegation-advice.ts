/** What is known of a host that found no cgroup it could use. */
export interface Situation {
  /** The cgroup it lives in, as `/proc/self/cgroup` shows it. */
  readonly path: string;
  /** Of that cgroup's directory; undefined where it does not show. */
  readonly ownerUid: number | undefined;
  /** Whether there seems to be a user manager that could be asked. */
  readonly manager: 'present' | 'absent';
  /** `never`: the caller did not allow it. Else why it did not help. */
  readonly asking: 'never' | { readonly failed: string };
}

const byHand = 'start it through `systemd-run --user --scope -p Delegate=yes …`';
const lingering = '`loginctl enable-linger` starts one, the package dbus-user-session gives it a bus';

/** For a container, which gets its cgroups read-only unless it is told otherwise. */
export const readOnlyRemedy: string =
  'a container needs a writable cgroup file system: `--security-opt writable-cgroups=true` (docker from 28.0) or ' +
  '`--security-opt unmask=/sys/fs/cgroup` (podman)';

export const noHierarchy =
  'no cgroup v2 hierarchy is mounted: root can mount one with `mount -t cgroup2 none DIRECTORY`';

/** Where the host lives, what stood in the way, and what a user can do about it, in one line. */
export function advise(situation: Situation): string {
  const { path, ownerUid, asking } = situation;
  const place = `this host lives in ${unitOf(path) ?? `the cgroup ${path}`}${ownedBy(ownerUid)}`;
  const remedy = remedyFor(situation);
  return asking === 'never' ? `${place}: ${remedy}` : `${place}; ${asking.failed}: ${remedy}`;
}

function remedyFor({ path, manager, asking }: Situation): string {
  const unit = unitOf(path);
  if (unit?.endsWith('.service') === true && !path.includes('/user@')) {
    return `add Delegate=yes to the [Service] section of ${unit}`;
  }
  if (manager === 'absent') {
    return unit === undefined
      ? 'let its user write to a cgroup v2 directory, and start it in there'
      : `it needs the systemd user manager: ${lingering}`;
  }
  return asking === 'never'
    ? `delegation is 'never' here, pass delegation: 'auto' to let it be moved into a scope of its own, or ${byHand}`
    : byHand;
}

/** The innermost unit of systemd that the path names. */
function unitOf(path: string): string | undefined {
  return path.split('/').findLast((segment) => /.\.(scope|service)$/.test(segment));
}

function ownedBy(uid: number | undefined): string {
  if (uid === undefined) return '';
  return uid === 0 ? ', which belongs to root' : `, which belongs to the user with id ${uid}`;
}
