import { printable } from '../output/printable.js';
import { endWithoutReader, guardStandardStreams, writeError, writeOutput } from '../output/streams.js';
import { ownFailure } from './exit-codes.js';
import { hostCommand } from './host-command.js';
import { helpText, noSuchCommand, pageOf } from './manual/help.js';
import { generalOption, parseCommand } from './manual/parse.js';
import { ownCommand } from './own-command.js';
import { UsageError } from './usage-error.js';
import { packageVersion } from '../version.js';

type Run = (args: readonly string[]) => Promise<number>;

/** Each is loaded when it is run. Those of the host need packages that the others do without. */
const commands: Readonly<Record<string, Run>> = {
  run: async (args) => (await import('./run.js')).run(args),
  host: hostCommand(async () => (await import('./host.js')).host),
  ps: hostCommand(async () => (await import('./ps.js')).ps),
  kill: hostCommand(async () => (await import('./kill.js')).kill),
  top: hostCommand(async () => (await import('./top.js')).top),
  link: hostCommand(async () => (await import('./link.js')).link),
  recover: async (args) => (await import('./recover.js')).recover(args),
  doctor: async (args) => (await import('./doctor.js')).doctor(args),
  history: async (args) => (await import('./history.js')).history(args),
  completion: async (args) => (await import('./completion.js')).completion(args),
  help: async (args) => print(helpText(oneCommand(args))),
  version: async (args) => {
    parseCommand(pageOf('version'), args);
    return print(`${packageVersion}\n`);
  },
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
  if (general === 'version') return print(`${packageVersion}\n`);
  const command = commands[name];
  // Every page has its command.
  if (command === undefined) throw noSuchCommand(name);
  return command(args);
}

function oneCommand(args: readonly string[]): string | undefined {
  const [name, ...more] = parseCommand(pageOf('help'), args).positionals;
  if (more.length > 0) throw new UsageError('help takes one command', 'help');
  return name;
}

function print(text: string): number {
  writeOutput(text);
  return 0;
}

function hintFor(error: unknown): string {
  if (!(error instanceof UsageError)) return '';
  return `; see ${ownCommand()} help${error.command === undefined ? '' : ` ${error.command}`}`;
}
