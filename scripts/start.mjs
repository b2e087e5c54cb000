// @ts-check
import { fileURLToPath } from 'node:url';
import { ensure } from './ensure.mjs';
import { becomeNode } from './run-child.mjs';

// Tests and benchmarks are not needed to run it.
await ensure({ project: 'tsconfig.src.json' });

const main = fileURLToPath(new URL('../dist/bundle/cli.js', import.meta.url));
const command = process.argv.slice(2);
// The host; with a command that alone, in a tracked pane.
const args = command.length === 0 ? ['host'] : ['run', '--', ...command];

// npm runs scripts in the package folder; the user's command belongs where the user stands.
await becomeNode([main, ...args], { cwd: process.env['INIT_CWD'] ?? process.cwd() });
