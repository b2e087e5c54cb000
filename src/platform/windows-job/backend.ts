import type { Backend, Opening, SessionOptions } from '../contract.js';
import { inWords } from '../posix/system-error.js';
import { findHelper } from './helper-file.js';
import { JobSession } from './session.js';

export interface WindowsJobOptions {
  /** Path of `panetree-job.exe`. Default: PANETREE_JOB_HELPER, else the one that comes with the package. */
  readonly helper?: string;
}

/** Windows: a job object for each block, held by a native helper. */
export function windowsJob(options: WindowsJobOptions = {}): Backend {
  return { name: 'windows-job', open: (session) => open(session, options) };
}

async function open({ onHostExit }: SessionOptions, { helper }: WindowsJobOptions): Promise<Opening> {
  if (process.platform !== 'win32') {
    return { status: 'unavailable', reason: `needs Windows, this is ${process.platform}` };
  }
  try {
    const file = findHelper(helper === undefined ? process.env : { PANETREE_JOB_HELPER: helper });
    return { status: 'ready', session: await JobSession.open({ helper: { file, args: [] }, onHostExit }) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}
