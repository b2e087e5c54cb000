import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cliPath, runCli } from '../support/command-line.js';
import { isAlive, look } from '../support/oracle.js';
import { Person, type PersonOptions } from '../support/person.js';
import { test } from '../support/process-test.js';
import { RunningHost } from '../support/running-host.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const escape = '\u001B';
const down = `${escape}[B`;
/** Of one character, or with its arguments. */
const sequence = new RegExp(`${escape}(\\[[0-9;?]*[A-Za-z]|[^[])`, 'g');
/** The default of the registry, in which `panetree host` leaves it. */
const tickMs = 2000;
const fewMs = 500;

test('what is started in a pane is seen within a tick, with what it uses, and its end with its reason', async ({
  scenario,
}) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  const person = await top(scenario);
  await person.sees(/▾ build {2}● \S+ {2}1 process/);
  const [sleep] = await host.type(pane, sleepLine(scenario), { name: 'sleep', count: 1 });
  await person.sees(new RegExp(` ${sleep?.pid} .* started +└─sleep 600\\.\\d+`), tickMs + fewMs);
  await person.sees(new RegExp(` ${sleep?.pid} +\\d\\.\\d% +\\d(\\.\\d)?[KM] +\\d+s started`));
  process.kill(sleep?.pid ?? 0, 'SIGTERM');
  await person.sees(new RegExp(`${sleep?.pid} .*sleep .exited`));
  await person.seesNoMore(new RegExp(` ${sleep?.pid} `));
});

test('a filter leaves what was asked for, and sorting puts it in order', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  await host.type(pane, `${sleepLine(scenario)} ${sleepLine(scenario)}`, { name: 'sleep', count: 2 });
  await host.type(pane, 'tail -f /dev/null &', { name: 'tail', count: 1 });
  const person = await top(scenario);
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
});

test('one process is ended when that was confirmed, and no other one', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  const [first, second] = await host.type(pane, `${sleepLine(scenario)} ${sleepLine(scenario)}`, {
    name: 'sleep',
    count: 2,
  });
  const person = await top(scenario);
  await select(person, second?.pid);
  person.type('k');
  const asked = await person.sees(/End sleep/);
  expect(asked).toContain(`End sleep (PID ${second?.pid})?`);
  expect(asked).toMatch(new RegExp(`Ends: 1 process *│\n.* ${second?.pid} {2}sleep`));
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
  scenario,
}) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  const stubborn = `bash -c "trap '' TERM HUP; ${sleepLine(scenario)} wait" &`;
  const [sleep] = await host.type(pane, stubborn, { name: 'sleep', count: 1 });
  const person = await top(scenario);
  await select(person, sleep?.ppid);
  person.type('K');
  await person.sees(/Ends: 2 processes/);
  person.type('y');
  await person.sees(/Waiting for the host/);
  await person.sees(/bash \(PID \d+\): Ended 2 processes\./);
  expect(look(sleep?.ppid ?? 0)).toBeUndefined();
  expect(sleep && isAlive(sleep)).toBe(false);
  const [daemon] = await host.type(pane, `setsid ${sleepLine(scenario)}`, { name: 'sleep', count: 1 });
  await person.sees(new RegExp(` ${daemon?.pid} .*─sleep`));
  person.type('x');
  expect(await person.sees(/Close “build”\?/)).toMatch(new RegExp(` ${daemon?.pid} {2}sleep`));
  person.type('y');
  await person.sees(/“build”: Ended \d processes in .*\. Nothing survived/);
  await person.sees(/No panes/);
  expect(daemon && isAlive(daemon)).toBe(false);
});

test('a signal is sent, and a pane frozen and let go on', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  const [sleep] = await host.type(pane, sleepLine(scenario), { name: 'sleep', count: 1 });
  const person = await top(scenario);
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

test('what a program calls itself does not reach the terminal', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane(`${escape}]0;owned${escape}\\${escape}[31mred`);
  const name = String.raw`$'\e]0;owned\a\e[2J'`;
  await host.type(pane, `bash -c "exec -a ${name} sleep 600.${scenario.token}" &`, {
    name: 'sleep',
    count: 1,
  });
  const person = await top(scenario);
  await person.sees(/sleep \u{FFFD}\]0;owned/u);
  expect(person.screen.title).toBe('');
  expect(person.written).not.toContain('\u0007');
  // Besides styles: the other screen, no wrapping, the cursor, whole frames, and erasing what was drawn.
  const sequences = new Set(person.written.match(sequence));
  const known = /^.\[(\?(1049|7|25|2026)[hl]|[0-9;]*m|2J|H|2K|1A|G)$/;
  expect([...sequences].filter((one) => !known.test(one))).toEqual([]);
});

test('the screen follows the size of the terminal', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  const pane = await host.openPane('build');
  await host.type(pane, sleepLine(scenario).repeat(30), { name: 'sleep', count: 30 });
  const person = await top(scenario);
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

test('when the host is gone that is said, and the next one is found', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  await host.openPane('before');
  const person = await top(scenario);
  await person.sees(/▾ before[^]*● live|● live[^]*▾ before/);
  await host.killed();
  await person.sees(/○ disconnected/);
  await person.sees(/^Disconnected for \d+s, next attempt in \d+s \(r: now\): /m);
  const next = await RunningHost.start(scenario);
  await next.openPane('after');
  await person.sees(/▾ after/);
  expect(person.screen.text()).toMatch(/● live/);
  expect(person.screen.text()).not.toMatch(/▾ before/);
});

test('a host that is served encrypted is known by its certificate', async ({ scenario, skip }) => {
  const directory = scenario.temporaryDirectory();
  const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
  const request =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=box.example';
  const args = [...request.split(' '), '-keyout', key, '-out', certificate];
  const { status } = spawnSync('openssl', args, { stdio: 'ignore' });
  skip(status !== 0, 'there is no openssl here to make a certificate with');
  const tls = ['--listen', '127.0.0.1', '--tls-cert', certificate, '--tls-key', key];
  const host = await RunningHost.start(scenario, tls);
  await host.openPane('build');
  const person = await top(scenario);
  await person.sees(/▾ build/);
  expect(person.screen.text()).toMatch(/● live/);
});

test('leaving gives the terminal back as it was', async ({ scenario }) => {
  await RunningHost.start(scenario);
  const person = await shellAround(scenario);
  await person.sees(/● live/);
  expect([person.screen.mode, person.screen.cursor.visibility]).toEqual(['alternate', 'hidden']);
  expect(person.screen.text()).not.toContain('before');
  person.type('q');
  expect(await person.sees(/icanon echo/)).toMatch(/^before\nafter 0\nicanon echo$/);
  expect([person.screen.mode, person.screen.cursor.visibility]).toEqual(['normal', 'shown']);
  expect(await person.leaves()).toBe(0);
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} gives it back too`, async ({ scenario }) => {
    await RunningHost.start(scenario);
    const person = await shellAround(scenario);
    await person.sees(/● live/);
    const panel = scenario.carriers().find(({ ppid }) => ppid === person.pid);
    process.kill(panel?.pid ?? 0, signal);
    expect(await person.sees(/icanon echo/)).toBe(`before\nafter ${code}\nicanon echo`);
    expect(person.screen.cursor.visibility).toBe('shown');
  });
}

test('colours are left out where they are not wanted', async ({ scenario }) => {
  const host = await RunningHost.start(scenario);
  await host.openPane('build');
  const colour = new RegExp(`${escape}\\[[0-9;]*3\\dm`);
  const plain = await top(scenario, { env: { NO_COLOR: '1' } });
  await plain.sees(/▾ build {2}● high|▾ build {2}● best-effort/);
  expect(plain.written).not.toMatch(colour);
  const coloured = await top(scenario, { env: { CI: 'true' } });
  await coloured.sees(/▾ build/);
  expect(coloured.written).toMatch(colour);
});

test('without a host, without a terminal, with arguments: that is said', async ({ scenario }) => {
  const person = await top(scenario);
  expect(await person.leaves()).toBe(125);
  expect(person.written).toMatch(/^panetree: no host runs .*panetree host\r\n$/);
  expect(await runCli(scenario, ['top', 'all'])).toMatchObject({
    code: 125,
    stderr: expect.stringContaining('see panetree help'),
  });
  const host = await RunningHost.start(scenario);
  const { code, stderr } = await runCli(scenario, ['top']);
  expect([code, stderr]).toEqual([125, expect.stringMatching(/needs a terminal .*panetree ps\n$/)]);
  await host.killed();
  const late = await top(scenario);
  expect(await late.leaves()).toBe(125);
  expect(late.written).toMatch(/^panetree: the host of PID \d+ does not answer; .*panetree host\r\n$/);
});

function top(scenario: Scenario, options: PersonOptions = {}): Promise<Person> {
  return Person.at(scenario, [process.execPath, cliPath, 'top'], options);
}

/** The panel between two lines of a shell, and what the terminal is set to after it. */
function shellAround(scenario: Scenario): Promise<Person> {
  const script = `echo before; "${process.execPath}" "${cliPath}" top; echo after $?; stty -a | grep -o -w -e icanon -e echo | paste -s -d ' '`;
  return Person.at(scenario, ['/bin/sh', '-c', `${script}; :`]);
}

function sleepLine({ token }: Scenario): string {
  return `sleep 600.${token} & `;
}

async function select(person: Person, pid: number | undefined): Promise<void> {
  await person.sees(new RegExp(` ${pid} `));
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
    lines[1]?.startsWith('      PID') === true &&
    lines.slice(3, -2).every((line) => line === '' || /^ +\d+ .*[├└]─/.test(line)) &&
    lines.at(-1)?.startsWith('? help') === true
  );
}
