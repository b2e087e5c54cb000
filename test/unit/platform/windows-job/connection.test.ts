import { describe, expect, onTestFinished, test } from 'vitest';
import { JobHelper } from '../../../../src/platform/windows-job/job-helper.js';
import { LineReader } from '../../../../src/platform/windows-job/line-reader.js';
import { fakeHelper, Heard, type Scenario, tree } from './helpers.js';

async function open(scenario: Scenario = {}) {
  const heard = new Heard();
  const { file, args, ...bounds } = fakeHelper(scenario);
  const helper = await JobHelper.open({ file, args: [...args, 'serve'], ...bounds }, heard);
  onTestFinished(() => helper.close());
  return { helper, heard };
}

describe('the greeting', () => {
  test('tells version and identity', async () => {
    const { helper } = await open();
    expect(helper.hello).toMatchObject({ protocol: 2, version: '0.1.0', birth: '50' });
  });

  test('of another protocol is refused', async () => {
    await expect(open({ protocol: 3 })).rejects.toThrow('speaks protocol 3, this is for 2');
  });

  test('that does not come is waited for no longer than the bound', async () => {
    await expect(open({ protocol: -1 })).rejects.toThrow('said nothing within 2000 ms');
  });

  test('of a helper that ends at once is its exit code', async () => {
    await expect(open({ protocol: 0 })).rejects.toThrow('ended at once with code 3');
  });

  test('of a file that is not there is its ENOENT', async () => {
    await expect(JobHelper.open({ file: '/nonexistent/helper', args: [] }, new Heard())).rejects.toThrow(
      'ENOENT',
    );
  });
});

describe('questions', () => {
  test('are answered each by its own answer, however many are under way', async () => {
    const { helper } = await open({ processes: tree });
    const answers = await Promise.all([40, 44, 48].map((pid) => helper.usage([pid])));
    expect(answers.flat().map(({ pid }) => pid)).toEqual([40, 44, 48]);
  });

  test('a failed call names the call, the code and the reason', async () => {
    const { helper } = await open();
    await helper.create('a');
    await expect(helper.assign('a', { pid: 7, birth: '1' })).rejects.toThrow(
      'OpenProcess failed with 87: no such process',
    );
  });

  test('one that is not answered in time is given up, and the next one is answered', async () => {
    const { helper, heard } = await open({ misbehave: { table: 'silent' } });
    await expect(helper.table()).rejects.toThrow('did not answer table within 300 ms');
    await expect(helper.create('a')).resolves.toBe('Local\\a');
    expect(heard.lost).toEqual([]);
  });

  test('garbage is told and stands in no answer’s way', async () => {
    const { helper, heard } = await open({ misbehave: { create: 'garbage' } });
    await expect(helper.create('a')).resolves.toBe('Local\\a');
    expect(heard.noise).toEqual(['the helper wrote "not { json"']);
  });

  test('an oversized line is dropped and told', async () => {
    const { helper, heard } = await open({ misbehave: { create: 'oversized' } });
    await expect(helper.create('a')).resolves.toBe('Local\\a');
    expect(heard.noise).toEqual([`the helper wrote a line of ${1024 * 1024 + 3} bytes`]);
  });

  test('death rejects all that are under way and all that come later', async () => {
    const { helper, heard } = await open({ misbehave: { list: 'silent', table: 'exit' } });
    const waiting = helper.list([], []);
    await Promise.all([
      expect(waiting).rejects.toThrow('the helper has ended (exit code 9)'),
      expect(helper.table()).rejects.toThrow('the helper has ended (exit code 9)'),
    ]);
    await expect(helper.create('a')).rejects.toThrow('the helper has ended (exit code 9)');
    expect(heard.lost).toEqual(['the helper has ended (exit code 9)']);
    expect(helper.isLost).toBe(true);
  });

  test('closing is no loss', async () => {
    const { helper, heard } = await open();
    await helper.close();
    await helper.close();
    expect(heard.lost).toEqual([]);
  });
});

describe('lines', () => {
  test('come whole, however they are cut', () => {
    expect(read(10, 'o', 'ne\ntwo\r', '\n\nthr', 'ee')).toEqual(['one', 'two', '']);
  });

  test('a character cut in two is one', () => {
    expect(read(10, '\xc3', '\xa4\n')).toEqual(['ä']);
  });

  test('one over the bound is dropped, the next one is not', () => {
    expect(read(4, '12345', '678\nab\n', '1234\n')).toEqual([8, 'ab', '1234']);
  });
});

function read(mostBytes: number, ...chunks: readonly string[]) {
  const lines: (string | number)[] = [];
  const reader = new LineReader(mostBytes, {
    onLine: (line) => lines.push(line),
    onOversized: (bytes) => lines.push(bytes),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk, 'latin1'));
  return lines;
}
