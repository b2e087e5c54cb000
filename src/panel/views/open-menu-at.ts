import type { Anchor } from './menu.js';

/**
 * A menu at the pointer. It opens once the button is up: a popover that is open by then closes with the same press
 * (light dismiss).
 */
export function openMenuAt(event: MouseEvent, opener: Element, open: (anchor: Anchor) => void): void {
  event.preventDefault();
  // By a key of the keyboard there is no pointer.
  const isByKey = event.button === 0 && event.clientX === 0 && event.clientY === 0;
  const anchor = isByKey ? opener : { opener, x: event.clientX, y: event.clientY };
  if (event.buttons === 0) open(anchor);
  else addEventListener('pointerup', () => setTimeout(() => open(anchor)), { once: true });
}
