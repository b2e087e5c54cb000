import { doctor } from './doctor.js';
import { ownFailure } from './exit-codes.js';
import { help, version } from './help.js';
import { hostCommand } from './host-command.js';
import { recover } from './recover.js';
import { history } from './history.js';
import { run } from './run.js';
import { UsageError } from './usage-error.js';

type Run = (args: readonly string[]) => Promise<number>;

/** Those of the host need packages that the others do without. */
const commands: Readonly<Record<string, Run>> = {
  run,
  host: hostCommand(async () => (await import('./host.js')).host),
  ps: hostCommand(async () => (await import('./ps.js')).ps),
  kill: hostCommand(async () => (await import('./kill.js')).kill),
  top: hostCommand(async () => (await import('./top.js')).top),
  link: hostCommand(async () => (await import('./link.js')).link),
  recover,
  doctor,
  history,
  help,
  version,
};

const options: ReadonlyMap<string, string> = new Map([
  ['-h', 'help'],
  ['--help', 'help'],
  ['-v', 'version'],
  ['--version', 'version'],
]);

async function carryOut([name = 'help', ...args]: readonly string[]): Promise<number> {
  const known = options.get(name) ?? name;
  const command = Object.hasOwn(commands, known) ? commands[known] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  return command(args);
}

/** Sets the exit code of this process. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await carryOut(args);
  } catch (error) {
    const hint = error instanceof UsageError ? '; see panetree help' : '';
    process.stderr.write(`panetree: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
    process.exitCode = ownFailure;
  }
}
