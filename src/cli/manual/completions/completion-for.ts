import type { shells } from '../completion-page.js';
import type { CommandPage } from '../page.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const writers: Readonly<Record<(typeof shells)[number], (pages: readonly CommandPage[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** A script that the shell reads once. */
export function completionFor(shell: (typeof shells)[number], pages: readonly CommandPage[]): string {
  return writers[shell](pages);
}
