import { type Signal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons.js';

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  /** What the key or the signal does, in a word. */
  readonly hint?: string;
  readonly tone?: 'plain' | 'danger';
  readonly onChoose: () => void;
}

interface OpenMenu {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly x: number;
  readonly y: number;
  /** Who gets the focus back. */
  readonly opener: HTMLElement | undefined;
}

export type Anchor = Element | { readonly opener: Element; readonly x: number; readonly y: number };

/** At most one menu is open. */
export class MenuHolder {
  readonly open: Signal<OpenMenu | undefined> = signal(undefined);

  /** Below what it is for, or at the pointer. */
  show(label: string, items: readonly MenuItem[], anchor: Anchor): void {
    const { opener, x, y } = anchor instanceof Element ? belowOf(anchor) : anchor;
    this.open.value = { label, items, x, y, opener: focusable(opener) };
  }

  close(): void {
    const opener = this.open.value?.opener;
    this.open.value = undefined;
    if (opener?.isConnected === true) opener.focus({ preventScroll: true });
  }
}

export function Menu({ holder }: { readonly holder: MenuHolder }): JSX.Element | null {
  const open = holder.open.value;
  return open === undefined ? null : <MenuPopover key={open.label} menu={open} holder={holder} />;
}

function MenuPopover({
  menu,
  holder,
}: {
  readonly menu: OpenMenu;
  readonly holder: MenuHolder;
}): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const popover = element.current;
    if (popover === null) return;
    popover.showPopover();
    place(popover, menu);
    popover.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [menu]);
  return (
    <div
      ref={element}
      class="menu"
      role="menu"
      aria-label={menu.label}
      popover="auto"
      onToggle={(event) => {
        if (event.newState === 'closed' && holder.open.value === menu) holder.close();
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        moveIn(event, holder);
      }}
    >
      {menu.items.map((item) => (
        <MenuLine key={item.label} item={item} holder={holder} />
      ))}
    </div>
  );
}

function MenuLine({ item, holder }: { readonly item: MenuItem; readonly holder: MenuHolder }): JSX.Element {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={`menu-item ${item.tone ?? ''}`}
      onClick={() => {
        holder.close();
        item.onChoose();
      }}
    >
      {item.icon === undefined ? <span class="icon" /> : <Icon name={item.icon} />}
      <span class="menu-label">{item.label}</span>
      {item.hint === undefined ? undefined : <span class="menu-hint">{item.hint}</span>}
    </button>
  );
}

function belowOf(opener: Element): Exclude<Anchor, Element> {
  const { left, bottom } = opener.getBoundingClientRect();
  return { opener, x: left, y: bottom + 2 };
}

function place(popover: HTMLElement, { x, y }: OpenMenu): void {
  const margin = 8;
  const { width, height } = popover.getBoundingClientRect();
  popover.style.left = `${Math.max(margin, Math.min(x, innerWidth - width - margin))}px`;
  popover.style.top = `${Math.max(margin, Math.min(y, innerHeight - height - margin))}px`;
}

function moveIn(event: KeyboardEvent, holder: MenuHolder): void {
  const { currentTarget, key } = event;
  if (!(currentTarget instanceof HTMLElement)) return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.findIndex((item) => item.matches(':focus'));
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const target = targets[key];
  if (target !== undefined) items[target]?.focus();
  if (target !== undefined || key === 'Tab') event.preventDefault();
  if (key === 'Tab' || key === 'Escape') holder.close();
}

function focusable(anchor: Element): HTMLElement | undefined {
  return anchor instanceof HTMLElement ? anchor : undefined;
}
