import { type ChildProcess, execFile, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type System, selection } from './given.js';
import type { Told } from './outcome.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const runProgram = join(root, 'build', 'windows', 'test', 'windows', 'run.js');
const buildMs = 180_000;
const winePatience = '4';

/** A path as Windows has it. */
export type ToWindows = (path: string) => string;

/** Starts Node for Windows with these arguments. */
export type StartNode = (args: readonly string[], options: SpawnOptions) => ChildProcess;

/** `run.ts` and all that it needs, in a directory of its own until `remove`. */
export class Suite {
  readonly directory = mkdtempSync(join(tmpdir(), 'panetree-windows-'));
  readonly #told = join(this.directory, 'told');

  async build(): Promise<void> {
    mkdirSync(this.#told);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await Promise.all([
      runNode([join(root, 'test', 'windows', 'programs.mjs'), this.directory]),
      runNode([tsc, '-p', join(root, 'test', 'windows')]),
    ]);
  }

  /** What `given.ts` reads. */
  environment(system: System, toWindows: ToWindows): Readonly<Record<string, string>> {
    return {
      PANETREE_JOB_HELPER: toWindows(join(this.directory, 'panetree-job.exe')),
      PANETREE_WINDOWS_TREE: toWindows(join(this.directory, 'tree.exe')),
      PANETREE_WINDOWS_PROCESSES: toWindows(join(this.directory, 'processes.exe')),
      PANETREE_WINDOWS_MEMBERSHIP: toWindows(join(this.directory, 'members.exe')),
      PANETREE_WINDOWS_DIRECTORY: toWindows(this.#told),
      PANETREE_WINDOWS_SYSTEM: system,
      // Node in Wine cannot measure how busy the machine is, and shares it with other tests.
      ...(system === 'Wine' ? { PANETREE_TEST_PATIENCE: winePatience } : {}),
    };
  }

  /** Has `run.ts` run these cases and no others. */
  select(names: readonly string[]): void {
    writeFileSync(join(this.#told, selection), JSON.stringify(names));
  }

  /** Runs `run.ts` and gives the JSON lines it wrote. They go to a file: a pipe from outside gives EBADF in Wine. */
  async run(args: readonly string[], toWindows: ToWindows, start: StartNode): Promise<readonly Told[]> {
    const output = join(this.directory, `output-${args.join('-')}`);
    const file = openSync(output, 'w');
    const child = start(['--no-warnings', toWindows(runProgram), ...args], { stdio: ['ignore', file, file] });
    await once(child, 'exit');
    closeSync(file);
    const text = readFileSync(output, 'utf8');
    const told = text.split('\n').flatMap(toTold);
    if (told.at(-1)?.type === 'end') return told;
    throw new Error(`run.js ${args.join(' ')} has not come to its end:\n${text}`);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function runNode(args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [...args], { timeout: buildMs });
}

function toTold(line: string): readonly Told[] {
  return line.startsWith('{"type":') ? [JSON.parse(line) as Told] : [];
}
