import type { HostOptions } from '../host/index.js';
import { TrackerError, type TrackerRegistry } from '../index.js';
import { writeError } from '../output/streams.js';
import { openStore } from '../store/index.js';

/** How soon what a host before this one has left as running is told to have gone, beyond the time it has to be unseen. */
const sweepIntervalMs = 60_000;

/** What a host remembers with, or goes without. */
export interface HostMemory {
  readonly option: Pick<HostOptions, 'store' | 'whyNoStore'>;
  readonly connect: (registry: TrackerRegistry) => void;
  /** Writes what is left. */
  readonly close: () => Promise<void>;
}

export const noStore: HostMemory = {
  option: {},
  connect: () => undefined,
  close: async () => undefined,
};

/** What goes wrong with it is said, and the host goes on: what it shows does not depend on what it remembers. */
export async function openHostStore(): Promise<HostMemory> {
  try {
    const store = await openStore({ onError: say });
    const sweep = () => void store.sweepStale().catch(say);
    const sweeping = setInterval(sweep, sweepIntervalMs).unref();
    sweep();
    return {
      option: { store },
      connect: (registry) => store.connect(registry),
      close: () => {
        clearInterval(sweeping);
        return store.close().catch(say);
      },
    };
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    say(error);
    writeError('panetree: the host goes on without history\n');
    return { ...noStore, option: { whyNoStore: error.message } };
  }
}

function say(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  writeError(`panetree: the store: ${message}\n`);
}
