/** `/proc/self/mountinfo` as machines of several kinds show it, less what is not about cgroups. */

const root = '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw';

export const unified: string = [
  root,
  '31 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot',
  '',
].join('\n');

export const hybrid: string = [
  root,
  '28 23 0:24 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755',
  '29 28 0:25 / /sys/fs/cgroup/unified rw,nosuid,nodev,noexec,relatime shared:10 - cgroup2 cgroup2 rw',
  '30 28 0:26 / /sys/fs/cgroup/systemd rw,nosuid shared:11 - cgroup cgroup rw,xattr,name=systemd',
  '34 28 0:30 / /sys/fs/cgroup/pids rw,nosuid shared:15 - cgroup cgroup rw,pids',
  '',
].join('\n');

export const legacy: string = [
  root,
  '34 28 0:30 / /sys/fs/cgroup/pids rw shared:15 - cgroup cgroup rw,pids',
  '',
].join('\n');

export const dockerInNamespace: string = [
  '712 640 0:55 / / rw,relatime master:279 - overlay overlay rw,lowerdir=/var/lib/docker/l/A:/var/lib/docker/l/B',
  '716 715 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime master:9 - cgroup2 cgroup rw,nsdelegate',
  '',
].join('\n');

export const dockerWithoutNamespace: string = [
  '712 640 0:55 / / rw,relatime master:279 - overlay overlay rw',
  '716 715 0:26 /docker/4f1d /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime master:9 - cgroup2 cgroup rw',
  '',
].join('\n');

export const boundSubtree: string = [
  root,
  '31 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw',
  '90 22 0:26 /user.slice/user-1000.slice /srv/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw',
  '',
].join('\n');

export const aboveNamespace = '90 22 0:26 /../.. /host rw - cgroup2 cgroup2 rw\n';

/** A container runtime has mounted its part over the whole hierarchy; the lower mount cannot be reached. */
export const mountedOver: string = [
  '31 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  '90 31 0:26 /docker/4f1d /sys/fs/cgroup rw - cgroup2 cgroup2 rw',
  '',
].join('\n');

export const escaped: string = String.raw`31 23 0:26 /a\040b /mnt/my\040cgroup\011\012\134040 rw - cgroup2 cgroup2 rw`;
