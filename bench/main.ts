import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { benchHostKill } from './host-kill.js';
import { benchHostOutput } from './host-output.js';
import { benchIdle } from './idle.js';
import { benchKill } from './kill.js';
import { benchLedger } from './ledger.js';
import { benchOpen } from './open.js';
import type { Section } from './results.js';
import { benchRuns } from './runs.js';
import { benchStore } from './store.js';
import { renderSection } from './table.js';
import { benchTick } from './tick.js';

const benches: ReadonlyMap<string, () => Promise<Section>> = new Map([
  ['tick', benchTick],
  ['runs', benchRuns],
  ['ledger', benchLedger],
  ['kill', benchKill],
  ['open', benchOpen],
  ['idle', benchIdle],
  ['host-kill', benchHostKill],
  ['host', benchHostOutput],
  ['store', benchStore],
]);

const machine = { kernel: release(), cores: cpus().length, node: process.version };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const unknown = positionals.find((name) => !benches.has(name));
if (unknown === undefined) await run(positionals.length === 0 ? [...benches.keys()] : positionals);
else {
  console.error(`there is no bench ${unknown}; there are ${[...benches.keys()].join(', ')}`);
  process.exitCode = 2;
}

async function run(names: readonly string[]): Promise<void> {
  const isTable = values.json !== true;
  if (isTable) console.log(`Linux ${machine.kernel}, ${machine.cores} cores, Node ${machine.node}\n`);
  const sections: Section[] = [];
  for (const name of names) {
    const section = await benches.get(name)?.();
    if (section === undefined) continue;
    sections.push(section);
    // As they come: a whole run takes minutes.
    if (isTable) console.log(renderSection(section));
  }
  if (!isTable) console.log(JSON.stringify({ machine, sections }, undefined, 2));
}
