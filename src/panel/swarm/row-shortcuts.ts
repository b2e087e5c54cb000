import { closePane, freeze, keep } from '../state/actions.js';
import type { PanelModel } from '../state/panel-model.js';
import type { Anchor, MenuHolder } from '../views/menu.js';
import { blockItems, processItems, signalItems } from './process-menu.js';
import type { BlockRow, ProcessRow, Row } from './rows.js';

export interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
}

export interface ShortcutPlace {
  readonly model: PanelModel;
  readonly menus: MenuHolder;
  /** Where a menu opens. */
  readonly anchor: Anchor;
}

/** Acts on the selected row; tells whether the key meant something. */
export function pressOnRow(place: ShortcutPlace, row: Row, pressed: Pressed): 'done' | 'not-mine' {
  if (row.kind === 'process' && row.ended === undefined) return pressOnProcess(place, row, pressed);
  if (row.kind === 'block') return pressOnBlock(place, row, pressed);
  return 'not-mine';
}

function pressOnProcess(
  place: ShortcutPlace,
  row: ProcessRow,
  { key, shiftKey }: Pressed,
): 'done' | 'not-mine' {
  const { model, menus, anchor } = place;
  const { blockId, process } = row;
  const target = { blockId, process };
  switch (key.toLowerCase()) {
    case 'delete':
    case 'x':
      model.asked.value = { kind: shiftKey ? 'subtree' : 'process', ...target };
      return 'done';
    case 's':
      menus.show('Signals', signalItems(model, target), anchor);
      return 'done';
    case 'p':
      void keep(model, target);
      return 'done';
    case 'enter':
    case 'contextmenu':
      menus.show(`Actions for ${process.name}`, processItems(model, target), anchor);
      return 'done';
    default:
      return 'not-mine';
  }
}

function pressOnBlock(place: ShortcutPlace, { block }: BlockRow, { key }: Pressed): 'done' | 'not-mine' {
  const { model, menus, anchor } = place;
  const { blockId, isFrozen } = block;
  switch (key.toLowerCase()) {
    case 'delete':
    case 'x':
      model.asked.value = { kind: 'block', blockId };
      return 'done';
    case 'f':
      void freeze(model, blockId, isFrozen ? 'thaw' : 'freeze');
      return 'done';
    case 'w':
      void closePane(model, blockId);
      return 'done';
    case 'f2':
      model.renaming.value = { blockId, place: 'list' };
      return 'done';
    case 'enter':
      if (model.reveal === undefined) return 'not-mine';
      model.reveal(blockId);
      return 'done';
    case 'contextmenu':
      menus.show('Actions for the pane', blockItems(model, { block, place: 'list' }), anchor);
      return 'done';
    default:
      return 'not-mine';
  }
}
