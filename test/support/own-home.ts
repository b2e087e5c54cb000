import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Start files that a test shell reads instead of the user's own; empty but for a prompt that every test knows. */
const startFiles: Readonly<Record<string, string>> = {
  '.bashrc': "PS1='$ '\n",
  '.profile': '',
  '.bash_profile': '[ -r ~/.bashrc ] && . ~/.bashrc\n',
  '.zshrc': "PS1='$ '\n",
  '.inputrc': '',
};

/** Variables through which a shell finds start files or a history outside of HOME. */
const shellVariables = ['BASH_ENV', 'ENV', 'ZDOTDIR', 'HISTFILE', 'INPUTRC', 'PROMPT_COMMAND', 'PYENV_SHELL'];

/** Entries of the user's home that nobody changes while tests run. Histories and state are left out: the user may be at work. */
const watched = [...Object.keys(startFiles), '.tmux.conf'];

/**
 * Global set-up of vitest: gives every test process a home directory of its own. A shell of a test reads no start file
 * of the user's and writes no history there: one that was killed amid them can leave a lock that slows every later
 * shell. The run fails when the user's home has changed after it.
 */
export function setup(): () => void {
  const usersHome = homedir();
  const before = stampsOf(usersHome);
  const home = mkdtempSync(join(tmpdir(), 'panetree-home-'));
  const saved = { ...process.env };
  for (const [name, text] of Object.entries(startFiles)) writeFileSync(join(home, name), text);
  for (const name of shellVariables) delete process.env[name];
  Object.assign(process.env, environmentOf(home, usersHome));
  return () => {
    process.env = saved;
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    const changed = changedSince(before, stampsOf(usersHome));
    if (changed.length === 0) return;
    process.exitCode = 1;
    throw new Error(`the tests have changed the user's home: ${changed.join(', ')}`);
  };
}

/** Caches and the settings of npm stay where they are: they hold no start files, and filling them again takes minutes. */
function environmentOf(home: string, usersHome: string): Record<string, string> {
  const { XDG_CACHE_HOME: cache, npm_config_cache: npmCache, npm_config_userconfig: npmConfig } = process.env;
  const directories = {
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
  };
  for (const directory of Object.values(directories)) mkdirSync(directory);
  return {
    ...directories,
    HOME: home,
    XDG_CACHE_HOME: cache ?? join(usersHome, '.cache'),
    npm_config_cache: npmCache ?? join(usersHome, '.npm'),
    npm_config_userconfig: npmConfig ?? join(usersHome, '.npmrc'),
  };
}

type Stamps = ReadonlyMap<string, string>;

/** When each watched entry was last changed, and what a watched directory holds. */
function stampsOf(home: string): Stamps {
  return new Map(watched.flatMap((name) => stampOf(join(home, name)).map((stamp) => [name, stamp] as const)));
}

function stampOf(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return [`${stat.mtimeMs} ${stat.isDirectory() ? readdirSync(path).toSorted().join(' ') : stat.size}`];
}

function changedSince(before: Stamps, after: Stamps): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
