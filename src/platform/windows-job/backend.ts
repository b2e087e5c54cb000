import type { Backend, Opening, SessionOptions } from '../contract.js';

export interface WindowsJobOptions {
  /** Path of `panetree-job.exe`. Default: PANETREE_JOB_HELPER, else the one that comes with the package. */
  readonly helper?: string;
}

/** Windows: a job object for each block, held by a native helper. */
export function windowsJob(options: WindowsJobOptions = {}): Backend {
  return { name: 'windows-job', open: (session) => open(session, options) };
}

async function open(session: SessionOptions, options: WindowsJobOptions): Promise<Opening> {
  if (process.platform !== 'win32') {
    return { status: 'unavailable', reason: `needs Windows, this is ${process.platform}` };
  }
  const { openJobs } = await import('./open.js');
  return openJobs(session, options);
}
