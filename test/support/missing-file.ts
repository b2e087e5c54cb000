import { constants } from 'node:os';
import type { Command } from '../../src/platform/contract.js';

/** What `child_process` says of a command whose file is not there. */
export function missing({ file, args }: Command): Error {
  return Object.assign(new Error(`spawn ${file} ENOENT`), {
    code: 'ENOENT',
    errno: -constants.errno.ENOENT,
    syscall: `spawn ${file}`,
    path: file,
    spawnargs: [...args],
  });
}
