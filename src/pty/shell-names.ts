import { basename } from 'node:path';

const shells: ReadonlySet<string> = new Set([
  'ash',
  'bash',
  'csh',
  'dash',
  'elvish',
  'fish',
  'ksh',
  'mksh',
  'nu',
  'pwsh',
  'sh',
  'tcsh',
  'xonsh',
  'yash',
  'zsh',
]);

/** Whether this is a shell that prompts: one that was given neither a command nor a script. */
export function isPrompt(file: string, args: readonly string[]): boolean {
  if (!shells.has(basename(file).replace(/^-/, ''))) return false;
  return args.every((arg) => arg.startsWith('-') && !/^-[a-z]*c/.test(arg) && !arg.startsWith('--command'));
}
