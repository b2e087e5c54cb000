import type { TrackedProcess } from '../wire/process.js';
import { keyOf } from './identity.js';
import type { EndedProcess } from './host-view.js';

export interface TreeNode {
  readonly key: string;
  readonly process: TrackedProcess;
  /** Set for one that has gone and is still shown for a moment. */
  readonly ended: EndedProcess | undefined;
  readonly children: readonly TreeNode[];
}

export interface ProcessTree {
  readonly roots: readonly TreeNode[];
  /** Left out of `roots`; what they started hangs from who started them. */
  readonly plumbing: readonly TrackedProcess[];
}

interface Growing extends TreeNode {
  readonly children: Growing[];
  parent: Growing | undefined;
}

/** Who descends from whom among the processes of a block, plumbing taken out. */
export function processTree(
  processes: Iterable<TrackedProcess>,
  ended: readonly EndedProcess[] = [],
): ProcessTree {
  const nodes = [...growing(processes, ended)];
  // Those that live come last: of two with one PID, the child belongs to the one that is there.
  const byPid = new Map(nodes.toReversed().map((node) => [node.process.pid, node]));
  const shown = nodes.filter(({ process }) => process.role !== 'plumbing');
  const roots = shown.filter((node) => !hang(node, byPid));
  const plumbing = nodes.filter((node) => node.process.role === 'plumbing' && node.ended === undefined);
  return { roots, plumbing: plumbing.map(({ process }) => process) };
}

/** A process and all that descends from it, parents first. */
export function subtreeOf(process: TrackedProcess, processes: Iterable<TrackedProcess>): TrackedProcess[] {
  const all = [...processes];
  const found = new Set([process]);
  // A set grows while it is walked, and each of its members comes once: a circle of parents ends.
  for (const parent of found) {
    for (const child of all) if (child.ppid === parent.pid) found.add(child);
  }
  return [...found];
}

function* growing(
  processes: Iterable<TrackedProcess>,
  ended: readonly EndedProcess[],
): Generator<Growing, undefined> {
  for (const process of processes) {
    yield { key: keyOf(process), process, ended: undefined, children: [], parent: undefined };
  }
  for (const one of ended) {
    yield { key: one.key, process: one.process, ended: one, children: [], parent: undefined };
  }
}

/** Tells whether a parent was found. */
function hang(node: Growing, byPid: ReadonlyMap<number, Growing>): boolean {
  const parent = shownParent(node, byPid);
  if (parent === undefined || descends(parent, node)) return false;
  node.parent = parent;
  parent.children.push(node);
  return true;
}

function shownParent(node: Growing, byPid: ReadonlyMap<number, Growing>): Growing | undefined {
  let parent = byPid.get(node.process.ppid);
  for (let steps = 0; parent?.process.role === 'plumbing'; steps += 1) {
    if (steps > byPid.size) return undefined;
    parent = byPid.get(parent.process.ppid);
  }
  return parent;
}

/** A PID that was given out again can make a process its own ancestor. */
function descends(node: Growing, from: Growing): boolean {
  let one: Growing | undefined = node;
  while (one !== undefined && one !== from) one = one.parent;
  return one === from;
}
