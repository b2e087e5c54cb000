import { spawnSync } from 'node:child_process';

/** Why a test cannot have mounts of its own here; undefined where it can. */
export function whyNoMountNamespace(): string | undefined {
  const [file = '', ...args] = withMounts('mount -t tmpfs none /mnt');
  const { status, error, stderr } = spawnSync(file, [...args, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `no mounts of its own: ${(error?.message ?? stderr).trim()}`;
}

/** A command prefix: runs what follows it with mounts of its own, which this shell script prepares. */
export function withMounts(script: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-ec', `${script}\nexec "$@"`, 'sh'];
}

const eachCgroupMount = (act: string) =>
  `for mount in $(sed -n 's/^[^ ]* [^ ]* [^ ]* [^ ]* \\([^ ]*\\) .* - cgroup2\\{0,1\\} .*/\\1/p' /proc/self/mountinfo); do ${act}; done`;

/** Why a test cannot have limits of its own here; undefined where it can. */
export function whyNoUserNamespace(): string | undefined {
  const [file = '', ...args] = withoutInotify('watches');
  const { status, error, stderr } = spawnSync(file, [...args, 'true'], { encoding: 'utf8' });
  return status === 0 ? undefined : `no user namespace: ${(error?.message ?? stderr).trim()}`;
}

/** A command prefix: runs what follows it as a user that has no inotify watch, or no instance, left. */
export function withoutInotify(exhausted: 'watches' | 'instances'): readonly string[] {
  const script = `echo 0 >/proc/sys/user/max_inotify_${exhausted}\nexec "$@"`;
  return ['unshare', '--user', '--map-root-user', 'sh', '-ec', script, 'sh'];
}

/** What a container may find where the cgroups should be. */
export const cgroupsGone = {
  'read-only': eachCgroupMount('mount -o remount,bind,ro "$mount"'),
  unmounted: eachCgroupMount('umount "$mount"'),
  'covered by an empty file system': eachCgroupMount('mount -t tmpfs none "$mount"'),
} as const;

/** Terminals numbered from 0 again, as in a container. */
export const ownTerminals = `
mount -t tmpfs none /mnt
mkdir /mnt/pts
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /mnt/pts
mount --bind /mnt/pts /dev/pts
mount --bind /mnt/pts/ptmx /dev/ptmx
`;

const nobody = 65_534;

/** A command prefix: runs what follows it as a user without rights. */
export const asNobody: readonly string[] = [
  'setpriv',
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  '--clear-groups',
];
