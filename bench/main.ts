import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { benchHostKill } from './host-kill.js';
import { benchHostOutput } from './host-output.js';
import { benchIdle } from './idle.js';
import { benchKill } from './kill.js';
import { benchLedger } from './ledger.js';
import { benchOpen } from './open.js';
import { benchPage } from './page.js';
import { reportRows, type Section } from './results.js';
import { isQuick } from './measurements.js';
import { benchRuns } from './runs.js';
import { benchStart } from './start.js';
import { benchStore } from './store.js';
import { renderHead, renderRow } from './table.js';
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
  ['page', benchPage],
  ['start', benchStart],
]);

const machine = { kernel: release(), cores: cpus().length, node: process.version };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
});
const unknown = positionals.find((name) => !benches.has(name));
if (unknown === undefined) await run(positionals.length === 0 ? [...benches.keys()] : positionals);
else {
  console.error(`there is no bench ${unknown}; there are ${[...benches.keys()].join(', ')}`);
  process.exitCode = 2;
}

async function run(names: readonly string[]): Promise<void> {
  const isTable = values.json !== true;
  const print = (text: string) => (isTable ? console.log(text) : undefined);
  const rounds = isQuick ? ', fewer rounds' : '';
  print(`Linux ${machine.kernel}, ${machine.cores} cores, Node ${machine.node}${rounds}\n`);
  reportRows((row) => print(renderRow(row)));
  const sections: Section[] = [];
  for (const name of names) {
    print(renderHead(name));
    const section = await benches.get(name)?.();
    if (section === undefined) continue;
    sections.push(section);
    print([...section.notes.map((note) => `(${note})`), `(${section.title})`, ''].join('\n'));
  }
  if (!isTable) console.log(JSON.stringify({ machine, sections }, undefined, 2));
}
