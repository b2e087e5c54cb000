import { inWords, readOrNothing, type Seen } from './oracle.js';
import type { Scenario } from './scenario.js';
import { until } from './until.js';

/** Neither root nor the user that tests run a host as. */
const stranger = 65_533;

/**
 * Orphans of another user, each with what that user can make of a member: its public names as the marker, those with a
 * guessed seal, and its limit, which everybody can read.
 */
export async function startStrangers(scenario: Scenario, member: number): Promise<readonly Seen[]> {
  const marker = variableOf(member, 'PANETREE_BLOCK');
  const name = marker.slice(0, marker.indexOf('/'));
  const kibibytes = limitOf(member) / 1024n;
  const ways = [`export PANETREE_BLOCK='${name}'`, `export PANETREE_BLOCK='${name}/${'A'.repeat(22)}'`];
  const before = new Set(scenario.carriers().map(({ pid }) => pid));
  for (const way of [...ways, `ulimit -S -m ${kibibytes}`]) {
    const script = `${way}; setsid sleep "600.$0" </dev/null >/dev/null 2>&1 & exit 0`;
    scenario.spawnOutside('setpriv', [...asStranger, 'sh', '-c', script, scenario.token], { env: {} });
  }
  const strangers = () =>
    scenario.carriers().filter(({ pid, name: of }) => of === 'sleep' && !before.has(pid));
  return until(() => (strangers().length === ways.length + 1 ? strangers() : undefined), {
    what: () => `the strangers run, not ${inWords(scenario.carriers())}`,
  });
}

const asStranger: readonly string[] = [`--reuid=${stranger}`, `--regid=${stranger}`, '--clear-groups'];

function variableOf(pid: number, name: string): string {
  const variables = readOrNothing(`/proc/${pid}/environ`)?.split('\0') ?? [];
  const variable = variables.find((each) => each.startsWith(`${name}=`));
  if (variable === undefined) throw new Error(`PID ${pid} has no ${name}`);
  return variable.slice(name.length + 1);
}

/** The soft RLIMIT_RSS in bytes. */
function limitOf(pid: number): bigint {
  const limits = readOrNothing(`/proc/${pid}/limits`);
  return BigInt(/^Max resident set +(\d+) /m.exec(limits ?? '')?.[1] ?? 0);
}
