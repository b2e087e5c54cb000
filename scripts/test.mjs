// @ts-check
import { ensure, root, tool } from './ensure.mjs';
import { becomeNode } from './run-child.mjs';
import { testInLanes } from './test-lanes.mjs';

await ensure({ packages: 'all' });

const selection = process.argv.slice(2);
if (selection.length > 0) await becomeNode([tool('vitest/vitest.mjs'), 'run', ...selection], { cwd: root });
else process.exitCode = await testInLanes();
