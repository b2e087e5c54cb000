import { signalMeanings } from '../../host/client/killing/signal-meanings.js';
import { offeredSignals } from '../../host/wire/kill.js';
import { closePane, freeze, keep, type ProcessOfBlock, sendSignal } from '../state/actions.js';
import type { BlockState } from '../../host/client/host-view.js';
import type { PanelModel } from '../state/panel-model.js';
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

export function blockItems(model: PanelModel, block: BlockState): readonly MenuItem[] {
  const { blockId, isFrozen } = block;
  const { reveal } = model;
  const wish = isFrozen ? 'thaw' : 'freeze';
  return [
    ...(reveal === undefined
      ? []
      : [
          {
            label: 'Show terminal',
            icon: 'terminal' as const,
            hint: 'Enter',
            onChoose: () => reveal(blockId),
          },
        ]),
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
