import { signalMeanings } from '../../host/client/killing/signal-meanings.js';
import { offeredSignals } from '../../host/wire/kill.js';
import { closePane, copyText, freeze, keep, type ProcessOfBlock, sendSignal } from '../state/actions.js';
import type { BlockState } from '../../host/client/host-view.js';
import type { PanelModel, Renaming } from '../state/panel-model.js';
import type { MenuItem } from '../views/menu.js';

export function signalItems(model: PanelModel, target: ProcessOfBlock): readonly MenuItem[] {
  return offeredSignals.map((signal) => ({
    label: signal,
    icon: 'signal',
    hint: signalMeanings[signal],
    tone: signal === 'SIGKILL' ? 'danger' : 'plain',
    onChoose: () => void sendSignal(model, target, signal),
  }));
}

/** Everything that can be done with a process, with its key. */
export function processItems(model: PanelModel, target: ProcessOfBlock): readonly MenuItem[] {
  const ask = (kind: 'process' | 'subtree') => () => {
    model.asked.value = { kind, ...target };
  };
  return [
    { label: 'End process…', icon: 'end', hint: 'Del', tone: 'danger', onChoose: ask('process') },
    {
      label: 'End with all it started…',
      icon: 'end',
      hint: 'Shift Del',
      tone: 'danger',
      onChoose: ask('subtree'),
    },
    { label: 'Keep when the pane closes', icon: 'keep', hint: 'P', onChoose: () => void keep(model, target) },
    ...signalItems(model, target),
  ];
}

interface BlockTarget {
  readonly block: Pick<BlockState, 'blockId' | 'isFrozen'>;
  /** Which of its titles is edited. */
  readonly place: Renaming['place'];
}

export function blockItems(model: PanelModel, { block, place }: BlockTarget): readonly MenuItem[] {
  const { blockId, isFrozen } = block;
  const wish = isFrozen ? 'thaw' : 'freeze';
  return [
    ...paneItems(model, blockId, place),
    {
      label: 'Copy block id',
      icon: 'copy',
      onChoose: () => void copyText(model, 'Block id', blockId),
    },
    {
      label: isFrozen ? 'Thaw' : 'Freeze',
      icon: wish,
      hint: 'F',
      onChoose: () => void freeze(model, blockId, wish),
    },
    {
      label: 'End all its processes…',
      icon: 'end',
      hint: 'Del',
      tone: 'danger',
      onChoose: () => {
        model.asked.value = { kind: 'block', blockId };
      },
    },
    {
      label: 'Close pane…',
      icon: 'close',
      hint: 'W',
      tone: 'danger',
      onChoose: () => void closePane(model, blockId),
    },
  ];
}

/** A block may have no terminal: one that was adopted, for example. */
function paneItems(model: PanelModel, blockId: string, place: Renaming['place']): readonly MenuItem[] {
  const { reveal, renaming } = model;
  if (!model.client.panes.value.has(blockId)) return [];
  const rename: MenuItem = {
    label: 'Rename',
    icon: 'edit',
    hint: 'F2',
    onChoose: () => {
      renaming.value = { blockId, place };
    },
  };
  if (reveal === undefined) return [rename];
  return [
    { label: 'Show terminal', icon: 'terminal', hint: 'Enter', onChoose: () => reveal(blockId) },
    rename,
  ];
}
