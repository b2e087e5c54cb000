import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListModel } from '../state/list-model.js';
import { scrollTopFor } from './row-window.js';

type Viewport = RefObject<HTMLElement | null>;

/**
 * The index of the active row. It follows the row as others come and go; when the row itself goes, its place is
 * taken over by the one that moves up. Where the list had the focus, the active row has it again.
 */
export function useListFocus(viewport: Viewport, list: ListModel): number {
  const rows = list.rows.value;
  const active = list.active.value;
  const lastIndex = useRef(0);
  const lastActive = useRef<string | undefined>(undefined);
  const lastFocus = useLastFocus(viewport);
  const found = rows.findIndex(({ key }) => key === active);
  const index = found >= 0 ? found : Math.min(lastIndex.current, rows.length - 1);
  useLayoutEffect(() => {
    lastIndex.current = Math.max(0, index);
    const element = viewport.current;
    if (element === null || active === undefined) return;
    if (found < 0) list.active.value = rows[index]?.key;
    const isMoved = lastActive.current !== active;
    lastActive.current = active;
    if (isMoved) scrollTo(element, list, index);
    const focus = focusOf(element);
    const isWanted =
      focus === 'nowhere' ? isMoved || lastFocus.current === 'here' : isMoved && focus === 'here';
    const row = element.querySelector<HTMLElement>('[role=row][tabindex="0"]');
    if (isWanted && row?.matches(':focus') === false) row.focus({ preventScroll: true });
  });
  return index;
}

/** Where the focus went last. A row that is moved among its brothers loses it, and nobody has taken it then. */
function useLastFocus(viewport: Viewport): { readonly current: 'here' | 'elsewhere' } {
  const last = useRef<'here' | 'elsewhere'>('elsewhere');
  useLayoutEffect(() => {
    const note = (event: Event): void => {
      const isHere = viewport.current !== null && event.composedPath().includes(viewport.current);
      last.current = isHere ? 'here' : 'elsewhere';
    };
    document.addEventListener('focusin', note, { capture: true });
    document.addEventListener('pointerdown', note, { capture: true });
    return () => {
      document.removeEventListener('focusin', note, { capture: true });
      document.removeEventListener('pointerdown', note, { capture: true });
    };
  }, [viewport]);
  return last;
}

function scrollTo(element: HTMLElement, list: ListModel, index: number): void {
  const view = { top: element.scrollTop, height: element.clientHeight };
  const top = scrollTopFor(list.offsets.value, index, view);
  if (top !== view.top) element.scrollTop = top;
}

function focusOf(element: HTMLElement): 'here' | 'nowhere' | 'elsewhere' {
  const root = element.getRootNode();
  const focused = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null;
  if (element.contains(focused)) return 'here';
  const isInDocument = document.activeElement !== null && document.activeElement !== document.body;
  return focused === null || focused === document.body
    ? isInDocument
      ? 'elsewhere'
      : 'nowhere'
    : 'elsewhere';
}
