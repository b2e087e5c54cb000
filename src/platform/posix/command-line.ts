import { basename } from 'node:path';

/** The kernel keeps this many bytes of a name (TASK_COMM_LEN less the NUL). */
const longestKernelName = 15;

export interface NameSources {
  /** As the kernel has it, cut after 15 bytes. */
  readonly name: string;
  readonly args: readonly string[];
  /** The file that runs, for a program that has blanked its own name. */
  readonly program: () => string | undefined;
}

/** The arguments joined by spaces, without what a title is padded with; empty for a title that is blank. */
export function toCommandLine(args: readonly string[]): string {
  return withoutPadding(args.join(' '));
}

/** The whole name of a process: the kernel's, completed from the arguments where they begin alike. */
export function toName({ name, args, program }: NameSources): string {
  const known = withoutPadding(name);
  if (known === '') return nameFrom(args) ?? program() ?? '?';
  if (!isCut(name)) return known;
  const whole = withoutCutCharacter(name);
  return completions(whole, args).find((each) => each.startsWith(whole)) ?? withoutPadding(whole);
}

/** Whether the kernel may have cut it. */
export function isCut(kernelName: string): boolean {
  return Buffer.byteLength(kernelName) >= longestKernelName;
}

/**
 * What a cut name can be the beginning of: a title the program gave itself, then the program or the script that an
 * interpreter runs.
 */
function completions(name: string, args: readonly string[]): readonly string[] {
  const [title = ''] = args;
  const files = args.flatMap((each) => [basename(withoutOptions(each)), basename(each)]);
  return [...(name.includes(' ') ? [title] : []), ...files].map(withoutPadding);
}

/** A title in one piece holds the options as well. */
function withoutOptions(title: string): string {
  return title.split(' -', 1)[0] ?? '';
}

function nameFrom([title = '']: readonly string[]): string | undefined {
  const name = withoutPadding(basename(withoutPadding(title)));
  return name === '' ? undefined : name;
}

/** A program that writes a title over its arguments fills the rest of the room with blanks or NULs. */
function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === ' ' || text[end - 1] === '\0')) end--;
  return text.slice(0, end);
}

/** The cut can lie in the middle of a character. */
function withoutCutCharacter(name: string): string {
  return name.replace(/\uFFFD+$/u, '');
}
