/** An option as parseArgs of node:util takes it, and as the page of its command shows it. */
export interface OptionEntry {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** The placeholder of the value in the page; for options that take one. */
  readonly value?: string;
  readonly help: string;
  /** The values that a shell offers; default: those that `value` tells apart by `|`, or files where it is FILE. */
  readonly choices?: readonly string[];
}

export type OptionTable = Readonly<Record<string, OptionEntry>>;

/** Everything there is to say about one command; the parser reads the same table. */
export interface CommandPage<Options extends OptionTable = OptionTable> {
  readonly name: string;
  /** Behind the name. */
  readonly synopsis: string;
  readonly summary: string;
  readonly description: readonly string[];
  readonly options: Options;
  /** `none`: an argument is a usage error. `command`: options end where a command begins. */
  readonly operands: 'none' | 'some' | 'command';
  /** The operands that a shell offers. `blocks`: those of the host that runs, for the first operand. */
  readonly choices?: readonly string[] | 'commands' | 'blocks' | undefined;
  readonly exitCodes: readonly (readonly [code: string, meaning: string])[];
  readonly examples: readonly (readonly [line: string, meaning: string])[];
}

/** Understood by every command. */
export const everywhere = {
  help: { type: 'boolean', short: 'h', help: 'Show this page.' },
  version: { type: 'boolean', short: 'V', help: 'Show the version of panetree.' },
} as const;

export const usageFailure = ['125', 'The command line is wrong, or panetree itself failed.'] as const;
