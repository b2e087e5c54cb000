import { cpuTimeMs } from './cpu-time.js';
import { type HostProcess, startHost } from './host-process.js';
import { argumentsOf, childrenOf, findMarked } from './oracle.js';
import { pause } from './pause.js';
import { countsRow, type Row, type Section, timesRow } from './results.js';
import { withStage } from './stage.js';
import { countSystemCalls } from './system-calls.js';
import { measurements } from './measurements.js';

const panes = 50;
/** V8 collects garbage once more some 8 s after the last work: 23 ms of CPU time that belong to the start. */
const settleMs = measurements(12_000);
const windowMs = measurements(10_000, 5000);
const neverMs = 2 ** 31 - 1;
const defaultPollMs = 2000;

export async function benchIdle(): Promise<Section> {
  return withStage(async (stage) => {
    const token = `panetree-bench-idle-${process.pid}`;
    const shape = { panes, processesPerPane: 1, token };
    const [between, ticking] = await Promise.all([
      startHost(stage.ground.child('between'), { ...shape, pollMs: neverMs }),
      startHost(stage.ground.child('ticking'), { ...shape, pollMs: defaultPollMs }),
    ]);
    await pause(settleMs);
    const cpu = await cpuTimes([between, ticking]);
    const calls = await Promise.all([between, ticking].map(({ pid }) => countSystemCalls(pid, windowMs / 2)));
    return {
      name: 'idle',
      title: `a host with ${panes} idle panes`,
      rows: [childrenRow(between, token), ...cpuRows(cpu), ...callRows(calls)],
      notes: calls.flatMap((each) => (each.counted ? [] : [each.reason])).slice(0, 1),
    };
  });
}

function childrenRow(host: HostProcess, token: string): Row {
  const members = new Set(findMarked(token));
  const others = childrenOf(host.pid).filter((pid) => !members.has(pid));
  return countsRow('child processes beside the members of the panes', [others.length], {
    remark: others.map((pid) => nameOf(argumentsOf(pid))).join(', '),
  });
}

/** The guard carries its name behind its script. */
function nameOf(args: readonly string[]): string {
  return args[1] === '-c' ? (args[3] ?? '') : args.join(' ');
}

async function cpuTimes(hosts: readonly HostProcess[]): Promise<readonly number[]> {
  const before = hosts.map(({ pid }) => cpuTimeMs(pid));
  await pause(windowMs);
  return hosts.map(({ pid }, index) => cpuTimeMs(pid) - (before[index] ?? 0));
}

function cpuRows([between = 0, ticking = 0]: readonly number[]): readonly Row[] {
  const seconds = windowMs / 1000;
  return [
    timesRow(`CPU time in ${seconds} s without a tick`, [between]),
    timesRow(`CPU time in ${seconds} s, a tick each ${defaultPollMs} ms`, [ticking]),
  ];
}

type Calls = Awaited<ReturnType<typeof countSystemCalls>>;

function callRows(calls: readonly Calls[]): readonly Row[] {
  const seconds = windowMs / 2000;
  const labels = [
    `system calls in ${seconds} s without a tick, all threads`,
    `system calls in ${seconds} s, a tick each ${defaultPollMs} ms`,
  ];
  return calls.flatMap((each, index) =>
    each.counted ? [countsRow(labels[index] ?? '', [each.total], { remark: each.most })] : [],
  );
}
