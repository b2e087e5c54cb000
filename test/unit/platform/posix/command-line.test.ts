import { describe, expect, test } from 'vitest';
import { toCommandLine, toName } from '../../../../src/platform/posix/command-line.js';

const padding = ' '.repeat(50);

/** As the kernel keeps it: at most 15 bytes, whatever character they cut. */
function cut(name: string): string {
  return Buffer.from(name).subarray(0, 15).toString();
}

function nameOf(name: string, ...args: readonly string[]): string {
  return toName({ name: cut(name), args, program: () => 'node' });
}

describe('the name of a process', () => {
  test.for([
    ['sleep', ['sleep', '600'], 'sleep'],
    [
      'a-program-with-a-long-name',
      ['/opt/a b/a-program-with-a-long-name', 'x'],
      'a-program-with-a-long-name',
    ],
    [
      'jupyter-notebook',
      ['/usr/bin/python3', '/usr/bin/jupyter-notebook', '--no-browser'],
      'jupyter-notebook',
    ],
    ['jupyter-notebook', ['/usr/bin/python3', '-u', '-E', './jupyter-notebook'], 'jupyter-notebook'],
    ['npm exec mcp-server', ['npm exec mcp-server /srv/data'], 'npm exec mcp-server /srv/data'],
    ['npm exec mcp-server', [`npm exec mcp-server${padding}`, '', ''], 'npm exec mcp-server'],
    ['twelve words are one too many', ['twelve words are one too many'], 'twelve words are one too many'],
    ['twelve words x y', ['twelve words x y'], 'twelve words x y'],
    [
      'chromium-browser',
      ['/usr/lib/chromium-browser/chromium-browser --type=zygote --dir=/a/b'],
      'chromium-browser',
    ],
    ['🦀🦀🦀🦀🦀', ['🦀🦀🦀🦀🦀'], '🦀🦀🦀🦀🦀'],
    ['🦀🦀🦀🦀🦀', ['/usr/bin/python3', 'x'], '🦀🦀🦀'],
    ['käsekuchenbäcker', ['/bin/käsekuchenbäcker'], 'käsekuchenbäcker'],
    [`claude${padding}`, [`claude${padding}`], 'claude'],
    ['a-thread-of-a-program', ['/bin/program', 'x'], 'a-thread-of-a-p'],
  ] as const)('kept as %j, with the arguments %j, is %j', ([name, args, expected]) => {
    expect(nameOf(name, ...args)).toBe(expected);
  });

  test('that is blank is taken from the arguments, then from the program', () => {
    expect(nameOf('', '/usr/bin/perl', '-e', '')).toBe('perl');
    expect(nameOf(padding, padding, '')).toBe('node');
    expect(toName({ name: '', args: [], program: () => undefined })).toBe('?');
  });
});

describe('the command line', () => {
  test.for([
    [['sleep', '600'], 'sleep 600'],
    [['sh', '-c', 'echo  a '], 'sh -c echo  a'],
    [[`redis-server *:6379${padding}`, '', ''], 'redis-server *:6379'],
    [['', '', ''], ''],
    [[padding], ''],
    [[], ''],
  ] as const)('of %j is %j', ([args, expected]) => {
    expect(toCommandLine(args)).toBe(expected);
  });

  test('of a title full of blanks is found in no time', () => {
    const hostile = `${' '.repeat(4094)}x`;
    expect(toCommandLine([hostile])).toBe(hostile);
  });
});
