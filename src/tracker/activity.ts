/** CPU time of a run at one moment. */
export interface CpuSample {
  /** On the clock of `performance.now()`. */
  readonly at: number;
  readonly cpuTimeMs: number;
}

/** Three ticks at the default interval. */
const windowMs = 6000;
/** Fewer or closer samples say nothing: a program that waits still wakes now and then. */
const leastSamples = 3;
const leastSpanMs = 1000;
/** Of one core. A shell at its prompt uses none, a watcher that polls some thousandths. */
const busyShare = 0.05;

/** Adds a sample and forgets those that have left the window. Pure. */
export function withSample(samples: readonly CpuSample[], sample: CpuSample): readonly CpuSample[] {
  return [...samples.filter(({ at }) => sample.at - at <= windowMs), sample];
}

/** Undefined until the samples reach far enough. */
export function activityOf(samples: readonly CpuSample[]): 'idle' | 'busy' | undefined {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < leastSamples) return undefined;
  const spanMs = last.at - first.at;
  if (spanMs < leastSpanMs) return undefined;
  return (last.cpuTimeMs - first.cpuTimeMs) / spanMs >= busyShare ? 'busy' : 'idle';
}
