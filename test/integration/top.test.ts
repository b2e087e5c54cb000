import { expect } from 'vitest';
import { runCli } from '../support/command-line.js';
import { isAlive, look, pidsOf } from '../support/oracle.js';
import type { Person } from '../support/person.js';
import type { Scenario } from '../support/scenario.js';
import { test, top } from '../support/top-stage.js';
import { until } from '../support/until.js';

const escape = '\u001B';
const down = `${escape}[B`;
const home = `${escape}[H`;
/** Of one character, or with its arguments. */
const sequence = new RegExp(`${escape}(\\[[0-9;?]*[A-Za-z]|[^[])`, 'g');
/** The default of the registry, in which `panetree host` leaves it. */
const tickMs = 2000;
const fewMs = 500;

test('what is started in a pane is seen within a tick, with what it uses, and its end with its reason', async ({
  stage,
  person,
}) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  await person.sees(/▾ build {2}● \S+ {2}1 process/);
  const [sleep] = await host.type(pane, sleepLine(scenario), { name: 'sleep', count: 1 });
  await person.sees(new RegExp(` ${sleep?.pid} .* started +└─sleep 600\\.\\d+`), tickMs + fewMs);
  await person.sees(new RegExp(` ${sleep?.pid} +\\d\\.\\d% +\\d(\\.\\d)?[KM] +\\d+s started`));
  process.kill(sleep?.pid ?? 0, 'SIGTERM');
  await host.call('blocks.processes', { blockId: pane });
  await person.sees(new RegExp(`${sleep?.pid} .*sleep .exited`));
  await person.seesNoMore(new RegExp(` ${sleep?.pid} `));
});

test('a filter leaves what was asked for, and sorting puts it in order', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  await host.run(pane, `${sleepLine(scenario)} ${sleepLine(scenario)}`, { name: 'sleep', count: 2 });
  await host.run(pane, 'tail -f /dev/null &', { name: 'tail', count: 1 });
  await person.sees(/tail/);
  person.type('/sleep');
  await person.seesNoMore(/tail/);
  await person.sees(/^\/sleep$/m);
  person.type('\r');
  await person.sees(/^filter: sleep/m);
  person.type(escape);
  await person.sees(/tail/);
  person.type('p');
  await person.sees(/PID▲/);
  const ascending = pidsOn(person);
  person.type('p');
  await person.sees(/PID▼/);
  // Of those below the shell: the shell itself stays above them.
  expect(ascending.slice(1)).toEqual(pidsOn(person).slice(1).toReversed());
  expect(ascending).toHaveLength(4);
  person.type('p');
  await person.sees(/ PID /);
});

test('one process is ended when that was confirmed, and no other one', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  const [first, second] = await host.run(pane, `${sleepLine(scenario)} ${sleepLine(scenario)}`, {
    name: 'sleep',
    count: 2,
  });
  await select(person, second?.pid);
  person.type('k');
  await person.sees(new RegExp(`End sleep \\(PID ${second?.pid}\\)\\?`));
  await person.sees(new RegExp(`Ends: 1 process *│\n.* ${second?.pid} {2}sleep`));
  person.type('n');
  await person.seesNoMore(/End sleep/);
  expect(second && isAlive(second)).toBe(true);
  person.type('k');
  await person.sees(/End sleep/);
  person.type('y');
  await person.sees(new RegExp(`sleep \\(PID ${second?.pid}\\): It has ended`));
  expect([first && isAlive(first), second && isAlive(second)]).toEqual([true, false]);
});

test('a subtree that does not listen is ended by force, and a pane with all that is in it', async ({
  stage,
  person,
}) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  const stubborn = `bash -c "trap '' TERM HUP; ${sleepLine(scenario)} wait" &`;
  const [sleep] = await host.run(pane, stubborn, { name: 'sleep', count: 1 });
  await select(person, sleep?.ppid);
  person.type('K');
  await person.sees(/Ends: 2 processes/);
  person.type('y');
  await person.sees(/Waiting for the host/);
  await person.sees(/bash \(PID \d+\): Ended 2 processes\./);
  expect(look(sleep?.ppid ?? 0)).toBeUndefined();
  expect(sleep && isAlive(sleep)).toBe(false);
  const [daemon] = await host.run(pane, `setsid ${sleepLine(scenario)}`, { name: 'sleep', count: 1 });
  await person.sees(new RegExp(` ${daemon?.pid} .*─sleep`));
  person.type('x');
  await person.sees(new RegExp(`Close “build”\\?[^]* ${daemon?.pid} {2}sleep`));
  person.type('y');
  await person.sees(/“build”: Ended \d processes in .*\. Nothing survived/);
  await person.sees(/No panes/);
  expect(daemon && isAlive(daemon)).toBe(false);
});

test('a signal is sent, and a pane frozen and let go on', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  const [sleep] = await host.run(pane, sleepLine(scenario), { name: 'sleep', count: 1 });
  await select(person, sleep?.pid);
  person.type('s');
  await person.sees(/4 SIGSTOP/);
  person.type('4');
  await person.sees(/The signal was sent/);
  expect(look(sleep?.pid ?? 0)?.state).toBe('T');
  person.type('f');
  await person.sees(/ frozen +▾ build/);
  expect((await host.call('blocks.get', { blockId: pane })).isFrozen).toBe(true);
  person.type('f');
  await person.seesNoMore(/ frozen +▾ build/);
  expect((await host.call('blocks.get', { blockId: pane })).isFrozen).toBe(false);
});

test('what a program calls itself does not reach the terminal', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane(`${escape}]0;owned${escape}\\${escape}[31mred`);
  const name = String.raw`$'\e]0;owned\a\e[2J'`;
  await host.run(pane, `bash -c "exec -a ${name} sleep 600.${scenario.token}" &`, {
    name: 'sleep',
    count: 1,
  });
  await person.sees(/sleep \u{FFFD}\]0;owned/u);
  expect(person.screen.title).toBe('');
  expect(person.written).not.toContain('\u0007');
  // Besides styles: the other screen, no wrapping, the cursor, whole frames, and erasing what was drawn.
  const sequences = new Set(person.written.match(sequence));
  const known = /^.\[(\?(1049|7|25|2026)[hl]|[0-9;]*m|2J|H|2K|1A|G)$/;
  expect([...sequences].filter((one) => !known.test(one))).toEqual([]);
});

test('the screen follows the size of the terminal', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  await host.run(pane, sleepLine(scenario).repeat(30), { name: 'sleep', count: 30 });
  await person.sees(/31 processes/);
  for (const [cols, rows] of [
    [120, 40],
    [50, 12],
    [80, 24],
  ] as const) {
    person.resize(cols, rows);
    await until(() => isWhole(person, cols, rows), {
      what: () => `${cols}x${rows} is filled; the screen shows\n${person.screen.text()}`,
    });
  }
  person.type(`${escape}[F`);
  await person.sees(/^> .*└─sleep/m);
});

test('colours are left out where they are not wanted', async ({ stage, person }) => {
  await stage.host.openPane('build');
  const colour = new RegExp(`${escape}\\[[0-9;]*3\\dm`);
  const plain = await top(stage.scenario, { env: { NO_COLOR: '1' } });
  await plain.sees(/▾ build {2}● high|▾ build {2}● best-effort/);
  expect(plain.written).not.toMatch(colour);
  await person.sees(/▾ build/);
  expect(person.written).toMatch(colour);
  plain.type('q');
  expect(await plain.leaves()).toBe(0);
});

test('what is kept is marked, goes on when its pane is closed, and only it', async ({ stage, person }) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  const expected = { name: 'sleep', count: 2 } as const;
  const [kept, other] = await host.run(pane, `${sleepLine(scenario)} ${sleepLine(scenario)}`, expected);
  await select(person, kept?.pid);
  person.type('o');
  await person.sees(new RegExp(`sleep \\(PID ${kept?.pid}\\): 1 process will outlive the pane`));
  await person.sees(new RegExp(`^> +${kept?.pid} .* kept +[├└]─sleep`, 'm'));
  await person.sees(/▾ build .* 3 processes {2}1 kept/);
  person.type('o');
  await person.sees(/is kept already/);
  person.type('x');
  await person.sees(new RegExp(`Close “build”[^]*Kept, and left alone: 1[^]* ${kept?.pid} `));
  person.type('y');
  await person.sees(/“build”: Ended 2 processes in/);
  expect([kept && isAlive(kept), other && isAlive(other)]).toEqual([true, false]);
});

test('a run is listed with what it is for, and stopped when that was confirmed', async ({
  stage,
  person,
}) => {
  const { scenario, host } = stage;
  const pane = await host.openPane('build');
  const command = { file: 'sh', args: ['-c', `${sleepLine(scenario)} wait`] };
  const agent = { kind: 'agent', agentId: 'a1', agentName: 'Builder', task: 'Make it\n pass' } as const;
  const { runId } = await host.call('runs.start', { blockId: pane, description: agent, command });
  person.type('2');
  const listed = new RegExp(`^> ${runId} +(\\d+) +\\d+s \\w+ +Builder in build {2}Make it pass$`, 'm');
  const [, root] = listed.exec(await person.sees(listed)) ?? [];
  person.type('k');
  await person.sees(new RegExp(`Stop Builder\\?[^]* ${root} {2}sh `));
  person.type('y');
  await person.sees(/Builder: Ended \d process(es)? in .*\. Nothing survived\./);
  // Nothing of it is said to be left.
  await person.sees(new RegExp(`^> ${runId} .*(stopped|cancelled|failed).* in build {2}Make it pass$`, 'm'));
  expect(look(Number(root))).toBeUndefined();
  person.type('k');
  await person.sees(/Builder is over, and nothing of it is left/);
});

test('of what earlier hosts have left, one is adopted and one reaped', async ({ stage, person }) => {
  const { scenario, host } = stage;
  // Other hosts on this machine may have left something too.
  const [adopted, reaped] = [`a${scenario.token}`, `r${scenario.token}`];
  const [first, second] = await Promise.all([leave(scenario, adopted), leave(scenario, reaped)]);
  person.type('3');
  await person.sees(new RegExp(`▾ ${adopted} {2}1 process of the host with`));
  await person.sees(/^ 1 processes {3}2 runs.* {3}3 leftovers \d+$/m);
  await select(person, first);
  person.type('a');
  await person.sees(new RegExp(`“${adopted}” goes on as a block of this host`));
  await person.seesNoMore(new RegExp(`▾ ${adopted}`));
  expect(pidsOf(await host.call('blocks.processes', { blockId: adopted }))).toEqual([first]);
  await select(person, second);
  person.type('k');
  await person.sees(
    new RegExp(`End what is left of “${reaped}”\\?[^]*Ends: 1 process *│\n.* ${second} {2}sleep`),
  );
  person.type('y');
  await person.sees(new RegExp(`what is left of “${reaped}”: Ended 1 process`));
  await person.seesNoMore(new RegExp(`▾ ${reaped}`));
  expect([look(first), look(second)]).toEqual([expect.anything(), undefined]);
  person.type('1');
  await person.sees(new RegExp(`▾ ${adopted}[^]* ${first} .*─sleep`));
});

/** A daemon in a pane of a host that has ended. */
async function leave(scenario: Scenario, blockId: string): Promise<number> {
  const line = `sleep 600.${scenario.token} </dev/null >/dev/null 2>&1 & echo $!; sleep 0.1`;
  const command = ['--on-exit', 'keep', 'sh', '-c', line];
  const { stdout } = await runCli(scenario, ['run', '--block', blockId, ...command]);
  return Number(stdout);
}

function sleepLine({ token }: Scenario): string {
  return `sleep 600.${token} & `;
}

async function select(person: Person, pid: number | undefined): Promise<void> {
  await person.sees(new RegExp(` ${pid} `));
  person.type(home);
  // Below the header, the lists and the headings.
  await person.sees(/^(.*\n){3}> /);
  const isSelected = new RegExp(`^> +${pid} `, 'm');
  for (let steps = 0; steps < 20 && !isSelected.test(person.screen.text()); steps += 1) {
    const before = person.screen.text().match(/^> .*/m)?.[0].slice(0, 10);
    person.type(down);
    await until(() => person.screen.text().match(/^> .*/m)?.[0].slice(0, 10) !== before, {
      what: () => `the selection moves; the screen shows\n${person.screen.text()}`,
    });
  }
  await person.sees(isSelected);
}

function pidsOn(person: Person): readonly number[] {
  return [...person.screen.text().matchAll(/^[> ] +(\d+) .* (?:root|started) /gm)].map(([, pid]) =>
    Number(pid),
  );
}

/** The header ends at the right edge, the keys are on the last line but one, and nothing of an older frame is left. */
function isWhole(person: Person, cols: number, rows: number): boolean {
  const lines = person.screen.text().split('\n');
  return (
    lines.length === rows - 1 &&
    lines[0]?.length === cols &&
    lines[0].endsWith('● live') &&
    lines[1]?.startsWith(' 1 processes') === true &&
    lines[2]?.startsWith('      PID') === true &&
    lines.slice(4, -2).every((line) => line === '' || /^ +\d+ .*[├└]─/.test(line)) &&
    lines.at(-1)?.startsWith('? help') === true
  );
}
