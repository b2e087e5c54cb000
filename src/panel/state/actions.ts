import type { TrackedProcess } from '../../host/wire/process.js';
import { keepWords } from '../../host/client/keep-words.js';
import { outcomeOf, outcomeOfPid } from '../../host/client/killing/kill-outcome.js';
import { adoptedWords } from '../../host/client/leftover-words.js';
import { nameOf, titleOf } from '../../host/client/titles.js';
import type { PanelModel } from './panel-model.js';

/** Those that only end a process when it wants them to, or do not end it at all, are sent without a question. */
const harmless: ReadonlySet<string> = new Set(['SIGINT', 'SIGSTOP', 'SIGCONT', 'SIGHUP']);

export interface ProcessOfBlock {
  readonly blockId: string;
  readonly process: TrackedProcess;
}

export async function sendSignal(model: PanelModel, target: ProcessOfBlock, signal: string): Promise<void> {
  if (!harmless.has(signal)) {
    model.asked.value = { kind: 'signal', ...target, signal };
    return;
  }
  const { blockId, process } = target;
  const { pid, birth, name } = process;
  await model.attempt(`${signal} to ${name}`, async () => {
    const result = await model.client.request('processes.kill', { blockId, pid, birth, only: signal });
    const { summary } = outcomeOfPid(result, [process]);
    return result.status === 'signalled'
      ? `${signal} sent to ${nameOf(process)}`
      : `${nameOf(process)}: ${summary}`;
  });
}

export async function keep(model: PanelModel, { blockId, process }: ProcessOfBlock): Promise<void> {
  const { pid, birth, name } = process;
  await model.attempt(`Keep ${name}`, async () => {
    const result = await model.client.request('processes.keep', { blockId, pid, birth });
    if (result.status !== 'kept') throw new Error(keepWords(result));
    return `${nameOf(process)}: ${keepWords(result)}`;
  });
}

export async function rename(model: PanelModel, blockId: string, title: string): Promise<void> {
  await model.attempt('Rename', async () => {
    const pane = await model.client.request('panes.rename', { blockId, title });
    return title === '' ? `The title follows what runs: “${pane.title}”` : `Called “${pane.title}” now`;
  });
}

export async function copyText(model: PanelModel, what: string, text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    model.notices.tell('good', `${what} copied`);
  } catch {
    model.notices.tell('bad', 'The browser does not let this page copy');
  }
}

export async function freeze(model: PanelModel, blockId: string, wish: 'freeze' | 'thaw'): Promise<void> {
  const title = model.client.state.value === undefined ? blockId : titleOf(model.client.state.value, blockId);
  await model.attempt(`${wish === 'freeze' ? 'Freeze' : 'Thaw'} “${title}”`, async () => {
    await model.client.request(`blocks.${wish}`, { blockId });
    return wish === 'freeze' ? `“${title}” is frozen` : `“${title}” runs again`;
  });
}

/** Asks first where closing interrupts something, and names it. */
export async function closePane(model: PanelModel, blockId: string): Promise<void> {
  const state = model.client.state.value;
  if (state === undefined) return;
  const { working, runs } = await model.client.request('blocks.describe', { blockId }).catch(() => unknown);
  if (working.length + runs.length > 0) {
    model.asked.value = { kind: 'pane', blockId };
    return;
  }
  await model.attempt(`Close “${titleOf(state, blockId)}”`, async () => {
    const outcome = outcomeOf(await model.client.request('panes.close', { blockId }));
    if (outcome.tone !== 'good') throw new Error(outcome.summary);
    return `“${titleOf(state, blockId)}” closed. ${outcome.summary}`;
  });
}

/** When it is not known what runs, that is a question too. */
const unknown = { working: [undefined], runs: [] };

export async function adopt(model: PanelModel, leftoverId: string): Promise<void> {
  await model.attempt('Adopt', async () => {
    const block = await model.client.request('leftovers.adopt', { leftoverId });
    return adoptedWords(block);
  });
}
