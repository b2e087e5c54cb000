import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Gives an element the focus once, with its first paint: who presses Enter at once means it. */
export function useFirstFocus<Focusable extends HTMLElement>(): RefObject<Focusable | null> {
  const element = useRef<Focusable>(null);
  useLayoutEffect(() => element.current?.focus(), []);
  return element;
}
