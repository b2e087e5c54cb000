import { TrackerError } from './errors.js';

/** As package.json says in `engines`. */
export const leastNode = '20.19';

/** Undefined: this Node, or what stands in for it, is new enough. */
export function whyNodeTooOld(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = numbersOf(version);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(leastNode);
  const isOlder = major === leastMajor ? minor < leastMinor : major < leastMajor;
  return isOlder ? `panetree needs Node ${leastNode} or later; this is Node ${version}` : undefined;
}

/** Throws TrackerError `unsupported`: an older Node fails later, in as many ways as there are functions it lacks. */
export function requireNode(): void {
  const reason = whyNodeTooOld();
  if (reason !== undefined) throw new TrackerError('unsupported', reason);
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}
