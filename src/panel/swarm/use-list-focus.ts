import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListModel } from '../state/list-model.js';
import { scrollTopFor } from './row-window.js';

/**
 * The index of the active row. It follows the row as others come and go; when the row itself goes, its place is
 * taken over by the one that moves up. Where the list had the focus, the active row has it again.
 */
export function useListFocus(viewport: RefObject<HTMLElement | null>, list: ListModel): number {
  const rows = list.rows.value;
  const active = list.active.value;
  const lastIndex = useRef(0);
  const lastActive = useRef<string | undefined>(undefined);
  const found = rows.findIndex(({ key }) => key === active);
  const index = found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);
  useLayoutEffect(() => {
    lastIndex.current = Math.max(0, index);
    const element = viewport.current;
    if (element === null || active === undefined) return;
    if (found < 0) list.active.value = rows[index]?.key;
    if (lastActive.current === active && found >= 0) return;
    const hadFocus = hasFocus(element);
    if (lastActive.current !== active) scrollTo(element, list, index);
    lastActive.current = active;
    const row = element.querySelector<HTMLElement>('[role=row][tabindex="0"]');
    if (hadFocus) row?.focus({ preventScroll: true });
  });
  return index;
}

function scrollTo(element: HTMLElement, list: ListModel, index: number): void {
  const view = { top: element.scrollTop, height: element.clientHeight };
  const top = scrollTopFor(list.offsets.value, index, view);
  if (top !== view.top) element.scrollTop = top;
}

/** Also when the row that had it has just been taken away: then nothing has it. */
function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return false;
  const { activeElement } = root;
  return activeElement === null || activeElement === document.body || element.contains(activeElement);
}
