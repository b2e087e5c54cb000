import { expect, test } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';

test.for([
  ['a😀b', 5],
  ['⚠️!', 4],
  ['👩\u200d👩\u200d👧.', 4],
  ['🇩🇪1️⃣', 5],
  ['e\x1b[1m\u0301.', 3],
  ['\ufeffabc', 4],
])('tells a program that asks where the cursor is: %j', async ([text, column]) => {
  const replies: string[] = [];
  const screen = await PaneScreen.open({ cols: 20, rows: 3, onReply: (reply) => replies.push(reply) });
  await screen.write(`${text}\x1b[6n`);
  expect(replies).toEqual([`\x1b[1;${column}R`]);
});
