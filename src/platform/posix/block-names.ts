import { createHash } from 'node:crypto';
import type { ContainerKey } from '../contract.js';

/** A name in a cgroup directory has at most 255 bytes (NAME_MAX); what is left is for prefix and generation. */
const longestInName = 200;
const headOfLongName = 150;

/** Directories that carry the rest of a blockId too long for one name; they never hold a process. */
const restPrefix = 'id-';

/**
 * Any string as a name, and back: UTF-16 units outside `[A-Za-z0-9_-]` stand as `=` and four hex digits. So
 * no blockId can name a parent, a kernel file or another block, and lone surrogates stay apart as well.
 */
export function encodeBlockId(blockId: string): string {
  return blockId.replaceAll(
    /[^A-Za-z0-9_-]/g,
    (unit) => `=${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function decodeBlockId(encoded: string): string {
  return encoded.replaceAll(/=([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** How a block is written into the file system: its directory, and the empty ones inside that complete its name. */
export interface BlockNames {
  readonly directory: string;
  readonly rest: readonly string[];
}

export function blockNames(key: ContainerKey): BlockNames {
  const encoded = encodeBlockId(key.blockId);
  if (encoded.length <= longestInName) return { directory: `${encoded}.${key.generation}`, rest: [] };
  const digest = createHash('sha256').update(encoded).digest('base64url');
  const chunks = encoded.slice(headOfLongName).match(new RegExp(`.{1,${longestInName}}`, 'g')) ?? [];
  return {
    directory: `${encoded.slice(0, headOfLongName)}~${digest}.${key.generation}`,
    rest: chunks.map((chunk, index) => `${restPrefix}${String(index).padStart(3, '0')}-${chunk}`),
  };
}

/** The inverse of `blockNames`; undefined for a name that is not one of ours. */
export function parseBlockNames(directory: string, children: readonly string[]): ContainerKey | undefined {
  const match = /^(?<head>[\w=-]+)(?<cut>~[\w-]+)?\.(?<generation>\d+)$/.exec(directory)?.groups;
  if (match?.['head'] === undefined) return undefined;
  const rest = children
    .filter((name) => name.startsWith(restPrefix))
    .toSorted()
    .map((name) => name.slice(restPrefix.length + '000-'.length));
  const blockId = decodeBlockId([match['head'], ...rest].join(''));
  const key = { blockId, generation: Number(match['generation']) };
  return blockNames(key).directory === directory ? key : undefined;
}
