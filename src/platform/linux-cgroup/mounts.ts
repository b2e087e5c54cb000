import { readFileSync } from 'node:fs';
import { parseOwnPath } from '../posix/placement.js';

/** A mounted cgroup v2 hierarchy, or a part of one. */
export interface CgroupMount {
  readonly mountPoint: string;
  /** The cgroup that shows at the mount point, `/` for the whole hierarchy. */
  readonly root: string;
}

/** cgroup v2 mounts in the format of proc_pid_mountinfo(5), latest (so topmost) first. */
export function parseMounts(mountinfo: string): readonly CgroupMount[] {
  return mountinfo
    .split('\n')
    .flatMap((line) => {
      const [before, after] = line.split(' - ');
      const [, , , root, mountPoint] = before?.split(' ') ?? [];
      const type = after?.split(' ')[0];
      if (type !== 'cgroup2' || root === undefined || mountPoint === undefined) return [];
      return [{ root: unescapeOctal(root), mountPoint: unescapeOctal(mountPoint) }];
    })
    .toReversed();
}

/** A cgroup by its directory and by the path that `/proc/PID/cgroup` shows for its members. */
export interface CgroupLocation {
  readonly directory: string;
  readonly path: string;
}

/**
 * Where the host might make its own cgroups, best first: where it lives now, then each level above, because
 * a process may be moved only below a cgroup it can write to. Whether one works is found by trying.
 */
export function candidateBases(mounts: readonly CgroupMount[], ownPath: string): readonly CgroupLocation[] {
  const bases = mounts.flatMap((mount) => {
    const inside = pathBelow(mount.root, ownPath);
    // Outside the cgroup namespace, or the mount shows another part: only the mount point itself can help.
    const segments = (inside ?? '/').split('/').filter((segment) => segment !== '');
    return [...segments.keys(), segments.length]
      .toReversed()
      .map((depth) => locate(mount, segments.slice(0, depth)));
  });
  // Of several mounts on one directory only the topmost shows.
  return bases.filter(
    ({ directory }, index) => bases.findIndex((base) => base.directory === directory) === index,
  );
}

export function currentBases(): readonly CgroupLocation[] {
  const ownPath = parseOwnPath(readFileSync('/proc/self/cgroup', 'utf8'));
  if (ownPath === undefined) return [];
  return candidateBases(parseMounts(readFileSync('/proc/self/mountinfo', 'utf8')), ownPath);
}

export function below(parent: CgroupLocation, name: string): CgroupLocation {
  return {
    directory: `${parent.directory}/${name}`,
    path: parent.path === '/' ? `/${name}` : `${parent.path}/${name}`,
  };
}

function locate(mount: CgroupMount, segments: readonly string[]): CgroupLocation {
  const root = { directory: mount.mountPoint, path: mount.root };
  return segments.reduce(below, root);
}

function pathBelow(root: string, path: string): string | undefined {
  if (path.startsWith('/..')) return undefined;
  if (root === '/') return path;
  if (path === root) return '/';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}

/** Spaces, tabs, newlines and backslashes stand as `\040` in mountinfo. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCodePoint(Number.parseInt(digits, 8)),
  );
}
