// @ts-check
import { ensure, root, tool } from './ensure.mjs';
import { runNode } from './run-child.mjs';

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

const leftOut = Object.entries(systems)
  .filter(([platform]) => platform !== process.platform)
  .map(([, name]) => `left out: real ${name} (this is ${process.platform})`);

ensure();

// The reporter prints these lines, because its own last line has to stay the last one.
runNode([tool('vitest/vitest.mjs'), 'run', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, PANETREE_LEFT_OUT: leftOut.join('\n') },
});
