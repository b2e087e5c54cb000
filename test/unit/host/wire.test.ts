import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../src/host/stream/read-message.js';
import { longestInput, operations, toClient } from '../../../src/host/wire/index.js';

describe('what a client sends', () => {
  test.for([
    '{"type":"input","blockId":"a","data":"x"}',
    '{"type":"watch-usage"}',
    '{"type":"request","id":0,"operation":"panes.list","input":{}}',
  ])('%s is understood', (text) => {
    expect(readMessage(text)).toEqual({ status: 'message', message: JSON.parse(text) });
  });

  test.for([
    '{"type":"input","blockId":"","data":"x"}',
    '{"type":"input","blockId":"a","data":""}',
    `{"type":"input","blockId":"a","data":"${'x'.repeat(longestInput + 1)}"}`,
    '{"type":"input","blockId":"a","data":"x","extra":1}',
    '{"type":"resize","blockId":"a","cols":1,"rows":24}',
    '{"type":"resize","blockId":"a","cols":80.5,"rows":24}',
    '{"type":"seen","blockId":"a","offset":-1}',
    '{"type":"fly"}',
    '{}',
    '[]',
  ])('%s is a mistake', (text) => {
    const read = readMessage(text);
    expect(read.status).toBe('mistake');
    if (read.status === 'mistake') expect(read.complaint.length).toBeLessThanOrEqual(300);
  });

  test.for(['', 'noise', '1', 'null', '"text"'])('%j is noise', (text) => {
    expect(readMessage(text)).toEqual({ status: 'noise' });
  });
});

describe('operations', () => {
  test('refuse what they do not know', () => {
    for (const [name, { input }] of Object.entries(operations)) {
      expect([name, v.safeParse(input, { unheardOf: 1 }).success]).toEqual([name, false]);
    }
  });

  test('take no name that would cut what the system is told', () => {
    const { input } = operations['panes.open'];
    const wanted = { cols: 80, rows: 24, command: { file: '/bin/sh\0/etc' } };
    expect(v.safeParse(input, wanted).success).toBe(false);
    expect(v.safeParse(input, { ...wanted, command: { file: '/bin/sh' } }).success).toBe(true);
    expect(v.safeParse(input, { ...wanted, command: { file: '/bin/\ud83d' } }).success).toBe(false);
  });

  test('take no half of a character, which would reach a program as U+FFFD', () => {
    const pane = operations['panes.write'].input;
    const run = operations['runs.write'].input;
    for (const [data, success] of [
      ['a\ud83db', false],
      ['\ude00', false],
      ['a😀b', true],
    ] as const) {
      expect([data, v.safeParse(pane, { blockId: 'a', data }).success]).toEqual([data, success]);
      expect([data, v.safeParse(run, { runId: 1_000_001, data }).success]).toEqual([data, success]);
      expect(readMessage(JSON.stringify({ type: 'input', blockId: 'a', data })).status).toBe(
        success ? 'message' : 'mistake',
      );
    }
  });
});

test('a reader takes a newer host: what it does not know it leaves out', () => {
  const message = { type: 'resumed', instance: 'i', seq: 1, later: true };
  expect(v.parse(toClient, message)).toEqual({ type: 'resumed', instance: 'i', seq: 1 });
});
