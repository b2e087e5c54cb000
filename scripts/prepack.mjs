// @ts-check
import { placeHelper } from './build-native.mjs';
import { ensure } from './ensure.mjs';
import { say } from './steps.mjs';

// From nothing: a build keeps the output of a source file that is gone, and it would be published.
await ensure({ clean: true });
const { missing } = placeHelper();
if (missing !== undefined) {
  const isPublished = process.env['npm_command'] === 'publish';
  say(
    `${missing}; ${isPublished ? 'nothing is published' : 'the package is made'} without the helper for Windows`,
  );
  if (isPublished) process.exitCode = 1;
}
