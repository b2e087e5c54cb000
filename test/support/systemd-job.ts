import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOrNothing } from './oracle.js';
import { until } from './until.js';

/** Where the machine finds the repository, Node and the directory it shares with the test. */
export const inside = {
  repository: '/run/panetree/repository',
  node: '/run/panetree/node',
  out: '/run/panetree/out',
} as const;

export interface Errand {
  /** `ssh`: in a session's scope, which is root's. `desktop`: in an application's scope of the user manager. */
  readonly place: 'ssh' | 'desktop';
  /** Arguments of Node, run in the repository. */
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Taken out of what the session gives. */
  readonly without?: readonly string[];
}

export interface JobOptions extends Errand {
  readonly out: string;
  /** PID 1 of the machine. */
  readonly firstPid: number;
}

/** A command the plain user runs in the machine. */
export class Job {
  readonly name: string;
  /** Resolves when it has ended, with what it wrote where that was a failure. */
  readonly ended: Promise<{ readonly failure: string | undefined }>;
  readonly #options: JobOptions;

  constructor(name: string, options: JobOptions) {
    this.name = name;
    this.#options = options;
    writeFileSync(this.file('sh'), script(options));
    this.ended = this.#run();
  }

  /** A file of this job in the shared directory. */
  file(extension: string): string {
    return join(this.#options.out, `${this.name}.${extension}`);
  }

  /** The first message of this type that it wrote as a JSON line. */
  heard<T extends object>(type: string, withinMs = 15_000): Promise<T> {
    const find = () =>
      this.#said()
        .split('\n')
        // The last one may not be whole yet.
        .slice(0, -1)
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { readonly type: string })
        .find((message) => message.type === type) as T | undefined;
    return until(find, { what: () => `the job says ${type}; it said: ${this.#said()}`, withinMs });
  }

  /** By way of a template unit, because the scope of a session is made for a process that PID 1 starts. */
  async #run(): Promise<{ readonly failure: string | undefined }> {
    const { firstPid, place } = this.#options;
    const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--net', '--cgroup'];
    const start = ['systemctl', 'start', `${place}@${this.name}.service`];
    const client = spawn('nsenter', ['--target', String(firstPid), ...namespaces, ...start], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let noise = '';
    client.stderr.on('data', (chunk: Buffer) => (noise += chunk.toString()));
    await once(client, 'close');
    return { failure: client.exitCode === 0 ? undefined : `${noise}\n${this.#said()}` };
  }

  #said(): string {
    return readOrNothing(this.file('out')) ?? '';
  }
}

function script({ args, environment = {}, without = [] }: Errand): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const unset = without.flatMap((name) => ['-u', name]);
  const words = ['exec', 'env', ...unset, ...assignments, inside.node, ...args];
  return `cd ${inside.repository} && ${words.map(quoted).join(' ')}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
