import type { ProcessTree, TreeNode } from './process-tree.js';
import type { Matcher } from './search.js';

/** What matches, and what leads to it; without a search everything. */
export function foundTree({ roots, plumbing }: ProcessTree, matches: Matcher | undefined): ProcessTree {
  if (matches === undefined) return { roots, plumbing };
  return { roots: roots.flatMap((node) => foundBelow(node, matches)), plumbing: plumbing.filter(matches) };
}

/** The node, if it or something below it matches, with only those children that lead to a match. */
function foundBelow(node: TreeNode, matches: Matcher): readonly TreeNode[] {
  const children = node.children.flatMap((child) => foundBelow(child, matches));
  return children.length > 0 || matches(node.process) ? [{ ...node, children }] : [];
}

export function countBelow(nodes: readonly TreeNode[]): number {
  return nodes.reduce((sum, { children }) => sum + 1 + countBelow(children), 0);
}
