import type { Opening, SessionOptions } from '../contract.js';
import { inWords } from '../posix/system-error.js';
import type { WindowsJobOptions } from './backend.js';
import { findHelper } from './helper-file.js';
import { JobSession } from './session.js';

/** Opens a session over the native helper. */
export async function openJobs(
  { onHostExit }: SessionOptions,
  { helper }: WindowsJobOptions,
): Promise<Opening> {
  try {
    const file = findHelper(helper === undefined ? process.env : { PANETREE_JOB_HELPER: helper });
    return { status: 'ready', session: await JobSession.open({ helper: { file, args: [] }, onHostExit }) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}
