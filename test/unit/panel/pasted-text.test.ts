import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { pastedText } from '../../../src/panel/terminal/pasted-text.js';

test('a paste keeps tabs and line ends and loses every other control character', () => {
  assert(
    property(string({ unit: 'binary' }), (text) => {
      const pasted = pastedText(`\u001b[201~${text}\u009b`);
      expect(pasted.replaceAll(/[\t\n\r]/g, '')).not.toMatch(/\p{Cc}/u);
      expect(pasted).toBe(
        `[201~${Array.from(text)
          .filter((one) => /[\t\n\r]|\P{Cc}/u.test(one))
          .join('')}`,
      );
    }),
  );
});
