import { type BackendReport, type Confidence, openRegistry } from '../index.js';
import { printableJson, printableLines } from '../output/printable.js';
import { writeOutput } from '../output/streams.js';
import { parseCommand } from './manual/parse.js';
import { doctorPage } from './manual/record-pages.js';
import { packageVersion } from '../version.js';

const exitCodes: Readonly<Record<Confidence, number>> = { high: 0, 'best-effort': 1, none: 2 };

const meanings: Readonly<Record<Confidence, string>> = {
  high: 'the kernel keeps the list, and nothing a process does by forking leaves it',
  'best-effort': 'the list is worked out, and a process can be missed',
  none: 'nothing is tracked here',
};

/** Opens the best backend, self-test included, and says what it found. */
export async function doctor(args: readonly string[]): Promise<number> {
  const { json } = parseCommand(doctorPage, args).values;
  await using registry = await openRegistry({ delegation: 'auto' });
  const { backend } = registry;
  const machine = { version: packageVersion, platform: process.platform, node: process.version };
  const text =
    json === true ? printableJson({ ...machine, ...backend }, 2) : printableLines(inWords(backend));
  writeOutput(`${text}\n`);
  return exitCodes[backend.confidence];
}

function inWords({ name, confidence, guarantees, downgrades, reasons, features }: BackendReport): string {
  return [
    `panetree ${packageVersion} on ${process.platform}, Node ${process.version}`,
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
