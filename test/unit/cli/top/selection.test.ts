import { expect, test } from 'vitest';
import { rowsOf } from '../../../../src/cli/top/rows.js';
import { settled } from '../../../../src/cli/top/selection.js';
import { initialView, type View } from '../../../../src/cli/top/view.js';
import { keyOf } from '../../../../src/host/client/identity.js';
import { block, scene } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const pids = Array.from({ length: 20 }, (_, index) => 100 + index);

test('what is selected stays selected while others come and go', () => {
  const before = over(pids, selecting(105));
  expect(before.selected).toEqual({ key: keyOf(tracked(105)), index: 6 });
  const after = over(pids.slice(3), before);
  expect(after.selected).toEqual({ key: keyOf(tracked(105)), index: 3 });
});

test('one that is gone is followed by what takes its place', () => {
  const before = over(pids, selecting(105));
  const after = over(
    pids.filter((pid) => pid !== 105),
    before,
  );
  expect(after.selected?.key).toBe(keyOf(tracked(106)));
  expect(over([], after).selected?.index).toBe(1);
});

test('the list scrolls no further than it has to', () => {
  const down = over(pids, selecting(119));
  expect(down.top).toBe(16);
  const near = over(pids, { ...down, selected: { key: keyOf(tracked(117)), index: 18 } });
  expect(near.top).toBe(16);
  const short = over(pids.slice(0, 3), near);
  expect(short.top).toBe(0);
});

function selecting(pid: number): View {
  return { ...initialView, selected: { key: keyOf(tracked(pid)), index: 0 } };
}

function over(shown: readonly number[], view: View): View {
  const seen = scene([
    block(
      'a',
      shown.map((pid) => tracked(pid)),
    ),
  ]);
  return settled(view, rowsOf(seen, view), 5);
}
