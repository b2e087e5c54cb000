import { readdirSync, readFileSync } from 'node:fs';
import type { Oracle, Running } from './oracle.js';

/** Wine shows Linux’s own tree as drive Z:. */
const proc = 'Z:/proc';

/** Processes of Wine’s as Linux sees them. */
export class LinuxOracle implements Oracle {
  processes(): readonly Running[] {
    return readdirSync(proc)
      .filter((name) => /^\d+$/.test(name))
      .flatMap((linuxPid) => {
        const command = read(`${proc}/${linuxPid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
        const startTicks = command === '' ? undefined : startTicksOf(linuxPid);
        return startTicks === undefined ? [] : [{ key: `${linuxPid} ${startTicks}`, command }];
      });
  }

  isRunning(key: string): boolean {
    const [linuxPid = '', startTicks] = key.split(' ');
    return startTicksOf(linuxPid) === startTicks;
  }
}

/** Field 22 of /proc/PID/stat. Undefined for what is not there, and for a zombie. */
function startTicksOf(linuxPid: string): string | undefined {
  const stat = read(`${proc}/${linuxPid}/stat`);
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || state === 'Z' || state === 'X' ? undefined : fields[18];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
