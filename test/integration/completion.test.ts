import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cliPath, runCli, startCli } from '../support/command-line.js';
import { Person } from '../support/person.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

interface Home extends Readonly<Record<string, string>> {
  readonly HOME: string;
}

interface Shell {
  readonly file: string;
  readonly args: readonly string[];
  /** Its start file below HOME, and what stands in it. */
  readonly startFile: string;
  readonly start: string;
}

const shells: Readonly<Record<'bash' | 'zsh' | 'fish', Shell>> = {
  bash: {
    file: 'bash',
    args: ['--noprofile', '-i'],
    startFile: '.bashrc',
    start: `PS1='$ '; bind 'set bell-style none'; eval "$(panetree completion bash)"`,
  },
  zsh: {
    file: 'zsh',
    args: ['-d', '-i'],
    startFile: '.zshrc',
    start: `PS1='$ '; unsetopt promptsp; autoload -Uz compinit; compinit -u -d "$HOME/dump"; eval "$(panetree completion zsh)"`,
  },
  fish: {
    file: 'fish',
    args: ['-i'],
    startFile: '.config/fish/config.fish',
    start: `set -g fish_greeting; set -g fish_autosuggestion_enabled 0; function fish_prompt; echo -n '$ '; end; panetree completion fish | source`,
  },
};

/** What a person types before the tab, and the line after it. */
const lines = [
  ['panetree hist', 'panetree history'],
  ['panetree --vers', 'panetree --version'],
  ['panetree history --sin', 'panetree history --since'],
  ['panetree run --on-exit kee', 'panetree run --on-exit keep'],
  ['panetree run --on-exit=kee', 'panetree run --on-exit=keep'],
  ['panetree kill --signal TE', 'panetree kill --signal TERM'],
  ['panetree history --store ./records', 'panetree history --store ./records.db'],
  ['panetree recover --state-dir ./fold', 'panetree recover --state-dir ./folder/'],
  ['panetree help doc', 'panetree help doctor'],
  ['panetree completion fi', 'panetree completion fish'],
  ['panetree run --grace 5 a-tool-of-this-t', 'panetree run --grace 5 a-tool-of-this-test'],
  ['panetree run -q a-tool-of-this-test ./rec', 'panetree run -q a-tool-of-this-test ./records.db'],
] as const;

/** A HOME in which the command is called `panetree`. */
function homeFor(scenario: Scenario, { startFile, start }: Shell): Home {
  const home = scenario.temporaryDirectory();
  const bin = join(home, 'bin');
  for (const folder of [bin, join(home, 'folder'), join(home, '.config', 'fish')]) {
    mkdirSync(folder, { recursive: true });
  }
  symlinkSync(process.execPath, join(bin, 'node'));
  writeFileSync(join(bin, 'panetree'), `#!/bin/sh\nexec node '${cliPath}' "$@"\n`);
  writeFileSync(join(bin, 'a-tool-of-this-test'), '#!/bin/sh\n');
  for (const name of ['panetree', 'a-tool-of-this-test']) chmodSync(join(bin, name), 0o755);
  writeFileSync(join(home, 'records.db'), '');
  writeFileSync(join(home, startFile), `cd "$HOME"\n${start}\n`);
  return { HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: join(home, '.config'), PATH: `${bin}:/usr/bin:/bin` };
}

for (const [name, shell] of Object.entries(shells)) {
  test(`${name} completes commands, options, their values, files and the command of run`, async ({
    scenario,
    skip,
  }) => {
    skip(spawnSync(shell.file, ['--version']).status !== 0, `${name} is not installed`);
    const person = await Person.at(scenario, [shell.file, ...shell.args], {
      cols: 100,
      rows: 40,
      env: homeFor(scenario, shell),
    });
    await person.sees(/^\$$/m);
    for (const [typed, completed] of lines) {
      person.type(`${typed}\t`);
      await person.sees(new RegExp(`^\\$ ${completed.replaceAll(/[.?]/g, '\\$&')}=?$`, 'm'));
      person.type('\u0015');
      await person.sees(/^\$$/m);
    }
    person.type('exit\r');
    expect(await person.leaves()).toBe(0);
  });

  test(`${name} completes the block of kill from the host that runs, and nothing without one`, async ({
    scenario,
    skip,
  }) => {
    skip(spawnSync(shell.file, ['--version']).status !== 0, `${name} is not installed`);
    const env = { ...homeFor(scenario, shell), XDG_STATE_HOME: scenario.temporaryDirectory() };
    const person = await Person.at(scenario, [shell.file, ...shell.args], { cols: 100, rows: 40, env });
    await person.sees(/^\$$/m);
    // The mark that is typed behind it stands where the line ended.
    person.type('panetree kill pan\t|');
    await person.sees(/^\$ panetree kill pan\|$/m);
    person.type('\u0015');
    const blockId = await blockOfHost(scenario, env.XDG_STATE_HOME);
    for (const before of ['', '--grace 5 ', '--signal TERM ']) {
      person.type(`panetree kill ${before}${blockId.slice(0, -2)}\t|`);
      await person.sees(new RegExp(`^\\$ panetree kill ${before}${blockId} ?\\|$`, 'm'));
      person.type('\u0015');
    }
    person.type('exit\r');
    expect(await person.leaves()).toBe(0);
  });

  test(`${name} takes a block by any name for a word, and runs nothing of it`, async ({ scenario, skip }) => {
    skip(spawnSync(shell.file, ['--version']).status !== 0, `${name} is not installed`);
    const env = homeFor(scenario, shell);
    const real = `exec node '${cliPath}' "$@"`;
    const names = `printf '%s\\n' '$(touch owned)' 'two words' '*'`;
    const stub = `#!/bin/sh\nif [ "$1" = ps ]; then ${names}; else ${real}; fi\n`;
    writeFileSync(join(env.HOME, 'bin', 'panetree'), stub);
    const person = await Person.at(scenario, [shell.file, ...shell.args], { cols: 100, rows: 40, env });
    await person.sees(/^\$$/m);
    person.type('panetree kill tw\t');
    await person.sees(/^\$ panetree kill two\\ words/m);
    expect(existsSync(join(env.HOME, 'owned'))).toBe(false);
    person.type('\u0015exit\r');
    expect(await person.leaves()).toBe(0);
  });

  test(`the completion of ${name} is read without a complaint`, async ({ scenario, skip }) => {
    skip(spawnSync(shell.file, ['--version']).status !== 0, `${name} is not installed`);
    const { code, stdout } = await runCli(scenario, ['completion', name]);
    expect(code).toBe(0);
    const file = join(scenario.temporaryDirectory(), 'completion');
    writeFileSync(file, stdout);
    const read = spawnSync(shell.file, ['-n', file], { encoding: 'utf8' });
    expect(read).toMatchObject({ status: 0, stderr: '' });
  });
}

/** Of a host that was started for it, with one pane. */
async function blockOfHost(scenario: Scenario, stateHome: string): Promise<string> {
  const host = startCli(scenario, ['host', '--no-store'], { env: { XDG_STATE_HOME: stateHome } });
  let url = '';
  host.stdout?.on('data', (chunk) => (url += String(chunk)));
  await until(() => url.includes('\n'), { what: 'the host runs', withinMs: 15_000 });
  const state: unknown = JSON.parse(readFileSync(join(stateHome, 'panetree', 'host.json'), 'utf8'));
  const { token } = state as { readonly token: string };
  const answer = await fetch(new URL('/api/panes', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ cols: 80, rows: 24, command: { file: 'sleep', args: ['600'] } }),
  });
  const pane: unknown = await answer.json();
  return (pane as { readonly blockId: string }).blockId;
}
