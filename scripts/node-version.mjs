// @ts-check
import { readFileSync } from 'node:fs';

/** Ends with one sentence where this Node is older than package.json allows. */
export function requireNode() {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  /** @type {{ engines: { node: string } }} */
  const { engines } = JSON.parse(manifest);
  const [least = ''] = engines.node.match(/[\d.]+/) ?? [];
  if (!isOlder(process.versions.node, least)) return;
  process.stderr.write(`panetree needs Node ${least} or later; this is Node ${process.versions.node}\n`);
  process.exit(1);
}

/**
 * @param {string} version
 * @param {string} least
 */
function isOlder(version, least) {
  const [[major = 0, minor = 0], [leastMajor = 0, leastMinor = 0]] = [numbersOf(version), numbersOf(least)];
  return major === leastMajor ? minor < leastMinor : major < leastMajor;
}

/** @param {string} version */
function numbersOf(version) {
  return version.split('.').map(Number);
}
