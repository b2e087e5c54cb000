import type { HostView } from '../../host/client/host-view.js';
import { keyOf } from '../../host/client/identity.js';
import { matcherOf, wordsMatcher } from '../../host/client/search.js';
import { emptyUsage } from '../../host/client/usage-cache.js';
import type { Leftover } from '../../host/wire/leftover.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { Row } from './row.js';
import type { ListView } from './view.js';

/** What dead hosts have left, each with its processes below it. */
export function leftoverRows({ leftovers }: HostView, view: ListView): readonly Row[] {
  return leftovers.flatMap((leftover) => {
    const shown = shownProcesses(leftover, view);
    return shown === undefined ? [] : rowsOfOne(leftover, shown, view);
  });
}

/** Undefined: neither it nor one of them was looked for. */
function shownProcesses(leftover: Leftover, { filter }: ListView): readonly TrackedProcess[] | undefined {
  const { blockId, hostPid, backend, processes } = leftover;
  const isNamed = wordsMatcher(filter)?.(`${blockId} ${hostPid} ${backend}`) ?? true;
  if (isNamed) return processes;
  const found = processes.filter(matcherOf(filter, emptyUsage) ?? (() => true));
  return found.length === 0 ? undefined : found;
}

function rowsOfOne(leftover: Leftover, shown: readonly TrackedProcess[], view: ListView): readonly Row[] {
  const { leftoverId, blockId } = leftover;
  const key = `leftover ${leftoverId}`;
  const expansion = view.filter === '' && view.closed.has(key) ? 'closed' : 'open';
  const head: Row = { kind: 'leftover', key, blockId, leftover, expansion };
  if (expansion === 'closed') return [head];
  const below = shown.map(
    (process, index): Row => ({
      kind: 'left-process',
      key: `${leftoverId} ${keyOf(process)}`,
      blockId,
      leftover,
      guides: index === shown.length - 1 ? '└─' : '├─',
      process,
      expansion: 'leaf',
    }),
  );
  return [head, ...below];
}
