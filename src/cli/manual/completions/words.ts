import { type CommandPage, everywhere, type OptionEntry } from '../page.js';

/** Of an option that takes one: the words to choose from, paths, or whatever the user knows. */
export type Values = readonly string[] | 'files' | 'directories' | 'anything' | 'none';

export interface OptionWords {
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  /** What the page shows for the value. */
  readonly placeholder: string;
  readonly values: Values;
}

export function optionsOf(page: CommandPage): readonly OptionWords[] {
  const entries = Object.entries<OptionEntry>({ ...page.options, ...everywhere });
  return entries.map(([name, entry]) => ({
    name,
    short: entry.short,
    help: entry.help,
    placeholder: entry.value ?? '',
    values: valuesOf(entry),
  }));
}

export function operandsOf(page: CommandPage, pages: readonly CommandPage[]): readonly string[] {
  const { choices = [] } = page;
  if (choices === 'commands') return pages.map(({ name }) => name);
  return choices === 'blocks' ? [] : choices;
}

/** Writes the names that a shell offers, a line each; nothing where no host runs. */
export const blocksCommand = 'command panetree ps --blocks 2>/dev/null';

/** The options, as they are written, behind which a value stands. */
export function optionsWithValue(page: CommandPage): readonly string[] {
  return optionsOf(page).flatMap(({ name, values }) => (values === 'none' ? [] : [`--${name}`]));
}

/** For a shell that takes everything between two of them as it is. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function valuesOf({ type, value = '', choices }: OptionEntry): Values {
  if (type === 'boolean') return 'none';
  if (choices !== undefined) return choices;
  if (value.includes('|')) return value.split('|');
  if (value === 'FILE') return 'files';
  return value === 'DIR' ? 'directories' : 'anything';
}
