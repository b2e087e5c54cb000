import type { Backend, Opening, SessionOptions } from '../contract.js';

export interface MacosPgidOptions {
  /** Whose `ps` to run; default that of macOS, without which the backend is unavailable. */
  readonly ps?: 'darwin' | 'linux';
}

/** macOS: process group, terminal, descent and marker over one `ps` for all panes. */
export function macosPgid({ ps = 'darwin' }: MacosPgidOptions = {}): Backend {
  return { name: 'macos-pgid', open: (options) => open(ps, options) };
}

async function open(ps: 'darwin' | 'linux', options: SessionOptions): Promise<Opening> {
  if (process.platform !== ps) {
    return { status: 'unavailable', reason: `it needs macOS, this is ${process.platform}` };
  }
  const { openPs } = await import('./open.js');
  return openPs(ps, options);
}
