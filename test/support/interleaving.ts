import { linuxCgroup, type PaneTracker, type TrackerRegistry } from '../../src/index.js';
import { delayedBackend, type Stage } from './delayed-backend.js';
import type { Scenario } from './scenario.js';

/** For so long the action is held up, so that what happens meanwhile can come to its end first. */
const heldMs = 25;

export interface Setting {
  readonly scenario: Scenario;
  readonly registry: TrackerRegistry;
  readonly tracker: PaneTracker;
}

export interface Interleaving<Prepared, Done, Ended> {
  readonly prepare: (setting: Setting) => Promise<Prepared>;
  /** What is held up. */
  readonly action: (setting: Setting, prepared: Prepared) => Promise<Done>;
  /** What happens while it is. */
  readonly meanwhile: (setting: Setting, prepared: Prepared) => Promise<Ended>;
  /** Holds after both. */
  readonly check: (outcome: {
    readonly setting: Setting;
    readonly prepared: Prepared;
    readonly action: PromiseSettledResult<Done>;
    readonly meanwhile: Ended;
    readonly stage: string;
  }) => Promise<void>;
}

/** Holds the action up at each of its calls to the system in turn; gives the names of the stages it was held up at. */
export async function atEachStage<P, D, E>(
  scenario: Scenario,
  interleaving: Interleaving<P, D, E>,
): Promise<readonly string[]> {
  const held: string[] = [];
  for (let number = 0; ; number++) {
    const stage = await heldAt(scenario, number, interleaving);
    if (stage === undefined) return held;
    held.push(stage);
  }
}

/** Undefined where the action has fewer stages. */
async function heldAt<P, D, E>(
  scenario: Scenario,
  number: number,
  { prepare, action, meanwhile, check }: Interleaving<P, D, E>,
): Promise<string | undefined> {
  let passed = Number.NEGATIVE_INFINITY;
  const reached = deferred<string>();
  const released = deferred<undefined>();
  const backend = delayedBackend(linuxCgroup(), async ({ call, moment }: Stage) => {
    if (passed++ !== number) return;
    reached.resolve(`${moment} ${call}`);
    await released.promise;
  });
  const registry = await scenario.open({ backend });
  const setting = { scenario, registry, tracker: await scenario.pane(registry) };
  const prepared = await prepare(setting);
  passed = 0;
  const acting = Promise.allSettled([action(setting, prepared)]);
  const stage = await Promise.race([reached.promise, acting.then(() => undefined)]);
  const ending = stage === undefined ? undefined : meanwhile(setting, prepared);
  if (ending !== undefined) await Promise.race([ending, later(heldMs)]);
  passed = Number.NEGATIVE_INFINITY;
  released.resolve(undefined);
  const [acted] = await acting;
  if (stage !== undefined && ending !== undefined) {
    await check({ setting, prepared, action: acted, meanwhile: await ending, stage });
  }
  await registry.close();
  return stage;
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const resolvers: ((value: T) => void)[] = [];
  const promise = new Promise<T>((resolve) => void resolvers.push(resolve));
  return { promise, resolve: (value) => resolvers[0]?.(value) };
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
