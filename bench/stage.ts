import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { openRegistry, type TrackerRegistry } from 'panetree';
import { PlainCgroup } from './plain-cgroup.js';

/** Longer than any run: ticks come when the bench asks. */
export const neverMs = 2 ** 31 - 1;
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What a benchmark works on. Whatever it starts lives in a pane of `registry` or below `ground`. */
export interface Stage {
  readonly registry: TrackerRegistry;
  readonly ground: PlainCgroup;
}

/**
 * Opens a registry and a cgroup beside it, lends them out and ends all that lives in them, whatever happens:
 * on an error or a signal too. After a SIGKILL the guard of the registry still ends the panes.
 */
export async function withStage<T>(act: (stage: Stage) => Promise<T>): Promise<T> {
  await using registry = await openRegistry({ pollIntervalMs: neverMs });
  const { name } = registry.backend;
  if (name !== 'linux-cgroup') throw new Error(`the bench needs the backend linux-cgroup, found ${name}`);
  using ground = new PlainCgroup(`${dirname(instanceOf(registry))}/panetree-bench-${process.pid}`);
  const endGround = () => ground[Symbol.dispose]();
  process.on('exit', endGround);
  for (const signal of endingSignals) process.on(signal, exit);
  try {
    return await act({ registry, ground });
  } finally {
    process.off('exit', endGround);
    for (const signal of endingSignals) process.off(signal, exit);
  }
}

function exit(): never {
  process.exit(1);
}

/** The directory of all panes of a registry. */
export function instanceOf(registry: TrackerRegistry): string {
  return registry.backend.features['directory'] ?? '';
}

export function paneDirectories(registry: TrackerRegistry): readonly string[] {
  const instance = instanceOf(registry);
  return readdirSync(instance)
    .filter((name) => name.startsWith('pane-'))
    .map((name) => `${instance}/${name}`);
}
