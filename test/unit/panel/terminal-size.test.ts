import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NumberedSize, TerminalSize } from '../../../src/panel/terminal/terminal-size.js';

type Arrival = { readonly kind: 'event' | 'screen'; readonly size: NumberedSize };

function sizeOf(resizes: number, generation = 1): NumberedSize {
  return { generation, resizes, cols: 20 + resizes + 40 * generation, rows: 10 + resizes };
}

/** A terminal whose writes end later, one after the other, as those of xterm.js do. */
class SlowTerminal {
  size: NumberedSize | undefined;
  /** The size at which each screen was written. */
  readonly written: [of: NumberedSize, at: NumberedSize | undefined][] = [];
  readonly #sizes = new TerminalSize((size) => (this.size = size));
  readonly #callbacks: (() => void)[] = [];

  arrive({ kind, size }: Arrival): void {
    if (kind === 'event') return this.#sizes.tell(size);
    this.#callbacks.push(() => this.#sizes.beginScreen(size));
    this.#callbacks.push(() => {
      this.written.push([size, this.size]);
      this.#sizes.endScreen();
    });
  }

  proceed(steps: number): void {
    for (const callback of this.#callbacks.splice(0, steps)) callback();
  }
}

test('a screen of an older size that is written late leaves the newer size', () => {
  const terminal = new SlowTerminal();
  terminal.arrive({ kind: 'screen', size: sizeOf(0) });
  terminal.arrive({ kind: 'event', size: sizeOf(1) });
  terminal.proceed(2);
  expect(terminal.size).toEqual(sizeOf(1));
});

test('the event of an older size that comes after a screen changes nothing', () => {
  const terminal = new SlowTerminal();
  terminal.arrive({ kind: 'screen', size: sizeOf(2) });
  terminal.proceed(2);
  terminal.arrive({ kind: 'event', size: sizeOf(1) });
  expect(terminal.size).toEqual(sizeOf(2));
});

test('a pane that was opened again counts from the beginning', () => {
  const terminal = new SlowTerminal();
  terminal.arrive({ kind: 'event', size: sizeOf(5, 1) });
  terminal.arrive({ kind: 'event', size: sizeOf(0, 2) });
  expect(terminal.size).toEqual(sizeOf(0, 2));
});

test('in whatever order sizes arrive, the newest stays, and each screen is written at its own', () => {
  const arrival = fc.record({
    kind: fc.constantFrom('event' as const, 'screen' as const),
    size: fc
      .record({ generation: fc.integer({ min: 1, max: 2 }), resizes: fc.nat(6) })
      .map(({ generation, resizes }) => sizeOf(resizes, generation)),
  });
  const steps = fc.array(fc.tuple(arrival, fc.nat(3)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(steps, (arrivals) => {
      const terminal = new SlowTerminal();
      for (const [each, proceeds] of arrivals) {
        terminal.arrive(each);
        terminal.proceed(proceeds);
      }
      terminal.proceed(Number.POSITIVE_INFINITY);
      const all = arrivals.map(([{ size }]) => size);
      const newest = all.toSorted((a, b) => b.generation - a.generation || b.resizes - a.resizes)[0];
      expect(terminal.size).toEqual(newest);
      for (const [of, at] of terminal.written) expect(at).toEqual(of);
    }),
  );
});
