import type { TreeNode } from '../../host/client/process-tree.js';
import { keyOf } from '../../host/client/identity.js';

/** So many alike children of one parent become one line. */
const leastGroup = 6;

/** One child, or many that look alike. */
export type Sibling =
  | { readonly kind: 'one'; readonly node: TreeNode }
  | { readonly kind: 'group'; readonly name: string; readonly nodes: readonly TreeNode[] };

/** The children of one parent in their order, each group where its first member was. Those that stand `apart` are in none. */
export function grouped(nodes: readonly TreeNode[], isApart: (key: string) => boolean): readonly Sibling[] {
  if (nodes.length < leastGroup) return nodes.map((node) => ({ kind: 'one', node }));
  const alike = new Map<string, TreeNode[]>();
  const looks = nodes.map((node) => {
    const look = isApart(node.key) ? undefined : lookOf(node);
    if (look !== undefined) put(alike, look, node);
    return look;
  });
  const shown = new Set<string>();
  return nodes.flatMap((node, at): readonly Sibling[] => {
    const look = looks[at];
    const group = look === undefined ? undefined : alike.get(look);
    if (look === undefined || group === undefined || group.length < leastGroup) {
      return [{ kind: 'one', node }];
    }
    if (shown.has(look)) return [];
    shown.add(look);
    return [{ kind: 'group', name: node.process.name, nodes: group }];
  });
}

function put(alike: Map<string, TreeNode[]>, look: string, node: TreeNode): void {
  const group = alike.get(look);
  if (group === undefined) alike.set(look, [node]);
  else group.push(node);
}

/** Two with the same look run the same programs for the same run; PIDs, arguments and figures differ. */
function lookOf({ process, ended, children }: TreeNode): string {
  const { name, role, runId, lifetime, escapedTo } = process;
  const below = [...new Set(children.map(lookOf))].toSorted();
  return JSON.stringify([name, role, runId, lifetime, escapedTo, ended !== undefined, below]);
}

/** All processes in some nodes and below them. */
export function keysIn(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap(({ process, children }) => [keyOf(process), ...keysIn(children)]);
}
