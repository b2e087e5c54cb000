// @ts-check
import { ensure, root, tool } from './ensure.mjs';
import { testNative } from './native-tests.mjs';
import { runNode } from './run-child.mjs';

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

const leftOut = Object.entries(systems)
  .filter(([platform]) => platform !== process.platform)
  .map(([, name]) => `left out: real ${name} (this is ${process.platform})`);

ensure();

const selection = process.argv.slice(2);
const native = selection.length === 0 ? await testNative() : undefined;

// The reporter prints these lines and adds the counts, because its own last line has to stay the last one.
runNode([tool('vitest/vitest.mjs'), 'run', ...selection], {
  cwd: root,
  env: {
    ...process.env,
    PANETREE_LEFT_OUT: [...(native?.lines ?? []), ...leftOut].join('\n'),
    PANETREE_COUNTED: native?.counts.join(' ') ?? '',
  },
});
