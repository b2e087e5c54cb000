import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';
import { PaneScreen, spawnPty } from '../../src/pty/index.js';
import { type Emulated, emulated } from '../support/emulated.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const size = { cols: 60, rows: 16 };
const numbers = 'seq 1 400 > numbers';

/** What is typed, and what shows that it has come. */
interface Played {
  readonly command: string;
  readonly steps: readonly (readonly [keys: string, shown: RegExp])[];
}

const programs: readonly Played[] = [
  {
    command: `${numbers}; exec less numbers`,
    steps: [
      ['G', /400/],
      ['?^37$\n', /^37$/m],
      ['q', /^/],
    ],
  },
  {
    command: `${numbers}; exec vim -u NONE -n +'syntax on' numbers`,
    steps: [
      ['ihello \x1b', /hello/],
      [':sp\r', /numbers[^]*numbers/],
      [':qa!\r', /^/],
    ],
  },
  {
    command: `${numbers}; fzf < numbers`,
    steps: [
      ['39', /> 39/],
      ['\x1b', /^/],
    ],
  },
  {
    command: `${numbers}; exec micro numbers`,
    steps: [
      ['\x1b[Bmicro', /micro/],
      ['\x11', /y,n/],
      ['n', /^/],
    ],
  },
  {
    command: 'exec fish --no-config -i',
    steps: [
      ['echo fi\tsh; seq 1 30\r', /30/],
      ['exit\r', /^/],
    ],
  },
  {
    command: 'exec zsh -f -i',
    steps: [
      ['print -P "%F{red}zsh%f"; seq 1 30\r', /30/],
      ['exit\r', /^/],
    ],
  },
];

test.for(programs)(
  'a screen goes on wherever $command is cut',
  { timeout: 240_000 },
  async (played, { scenario, skip }) => {
    const program = played.command.replace(/.*(exec|;) /, '').split(' ', 1)[0] ?? '';
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0) skip(`${program} is not installed`);
    const output = await record(scenario, played);
    expect(output.length).toBeGreaterThan(300);
    const one = await emulated(size);
    const cuts = Array.from({ length: 12 }, (_, index) => Math.floor((output.length * (index * 7 + 3)) / 87));
    let at = 0;
    const others: Emulated[] = [];
    for (const cut of [...cuts, output.length]) {
      const data = output.slice(at, cut);
      for (const each of [one, ...others]) await each.write(data);
      at = cut;
      const other = await emulated(size);
      await other.write(one.serialize());
      others.push(other);
      for (const each of others) expect(each.state()).toEqual(one.state());
    }
  },
);

/** Everything that the program prints while it is played. */
async function record(scenario: Scenario, { command, steps }: Played): Promise<string> {
  const home = scenario.temporaryDirectory();
  const screen = await PaneScreen.open({ ...size, onReply: (reply) => terminal.write(reply) });
  scenario.atEnd(() => screen.dispose());
  let output = '';
  const terminal = await spawnPty(await scenario.pane(), '/bin/sh', ['-c', command], {
    ...size,
    cwd: home,
    env: { ...scenario.environment, HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
  terminal.onData((data) => {
    output += data;
    void screen.write(data);
  });
  let hasEnded = false;
  terminal.onExit(() => (hasEnded = true));
  const shows = (pattern: RegExp) =>
    until(() => hasEnded || pattern.test(screen.text()), {
      what: () => `${pattern} on ${screen.text()}`,
      withinMs: 10_000,
    });
  await shows(/\S/);
  for (const [keys, shown] of steps) {
    terminal.write(keys);
    await shows(shown);
  }
  await until(() => hasEnded, { what: () => `the end of ${command}: ${screen.text()}`, withinMs: 10_000 });
  return output;
}
