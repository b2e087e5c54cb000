import type { RefObject } from 'preact';
import { usePanel } from '../views/panel-context.js';
import { useMenus } from './use-menus.js';
import { actionFor } from './row-keys.js';
import { pressOnRow, type Pressed } from './row-shortcuts.js';

/** What the keys do while a row has the focus. */
export function useListKeys(
  viewport: RefObject<HTMLElement | null>,
  activeIndex: number,
): (event: KeyboardEvent) => void {
  const model = usePanel();
  const menus = useMenus();
  const { list } = model;

  const move = (key: string): 'done' | 'not-mine' => {
    const rows = list.rows.value;
    const row = rows[activeIndex];
    const action = actionFor(key, rows, activeIndex);
    if (action?.kind === 'go') list.active.value = action.key;
    if (action?.kind === 'toggle' && row !== undefined) list.toggle(row);
    return action === undefined ? 'not-mine' : 'done';
  };
  const act = (pressed: Pressed): 'done' | 'not-mine' => {
    const row = list.rows.value[activeIndex];
    const anchor = viewport.current?.querySelector('[role=row][tabindex="0"]') ?? undefined;
    if (row === undefined || anchor === undefined) return 'not-mine';
    list.active.value = row.key;
    return pressOnRow({ model, menus, anchor }, row, pressed);
  };

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isOnRow(event.target)) return;
    const isDone = move(event.key) === 'done' || act(pressedOf(event)) === 'done';
    if (isDone) event.preventDefault();
  };
}

/** The key of a menu, where a keyboard has none. */
function pressedOf({ key, shiftKey }: KeyboardEvent): Pressed {
  return key === 'F10' && shiftKey ? { key: 'ContextMenu', shiftKey: false } : { key, shiftKey };
}

function isOnRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.getAttribute('role') === 'row';
}
