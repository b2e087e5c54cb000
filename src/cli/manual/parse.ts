import { parseArgs } from 'node:util';
import { closestName } from '../../tracker/closest-name.js';
import { UsageError } from '../usage-error.js';
import { type CommandPage, everywhere, type OptionTable } from './page.js';

type Parsed<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/** The options and operands of a command. Throws UsageError. */
export function parseCommand<Options extends OptionTable>(
  page: CommandPage<Options>,
  args: readonly string[],
): Parsed<Options> {
  try {
    const parsed = parseArgs({ args: [...args], options: page.options, allowPositionals: true });
    if (page.operands === 'none' && parsed.positionals.length > 0) {
      throw new Error(`${page.name} takes no arguments; got ${JSON.stringify(parsed.positionals[0])}`);
    }
    return parsed;
  } catch (error) {
    throw new UsageError(complaint(page, error), page.name);
  }
}

/** That of Node for an unknown option goes on about operands. */
function complaint({ name, options }: CommandPage, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const meant = closestName(unknown.replace(/^-+/, ''), Object.keys({ ...options, ...everywhere }));
  return `${name} has no option ${unknown}${meant === undefined ? '' : ` (did you mean --${meant}?)`}`;
}

/** Which of the options of every command is among the arguments, if any. */
export function generalOption(page: CommandPage, args: readonly string[]): 'help' | 'version' | undefined {
  const [own] = page.operands === 'command' ? splitAtCommand(page, args) : [args];
  const end = own.indexOf('--');
  const options = { ...page.options, ...everywhere };
  const { tokens } = parseArgs({
    args: end === -1 ? [...own] : own.slice(0, end),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const names = new Set(tokens.map((token) => (token.kind === 'option' ? token.name : '')));
  return (['help', 'version'] as const).find((name) => names.has(name));
}

/** Options end where the command begins, so that `panetree run ls -l` needs no `--`. */
export function splitAtCommand(
  page: CommandPage,
  args: readonly string[],
): readonly [own: readonly string[], command: readonly string[]] {
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...page.options, ...everywhere },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind !== 'option');
  if (end === undefined) return [args, []];
  return [args.slice(0, end.index), args.slice(end.kind === 'positional' ? end.index : end.index + 1)];
}
