import { useSignalEffect } from '@preact/signals';
import type { RefObject } from 'preact';
import type { PanelModel } from '../state/panel-model.js';
import { scrollTopFor } from './row-window.js';

/** Scrolls to the pane whose terminal comes into use, unless somebody is at work in the list. */
export function useCurrentBlock(
  viewport: RefObject<HTMLElement | null>,
  { current, list }: PanelModel,
): void {
  useSignalEffect(() => {
    const blockId = current.value;
    const element = viewport.current;
    if (blockId === undefined || element === null || element.matches(':focus-within')) return;
    const row = list.rows.peek().findIndex((one) => one.kind === 'block' && one.block.blockId === blockId);
    if (row < 0) return;
    const view = { top: element.scrollTop, height: element.clientHeight };
    element.scrollTop = scrollTopFor(list.offsets.peek(), row, view);
  });
}
