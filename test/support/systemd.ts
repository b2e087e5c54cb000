import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mountPoint, whyNoWritableCgroup } from './cgroups.js';
import { childrenOf, readOrNothing } from './oracle.js';
import { type Errand, Job } from './systemd-job.js';
import { until } from './until.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const supervise = fileURLToPath(new URL('../fixtures/systemd/supervise.sh', import.meta.url));

/** As the fixture's passwd has it; on the machine outside nobody should have this id. */
export const plainUser = 59_471;

/** What has to be there, and the Debian package that brings it. */
const needed: readonly (readonly [what: string, debianPackage: string, directories: readonly string[]])[] = [
  ['systemd-logind', 'systemd', ['/lib/systemd']],
  ['busctl', 'systemd', ['/usr/bin']],
  ['dbus-daemon', 'dbus', ['/usr/bin']],
  ['dbus.socket', 'dbus-user-session', ['/usr/lib/systemd/user']],
  ['pam_systemd.so', 'libpam-systemd', securityModules()],
  ['nsenter', 'util-linux', ['/usr/bin']],
  ['ip', 'iproute2', ['/usr/bin', '/usr/sbin', '/sbin']],
  ['setpriv', 'util-linux', ['/usr/bin']],
];

/** Why there can be no machine here; undefined where there can. */
export function whyNoSystemd(): string | undefined {
  if (process.platform !== 'linux') return `needs Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'setting up a systemd of its own needs root';
  const whyNoCgroup = whyNoWritableCgroup();
  if (whyNoCgroup !== undefined) return whyNoCgroup;
  const missing = needed.find(
    ([what, , directories]) => !directories.some((directory) => existsSync(join(directory, what))),
  );
  return missing && `there is no ${missing[0]} here: install the package ${missing[1]}`;
}

/** PAM's, in the folder of each architecture. */
function securityModules(): readonly string[] {
  const architectures = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  return architectures.map((name) => `/usr/lib/${name}/security`);
}

/**
 * A real systemd as PID 1 of namespaces of its own, with the real logind, the real buses and the real user
 * manager of a plain user. It lives below one cgroup, which is the root of all it sees of them.
 */
export class SystemdMachine {
  /** Its root, as the directory shows outside. */
  readonly cgroup: string = `${mountPoint()}/panetree-test-${process.pid}${Date.now()}`;
  readonly #shared: string = mkdtempSync(join(tmpdir(), 'panetree-systemd-'));
  readonly #supervisor: ChildProcess;
  readonly #noise: string[] = [];
  /** PID 1 of the machine, as it is numbered outside. */
  #firstPid = 0;
  #jobs = 0;

  static async boot(): Promise<SystemdMachine> {
    const machine = new SystemdMachine();
    try {
      await machine.#boot();
      return machine;
    } catch (error) {
      await machine.end();
      throw error;
    }
  }

  private constructor() {
    mkdirSync(this.out);
    chmodSync(this.out, 0o777);
    // Where a test run writes; the machine mounts something of its own over each.
    for (const written of ['build', 'node_modules/.vite', 'node_modules/.vite-temp']) {
      mkdirSync(join(repository, written), { recursive: true });
    }
    const args = [supervise, this.cgroup, this.#shared, repository, process.execPath];
    // In a session of its own: Ctrl-C ends the test, and with that the machine in good order.
    this.#supervisor = spawn('sh', args, { stdio: 'pipe', detached: true });
    this.#supervisor.stderr?.on('data', (chunk: Buffer) => this.#noise.push(chunk.toString()));
  }

  /** What the machine and the test share. */
  get out(): string {
    return join(this.#shared, 'out');
  }

  /** Starts a command as the plain user, in a session of its own. */
  start(errand: Errand): Job {
    return new Job(`job${++this.#jobs}`, { ...errand, out: this.out, firstPid: this.#firstPid });
  }

  /** Ends every process in it and removes its cgroups; its mounts go with their namespace. */
  async end(): Promise<void> {
    const supervisor = this.#supervisor;
    supervisor.stdin?.end();
    if (supervisor.exitCode === null && supervisor.signalCode === null) await once(supervisor, 'exit');
    if (supervisor.exitCode !== 0) {
      throw new Error(`the machine leaves something behind in ${this.cgroup}: ${this.#noise.join('')}`);
    }
  }

  async #boot(): Promise<void> {
    let unsharePid = 0;
    this.#supervisor.stdout?.once('data', (chunk: Buffer) => (unsharePid = Number(chunk.toString())));
    const listens = () => {
      this.#firstPid = (unsharePid > 0 && childrenOf(unsharePid)[0]) || 0;
      return existsSync(`/proc/${this.#firstPid}/root/run/systemd/private`);
    };
    await until(listens, { what: () => `systemd runs; ${this.#log()}`, withinMs: 20_000 });
  }

  #log(): string {
    const logs = ['machine.log', 'kmsg.log'].map((name) => readOrNothing(join(this.out, name)) ?? '');
    return [...this.#noise, ...logs].join('\n');
  }
}
