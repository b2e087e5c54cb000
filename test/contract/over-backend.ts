import { describe, test } from 'vitest';
import { allCases } from './cases/index.js';
import type { Capability, World } from './world.js';

export interface Contestant {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  /** Why it cannot run on this machine. */
  readonly unavailable?: string | undefined;
  readonly open: () => Promise<{ readonly world: World; readonly dispose: () => Promise<void> }>;
}

/** Runs every case the contestant can bring about; the others are held by the fake backend's run. */
export function overBackend({ name, capabilities, unavailable, open }: Contestant): void {
  describe(name, () => {
    for (const { rule, name: behaviour, needs, run } of allCases) {
      if (needs !== undefined && !capabilities.includes(needs)) continue;
      test(`rule ${rule}: ${behaviour}`, async (context) => {
        if (unavailable !== undefined) context.skip(unavailable);
        const { world, dispose } = await open();
        try {
          await run(world);
        } finally {
          await dispose();
        }
      });
    }
  });
}
