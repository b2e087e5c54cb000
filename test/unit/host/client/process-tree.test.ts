import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { processTree, subtreeOf, type TreeNode } from '../../../../src/host/client/process-tree.js';
import { ascending } from '../../../support/oracle.js';
import { tracked } from '../../support/processes.js';

test('what plumbing has started hangs from who started the plumbing', () => {
  const { roots, plumbing } = processTree([
    tracked(10, { role: 'root' }),
    tracked(11, { ppid: 10, role: 'plumbing' }),
    tracked(12, { ppid: 11 }),
  ]);
  expect(shape(roots)).toEqual([[10, [[12, []]]]]);
  expect(plumbing.map(({ pid }) => pid)).toEqual([11]);
});

test('a subtree is a process and all that descends from it', () => {
  const all = [tracked(10), tracked(11, { ppid: 10 }), tracked(12, { ppid: 11 }), tracked(13)];
  expect(subtreeOf(tracked(10), all.slice(1)).map(({ pid }) => pid)).toEqual([10, 11, 12]);
});

test('whoever names whom as a parent, each process is in the tree once', () => {
  const process = fc.record({
    pid: fc.integer({ min: 2, max: 12 }),
    ppid: fc.integer({ min: 0, max: 12 }),
    role: fc.constantFrom('root' as const, 'plumbing' as const, 'started' as const),
  });
  const processes = fc.uniqueArray(process, { selector: ({ pid }) => pid, maxLength: 11 });
  fc.assert(
    fc.property(processes, (sketches) => {
      const { roots, plumbing } = processTree(sketches.map(({ pid, ...rest }) => tracked(pid, rest)));
      const found = [...roots.flatMap(pidsBelow), ...plumbing.map(({ pid }) => pid)];
      expect(ascending(found)).toEqual(ascending(sketches.map(({ pid }) => pid)));
    }),
  );
});

type Shape = readonly (readonly [pid: number, below: Shape])[];

function shape(nodes: readonly TreeNode[]): Shape {
  return nodes.map(({ process, children }) => [process.pid, shape(children)]);
}

function pidsBelow({ process, children }: TreeNode): readonly number[] {
  return [process.pid, ...children.flatMap(pidsBelow)];
}
