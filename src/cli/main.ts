#!/usr/bin/env node
import { doctor } from './doctor.js';
import { ownFailure } from './exit-codes.js';
import { help, version } from './help.js';
import { recover } from './recover.js';
import { history } from './history.js';
import { run } from './run.js';
import { UsageError } from './usage-error.js';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  run,
  recover,
  doctor,
  history,
  help,
  version,
};

async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  const known = name.replace(/^--/, '');
  const command = Object.hasOwn(commands, known) ? commands[known] : undefined;
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}`);
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const hint = error instanceof UsageError ? '; see panetree help' : '';
  process.stderr.write(`panetree: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = ownFailure;
}
