import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { emulated } from '../../support/emulated.js';
import { terminalOutput } from '../../support/terminal-output.js';

const sizes = fc.record({ cols: fc.integer({ min: 2, max: 14 }), rows: fc.integer({ min: 2, max: 5 }) });

/** xterm.js saves with the cursor that there was a link, not which. */
// oxlint-disable-next-line no-control-regex -- escape sequences are what it looks for
const restoresCursor = /\u001b8|\u001b\[[0-9;]*u|\u001b\[\?104[89]l/;

test('a screen goes on in another terminal, wherever its output is cut', async () => {
  const cases = fc.asyncProperty(
    sizes,
    terminalOutput,
    fc.double({ min: 0, max: 1, noNaN: true }),
    async (size, output, at) => {
      fc.pre(!output.includes('\x1b]8') || !restoresCursor.test(output));
      const cut = Math.round(output.length * at);
      const [one, other] = [await emulated(size), await emulated(size)];
      await one.write(output.slice(0, cut));
      await other.write(one.serialize());
      expect(other.state()).toEqual(one.state());
      for (const each of [one, other]) await each.write(output.slice(cut));
      expect(other.state()).toEqual(one.state());
    },
  );
  await fc.assert(cases, { numRuns: Number(process.env['RUNS'] ?? 300) });
});
