import { describe, expect, test } from 'vitest';
import { press } from '../../../../src/cli/top/press.js';
import type { Pressed } from '../../../../src/cli/top/pressed.js';
import { rowsOf } from '../../../../src/cli/top/rows.js';
import { settled } from '../../../../src/cli/top/selection.js';
import { initialView, type View } from '../../../../src/cli/top/view.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import { defaultGraceMs, graces } from '../../../../src/host/client/killing/kill-steps.js';
import { block, leftover, run, scene, snapshot } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const shell = tracked(10, { role: 'root' });
const child = tracked(11, { ppid: 10 });
const build = block('build', [shell, child]);
const quiet = scene([build, block('other', [])]);
const height = 3;

describe('moving', () => {
  test.for([
    [['down'], 1],
    [['down', 'down', 'up'], 1],
    [['up'], 0],
    [['page-down'], 3],
    [['end'], 4],
    [['end', 'page-up'], 1],
    [['end', 'home'], 0],
  ] as const)('%j selects row %i', ([keys, index]) => {
    expect(after(keys).view.selected?.index).toBe(index);
  });

  test('what is selected stays visible', () => {
    expect(after(['end']).view.top).toBe(2);
    expect(after(['end', 'home']).view.top).toBe(0);
  });
});

describe('folding', () => {
  test('left closes, then goes to the parent; right opens', () => {
    expect(after(['down', 'left']).view.closed.size).toBe(1);
    expect(after(['down', 'left', 'left']).view.selected?.key).toBe('pane build');
    expect(after(['down', 'left', 'right']).view.closed.size).toBe(0);
    expect(after(['down', 'down', 'left']).view.selected?.index).toBe(1);
  });
  test('enter and space do the one or the other', () => {
    expect(after(['enter']).view.closed).toEqual(new Set(['pane build']));
    expect(after(['enter', ' ']).view.closed).toEqual(new Set());
  });
  test('a filter keeps all open', () => {
    expect(after(['/', '1', 'enter', 'enter']).view.closed.size).toBe(0);
  });
});

test('a sort key pressed again turns the order, and once more leaves the tree as it grew', () => {
  const sortings = [1, 2, 3].map((times) => after(Array.from({ length: times }, () => 'c')).view.sorting);
  expect(sortings).toEqual([
    { column: 'cpu', direction: 'descending' },
    { column: 'cpu', direction: 'ascending' },
    undefined,
  ]);
});

describe('a filter', () => {
  test('is typed, mended, kept and taken away', () => {
    expect(after(['/', 'q', 'k', '🎉', 'backspace', 'enter']).view).toMatchObject({
      filter: 'qk',
      mode: { kind: 'list' },
    });
    expect(after(['/', 'a', 'escape']).view.filter).toBe('');
    expect(after(['/', 'a', 'enter', 'escape']).view.filter).toBe('');
    expect(after(['/', 'a', 'ctrl-u', 'up']).view).toMatchObject({ filter: '', mode: { kind: 'filter' } });
  });
});

describe('ending', () => {
  test.for([
    ['k', 'process'],
    ['K', 'subtree'],
  ] as const)('%s asks, and y does it', ([key, kind]) => {
    const ask = { kind, blockId: 'build', process: child };
    const asked = after(['down', 'down', key]);
    expect([asked.view.mode, asked.effect]).toEqual([{ kind: 'ask', ask }, undefined]);
    const done = after(['down', 'down', key, 'y']);
    expect([done.view.mode, done.effect]).toEqual([
      { kind: 'ending', ask },
      { kind: 'end', ask },
    ]);
  });

  test('g gives more time before the forced kill, and after the longest the shortest again', () => {
    const chosen = graces.map(
      (_, times) => after(['down', 'k', ...Array<string>(times).fill('g'), 'y']).effect,
    );
    expect(chosen).toMatchObject([{ kind: 'end' }, ...graces.slice(1).map((graceMs) => ({ graceMs }))]);
    expect(chosen[0]).not.toHaveProperty('graceMs');
    const around = after(['down', 'k', ...graces.map(() => 'g'), 'y']).effect;
    expect(around).toMatchObject({ graceMs: defaultGraceMs });
  });

  test.for(['n', 'escape', 'q'])('%s takes it back', (key) => {
    const { view, effect } = after(['down', 'k', key]);
    expect([view.mode, effect]).toEqual([{ kind: 'list' }, undefined]);
  });

  test('any other key is no answer', () => {
    expect(after(['down', 'k', 'k', 'x', ' ', 'down']).view.mode.kind).toBe('ask');
  });

  test('x is for the pane, wherever in it, and so is k on its row', () => {
    const mode = { kind: 'ask', ask: { kind: 'pane', blockId: 'build' } };
    expect(after(['down', 'down', 'x']).view.mode).toEqual(mode);
    expect(after(['k']).view.mode).toEqual(mode);
  });

  test('a row that is no process is told to be none', () => {
    const { view } = after(['end', 'k']);
    expect(view).toMatchObject({ mode: { kind: 'list' }, notice: { tone: 'warning' } });
  });
});

test('a signal is chosen by arrows or by its number', () => {
  const ask = { kind: 'signal', blockId: 'build', process: shell };
  expect(after(['down', 's', 'down', 'enter']).effect).toEqual({
    kind: 'end',
    ask: { ...ask, signal: 'SIGTERM' },
  });
  expect(after(['down', 's', 'up', 'enter']).effect).toMatchObject({ ask: { signal: 'SIGHUP' } });
  expect(after(['down', 's', '3']).effect).toMatchObject({ ask: { signal: 'SIGKILL' } });
  expect(after(['down', 's', '9']).view.mode.kind).toBe('signals');
  expect(after(['down', 's', 'escape']).view.mode).toEqual({ kind: 'list' });
});

describe('freezing', () => {
  test('f freezes, and thaws what is frozen', () => {
    expect(after(['f']).effect).toEqual({ kind: 'freeze', blockId: 'build' });
    const frozen = scene([block('build', [shell], { isFrozen: true })]);
    expect(after(['f'], frozen).effect).toEqual({ kind: 'thaw', blockId: 'build' });
  });
  test('not the pane this runs in: it could not thaw it', () => {
    const { view, effect } = after(['f'], { ...quiet, ownPid: 11 });
    expect([view.notice?.tone, effect]).toEqual(['warning', undefined]);
  });
});

describe('keeping', () => {
  const keptOne = tracked(12, { ppid: 10, lifetime: 'kept' });
  const gone = tracked(13, { ppid: 10, escapedTo: '/elsewhere' });

  test('o keeps a process', () => {
    expect(after(['down', 'down', 'o']).effect).toEqual({
      kind: 'keep',
      blockId: 'build',
      processes: [child],
    });
  });

  test('on the row of a pane all that was started in it, each with what it started itself', () => {
    const grandchild = tracked(14, { ppid: 11 });
    const daemon = tracked(15);
    const full = scene([block('build', [shell, child, keptOne, gone, grandchild, daemon])]);
    expect(after(['o'], full).effect).toMatchObject({ processes: [child, daemon] });
  });

  test('what is kept already, has escaped or was not started is told, and nothing asked', () => {
    const over = scene([block('build', [shell, keptOne, gone])]);
    for (const [keys, text] of [
      [['down', 'down', 'o'], /is kept already\. That cannot be taken back/],
      [['down', 'down', 'down', 'o'], /has left the pane/],
      [['o'], /Nothing was started/],
    ] as const) {
      const { view, effect } = after(keys, over);
      expect([view.notice?.text, effect]).toEqual([expect.stringMatching(text), undefined]);
    }
  });
});

describe('the lists', () => {
  const left = leftover('old', [tracked(30)]);
  const over = run(1_000_002, { status: 'stopped', endedAt: 1 });
  const full = scene([], {
    host: viewFromSnapshot(
      snapshot([build], { runs: [run(1_000_003, { agentName: 'Builder' }), over], leftovers: [left] }),
      undefined,
    ),
  });

  test.for([
    [['2'], 'runs'],
    [['3', '1'], 'processes'],
    [['tab', 'tab'], 'leftovers'],
    [['tab', 'tab', 'tab'], 'processes'],
    [['shift-tab'], 'leftovers'],
    [['/', '2', 'tab'], 'processes'],
  ] as const)('%j shows the %s', ([keys, tab]) => {
    expect(after(keys, full).view.tab).toBe(tab);
  });

  test('each is found again as it was left', () => {
    const { view } = after(['down', '/', 'p', 'enter', '2', 'down', '/', 'x', 'enter', '1'], full);
    expect([view.filter, view.selected?.index]).toEqual(['p', 1]);
    const back = after(['down', '2', '/', 'b', 'enter', '1', '2'], full).view;
    expect([back.filter, back.selected?.key]).toEqual(['b', 'run 1000003']);
  });

  test('who comes to the leftovers has the host look', () => {
    expect(after(['3'], full).effect).toEqual({ kind: 'look' });
    expect(after(['2'], full).effect).toBeUndefined();
  });

  test('a run is stopped when that was confirmed', () => {
    const ask = { kind: 'run', runId: 1_000_003 };
    expect(after(['2', 'k'], full)).toMatchObject({ view: { mode: { kind: 'ask', ask } } });
    expect(after(['2', 'k', 'y'], full).effect).toEqual({ kind: 'end', ask });
  });

  test('one that is over is not, unless it has left something behind', () => {
    const told = after(['2', 'down', 'k'], full);
    expect(told.view).toMatchObject({ mode: { kind: 'list' }, notice: { tone: 'warning' } });
    const lasting = block('build', [tracked(11, { runId: 1_000_002 })]);
    const host = viewFromSnapshot(snapshot([lasting], { runs: [over] }), undefined);
    expect(after(['2', 'k'], { ...full, host }).view.mode).toMatchObject({ ask: { runId: 1_000_002 } });
  });

  test('a leftover is adopted, or reaped when that was confirmed, also from a process of it', () => {
    const ask = { kind: 'leftover', leftoverId: 'i/old' };
    for (const keys of [['3'], ['3', 'down']]) {
      expect(after([...keys, 'a'], full).effect).toEqual({ kind: 'adopt', leftover: left });
      expect(after([...keys, 'k', 'y'], full).effect).toEqual({ kind: 'end', ask });
    }
  });

  test('the keys of one list mean nothing in another', () => {
    for (const key of ['x', 'K', 's', 'f', 'o', 'c', 'p']) {
      for (const list of ['2', '3']) {
        const { view, effect } = after([list, key], full);
        expect([key, view.mode.kind, view.sorting, effect]).toEqual([key, 'list', undefined, undefined]);
      }
    }
  });
});

test('leaving and connecting', () => {
  expect(after(['q']).effect).toEqual({ kind: 'quit' });
  for (const keys of [['ctrl-c'], ['/', 'ctrl-c'], ['k', 'ctrl-c'], ['?', 'ctrl-c']]) {
    expect(after(keys).effect).toEqual({ kind: 'quit' });
  }
  expect(after(['r']).effect).toEqual({ kind: 'retry' });
  expect(after(['?', 'q'])).toMatchObject({ view: { mode: { kind: 'list' } } });
});

test('over nothing at all, no key does anything', () => {
  const empty = scene([]);
  for (const list of ['1', '2', '3']) {
    for (const key of ['up', 'down', 'left', 'enter', 'a', 'k', 'K', 'x', 's', 'f', 'o', 'end', 'toString']) {
      const { view, effect } = after([list, key], empty);
      expect([key, view.mode.kind, effect]).toEqual([key, 'list', undefined]);
    }
  }
});

/** What the last of the keys came to. */
function after(keys: readonly string[], over = quiet): Pressed {
  let pressed: Pressed = { view: placed(initialView, over) };
  for (const key of keys) {
    const rows = rowsOf(over, pressed.view);
    const { view, ...rest } = press(pressed.view, key, { scene: over, rows, height });
    pressed = { view: placed(view, over), ...rest };
  }
  return pressed;
}

function placed(view: View, over: typeof quiet): View {
  return settled(view, rowsOf(over, view), height);
}
