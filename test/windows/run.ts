import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allCases } from '../contract/cases/index.js';
import type { ContractCase } from '../contract/world.js';
import { tell } from '../vm/report.js';
import { runTasks, type Task } from '../vm/run-tasks.js';
import { directory, selection, system } from './given.js';
import { notAsked, notHeld } from './left-out.js';
import { type Says, tellToo } from './outcome.js';
import { windowsCases } from './windows-cases.js';
import { noConsole, WindowsWorld } from './windows-world.js';

/** Once in some thousand times a process of Wine’s dies before its first instruction: a gate, or what is to be its console. */
const accidents = ['spawn UNKNOWN', noConsole];

/**
 * run.js windows|contract [SHARE OF] [NAME]: the cases that only Windows has, or those of the contract; of these a share,
 * as one of several runners; and only those whose name has NAME in it.
 */
const [which, share = '0', of = '1', wanted = ''] = process.argv.slice(2);

const tasks = which === 'windows' ? windowsTasks() : contractTasks();
const names = selected();
const wantedTasks = tasks.filter(({ name }) => name.includes(wanted) && (names?.includes(name) ?? true));
tellToo(await backendOf());
await runTasks(wantedTasks.filter((_, index) => index % Number(of) === Number(share)));
tell({ type: 'end' });
process.exit(0);

function selected(): readonly string[] | undefined {
  const file = join(directory, selection);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly string[]) : undefined;
}

function windowsTasks(): readonly Task[] {
  return windowsCases.map(({ rule, name, run }) => ({ rule, name, run: () => inWorld(run) }));
}

/** As over every backend: what needs faults is held by the one in memory. */
function contractTasks(): readonly Task[] {
  return allCases.filter(({ needs }) => needs !== 'faults').map(toTask);
}

function toTask({ rule, name, needs, run }: ContractCase): Task {
  const why = notHeld[system][name];
  const unavailable = needs === 'escape' ? 'Windows takes no process out of its job' : notAsked[name];
  return {
    rule,
    name,
    unavailable,
    run: () =>
      inWorld(async (world) => {
        if (why === undefined) await run(world);
        else await assert.rejects(run(world), isNotHeld, 'it is held by now: take it off the list');
      }),
  };
}

/** What it says of itself. */
async function backendOf(): Promise<Says> {
  const world = await WindowsWorld.open();
  const { confidence, guarantees, reasons } = world.registry.backend;
  await world.dispose();
  return { type: 'says', confidence, guarantees, reasons };
}

async function inWorld(act: (world: WindowsWorld) => Promise<void>): Promise<void> {
  try {
    await inOneWorld(act);
  } catch (error) {
    if (!isOfWine(error)) throw error;
    await inOneWorld(act);
  }
}

/** Any failure of the case itself. */
function isNotHeld(error: unknown): boolean {
  if (isOfWine(error)) throw error;
  return true;
}

function isOfWine(error: unknown): boolean {
  const { message } = error instanceof Error ? error : { message: '' };
  return system === 'Wine' && accidents.some((accident) => message.includes(accident));
}

async function inOneWorld(act: (world: WindowsWorld) => Promise<void>): Promise<void> {
  const world = await WindowsWorld.open();
  try {
    await act(world);
  } finally {
    await world.dispose();
  }
}
