import { parseArgs } from 'node:util';
import { type BackendReport, type Confidence, openRegistry } from '../index.js';
import { packageVersion } from './help.js';
import { UsageError } from './usage-error.js';

const exitCodes: Readonly<Record<Confidence, number>> = { high: 0, 'best-effort': 1, none: 2 };

const meanings: Readonly<Record<Confidence, string>> = {
  high: 'the kernel keeps the list, and nothing a process does by forking leaves it',
  'best-effort': 'the list is worked out, and a process can be missed',
  none: 'nothing is tracked here',
};

/** Opens the best backend, self-test included, and says what it found. */
export async function doctor(args: readonly string[]): Promise<number> {
  const wantsJson = parse(args);
  await using registry = await openRegistry({ delegation: 'auto' });
  const { backend } = registry;
  const machine = { version: packageVersion(), platform: process.platform, node: process.version };
  const text = wantsJson ? JSON.stringify({ ...machine, ...backend }, undefined, 2) : inWords(backend);
  process.stdout.write(`${text}\n`);
  return exitCodes[backend.confidence];
}

function parse(args: readonly string[]): boolean {
  try {
    return parseArgs({ args: [...args], options: { json: { type: 'boolean' } } }).values.json === true;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function inWords({ name, confidence, guarantees, downgrades, reasons, features }: BackendReport): string {
  return [
    `panetree ${packageVersion()} on ${process.platform}, Node ${process.version}`,
    '',
    `backend     ${name}`,
    `confidence  ${confidence}: ${meanings[confidence]}`,
    ...Object.entries(features).map(([feature, value]) => `${feature.padEnd(11)} ${value}`),
    ...section('guaranteed', guarantees),
    ...section(
      'passed over',
      downgrades.map(({ backend, reason }) => `${backend}: ${reason}`),
    ),
    ...section('to know', name === 'none' ? [] : reasons),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  - ${line}`)];
}
