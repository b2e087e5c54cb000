// A host of terminals, told what to do by lines on standard input: open NAME, type NAME TEXT, list NAME, close NAME.
import { createInterface } from 'node:readline';
import { openRegistry } from 'panetree';
import { spawnPty } from 'panetree/pty';

const registry = await openRegistry();
const terminals = new Map();
const shell = process.env.SHELL || '/bin/sh';

const actions = {
  async open(name) {
    const terminal = await spawnPty(registry.ensureTracker(name), shell, [], { cols: 80, rows: 24 });
    terminal.onData((text) => process.stdout.write(text));
    terminals.set(name, terminal);
  },
  async type(name, text) {
    terminals.get(name)?.write(`${text}\r`);
  },
  async list(name) {
    for (const { pid, command } of await registry.ensureTracker(name).list()) {
      console.log(`${name}: ${pid} ${command}`);
    }
  },
  async close(name) {
    const report = await registry.remove(name);
    terminals.delete(name);
    console.log(`${name}: ${report.status}, ${report.survivors.length} survived`);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [action, name, ...words] = line.split(' ');
  if (name && Object.hasOwn(actions, action)) await actions[action](name, words.join(' '));
  else console.error(`unknown: ${line}`);
}
await registry.close();
