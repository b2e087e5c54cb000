import { writeSync } from 'node:fs';
import { whyNodeTooOld } from '../tracker/node-version.js';
import { ownFailure } from './exit-codes.js';

const reason = whyNodeTooOld();
if (reason !== undefined) {
  writeSync(2, `${reason}\n`);
  process.exit(ownFailure);
}
