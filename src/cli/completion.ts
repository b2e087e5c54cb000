import { writeOutput } from '../output/streams.js';
import { completionPage, shells } from './manual/completion-page.js';
import { completionFor } from './manual/completions/completion-for.js';
import { pages } from './manual/help.js';
import { parseCommand } from './manual/parse.js';
import { UsageError } from './usage-error.js';

/** Prints the completion of a shell, made of the pages of the manual. */
export async function completion(args: readonly string[]): Promise<number> {
  const { positionals } = parseCommand(completionPage, args);
  const [name, ...more] = positionals;
  const shell = shells.find((each) => each === name);
  if (shell === undefined || more.length > 0) {
    const got = positionals.length === 0 ? 'nothing' : JSON.stringify(positionals.join(' '));
    throw new UsageError(`completion takes one of ${shells.join(', ')}; got ${got}`, 'completion');
  }
  writeOutput(completionFor(shell, pages));
  return 0;
}
