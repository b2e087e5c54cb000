import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { cliPath, runCli } from '../support/command-line.js';
import { Person } from '../support/person.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';

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
function homeFor(scenario: Scenario, { startFile, start }: Shell): Readonly<Record<string, string>> {
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
