import type { ContainerUsage, MemberRecord } from '../contract.js';
import { toBirth } from './births.js';
import type { JobHelper } from './job-helper.js';

/** The helper tells I/O of the whole job alone. */
const untold = { readBytes: undefined, writtenBytes: undefined };

/** The job counts CPU time and I/O, the exited included, but no memory: only its peaks, and those of commitment. */
export async function readUsage(
  helper: JobHelper,
  job: string,
  members: readonly MemberRecord[],
): Promise<ContainerUsage> {
  const births = new Map(members.map(({ pid, birth }) => [pid, birth]));
  const [{ cpuTimeMs, readBytes, writtenBytes }, processes] = await Promise.all([
    helper.account(job),
    helper.usage([...births.keys()]),
  ]);
  return {
    cpuTimeMs,
    readBytes,
    writtenBytes,
    memoryBytes: undefined,
    peakMemoryBytes: undefined,
    limits: undefined,
    processes: processes.flatMap(({ birth, ...each }) =>
      birth !== undefined && births.get(each.pid) === toBirth(birth)
        ? [{ ...each, birth: toBirth(birth), ...untold }]
        : [],
    ),
  };
}
