import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OutputRing } from '../../../src/tracker/output-ring.js';

type Step =
  | { readonly act: 'append'; readonly chunk: string | Uint8Array }
  | { readonly act: 'clear' }
  | { readonly act: 'read' };

const character = fc.constantFrom('a', 'b', '\n', 'é', '€', '😀', '\ufeff');
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.array(character, { maxLength: 9 }).map((all) => append(all.join(''))) },
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 40 }).map(append) },
    { weight: 1, arbitrary: fc.constant<Step>({ act: 'clear' }) },
    { weight: 3, arbitrary: fc.constant<Step>({ act: 'read' }) },
  ),
  { maxLength: 40 },
);
const capacity = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 9000 }));

/** Every byte ever appended, and what is left of them: no ring, no positions modulo anything. */
class Model {
  readonly #capacity: number;
  all = Buffer.alloc(0);
  start = 0;
  clearedTo = 0;

  constructor(bytes: number) {
    this.#capacity = bytes;
  }

  get held(): Buffer {
    return this.all.subarray(this.start);
  }

  append(chunk: string | Uint8Array): void {
    this.all = Buffer.concat([this.all, Buffer.from(chunk)]);
    this.start = Math.max(this.start, this.all.length - this.#capacity);
  }

  clear(): void {
    this.start = this.all.length;
    this.clearedTo = this.all.length;
  }
}

test('it holds what a list of all bytes says it must, whatever comes', () => {
  fc.assert(
    fc.property(capacity, steps, (capacityBytes, all) => {
      const ring = new OutputRing({ capacityBytes });
      const model = new Model(capacityBytes);
      for (const step of all) {
        if (step.act === 'append') for (const each of [ring, model]) each.append(step.chunk);
        if (step.act === 'clear') for (const each of [ring, model]) each.clear();
        expect(ring.sizeBytes).toBe(model.held.length);
        expect(ring.droppedBytes).toBe(model.start - model.clearedTo);
      }
    }),
  );
});

test('its text is a whole piece of what was written, cut by less than a character at each end', () => {
  fc.assert(
    fc.property(capacity, fc.array(character, { maxLength: 300 }), (capacityBytes, characters) => {
      const ring = new OutputRing({ capacityBytes });
      const written = characters.join('');
      for (const byte of Buffer.from(written)) {
        ring.append(Uint8Array.of(byte));
        expect(ring.text()).not.toContain('\ufffd');
      }
      expect(written.endsWith(ring.text())).toBe(true);
      expect(ring.sizeBytes - Buffer.byteLength(ring.text())).toBeLessThan(4);
    }),
  );
});

test('what a follower gets and what it is told it missed make up everything, in order', async () => {
  await fc.assert(
    fc.asyncProperty(capacity, steps, async (capacityBytes, all) => {
      const ring = new OutputRing({ capacityBytes });
      const model = new Model(capacityBytes);
      const reader = ring.follow()[Symbol.asyncIterator]();
      let position = 0;
      const check = async () => {
        const next = await reader.next();
        if (next.done === true) return false;
        const from = position + next.value.missedBytes;
        position = from + next.value.bytes.length;
        expect(next.value.bytes.length).toBeGreaterThan(0);
        expect(Buffer.from(next.value.bytes)).toEqual(model.all.subarray(from, position));
        return true;
      };
      for (const step of all) {
        if (step.act === 'append') for (const each of [ring, model]) each.append(step.chunk);
        if (step.act === 'clear') for (const each of [ring, model]) each.clear();
        if (step.act === 'read' && Math.max(position, model.start) < model.all.length) await check();
      }
      ring.close();
      while (await check());
      expect(Math.max(position, model.start)).toBe(model.all.length);
    }),
  );
});

function append(chunk: string | Uint8Array): Step {
  return { act: 'append', chunk };
}
