import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Gives an element the focus once, when it appears, and after a dialog around it has chosen one of its own. */
export function useFirstFocus<Focusable extends HTMLElement>(): RefObject<Focusable | null> {
  const element = useRef<Focusable>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
