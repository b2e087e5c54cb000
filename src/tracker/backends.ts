import type { Backend } from '../platform/contract.js';
import * as backends from '../platform/select.js';
import { requireKeys } from './known-keys.js';
import { linuxCgroupKeys, macosPgidKeys, windowsJobKeys } from './option-tables.js';

/** cgroup v2: the kernel keeps the list of a block's processes and ends them all in one go. Throws InvalidArgumentError. */
export function linuxCgroup(options: backends.LinuxCgroupOptions = {}): Backend {
  requireKeys(options, 'options', linuxCgroupKeys);
  return backends.linuxCgroup(options);
}

/** macOS: process group, terminal, descent and marker over one `ps` for all panes. Throws InvalidArgumentError. */
export function macosPgid(options: backends.MacosPgidOptions = {}): Backend {
  requireKeys(options, 'options', macosPgidKeys);
  return backends.macosPgid(options);
}

/** Windows: a job object for each block, held by a native helper. Throws InvalidArgumentError. */
export function windowsJob(options: backends.WindowsJobOptions = {}): Backend {
  requireKeys(options, 'options', windowsJobKeys);
  return backends.windowsJob(options);
}
