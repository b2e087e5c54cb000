import type { ContainerKey, FoundContainer, MemberRecord } from '../../contract.js';
import { parseBlockNames } from '../block-names.js';
import { limitMarkOf } from '../limit-mark.js';
import { type MarkerName, parseMarker } from '../marker.js';
import { type InstanceOwner, parseInstanceName, stateOfOwner } from '../instance-name.js';
import { advance, emptyLedger, type LedgerMember, type LedgerScope } from './ledger.js';
import type { ProcessTable } from './table.js';

/** A block of a dead host, by what its processes carry. */
export interface LeftBlock {
  readonly key: ContainerKey;
  readonly instance: string;
  /** As the markers have it. */
  readonly block: string;
  readonly owner: InstanceOwner;
  readonly members: readonly LedgerMember[];
  /** The markers of the block and its runs, with the runs they name. */
  readonly markers: ReadonlyMap<string, number | undefined>;
}

/** All but what is looked for. */
export type OpenScope = Omit<LedgerScope, 'blocks' | 'limits' | 'claims'>;

/**
 * The blocks of dead hosts that live on, from the markers in a look at all processes and what these lead to. A block whose
 * name was too long for a marker cannot be told, nor what carries none and has lost its parents. Pure, but for asking
 * whether a host lives.
 */
export function leftBlocks(table: ProcessTable, scope: OpenScope): readonly LeftBlock[] {
  const names = namesOfTheDead(table);
  if (names.size === 0) return [];
  const whole = { ...table, fresh: [...table.entries.values()] };
  const blocks = new Set(names.keys());
  const limits = new Map([...blocks].map((marker) => [limitMarkOf(marker), marker]));
  const { members } = advance(emptyLedger, whole, { ...scope, blocks, limits, claims: new Map() });
  return byBlock(names).flatMap(({ instance, block, markers }) => {
    const owner = parseInstanceName(instance);
    const key = parseBlockNames(block, []);
    const those = [...members.values()].filter((member) => markers.has(member.owner));
    if (owner === undefined || key === undefined || those.length === 0) return [];
    return [{ key, instance, block, owner, markers, members: those }];
  });
}

/** One name among those of all blocks of all hosts. */
export function nameOfLeft({ instance, block }: Pick<LeftBlock, 'instance' | 'block'>): string {
  return `${instance}:${block}`;
}

export function toFound(
  { key, instance, owner, markers }: LeftBlock,
  members: readonly MemberRecord[],
): FoundContainer {
  const runIds = [...new Set(markers.values())].filter((runId) => runId !== undefined);
  return { key, instance, ownerPid: owner.pid, runIds, members };
}

/**
 * By their markers, as processes of the user of this host carry them: the secret behind a seal has died with its host, so
 * that a marker of another user alone proves nothing.
 */
function namesOfTheDead({ entries }: ProcessTable): ReadonlyMap<string, MarkerName> {
  const names = new Map<string, MarkerName>();
  const living = new Set<string>();
  for (const { marker, user } of entries.values()) {
    if (marker === undefined || names.has(marker) || (user !== undefined && user !== process.getuid?.())) {
      continue;
    }
    const name = parseMarker(marker);
    if (name === undefined || living.has(name.instance)) continue;
    const owner = parseInstanceName(name.instance);
    if (owner === undefined || stateOfOwner(owner) !== 'dead') living.add(name.instance);
    else names.set(marker, name);
  }
  return names;
}

interface NamedBlock extends Pick<MarkerName, 'instance' | 'block'> {
  readonly markers: Map<string, number | undefined>;
}

function byBlock(names: ReadonlyMap<string, MarkerName>): readonly NamedBlock[] {
  const blocks = new Map<string, NamedBlock>();
  for (const [marker, { instance, block, runId }] of names) {
    const key = `${instance}:${block}`;
    const known = blocks.get(key) ?? { instance, block, markers: new Map() };
    known.markers.set(marker, runId);
    blocks.set(key, known);
  }
  return [...blocks.values()];
}
