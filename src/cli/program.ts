import { printable } from '../output/printable.js';
import { endWithoutReader, guardStandardStreams, writeError, writeOutput } from '../output/streams.js';
import { doctor } from './doctor.js';
import { ownFailure } from './exit-codes.js';
import { hostCommand } from './host-command.js';
import { history } from './history.js';
import { helpText, pageOf } from './manual/help.js';
import { generalOption } from './manual/parse.js';
import { recover } from './recover.js';
import { run } from './run.js';
import { UsageError } from './usage-error.js';
import { packageVersion } from './version.js';

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
  help: async ([name]) => print(helpText(name)),
  version: async () => print(`${packageVersion()}\n`),
};

const options: ReadonlyMap<string, string> = new Map([
  ['-h', 'help'],
  ['--help', 'help'],
  ['-v', 'version'],
  ['-V', 'version'],
  ['--version', 'version'],
]);

/** Gives the exit code; never rejects. */
export async function program(args: readonly string[]): Promise<number> {
  guardStandardStreams();
  try {
    return await dispatch(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    writeError(`panetree: ${printable(message.replaceAll(/\s*\n\s*/g, ' '))}${hintFor(error)}\n`);
    return ownFailure;
  } finally {
    endWithoutReader();
  }
}

async function dispatch([first = 'help', ...args]: readonly string[]): Promise<number> {
  const name = options.get(first) ?? first;
  const page = pageOf(name);
  const general = generalOption(page, args);
  if (general === 'help') return print(helpText(name));
  const command = general === 'version' ? commands['version'] : commands[name];
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(first)}`);
  return command(args);
}

function print(text: string): number {
  writeOutput(text);
  return 0;
}

function hintFor(error: unknown): string {
  if (!(error instanceof UsageError)) return '';
  return `; see panetree help${error.command === undefined ? '' : ` ${error.command}`}`;
}
