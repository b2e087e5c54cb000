// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { buildNative } from '../../../scripts/build-native.mjs';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const mingw = 'x86_64-w64-mingw32-gcc';

/** Why the helper cannot run here; undefined if it can. */
export function missingForWine() {
  if (process.platform !== 'linux') return 'runs the helper in Wine, on Linux only';
  const { missing } = buildNative();
  if (missing !== undefined) return missing;
  if (spawnSync('wine', ['--version']).error) return 'wine is not installed (apt-get install wine64 wine)';
  return undefined;
}

/** A Wine world of its own, gone with everything in it after `close`. */
export class Wine {
  directory = mkdtempSync(`${tmpdir()}/panetree-native-`);
  actor = `${this.directory}/actor.exe`;
  #environment = {
    ...process.env,
    WINEPREFIX: `${this.directory}/prefix`,
    WINEDEBUG: '-all',
    // No menu entries in the user's own desktop, no offers to install Mono or Gecko.
    WINEDLLOVERRIDES: 'winemenubuilder.exe,mscoree,mshtml=',
  };

  async open() {
    must(
      spawnSync('wineboot', ['-i'], { env: this.#environment, timeout: 120_000, stdio: 'ignore' }),
      'wineboot',
    );
    this.#set('Wine', 'Version', 'win10');
    // Windows without a display.
    this.#set(String.raw`Wine\Drivers`, 'Graphics', 'null');
    this.#stop();
    this.#compile('actor.c', this.actor);
    await this.#openDesktop();
  }

  /** Wine starts a desktop as a child of whoever needs it first: that must be no member of a job. */
  async #openDesktop() {
    const desktop = `${this.directory}/desktop.exe`;
    copyFileSync(this.actor, desktop);
    const { stdout } = this.spawn(desktop, ['window']);
    await Promise.race([
      once(stdout, 'data'),
      once(stdout, 'close').then(() => Promise.reject(new Error('no desktop'))),
    ]);
  }

  /**
   * @param {string} key
   * @param {string} name
   * @param {string} value
   */
  #set(key, name, value) {
    const added = this.runSync('reg', ['add', `HKCU\\Software\\${key}`, '/v', name, '/d', value, '/f']);
    must(added, 'reg');
  }

  /**
   * @param {string} source
   * @param {string} output
   */
  #compile(source, output) {
    const options = ['-std=c11', '-O1', '-s', '-static', '-municode', '-D_WIN32_WINNT=0x0A00'];
    must(spawnSync(mingw, [...options, `${fixtures}${source}`, '-o', output, '-luser32']), mingw);
  }

  /**
   * @param {string} file
   * @param {readonly string[]} args
   */
  runSync(file, args) {
    const result = spawnSync('wine', [file, ...args], {
      env: this.#environment,
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (result.error) throw result.error;
    return result;
  }

  /**
   * @param {string} file
   * @param {readonly string[]} args
   */
  spawn(file, args) {
    return spawn('wine', [file, ...args], { env: this.#environment, stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** Asked of Linux; the gates have the name of an actor in their command line as well, but not at its start. */
  actorsAlive() {
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isActor(commandOf(pid), this.directory))
      .length;
  }

  #stop() {
    for (const option of ['-k', '-w']) {
      spawnSync('wineserver', [option], { env: this.#environment, timeout: 30_000 });
    }
  }

  close() {
    this.#stop();
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/**
 * @param {string} command
 * @param {string} directory
 */
function isActor(command, directory) {
  const [file = ''] = command.replaceAll('"', '').split(/actor\.exe(?=\0| |$)/);
  return file !== command && file.replaceAll('\\', '/').endsWith(`${directory}/`) && !file.includes('\0');
}

/** Empty for what has gone. @param {string} pid */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {import('node:child_process').SpawnSyncReturns<any>} result
 * @param {string} what
 */
function must(result, what) {
  if (result.status === 0) return;
  throw new Error(`${what} failed: ${result.error ?? result.stderr ?? result.status}`);
}
