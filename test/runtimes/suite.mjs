// What has to hold on every JavaScript runtime, without a test framework: each case prints one JSON line.
// node suite.mjs [CASE…]
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openRegistry } from 'panetree';

const cli = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));
const host = fileURLToPath(new URL('keeping-host.mjs', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'panetree-runtimes-'));
const token = `${process.pid}${Date.now()}`;
/** How this runtime runs a file. */
const runs = (file) => [...(globalThis.Deno === undefined ? [] : ['run', '--allow-all']), file];

/** Live processes with this text among their arguments; the oracle is /proc alone. */
function alive(text) {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && carries(pid, text),
  );
}

function carries(pid, text) {
  try {
    const isZombie = /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return !isZombie && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(text);
  } catch {
    return false;
  }
}

async function until(condition, what, withinMs = 15_000) {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

const cases = {
  async core() {
    const time = `601.${token}`;
    const registry = await openRegistry({ pollIntervalMs: 100 });
    const exits = [];
    registry.on('process-exited', ({ pid }) => exits.push(pid));
    const tracker = registry.ensureTracker('core');
    const child = await tracker.spawn('sh', ['-c', `(setsid sleep ${time} &) ; exit 3`], { stdio: 'ignore' });
    equal(await new Promise((resolve) => child.once('exit', resolve)), 3, 'exit code');
    const [daemon] = await until(() => alive(time).length === 1 && alive(time), 'the daemon runs');
    await until(async () => (await tracker.list()).some(({ pid }) => pid === Number(daemon)), 'it is listed');
    const { survivors } = await registry.remove('core');
    equal([survivors.length, alive(time).length], [0, 0], 'survivors');
    equal(exits.includes(Number(daemon)), true, 'the exit is an event');
    await registry.close();
  },

  async run() {
    const time = `602.${token}`;
    const args = ['run', '--', 'sh', '-c', `setsid sleep ${time} & exit 5`];
    const child = spawn(process.execPath, [...runs(cli), ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    equal(await new Promise((resolve) => child.once('close', resolve)), 5, `exit code (${said.trim()})`);
    equal(alive(time).length, 0, 'survivors');
  },

  async pty() {
    const { PaneScreen, spawnPty } = await import('panetree/pty');
    const registry = await openRegistry();
    const tracker = registry.ensureTracker('pty');
    const screen = await PaneScreen.open({ cols: 80, rows: 24 });
    const terminal = await spawnPty(tracker, 'sh', ['-c', 'echo ready; read line; echo "got $line"; exit 4']);
    const ended = new Promise((resolve) => terminal.onExit(resolve));
    terminal.onData((data) => void screen.write(data));
    await until(() => screen.text().includes('ready'), 'the program runs');
    terminal.write('a😀b\r');
    const { exitCode, signal } = await ended;
    equal([exitCode, signal || 0], [4, 0], 'exit code, signal');
    await until(() => screen.text().includes('got a😀b'), 'its last line is shown');
    await registry.close();
  },

  async store() {
    const { connectStore, openStore } = await import('panetree/store');
    const path = join(temporary, 'store.db');
    const store = await openStore({ path });
    const registry = await openRegistry();
    const disconnect = connectStore(registry, store);
    const run = registry.ensureTracker('store').startRun({ kind: 'session', sessionId: token });
    await run.spawn('sh', ['-c', 'exit 6'], { stdio: 'ignore' });
    equal((await run.ended()).exitCode, 6, 'exit code');
    await registry.close();
    disconnect();
    await store.close();
    const again = await openStore({ path });
    const [kept] = await again.runs({ sessionId: token });
    equal([kept?.exitCode, kept?.outcome], [6, 'failed'], 'the run in the file');
    await again.close();
  },

  async recovery() {
    const time = `603.${token}`;
    const stateDir = join(temporary, 'state');
    const child = spawn(process.execPath, [...runs(host), stateDir, `time=${time}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await until(() => alive(time).length === 1, 'the daemon runs');
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    equal(alive(time).length, 1, 'kept after SIGKILL');
    const registry = await openRegistry({ onHostExit: 'keep', stateDir });
    const [leftover] = await until(async () => {
      const found = await registry.leftovers();
      return found.length > 0 && found;
    }, 'the leftover is found');
    equal(leftover.blockId, 'kept', 'its block');
    await registry.reap(leftover);
    equal(alive(time).length, 0, 'survivors');
    await registry.close();
  },
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    await run();
    console.log(JSON.stringify({ name, outcome: 'passed' }));
  } catch (error) {
    process.exitCode = 1;
    console.log(JSON.stringify({ name, outcome: 'failed', reason: String(error?.message ?? error) }));
  }
}
for (const pid of [601, 602, 603].flatMap((time) => alive(`${time}.${token}`))) {
  process.kill(Number(pid), 'SIGKILL');
}
rmSync(temporary, { recursive: true, force: true });
process.exit();
